"""Rankings, communities, bridges and resemblance are NetworkX's, on both stores, whatever the filters leave."""

import threading
from pkgutil import resolve_name
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.case.statuses import WITHOUT_ALLEGATIONS
from graph.elements import Node
from graph.errors import NotFoundError, QueryError, StoppedError
from graph.nx.measures import (
    BRIDGES,
    MEASURES,
    METHODS,
    SIMILAR,
    Ranked,
    bridges,
    communities,
    moved,
    places,
    rank,
    similar,
)
from graph.nx.write import from_networkx
from graph.questions.paths import Walk
from graph.stopping import stoppable
from graph.stores import Store
from tests.helpers.shares import share
from tests.helpers.stores import BOTH

CASE = "harbour-fire"
WALKS = [
    None,
    Walk(statuses=WITHOUT_ALLEGATIONS),
    Walk(types=["ACCUSED_OF", "OWNS", "PARENT_OF"]),
    Walk(speaker="harbour-court"),
    Walk(speaker="harbour-court", stance="asserts", statuses=["found"]),
]


def plain(store: Store, walk: Walk | None = None, where: str = "n.case_id = 'harbour-fire'") -> nx.MultiDiGraph:
    """The entities of a case and what relates them, read the plainest way there is."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(
        row[0] for row in store.query(f"MATCH (n:Entity) WHERE {where} RETURN n.id ORDER BY n.id").rows
    )
    also, parameters = (walk or Walk()).condition(store, CASE)
    rows = store.query(
        f"MATCH (n:Entity)-[r]->(m:Entity) WHERE {where}{also} RETURN n.id AS a, m.id AS b, r.id AS r ORDER BY r",
        parameters,
    ).rows
    graph.add_edges_from((start, end, id) for start, end, id in rows)
    return graph


def simple(graph: Any) -> nx.Graph:
    """One edge a pair, no loops."""
    found = nx.Graph()
    found.add_nodes_from(graph)
    found.add_edges_from((u, v) for u, v in graph.edges() if u != v)
    return found


def expected(graph: nx.MultiDiGraph, by: str) -> dict[Any, float]:
    """What NetworkX says itself."""
    return {
        "degree": lambda: dict(graph.degree()),
        "pagerank": lambda: nx.pagerank(graph, weight=None),
        "betweenness": lambda: nx.betweenness_centrality(simple(graph)),
        "closeness": lambda: nx.closeness_centrality(simple(graph)),
        "k-core": lambda: nx.core_number(simple(graph)),
    }[by]()


# -- rank ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", MEASURES)
@pytest.mark.parametrize("walk", WALKS, ids=["all", "without allegations", "types", "speaker", "stance"])
def test_a_ranking_is_that_of_networkx_whatever_a_walk_leaves(loaded, by, walk):
    graph = plain(loaded, walk)
    assert 0 < graph.size() < 63 or walk is None
    ranked = rank(loaded, by=by, case=CASE, walk=walk)
    assert {row.node.id: row.score for row in ranked} == pytest.approx(expected(graph, by), abs=1e-9)
    assert [row.node.id for row in ranked] == [
        id for id, _ in sorted(expected(graph, by).items(), key=lambda item: (-round(item[1], 10), item[0]))
    ]


@pytest.mark.parametrize("by", MEASURES)
def test_a_ranking_is_the_same_on_both_stores(loaded_embedded, loaded_neo4j, by):
    def told(store: Store) -> list[tuple[str, float]]:
        return [(row.node.id, float(f"{row.score:.10g}")) for row in rank(store, by=by, case=CASE)]

    assert told(loaded_embedded) == told(loaded_neo4j)


def test_a_loop_counts_twice_in_a_degree_and_is_nothing_to_the_simple_measures(store):
    from_networkx(nx.MultiDiGraph([("a", "a"), ("a", "b"), ("b", "a"), ("b", "c")]), store)
    assert [(row.node.id, row.score) for row in rank(store)] == [("a", 4), ("b", 3), ("c", 1)]
    assert [(row.node.id, row.score) for row in rank(store, by="k-core")] == [("a", 1), ("b", 1), ("c", 1)]
    assert [(row.node.id, row.score) for row in rank(store, by="betweenness")] == [("b", 1), ("a", 0), ("c", 0)]


def test_a_store_without_a_graph_has_no_ranks(embedded_store):
    assert all(rank(embedded_store, by=by) == [] for by in MEASURES)
    assert all(communities(embedded_store, method=method) == [] for method in METHODS)
    assert bridges(embedded_store).nodes == ()


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda s: rank(s, by="fame"), "no measure 'fame': choose one of degree, pagerank,"),
        (lambda s: communities(s, method="guess"), "no method 'guess': choose one of louvain,"),
        (lambda s: rank(s, case="nope"), "The case 'nope' is not in this store."),
        (lambda s: similar(s, "nobody"), "has the id 'nobody'"),
    ],
)
def test_what_there_is_none_of_is_named(loaded_embedded, ask, said):
    with pytest.raises(NotFoundError, match=said):
        ask(loaded_embedded)


@pytest.mark.parametrize("walk", [Walk(statuses=[]), Walk(types=[])], ids=["statuses", "types"])
def test_a_walk_that_may_take_nothing_leaves_nodes_alone(loaded, walk):
    assert {row.score for row in rank(loaded, case=CASE, walk=walk)} == {0}
    assert {len(part) for part in communities(loaded, method="components", walk=walk)} == {1}


@pytest.mark.parametrize(
    "walk", [Walk(source="gazette"), Walk(avoid=["harbour-fire/pier-nine"]), Walk(passes=lambda _: [])]
)
def test_a_measure_goes_around_nothing(loaded_embedded, walk):
    with pytest.raises(QueryError, match="goes by type, status, speaker and stance"):
        rank(loaded_embedded, walk=walk)


@pytest.mark.parametrize("by", ["betweenness", "closeness"])
def test_long_work_says_how_far_it_is_and_can_be_stopped(loaded_embedded, by):
    told: list[tuple[int, int]] = []
    rank(loaded_embedded, by=by, progress=lambda *at: told.append(at))
    assert told == sorted(told)
    assert told[0] == (0, 53)
    assert len(told) > 1
    event = threading.Event()
    with stoppable(event), pytest.raises(StoppedError):
        rank(loaded_embedded, by=by, progress=lambda *_: event.set())


# -- communities ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("walk", WALKS[:3], ids=["all", "without allegations", "types"])
def test_communities_share_all_nodes_out_and_are_those_of_networkx(loaded, method, walk):
    graph = simple(plain(loaded, walk))
    found = [[node.id for node in part] for part in communities(loaded, method=method, case=CASE, walk=walk)]
    assert sorted(id for part in found for id in part) == sorted(graph)
    assert found == sorted((sorted(part) for part in found), key=lambda part: (-len(part), part[0]))
    numbered = nx.convert_node_labels_to_integers(graph, ordering="sorted", label_attribute="id")
    in_order = nx.Graph()
    in_order.add_nodes_from(sorted(numbered.nodes(data=True)))
    in_order.add_edges_from(sorted(tuple(sorted(edge)) for edge in numbered.edges()))
    parts = {
        "louvain": lambda: nx.community.louvain_communities(in_order, seed=0),
        "label-propagation": lambda: nx.community.label_propagation_communities(in_order),
        "components": lambda: nx.connected_components(in_order),
    }[method]()
    assert {frozenset(part) for part in found} == {frozenset(in_order.nodes[n]["id"] for n in part) for part in parts}


# -- bridges and resemblance ---------------------------------------------------------------------------


def separating(graph: nx.MultiDiGraph) -> tuple[set[Any], set[Any]]:
    """Edges and nodes without which there are more components, each tried."""
    many = nx.number_connected_components(graph.to_undirected())
    edges = {key for u, v, key in graph.edges(keys=True) if _components_without(graph, edge=(u, v, key)) > many}
    nodes = {node for node in graph if _components_without(graph, node=node) > many}
    return edges, nodes


def _components_without(graph: nx.MultiDiGraph, *, edge: Any = None, node: Any = None) -> int:
    left = graph.copy()
    if edge is not None:
        left.remove_edge(*edge)
    if node is not None:
        left.remove_node(node)
    return nx.number_weakly_connected_components(left)


@pytest.mark.parametrize("walk", WALKS, ids=["all", "without allegations", "types", "speaker", "stance"])
def test_bridges_are_what_separates_when_it_is_taken_away(loaded, walk):
    edges, nodes = separating(plain(loaded, walk))
    found = bridges(loaded, case=CASE, walk=walk)
    assert {r.id for r in found.relationships} == edges
    assert {node.id for node in found.nodes} == nodes
    assert list(found.nodes) == sorted(found.nodes, key=lambda node: node.id)
    assert all(r.properties["status"] for r in found.relationships)


def test_who_is_similar_shares_neighbours_by_the_jaccard_coefficient(loaded):
    graph = simple(plain(loaded))
    for id in sorted(graph)[::7]:
        scores = {
            other: score
            for _, other, score in nx.jaccard_coefficient(graph, [(id, other) for other in graph if other != id])
            if score
        }
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        found = similar(loaded, id, case=CASE, limit=4)
        assert [(row.node.id, row.score) for row in found] == best[:4]
        for row in found:
            assert [node.id for node in row.shared] == sorted(set(graph[id]) & set(graph[row.node.id]))


def test_numbers_and_texts_that_look_alike_are_told_apart(store):
    from_networkx(nx.MultiDiGraph([(5, 1), (6, 1), ("5", 2), ("6", 2)]), store)
    assert [(row.node.id, row.score) for row in similar(store, "5")] == [("6", 1)]
    (node,) = similar(store, 5)[0].shared  # type: ignore[arg-type]
    assert node.properties["id"] == 1


def test_without_allegations_fewer_are_similar(loaded_embedded):
    every = similar(loaded_embedded, "priya-raghunathan", limit=100)
    without = similar(loaded_embedded, "priya-raghunathan", limit=100, walk=Walk(statuses=WITHOUT_ALLEGATIONS))
    assert {row.node.id for row in without} < {row.node.id for row in every}


# -- random graphs -------------------------------------------------------------------------------------


@st.composite
def graphs(draw) -> nx.MultiDiGraph:
    """Graphs with loops and parallel edges, in pieces, whose nodes are text or whole numbers."""
    keys = draw(st.lists(st.integers(0, 30) | st.sampled_from("abcdefgh"), min_size=1, max_size=9, unique_by=str))
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(keys)
    for number, (start, end) in enumerate(draw(st.lists(st.tuples(*[st.sampled_from(keys)] * 2), max_size=20))):
        graph.add_edge(start, end, key=f"r{number}")
    return graph


@pytest.mark.parametrize("store", BOTH, indirect=True)
@settings(max_examples=share(60), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(graph=graphs())
def test_random_graphs_are_measured_as_networkx_does(store, graph):
    store.execute("MATCH (n) DETACH DELETE n")
    from_networkx(graph, store)
    for by in MEASURES:
        scores = {str(key): score for key, score in expected(graph, by).items()}
        assert {row.node.id: row.score for row in rank(store, by=by)} == pytest.approx(scores, abs=1e-9)
    edges, nodes = separating(graph)
    found = bridges(store)
    assert ({r.id for r in found.relationships}, {n.id for n in found.nodes}) == (edges, {str(node) for node in nodes})
    parts = {frozenset(map(str, part)) for part in nx.weakly_connected_components(graph)}
    assert {frozenset(node.id for node in part) for part in communities(store, method="components")} == parts
    for method in METHODS:
        shared_out = [node.id for part in communities(store, method=method) for node in part]
        assert sorted(shared_out) == sorted(map(str, graph))


# -- two rankings --------------------------------------------------------------------------------------


def _ranked(**scores: float) -> list[Ranked]:
    return [Ranked(Node(f"c/{id}", id, ("Entity",), {}), score) for id, score in scores.items()]


def test_ties_share_a_place_and_who_is_missing_has_none():
    before, after = _ranked(a=3, b=2, c=2, d=1), _ranked(d=0.1 + 0.2, b=0.3, e=0.1)
    assert list(places(before).values()) == [1, 2, 2, 4]
    assert [(m.node.id, m.before, m.after, m.score_before, m.score_after) for m in moved(before, after)] == [
        ("a", 1, None, 3, None),
        ("b", 2, 1, 2, 0.3),
        ("c", 2, None, 2, None),
        ("d", 4, 1, 1, 0.1 + 0.2),  # as much as b, but for what floats add up to
        ("e", None, 3, None, 0.1),
    ]


def test_every_measure_says_what_it_means_and_names_a_page_of_networkx():
    for row in (*MEASURES.values(), *METHODS.values(), BRIDGES, SIMILAR):
        assert row.title
        assert row.sentence.endswith(".")
        assert resolve_name(row.page)
        assert row.url.endswith(f"/generated/{row.page}.html")
