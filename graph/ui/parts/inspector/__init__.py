"""The inspector component: shows what :mod:`graph.ui.parts.inspector.content` makes and reports what was pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from graph.picture.looks import STATUS_STYLES
from graph.ui import frame
from graph.ui.kept import kept_cases
from graph.ui.pages import QUERY, SOURCES
from graph.ui.parts.inspector.content import OPEN_QUERY
from graph.ui.parts.inspector.verdicts import with_verdicts
from graph.ui.parts.sent import sent_by
from graph.ui.query import asking
from graph.ui.query.console import current_console

_HERE = Path(__file__).parent
_BORDERS = {status: style.border for status, style in STATUS_STYLES.items()}


READ = "read"
"""What the inspector sends when a passage, or what is named in a source, is to be read there."""


def _open_query(event: Mapping[str, Any]) -> None:
    """Turn to the page Query with a query that runs there; it is read as any that is typed."""
    console = current_console()
    console.set_query(str(event.get("cypher", "")), {})
    console.run_requested = True
    frame.go_to(QUERY, {})


def _read_there(event: Mapping[str, Any]) -> None:
    """Turn to the page Sources, at the place that the inspector names; what the browser sends is only looked up."""
    source, _, place = str(event.get("at", "")).partition("#")
    asked = {"case": str(event.get("case", "")), "source": source, "at": place, "of": str(event.get("of", ""))}
    frame.go_to(SOURCES, {name: text for name, text in asked.items() if text})


@cache
def _component() -> Any:
    return st.components.v2.component(
        "casegraph_inspector",
        html='<div class="inspector" tabindex="-1"></div><p class="announce" aria-live="polite"></p>',
        css=(_HERE / "inspector.css").read_text(encoding="utf-8"),
        js=(_HERE / "inspector.js").read_text(encoding="utf-8"),
    )


def inspector(
    content: dict[str, Any],
    *,
    height: int,
    on_event: Callable[[Mapping[str, Any]], None],
    key: str = "inspector",
    label: str = "Inspector",
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
    label : str
        What the region is called.
    """

    def on_event_change() -> None:
        event = sent_by(key, "event")
        if event and event.get("kind") == READ:
            _read_there(event)
        elif event and event.get("kind") == OPEN_QUERY:
            _open_query(event)
        elif event and event.get("kind") == asking.EVENT:
            asking.ask(current_console(), event)
            frame.go_to(QUERY, {})
        elif event:
            on_event(event)

    data = {**with_verdicts(content, kept_cases().marks), "height": height, "borders": _BORDERS, "label": label}
    _component()(key=key, data=data, height="content", on_event_change=on_event_change)
