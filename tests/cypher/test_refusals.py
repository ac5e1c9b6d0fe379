"""What people must not do by a query is refused by name and place, and the graph stays as it was, on every store.

In these queries « stands before the word that the refusal names; it is taken out before they run.
"""

import re
from typing import Any

import grafeo
import pytest

from graph.errors import QueryRefusedError
from graph.stores import Store
from tests.cypher.conftest import Listener

WRITES = r"""
«CREATE (:Z)
«create(:Z)
«CREATE (:Z) RETURN 1 AS x
MATCH (n) «CREATE (n)-[:R]->(:Z)
«MERGE (:Z {x: 1})
MATCH (n) «MERGE (n)-[:R]->(:Z) ON CREATE SET n.x = 1
MATCH (n) «SET n.x = 1
MATCH (n) «SET n += {x: 1}
MATCH (n) «SET n = {}
MATCH (n) «SET n:Z
MATCH (n) «SET n[$k] = 1
MATCH (n) «SET n:$($k)
MATCH (n) «SET (n).x = 1
MATCH (n) «sEt n.x = 1
MATCH (n) WHERE n.x = 1«SET n.x = 2
MATCH (n) «DELETE n
MATCH (n) «DETACH DELETE n
MATCH (n) «NODETACH DELETE n
MATCH ()-[r]->() «DELETE r
MATCH (n) «REMOVE n.x
MATCH (n) «REMOVE n:A
MATCH (n) «FOREACH (x IN [1] | SET n.x = x)
«FOREACH (x IN [1] | CREATE (:Z))
«INSERT (:Z)
CALL { «CREATE (:Z) } RETURN 1 AS x
CALL { MATCH (n) «SET n.x = 1 RETURN 1 AS y } RETURN y
CALL { CALL { «CREATE (:Z) RETURN 1 AS y } RETURN y } RETURN y
MATCH (n) CALL (n) { «SET n.x = 1 }
OPTIONAL CALL () { «CREATE (:Z) }
UNWIND [1] AS x CALL (x) { «CREATE (:Z {x: x}) }
CALL { MATCH (n) RETURN n «} IN TRANSACTIONS RETURN n
CALL { MATCH (n) RETURN n «} IN 2 CONCURRENT TRANSACTIONS OF 5 ROWS ON ERROR CONTINUE RETURN n
CALL (*) { RETURN 1 AS x «} IN TRANSACTIONS OF 1 ROW REPORT STATUS AS s RETURN s
CALL { «CREATE (:Z) } IN TRANSACTIONS
RETURN 1 AS x UNION «CREATE (:Z) RETURN 1 AS x
RETURN 1 AS x UNION ALL MATCH (n) «DETACH DELETE n RETURN 1 AS x
MATCH (n) RETURN EXISTS { «CREATE (:Z) } AS x
MATCH (n) RETURN COLLECT { MATCH (m) «SET m.x = 1 RETURN m } AS x
MATCH (n) RETURN COUNT { «CREATE (m) RETURN m } AS x
EXPLAIN «CREATE (:Z)
PROFILE «CREATE (:Z)
PROFILE MATCH (n) «SET n.x = 1 RETURN n
EXPLAIN CYPHER 5 «CREATE (:Z)
CYPHER 5 PROFILE «CREATE (:Z)
CYPHER 25 PROFILE MATCH (n) «SET n.x = 1
CYPHER 5 runtime=slotted «CREATE (:Z)
CYPHER 25 RETURN 1 AS x NEXT «CREATE (:Z)
CYPHER 25 WHEN true THEN «CREATE (:Z)
CYPHER 25 WHEN false THEN RETURN 1 AS x ELSE «CREATE (:Z) RETURN 1 AS x
CYPHER 25 LET x = 1 «CREATE (:Z {x: x})
CYPHER 25 FOR x IN [1] «INSERT (:Z {x: x})
CYPHER 25 MATCH (n) FILTER n.x = 1 «DETACH DELETE n
CYPHER 25 { «CREATE (:Z) }
/* MATCH (n) RETURN n */ «CREATE (:Z)
// MATCH (n) RETURN n⏎«CREATE (:Z)
MATCH (n)⏎  /* RETURN n */⏎  «SET /**/ n.x = 1 // RETURN n
/*/ RETURN 1 */«CREATE (:Z) /*/ */
RETURN '/*' AS x UNION «CREATE (:Z) RETURN '*/' AS x
RETURN "it's" AS x UNION «CREATE (:Z) RETURN "it's" AS x
RETURN 1 AS `//` UNION «CREATE (:Z) RETURN 1 AS `//`
RETURN '\\' AS x UNION «CREATE (:Z) RETURN '\\' AS x
RETURN 1 AS x; «CREATE (:Z)
;«CREATE (:Z)
""".strip().split("\n")
SCHEMA_AND_SERVER = """
«CREATE INDEX i FOR (n:A) ON (n.x)
«CREATE TEXT INDEX i IF NOT EXISTS FOR (n:A) ON (n.x)
«CREATE FULLTEXT INDEX i FOR (n:A) ON EACH [n.name]
«CREATE VECTOR INDEX i FOR (n:A) ON (n.x) OPTIONS {}
«CREATE CONSTRAINT c FOR (n:A) REQUIRE n.x IS UNIQUE
«DROP INDEX i
«DROP CONSTRAINT c IF EXISTS
«CREATE DATABASE other
«CREATE OR REPLACE DATABASE neo4j
«CREATE ALIAS a FOR DATABASE neo4j
«CREATE USER eve SET PASSWORD 'abcdefgh'
«CREATE ROLE r
«DROP DATABASE neo4j
«DROP USER neo4j
«ALTER USER neo4j SET PASSWORD 'abcdefgh'
«ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'
«ALTER DATABASE neo4j SET ACCESS READ ONLY
«ALTER CURRENT GRAPH TYPE SET { (:A => {x :: INT}) }
«RENAME USER a TO b
«GRANT ROLE admin TO eve
«DENY TRAVERSE ON GRAPH neo4j NODES * TO eve
«REVOKE ROLE admin FROM eve
«START DATABASE neo4j
«STOP DATABASE neo4j
«ENABLE SERVER 'x'
«DEALLOCATE DATABASES FROM SERVER 'x'
«DRYRUN REALLOCATE DATABASES
«TERMINATE TRANSACTIONS 'neo4j-transaction-1'
SHOW INDEXES YIELD name «TERMINATE TRANSACTION 'neo4j-transaction-1'
EXPLAIN «STOP DATABASE neo4j
«SHOW USERS
«SHOW CURRENT USER
«SHOW ROLES
«SHOW ALL PRIVILEGES
«SHOW DATABASES
«SHOW DATABASE neo4j
«SHOW HOME DATABASE
«SHOW ALIASES FOR DATABASE
«SHOW SERVERS
«SHOW TRANSACTIONS
«SHOW SETTINGS
«SHOW CURRENT GRAPH TYPE
SHOW INDEXES YIELD name «SHOW SETTINGS YIELD value RETURN value
«USE neo4j MATCH (n) RETURN n
«USE system SHOW USERS
«USE graph.byName('neo4j') MATCH (n) RETURN n
CALL { «USE neo4j MATCH (n) RETURN n } RETURN n
CYPHER 25 «USE graph.byElementId('4:x:1') RETURN 1 AS x
""".strip().split("\n")
PROCEDURES = """
CALL «dbms.listConfig()
CALL «dbms.setConfigValue('a', 'b')
CALL «dbms.killConnection('bolt-1')
CALL «dbms.queryJmx('*:*')
CALL «dbms.security.createUser('eve', 'x')
CALL «`dbms`.`listConnections`()
CALL «`dbms.listConnections`()
CALL «db.createLabel('Z')
CALL «db.create.setNodeVectorProperty(null, 'x', [1.0])
CALL «db.clearQueryCaches()
CALL «db.index.fulltext.awaitEventuallyConsistentIndexRefresh()
CALL «tx.setMetaData({x: 1})
MATCH (n) CALL «apoc.create.addLabels(n, ['Z']) YIELD node RETURN node
CALL «apoc.cypher.doIt('CREATE (:Z)', {})
CALL «apoc.cypher.runMany('CREATE (:Z)', {})
CALL «apoc.periodic.iterate('MATCH (n) RETURN n', 'DELETE n', {})
CALL «apoc.export.csv.all('/tmp/all.csv', {})
CALL «apoc.load.json('https://localhost/')
CALL «apoc.trigger.add('t', 'RETURN 1', {})
CALL «apoc . /**/ cypher // x⏎ . doIt('CREATE (:Z)', {})
RETURN «apoc.cypher.runFirstColumnSingle('CREATE (n) RETURN n', {}) AS x
RETURN «genai.vector.encode('text', 'OpenAI', {}) AS x
MATCH (n) WHERE «apoc.util.sleep(1) IS NULL RETURN n
MATCH (n {x: «apoc.cypher.x()}) RETURN n
OPTIONAL CALL «db.createProperty('z')
CALL { CALL «db.createLabel('Z') } RETURN 1 AS x
EXPLAIN CALL «db.createLabel('Z')
PROFILE CALL «db.createLabel('Z')
RETURN 1 AS x UNION CALL «db.createLabel('Z')
CALL «grafeo.import('x')
CALL «grafeo.backup('x')
CALL «procedure_of_mine()
""".strip().split("\n")
OTHER_LANGUAGES = """
«SESSION SET GRAPH other
«SESSION RESET
«SESSION CLOSE
«START TRANSACTION READ WRITE
«BEGIN
«COMMIT
«ROLLBACK
«USE GRAPH other MATCH (n) RETURN n
«CREATE GRAPH other
«DROP GRAPH other
«CREATE NODE TYPE A (x INT)
«CREATE PROCEDURE p() AS { RETURN 1 }
«INSERT DATA { <urn:a> <urn:b> <urn:c> }
«SELECT * FROM GRAPH_TABLE (g MATCH (n) COLUMNS (n.x))
«ASK { ?s ?p ?o }
«g.addV('Z')
«g.V().drop()
«mutation { create { id } }
«PRAGMA memory
«ATTACH DATABASE 'other.grafeo' AS o
«COPY a FROM 'x.csv'
«EXPORT DATABASE 'x'
«IMPORT DATABASE 'x'
«CHECKPOINT
«EXECUTE IMMEDIATE 'CREATE (:Z)'
""".strip().split("\n")
FILES = """
«LOAD CSV FROM $url AS row RETURN row
«load csv with headers from $url as row return row
«LOAD/**/CSV FROM $url AS row RETURN row
«LOAD⏎CSV⏎FROM $url AS row RETURN row
«LOAD // x⏎ CSV FROM $url AS row RETURN row
«LOAD CSV FROM $url AS row FIELDTERMINATOR ';' RETURN row
«LOAD CSV FROM 'URL' AS row RETURN row
MATCH (n) «LOAD CSV FROM $url AS row RETURN row
MATCH (n) WHERE true «LOAD CSV FROM $url AS row RETURN row
WITH $url AS load «LOAD CSV FROM load AS row RETURN row
UNWIND [$url] AS url «LOAD CSV FROM url AS row RETURN row
RETURN [1] AS row UNION «LOAD CSV FROM $url AS row RETURN row
RETURN [1] AS row UNION ALL «LOAD CSV FROM $url AS row RETURN row
CALL { «LOAD CSV FROM $url AS row RETURN row } RETURN row
CALL () { «LOAD CSV FROM $url AS row RETURN row } RETURN row
MATCH (n) RETURN COLLECT { «LOAD CSV FROM $url AS row RETURN row } AS row
MATCH (n) WHERE EXISTS { «LOAD CSV FROM $url AS row RETURN row } RETURN n
/* MATCH (n) */ «LOAD CSV FROM $url AS row RETURN row
// RETURN 1⏎«LOAD CSV FROM $url AS row RETURN row
RETURN ['//'] AS row UNION «LOAD CSV FROM $url AS row RETURN row
EXPLAIN «LOAD CSV FROM $url AS row RETURN row
PROFILE «LOAD CSV FROM $url AS row RETURN row
CYPHER 25 RETURN 1 AS x NEXT «LOAD CSV FROM $url AS row RETURN row
CYPHER 25 WHEN true THEN «LOAD CSV FROM $url AS row RETURN row
«LOAD DATA FROM 'URL' AS row RETURN row
«LOAD PARQUET FROM 'URL' AS row RETURN row
CALL «apoc.load.csv($url) YIELD list RETURN list
CALL «apoc.load.json('URL') YIELD value RETURN value
CALL «apoc.load.xml('URL') YIELD value RETURN value
RETURN «apoc.load.text('URL') AS x
""".strip().split("\n")
ESCAPED = r"""
MATCH (n) «\u0053ET n.x = 1
MATCH (n) «SE\u0054 n.x = 1
RETURN '\u0027 AS x UNION «CREATE (:Z) RETURN 1 AS x //'
RETURN "\u0022 AS x UNION «CREATE (:Z) RETURN 1 AS x //"
RETURN 1 AS `x\u0060 UNION «CREATE (:Z) RETURN 1 AS x //`
/* \u002A\u002F «CREATE (:Z) /* */
// \u000A «CREATE (:Z)
MATCH (n:`A\u0060) «DETACH DELETE n //`)
«\u004C\u004F\u0041\u0044 CSV FROM $url AS row RETURN row
CALL «dbm\u0073.listConfig()
\u002F\u002A RETURN 1 \u002A\u002F «CREATE (:Z)
EXPL\u0041IN «CREATE (:Z)
""".strip().split("\n")
GRAPH = "CREATE (:A {x: 1, name: 'a'})-[:R {w: 1}]->(:B {x: 2, `set`: 3})-[:S]->(:A {x: 3}), (:`Odd label`)"


