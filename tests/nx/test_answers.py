"""What is answered without a copy of the graph is what NetworkX answers on the copy, for every such function."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from networkx.classes.reportviews import DiDegreeView
from networkx.utils.backends import _registered_algorithms as FUNCTIONS

from graph.nx.answers import LOOKED_UP, MEASURED, WALKED
from graph.nx.explaining import explain
from graph.nx.write import from_networkx
from graph.stores import Store
from tests.helpers.shares import share
from tests.helpers.stores import BOTH

Arguments = Callable[[list[Any]], list[tuple[tuple[Any, ...], dict[str, Any]]]]
"""The calls of a function to compare, from some nodes of the graph and one that is not in it."""


def call(*args: Any, **kwargs: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    return args, kwargs


def whole(nodes: list[Any]) -> list[Any]:
    return [call()]


def one(nodes: list[Any]) -> list[Any]:
    return [call(node) for node in nodes[-3:]]


def two(nodes: list[Any]) -> list[Any]:
    return [call(a, b) for a in nodes[-3:] for b in nodes[-3:]]


def weighted_two(nodes: list[Any]) -> list[Any]:
    return [*two(nodes), *(call(*args, weight="cost") for args, _ in two(nodes))]


def weighted_one(nodes: list[Any]) -> list[Any]:
    return [*one(nodes), *(call(*args, weight="cost") for args, _ in one(nodes)), call(nodes[0], cutoff=2)]


def some(nodes: list[Any]) -> list[Any]:
    return [call(nodes[:2]), call(nodes[:1])]


def two_sets(nodes: list[Any]) -> list[Any]:
    return [call(nodes[:2]), call(nodes[:2], nodes[2:4])]


def pairs(nodes: list[Any]) -> list[Any]:
    return [call([(nodes[0], nodes[-2]), (nodes[0], nodes[0])]), call([(nodes[0], nodes[-1])])]


def ends(nodes: list[Any]) -> list[Any]:
    by_name = [call(source=nodes[0]), call(target=nodes[0]), call(source=nodes[-1]), call(target=nodes[-1])]
    return [*weighted_two(nodes), *by_name, call(nodes[0], nodes[1], method="bellman-ford")]


def all_or_some(nodes: list[Any]) -> list[Any]:
    return [call(), call(nodes[0]), call(nodes[:2]), call(nodes[-1])]


OF: dict[str, Arguments] = {
    **dict.fromkeys(LOOKED_UP | MEASURED.keys(), whole),
    **dict.fromkeys(WALKED, one),
    **dict.fromkeys(
        ["all_shortest_paths", "bidirectional_shortest_path", "has_path", "dispersion", "is_simple_path"], two
    ),
    **dict.fromkeys(
        ["astar_path", "astar_path_length", "bidirectional_dijkstra", "dijkstra_path", "dijkstra_path_length"],
        weighted_two,
    ),
    **dict.fromkeys(["shortest_path", "shortest_path_length"], ends),
    **dict.fromkeys(["mutual_weight", "normalized_mutual_weight", "local_constraint"], two),
    **dict.fromkeys(
        [
            "single_source_dijkstra",
            "single_source_dijkstra_path",
            "single_source_dijkstra_path_length",
            "dijkstra_predecessor_and_distance",
        ],
        weighted_one,
    ),
    **dict.fromkeys(
        [
            "bfs_labeled_edges",
            "bfs_tree",
            "dfs_tree",
            "ego_graph",
            "is_isolate",
            "local_reaching_centrality",
            "predecessor",
            "single_source_all_shortest_paths",
            "bfs_beam_edges",
            "generic_bfs_edges",
        ],
        one,
    ),
    **dict.fromkeys(
        [
            "bfs_layers",
            "boundary_expansion",
            "edge_boundary",
            "node_boundary",
            "node_expansion",
            "group_degree_centrality",
            "group_in_degree_centrality",
            "group_out_degree_centrality",
            "is_dominating_set",
            "multi_source_dijkstra",
            "multi_source_dijkstra_path",
            "multi_source_dijkstra_path_length",
            "volume",
            "bipartite_degree_centrality",
            "is_bipartite_node_set",
            "degrees",
        ],
        some,
    ),
    **dict.fromkeys(["conductance", "cut_size", "edge_expansion", "mixing_expansion", "normalized_cut_size"], two_sets),
    **dict.fromkeys(
        [
            "adamic_adar_index",
            "common_neighbor_centrality",
            "jaccard_coefficient",
            "preferential_attachment",
            "resource_allocation_index",
            "cn_soundarajan_hopcroft",
            "ra_index_soundarajan_hopcroft",
            "within_inter_cluster",
        ],
        pairs,
    ),
    **dict.fromkeys(["clustering", "square_clustering", "triangles", "generalized_degree"], all_or_some),
    "all_simple_edge_paths": lambda nodes: [call(nodes[0], nodes[1], cutoff=3), call(nodes[0], nodes[-1])],
    "all_simple_paths": lambda nodes: [call(nodes[0], nodes[1], cutoff=3), call(nodes[0], nodes[-1])],
    "approximate_local_node_connectivity": lambda nodes: [call(nodes[0], nodes[1])],
    "bfs_beam_edges": lambda nodes: [call(nodes[0], str), call(nodes[-1], str)],
    "closeness_centrality": lambda nodes: [call(), call(nodes[0]), call(distance="cost"), call(wf_improved=False)],
    "core_number": whole,
    "descendants_at_distance": lambda nodes: [call(nodes[0], n) for n in (0, 1, 2)] + [call(nodes[-1], 1)],
    "dijkstra_path_length": weighted_two,
    "edge_bfs": lambda nodes: [call(nodes[0]), call(), call(nodes[0], orientation="ignore")],
    "edge_dfs": lambda nodes: [call(nodes[0]), call(), call(nodes[0], orientation="reverse")],
    "ego_graph": lambda nodes: [
        call(nodes[0]),
        call(nodes[0], radius=2),
        call(nodes[1], center=False),
        call(nodes[-1]),
    ],
    "find_cycle": lambda nodes: [call(), call(nodes[0])],
    "get_edge_attributes": lambda nodes: [call("cost"), call("nothing"), call("type")],
    "get_node_attributes": lambda nodes: [call("name"), call("nothing"), call("labels")],
    "is_edge_cover": lambda nodes: [call({(nodes[0], nodes[1])})],
    "is_k_regular": lambda nodes: [call(1), call(2)],
    "is_matching": lambda nodes: [call({(nodes[0], nodes[1])}), call({(nodes[0], nodes[-1])})],
    "is_maximal_matching": lambda nodes: [call({(nodes[0], nodes[1])})],
    "is_perfect_matching": lambda nodes: [call({(nodes[0], nodes[1])})],
    "is_negatively_weighted": lambda nodes: [call(), call(weight="cost")],
    "is_partition": lambda nodes: [call([set(nodes[:-1])]), call([{nodes[0]}, set(nodes[1:-1])])],
    "is_simple_path": lambda nodes: [call(nodes[:2]), call(nodes[:1]), call([nodes[-1]])],
    "is_weighted": lambda nodes: [call(), call(weight="cost")],
    "k_core": lambda nodes: [call(), call(1)],
    "k_shell": lambda nodes: [call(), call(1)],
    "louvain_communities": lambda nodes: [call(seed=7), call(seed=7, weight="cost"), call(seed=7, weight=None)],
    "pagerank": lambda nodes: [
        call(),
        call(alpha=0.5, tol=1e-9),
        call(weight="cost"),
        call(personalization={nodes[0]: 1}),
        call(max_iter=1),
    ],
    "betweenness_centrality": lambda nodes: [
        call(),
        call(normalized=False, endpoints=True),
        call(weight="cost"),
        call(k=2, seed=1),
    ],
    "reciprocity": lambda nodes: [call(nodes[0]), call(nodes[:2])],
    "shortest_simple_paths": lambda nodes: [call(nodes[0], nodes[1]), call(nodes[0], nodes[-1])],
    "all_triangles": lambda nodes: [call(), call(nodes[:1])],
    "constraint": lambda nodes: [call(), call(nodes=nodes[:1])],
    "effective_size": lambda nodes: [call(), call(nodes=nodes[:1])],
    "average_neighbor_degree": lambda nodes: [call(), call(nodes=nodes[:2])],
    "dispersion": lambda nodes: [call(nodes[0], nodes[1]), call(u=nodes[0])],
}
"""Of every function that is answered without a copy, the calls that are compared."""


def outcome(name: str, graph: Any, args: Any, kwargs: Any) -> Any:
    """Return what a call gives, in a form that compares, or its error."""
    try:
        return settled(FUNCTIONS[name](graph, *args, **kwargs))
    except Exception as error:
        return type(error), str(error).replace("StoreUndirected", "").replace("Store", "")


def settled(value: Any) -> Any:
    if isinstance(value, nx.Graph):
        return settled(
            [type(value), list(value.nodes(data=True)), {u: dict(beside) for u, beside in value.adj.items()}]
        )
    if isinstance(value, float):
        return pytest.approx(value, rel=1e-9, abs=1e-12, nan_ok=True)
    if isinstance(value, DiDegreeView):  # of which all views of degrees are
        return dict(value)
    if isinstance(value, Mapping):
        return {key: settled(each) for key, each in value.items()}
    if isinstance(value, Iterator | list | type({}.values())):
        return [settled(each) for each in value]
    if isinstance(value, tuple):
        return tuple(settled(each) for each in value)
    return value


@st.composite
def graphs(draw) -> Any:
    """Graphs of every kind: loops, parallel edges, parts that nothing joins, weights, keys of text or numbers."""
    made = draw(st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]))()
    key = draw(st.sampled_from([lambda n: n, lambda n: f"node {n}"]))
    many = draw(st.integers(2, 8))
    order = draw(st.permutations(range(many)))
    made.add_nodes_from((key(n), {"name": f"Name {n}", "community": n % 2}) for n in order)
    weighted = draw(st.booleans())
    for number, (u, v) in enumerate(
        draw(st.lists(st.tuples(st.sampled_from(order), st.sampled_from(order)), max_size=16))
    ):
        data = {"cost": draw(st.sampled_from([1, 2, 5, 0.5]))} if weighted else {}
        made.add_edge(key(u), key(v), **({"key": f"e{number}"} if made.is_multigraph() else {}), **data)
    return made


def wiped(store: Store) -> Store:
    store.execute("MATCH (n) DETACH DELETE n")
    return store


def compared(store: Store, made: Any) -> None:
    from_networkx(made, wiped(store))
    lazy = store.graph(directed=made.is_directed(), multi=made.is_multigraph())
    plain = lazy.copy()
    nodes = [*list(plain)[:4], "nobody"]
    for name, arguments in OF.items():
        for args, kwargs in arguments(nodes):
            found, wanted = (outcome(name, graph, args, kwargs) for graph in (lazy, plain))
            assert found == wanted, (name, args, kwargs)


@settings(max_examples=share(300), suppress_health_check=list(HealthCheck))
@given(made=graphs())
def test_every_answer_is_networkx_own(embedded_store: Store, made: Any) -> None:
    compared(embedded_store, made)


@settings(max_examples=share(50), suppress_health_check=list(HealthCheck))
@given(made=graphs())
def test_every_answer_is_networkx_own_on_neo4j(neo4j_store: Store, made: Any) -> None:
    compared(neo4j_store, made)


def test_every_function_is_compared() -> None:
    assert OF.keys() == WALKED.keys() | MEASURED.keys() | LOOKED_UP
    assert OF.keys() <= FUNCTIONS.keys()


def test_a_hundred_functions_need_no_copy() -> None:
    assert len(WALKED.keys() | LOOKED_UP) >= 100


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_what_ran_where_is_told(store: Store) -> None:
    from_networkx(nx.path_graph(5), store)
    lazy = store.graph(directed=False, multi=False)
    with explain() as explanation:
        nx.shortest_path(lazy, 0, 4)
        nx.dijkstra_path(lazy, 0, 4)
        nx.pagerank(lazy)
        nx.minimum_spanning_tree(lazy)
        list(nx.bfs_edges(store.graph(directed=False), 0))
    assert [(c.function, c.how) for c in explanation.calls] == [
        ("shortest_path", "in the store"),
        ("dijkstra_path", "by look-ups"),
        ("pagerank", "by its structure"),
        ("minimum_spanning_tree", "copied"),
        ("bfs_edges", "in the store"),
    ]
    assert explanation.calls[-1].rows > 0  # also of what is given bit by bit
    assert explanation.calls[0].rows > 0
    assert str(explanation).splitlines()[0].split() == ["function", "answered", "rows", "seconds"]
