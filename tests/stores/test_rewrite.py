import pytest

from graph.cypher import column_names
from graph.errors import QueryError
from graph.stores import Store
from graph.stores.embedded.dialect import for_engine
from graph.stores.neo4j.read import for_server

ONCE = "FOREACH (`_once` IN CASE WHEN {} IS NULL THEN [] ELSE [1] END"


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("MATCH (n) RETURN n.case, n . set AS in", "MATCH (n) RETURN n.`case`, n . `set` AS `in`"),
        ("RETURN {set: 1, `a`: {in: 2}} AS m", "RETURN {`set`: 1, `a`: {`in`: 2}} AS m"),
        ("RETURN $create, $p, $1", "RETURN $`create`, $p, $`1`"),
        ("MATCH (:Case)-[:Set*]->(in) RETURN in", "MATCH (:`Case`)-[:`Set`*]->(`in`) RETURN `in`"),
        ("RETURN CASE WHEN true THEN 1 ELSE 2 END", "RETURN CASE WHEN true THEN 1 ELSE 2 END"),
        ("RETURN [x IN [1] WHERE x | case] ", "RETURN [x IN [1] WHERE x | `case`]"),
        ("RETURN [is IN [1] | is]", "RETURN [`is` IN [1] | `is`]"),
        ("WITH 1 AS in RETURN 1 IN [in]", "WITH 1 AS `in` RETURN 1 IN [`in`]"),
        (
            "MATCH (n IS A) RETURN n {.x, in}",
            "MATCH (n : A) RETURN CASE WHEN n IS NULL THEN null ELSE n {.x, `in`: `in`} END ",
        ),
        ("RETURN\u00a01_000\u2028; // x\n;", "RETURN 1000"),
        ("CALL db.labels YIELD label RETURN label", "CALL db.labels() YIELD label RETURN label"),
        ("CALL db.labels()", "CALL db.labels()"),
        ("RETURN 1<-1, 2 <-x", "RETURN 1< -1, 2 < -x"),
        ("MATCH (a) <- [r] - > (b) RETURN a", "MATCH (a) <- [r] -> (b) RETURN a"),
        ("RETURN EXISTS { MATCH (n) RETURN n.x AS y }", "RETURN EXISTS { MATCH (n)     }"),
        ("RETURN EXISTS { MATCH (n) RETURN count(n) AS y }", "RETURN EXISTS { MATCH (n) RETURN count(n) AS y }"),
        ("RETURN EXISTS { MATCH (n) RETURN n LIMIT 0 }", "RETURN EXISTS { MATCH (n) RETURN n LIMIT 0 }"),
        ("RETURN 'n.set', \"$in\" /* n.set */", "RETURN 'n.set', \"$in\""),
        ("RETURN sum(n.x) AS s", "RETURN coalesce(sum(n.x), 0) AS s"),
        ("RETURN ceil(x), stDev(x)", "RETURN toFloat(ceil(x)), CASE WHEN count(x) = 1 THEN 0.0 ELSE stDev(x) END "),
        (
            "RETURN any(x IN l WHERE x), none(x IN l WHERE p)",
            "RETURN (true IN [x IN l | x]), (NOT true IN [x IN l | p])",
        ),
        ("MATCH (n) WHERE n.x > 3 RETURN 1", "MATCH (n) WHERE (n.x - 0) > 3 RETURN 1"),
        ("RETURN NOT n.x = 3", "RETURN NOT (n.x = 3 AND size(n.x) IS NULL)"),
        ("MATCH (n) WHERE n.name = 'Ana' SET n.x = 3", "MATCH (n) WHERE n.name = 'Ana' SET n.x = 3"),
        ("RETURN n.x + 1", "RETURN coalesce(n.x + 1, n.x + [1])"),
        ("RETURN [1] + 2 AS a, 1 + 'a' AS b", "RETURN ([1] + [2]) AS a, (toString(1) + 'a') AS b"),
        ("RETURN [1] + x", "RETURN  CASE WHEN x IS NULL THEN null ELSE coalesce([1] + x, [1] + [x]) END "),
        ("RETURN count(*) + n.x AS y", "RETURN count(*) + n.x AS y"),
        (
            "MATCH (a)-[r]->(b) RETURN coalesce(a, b), CASE WHEN a.p THEN r END",
            "MATCH (a)-[r]->(b) RETURN [a, b][CASE WHEN a IS NOT NULL THEN 0 WHEN b IS NOT NULL THEN 1 END], "
            "[r][CASE WHEN a.p THEN  0  END]",
        ),
        ("OPTIONAL MATCH (n) DELETE n", f"OPTIONAL MATCH (n) {ONCE.format('n')} | DELETE n) "),
        (
            "MATCH (n) WITH [n] AS l DETACH DELETE l[0]",
            f"MATCH (n) WITH [n] AS l WITH *, l[0] AS `_gone0` {ONCE.format('`_gone0`')} | DETACH DELETE `_gone0`) ",
        ),
        (
            "MATCH p = ()-->() DETACH DELETE p",
            "MATCH p = ()-->() FOREACH (`_part` IN nodes(p) | DETACH DELETE `_part`) ",
        ),
        ("MATCH (n) SET n.x = 1 DELETE n", "MATCH (n) SET n.x = 1 DELETE n"),
        (
            "UNWIND n.l AS x RETURN x",
            "UNWIND coalesce(n.l + [], [`_item` IN [n.l] WHERE `_item` IS NOT NULL]) AS x RETURN x",
        ),
        ("RETURN CASE b WHEN true THEN 1 END", "RETURN CASE   WHEN  (b) = (true)  THEN 1 END"),
        ("RETURN 1 AS a OFFSET 2 * 3", "RETURN 1 AS a SKIP 6"),
        ("MATCH (n:A|B) RETURN n", "MATCH (n) WHERE (n:A OR n:B)  RETURN n"),
        ("MATCH (n:A WHERE n.s = 'a') WHERE b OR c RETURN n", "MATCH (n:A) WHERE  (n.s = 'a') AND (b OR c) RETURN n"),
        (
            "MATCH (:!A)--(in {x: 1}) RETURN 1",
            "MATCH (`_0_1`)--(`in`) WHERE NOT `_0_1`:A AND `in`.x = 1 AND size(`in`.x) IS NULL  RETURN 1",
        ),
        ("MATCH (:A|B) RETURN *", "MATCH (:A|B) RETURN *"),
        ("MATCH (n) RETURN n:A|B, n:A", "MATCH (n) RETURN ((n:A OR n:B)), n:A"),
        ("MATCH ()-[r]->() RETURN NOT r:`it's`", r"MATCH ()-[r]->() RETURN NOT (type(r) = 'it\'s')"),
        ("UNWIND [1] AS x RETURN x IS A", "UNWIND [1] AS x RETURN (coalesce(x:A, type(x) = 'A'))"),
        ("RETURN startNode(r):A", "RETURN (coalesce('A' IN labels(startNode(r)), type(startNode(r)) = 'A'))"),
        ("UNWIND [1] AS x SET x:A REMOVE x:B CREATE (x:C)", "UNWIND [1] AS x SET x:A REMOVE x:B CREATE (x:C)"),
        ("MATCH (a)-[r:R*3..2 {x: 1}]->(b) RETURN 1", "MATCH (a)-[r:`_none`*1..1]->(b) RETURN 1"),
        ("RETURN collect(x)[0] + 1", "WITH collect(x) AS `_made0` RETURN coalesce(`_made0`[0] + 1, `_made0`[0] + [1])"),
        ("RETURN x, [sum(x)]", "WITH x AS x, coalesce(sum(x), 0) AS `_made1` RETURN x, [`_made1`]"),
        ("RETURN [count(*), x] AS y", "RETURN [count(*), x] AS y"),
        ("MATCH (n) RETURN n, count(*)", "MATCH (n) RETURN n AS n, count(*)"),
        ("MATCH (n) RETURN collect(n), n.x", "MATCH (n) RETURN collect(n) AS `collect(n)`, n.x"),
        ("MATCH (a)-[:R]->(h)<--(b:B) RETURN 1", "MATCH (a)-[:R]->(h)<--(b:B) WHERE h IS NOT NULL  RETURN 1"),
        ("MATCH (a)-[:R]->()<-[r]-()--(:B) RETURN *", "MATCH (a)-[:R*1..1]->()<-[r]-()-[*1..1]-(:B) RETURN *"),
        ("MATCH (a)-[*]->(h)<--(:H)--(b) RETURN *", "MATCH (a)-[*]->(h)<--(:H)--(b) WHERE h IS NOT NULL  RETURN *"),
        (
            "MATCH (a) WHERE (a)--()<--(x)-[:R]-() RETURN a",
            "MATCH (a) WHERE (a)-[*1..1]-()<-[*1..1]-(x)-[:R]-() RETURN a",
        ),
        ("RETURN COUNT { MATCH (a)-[r]-()-->(b) }", "RETURN COUNT { MATCH (a)-[r]-()-[*1..1]->(b) }"),
        ("RETURN [(a)-[:R]->()<-[:R]-(b) | b]", "RETURN [(a)-[:R*1..1]->()<-[:R]-(b) | b]"),
        ("RETURN [(a)-->(b) | b.x]", "RETURN [`_item` IN [(a)-->(b) |  [b.x]] | `_item`[0]]"),
        ("RETURN size([(a)-->(b) WHERE b.p | b])", "RETURN COUNT { MATCH (a)-->(b) WHERE b.p }"),
        ("MATCH (a)-->(b) WITH a WHERE b.p RETURN a", "MATCH (a)-->(b) WITH a , `b` WHERE b.p  WITH a RETURN a"),
        ("MATCH (a) WITH a AS b WHERE b.p RETURN b", "MATCH (a) WITH a AS b WHERE b.p RETURN b"),
        ("CREATE (a)-[:R]->()-[:R]->(b)", "CREATE (a)-[:R]->()-[:R]->(b)"),
        ("RETURN [x IN l WHERE x > 3 | x", "RETURN [x IN l WHERE x > 3 | x"),
    ],
)
def test_for_the_embedded_engine(typed: str, sent: str) -> None:
    assert for_engine(typed) == sent


