"""The same Cypher gives the same rows on both stores, to the letter of their JSON."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.elements import to_json
from graph.settings import Settings, from_environment
from graph.stores import Result, Store, open_store
from tests.helpers.stores import one_at_a_time, wipe
from tests.stores.cases import harbour

QUERIES: list[str | tuple[str, dict[str, Any]]] = [
    # whole values
    "MATCH (p:Person) RETURN p ORDER BY p.id",
    "MATCH (a)-[r]->(b) RETURN a, r, b ORDER BY r.id",
    "MATCH ()-[r:KNOWS]->() RETURN r ORDER BY r.id",
    "MATCH (p:Person)-[r]-(x) RETURN p, r, x ORDER BY p.id, r.id, x.id",
    "MATCH path = (:Person {id: 'priya'})-[:KNOWS*1..2]->(x) RETURN path, x.id AS id ORDER BY length(path), x.id, "
    "[r IN relationships(path) | r.id]",
    "MATCH path = shortestPath((a {id: 'priya'})-[*..6]-(b {id: 'gazette'})) RETURN length(path) AS n",
    "MATCH path = (:Event {id: 'trial'})-[:TRIED_BY]->() RETURN path, nodes(path) AS ns, relationships(path) AS rs",
    "MATCH (n {id: 'fire'}) RETURN [n, {inside: n, also: [n.id, null]}] AS nested",
    "MATCH (n {id: 'fire'})-[r:OCCURRED_ON]->() RETURN {id: r.id, type: type(r), r: r} AS m",
    "MATCH (n:Person) WITH n ORDER BY n.id RETURN collect(n) AS people",
    "MATCH (a)-[r:MADE]->(c:Claim)-[s:CITES]->(p) RETURN a, r, c, s, p ORDER BY c.id",
    "MATCH (n {id: 'priya'})-[r]->() RETURN startNode(r) AS a, endNode(r) AS b, type(r) AS t ORDER BY r.id",
    # matching
    "MATCH (n:Entity:Event) RETURN n.id AS id ORDER BY id",
    "MATCH (n) WHERE n:Person OR n:Place RETURN n.id AS id ORDER BY id",
    "MATCH (a)-[:KNOWS|LOCATED_AT]->(b) RETURN a.id AS a, b.id AS b ORDER BY a, b",
    "MATCH (a)<-[:MADE]-(b) RETURN a.id AS a, b.id AS b ORDER BY a",
    "MATCH (a)--(b) RETURN a.id AS a, count(*) AS n ORDER BY n DESC, a",
    "MATCH (a)-[r]-(a) RETURN a.id AS a, count(r) AS n ORDER BY a",
    "MATCH (a:Person), (b:Event) RETURN a.id AS a, b.id AS b ORDER BY a, b",
    "MATCH (a:Person) OPTIONAL MATCH (a)-[:KNOWS]->(b) RETURN a.id AS a, b.id AS b ORDER BY a, b",
    "MATCH (n) WHERE n.age IS NULL AND n:Entity RETURN n.id AS id ORDER BY id",
    "MATCH (n:Entity) WHERE NOT (n)-[:KNOWS]-() RETURN n.id AS id ORDER BY id",
    "MATCH (n:Entity) WHERE EXISTS { (n)-[:OCCURRED_ON]->(:Date) } RETURN n.id AS id ORDER BY id",
    "MATCH (n:Entity) RETURN n.id AS id, COUNT { (n)--() } AS degree ORDER BY degree DESC, id",
    "MATCH (n:Person) WHERE n.name STARTS WITH 'P' OR n.name CONTAINS 'Oka' RETURN n.name AS name ORDER BY name",
    "MATCH (n:Person) WHERE n.name =~ '(?i).*RAGH.*' RETURN n.name AS name",
    "MATCH (n:Person) WHERE 'P. R.' IN n.aliases RETURN n.id AS id, size(n.aliases) AS n",
    "MATCH (n:Date) WHERE n.start >= '2019-03-15' AND n.end < '2020' RETURN n.edtf AS edtf",
    ("MATCH (n) WHERE n.id IN $ids RETURN n.id AS id ORDER BY id", {"ids": ["fire", "lena", "nobody"]}),
    (
        "MATCH (n:Entity) WHERE n.case_id = $case AND n.id = $set RETURN n.name AS name",
        {"case": "harbour", "set": "pier"},
    ),
    # shaping
    "MATCH (n:Person) WITH n ORDER BY n.id RETURN n.age AS age, count(*) AS n, collect(n.id) AS ids ORDER BY age",
    "MATCH (n:Person) RETURN sum(n.age) AS s, avg(n.age) AS a, min(n.name) AS low, max(n.name) AS high",
    "MATCH (n) RETURN labels(n)[0] IS NULL AS none, count(DISTINCT n.case_id) AS cases",
    "MATCH ()-[r]->() RETURN type(r) AS type, count(*) AS n ORDER BY n DESC, type",
    "MATCH (n:Person) WITH n ORDER BY n.age, n.id LIMIT 2 MATCH (n)-[r]-() RETURN n.id AS i, count(r) AS n ORDER BY i",
    "MATCH (n:Entity) RETURN n.id AS id ORDER BY id SKIP 2 LIMIT 3",
    "MATCH (n:Person) RETURN DISTINCT n.age AS age ORDER BY age DESC",
    "UNWIND [3, 1, 2] AS x RETURN x, x * 2 AS twice ORDER BY x",
    "MATCH (n:Quantity) RETURN n.low + n.high AS sum, n.high / n.low AS whole, n.low / 7.0 AS part",
    "MATCH (n:Person) RETURN CASE WHEN n.age > 30 THEN 'older' ELSE 'younger' END AS what, n.id AS id ORDER BY id",
    "MATCH (n:Person) RETURN n {.id, .age} AS projected ORDER BY n.id",
    "MATCH (n {id: 'priya'}) UNWIND keys(n) AS key RETURN key, properties(n) AS all ORDER BY key",
    "RETURN [x IN range(1, 5) WHERE x % 2 = 1 | x * x] AS squares",
    "RETURN 'a' AS x UNION RETURN 'b' AS x",
    "MATCH (a:Person {id: 'priya'}) CALL { WITH a MATCH (a)-[:KNOWS]->(b) RETURN b.id AS b } RETURN b",
    "RETURN toUpper('ß-é') AS upper, size('🜁') AS size, split('a,b', ',') AS parts, substring('harbour', 1, 3) AS sub",
    "RETURN coalesce(null, 1) AS one, null = null AS unknown, NOT true AS no, 7 % 3 AS rest",
    "RETURN 9223372036854775807 AS big, -0.5 AS half, 1e3 AS thousand, true AS yes",
    ("RETURN $map AS map, $list AS list", {"map": {"b": [1, None], "a": "x"}, "list": [1, 2.5, "é", True]}),
    # names: of columns as typed, of properties that are keywords
    "MATCH (n:Person)  RETURN n.name, count( * ) ORDER BY n.name",
    "MATCH (n {id: 'q1'}) RETURN n.end, n.case, n.set, n.in AS `a b`",
    "MATCH (n:Claim) RETURN n.says ORDER BY n.id;",
    # nothing found
    "MATCH (n:NoSuchLabel) RETURN n",
    "MATCH (n:NoSuchLabel)-[r:NO_SUCH_TYPE]->() RETURN count(r) AS n, n.nothing AS x",
    "MATCH (n:Person) WHERE n.age > 1000 RETURN max(n.age) AS oldest, collect(n.id) AS ids, count(*) AS n",
]


@pytest.fixture(scope="module")
def pair(each_neo4j_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Store]]:
    path: Path = tmp_path_factory.mktemp("pair") / "cases.grafeo"
    with (
        one_at_a_time(each_neo4j_uri),
        open_store(str(path), Settings()) as embedded,
        open_store(each_neo4j_uri, from_environment()) as server,
    ):
        wipe(server)
        for store in (embedded, server):
            assert store.replace_case(harbour())
        yield embedded, server
        wipe(server)


def as_json(result: Result) -> str:
    return json.dumps([list(result.columns), to_json(result.rows)], ensure_ascii=False, allow_nan=False, indent=1)


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_both_stores_answer_alike(pair: tuple[Store, Store], query: str | tuple[str, dict[str, Any]]) -> None:
    cypher, parameters = query if isinstance(query, tuple) else (query, None)
    embedded, server = (store.query(cypher, parameters) for store in pair)
    assert as_json(embedded) == as_json(server)
    assert embedded.subgraph() == server.subgraph()
    if "NoSuch" not in cypher:
        assert embedded.rows


def test_both_stores_tell_the_same_schema(pair: tuple[Store, Store]) -> None:
    embedded, server = (store.schema() for store in pair)
    assert embedded == server
    assert (embedded.nodes, embedded.relationships) == (harbour().node_count + 1, harbour().relationship_count)
    assert embedded.labels["Person"] == 3
    assert embedded.type_properties["KNOWS"] == ("case_id", "id", "status")
    assert "inferred" in embedded.label_properties["Value"]


def test_a_limit_cuts_alike(pair: tuple[Store, Store]) -> None:
    for store in pair:
        for limit, truncated in ((2, True), (3, False), (4, False)):
            found = store.query("MATCH (p:Person) RETURN p.id AS id ORDER BY id", limit=limit, timeout=20)
            assert [row[0] for row in found.rows] == ["lena", "priya", "tomas"][:limit]
            assert found.truncated is truncated
