"""Nodes, relationships and paths: what a result holds beside plain values.

A result makes one object for each node and relationship in it, so these are plain classes: a frozen
dataclass takes three times as long to make.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from graph.stores._contents import Properties


class _Element:
    """What nodes and relationships share; equal where all parts are."""

    __slots__ = ("_id", "_key", "_properties")

    _id: str
    _key: str
    _properties: Properties

    @property
    def key(self) -> str:
        """The address in the store: never show, store or share one that starts with ``~``."""
        return self._key

    @property
    def id(self) -> str:
        """What people see."""
        return self._id

    @property
    def properties(self) -> Properties:
        """The properties by name, in order."""
        return self._properties

    def _parts(self) -> tuple[Any, ...]:
        """Return what it was made from."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, self.__class__):
            return NotImplemented  # which of the two classes is the other's may be known to the other one
        return self is other or self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._key)

    def __repr__(self) -> str:
        return f"{'Node' if isinstance(self, Node) else 'Relationship'}{self._parts()!r}"

    def __reduce__(self) -> tuple[type[Self], tuple[Any, ...]]:
        return self.__class__, self._parts()


class Node(_Element):
    """A node of a result; read-only.

    Parameters
    ----------
    key : str
        The node's address in its store: ``case/id`` for a node of a case, the same in every store.
        For a foreign node it starts with ``~`` and holds only while the database does: never show,
        store or share it.
    id : str
        What people see: the node's ``id``, in a foreign graph the value that identifies it, else
        ``#n``, a number within the result.
    labels : tuple of str
        Sorted.
    properties : mapping
    """

    __slots__ = ("_labels",)

    def __init__(self, key: str, id: str, labels: tuple[str, ...], properties: Properties) -> None:
        self._key = key
        self._id = id
        self._labels = labels
        self._properties = properties

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, sorted."""
        return self._labels

    def _parts(self) -> tuple[str, str, tuple[str, ...], Properties]:
        return self._key, self._id, self._labels, self.properties


class Relationship(_Element):
    """A relationship of a result, with its end nodes; read-only.

    ``start`` and ``end`` are the ids of the end nodes; ``key`` and ``id`` are as in :class:`Node`.
    """

    __slots__ = ("_end_node", "_start_node", "_type")

    def __init__(self, key: str, id: str, type: str, start_node: Node, end_node: Node, properties: Properties) -> None:
        self._key = key
        self._id = id
        self._type = type
        self._start_node = start_node
        self._end_node = end_node
        self._properties = properties

    @property
    def type(self) -> str:
        """The type."""
        return self._type

    @property
    def start_node(self) -> Node:
        """The node it starts at."""
        return self._start_node

    @property
    def end_node(self) -> Node:
        """The node it ends at."""
        return self._end_node

    @property
    def start(self) -> str:
        """The ``id`` of the start node."""
        return self._start_node.id

    @property
    def end(self) -> str:
        """The ``id`` of the end node."""
        return self._end_node.id

    def _parts(self) -> tuple[str, str, str, Node, Node, Properties]:
        return self._key, self._id, self._type, self._start_node, self._end_node, self.properties


@dataclass(frozen=True, slots=True)
class Path:
    """A walk: ``len(nodes) == len(relationships) + 1``."""

    nodes: tuple[Node, ...]
    relationships: tuple[Relationship, ...]
