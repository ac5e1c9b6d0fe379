"""Who is central, which communities there are, what holds a graph together, and who resembles whom.

Every measure is the one that NetworkX has, on the entities of a case and what relates them, or on all of a foreign
graph. Every relationship counts the same, an allegation as much as a finding: a :class:`graph.questions.paths.Walk`
says which of them count at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from graph.elements import Node, Relationship
from graph.errors import NotFoundError, QueryError
from graph.nx.explaining import Call, noted
from graph.nx.tables import BRIDGES as BRIDGES
from graph.nx.tables import MEASURES as MEASURES
from graph.nx.tables import METHODS as METHODS
from graph.nx.tables import SIMILAR as SIMILAR
from graph.nx.tables import Explained as Explained
from graph.nx.tables import Measure as Measure
from graph.questions.neighbors import find_node
from graph.questions.parts import check_case
from graph.questions.paths import Walk
from graph.stopping import check_stop
from graph.stores import Progress, Store

if TYPE_CHECKING:
    import networkx

_SEED = 0
"""Louvain visits nodes in a random order: the same one every time."""


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
        Which relationships count, by status, type, speaker and stance; all where it is not given.
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
    graph = open_graph(store, case=case, walk=walk, directed=measure.directed, multi=measure.directed)
    scores: Mapping[Any, float] = measure.take(graph, progress)
    nodes = graph.elements(list(scores))
    ranked = [Ranked(node, score) for node, score in zip(nodes, scores.values(), strict=True)]
    return sorted(ranked, key=lambda row: (-steady(row.score), row.node.id, row.node.key))


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
    graph = open_graph(store, case=case, walk=walk, directed=chosen.directed, multi=chosen.directed)
    parts = [list(part) for part in chosen.take(graph, progress)]
    nodes = iter(graph.elements([node for part in parts for node in part]))
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
    node = find_node(store, id, case=case)
    graph = open_graph(store, case=case or node.key.case or None, walk=walk, directed=False, multi=False)

    @cache
    def beside(name: Any) -> set[Any]:
        return set(graph[name]) - {name}

    with noted("jaccard_coefficient") as call:
        call.how = "by look-ups"
        its_name = name_in(graph, node)
        own = beside(its_name)
        candidates = {far for near in own for far in beside(near)} - {its_name}
        scores = {other: len(own & beside(other)) / len(own | beside(other)) for other in candidates}
    # the last of equals at the limit is found by id, and names are ids
    nearest = sorted(scores, key=lambda other: (-scores[other], str(other)))[:limit]
    found = []
    for other, its_node in zip(nearest, graph.elements(nearest), strict=True):
        shared = graph.elements(own & beside(other))
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
    old, new = places(before), places(after)
    scores = [{row.node.key: row.score for row in rows} for rows in (before, after)]
    nodes = {row.node.key: row.node for row in (*before, *after)}
    return [
        Moved(node, old.get(key), new.get(key), scores[0].get(key), scores[1].get(key)) for key, node in nodes.items()
    ]


def places(rows: Sequence[Ranked]) -> dict[str, int]:
    """Return by the key of its node the place of each row of a ranking; those with the same score share one."""
    found: dict[str, int] = {}
    first = 1  # the place of those with the score that is looked at
    for number, row in enumerate(rows, 1):
        if number > 1 and steady(row.score) != steady(rows[number - 2].score):
            first = number
        found[row.node.key] = first
    return found


def open_graph(
    store: Store, *, case: str | None = None, walk: Walk | None = None, directed: bool = True, multi: bool = True
) -> Any:
    """Return what a walk may take as a NetworkX graph: the nodes stay all, only relationships are left out.

    Raises
    ------
    NotFoundError
        There is no such case.
    QueryError
        The walk goes by a source, or around nodes: a measure is of a graph that is whole but for kinds of statements.
    """
    check_case(store, case)
    walk = walk or Walk()
    if walk.source or walk.avoid or walk.passes:
        raise QueryError("A measure goes by type, status, speaker and stance: not by source, and not around nodes.")
    return store.graph(
        case=case,
        types=_some(walk.types),
        statuses=_some(walk.statuses),
        speaker=walk.speaker,
        stance=walk.stance,
        directed=directed,
        multi=multi,
    )


def _some(names: Collection[str] | None) -> tuple[str, ...]:
    """Return what a graph may be chosen by: for it an empty choice is all, and for a walk it is none."""
    return () if names is None else tuple(names) or ("",)


def name_in(graph: Any, node: Node) -> Any:
    """Return what a graph in a store calls a node: in a case its id, elsewhere what identifies it there."""
    for name in (node.properties.get("id"), node.id):
        if name in graph and graph.elements([name])[0].key == node.key:
            return name
    names = list(graph)
    for name, its in zip(names, graph.elements(names), strict=True):
        if its.key == node.key:
            return name
    raise NotFoundError(f"{node.id} is a {' '.join(node.labels)}, and this graph is of entities: name one of these.")


def _row(rows: Mapping[str, Measure], name: str, what: str) -> Measure:
    if name not in rows:
        raise NotFoundError(f"There is no {what} {name!r}: choose one of {', '.join(rows)}.")
    return rows[name]


def _by_id(node: Node) -> tuple[str, str]:
    return node.id, node.key


def steady(score: float) -> float:
    """Return a score without its last digits: they depend on the order in which a store gives nodes."""
    return score if isinstance(score, int) else float(f"{score:.10g}")


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


# -- the function of each row of the tables ------------------------------------------------------------------


def degree(graph: Any, _: Progress | None) -> dict[Any, float]:
    """Return the number of relationships of every node."""
    return dict(graph.degree())


def pagerank(graph: Any, _: Progress | None) -> dict[Any, float]:
    """Return every node's PageRank on the directed graph; parallel relationships all count."""
    import networkx as nx

    return nx.pagerank(graph, weight=None)  # type: ignore[no-any-return]


