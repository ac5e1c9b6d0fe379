"""A case of one's own that is loaded into a store, and the app on both."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from graph.case.file.case_file import CaseFile
from graph.settings import Settings
from graph.stores import Store
from tests.helpers import HARBOUR_FIRE
from tests.helpers import browser as chrome
from tests.helpers.explorer import APP, BOTH
from tests.helpers.pages import own_settings
from tests.helpers.writing import Writer


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """The folder of one's own cases, with a copy of the harbour fire in it."""
    return _copy(tmp_path / "cases")


def _copy(folder: Path) -> Path:
    shutil.copytree(HARBOUR_FIRE.parent, folder / "harbour-fire")
    (folder / "harbour-fire/case.yaml").rename(folder / "harbour-fire/harbour-fire.yaml")
    return folder


@pytest.fixture
def file(cases: Path) -> CaseFile:
    return CaseFile(cases / "harbour-fire/harbour-fire.yaml", Settings())


@pytest.fixture
def writer(loaded: Store, cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Writer]:
    """The page Explore on a store that holds the harbour fire, whose file is one's own."""
    monkeypatch.setenv("CASEGRAPH_STORE", loaded.name if "://" in loaded.name else str(tmp_path / loaded.name))
    monkeypatch.setenv("CASEGRAPH_CASES", str(cases))
    with own_settings():
        yield Writer({"case": "harbour-fire"})


@pytest.fixture(scope="session")
def served_cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one's own cases of the apps that a browser opens; each test fills it anew."""
    return tmp_path_factory.mktemp("kept") / "cases"


@pytest.fixture
def embedded_server(chromium: Browser, served_cases: Path, harbour_fire: Path, tmp_path: Path) -> Iterator[str]:
    # one for each test: a store that a test has changed is not the next one's
    store = shutil.copy(harbour_fire, tmp_path)
    with chrome.served(APP, env={"CASEGRAPH_STORE": str(store), "CASEGRAPH_CASES": str(served_cases)}) as address:
        yield address


@pytest.fixture(scope="session")
def neo4j_server(chromium: Browser, served_cases: Path, neo4j_uri: str) -> Iterator[str]:
    with chrome.served(APP, env={"CASEGRAPH_STORE": neo4j_uri, "CASEGRAPH_CASES": str(served_cases)}) as address:
        yield address


@pytest.fixture
def written(served_cases: Path) -> CaseFile:
    """The case file of the apps that a browser opens, as it came."""
    shutil.rmtree(served_cases, ignore_errors=True)
    _copy(served_cases)
    return CaseFile(served_cases / "harbour-fire/harbour-fire.yaml", Settings())


@pytest.fixture(params=BOTH)
def own_app(request: pytest.FixtureRequest, written: CaseFile) -> str:
    """The address of the app on each kind of store, in which the harbour fire is one's own."""
    if request.param == "neo4j":
        request.getfixturevalue("loaded_neo4j")
    address: str = request.getfixturevalue(f"{request.param}_server")
    return address
