"""Writes, on both stores: what they leave, what they are counted as, and what is refused before it is done."""

from typing import Any

import pytest

from graph.elements import to_json
from graph.errors import QueryError
from graph.stores import Counters, Store

SETUP = "CREATE (a:A {k: 1, s: 'x'})-[:R {w: 1}]->(b:B {k: 2}), (b)-[:S]->(c:C), (d:A:D {k: 1, l: [1, 2]})"
CLEAR = "MATCH (n) DETACH DELETE n"
COUNTED = {
    "CREATE (n:A:B {x: 1, y: null})-[:R {z: 2}]->(:A)": Counters(2, 1, 2, 3),
    "UNWIND [1, 1, 2] AS i MERGE (n:G {i: i}) ON CREATE SET n.c = 1 ON MATCH SET n.m = 1": Counters(2, 0, 5, 2),
    "MERGE (n:A {k: 1}) ON CREATE SET n.c = 1 ON MATCH SET n.m = 1": Counters(properties_set=2),
    "MATCH (a:A {s: 'x'}), (b:B) MERGE (a)-[r:R]->(b) MERGE (b)-[q:R]->(a)": Counters(0, 1),
    "MERGE (a:A {k: 1})-[r:R]->(b:B)-[:S]->(c:Z)": Counters(3, 2, 1, 3),
    "MATCH (n:A) SET n.k = 1 SET n.zz = null": Counters(properties_set=2),
    "MATCH (n:A) SET n += {k: 2, w: 'a'}": Counters(properties_set=4),
    "MATCH (n:A)-[r]->(m) SET r += n": Counters(properties_set=2),
    "MATCH (n:A) SET n:A:Q REMOVE n:Nope": Counters(labels_added=2),
    "MATCH (n) REMOVE n:A:D": Counters(labels_removed=3),
    "MATCH (n) REMOVE n.k, n.nope": Counters(properties_set=3),
    "MATCH (n:A)-[r]->(m) SET r.w = null SET r.q = 2": Counters(properties_set=2),
    "MATCH (n) DETACH DELETE n": Counters(relationships_deleted=2, nodes_deleted=4),
    "MATCH (n)-[r]-() DELETE r": Counters(relationships_deleted=2),
    "MATCH (n)-[r]->(m) DETACH DELETE n, r": Counters(relationships_deleted=2, nodes_deleted=2),
    "CREATE (n:Z {a: 1}) DELETE n": Counters(1, 0, 1, 1, nodes_deleted=1),
    "FOREACH (i IN [1, 1] | MERGE (:F {i: i}))": Counters(1, 0, 1, 1),
    "MATCH (n:A) FOREACH (i IN [1, 2] | SET n.x = 3 SET n:Q)": Counters(properties_set=4, labels_added=2),
    "MATCH p = (:A)-->() FOREACH (r IN relationships(p) | DELETE r)": Counters(relationships_deleted=1),
    "MATCH (n:A) CREATE (z:Z {k: n.k, s: n.s})": Counters(2, 0, 3, 2),
    "UNWIND [{a: 1}, {a: 1, b: 3}] AS row MERGE (n:I {a: row.a}) SET n += row": Counters(1, 0, 4, 1),
    "MATCH (n:A) SET n.k = 7 SET n.l = n.k": Counters(properties_set=4),
    "MATCH (n:A) OPTIONAL MATCH (n)-->(m) SET m.x = 1": Counters(properties_set=1),
    "MATCH (n:Nope) SET n.x = 1 CREATE (:Z)": Counters(),
    "RETURN 1 AS one": Counters(),
}
"""What Neo4j counts."""
UNCOUNTED = (
    "MATCH (n) SET n.s = null, n.q = [1, 2]",
    "MATCH (n:A) SET n = {k: 1, s: 'x'}",
    "MATCH (n:A)-[r]->(m) SET n = m",
    "MATCH (n:A) CREATE (z:Z) SET z = n",
    "MATCH (n:A) SET n += {s: null}",
    "MERGE (n:A {k: 7}) ON CREATE SET n.k = 8",
    "CREATE (n:A {x: 1, x: 2})",
    "UNWIND [{a: 1, b: null}] AS row CREATE (n:M) SET n += row",
)
"""Of these the embedded store does not count the properties; what is written is the same."""
REFUSED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("MERGE (n:K {k: null})", {}),
    ("MERGE (n:A {k: $k}) SET n.z = 1", {"k": None}),
    ("MATCH (a:C) MERGE (n:A {k: a.nope}) SET n.z = 1", {}),
    ("MATCH (a:A) MERGE (n:A {k: a.k, s: a.s}) SET n.z = 1", {}),
    ("MATCH (a:C) MERGE (a)-[r:T {k: a.nope}]->(a)", {}),
    ("UNWIND $rows AS row MERGE (n:I {a: row.a})", {"rows": [{"a": 1}, {"b": 3}]}),
    ("MATCH (n:A) SET n += null", {}),
    ("MATCH (n:A) SET n = $p", {"p": None}),
    ("MATCH (n:A) SET n = $p", {"p": 5}),
    ("UNWIND [null] AS row MATCH (n:A) SET n += row", {}),
    ("CREATE (n:X {l: [1, null]})", {}),
    ("CREATE (n:X {l: [1, 'a']})", {}),
    ("CREATE (n:X {l: [[1], [2]]})", {}),
    ("CREATE (n:X {m: {a: 1}})", {}),
    ("CREATE (n:X {m: $m})", {"m": {"a": 1}}),
    ("CREATE (n:X {m: $m})", {"m": [True, 1]}),
    ("UNWIND $rows AS row CREATE (n:X) SET n += row", {"rows": [{"a": 1}, {"a": [[1]]}]}),
    ("MATCH (n:A)-[r]->() SET r.l = [1, null]", {}),
    ("MATCH (n:A) SET n.m = n", {}),
    ("MATCH (n:A) SET n.m = [n]", {}),
    ("MATCH (n:A)-[r]->() SET n.m = r", {}),
    ("MATCH p = (n:A)-->() SET n.m = p", {}),
    ("MATCH (n:A) WITH n, collect(n) AS ns SET n.m = ns", {}),
    ("MATCH (n:A) WITH n, head(collect(n)) AS h SET n.m = h", {}),
    ("CREATE (n:X {m: 9223372036854775808})", {}),
    ("CREATE (n:X {m: 9223372036854775807 + 1})", {}),
    ("CREATE (n:X {m: toInteger('9223372036854775808')})", {}),
    ("CREATE (n:X {m: 1e400})", {}),
    ("CREATE (n:X {m: 1 / 0})", {}),
    ("CREATE (n:X {m: 017})", {}),
    ("CREATE (a)-[:T*2]->(b)", {}),
    ("MATCH (n:A) DELETE n", {}),
)
"""Neo4j refuses each."""
REFUSED_EMBEDDED = (
    ("MATCH (n:A) SET n.k = 7, n.l = n.k", "Begin another SET"),
    ("MERGE (n:A {k: 77}) ON CREATE SET n.z = n.k", "ON CREATE SET reads n"),
    ("MERGE (n:A {k: 1.0})", "Make all of one type"),
    ("MATCH (a:A {s: 'x'}), (b:B) MERGE (a)-[:R {w: '1'}]->(b)", "Make all of one type"),
    ("CREATE (:X {l: [1, 2.5]})", "toFloat"),
    ("CREATE (:X {p: 2 ^ 3 ^ 2})", "nothing was written"),
    ("UNWIND [null] AS m MATCH (n:D) SET m.x = 1", "IS NOT NULL"),
    ("MATCH ()-[r]->() WITH collect(r) AS rs FOREACH (r IN [x IN rs | x] | DELETE r)", "UNWIND the list"),
    ("MATCH ()-[r]->() WITH collect(r) AS rs FOREACH (r IN rs + rs | DELETE r)", "UNWIND the list"),
)
"""Each, and the words of its way out: Neo4j takes it, and the engine would leave another graph."""


