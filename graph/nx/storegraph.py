"""A graph in a store as a NetworkX graph: read-only, and nothing is read before it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import networkx as nx
from networkx.classes import reportviews

from graph.elements import Node, Relationship, Subgraph
from graph.errors import CaseGraphError
from graph.nx.naming import Attributes, Names, read_only
from graph.nx.skeleton import walked
from graph.nx.source import Naming, Neighbours, Source
from graph.questions.parts import check_case
from graph.questions.paths import Walk
from graph.stores import EdgeRecord, GraphReader, Selection, Store
from graph.stores.graph_reader import Direction, Structure

if TYPE_CHECKING:
    from numpy import int64
    from numpy.typing import NDArray

ENTITY = "Entity"
"""The label of what a graph of cases is of by default."""
_PAGE = 500
"""Nodes of which the relationships to others are asked for at once."""
_COPIED = 5_000
"""Nodes that are asked for at once where all are copied."""


class StoreGraph:
    """A graph in a store, in NetworkX's reading interface; made by :meth:`graph.stores.Store.graph`.

    It is a ``networkx.MultiDiGraph``, or one of the other three kinds, and every algorithm of NetworkX takes it; which
    of them are answered in the store is in ``docs/networkx.md``. When the store changes, what is read next raises
    :class:`graph.errors.GraphChangedError`: a graph is of one version of its store. It is pickled as a plain copy.
    """

    __networkx_backend__: ClassVar[str] = "casegraph"
    _source: Source

    def __new__(cls, source: Any = None, *args: Any, **attributes: Any) -> Any:
        """Make it; without a source, as algorithms ask for a new graph of the same kind, a plain one."""
        if isinstance(source, Source):
            return object.__new__(cls)
        return _KINDS[cls._kind()](source, *args, **attributes)

    def __init__(self, source: Source, attributes: Mapping[Any, Any]) -> None:
        made = self.__dict__
        made["_source"] = source
        made["graph"] = Attributes(attributes)
        made["_node"] = _Nodes(source)
        if source.directed:
            made["_succ"] = made["_adj"] = _Adjacency(source, "out")
            made["_pred"] = _Adjacency(source, "in")
        else:
            made["_adj"] = _Adjacency(source, "both")
        made["__networkx_cache__"] = {}

    @classmethod
    def _kind(cls) -> tuple[bool, bool]:
        return issubclass(cls, nx.DiGraph), issubclass(cls, nx.MultiGraph)

    def _as_plain(self) -> Any:
        """Return a plain graph that reads through this one: what views are of."""
        plain = _KINDS[self._kind()]()
        plain.__dict__.update({name: self.__dict__[name] for name in ("graph", "_node", "_adj")})
        if self._source.directed:
            plain.__dict__.update(_succ=self.__dict__["_succ"], _pred=self.__dict__["_pred"])
        return plain

    # ---- counting, which needs no attributes

    @property
    def structure(self) -> Structure:
        """Nodes and ends of relationships, read once and kept."""
        return self._source.reader.structure()

    @cached_property
    def _pairs(self) -> tuple[NDArray[int64], NDArray[int64]]:
        """Numbers of the end nodes of every edge: of parallel ones, where this graph has none, the first."""
        import numpy as np

        structure = self.structure
        starts, ends = structure.starts, structure.ends
        if self._source.multi:
            return starts, ends
        low, high = (starts, ends) if self._source.directed else (np.minimum(starts, ends), np.maximum(starts, ends))
        _, first = np.unique(low * max(len(structure.nodes), 1) + high, return_index=True)
        first.sort()
        return starts[first], ends[first]

    def degrees(self, direction: Direction = "both") -> list[int]:
        """Return how many edges each node has, in the order of the nodes; a loop counts twice, as in NetworkX."""
        import numpy as np

        self._source.reader.check()
        many = len(self.structure.nodes)
        starts, ends = self._pairs
        counts = np.zeros(many, dtype=np.int64)
        if direction != "in":
            counts += np.bincount(starts, minlength=many)
        if direction != "out":
            counts += np.bincount(ends, minlength=many)
        return counts.tolist()

    def __len__(self) -> int:
        return self._source.reader.counts()[0]

    def number_of_nodes(self) -> int:
        """Return how many nodes there are."""
        return len(self)

    order = number_of_nodes

    def size(self, weight: str | None = None) -> Any:
        """Return the number of edges, or the sum of their weights."""
        if weight is not None:
            return super().size(weight)  # type: ignore[misc]
        return self._source.reader.counts()[1] if self._source.multi else len(self._pairs[0])

    def number_of_edges(self, u: Any = None, v: Any = None) -> int:
        """Return how many edges there are, or how many from one node to another."""
        if u is None:
            return int(self.size())
        if self._source.multi and u not in self:  # type: ignore[operator]
            return 0
        between = self._adj[u].get(v)  # type: ignore[attr-defined]
        return 0 if between is None else len(between) if self._source.multi else 1

    @cached_property
    def degree(self) -> Any:
        """The degrees, as in NetworkX."""
        return _counted("Di" * self._source.directed, self._source.multi, "both")(self)

    # ---- neighbours, which need no attributes either

    @cached_property
    def walked(self) -> Any:
        """The graph by the store's ids, without attributes; what was come to is kept."""
        return walked(self._source)

    def neighbors(self, n: Hashable) -> Iterator[Hashable]:
        """Return an iterator over what is beside a node; of a directed graph, over its successors."""
        return self._beside(n, "_adj")

    def _beside(self, n: Hashable, which: str) -> Iterator[Hashable]:
        id = self._source.internal(n)
        if id is None:
            raise nx.NetworkXError(f"The node {n} is not in the {'di' * self._source.directed}graph.")
        return iter(self._source.keys(list(self.walked.__dict__[which][id])))

    # ---- views and copies

    def copy(self, as_view: bool = False) -> Any:
        """Return a plain NetworkX graph that may be changed; or a view.

        Raises
        ------
        graph.errors.GraphChangedError
            The store changed.
        """
        if as_view:
            return nx.graphviews.generic_graph_view(self._as_plain())
        return copied(self)

    def subgraph(self, nodes: Any) -> Any:
        """Return a view of some nodes and the edges between them."""
        return self._as_plain().subgraph(self.nbunch_iter(nodes))  # type: ignore[attr-defined]

    def edge_subgraph(self, edges: Any) -> Any:
        """Return a view of some edges and their ends."""
        return self._as_plain().edge_subgraph(edges)

    def to_undirected(self, *args: Any, **kwargs: Any) -> Any:
        """Return an undirected copy, or with ``as_view=True`` a view."""
        return (self._as_plain() if kwargs.get("as_view") or True in args else self.copy()).to_undirected(
            *args, **kwargs
        )

    def to_directed(self, *args: Any, **kwargs: Any) -> Any:
        """Return a directed copy, or with ``as_view=True`` a view."""
        return (self._as_plain() if kwargs.get("as_view") or True in args else self.copy()).to_directed(*args, **kwargs)

    def to_directed_class(self) -> Any:
        """Return the class of directed copies."""
        return _KINDS[True, self._source.multi]

    def to_undirected_class(self) -> Any:
        """Return the class of undirected copies."""
        return _KINDS[False, self._source.multi]

    def __reduce__(self) -> Any:
        return _itself, (self.copy(),)

    def __deepcopy__(self, memo: Any) -> Any:
        return self.copy()

    # ---- the same things as the rest of the library has them

    def elements(self, nodes: Iterable[Hashable]) -> list[Node]:
        """Return nodes by their keys as :class:`graph.elements.Node`, in order; those that are there."""
        return [self._source.element(record) for record in self._source.records(nodes)]

    def relationships(self, edges: Iterable[Sequence[Hashable]]) -> list[Relationship]:
        """Return what is behind some edges, in order: ``(u, v, key)``, or ``(u, v)`` for all that are between two."""
        source = self._source
        wanted = [(source.internal(u), source.internal(v), key) for u, v, *key in edges]
        ends = dict.fromkeys(id for at, to, _ in wanted for id in (at, to) if id is not None)
        nodes = {record.internal: source.element(record) for record in source.reader.nodes(ends)}
        between: dict[Any, dict[Hashable, EdgeRecord]] = {}
        pair: Callable[[Any], Any] = tuple if source.directed else frozenset
        starts = list(dict.fromkeys(at for at, _, _ in wanted if at is not None))
        for record in source.reader.edges(starts, "out" if source.directed else "both"):
            beside = between.setdefault(pair((record.start, record.end)), {})
            beside[source.edge_key(record, beside)] = record
        return [
            source.relationship(record, nodes[record.start], nodes[record.end])
            for at, to, key in wanted
            for name, record in between.get(pair((at, to)), {}).items()
            if not key or key[0] == name
        ]

    def to_subgraph(self, limit: int | None = None) -> Subgraph:
        """Return the first nodes, at most ``limit``, and what relates them, as a :class:`graph.elements.Subgraph`."""
        source = self._source
        first = source.reader.nodes(source.reader.node_ids()[:limit])
        nodes = {node.internal: source.element(node) for node in first}
        found: list[Any] = list(nodes.values())
        ids = list(nodes)
        for at in range(0, len(ids), _PAGE):
            for record in source.reader.edges(ids[at : at + _PAGE], "out"):
                if record.end in nodes:
                    found.append(source.relationship(record, nodes[record.start], nodes[record.end]))
        return Subgraph.of(found)

    def __repr__(self) -> str:
        try:
            return f"<{self}>"
        except CaseGraphError:  # the store has changed, or was closed
            return f"<{self.__class__.__name__}>"

    def _repr_html_(self) -> str:
        import graph

        return graph.to_notebook_html(self)

    add_node = add_nodes_from = remove_node = remove_nodes_from = read_only
    add_edge = add_edges_from = add_weighted_edges_from = remove_edge = remove_edges_from = read_only
    clear = clear_edges = update = read_only


