"""Limits that hold on both stores: rows, bytes, seconds, queries at once; and what stops a query ends it."""

import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from graph.errors import (
    CaseGraphError,
    QueryError,
    QueryRefusedError,
    QueryTimeoutError,
    StoppedError,
    TooManyQueriesError,
)
from graph.settings import Settings, from_environment
from graph.stopping import stoppable
from graph.stores import Result, Store, open_store
from tests.helpers.stores import comes_to
from tests.stores.cases import Rows, node, relationship

ENDLESS = (
    "UNWIND range(1, 2000) AS a UNWIND range(1, 2000) AS b UNWIND range(1, 2000) AS c "
    "WITH a, b, c WHERE a * b * c < 0 RETURN count(*) AS n"
)
MANY = "UNWIND range(1, 20000) AS i RETURN i, 'é' + toString(i) AS t, [i, i] AS list, {of: i} AS map, null AS nothing"


@contextmanager
def opened(store: Store, **settings: Any) -> Iterator[Store]:
    """The same graph through a store with other settings."""
    if store.kind == "neo4j":
        with open_store(store.name, replace(from_environment(), **settings)) as other:
            yield other
    else:
        with open_store(str(store._path), Settings(**settings)) as other:  # type: ignore[attr-defined]
            yield other


def ends(store: Store) -> bool:
    """Whether what was stopped ends on Neo4j, soon; the processes of the embedded store have their own tests."""
    return store.kind != "neo4j" or comes_to(0, store, "a * b * c < 0")


@contextmanager
def running(store: Store, cypher: str = ENDLESS) -> Iterator[Callable[[], BaseException | None]]:
    """Run a query in a thread until it is stopped; gives what stops it and returns its error."""
    event = threading.Event()
    errors: list[BaseException] = []

    def ask() -> None:
        try:
            with stoppable(event):
                store.query(cypher, timeout=120)
        except CaseGraphError as error:
            errors.append(error)

    def stop() -> BaseException | None:
        event.set()
        thread.join(20)
        assert not thread.is_alive()
        return errors[0] if errors else None

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield stop
    finally:
        stop()


def test_rows_and_bytes_cut_a_result_and_say_so(store: Store) -> None:
    with opened(store, query_result_mb=1) as small:
        found = small.query(MANY, timeout=60)
        assert (found.cut, found.truncated) == ("bytes", True)
        found = small.query(MANY, timeout=60, limit=50)
        assert (len(found.rows), found.cut, found.truncated) == (50, "rows", True)
        found = small.query(MANY.replace("20000", "50"), timeout=60, limit=50)
        assert (len(found.rows), found.cut, found.truncated) == (50, "", False)


def test_the_code_of_ours_is_not_cut_by_bytes(store: Store) -> None:
    with opened(store, query_result_mb=1) as small:
        assert len(small.query(MANY).rows) == 20_000


def test_both_stores_cut_at_the_same_row(embedded_store: Store, neo4j_store: Store) -> None:
    people = [node("c", f"p{i}", name="n" * (i % 90), n=i, x=i / 7, born=["1980", "é"]) for i in range(300)]
    ties = [relationship("c", f"r{i}", "KNOWS", f"p{i}", f"p{i + 1}", since=i) for i in range(299)]
    counts = []
    for store in (embedded_store, neo4j_store):
        store.replace_case(Rows("c", people, ties))
        with opened(store, query_result_mb=1) as small:
            graph = small.query(
                "UNWIND range(1, 50) AS i MATCH p = (a:Person)-[r:KNOWS]->(b) RETURN i, a, r, p ORDER BY i, r.id",
                timeout=60,
            )
            plain = small.query(MANY, timeout=60)
            assert graph.cut == plain.cut == "bytes"
            counts.append((len(graph.rows), len(plain.rows)))
    assert counts[0] == counts[1]


