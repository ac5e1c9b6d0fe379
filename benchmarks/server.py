"""Loading a case into Neo4j, against the same batches by the bare driver."""

from __future__ import annotations

import logging
import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import batched
from typing import Any

import neo4j

from benchmarks.generate import case
from benchmarks.measure import Figure, Sizes, alternate, sized
from graph.case.rows import ModelRows
from graph.settings import from_environment
from graph.stores import CaseRows, Store, open_store
from tests.helpers import neo4j_server

_BATCH = 1_000
_ROOTS = ("Source", "Passage", "Entity", "Value", "Mention", "Claim")


class SkippedError(Exception):
    """This cannot be measured here; the message says why."""


@contextmanager
def address() -> Iterator[str]:
    """Give the address of a server whose database is empty."""
    given = os.environ.get("CASEGRAPH_TEST_NEO4J_URI")
    if given:
        yield given
        return
    # the driver complains as long as the server starts
    logging.getLogger("neo4j").setLevel(logging.CRITICAL)
    try:
        server = neo4j_server.Server(measured=True)
    except neo4j_server.MissingError as error:
        raise SkippedError(f"Neo4j: {error}") from None
    with server:
        yield server.uri


@contextmanager
def holding(rows: CaseRows, uri: str) -> Iterator[Store]:
    """Give a server, whose database is empty, as a store that holds a case; it is empty again afterwards."""
    with open_store(uri, from_environment()) as store:
        _check_empty(store)
        store.replace_case(rows)
        try:
            yield store
        finally:
            store.remove_case(rows.case.id)


def _check_empty(store: Store) -> None:
    if store.schema().nodes:
        raise SkippedError("Neo4j: the database of CASEGRAPH_TEST_NEO4J_URI is not empty")


def figures(sizes: Sizes) -> Iterator[Figure]:
    with address() as uri:
        yield from figures_of(uri, sizes)


def figures_of(uri: str, sizes: Sizes) -> Iterator[Figure]:
    """Measure on a server whose database is empty; it is empty again afterwards."""
    settings = from_environment()
    auth = (settings.neo4j_user, settings.neo4j_password) if settings.neo4j_user else None
    with (
        open_store(uri, settings) as store,
        neo4j.GraphDatabase.driver(uri, auth=auth, notifications_min_severity="OFF") as driver,
        driver.session(database=settings.neo4j_database or None) as session,
    ):
        _check_empty(store)
        whole = case(*sizes.neo4j)
        ready = Ready(ModelRows(whole))

        def ours() -> None:
            store.replace_case(ModelRows(whole))

        def theirs() -> None:
            ready.write(session)

        def clean() -> None:
            store.remove_case(whole.id)

        # Unmeasured first: our side makes the constraints that both need, and the server compiles what runs often.
        for warm_up in (ours, clean, theirs, clean):
            warm_up()
        times = alternate(ours, theirs, sizes.repeats, after=clean)
        agent = driver.get_server_info().agent
    yield Figure(
        f"Loading a case into {agent}",
        sized(*sizes.neo4j),
        *times,
        than="the same UNWIND batches by the bare driver, the rows being ready",
        bound=1.2,
    )


class Ready:
    """The rows of a case as the parameters of statements."""

    def __init__(self, of: CaseRows) -> None:
        self._statements: list[tuple[str, list[dict[str, Any]]]] = []
        nodes: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        roots: dict[str, str] = {}
        for node in of.nodes():
            nodes[node.labels].append(dict(node.properties))
            roots[node.properties["id"]] = next(label for label in node.labels if label in _ROOTS)
        for labels, all_nodes in nodes.items():
            self._add(f"UNWIND $rows AS row CREATE (n:{':'.join(labels)}) SET n = row", all_nodes)
        edges: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
        for r in of.relationships():
            row = {"start": r.start, "end": r.end, "properties": dict(r.properties)}
            edges[r.type, roots[r.start], roots[r.end]].append(row)
        for (type_, start, end), all_edges in edges.items():
            self._add(
                f"UNWIND $rows AS row MATCH (a:{start} {{case_id: row.properties.case_id, id: row.start}}) "
                f"MATCH (b:{end} {{case_id: row.properties.case_id, id: row.end}}) "
                f"CREATE (a)-[r:{type_}]->(b) SET r = row.properties",
                all_edges,
            )
        # what tells a store of a case to remove
        self._add("UNWIND $rows AS row CREATE (n:CaseFile) SET n = row", [{"id": of.case.id, "case_id": of.case.id}])

    def _add(self, statement: str, all_rows: list[dict[str, Any]]) -> None:
        self._statements += ((statement, list(batch)) for batch in batched(all_rows, _BATCH))

    def write(self, session: neo4j.Session) -> None:
        for statement, batch in self._statements:
            session.execute_write(lambda tx, statement=statement, batch=batch: tx.run(statement, rows=batch).consume())
