"""What a query that writes did, in numbers."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Counters:
    """What a query that may write did, as Neo4j counts it: what is set twice counts twice.

    Parameters
    ----------
    nodes_created, relationships_created : int
    properties_set : int or None
        Those that were taken away among them. None where the embedded store cannot tell how many they are.
    labels_added, labels_removed : int
    relationships_deleted, nodes_deleted : int
    schema_changes : int
        Indexes and constraints, made or dropped.
    """

    nodes_created: int = 0
    relationships_created: int = 0
    properties_set: int | None = 0
    labels_added: int = 0
    labels_removed: int = 0
    relationships_deleted: int = 0
    nodes_deleted: int = 0
    schema_changes: int = 0

    def __add__(self, other: Counters) -> Counters:
        """Return the sums, as of two statements one after the other.

        Examples
        --------
        >>> (Counters(nodes_created=1) + Counters(nodes_created=2, labels_added=1)).nodes_created
        3
        """
        sums: dict[str, Any] = {}
        for field in fields(self):
            numbers = getattr(self, field.name), getattr(other, field.name)
            sums[field.name] = None if None in numbers else sum(numbers)
        return Counters(**sums)

    @property
    def changed_data(self) -> bool:
        """Whether nodes, relationships or their properties were changed."""
        return replace(self, schema_changes=0) != Counters()
