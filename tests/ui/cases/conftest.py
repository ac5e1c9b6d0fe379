"""The Cases page on each kind of store, with a folder of cases of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.stores import Store
from tests.helpers.cases import Cases
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
