"""Random dates, times and durations: both stores reckon alike, down to the nanosecond."""

import json
from collections import Counter
from itertools import count, islice
from pathlib import Path

import pytest

from graph.elements import to_json
from graph.errors import CaseGraphError
from graph.settings import Settings, from_environment
from graph.stores import Store, open_store
from tests.conformance.temporals import Temporals
from tests.helpers.fuzz import Tried
from tests.helpers.shares import SEED, share
from tests.helpers.stores import GENERATIONS, one_at_a_time

pytestmark = pytest.mark.fuzz
EXPRESSIONS = share(500)


@pytest.mark.parametrize("generation", GENERATIONS)
def test_both_stores_reckon_alike(
    request: pytest.FixtureRequest, tmp_path: Path, generation: str, tried: Tried
) -> None:
    uri = request.getfixturevalue(f"{generation}_uri")
    found: list[str] = []
    counted: Counter[str] = Counter()
    with (
        one_at_a_time(uri),
        open_store(uri, from_environment()) as server,
        open_store(str(tmp_path / "none.grafeo"), Settings()) as embedded,
    ):
        embedded.execute("CREATE (n:Nothing) DELETE n")
        (version,) = server.query("CALL dbms.components() YIELD versions RETURN versions[0]").rows[0]
        for seed in islice(count(SEED * EXPRESSIONS), EXPRESSIONS):
            query = f"RETURN {Temporals(seed).expression()} AS x"
            theirs, ours = _answer(server, query), _answer(embedded, query)
            if theirs == ours:
                counted["same" if theirs else "wrong"] += 1
            elif not ours:
                counted["refused"] += 1
            elif not theirs and not version.startswith("5."):
                counted["lenient"] += 1  # the current release refuses the 31st of a month of 30 days, as 5.26 does not
            else:
                found.append(f"{query}\n  Neo4j:    {theirs}\n  embedded: {ours}")
    tried(EXPRESSIONS, "dates, times and durations on both stores", counted)
    assert not found, "\n".join(found)
    assert counted["same"] > 0.6 * EXPRESSIONS, counted
    assert counted["refused"] <= EXPRESSIONS / 50, counted


def _answer(store: Store, query: str) -> str:
    """Return a store's answer as JSON; empty where it refuses the query."""
    try:
        return json.dumps(to_json(store.query(query).rows))
    except CaseGraphError:
        return ""
