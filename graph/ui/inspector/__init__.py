"""The inspector component: shows what :mod:`graph.ui.content` says of the selected thing, and returns what was pressed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

_HERE = Path(__file__).parent


@cache
def _component() -> Any:
    return st.components.v2.component(
        "casegraph_inspector",
        html='<div class="inspector" tabindex="-1"></div>',
        css=(_HERE / "inspector.css").read_text(encoding="utf-8"),
        js=(_HERE / "inspector.js").read_text(encoding="utf-8"),
    )


def inspector(content: dict[str, Any], *, height: int, key: str = "inspector") -> dict[str, Any] | None:
    """Show the inspector.

    Parameters
    ----------
    content : dict
        As :mod:`graph.ui.content` makes it: inert texts, never HTML.
    height : int
        Pixels; on a narrow screen it is as tall as what it holds.
    key : str

    Returns
    -------
    dict or None
        What was pressed in this run (``{"kind", …}``), if anything was.
    """
    answer = _component()(key=key, data={**content, "height": height}, on_event_change=lambda: None)
    event: dict[str, Any] | None = answer.event
    return event
