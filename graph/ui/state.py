"""Every session key and URL parameter of the app but the Query page's, and the steps between views.

A session holds one view and the views before and after it; each step writes the URL, so that the
address in the browser is always the view on the screen.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from graph.errors import CaseGraphError
from graph.explore.saved_views import from_url, to_url
from graph.explore.view import View
from graph.stores import LoadedCase
from graph.stores.connections import DEFAULT
from graph.ui import data
from graph.ui.pages import EXPLORE
from graph.ui.query import running

CONNECTION = data.CONNECTION
STORE = "store"
"""URL parameter: the connection, where it is not the settings' own."""
PAGE = "page"
"""Title of the page that was drawn last."""
VIEW = "view"
PAST = "past"
FUTURE = "future"
NOTES = "notes"
"""Sentences about the last action, shown once beside it."""
MENU = "menu"
"""Key of the node whose ways to expand the canvas asked for."""
SEARCH = "search"
"""The text that the canvas wants to be searched for."""
VERSIONS = "versions"
"""Version of each loaded case, by id: the beginning of the SHA-256 of its content, the same in every store."""
PATH_FROM = "path_from"
"""Key of the node that a path is to be drawn from, until its other end is chosen."""

SCHEMA_PICK = "schema_pick"
"""What is selected on the Schema page: ``label`` or ``type``, and its name."""
SCHEMA_FILTER = "schema_filter"
"""The text that the Schema page is filtered by."""

STEPS = 200
"""Views that undo goes back."""


def arrive(page: str) -> bool:
    """Note which page is drawn, and the first time which store its URL names; True when it is another page."""
    came = st.session_state.get(PAGE) != page
    st.session_state[PAGE] = page
    if CONNECTION not in st.session_state:
        st.session_state[CONNECTION] = st.query_params.get(STORE, DEFAULT)
    elif came:
        put_address({})
    if came:
        running.leave()
    return came


def connect(name: str) -> None:
    """Look at another store, from its beginning."""
    st.session_state[CONNECTION] = name
    for key in (VIEW, PAST, FUTURE, NOTES, MENU, SEARCH, PATH_FROM, SCHEMA_PICK, SCHEMA_FILTER):
        st.session_state.pop(key, None)
    put_address({})


def view(cases: list[LoadedCase], *, addressed: bool) -> View:
    """Return the session's view; the first time it is read from the URL, where the page is the one that shows it.

    Parameters
    ----------
    cases : list of LoadedCase
    addressed : bool
        The URL is the view's, and follows it.
    """
    st.session_state[VERSIONS] = {case.id: case.sha256[:8] for case in cases}
    if VIEW not in st.session_state:
        asked = st.query_params.to_dict() if addressed else {}
        # What a case starts without (dates, quantities) may be the very thing that another graph is about.
        start = {"case": cases[0].id} if cases else {"case": "", "off": "none"}
        read, notes = _read({**start, **asked})
        if read.version and read.version != _version(read):
            notes.append("The case has changed since this view was made: what it names may be gone or new.")
        st.session_state[VIEW] = read
        st.session_state[PAST], st.session_state[FUTURE] = [], []
        st.session_state[NOTES] = notes
    if current().case and current().case not in st.session_state[VERSIONS]:
        known = ", ".join(case.id for case in cases) or "none"
        say(f"The case {current().case!r} is not in this store. Cases here: {known}.")
        replace_by(View(case=cases[0].id if cases else ""))
    return current()


def _read(parameters: dict[str, str]) -> tuple[View, list[str]]:
    try:
        read, notes = from_url(parameters, data.saved_views())
        return opened(read), notes
    except CaseGraphError as error:
        return View(case=parameters["case"]), [str(error)]


def _version(view: View) -> str:
    versions: dict[str, str] = st.session_state[VERSIONS]
    return versions.get(view.case, "")


def go(new: View) -> None:
    """Make ``new`` the view; what was there before can be undone."""
    if new == st.session_state[VIEW]:
        return
    st.session_state[PAST] = [*st.session_state[PAST], st.session_state[VIEW]][-STEPS:]
    st.session_state[FUTURE] = []
    _put(new)


def select(keys: tuple[str, ...]) -> None:
    """Change the selection alone: no step, since nobody expects to undo a click."""
    _put(replace(st.session_state[VIEW], selection=keys))


def replace_by(new: View) -> None:
    """Put ``new`` in the place of a view that cannot be shown: undo does not bring that one back."""
    _put(new)


def current() -> View:
    """Return the session's view; only after :func:`view` was asked once."""
    now: View = st.session_state[VIEW]
    return now


def can_undo() -> bool:
    """Whether there is a step to go back."""
    return bool(st.session_state[PAST])


def can_redo() -> bool:
    """Whether there is an undo to take back."""
    return bool(st.session_state[FUTURE])


def undo() -> None:
    """Go back one step, where there is one."""
    _step(PAST, FUTURE)


def redo() -> None:
    """Take the last undo back, where there was one."""
    _step(FUTURE, PAST)


def say(sentence: str) -> None:
    """Show a sentence beside the canvas in this run."""
    st.session_state[NOTES] = [*st.session_state.get(NOTES, []), sentence]


def notes() -> list[str]:
    """Return what is to be said, and forget it."""
    sentences: list[str] = st.session_state.get(NOTES, [])
    st.session_state[NOTES] = []
    return sentences


def path_from() -> str | None:
    """Return the key that a path waits to be drawn from."""
    key: str | None = st.session_state.get(PATH_FROM)
    return key


def await_path(key: str | None) -> None:
    """Wait for the other end of a path from ``key``; None: no longer."""
    st.session_state[PATH_FROM] = key


def _step(source: str, target: str) -> None:
    views: list[View] = st.session_state[source]
    if views:
        st.session_state[target] = [*st.session_state[target], st.session_state[VIEW]]
        st.session_state[source] = views[:-1]
        _put(views[-1])


def _put(new: View) -> None:
    new = replace(new, version=_version(new))
    st.session_state[VIEW] = new
    if st.session_state[PAGE] == EXPLORE.title:
        show_address()


def show_address() -> None:
    """Make the URL that of the view."""
    put_address(to_url(shared(), data.saved_views()))


def shared() -> View:
    """Return the session's view as it can be shared: foreign nodes by names that last, where they have one."""
    view = current()
    return view.renamed(data.addresses(data.version()).names(view.keys()))


def opened(view: View) -> View:
    """Return a view that was shared or kept, as this session looks at it."""
    return view.renamed(data.addresses(data.version()).keys(view.keys()))


def address() -> dict[str, str]:
    """Return the URL parameters that every page of this session has."""
    name = st.session_state[CONNECTION]
    return {} if name == DEFAULT else {STORE: name}


def put_address(parameters: dict[str, str]) -> None:
    """Make the URL one of these parameters, and of those that every page has."""
    st.query_params.from_dict({**parameters, **address()})
