"""What a lazy graph asks of its store: attributes and neighbours by NetworkX's keys, in pages, some of them kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import batched, islice
from typing import Any, Protocol

from graph.elements import Key, Node, Relationship
from graph.nx.naming import Attributes
from graph.stopping import check_stop
from graph.stores import EdgeRecord, GraphReader, NodeRecord
from graph.stores.graph_reader import Direction, InternalId

_PAGE = 500
"""Nodes that are asked for at once, where a graph is walked from its first node to its last."""
_KEPT = 200_000
"""Nodes, and also relationships at nodes, that the cache holds."""

Neighbours = Attributes
"""What is beside a node by its key: the attributes of the edge, or by the edges' keys their attributes."""


class Naming(Protocol):
    """What a source needs to know of names; see :class:`graph.nx.naming.Names`."""

    def key(self, record: NodeRecord) -> Hashable:
        """Return what a node is called."""
        ...

    def keys(self, ids: Sequence[InternalId]) -> list[Hashable]:
        """Return what nodes of the graph are called."""
        ...

    def find(self, key: Hashable) -> NodeRecord | None:
        """Return the node that is called so; None where there is none."""
        ...

    def node_attributes(self, record: NodeRecord) -> dict[str, Any]:
        """Return a node's attributes."""
        ...

    def edge_key(self, record: EdgeRecord) -> Hashable:
        """Return what a relationship is called."""
        ...

    def other_edge_key(self, record: EdgeRecord) -> Hashable:
        """Return what it is called where that name is taken."""
        ...

    def edge_attributes(self, record: EdgeRecord) -> dict[str, Any]:
        """Return a relationship's attributes."""
        ...

    def has_edge_attribute(self, name: str) -> bool:
        """Return whether edges have an attribute that is no property."""
        ...


