import time

import pytest

from graph.cypher import check_read, column_names, plan_prefix
from graph.cypher.tokens import Dialect
from graph.errors import QueryRefusedError

READS = """
MATCH (n) RETURN n.create, n.set AS delete
MATCH (set:Create {merge: 1})-[delete:SET*1..3]->(remove) WHERE set.drop = $create RETURN set, delete ORDER BY set.x
WITH 1 AS set, [1] AS in WHERE set IN in RETURN set IN in
RETURN 'CREATE (n)' AS x, "SET n.x = 1" // CREATE (n)
RETURN 1 /* MERGE (n) */ AS `SET n.x = 1`
RETURN {set: 1, create: {delete: 2}} AS m
MATCH (n:A|B&!C) WHERE n:Set OR n:% RETURN n
MATCH (n) WHERE n.x IS NOT NULL AND NOT set.x AND n.y IS NULL RETURN n
WITH 1 AS create RETURN create + 1, create * 2, -create, [create][0]
UNWIND [1] AS delete RETURN DISTINCT delete AS x
WITH 1 AS union RETURN DISTINCT union AS as, 1 AS x
WITH [1, 2] AS remove RETURN remove[0], remove
CALL db.labels() YIELD label RETURN label
CALL db.labels
CALL { MATCH (n) RETURN n LIMIT 1 } RETURN n
MATCH (n) CALL (n) { MATCH (n)--(m) RETURN m } RETURN m
MATCH (n) WHERE EXISTS { (n)-->(m) WHERE m.x = 1 } RETURN COUNT { (n)--() }, COLLECT { MATCH (m) RETURN m }
MATCH (n) WHERE EXISTS { p = (n)-->() } RETURN n
MATCH (n) RETURN n {.name, .*, set: n.set, create} AS x
MATCH p = shortestPath((a)-[*..15]-(b)) RETURN p
MATCH p = ANY SHORTEST (a)-->+(b) RETURN p
MATCH SHORTEST 1 PATHS (a)-->(b) RETURN a
MATCH ((a)-[r:SET]->(b)){1,3} RETURN a
MATCH (a)--(b) USING INDEX a:A(x) WHERE a.x = 1 RETURN a
RETURN trim(BOTH 'x' FROM 'xax') AS set
RETURN 1 IS :: INTEGER NOT NULL AS x, 'a' IS NFC NORMALIZED AS y
MATCH (n) RETURN CASE n.set WHEN 1 THEN n.create ELSE n.merge END AS delete
WITH 1 AS case, 2 AS not RETURN case, not
RETURN all(x IN [1] WHERE x = 1), reduce(set = 0, x IN [1] | set + x), [create IN [1] WHERE create > 0 | create]
MATCH (n) RETURN n UNION ALL MATCH (n) RETURN n
EXPLAIN MATCH (n) RETURN n
PROFILE MATCH (n) RETURN n
CYPHER 5 runtime=slotted MATCH (n) RETURN n
SHOW INDEXES
SHOW FULLTEXT INDEXES YIELD name WHERE name = 'x' RETURN name
SHOW BUILT IN FUNCTIONS YIELD name RETURN count(*) AS c
SHOW PROCEDURES EXECUTABLE BY CURRENT USER YIELD *
OPTIONAL MATCH (n) RETURN n SKIP 1 LIMIT $limit; // done
MATCH (n) WITH n ORDER BY n.x LIMIT 5 WHERE n.y STARTS WITH 'a' OR n.z ENDS WITH 'b' OR n.a CONTAINS 'c' RETURN *
MATCH (n) RETURN count(DISTINCT n.set) AS c, [(n)-->(m) WHERE m.x = 1 | m.create] AS l
RETURN date('2020-01-01').year, duration.between(date(), date()), point.distance($a, $b), apoc.text.join([], '')
MATCH (n IS A)-[:R|S]->(:$('A')) RETURN n
RETURN $set, $`create x`, $1
MATCH (a)‐[]‐>(b) RETURN a
MATCH (n)\u00a0RETURN\u2028n
MATCH (n) FINISH
CYPHER 25 MATCH (n) LET set = n.x, create = 2 FILTER set > 1 RETURN set, create
CYPHER 25 MATCH (n) FILTER WHERE NOT n.x = 1 RETURN n
CYPHER 25 LET where = 1, filter = 2 FILTER where = filter RETURN where
CYPHER 25 FOR for IN [1, 2] RETURN for AS next NEXT RETURN next
CYPHER 25 MATCH (n) RETURN n.x AS x ORDER BY x DESC LIMIT 3 NEXT FILTER x > 1 RETURN x
CYPHER 25 WHEN true THEN RETURN 1 AS x ELSE { RETURN 2 AS x }
CYPHER 25 WHEN true THEN RETURN coalesce(1) AS x ELSE CALL db.labels() YIELD label RETURN label AS x
MATCH (delete) RETURN CASE WHEN true THEN delete ELSE 1 END AS x, delete {.x, set: 1} AS y, delete {.*} AS z
MATCH (set), (call) RETURN CASE WHEN call IS NULL THEN 1 WHEN set.x = 1 THEN set ELSE 2 END AS x
CYPHER 25 { RETURN 1 AS x } UNION { RETURN 2 AS x }
CYPHER 25 OPTIONAL CALL (*) { RETURN 1 AS x NEXT RETURN x AS y } RETURN y
CYPHER 25 MATCH (n:A) SEARCH n IN (VECTOR INDEX i FOR $set WHERE n.x = 1 LIMIT 5) SCORE AS create RETURN n, create
CYPHER 25 MATCH (n:$any($set))-[r:$all(['R'])]->() RETURN n[$create], n['set']
CYPHER 25 MATCH (a)--(group) RETURN group.x AS group, count(*) AS score GROUP BY group.x ORDER BY score
CYPHER 25 MATCH p = ANY 2 TRAIL PATHS (a)-->+(b), (acyclic) RETURN p
CYPHER 25 MATCH ANY ACYCLIC (a)-->+(b) RETURN a
CYPHER 25 RETURN EXISTS { FOR x IN [1] RETURN x } AS e, vector([1], 1, INT) AS v, 1 IS :: VECTOR<INT>(2) AS t
""".strip().split("\n")