def test_neo4j_takes_a_query_as_it_is() -> None:
    assert for_server("MATCH (in) RETURN in.set ; ;") == "MATCH (in) RETURN in.set"


def test_a_query_with_an_escape_that_breaks_off_is_answered(neo4j_store: Store) -> None:
    assert for_server("RETURN '\\u0041' AS x;") == "RETURN '\\u0041' AS x\n;"
    assert neo4j_store.query("RETURN '\\u0041' AS x;").rows == (("A",),)
    with pytest.raises(QueryError, match="expected an expression"):
        neo4j_store.query("RETURN '\\u0041' +")


COLUMNS = [
    ("RETURN 1 + 2,  3", ["1 + 2", "3"]),
    (
        "UNWIND [{name: 1}] AS n RETURN n.name, count( *  ), n . name  , toUpper('a')",
        "n.name|count( *  )|n . name|toUpper('a')",
    ),
    ("RETURN /* c */ 1 /* d */+ 2 /* e */, 3 // f\n", ["1 /* d */+ 2", "3"]),
    ("WITH 1 AS `a b` RETURN `a b`, `a b`+1 AS `c d`, `a b`+ 2", ["a b", "c d", "`a b`+ 2"]),
    ("RETURN DISTINCT (1) ORDER BY 1 LIMIT 1;", ["(1)"]),
    ("RETURN null, TRUE", ["null", "TRUE"]),
    (
        "RETURN [1, 2], {a: [1, 2]}, CASE WHEN true THEN 1 ELSE 2 END",
        "[1, 2]|{a: [1, 2]}|CASE WHEN true THEN 1 ELSE 2 END",
    ),
    ("WITH {a: 1} AS n RETURN n {.a, b: 2}, n {.a}.a", ["n", "n {.a}.a"]),
    ("RETURN 1 AS a UNION RETURN 2 AS a", ["a"]),
    ("CALL { RETURN 1 AS q } RETURN q, q+ 1", ["q", "q+ 1"]),
    ("WITH 1 AS limit, 2 AS distinct RETURN limit, distinct", ["limit", "distinct"]),
    ("WITH 1 AS union RETURN DISTINCT union AS as, 2 AS b", ["as", "b"]),
    ("RETURN 1 AS a\0", ["a\0"]),
    ("RETURN\u00a01\n+\t2\u00a0", ["1\n+\t2"]),
]


