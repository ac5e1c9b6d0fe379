"""Nodes, relationships, paths and subgraphs, the values that every part of the library works with, and their JSON.

A result holds an object for each of its nodes and relationships, so these are plain classes: a frozen dataclass takes
three times as long to make.
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
    """What identifies a node or a relationship in its store.

    In a case, the key is ``case/id``, the same in every store. Any other node or relationship is *foreign*: its key is
    ``~`` and the database's internal id, which means nothing in another database and may change; never show, store or
    share such a key. A foreign node that its properties identify also has a lasting name, which starts with ``@``
    (:mod:`graph.questions.addresses`) and can be used wherever a key can.

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
        """Return the key of the node or relationship of a case that has this id."""
        return cls(f"{case}/{id}")

    @property
    def is_foreign(self) -> bool:
        """Whether it is a database's internal id of a node or relationship that belongs to no case."""
        return self.startswith("~")

    @property
    def is_name(self) -> bool:
        """Whether it is the lasting name of a foreign node."""
        return self.startswith("@")

    @property
    def case(self) -> str:
        """The id of the case; empty where foreign."""
        case, slash, _ = self.partition("/")
        return case if slash and case[:1] not in ("~", "@") else ""

    @property
    def local_id(self) -> str:
        """The id within the case, or the internal id in a foreign database."""
        return self[1:] if self.is_foreign else self.partition("/")[2]


class _Element:
    """What nodes and relationships have in common; two are equal where all their parts are."""

    __slots__ = ("_id", "_key", "_properties")

    _id: str
    _key: str
    _properties: Properties

    @property
    def key(self) -> Key:
        """What identifies it in its store; never show, store or share a foreign one."""
        key = self._key
        if not isinstance(key, Key):
            key = self._key = Key(key)  # when first asked for: of the many rows of a result most are never asked
        return key

    @property
    def id(self) -> str:
        """The id that people see."""
        return self._id

    @property
    def properties(self) -> Properties:
        """The properties by name, in order."""
        return self._properties

    def _parts(self) -> tuple[Any, ...]:
        """Return the arguments that it was made from."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, self.__class__):
            return NotImplemented  # the other object may be of a subclass that knows how to compare
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
        What identifies it in its store: see :class:`Key`.
    id : str
        What people see: the node's ``id``; in a foreign graph the value that identifies it, or else ``#n``,
        a number within the result.
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
    """A path: nodes with a relationship between each and the next, so one relationship fewer than nodes."""

    nodes: tuple[Node, ...]
    relationships: tuple[Relationship, ...]


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A set of nodes and relationships, as every view and export takes it.

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

    # These methods import `graph` when they are called: what they use is defined in modules that import this one.

    def save(self, path: str | PathLike[str], *, title: str = "", theme: str = "light") -> None:
        """Write the picture or data that the file's ending names, whole or not at all.

        Parameters
        ----------
        path : str or path
            Ends in ``.svg``, ``.png``, ``.pdf`` or ``.html``, or in ``.graphml``, ``.gexf``, ``.json``, ``.csv``,
            ``.xlsx``, ``.zip``, ``.gephi.zip`` or ``.dot``. A file of this name is replaced.
        title : str
            Printed above a picture.
        theme : {"light", "dark"}
            Of a picture; a page of HTML follows its reader's preference.

        Raises
        ------
        RenderError
            The ending is unknown, or there is nothing to draw, or more than a picture may hold (setting
            ``max_nodes_drawn``).
        FileError
            The file cannot be written; the old content is still there.
        """
        import graph

        graph.save(self, path, title=title, theme=theme)

    def to_networkx(self) -> MultiDiGraph:
        """Return it as a ``networkx.MultiDiGraph``.

        Nodes are named by their ids, and an edge's key is the id of its relationship; where two share an id, it is
        preceded by the case (``case/id``). The attributes are the properties, with their values unchanged, and also
        ``labels`` of a node and ``type`` of an edge. A property that has one of these names becomes
        ``properties.labels`` or ``properties.type``. The attribute ``status`` of an edge says whether it is an
        allegation.
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


_PLAIN_JSON_TYPES = frozenset([str, int, bool, type(None)])

NO_LABEL = "(no label)"
"""What stands in place of the label of a node that has none."""


def to_json(value: Any) -> Any:
    """Return a value of a result as one that strict JSON can hold.

    Parameters
    ----------
    value : object
        Any value that a :class:`~graph.stores.Result` can hold.

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
        # the properties of every node: a plain value needs no call, which is slow
        return {
            name if type(name) is str else str(name): item if type(item) in _PLAIN_JSON_TYPES else to_json(item)
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
