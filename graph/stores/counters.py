"""What a query that writes did, in numbers."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace


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
        pairs = {field.name: (getattr(self, field.name), getattr(other, field.name)) for field in fields(self)}
        return Counters(**{name: None if None in pair else sum(pair) for name, pair in pairs.items()})

    @property
    def changed_data(self) -> bool:
        """Whether nodes, relationships or their properties were changed."""
        return replace(self, schema_changes=0) != Counters()
