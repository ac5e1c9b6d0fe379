"""The indexes and constraints of a database, as far as they can be asked for, in the same words on both stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.stores import Store


@dataclass(frozen=True, slots=True)
class Index:
    """An index.

    Parameters
    ----------
    name : str
    kind : str
        ``fulltext``, ``range``, ``text``, ``point``, ``vector``; ``hash`` on the embedded store.
    of_nodes : bool
        It is of nodes, not of relationships.
    labels, properties : tuple of str
        What it is on: labels, or relationship types.
    ready : bool
        It answers; one that is being filled does not yet.
    """

    name: str
    kind: str
    of_nodes: bool
    labels: tuple[str, ...]
    properties: tuple[str, ...]
    ready: bool


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint; ``kind`` is in words: ``unique``, ``exists`` and others by the engine's own name."""

    name: str
    kind: str
    of_nodes: bool
    labels: tuple[str, ...]
    properties: tuple[str, ...]


def indexes(store: Store) -> list[Index]:
    """Return the indexes on properties, by name."""
    listed = []
    for row in store.query("SHOW INDEXES").dicts():
        labels, properties = _names(row, "labelsOrTypes", "label"), _names(row, "properties", "property")
        if labels and properties:
            ready = row.get("state", "ONLINE") == "ONLINE"
            kind = str(row["type"]).lower()
            listed.append(Index(str(row["name"]), kind, _of_nodes(row), labels, properties, ready))
    return sorted(listed, key=lambda index: index.name)


def constraints(store: Store) -> list[Constraint]:
    """Return the constraints, by name."""
    listed = []
    for row in store.query("SHOW CONSTRAINTS").dicts():
        labels, properties = _names(row, "labelsOrTypes", "label"), _names(row, "properties", "property")
        listed.append(Constraint(str(row["name"]), _kind(str(row["type"])), _of_nodes(row), labels, properties))
    return sorted(listed, key=lambda constraint: constraint.name)


def unique_properties(store: Store) -> dict[str, tuple[str, ...]]:
    """Return, by label, the properties that a uniqueness constraint holds one by one, both in order."""
    by_label: dict[str, set[str]] = {}
    for constraint in constraints(store):
        if constraint.kind in ("unique", "key") and constraint.of_nodes and len(constraint.properties) == 1:
            by_label.setdefault(constraint.labels[0], set()).add(constraint.properties[0])
    return {label: tuple(sorted(names)) for label, names in sorted(by_label.items())}


def _names(row: Mapping[str, Any], *columns: str) -> tuple[str, ...]:
    """Return the names in the first of some columns: a list of them, or one as text."""
    value = next((row[column] for column in columns if row.get(column)), ())
    return (value,) if isinstance(value, str) else tuple(map(str, value))


def _of_nodes(row: Mapping[str, Any]) -> bool:
    return bool(row.get("entityType", "NODE") == "NODE")


def _kind(name: str) -> str:
    if name == "UNIQUE" or name.endswith("UNIQUENESS"):
        return "unique"
    if name.endswith("KEY"):
        return "key"
    return name.lower().replace("_", " ")
