"""A load that is killed at any moment loses nothing that was there, and the next load converges."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import pytest

from graph.settings import Settings
from graph.stores import Store, open_store
from tests.helpers import ROOT
from tests.helpers.fuzz import Tried
from tests.helpers.savers import kill
from tests.helpers.shares import SEED, share
from tests.helpers.stores import NEO4J
from tests.stores.cases import chain

STATE = """MATCH (c:CaseFile {id: 'c'}) OPTIONAL MATCH (n:Person {case_id: 'c'}) WITH c, count(n) AS nodes
OPTIONAL MATCH (:Person {case_id: 'c'})-[r:KNOWS]->(:Person {case_id: 'c'})
RETURN c.sha256 AS sha256, c.loading AS loading, nodes, count(r) AS relationships"""


class Loader:
    """Starts loads in processes that can be killed."""

    def __init__(self, address: str, **environment: str) -> None:
        self._address = address
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.stores.child"],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, length: int, sha256: str) -> int:
        """Return the number of a process that is about to load."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{self._address}\t{length}\t{sha256}\n")
        self._process.stdin.flush()
        while (word := self._read())[0] != "ready":
            assert word == ["done"]  # of a load that was quicker than its kill
        return int(word[1])

    def seconds(self, length: int, sha256: str) -> float:
        self.start(length, sha256)
        started = time.perf_counter()
        assert self._read() == ["done"]
        return time.perf_counter() - started

    def _read(self) -> list[str]:
        assert self._process.stdout is not None
        return self._process.stdout.readline().split()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.communicate()


def kill_at_random(
    store: Store, address: str, *, times: int, lengths: tuple[int, int], part: int = 0, **environment: str
) -> list[tuple[str, bool, int, int, bool]]:
    """Load two versions of a case in turn, kill each load, and return what was there after each."""
    store.replace_case(chain("c", lengths[0], sha256="0"))
    found = []
    wanted, dice = 1, random.Random(2 * SEED + part)
    with Loader(address, **environment) as loader:
        whole = max(loader.seconds(lengths[1], "1"), loader.seconds(lengths[0], "0"))
        for _ in range(times):
            pid = loader.start(lengths[wanted], str(wanted))
            time.sleep(dice.uniform(0, whole))
            kill(pid)
            result = store.query(STATE)
            sha256, loading, nodes, relationships = result.rows[0]
            found.append((sha256, loading, nodes, relationships, bool(result.notices)))
            if sha256 == str(wanted):
                wanted = 1 - wanted
    assert store.replace_case(chain("c", 7, sha256="end"))
    assert store.query(STATE).rows == (("end", False, 7, 6),)
    assert store.query("MATCH (n) RETURN count(n) AS n").rows == ((8,),)
    return found


@pytest.mark.fuzz
@pytest.mark.parametrize("part", range(2))
def test_killed_loads_of_the_embedded_store(tmp_path: Path, part: int, tried: Tried) -> None:
    path = tmp_path / "cases.grafeo"
    lengths = (300, 400)
    with open_store(str(path), Settings()) as store:
        found = kill_at_random(store, str(path), times=share(125), lengths=lengths, part=part)
    tried(len(found), "killed loads of the embedded store")
    for sha256, loading, nodes, relationships, _ in found:
        assert not loading
        assert (nodes, relationships) == (lengths[int(sha256)], lengths[int(sha256)] - 1)
    assert {path.name for path in tmp_path.iterdir()} == {"cases.grafeo", "cases.grafeo.lock"}


@pytest.mark.fuzz
@pytest.mark.parametrize("rows", ["50000", "0"], ids=["in one transaction", "in many"])
class TestNeo4j:
    pytestmark = NEO4J

    def test_killed_loads(self, neo4j_store: Store, neo4j_uri: str, rows: str, tried: Tried) -> None:
        lengths = (60, 90)
        times = share(25)
        found = kill_at_random(
            neo4j_store, neo4j_uri, times=times, lengths=lengths, CASEGRAPH_NEO4J_TRANSACTION_ROWS=rows
        )
        tried(len(found), "killed loads of Neo4j")
        for sha256, loading, nodes, relationships, told in found:
            assert told is loading
            if not loading:
                assert (nodes, relationships) == (lengths[int(sha256)], lengths[int(sha256)] - 1)
        assert rows == "0" or not any(loading for _, loading, *_ in found)
