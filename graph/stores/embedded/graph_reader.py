"""Reads a graph piece by piece by the engine's own calls, which take microseconds where a query takes fifty."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import batched, chain
from typing import TYPE_CHECKING, Any, ClassVar

import grafeo

from graph.cypher import quote
from graph.errors import QueryRefusedError
from graph.stopping import check_stop
from graph.stores._selection import pattern_queries, place
from graph.stores.embedded.dialect import for_engine
from graph.stores.embedded.engine import engine_errors
from graph.stores.embedded.rows import PLAIN, stored_properties
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
)

if TYPE_CHECKING:
    from numpy import int64
    from numpy.typing import NDArray

_PAGE = 5_000
"""Relationships that are handed over at once."""
_MEMBERS = 1_000_000
"""Nodes of which it is remembered whether they are in the selection."""


class EmbeddedGraphReader(GraphReader):
    """Reads a selection by a handle of the engine, which goes on showing the graph as it was when it was opened.

    Parameters
    ----------
    db : grafeo.GrafeoDB
    selection : Selection
    version : str
    check : callable
        Raises where the store is no longer of this version.
    procedures : tuple of str
        What the selection's pattern may call beyond the harmless ones.
    """

    node_prefix: ClassVar[str] = "n:"
    edge_prefix: ClassVar[str] = "e:"

    def __init__(
        self,
        db: Any,
        selection: Selection,
        *,
        version: str = "",
        check: Callable[[], None] = lambda: None,
        procedures: tuple[str, ...] = (),
    ) -> None:
        self.selection = selection
        self.version = version
        self.check = check  # type: ignore[method-assign]
        self._db = db
        self._lock = threading.Lock()
        self._is_member: dict[int, bool] = {}
        self._types = list(selection.types) or None
        self._patterns = (
            pattern_queries(selection.pattern, id_function="id", dialect="embedded", procedures=procedures)
            if selection.pattern
            else []
        )
        self._labels = frozenset(selection.labels)
        self._every_node = not (selection.labels or selection.case is not None or selection.pattern)
        self._every_edge = not (selection.statuses or selection.statements is not None or selection.pattern)
        self._every_edge = self._every_edge and selection.case is None

    def check(self) -> None:
        """Raise where the store has changed; see :class:`graph.stores.GraphReader`."""

    # ---- nodes

    @cached_property
    def _nodes(self) -> NDArray[int64]:
        import numpy as np

        chosen = self.selection
        conditions = "WHERE n.case_id = $of_case " if chosen.case is not None else ""
        found = []
        for label in chosen.labels or (None,):
            match, parameters = f"MATCH (n) {conditions}", {"of_case": chosen.case, "label": label}
            if label is not None:
                try:
                    match = f"MATCH (n:{quote(label, dialect='embedded')}) {conditions}"
                except QueryRefusedError:
                    match = f"MATCH (n) WHERE $label IN labels(n) {conditions.replace('WHERE', 'AND')}"
            with engine_errors():
                answer = self._db.execute_cypher(f"{match}RETURN id(n) AS i", parameters).to_arrow()
            found.append(answer.column("i").to_numpy().astype(np.int64))
        ids: NDArray[int64] = np.unique(np.concatenate(found))
        if chosen.pattern:
            ids = ids[np.isin(ids, list(self._on_paths[0]))]
        if chosen.order:
            places = self._db.get_property_batch(ids.tolist(), chosen.order)
            ids = ids[np.lexsort((ids, np.array([place(value) for value in places])))]
        return ids

    @cached_property
    def _on_paths(self) -> tuple[frozenset[int], frozenset[int]]:
        """The ids of nodes and of relationships that are on paths of the selection's pattern."""
        with engine_errors(self.selection.pattern):
            nodes, edges = (
                frozenset(row["id"] for row in self._db.execute_cypher(for_engine(query))) for query in self._patterns
            )
        return nodes, edges

    def node_ids(self) -> Sequence[InternalId]:
        """Return every node, in order."""
        self.check()
        return self._node_list

    @cached_property
    def _node_list(self) -> list[InternalId]:
        ids: list[InternalId] = self._nodes.tolist()
        return ids

    def _selected(self, id: int) -> bool:
        """Whether a node is in the selection."""
        if self._every_node:
            return True
        known = self._is_member.get(id)
        if known is None:
            chosen = self.selection
            known = not self._labels or not self._labels.isdisjoint(self._db.get_node_labels(id) or ())
            if known and chosen.case is not None:
                known = self._db.get_property_batch([id], "case_id")[0] == chosen.case
            if known and chosen.pattern:
                known = id in self._on_paths[0]
            if len(self._is_member) >= _MEMBERS:
                self._is_member = {}
            self._is_member[id] = known
        return known

    def nodes(self, ids: Iterable[InternalId]) -> list[NodeRecord]:
        """Return those of these nodes that are in the selection."""
        self.check()
        found = []
        get, selected = self._db.get_node, self._selected
        for id in ids:
            node = get(id)
            if node is not None and selected(id):  # type: ignore[arg-type]
                labels = node.labels
                found.append(
                    NodeRecord(
                        id,
                        tuple(labels) if len(labels) < 2 else tuple(sorted(labels)),
                        stored_properties(node.properties()),
                    )
                )
        return found

    def values(self, ids: Sequence[InternalId], name: str) -> list[Any]:
        """Return a property of these nodes."""
        self.check()
        values: list[Any] = self._db.get_property_batch(ids, name)
        kinds = set(map(type, values))
        return values if kinds <= PLAIN else list(stored_properties(dict(enumerate(values))).values())

    def find(self, name: str, value: Any, *, case: str | None = None) -> list[NodeRecord]:
        """Return the nodes whose property of this name is equal to a value."""
        self.check()
        try:
            ids = sorted(self._db.find_nodes_by_property(name, value))
        except (ValueError, TypeError, OverflowError):  # no property can have this value
            return []
        kind = type(value)
        found = [
            node
            for node in self.nodes(ids)
            if type(node.properties.get(name)) is kind and (case is None or node.properties.get("case_id") == case)
        ]
        order = self.selection.order
        return sorted(found, key=lambda node: place(node.properties.get(order))) if order else found

    def unique_properties(self) -> dict[str, tuple[str, ...]]:
        """Return by label the properties that a uniqueness constraint is on."""
        self.check()
        found: dict[str, set[str]] = {}
        for row in self._db.execute_cypher("SHOW CONSTRAINTS"):
            if row["type"] == "UNIQUE":
                found.setdefault(row["label"], set()).add(row["properties"])
        return {label: tuple(sorted(names)) for label, names in sorted(found.items())}

    def repeated(self, name: str) -> list[Any]:
        """Return the values that a property has on more than one node of the selection."""
        values = [
            value
            for ids in batched(self.node_ids(), _PAGE)
            for value in self.values(ids, name)
            if type(value) in (str, int)
        ]
        if len(set(values)) == len(values):
            return []
        return [value for value, count in Counter(values).items() if count > 1]

    def counts(self) -> tuple[int, int]:
        """Return how many nodes and relationships there are."""
        self.check()
        if self._every_node and self._every_edge and not self._types:
            return self._db.node_count, self._db.edge_count
        return len(self._nodes), len(self._edge_ids)

    # ---- relationships

    def _keeps(self, id: int) -> bool:
        """Whether a relationship between two nodes of the selection, of one of its types, is in it too."""
        if self._every_edge:
            return True
        chosen = self.selection
        if chosen.pattern and id not in self._on_paths[1]:
            return False
        properties = self._db.get_edge(id).properties()
        return (
            (chosen.case is None or properties.get("case_id") == chosen.case)
            and (not chosen.statuses or properties.get("status") in chosen.statuses)
            and (chosen.statements is None or properties.get("id") in chosen.statements)
        )

    def _edge_order(self, id: Any) -> Any:
        """Return what relationships are sorted by."""
        if not self.selection.order:
            return id
        return place(self._db.get_edge(id).properties().get(self.selection.order)), id

    def steps(self, ids: Sequence[InternalId], direction: Direction) -> list[Step]:
        """Return what leads on from some nodes."""
        self.check()
        found: list[Step] = []
        around, types = self._db.get_node_edges, self._types
        unfiltered = self._every_node and self._every_edge
        for id in ids:
            if not self._selected(id):  # type: ignore[arg-type]
                continue
            pairs = around(id, direction, types)
            if not unfiltered:
                pairs = [(far, edge) for far, edge in pairs if self._selected(far) and self._keeps(edge)]
            if len(pairs) > 1:
                pairs.sort(key=_by_edge if not self.selection.order else lambda pair: self._edge_order(pair[1]))
            found += [(id, edge, far) for far, edge in pairs]
        return found

    def edges(self, ids: Sequence[InternalId], direction: Direction) -> list[EdgeRecord]:
        """Return the relationships at some nodes with their properties."""
        wanted: set[Any] = {edge for _, edge, _ in self.steps(ids, direction)}
        return self._records(sorted(wanted, key=self._edge_order))

    def _records(self, ids: Iterable[InternalId]) -> list[EdgeRecord]:
        found = []
        for id in ids:
            edge = self._db.get_edge(id)
            found.append(
                EdgeRecord(id, edge.edge_type, edge.source_id, edge.target_id, stored_properties(edge.properties()))
            )
        return found

    def all_edges(self) -> Iterator[list[EdgeRecord]]:
        """Yield every relationship with its properties, in order, in pages."""
        for page in batched(self._edge_ids, _PAGE):
            check_stop()
            self.check()
            yield self._records(page)

    @property
    def _edge_ids(self) -> list[int]:
        """The internal ids of the relationships, in order."""
        return self._read_structure[1]

    def structure(self, progress: Progress | None = None) -> Structure:
        """Return the graph without its properties."""
        self.check()
        with self._lock:  # which two threads need not read at once
            return self._read_structure[0]

    @cached_property
    def _read_structure(self) -> tuple[Structure, list[int]]:
        import numpy as np

        nodes = self._nodes
        check_stop()
        if self._every_node and self._every_edge:
            around, types = self._db.get_node_edges, self._types
            out = [around(id, "out", types) for id in self._node_list]
            many = sum(map(len, out))
            flat = np.fromiter(chain.from_iterable(chain.from_iterable(out)), np.int64, 2 * many)
            ends, edges = flat[0::2], flat[1::2]
            starts = np.repeat(nodes, np.fromiter(map(len, out), np.int64, len(out)))
        else:
            starts, edges, ends = self._filtered_edges()
        check_stop()
        order = np.argsort(edges, kind="stable")
        starts, edges, ends = starts[order], edges[order], ends[order]
        if self.selection.order:
            places = np.array([self._edge_order(edge)[0] for edge in edges.tolist()], dtype=np.float64)
            order = np.argsort(places, kind="stable")
            starts, edges, ends = starts[order], edges[order], ends[order]
        if len(nodes) and (nodes[0] != 0 or nodes[-1] != len(nodes) - 1 or self.selection.order):
            # else the ids are the numbers
            by_id = np.argsort(nodes, kind="stable")
            ids = nodes[by_id]
            starts, ends = by_id[np.searchsorted(ids, starts)], by_id[np.searchsorted(ids, ends)]
        return Structure(self._node_list, starts, ends), edges.tolist()

    def _filtered_edges(self) -> tuple[NDArray[int64], NDArray[int64], NDArray[int64]]:
        import numpy as np

        chosen = self.selection
        label = ""
        if len(chosen.labels) == 1:
            try:
                label = f":{quote(chosen.labels[0], dialect='embedded')}"
            except QueryRefusedError:
                label = ""
        conditions, parameters = _conditions(chosen)
        with engine_errors():
            answer = self._db.execute_cypher(
                f"MATCH (a{label})-[r]->(b{label}) {conditions}RETURN id(a) AS a, id(r) AS r, id(b) AS b", parameters
            ).to_arrow()
        starts, edges, ends = (answer.column(name).to_numpy().astype(np.int64) for name in ("a", "r", "b"))
        kept = np.isin(starts, self._nodes) & np.isin(ends, self._nodes)
        if chosen.pattern:
            kept &= np.isin(edges, list(self._on_paths[1]))
        return starts[kept], edges[kept], ends[kept]

    def has_edge_property(self, name: str) -> bool:
        """Return whether any relationship has a property of this name."""
        self.check()
        if name not in self._property_names:
            return False
        try:
            condition = f"r.{quote(name, dialect='embedded')} IS NOT NULL"
        except QueryRefusedError:
            return True
        return bool(len(self._db.execute_cypher(f"MATCH ()-[r]->() WHERE {condition} RETURN 1 AS one LIMIT 1")))

    @cached_property
    def _property_names(self) -> frozenset[str]:
        return frozenset(self._db.schema()["property_keys"])


