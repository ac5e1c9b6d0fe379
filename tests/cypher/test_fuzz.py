"""What the guard lets through changes nothing, on either engine, and it lets every plain read through.

``CASEGRAPH_TEST_STATEMENTS`` is the number of statements each test generates.
"""

import os
from collections.abc import Iterator

import pytest

from graph.cypher import check_read, column_names, for_engine
from graph.errors import QueryRefusedError
from graph.settings import from_environment
from graph.stores.base import Store
from tests.cypher.generate import Dialect, Generator

STATEMENTS = int(os.environ.get("CASEGRAPH_TEST_STATEMENTS", "2000"))
GRAPH = "CREATE (:A {x: 1, name: 'a'})-[:R {w: 1}]->(:B {x: 2, name: 'b', `set`: 3})-[:S]->(:A {x: 3})"
PARAMETERS = {"p": 1, "set": 2, "create": "x", "in": [1], "case": None, "delete n": 5}


def refused(statement: str, dialect: Dialect) -> bool:
    try:
        check_read(statement, dialect=dialect)
    except QueryRefusedError:
        return True
    return False


def let_through(dialect: Dialect, seeds: range) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each generated statement that passes the guard."""
    for seed in seeds:
        kind = "mutant" if seed % 16 else "read"
        statement = getattr(Generator(seed, dialect), kind)()
        if not refused(statement, dialect):
            yield kind, statement


@pytest.mark.parametrize("dialect", ["embedded", "neo4j"])
def test_the_guard_tells_reads_from_writes(dialect: Dialect) -> None:
    for seed in range(STATEMENTS // 2):
        read = Generator(seed, dialect).read()
        assert not refused(read, dialect), read
        write = Generator(seed, dialect).write()
        assert refused(write, dialect), write


@pytest.mark.slow
def test_what_passes_changes_nothing_in_the_embedded_engine() -> None:
    import grafeo

    def content() -> list[str]:
        nodes = database.execute_cypher("MATCH (n) RETURN labels(n) AS l, properties(n) AS p")
        links = database.execute_cypher(
            "MATCH (n)-[r]->(m) RETURN type(r) AS t, properties(r) AS p, n.x AS n, m.x AS m"
        )
        rows = [*nodes, *links, *database.execute_cypher("SHOW INDEXES"), *database.execute_cypher("SHOW CONSTRAINTS")]
        return [str(row) for row in rows]

    database = grafeo.GrafeoDB()
    database.execute_cypher(GRAPH)
    before = content()
    syntax_errors: list[str] = []
    reads = 0
    for kind, statement in let_through("embedded", range(STATEMENTS)):
        reads += kind == "read"
        sent = for_engine(statement, "embedded")
        assert not refused(sent, "embedded"), statement
        try:
            database.execute_cypher(sent, PARAMETERS)
        except grafeo.GrafeoError as error:
            if kind == "read" and "syntax error" in str(error):
                syntax_errors.append(statement)
        assert content() == before, statement
    # `case` and `when` may be names so cleverly placed that no backtick is certain to be right
    assert len(syntax_errors) <= reads / 100, syntax_errors


def test_the_writes_do_change_the_embedded_engine() -> None:
    import grafeo

    changed = 0
    for seed in range(100):
        database = grafeo.GrafeoDB()
        database.execute_cypher(GRAPH)
        before = str([*database.execute_cypher("MATCH (n) RETURN n")])
        try:
            database.execute_cypher(for_engine(Generator(seed, "embedded").write(), "embedded"), PARAMETERS)
        except grafeo.GrafeoError:
            continue
        changed += str([*database.execute_cypher("MATCH (n) RETURN n")]) != before
    assert changed > 30


@pytest.mark.slow
def test_what_passes_changes_nothing_in_neo4j(neo4j_store: Store, neo4j_uri: str) -> None:
    from neo4j import GraphDatabase
    from neo4j.exceptions import Neo4jError

    settings = from_environment()
    auth = (settings.neo4j_user, settings.neo4j_password) if settings.neo4j_user else None
    neo4j_store.execute(GRAPH)
    # fewer unless many are asked for: each takes 30 ms and more, for it is planned anew
    seeds = range(STATEMENTS // 4 if STATEMENTS <= 2000 else STATEMENTS)
    with (
        GraphDatabase.driver(neo4j_uri, auth=auth, notifications_min_severity="OFF") as driver,
        driver.session() as session,
    ):
        for kind, statement in let_through("neo4j", seeds):
            transaction = session.begin_transaction(timeout=10)
            try:
                result = transaction.run(for_engine(statement, "neo4j"), PARAMETERS)
                columns, summary = list(result.keys()), result.consume()
            except Neo4jError:
                assert kind == "mutant", statement
                continue
            finally:
                transaction.close()
            assert summary.query_type == "r", statement
            assert not summary.counters.contains_updates, statement
            assert not summary.counters.contains_system_updates, statement
            assert column_names(statement) in (columns, None), statement
        for seed in range(20):
            transaction = session.begin_transaction(timeout=10)
            assert transaction.run(Generator(seed, "neo4j").write(), PARAMETERS).consume().query_type != "r"
            transaction.close()
