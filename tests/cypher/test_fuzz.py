"""What the guard lets through changes nothing, on any engine, and it lets every plain read through.

The whole is 100,000 statements for each kind of store (:mod:`tests.helpers.shares`). Of each
statement is proved: a read passes the guard and the server takes it for a read; a write is refused; of a mutant
that passes, the embedded engine is run in a graph open for writing, and the graph is compared; Neo4j is asked
for its type and its plan (EXPLAIN), which must be ``r``, hold nothing but what reads and stay in its database.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import pytest

from graph.cypher import check_read, column_names, procedures, with_explain
from graph.errors import QueryError, QueryRefusedError
from graph.settings import from_environment
from graph.stores import Store
from graph.stores.embedded.dialect import for_engine
from graph.stores.neo4j.read import for_server
from tests.cypher.generate import VECTORS, Dialect, Generator
from tests.cypher.mutate import letters, words
from tests.cypher.test_guard import ESCAPED, READS, WRITES
from tests.cypher.test_refusals import FILES
from tests.cypher.test_refusals import WRITES as REFUSED
from tests.helpers.fuzz import Tried
from tests.helpers.shares import SEED, share

STATEMENTS = share(100_000)
FIRST = SEED * STATEMENTS
PARTS = 4
GRAPH = "CREATE (:A {x: 1, name: 'a'})-[:R {w: 1}]->(:B {x: 2, name: 'b', `set`: 3})-[:S]->(:A {x: 3})"
PARAMETERS = {"p": 1, "set": 2, "create": "x", "in": [1], "case": None, "delete n": 5, "k": "x", "url": "x.csv"}
KINDS = ["read", "write", "write", "words", "words", "words", "words", *["letters"] * 9]
CORPUS = [*READS, *WRITES, *ESCAPED, *(marked.replace("«", "").replace("⏎", "\n") for marked in [*REFUSED, *FILES])]


def refused(statement: str, dialect: Dialect) -> bool:
    try:
        check_read(statement, dialect=dialect)
    except QueryRefusedError:
        return True
    return False


def statement(seed: int, dialect: Dialect, *, modern: bool) -> tuple[str, str]:
    """Return the kind and the text of the statement of a seed."""
    kind = KINDS[seed % len(KINDS)]
    generator = Generator(seed, dialect, modern=modern)
    if kind in ("read", "write"):
        return kind, getattr(generator, kind)()
    dice = random.Random(seed)
    origins = [lambda: dice.choice(CORPUS), generator.write, generator.read]
    [origin] = dice.choices(origins, [5, 6, 1])
    if kind == "words":
        return kind, words(dice, origin())
    return kind, letters(dice, origin(), dice.choice(CORPUS))


def let_through(dialect: Dialect, seeds: range, *, modern: bool = False) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each statement that passes the guard, which tells plain reads from plain writes."""
    for seed in seeds:
        kind, text = statement(seed, dialect, modern=modern)
        passes = not refused(text, dialect)
        assert kind != "read" or passes, text
        assert kind != "write" or not passes, text
        if passes:
            yield kind, text


def test_the_kinds_are_what_they_say() -> None:
    found = Counter(statement(seed, "neo4j", modern=True)[0] for seed in range(1600))
    assert found == {"read": 100, "write": 200, "words": 400, "letters": 900}
    assert len({statement(seed, "neo4j", modern=True)[1] for seed in range(1600)}) > 1550


def embedded_graph() -> Any:
    import grafeo

    database = grafeo.GrafeoDB()
    database.execute_cypher(GRAPH)
    return database


def embedded_content(database: Any) -> list[str]:
    nodes = database.execute_cypher("MATCH (n) RETURN labels(n) AS l, properties(n) AS p")
    links = database.execute_cypher("MATCH (n)-[r]->(m) RETURN type(r) AS t, properties(r) AS p, n.x AS n, m.x AS m")
    rows = [*nodes, *links, *database.execute_cypher("SHOW INDEXES"), *database.execute_cypher("SHOW CONSTRAINTS")]
    return [str(row) for row in rows]


