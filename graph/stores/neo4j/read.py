"""Reading in an open transaction of the driver: rows in batches, the type of a query, notices, the schema."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any

import neo4j

from graph.cypher import quote, tokenize, with_explain
from graph.cypher.tokens import trim_end
from graph.errors import QueryRefusedError
from graph.stores._plans import plan_from_tree
from graph.stores._result_size import SizeLimits, SizeMeter
from graph.stores.base import Batch, Cut, GraphSchema
from graph.stores.counters import Counters
from graph.stores.neo4j.rows import RowConverter

_ROWS = 1_000
_BYTES = 1_000_000
_REMEMBERED = 512
"""Queries that are remembered as reading, once the server said so."""
_WHOLE = 100_000
"""Nodes and relationships up to which all are looked at for the schema."""
_SAMPLE = 10_000
"""Nodes or relationships of a kind that are looked at for the names of their properties."""
_LOADING = "MATCH (c:CaseFile {loading: true}) RETURN c.id AS id ORDER BY id"

Transaction = neo4j.Transaction | neo4j.ManagedTransaction


def for_server(query: str) -> str:
    """Return a query as the server takes it: without what stands behind it; one with a Unicode escape ends with ``;``.

    Examples
    --------
    >>> for_server("MATCH (n) RETURN n; // all")
    'MATCH (n) RETURN n'
    """
    if "\\u" in query:
        # Where a query with an escape breaks off, Neo4j 5.26 fails to say so and never answers;
        # a semicolon in its way is a mistake it can report.
        return query.rstrip(" \t\r\n;") + "\n;"
    return "".join(token.text for token in trim_end(tokenize(query, dialect="neo4j")))


def loading_notices(transaction: Transaction) -> tuple[str, ...]:
    """Return a sentence for each case that is being loaded."""
    return tuple(
        f"The case {record['id']} is being loaded: what is shown of it may not be complete."
        for record in transaction.run(_LOADING)
    )


def counted(counters: neo4j.SummaryCounters) -> Counters:
    """Return what a statement did."""
    return Counters(
        nodes_created=counters.nodes_created,
        relationships_created=counters.relationships_created,
        properties_set=counters.properties_set,
        labels_added=counters.labels_added,
        labels_removed=counters.labels_removed,
        relationships_deleted=counters.relationships_deleted,
        nodes_deleted=counters.nodes_deleted,
        schema_changes=counters.indexes_added
        + counters.indexes_removed
        + counters.constraints_added
        + counters.constraints_removed,
    )


def bookmark(session: neo4j.Session) -> str:
    """Return the database's last commit at the end of the session's last transaction, which must be committed."""
    return " ".join(sorted(session.last_bookmarks().raw_values))


class QueryTypes:
    """Asks the server by EXPLAIN, once for each query, whether it only reads (type ``r``); threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known_to_read: dict[str, None] = {}

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
            if cypher in self._known_to_read:
                return
        text, above = with_explain(cypher)
        with errors(above):
            kind = transaction.run(for_server(text), dict(parameters)).consume().query_type
        if kind != "r":
            raise QueryRefusedError(
                f"The query would change the graph (Neo4j says that its type is {kind!r}); the console only reads. "
                "Nothing was changed."
            )
        with self._lock:
            self._known_to_read[cypher] = None
            if len(self._known_to_read) > _REMEMBERED:
                del self._known_to_read[next(iter(self._known_to_read))]


def read_batches(
    result: neo4j.Result, rows: RowConverter, *, limit: int | None, sizes: SizeLimits | None, planned: bool
) -> Iterator[Batch]:
    """Yield the rows of a result, at most ``limit`` of them; one more is fetched.

    Parameters
    ----------
    result : neo4j.Result
    rows : RowConverter
        What converts them.
    limit : int or None
    sizes : SizeLimits or None
    planned : bool
        The query asks for a plan.
    """
    columns = tuple(result.keys())
    meter = SizeMeter(sizes) if sizes else None
    left = limit
    records = iter(result)
    last = False
    batch: list[tuple[Any, ...]] = []
    begun = 0
    while not last:
        step = meter.rows_to_take(_BYTES, _ROWS) if meter else _ROWS
        step = step if left is None else min(step, left)
        taken = list(islice(records, step))
        converted = rows.convert(taken)
        batch += meter.take_fitting(converted) if meter else converted
        cut: Cut = "bytes" if meter and meter.full else ""
        if left is not None:
            left -= len(taken)
        if not cut and left == 0:
            cut = "rows" if next(records, None) is not None else ""
        last = bool(cut) or left == 0 or len(taken) < step
        if meter and not last and len(batch) < _ROWS and meter.size - begun < _BYTES:
            continue  # the first steps are small, and not worth a way of their own
        plan = None
        if planned and last:
            summary = result.consume()
            plan = plan_from_tree(summary.profile or summary.plan or {})
            columns = columns if summary.profile else ()
        yield Batch(columns, batch, cut, plan, last=last)
        batch, begun = [], meter.size if meter else 0
        if sizes and sizes[1] is None:
            rows.forget()


def graph_schema(transaction: Transaction) -> GraphSchema:
    """Return labels, relationship types and properties with their counts.

    A graph of at most 100,000 nodes and relationships is read in two queries. In a larger one every label and type is
    counted by what the server keeps of it, and the names of its properties are those of its first 10,000.
    """
    [nodes, relationships] = (
        int(transaction.run(f"MATCH {pattern} RETURN count(*)").single(strict=True)[0])
        for pattern in ("(x)", "()-[x]->()")
    )
    count_kinds = _all_kinds if nodes + relationships <= _WHOLE else _each_kind
    labels, types = count_kinds(transaction)
    return GraphSchema(
        labels={name: n for name, (n, _) in labels.items()},
        relationship_types={name: n for name, (n, _) in types.items()},
        nodes=nodes,
        relationships=relationships,
        label_properties={name: properties for name, (_, properties) in labels.items()},
        type_properties={name: properties for name, (_, properties) in types.items()},
    )


Kinds = dict[str, tuple[int, tuple[str, ...]]]
"""How many there are of each label or type, and the names of their properties."""


def _all_kinds(transaction: Transaction) -> tuple[Kinds, Kinds]:
    def kinds(pattern: str, names: str) -> Kinds:
        counts: Counter[str] = Counter()
        properties: dict[str, set[str]] = {}
        for record in transaction.run(f"MATCH {pattern} RETURN {names}, keys(x), count(*)"):
            for name in record[0]:
                counts[name] += record[2]
                properties.setdefault(name, set()).update(record[1])
        return {name: (counts[name], tuple(sorted(properties[name]))) for name in sorted(counts)}

    return kinds("(x)", "labels(x)"), kinds("()-[x]->()", "[type(x)]")


def _each_kind(transaction: Transaction) -> tuple[Kinds, Kinds]:
    def column(statement: str) -> list[Any]:
        return [record[0] for record in transaction.run(statement)]

    def kinds(names: str, pattern: str) -> Kinds:
        counted: Kinds = {}
        for name in sorted(column(f"CALL {names}")):
            match = "MATCH " + pattern.format(quote(name, dialect="neo4j"))
            [count] = column(f"{match} RETURN count(*)")
            # A name stays known to the server when the last that had it is gone.
            if count:
                first = f"{match} WITH x LIMIT {_SAMPLE} UNWIND keys(x) AS name RETURN DISTINCT name ORDER BY name"
                counted[name] = count, tuple(column(first))
        return counted

    return kinds("db.labels()", "(x:{})"), kinds("db.relationshipTypes()", "()-[x:{}]->()")