def betweenness(graph: Any, progress: Progress | None) -> dict[Any, float]:
    """Return every node's betweenness on the simple graph."""
    with noted("betweenness_centrality") as call:
        names, copy = _in_order(graph, call)
        scores = _passing([list(copy[node]) for node in copy], progress)
    return dict(zip(names, scores, strict=True))


def closeness(graph: Any, progress: Progress | None) -> dict[Any, float]:
    """Return every node's closeness on the simple graph."""
    import networkx as nx

    with noted("closeness_centrality") as call:
        names, copy = _in_order(graph, call)
        return {names[node]: nx.closeness_centrality(copy, node) for node in _counted(len(names), progress)}


def k_core(graph: Any, _: Progress | None) -> dict[Any, float]:
    """Return every node's core number on the simple graph."""
    import networkx as nx

    if not (graph.structure.starts == graph.structure.ends).any():
        return nx.core_number(graph)  # type: ignore[no-any-return]
    with noted("core_number") as call:  # which is not defined where there are loops
        names, copy = _in_order(graph, call)
        return {names[node]: score for node, score in nx.core_number(copy).items()}


def louvain(graph: Any, progress: Progress | None) -> list[list[Any]]:
    """Return communities by Louvain on the simple graph."""
    import networkx as nx

    with noted("louvain_communities") as call:
        names, copy = _in_order(graph, call)
        parts: Iterable[Iterable[int]] = ()
        # each round joins what the one before has found, until nothing is gained
        for parts in nx.community.louvain_partitions(copy, seed=_SEED):  # noqa: B007
            _tell(progress, 0, 1)
    return [[names[node] for node in part] for part in parts]


def label_propagation(graph: Any, _: Progress | None) -> list[list[Any]]:
    """Return communities by label propagation on the simple graph."""
    import networkx as nx

    with noted("label_propagation_communities") as call:
        names, copy = _in_order(graph, call)
        return [[names[node] for node in part] for part in nx.community.label_propagation_communities(copy)]


def components(graph: Any, _: Progress | None) -> Iterable[Collection[Any]]:
    """Return connected components."""
    import networkx as nx

    return nx.connected_components(graph)  # type: ignore[no-any-return]


def _in_order(graph: Any, call: Call) -> tuple[list[Any], networkx.Graph]:
    """Return the names of all nodes, sorted, and a copy of the graph with their numbers in their place.

    It is the same copy whichever store the graph is in: undirected, without loops, one edge for all relationships
    of a pair.
    """
    import networkx as nx
    import numpy as np

    names, structure = list(graph), graph.structure
    order = sorted(range(len(names)), key=lambda number: str(names[number]))
    place = np.empty(len(names), dtype=np.int64)
    place[order] = np.arange(len(names))
    starts, ends = place[structure.starts], place[structure.ends]
    pairs = np.unique(np.sort(np.stack([starts, ends], axis=1)[starts != ends], axis=1), axis=0)
    copy = nx.Graph()
    copy.add_nodes_from(range(len(names)))
    copy.add_edges_from(pairs.tolist())
    call.how = "by its structure"
    call.rows = len(names) + len(structure.starts)
    return [names[number] for number in order], copy


def _passing(neighbors: Sequence[Sequence[int]], progress: Progress | None = None) -> list[float]:
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
        distance, paths = [-1] * many, [0.0] * many
        before: list[list[int]] = [[] for _ in range(many)]  # who comes before a node on the shortest paths to it
        distance[source], paths[source] = 0, 1.0
        found = [source]  # in the order of their distance
        for node in found:
            further = distance[node] + 1
            for far in neighbors[node]:
                if distance[far] < 0:
                    distance[far] = further
                    found.append(far)
                if distance[far] == further:
                    paths[far] += paths[node]
                    before[far].append(node)
        passing = [0.0] * many  # the part of all shortest paths from the source that passes a node
        for node in reversed(found[1:]):
            share = (1 + passing[node]) / paths[node]
            for near in before[node]:
                passing[near] += paths[near] * share
            scores[node] += passing[node]
    scale = (many - 1) * (many - 2) if many > 2 else 1
    return [score / scale for score in scores]