def _graph(store: Store) -> list[str]:
    nodes = store.query("MATCH (n) RETURN labels(n), properties(n)").rows
    ties = store.query("MATCH (a)-[r]->(b) RETURN type(r), properties(r), properties(a), properties(b)").rows
    return sorted(map(repr, to_json([*nodes, *ties])))


def _afresh(store: Store) -> list[str]:
    store.execute(CLEAR)
    store.execute(SETUP)
    return _graph(store)


@pytest.mark.parametrize("query", COUNTED)
def test_what_a_write_did_is_counted(store, query):
    _afresh(store)
    assert store.execute(query).counters == COUNTED[query]


def test_what_is_not_counted_is_not_guessed(embedded_store):
    for query in UNCOUNTED:
        _afresh(embedded_store)
        counters = embedded_store.execute(query).counters
        assert counters is not None
        assert counters.properties_set is None, query


def test_what_reads_has_no_counters(store):
    _afresh(store)
    assert store.query("MATCH (n) RETURN count(*) AS n").counters is None


def test_writes_leave_the_same_graph_on_both_stores(embedded_store, neo4j_store):
    for query in (*COUNTED, *UNCOUNTED):
        for store in (embedded_store, neo4j_store):
            _afresh(store)
            store.execute(query)
        assert _graph(embedded_store) == _graph(neo4j_store), query


