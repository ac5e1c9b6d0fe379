"""The cases of ``cases/*.yaml``, and how one of them is run on one store.

A file is a topic: ``topic`` (its title), perhaps ``updates: true``, and ``cases``. A case is

``name``, ``query``
    and perhaps ``graph`` (one of ``graphs.yaml``; without it the graph is empty), ``parameters``, and ``read``, a
    query that then reads what an update left: the answer is its rows.
``columns``, ``rows`` or ``error``
    What Neo4j answers: rows as strict JSON has them (:func:`graph.elements.to_json`), in order where the query
    orders them; or the kind of its error (the last word of its code, ``Refused`` where the query is not let through).
``current``
    What the current release of Neo4j (2026.x) answers, where that is not what 5.26 does.
``embedded``
    Where the embedded store does otherwise: ``kind: refused``, or ``kind: differs`` with ``columns`` and ``rows``, or
    ``error`` where it fails in another way.
``portable``
    How to write it so that both stores give what Neo4j gives for ``query``.
``note``
    A sentence of explanation for the table in ``docs/cypher.md``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from graph.elements import to_json
from graph.errors import CaseGraphError, QueryRefusedError
from graph.stores import Store

FOLDER = Path(__file__).parent
TIMEOUT_S = 20.0


@dataclass(frozen=True)
class Answer:
    """What a store answers: columns and rows, or the kind of an error."""

    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    error: str = ""
    message: str = field(default="", compare=False)
    notices: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def expected(cls, data: Mapping[str, Any]) -> "Answer":
        if "error" in data:
            return cls(error=data["error"])
        return cls(tuple(data["columns"]), tuple(_json(row) for row in data["rows"]))

    def unordered(self) -> "Answer":
        return Answer(self.columns, tuple(sorted(self.rows)), self.error, self.message, self.notices)


@dataclass(frozen=True)
class Case:
    topic: str
    name: str
    query: str
    answer: Answer
    graph: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    read: str = ""
    updates: bool = False
    current: Answer | None = None
    kind: str = ""
    embedded: Answer | None = None
    portable: str = ""
    note: str = ""

    def __str__(self) -> str:
        return f"{self.topic}: {self.name}"

    @property
    def ordered(self) -> bool:
        return "ORDER BY" in (self.read or self.query).rpartition("RETURN")[2]


@lru_cache
def graphs() -> dict[str, str]:
    """Return the queries that make the shared graphs, by name."""
    return yaml.load((FOLDER / "graphs.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


@lru_cache
def cases() -> tuple[Case, ...]:
    """Return every case, by topic in the order of the files' names."""
    return tuple(
        _case(topic, data)
        for path in sorted((FOLDER / "cases").glob("*.yaml"))
        for topic in [yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)]
        for data in topic["cases"]
    )


def _case(topic: Mapping[str, Any], data: dict[str, Any]) -> Case:
    embedded, current = data.pop("embedded", None), data.pop("current", None)
    answer = Answer.expected(data)
    for name in ("columns", "rows", "error"):
        data.pop(name, None)
    return Case(
        topic=topic["topic"],
        answer=answer,
        updates=topic.get("updates", False),
        current=Answer.expected(current) if current else None,
        kind=embedded["kind"] if embedded else "",
        embedded=Answer.expected(embedded) if embedded and embedded["kind"] == "differs" else None,
        **data,
    )


def run(store: Store, case: Case, query: str = "") -> Answer:
    """Return what a store answers to a case's query, or to another one in its place."""
    query = query or case.query
    try:
        if case.updates:
            found = store.execute(query, case.parameters)
            if case.read:
                found = store.query(case.read)
        else:
            found = store.query(query, case.parameters, timeout=TIMEOUT_S)
    except CaseGraphError as error:
        return Answer(error=_kind(error), message=str(error))
    answer = Answer(found.columns, tuple(_json(row) for row in to_json(found.rows)), notices=found.notices)
    return answer if case.ordered else answer.unordered()


def _kind(error: CaseGraphError) -> str:
    """Return the last word of Neo4j's code; ``Refused`` or ``Error`` where no engine gave one."""
    code = getattr(error.__cause__, "code", None)
    if isinstance(code, str):
        return code.rpartition(".")[2]
    return "Refused" if isinstance(error, QueryRefusedError) else "Error"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
