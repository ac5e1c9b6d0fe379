"""The stores that tests run on: marks, and a database that tests share."""

import fcntl
import hashlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.stores import Store

NEO4J = [pytest.mark.neo4j, pytest.mark.xdist_group("neo4j")]
"""Marks of every test on the long-term release: one worker runs them, for a community server has one database."""
CURRENT = [pytest.mark.neo4j, pytest.mark.xdist_group("neo4j-current")]
"""Marks of every test on the current release."""
GENERATIONS = [pytest.param("neo4j", marks=NEO4J), pytest.param("neo4j_current", marks=CURRENT)]
STORES = [pytest.param("embedded"), *GENERATIONS]
BOTH = STORES[:2]
"""For what is slow and the same on every server: ``parametrize("store", BOTH, indirect=True)``."""
_OURS = "casegraph_tests"
"""A constraint that tells a database of the tests: only such a one, or an empty one, is wiped."""


@contextmanager
def one_at_a_time(uri: str) -> Iterator[None]:
    """Keep other processes' tests off the database of a server they share."""
    name = hashlib.sha256(uri.encode()).hexdigest()[:16]
    with (Path(tempfile.gettempdir()) / f"casegraph-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def wipe(store: Store) -> None:
    """Empty a database of the tests, its constraints and indexes among it."""
    constraints = [row[0] for row in store.query("SHOW CONSTRAINTS YIELD name RETURN name").rows]
    if _OURS not in constraints:
        if store.schema().nodes:
            pytest.fail(f"The database of {store.name} is not empty, and the tests would wipe it.")
        store.execute(f"CREATE CONSTRAINT {_OURS} FOR (n:CaseGraphTests) REQUIRE n.id IS UNIQUE")
    for name in constraints:
        if not name.startswith("casegraph_"):
            store.execute(f"DROP CONSTRAINT `{name}`")
    made = "SHOW INDEXES YIELD name, type, owningConstraint WHERE type <> 'LOOKUP' AND owningConstraint IS NULL "
    for (name,) in store.query(f"{made} RETURN name").rows:
        if not name.startswith("casegraph_"):
            store.execute(f"DROP INDEX `{name}`")
    store.execute("MATCH (n) DETACH DELETE n")


def on_the_server(store: Store, words: str) -> int:
    """How many queries with these words a server works on.

    Before a typed query runs, its transaction asks by EXPLAIN what it is; that is done in a moment, and not counted.
    """
    queries = [
        query or "" for (query,) in store.execute("SHOW TRANSACTIONS YIELD currentQuery RETURN currentQuery").rows
    ]
    return sum(words in query and "EXPLAIN" not in query for query in queries)


def comes_to(many: int, store: Store, words: str) -> bool:
    """Whether a server comes to work on so many queries with these words, soon."""
    deadline = time.monotonic() + 60
    while on_the_server(store, words) != many:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
