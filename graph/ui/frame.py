"""The frame around every page: the header, the choice of the case, and error messages."""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from graph.case.choices import case_labels
from graph.case.words import number_of
from graph.errors import CaseGraphError, StoreNotFoundError, StoreUnavailableError
from graph.explore.view import View
from graph.stores import LoadedCase
from graph.stores.connections import DEFAULT
from graph.ui import addressed, data, state
from graph.ui.pages import CASES, EXPLORE, HEADER, MORE, PAGES, SOURCES, Page
from graph.ui.parts.text import plain

ICON = f"data:image/png;base64,{b64encode(Path(__file__).with_name('icon.png').read_bytes()).decode()}"
"""The icon of the app: Streamlit would fetch an emoji from the internet, and take a file away while it runs a page."""
_CSS = Path(__file__).with_name("page.css")
_LANDMARKS = Path(__file__).with_name("page.js").read_text(encoding="utf-8")


def streamlit_pages() -> list[st.Page]:
    """Return the app's pages, as Streamlit takes them."""
    return [streamlit_page(page) for page in PAGES]


def streamlit_page(page: Page) -> st.Page:
    """Return a page as Streamlit takes it."""
    return st.Page(page.script, title=page.title, url_path=page.name, default=page is PAGES[0])


def go_to(page: Page, parameters: Mapping[str, str]) -> None:
    """Turn to another page as soon as the script runs: for what is called before it does."""
    st.session_state[state.GO] = page, dict(parameters)


def _turn() -> None:
    page, parameters = st.session_state.pop(state.GO, (None, {}))
    if page is not None:
        if page.addressed:  # Streamlit gives the parameters to the page that is left, too, where others mean the same
            addressed.keep(page, parameters)
            parameters = {}
        st.switch_page(streamlit_page(page), query_params={**parameters, **state.common_parameters()})


def open_in_explore(case: str, view: View | None = None) -> None:
    """Go to Explore, and show a case there, or a view of it."""
    view = view or state.first_view(case)
    if state.has_view():
        state.change_view(view)
    else:  # the address is cleared before the first view of a session is read from it
        st.session_state[state.ADDRESS] = view.to_parameters()
    st.switch_page(streamlit_page(EXPLORE), query_params={**view.to_parameters(), **state.common_parameters()})


def open_sources(case: str) -> None:
    """Turn to the page Sources, with the first source of a case."""
    addressed.keep(SOURCES, {addressed.CASE: case})
    st.switch_page(streamlit_page(SOURCES), query_params=state.common_parameters())


def show_page(page: Callable[[str, View, list[LoadedCase]], None], title: str) -> None:
    """Draw the header, then the page; an error is shown as a sentence with a button to try again.

    Parameters
    ----------
    page : callable
        Called with the store's version, the session's view and the loaded cases.
    title : str
        Of the page, as in the header.
    """
    _turn()
    st.html(_CSS)
    is_new_page = state.enter_page(title)
    try:
        version = data.version()
        cases = data.cases(version)
        data.store_schema(version)  # which the header shows
        view = state.session_view(cases, read_url=title == EXPLORE.title)
        if is_new_page and title == EXPLORE.title:
            state.set_url_to_view()
    except StoreNotFoundError as error:
        _header(title)
        st.info(plain(error))
        if st.button("Begin a case, or load one", type="primary"):
            st.switch_page(streamlit_page(CASES), query_params=state.common_parameters())
        st.markdown("On the command line, this loads the two that come with it:")
        st.code("casegraph load", language="bash")
        _offer_retry()
    except CaseGraphError as error:
        _header(title)
        _show_error(error)
    else:
        _header(title, version, view, cases)
        if fault := data.captions_fault():
            note(fault, loud=True)
        try:
            page(version, view, cases)
        except CaseGraphError as error:
            _show_error(error)


def show_page_without_store(page: Callable[[], None], title: str) -> None:
    """Draw the header and a page that needs no store."""
    st.html(_CSS)
    state.enter_page(title)
    _header(title)
    try:
        page()
    except CaseGraphError as error:
        _show_error(error)


def note(sentence: str, *, loud: bool = False) -> None:
    """Show a sentence about the page, in small type; ``loud`` makes it stand out and be read aloud."""
    kind = "note loud" if loud else "note"
    st.html(f'<p class="{kind}"{' role="status"' if loud else ""}>{html.escape(sentence)}</p>', width="content")


def note_damaged(lines: int, path: Path) -> None:
    """Say how many lines of a list beside a case cannot be read; nothing where all can."""
    if lines:
        note(f"{number_of(lines, 'line')} of {path.name} cannot be read and count for nothing here.", loud=True)


def _show_error(error: CaseGraphError) -> None:
    st.error(plain(error))
    if isinstance(error, StoreUnavailableError):
        st.caption("The page comes back by itself when the store answers.")
        _rerun_when_it_answers()
    _offer_retry()


@st.fragment(run_every=1.0)
def _rerun_when_it_answers() -> None:
    if data.answers_again():
        st.rerun()


def _offer_retry() -> None:
    if st.button("Try again"):
        st.rerun()


def _header(title: str, version: str = "", view: View | None = None, cases: list[LoadedCase] | None = None) -> None:
    with st.container(key="header", horizontal=True, vertical_alignment="center"):
        brand = f'<span class="brand">Case Graph</span><h1 class="unseen">Case Graph: {title}</h1>'
        st.html(f"{brand}<script>{_LANDMARKS}</script>", width="content", unsafe_allow_javascript=True)
        with st.container(key="pages", horizontal=True, gap="medium", width="content"):
            for page in HEADER:
                _link_to(page, title)
            here = "here" if title in {page.title for page in MORE} else "there"
            # a menu for each page: one that is open would else stay open over the page that was chosen in it
            with (
                st.container(key=f"{here}-more", width="content"),
                st.popover("More", type="tertiary", key=f"more-of-{title}"),
                st.container(key="more-pages", gap="xxsmall"),
            ):
                for page in MORE:
                    _link_to(page, title)
        st.space("stretch")
        if title in _OF_A_CASE and view is not None and cases is not None:
            _choose_case(version, view, cases)
        if version:
            nodes = number_of(data.store_schema(version).nodes, "node")
            st.html(f'<span class="soft">{html.escape(store_name())}, {nodes}</span>', width="content")
    for case in cases or ():
        if case.loading:
            st.warning(plain(f"{case.title} is being loaded; what you see of it may be incomplete."))


_OF_A_CASE = {page.title for page in PAGES if page is EXPLORE or page.addressed}
"""The pages that show the case that is chosen in the header."""


def _link_to(page: Page, title: str) -> None:
    here = "here" if page.title == title else "there"
    with st.container(key=f"{here}-{page.name}", width="content"):
        st.page_link(streamlit_page(page), label=plain(page.title))


def store_name() -> str:
    """Return what the session's store is called."""
    name = data.connection().name
    return f"{data.store().kind} store" if name == DEFAULT else name


def _choose_case(version: str, view: View, cases: list[LoadedCase]) -> None:
    choices = case_labels({case.id: case.title for case in cases})
    if data.has_foreign_data(version):
        choices[""] = "Everything in the store"
    if len(choices) < 2:
        return
    chosen = st.selectbox(
        "Case",
        list(choices),
        index=list(choices).index(view.case) if view.case in choices else None,
        format_func=lambda id: choices[id],
        placeholder="Choose a case",
        label_visibility="collapsed",
        key=f"case-{view.case}",
        width=320,
    )
    if chosen is not None and chosen != view.case:
        state.change_view(state.first_view(chosen))
        st.rerun()
