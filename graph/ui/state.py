"""Every session key and URL parameter of the app but those of queries and of writing, and the steps between views.

A session holds one view and the views before and after it; each step writes the URL, so that the
address in the browser is always the view on the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from graph.errors import CaseGraphError
from graph.explore.saved_views import from_url, to_url
from graph.explore.view import View
from graph.stores import LoadedCase
from graph.stores.connections import DEFAULT
from graph.ui import data
from graph.ui.pages import EXPLORE, PAGES
from graph.ui.query import runs

CONNECTION = data.CONNECTION
STORE = "store"
"""URL parameter: the connection, where it is not the settings' own."""
PAGE = "page"
"""The title of the page that was drawn last."""
ENTERED = "entered"
"""Whether another page was drawn before the one that is drawn now."""
GO = "go"
"""The page that is turned to as soon as the script runs, and its parameters."""
VIEW = "view"
PAST = "past"
FUTURE = "future"
NOTES = "notes"
"""Sentences about the last action, shown once."""
MENU = "menu"
"""Key of the node whose menu is open on the canvas."""
SEARCH = "search"
"""The text in the search box of the canvas, where Python searches."""
VERSIONS = "versions"
"""Version of each loaded case, by id: the beginning of the SHA-256 of its content, the same in every store."""
PATH_FROM = "path_from"
"""Key of the node where a path starts, until its other end is selected."""

VIEW_FILE = "view_file"
"""The widget that takes the file of a view."""
OPENED_FILE = "opened_file"
"""Which file was opened last, so that it is opened once."""
FIT = "fit"
"""How often each picture was fitted, by its name."""

ADDRESS = "address"
"""The URL parameters of a view of another store that the browser went back or forward to."""

SCHEMA_PICK = "schema_pick"
"""What is selected on the Schema page: ``label`` or ``type``, and its name."""
SCHEMA_FILTER = "schema_filter"
"""The text that the Schema page is filtered by."""

ASKED = "asked"
"""What is asked on the page Analysis."""
MEASURE, FIRST, SECOND = "measure", "first", "second"
"""URL parameters of the page Analysis: what is measured, of which statements, and of which others beside them."""

_ADDRESSED = {page.title for page in PAGES if page.addressed}

STEPS = 200
"""The most steps that undo can go back."""


def enter_page(page: str) -> bool:
    """Record which page is drawn, and the first time the store in its URL; return whether the page is a new one."""
    is_new_page = st.session_state.get(PAGE) != page
    st.session_state[PAGE], st.session_state[ENTERED] = page, is_new_page
    if CONNECTION not in st.session_state:
        st.session_state[CONNECTION] = st.query_params.get(STORE, DEFAULT)
    elif is_new_page and page not in _ADDRESSED:  # where it says what is shown, to clear it is a step to go back
        set_url({})
    if is_new_page:
        runs.stop_all()
    return is_new_page


def switch_connection(name: str) -> None:
    """Open the store of another connection, with nothing kept from the one before."""
    st.session_state[CONNECTION] = name
    _forget_views()
    set_url({})


def _forget_views() -> None:
    for key in (VIEW, PAST, FUTURE, NOTES, MENU, SEARCH, PATH_FROM, SCHEMA_PICK, SCHEMA_FILTER, ASKED):
        st.session_state.pop(key, None)


def session_view(cases: list[LoadedCase], *, read_url: bool) -> View:
    """Return the session's view; the first time, make it from the URL if this page has the view in its URL.

    Parameters
    ----------
    cases : list of LoadedCase
    addressed : bool
        Whether the URL of this page holds the view.
    """
    st.session_state[VERSIONS] = {case.id: case.sha256[:8] for case in cases}
    if VIEW not in st.session_state:
        followed = st.session_state.pop(ADDRESS, None)
        url_parameters = followed or (st.query_params.to_dict() if read_url else {})
        read, notes = _read({**_first_parameters(cases, url_parameters), **url_parameters})
        notes += changed_since(read)
        st.session_state[VIEW] = read
        st.session_state[PAST], st.session_state[FUTURE] = [], []
        st.session_state[NOTES] = notes
    if current_view().case and current_view().case not in st.session_state[VERSIONS]:
        case_ids = ", ".join(case.id for case in cases) or "none"
        add_note(f"The case {current_view().case!r} is not in this store. Cases here: {case_ids}.")
        replace_view(View(case=cases[0].id if cases else ""))
    return current_view()


def _read(parameters: dict[str, str]) -> tuple[View, list[str]]:
    try:
        read, notes = from_url(parameters, data.saved_views())
        return view_from_shared(read), notes
    except CaseGraphError as error:
        return View(case=parameters["case"]), [str(error)]


def _case_version(view: View) -> str:
    versions: dict[str, str] = st.session_state[VERSIONS]
    return versions.get(view.case, "")


def changed_since(view: View) -> list[str]:
    """Return a sentence where the case of a view from elsewhere has changed since the view was made."""
    if not view.version or view.version == _case_version(view):
        return []
    return ["The case has changed since this view was made: what it names may be gone or new."]


def change_view(new: View) -> None:
    """Make ``new`` the view, as a step that can be undone."""
    if new == st.session_state[VIEW]:
        return
    st.session_state[PAST] = [*st.session_state[PAST], st.session_state[VIEW]][-STEPS:]
    st.session_state[FUTURE] = []
    _set_view(new)


