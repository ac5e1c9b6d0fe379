"""The page Query: an editor for Cypher, the result below it, and beside it examples, history and favourites."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from graph.errors import CaseGraphError, QueryError, StoppedError
from graph.explore.view import View
from graph.formats.tables import escape_markdown
from graph.questions.examples import Example, examples
from graph.stores import LoadedCase
from graph.ui import data, frame
from graph.ui.pages import QUERY
from graph.ui.parts.editor import EditorEvents, Fault, Running, editor, names
from graph.ui.parts.library import Item, library
from graph.ui.query import running, session
from graph.ui.query.parameters import form
from graph.ui.query.results import results
from graph.ui.query.running import Run
from graph.ui.query.session import Console

_PATIENCE_S = 0.4  # seconds that the page waits for a query before it is drawn without its result
_LISTED = 50  # queries of the history that the page lists


def page(version: str, view: View, cases: list[LoadedCase]) -> None:
    """Draw the editor, its parameters, the lists beside it, and the result."""
    console = session.console()
    with st.container(key="console"):
        left, right = st.columns([2.85, 1], gap="small")
        above = left.container()
        console.asked = console.asked or console.waiting
        with left:
            # before the query runs: a value that was typed just now counts
            form(console)
        if console.waiting:
            session.begin(version)
        elif console.run is not None and not {session.QUERY, session.SAVED} & set(st.query_params):
            session.show_address()
        run = console.run
        ready = run is None or run.ready(_PATIENCE_S)
        with above:
            _editor(version, console, None if ready else run)
        with right:
            _library(version, console)
    with st.container(key="outcome"):
        _result(console, run, ready)


def _result(console: Console, run: Run | None, ready: bool) -> None:
    if console.said:
        frame.note(console.said, loud=True)
    if run is None:
        if not console.said:
            frame.note("The result comes here. Type a query and press Run, or press an example.")
    elif not ready:
        _look_again(run)
    elif isinstance(run.outcome.error, StoppedError):
        frame.note(f"Cancelled after {run.outcome.took:.1f} s; nothing of it runs any more.", loud=True)
    elif run.outcome.error is not None:
        st.error(escape_markdown(str(run.outcome.error)))
    else:
        results(console, run)


@st.fragment(run_every=0.3)
def _look_again(run: Run) -> None:
    if run.ready():
        st.rerun()


# -- the editor ------------------------------------------------------------------------------------


def _editor(version: str, console: Console, run: Run | None) -> None:
    last = console.run
    error = last.outcome.error if last is not None and last.ready() else None
    editor(
        console.text,
        key="editor",
        revision=console.revision,
        names=_names(version),
        faults=_faults(error),
        checked=f"{last.id}-{last.ready()}" if last else "",
        parameters=console.typed_values,
        running=Running(run.id, run.elapsed, run.words) if run else None,
        on_events=_heard,
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def _names(version: str) -> dict[str, Any]:
    return names(data.store_schema(version), data.store_at(version).dialect)


def _faults(error: CaseGraphError | None) -> list[Fault]:
    if not isinstance(error, QueryError) or error.line is None:
        return []
    return [Fault(error.line, error.column or 1, str(error))]


def _heard(events: EditorEvents) -> None:
    console = session.console()
    console.text = events.text
    if events.stop and console.run is not None:
        running.leave()
        console.run.ready(1.0)
    if events.run:
        console.waiting = True


# -- the lists beside it ---------------------------------------------------------------------------

_makers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="examples")


@st.cache_resource(max_entries=8, show_spinner=False)
def _in_the_making(version: str) -> Future[list[Example]]:
    # Looking into a large store takes seconds: nobody who types a query should wait for it.
    return _makers.submit(lambda: examples(data.store_at(version), data.store_schema(version)))


def _library(version: str, console: Console) -> None:
    made = _in_the_making(version)
    if not wait([made], _PATIENCE_S).done:
        _look_for_examples(made)
    listed = made.result() if made.done() and not made.exception() else []
    saved = data.saved_queries()
    library(
        [Item(str(n), example.title, example.query) for n, example in enumerate(listed)],
        [Item(q.id, q.name, q.query, _when(q.ran, q.values)) for q in saved.history()[:_LISTED]],
        [Item(q.id, q.name, q.query, q.note) for q in saved.favourites()],
        can_keep=bool(console.text.strip()),
        on_event=lambda event: _pressed(version, event),
    )


@st.fragment(run_every=0.5)
def _look_for_examples(made: Future[list[Example]]) -> None:
    if made.done():
        st.rerun()


def _when(ran: str, values: Mapping[str, str]) -> str:
    at = datetime.fromisoformat(ran).astimezone(UTC)
    listed = ", ".join(f"{name[2:]} {text}" for name, text in values.items())
    return " · ".join(filter(None, [f"{at:%Y-%m-%d %H:%M} UTC", listed if len(listed) <= 80 else listed[:79] + "…"]))


def _pressed(version: str, event: Mapping[str, Any]) -> None:
    console, saved = session.console(), data.saved_queries()
    try:
        match event:
            case {"kind": "run", "list": "Examples", "id": id}:
                example = _in_the_making(version).result()[int(id)]
                console.put(example.query, example.parameters)
                console.waiting = True
            case {"kind": "run", "id": id}:
                query = saved.get(str(id))
                console.put(query.query, query.parameters)
                console.waiting = True
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
        console.said = str(error)


if __name__ == "__main__":
    frame.show(page, QUERY.title)
