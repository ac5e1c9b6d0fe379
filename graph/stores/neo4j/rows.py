"""Turns the driver's values into those of a :class:`~graph.stores.Result`.

A relationship comes from the server with the internal ids of its end nodes alone; the nodes that are not in
the result themselves are looked up in the same transaction, so that both stores give whole relationships.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from time import monotonic
from typing import Any

import neo4j
from neo4j.graph import Node as DriverNode
from neo4j.graph import Path as DriverPath
from neo4j.graph import Relationship as DriverRelationship
from neo4j.spatial import Point
from neo4j.time import Date, DateTime, Duration, Time
from neo4j.vector import Vector

from graph.elements import Node, Path, Relationship
from graph.stores._assembler import Assembler, UniqueProperties
from graph.stores._durations import duration_text
from graph.stores.temporal import DAY, SECOND, Temporal, TemporalError, at_moment

_LOOKUP = 1_000
"""Nodes that one lookup asks for."""
_EPOCH = date(1970, 1, 1).toordinal()
_PLAIN = frozenset([type(None), bool, int, float, str, bytes])
"""Types of what a result holds as the driver gives it; most rows hold nothing else."""
_CONSTRAINTS_S = 30.0
"""Seconds that what the server said of its constraints is believed."""
_CONSTRAINTS = (
    "SHOW CONSTRAINTS YIELD type, entityType, labelsOrTypes, properties "
    "WHERE entityType = 'NODE' AND size(properties) = 1 "
    "AND (type ENDS WITH 'UNIQUENESS' OR type = 'NODE_KEY') "
    "RETURN labelsOrTypes[0] AS label, properties[0] AS property ORDER BY label, property"
)


class RowConverter:
    """Converts the rows of one result, a few at a time.

    Parameters
    ----------
    transaction : neo4j.Transaction
        The transaction that gives them, open.
    unique_properties : callable
        As :class:`~graph.stores._assembler.Assembler` takes it.
    """

    def __init__(
        self, transaction: neo4j.Transaction | neo4j.ManagedTransaction, unique_properties: UniqueProperties
    ) -> None:
        self._transaction = transaction
        self._assembler = Assembler(unique_properties)

    def convert(self, records: list[neo4j.Record]) -> list[tuple[Any, ...]]:
        """Return the next rows of the result."""
        # a record's own methods give nothing where one of its values is none that the driver can hold
        rows = [tuple(tuple.__iter__(record)) for record in records]
        nodes: dict[str, DriverNode] = {}
        ends: set[str] = set()
        for row in rows:
            _gather(row, nodes, ends)
        missing = sorted(end for end in ends - nodes.keys() if end not in self._assembler.nodes)
        for i in range(0, len(missing), _LOOKUP):
            ids = missing[i : i + _LOOKUP]
            for record in self._transaction.run("MATCH (n) WHERE elementId(n) IN $ids RETURN n", ids=ids):
                nodes[record[0].element_id] = record[0]
        convert = _Converter(self._assembler, nodes)
        return [row if _is_plain(row) else tuple(map(convert.value, row)) for row in rows]

    def forget(self) -> None:
        """Forget most of what was converted: more rows may come than fit in memory."""
        self._assembler.forget()


def _is_plain(values: Iterable[Any]) -> bool:
    return _PLAIN.issuperset(map(type, values))


def _gather(values: Collection[Any], nodes: dict[str, DriverNode], ends: set[str]) -> None:
    """Collect the nodes of a result, and the internal ids of the end nodes of its relationships."""
    if _is_plain(values):
        return
    for value in values:
        if isinstance(value, DriverNode):
            nodes[value.element_id] = value
        elif isinstance(value, DriverRelationship):
            ends.update(end.element_id for end in value.nodes if end is not None)
        elif isinstance(value, DriverPath):
            _gather(value.nodes, nodes, ends)
        elif isinstance(value, list):
            _gather(value, nodes, ends)
        elif isinstance(value, dict):
            _gather(value.values(), nodes, ends)
        elif isinstance(raw := _raw(value), list | dict):
            _gather([raw], nodes, ends)


class _Converter:
    def __init__(self, assembler: Assembler, nodes: Mapping[str, DriverNode]) -> None:
        self._assembler = assembler
        self._nodes = nodes

    def value(self, value: Any) -> Any:
        match value:
            case None | bool() | int() | float() | str() | bytes():
                return value
            case DriverNode():
                return self._node(value)
            case DriverRelationship():
                return self._relationship(value)
            case DriverPath():
                return Path(
                    tuple(self._node(node) for node in value.nodes),
                    tuple(self._relationship(relationship) for relationship in value.relationships),
                )
            case list():
                return value if _is_plain(value) else [self.value(item) for item in value]
            case dict():
                return self._properties(value)
        raw = _raw(value)
        return self.value(raw) if isinstance(raw, list | dict) else _plain(value)

    def _node(self, node: DriverNode) -> Node:
        met = self._assembler.nodes.get(node.element_id)
        if met is not None:
            return met
        # The same node may have come empty, as the end of a relationship.
        whole = self._nodes.get(node.element_id, node)
        return self._assembler.node(node.element_id, whole.labels, self._properties(dict(whole)))

    def _relationship(self, relationship: DriverRelationship) -> Relationship:
        met = self._assembler.relationships.get(relationship.element_id)
        if met is not None:
            return met
        start, end = relationship.nodes
        assert start is not None  # the protocol always sends both ends
        assert end is not None
        return self._assembler.relationship(
            relationship.element_id,
            relationship.type,
            self._node(start),
            self._node(end),
            self._properties(dict(relationship)),
        )

    def _properties(self, properties: dict[str, Any]) -> dict[str, Any]:
        return {name: self.value(properties[name]) for name in sorted(properties)}


def stored_properties(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties of a node or a relationship, in order, with values of a result."""
    return {name: stored_value(properties[name]) for name in sorted(properties)}


