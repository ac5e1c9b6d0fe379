"""The page Claims: the ledger of all that was said, who stands where, what contradicts, and the case's questions."""

from __future__ import annotations

import streamlit as st

from graph.explore.view import View
from graph.stores import LoadedCase
from graph.ui import addressed, frame, state
from graph.ui.claims import contradictions, ledger, matrix, questions
from graph.ui.pages import CASES, CLAIMS

TABS = {
    "Ledger": ledger.draw,
    "Matrix": matrix.draw,
    "Contradictions": contradictions.draw,
    "Questions": questions.draw,
}
"""What draws each tab, by its title: it is given the store's version, the session's view and the case."""
_TAB = "tab"
"""Parameter of the address, and key of the tabs."""
_OPEN = "claims-tab"
_LEFT = "claims-left"
"""Session key: by its tab, what the address said when it was left."""


def page(version: str, view: View, cases: list[LoadedCase]) -> None:
    """Draw the tab of the case that the address names."""
    if not cases:
        _say_empty()
        return
    asked = addressed.parameters(CLAIMS, view, cases)
    case = next((case for case in cases if case.id == view.case), None)
    for sentence in state.take_notes():
        frame.note(sentence, loud=True)
    if case is None:
        frame.note("Claims are made in cases: choose one above.", loud=True)
        return
    names = {title.lower(): title for title in TABS}
    opened = st.session_state[_OPEN] = names.get(asked.get(_TAB, ""), next(iter(TABS)))

    def on_tab() -> None:
        # each tab is come back to as it was left
        left: dict[str, dict[str, str]] = st.session_state.setdefault(_LEFT, {})
        left[opened.lower()] = asked
        chosen = st.session_state[_OPEN].lower()
        before = left.get(chosen, {})
        kept = before if before.get(addressed.CASE) == case.id else {}
        addressed.change(CLAIMS, {**kept, addressed.CASE: case.id, _TAB: chosen})

    with st.container(key="claims-page"):
        for title, tab in zip(TABS, st.tabs(list(TABS), key=_OPEN, on_change=on_tab), strict=True):
            if tab.open:
                with tab:
                    TABS[title](version, view, case)


def _say_empty() -> None:
    frame.note("This store holds no case, so nothing is claimed in it. Load a case first, or begin one.", loud=True)
    if st.button("Go to Cases", type="primary"):
        st.switch_page(frame.streamlit_page(CASES), query_params=state.common_parameters())


if __name__ == "__main__":
    frame.show_page(page, CLAIMS.title)