def graph_in_memory(
    nodes: Iterable[Mapping[str, Any]], edges: Iterable[tuple[int, int, Mapping[str, Any]]]
) -> EmbeddedGraphReader:
    """Return a reader of a graph that is made for it, in memory.

    Parameters
    ----------
    nodes : iterable of mapping
        The properties of each node; the first has the internal id 0, and so on.
    edges : iterable of (int, int, mapping)
        Start, end and properties of each relationship; the first has the internal id 0.
    """
    db = grafeo.GrafeoDB()
    rows = [dict(properties) for properties in nodes]
    if rows:
        db.batch_create_nodes_with_props(["Node"], rows)
    ties = [(start, end, "EDGE", dict(properties)) for start, end, properties in edges]
    if ties:
        db.batch_create_edges(ties)
    return EmbeddedGraphReader(db, Selection(), version="memory")


def _by_edge(pair: tuple[int, int]) -> int:
    return pair[1]


def _conditions(chosen: Selection) -> tuple[str, dict[str, Any]]:
    """Return the conditions on a relationship ``r`` of a selection, with their parameters."""
    conditions, parameters = [], dict[str, Any]()
    if chosen.case is not None:
        conditions.append("r.case_id = $of_case")
        parameters["of_case"] = chosen.case
    if chosen.types:
        conditions.append("type(r) IN $types")
        parameters["types"] = list(chosen.types)
    if chosen.statuses:
        conditions.append("r.status IN $statuses")
        parameters["statuses"] = list(chosen.statuses)
    if chosen.statements is not None:
        conditions.append("r.id IN $statements")
        parameters["statements"] = sorted(chosen.statements)
    return f"WHERE {' AND '.join(conditions)} " if conditions else "", parameters
