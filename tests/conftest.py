"""Fixtures of the stores, and the browser.

A test that takes ``store`` runs on the embedded one and on both generations of Neo4j.

The tests on Neo4j share two servers: of the long-term release and of the current one. ``neo4j_store`` is on the
first alone, ``each_neo4j`` on both in turn. They are those of ``CASEGRAPH_TEST_NEO4J_URI`` and
``CASEGRAPH_TEST_NEO4J_CURRENT_URI`` (with ``CASEGRAPH_NEO4J_USER`` and ``…_PASSWORD``), whose databases must be empty
when they are first used, else started here (:mod:`tests.helpers.neo4j_server`). Where only the first is named, what
would run on the current release is skipped.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from zlib import crc32

import hypothesis
import pytest

from graph.case.file import read
from graph.case.load import load
from graph.settings import Settings, from_environment
from graph.stores import Store, open_store
from tests.helpers import HARBOUR_FIRE, neo4j_server
from tests.helpers.fuzz import Tried
from tests.helpers.shares import SEED, SHARE
from tests.helpers.skips import ON_CI
from tests.helpers.stores import CURRENT, GENERATIONS, NEO4J, STORES, one_at_a_time, wipe

if TYPE_CHECKING:
    from playwright.sync_api import Browser


# A busy machine is slow: what a test finds does not depend on the clock.
os.environ.setdefault("CASEGRAPH_NEO4J_CONNECT_TIMEOUT_S", "60")
# what somebody gave the app to read is none of the tests'
os.environ.setdefault("CASEGRAPH_TEXTS", "")
hypothesis.settings.register_profile("steady", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("steady")


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """One Chromium for every test of a page: Playwright runs once in a process."""
    from tests.helpers.browser import launched

    with launched() as browser:
        yield browser


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what takes a browser or a server without saying so, put the long groups first, and take turns on servers."""
    for item in items:
        _mark(item)
    if left_out := set(_of_another_turn(items)):
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]
    items.sort(key=_rank)


_TURNS = {"neo4j-current": ("neo4j_current", "neo4j", 5), "browser-neo4j": ("neo4j", "embedded", 3)}
"""By group: the name of its store, the one whose twin of a test runs always, and in how many turns it runs itself."""


def _of_another_turn(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests that another run has the turn of; those by ``make fuzz`` run whole.

    What is asked of one generation of Neo4j is asked of the other too, and what is seen in the browser on the embedded
    store on Neo4j as well: of these each run has a part, the same one every time that the seed is the same.
    """
    names = {item.nodeid for item in items}
    left_out = []
    for item in items:
        group = item.get_closest_marker("xdist_group")
        always = any(map(item.get_closest_marker, ("fuzz", "every_run")))
        if group is None or group.args[0] not in _TURNS or always:
            continue
        store, other, turns = _TURNS[group.args[0]]
        twin = item.nodeid.replace(f"[{store}", f"[{other}", 1)
        if twin != item.nodeid and twin in names:
            item.add_marker(pytest.mark.fuzz)
            if SHARE < 1 and (crc32(item.nodeid.encode()) + SEED) % turns:
                left_out.append(item)
    return left_out


_GROUPS = ("browser", "neo4j", "neo4j-current", "browser-neo4j", "release")
"""The groups of tests, the longest first: each is one worker's, and begun last it would be waited for by all others."""


def _rank(item: pytest.Item) -> int:
    found = item.get_closest_marker("xdist_group")
    return _GROUPS.index(found.args[0]) if found else len(_GROUPS)


def _mark(item: pytest.Item) -> None:
    names = set(getattr(item, "fixturenames", ()))
    if "chromium" in names:
        item.add_marker(pytest.mark.browser)
    if not item.get_closest_marker("xdist_group"):
        for fixture, marks in (("neo4j_uri", NEO4J), ("neo4j_current_uri", CURRENT)):
            for mark in marks if fixture in names else ():
                item.add_marker(mark)


@pytest.fixture
def tried(record_property: Callable[[str, object], None]) -> Tried:
    """Says how many of what were tried, and what came of them, for the page that ``make fuzz`` writes."""

    def tried(count: int, what: str, outcomes: Mapping[Any, int] | None = None) -> None:
        found: Counter[str] = Counter()
        for key, times in (outcomes or {}).items():
            found[key if isinstance(key, str) else key[-1]] += times
        record_property("tried", [what, count, dict(found)])

    return tried


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
        load(store, read(HARBOUR_FIRE, settings=Settings()))
    return path


@pytest.fixture
def loaded_embedded(harbour_fire: Path, tmp_path: Path) -> Iterator[Store]:
    with open_store(str(shutil.copy(harbour_fire, tmp_path)), Settings()) as store:
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
            load(store, read(HARBOUR_FIRE, settings=Settings()))
            _versions[uri] = store.version()
        yield store