@pytest.mark.fuzz
@pytest.mark.parametrize("part", range(PARTS))
def test_what_passes_changes_nothing_in_the_embedded_engine(part: int, tried: Tried) -> None:
    import grafeo

    database = embedded_graph()
    before = embedded_content(database)
    outcomes: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    first, last = (FIRST + at * STATEMENTS // PARTS for at in (part, part + 1))
    for kind, text in let_through("embedded", range(first, last)):
        try:
            sent = for_engine(text)
        except QueryError:
            outcomes[kind, "refused"] += 1
            continue
        # what is no Cypher may become something else that is none
        assert kind != "read" or not refused(sent, "embedded"), text
        try:
            database.execute_cypher(sent, PARAMETERS)
            outcomes[kind, "run"] += 1
        except grafeo.GrafeoError as error:
            outcomes[kind, "error"] += 1
            if kind == "read" and "syntax error" in str(error):
                wrong.append(text)
        except BaseException as error:
            if type(error).__name__ != "PanicException":
                raise
            outcomes[kind, "panic"] += 1
        assert embedded_content(database) == before, text
    tried(STATEMENTS // PARTS, "statements on the embedded engine", outcomes)
    # `case` and `when` may be names so cleverly placed that no backtick is certain to be right
    assert len(wrong) <= max(2, outcomes["read", "run"] / 50), wrong
    assert all(outcomes[kind, "run"] > STATEMENTS / PARTS / 1000 for kind in ("read", "words", "letters")), outcomes


def test_the_writes_do_change_the_embedded_engine() -> None:
    import grafeo

    changed = 0
    for seed in range(100):
        database = embedded_graph()
        before = embedded_content(database)
        try:
            database.execute_cypher(for_engine(Generator(seed, "embedded").write()), PARAMETERS)
        except grafeo.GrafeoError:
            continue
        changed += embedded_content(database) != before
    assert changed > 30


# What a plan of a query that reads must not do, though the server calls the query a read.
BEYOND = re.compile(r"LoadCSV|Transaction|Terminate|Setting|Database|User|Role|Privilege|Server|Alias|GraphType|Sleep")
SHOWS = {"ShowIndexes", "ShowConstraints", "ShowFunctions", "ShowProcedures"}


def faults(plan: dict[str, Any]) -> Iterator[str]:
    """Yield each operator of a plan that leaves the graph, the database or the list of procedures."""
    operator, _, database = plan["operatorType"].partition("@")
    details = str(plan["args"].get("Details", ""))
    called = {name.lower() for name in procedures("neo4j")}
    if (
        BEYOND.search(operator)
        or database != "neo4j"
        or (operator.startswith("Show") and operator not in SHOWS)
        or ("ProcedureCall" in operator and details.partition("(")[0].lower() not in called)
    ):
        yield f"{operator}@{database} {details}"
    for child in plan.get("children", ()):
        yield from faults(child)


@dataclass
class Server:
    store: Store
    session: Any  # in which nothing but the guard keeps a statement from writing
    current: bool

    def content(self) -> list[Any]:
        queries = [
            "MATCH (n) RETURN labels(n), properties(n)",
            "MATCH (n)-[r]->(m) RETURN type(r), properties(r), n.x, m.x",
            "SHOW INDEXES YIELD name RETURN name",
            "SHOW CONSTRAINTS YIELD name RETURN name",
        ]
        return [self.store.version(), *(sorted(map(repr, self.store.query(query).rows)) for query in queries)]


@pytest.fixture
def server(each_neo4j: Store) -> Iterator[Server]:
    from neo4j import GraphDatabase

    settings = from_environment()
    auth = (settings.neo4j_user, settings.neo4j_password) if settings.neo4j_user else None
    with (
        GraphDatabase.driver(each_neo4j.name, auth=auth, notifications_min_severity="OFF") as driver,
        driver.session(default_access_mode="WRITE") as session,
    ):
        each_neo4j.execute(GRAPH)
        current = not driver.get_server_info().agent.startswith("Neo4j/5.")
        if current:
            each_neo4j.execute(f"CREATE VECTOR INDEX {VECTORS} FOR (n:A) ON (n.v)")
        yield Server(each_neo4j, session, current)
        each_neo4j.execute(f"DROP INDEX {VECTORS} IF EXISTS")


@pytest.mark.fuzz
def test_what_passes_changes_nothing_in_neo4j(server: Server, tried: Tried) -> None:
    from neo4j import Query
    from neo4j.exceptions import Neo4jError

    before = server.content()
    outcomes: Counter[tuple[str, str]] = Counter()
    # each generation gets half of the statements; half of the current one's are in Cypher 25
    whole, half = STATEMENTS // 2, STATEMENTS // 4
    shares = [(False, range(FIRST, FIRST + half)), (server.current, range(FIRST + half, FIRST + whole))]
    for kind, text in chain.from_iterable(let_through("neo4j", seeds, modern=modern) for modern, seeds in shares):
        try:
            asked, _ = with_explain(for_server(text))
        except QueryRefusedError:
            assert kind != "read", text
            continue
        try:
            # a transaction of its own, or CALL { … } IN TRANSACTIONS would be refused for another reason
            result = server.session.run(Query(asked, timeout=30), PARAMETERS)
            columns, summary = list(result.keys()), result.consume()
        except Neo4jError as error:
            outcomes[kind, "error"] += 1
            if kind == "read":
                pytest.fail(f"{text!r} is no plain read: {error.message}")
            continue
        outcomes[kind, "planned"] += 1
        assert summary.query_type == "r", text
        assert not list(faults(summary.plan)), text
        assert column_names(text) in (columns, None), text
    tried(whole, f"statements on Neo4j {'(current)' if server.current else '5.26'}", outcomes)
    assert server.content() == before
    assert all(outcomes[kind, "planned"] > whole / 1000 for kind in ("read", "words", "letters")), outcomes


def test_neo4j_takes_the_writes_for_no_reads(server: Server) -> None:
    from neo4j.exceptions import Neo4jError

    outcomes: Counter[str] = Counter()
    for seed in range(60):
        text = Generator(seed, "neo4j", modern=server.current).write()
        try:
            summary = server.session.run(with_explain(for_server(text))[0], PARAMETERS).consume()
        except (Neo4jError, QueryRefusedError):
            outcomes["error"] += 1
            continue
        outcomes["seen"] += 1
        assert summary.query_type != "r" or list(faults(summary.plan)), text
    assert outcomes["seen"] > 40, outcomes


def test_a_plan_that_leaves_the_graph_is_seen(server: Server) -> None:
    for text in (
        "LOAD CSV FROM 'x' AS row RETURN row",
        "SHOW TRANSACTIONS",
        "SHOW SETTINGS",
        "TERMINATE TRANSACTION 'neo4j-transaction-1'",
        "CALL dbms.listConfig() YIELD name RETURN name",
        "CALL { RETURN 1 AS x } IN TRANSACTIONS RETURN x",
    ):
        assert list(faults(server.session.run(f"EXPLAIN {text}").consume().plan)), text
