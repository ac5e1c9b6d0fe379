"""A NetworkX graph that was written into a store is there as it was, or nothing of it is, on both stores."""

from collections import Counter
from datetime import UTC, date, datetime, time
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import graph
from graph.errors import CaseGraphError, StoreError
from graph.nx.naming import NUMBERED
from graph.nx.write import from_networkx
from graph.stores import ForeignRow, NodeRow, Store
from tests.helpers import foreign
from tests.helpers.shares import share
from tests.helpers.stores import BOTH
from tests.stores.cases import harbour

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=5).filter(
    lambda name: name not in ("id", "case_id", "_id", "_labels", "_source", "_target", "_type")
)
whole = st.integers(-(2**63), 2**63 - 1)
single = whole | st.booleans() | st.floats(allow_nan=False) | texts | st.dates()
values = single | st.binary(max_size=8) | st.lists(whole, max_size=4) | st.lists(texts, max_size=4)
attributes = st.dictionaries(names, values, max_size=3)
keys = whole | texts.filter(lambda key: not NUMBERED.fullmatch(key))


@st.composite
def graphs(draw) -> Any:
    """Graphs of every kind, with loops, parallel edges, labels and types."""
    made = draw(st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]))()
    for key in draw(st.lists(keys, max_size=6, unique_by=lambda key: (type(key), key))):
        made.add_node(key)
        made.nodes[key].update(draw(attributes))
        made.nodes[key].pop("labels", None)
        if draw(st.booleans()):
            made.nodes[key]["labels"] = tuple(draw(st.sets(names, max_size=2)))
    ends = sorted(made, key=repr)
    for number in range(draw(st.integers(0, 8)) if ends else 0):
        edge = (draw(st.sampled_from(ends)), draw(st.sampled_from(ends)))
        key = {"key": f"tie {number}"} if made.is_multigraph() else {}
        made.add_edge(*edge, **key)
        data = made.edges[(*edge, *key.values())]
        data.update(draw(attributes))
        data.pop("type", None)
        if draw(st.booleans()):
            data["type"] = draw(names)
    return made


def expected(made: Any) -> tuple[list[Any], list[Any]]:
    """Return what a store holds after a graph was written: its nodes and its relationships."""
    nodes = [
        (sorted(data.get("labels", ["Node"])), sorted(({"id": key} | without(data, "labels")).items()))
        for key, data in made.nodes(data=True)
    ]
    multi = {"keys": True} if made.is_multigraph() else {}
    ties = [
        (a, b, data.get("type", "RELATED"), sorted((without(data, "type") | ({"id": key[0]} if key else {})).items()))
        for a, b, *key, data in made.edges(data=True, **multi)
    ]
    return sorted(nodes, key=repr), sorted(ties, key=repr)


def with_all_attributes(made: Any) -> Any:
    """Return a graph with the attributes that come back even where they were not given: id, labels and type."""
    back = made.__class__(made)
    for key, data in back.nodes(data=True):
        data.update(id=key, labels=tuple(sorted(data.get("labels", ["Node"]))))
    for *_, key, data in back.edges(data=True, **({"keys": True} if made.is_multigraph() else {})):
        data.update({"id": key} if made.is_multigraph() else {}, type=data.get("type", "RELATED"))
    return back


def without(data: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != name}


def there(store: Store) -> tuple[list[Any], list[Any]]:
    nodes = [(list(n.labels), sorted(n.properties.items())) for (n,) in store.query("MATCH (n) RETURN n").rows]
    ties = [
        (r.start_node.properties["id"], r.end_node.properties["id"], r.type, sorted(r.properties.items()))
        for (r,) in store.query("MATCH ()-[r]->() RETURN r").rows
    ]
    return sorted(nodes, key=repr), sorted(ties, key=repr)


@pytest.mark.parametrize("store", BOTH, indirect=True)
@settings(max_examples=share(300), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=graphs())
def test_any_graph_is_written_as_it_is(store: Store, made: Any) -> None:
    store.execute("MATCH (n) DETACH DELETE n")
    from_networkx(made, store)
    assert there(store) == expected(made)
    back = graph.to_networkx(store, directed=made.is_directed(), multi=made.is_multigraph())
    assert nx.utils.graphs_equal(back, with_all_attributes(made))
    assert back.__class__ is made.__class__


def one(**attributes: Any) -> Any:
    """A graph of one node, whose key is ``a``."""
    made = nx.Graph()
    made.add_node("a", **attributes)
    return made


