"""Nodes and relationships of one result, made once each, with their keys and ids.

Both stores hand over what their engine knows (an internal id, labels, properties); what identifies
a node to a reader is decided here, so that it is the same on both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graph.stores.base import Node, Relationship

Identifying = Callable[[str], tuple[str, ...]]
"""The properties that a uniqueness constraint on a label holds one by one, by name."""


class Assembler:
    """Make the nodes and relationships of one result.

    Parameters
    ----------
    identifying : callable
        Called with the labels of foreign nodes only.
    """

    def __init__(self, identifying: Identifying) -> None:
        self._identifying = identifying
        self._nodes: dict[str, Node] = {}
        self._relationships: dict[str, Relationship] = {}
        self._numbered_nodes = 0
        self._numbered_relationships = 0

    def known(self, internal: str) -> Node | None:
        """Return the node of an internal id, if this result has met it."""
        return self._nodes.get(internal)

    def node(self, internal: str, labels: tuple[str, ...], properties: Mapping[str, Any]) -> Node:
        """Return the node of an internal id; the first call decides its content."""
        node = self._nodes.get(internal)
        if node is None:
            labels = tuple(sorted(labels))
            case, id = properties.get("case_id"), properties.get("id")
            if isinstance(case, str) and isinstance(id, str):
                node = Node(f"{case}/{id}", id, labels, properties)
            else:
                node = Node(f"~{internal}", self._foreign_id(labels, properties), labels, properties)
            self._nodes[internal] = node
        return node

    def relationship(
        self, internal: str, type: str, start: Node, end: Node, properties: Mapping[str, Any]
    ) -> Relationship:
        """Return the relationship of an internal id; the first call decides its content."""
        relationship = self._relationships.get(internal)
        if relationship is None:
            case, id = properties.get("case_id"), properties.get("id")
            if isinstance(case, str) and isinstance(id, str):
                relationship = Relationship(f"{case}/{id}", id, type, start, end, properties)
            else:
                shown = _text(id)
                if shown is None:
                    self._numbered_relationships += 1
                    shown = f"#{self._numbered_relationships}"
                relationship = Relationship(f"~{internal}", shown, type, start, end, properties)
            self._relationships[internal] = relationship
        return relationship

    def _foreign_id(self, labels: tuple[str, ...], properties: Mapping[str, Any]) -> str:
        for label in labels:
            for name in self._identifying(label):
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
