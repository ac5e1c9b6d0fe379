"""Random queries on random graphs: both stores answer alike, or the embedded one says that it may not."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import pytest

from graph.errors import QueryError
from graph.settings import Settings, from_environment
from graph.stores import Store, open_store
from tests.conformance import dense, writes
from tests.conformance.queries import Generator, graph
from tests.conformance.randomly import outcome
from tests.helpers.fuzz import Tried
from tests.helpers.shares import SEED, share
from tests.helpers.stores import GENERATIONS, one_at_a_time, wipe

pytestmark = pytest.mark.fuzz
QUERIES = share(3_000)
GRAPHS = 10
"""Of which each generation of Neo4j has its half."""
DENSE = share(240)
WRITES = share(2_000)
FEWER = 4
"""Graphs of many rows, and graphs that are written to."""


def seeds(graphs: int) -> list[object]:
    """Return a seed for each graph, and the generation of Neo4j that is asked by turns."""
    return [
        pytest.param(*generation.values, seed, marks=generation.marks)
        for seed, generation in zip(range(SEED * graphs, (SEED + 1) * graphs), cycle(GENERATIONS), strict=False)
    ]


@contextmanager
def both(request: pytest.FixtureRequest, folder: Path, generation: str) -> Iterator[tuple[Store, Store]]:
    """Give an empty store of each kind, Neo4j first."""
    uri = request.getfixturevalue(f"{generation}_uri")
    with (
        one_at_a_time(uri),
        open_store(uri, from_environment()) as server,
        open_store(str(folder / "graph.grafeo"), Settings()) as embedded,
    ):
        wipe(server)
        yield server, embedded


def compared(
    server: Store, embedded: Store, queries: Iterable[str], wrong: Container[str]
) -> tuple[Counter[str], list[str]]:
    """Return how often what came of queries on both stores, and what is said of those of which something wrong did."""
    counted: Counter[str] = Counter()
    found = []
    for query in queries:
        what, said = outcome(server, embedded, query)
        counted[what] += 1
        if what in wrong:
            found.append(said)
    return counted, found


@pytest.mark.parametrize(("generation", "seed"), seeds(GRAPHS))
def test_no_difference_goes_unannounced(
    request: pytest.FixtureRequest, tmp_path: Path, generation: str, seed: int, tried: Tried
) -> None:
    generator = Generator(seed)
    queries = (generator.query() for _ in range(QUERIES // GRAPHS))
    with both(request, tmp_path, generation) as (server, embedded):
        for store in (server, embedded):
            store.execute(graph(seed))
        counted, found = compared(server, embedded, queries, ("different",))
    tried(QUERIES // GRAPHS, "queries on both stores", counted)
    assert not found, "\n".join(found)
    # where types are known, Neo4j alone refuses next to nothing
    assert counted["lenient"] <= sum(counted.values()) / 50, counted
    # most of the queries are to say something: answered by both, and compared
    assert counted["same"] > 0.7 * sum(counted.values()), counted


@pytest.mark.parametrize(("generation", "seed"), seeds(FEWER))
def test_many_rows_are_the_same(
    request: pytest.FixtureRequest, tmp_path: Path, generation: str, seed: int, tried: Tried
) -> None:
    queries = islice(dense.Generator(seed).queries(), DENSE // FEWER)
    with both(request, tmp_path, generation) as (server, embedded):
        for store in (server, embedded):
            store.execute(dense.graph(seed))
        counted, found = compared(server, embedded, queries, ("different", "failed", "lenient"))
    tried(DENSE // FEWER, "queries of very many rows on both stores", counted)
    assert not found, "\n".join(found)
    assert counted["same"] > 0.8 * sum(counted.values()), counted


@pytest.mark.parametrize(("generation", "seed"), seeds(FEWER))
def test_writes_leave_the_same(
    request: pytest.FixtureRequest, tmp_path: Path, generation: str, seed: int, tried: Tried
) -> None:
    counted: Counter[str] = Counter()
    generator = writes.Generator(seed)
    with both(request, tmp_path, generation) as (server, embedded):
        for number in range(WRITES // FEWER):
            if number % 25 == 0:
                for store in (server, embedded):
                    store.execute("MATCH (n) DETACH DELETE n")
                    store.execute(graph(seed))
            statement = generator.statement()
            try:
                ours = embedded.execute(statement)
            except QueryError:
                counted["refused"] += 1  # and done on neither
                continue
            theirs = server.execute(statement)
            counted["same"] += 1
            assert writes.left(embedded) == writes.left(server), statement
            assert ours.rows == theirs.rows, statement
            assert ours.counters is not None
            assert theirs.counters is not None
            if ours.counters.properties_set is None:
                counted["uncounted"] += 1
                theirs = replace(theirs, counters=replace(theirs.counters, properties_set=None))
            assert ours.counters == theirs.counters, statement
    tried(WRITES // FEWER, "writes on both stores", counted)
    assert counted["same"] > 0.9 * (WRITES // FEWER), counted
