"""The editor: Cypher that people type, as a Streamlit component around CodeMirror.

``editor.js`` is built from ``src/`` by ``make canvas`` and committed, so that nobody has to build it to use it.

How Python and the browser talk: an editor is three elements, namely the program, the names that it completes, and the
editor itself with all that is small. The component's state is the text and how often Run and Stop were pressed. All of
it is sent each time, so that a message that is lost or comes twice does no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import streamlit as st

from graph.cypher import HIGHLIGHTED_WORDS, KEYWORD_PHRASES, QUOTED_WORDS, Dialect, functions, procedures
from graph.stores import GraphSchema
from graph.ui.parts.sent import sent_by

__all__ = ["EditorEvents", "Fault", "Running", "editor", "names"]

MAX_NAMES = 5_000
"""The most labels, and the most types, that are completed: the most frequent ones."""
MAX_TEXT = 1_000_000
"""The most characters of a query that are read from the browser."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a query is wrong, from 1 (a column is a code point), and why."""

    line: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class Running:
    """A query that runs: its id, the seconds it has been running, and the words shown beside it."""

    id: str
    elapsed: float
    words: str = "Running …"


@dataclass(frozen=True, slots=True)
class EditorEvents:
    """What a person did in the editor since the last message.

    Parameters
    ----------
    text : str
        What stands in the editor.
    run, stop : bool
        Whether the text is to be run, and whether what runs is to end.
    """

    text: str
    run: bool
    stop: bool


@dataclass(slots=True)
class _EditorState:
    """What one session has received from one editor."""

    epoch: str = ""
    seq: int = 0
    runs: int = 0
    stops: int = 0
    handler: Callable[[EditorEvents], None] = field(default=lambda events: None)

    def read(self, sent: object) -> EditorEvents | None:
        """Read what the browser sent; None where it is nothing new or not what the editor sends."""
        match sent:
            case {"epoch": str() as epoch, "seq": int() as seq, "text": str() as text, "runs": int() as runs,
                  "stops": int() as stops}:  # fmt: skip
                pass
            case _:
                return None
        if epoch != self.epoch:
            self.epoch, self.seq, self.runs, self.stops = epoch, 0, 0, 0
        if seq <= self.seq:
            return None
        events = EditorEvents(text[:MAX_TEXT], runs > self.runs, stops > self.stops)
        self.seq, self.runs, self.stops = seq, runs, stops
        return events


def editor(
    text: str,
    *,
    key: str,
    revision: int,
    names: Mapping[str, Any],
    on_events: Callable[[EditorEvents], None],
    faults: Sequence[Fault] = (),
    checked: str = "",
    parameters: Iterable[str] = (),
    running: Running | None = None,
    label: str = "Cypher query",
    placeholder: str = "Type a query, such as MATCH (n) RETURN n LIMIT 25",
) -> None:
    """Show the editor.

    Parameters
    ----------
    text : str
        What it holds when it comes to the page, and when ``revision`` is another than in the last run.
    key : str
        The element's key, unique on the page.
    revision : int
        Raise it to put ``text`` in the place of what is typed.
    names : mapping
        What is completed, by :func:`names`. Pass the same object again while it has not changed.
    on_events : callable
        Called with what a person did, before the page runs again.
    faults : sequence of Fault
        Underlined until ``checked`` is another text than in the last run.
    checked : str
        Names the run that found the faults.
    parameters : iterable of str
        Names that have a value.
    running : Running, optional
        Shown with its seconds and a button that ends it, in place of the one that runs.
    label : str
        The accessible name.
    placeholder : str
        Shown while nothing is typed.
    """
    editor_state: _EditorState = st.session_state.setdefault(f"_editor_{key}", _EditorState())
    editor_state.handler = on_events
    control = {
        "name": key,
        "label": label,
        "placeholder": placeholder,
        "text": text,
        "revision": revision,
        "checked": checked,
        "faults": [{"line": f.line, "column": f.column, "message": f.message} for f in faults],
        "parameters": sorted(parameters),
        "running": running and {"id": running.id, "elapsed": running.elapsed, "words": running.words},
        "ack": {"epoch": editor_state.epoch, "seq": editor_state.seq},
    }
    bundle, part, view = _components()
    with st.container(gap=None):
        bundle(key=f"{key}-code")
        part(key=f"{key}-names", data=names)
        view(key=key, data=control, on_told_change=lambda: _on_change(key), height="content")


def names(schema: GraphSchema, dialect: Dialect) -> dict[str, Any]:
    """Return what the editor completes on a store: its names, and the words of the language.

    Parameters
    ----------
    schema : GraphSchema
    dialect : {"embedded", "neo4j"}
        The store's kind.
    """
    return {
        "keywords": sorted(HIGHLIGHTED_WORDS),
        "phrases": KEYWORD_PHRASES,
        "reserved": sorted(QUOTED_WORDS),
        "functions": list(functions(dialect).items()),
        "procedures": sorted(procedures(dialect)),
        "labels": _kinds(schema.labels, schema.label_properties),
        "types": _kinds(schema.relationship_types, schema.type_properties),
    }


def _kinds(counts: Mapping[str, int], properties: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    names = sorted(counts, key=lambda name: (-counts[name], name))[:MAX_NAMES]
    return {name: {"count": counts[name], "properties": list(properties.get(name, ()))} for name in names}


def _on_change(key: str) -> None:
    """Pass new events to the handler before the page runs, so that a run that is cut short loses none."""
    editor_state: _EditorState = st.session_state[f"_editor_{key}"]
    events = editor_state.read(sent_by(key, "told"))
    if events is not None:
        editor_state.handler(events)


# A promise that the program resolves and its users await. A component's script needs a line break: without one
# Streamlit takes it for the name of a file.
_WAIT = """
const shared = globalThis.__casegraphEditor ??= (() => {
  let open;
  const ready = new Promise((done) => { open = done; });
  return { ready, open };
})();
"""


@cache
def _components() -> tuple[Any, Any, Any]:
    """Register the bundle, the part that carries the names and the editor itself; once a process."""
    source = files("graph.ui.parts.editor").joinpath("editor.js").read_text(encoding="utf-8")
    component = st.components.v2.component
    return (
        component("casegraph_editor_code", js=f"{_WAIT}\n{source}"),
        component("casegraph_editor_names", js=f"{_WAIT}export default async (c) => (await shared.ready).name(c);\n"),
        component("casegraph_editor", js=f"{_WAIT}export default async (c) => (await shared.ready).show(c);\n"),
    )
