"""The engine's values as those of a :class:`~graph.stores.base.Result`.

The engine gives nodes, relationships, paths and durations as dicts. A map that a query builds can look
like one; what the graph itself says of the internal id, and the order of keys (the engine sorts those of a
map), tell them apart. No map of a query looks like one where neither the query nor its parameters name
the engine's own keys, and none reads all properties of something as a map.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import islice
from typing import Any

from graph.stores._assemble import Assembler
from graph.stores.base import Node, Path, Relationship
from graph.stores.values import duration_text

Answer = tuple[tuple[str, ...], list[tuple[Any, ...]], bool]
"""Columns, rows, and whether there were more rows."""

_PLAIN = frozenset([str, int, float, bool, type(None)])
_DONE = _PLAIN | {Node}
_OF_A_NODE = frozenset(["_id", "_labels"])
_OF_A_RELATIONSHIP = frozenset(["_id", "_source", "_target", "_type"])
_NOTHING: frozenset[str] = frozenset()
_DURATION = ["months", "days", "nanos"]
_PATH = ["nodes", "edges"]


class Rows:
    """Convert the rows of one result.

    Parameters
    ----------
    db : grafeo.GrafeoDB
        The handle that answered.
    doubtful : bool
        A map of the query's own may be among the values that looks like a node or a relationship: each of
        them is then held against the graph, which takes longer than to convert it.
    """

    def __init__(self, db: Any, *, doubtful: bool) -> None:
        self._db = db
        self._doubtful = doubtful
        # no method of this object: a circle would keep the handle, and a file that was replaced, until it is collected
        self._assembler = Assembler(_Constraints(db))
        self._nodes: dict[int, tuple[list[str], Node]] = {}

    def of(self, result: Any, limit: int | None) -> Answer:
        """Return columns, at most ``limit`` rows, and whether there were more."""
        columns = tuple(result.columns)
        return columns, self.rows(columns, islice(result, limit)), limit is not None and len(result) > limit

    def rows(self, columns: tuple[str, ...], source: Iterable[Any]) -> list[tuple[Any, ...]]:
        """Return rows of the engine as those of a result."""
        places = range(len(columns))
        rows: list[tuple[Any, ...]] = []
        for row in source:
            values: list[Any] = [row[column] for column in columns]
            others = [place for place in places if type(values[place]) not in _PLAIN]
            if len(others) > 1:
                # Nodes first: a relationship beside them then need not ask the engine for its ends.
                for place in others:
                    value = values[place]
                    if type(value) is dict and "_labels" in value:
                        known = None if self._doubtful else self._nodes.get(value.get("_id", -1))
                        values[place] = known[1] if known else self._map(value)
            for place in others:
                values[place] = self._value(values[place])
            rows.append(tuple(values))
        return rows

    def _value(self, value: Any) -> Any:
        kind = type(value)
        if kind in _DONE:
            return value
        if kind is list:
            return [item if type(item) in _PLAIN else self._value(item) for item in value]
        if kind is dict:
            return self._map(value)
        if kind is Decimal:
            return int(value) if value == value.to_integral_value() else float(value)
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
        else:
            keys = list(value)
            if keys == _DURATION:
                seconds, nanoseconds = divmod(value["nanos"], 1_000_000_000)
                return duration_text(value["months"], value["days"], seconds, nanoseconds)
            if keys == _PATH:
                return Path(
                    tuple(self._value(node) for node in value["nodes"]),
                    tuple(self._value(edge) for edge in value["edges"]),
                )
        return self._properties(value)

    def _node(self, value: dict[str, Any]) -> Node | None:
        id, labels = value["_id"], value["_labels"]
        if type(id) is not int or id < 0:
            return None
        known = self._nodes.get(id)
        if known is not None:
            return known[1] if known[0] == labels else None
        if self._doubtful and self._db.get_node_labels(id) != labels:
            return None
        return self._new_node(id, labels, self._properties(value, _OF_A_NODE))

    def _relationship(self, value: dict[str, Any]) -> Relationship | None:
        id, type_, start, end = value["_id"], value["_type"], value.get("_source"), value.get("_target")
        if self._doubtful:
            found = self._db.get_edge(id) if type(id) is int and id >= 0 else None
            if found is None or (found.edge_type, found.source_id, found.target_id) != (type_, start, end):
                return None
        return self._assembler.relationship(
            f"e:{id}", type_, self._end(start), self._end(end), self._properties(value, _OF_A_RELATIONSHIP)
        )

    def _end(self, id: Any) -> Node:
        known = self._nodes.get(id)
        if known is not None:
            return known[1]
        node = self._db.get_node(id)
        return self._new_node(id, node.labels, self._properties(dict(sorted(node.properties().items()))))

    def _new_node(self, id: int, labels: list[str], properties: dict[str, Any]) -> Node:
        node = self._assembler.node(f"n:{id}", tuple(labels), properties)
        self._nodes[id] = labels, node
        return node

    def _properties(self, value: dict[str, Any], without: frozenset[str] = _NOTHING) -> dict[str, Any]:
        plain = _PLAIN  # the engine gives the keys in order
        return {
            name: item if type(item) in plain else self._value(item)
            for name, item in value.items()
            if name not in without
        }


class _Constraints:
    """The properties that identify a node by its label; asked of the engine once, and only for foreign nodes."""

    def __init__(self, db: Any) -> None:
        self._db = db
        self._known: dict[str, tuple[str, ...]] | None = None

    def __call__(self, label: str) -> tuple[str, ...]:
        if self._known is None:
            self._known = {}
            for row in self._db.execute_cypher("SHOW CONSTRAINTS"):
                if row["type"] == "UNIQUE":
                    names = (*self._known.get(row["label"], ()), row["properties"])
                    self._known[row["label"]] = tuple(sorted(names))
        return self._known.get(label, ())
