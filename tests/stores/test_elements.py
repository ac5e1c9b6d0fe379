"""Nodes and relationships as values, and how the embedded store makes them of the engine's rows."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import grafeo
import pytest

from graph.elements import Node, Relationship
from graph.stores import Store
from graph.stores.embedded import EmbeddedStore
from tests.stores.cases import chain, harbour

TIES = "MATCH (a)-[r]->(b) RETURN a, r, b ORDER BY r.id"


def plain(element: Node | Relationship) -> Node | Relationship:
    """Return an equal value that was made from its parts."""
    if isinstance(element, Node):
        return Node(element.key, element.id, element.labels, dict(element.properties))
    start, end = element.start_node, element.end_node
    return Relationship(element.key, element.id, element.type, start, end, dict(element.properties))


def test_an_element_is_read_only(store: Store) -> None:
    store.replace_case(harbour())
    for element in store.query(TIES).rows[0]:
        for name in ("key", "id", "properties", "other"):
            with pytest.raises(AttributeError):
                setattr(element, name, "x")


def test_elements_are_equal_where_their_parts_are(store: Store) -> None:
    store.replace_case(harbour())
    for row in store.query(TIES).rows:
        for element in row:
            made = plain(element)
            assert made == element
            assert element == made
            assert hash(made) == hash(element)
            assert repr(made) == repr(element)
    a, r, _ = store.query(TIES).rows[0]
    assert Node(a.key, a.id, a.labels, {**a.properties, "more": 1}) != a
    assert Relationship(r.key, r.id, "OTHER", r.start_node, r.end_node, r.properties) != r
    assert a != r
    assert a != a.key


def test_elements_survive_pickling_whether_they_were_read_or_not(store: Store) -> None:
    store.replace_case(harbour())
    unread, read = store.query(TIES), store.query(TIES)
    assert all(element.properties["id"] == element.id for row in read.rows for element in row)
    before = pickle.dumps(unread)
    assert pickle.loads(before).rows == pickle.loads(pickle.dumps(read)).rows == read.rows


def test_the_same_node_is_one_object(store: Store) -> None:
    store.replace_case(harbour())
    for timeout in (None, 30.0):
        rows = store.query(
            "MATCH (a)-[r:KNOWS]->(b) RETURN r, a, b, [a, r] AS both ORDER BY r.id", timeout=timeout
        ).rows
        for r, a, b, both in rows:
            assert r.start_node is a is both[0]
            assert r.end_node is b
            assert both[1] is r


def test_properties_are_the_same_to_all_threads(embedded_store: EmbeddedStore) -> None:
    embedded_store.replace_case(chain("c", 300))
    rows = embedded_store.query(TIES).rows
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: [dict(x.properties) for row in rows for x in row], range(8)))
    assert all(each == found[0] for each in found)
    assert all(list(each) == sorted(each) and "_id" not in each for each in found[0])


def test_more_rows_than_one_batch(embedded_store: EmbeddedStore) -> None:
    embedded_store.replace_case(chain("c", 2_500))
    query = "MATCH (a)-[r]->(b) RETURN a, r, b, a.n AS n, labels(b) AS labels ORDER BY n"
    for limit, timeout in ((None, None), (2_400, None), (2_400, 60.0)):
        found = embedded_store.query(query, limit=limit, timeout=timeout)
        assert len(found.rows) == (limit or 2_499)
        assert found.truncated is bool(limit)
        for n, (a, r, b, number, labels) in enumerate(found.rows):
            assert (a.id, r.id, b.id, number) == (f"p{n:05}", f"r{n:05}", f"p{n + 1:05}", n)
            assert labels == ["Entity", "Person"]
            assert r.start_node is a
        assert all(row[2] == after[0] for row, after in zip(found.rows, found.rows[1:], strict=False))


def test_foreign_nodes_among_those_of_a_case_are_numbered_row_by_row(store: Store) -> None:
    store.replace_case(harbour())
    store.execute(
        "MATCH (p:Person {id: 'priya'}), (t:Person {id: 'tomas'}) "
        "CREATE (p)-[:WROTE {n: 1}]->(:Note {n: 1})-[:ON {n: 1}]->(:Page {n: 1}), "
        "(t)-[:WROTE {n: 2}]->(:Note {n: 2})-[:ON {n: 2}]->(:Page {n: 2})"
    )
    rows = store.query("MATCH (p)-[w:WROTE]->(a:Note)-[o:ON]->(b:Page) RETURN b, o, a, w, p ORDER BY w.n").rows
    assert [[element.id for element in row] for row in rows] == [
        ["#1", "#1", "#2", "#2", "priya"],
        ["#3", "#3", "#4", "#4", "tomas"],
    ]


def test_a_property_that_looks_like_a_node_stays_a_map(embedded_store: EmbeddedStore) -> None:
    node_like = {"_id": 0, "_labels": ["A"], "case_id": "c", "id": "x"}
    held = {"node": node_like, "list": [node_like, {"nodes": [], "edges": []}], "path": {"edges": [], "nodes": []}}
    # the engine holds what the store itself would not write
    with grafeo.GrafeoDB(str(embedded_store._path)) as db:
        db.execute_cypher("CREATE (:A {m: $m})-[:T {m: $m}]->(:B)", {"m": held})
    a, r = embedded_store.query("MATCH (a)-[r]->() RETURN a, r").rows[0]
    assert a.properties == r.properties == {"m": held}


def test_durations_inside_properties_are_text(embedded_store: EmbeddedStore) -> None:
    embedded_store.execute("CREATE (:A {one: duration('P1D'), all: [duration('PT1H'), duration('P2M')], n: null})")
    for timeout in (None, 30.0):
        node = embedded_store.query("MATCH (a:A) RETURN a", timeout=timeout).rows[0][0]
        assert node.properties == {"all": ["PT1H", "P2M"], "one": "P1D"}