@pytest.mark.parametrize(("query", "names"), COLUMNS)
def test_columns_are_named_as_typed(query: str, names: list[str] | str) -> None:
    assert column_names(query) == (names.split("|") if isinstance(names, str) else names)


def test_columns_of_cypher_25() -> None:
    assert column_names("CYPHER 25 WHEN true THEN RETURN 1 AS x ELSE { RETURN 2 AS x }") is None
    assert column_names("CYPHER 25 MATCH (a) RETURN a.x, count(*) GROUP BY a.x") == ["a.x", "count(*)"]


@pytest.mark.parametrize(("query", "names"), COLUMNS)
def test_neo4j_names_its_columns_so(neo4j_store: Store, query: str, names: list[str] | str) -> None:
    assert list(neo4j_store.query(query).columns) == (names.split("|") if isinstance(names, str) else names)


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (n) RETURN *",
        "WITH 1 AS a RETURN *, a + 1",
        "RETURN 1 AS a UNION RETURN 2 AS b",
        "CALL db.labels() YIELD label",
        "EXPLAIN RETURN 1",
        "RETURN 1 AS \\u0041",
        "MATCH (n) FINISH",
        "RETURN ",
    ],
)
def test_columns_that_tokens_do_not_tell(query: str) -> None:
    assert column_names(query) is None


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (n)RETURN n{.x}AS y",
        "MATCH (n) UNWIND[n.x, null]AS y RETURN y",
        "WITH [1, 2] AS l RETURN single(x IN l WHERE x > 1)AS y",
        "RETURN [case IN [1, 2] WHERE case > 1 | case] AS y",
    ],
)
def test_what_is_written_for_the_engine_is_taken_by_it(embedded_store: Store, query: str) -> None:
    assert "y" in embedded_store.query(query).columns