def _itself(graph: Any) -> Any:
    return graph


class _Directed(StoreGraph):
    """What only directed graphs have."""

    def reverse(self, copy: bool = True) -> Any:
        """Return a copy, or a view, whose edges point the other way."""
        return self.copy().reverse() if copy else self._as_plain().reverse(copy=False)

    def successors(self, n: Hashable) -> Iterator[Hashable]:
        """Return an iterator over the nodes that edges lead to."""
        return self._beside(n, "_succ")

    def predecessors(self, n: Hashable) -> Iterator[Hashable]:
        """Return an iterator over the nodes that edges come from."""
        return self._beside(n, "_pred")

    @cached_property
    def in_degree(self) -> Any:
        """The degrees of edges that come in, as in NetworkX."""
        return _counted("In", self._source.multi, "in")(self)

    @cached_property
    def out_degree(self) -> Any:
        """The degrees of edges that go out, as in NetworkX."""
        return _counted("Out", self._source.multi, "out")(self)


class StoreUndirectedGraph(StoreGraph, nx.Graph):  # type: ignore[misc]
    """A graph in a store as a ``networkx.Graph``; see :class:`StoreGraph`."""


class StoreDiGraph(_Directed, nx.DiGraph):  # type: ignore[misc]
    """A graph in a store as a ``networkx.DiGraph``; see :class:`StoreGraph`."""