@pytest.mark.parametrize(("query", "parameters"), REFUSED)
def test_what_neo4j_refuses_to_store_is_refused(store, query, parameters):
    before = _afresh(store)
    with pytest.raises(QueryError) as caught:
        store.execute(query, parameters)
    assert "\n" not in str(caught.value)
    assert _graph(store) == before


@pytest.mark.parametrize(("query", "way_out"), REFUSED_EMBEDDED)
def test_what_would_be_stored_otherwise_is_refused(embedded_store, query, way_out):
    before = _afresh(embedded_store)
    with pytest.raises(QueryError, match=way_out):
        embedded_store.execute(query)
    assert _graph(embedded_store) == before


def test_several_statements_are_written_as_one(store):
    _afresh(store)
    text = (
        "CREATE (:New {s: 'a; b'}); // one; two\nMATCH (n:New) SET n.`x;` = 1; /* ; */\nMATCH (n:New) RETURN n.s AS s;"
    )
    result = store.execute(text)
    assert (result.columns, result.rows) == (("s",), (("a; b",),))
    assert result.counters == Counters(1, 0, 2, 1)


@pytest.mark.parametrize(
    ("failing", "place"),
    [
        ("MATCH (n) RETRUN n", "line 4, column 11"),
        ("CREATE (:New {x: 1 / 0})", ""),
        ("MERGE (:New {x: null})", ""),
        ("MATCH (n:A) SET n += null", ""),
    ],
)
def test_of_several_statements_all_are_written_or_none(store, failing, place):
    before = _afresh(store)
    text = f"CREATE (:New);\n\nCREATE (:New {{x: 1}}); // fine\n{failing};\nCREATE (:New)"
    with pytest.raises(QueryError, match=r"^Statement 3 \(line 4\): ") as caught:
        store.execute(text)
    assert place in str(caught.value)
    assert "\n" not in str(caught.value)
    assert _graph(store) == before


def test_what_hangs_on_a_deleted_node_is_found_among_several_statements(store):
    before = _afresh(store)
    # Neo4j looks at the end, and does not say whose fault it was
    with pytest.raises(QueryError, match=r"(?i)relationships|edge"):
        store.execute("CREATE (:New); MATCH (a:A) DELETE a; CREATE (:New)")
    assert _graph(store) == before


def test_an_empty_text_is_refused(store):
    for text in ("", " ;; // nothing\n"):
        with pytest.raises(QueryError, match="The query is empty"):
            store.execute(text)


def test_an_index_counts_as_a_change_of_the_schema(store):
    _afresh(store)
    result = store.execute("CREATE INDEX by_zed FOR (n:Zed) ON (n.k)")
    assert result.counters == Counters(schema_changes=1)
    store.execute("DROP INDEX by_zed")


def test_a_typed_query_that_writes_is_counted_too(embedded_store):
    _afresh(embedded_store)
    assert embedded_store.execute("CREATE (:New {x: 1})", timeout=60).counters == Counters(1, 0, 1, 1)
