"""Fixtures of the stores. A test that takes ``store`` runs on both; the Neo4j half shares one server.

The server is that of ``CASEGRAPH_TEST_NEO4J_URI`` (with ``CASEGRAPH_NEO4J_USER`` and ``…_PASSWORD``), whose
database must be empty when it is first used, else one that is started here (:mod:`tests.neo4j_server`).
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
"""Marks of every test on Neo4j: one worker runs them, for a community server has one database."""
BOTH = [pytest.param("embedded"), pytest.param("neo4j", marks=NEO4J)]
_OURS = "casegraph_tests"
"""A constraint that tells a database of the tests: only such a one, or an empty one, is wiped."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes the server without saying so."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        if {"neo4j_store", "loaded_neo4j"} & set(names) and not item.get_closest_marker("neo4j"):
            for mark in NEO4J:
                item.add_marker(mark)


@pytest.fixture(scope="session")
def neo4j_uri() -> Iterator[str]:
    """The address of a server that the tests may wipe."""
    given = os.environ.get("CASEGRAPH_TEST_NEO4J_URI")
    if given:
        yield given
        with one_at_a_time(given), open_store(given, from_environment()) as store:
            wipe(store)
        return
    try:
        server = neo4j_server.Server()
    except neo4j_server.MissingError as error:
        if ON_CI:
            pytest.fail(f"CI runs every test, and there is {error}")
        pytest.skip(f"Neo4j: {error}")
    with server:
        yield server.uri


@pytest.fixture(params=BOTH)
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
    with one_at_a_time(neo4j_uri), open_store(neo4j_uri, from_environment()) as store:
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
    """Empty a database of the tests, its constraints among it."""
    constraints = [row[0] for row in store.query("SHOW CONSTRAINTS YIELD name RETURN name").rows]
    if _OURS not in constraints:
        if store.schema().nodes:
            pytest.exit("The database of CASEGRAPH_TEST_NEO4J_URI is not empty, and the tests would wipe it.")
        store.execute(f"CREATE CONSTRAINT {_OURS} FOR (n:CaseGraphTests) REQUIRE n.id IS UNIQUE")
    for name in constraints:
        if not name.startswith("casegraph_"):
            store.execute(f"DROP CONSTRAINT `{name}`")
    store.execute("MATCH (n) DETACH DELETE n")


@pytest.fixture(params=BOTH)
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


_loaded: list[str] = []
"""The version of the server's database right after the harbour fire was loaded: the same again, nothing changed."""


@pytest.fixture
def loaded_neo4j(neo4j_uri: str) -> Iterator[Store]:
    with one_at_a_time(neo4j_uri), open_store(neo4j_uri, from_environment()) as store:
        if _loaded != [store.version()]:
            wipe(store)
            load([read(HARBOUR_FIRE, settings=Settings())], store)
            _loaded[:] = [store.version()]
        yield store
