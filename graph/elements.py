"""Nodes, relationships, paths and subgraphs: what every room hands the next, and their JSON.

A result makes one object for each node and relationship in it, so these are plain classes: a frozen
dataclass takes three times as long to make.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from os import PathLike
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from networkx import MultiDiGraph

Properties = Mapping[str, Any]


class Key(str):
    """What tells a node or a relationship in its store: a text of its own type.

    Of a thing of a case it is ``case/id``, the same in every store. Of a foreign one it starts with ``~`` and holds the
    database's own identity, which means nothing elsewhere or later: never show, store or share such a key. A foreign
    thing that can be told by its properties has a lasting name beside it, which starts with ``@``
    (:mod:`graph.questions.addresses`) and may stand wherever a key may.

    Examples
    --------
    >>> Key("harbour-fire/pier-nine").case, Key("harbour-fire/pier-nine").local_id
    ('harbour-fire', 'pier-nine')
    >>> Key("~4:x:1").is_foreign, Key("~4:x:1").case, Key("~4:x:1").local_id
    (True, '', '4:x:1')
    """

    __slots__ = ()

    @classmethod
    def of(cls, case: str, id: str) -> Key:
        """Return the key of a thing of a case."""
        return cls(f"{case}/{id}")

    @property
    def is_foreign(self) -> bool:
        """Whether it is the database's own identity of a thing that belongs to no case."""
        return self.startswith("~")

    @property
    def is_name(self) -> bool:
        """Whether it is a lasting name of a foreign thing."""
        return self.startswith("@")

    @property
    def case(self) -> str:
        """The case; empty for a foreign thing."""
        case, slash, _ = self.partition("/")
        return case if slash and case[:1] not in ("~", "@") else ""

    @property
    def local_id(self) -> str:
        """What tells the thing within its case, or within a foreign database."""
        return self[1:] if self.is_foreign else self.partition("/")[2]