def content(store: Store) -> list[Any]:
    """Counts, every node and relationship, and what the store itself says of its state."""
    nodes = store.query("MATCH (n) RETURN labels(n), properties(n)").rows
    ties = store.query("MATCH (n)-[r]->(m) RETURN type(r), properties(r), n.x, m.x").rows
    return [
        len(nodes),
        len(ties),
        sorted(map(repr, nodes)),
        sorted(map(repr, ties)),
        store.query("SHOW INDEXES YIELD name RETURN name ORDER BY name").rows if store.kind == "neo4j" else (),
        store.query("SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name").rows if store.kind == "neo4j" else (),
        store.version(),
    ]


def refused(store: Store, marked: str, before: list[Any], **parameters: Any) -> str:
    """Hold that a query is refused at its mark, by the name there, and that nothing changed; return the message."""
    marked = marked.replace("⏎", "\n")
    query, place = marked.replace("«", ""), marked.index("«")
    for timeout in (None, 10):
        with pytest.raises(QueryRefusedError) as caught:
            store.query(query, {"k": "x", **parameters}, timeout=timeout)
        message = str(caught.value)
        line = query.count("\n", 0, place) + 1
        column = place - query.rfind("\n", 0, place)
        assert (caught.value.line, caught.value.column) == (line, column), query
        assert f"at line {line}, column {column} " in message, query
    assert content(store) == before, query
    return message


