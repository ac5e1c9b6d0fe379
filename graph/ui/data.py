"""What the pages read: the session's store, and results kept for as long as its version stays the same.

Several sessions may look at several stores. A version names its store too, so that what is kept by a version, or read
in a thread that belongs to no session, is always that of the right one.
"""

from __future__ import annotations

import threading
import zlib
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Any

import streamlit as st

from graph.case.model import Locator
from graph.case.schema import Schema, load_schema
from graph.case.seeds import seeds_folder
from graph.case.texts import Texts
from graph.errors import SettingsError
from graph.explore.beside import path_for
from graph.explore.drawing import DrawnView, PlacedGraph, draw_view, read_view, without_last_expand
from graph.explore.saved_captions import SavedCaptions
from graph.explore.saved_queries import SavedQueries
from graph.explore.saved_views import SavedViews
from graph.explore.view import View
from graph.picture import schema as pictures
from graph.questions.addresses import Addresses
from graph.questions.indexed_search import IndexedSearch
from graph.questions.survey import Survey
from graph.questions.survey import survey as look_over
from graph.settings import Settings, from_environment
from graph.stopping import stoppable
from graph.stores import GraphSchema, LoadedCase, Store
from graph.stores.connections import DEFAULT, Connection, find_connection, read_connections
from graph.ui.parts.canvas import MAX_INDEX, SearchEntry

# Kept by `cache_resource`, not `cache_data`: these values are frozen, and copying a picture of 2,000 nodes
# on every run would cost more than it protects.


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """Return the settings of this process."""
    return from_environment()


CONNECTION = "connection"
"""Session key of the name of the connection that a session looks at."""


@st.cache_resource(show_spinner=False)
def connections() -> dict[str, Connection]:
    """Return the stores that can be chosen, by name."""
    try:
        secrets = st.secrets.get("connections", {})
    except FileNotFoundError:  # no secrets
        secrets = {}
    return read_connections(settings(), secrets)


def connection() -> Connection:
    """Return the session's connection."""
    return _connection(st.session_state.get(CONNECTION, DEFAULT))


def _connection(name: str) -> Connection:
    found = find_connection(connections(), name)
    if found is None:
        raise SettingsError(f"There is no connection {name!r}. Known are {', '.join(connections())}.")
    return found


@st.cache_resource(show_spinner="Opening the store …")
def opened(name: str) -> Store:
    """Return the store of a connection; it is safe to share between sessions."""
    return _connection(name).open()


def store() -> Store:
    """Return the session's store."""
    return opened(connection().name)


def captions() -> SavedCaptions:
    """Return the captions that were chosen for the session's store."""
    return _captions(connection().name)


def _captions(name: str) -> SavedCaptions:
    there = _connection(name)
    return SavedCaptions(path_for(there.address, there.settings.neo4j_database, what="captions.json"))


def version() -> str:
    """Return the connection's name, the store's version and the chosen captions: the key of all that is kept of it."""
    chosen = captions().read()
    mark = f"|{zlib.crc32(repr(chosen).encode()):x}" if chosen else ""
    return f"{connection().name}|{store().version()}{mark}"


def schema() -> Schema:
    """Return the schema of the case model, with the captions that were chosen for the session's store."""
    return schema_at(version())


@st.cache_resource(max_entries=16, show_spinner=False)
def schema_at(version: str) -> Schema:
    """Return the schema as a version has it; in any thread."""
    return _captions(version.partition("|")[0]).schema()


def store_at(version: str) -> Store:
    """Return the store that a version is of; in any thread."""
    return opened(version.partition("|")[0])


def saved_views() -> SavedViews:
    """Return the views that are kept beside the session's store."""
    here = connection()
    return SavedViews(path_for(here.address, here.settings.neo4j_database, what="views.json"))


def saved_queries() -> SavedQueries:
    """Return the queries that are kept beside the session's store."""
    here = connection()
    return SavedQueries(path_for(here.address, here.settings.neo4j_database, what="queries.json"))


