"""Queries that people type: what the guard, the query process and the printing of rows add to the engine's own time."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import grafeo
import neo4j

from benchmarks.measure import Figure, Sizes, alternate, repeated
from benchmarks.server import address
from benchmarks.stores import Stores
from graph.cypher import check_read
from graph.formats.results import write_rows
from graph.settings import from_environment
from graph.stores import Store, open_store

_ROWS = 200
_QUERIES = 50
"""Pairs of queries in one run, where one takes less than what the machine does beside it."""
_PEOPLE = 1_000
_GUARDED = (
    "MATCH (a:Person {case_id: $case})-[r:ACCUSED_OF|KNOWS*1..3]->(b) WHERE a.name CONTAINS 'x' AND NOT EXISTS "
    "{ MATCH (b)-[:PART_OF]->(c:Event) WHERE c.id = b.id } WITH a, b, count(r) AS n ORDER BY n DESC LIMIT 10 "
    "CALL { WITH a MATCH (a)--(d) RETURN collect(d.name) AS names } RETURN a.name AS name, b {.id, .name}, n, names"
)
_RANGE = "UNWIND range(1, {rows}) AS i RETURN i, 'name ' + toString(i) AS name, i / 7.0 AS share, i % 2 = 0 AS even"
_NODES = "MATCH (n:Person) RETURN n.id AS id, n.name AS name, n LIMIT {rows}"


def figures(sizes: Sizes, stores: Stores) -> Iterator[Figure]:
    for dialect in ("embedded", "neo4j"):
        numbered = count()
        yield Figure(
            f"What the reader of tokens adds to a query of {len(_GUARDED)} characters that is new ({dialect})",
            "",
            repeated(lambda: check_read(f"{_GUARDED} // {next(numbered)}", dialect=dialect), sizes.often),  # noqa: B023
            bound=0.005,
        )
    store = stores.of_people(_PEOPLE, _PEOPLE)
    for what, query in (
        ("values", "MATCH (n:Person) RETURN n.id AS id, n.name AS name LIMIT 200"),
        ("nodes", "MATCH (n:Person) RETURN n LIMIT 200"),
    ):
        yield _added(
            f"What the query process adds to {_ROWS} rows of {what}",
            lambda timeout: store.query(query, timeout=timeout),  # noqa: B023
            sizes.often,
            bound=0.010,
        )
    people = stores.of_people(sizes.lines, sizes.lines)
    db = grafeo.GrafeoDB.open_read_only(str(stores.path(people)))
    for what, query in (("rows of values", _RANGE), ("rows that hold a node", _NODES)):
        query = query.format(rows=sizes.lines)
        yield _lines(
            f"{sizes.lines:,} {what} to jsonl",
            people,
            query,
            lambda: iter(db.execute_cypher(query)),  # noqa: B023
            sizes.repeats,
            than="the engine's own rows through json.dumps, in one process",
        )


def server_figures(sizes: Sizes) -> Iterator[Figure]:
    with address() as uri:
        yield from server_figures_of(uri, sizes)


def server_figures_of(uri: str, sizes: Sizes) -> Iterator[Figure]:
    """Measure on a server; nothing is written."""
    settings = from_environment()
    auth = (settings.neo4j_user, settings.neo4j_password) if settings.neo4j_user else None
    with (
        open_store(uri, settings) as store,
        neo4j.GraphDatabase.driver(uri, auth=auth, notifications_min_severity="OFF") as driver,
        driver.session(database=settings.neo4j_database or None, default_access_mode="READ") as session,
    ):
        rows = f"UNWIND range(1, {_ROWS}) AS i RETURN i, toString(i) AS name"
        for _ in range(20):
            store.query(rows, timeout=60)
            store.query(rows)
        yield _added(
            f"What the guard and the limits add to a query of {_ROWS} rows that was asked before (Neo4j)",
            lambda timeout: store.query(rows, timeout=timeout),
            sizes.often,
            bound=0.005,
        )
        numbered = count()

        def new() -> str:
            return f"MATCH (n:Label{next(numbered)})-[r]->(m) RETURN n.name AS name, count(r) AS n ORDER BY n DESC"

        for _ in range(sizes.warm):
            store.query(new(), timeout=60)
        yield _added(
            "What EXPLAIN, asked first, and the limits add to a query that is new (Neo4j)",
            lambda timeout: store.query(new(), timeout=timeout),
            sizes.often,
            bound=0.005,
        )
        query = _RANGE.format(rows=sizes.lines)
        yield _lines(
            f"{sizes.lines:,} rows of values to jsonl (Neo4j)",
            store,
            query,
            lambda: (dict(record.items()) for record in session.run(query)),
            sizes.repeats,
            than="the driver's own rows through json.dumps",
        )


def _added(what: str, ask: Callable[[float | None], Any], runs: int, *, bound: float) -> Figure:
    """Measure what a query takes longer when a person types it than when it is code of ours, the two in turns."""

    def seconds(timeout: float | None) -> float:
        began = time.perf_counter()
        ask(timeout)
        return time.perf_counter() - began

    def added() -> float:
        return sum(seconds(30.0) - seconds(None) for _ in range(_QUERIES)) / _QUERIES

    added()  # the process starts, and the server compiles
    return Figure(what, "", [max(0.0, added()) for _ in range(runs)], bound=bound)


def _lines(
    what: str, store: Store, query: str, bare: Callable[[], Iterator[dict[str, Any]]], runs: int, *, than: str
) -> Figure:
    """Measure the writing of rows as lines of JSON, to nowhere."""

    def ours() -> None:
        with store.stream(query, timeout=600) as stream:
            write_rows(stream.columns, stream, "jsonl", io.StringIO())

    def theirs() -> None:
        out = io.StringIO()
        for row in bare():
            out.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")

    ours()
    return Figure(what, "", *alternate(ours, theirs, runs), than=than, bound=1.5)
