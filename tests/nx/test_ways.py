"""What is around nodes and between them, under filters, on both stores."""

import networkx as nx
import pytest

from graph.case.statuses import WITHOUT_ALLEGATIONS
from graph.errors import NotFoundError
from graph.nx.ways import connect, ego, neighbors, path, paths
from graph.nx.write import from_networkx
from graph.questions.paths import Walk
from tests.nx.test_measures import CASE, WALKS, plain

IDS = ["all", "without allegations", "types", "speaker", "stance"]


@pytest.mark.parametrize("walk", WALKS, ids=IDS)
def test_neighbours_are_those_that_a_walk_leaves(loaded, walk):
    graph = plain(loaded, walk)
    for id in sorted(graph)[::8]:
        found = neighbors(loaded, id, walk=walk)
        assert [one.node.id for one in found] == sorted({*graph.successors(id), *graph.predecessors(id)})
        ties = {r.id for one in found for r in one.relationships}
        assert ties == {key for *_, key in [*graph.out_edges(id, keys=True), *graph.in_edges(id, keys=True)]}
        out = neighbors(loaded, id, walk=walk, direction="out")
        assert [one.node.id for one in out] == sorted(graph.successors(id))


@pytest.mark.parametrize("radius", [1, 2])
@pytest.mark.parametrize("walk", WALKS, ids=IDS)
def test_what_is_around_a_node_is_networkx_s_ego_graph(loaded, walk, radius):
    graph = plain(loaded, walk)
    for id in sorted(graph)[::13]:
        found = ego(loaded, id, radius=radius, walk=walk)
        around = nx.ego_graph(graph, id, radius=radius, undirected=True)
        assert [node.id for node in found.nodes] == sorted(around)
        assert {r.id for r in found.relationships} == {key for *_, key in around.edges(keys=True)}


def test_what_is_around_a_node_of_a_foreign_graph(store):
    from_networkx(nx.MultiDiGraph([("a", "a"), ("a", "b"), ("b", "a"), ("b", "c"), ("d", "c")]), store)
    # a subgraph is in the order of its keys, which here are the database's own
    assert sorted(node.id for node in ego(store, "a").nodes) == ["a", "b"]
    assert len(ego(store, "a").relationships) == 3
    assert sorted(node.id for node in ego(store, "a", radius=3).nodes) == ["a", "b", "c", "d"]


def test_paths_are_the_shortest_first_and_end_where_the_filter_leaves_none(loaded):
    graph = nx.Graph(plain(loaded))
    found = paths(loaded, "oskar-vey", "ines-okafor", k=4)
    walks = [[node.id for node in one.nodes] for one in found]
    assert walks[0] == [node.id for node in path(loaded, "oskar-vey", "ines-okafor").nodes]
    assert len(walks) == 4
    assert [len(walk) for walk in walks] == [
        len(walk) for walk, _ in zip(nx.shortest_simple_paths(graph, "oskar-vey", "ines-okafor"), walks, strict=False)
    ]
    with pytest.raises(NotFoundError, match="No path between oskar-vey and ines-okafor that takes only"):
        paths(loaded, "oskar-vey", "ines-okafor", walk=Walk(statuses=["denied"]))


def test_what_connects_nodes_is_one_piece_of_what_is_left(loaded):
    ids = ["priya-raghunathan", "oskar-vey", "ines-okafor"]
    for walk in (None, Walk(statuses=(*WITHOUT_ALLEGATIONS, "disputed"))):
        found = connect(loaded, ids, case=CASE, walk=walk)
        graph = nx.Graph((r.start, r.end) for r in found.relationships)
        assert set(ids) <= set(graph)
        assert nx.is_connected(graph)
    with pytest.raises(NotFoundError, match="stay apart"):
        connect(loaded, ids, walk=Walk(statuses=["denied"]))
    with pytest.raises(NotFoundError, match="'nobody'"):
        connect(loaded, [*ids, "nobody"])