def go_to(parameters: dict[str, str]) -> None:
    """Show the view of an address that the browser went back or forward to; it is in the browser already."""
    if parameters.get(STORE, DEFAULT) != st.session_state[CONNECTION]:
        _forget_views()
        st.session_state[CONNECTION] = parameters.get(STORE, DEFAULT)
        st.session_state[ADDRESS] = parameters
        return
    read, notes = _read({**_first_parameters(data.cases(data.version()), parameters), **parameters})
    wanted = _but_for_selection(read)
    if _but_for_selection(current_view()) == wanted:
        st.session_state[VIEW] = replace(current_view(), selection=read.selection)
        return
    for stack, step in ((PAST, undo), (FUTURE, redo)):
        views: list[View] = st.session_state[stack]
        if any(_but_for_selection(other) == wanted for other in views):
            while _but_for_selection(current_view()) != wanted:
                step(quietly=True)
            st.session_state[VIEW] = replace(current_view(), selection=read.selection)
            return
    st.session_state[PAST] = [*st.session_state[PAST], current_view()][-STEPS:]
    st.session_state[FUTURE] = []
    st.session_state[VIEW] = read
    st.session_state[NOTES] = [*st.session_state.get(NOTES, []), *notes]


def _but_for_selection(view: View) -> dict[str, str]:
    """Return what the address says of a view but for its selection, which is no step."""
    named = view.renamed(data.addresses(data.version()).names(view.keys()))
    return replace(named, selection=(), version="").to_parameters()


def _first_parameters(cases: list[LoadedCase], named: Mapping[str, str]) -> dict[str, str]:
    """Return what an address does not say of the view that it opens."""
    if "case" in named:
        return {"case": named["case"]}
    # The view of a case leaves out dates and quantities at first; another graph may be about just these.
    return first_view(cases[0].id).to_parameters() if cases else {"case": "", "off": "none"}


def first_view(case: str) -> View:
    """Return what is shown of a case at first: dates, quantities and texts only where no two entities are related."""
    return View(case=case) if data.relates_entities(data.version(), case) else View(case=case, off=frozenset())


def select(keys: tuple[str, ...]) -> None:
    """Change only the selection; this is no step, since nobody expects to undo a click."""
    _set_view(replace(st.session_state[VIEW], selection=keys))


def replace_view(new: View) -> None:
    """Put ``new`` in place of a view that cannot be shown, to which undo must not go back."""
    _set_view(new)


def current_view() -> View:
    """Return the session's view; only after :func:`session_view` was called."""
    now: View = st.session_state[VIEW]
    return now


def has_view() -> bool:
    """Whether the session has a view; it has none between the choice of another store and the next run."""
    return VIEW in st.session_state


def can_undo() -> bool:
    """Whether there is a step to undo."""
    return bool(st.session_state[PAST])


def can_redo() -> bool:
    """Whether there is an undone step to do again."""
    return bool(st.session_state[FUTURE])


def undo(*, quietly: bool = False) -> None:
    """Undo the last step, if there is one; ``quietly`` leaves the URL as it is."""
    _step(PAST, FUTURE, quietly)


def redo(*, quietly: bool = False) -> None:
    """Do the last undone step again, if there is one; ``quietly`` leaves the URL as it is."""
    _step(FUTURE, PAST, quietly)


def add_note(sentence: str) -> None:
    """Add a sentence to those that the page shows below the canvas."""
    st.session_state[NOTES] = [*st.session_state.get(NOTES, []), sentence]


def take_notes() -> list[str]:
    """Return the sentences that are still to be shown, and remove them."""
    sentences: list[str] = st.session_state.get(NOTES, [])
    st.session_state[NOTES] = []
    return sentences


def path_start() -> str | None:
    """Return the key of the node where a path starts whose other end is not selected yet; None without one."""
    key: str | None = st.session_state.get(PATH_FROM)
    return key


def fit_again(picture: str) -> None:
    """Have a picture fitted to what is left of it."""
    st.session_state[FIT] = {**st.session_state.get(FIT, {}), picture: fits(picture) + 1}


def fits(picture: str) -> int:
    """Return how often a picture was fitted, the first time among them."""
    count: int = st.session_state.get(FIT, {}).get(picture, 1)
    return count


def set_path_start(key: str | None) -> None:
    """Start a path at the node ``key`` and wait for its other end; with None, stop waiting."""
    st.session_state[PATH_FROM] = key


def _step(source: str, target: str, quietly: bool) -> None:
    views: list[View] = st.session_state[source]
    if views:
        st.session_state[target] = [*st.session_state[target], st.session_state[VIEW]]
        st.session_state[source] = views[:-1]
        _set_view(views[-1], quietly=quietly)


def _set_view(new: View, *, quietly: bool = False) -> None:
    new = replace(new, version=_case_version(new))
    st.session_state[VIEW] = new
    if st.session_state[PAGE] == EXPLORE.title and not quietly:
        set_url_to_view()


def set_url_to_view() -> None:
    """Make the URL name the view."""
    set_url(to_url(shareable_view(), data.saved_views()))


def shareable_view() -> View:
    """Return the session's view for sharing: foreign nodes that have a lasting name go by it."""
    view = current_view()
    return view.renamed(data.addresses(data.version()).names(view.keys()))


def view_from_shared(view: View) -> View:
    """Return a shared or saved view with its lasting names replaced by the keys of this session's store."""
    return view.renamed(data.addresses(data.version()).keys(view.keys()))


def common_parameters() -> dict[str, str]:
    """Return the URL parameters that all pages of this session have."""
    name = st.session_state[CONNECTION]
    return {} if name == DEFAULT else {STORE: name}


def set_url(parameters: dict[str, str]) -> None:
    """Set the URL to these parameters and :func:`common_parameters`."""
    st.query_params.from_dict({**parameters, **common_parameters()})