REFUSED = [
    (one(x=None), "The node 'a': property 'x' is of type NoneType, which no store holds; remove it. Nothing was "),
    (one(x={"y": 1}), "property 'x' is of type dict, which no store holds; write it as text or as several properties"),
    (one(x=np.int64(4)), r"of type numpy.int64, which no store holds; take its plain value by item\(\) or tolist\(\)"),
    (one(x=[[1]]), "property 'x' is of type list, which no store holds"),
    (one(x=[1, "a", 2]), r"property 'x' is a list of several types \(int, str\); write its items as text"),
    (one(x=2**63), "property 'x' is 9223372036854775808, which has more than 64 bits; write it as text"),
    (one(x="\ud800"), r"property 'x' is '\\ud800', which is not valid Unicode text; replace what is not"),
    (one(**{"": 1}), "the property '' is no name that a store can hold; name it otherwise"),
    (one(case_id="harbour"), "property 'case_id' would make it part of a case, and these come from case files"),
    (one(id="b"), "The node 'a' has the attribute 'id' with 'b', and its key becomes that property. Rename the attri"),
    (one(labels="Person"), "The node 'a' has the attribute 'labels' with 'Person'; it is a list of text"),
    (one(labels=["Person", 5]), "The node 'a': the label 5 is of type int; write it as text"),
    (one(labels=["a\0"]), r"the label 'a\\x00' is no name that a store can hold"),
    (nx.Graph([(1, (2, 3))]), r"The node \(2, 3\) goes by a tuple, and a store finds nodes by text or a whole number"),
    (nx.Graph([(1.5, 2)]), "The node 1.5 goes by a float"),
    (nx.Graph([(True, 2)]), "The node True goes by a bool"),
    (nx.Graph([("a", "#5")]), "The node '#5' is called as nodes are that nothing identifies. Name the nodes otherwise"),
    (nx.Graph([("a", "b", {"x": {1}})]), "The relationship from 'a' to 'b': property 'x' is of type set"),
    (nx.Graph([("a", "b", {"type": 7})]), "The relationship from 'a' to 'b': the type 7 is of type int"),
    (nx.MultiGraph([("a", "b", "k", {"id": 3})]), r"The edge \('a', 'b', 'k'\) has the attribute 'id' with 3"),
]


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_what_no_store_can_hold_is_refused_by_name_before_anything_is_written(store: Store) -> None:
    before = store.version()
    for made, said in REFUSED:
        with pytest.raises(StoreError, match=said) as caught:
            from_networkx(nx.union(nx.path_graph(["first", "second"], made.__class__), made), store)
        assert str(caught.value).endswith(" Nothing was written.")
    assert store.version() == before
    assert store.schema().nodes == 0


def test_what_the_embedded_store_would_change_is_refused_there(embedded_store: Store) -> None:
    for value, said in (
        ([0.5, 1.5], "property 'x' is a list of floats, which the embedded store rounds; write it as text"),
        ([np.float64(0.1)], "property 'x' is a list of floats"),
        (datetime(2019, 3, 2, tzinfo=UTC), "is 2019-03-02 00:00:00.00:00, whose time zone the embedded store drops"),
    ):
        with pytest.raises(StoreError, match=said):
            from_networkx(one(x=value), embedded_store)
    with pytest.raises(StoreError, match="property '_labels' has a name that the embedded store uses itself; rename"):
        from_networkx(one(_labels=1), embedded_store)


def test_neo4j_holds_lists_of_floats_and_time_zones(neo4j_store: Store) -> None:
    held = {"x": [0.1, 1.5], "at": datetime(2019, 3, 2, tzinfo=UTC), "_labels": 1}
    from_networkx(one(**held), neo4j_store)
    assert neo4j_store.query("MATCH (n) RETURN n").rows[0][0].properties == {"id": "a"} | held


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_values_of_one_number_of_numpy_times_and_tuples_are_kept(store: Store) -> None:
    from_networkx(one(f=np.float64(0.1), at=time(10, 30), day=date(2019, 3, 2), pair=(1, 2), nothing=[]), store)
    [(node,)] = store.query("MATCH (n) RETURN n").rows
    assert node.properties == {
        "id": "a", "f": 0.1, "at": time(10, 30), "day": date(2019, 3, 2), "pair": [1, 2], "nothing": [],
    }  # fmt: skip


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_an_id_that_a_node_of_the_label_has_is_refused_and_nothing_is_written(store: Store) -> None:
    from_networkx(nx.path_graph(3), store, labels=["Stop", "Place"])
    before = there(store)
    new = nx.path_graph([7, 8, 2])
    with pytest.raises(StoreError, match=r"a node with the label 'Place' and the id 2 already.* Nothing was written\."):
        from_networkx(new, store, labels="Place")
    assert there(store) == before
    from_networkx(new, store, labels=["Halt"])
    from_networkx(nx.path_graph(["2"]), store, labels=["Place"])  # text is not a number
    from_networkx(nx.path_graph(3), store, labels=[])
    with pytest.raises(StoreError, match="has a node with no label and the id 0 already"):
        from_networkx(nx.path_graph(1), store, labels=[])
    assert store.schema().labels == {"Halt": 3, "Place": 4, "Stop": 3}


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_a_case_beside_it_stays_as_it_is(store: Store) -> None:
    case = harbour()
    store.replace_case(case)
    made = nx.DiGraph([("priya", "lena")])
    with pytest.raises(StoreError, match=r"has a node with the label 'Entity' and the id '(lena|priya)' already"):
        from_networkx(made, store, labels=["Member", "Entity"])
    from_networkx(made, store, labels=["Member"])
    assert not store.replace_case(case), "the store still knows that it holds the case"
    assert store.schema().nodes == case.node_count + 1 + 2
    store.remove_case("harbour")
    assert store.query("MATCH (a)-[r]->(b) RETURN a.id, type(r), b.id").rows == (("priya", "RELATED", "lena"),)


