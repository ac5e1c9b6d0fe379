"""Every case on both stores: as the data says, and where it says nothing, alike."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from graph.settings import Settings, from_environment
from graph.stores import Store, open_store
from tests.conformance.suite import Answer, Case, cases, graphs, run
from tests.helpers.shares import SEED, SHARE
from tests.helpers.stores import GENERATIONS, one_at_a_time, wipe

_STEP = round(1 / SHARE)


def on_servers(cases: Sequence[Case]) -> list[Any]:
    """Return every case on the long-term release; on the current one those it answers otherwise, and a share of all."""
    few = {str(case) for case in cases[SEED % _STEP :: _STEP]} | {str(case) for case in cases if case.current}
    lasting, current = GENERATIONS
    return [
        *(pytest.param(*lasting.values, case, marks=lasting.marks, id=f"neo4j-{case}") for case in cases),
        *(
            pytest.param(*current.values, case, marks=[*current.marks, pytest.mark.fuzz], id=f"neo4j_current-{case}")
            for case in cases
            if str(case) in few
        ),
    ]


# the cases of one graph stand together, for then it is made once on the server
CASES = sorted(cases(), key=lambda case: (case.updates, case.graph))


class Pair:
    """Both stores, each holding the graph of the case that is asked for."""

    def __init__(self, server: Store, folder: Path) -> None:
        self.server = server
        (version,) = server.query("CALL dbms.components() YIELD versions RETURN versions[0]").rows[0]
        self.current = not version.startswith("5.")
        self._folder = folder
        self._on_server: str | None = None
        self._embedded: dict[str, Store] = {}
        for name, query in {"": "CREATE (n:Nothing) DELETE n", **graphs()}.items():
            self._embedded[name] = open_store(str(folder / f"{name}.grafeo"), Settings())
            self._embedded[name].execute(query)

    def neo4j(self, case: Case, query: str = "") -> Answer:
        if case.updates or case.graph != self._on_server:
            self.server.execute("MATCH (n) DETACH DELETE n")
            if case.graph:
                self.server.execute(graphs()[case.graph])
        self._on_server = None if case.updates else case.graph
        return run(self.server, case, query)

    def embedded(self, case: Case, query: str = "") -> Answer:
        if not case.updates:
            return run(self._embedded[case.graph], case, query)
        path = shutil.copy(self._folder / f"{case.graph}.grafeo", self._folder / "updated.grafeo")
        with closing(open_store(str(path), Settings())) as store:
            return run(store, case, query)

    def expected(self, case: Case) -> Answer:
        return case.current if self.current and case.current else case.answer

    def close(self) -> None:
        for store in self._embedded.values():
            store.close()


@pytest.fixture(scope="module")
def pairs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Pair]]:
    """Give the pair of stores of a generation of Neo4j: the same one for all its tests."""
    made: dict[str, Pair] = {}
    with ExitStack() as opened:

        def pair(generation: str) -> Pair:
            if generation not in made:
                uri = request.getfixturevalue(f"{generation}_uri")
                opened.enter_context(one_at_a_time(uri))
                server = opened.enter_context(open_store(uri, from_environment()))
                wipe(server)
                opened.callback(wipe, server)
                folder = tmp_path_factory.mktemp(f"conformance-{generation}")
                made[generation] = opened.enter_context(closing(Pair(server, folder)))
            return made[generation]

        yield pair


@pytest.fixture
def pair(pairs: Callable[[str], Pair], generation: str) -> Pair:
    return pairs(generation)


@pytest.mark.parametrize(("generation", "case"), on_servers(CASES))
def test_both_stores(pair: Pair, case: Case) -> None:
    server, embedded = pair.neo4j(case), pair.embedded(case)
    expected = pair.expected(case)
    assert server == expected, server.message
    if case.kind == "refused":
        assert embedded.error, "the embedded store takes it now: what does it answer?"
    elif case.embedded:
        assert embedded == case.embedded, embedded.message
        assert embedded != case.answer, "the stores agree: this is no difference"
    elif case.answer.error:
        assert embedded.error, embedded.rows
    else:
        assert embedded == case.answer, embedded.message


@pytest.mark.parametrize(("generation", "case"), on_servers([case for case in CASES if case.portable]))
def test_the_portable_way(pair: Pair, case: Case) -> None:
    expected = pair.expected(case)
    for answer in (pair.neo4j(case, case.portable), pair.embedded(case, case.portable)):
        assert answer == expected, answer.message


def test_the_suite_is_whole() -> None:
    assert len(cases()) >= 800
    assert (
        len({str(case) for case in cases()})
        == len({(case.query, case.graph, case.read) for case in cases()})
        == len(cases())
    )
    for case in cases():
        assert not case.portable or case.kind, f"{case}: only a difference needs another way"
        assert not case.kind or case.portable or case.note or case.answer.error, f"{case}: how is it written portably?"
