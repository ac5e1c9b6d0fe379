"""What the pages read from the session's store, cached until the version of the store changes.

Sessions may use different stores. A version also names its store, so that what is cached by a version, or read in a
thread that belongs to no session, always comes from the right one.
"""

from __future__ import annotations

import os
import threading
import zlib
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from graph.case.model import Locator
from graph.case.schema import Schema, load_schema
from graph.case.seeds import seeds_folder
from graph.case.texts import Texts
from graph.elements import Key, Node
from graph.errors import CaseGraphError, SettingsError
from graph.explore.analysis import Outcome
from graph.explore.beside import path_for
from graph.explore.drawing import (
    DrawnView,
    PlacedGraph,
    draw_view,
    read_view,
    without_last_expand,
)
from graph.explore.expansions import Expansions, expansions
from graph.explore.falls import falling_of
from graph.explore.saved_captions import SavedCaptions
from graph.explore.saved_queries import SavedQueries
from graph.explore.saved_views import SavedViews
from graph.explore.view import View
from graph.picture import schema as schema_pictures
from graph.questions.addresses import Addresses
from graph.questions.indexed_search import IndexedSearch
from graph.questions.rests_on import RestsOn
from graph.questions.survey import Survey
from graph.questions.survey import survey as survey_store
from graph.settings import Settings, from_environment
from graph.stopping import stoppable
from graph.stores import GraphSchema, LoadedCase, Store
from graph.stores.connections import DEFAULT, Connection, find_connection, read_connections
from graph.ui.open_stores import OpenStores
from graph.ui.parts.canvas import MAX_INDEX, SearchEntry

# Cached by `cache_resource`, not `cache_data`: these values are frozen, and it is too slow to copy a picture of
# 2,000 nodes each time the page runs. A parameter that begins with an underscore is no part of the cache's key.


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """Return the settings of this process."""
    return from_environment()


CONNECTION = "connection"
"""Session key: the name of the session's connection."""


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
    connection = find_connection(connections(), name)
    if connection is None:
        raise SettingsError(f"There is no connection {name!r}. Known are {', '.join(connections())}.")
    return connection


@st.cache_resource(show_spinner=False)
def _open_stores() -> OpenStores:
    return OpenStores(_connection)


def store_of(name: str) -> Store:
    """Return the store of a connection; it is safe to share between sessions."""
    return _open_stores().opening(name).result()


def store() -> Store:
    """Return the session's store."""
    opening = _open_stores().opening(connection().name)
    if not opening.done():
        with st.spinner("Opening the store …"):
            wait([opening])
    return opening.result()


def answers_again() -> bool:
    """Whether the session's store, which did not answer, was heard from; to be called now and then."""
    return _open_stores().answers_again(connection().name)


def captions() -> SavedCaptions:
    """Return the captions that were chosen for the session's store."""
    return _captions(connection().name)


def _captions(name: str) -> SavedCaptions:
    connection = _connection(name)
    return SavedCaptions(path_for(connection.address, connection.settings.neo4j_database, what="captions.json"))


def captions_fault() -> str:
    """Return that the chosen captions cannot be read, which are left out then; empty where they can."""
    chosen = captions()
    try:
        chosen.read()
    except CaseGraphError as error:
        return str(error)
    return ""


def version() -> str:
    """Return a text of the connection's name, the store's version and the chosen captions: the key of all caches."""
    chosen = captions().read() if not captions_fault() else {}
    mark = f"|{zlib.crc32(repr(chosen).encode()):x}" if chosen else ""
    return f"{connection().name}|{store().version()}{mark}"


def schema() -> Schema:
    """Return the schema of the case model, with the captions that were chosen for the session's store."""
    return schema_at(version())


@st.cache_resource(max_entries=16, show_spinner=False)
def schema_at(version: str) -> Schema:
    """Return the schema of the case model with the captions of this version; works in any thread."""
    try:
        return _captions(version.partition("|")[0]).schema()
    except CaseGraphError:  # captions_fault() says so
        return load_schema()


def store_at(version: str) -> Store:
    """Return the store that a version names; works in any thread."""
    return store_of(version.partition("|")[0])


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


@st.cache_resource(max_entries=32, show_spinner=False)
def relates_entities(version: str, case: str) -> bool:
    """Whether half of the entities of a case are related to another one, so that they are a picture without values."""
    store, of_case = store_at(version), {"case_id": case}
    related = store.query(
        "MATCH (a:Entity {case_id: $case_id})-[]-(b:Entity {case_id: $case_id}) RETURN count(DISTINCT a.id) AS n",
        of_case,
    ).rows[0][0]
    entities = store.query("MATCH (a:Entity {case_id: $case_id}) RETURN count(a) AS n", of_case).rows[0][0]
    return bool(2 * related >= entities)


def has_foreign_data(version: str) -> bool:
    """Whether the store holds labels that no case has."""
    types = (*load_schema().entity_types.values(), *load_schema().other_types.values())
    ours = {label for type_ in types for label in type_.labels}
    return not ours.issuperset(store_schema(version).labels)


