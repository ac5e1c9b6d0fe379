"""The embedded store's own promises: the swap, the lock, the processes that run queries, files that are none."""

import fcntl
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grafeo
import pytest

from graph.errors import (
    QueryError,
    QueryRefusedError,
    QueryTimeoutError,
    StoppedError,
    StoreError,
    StoreLockedError,
    StoreNotFoundError,
)
from graph.settings import Settings
from graph.stopping import stoppable
from graph.stores import NodeRow, open_store
from graph.stores.embedded import EmbeddedStore
from graph.stores.embedded.engine import Reader, run_query
from tests.helpers import processes
from tests.stores.cases import chain, harbour

ENDLESS = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b WITH a, b WHERE a * b < 0 RETURN count(*) AS n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cases.grafeo"


@pytest.fixture
def store(path: Path) -> EmbeddedStore:
    store = open_store(str(path), Settings())
    assert isinstance(store, EmbeddedStore)
    return store


def test_no_file_yet(tmp_path: Path) -> None:
    path = tmp_path / "not" / "there" / "cases.grafeo"
    with open_store(str(path), Settings()) as store:
        for read in (
            lambda: store.query("RETURN 1 AS x"),
            lambda: store.query("RETURN 1 AS x", timeout=30),
            store.version,
            store.schema,
            store.cases,
        ):
            with pytest.raises(StoreNotFoundError) as caught:
                read()
            assert str(caught.value) == (
                "There is no store cases.grafeo yet: run `casegraph load`, or name another with --store."
            )
        assert not path.parent.exists(), "asking makes no folder"
        assert store.replace_case(harbour())
        assert store.query("MATCH (n:CaseFile) RETURN n.id AS id", timeout=30).rows == (("harbour",),)


def test_a_reader_follows_the_swap(store: EmbeddedStore, path: Path) -> None:
    store.replace_case(chain("c", 5))
    other = open_store(str(path), Settings())
    count = "MATCH (n:Person) RETURN count(n) AS n"
    assert other.query(count).rows == other.query(count, timeout=30).rows == ((5,),)
    store.replace_case(chain("c", 6, sha256="2"))
    assert other.query(count).rows == other.query(count, timeout=30).rows == ((6,),)


def test_readers_answer_while_a_writer_writes(store: EmbeddedStore, path: Path) -> None:
    store.replace_case(chain("c", 100))
    stop = threading.Event()
    seen: set[tuple[int, int]] = set()
    failed: list[Exception] = []

    def read() -> None:
        while not stop.is_set():
            try:
                row = store.query(
                    "MATCH (n:Person) WITH count(n) AS people MATCH ()-[r:KNOWS]->() RETURN people, count(r) AS ties"
                ).rows[0]
                seen.add((row[0], row[1]))
            except Exception as error:
                failed.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    with open_store(str(path), Settings()) as writer:
        for i in range(10):
            writer.replace_case(chain("c", 101 + i, sha256=str(2 + i)))
    stop.set()
    for reader in readers:
        reader.join()
    assert not failed
    assert {people - ties for people, ties in seen} == {1}, "never half a case"