class Source:
    """A graph in a store, by the keys that NetworkX has for its nodes.

    Parameters
    ----------
    reader : GraphReader
    names : Naming
    directed, multi : bool
        Of the NetworkX graph: where it is not directed, neighbours are in both directions; where it has no parallel
        edges, their attributes are merged, the later ones over the earlier.
    reads : callable
        Called with a number of nodes and relationships whenever so many were read.
    """

    def __init__(
        self, reader: GraphReader, names: Naming, *, directed: bool, multi: bool, reads: Callable[[int], None]
    ) -> None:
        self.reader = reader
        self.names = names
        self.directed = directed
        self.multi = multi
        self.reads = reads
        self._lock = threading.RLock()
        self._internal: dict[Hashable, InternalId] = {}
        self._keys: dict[InternalId, Hashable] = {}
        self._attributes: dict[Hashable, Attributes] = {}
        self._beside: dict[tuple[Direction, InternalId], Neighbours] = {}
        self._edges_kept = 0
        self._places: dict[InternalId, int] | None = None
        self._last: dict[Direction, int] = {}

    # ---- names

    def internal(self, key: Hashable) -> InternalId | None:
        """Return the store's id of a node; None where there is none of this key."""
        try:
            known = self._internal.get(key)
        except TypeError:  # not hashable
            return None
        if known is not None:
            self._check()
            return known
        record = self.names.find(key)
        if record is None:
            return None
        self.reads(1)
        self._remember(record.internal, self.names.key(record))
        return record.internal

    def keys(self, ids: Sequence[InternalId]) -> list[Hashable]:
        """Return the keys of nodes that are in the graph."""
        known = self._keys
        missing = [id for id in ids if id not in known]
        if not missing:
            return [known[id] for id in ids]
        self.reads(len(missing))
        found = dict(zip(missing, self.names.keys(missing), strict=True))
        if len(found) <= _KEPT:
            for id, key in found.items():
                self._remember(id, key)
        return [found[id] if id in found else known[id] for id in ids]

    def _remember(self, id: InternalId, key: Hashable) -> None:
        if len(self._keys) >= _KEPT:
            self._keys, self._internal = {}, {}
        self._keys[id] = key
        self._internal[key] = id

    def _check(self) -> None:
        """Raise where the store has changed; a server is asked only with what is read, not for what is kept."""
        if not self.reader.is_remote:
            self.reader.check()

    @cached_property
    def _ids(self) -> Sequence[InternalId]:
        return self.reader.node_ids()

    @cached_property
    def _every_key(self) -> list[Hashable]:
        self.reads(len(self._ids))
        keys = self.names.keys(self._ids)
        if len(keys) <= _KEPT:
            self._keys, self._internal = (
                dict(zip(self._ids, keys, strict=True)),
                dict(zip(keys, self._ids, strict=True)),
            )
        return keys

    def every_key(self) -> list[Hashable]:
        """Return the keys of all nodes, in order; read once and kept."""
        self._check()
        with self._lock:
            return self._every_key

    # ---- nodes

    def attributes(self, key: Hashable) -> Attributes:
        """Return the attributes of a node.

        Raises
        ------
        KeyError
            There is none of this key.
        """
        known = self._attributes.get(key)
        if known is not None:
            self._check()
            return known
        id = self.internal(key)
        records = [] if id is None else self.reader.nodes([id])
        if not records:
            raise KeyError(key)
        self.reads(1)
        return self._keep_attributes(key, records[0])

    def _keep_attributes(self, key: Hashable, record: NodeRecord) -> Attributes:
        if len(self._attributes) >= _KEPT:
            self._attributes = {}
        found = self._attributes[key] = Attributes(self.names.node_attributes(record))
        return found

    def all_attributes(self) -> Iterator[tuple[Hashable, Attributes]]:
        """Yield every node with its attributes, in order."""
        keys = iter(self.every_key())
        for page in batched(self._ids, _PAGE):
            check_stop()
            records = self.reader.nodes(page)
            self.reads(len(records))
            for record in records:
                yield next(keys), Attributes(self.names.node_attributes(record))

    def records(self, keys: Iterable[Hashable]) -> list[NodeRecord]:
        """Return nodes by their keys, in order; those that are there."""
        ids = [id for key in keys if (id := self.internal(key)) is not None]
        return self.reader.nodes(ids)

    # ---- neighbours

    def beside(self, key: Hashable, direction: Direction) -> Neighbours:
        """Return what is beside a node.

        Raises
        ------
        KeyError
            There is no node of this key.
        """
        id = self.internal(key)
        if id is None:
            raise KeyError(key)
        known = self._beside.get((direction, id))
        if known is not None:
            return known
        with self._lock:
            self._fetch(self._page(id, direction), direction)
            return self._beside[direction, id]

    def all_beside(self, direction: Direction) -> Iterator[tuple[Hashable, Neighbours]]:
        """Yield every node with what is beside it, in order."""
        keys = iter(self.every_key())
        for page in batched(self._ids, _PAGE):
            check_stop()
            with self._lock:
                known = {id: self._beside.get((direction, id)) for id in page}
                missing = [id for id in page if known[id] is None]
                if missing:
                    self._fetch(missing, direction)
                # what was known may have made room for what was fetched
                found = [self._beside[direction, id] if known[id] is None else known[id] for id in page]
            yield from zip(islice(keys, len(page)), found, strict=True)

    def _page(self, id: InternalId, direction: Direction) -> list[InternalId]:
        """Return what to fetch when a node is asked for: the next ones too, where the nodes are asked for in order."""
        if "_every_key" not in self.__dict__:
            return [id]  # only who has asked for all nodes may walk over them in order
        if self._places is None:
            self._places = {id: place for place, id in enumerate(self._ids)}
        place, last = self._places[id], self._last.get(direction)
        self._last[direction] = place
        if last is None or not 0 < place - last <= _PAGE:
            return [id]
        page = self._ids[place : place + _PAGE]
        self._last[direction] = place + len(page) - 1
        return [id for id in page if (direction, id) not in self._beside]

    def _fetch(self, ids: Sequence[InternalId], direction: Direction) -> None:
        records = self.reader.edges(ids, direction)
        self.reads(len(ids) + len(records))
        if self._edges_kept + len(records) > _KEPT or len(self._beside) + len(ids) > _KEPT:
            self._beside, self._edges_kept = {}, 0
        self._edges_kept += len(records)
        ends = dict.fromkeys(end for record in records for end in (record.start, record.end))
        names = dict(zip(ends, self.keys(list(ends)), strict=True))
        found: dict[InternalId, dict[Hashable, dict[Hashable, Any]]] = {id: {} for id in ids}
        for record in records:
            attributes = Attributes(self.names.edge_attributes(record))
            start, end = record.start, record.end
            if direction != "in" and start in found:
                self._add(found[start], names[end], record, attributes)
            if direction != "out" and end in found and not (direction == "both" and start == end):
                self._add(found[end], names[start], record, attributes)
        for id, beside in found.items():
            if self.multi:
                beside = {key: Attributes(edges) for key, edges in beside.items()}
            self._beside[direction, id] = Attributes(beside)

    def _add(
        self, beside: dict[Hashable, Any], other: Hashable, record: EdgeRecord, attributes: dict[str, Any]
    ) -> None:
        """Add a relationship to what is beside one of its ends."""
        if self.multi:
            edges = beside.setdefault(other, {})
            edges[self.edge_key(record, edges)] = attributes
        elif other in beside:
            beside[other] = Attributes(beside[other] | attributes)
        else:
            beside[other] = attributes

    def edge_key(self, record: EdgeRecord, taken: Container[Hashable]) -> Hashable:
        """Return the key of a relationship beside others between the same nodes, whose keys are taken."""
        key = self.names.edge_key(record)
        return self.names.other_edge_key(record) if key in taken else key

    def has_edge_attribute(self, name: str) -> bool:
        """Return whether any edge has an attribute of this name."""
        return self.names.has_edge_attribute(name) or self.reader.has_edge_property(name)

    # ---- elements

    def element(self, record: NodeRecord) -> Node:
        """Return a node as the rest of the library has it."""
        case, id = record.properties.get("case_id"), record.properties.get("id")
        if type(case) is str and type(id) is str:
            return Node(Key.of(case, id), id, record.labels, record.properties)
        key = f"~{self.reader.node_prefix}{record.internal}"
        return Node(key, str(self.names.key(record)), record.labels, record.properties)

    def relationship(self, record: EdgeRecord, start: Node, end: Node) -> Relationship:
        """Return a relationship as the rest of the library has it."""
        case, id = record.properties.get("case_id"), record.properties.get("id")
        if type(case) is str and type(id) is str:
            return Relationship(Key.of(case, id), id, record.type, start, end, record.properties)
        key = f"~{self.reader.edge_prefix}{record.internal}"
        return Relationship(key, str(self.names.edge_key(record)), record.type, start, end, record.properties)