def stored_value(value: Any) -> Any:
    """Return the value of a property as that of a result."""
    match value:
        case None | bool() | int() | float() | str() | bytes():
            return value
        case list():
            return [stored_value(item) for item in value]
    raw = _raw(value)
    return stored_value(raw) if isinstance(raw, list) else _plain(value)


def _plain(value: Any) -> Any:
    """Return bytes, a vector, a temporal or spatial value as plain Python; as ISO text what Python would cut."""
    match value:
        case bytearray():
            return bytes(value)
        case Vector():
            return list(value.to_native())
        case Duration():
            return duration_text(value.months, value.days, value.seconds, value.nanoseconds)
        case Point():
            return {"srid": value.srid, **dict(zip(("x", "y", "z"), value, strict=False))}
    temporal = _read(value) if isinstance(value, Date | Time | DateTime) else _decoded(_raw(value))
    if temporal is None:
        return str(value)
    python = temporal.python()
    return str(temporal) if python is None else python


def _read(value: Date | Time | DateTime) -> Temporal:
    """Return a date or a time of the driver; the offset of a named zone by the zones of this machine."""
    day = value.to_ordinal() - _EPOCH if isinstance(value, Date | DateTime) else 0
    if isinstance(value, Date):
        return Temporal("date", day)
    hour, minute, second, nanosecond = value.hour_minute_second_nanosecond
    clock = (hour * 3600 + minute * 60 + second) * SECOND + nanosecond
    found = value.utcoffset()
    offset = None if found is None else found.days * 86_400 + found.seconds
    if isinstance(value, Time):
        return Temporal("localtime" if offset is None else "time", 0, clock, offset)
    if offset is None:
        return Temporal("localdatetime", day, clock)
    moment = Temporal("datetime", day, clock, offset)
    zone = str(getattr(value.tzinfo, "zone", None) or "")
    # the driver gives UTC by name for the offset of zero too
    return _in_zone(moment.moment, "" if zone == "UTC" else zone, offset)


def _raw(value: Any) -> Any:
    """Return what the server sent for a value that the driver cannot hold; None of any other."""
    return getattr(value, "raw_data", None)


def _decoded(structure: Any) -> Temporal | None:
    """Return a date or a time as the server sends it: of any year, in any zone."""
    fields = getattr(structure, "fields", None)
    match getattr(structure, "tag", None), fields:
        case b"D", [int(days)]:
            return Temporal("date", days)
        case b"T", [int(clock), int(offset)]:
            return Temporal("time", 0, clock, offset)
        case b"t", [int(clock)]:
            return Temporal("localtime", 0, clock)
        case b"d", [int(seconds), int(nanoseconds)]:
            return Temporal("localdatetime", *divmod(seconds * SECOND + nanoseconds, DAY))
        case b"I", [int(seconds), int(nanoseconds), int(offset)]:
            return at_moment(seconds * SECOND + nanoseconds, offset=offset)
        case b"i", [int(seconds), int(nanoseconds), str(zone)]:
            return _in_zone(seconds * SECOND + nanoseconds, zone, 0)
    return None


def _in_zone(moment: int, zone: str, offset: int) -> Temporal:
    """Return a moment in a zone; with the given offset where no zone of this name is known here."""
    try:
        return at_moment(moment, offset=offset, zone=zone)
    except TemporalError:
        return replace(at_moment(moment, offset=offset), zone=zone)


class Constraints:
    """The properties that are unique under a label, as the server says; threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: tuple[float, dict[str, tuple[str, ...]]] = (float("-inf"), {})

    def of(self, transaction: neo4j.Transaction | neo4j.ManagedTransaction) -> UniqueProperties:
        """Return a function from a label to these properties; it asks the server where it did not do so of late."""

        def unique_properties(label: str) -> tuple[str, ...]:
            with self._lock:
                asked_at, constraints = self._known
            if monotonic() - asked_at > _CONSTRAINTS_S:
                constraints = unique_properties_of(transaction)
                with self._lock:
                    self._known = (monotonic(), constraints)
            return constraints.get(label, ())

        return unique_properties


def unique_properties_of(transaction: neo4j.Transaction | neo4j.ManagedTransaction) -> dict[str, tuple[str, ...]]:
    """Return by label the properties that are unique under it, each by itself, by name."""
    constraints: dict[str, tuple[str, ...]] = {}
    for record in transaction.run(_CONSTRAINTS):
        constraints[record["label"]] = (*constraints.get(record["label"], ()), record["property"])
    return constraints