def test_a_value_over_the_cap_is_an_error_in_a_stream_too(store: Store) -> None:
    cypher = "UNWIND ['a', reduce(s = 'x', i IN range(1, 21) | s + s)] AS text RETURN text"
    with opened(store, query_result_mb=1) as small:
        for ask in (
            lambda: small.query(cypher, timeout=60),
            lambda: list(small.stream(cypher, timeout=60)),
            lambda: small.execute(cypher, timeout=60),
        ):
            with pytest.raises(QueryError) as caught:
                ask()
            assert str(caught.value) == (
                "Query stopped: one value of the result takes 2 MB, and 1 MB is the most "
                "(setting query_result_mb). Return less of it."
            )
        assert small.query("RETURN 1 AS x", timeout=60).rows == ((1,),)


def test_a_stream_gives_the_rows_of_a_query(store: Store) -> None:
    with opened(store, query_result_mb=1) as small:
        whole = small.query(MANY)
        for timeout in (None, 60):
            with small.stream(MANY, timeout=timeout) as stream:
                assert stream.columns == whole.columns
                assert tuple(stream) == whole.rows
                assert (stream.truncated, stream.notices) == (False, whole.notices)
            with small.stream(MANY, limit=3_000, timeout=timeout) as stream:
                assert tuple(stream) == whole.rows[:3_000]
                assert (stream.truncated, stream.cut) == (True, "rows")
        assert list(small.stream("MATCH (n:NoSuch) RETURN n", timeout=60)) == []


def test_a_stream_that_is_left_frees_its_place(store: Store) -> None:
    with opened(store, max_queries=1) as one:
        for _ in range(5):
            with one.stream(MANY, timeout=60) as stream:
                assert next(iter(stream))[0] == 1
        assert one.query("RETURN 1 AS x", timeout=60).rows == ((1,),)


def test_a_stream_takes_little_memory(store: Store) -> None:
    cypher = "UNWIND range(1, 20000) AS i RETURN reduce(s = toString(i), j IN range(1, 8) | s + s + '-') AS text"
    tracemalloc.start()
    try:
        with store.stream(cypher, timeout=120) as stream:
            total = sum(len(row[0]) for row in stream)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert total > 20_000_000
    assert peak < 12_000_000


def test_a_node_met_again_in_a_long_stream_is_the_same(store: Store) -> None:
    store.execute("UNWIND range(1, 150) AS i CREATE (:Thing {i: i})-[:NEAR]->(:Thing {i: -i})")
    store.execute("UNWIND range(1, 21000) AS i CREATE (:Entity {id: 'e' + toString(i), case_id: 'c', i: 1000 + i})")
    cypher = "UNWIND [1, 2] AS turn MATCH (n) WHERE n.i IS NOT NULL RETURN turn, n, n.i AS i ORDER BY turn, i"
    seen: dict[int, set[str]] = {}
    with store.stream(cypher, timeout=120) as stream:
        for _, n, i in stream:
            assert n.properties["i"] == i
            seen.setdefault(i, set()).add(n.id)
    assert len(seen) == 21_300
    assert all(len(ids) == 1 for ids in seen.values())
    assert len({id for ids in seen.values() for id in ids}) == 21_300


def test_an_error_in_the_middle_of_a_stream(store: Store) -> None:
    cypher = "UNWIND range(0, 5000) AS i RETURN 1 / (4000 - i) AS x"
    with pytest.raises(QueryError):
        list(store.stream(cypher, timeout=60))
    assert store.query("RETURN 1 AS x", timeout=60).rows == ((1,),)


def test_stopping_ends_a_query_in_the_engine(store: Store) -> None:
    with running(store) as stop:
        time.sleep(0.7)
        error = stop()
    assert isinstance(error, StoppedError)
    assert store.query("RETURN 1 AS x", timeout=60).rows == ((1,),)
    assert ends(store)


def test_stopping_before_the_query_begins(store: Store) -> None:
    event = threading.Event()
    event.set()
    with stoppable(event), pytest.raises(StoppedError):
        store.query(ENDLESS, timeout=120)
    assert ends(store)


