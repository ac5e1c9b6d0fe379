"""Random queries on random graphs: both stores answer alike, or the embedded one says that it may not."""

from collections import Counter
from itertools import cycle
from pathlib import Path

import pytest

from graph.settings import Settings, from_environment
from graph.stores import open_store
from tests.conformance.queries import Generator, graph
from tests.conformance.randomly import outcome
from tests.helpers.fuzz import Tried
from tests.helpers.shares import SEED, share
from tests.helpers.stores import GENERATIONS, one_at_a_time, wipe

pytestmark = pytest.mark.fuzz
QUERIES = share(3_000)
GRAPHS = 10
"""Of which each generation of Neo4j has its half."""


@pytest.mark.parametrize(
    ("generation", "seed"),
    [
        pytest.param(*generation.values, seed, marks=generation.marks)
        for seed, generation in zip(range(SEED * GRAPHS, (SEED + 1) * GRAPHS), cycle(GENERATIONS), strict=False)
    ],
)
def test_no_difference_goes_unannounced(
    request: pytest.FixtureRequest, tmp_path: Path, generation: str, seed: int, tried: Tried
) -> None:
    uri = request.getfixturevalue(f"{generation}_uri")
    counted: Counter[str] = Counter()
    found = []
    with (
        one_at_a_time(uri),
        open_store(uri, from_environment()) as server,
        open_store(str(tmp_path / "graph.grafeo"), Settings()) as embedded,
    ):
        wipe(server)
        for store in (server, embedded):
            store.execute(graph(seed))
        generator = Generator(seed)
        for _ in range(QUERIES // GRAPHS):
            what, said = outcome(server, embedded, generator.query())
            counted[what] += 1
            if what == "different":
                found.append(said)
    tried(QUERIES // GRAPHS, "queries on both stores", counted)
    assert not found, "\n".join(found)
    # where types are known, Neo4j alone refuses next to nothing
    assert counted["lenient"] <= sum(counted.values()) / 50, counted
    # most of the queries are to say something: answered by both, and compared
    assert counted["same"] > 0.7 * sum(counted.values()), counted
