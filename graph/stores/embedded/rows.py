"""Turns the engine's values into those of a :class:`~graph.stores.Result`.

The engine gives nodes, relationships, paths and durations as dicts. A map that a query builds can look
like one; what the graph itself says of the internal id, and the order of keys (the engine sorts those of a
map), tell them apart. No map of a query looks like one where neither the query nor its parameters name
the engine's own keys, and none reads all properties of something as a map.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import batched, chain, islice
from operator import itemgetter
from typing import Any

from graph.elements import Node, Path, Properties, Relationship
from graph.stores._assembler import Assembler
from graph.stores._durations import duration_text

Answer = tuple[tuple[str, ...], list[tuple[Any, ...]], bool]
"""Columns, rows, and whether there were more rows."""

PLAIN = frozenset([str, int, float, bool, type(None)])
"""Types whose values are the same in a result as in the engine."""
_LISTED = PLAIN | {list}
_DURATION = ["months", "days", "nanos"]
_PATH = ["nodes", "edges"]
_KEYS = frozenset(["_id", "_labels", "_source", "_target", "_type"])
"""The engine's own keys in the dict of a node or a relationship."""
_BATCH = 1_000
"""RowConverter that are converted in one go."""


class RowConverter:
    """Converts the rows of one result.

    Parameters
    ----------
    db : grafeo.GrafeoDB
        The handle that answered.
    doubtful : bool
        A map of the query's own may be among the values that looks like a node or a relationship: each of
        them is then held against the graph, which takes longer than to convert it.
    entities : sequence of str or None
        By the columns, "node" or "relationship" where they hold nothing else, alone or in lists: the engine may give
        those by their numbers.
    """

    def __init__(self, db: Any, *, doubtful: bool, entities: Sequence[str | None] = ()) -> None:
        self._db = db
        self._doubtful = doubtful
        self._entities = entities
        # no method of this object: a circle would keep the handle, and a file that was replaced, until it is collected
        self._assembler = Assembler(
            _Constraints(db), node=_Node, relationship=_Relationship, node_prefix="n:", relationship_prefix="e:"
        )
        self._nodes = self._assembler.nodes
        self._relationships = self._assembler.relationships

    def convert_result(self, result: Any, limit: int | None) -> Answer:
        """Return columns, at most ``limit`` rows, and whether there were more."""
        columns = tuple(result.columns)
        more = limit is not None and len(result) > limit
        if not more and len(result) <= _BATCH:
            return columns, self.convert(columns, result.to_list()), False
        rows: list[tuple[Any, ...]] = []
        for batch in batched(islice(result, limit), _BATCH):
            rows += self.convert(columns, batch)
        return columns, rows, more

    def convert(self, columns: Sequence[str], source: Iterable[dict[str, Any]]) -> list[tuple[Any, ...]]:
        """Return rows of the engine as those of a result; the engine's dicts become part of them."""
        rows = source if isinstance(source, list | tuple) else list(source)
        if not columns:
            return [()] * len(rows)
        # By columns, for whole columns of plain values are known as such, and taken, at once.
        values = [list(map(itemgetter(column), rows)) for column in columns]
        for column, entity in zip(values, self._entities if len(self._entities) == len(columns) else (), strict=False):
            if entity:
                column[:] = [self._of_number(value, entity) for value in column]
        others = [column for column in values if not _is_plain(column)]
        # Nodes first: a relationship beside them then need not ask the engine for its ends.
        others.sort(key=_is_without_nodes)
        if self._doubtful or not all(self._take_cases(column) for column in others):
            # Row by row, for foreign nodes are numbered in the order in which they are met.
            for n in range(len(rows)):
                for column in others:
                    column[n] = self._value(column[n])
        return list(zip(*values, strict=True))

    def forget(self) -> None:
        """Forget most of what was converted: more rows may come than fit in memory."""
        self._assembler.forget()

    def _of_number(self, value: Any, entity: str) -> Any:
        """Return what the engine gives where it does not give an entity by its number."""
        if type(value) is list:
            return [self._of_number(item, entity) for item in value]
        if type(value) is not int:
            return value
        if entity == "node":
            node = self._db.get_node(value)
            return {"_id": value, "_labels": node.labels, **dict(sorted(node.properties().items()))}
        edge = self._db.get_edge(value)
        ends = {"_source": edge.source_id, "_target": edge.target_id, "_type": edge.edge_type}
        return {"_id": value, **ends, **dict(sorted(edge.properties().items()))}

    def _take_cases(self, column: list[Any]) -> bool:
        """Convert in place the nodes and relationships of cases; return whether that was all there is to convert."""
        nodes, relationships, assembler = self._nodes, self._relationships, self._assembler
        whole = True
        for n, value in enumerate(column):
            made: Node | Relationship | None = None
            id: Any = value.get("_id") if type(value) is dict else None
            if id is not None:
                if "_labels" in value:
                    made = nodes.get(id) or assembler.node_of_case(id, value["_labels"], value)
                elif "_type" in value:
                    made = relationships.get(id)
                    if made is None:
                        start, end = nodes.get(value["_source"]), nodes.get(value["_target"])
                        if start and end:
                            made = assembler.relationship_of_case(id, value["_type"], start, end, value)
            if made is not None:
                column[n] = made
            elif value is not None:
                whole = False
        return whole

    def _value(self, value: Any) -> Any:
        kind = type(value)
        if kind is dict:
            return self._map(value)
        if kind is list:
            return value if PLAIN.issuperset(map(type, value)) else [self._value(item) for item in value]
        if kind is Decimal:
            return _number(value)
        return value

    def _map(self, value: dict[str, Any]) -> Any:
        if "_labels" in value and "_id" in value:
            node = self._node(value)
            if node is not None:
                return node
        elif "_type" in value and "_id" in value:
            relationship = self._relationship(value)
            if relationship is not None:
                return relationship
        elif list(value) == _PATH:
            return Path(
                tuple(self._value(node) for node in value["nodes"]),
                tuple(self._value(edge) for edge in value["edges"]),
            )
        elif list(value) == _DURATION:
            return _duration(value)
        return {name: self._value(item) for name, item in value.items()}

    def _node(self, value: dict[str, Any]) -> Node | None:
        id, labels = value["_id"], value["_labels"]
        if self._doubtful and (type(id) is not int or id < 0 or self._db.get_node_labels(id) != labels):
            return None
        return self._nodes.get(id) or self._assembler.node(id, labels, value)

    def _relationship(self, value: dict[str, Any]) -> Relationship | None:
        id, type_, start, end = value["_id"], value["_type"], value.get("_source"), value.get("_target")
        if self._doubtful:
            edge = self._db.get_edge(id) if type(id) is int and id >= 0 else None
            if edge is None or (edge.edge_type, edge.source_id, edge.target_id) != (type_, start, end):
                return None
        met = self._relationships.get(id)
        return met or self._assembler.relationship(id, type_, self._end(start), self._end(end), value)

    def _end(self, id: Any) -> Node:
        met = self._nodes.get(id)
        if met is not None:
            return met
        node = self._db.get_node(id)
        return self._assembler.node(id, node.labels, {"_id": id, **dict(sorted(node.properties().items()))})