def test_stopping_in_the_middle_of_a_stream(store: Store) -> None:
    event = threading.Event()

    def read() -> None:
        for row in store.stream("UNWIND range(1, 1000000) AS i RETURN i", timeout=120):
            if row[0] == 3_000:
                event.set()

    with stoppable(event), pytest.raises(StoppedError):
        read()
    assert store.query("RETURN 1 AS x", timeout=60).rows == ((1,),)


def test_a_deadline_ends_a_query_in_the_engine(store: Store) -> None:
    with pytest.raises(QueryTimeoutError) as caught:
        store.query(ENDLESS, timeout=0.5)
    assert str(caught.value) == "Query stopped after 0.5 s (setting query_timeout_s). Add LIMIT or narrow the MATCH."
    assert store.query("RETURN 1 AS x", timeout=60).rows == ((1,),)
    assert ends(store)


def test_no_more_queries_than_the_setting_allows(store: Store) -> None:
    with opened(store, max_queries=1) as one, running(one) as stop:
        time.sleep(0.5)
        with pytest.raises(TooManyQueriesError) as caught:
            one.query("RETURN 1 AS x", timeout=0.3)
        assert str(caught.value) == (
            "1 query runs already (setting max_queries), and none ended within 0.3 s. Try again in a moment."
        )
        assert one.query("RETURN 1 AS x").rows == ((1,),), "what our own code asks need not wait"
        assert isinstance(stop(), StoppedError)
        assert one.query("RETURN 1 AS x", timeout=60).rows == ((1,),)


HEAVY = {
    "a long range": "UNWIND range(1, 100000000) AS x RETURN x",
    "a long range, counted": "UNWIND range(1, 100000000) AS x RETURN count(x) AS n",
    "unbounded paths": "MATCH p = (a:Person)-[:KNOWS*]->(b:Person) RETURN count(p) AS n",
    "unbounded paths, returned": "MATCH p = (a:Person)-[:KNOWS*]-(b:Person) RETURN p",
    "a long text": "RETURN reduce(s = 'x', i IN range(1, 28) | s + s) + reduce(s = 'x', i IN range(1, 25) | s + s)",
    "a million rows": "UNWIND range(1, 1000000) AS x RETURN x",
    "a million rows, collected": "UNWIND range(1, 1000000) AS x RETURN collect({x: x, s: toString(x)}) AS all",
}


@pytest.mark.slow
@pytest.mark.parametrize("what", HEAVY)
def test_a_heavy_query_ends_in_an_error_or_a_cut(store: Store, what: str) -> None:
    people = [node("c", f"p{i}") for i in range(25)]
    ties = [relationship("c", f"r{i}-{j}", "KNOWS", f"p{i}", f"p{j}") for i in range(25) for j in range(25) if i != j]
    store.replace_case(Rows("c", people, ties))
    started = time.monotonic()
    try:
        found = store.query(HEAVY[what], limit=1_000, timeout=2)
        ended = found.truncated or len(found.rows) == 1
    except QueryError as error:
        ended = "\n" not in str(error)
    assert ended
    assert time.monotonic() - started < 30
    assert _answers_again(store, "MATCH (n:Person) RETURN count(n) AS n").rows == ((25,),)


def _answers_again(store: Store, cypher: str) -> Result:
    """Ask until the server has given back the memory that the query before took: till then it refuses every query."""
    give_up = time.monotonic() + 60
    while True:
        try:
            return store.query(cypher, timeout=60)
        except QueryError as error:
            if "dbms.memory.transaction.total.max" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.1)


@pytest.mark.parametrize("timeout", [None, 60])
def test_a_plan(store: Store, timeout: float | None) -> None:
    store.replace_case(Rows("c", [node("c", "a"), node("c", "b")]))
    cypher = "MATCH (n:Person) WHERE n.id > 'a' RETURN n.id AS id ORDER BY id"
    found = store.query(f"EXPLAIN {cypher}", timeout=timeout)
    assert (found.columns, found.rows) == ((), ())
    assert found.plan is not None
    assert found.plan.children
    assert found.plan.rows is None
    steps = [found.plan]
    while steps[-1].children:
        steps.append(steps[-1].children[0])
    assert any("Scan" in step.operator and "n:Person" in step.details for step in steps)
    found = store.query(f"profile {cypher}", timeout=timeout)
    assert found.plan is not None
    assert found.plan.rows == 1
    assert found.rows == ((("b",),) if store.kind == "neo4j" else ())
    assert store.query(cypher, timeout=timeout).plan is None


