"""The Cases page on each kind of store, with a folder of cases of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from graph.stores import Store
from tests.helpers import browser as chrome
from tests.helpers.cases import Cases
from tests.helpers.explorer import APP, Explorer, explorer
from tests.helpers.pages import own_settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of one's own cases."""
    monkeypatch.setenv("CASEGRAPH_CASES", str(tmp_path / "own"))
    return tmp_path / "own"


@pytest.fixture
def opened(
    store: Store, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Cases]]:
    """Opens the page on a store."""
    monkeypatch.setenv("CASEGRAPH_STORE", store.name if "://" in store.name else str(tmp_path / store.name))
    with own_settings():
        yield Cases


@pytest.fixture
def page(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cases]:
    """The page on a machine where nothing was loaded yet."""
    monkeypatch.setenv("CASEGRAPH_STORE", str(tmp_path / "new.grafeo"))
    with own_settings():
        yield Cases()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The folder of one's own cases of the app in the browser."""
    return tmp_path / "own"


@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Path, own: Path) -> Iterator[str]:
    """An app on an empty store of each kind, the embedded one where the test does not say."""
    store = str(tmp_path / "new.grafeo")
    if getattr(request, "param", "embedded") == "neo4j":
        request.getfixturevalue("neo4j_store")
        store = request.getfixturevalue("neo4j_uri")
    with chrome.served(APP, env={"CASEGRAPH_STORE": store, "CASEGRAPH_CASES": str(own)}) as url:
        yield url


@pytest.fixture
def shown(address: str, chromium: Browser) -> Iterator[Explorer]:
    """The page in a browser."""
    with explorer(chromium, address) as page:
        page.page.goto(f"{address}/cases")
        page.rest()
        yield page
