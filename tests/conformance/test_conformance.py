"""Every case on both stores: as the data says, and where it says nothing, alike."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from graph.settings import Settings, from_environment
from graph.stores import Store, open_store
from tests.conformance.suite import Answer, Case, cases, graphs, run
from tests.helpers.stores import GENERATIONS, one_at_a_time, wipe

# the cases of one graph stand together, for then it is made once on the server
CASES = sorted(cases(), key=lambda case: (case.updates, case.graph))


def parameters(cases: Iterable[Case]) -> list[Any]:
    """Return cases as parameters; what the current release answers otherwise runs on it every time."""
    return [pytest.param(case, marks=[pytest.mark.every_run] * bool(case.current), id=str(case)) for case in cases]


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


@pytest.fixture(scope="module", params=GENERATIONS)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    uri = request.getfixturevalue(f"{request.param}_uri")
    with one_at_a_time(uri), open_store(uri, from_environment()) as server:
        wipe(server)
        with closing(Pair(server, tmp_path_factory.mktemp("conformance"))) as pair:
            yield pair
        wipe(server)


@pytest.mark.parametrize("case", parameters(CASES))
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


@pytest.mark.parametrize("case", parameters(case for case in CASES if case.portable))
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
