"""What is around a node and what lies between nodes, each with filters by type, status, speaker and stance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.elements import Path, Subgraph
from graph.nx.measures import name_in, open_graph
from graph.questions import paths as walks
from graph.questions.neighbors import Neighbor, find_node
from graph.questions.neighbors import neighbors as all_neighbors
from graph.questions.parts import Direction
from graph.questions.paths import Walk
from graph.stores import Store

path = walks.shortest_path
"""A shortest path between two nodes."""


def neighbors(
    store: Store, id: str, *, case: str | None = None, direction: Direction = "both", walk: Walk | None = None
) -> list[Neighbor]:
    """Return the nodes beside a node, sorted by id, with those relationships to them that a walk may take.

    Parameters
    ----------
    store : Store
    id : str
    case : str, optional
        The case, where two use the id.
    direction : {"both", "out", "in"}
        Of the relationships, seen from the node.
    walk : Walk, optional
        Which relationships count; all where it is not given.

    Raises
    ------
    NotFoundError, AmbiguousIdError
        As :func:`graph.questions.neighbors.find_node`.
    """
    found = all_neighbors(store, id, case=case, direction=direction)
    if walk is None or not found:
        return found
    said = walk.condition(store, found[0].node.key.case)[1].get("said")
    left = (replace(one, relationships=tuple(walks.allowed(one.relationships, walk, said))) for one in found)
    return [one for one in left if one.relationships]


def ego(store: Store, id: str, *, radius: int = 1, case: str | None = None, walk: Walk | None = None) -> Subgraph:
    """Return a node, all that is within some steps of it, and every relationship among these that a walk may take.

    Parameters
    ----------
    store : Store
    id : str
    radius : int
        Steps at the most, along relationships in either direction.
    case, walk
        As in :func:`neighbors`.

    Raises
    ------
    NotFoundError, AmbiguousIdError
        As :func:`graph.questions.neighbors.find_node`.
    """
    import networkx as nx

    node = find_node(store, id, case=case)
    graph = open_graph(store, case=case or node.key.case or None, walk=walk, directed=False)
    near = list(nx.single_source_shortest_path_length(graph, name_in(graph, node), cutoff=radius))
    ties = list(graph.subgraph(near).edges(keys=True))
    return Subgraph.of([*graph.elements(near), *graph.relationships(ties)])


def paths(
    store: Store,
    source: str,
    target: str,
    *,
    k: int = 5,
    case: str | None = None,
    cutoff: int = 15,
    walk: Walk | None = None,
) -> list[Path]:
    """Return the first ``k`` paths between two nodes that pass no node twice, the shortest first, then by ids.

    Parameters
    ----------
    store : Store
    source, target : str
        Ids.
    k : int
        Paths at the most.
    case, walk
        As in :func:`neighbors`.
    cutoff : int
        Relationships a path may have at the most.

    Raises
    ------
    NotFoundError
        There is no such node, or no path.
    AmbiguousIdError
        As :func:`graph.questions.neighbors.find_node`.
    """
    start, end = (find_node(store, id, case=case) for id in (source, target))
    return walks.shortest_simple_paths(store, start, end, count=k, cutoff=cutoff, walk=walk)


def connect(
    store: Store, ids: Sequence[str], *, case: str | None = None, cutoff: int = 15, walk: Walk | None = None
) -> Subgraph:
    """Return what connects some nodes: shortest paths that join them all with few relationships.

    Parameters
    ----------
    store : Store
    ids : sequence of str
    case, walk
        As in :func:`neighbors`.
    cutoff : int
        Relationships a path between two of them may have at the most.

    Raises
    ------
    NotFoundError
        There is no such node, or some of them no path joins to the others.
    AmbiguousIdError
        As :func:`graph.questions.neighbors.find_node`.
    """
    nodes = [find_node(store, id, case=case) for id in ids]
    return walks.connect(store, nodes, cutoff=cutoff, walk=walk)