@st.cache_resource(max_entries=8, show_spinner=False)
def addresses(version: str) -> Addresses:
    """Return the names of the store's foreign nodes, by which they stand in URLs and saved views."""
    return Addresses(store_at(version))


@st.cache_resource(max_entries=8, show_spinner=False)
def cases(version: str) -> list[LoadedCase]:
    """Return the loaded cases."""
    return store_at(version).cases()


@st.cache_resource(max_entries=8, show_spinner=False)
def store_schema(version: str) -> GraphSchema:
    """Return labels, relationship types and counts of the store."""
    return store_at(version).schema()


def has_foreign_data(version: str) -> bool:
    """Whether the store holds labels that no case has."""
    types = (*load_schema().entity_types.values(), *load_schema().other_types.values())
    ours = {label for type_ in types for label in type_.labels}
    return not ours.issuperset(store_schema(version).labels)


_readers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="search-index")


@st.cache_resource(max_entries=4, show_spinner=False)
def _finder_in_the_making(version: str) -> Future[IndexedSearch]:
    # Reading 100,000 names takes seconds: nobody who does not search should wait for it.
    store, limit = store_at(version), settings().search_nodes
    return _readers.submit(lambda: IndexedSearch(store, schema_at(version), limit=limit))


def finder(version: str) -> IndexedSearch:
    """Return what finds nodes by their names and texts, when these are read."""
    try:
        return _finder_in_the_making(version).result()
    except Exception:
        _finder_in_the_making.clear(version)  # the next time it is tried anew
        raise


def how_searched(version: str) -> str:
    """Say how a store is searched that is too large to be read whole; empty where it is not."""
    making = _finder_in_the_making(version)
    return making.result().how_searched if making.done() and not making.exception() else ""


@st.cache_resource(max_entries=1, show_spinner=False)
def texts() -> Texts:
    """Return the source texts that are at hand."""
    return Texts([settings().texts, seeds_folder()])


def gathered(version: str, view: View) -> PlacedGraph:
    """Return what a view starts from and expands, placed.

    Filters, pins and selection play no part in it, so that a change of these reads nothing anew.
    """
    return gathering(version, view).result()


class Gathering:
    """A view that is being read and placed in a thread of its own.

    Parameters
    ----------
    version : str
        As :func:`version` gives it.
    view : View
    before : Gathering, optional
        The same view before its last expand: only the expand itself is then read.
    """

    def __init__(self, version: str, view: View, before: Gathering | None) -> None:
        self._version, self._view = version, view
        self._stop = threading.Event()
        self._future = _placers.submit(self._work, before)

    def ready(self, within: float) -> bool:
        """Wait for at most so many seconds; True when there is a result, or a reason why there is none."""
        return not wait([self._future], within).not_done

    def stop(self) -> None:
        """Give up on it."""
        self._stop.set()

    def result(self) -> PlacedGraph:
        """Wait for the result; what went wrong is raised here, and tried anew the next time."""
        try:
            return self._future.result()
        except Exception:
            _gathering.clear(self._version, what_is_gathered(self._view), self._view)
            raise

    def _work(self, before: Gathering | None) -> PlacedGraph:
        with stoppable(self._stop):
            known = before.result() if before else None
            labels = store_schema(self._version).labels
            return read_view(
                store_at(self._version),
                self._view,
                schema=schema_at(self._version),
                settings=settings(),
                before=known,
                labels=labels,
            )


# Work waits only for work that was begun before it, so that two threads never wait for each other.
_placers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="placing")


def gathering(version: str, view: View) -> Gathering:
    """Return what reads and places a view; the same one while nothing that it depends on changes."""
    found: Gathering = _gathering(version, what_is_gathered(view), view)
    return found


@st.cache_resource(max_entries=24, show_spinner=False)
def _gathering(version: str, what: str, _view: Any) -> Gathering:
    base = without_last_expand(_view)
    return Gathering(version, _view, None if base is None else gathering(version, base))


