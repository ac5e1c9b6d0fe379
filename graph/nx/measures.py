"""Who is central, which communities there are, what holds a graph together, and who resembles whom.

Every measure is the one that NetworkX has, on the entities of a case and what relates them, or on all of a foreign
graph. Every relationship counts the same, an allegation as much as a finding: a :class:`graph.questions.paths.Walk`
says which of them count at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from graph.elements import Node, Relationship
from graph.errors import NotFoundError
from graph.questions.neighbors import find_node
from graph.questions.parts import check_case
from graph.questions.paths import Walk
from graph.stopping import check_stop
from graph.stores import Progress, Store

if TYPE_CHECKING:
    import networkx

_Open = Callable[..., Any]
"""Opens the graph that is asked about, ``directed`` or not, ``multi`` or not: see :func:`open_graph`."""
_SEED = 0
"""Louvain visits nodes in a random order: the same one every time."""


@dataclass(frozen=True, slots=True)
class Explained:
    """What is measured, in words.

    Parameters
    ----------
    name : str
        As it is chosen by.
    title : str
        As it is shown.
    sentence : str
        What it means, and how it is defined.
    page : str
        The name of NetworkX's own page about it.
    """

    name: str
    title: str
    sentence: str
    page: str

    @property
    def url(self) -> str:
        """The address of that page."""
        chapter = "algorithms" if ".algorithms." in self.page else "classes"
        return f"https://networkx.org/documentation/stable/reference/{chapter}/generated/{self.page}.html"


@dataclass(frozen=True, slots=True)
class Measure(Explained):
    """A measure of every node, with the function that returns it by the nodes' names in the graph."""

    scores: Callable[[_Open, Progress | None], Mapping[Any, float]]


