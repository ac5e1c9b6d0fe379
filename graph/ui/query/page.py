"""The page Query: an editor for Cypher, the result below it, and beside it examples, history and favourites."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from graph.errors import CaseGraphError, QueryError, StoppedError
from graph.explore.view import View
from graph.questions.examples import Example, examples
from graph.stores import LoadedCase
from graph.ui import data, frame, state
from graph.ui.pages import QUERY
from graph.ui.parts.editor import EditorEvents, Fault, Running, editor, names
from graph.ui.parts.library import Item, library
from graph.ui.parts.text import plain
from graph.ui.query import asking, runs
from graph.ui.query.console import (
    QUERY_PARAMETER,
    SAVED_PARAMETER,
    Console,
    current_console,
    run_query,
    set_url_to_query,
)
from graph.ui.query.parameters import show_parameters
from graph.ui.query.results import show_results
from graph.ui.query.runs import QueryRun

_MAX_WAIT_S = 0.4  # seconds to wait for a query before the page is drawn without its result
_MAX_HISTORY = 50  # queries of the history that the page lists


def page(version: str, view: View, cases: list[LoadedCase]) -> None:
    """Draw the editor, its parameters, the lists beside it, and the result."""
    console = current_console()
    with st.container(key="console"):
        left, right = st.columns([2.85, 1], gap="small")
        above = left.container()
        console.check_values = console.check_values or console.run_requested
        with left:
            # before the query runs, so that it gets a value that was typed just now
            show_parameters(console)
        if console.run_requested:
            run_query(version)
        elif console.run is not None and not {QUERY_PARAMETER, SAVED_PARAMETER} & set(st.query_params):
            set_url_to_query()
        run = console.run
        ready = run is None or run.ready(_MAX_WAIT_S)
        with above:
            _show_editor(version, console, None if ready else run)
        with right:
            _show_library(version, console, cases)
    with st.container(key="outcome"):
        _show_result(console, run, ready)


def _show_result(console: Console, run: QueryRun | None, ready: bool) -> None:
    if console.message:
        frame.note(console.message, loud=True)
    if run is None:
        if not console.message:
            frame.note("The result comes here. Type a query and press Run, or press an example.")
    elif not ready:
        _rerun_when_ready(run)
    elif isinstance(run.outcome.error, StoppedError):
        frame.note(f"Cancelled after {run.outcome.seconds:.1f} s; nothing of it runs any more.", loud=True)
    elif run.outcome.error is not None:
        st.error(plain(str(run.outcome.error)))
    else:
        show_results(console, run)


@st.fragment(run_every=0.3)
def _rerun_when_ready(run: QueryRun) -> None:
    if run.ready():
        st.rerun()


# -- the editor ------------------------------------------------------------------------------------


def _show_editor(version: str, console: Console, run: QueryRun | None) -> None:
    last = console.run
    error = last.outcome.error if last is not None and last.ready() else None
    editor(
        console.text,
        key="editor",
        revision=console.revision,
        names=_completion_names(version),
        faults=_faults(error),
        checked=f"{last.id}-{last.ready()}" if last else "",
        parameters=console.typed_values,
        running=Running(run.id, run.elapsed, run.stage) if run else None,
        on_events=_on_editor_events,
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def _completion_names(version: str) -> dict[str, Any]:
    return names(data.store_schema(version), data.store_at(version).dialect)


def _faults(error: CaseGraphError | None) -> list[Fault]:
    if not isinstance(error, QueryError) or error.line is None:
        return []
    return [Fault(error.line, error.column or 1, str(error))]


def _on_editor_events(events: EditorEvents) -> None:
    console = current_console()
    console.text = events.text
    if events.stop and console.run is not None:
        runs.stop_all()
        console.run.ready(1.0)
    if events.run:
        console.run_requested = True


# -- the lists beside it ---------------------------------------------------------------------------

_examples_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="examples")


@st.cache_resource(max_entries=8, show_spinner=False)
def _examples_in_preparation(version: str, case: str) -> Future[list[Example]]:
    # In a thread, since looking into a large store takes seconds that nobody who types a query should wait for.
    return _examples_thread.submit(lambda: examples(data.store_at(version), data.store_schema(version), case=case))


def _show_library(version: str, console: Console, cases: list[LoadedCase]) -> None:
    case = state.current_view().case
    preparation = _examples_in_preparation(version, case)
    if not wait([preparation], _MAX_WAIT_S).done:
        _rerun_when_examples_are_ready(preparation)
    found_examples = preparation.result() if preparation.done() and not preparation.exception() else []
    saved = data.saved_queries()
    try:
        history, favourites = saved.history()[:_MAX_HISTORY], saved.favourites()
    except CaseGraphError as error:
        frame.note(str(error), loud=True)
        history, favourites = [], []
    library(
        [Item(str(n), example.title, example.query) for n, example in enumerate(found_examples)],
        asking.listed() if cases else [],
        [Item(q.id, q.name, q.query, _run_note(q.ran, q.values)) for q in history],
        [Item(q.id, q.name, q.query, q.note) for q in favourites],
        no_examples="" if found_examples else _why_no_examples(version, case, preparation),
        can_keep=bool(console.text.strip()),
        tall=console.run is None,
        on_event=lambda event: _on_library_event(version, event),
    )


def _why_no_examples(version: str, case: str, preparation: Future[list[Example]]) -> str:
    if not preparation.done():
        return "Looking into the store for examples …"
    if not data.store_schema(version).nodes:
        return "This store is empty, so there is nothing to begin with: load a case first."
    _examples_in_preparation.clear(version, case)  # the next time the page is drawn it is tried anew
    return "No example could be made: the store did not answer in time."


@st.fragment(run_every=0.5)
def _rerun_when_examples_are_ready(preparation: Future[list[Example]]) -> None:
    if preparation.done():
        st.rerun()


def _run_note(ran: str, values: Mapping[str, str]) -> str:
    at = datetime.fromisoformat(ran).astimezone(UTC)
    values_text = ", ".join(f"{name[2:]} {text}" for name, text in values.items())
    if len(values_text) > 80:
        values_text = values_text[:79] + "…"
    return " · ".join(filter(None, [f"{at:%Y-%m-%d %H:%M} UTC", values_text]))


def _on_library_event(version: str, event: Mapping[str, Any]) -> None:
    console, saved = current_console(), data.saved_queries()
    try:
        match event:
            case {"kind": "run", "list": "Examples", "id": id}:
                example = _examples_in_preparation(version, state.current_view().case).result()[int(id)]
                console.set_query(example.query, example.parameters)
                console.run_requested = True
            case {"kind": "run", "list": "Questions", "id": id}:
                cases = [case.id for case in data.cases(version)]
                of = state.current_view().case
                asking.put(console, str(id), of if of in cases else next(iter(cases), ""))
            case {"kind": "run", "id": id}:
                query = saved.get(str(id))
                console.set_query(query.query, query.parameters)
                console.run_requested = True
            case {"kind": "keep", "id": id, "name": str(name), "note": str(note)}:
                if id:
                    query = saved.get(str(id))
                    saved.favour(query.query, query.parameters, name=name[:80], note=note[:500])
                else:
                    saved.favour(console.text, console.parameters() or {}, name=name[:80], note=note[:500])
            case {"kind": "remove", "list": "History", "id": id}:
                saved.forget(str(id))
            case {"kind": "remove", "id": id}:
                saved.unfavour(str(id))
    except CaseGraphError as error:
        console.message = str(error)


if __name__ == "__main__":
    frame.show_page(page, QUERY.title)