def name_at_mark(marked: str) -> str:
    return re.match(r"(CALL )?\W*(\w+)", marked.partition("«")[2])[2].upper()  # type: ignore[index]


@pytest.mark.parametrize(
    "queries",
    [WRITES, SCHEMA_AND_SERVER, PROCEDURES, OTHER_LANGUAGES],
    ids=["writes", "schema", "procedures", "languages"],
)
def test_it_is_refused_by_name_and_place_and_nothing_changes(store: Store, queries: list[str]) -> None:
    store.execute(GRAPH)
    before = content(store)
    for marked in queries:
        message = refused(store, marked, before)
        if "«}" in marked:
            assert message.startswith("CALL { … } IN TRANSACTIONS at line "), marked
        elif queries is PROCEDURES:
            assert re.match(r"The (procedure|function) [\w.]+ at line ", message), marked
        else:
            assert message.upper().startswith(name_at_mark(marked)), marked


def test_unicode_escapes_hide_nothing_from_either_generation(each_neo4j: Store) -> None:
    each_neo4j.execute(GRAPH)
    before = content(each_neo4j)
    for marked in ESCAPED:
        refused(each_neo4j, marked, before, url="file:///x.csv")


def urls(listener: Listener) -> list[str]:
    return [f"http://127.0.0.1:{listener.port}/x.csv", listener.file.as_uri(), str(listener.file), "x.csv"]