class _Element:
    """What nodes and relationships share; equal where all parts are."""

    __slots__ = ("_id", "_key", "_properties")

    _id: str
    _key: Key
    _properties: Properties

    @property
    def key(self) -> Key:
        """What tells it in its store: never show, store or share one that is foreign."""
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
        What tells it in its store: see :class:`Key`.
    id : str
        What people see: the node's ``id``, in a foreign graph the value that identifies it, else
        ``#n``, a number within the result.
    labels : tuple of str
        Sorted.
    properties : mapping
    """

    __slots__ = ("_labels",)

    def __init__(self, key: str, id: str, labels: tuple[str, ...], properties: Properties) -> None:
        self._key = Key(key)
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
        self._key = Key(key)
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


@dataclass(frozen=True, slots=True)
class Subgraph:
    """Nodes and relationships that came from a store; what every view and export takes.

    Nodes and relationships are each unique and sorted by ``key``, and the end nodes of every
    relationship are among the nodes: the same graph is the same value whatever store it came from.
    """

    nodes: tuple[Node, ...]
    relationships: tuple[Relationship, ...]

    @classmethod
    def of(cls, values: Iterable[Any]) -> Self:
        """Collect every node, relationship and path in ``values``, at any depth of list and map."""
        nodes: dict[Key, Node] = {}
        relationships: dict[Key, Relationship] = {}
        for value in _graph_values(values):
            if isinstance(value, Node):
                nodes[value.key] = value
            else:
                relationships[value.key] = value
                nodes.setdefault(value.start_node.key, value.start_node)
                nodes.setdefault(value.end_node.key, value.end_node)
        return cls(
            tuple(nodes[key] for key in sorted(nodes)),
            tuple(relationships[key] for key in sorted(relationships)),
        )

    # What later rooms can do with it is asked for at the door, and at the moment of the call: this room stands before
    # theirs and knows none of them.

    def save(self, path: str | PathLike[str], *, title: str = "", theme: str = "light") -> None:
        """Write the picture or data that the file's ending names, whole or not at all.

        Parameters
        ----------
        path : str or path
            Ends in ``.svg``, ``.png``, ``.pdf`` or ``.html``, or in ``.graphml``, ``.gexf``, ``.json``, ``.csv``,
            ``.zip`` or ``.dot``. A file that is there is replaced.
        title : str
            Printed above a picture.
        theme : {"light", "dark"}
            Of a picture; a page of HTML follows its reader's preference.

        Raises
        ------
        RenderError
            The ending is unknown, or there is nothing to draw, or more than a picture takes (setting
            ``max_nodes_drawn``).
        FileError
            The file cannot be written; what was there stays.
        """
        import graph

        graph.save(self, path, title=title, theme=theme)

    def to_networkx(self) -> MultiDiGraph:
        """Return it as a ``networkx.MultiDiGraph``.

        Nodes go by their ids, and edges have the ids of the relationships as their keys; where two share an id, their
        case stands before it (``case/id``). The attributes are the properties, values as they are, with ``labels`` of
        a node and ``type`` of an edge. A property that is itself called so goes by ``properties.labels`` or
        ``properties.type``. An allegation is one by the attribute ``status`` of its edge.
        """
        import graph

        return graph.to_networkx(self)

    def __repr__(self) -> str:
        return f"<Subgraph: {len(self.nodes):,} nodes, {len(self.relationships):,} relationships>"

    def _repr_html_(self) -> str:
        import graph

        return graph.to_notebook_html(self)


def _graph_values(values: Iterable[Any]) -> Iterator[Node | Relationship]:
    stack = [iter(values)]
    while stack:
        for value in stack[-1]:
            if isinstance(value, Node | Relationship):
                yield value
            elif isinstance(value, Path):
                yield from value.nodes
                yield from value.relationships
            elif isinstance(value, list | tuple):
                stack.append(iter(value))
                break
            elif isinstance(value, Mapping):
                stack.append(iter(value.values()))
                break
        else:
            stack.pop()


_AS_THEY_ARE = frozenset([str, int, bool, type(None)])

NO_LABEL = "(no label)"
"""What a node without a label is listed under."""


def to_json(value: Any) -> Any:
    """Return a value of a result as strict JSON takes it.

    Parameters
    ----------
    value : object
        Any value that :class:`~graph.stores.Result` holds.

    Returns
    -------
    None, bool, int, float, str, list or dict
        A node is ``{"id", "labels", "properties"}``, a relationship
        ``{"id", "type", "start", "end", "properties"}``, a path ``{"nodes", "relationships"}``; dates and
        times are ISO text, bytes base64, NaN and the infinities ``"NaN"``, ``"Infinity"``, ``"-Infinity"``.

    Examples
    --------
    >>> from datetime import date
    >>> to_json([date(2019, 3, 2), float("inf"), b"ab", 2**60])
    ['2019-03-02', 'Infinity', 'YWI=', 1152921504606846976]
    """
    if type(value) is dict:
        # the properties of every node: what JSON takes as it is needs no call
        return {
            name if type(name) is str else str(name): item if type(item) in _AS_THEY_ARE else to_json(item)
            for name, item in value.items()
        }
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else _non_finite(value)
        case Node():
            return {"id": value.id, "labels": list(value.labels), "properties": to_json(value.properties)}
        case Relationship():
            return {
                "id": value.id,
                "type": value.type,
                "start": value.start,
                "end": value.end,
                "properties": to_json(value.properties),
            }
        case Path():
            return {
                "nodes": [to_json(node) for node in value.nodes],
                "relationships": [to_json(relationship) for relationship in value.relationships],
            }
        case datetime() | date() | time():
            return value.isoformat()
        case bytes() | bytearray():
            return base64.b64encode(value).decode("ascii")
        case Mapping():
            return {str(key): to_json(item) for key, item in value.items()}
        case list() | tuple():
            return [to_json(item) for item in value]
    return str(value)


def _non_finite(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
