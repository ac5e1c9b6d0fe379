"""Nodes and relationships of one result, made once each, with their keys and ids.

Both stores hand over what their engine knows (an internal id, labels, properties); what identifies
a node to a reader is decided here, so that it is the same on both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from graph.elements import Node, Relationship

UniqueProperties = Callable[[str], tuple[str, ...]]
"""From a label, the properties that are unique under it, each by itself, by name."""
InternalId = str | int
"""What an engine knows a node or a relationship by."""


_REMEMBERED = 20_000
"""Nodes, or relationships, of a result that are remembered, since the same ones may come again."""


class Assembler:
    """Make the nodes and relationships of one result.

    Parameters
    ----------
    unique_properties : callable
        Called with the labels of foreign nodes only.
    node, relationship : type, optional
        What to make of each.
    node_prefix, relationship_prefix : str
        What stands before an internal id in the key of a foreign one.
    """

    def __init__(
        self,
        unique_properties: UniqueProperties,
        *,
        node: type[Node] = Node,
        relationship: type[Relationship] = Relationship,
        node_prefix: str = "",
        relationship_prefix: str = "",
    ) -> None:
        self._unique_properties = unique_properties
        self._node = node
        self._relationship = relationship
        self._node_prefix = node_prefix
        self._relationship_prefix = relationship_prefix
        self._numbered_nodes = 0
        self._most = _REMEMBERED
        self._numbered_relationships = 0
        self.nodes: dict[InternalId, Node] = {}
        """The nodes that this result has met, by internal id."""
        self.relationships: dict[InternalId, Relationship] = {}

    def node_of_case(self, internal: InternalId, labels: Iterable[str], properties: Mapping[str, Any]) -> Node | None:
        """Make the node of an internal id that this result has not met; None where it is a foreign one."""
        case, id = properties.get("case_id"), properties.get("id")
        if type(case) is not str or type(id) is not str:
            return None
        node = self.nodes[internal] = self._node(f"{case}/{id}", id, tuple(sorted(labels)), properties)
        return node

    def node(self, internal: InternalId, labels: Iterable[str], properties: Mapping[str, Any]) -> Node:
        """Make the node of an internal id that this result has not met."""
        node = self.node_of_case(internal, labels, properties)
        if node is None:
            labels = tuple(sorted(labels))
            shown = self._foreign_id(labels, properties)
            node = self.nodes[internal] = self._node(f"~{self._node_prefix}{internal}", shown, labels, properties)
        return node

    def relationship_of_case(
        self, internal: InternalId, type_: str, start: Node, end: Node, properties: Mapping[str, Any]
    ) -> Relationship | None:
        """Make the relationship of an internal id that this result has not met; None where it is a foreign one."""
        case, id = properties.get("case_id"), properties.get("id")
        if type(case) is not str or type(id) is not str:
            return None
        relationship = self._relationship(f"{case}/{id}", id, type_, start, end, properties)
        self.relationships[internal] = relationship
        return relationship

    def relationship(
        self, internal: InternalId, type_: str, start: Node, end: Node, properties: Mapping[str, Any]
    ) -> Relationship:
        """Make the relationship of an internal id that this result has not met."""
        relationship = self.relationship_of_case(internal, type_, start, end, properties)
        if relationship is None:
            shown = _text(properties.get("id"))
            if shown is None:
                self._numbered_relationships += 1
                shown = f"#{self._numbered_relationships}"
            key = f"~{self._relationship_prefix}{internal}"
            relationship = self._relationship(key, shown, type_, start, end, properties)
            self.relationships[internal] = relationship
        return relationship

    def forget(self) -> None:
        """Forget nodes and relationships where there are many; those with a number stay, for they may come again."""
        for values in (self.nodes, self.relationships):
            if len(values) > self._most:
                for internal in [internal for internal, value in values.items() if not value.id.startswith("#")]:
                    del values[internal]
                self._most = max(_REMEMBERED, 2 * len(values))

    def _foreign_id(self, labels: tuple[str, ...], properties: Mapping[str, Any]) -> str:
        for label in labels:
            for name in self._unique_properties(label):
                text = _text(properties.get(name))
                if text is not None:
                    return text
        id = _text(properties.get("id"))
        if id is None:
            self._numbered_nodes += 1
            id = f"#{self._numbered_nodes}"
        return id


def _text(value: Any) -> str | None:
    """Return an identifying value as text; a list, a map or a number with a fraction identifies nothing."""
    if isinstance(value, str) and value:
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None
