"""What reads in an open transaction of the driver: a query with its rows in batches, its type, notices, the schema."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any

import neo4j

from graph.cypher import explained, for_engine, quote
from graph.errors import QueryRefusedError
from graph.stores._neo4j_rows import Rows
from graph.stores._plans import plan_of_tree
from graph.stores._sizes import Meter, Sizes
from graph.stores.base import Batch, Cut, GraphSchema

_ROWS = 1_000
_BYTES = 1_000_000
_ASKED = 512
"""Queries of which is kept that the server says they read."""
_SAMPLE = 10_000
"""Nodes or relationships of a kind that are looked at for the names of their properties."""
_LOADING = "MATCH (c:CaseFile {loading: true}) RETURN c.id AS id ORDER BY id"

Transaction = neo4j.Transaction | neo4j.ManagedTransaction


def loading_notices(transaction: Transaction) -> tuple[str, ...]:
    """Return a sentence for each case that is being loaded."""
    return tuple(
        f"The case {record['id']} is being loaded: what is shown of it may not be complete."
        for record in transaction.run(_LOADING)
    )


class Types:
    """What the server says of queries, asked by EXPLAIN: only those of type ``r`` read. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reading: dict[str, None] = {}

    def check(
        self,
        transaction: Transaction,
        cypher: str,
        parameters: Mapping[str, Any],
        errors: Callable[[int], AbstractContextManager[None]],
    ) -> None:
        """Refuse a query that does not read; what the server said once is not asked again.

        Parameters
        ----------
        transaction : neo4j.Transaction
        cypher : str
        parameters : mapping
        errors : callable
            Gives what turns the errors of a query into ours, by the number of lines that were put above it.

        Raises
        ------
        QueryRefusedError
        """
        with self._lock:
            if cypher in self._reading:
                return
        text, above = explained(cypher)
        with errors(above):
            kind = transaction.run(for_engine(text, "neo4j"), dict(parameters)).consume().query_type
        if kind != "r":
            raise QueryRefusedError(
                f"The query would change the graph (Neo4j says that its type is {kind!r}); the console only reads. "
                "Nothing was changed."
            )
        with self._lock:
            self._reading[cypher] = None
            if len(self._reading) > _ASKED:
                del self._reading[next(iter(self._reading))]


def batches(
    result: neo4j.Result, rows: Rows, *, limit: int | None, sizes: Sizes | None, planned: bool
) -> Iterator[Batch]:
    """Yield the rows of a result, at most ``limit`` of them; one more is fetched.

    Parameters
    ----------
    result : neo4j.Result
    rows : Rows
        What converts them.
    limit : int or None
    sizes : Sizes or None
    planned : bool
        The query asks for a plan.
    """
    columns = tuple(result.keys())
    meter = Meter(sizes) if sizes else None
    left = limit
    records = iter(result)
    last = False
    batch: list[tuple[Any, ...]] = []
    begun = 0
    while not last:
        step = meter.step(_BYTES, _ROWS) if meter else _ROWS
        step = step if left is None else min(step, left)
        found = list(islice(records, step))
        converted = rows.of(found)
        batch += meter.fitting(converted) if meter else converted
        cut: Cut = "bytes" if meter and meter.full else ""
        if left is not None:
            left -= len(found)
        if not cut and left == 0:
            cut = "rows" if next(records, None) is not None else ""
        last = bool(cut) or left == 0 or len(found) < step
        if meter and not last and len(batch) < _ROWS and meter.size - begun < _BYTES:
            continue  # the first steps are small, and not worth a way of their own
        plan = None
        if planned and last:
            summary = result.consume()
            plan = plan_of_tree(summary.profile or summary.plan or {})
            columns = columns if summary.profile else ()
        yield Batch(columns, batch, cut, plan, last=last)
        batch, begun = [], meter.size if meter else 0
        if sizes and sizes[1] is None:
            rows.forget()


def graph_schema(transaction: Transaction) -> GraphSchema:
    """Return labels, relationship types and properties with their counts."""

    def column(statement: str) -> list[Any]:
        return [record[0] for record in transaction.run(statement)]

    def count(pattern: str) -> int:
        return int(column(f"MATCH {pattern} RETURN count(*)")[0])

    def names(pattern: str) -> tuple[str, ...]:
        found = column(
            f"MATCH {pattern} WITH x LIMIT {_SAMPLE} UNWIND keys(x) AS name RETURN DISTINCT name ORDER BY name"
        )
        return tuple(found)

    labels = {name: f"(x:{quote(name, dialect='neo4j')})" for name in column("CALL db.labels()")}
    types = {name: f"()-[x:{quote(name, dialect='neo4j')}]->()" for name in column("CALL db.relationshipTypes()")}
    # A name stays known to the server when the last node that had it is gone.
    of_label = {name: n for name in sorted(labels) if (n := count(labels[name]))}
    of_type = {name: n for name in sorted(types) if (n := count(types[name]))}
    return GraphSchema(
        labels=of_label,
        relationship_types=of_type,
        nodes=count("(x)"),
        relationships=count("()-[x]->()"),
        label_properties={name: names(labels[name]) for name in of_label},
        type_properties={name: names(types[name]) for name in of_type},
    )