class _Node(Node):
    """A node that holds the engine's dict, and makes its properties of it when they are first asked for."""

    __slots__ = ()

    @property
    def properties(self) -> Properties:
        """The properties by name, in order."""
        if "_id" in self._properties:
            self._properties = _properties(self._properties)
        return self._properties


class _Relationship(Relationship):
    """A relationship that holds the engine's dict; see :class:`_Node`."""

    __slots__ = ()

    @property
    def properties(self) -> Properties:
        """The properties by name, in order."""
        if "_id" in self._properties:
            self._properties = _properties(self._properties)
        return self._properties


def _is_plain(column: list[Any]) -> bool:
    kinds = set(map(type, column))
    if list not in kinds:
        return kinds <= PLAIN
    lists = column if len(kinds) == 1 else [value for value in column if type(value) is list]
    return kinds <= _LISTED and PLAIN.issuperset(map(type, chain.from_iterable(lists)))


def _is_without_nodes(column: list[Any]) -> bool:
    return not any(type(value) is dict and "_labels" in value for value in column)


def _properties(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the engine's dict of a node or a relationship holds but its own keys, in order.

    No other node is in it, whatever the keys of a map look like. The dict stays as it is: another thread may be at it.
    """
    properties = dict(value)
    for key in _KEYS:
        properties.pop(key, None)
    return stored_properties(properties)


def stored_properties(properties: dict[Any, Any]) -> dict[Any, Any]:
    """Return the properties of a node or a relationship, as the engine gives them, as values of a result."""
    if PLAIN.issuperset(map(type, properties.values())):
        return properties
    return {name: item if type(item) in PLAIN else _stored(item) for name, item in properties.items()}


def _stored(value: Any) -> Any:
    kind = type(value)
    if kind is list:
        return value if PLAIN.issuperset(map(type, value)) else [_stored(item) for item in value]
    if kind is dict:
        return _duration(value) if list(value) == _DURATION else {name: _stored(item) for name, item in value.items()}
    return _number(value) if kind is Decimal else value


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _duration(value: dict[str, int]) -> str:
    seconds, nanoseconds = divmod(value["nanos"], 1_000_000_000)
    return duration_text(value["months"], value["days"], seconds, nanoseconds)


class _Constraints:
    """The properties that identify a node by its label; asked of the engine once, and only for foreign nodes."""

    def __init__(self, db: Any) -> None:
        self._db = db
        self._known: dict[str, tuple[str, ...]] | None = None

    def __call__(self, label: str) -> tuple[str, ...]:
        if self._known is None:
            self._known = {}
            for row in self._db.execute_cypher("SHOW CONSTRAINTS"):
                if row["type"] == "UNIQUE" and row["properties"] not in _KEYS:
                    names = (*self._known.get(row["label"], ()), row["properties"])
                    self._known[row["label"]] = tuple(sorted(names))
        return self._known.get(label, ())