WRITES = """
CREATE (n)
create(n)
MATCH (n) SET n.x = 1
MATCH (n)SET n.x = 1
MATCH (n) WHERE n:% SET n.x = 1
MATCH (a)-->+(b) SET a.x = 1
MATCH ((a)-->(b))* DELETE a
MATCH ((a)-->(b)){1,2} SET a.x = 1
WITH 1 AS and WHERE and SET and.x = 1
MATCH (return) WITH return SET return.x = 1
MATCH (not) WHERE not SET not.x = 1
MATCH (n), (in) WHERE not SET in.x = 1
MATCH (n) WITH * SET n.x = 1
MATCH (n) RETURN n UNION CREATE (n) RETURN n
CALL { CREATE (n) }
MATCH (n) CALL (n) { SET n.x = 1 }
MATCH (n) CALL { WITH n SET n.x = 1 }
CALL { MATCH (n) RETURN n } IN TRANSACTIONS
CALL () { MATCH (n) RETURN n } IN 2 CONCURRENT TRANSACTIONS RETURN 1
MATCH (n) DETACH DELETE n
MATCH (n) NODETACH DELETE n
MATCH (n) WITH DISTINCT n DELETE n
MATCH (distinct) WITH distinct, true AS as WITH distinct WHERE as DELETE (distinct)
MATCH (distinct) WITH distinct, true AS as WITH distinct WHERE as DELETE [distinct][0]
MERGE (n)
MATCH (n) REMOVE n.x
MATCH (n) FOREACH (x IN [1] | SET n.x = x)
INSERT (n)
EXPLAIN CREATE (n)
PROFILE CREATE (n)
CYPHER 5 runtime=slotted CREATE (n)
CREATE INDEX i FOR (n:A) ON (n.x)
DROP INDEX i
TERMINATE TRANSACTIONS 'x'
SHOW INDEXES YIELD name TERMINATE TRANSACTIONS 'x'
ALTER USER x SET PASSWORD 'y'
GRANT ROLE x TO y
STOP DATABASE neo4j
MATCH (n) WHERE n.x = 1SET n.y = 2
MATCH (n) WHERE n.x = 'a'SET n.y = 2
MATCH (n) WHERE n.x =`a`SET n.y = 2
MATCH (n) ſET n.x = 1
MATCH (n) WHERE n.x IS NULL SET n.x = 1
MATCH (n) WHERE n.x IS :: INTEGER NOT NULL SET n.x = 1
MATCH (n) WHERE n IS A SET n.x = 1
CYPHER 25 MATCH (n) FILTER where DELETE in
CYPHER 25 MATCH (n) FILTER WHERE n.x = 1 SET n.y = 2
CYPHER 25 MATCH (n) LET set = 1 SET n[$k] = set
CYPHER 25 MATCH (n:A) SEARCH n IN (VECTOR INDEX i FOR [1.0] LIMIT 5) SCORE AS set SET n.x = set
CYPHER 25 MATCH (n) RETURN n.x AS x GROUP BY x NEXT CREATE (n)
CYPHER 25 WHEN true THEN RETURN 1 AS x ELSE CREATE (n) RETURN 2 AS x
CYPHER 25 WHEN true THEN { CREATE (n) }
CYPHER 25 MATCH (n) RETURN n NEXT WHEN true THEN RETURN true AS case NEXT WHEN case WHEN true THEN DELETE [n][0]
CYPHER 25 MATCH (n) RETURN n, true AS case NEXT WHEN false THEN RETURN case WHEN true THEN DELETE [n][0]
CYPHER 25 MATCH (in) RETURN in NEXT WHEN true THEN DELETE in
CYPHER 25 MATCH (n) CALL (n) { WHEN true THEN DELETE [n][0] }
CYPHER 25 MATCH (n) RETURN n, true AS case NEXT WHEN case THEN DELETE [n][0] WHEN false THEN DELETE n
CYPHER 25 MATCH (n) RETURN n NEXT WHEN CASE WHEN true THEN true ELSE false END THEN DELETE [n][0]
CYPHER 25 { CREATE (n) }
CYPHER 25 FOR x IN [1] INSERT (:A {x: x})
CYPHER 25 OPTIONAL CALL (*) { CREATE (n) }
CYPHER 25 ALTER CURRENT GRAPH TYPE SET { (:A => {x :: INT}) }
MATCH (n:`a``) CREATE (x)
""".strip().split("\n")
ESCAPED = [
    "MATCH (n) \\u0053ET n.x = 1",
    "RETURN '\\u0027 AS x UNION CREATE (n) RETURN 1 AS x //'",
    "/* \\u002A\\u002F CREATE (n) /* */",
    "// \\u000A CREATE (n)",
    "MATCH (n:`a\\u0060) DETACH DELETE n //`)",
    "\\\\u0049NSERT (n)",
    # as plain text this one writes, for a version that undoes escapes in strings alone
    "/* \\u002A\\u002F ' */ CREATE (n) //'",
]
DIALECTS = pytest.mark.parametrize("dialect", ["embedded", "neo4j"])


