"""Pages whose address says what they show: its parameters, read and written as texts by name.

The address is the truth: it is read each time the page is drawn, so that going back and forward, opening it elsewhere
and choosing on the page are one and the same. A page that is come back to without parameters shows what it showed last.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from graph.explore.view import View
from graph.stores import LoadedCase
from graph.ui import state
from graph.ui.pages import Page

CASE = "case"
"""Parameter: the case that is looked at, which is that of the session's view."""


def parameters(page: Page, view: View, cases: Sequence[LoadedCase]) -> dict[str, str]:
    """Return what the address of a page says, its case among it; the page is drawn anew where that is another case.

    Parameters
    ----------
    page : Page
    view : View
        The session's, whose case changes with the address, as the address does with it.
    cases : sequence of LoadedCase
        Those that there are.
    """
    last: dict[str, str] = st.session_state.get(_key(page), {})
    address = {name: text for name, text in st.query_params.to_dict().items() if name != state.STORE}
    if address and address != last:  # it was opened, or gone back to
        st.session_state[_key(page)] = address
        wanted = address.get(CASE, view.case)
        if wanted != view.case:
            if wanted in {case.id for case in cases}:
                state.change_view(state.first_view(wanted))
                st.rerun()  # what is above the page is drawn already
            known = ", ".join(case.id for case in cases)
            state.add_note(f"The case {wanted!r} is not in this store. Cases here: {known}.")
        last = address
    if last.get(CASE) != view.case:  # what else it says is of the case before
        last = {}
    now = {**last, CASE: view.case}
    if now != address and (now != last or st.session_state[state.ENTERED]):
        change(page, now)
    return now


def current(page: Page) -> dict[str, str]:
    """Return the parameters of a page that is drawn, as :func:`parameters` gave them to it."""
    return dict(st.session_state[_key(page)])


def keep(page: Page, parameters: dict[str, str]) -> None:
    """Make these the parameters of a page that is turned to next."""
    st.session_state[_key(page)] = parameters
    if (case := parameters.get(CASE)) and state.has_view() and case != state.current_view().case:
        state.change_view(state.first_view(case))


def change(page: Page, parameters: dict[str, str]) -> None:
    """Make these the parameters of a page's address: a step that the browser goes back from."""
    st.session_state[_key(page)] = parameters
    state.set_url(parameters)


def _key(page: Page) -> str:
    return f"address-{page.name}"