def test_no_file_is_read_and_no_address_asked(store: Store, listening: Listener) -> None:
    store.execute(GRAPH)
    before = content(store)
    for url in urls(listening):
        for marked in FILES:
            message = refused(store, marked.replace("URL", url), before, url=url)
            assert listening.secret not in message
            assert listening.file.parent.name not in message, "no path of the server is told"
    # texts that look like addresses are texts, also to what may be called
    found = store.query("RETURN $url AS x, 'URL' AS y".replace("URL", urls(listening)[0]), {"url": urls(listening)[0]})
    assert found.rows == ((urls(listening)[0],) * 2,)
    assert listening.requests == 0
    assert all(listening.secret not in str(row) for row in content(store))


def test_neo4j_would_ask_if_nothing_refused(each_neo4j: Store, listening: Listener) -> None:
    each_neo4j.execute("LOAD CSV FROM $url AS row RETURN row", {"url": urls(listening)[0]})
    assert listening.requests == 1


def test_the_engine_would_read_if_nothing_refused(listening: Listener) -> None:
    rows = grafeo.GrafeoDB().execute_cypher(f"LOAD CSV FROM '{listening.file}' AS row RETURN row")
    assert listening.secret in str(list(rows))


@pytest.mark.parametrize(
    "query",
    [
        "EXPLAIN MATCH (n) RETURN n",
        "PROFILE MATCH (n) RETURN n",
        "CALL db.labels() YIELD label RETURN label",
        "MATCH (set) RETURN set.x AS create // CREATE (n)",
        "RETURN 'CREATE (n)' AS `SET n.x = 1` /* DELETE n */",
    ],
)
def test_what_only_looks_so_is_read(store: Store, query: str) -> None:
    store.execute(GRAPH)
    before = content(store)
    store.query(query)
    assert content(store) == before
