"""The inspector component: shows what :mod:`graph.ui.parts.inspector.content` makes and reports what was pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from graph.picture.looks import STATUS_STYLES

_HERE = Path(__file__).parent
_BORDERS = {status: style.border for status, style in STATUS_STYLES.items()}


@cache
def _component() -> Any:
    return st.components.v2.component(
        "casegraph_inspector",
        html='<div class="inspector" tabindex="-1"></div><p class="announce" aria-live="polite"></p>',
        css=(_HERE / "inspector.css").read_text(encoding="utf-8"),
        js=(_HERE / "inspector.js").read_text(encoding="utf-8"),
    )


def inspector(
    content: dict[str, Any], *, height: int, on_event: Callable[[Mapping[str, Any]], None], key: str = "inspector"
) -> None:
    """Show the inspector.

    Parameters
    ----------
    content : dict
        As :mod:`graph.ui.parts.inspector.content` makes it: inert texts, never HTML.
    height : int
        Pixels; on a narrow screen it is as tall as what it holds.
    on_event : callable
        Called with what was pressed (``{"kind", …}``) before the page runs again.
    key : str
    """

    def on_event_change() -> None:
        event = st.session_state[key].get("event")
        if event:
            on_event(event)

    data = {**content, "height": height, "borders": _BORDERS}
    _component()(key=key, data=data, height="content", on_event_change=on_event_change)