def refusal(query: str, dialect: Dialect = "neo4j") -> str:
    with pytest.raises(QueryRefusedError) as refused:
        check_read(query, dialect=dialect)
    return str(refused.value)


@DIALECTS
@pytest.mark.parametrize("query", READS)
def test_a_read_passes(query: str, dialect: Dialect) -> None:
    check_read(query, dialect=dialect)


@DIALECTS
@pytest.mark.parametrize("query", WRITES)
def test_a_write_is_refused(query: str, dialect: Dialect) -> None:
    assert "at line 1, column" in refusal(query, dialect)


@pytest.mark.parametrize("query", ESCAPED)
def test_unicode_escapes_hide_nothing(query: str) -> None:
    refusal(query)


def test_unicode_escapes_may_be_read() -> None:
    check_read("MATCH (n) \\u0052ETURN '\\u0041 CREATE (n)' AS \\u0042", dialect="neo4j")


def test_the_embedded_engine_undoes_no_escapes() -> None:
    check_read("RETURN '\\u0027 AS x UNION CREATE (n) RETURN 1 AS x //'", dialect="embedded")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("MATCH (n)\nWHERE CREATE (m)", "CREATE at line 2, column 7 would change the graph; the console only reads."),
        ("DETACH DELETE n", "DETACH at line 1, column 1 would change the graph; the console only reads."),
        ("/* \\u0041 */\n\\u0053et n", "SET at line 2, column 1 would change the graph; the console only reads."),
        ("GRANT x", "GRANT at line 1, column 1 is an administration command; the console only reads."),
        (
            "MATCH (n) load /* x */ csv FROM 'x' AS row RETURN row",
            "LOAD CSV at line 1, column 11 would read a file or a web address; the console only reads the graph.",
        ),
        (
            "USE other RETURN 1",
            "USE at line 1, column 1 would leave this database; choose the database by the setting neo4j_database.",
        ),
        (
            "SHOW USERS",
            "SHOW USERS at line 1, column 1 is refused; "
            "only indexes, constraints, functions and procedures may be shown.",
        ),
        (
            "CALL { RETURN 1 AS x } IN TRANSACTIONS RETURN x",
            "CALL { … } IN TRANSACTIONS at line 1, column 22 would run in transactions of its own, as only changes "
            "need; the console only reads.",
        ),
        (
            "MATCH (n) RETRUN n",
            "RETRUN at line 1, column 11 is no clause or operator known to only read; check its spelling, or put "
            "backticks around a name.",
        ),
        ("RETURN 1; RETURN 2", "RETURN at line 1, column 11 begins another statement; run one statement at a time."),
        ("MATCH (n RETURN n", "The ( at line 1, column 7 has no partner; close or remove it."),
        ("RETURN 1)", "The ) at line 1, column 9 has no partner; close or remove it."),
        ("RETURN 'a", "' at line 1, column 8 begins a text, a name or a comment that never ends."),
        (
            "CALL `dbms`.killConnection('x')",
            "The procedure dbms.killConnection at line 1, column 6 is not on the list of those that only read "
            "the graph.",
        ),
        (
            "RETURN trim(BOTH apoc.cypher.run('x') FROM 'y')",
            "The function apoc.cypher.run at line 1, column 18 is not on the list of those that only read the graph.",
        ),
        (" // nothing\n", "The query is empty; type one, such as MATCH (n) RETURN n LIMIT 25."),
    ],
)
def test_a_refusal_says_what_and_where(query: str, message: str) -> None:
    assert refusal(query) == message