def test_old_files_are_let_go(store: EmbeddedStore, path: Path) -> None:
    for i in range(4):
        store.replace_case(chain("c", 5 + i, sha256=str(i)))
        store.query("RETURN 1 AS x")
    links = [
        os.readlink(f"/proc/self/fd/{fd}")
        for fd in os.listdir("/proc/self/fd")
        if os.path.exists(f"/proc/self/fd/{fd}")
    ]
    assert not [link for link in links if str(path.parent) in link and "deleted" in link]


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock of a store's writers."""
    with path.with_name(f"{path.name}.lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_a_second_writer_waits_and_is_told_who_writes(store: EmbeddedStore, path: Path) -> None:
    store.replace_case(chain("c", 5))
    with held(path), open_store(str(path), Settings(lock_wait_s=0.2)) as hasty:
        for write in (
            lambda: hasty.replace_case(chain("c", 6, sha256="2")),
            lambda: hasty.remove_case("c"),
            lambda: hasty.execute("CREATE (:Note)", timeout=60),
            lambda: hasty.add_foreign([NodeRow(("Note",), {})], []),
        ):
            with pytest.raises(StoreLockedError) as caught:
                write()
            assert str(caught.value) == (
                f"cases.grafeo is being written by another process (number {os.getpid()}), which was not done within "
                "0.2 s (setting lock_wait_s). Try again when it is."
            )
        assert store.query("MATCH (n:Person) RETURN count(n) AS n").rows == ((5,),)
    assert store.replace_case(chain("c", 6, sha256="2"))


def test_who_waits_for_a_writer_can_be_stopped_and_holds_up_nobody(store: EmbeddedStore, path: Path) -> None:
    store.replace_case(chain("c", 5))
    stopped: list[BaseException] = []
    event = threading.Event()

    def write() -> None:
        try:
            with stoppable(event):
                store.execute("CREATE (:Note)")
        except StoppedError as error:
            stopped.append(error)

    writer = threading.Thread(target=write)
    with held(path):
        writer.start()
        assert store.query("MATCH (n:Person) RETURN count(n) AS n").rows == ((5,),)
        assert store.cases()
        event.set()
        writer.join()
        assert stopped
    assert store.query("MATCH (n:Note) RETURN count(n) AS n").rows == ((0,),)


def test_a_command_says_what_it_waits_for_and_ends(store: EmbeddedStore, path: Path) -> None:
    store.replace_case(chain("c", 5))
    with held(path):
        ended = subprocess.run(
            [sys.executable, "-m", "graph", "query", "--store", str(path), "--write", "CREATE (:Note)"],
            env={**os.environ, "CASEGRAPH_LOCK_WAIT_S": "1.2"},
            capture_output=True,
            text=True,
        )
    waits, says = ended.stderr.splitlines()
    assert waits == "Waiting for cases.grafeo, which another program writes, for 1.2 s at the most."
    assert says.startswith("cases.grafeo is being written by another process")
    assert (ended.returncode, ended.stdout) == (1, "")


EIGHT = """
import os, sys, traceback
from graph.settings import Settings
from graph.stores import open_store
from tests.stores.cases import chain

def load(case):
    with open_store(sys.argv[1], Settings(lock_wait_s=600)) as store:
        return 0 if store.replace_case(chain(case, 200)) else 1

children = []
for number in range(8):
    child = os.fork()
    if child:
        children.append(child)
        continue
    try:
        os._exit(load(f"c{number}"))
    except BaseException:
        traceback.print_exc()
        os._exit(1)
sys.exit(sum(os.waitpid(child, 0)[1] != 0 for child in children))
"""


def test_eight_processes_load_eight_cases_at_once(path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", EIGHT, str(path)], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    with open_store(str(path), Settings()) as store:
        assert sorted(case.id for case in store.cases()) == [f"c{number}" for number in range(8)]
        assert store.query("MATCH (n:Person) RETURN count(n) AS n").rows == ((1_600,),)
        assert store.query("MATCH (:Person)-[r:KNOWS]->(:Person) RETURN count(r) AS n").rows == ((8 * 199,),)


def test_leftovers_of_a_dead_writer_are_swept(store: EmbeddedStore, path: Path) -> None:
    store.replace_case(chain("c", 5))
    path.with_name("cases.grafeo.next").write_bytes(b"half")
    path.with_name("cases.grafeo.next.wal").mkdir()
    path.with_name("cases.grafeo.next.wal").joinpath("log").write_bytes(b"half")
    assert store.replace_case(chain("c", 6, sha256="2"))
    assert sorted(p.name for p in path.parent.iterdir()) == ["cases.grafeo", "cases.grafeo.lock"]
    assert store.query("MATCH (n:Person) RETURN count(n) AS n").rows == ((6,),)


def test_a_file_that_another_program_has_open(store: EmbeddedStore, path: Path) -> None:
    store.replace_case(chain("c", 5))
    store.close()
    other = grafeo.GrafeoDB(str(path))
    try:
        other.create_node(["Note"], {})
        with open_store(str(path), Settings()) as again:
            with pytest.raises(StoreLockedError, match=r"is open for writing in another program\. Close it there\."):
                again.query("RETURN 1 AS x")
            with pytest.raises(StoreError, match=r"was left open by another program"):
                again.execute("CREATE (:Note)")
    finally:
        other.close()


NOT_STORES = {
    "text": b"hello, I am a text file\n" * 200,
    "empty": b"",
    "short": b"GRAF",
}


@pytest.mark.parametrize("kind", NOT_STORES)
def test_a_file_that_is_no_store(path: Path, kind: str) -> None:
    path.write_bytes(NOT_STORES[kind])
    with open_store(str(path), Settings()) as store:
        for use in (lambda: store.query("RETURN 1 AS x"), lambda: store.replace_case(harbour())):
            with pytest.raises(StoreError) as caught:
                use()
            assert str(caught.value).startswith("cases.grafeo is ")
            assert "\n" not in str(caught.value)
            assert str(path.parent) not in str(caught.value)
    assert path.read_bytes() == NOT_STORES[kind]


def test_a_damaged_file(store: EmbeddedStore, path: Path) -> None:
    store.replace_case(chain("c", 2_000))
    store.close()
    path.write_bytes(path.read_bytes()[:-50_000])
    with open_store(str(path), Settings()) as again, pytest.raises(StoreError) as caught:
        again.query("RETURN 1 AS x")
    assert str(caught.value) == "cases.grafeo is damaged or not complete. Remove it and load the cases again."


@pytest.mark.parametrize(
    ("format_", "said"),
    [
        (99, "a newer version of the engine. Upgrade Case Graph, or load the cases into a new store."),
        (2, "an older version of the engine. Load the cases into a new store."),
    ],
)
def test_a_file_of_another_format(store: EmbeddedStore, path: Path, format_: int, said: str) -> None:
    store.replace_case(harbour())
    store.close()
    made = path.read_bytes()
    path.write_bytes(made[:4] + format_.to_bytes(4, "little") + made[8:])
    # the engine looks at the header's checksum first, and says what it would have to be
    with pytest.raises(grafeo.GrafeoCorruptionError) as damaged:
        grafeo.GrafeoDB.open_read_only(str(path))
    sums = re.search(r"stored 0x(\w+), computed 0x(\w+)", str(damaged.value))
    assert sums
    stored, computed = (int(text, 16).to_bytes(4, "little") for text in sums.groups())
    path.write_bytes(path.read_bytes().replace(stored, computed, 1))
    before = path.read_bytes()
    with open_store(str(path), Settings()) as again:
        for use in (lambda: again.query("RETURN 1 AS x"), lambda: again.replace_case(harbour(sha256="2"))):
            with pytest.raises(StoreError) as caught:
                use()
            assert str(caught.value) == f"cases.grafeo was written by {said}"
    assert path.read_bytes() == before


def test_a_folder_or_another_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x" * 10_000)
    for path, what in ((tmp_path, "is a folder"), (tmp_path / "notes.txt", "is not a Case Graph store")):
        with open_store(str(path), Settings()) as store, pytest.raises(StoreError) as caught:
            store.query("RETURN 1 AS x")
        assert str(caught.value) == f"{path.name} {what}. Name another file with --store."


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    store = open_store(str(tmp_path / "file" / "cases.grafeo"), Settings())
    with pytest.raises(StoreError, match=r"cannot be written: .*Choose another place with --store"):
        store.replace_case(harbour())


def test_a_query_is_stopped_at_its_deadline(store: EmbeddedStore) -> None:
    store.replace_case(chain("c", 5))
    started = time.monotonic()
    with pytest.raises(QueryTimeoutError) as caught:
        store.query(ENDLESS, timeout=0.5)
    assert str(caught.value) == ("Query stopped after 0.5 s (setting query_timeout_s). Add LIMIT or narrow the MATCH.")
    assert time.monotonic() - started < 10
    assert store.query("RETURN 1 AS x", timeout=30).rows == ((1,),)


def test_a_query_is_stopped_at_its_memory_cap(path: Path) -> None:
    with open_store(str(path), Settings(query_memory_mb=256)) as store:
        store.replace_case(chain("c", 5))
        for cypher in (
            "UNWIND range(1, 100000000) AS x RETURN count(x) AS n",
            "RETURN range(1, 3000000) AS x",
        ):
            with pytest.raises(QueryError) as caught:
                store.query(cypher, timeout=60)
            assert str(caught.value) == (
                "Query stopped: it needs more than 256 MB of memory (setting query_memory_mb). "
                "Add LIMIT or narrow the MATCH."
            )
        assert store.query("RETURN 1 AS x", timeout=30).rows == ((1,),)


def test_queries_of_many_threads_keep_apart(store: EmbeddedStore) -> None:
    store.replace_case(chain("c", 50))
    wrong: list[object] = []

    def ask(i: int) -> None:
        for timeout in (None, 30.0) * 5:
            rows = store.query("MATCH (n {id: $id}) RETURN n.n AS n", {"id": f"p{i:05}"}, timeout=timeout).rows
            if rows != ((i,),):
                wrong.append(rows)

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def processes_of(store: EmbeddedStore) -> list[int]:
    return [worker._process.pid for worker in store._workers._idle]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_process_stays_warm_and_ends_with_the_store(store: EmbeddedStore) -> None:
    store.replace_case(chain("c", 5))
    store.query("RETURN 1 AS x", timeout=30)
    first = processes_of(store)
    with pytest.raises(QueryError):
        store.query("RETURN nothing", timeout=30)
    store.query("RETURN 1 AS x", timeout=30)
    assert processes_of(store) == first
    store.close()
    assert not alive(first[0])


def test_a_process_that_died_is_replaced(store: EmbeddedStore) -> None:
    store.replace_case(chain("c", 5))
    store.query("RETURN 1 AS x", timeout=30)
    os.kill(processes_of(store)[0], signal.SIGKILL)
    time.sleep(0.1)
    assert store.query("RETURN 1 AS x", timeout=30).rows == ((1,),)


SCRIPT = """
import sys
from graph.settings import Settings
from graph.stores import open_store
store = open_store(sys.argv[1], Settings())
store.query("RETURN 1 AS x", timeout=60)
print(store._workers._idle[0]._process.pid, flush=True)
store.query(sys.argv[2], timeout=60)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_query_ends_with_the_process_that_asks(store: EmbeddedStore, path: Path, how: signal.Signals) -> None:
    store.replace_case(chain("c", 5))
    asking = processes.start(
        [sys.executable, "-c", SCRIPT, str(path), ENDLESS], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert asking.stdout is not None
    working = int(asking.stdout.readline())
    time.sleep(0.5)
    asking.send_signal(how)
    asking.communicate(timeout=20)
    deadline = time.monotonic() + 10
    while alive(working) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(working)


def test_the_engine_itself_refuses_to_write(store: EmbeddedStore, path: Path) -> None:
    store.replace_case(chain("c", 5))
    before = path.read_bytes()
    handle = Reader(path).handle()
    for cypher in (
        "CREATE (:Note)",
        "MATCH (n:Person) SET n.name = 'x'",
        "MATCH (n) DETACH DELETE n",
        "CREATE INDEX FOR (n:Person) ON (n.name)",
    ):
        with pytest.raises(QueryError):
            run_query(handle, cypher, {}, None)
    with pytest.raises(QueryRefusedError) as caught:
        run_query(handle, "MERGE (n:Note {id: 'x'})", {}, None)
    assert str(caught.value) == "The query would change the graph, and a query only reads. Nothing was changed."
    assert path.read_bytes() == before


def test_a_query_process_opens_no_file(store: EmbeddedStore, tmp_path: Path) -> None:
    store.replace_case(chain("c", 5))
    secret = tmp_path / "secret.csv"
    secret.write_text("secret\n")
    # past the guard, which has tests of its own: the process itself cannot open what the user can
    with pytest.raises(QueryRefusedError, match=r"A query may not read files\."):
        next(store._workers.run((f"LOAD CSV FROM '{secret}' AS line RETURN line", {}, 10, (1000, None)), 30))


def test_errors_are_one_line_with_the_place(store: EmbeddedStore) -> None:
    store.replace_case(chain("c", 5))
    with pytest.raises(QueryError) as caught:
        store.query("MATCH (n:Person) RETURN m")
    assert str(caught.value) == "Semantic error: Undefined variable 'm' (line 1, column 25). Did you mean 'n'?"
    with pytest.raises(QueryError) as caught:
        store.query("MATCH (n:Person RETURN n")
    assert "line 1" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_write_that_takes_too_long_changes_nothing(store: EmbeddedStore, path: Path) -> None:
    store.replace_case(chain("c", 5))
    before = path.read_bytes()
    with pytest.raises(QueryTimeoutError):
        store.execute(f"{ENDLESS.replace('RETURN count(*) AS n', 'CREATE (:Note)')}", timeout=0.5)
    assert path.read_bytes() == before
    assert store.execute("CREATE (n:Note) RETURN n", timeout=30).rows


@pytest.mark.parametrize(
    "cypher",
    [
        "RETURN {_id: 0, _labels: ['Entity']} AS x",
        "RETURN {_labels: ['Entity']} AS x",
        "RETURN {_id: 0, _type: 'T', _source: 0, _target: 0} AS x",
        "MATCH (n:Trick) RETURN properties(n) AS x",
        "MATCH (n:Trick) RETURN n {.*} AS x",
    ],
)
def test_a_map_that_looks_like_a_node_stays_a_map(embedded_store, cypher):
    embedded_store.execute("CREATE (:Trick {_id: 99, _labels: ['Entity']})")
    assert isinstance(embedded_store.query(cypher).rows[0][0], dict)


def test_a_parameter_that_looks_like_a_node_stays_a_map(embedded_store):
    embedded_store.execute("CREATE (:Entity {id: 'a'})")
    found = embedded_store.query("RETURN $x AS x", {"x": {"_id": 0, "_labels": ["Entity", "No"]}})
    assert isinstance(found.rows[0][0], dict)


def test_too_many_rows_at_once_say_how_to_ask_for_them(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "hub.grafeo"), Settings()) as store:
        store.execute("CREATE (h:Hub), (g:Far) WITH h, g UNWIND range(1, 260) AS i CREATE (h)<-[:R]-(:N)-[:R]->(g)")
        with pytest.raises(QueryError, match=r"65,536 rows at once. Give the nodes between .* a label, or .* a MATCH"):
            store.query("MATCH (h:Hub) RETURN COUNT { MATCH (h)<-[r]-(x)-[s]->(y)<-[t]-() } AS c", timeout=60)
        for query in (
            "MATCH (h:Hub) RETURN COUNT { MATCH (h)<-[r]-(x:N)-[s]->(y:Far)<-[t]-() } AS c",
            "MATCH (h:Hub) MATCH (h)<-[r]-(x) MATCH (x)-[s]->(y:Far) MATCH (y)<-[t]-() WHERE t <> s RETURN count(t)",
        ):
            assert store.query(query, timeout=60).rows == ((260 * 259,),), query
