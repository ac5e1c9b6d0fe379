"""The app on each kind of store, and sessions on it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from graph.case.file import read
from graph.case.load import load
from graph.settings import Settings
from graph.stores import open_store
from tests.helpers import HARBOUR_FIRE, PETITIONS
from tests.helpers import browser as chrome
from tests.helpers.console import Ask, Console, console
from tests.helpers.explorer import APP, BOTH, CASE, STORES, Explorer, Open, explorer


@pytest.fixture(scope="session")
def both_cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store's file that holds both seed cases."""
    path = tmp_path_factory.mktemp("app") / "cases.grafeo"
    with open_store(str(path), Settings()) as store:
        load(store, *[read(file, settings=Settings()) for file in (HARBOUR_FIRE, PETITIONS)])
    return path


@pytest.fixture(scope="session")
def own_cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The setting of a folder of cases in which there is none."""
    return {"CASEGRAPH_CASES": str(tmp_path_factory.mktemp("own") / "cases")}


@pytest.fixture(scope="session")
def embedded_app(chromium: Browser, both_cases: Path, own_cases: dict[str, str]) -> Iterator[str]:
    with chrome.served(APP, env={"CASEGRAPH_STORE": str(both_cases), **own_cases}) as address:
        STORES[address] = str(both_cases)
        yield address


@pytest.fixture(scope="session")
def neo4j_app(chromium: Browser, neo4j_uri: str, own_cases: dict[str, str]) -> Iterator[str]:
    with chrome.served(APP, env={"CASEGRAPH_STORE": neo4j_uri, **own_cases}) as address:
        STORES[address] = neo4j_uri
        yield address


@pytest.fixture(scope="session")
def neo4j_current_app(chromium: Browser, neo4j_current_uri: str, own_cases: dict[str, str]) -> Iterator[str]:
    with chrome.served(APP, env={"CASEGRAPH_STORE": neo4j_current_uri, **own_cases}) as address:
        STORES[address] = neo4j_current_uri
        yield address


@pytest.fixture(params=BOTH)
def app(request: pytest.FixtureRequest) -> str:
    """The address of the app on each kind of store; the harbour fire is in both."""
    if request.param != "embedded":
        request.getfixturevalue(f"loaded_{request.param}")
    address: str = request.getfixturevalue(f"{request.param}_app")
    return address


@pytest.fixture
def session(chromium: Browser) -> Iterator[Open]:
    """Opens a session of its own on an app."""
    with ExitStack() as opened:

        def open_(address: str, query: str = f"?case={CASE}", **options: Any) -> Explorer:
            page = opened.enter_context(explorer(chromium, address, **options))
            page.open(query)
            return page

        yield open_


@pytest.fixture
def ask(chromium: Browser) -> Iterator[Ask]:
    """Opens a session of its own on the Query page of an app."""
    with ExitStack() as opened:

        def open_(address: str, query: str = "", *, options: Any = None, **parameters: str) -> Console:
            page = opened.enter_context(console(chromium, address, **(options or {})))
            page.open(query, **parameters)
            return page

        yield open_
