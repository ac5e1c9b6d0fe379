import networkx as nx
import pytest

from graph.case.schema import load_schema
from graph.errors import AmbiguousIdError, NotFoundError
from graph.questions.claims import claims_of
from graph.questions.neighbors import degree, find_node, neighbors, subgraph
from graph.questions.paths import (
    Walk,
    all_shortest_paths,
    connect,
    parallel,
    shortest_path,
    shortest_simple_paths,
)
from graph.stores import Store

CASE = "harbour-fire"
SCHEMA = load_schema()


def as_networkx(store: Store) -> nx.MultiGraph:
    """The entities of a store and what relates them, read the plainest way there is."""
    graph = nx.MultiGraph()
    graph.add_nodes_from(row[0] for row in store.query("MATCH (n:Entity) RETURN n.id").rows)
    for start, end in store.query("MATCH (n:Entity)-[r]->(m:Entity) RETURN n.id AS a, m.id AS b").rows:
        graph.add_edge(start, end)
    return graph


def test_neighbours_degrees_and_shortest_paths_are_those_of_networkx(loaded):
    graph = as_networkx(loaded)
    assert len(graph) == 53
    for id in sorted(graph)[::9]:
        assert [n.node.id for n in neighbors(loaded, id)] == sorted(set(graph[id]))
        assert degree(loaded, id) == graph.degree(id)
        for other in sorted(graph)[::8]:
            if not nx.has_path(graph, id, other):
                with pytest.raises(NotFoundError, match=f"No path between {id} and {other}"):
                    shortest_path(loaded, id, other)
                continue
            path = [node.id for node in shortest_path(loaded, id, other).nodes]
            every = sorted(nx.all_shortest_paths(nx.Graph(graph), id, other))
            assert path == every[0]
            found = all_shortest_paths(loaded, find_node(loaded, id), find_node(loaded, other), limit=1_000)
            assert [[node.id for node in p.nodes] for p in found] == every


def test_a_path_walks_entities_and_its_relationships_fit_its_nodes(loaded):
    path = shortest_path(loaded, "tomas-leal", "coast-mutual")
    assert all("Entity" in node.labels for node in path.nodes)
    for near, r, far in zip(path.nodes, path.relationships, path.nodes[1:], strict=False):
        assert {r.start, r.end} == {near.id, far.id}
        assert r.properties["status"]


def test_a_path_to_itself_has_no_relationship(loaded):
    path = shortest_path(loaded, "ines-okafor", "ines-okafor")
    assert ([node.id for node in path.nodes], path.relationships) == (["ines-okafor"], ())


def test_a_path_ends_at_its_cutoff(loaded):
    length = len(shortest_path(loaded, "tomas-leal", "gwen-pascoe").relationships)
    assert len(shortest_path(loaded, "tomas-leal", "gwen-pascoe", cutoff=length).relationships) == length
    with pytest.raises(NotFoundError):
        shortest_path(loaded, "tomas-leal", "gwen-pascoe", cutoff=length - 1)


def test_neighbours_by_direction_and_type(loaded):
    out = {n.node.id for n in neighbors(loaded, "warehouse-fire", direction="out")}
    into = {n.node.id for n in neighbors(loaded, "warehouse-fire", direction="in")}
    assert out | into == {n.node.id for n in neighbors(loaded, "warehouse-fire")}
    accusers = neighbors(loaded, "warehouse-fire", types=["ACCUSED_OF"])
    assert "priya-raghunathan" in {n.node.id for n in accusers}
    assert {r.type for n in accusers for r in n.relationships} == {"ACCUSED_OF"}


def test_a_subgraph_has_what_relates_its_nodes_and_no_more(loaded):
    found = subgraph(loaded, ["priya-raghunathan", "warehouse-fire"])
    assert [node.id for node in found.nodes] == ["priya-raghunathan", "warehouse-fire"]
    assert "raghunathan-set-fire" in {r.id for r in found.relationships}


def test_what_connects_three_is_one_piece_that_holds_them(loaded):
    ids = ["tomas-leal", "gwen-pascoe", "coast-mutual"]
    found = connect(loaded, [find_node(loaded, id) for id in ids])
    graph = nx.Graph((r.start, r.end) for r in found.relationships)
    assert nx.is_connected(graph)
    assert set(ids) <= set(graph)
    assert all(graph.degree(id) > 1 for id in graph if id not in ids)


def test_what_nothing_connects_is_named(loaded):
    with pytest.raises(NotFoundError, match=r"No path connects all of these: .*Gannet Rock"):
        connect(loaded, [find_node(loaded, id) for id in ("tomas-leal", "gannet-rock")])


def test_an_id_that_is_not_there_is_said(loaded):
    with pytest.raises(NotFoundError, match="Nothing in the case harbour-fire has the id 'nobody'"):
        find_node(loaded, "nobody", case=CASE)


def test_an_id_of_two_cases_needs_the_case(loaded):
    loaded.execute("CREATE (:Entity:Person {id: 'tomas-leal', case_id: 'other', name: 'Another'})")
    with pytest.raises(AmbiguousIdError, match="tomas-leal is in 2 cases: harbour-fire, other"):
        neighbors(loaded, "tomas-leal")
    assert neighbors(loaded, "tomas-leal", case="other") == []


def test_in_a_foreign_graph_everything_is_walked(store):
    store.execute("CREATE (:A {id: 'a'})-[:X]->(:B {id: 'b'})-[:Y]->(:C {name: 'no id'})<-[:Z]-(:D {id: 'd'})")
    assert [n.node.id for n in neighbors(store, "a")] == ["b"]
    assert len(shortest_path(store, "a", "d").relationships) == 3


