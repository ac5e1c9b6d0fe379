"""What the page Timeline and the one below the canvas share: what is read, how wide it is drawn, what is brushed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from graph.case.days import Range
from graph.picture.timeline import WIDTH, Placed, place
from graph.questions.timeline import CaseTimeline, Timeline, case_timeline
from graph.ui import data
from graph.ui.timeline.asked import edtf_of
from graph.ui.timeline.component import NARROWEST, WIDEST

_WIDTH = "timeline_width"
"""Session key: the room that a drawing has, by the key of its component."""


@st.cache_resource(max_entries=8, show_spinner="Reading the dates of the case …")
def timelines_at(version: str, case: str) -> CaseTimeline:
    """Return the timelines of a case of the session's store."""
    return case_timeline(data.store_at(version), case, data.schema_at(version))


def placed_of(lines: Sequence[Timeline], window: Range | None, key: str) -> Placed:
    """Place timelines in the room that a drawing has; ``key`` is that of its component."""
    return place(lines, width=float(st.session_state.get(_WIDTH, {}).get(key, WIDTH)), window=window)


def days_of_event(event: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Return the days that a drawing names; what a browser sends is only taken where it is such."""
    days = [event.get(name) for name in ("first", "last")]
    numbers = [day if isinstance(day, int) and abs(day) < 10**13 else None for day in days]
    return numbers[0], numbers[1]


def remember_width(event: Mapping[str, Any], key: str) -> None:
    """Draw as wide as there is room from now on."""
    width = event.get("width")
    if isinstance(width, int) and NARROWEST <= width <= WIDEST:
        st.session_state[_WIDTH] = {**st.session_state.get(_WIDTH, {}), key: width}


def since_and_until(brush: Range | None) -> tuple[str, str]:
    """Return chosen days as a view has them: none on a side that is open, or in a year that a view does not know."""
    days = brush or Range(None, None)
    first, last = edtf_of(days.first), edtf_of(days.last)
    return first if first[:1].isdigit() else "", last if last[:1].isdigit() else ""
