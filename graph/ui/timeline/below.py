"""The timeline below the canvas: choosing days on it filters the canvas, and choosing an event selects it there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from graph.case.days import Range
from graph.case.words import number_of
from graph.elements import Key
from graph.errors import CaseGraphError
from graph.explore.drawing import PlacedGraph
from graph.explore.view import View
from graph.ui import frame, state
from graph.ui.explore import actions
from graph.ui.pages import TIMELINE
from graph.ui.timeline.asked import Asked
from graph.ui.timeline.component import drawing
from graph.ui.timeline.drawn import days_of_event, placed_of, remember_width, since_and_until, timelines_at

_HEIGHT = 420
_DRAWING = "timeline-below"
_WINDOW = "timeline_window"
"""Session key: the case, and the days that are drawn of its axis."""


def panel(version: str, view: View, placed: PlacedGraph) -> None:
    """Draw the dates of what the view holds, before its filter by date."""
    if not view.case:
        st.caption("Choose a case above to see what happened in it by its dates.")
        return
    there = {node.id for node in placed.graph.nodes if node.key.case == view.case}
    whole = timelines_at(version, view.case).timeline()
    line = replace(whole, events=tuple(event for event in whole.events if event.subject in there), undated=())
    of_case, window = st.session_state.get(_WINDOW, ("", None))
    window = window if of_case == view.case else None
    drawn = placed_of([line], window, _DRAWING)
    if not line.events:
        st.caption("Nothing in this view has a date.")
        return
    subjects = {event.id: event.subject for event in line.events}

    def on_event(event: Mapping[str, Any]) -> None:
        first, last = days_of_event(event)
        match event.get("kind"):
            case "brush":
                chosen = Range(first, last) if first is not None else None
                since, until = since_and_until(chosen)
                state.change_view(replace(state.current_view(), since=since, until=until))
            case "zoom":
                st.session_state[_WINDOW] = view.case, None if first is None and last is None else Range(first, last)
            case "select" if event.get("id") in subjects:
                try:
                    actions.add_and_select(state.current_view(), [Key.of(view.case, subjects[event["id"]])])
                except CaseGraphError as error:
                    state.add_note(str(error))
            case "width":
                remember_width(event, _DRAWING)

    selected = [Key(key) for key in view.selection]
    chosen = next((e.id for e in line.events if any(key.local_id == e.subject for key in selected)), "")
    drawing(
        drawn,
        title="What happened, by its dates",
        chosen=chosen,
        brush=Asked.of({"since": view.since, "until": view.until}).brush,
        zoomed=window is not None,
        height=_HEIGHT,
        key=_DRAWING,
        on_event=on_event,
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        frame.note(
            f"{number_of(len(line.events), 'date')} of what the view holds. Days that are chosen filter the canvas."
        )
        if st.button("Open on its page", type="tertiary"):
            asked = Asked(since=view.since, until=view.until)
            parameters = {"case": view.case, **asked.to_parameters(), **state.common_parameters()}
            st.switch_page(frame.streamlit_page(TIMELINE), query_params=parameters)
