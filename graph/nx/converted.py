"""A NetworkX graph as a graph in a store, in memory, for whoever asks for ``backend="casegraph"``; and the way back."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

import networkx as nx

from graph.nx.storegraph import StoreGraph, copied, graph_of
from graph.stores import EdgeRecord, GraphReader, NodeRecord
from graph.stores.graph_reader import InternalId

_LARGEST = 2**63 - 1
_PLAIN = (nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph)
Attributes = Mapping[Any, Any]
Properties = dict[str, Any]
Held = tuple[GraphReader, Sequence[InternalId], Sequence[InternalId]]
"""What reads a graph, and the store's ids of its nodes and of its relationships, in order."""


def in_memory(nodes: Sequence[Properties], edges: Sequence[tuple[int, int, Properties]]) -> Held:
    """Put a graph into an embedded store in memory: nodes, and relationships by the numbers of their ends."""
    from graph.stores.embedded.graph_reader import graph_in_memory

    return graph_in_memory(nodes, edges), range(len(nodes)), range(len(edges))


hold: Callable[[Sequence[Properties], Sequence[tuple[int, int, Properties]]], Held] = in_memory
"""Puts a graph that is converted into a store; NetworkX's own tests on a server put something else here."""


class _Given:
    """The keys that a converted graph had, and those attributes that no store can hold.

    Parameters
    ----------
    nodes : mapping
        The keys by the store's ids, in order.
    node_rest, edge_rest : mapping
        By the store's ids, the attributes that are not in the store.
    edge_keys : mapping
        Of parallel edges, by the store's ids.
    """

    def __init__(
        self,
        nodes: Mapping[InternalId, Hashable],
        node_rest: Mapping[InternalId, Attributes],
        edge_rest: Mapping[InternalId, Attributes],
        edge_keys: Mapping[InternalId, Hashable],
    ) -> None:
        self._nodes = nodes
        self._ids = {key: id for id, key in nodes.items()}
        self._node_rest = node_rest
        self._edge_rest = edge_rest
        self._edge_keys = edge_keys

    def key(self, record: NodeRecord) -> Hashable:
        return self._nodes[record.internal]

    def keys(self, ids: Sequence[InternalId]) -> list[Hashable]:
        nodes = self._nodes
        return [nodes[id] for id in ids]

    def find(self, key: Hashable) -> NodeRecord | None:
        id = self._ids.get(key)
        return None if id is None else NodeRecord(id, (), {})

    def node_attributes(self, record: NodeRecord) -> dict[Any, Any]:
        return {**record.properties, **self._node_rest.get(record.internal, {})}

    def edge_key(self, record: EdgeRecord) -> Hashable:
        return self._edge_keys[record.internal]

    def other_edge_key(self, record: EdgeRecord) -> Hashable:
        raise AssertionError(record)  # the keys of a NetworkX graph are different from each other

    def edge_attributes(self, record: EdgeRecord) -> dict[Any, Any]:
        return {**record.properties, **self._edge_rest.get(record.internal, {})}

    def has_edge_attribute(self, name: str) -> bool:
        return any(name in attributes for attributes in self._edge_rest.values())


def from_nx(graph: Any) -> Any:
    """Return a NetworkX graph as one in a store, in memory unless :data:`hold` is another.

    Raises
    ------
    NotImplementedError
        It is of a class of its own, or its neighbours are in an order that no order of adding edges gives.
    """
    if isinstance(graph, StoreGraph):
        return graph
    if type(graph) not in _PLAIN:
        raise NotImplementedError(f"A {type(graph).__name__} is a class of its own: only plain graphs go into a store.")
    numbers = {key: number for number, key in enumerate(graph)}
    node_rest: dict[int, Attributes] = {}
    nodes = [_split(attributes, number, node_rest) for number, attributes in enumerate(graph._node.values())]
    edge_rest: dict[int, Attributes] = {}
    edges: list[tuple[int, int, dict[str, Any]]] = []
    keys: list[Hashable] = []
    for u, v in _ordered_pairs(graph):
        between = graph._adj[u][v]
        for key, attributes in between.items() if graph.is_multigraph() else ((0, between),):
            properties = _split(attributes, len(edges), edge_rest)
            edges.append((numbers[u], numbers[v], properties))
            keys.append(key)
    reader, node_ids, edge_ids = hold(nodes, edges)
    names = _Given(
        dict(zip(node_ids, numbers, strict=True)),
        {node_ids[number]: rest for number, rest in node_rest.items()},
        {edge_ids[number]: rest for number, rest in edge_rest.items()},
        dict(zip(edge_ids, keys, strict=True)),
    )
    return graph_of(
        reader,
        names,
        directed=graph.is_directed(),
        multi=graph.is_multigraph(),
        attributes=graph.graph,
    )


def to_nx(value: Any) -> Any:
    """Return a graph in a store as a plain NetworkX graph; anything else as it is."""
    return copied(value) if isinstance(value, StoreGraph) else value


def _split(attributes: Attributes, number: int, rest: dict[int, Attributes]) -> dict[str, Any]:
    """Return the attributes that the engine gives back unchanged, and note the others."""
    held = {name: value for name, value in attributes.items() if _is_held(name, value)}
    if len(held) < len(attributes):
        rest[number] = {name: value for name, value in attributes.items() if name not in held}
    return held


def _is_held(name: Any, value: Any) -> bool:
    kind = type(value)
    if type(name) is not str:
        return False
    return kind in (str, bool) or (kind is int and abs(value) < _LARGEST) or (kind is float and value - value == 0)


def _ordered_pairs(graph: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the pairs of adjacent nodes in an order in which adding them gives the same order of neighbours."""
    directed = graph.is_directed()
    after, before = graph._adj, graph._pred if directed else graph._adj
    pairs: list[tuple[Any, Any]] = []
    seen: dict[Any, list[Any]] = {key: [] for key in graph}
    done: set[Any] = set()
    for u, beside in after.items():
        for v in beside:
            if directed or v not in done:
                pairs.append((u, v))
                seen[v].append(u)
                if not directed and u != v:
                    seen[u].append(v)
        done.add(u)
    if all(order == list(before[key]) for key, order in seen.items()):
        return iter(pairs)
    return _merged(after, before, len(pairs))


def _merged(after: Any, before: Any, many: int) -> Iterator[tuple[Any, Any]]:
    """Yield pairs that come first at both their ends, until none is left."""
    directed = after is not before
    out = {key: list(beside)[::-1] for key, beside in after.items()}
    into = {key: list(beside)[::-1] for key, beside in before.items()} if directed else out
    waiting = list(out)[::-1]
    pairs = []
    while waiting:
        u = waiting.pop()
        while out[u]:
            v = out[u][-1]
            if into[v][-1] != u:
                break
            out[u].pop()
            if directed or u != v:
                into[v].pop()
            pairs.append((u, v))
            # what now comes first at the other end may be what was waited for
            if into[v]:
                waiting.append(into[v][-1] if directed else v)
    if len(pairs) < many:
        raise NotImplementedError("Its neighbours are in an order that no order of adding edges gives.")
    return iter(pairs)