def test_nodes_and_relationships_keep_their_order_in_a_file(embedded_store: Store) -> None:
    made = nx.DiGraph()
    for number in range(2_500):
        made.add_node(number, labels=["Odd" if number % 2 else "Even"])
    made.add_edges_from((number, (number * 7) % 2_500) for number in range(2_500))
    from_networkx(made, embedded_store)
    reader = embedded_store.reader(graph.stores.Selection())
    assert [node.properties["id"] for node in reader.nodes(reader.node_ids())] == list(range(2_500))
    edges = [edge for page in reader.all_edges() for edge in page]
    places = {node: place for place, node in enumerate(reader.node_ids())}
    assert [(places[edge.start], places[edge.end]) for edge in edges] == list(made.edges)


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_a_graph_of_many_labels_and_types_takes_more_than_one_batch(store: Store) -> None:
    made = nx.DiGraph()
    made.add_nodes_from((number, {"labels": ["Odd" if number % 2 else "Even"]}) for number in range(2_500))
    made.add_edges_from((n, n * 7 % 2_500, {"type": "SAME" if n % 3 else "OTHER"}) for n in range(2_500))
    from_networkx(made, store)
    assert there(store) == expected(made)


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_a_property_that_made_room_for_ours_has_its_name_again(store: Store) -> None:
    made = nx.MultiDiGraph()
    made.add_node("a", labels=["A"], **{"properties.properties.labels": "own", "properties.labels": "odd"})
    made.add_edge("a", "a", "k", type="KNOWS", **{"properties.type": "own"})
    from_networkx(made, store)
    [(tie,)] = store.query("MATCH ()-[r]->() RETURN r").rows
    assert tie.properties == {"id": "k", "type": "own"}
    assert tie.start_node.properties == {"id": "a", "labels": "own", "properties.labels": "odd"}
    again = store.query("MATCH (a)-[r]->() RETURN a, r").subgraph().to_networkx()
    assert again.nodes["a"] == {"id": "a", **made.nodes["a"], "labels": ("A",)}
    assert again.edges["a", "a", "k"] == {"id": "k", **made.edges["a", "a", "k"]}


def test_rows_without_an_id_have_no_id_in_common(embedded_store: Store) -> None:
    rows = [NodeRow(("A",), {}), NodeRow(("A", "A"), {})]
    embedded_store.add_foreign(rows, [ForeignRow(0, 1, "T", {})])
    embedded_store.add_foreign(rows, [])
    assert Counter(embedded_store.query("MATCH (n) RETURN n.id, labels(n)[0]").rows) == {(None, "A"): 4}


def test_a_graph_goes_into_a_file_that_is_not_there_yet(tmp_path) -> None:
    with graph.open(tmp_path / "new.grafeo") as store:
        from_networkx(nx.karate_club_graph(), store)
        assert (store.schema().nodes, store.schema().relationships) == (34, 78)
    with pytest.raises(StoreError, match="was closed"):
        from_networkx(nx.path_graph(2), store)


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_what_a_constraint_of_the_store_forbids_leaves_nothing_behind(store: Store) -> None:
    foreign.write(store)
    before = store.schema()
    made = nx.path_graph(["one", "two", "three"])
    nx.set_node_attributes(made, {"one": "Brief Tide", "three": "Low Water"}, "title")
    with pytest.raises(CaseGraphError, match="Low Water"):
        from_networkx(made, store, labels=["Film"])
    assert store.schema() == before