def test_a_path_takes_only_what_its_walk_allows(loaded):
    free = shortest_path(loaded, "tomas-leal", "coast-mutual")
    between = {node.key for node in free.nodes[1:-1]}
    assert between
    walks = [
        Walk(avoid=between),
        Walk(passes=lambda nodes: [node.key for node in nodes if node.key not in between]),
        Walk(statuses=["found", "reported"]),
        Walk(types={r.type for r in free.relationships}),
        Walk(speaker="port-authority"),
        Walk(speaker="port-authority", stance="denies"),
        Walk(source="gazette"),
    ]
    found = 0
    for walk in walks:
        try:
            path = shortest_path(loaded, "tomas-leal", "coast-mutual", walk=walk)
        except NotFoundError as error:
            assert "that takes only what was asked for" in str(error)  # noqa: PT017
            continue
        found += 1
        assert not {node.key for node in path.nodes} & set(walk.avoid)
        if walk.passes:
            assert not {node.key for node in path.nodes} & between
        for r in path.relationships:
            claims = claims_of(loaded, [r], SCHEMA)[r.key]
            assert walk.statuses is None or r.properties["status"] in walk.statuses
            assert walk.types is None or r.type in walk.types
            assert not walk.speaker or any(c.by == walk.speaker and walk.stance in ("", c.stance) for c in claims)
            assert not walk.source or any(claim.source == walk.source for claim in claims)
    assert found >= 2


def test_the_first_simple_paths_are_those_of_networkx(loaded):
    graph = nx.Graph(as_networkx(loaded))
    start, end = find_node(loaded, "tomas-leal"), find_node(loaded, "coast-mutual")
    every = sorted(nx.all_simple_paths(graph, start.id, end.id, cutoff=4), key=lambda ids: (len(ids), ids))
    found = shortest_simple_paths(loaded, start, end, count=6, cutoff=4)
    assert [[node.id for node in path.nodes] for path in found] == every[:6]


def test_what_connects_follows_the_walk_too(loaded):
    nodes = [find_node(loaded, id) for id in ("harbour-court", "coast-mutual", "oskar-vey")]
    free = connect(loaded, nodes)
    between = sorted({node.key for node in free.nodes} - {node.key for node in nodes})
    assert between
    for key in between:  # without one of them there is another way, or none
        try:
            other = connect(loaded, nodes, walk=Walk(avoid=[key]))
        except NotFoundError as error:
            assert "stay apart" in str(error)  # noqa: PT017
        else:
            assert key not in {node.key for node in other.nodes}
    with pytest.raises(NotFoundError, match="stay apart"):
        connect(loaded, nodes, walk=Walk(types=[]))


def test_a_path_goes_by_neither_hidden_relationships_nor_around_those_without_an_id(store):
    store.execute(
        "CREATE (a:Stop {name: 'a'})-[:X]->(b:Stop {name: 'b'}), (a)-[:Y]->(c:Stop {name: 'c'}), (c)-[:Y]->(b)"
    )
    by_name = {row[0].properties["name"]: row[0] for row in store.query("MATCH (n:Stop) RETURN n").rows}
    start, end = by_name["a"], by_name["b"]
    [direct] = all_shortest_paths(store, start, end)
    assert len(direct.relationships) == 1
    [around] = all_shortest_paths(store, start, end, walk=Walk(avoid=[direct.relationships[0].key]))
    assert [node.properties["name"] for node in around.nodes] == ["a", "c", "b"]


def test_a_path_leads_from_other_data_through_a_case(loaded):
    for name, id in (("one", "tomas-leal"), ("two", "tomas-leal"), ("three", "ines-okafor")):
        loaded.execute(
            f"MATCH (e:Entity {{id: '{id}'}}) WHERE e.case_id = '{CASE}' CREATE (:Note {{name: '{name}'}})-[:ON]->(e)"
        )
    note = {row[0].properties["name"]: row[0] for row in loaded.query("MATCH (n:Note) RETURN n").rows}
    [path] = all_shortest_paths(loaded, note["one"], note["two"])
    assert [node.key for node in path.nodes][1] == f"{CASE}/tomas-leal"
    assert [r.type for r in path.relationships] == ["ON", "ON"]
    loaded.execute("MATCH (n:Note) DETACH DELETE n")


def test_of_parallel_relationships_a_path_takes_what_nobody_contests(loaded):
    path = shortest_path(loaded, "priya-raghunathan", "warehouse-fire")
    assert [(r.type, r.properties["status"]) for r in path.relationships] == [("CLEARED_OF", "found")]
    path = shortest_path(loaded, "priya-raghunathan", "pier-nine")
    assert [r.properties["status"] for r in path.relationships] == ["reported"]


def test_what_a_path_does_not_take_is_told_with_it(loaded):
    path = shortest_path(loaded, "priya-raghunathan", "pier-nine")
    others = parallel(loaded, [path])
    assert [(r.type, r.properties["status"]) for r in others] == [("SEEN_AT", "alleged"), ("WAS_AT", "denied")]
    walk = Walk(statuses=["reported", "denied"])
    assert [r.type for r in parallel(loaded, [path], walk=walk)] == ["WAS_AT"]
    court = Walk(speaker="harbour-court")
    one = shortest_path(loaded, "priya-raghunathan", "warehouse-fire", walk=court)
    assert {r.type for r in (*one.relationships, *parallel(loaded, [one], walk=court))} == {"CLEARED_OF", "ACCUSED_OF"}
