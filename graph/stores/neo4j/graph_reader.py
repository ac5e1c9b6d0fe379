"""Reads a graph of a Neo4j server piece by piece.

Each piece is read in a transaction of its own, whose bookmark tells whether anything was committed since the reader was
made. Many values come as one row with a list: the driver takes several times as long for as many rows.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from itertools import batched
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import neo4j

from graph.cypher import quote
from graph.errors import QueryRefusedError
from graph.stopping import check_stop
from graph.stores._case import ROOT_LABELS
from graph.stores._selection import pattern_queries, place
from graph.stores.graph_reader import (
    Direction,
    EdgeRecord,
    GraphReader,
    InternalId,
    NodeRecord,
    Progress,
    Selection,
    Step,
    Structure,
    graph_changed,
)
from graph.stores.neo4j.read import bookmark, for_server
from graph.stores.neo4j.rows import stored_properties, stored_value, unique_properties_of

if TYPE_CHECKING:
    from numpy import int64
    from numpy.typing import NDArray

_BATCH = 1_000
"""Nodes or relationships that one query is about."""
_STRUCTURE = 5_000
"""Nodes of which one query gives the relationships without their properties."""
_ARROWS: dict[Direction, tuple[str, str]] = {"out": ("-", "->"), "in": ("<-", "-"), "both": ("-", "-")}
_NUMBER = "toInteger(split(elementId({}), ':')[2])"


class Reading(Protocol):
    """Runs what reads in a session."""

    def __call__[Value](self, read: Callable[[neo4j.Session], Value], /) -> Value:
        """Return what it read; it is run once more where the connection was lost."""
        ...


class Neo4jGraphReader(GraphReader):
    """Reads a selection; its internal ids are the server's ``elementId``.

    Parameters
    ----------
    selection : Selection
    reading : Reading
    procedures : tuple of str
        What the selection's pattern may call beyond the harmless ones.
    pattern_errors : callable
        Gives what turns the errors of the pattern into ours.
    """

    is_remote: ClassVar[bool] = True

    def __init__(
        self,
        selection: Selection,
        reading: Reading,
        *,
        procedures: tuple[str, ...],
        pattern_errors: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self.selection = selection
        self._reading = reading
        self._pattern_errors = pattern_errors
        self._patterns = (
            pattern_queries(selection.pattern, id_function="elementId", dialect="neo4j", procedures=procedures)
            if selection.pattern
            else []
        )
        self._labels = _alternatives(selection.labels)
        self._types = _alternatives(selection.types)
        self._parameters = {
            "case": selection.case,
            "statuses": list(selection.statuses),
            "order": selection.order,
        }
        self._lock = threading.Lock()
        self._node_ids: list[InternalId] | None = None
        self._structure: tuple[Structure, list[str]] | None = None
        self._edge_properties: dict[str, bool] = {}
        self._places: dict[str, list[tuple[str, list[Any]]] | None] = {}
        self.version = reading(self._open)

    # ---- versions

    def _open(self, session: neo4j.Session) -> str:
        """Return the version, and let the server look at the selection's pattern."""
        with session.begin_transaction() as transaction:
            with self._pattern_errors():
                for query in self._patterns:
                    transaction.run(for_server(f"EXPLAIN {query}")).consume()
            transaction.run("RETURN 1").consume()
            transaction.commit()
        return bookmark(session)

    def _read[Value](self, read: Callable[[neo4j.Transaction], Value]) -> Value:
        """Run what reads in one transaction, and raise where anything was committed since the reader was made."""

        def in_session(session: neo4j.Session) -> Value:
            with session.begin_transaction() as transaction:
                value = read(transaction)
                transaction.commit()
            if bookmark(session) != self.version:
                raise graph_changed()
            return value

        return self._reading(in_session)

    def check(self) -> None:
        """Raise where the store has changed."""
        self._read(lambda transaction: transaction.run("RETURN 1").consume())

    # ---- conditions

    def _node_conditions(self, variable: str) -> list[str]:
        conditions = []
        if self.selection.labels:
            conditions.append(f"{variable}{self._labels}" if self._labels else "false")
        if self.selection.case is not None:
            conditions.append(f"{variable}.case_id = $case")
        return conditions

    @cached_property
    def _edge_conditions(self) -> list[str]:
        """The conditions on ``r`` but for its type, the selection's pattern, and ``statements``, which may be many."""
        conditions = []
        if self.selection.types and not self._types:
            conditions.append("false")
        if self.selection.case is not None:
            conditions.append("r.case_id = $case")
        if self.selection.statuses:
            conditions.append("r.status IN $statuses")
        return conditions

    @cached_property
    def _on_paths(self) -> tuple[frozenset[str], frozenset[str]]:
        """The ids of nodes and of relationships that are on paths of the selection's pattern."""

        def read(transaction: neo4j.Transaction) -> tuple[frozenset[str], frozenset[str]]:
            with self._pattern_errors():
                nodes, edges = (
                    frozenset(_values(transaction, for_server(f"CALL {{\n{query}\n}} RETURN collect(id)")))
                    for query in self._patterns
                )
            return nodes, edges

        return self._read(read)

    # ---- nodes

    def node_ids(self) -> Sequence[InternalId]:
        """Return every node, in order."""
        if self._node_ids is not None:
            self.check()
            return self._node_ids
        order = "n[$order]" if self.selection.order else "null"
        on_paths = self._on_paths[0] if self._patterns else None
        query = f"MATCH (n) {_where(self._node_conditions('n'))}RETURN collect([elementId(n), {order}])"
        found = self._read(lambda transaction: _values(transaction, query, self._parameters))
        ordered = sorted((place(value), _number(id), id) for id, value in found if on_paths is None or id in on_paths)
        self._node_ids = [id for _, _, id in ordered]
        return self._node_ids

    def nodes(self, ids: Iterable[InternalId]) -> list[NodeRecord]:
        """Return those of these nodes that are in the selection, in the order that they are asked for."""
        ids = list(ids)
        on_paths = self._on_paths[0] if self._patterns else None
        query = (
            f"MATCH (n) {_where(['elementId(n) IN $ids', *self._node_conditions('n')])}"
            "RETURN collect([elementId(n), labels(n), properties(n)])"
        )

        def read(transaction: neo4j.Transaction) -> dict[InternalId, NodeRecord]:
            return {
                id: NodeRecord(id, tuple(sorted(labels)), stored_properties(properties))
                for id, labels, properties in self._by_ids(transaction, query, ids)
                if on_paths is None or id in on_paths
            }

        found = self._read(read)
        return [found[id] for id in ids if id in found]

    def values(self, ids: Sequence[InternalId], name: str) -> list[Any]:
        """Return a property of these nodes, which are in the selection; None for those that do not have it."""
        query = "MATCH (n) WHERE elementId(n) IN $ids RETURN collect([elementId(n), n[$name]])"
        found = dict(self._read(lambda transaction: list(self._by_ids(transaction, query, ids, name=name))))
        return [stored_value(found.get(id)) for id in ids]

    def find(self, name: str, value: Any, *, case: str | None = None) -> list[NodeRecord]:
        """Return the nodes whose property of this name is equal to a value, in order."""
        try:
            property = f"n.{quote(name, dialect='neo4j')}"
        except QueryRefusedError:
            property = "n[$name]"
        if not _can_be_stored(value):
            self.check()
            return []
        conditions = [f"{property} = $value", *self._node_conditions("n")]
        if case is not None:
            conditions.append("n.case_id = $in_case")
        parameters = {**self._parameters, "name": name, "value": value, "in_case": case}

        def read(transaction: neo4j.Transaction) -> list[tuple[Any, str]]:
            found: list[tuple[Any, str]] = []
            for label, cases in self._indexed(transaction, name, case):
                match = f"MATCH (n{label}) "
                where = _where([*conditions, *(["n.case_id = case"] if cases else [])])
                query = f"{'UNWIND $cases AS case ' * bool(cases)}{match}{where}"
                query += (
                    f"RETURN collect([elementId(n), {property}, {'n[$order]' if self.selection.order else 'null'}])"
                )
                for id, stored, order in _values(transaction, query, {**parameters, "cases": cases}):
                    if type(stored_value(stored)) is type(value):
                        found.append(((place(order), _number(id)), id))
            return found

        ordered = dict.fromkeys(id for _, id in sorted(self._read(read)))
        return self.nodes(ordered) if ordered else []

    def unique_properties(self) -> dict[str, tuple[str, ...]]:
        """Return by label the properties that a uniqueness constraint is on, sorted."""
        return self._read(unique_properties_of)

    def repeated(self, name: str) -> list[Any]:
        """Return the values, text or whole numbers, that a property has on more than one node of the selection."""
        on_paths = self._on_paths[0] if self._patterns else None
        # What the server takes for the same value is counted here by its type as well.
        query = (
            f"MATCH (n) {_where(['n[$name] IS NOT NULL', *self._node_conditions('n')])}"
            "WITH n[$name] AS value, collect([elementId(n), n[$name]]) AS same WHERE size(same) > 1 "
            "UNWIND same AS one RETURN collect(one)"
        )
        found = self._read(lambda transaction: _values(transaction, query, {**self._parameters, "name": name}))
        counts = Counter(
            value for id, value in found if type(value) in (str, int) and (on_paths is None or id in on_paths)
        )
        return [value for value, count in counts.items() if count > 1]

    def counts(self) -> tuple[int, int]:
        """Return how many nodes and relationships there are."""
        if self._patterns or self.selection.statements is not None or self._structure is not None:
            structure = self.structure()
            return len(structure.nodes), len(structure.starts)
        ends = [*self._node_conditions("n"), *self._node_conditions("m")]
        queries = (
            f"MATCH (n) {_where(self._node_conditions('n'))}RETURN count(n)",
            f"MATCH (n)-[r{self._types}]->(m) {_where([*ends, *self._edge_conditions])}RETURN count(r)",
        )

        def read(transaction: neo4j.Transaction) -> tuple[int, int]:
            nodes, edges = (transaction.run(query, self._parameters).single(strict=True)[0] for query in queries)
            return nodes, edges

        return self._read(read)

    # ---- relationships

    def steps(self, ids: Sequence[InternalId], direction: Direction) -> list[Step]:
        """Return what leads on from some nodes, node by node as they are asked for."""
        around: dict[InternalId, list[tuple[Any, Step]]] = {}

        def read(transaction: neo4j.Transaction) -> None:
            around.clear()
            for edge, key, node, far in self._edges_at(transaction, ids, direction, "elementId(n), elementId(m)"):
                around.setdefault(node, []).append((key, (node, edge, far)))

        self._read(read)
        return [step for id in ids for _, step in sorted(around.get(id, ()))]

    def edges(self, ids: Sequence[InternalId], direction: Direction) -> list[EdgeRecord]:
        """Return the relationships at some nodes with their properties, each once, in order."""
        columns = "type(r), elementId(startNode(r)), elementId(endNode(r)), properties(r)"

        def read(transaction: neo4j.Transaction) -> dict[Any, EdgeRecord]:
            return {
                key: EdgeRecord(edge, type, start, end, stored_properties(properties))
                for edge, key, type, start, end, properties in self._edges_at(transaction, ids, direction, columns)
            }

        return [record for _, record in sorted(self._read(read).items())]

    def _edges_at(
        self, transaction: neo4j.Transaction, ids: Sequence[InternalId], direction: Direction, columns: str
    ) -> Iterator[tuple[Any, ...]]:
        """Yield of each relationship at some nodes its id, what it is sorted by, and these columns."""
        left, right = _ARROWS[direction]
        conditions = [*self._node_conditions("n"), *self._node_conditions("m"), *self._edge_conditions]
        query = (
            f"MATCH (n){left}[r{self._types}]{right}(m) {_where(['elementId(n) IN $ids', *conditions])}"
            f"RETURN collect([elementId(r), {self._edge_columns}, {columns}])"
        )
        for id, order, statement, *rest in self._by_ids(transaction, query, ids):
            if self._keeps(id, statement):
                yield id, (place(order), _number(id)), *rest

    @cached_property
    def _edge_columns(self) -> str:
        """What is needed of ``r`` to sort it and to tell whether it is in the selection."""
        order = "r[$order]" if self.selection.order else "null"
        return f"{order}, {'null' if self.selection.statements is None else 'r.id'}"

    def _keeps(self, id: str, statement: Any) -> bool:
        """Whether a relationship that the server's conditions let through is in the selection."""
        statements = self.selection.statements
        if statements is not None and (type(statement) is not str or statement not in statements):
            return False
        return not self._patterns or id in self._on_paths[1]

    def all_edges(self) -> Iterator[list[EdgeRecord]]:
        """Yield every relationship with its properties, in order, in pages."""
        structure = self.structure()
        assert self._structure is not None  # just read
        nodes = structure.nodes
        query = "MATCH ()-[r]->() WHERE elementId(r) IN $ids RETURN collect([elementId(r), type(r), properties(r)])"
        ties = zip(self._structure[1], structure.starts.tolist(), structure.ends.tolist(), strict=True)
        for page in batched(ties, _BATCH):
            ids: list[InternalId] = [id for id, _, _ in page]
            rows = self._read(lambda transaction, ids=ids: list(self._by_ids(transaction, query, ids)))  # type: ignore[misc]
            found = {id: (type, properties) for id, type, properties in rows}
            yield [
                EdgeRecord(id, found[id][0], nodes[start], nodes[end], stored_properties(found[id][1]))
                for id, start, end in page
            ]

    def structure(self, progress: Progress | None = None) -> Structure:
        """Return the graph without its properties; ``progress`` is told of the nodes whose relationships were read."""
        if self._structure is not None:
            self.check()
            return self._structure[0]
        nodes = self.node_ids()
        if self._patterns:
            _ = self._on_paths  # which has a transaction of its own
        with self._lock:  # which two threads need not read at once
            if self._structure is None:
                self._structure = self._read(lambda transaction: self._read_structure(transaction, nodes, progress))
        return self._structure[0]

    def _read_structure(
        self, transaction: neo4j.Transaction, nodes: Sequence[InternalId], progress: Progress | None
    ) -> tuple[Structure, list[str]]:
        import numpy as np

        # Whether an end is in the selection is seen here: the server would read its properties for each relationship.
        query = (
            f"MATCH (n)-[r{self._types}]->(m) {_where(['elementId(n) IN $ids', *self._edge_conditions])}"
            f"RETURN collect([{', '.join(_NUMBER.format(x) for x in 'nrm')}, {self._edge_columns}])"
        )
        [prefix] = _values(transaction, "MATCH ()-[r]->() WITH r LIMIT 1 RETURN collect(elementId(r))") or [""]
        prefix = prefix[: prefix.rfind(":") + 1]
        simple = not self._patterns and self.selection.statements is None
        pieces: list[NDArray[int64]] = [np.empty((0, 3), np.int64)]
        places: list[float] = []
        done = 0
        for ids in batched(nodes, _STRUCTURE):
            rows = list(self._by_ids(transaction, query, ids, size=_STRUCTURE))
            if not simple:
                rows = [row for row in rows if self._keeps(f"{prefix}{row[1]}", row[4])]
            if rows:
                pieces.append(np.array([row[:3] for row in rows], np.int64))
                places += [place(row[3]) for row in rows]
            done += len(ids)
            if progress:
                progress(done, len(nodes))
        starts, edges, ends = np.concatenate(pieces).T
        numbers = np.fromiter(map(_number, nodes), np.int64, len(nodes))
        by_number = np.argsort(numbers)
        inside = np.isin(ends, numbers)
        order = np.lexsort((edges, places))
        order = order[inside[order]]
        starts, ends = (
            by_number[np.searchsorted(numbers, column[order], sorter=by_number)] for column in (starts, ends)
        )
        return Structure(nodes, starts, ends), [f"{prefix}{edge}" for edge in edges[order].tolist()]

    def has_edge_property(self, name: str) -> bool:
        """Return whether any relationship of the store has a property of this name."""
        if name in self._edge_properties:
            self.check()
            return self._edge_properties[name]

        def read(transaction: neo4j.Transaction) -> bool:
            if name not in _values(transaction, "CALL db.propertyKeys() YIELD propertyKey RETURN collect(propertyKey)"):
                return False
            query = "MATCH ()-[r]->() WHERE r[$name] IS NOT NULL WITH r LIMIT 1 RETURN collect(1)"
            return bool(_values(transaction, query, {"name": name}))

        self._edge_properties[name] = self._read(read)
        return self._edge_properties[name]

    # ---- queries

    def _by_ids(
        self,
        transaction: neo4j.Transaction,
        query: str,
        ids: Iterable[InternalId],
        *,
        size: int = _BATCH,
        name: str = "",
    ) -> Iterator[list[Any]]:
        """Yield what a query collects, asked of so many ids at a time."""
        for some in batched(dict.fromkeys(ids), size):
            check_stop()
            yield from _values(transaction, query, {**self._parameters, "ids": list(some), "name": name})

    def _indexed(self, transaction: neo4j.Transaction, name: str, case: str | None) -> list[tuple[str, list[Any]]]:
        """Return labels and cases by which an index finds every node that has a property; else ``[("", [])]``.

        It is looked up once where all nodes that have the property stand, for the store stays as it is.
        """
        case = self.selection.case if case is None else case
        if name != "id":
            return [(self._labels if len(self.selection.labels) == 1 else "", [])]
        if case is not None and self.selection.labels and set(self.selection.labels) <= set(ROOT_LABELS):
            return [(f":{label}", [case]) for label in self.selection.labels]
        if name not in self._places:
            query = (
                f"MATCH (n) {_where(['n.id IS NOT NULL', *self._node_conditions('n')])}"
                "WITH DISTINCT [label IN labels(n) WHERE label IN $roots] AS roots, n.case_id AS case "
                "RETURN collect([roots, case])"
            )
            found = _values(transaction, query, {**self._parameters, "roots": list(ROOT_LABELS)})
            cases: dict[str, list[Any]] = {}
            for roots, of in found:
                if roots and type(of) is str:
                    cases.setdefault(f":{roots[0]}", []).append(of)
            whole = all(roots and type(of) is str for roots, of in found)
            self._places[name] = list(cases.items()) if whole else None
        return self._places[name] or [("", [])]


def _alternatives(names: Sequence[str]) -> str:
    """Return labels or types as a pattern names them; a name that cannot be written is one that nothing has."""
    quoted = []
    for name in names:
        try:
            quoted.append(quote(name, dialect="neo4j"))
        except QueryRefusedError:
            continue
    return f":{'|'.join(quoted)}" if quoted else ""


def _where(conditions: Sequence[str]) -> str:
    return f"WHERE {' AND '.join(conditions)} " if conditions else ""


def _values(transaction: neo4j.Transaction, query: str, parameters: dict[str, Any] | None = None) -> list[Any]:
    """Return the list that a query collects."""
    values: list[Any] = transaction.run(query, parameters).single(strict=True)[0]
    return values


def _number(id: InternalId) -> int:
    """Return the number in an ``elementId``: those that were made later have higher ones."""
    return int(str(id).rpartition(":")[2])


def _can_be_stored(value: Any) -> bool:
    """Whether a property can have this value, and it is equal to itself."""
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    if isinstance(value, str):
        return not any("\ud800" <= character <= "\udfff" for character in value)
    return isinstance(value, float)
