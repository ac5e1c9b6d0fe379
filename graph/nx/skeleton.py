"""A graph in a store without keys and attributes, for the algorithms that need neither.

Its nodes are the store's own ids, so that NetworkX's own functions walk it as they walk any graph, in the same order
and with the same results, while each node that they come to costs one call of the engine; on a server, one query for
some hundred nodes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import networkx as nx

from graph.nx.naming import Attributes
from graph.nx.source import Source
from graph.stores import GraphReader
from graph.stores.graph_reader import Direction, InternalId

_NONE = Attributes()
_AHEAD = 512
"""Nodes that are asked for at once, at most, where a query costs a round trip."""
_KEPT = 200_000
"""Nodes of which it is kept what is beside them."""


class _Skeleton:
    """A mark of graphs that are never converted."""


class _Graph(_Skeleton, nx.Graph):  # type: ignore[misc]
    pass


class _DiGraph(_Skeleton, nx.DiGraph):  # type: ignore[misc]
    pass


class _MultiGraph(_Skeleton, nx.MultiGraph):  # type: ignore[misc]
    pass


class _MultiDiGraph(_Skeleton, nx.MultiDiGraph):  # type: ignore[misc]
    pass


_KINDS: dict[tuple[bool, bool], Any] = {
    (False, False): _Graph,
    (True, False): _DiGraph,
    (False, True): _MultiGraph,
    (True, True): _MultiDiGraph,
}
for _kind in _KINDS.values():
    _kind.__name__ = _kind.__name__.lstrip("_")  # NetworkX names it in errors


class _Near(Mapping[InternalId, Any]):
    """What is beside each node, by the store's ids."""

    def __init__(self, source: Source, direction: Direction) -> None:
        self._source = source
        self._reader: GraphReader = source.reader
        self._multi = source.multi
        self._direction = direction
        self._found: dict[InternalId, Any] = {}
        self._met: dict[InternalId, None] = {}
        self._ahead = 1

    def __getitem__(self, id: InternalId) -> Any:
        found = self._found.get(id)
        return self._fetch(id) if found is None else found

    def _fetch(self, id: InternalId) -> Any:
        ids = self._with_those_met(id) if self._reader.is_remote else [id]
        beside: dict[InternalId, dict[InternalId, Any]] = {each: {} for each in ids}
        steps = self._reader.steps(ids, self._direction)
        self._source.reads(len(steps) + len(ids))
        if self._multi:
            for near, edge, far in steps:
                edges = beside[near].get(far)
                if edges is None:
                    beside[near][far] = {edge: _NONE}
                else:
                    edges[edge] = _NONE
        else:
            for near, _, far in steps:
                beside[near][far] = _NONE
        if len(self._found) > _KEPT:
            self._found = {}
        self._found.update(beside)
        if self._reader.is_remote:
            self._met.update((far, None) for _, _, far in steps if far not in self._found)
        return beside[id]

    def _with_those_met(self, id: InternalId) -> list[InternalId]:
        """Return a node and some that were met and not come to yet: a search comes to them in that order."""
        self._met.pop(id, None)
        ahead = list(islice(self._met, self._ahead))
        for met in ahead:
            del self._met[met]
        self._ahead = min(2 * self._ahead, _AHEAD)
        return [id, *ahead]

    def __iter__(self) -> Iterator[InternalId]:
        return iter(self._reader.node_ids())

    def __len__(self) -> int:
        return self._reader.counts()[0]

    def __contains__(self, id: object) -> bool:
        return id in self._found or bool(self._reader.nodes([id]))  # type: ignore[list-item]


class _Ids(Mapping[InternalId, Any]):
    """The nodes, by the store's ids."""

    def __init__(self, source: Source) -> None:
        self._reader = source.reader

    def __getitem__(self, id: InternalId) -> Any:
        return _NONE

    def __iter__(self) -> Iterator[InternalId]:
        return iter(self._reader.node_ids())

    def __len__(self) -> int:
        return self._reader.counts()[0]

    def __contains__(self, id: object) -> bool:
        return bool(self._reader.nodes([id]))  # type: ignore[list-item]


def walked(source: Source) -> Any:
    """Return a graph of the store's ids that reads what beside a node is when it is come to."""
    made = _KINDS[source.directed, source.multi]()
    made.__dict__["_node"] = _Ids(source)
    if source.directed:
        made.__dict__["_succ"] = made.__dict__["_adj"] = _Near(source, "out")
        made.__dict__["_pred"] = _Near(source, "in")
    else:
        made.__dict__["_adj"] = _Near(source, "both")
    return made


def numbered(graph: Any) -> Any:
    """Return a graph of the numbers of nodes, in order, that holds the whole structure in memory."""
    source: Source = graph._source
    structure = graph.structure
    made = _KINDS[source.directed, source.multi]()
    many = len(structure.nodes)
    source.reads(many + len(structure.starts))
    after: dict[int, dict[int, Any]] = {number: {} for number in range(many)}
    before = {number: {} for number in range(many)} if source.directed else after
    pairs = zip(structure.starts.tolist(), structure.ends.tolist(), strict=True)
    if source.multi:
        for key, (start, end) in enumerate(pairs):
            edges = after[start].get(end)
            if edges is None:
                after[start][end] = before[end][start] = {key: _NONE}
            else:
                edges[key] = _NONE
    else:
        for start, end in pairs:
            after[start][end] = before[end][start] = _NONE
    made.__dict__["_node"] = dict.fromkeys(range(many), _NONE)
    made.__dict__["_adj"] = after
    if source.directed:
        made.__dict__.update(_succ=after, _pred=before)
    return made
