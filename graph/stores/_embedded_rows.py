"""The engine's values as those of a :class:`~graph.stores.base.Result`.

The engine gives nodes, relationships, paths and durations as dicts. A map that a query builds can look
like one; what the graph itself says of the internal id, and the order of keys (the engine sorts those of a
map), tell them apart.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from typing import Any

from graph.stores._assemble import Assembler
from graph.stores.base import Node, Path, Relationship
from graph.stores.values import duration_text

Answer = tuple[tuple[str, ...], list[tuple[Any, ...]], bool]
"""Columns, rows, and whether there were more rows."""

_PLAIN = frozenset([str, int, float, bool, type(None)])
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
    """

    def __init__(self, db: Any) -> None:
        self._db = db
        # no method of this object: a circle would keep the handle, and a file that was replaced, until it is collected
        self._assembler = Assembler(_Constraints(db))
        self._nodes: dict[int, tuple[list[str], Node]] = {}

    def of(self, result: Any, limit: int | None) -> Answer:
        """Return columns, at most ``limit`` rows, and whether there were more."""
        columns = tuple(result.columns)
        value = self._value
        rows = [tuple([value(row[column]) for column in columns]) for row in islice(result, limit)]
        return columns, rows, limit is not None and len(result) > limit

    def _value(self, value: Any) -> Any:
        if type(value) in _PLAIN:
            return value
        if isinstance(value, dict):
            return self._map(value)
        if isinstance(value, list):
            return [self._value(item) for item in value]
        if isinstance(value, Decimal):
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
        found = self._db.get_node(id)
        if found is None or found.labels != labels:
            return None
        return self._new_node(id, labels, self._properties(value, _OF_A_NODE))

    def _relationship(self, value: dict[str, Any]) -> Relationship | None:
        id = value["_id"]
        found = self._db.get_edge(id) if type(id) is int and id >= 0 else None
        if found is None:
            return None
        type_, start, end = found.edge_type, found.source_id, found.target_id
        if type_ != value["_type"] or start != value.get("_source") or end != value.get("_target"):
            return None
        return self._assembler.relationship(
            f"e:{id}", type_, self._end(start), self._end(end), self._properties(value, _OF_A_RELATIONSHIP)
        )

    def _end(self, id: int) -> Node:
        known = self._nodes.get(id)
        if known is not None:
            return known[1]
        node = self._db.get_node(id)
        return self._new_node(id, node.labels, self._properties(node.properties(), _NOTHING))

    def _new_node(self, id: int, labels: list[str], properties: dict[str, Any]) -> Node:
        node = self._assembler.node(f"n:{id}", tuple(labels), properties)
        self._nodes[id] = labels, node
        return node

    def _properties(self, value: dict[str, Any], without: frozenset[str] = _NOTHING) -> dict[str, Any]:
        plain = _PLAIN
        return {
            name: item if type(item := value[name]) in plain else self._value(item)
            for name in sorted(value.keys() - without if without else value)
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