class StoreMultiGraph(StoreGraph, nx.MultiGraph):  # type: ignore[misc]
    """A graph in a store as a ``networkx.MultiGraph``; see :class:`StoreGraph`."""


class StoreMultiDiGraph(_Directed, nx.MultiDiGraph):  # type: ignore[misc]
    """A graph in a store as a ``networkx.MultiDiGraph``; see :class:`StoreGraph`."""


_KINDS = {
    (False, False): nx.Graph,
    (True, False): nx.DiGraph,
    (False, True): nx.MultiGraph,
    (True, True): nx.MultiDiGraph,
}
_STORE_KINDS: dict[tuple[bool, bool], Any] = {
    (False, False): StoreUndirectedGraph,
    (True, False): StoreDiGraph,
    (False, True): StoreMultiGraph,
    (True, True): StoreMultiDiGraph,
}


class _ByNode[Value](Mapping[Hashable, Value]):
    """A mapping whose keys are the nodes."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._source.every_key())

    def __len__(self) -> int:
        return self._source.reader.counts()[0]

    def __contains__(self, key: object) -> bool:
        hash(key)  # a TypeError, as from a dict
        return self._source.internal(key) is not None

    def copy(self) -> dict[Hashable, Value]:
        return dict(self.items())


class _Nodes(_ByNode[Attributes]):
    """``G._node``."""

    def __getitem__(self, key: Hashable) -> Attributes:
        return self._source.attributes(key)

    def items(self) -> Any:
        return _Items(self, self._source.all_attributes)


class _Adjacency(_ByNode[Neighbours]):
    """``G._adj``, ``G._succ`` or ``G._pred``."""

    def __init__(self, source: Source, direction: Direction) -> None:
        super().__init__(source)
        self._direction = direction

    def __getitem__(self, key: Hashable) -> Neighbours:
        return self._source.beside(key, self._direction)

    def items(self) -> Any:
        return _Items(self, lambda: self._source.all_beside(self._direction))


class _Items:
    """The items of a mapping, read in pages."""

    def __init__(self, mapping: Mapping[Any, Any], read: Callable[[], Iterator[tuple[Any, Any]]]) -> None:
        self._mapping = mapping
        self._read = read

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return self._read()

    def __len__(self) -> int:
        return len(self._mapping)


@cache
def _counted(which: str, multi: bool, direction: Direction) -> Any:
    """Return a view of degrees of NetworkX that counts all at once, where there are no weights."""
    view: Any = getattr(reportviews, f"{which}{'Multi' * multi}DegreeView")

    class Counted(view):  # type: ignore[misc]
        def __iter__(self) -> Iterator[tuple[Hashable, Any]]:
            if self._nodes is not self._succ or self._weight is not None:
                return super().__iter__()  # type: ignore[no-any-return]
            return zip(self._graph._source.every_key(), self._graph.degrees(direction), strict=True)

    Counted.__name__ = view.__name__
    return Counted


def copied(graph: Any) -> Any:
    """Return a plain NetworkX graph with all that a graph in a store holds, read in one go."""
    source: Source = graph._source
    plain = _KINDS[source.directed, source.multi]()
    plain.graph.update(graph.graph)
    reader, names = source.reader, source.names
    keys: dict[Any, Hashable] = {}
    ids, every = reader.node_ids(), source.every_key()
    node: dict[Hashable, dict[str, Any]] = plain._node
    adjacency, before = plain._adj, plain._pred if source.directed else plain._adj
    for at in range(0, len(ids), _COPIED):
        for found, key in zip(reader.nodes(ids[at : at + _COPIED]), every[at : at + _COPIED], strict=True):
            keys[found.internal] = key
            node[key] = names.node_attributes(found)
            adjacency[key] = {}
            if before is not adjacency:
                before[key] = {}
    multi, edge_attributes = source.multi, names.edge_attributes
    for page in reader.all_edges():
        for record in page:
            u, v = keys[record.start], keys[record.end]
            attributes: dict[Any, Any] = edge_attributes(record)
            beside = adjacency[u].get(v)
            if beside is None:
                if multi:
                    attributes = {source.edge_key(record, ()): attributes}
                adjacency[u][v] = attributes
                before[v][u] = attributes
            elif multi:
                beside[source.edge_key(record, beside)] = attributes
            else:
                beside.update(attributes)
    source.reads(len(ids) + reader.counts()[1])
    return plain


def open_graph(
    store: Store,
    *,
    case: str | None = None,
    labels: Collection[str] = (),
    types: Collection[str] = (),
    pattern: str = "",
    directed: bool = True,
    multi: bool = True,
    statuses: Collection[str] = (),
    speaker: str = "",
    stance: str = "",
) -> Any:
    """Return a graph in a store as a lazy NetworkX graph; see :meth:`graph.stores.Store.graph`."""
    check_case(store, case)
    cases = (case,) if case is not None else tuple(loaded.id for loaded in store.cases())
    if cases and not labels and not pattern:
        labels = (ENTITY,)
    statements = None
    if speaker:
        walk = Walk(speaker=speaker, stance=stance)
        statements = frozenset(id for of in cases for id in walk.condition(store, of)[1]["said"])
    selection = Selection(
        case=case,
        labels=tuple(sorted(set(labels))),
        types=tuple(sorted(set(types))),
        statuses=tuple(sorted(set(statuses))),
        statements=statements,
        pattern=pattern,
    )
    reader = store.reader(selection)
    return graph_of(reader, Names(reader), directed=directed, multi=multi)


def graph_of(
    reader: GraphReader, names: Naming, *, directed: bool, multi: bool, attributes: Mapping[Any, Any] | None = None
) -> Any:
    """Return the lazy graph of what a reader reads."""
    from graph.nx.explaining import note_rows

    source = Source(reader, names, directed=directed, multi=multi, reads=note_rows)
    return _STORE_KINDS[directed, multi](source, attributes or {})