PLACES = [
    ("MATCH (n:Person)\nRETURN n.case, m", 2, 16),
    ("MATCH (n)\r\n RETURN '🜁🜁', nothing(n)", 2, 15),
    ("RETURN 1 + AS x", None, None),
    ("MATCH (n) RETURN n LIMIT 1 LIMITT", 1, 28),
    ("CREATE (n)", 1, 1),
    ("MATCH (n)\n  DELETE n", 2, 3),
    ("CALL apoc.load.json('x')", 1, 6),
]


@pytest.mark.parametrize("timeout", [None, 60])
@pytest.mark.parametrize(("cypher", "line", "column"), PLACES)
def test_an_error_has_its_place(
    store: Store, cypher: str, line: int | None, column: int | None, timeout: float | None
) -> None:
    with pytest.raises(QueryError) as caught:
        store.query(cypher, timeout=timeout)
    if line is not None:
        assert (caught.value.line, caught.value.column) == (line, column)
    assert f"line {caught.value.line}, column {caught.value.column}" in str(caught.value)


def test_a_setting_allows_procedures(store: Store) -> None:
    cypher = "CALL db.nothing.here() YIELD x RETURN x"
    with pytest.raises(QueryRefusedError):
        store.query(cypher, timeout=60)
    with opened(store, allowed_procedures="db.nothing.*") as open_handed, pytest.raises(QueryError) as caught:
        open_handed.query(cypher, timeout=60)
    assert not isinstance(caught.value, QueryRefusedError), "the engine was asked, and knows no such procedure"


def test_neo4j_itself_must_say_that_a_query_reads(neo4j_store: Store) -> None:
    with opened(neo4j_store, allowed_procedures="db.createLabel") as open_handed:
        version = open_handed.version()
        for prefix in ("", "PROFILE ", "EXPLAIN "):
            for _ in range(2):
                with pytest.raises(QueryRefusedError) as caught:
                    open_handed.query(f"{prefix}CALL db.createLabel('Note')", timeout=60)
                assert "(Neo4j says that its type is " in str(caught.value)
                assert str(caught.value).endswith("; the console only reads. Nothing was changed.")
        assert open_handed.version() == version


@pytest.mark.parametrize("what", ["INDEXES", "CONSTRAINTS", "FUNCTIONS", "PROCEDURES"])
def test_what_may_be_shown_is_shown(neo4j_store: Store, what: str) -> None:
    for _ in range(2):
        assert neo4j_store.query(f"SHOW {what}", limit=3, timeout=60).rows
        assert neo4j_store.query(f"SHOW {what} YIELD name RETURN count(*) AS n", timeout=60).rows[0][0]


def test_a_write_is_whole_however_few_rows_are_shown(store: Store) -> None:
    found = store.execute("UNWIND range(1, 5000) AS i CREATE (n:Note {i: i}) RETURN n.i AS i", limit=3, timeout=60)
    assert (found.rows, found.cut) == (((1,), (2,), (3,)), "rows")
    assert store.query("MATCH (n:Note) RETURN count(n) AS n").rows == ((5_000,),)


def test_a_write_that_is_stopped_changes_nothing(store: Store) -> None:
    event = threading.Event()
    threading.Timer(0.7, event.set).start()
    with stoppable(event), pytest.raises(StoppedError):
        store.execute(ENDLESS.replace("RETURN count(*) AS n", "CREATE (:Note)"), timeout=120)
    assert store.query("MATCH (n:Note) RETURN count(n) AS n").rows == ((0,),)
    assert ends(store)
