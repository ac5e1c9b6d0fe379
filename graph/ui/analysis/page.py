"""The page Analysis: who is central, what belongs together and what holds it together, with and without allegations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from graph.case.words import joined_with_and
from graph.errors import CaseGraphError, StoppedError
from graph.explore.analysis import ANALYSES, Outcome
from graph.explore.view import VALUES_OFF, View
from graph.nx.tables import BRIDGES, MEASURES, METHODS
from graph.stores import LoadedCase
from graph.ui import data, frame, state
from graph.ui.analysis import asked as asking
from graph.ui.analysis import results, settings
from graph.ui.analysis.asked import Asked
from graph.ui.analysis.runs import Run, run
from graph.ui.pages import ANALYSIS, CASES, EXPLORE
from graph.ui.parts.text import plain

_QUESTIONS: Mapping[str, Sequence[str]] = {
    "What is central": tuple(MEASURES),
    "What belongs together": tuple(METHODS),
    "What holds it together": (BRIDGES.name,),
}
_MAX_WAIT_S = 0.6
"""Seconds to wait for an outcome before the page says that it is being measured."""


def page(version: str, view: View, cases: list[LoadedCase], address: Mapping[str, str], *, entered: bool) -> None:
    """Draw the page for a case.

    Parameters
    ----------
    version : str
    view : View
    cases : list of LoadedCase
    address : mapping of str to str
        The parameters that the page was opened with.
    entered : bool
        Whether another page was drawn before. Only then is its address made complete: whoever goes back to one that is
        not would never come further.
    """
    wanted = address.get("case", view.case)
    if asking.is_new(address) and wanted != view.case and wanted in {"", *(case.id for case in cases)}:
        state.change_view(state.first_view(wanted))
        st.rerun()  # the header is drawn already
    if not data.store_schema(version).nodes:
        _say_empty()
        return
    has_statuses = bool(cases) and (bool(view.case) or not data.has_foreign_data(version))
    before, is_new = st.session_state.get(state.ASKED), asking.is_new(address)
    asked, notes = asking.current(view.case, address, has_statuses=has_statuses)
    for note in (*notes, *state.take_notes()):
        frame.note(note, loud=True)
    asking.keep(asked)
    other_case = before is not None and before.case != asked.case and not is_new
    if (entered or other_case) and st.query_params.to_dict() != {**asking.parameters(), **state.common_parameters()}:
        state.set_url(asking.parameters())
    with st.container(key="analysis-page", gap="small"):
        chosen = _choose(version, asked, has_statuses=has_statuses)
        if chosen != asked:
            asking.keep(chosen)
            state.set_url(asking.parameters())
            st.rerun()
        _show(version, asked)


def _say_empty() -> None:
    frame.note("This store is empty, so there is nothing to measure. Load a case first, or begin one.", loud=True)
    if st.button("Go to Cases", type="primary"):
        st.switch_page(frame.streamlit_page(CASES), query_params=state.common_parameters())


# -- what is asked ---------------------------------------------------------------------------------


def _choose(version: str, asked: Asked, *, has_statuses: bool) -> Asked:
    """Show what is asked, and return what is chosen."""
    question = next(name for name, measures in _QUESTIONS.items() if asked.measure in measures)
    chosen = st.segmented_control(
        "Question",
        list(_QUESTIONS),
        default=question,
        required=True,
        label_visibility="collapsed",
        key=f"question-{question}",
    )
    if chosen != question:
        return replace(asked, measure=_QUESTIONS[str(chosen)][0])
    if len(_QUESTIONS[question]) > 1:
        measure = st.segmented_control(
            "Measure",
            list(_QUESTIONS[question]),
            default=asked.measure,
            format_func=lambda name: plain(ANALYSES[name].title),
            required=True,
            label_visibility="collapsed",
            key=f"measure-{asked.measure}",
        )
        if measure != asked.measure:
            return replace(asked, measure=str(measure))
    results.explain(ANALYSES[asked.measure])
    left, right = st.columns(2, gap="medium")
    with left:
        first = settings.choose(
            version,
            asked.case,
            asked.first,
            label="Which statements count",
            key="first",
            optional=False,
            has_statuses=has_statuses,
        )
    with right:
        second = settings.choose(
            version,
            asked.case,
            asked.second,
            label="Compared with",
            key="second",
            optional=True,
            has_statuses=has_statuses,
        )
    return replace(asked, first=first or asked.first, second=second)


# -- what it came to -------------------------------------------------------------------------------


def _show(version: str, asked: Asked) -> None:
    runs = [run(version, setting.analysis) for setting in asked.settings if setting.analysis]
    if not all(each.ready(_MAX_WAIT_S) for each in runs):
        _show_progress(f"Measuring: {ANALYSES[asked.measure].title} …", runs)
        return
    try:
        outcomes = [each.outcome() for each in runs]
    except StoppedError:
        frame.note("Stopped. Choose what takes less time, or measure again.", loud=True)
        if st.button("Measure again"):
            st.rerun()
        return
    except CaseGraphError as error:
        st.error(plain(error))
        return
    names = settings.speakers(version, asked.case)
    words = [settings.in_words(setting, names) for setting in (asked.first, asked.second) if setting is not None]
    selected = results.show(version, outcomes, words)
    if any(outcome.found for outcome in outcomes):
        _offer_canvas(asked, outcomes, words, selected)


@st.fragment(run_every=0.4)
def _show_progress(words: str, runs: Sequence[Run]) -> None:
    if all(each.ready() for each in runs):
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", key="measuring"):
        st.progress(sum(1.0 if each.ready() else each.part for each in runs) / len(runs), plain(words))
        if st.button("Stop"):
            for each in runs:
                each.stop()


def _offer_canvas(asked: Asked, outcomes: Sequence[Outcome], words: Sequence[str], selected: tuple[str, ...]) -> None:
    """Offer each outcome as a picture, and as a table to save."""
    with st.container(horizontal=True, gap="small", key="outcomes"):
        for number, (setting, name) in enumerate(zip(asked.settings, words, strict=False)):
            label = "Show on the canvas" if len(outcomes) == 1 else f"Show on the canvas: {name[:1].lower()}{name[1:]}"
            if st.button(plain(label), key=f"canvas-{number}", type="primary" if number == 0 else "secondary"):
                _open_canvas(setting, selected)
        results.offer_table(outcomes, words, asked)
    frame.note(
        f"On the canvas it is {joined_with_and(_shown_as(asked.measure))}; "
        "what is saved there under Export has it as a property."
    )


def _shown_as(measure: str) -> list[str]:
    if measure in MEASURES:
        return ["the size of the nodes, or their colour"]
    return ["colours", "a line around each group"] if measure in METHODS else ["a mark behind the lines and shapes"]


def _open_canvas(setting: View, selected: tuple[str, ...]) -> None:
    """Go to Explore and show there what was measured, of the same statements."""
    here, plain = state.current_view(), state.first_view(setting.case)
    shown = replace(
        plain,
        layout=here.layout,
        pins=here.pins,
        # another graph than a case may be about dates
        off=(plain.off & VALUES_OFF if setting.case else frozenset()) | setting.off,
        speaker=setting.speaker,
        stance=setting.stance,
        measure=setting.measure,
        selection=selected,
    )
    state.change_view(shown)
    st.switch_page(frame.streamlit_page(EXPLORE), query_params={**shown.to_parameters(), **state.common_parameters()})


if __name__ == "__main__":
    # before the frame, which gives the address to the page that is drawn
    opened_with = st.query_params.to_dict()
    is_entered = st.session_state.get(state.PAGE) != ANALYSIS.title
    frame.show_page(
        lambda version, view, cases: page(version, view, cases, opened_with, entered=is_entered), ANALYSIS.title
    )