_index_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="search-index")


@st.cache_resource(max_entries=4, show_spinner=False)
def _search_in_preparation(version: str) -> Future[IndexedSearch]:
    # In a thread, since reading 100,000 names takes seconds that only a search should wait for.
    store, limit = store_at(version), settings().search_nodes
    return _index_thread.submit(lambda: IndexedSearch(store, schema_at(version), limit=limit))


def indexed_search(version: str) -> IndexedSearch:
    """Return the search for nodes by their names and texts; wait until it is ready."""
    try:
        return _search_in_preparation(version).result()
    except Exception:
        _search_in_preparation.clear(version)  # so that the next call tries again
        raise


def how_searched(version: str) -> str:
    """Return a sentence on how a store is searched that is too large to be read whole; empty for other stores."""
    preparation = _search_in_preparation(version)
    return preparation.result().how_searched if preparation.done() and not preparation.exception() else ""


def texts() -> Texts:
    """Return the source texts that are available; those of own cases and of the folder of texts as they are now."""
    own: Texts = _texts(texts_stamp())
    return own


def texts_stamp() -> tuple[tuple[str, int], ...]:
    """Return what changes with the source texts that are available."""
    return _own_texts_stamp(Path(settings().cases), settings().texts)


@st.cache_resource(max_entries=1, show_spinner=False)
def _texts(stamp: tuple[tuple[str, int], ...]) -> Texts:
    return Texts([settings().texts, settings().cases, seeds_folder()])


def _own_texts_stamp(folder: Path, texts: str) -> tuple[tuple[str, int], ...]:
    """Return what changes when a text comes to one's own cases or the folder of texts, goes, or is another one."""
    stamp = []
    if texts:
        with suppress(OSError):
            stamp.append((texts, Path(texts).stat().st_mtime_ns))
    for case in sorted(folder.iterdir()) if os.access(folder, os.R_OK | os.X_OK) and folder.is_dir() else ():
        for path in (case, case / "sources", case / f"{case.name}.yaml"):
            with suppress(OSError):
                stamp.append((str(path), path.stat().st_mtime_ns))
    return tuple(stamp)


def placed_graph(version: str, view: View) -> PlacedGraph:
    """Return the graph that a view starts from and expands, placed.

    It does not depend on filters, pins and selection, so changing these reads nothing again.
    """
    return placing_task(version, view).result()


class PlacingTask:
    """A view that is being read and placed in a thread of its own.

    Parameters
    ----------
    version : str
        As :func:`version` gives it.
    view : View
    before : PlacingTask, optional
        The task of the same view before its last expand: then only what that expand adds is read.
    """

    def __init__(self, version: str, view: View, before: PlacingTask | None) -> None:
        self._version, self._view = version, view
        self._stop = threading.Event()
        self._future = _placing_threads.submit(self._place, before)

    def ready(self, within: float) -> bool:
        """Wait for at most ``within`` seconds; return whether it has ended, with a result or an error."""
        return not wait([self._future], within).not_done

    def stop(self) -> None:
        """Stop it: :meth:`result` then raises :class:`~graph.errors.StoppedError`."""
        self._stop.set()

    def result(self) -> PlacedGraph:
        """Wait for the result. An error is raised here, and the next task for the view tries again."""
        try:
            return self._future.result()
        except Exception:
            _placing_task.clear(self._version, placement_key(self._view), self._view)
            raise

    def _place(self, before: PlacingTask | None) -> PlacedGraph:
        with stoppable(self._stop):
            labels = store_schema(self._version).labels
            return read_view(
                store_at(self._version),
                self._view,
                schema=schema_at(self._version),
                settings=settings(),
                before=before.result() if before else None,
                labels=labels,
            )


# A task waits only for a task that was submitted before it, so two threads never wait for each other.
_placing_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="placing")


def placing_task(version: str, view: View) -> PlacingTask:
    """Return the task that reads and places a view; views with the same placement share one."""
    task: PlacingTask = _placing_task(version, placement_key(view), view)
    return task


@st.cache_resource(max_entries=24, show_spinner=False)
def _placing_task(version: str, placement: str, _view: Any) -> PlacingTask:
    base = without_last_expand(_view)
    return PlacingTask(version, _view, None if base is None else placing_task(version, base))


_PLACEMENT_FIELDS = ("case", "query", "parameters", "start", "expands", "added", "layout", "focus", "speakers")
"""The fields of a view that decide which nodes are read and where they are placed."""


def placement_key(view: View) -> str:
    """Return a text that is equal for views with the same nodes in the same places."""
    return repr([getattr(view, name) for name in _PLACEMENT_FIELDS])


def neighbours_left(version: str, view: View, node: Node) -> Expansions:
    """Return the neighbours of a node that a view lacks."""
    left: Expansions = _neighbours_left(version, placement_key(view), node.key, view, node)
    return left


