"""What is measured, and marked in the picture: what it says, how it is shown, and the way back without it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from graph.case.words import number_of
from graph.explore.analysis import SHOWN_BY, Outcome
from graph.explore.view import View
from graph.ui import frame, state
from graph.ui.analysis import asked, sentences
from graph.ui.pages import ANALYSIS
from graph.ui.parts.text import plain


def show(view: View, outcome: Outcome) -> None:
    """Say what an outcome marks in the picture of a view, and offer to change that."""
    measure = outcome.analysis.measure
    with st.container(key="measured", horizontal=True, vertical_alignment="center"):
        besides = " Filters by source and date do not change it." if view.source or view.since or view.until else ""
        frame.note(f"{_marked(view, outcome)} {measure.sentence}{besides}")
        if outcome.ranked:
            other = next(by for by in SHOWN_BY if by != view.shown_by)
            if st.button(plain(f"Show it by {other}"), type="tertiary"):
                state.change_view(replace(view, shown_by=other))
                st.rerun()
        if st.button("As a table", type="tertiary"):
            asked.keep(asked.of_view(view))
            parameters = {**asked.parameters(), **state.common_parameters()}
            st.switch_page(frame.streamlit_page(ANALYSIS), query_params=parameters)
        if st.button("Without the measure", type="tertiary"):
            state.change_view(replace(view, measure="", shown_by=View().shown_by))
            st.rerun()


def _marked(view: View, outcome: Outcome) -> str:
    title = outcome.analysis.measure.title
    of = " of what the filters leave" if outcome.analysis.off or outcome.analysis.speaker else ""
    if outcome.ranked:
        return f"{view.shown_by.capitalize()}: {title}{of}, of {number_of(len(outcome.ranked), 'node')}."
    if outcome.groups:
        return f"Colours and lines around: {title}{of}, {sentences.of_groups(outcome)}."
    many = number_of(len(outcome.bridges.relationships), "relationship")
    return f"Marked: {many} and {number_of(len(outcome.bridges.nodes), 'node')} that are bridges{of}."