@dataclass(frozen=True, slots=True)
class Method(Explained):
    """A way to find communities, with the function that returns these as the nodes' names in the graph."""

    parts: Callable[[_Open, Progress | None], Iterable[Collection[Any]]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A node and what was measured of it."""

    node: Node
    score: float


@dataclass(frozen=True, slots=True)
class Bridges:
    """What separates a part of the graph from the rest when it is taken away; each sorted by id."""

    relationships: tuple[Relationship, ...]
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Similar:
    """A node that resembles another, how much (0 to 1), and the neighbours that both have."""

    node: Node
    score: float
    shared: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A node's places in two rankings; 1 is the first, ties share a place, None: it is not in that one."""

    node: Node
    before: int | None
    after: int | None
    score_before: float | None
    score_after: float | None


def rank(
    store: Store,
    *,
    by: str = "degree",
    case: str | None = None,
    walk: Walk | None = None,
    progress: Progress | None = None,
) -> list[Ranked]:
    """Return every node with a measure of how central it is, the highest first, ties by id.

    Parameters
    ----------
    store : Store
    by : str
        One of :data:`MEASURES`.
    case : str, optional
        Only the nodes of this case.
    walk : Walk, optional
        Which relationships count, by status, type, speaker, stance and source; all where it is not given.
    progress : callable, optional
        Called as ``progress(done, total)`` now and then.

    Returns
    -------
    list of Ranked

    Raises
    ------
    NotFoundError
        There is no such measure, or no such case.
    """
    measure = _row(MEASURES, by, "measure")
    opened = partial(open_graph, store, case=case, walk=walk)
    scores = measure.scores(opened, progress)
    nodes = opened().elements(list(scores))
    ranked = [Ranked(node, score) for node, score in zip(nodes, scores.values(), strict=True)]
    return sorted(ranked, key=lambda row: (-_steady(row.score), row.node.id, row.node.key))


def communities(
    store: Store,
    *,
    method: str = "louvain",
    case: str | None = None,
    walk: Walk | None = None,
    progress: Progress | None = None,
) -> list[tuple[Node, ...]]:
    """Return groups of nodes that have more to do with each other than with the rest: every node is in one.

    Parameters
    ----------
    store : Store
    method : str
        One of :data:`METHODS`.
    case, walk, progress
        As in :func:`rank`.

    Returns
    -------
    list of tuple of Node
        The largest first, then by their first id; the nodes of each by id.

    Raises
    ------
    NotFoundError
        There is no such method, or no such case.
    """
    chosen = _row(METHODS, method, "method")
    opened = partial(open_graph, store, case=case, walk=walk)
    parts = [list(part) for part in chosen.parts(opened, progress)]
    nodes = iter(opened().elements([node for part in parts for node in part]))
    found = [tuple(sorted((next(nodes) for _ in part), key=_by_id)) for part in parts]
    return sorted(found, key=lambda part: (-len(part), _by_id(part[0])))


def bridges(
    store: Store, *, case: str | None = None, walk: Walk | None = None, progress: Progress | None = None
) -> Bridges:
    """Return the relationships and the nodes without which a part of the graph would be cut off.

    Two relationships between the same two nodes are no bridge: where one falls, the other still joins them.

    Parameters
    ----------
    store, case, walk, progress
        As in :func:`rank`.
    """
    import networkx as nx

    graph = open_graph(store, case=case, walk=walk, directed=False)
    _tell(progress, 0, 2)
    ties = [(u, v, key) for u, v in nx.bridges(graph) for key in graph[u][v]]
    _tell(progress, 1, 2)
    cut_off = graph.elements(list(nx.articulation_points(graph)))
    return Bridges(
        tuple(sorted(graph.relationships(ties), key=lambda r: (r.start, r.end, r.key))),
        tuple(sorted(cut_off, key=_by_id)),
    )


def similar(
    store: Store, id: str, *, case: str | None = None, walk: Walk | None = None, limit: int = 10
) -> list[Similar]:
    """Return the nodes that share most of their neighbours with a node, the most similar first, ties by id.

    Parameters
    ----------
    store : Store
    id : str
    case, walk
        As in :func:`rank`.
    limit : int
        Nodes at the most.

    Returns
    -------
    list of Similar
        The score is the Jaccard coefficient: of the neighbours that either has, the part that both have.

    Raises
    ------
    NotFoundError, AmbiguousIdError
        As :func:`graph.questions.neighbors.find_node`.
    """
    import networkx as nx

    node = find_node(store, id, case=case)
    graph = open_graph(store, case=case or node.key.case or None, walk=walk, directed=False, multi=False)
    simple = _without_loops(graph)
    own = set(simple[node.id])
    beside_these = {far for near in own for far in simple[near]} - {node.id}
    pairs = [(node.id, other) for other in sorted(beside_these, key=str)]
    scores = {other: score for _, other, score in nx.jaccard_coefficient(simple, pairs)}
    # the last of equals at the limit is found by id, and names are ids
    nearest = sorted(scores, key=lambda other: (-scores[other], str(other)))[:limit]
    found = []
    for other, its_node in zip(nearest, graph.elements(nearest), strict=True):
        shared = graph.elements(sorted(own.intersection(simple[other]), key=str))
        found.append(Similar(its_node, scores[other], tuple(sorted(shared, key=_by_id))))
    return found


def moved(before: Sequence[Ranked], after: Sequence[Ranked]) -> list[Moved]:
    """Return how nodes moved from one ranking to another, in the order of the first, then of the second.

    Examples
    --------
    >>> from graph.elements import Node
    >>> ines, pia = (Node(f"c/{id}", id, ("Person",), {}) for id in ("ines", "pia"))
    >>> for m in moved([Ranked(ines, 3), Ranked(pia, 2)], [Ranked(ines, 1), Ranked(pia, 1)]):
    ...     print(m.node.id, m.before, m.after)
    ines 1 1
    pia 2 1
    """
    places = _places(before), _places(after)
    scores = [{row.node.key: row.score for row in rows} for rows in (before, after)]
    nodes = {row.node.key: row.node for row in (*before, *after)}
    return [
        Moved(node, places[0].get(key), places[1].get(key), scores[0].get(key), scores[1].get(key))
        for key, node in nodes.items()
    ]


def _places(rows: Sequence[Ranked]) -> dict[str, int]:
    places: dict[str, int] = {}
    first = 1  # the place of those with the score that is looked at
    for number, row in enumerate(rows, 1):
        if number > 1 and _steady(row.score) != _steady(rows[number - 2].score):
            first = number
        places[row.node.key] = first
    return places


def open_graph(
    store: Store, *, case: str | None = None, walk: Walk | None = None, directed: bool = True, multi: bool = True
) -> Any:
    """Return what a walk may take as a NetworkX graph: the nodes stay all, only relationships are left out.

    Raises
    ------
    NotFoundError
        There is no such case.
    """
    check_case(store, case)
    walk = walk or Walk()
    return store.graph(
        case=case,
        types=tuple(walk.types or ()),
        statuses=tuple(walk.statuses or ()),
        speaker=walk.speaker,
        stance=walk.stance,
        directed=directed,
        multi=multi,
    )


def _row[Row: Explained](rows: Mapping[str, Row], name: str, what: str) -> Row:
    if name not in rows:
        raise NotFoundError(f"There is no {what} {name!r}: choose one of {', '.join(rows)}.")
    return rows[name]


def _by_id(node: Node) -> tuple[str, str]:
    return node.id, node.key


def _steady(score: float) -> float:
    """Return a score without its last digits: they depend on the order in which a store gives nodes."""
    return float(f"{score:.10g}")


def _tell(progress: Progress | None, done: int, total: int) -> None:
    check_stop()
    if progress:
        progress(done, total)


def _counted(total: int, progress: Progress | None) -> Iterator[int]:
    """Count to a total, and between pieces say how far it is, or stop."""
    for done in range(total):
        if done % 32 == 0:
            _tell(progress, done, total)
        yield done


# -- what each row of the tables does -------------------------------------------------------------------


def _degree(opened: _Open, _: Progress | None) -> dict[Any, float]:
    return dict(opened().degree())


def _pagerank(opened: _Open, _: Progress | None) -> dict[Any, float]:
    import networkx as nx

    return nx.pagerank(opened(), weight=None)  # type: ignore[no-any-return]


def _betweenness(opened: _Open, progress: Progress | None) -> dict[Any, float]:
    names, graph = _in_order(opened)
    scores = betweenness([list(graph[node]) for node in graph], progress)
    return dict(zip(names, scores, strict=True))


def _closeness(opened: _Open, progress: Progress | None) -> dict[Any, float]:
    import networkx as nx

    names, graph = _in_order(opened)
    return {names[node]: nx.closeness_centrality(graph, node) for node in _counted(len(names), progress)}


def _k_core(opened: _Open, _: Progress | None) -> dict[Any, float]:
    import networkx as nx

    return nx.core_number(_without_loops(opened(directed=False, multi=False)))  # type: ignore[no-any-return]


def _louvain(opened: _Open, progress: Progress | None) -> list[list[Any]]:
    import networkx as nx

    names, graph = _in_order(opened)
    parts: Iterable[Iterable[int]] = ()
    # each round joins what the one before has found, until nothing is gained
    for parts in nx.community.louvain_partitions(graph, seed=_SEED):  # noqa: B007
        _tell(progress, 0, 1)
    return [[names[node] for node in part] for part in parts]


def _label_propagation(opened: _Open, _: Progress | None) -> list[list[Any]]:
    import networkx as nx

    names, graph = _in_order(opened)
    return [[names[node] for node in part] for part in nx.community.label_propagation_communities(graph)]


def _components(opened: _Open, _: Progress | None) -> Iterable[Collection[Any]]:
    import networkx as nx

    return nx.connected_components(opened(directed=False, multi=False))  # type: ignore[no-any-return]


def _without_loops(graph: networkx.Graph) -> networkx.Graph:
    """Return a graph itself where it has no loops, else a copy without them."""
    import networkx as nx

    if nx.number_of_selfloops(graph) == 0:
        return graph
    copy = nx.Graph()
    copy.add_nodes_from(graph)
    copy.add_edges_from((u, v) for u, v in graph.edges() if u != v)
    return copy


def _in_order(opened: _Open) -> tuple[list[Any], networkx.Graph]:
    """Return the names of all nodes, sorted, and a copy of the graph with their numbers in their place.

    It is the same copy whichever store the graph is in: undirected, without loops, one edge for all relationships
    of a pair.
    """
    import networkx as nx

    graph = opened(directed=False, multi=False)
    names = sorted(graph, key=str)
    numbers = {name: number for number, name in enumerate(names)}
    copy = nx.Graph()
    copy.add_nodes_from(range(len(names)))
    copy.add_edges_from(sorted(tuple(sorted((numbers[u], numbers[v]))) for u, v in graph.edges() if u != v))
    return names, copy


def betweenness(neighbors: Sequence[Sequence[int]], progress: Progress | None = None) -> list[float]:
    """Return the betweenness of every node of a simple undirected graph, normalised as NetworkX does.

    Parameters
    ----------
    neighbors : sequence of sequence of int
        The numbers of each node's neighbours.
    progress : callable, optional
        Called as ``progress(done, total)`` between nodes; there the work can also be stopped.

    Notes
    -----
    U. Brandes, "A faster algorithm for betweenness centrality", 2001.
    """
    many = len(neighbors)
    scores = [0.0] * many
    for source in _counted(many, progress):
        distance, paths = {source: 0}, {source: 1.0}
        found = [source]  # in the order of their distance
        for node in found:
            further = distance[node] + 1
            for far in neighbors[node]:
                if far not in distance:
                    distance[far], paths[far] = further, 0.0
                    found.append(far)
                if distance[far] == further:
                    paths[far] += paths[node]
        passing = dict.fromkeys(found, 0.0)  # the part of all shortest paths from the source that passes a node
        for node in reversed(found[1:]):
            share = (1 + passing[node]) / paths[node]
            for near in neighbors[node]:
                if distance[near] < distance[node]:
                    passing[near] += paths[near] * share
            scores[node] += passing[node]
    scale = (many - 1) * (many - 2) if many > 2 else 1
    return [score / scale for score in scores]


def _table[Row: Explained](*rows: Row) -> Mapping[str, Row]:
    return MappingProxyType({row.name: row for row in rows})


_PAGES = "networkx.algorithms"

MEASURES = _table(
    Measure(
        "degree",
        "Degree",
        "How much is said of it: the number of its relationships; one from itself to itself counts twice.",
        "networkx.MultiDiGraph.degree",
        _degree,
    ),
    Measure(
        "pagerank",
        "PageRank",
        "How often a walk comes by that follows relationships from start to end, and now and then starts anew anywhere.",
        f"{_PAGES}.link_analysis.pagerank_alg.pagerank",
        _pagerank,
    ),
    Measure(
        "betweenness",
        "Betweenness",
        "How often it lies between two others: the part of all shortest paths between them that passes it.",
        f"{_PAGES}.centrality.betweenness_centrality",
        _betweenness,
    ),
    Measure(
        "closeness",
        "Closeness",
        "How near all others are: one divided by the mean number of steps to those it reaches, times the part of all "
        "that it reaches.",
        f"{_PAGES}.centrality.closeness_centrality",
        _closeness,
    ),
    Measure(
        "k-core",
        "k-core",
        "How deep it sits: the largest k such that it is in a group in which each is related to k others of the group.",
        f"{_PAGES}.core.core_number",
        _k_core,
    ),
)
"""What :func:`rank` can measure, by name."""

METHODS = _table(
    Method(
        "louvain",
        "Louvain",
        "Groups with more relationships inside than chance would give, found by moving nodes while that share "
        "(modularity) grows.",
        f"{_PAGES}.community.louvain.louvain_communities",
        _louvain,
    ),
    Method(
        "label-propagation",
        "Label propagation",
        "Groups that agree: each node takes the label that most of its neighbours have, until none changes.",
        f"{_PAGES}.community.label_propagation.label_propagation_communities",
        _label_propagation,
    ),
    Method(
        "components",
        "Components",
        "Groups that nothing joins: between two of them there is no path at all.",
        f"{_PAGES}.components.connected_components",
        _components,
    ),
)
"""How :func:`communities` can find them, by name."""

BRIDGES = Explained(
    "bridges",
    "Bridges",
    "What holds the graph together: without one of these, a part of it would be cut off from the rest.",
    f"{_PAGES}.bridges.bridges",
)
SIMILAR = Explained(
    "similar",
    "Similar",
    "Who has the same neighbours: of those that either of the two has, the part that both have (Jaccard coefficient).",
    f"{_PAGES}.link_prediction.jaccard_coefficient",
)
