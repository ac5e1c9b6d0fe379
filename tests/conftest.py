"""Fixtures of the stores. A test that takes ``store`` runs on the embedded one and on both generations of Neo4j.

The tests on Neo4j share two servers: of the long-term release and of the current one. ``neo4j_store`` is on the
first alone, ``each_neo4j`` on both in turn. They are those of ``CASEGRAPH_TEST_NEO4J_URI`` and
``CASEGRAPH_TEST_NEO4J_CURRENT_URI`` (with ``CASEGRAPH_NEO4J_USER`` and ``…_PASSWORD``), whose databases must be empty
when they are first used, else started here (:mod:`tests.neo4j_server`). Where only the first is named, what would
run on the current release is skipped.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from graph.casefile import read
from graph.load import load
from graph.settings import Settings, from_environment
from graph.stores import open_store
from graph.stores.base import Store
from tests import neo4j_server
from tests.skips import ON_CI

HARBOUR_FIRE = Path(__file__).parents[1] / "seeds/harbour-fire/case.yaml"
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes a server without saying so."""
    for item in items:
        if item.get_closest_marker("neo4j"):
            continue
        names = set(getattr(item, "fixturenames", ()))
        for fixtures, marks in (
            ({"neo4j_store", "loaded_neo4j"}, NEO4J),
            ({"neo4j_current_store", "loaded_neo4j_current"}, CURRENT),
        ):
            for mark in marks if fixtures & names else ():
                item.add_marker(mark)


@pytest.fixture(scope="session")
def neo4j_uri() -> Iterator[str]:
    """The address of a server that the tests may wipe: of the long-term release, unless one is named."""
    yield from _address(neo4j_server.URI, neo4j_server.VERSION)


@pytest.fixture(scope="session")
def neo4j_current_uri() -> Iterator[str]:
    """The address of a server of the current release that the tests may wipe."""
    if os.environ.get(neo4j_server.URI) and not os.environ.get(neo4j_server.CURRENT_URI):
        _missing(f"{neo4j_server.URI} names one server, and {neo4j_server.CURRENT_URI} none of the current release")
    yield from _address(neo4j_server.CURRENT_URI, neo4j_server.CURRENT)


def _address(setting: str, version: str) -> Iterator[str]:
    given = os.environ.get(setting)
    if given:
        yield given
        with one_at_a_time(given), open_store(given, from_environment()) as store:
            wipe(store)
        return
    try:
        server = neo4j_server.Server(version=version)
    except neo4j_server.MissingError as error:
        _missing(str(error))
    with server:
        yield server.uri


def _missing(what: str) -> NoReturn:
    if ON_CI:
        pytest.fail(f"CI runs every test, and there is {what}")
    pytest.skip(f"Neo4j: {what}")


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store of each kind."""
    found: Store = request.getfixturevalue(f"{request.param}_store")
    return found


@pytest.fixture
def embedded_store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "cases.grafeo"), Settings()) as store:
        # an empty graph rather than no file, as a database is
        store.execute("CREATE (n:Nothing) DELETE n")
        yield store


@pytest.fixture
def neo4j_store(neo4j_uri: str) -> Iterator[Store]:
    yield from _emptied(neo4j_uri)


@pytest.fixture
def neo4j_current_store(neo4j_current_uri: str) -> Iterator[Store]:
    yield from _emptied(neo4j_current_uri)


@pytest.fixture(params=GENERATIONS)
def each_neo4j(request: pytest.FixtureRequest) -> Store:
    """An empty store on each generation of Neo4j; its name is its address."""
    found: Store = request.getfixturevalue(f"{request.param}_store")
    return found


@pytest.fixture(scope="session", params=GENERATIONS)
def each_neo4j_uri(request: pytest.FixtureRequest) -> str:
    """The address of a server of each generation."""
    found: str = request.getfixturevalue(f"{request.param}_uri")
    return found


def _emptied(uri: str) -> Iterator[Store]:
    with one_at_a_time(uri), open_store(uri, from_environment()) as store:
        wipe(store)
        yield store


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
            pytest.exit(f"The database of {store.name} is not empty, and the tests would wipe it.")
        store.execute(f"CREATE CONSTRAINT {_OURS} FOR (n:CaseGraphTests) REQUIRE n.id IS UNIQUE")
    for name in constraints:
        if not name.startswith("casegraph_"):
            store.execute(f"DROP CONSTRAINT `{name}`")
    made = "SHOW INDEXES YIELD name, type, owningConstraint WHERE type <> 'LOOKUP' AND owningConstraint IS NULL "
    for (name,) in store.query(f"{made} RETURN name").rows:
        if not name.startswith("casegraph_"):
            store.execute(f"DROP INDEX `{name}`")
    store.execute("MATCH (n) DETACH DELETE n")


@pytest.fixture(params=STORES)
def loaded(request: pytest.FixtureRequest) -> Store:
    """A store of each kind that holds the harbour fire."""
    found: Store = request.getfixturevalue(f"loaded_{request.param}")
    return found


@pytest.fixture(scope="session")
def harbour_fire(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store's file that holds the harbour fire, to be copied."""
    path = tmp_path_factory.mktemp("seeds") / "cases.grafeo"
    with open_store(str(path), Settings()) as store:
        load([read(HARBOUR_FIRE, settings=Settings())], store)
    return path


@pytest.fixture
def loaded_embedded(harbour_fire: Path, tmp_path: Path) -> Iterator[Store]:
    with open_store(shutil.copy(harbour_fire, tmp_path), Settings()) as store:
        yield store


@pytest.fixture
def loaded_neo4j(neo4j_uri: str) -> Iterator[Store]:
    yield from _loaded(neo4j_uri)


@pytest.fixture
def loaded_neo4j_current(neo4j_current_uri: str) -> Iterator[Store]:
    yield from _loaded(neo4j_current_uri)


_versions: dict[str, str] = {}
"""By address, the version of its database right after the harbour fire was loaded: the same again, nothing changed."""


def _loaded(uri: str) -> Iterator[Store]:
    with one_at_a_time(uri), open_store(uri, from_environment()) as store:
        if _versions.get(uri) != store.version():
            wipe(store)
            load([read(HARBOUR_FIRE, settings=Settings())], store)
            _versions[uri] = store.version()
        yield store
