"""A graph in a store reads as NetworkX's own: the whole reading interface, on every kind of graph and both stores."""

import copy
import pickle
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from graph import errors
from graph.case.file import read
from graph.case.load import load
from graph.nx.storegraph import StoreGraph
from graph.nx.write import from_networkx
from graph.settings import Settings
from graph.stores import Store, open_store
from tests.helpers import HARBOUR_FIRE
from tests.helpers.stores import BOTH

KINDS = {
    (False, False): nx.Graph,
    (True, False): nx.DiGraph,
    (False, True): nx.MultiGraph,
    (True, True): nx.MultiDiGraph,
}
of_every_kind = pytest.mark.parametrize(("directed", "multi"), KINDS)
on_both = pytest.mark.parametrize("store", BOTH, indirect=True)


@pytest.fixture
def cases(store: Store) -> Store:
    load(store, read(HARBOUR_FIRE))
    return store


def twisted(directed: bool = True, multi: bool = True) -> Any:
    """A graph with loops, parallel edges, both directions, an isolated node, numbers and text as keys."""
    made = KINDS[directed, multi]()
    made.add_nodes_from([(7, {"name": "Seven"}), ("a", {"labels": ("Person", "Witness")}), "b", "lonely"])
    ties = [(7, "a", 1), ("a", 7, 2), (7, "a", 3), ("a", "a", 4), ("b", "a", 5), ("b", "b", 6), (7, "b", 7)]
    for u, v, weight in ties:
        made.add_edge(u, v, **({"key": f"t{weight}"} if multi else {}), weight=weight)
    return made


@on_both
@of_every_kind
def test_reads_as_the_plain_graph(store: Store, directed: bool, multi: bool) -> None:
    from_networkx(twisted(), store)
    lazy = store.graph(directed=directed, multi=multi)
    plain = lazy.copy()
    assert isinstance(lazy, StoreGraph)
    assert isinstance(lazy, KINDS[directed, multi])
    assert type(plain) is KINDS[directed, multi]
    assert (lazy.is_directed(), lazy.is_multigraph()) == (directed, multi)
    assert set(plain) == {7, "a", "b", "lonely"}
    for graph in (lazy, plain):  # the second time by what is kept
        assert list(graph) == list(plain)
        assert (len(graph), graph.order(), graph.number_of_nodes()) == (4, 4, 4)
        assert graph.size() == graph.number_of_edges() == plain.size()
        assert graph.size(weight="weight") == plain.size(weight="weight")
        assert list(graph.nodes(data=True)) == list(plain.nodes(data=True))
        assert list(graph.edges(data=True)) == list(plain.edges(data=True))
        assert list(graph.edges("a")) == list(plain.edges("a"))
        assert list(graph.nodes.data("name", "none")) == list(plain.nodes.data("name", "none"))
        assert dict(graph.degree) == dict(plain.degree)
        assert dict(graph.degree(weight="weight")) == dict(plain.degree(weight="weight"))
        assert dict(graph.degree(["a", "b"])) == dict(plain.degree(["a", "b"]))
        for node in plain:
            assert node in graph
            assert graph.nodes[node] == plain.nodes[node]
            assert list(graph.adj[node].items()) == list(plain.adj[node].items())
            assert list(graph[node]) == list(graph.neighbors(node)) == list(plain.neighbors(node))
            assert graph.degree[node] == plain.degree[node]
            for other in plain:
                assert graph.has_edge(node, other) == plain.has_edge(node, other)
                assert graph.get_edge_data(node, other) == plain.get_edge_data(node, other)
                assert graph.number_of_edges(node, other) == plain.number_of_edges(node, other)
        if directed:
            for name in ("pred", "succ"):
                found, wanted = getattr(graph, name), getattr(plain, name)
                assert {n: list(found[n].items()) for n in graph} == {n: list(wanted[n].items()) for n in plain}
            assert (dict(graph.in_degree), dict(graph.out_degree)) == (dict(plain.in_degree), dict(plain.out_degree))
            assert list(graph.predecessors("a")) == list(plain.predecessors("a"))
        assert list(graph.adjacency()) == list(plain.adjacency())
        assert list(graph.nbunch_iter(["a", "nobody", 7])) == ["a", 7]
        assert str(graph).endswith(f"with 4 nodes and {plain.size()} edges")


