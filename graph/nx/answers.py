"""Which functions of NetworkX are answered without copying the graph, and how; every other one runs on a copy.

A function is in one of these tables:

- ``WALKED``: NetworkX's own code walks the store's ids (:func:`graph.nx.skeleton.walked`). What is needed is which of
  its arguments are nodes, and where nodes are in its result.
- ``MEASURED``: the answer is of the whole graph, and needs no attributes: it is computed on its structure, the nodes
  and the ends of the relationships, by :mod:`graph.nx.measured` or NetworkX's own code on
  :func:`graph.nx.skeleton.numbered`.
- ``LOOKED_UP``: NetworkX's own code runs on the lazy graph, and looks up what it comes to, attributes among it.

NetworkX reads this module while it is itself being imported: it imports nothing of ours, and no other package.

What is in ``MEASURED`` and in ``LOOKED_UP`` is looked up where it is asked for some nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Keys = Callable[[list[Any]], list[Any]]
"""Turns a list of ids into one of keys."""
Shape = Callable[[Any, Keys], Any]
"""Puts keys into a result in place of ids."""


def plain(value: Any, keys: Keys) -> Any:
    """Return a result without nodes."""
    return value


def node_list(value: Any, keys: Keys) -> Any:
    """Return a list of nodes."""
    return keys(list(value))


def node_set(value: Any, keys: Keys) -> Any:
    """Return a set of nodes."""
    return set(keys(list(value)))


def by_node(value: Any, keys: Keys) -> Any:
    """Return a mapping from nodes to what is none."""
    return dict(zip(keys(list(value)), value.values(), strict=True))


def by_node_or_plain(value: Any, keys: Keys) -> Any:
    """Return a mapping from nodes, or one number."""
    return by_node(value, keys) if isinstance(value, Mapping) else value


def node_by_node(value: Any, keys: Keys) -> Any:
    """Return a mapping from nodes to nodes."""
    return dict(zip(keys(list(value)), keys(list(value.values())), strict=True))


def lists_by_node(value: Any, keys: Keys) -> Any:
    """Return a mapping from nodes to lists of nodes."""
    named = _named(keys, [*value, *(id for ids in value.values() for id in ids)])
    return {named[id]: [named[each] for each in ids] for id, ids in value.items()}


def path_or_paths(value: Any, keys: Keys) -> Any:
    """Return a path, or paths by node."""
    return lists_by_node(value, keys) if isinstance(value, Mapping) else node_list(value, keys)


def each_node(value: Iterator[Any], keys: Keys) -> Iterator[Any]:
    """Yield nodes."""
    for id in value:
        yield keys([id])[0]


def each_list(value: Iterator[Any], keys: Keys) -> Iterator[Any]:
    """Yield lists of nodes."""
    for ids in value:
        yield keys(list(ids))


def each_set(value: Iterator[Any], keys: Keys) -> Iterator[Any]:
    """Yield sets of nodes."""
    for ids in value:
        yield set(keys(list(ids)))


def list_of_sets(value: Any, keys: Keys) -> Any:
    """Return a list of sets of nodes."""
    return [set(keys(list(ids))) for ids in value]


def values_that_are_sets(value: Any, keys: Keys) -> Any:
    """Return the values of a mapping, which are sets of nodes."""
    return dict(enumerate(list_of_sets(value, keys))).values()


def each_edge(value: Iterator[Any], keys: Keys) -> Iterator[Any]:
    """Yield pairs of nodes, with what follows them unchanged."""
    for u, v, *rest in value:
        yield (*keys([u, v]), *rest)


def each_with_list(value: Iterator[Any], keys: Keys) -> Iterator[Any]:
    """Yield pairs of a node and a list of nodes."""
    for id, ids in value:
        first, *others = keys([id, *ids])
        yield first, others


def _named(keys: Keys, ids: list[Any]) -> dict[Any, Any]:
    different = list(dict.fromkeys(ids))
    return dict(zip(different, keys(different), strict=True))


@dataclass(frozen=True, slots=True)
class Walked:
    """How a function is answered by walking the store's ids.

    Parameters
    ----------
    nodes : tuple of str
        Its arguments that are nodes, each one node; where they are collections, it is looked up.
    shape : callable
    only : mapping
        Values that some of its arguments must have; with any other, it is looked up.
    """

    nodes: tuple[str, ...]
    shape: Shape
    only: Mapping[str, tuple[Any, ...]] | None = None


_UNWEIGHTED: Mapping[str, tuple[Any, ...]] = {"weight": (None,), "method": ("dijkstra",)}
_UNSORTED: Mapping[str, tuple[Any, ...]] = {"sort_neighbors": (None,)}

WALKED: Mapping[str, Walked] = {
    "all_shortest_paths": Walked(("source", "target"), each_list, _UNWEIGHTED),
    "ancestors": Walked(("source",), node_set),
    "bfs_edges": Walked(("source",), each_edge, _UNSORTED),
    "bfs_layers": Walked(("sources",), each_list),
    "bfs_predecessors": Walked(("source",), each_edge, _UNSORTED),
    "bfs_successors": Walked(("source",), each_with_list, _UNSORTED),
    "bidirectional_shortest_path": Walked(("source", "target"), node_list),
    "descendants": Walked(("source",), node_set),
    "descendants_at_distance": Walked(("source",), node_set),
    "dfs_edges": Walked(("source",), each_edge, _UNSORTED),
    "dfs_labeled_edges": Walked(("source",), each_edge, _UNSORTED),
    "dfs_postorder_nodes": Walked(("source",), each_node, _UNSORTED),
    "dfs_predecessors": Walked(("source",), node_by_node, _UNSORTED),
    "dfs_preorder_nodes": Walked(("source",), each_node, _UNSORTED),
    "dfs_successors": Walked(("source",), lists_by_node, _UNSORTED),
    "has_path": Walked(("source", "target"), plain),
    "node_connected_component": Walked(("n",), node_set),
    "shortest_path": Walked(("source", "target"), path_or_paths, _UNWEIGHTED),
    "shortest_path_length": Walked(("source", "target"), by_node_or_plain, _UNWEIGHTED),
    "single_source_shortest_path": Walked(("source",), lists_by_node),
    "single_source_shortest_path_length": Walked(("source",), by_node),
    "single_target_shortest_path": Walked(("target",), lists_by_node),
    "single_target_shortest_path_length": Walked(("target",), by_node),
}

MEASURED: Mapping[str, tuple[Shape, Mapping[str, tuple[Any, ...]]]] = {
    "articulation_points": (each_node, {}),
    "average_clustering": (plain, {"nodes": (None,), "weight": (None,)}),
    "average_shortest_path_length": (plain, {"weight": (None,), "method": (None,)}),
    "betweenness_centrality": (by_node, {"weight": (None,)}),
    "biconnected_components": (each_set, {}),
    "bridges": (each_edge, {"root": (None,)}),
    "center": (node_list, {"e": (None,), "weight": (None,)}),
    "closeness_centrality": (by_node, {"u": (None,), "distance": (None,)}),
    "clustering": (by_node, {"nodes": (None,), "weight": (None,)}),
    "connected_components": (each_set, {}),
    "core_number": (by_node, {}),
    "degree_assortativity_coefficient": (plain, {"weight": (None,), "nodes": (None,)}),
    "diameter": (plain, {"e": (None,), "weight": (None,)}),
    "eccentricity": (by_node, {"v": (None,), "sp": (None,), "weight": (None,)}),
    "has_bridges": (plain, {"root": (None,)}),
    "is_bipartite": (plain, {}),
    "is_biconnected": (plain, {}),
    "is_connected": (plain, {}),
    "is_directed_acyclic_graph": (plain, {}),
    "is_forest": (plain, {}),
    "is_semiconnected": (plain, {}),
    "is_strongly_connected": (plain, {}),
    "is_tree": (plain, {}),
    "is_weakly_connected": (plain, {}),
    "label_propagation_communities": (values_that_are_sets, {}),
    "local_bridges": (each_edge, {"weight": (None,)}),
    "louvain_communities": (list_of_sets, {"weight": (None, "")}),
    "number_connected_components": (plain, {}),
    "number_strongly_connected_components": (plain, {}),
    "number_weakly_connected_components": (plain, {}),
    "onion_layers": (by_node, {}),
    "overall_reciprocity": (plain, {}),
    "pagerank": (by_node, {"personalization": (None,), "nstart": (None,), "dangling": (None,), "weight": (None, "")}),
    "periphery": (node_list, {"e": (None,), "weight": (None,)}),
    "radius": (plain, {"e": (None,), "weight": (None,)}),
    "square_clustering": (by_node, {"nodes": (None,)}),
    "strongly_connected_components": (each_set, {}),
    "topological_generations": (each_list, {}),
    "topological_sort": (each_node, {}),
    "transitivity": (plain, {}),
    "triangles": (by_node, {"nodes": (None,)}),
    "weakly_connected_components": (each_set, {}),
}
"""By function: where nodes are in its result, and the values that some of its arguments must have. A weight of ``""``
stands for the name of a property that no relationship has."""

LOOKED_UP: frozenset[str] = (
    frozenset(
        [
            "adamic_adar_index",
            "all_simple_edge_paths",
            "all_simple_paths",
            "all_triangles",
            "approximate_local_node_connectivity",
            "astar_path",
            "astar_path_length",
            "average_degree_connectivity",
            "average_neighbor_degree",
            "bfs_beam_edges",
            "bfs_labeled_edges",
            "bfs_tree",
            "bidirectional_dijkstra",
            "bipartite_degree_centrality",
            "boundary_expansion",
            "clustering",
            "cn_soundarajan_hopcroft",
            "common_neighbor_centrality",
            "conductance",
            "constraint",
            "cut_size",
            "degree_centrality",
            "degree_mixing_dict",
            "degrees",
            "density",
            "dfs_tree",
            "dijkstra_path",
            "dijkstra_path_length",
            "dijkstra_predecessor_and_distance",
            "dispersion",
            "edge_bfs",
            "edge_boundary",
            "edge_dfs",
            "edge_expansion",
            "effective_size",
            "ego_graph",
            "find_cycle",
            "generalized_degree",
            "generic_bfs_edges",
            "get_edge_attributes",
            "get_node_attributes",
            "group_degree_centrality",
            "group_in_degree_centrality",
            "group_out_degree_centrality",
            "in_degree_centrality",
            "is_bipartite_node_set",
            "is_dominating_set",
            "is_edge_cover",
            "is_empty",
            "is_isolate",
            "is_k_regular",
            "is_matching",
            "is_maximal_matching",
            "is_negatively_weighted",
            "is_partition",
            "is_perfect_matching",
            "is_regular",
            "is_simple_path",
            "is_weighted",
            "isolates",
            "jaccard_coefficient",
            "k_core",
            "k_shell",
            "local_constraint",
            "local_reaching_centrality",
            "mixing_expansion",
            "multi_source_dijkstra",
            "multi_source_dijkstra_path",
            "multi_source_dijkstra_path_length",
            "mutual_weight",
            "node_boundary",
            "node_degree_xy",
            "node_expansion",
            "normalized_cut_size",
            "normalized_mutual_weight",
            "number_of_isolates",
            "number_of_selfloops",
            "out_degree_centrality",
            "predecessor",
            "preferential_attachment",
            "ra_index_soundarajan_hopcroft",
            "reciprocity",
            "resource_allocation_index",
            "s_metric",
            "shortest_path",
            "shortest_path_length",
            "shortest_simple_paths",
            "single_source_all_shortest_paths",
            "single_source_dijkstra",
            "single_source_dijkstra_path",
            "single_source_dijkstra_path_length",
            "square_clustering",
            "triangles",
            "volume",
            "within_inter_cluster",
            "all_shortest_paths",
        ]
    )
    | WALKED.keys()
)

_HOW = {
    "in the store": "On a graph in a store: walks the store, and reads only what it comes to.",
    "by its structure": "On a graph in a store: reads nodes and ends of relationships, and no properties, once.",
    "by look-ups": "On a graph in a store: looks up the nodes and relationships that it needs.",
}
_NO_PROPERTY = "Weights: a property that relationships have is read with a copy of the graph."


def get_info() -> dict[str, Any]:
    """Return what NetworkX asks of a backend, while it is itself being imported.

    Returns
    -------
    dict
        With ``backend_name``, ``project``, ``package``, ``short_summary``, ``description``, ``default_config`` and, by
        function, ``functions``, whose texts NetworkX shows in the documentation of its own functions.

    Notes
    -----
    The distribution is called ``casegraph`` and not ``nx-casegraph``, for the backend is a part of it: who has it
    has the store too.
    """
    functions = dict.fromkeys(sorted(LOOKED_UP), _HOW["by look-ups"])
    for name, (_, only) in MEASURED.items():
        functions[name] = _HOW["by its structure"] + (f" {_NO_PROPERTY}" if "weight" in only else "")
    functions |= dict.fromkeys(WALKED, _HOW["in the store"])
    return {
        "backend_name": "casegraph",
        "project": "casegraph",
        "package": "graph",
        "short_summary": "Graphs in Neo4j, or in an embedded store, as NetworkX graphs.",
        "description": "Answers in the store what needs no copy of the graph, and runs everything else on a copy.",
        "default_config": {"max_copied": 0},
        "functions": {name: {"additional_docs": text} for name, text in sorted(functions.items())},
    }