_GATHERED = ("case", "query", "parameters", "start", "expands", "added", "layout", "focus")
"""What of a view decides which nodes are read and where they are placed; the rest is applied afterwards."""


def what_is_gathered(view: View) -> str:
    """Return a text that is the same for views of the same nodes in the same places."""
    return repr([getattr(view, name) for name in _GATHERED])


_LAST = "_shown"
"""Session key: the scene that was made last, and the store's version that it shows."""


def shown(version: str, view: View, title: str, source_line: str) -> DrawnView:
    """Return what a view shows; the same object while nothing of it changes, so that it is sent to the browser once."""
    if view.selection:
        # A selection changes nothing of the picture; only what is selected and not there gets a sentence.
        found = gathered(version, view).graph
        there = {node.key for node in found.nodes} | {r.key for r in found.relationships}
        view = replace(view, selection=tuple(key for key in view.selection if key not in there))
    return _shown(version, repr(view), title, source_line, view)


@st.cache_resource(max_entries=48, show_spinner=False)
def _shown(version: str, what: str, title: str, source_line: str, _view: Any) -> DrawnView:
    # What the session saw last is mostly the better part of what it sees next.
    last = st.session_state.get(_LAST)
    like = last[1] if last and last[0] == version else None
    types = schema_at(version)
    found = draw_view(gathered(version, _view), _view, schema=types, title=title, source_line=source_line, like=like)
    st.session_state[_LAST] = (version, found.scene)
    return found


@st.cache_resource(max_entries=8, show_spinner=False)
def search_entries(version: str, case: str) -> tuple[SearchEntry, ...] | None:
    """Return what the search box of a case finds without asking; None where the store is too large for that."""
    if store_schema(version).nodes > MAX_INDEX:
        _finder_in_the_making(version)
        return None
    return tuple(
        SearchEntry(entry.key, entry.name, entry.type, entry.texts[1:], in_view=True)
        for entry in finder(version).index.entries
        if not case or entry.key.startswith(f"{case}/")
    )


def search(version: str, case: str, text: str) -> list[SearchEntry]:
    """Search the whole store, where it is too large for the browser."""
    hits = finder(version).search(text, case=case)
    return [SearchEntry(hit.key, hit.name, hit.type, (hit.matched,), in_view=True) for hit in hits]


@st.cache_resource(max_entries=4, show_spinner="Looking at the database …")
def survey(version: str) -> Survey:
    """Return what the store is made of."""
    return look_over(store_at(version))


@st.cache_resource(max_entries=16, show_spinner=False)
def schema_picture(version: str, wanted: str) -> pictures.SchemaPicture:
    """Return what the store is made of as a picture, of what fits a filter."""
    return pictures.schema_picture(survey(version), wanted)


@st.cache_resource(max_entries=16, show_spinner=False)
def schema_entries(version: str, wanted: str) -> tuple[SearchEntry, ...]:
    """Return the labels in the picture of the schema, for its search box."""
    nodes = schema_picture(version, wanted).scene.nodes
    return tuple(SearchEntry(node.key, node.caption, node.type, (), in_view=True) for node in nodes)


@st.cache_resource(max_entries=4, show_spinner=False)
def text_hashes(version: str) -> dict[tuple[str, str], str]:
    """Return the SHA-256 of each source's text, by case and source."""
    rows = (
        store_at(version)
        .query(
            "MATCH (s:Source) WHERE s.text_sha256 IS NOT NULL "
            "RETURN s.case_id AS case_id, s.id AS id, s.text_sha256 AS sha256"
        )
        .rows
    )
    return {(case, id): sha256 for case, id, sha256 in rows}


def passage(case: str, locator: Locator) -> str | None:
    """Return the text of a passage of the session's store, where it is at hand."""
    sha256 = text_hashes(version()).get((case, locator.source))
    return texts().quote(locator, sha256) if sha256 else None