@st.cache_resource(max_entries=64, show_spinner=False)
def _neighbours_left(version: str, placement: str, key: str, _view: Any, _node: Any) -> Expansions:
    present = placed_graph(version, _view).positions
    return expansions(store_at(version), _node, schema_at(version), present)


_LAST_SCENE = "_shown"
"""Session key: the version of the store and the scene that was drawn last."""


@st.cache_resource(max_entries=16, show_spinner=False)
def falling(version: str, key: str) -> RestsOn:
    """Return what falls with the source, the speaker, the passage or the claim of a key."""
    return falling_of(store_at(version), key, schema_at(version))


def drawn_view(version: str, view: View, title: str, source_line: str, outcome: Outcome | None = None) -> DrawnView:
    """Return the drawn view; the same object until it changes, so that it is sent to the browser once.

    Parameters
    ----------
    version : str
    view : View
    title, source_line : str
    outcome : Outcome, optional
        What is marked in it; a view that is drawn with fewer filters than it has is marked as the whole view is.
    """
    if view.selection and not view.speakers:
        # A selection leaves the picture as it is, but for lines of speakers, which are drawn of what is selected; only
        # selected keys that are not in the graph get a sentence.
        graph = placed_graph(version, view).graph
        present = {node.key for node in graph.nodes} | {r.key for r in graph.relationships}
        view = replace(view, selection=tuple(key for key in view.selection if key not in present))
    return _drawn_view(version, f"{view!r} {outcome and outcome.analysis!r}", title, source_line, view, outcome)


@st.cache_resource(max_entries=48, show_spinner=False)
def _drawn_view(version: str, view_text: str, title: str, source_line: str, _view: Any, _outcome: Any) -> DrawnView:
    # Most of a new scene is usually the same as in the one before, whose parts are used again.
    last = st.session_state.get(_LAST_SCENE)
    like = last[1] if last and last[0] == version else None
    placed, schema = placed_graph(version, _view), schema_at(version)
    falls = falling(version, _view.falls) if _view.falls else None
    drawn = draw_view(
        placed,
        _view,
        schema=schema,
        title=title,
        source_line=source_line,
        like=like,
        outcome=_outcome,
        falling=falls,
    )
    if _outcome is None and falls is None:  # what is marked looks other than the same without
        st.session_state[_LAST_SCENE] = (version, drawn.scene)
    return drawn


@st.cache_resource(max_entries=8, show_spinner=False)
def search_entries(version: str, case: str) -> tuple[SearchEntry, ...] | None:
    """Return what the browser itself can search, looking at a case; None where the store is too large for that."""
    if store_schema(version).nodes > MAX_INDEX:
        _search_in_preparation(version)
        return None
    titles = {known.id: known.title for known in cases(version)}
    return tuple(
        SearchEntry(
            entry.key,
            entry.name,
            entry.type,
            entry.texts[1 : entry.names],
            entry.texts[entry.names :],
            group=_other_case(entry.key, case, titles),
            weight=0.8 if entry.type == "Claim" else 1.0,
        )
        for entry in indexed_search(version).index.entries
    )


def search(version: str, case: str, text: str) -> list[SearchEntry]:
    """Search the store in Python, for one that is too large to be searched by the browser."""
    hits = indexed_search(version).search(text, first=case)
    titles = {known.id: known.title for known in cases(version)}
    return [
        SearchEntry(
            hit.key, hit.name, hit.type, (hit.matched,), group=_other_case(hit.key, case, titles), guess=hit.guess
        )
        for hit in hits
    ]


def _other_case(key: str, case: str, titles: Mapping[str, str]) -> str:
    """Return the title of the case that a node is of, where another one is looked at."""
    of_node = Key(key).case
    return titles.get(of_node, "") if case and of_node != case else ""


@st.cache_resource(max_entries=4, show_spinner="Looking at the database …")
def survey(version: str) -> Survey:
    """Return the labels, types and properties of the store, with counts."""
    return survey_store(store_at(version), schema=schema_at(version))


@st.cache_resource(max_entries=16, show_spinner=False)
def schema_picture(version: str, filter_text: str) -> schema_pictures.SchemaPicture:
    """Return the picture of the store's schema, of the parts that match a filter."""
    return schema_pictures.schema_picture(survey(version), filter_text, schema_at(version))


@st.cache_resource(max_entries=16, show_spinner=False)
def schema_search_entries(version: str, filter_text: str) -> tuple[SearchEntry, ...]:
    """Return the labels in the picture of the schema, for its search box."""
    nodes = schema_picture(version, filter_text).scene.nodes
    return tuple(SearchEntry(node.key, node.caption, node.type) for node in nodes)


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


def passage_text(case: str, locator: Locator) -> str | None:
    """Return the text of a passage of the session's store; None where its source's text is missing."""
    sha256 = text_hashes(version()).get((case, locator.source))
    return texts().quote(locator, sha256) if sha256 else None


def source_text(case: str, source: str) -> str | None:
    """Return the text of a source of the session's store; None where it is not at hand."""
    sha256 = text_hashes(version()).get((case, source))
    return texts().get(sha256) if sha256 else None
