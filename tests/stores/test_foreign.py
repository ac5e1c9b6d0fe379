"""Graphs that were not made by Case Graph: their ids, their keys, and that they stay as they are."""

from typing import Any

import grafeo
import pytest

from graph.elements import Node, Relationship, to_json
from graph.stores import Store
from graph.stores.embedded import EmbeddedStore
from tests.stores.cases import chain, harbour

FOREIGN = """CREATE (a:Movie:`Old film` {title: 'Émile', id: 7})-[:SHOWN_AT {seats: 12}]->(b:Cinema {name: 'Roxy'})
CREATE (c:Movie {title: 'Zed'})-[:SHOWN_AT]->(b) CREATE (:Entity {name: 'alone'})
CREATE (:Note {id: 'sans-étiquette 🜁'})"""
ALL = "MATCH (n) WHERE n.case_id IS NULL OPTIONAL MATCH (n)-[r]->(m) RETURN n, r, m"


def ids(store: Store) -> list[list[str]]:
    found = store.query("MATCH (m:Movie)-[r]->(c) RETURN m, r, c ORDER BY m.title")
    return [[value.id for value in row] for row in found.rows]


def everything(store: Store) -> list[Any]:
    """Foreign nodes and relationships, without the ids that hold within one result only."""
    rows = [[without_id(value) for value in row] for row in store.query(ALL).rows]
    return sorted(rows, key=repr)


def without_id(value: Any) -> Any:
    if isinstance(value, Node):
        return [value.labels, value.properties]
    if isinstance(value, Relationship):
        return [value.type, value.properties, without_id(value.start_node), without_id(value.end_node)]
    return value


def test_a_foreign_id_is_the_property_id_or_a_number_within_the_result(store: Store) -> None:
    store.execute(FOREIGN)
    assert ids(store) == [["#1", "#1", "#2"], ["7", "#2", "#2"]]
    assert ids(store) == [["#1", "#1", "#2"], ["7", "#2", "#2"]], "the numbers start anew"
    note = store.query("MATCH (n:Note) RETURN n").rows[0][0]
    assert note.id == "sans-étiquette 🜁"
    assert note.key.startswith("~")


def test_a_foreign_id_is_what_a_uniqueness_constraint_names(store: Store) -> None:
    constraint = "CREATE CONSTRAINT titles FOR (n:Movie) REQUIRE n.title IS UNIQUE"
    if isinstance(store, EmbeddedStore):
        # made by another program, as such a file is
        with grafeo.GrafeoDB(str(store._path)) as db:
            db.execute_cypher(constraint)
    else:
        store.execute(constraint)
    store.execute(FOREIGN)
    assert ids(store) == [["Zed", "#1", "#1"], ["Émile", "#2", "#1"]]


def test_a_foreign_key_finds_its_node_again(store: Store) -> None:
    store.execute(FOREIGN)
    roxy = store.query("MATCH (n:Cinema) RETURN n").rows[0][0]
    found = store.query("MATCH (n) WHERE elementId(n) IN $keys RETURN n", {"keys": [roxy.key.removeprefix("~")]})
    assert found.rows == ((roxy,),)
    tie = store.query("MATCH ()-[r {seats: 12}]->() RETURN r").rows[0][0]
    assert store.query("MATCH ()-[r]->() WHERE elementId(r) = $key RETURN r", {"key": tie.key[1:]}).rows == ((tie,),)


def test_relationships_alone_bring_their_end_nodes(store: Store) -> None:
    store.execute(FOREIGN)
    graph = store.query("MATCH ()-[r:SHOWN_AT]->() RETURN collect(r) AS all").subgraph()
    names = sorted(str(node.properties.get("title") or node.properties["name"]) for node in graph.nodes)
    assert names == ["Roxy", "Zed", "Émile"]
    assert len(graph.relationships) == 2


def test_loading_and_removing_a_case_leaves_foreign_data_alone(store: Store) -> None:
    store.execute(FOREIGN)
    before = everything(store)
    assert store.replace_case(harbour())
    assert everything(store) == before
    store.replace_case(chain("harbour", 3, sha256="2"))
    store.remove_case("harbour")
    assert everything(store) == before
    assert store.schema().nodes == 5


def test_what_people_tie_to_a_case_stays_tied_while_the_node_stays(store: Store) -> None:
    store.replace_case(harbour())
    store.execute(
        "MATCH (a {id: 'priya'}), (b {id: 'lena'}) "
        "CREATE (n:Note {text: 'ask her'})-[:ON {at: date('2020-01-02')}]->(a) CREATE (n)-[:ON]->(b) "
        "CREATE (a)-[:SAME_AS]->(b)"
    )
    rows = harbour(sha256="2")
    assert store.replace_case(rows)
    notes = "MATCH (n:Note)-[r:ON]->(x) RETURN x.id AS id, r.at IS NULL AS undated, x.name AS name ORDER BY id"
    assert store.query(notes).rows == (("lena", True, "Lena Okafor"), ("priya", False, "Priya Raghunathan"))
    assert store.query("MATCH (a)-[:SAME_AS]->(b) RETURN a.id AS a, b.id AS b").rows == (("priya", "lena"),)
    assert store.schema().nodes == rows.node_count + 2
    assert store.schema().relationships == rows.relationship_count + 3
    # a node that left the file takes its ties with it
    assert store.replace_case(chain("harbour", 2, sha256="3"))
    assert store.schema().relationship_types == {"KNOWS": 1}
    assert store.query("MATCH (n:Note) RETURN n.text AS t").rows == (("ask her",),)


@pytest.mark.parametrize("label", ["Entity", "Claim", "CaseFile"])
def test_foreign_nodes_under_our_labels(store: Store, label: str) -> None:
    store.execute(
        "CREATE (:L {id: 1, case_id: 2}) CREATE (:L {name: 'x'})-[:T]->(:L {id: 'p00000'})".replace(":L", f":{label}")
    )
    assert store.replace_case(chain("c", 3))
    assert store.schema().nodes == 3 + 1 + 3
    store.remove_case("c")
    assert store.schema().nodes == 3
    assert to_json(store.query(f"MATCH (n:{label}) WHERE n.case_id = 2 RETURN n.id AS id").rows) == [[1]]