@pytest.mark.parametrize(
    "query",
    [
        "CALL dbms.listConfig()",
        "CALL apoc.load.json('http://localhost')",
        "CALL db.createLabel('x')",
        "MATCH (n) ORDER BY apoc.cypher.x(n) RETURN n",
        "RETURN `apoc`.`cypher`.x('y')",
        "RETURN `apoc.cypher.x`('y')",
        "MATCH (n) WHERE NOT apoc.cypher.x(n) RETURN n",
        "RETURN CASE WHEN apoc.cypher.x(1) THEN 1 END",
        "RETURN {a: [apoc.cypher.x(1)]}",
        "MATCH (n {a: apoc.cypher.x(1)}) RETURN n",
        "SHOW TRANSACTIONS",
        "SHOW SETTINGS",
        "SHOW DATABASES",
        "SHOW CURRENT USER",
        "LOAD CSV WITH HEADERS FROM 'x' AS row RETURN row",
        "RETURN 1 AS x UNION LOAD CSV FROM 'x' AS x RETURN x",
        "WITH 1 AS load LOAD CSV FROM 'x' AS row RETURN row",
        "MATCH (n) RETURN n;;RETURN 1",
    ],
)
@DIALECTS
def test_what_reaches_beyond_the_graph_is_refused(query: str, dialect: Dialect) -> None:
    refusal(query, dialect)


def test_the_list_can_be_longer() -> None:
    for procedures in (["gds.pageRank.stream"], ["GDS.*"]):
        check_read("CALL gds.pageRank.stream('g')", dialect="neo4j", procedures=procedures)
    with pytest.raises(QueryRefusedError):
        check_read("CALL gds.pageRank.write('g')", dialect="neo4j", procedures=["gds.pageRank.stream", "gdsx.*"])


def test_plans() -> None:
    assert plan_prefix("EXPLAIN RETURN 1") == "explain"
    assert plan_prefix("/* x */ cypher 5 runtime=slotted profile RETURN 1") == "profile"
    assert plan_prefix("RETURN 1 AS explain") is None


def test_a_usual_query_is_checked_within_5_ms() -> None:
    times = []
    for _ in range(20):
        start = time.perf_counter()
        check_read("MATCH (n) WHERE n.x = 1 RETURN " + "n.name + 'x' AS a, " * 10 + "n", dialect="neo4j")
        times.append(time.perf_counter() - start)
    assert min(times) < 0.005


@pytest.mark.parametrize("piece", ["case ", "(", "a.", "'", "/*", "`", "\\u0041", "not ", "{a:", "1"])
def test_time_grows_no_faster_than_the_query(piece: str) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        with pytest.raises(QueryRefusedError):
            check_read("RETRUN " + piece * count, dialect="neo4j")
        return time.process_time() - start

    few, many = (min(seconds(count) for _ in range(3)) for count in (1_000, 16_000))
    assert many < 64 * few + 0.2


@pytest.mark.parametrize("break_", ["\x85", "\\u0085"])
def test_a_next_line_sign_is_a_letter_or_a_space(break_: str) -> None:
    check_read(f"RETURN 1 AS `a{break_}SET`", dialect="neo4j")
    hidden = f"CYPHER 25 MATCH (n) WITH n AS a{break_}SET a.x = 1"
    with pytest.raises(QueryRefusedError):
        check_read(hidden, dialect="neo4j")
    assert column_names(f"RETURN 1 AS a{break_}LIMIT 1") is None