@on_both
@of_every_kind
def test_what_is_kept_has_a_bound_that_changes_nothing(
    store: Store, directed: bool, multi: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_networkx(twisted(), store)
    plain = store.graph(directed=directed, multi=multi).copy()
    for module, name, most in [("source", "_KEPT", 2), ("source", "_PAGE", 3), ("skeleton", "_KEPT", 1)]:
        monkeypatch.setattr(f"graph.nx.{module}.{name}", most)
    lazy = store.graph(directed=directed, multi=multi)
    for node in plain:
        assert dict(lazy.adj[node]) == dict(plain.adj[node])
        assert list(lazy.neighbors(node)) == list(plain.neighbors(node))
        assert lazy.nodes[node] == plain.nodes[node]
        assert dict(lazy.adjacency()) == dict(plain.adjacency())
    assert dict(nx.all_pairs_shortest_path_length(lazy)) == dict(nx.all_pairs_shortest_path_length(plain))
    assert nx.single_source_shortest_path(lazy, 7) == nx.single_source_shortest_path(plain, 7)


@on_both
@of_every_kind
def test_views_and_copies(store: Store, directed: bool, multi: bool) -> None:
    from_networkx(twisted(), store)
    lazy = store.graph(directed=directed, multi=multi)
    plain = lazy.copy()
    equal = nx.utils.graphs_equal
    assert equal(lazy.subgraph(["a", "b", "nobody"]), plain.subgraph(["a", "b"]))
    edges = list(plain.edges)[:2]
    assert equal(lazy.edge_subgraph(edges), plain.edge_subgraph(edges))
    assert equal(lazy.to_undirected(), plain.to_undirected())
    assert equal(lazy.to_directed(), plain.to_directed())
    assert equal(lazy.copy(as_view=True), plain)
    assert equal(KINDS[directed, multi](lazy), plain)
    assert equal(nx.Graph(lazy), nx.Graph(plain))
    assert equal(pickle.loads(pickle.dumps(lazy)), plain)
    assert equal(copy.deepcopy(lazy), plain)
    assert equal(nx.create_empty_copy(lazy), nx.create_empty_copy(plain))
    if directed:
        assert equal(lazy.reverse(), plain.reverse())
        assert equal(lazy.reverse(copy=False), plain.reverse())
    plain.add_edge("a", "new")
    plain.nodes["a"]["name"] = "changed"
    assert "new" not in lazy
    assert "name" not in lazy.nodes["a"]


@on_both
def test_a_change_is_refused_with_the_way_to_write(store: Store) -> None:
    from_networkx(twisted(), store)
    lazy = store.graph()
    changes = [
        lambda: lazy.add_node("x"),
        lambda: lazy.add_edge("a", "b"),
        lambda: lazy.remove_nodes_from(["a"]),
        lambda: lazy.update(edges=[("a", "b")]),
        lambda: lazy.clear(),
        lambda: lazy.nodes["a"].update(name="changed"),
        lambda: lazy.nodes["a"].__setitem__("name", "changed"),
        lambda: lazy["a"]["a"]["t4"].pop("weight"),
        lambda: lazy.graph.__setitem__("name", "changed"),
        lambda: nx.set_node_attributes(lazy, 1, "x"),
    ]
    for change in changes:
        with pytest.raises(nx.NetworkXError):
            change()
    for change in (lambda: lazy.add_node("x"), lambda: nx.set_node_attributes(lazy, 1, "x")):
        with pytest.raises(nx.NetworkXError, match=r"graph\.from_networkx"):
            change()
    assert nx.utils.graphs_equal(store.graph().copy(), lazy.copy())


@on_both
def test_what_is_not_there(store: Store) -> None:
    from_networkx(twisted(), store)
    lazy = store.graph()
    for missing in ("nobody", 8, 7.5, None, ("a",), "7", True):
        assert missing not in lazy
    assert 7.0 in lazy  # as in a dict
    assert ["a"] not in lazy
    for ask in (lambda: lazy["nobody"], lambda: lazy.nodes["nobody"], lambda: lazy.adj["nobody"]):
        with pytest.raises(KeyError):
            ask()
    with pytest.raises(nx.NetworkXError):
        lazy.neighbors("nobody")
    with pytest.raises(nx.NodeNotFound, match="nobody"):
        nx.shortest_path(lazy, "a", "nobody")
    with pytest.raises(nx.NetworkXNoPath):
        nx.shortest_path(lazy, "a", "lonely")
    with pytest.raises(nx.NetworkXNotImplemented):
        nx.connected_components(lazy)


@on_both
def test_weights_are_read_as_networkx_reads_them(store: Store) -> None:
    made = nx.DiGraph()
    made.add_edge("a", "b", cost=5)
    made.add_edge("a", "c")  # without one: 1
    made.add_edge("c", "b", cost=1)
    made.add_edge("b", "d", cost=-3)
    made.add_edge("d", "e", cost="dear")
    from_networkx(made, store)
    lazy = store.graph(multi=False)
    plain = lazy.copy()
    assert nx.dijkstra_path(lazy, "a", "b", weight="cost") == ["a", "c", "b"]
    for function, args in [
        (nx.dijkstra_path, ("a", "d")),
        (nx.dijkstra_path, ("d", "e")),
        (nx.bellman_ford_path, ("a", "d")),
        (nx.pagerank, ()),
        (nx.betweenness_centrality, ()),
    ]:
        outcomes = []
        for graph in (lazy, plain):
            try:
                outcomes.append(function(graph, *args, weight="cost"))
            except Exception as error:
                outcomes.append((type(error), str(error)))
        assert outcomes[0] == outcomes[1], function


@on_both
def test_a_store_that_changed_is_never_mixed_with_what_it_was(store: Store) -> None:
    from_networkx(nx.path_graph(4), store)
    lazy = store.graph()
    assert list(lazy[0]) == [1]
    store.execute("CREATE (:Node {id: 9})")
    for read_on in (lambda: len(lazy), lambda: lazy[2], lambda: nx.shortest_path(lazy, 0, 3), lambda: lazy.copy()):
        with pytest.raises(errors.GraphChangedError, match=r"store\.graph"):
            read_on()
    assert len(store.graph()) == 5


@on_both
def test_a_graph_of_a_case(cases: Store) -> None:
    graph = cases.graph()
    assert set(graph) == {row[0] for row in cases.query("MATCH (n:Entity) RETURN n.id").rows}
    assert {key for *_, key in graph.edges} == {
        row[0] for row in cases.query("MATCH (:Entity)-[r]->(:Entity) RETURN r.id").rows
    }
    u, v, key = next(iter(graph.edges))
    assert graph.edges[u, v, key]["type"]
    assert graph.edges[u, v, key]["status"]
    [node] = graph.elements([u])
    assert (node.id, node.key) == (u, f"harbour-fire/{u}")
    [tie] = graph.relationships([(u, v, key)])
    assert (tie.id, tie.start, tie.end, tie.type) == (key, u, v, graph.edges[u, v, key]["type"])
    found = cases.graph(statuses=["found"])
    assert {data["status"] for *_, data in found.edges(data=True)} == {"found"}
    assert len(found) == len(graph)
    accused = cases.graph(types=["ACCUSED_OF"])
    assert {data["type"] for *_, data in accused.edges(data=True)} == {"ACCUSED_OF"}
    court = cases.graph(speaker="harbour-court")
    assert 0 < court.size() < graph.size()
    people = cases.graph(labels=["Person"])
    assert all("Person" in labels for _, labels in people.nodes(data="labels"))
    with pytest.raises(errors.NotFoundError, match="no-such-case"):
        cases.graph(case="no-such-case")


@on_both
def test_an_id_that_two_cases_use_goes_by_its_case(cases: Store) -> None:
    load(cases, read(HARBOUR_FIRE.parents[1] / "making-a-murderer/case.yaml"))
    cases.execute("MATCH (n:Entity {id: 'steven-avery'}) SET n.id = 'pier-nine'")
    graph = cases.graph()
    assert {"harbour-fire/pier-nine", "making-a-murderer/pier-nine"} <= set(graph)
    assert "pier-nine" not in graph
    assert "pier-nine" in cases.graph(case="harbour-fire")
    name = graph.nodes["making-a-murderer/pier-nine"]["name"]
    assert name == "Steven Avery"


@on_both
def test_an_entity_of_nobody_with_the_id_of_a_case_is_told_apart(cases: Store) -> None:
    cases.execute("CREATE (:Entity {id: 'pier-nine', name: 'Another'})")
    graph = cases.graph()
    assert len(set(graph)) == len(list(graph)) == len(graph)
    assert graph.nodes["harbour-fire/pier-nine"]["name"] == "Pier nine"
    assert len(cases.graph(case="harbour-fire")) == len(graph) - 1


@on_both
def test_nodes_that_nothing_identifies_have_lasting_surrogates(store: Store) -> None:
    store.execute("CREATE (a:Thing {name: 'one'})-[:NEAR]->(b:Thing {name: 'two', id: 'twin'})")
    store.execute("CREATE (:Thing {name: 'three', id: 'twin'}), (:Thing {name: 'four', id: 4})")
    graph = store.graph()
    assert 4 in graph
    surrogates = [key for key in graph if key != 4]
    assert len(set(surrogates)) == 3
    assert all(str(key).startswith("#") for key in surrogates)
    assert {graph.nodes[key]["name"] for key in surrogates} == {"one", "two", "three"}
    assert list(store.graph()) == list(graph)
    assert all(key in graph for key in surrogates)
    [(u, v, key)] = graph.edges
    assert str(key).startswith("#")
    assert graph.has_edge(u, v, key)


@on_both
def test_a_pattern_chooses_a_graph(store: Store) -> None:
    from_networkx(twisted(), store)
    graph = store.graph(pattern="(a)-[r]->(b) WHERE r.weight > 4")
    assert set(graph) == {7, "a", "b"}
    assert sorted(data["weight"] for *_, data in graph.edges(data=True)) == [5, 6, 7]


def test_a_graph_too_large_to_copy_is_refused_with_the_ways_out(
    embedded_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_networkx(nx.path_graph(3), embedded_store)
    lazy = embedded_store.graph(directed=False, multi=False)
    monkeypatch.setenv("CASEGRAPH_MAX_COPIED", "4")
    with pytest.raises(errors.GraphTooLargeError, match=r"3 nodes and 2 relationships.* the 4 .*max_copied"):
        nx.minimum_spanning_tree(lazy)
    assert nx.shortest_path(lazy, 0, 2) == [0, 1, 2]  # which needs no copy
    monkeypatch.setenv("CASEGRAPH_MAX_COPIED", "5")
    assert nx.minimum_spanning_tree(lazy).size() == 2


@pytest.mark.parametrize("store", ["embedded"], indirect=True)
def test_a_kept_copy_goes_with_its_version(store: Store) -> None:
    from_networkx(nx.path_graph(3), store)
    assert nx.minimum_spanning_tree(store.graph(directed=False, multi=False)).size() == 2
    store.execute("MATCH (a {id: 0}), (b {id: 2}) CREATE (a)-[:RELATED {weight: 0}]->(b)")
    again = store.graph(directed=False, multi=False)
    assert sorted(nx.minimum_spanning_tree(again).edges) in ([(0, 1), (0, 2)], [(0, 2), (1, 2)])


def test_networkx_chooses_the_backend_as_it_documents(tmp_path: Path) -> None:
    plain = nx.path_graph(4)
    assert nx.shortest_path(plain, 0, 3, backend="casegraph") == [0, 1, 2, 3]
    with nx.config.backend_priority(algos=["casegraph"]):
        assert nx.shortest_path(plain, 0, 3) == [0, 1, 2, 3]
    with open_store(str(tmp_path / "x.grafeo"), Settings()) as store:
        from_networkx(plain, store)
        assert nx.shortest_path(store.graph(), 0, 3) == [0, 1, 2, 3]
        assert nx.shortest_path(store.graph(), 0, 3, backend="networkx") == [0, 1, 2, 3]
    from graph.nx.backend import BACKEND

    assert "in memory" in str(BACKEND.should_run("pagerank", (plain,), {}))
    assert "read-only" in str(BACKEND.can_run("set_node_attributes", (plain, 1), {}))
    assert not hasattr(BACKEND, "no_such_function")
