"""A Neo4j that misbehaves: each call ends with an error of ours, and works again when the server does."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import neo4j
import pytest

from graph.errors import CaseGraphError, QueryTimeoutError, StoreError, StoreUnavailableError
from graph.settings import Settings
from graph.stores import NodeRow, Selection, Store, open_store
from tests.helpers.proxy import Mode, Proxy
from tests.helpers.stores import NEO4J
from tests.stores.cases import chain

pytestmark = NEO4J

HASTY = Settings(neo4j_connect_timeout_s=1, neo4j_answer_timeout_s=4)
PATIENT = Settings(neo4j_connect_timeout_s=60)
AT_LAST_S = 120
"""Seconds after which a call that did not end is taken for one that never does."""


@pytest.fixture
def proxy(neo4j_store: Store, neo4j_uri: str) -> Iterator[Proxy]:
    """A proxy before a server with an empty database, whose constraints are there: to make them takes long."""
    neo4j_store.replace_case(chain("c", 2))
    neo4j_store.remove_case("c")
    with Proxy(neo4j_uri) as proxy:
        yield proxy


def opened(store: Store) -> None:
    open_store(store.name, HASTY).close()


def streamed(store: Store) -> list[Any]:
    with store.stream("UNWIND range(1, 5000) AS i RETURN i") as rows:
        return list(rows)


Call = Callable[[Store], object]
READS: Mapping[str, Call] = {
    "opening": opened,
    "version": lambda store: store.version(),
    "engine": lambda store: store.engine(),
    "databases": lambda store: store.databases(),
    "cases": lambda store: store.cases(),
    "schema": lambda store: store.schema(),
    "query": lambda store: store.query("MATCH (n) RETURN count(n) AS n"),
    "typed query": lambda store: store.query("MATCH (n) RETURN count(n) AS n", timeout=1),
    "stream": streamed,
    "graph": lambda store: store.reader(Selection()).node_ids(),
}
WRITES: Mapping[str, Call] = {
    "write": lambda store: store.execute("CREATE (:Note) CREATE (:Note)"),
    "typed write": lambda store: store.execute("CREATE (:Note) CREATE (:Note)", timeout=1),
    "load": lambda store: store.replace_case(chain("c", 20, sha256=str(time.monotonic_ns()))),
    "removal": lambda store: store.remove_case("d"),
    "import": lambda store: store.add_foreign([NodeRow(("Imported",), {}), NodeRow(("Imported",), {})], []),
}
CALLS: Mapping[str, Call] = {**READS, **WRITES}


def outcomes(store: Store, calls: Mapping[str, Call]) -> dict[str, object]:
    """What came of calls that are made at once: what they returned, or their error."""
    found: dict[str, object] = {}

    def call(name: str) -> None:
        try:
            found[name] = calls[name](store)
        except Exception as error:
            found[name] = error

    threads = [threading.Thread(target=call, args=(name,), daemon=True) for name in calls]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + AT_LAST_S
    for thread in threads:
        thread.join(max(0, deadline - time.monotonic()))
    assert not calls.keys() - found.keys(), "these wait for ever"
    return found


def comes_right(store: Store, call: Call) -> None:
    """Make a call until it succeeds: a busy machine may keep a hasty store waiting too."""
    deadline = time.monotonic() + AT_LAST_S
    while time.monotonic() < deadline:
        try:
            call(store)
            return
        except (StoreUnavailableError, QueryTimeoutError) as error:
            last = error
    pytest.fail(f"It does not come right: {last}")


def is_whole(store: Store) -> bool:
    """Whether each thing that the calls write is whole or not there."""
    pairs = [store.query(f"MATCH (n:{label}) RETURN count(n) AS n").rows[0][0] for label in ("Note", "Imported")]
    people = store.query("MATCH (n:Person {case_id: 'c'}) OPTIONAL MATCH (n)-[r]->() RETURN count(r), count(n)").rows[0]
    return (
        not any(count % 2 for count in pairs)
        and people in [(0, 0), (19, 20)]
        and not any(case.loading for case in store.cases())
    )


@pytest.mark.parametrize(("mode", "seconds"), [("reset", 0), ("silence", 0), ("latency", 3), ("trickle", 1)])
def test_each_call_ends_with_an_error_and_works_again(
    proxy: Proxy, neo4j_store: Store, mode: Mode, seconds: float
) -> None:
    with open_store(proxy.uri, HASTY) as store:
        for call in CALLS.values():
            comes_right(store, call)
        with proxy.trouble(mode, seconds):
            found = outcomes(store, CALLS)
        for name, error in found.items():
            assert isinstance(error, StoreUnavailableError | QueryTimeoutError), (name, error)
            assert isinstance(error, QueryTimeoutError) or f"Neo4j at {proxy.uri} " in str(error), (name, error)
        for call in CALLS.values():
            comes_right(store, call)
        assert is_whole(neo4j_store)


def test_connections_that_died_unseen_are_made_again(proxy: Proxy, neo4j_store: Store) -> None:
    with open_store(proxy.uri, HASTY) as store:
        for _ in range(2):
            outcomes(store, CALLS)  # at once, so that there are many connections
        with proxy.trouble("half-open"):
            found = outcomes(store, CALLS)
            for name, outcome in found.items():
                assert not isinstance(outcome, Exception) or isinstance(outcome, CaseGraphError), (name, outcome)
            for call in CALLS.values():
                comes_right(store, call)
        assert is_whole(neo4j_store)


@pytest.mark.parametrize("mode", ["silence", "latency"])
def test_what_is_said_of_a_server_that_is_silent(proxy: Proxy, mode: Mode) -> None:
    said = (
        f"Neo4j at {proxy.uri} did not answer within 1 s (setting neo4j_connect_timeout_s). Start it, "
        "or check the address; where it is only slow, give it more seconds."
    )
    with open_store(proxy.uri, PATIENT) as store, proxy.trouble(mode, 30):
        found = outcomes(store, {"opening": opened})
        assert str(found["opening"]) == said


@pytest.mark.parametrize("timeout", [None, 60])
@pytest.mark.parametrize(("mode", "there"), [("lose commit", 0), ("lose outcome", 1)])
def test_a_write_that_is_cut_at_its_commit_is_said_to_be_unknown(
    proxy: Proxy, neo4j_store: Store, mode: Mode, there: int, timeout: float | None
) -> None:
    with open_store(proxy.uri, PATIENT) as store:
        with proxy.trouble(mode), pytest.raises(StoreError, match=r"may or may not have been written\. Look"):
            store.execute("CREATE (:Note)", timeout=timeout)
        assert store.query("MATCH (n:Note) RETURN count(n) AS n").rows == ((there,),)


@pytest.mark.parametrize("mode", ["lose commit", "lose outcome"])
def test_a_load_that_is_cut_at_each_commit_is_unknown_and_the_next_one_finishes_it(
    proxy: Proxy, neo4j_store: Store, mode: Mode
) -> None:
    with open_store(proxy.uri, PATIENT) as store:
        assert store.replace_case(chain("c", 4))
        with proxy.trouble(mode):
            with pytest.raises(StoreError, match="may or may not have been written"):
                store.replace_case(chain("c", 20, sha256="2"))
            # to read is to write nothing
            with pytest.raises(StoreUnavailableError, match="does not answer"):
                store.version()
        store.replace_case(chain("c", 20, sha256="2"))
        assert is_whole(neo4j_store)
        assert [case.sha256 for case in neo4j_store.cases()] == ["2"]


def test_that_a_commit_was_lost_is_said_before_that_the_server_is_away(proxy: Proxy, neo4j_store: Store) -> None:
    with open_store(proxy.uri, HASTY) as store:
        for write in (WRITES["load"], WRITES["write"]):
            comes_right(store, write)
            with proxy.trouble("hold outcome"):
                found = outcomes(store, {"write": write})
            assert "may or may not have been written" in str(found["write"])
            comes_right(store, write)
    assert is_whole(neo4j_store)


def test_a_query_ends_at_its_deadline_however_far_the_server_is(proxy: Proxy, neo4j_store: Store) -> None:
    far = 8.0
    store = open_store(proxy.uri, PATIENT)
    store.query("RETURN 1 AS x", timeout=60)
    with proxy.trouble("latency", far):
        for ask in (store.query, store.execute):
            started = time.monotonic()
            with pytest.raises(QueryTimeoutError, match=r"Query stopped after 0\.5 s"):
                ask("CREATE (:Note)" if ask == store.execute else "MATCH (n) RETURN count(n) AS n", timeout=0.5)
            store_ended = time.monotonic() - started
            assert store_ended < far / 2
        started = time.monotonic()
        store.close()
        assert time.monotonic() - started < far / 2
    assert neo4j_store.query("MATCH (n:Note) RETURN count(n) AS n").rows == ((0,),)


def test_a_server_that_is_slow_is_not_silent_even_where_an_answer_is_short(proxy: Proxy) -> None:
    with open_store(proxy.uri, Settings(neo4j_connect_timeout_s=4)) as store:
        short = {name: READS[name] for name in ("version", "databases", "cases")}
        outcomes(store, short)  # each has a connection then
        with proxy.trouble("slow", 5):
            found = outcomes(store, short)
        assert {name: error for name, error in found.items() if isinstance(error, Exception)} == {}


def test_a_server_that_works_on_something_long_is_not_silent(proxy: Proxy, neo4j_store: Store, neo4j_uri: str) -> None:
    neo4j_store.execute("CREATE (:Lock)")
    settings = Settings(neo4j_connect_timeout_s=6, neo4j_answer_timeout_s=600)
    with neo4j.GraphDatabase.driver(neo4j_uri) as driver, driver.session() as holder:
        transaction = holder.begin_transaction()
        transaction.run("MATCH (n:Lock) SET n.held = true").consume()
        with open_store(proxy.uri, settings) as store:
            found: list[object] = []
            waiting = threading.Thread(
                target=lambda: found.append(store.execute("MATCH (n:Lock) SET n.taken = true RETURN n.held AS held"))
            )
            waiting.start()
            waiting.join(5)  # in which it asks once whether the server is there
            assert not found
            transaction.commit()
            waiting.join(AT_LAST_S)
            [result] = found
            assert result.rows == ((True,),)  # type: ignore[attr-defined]
