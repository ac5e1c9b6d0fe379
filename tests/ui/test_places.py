"""The app at places where nothing can be read or written: a sentence, and the rest goes on."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.ui.pages import PAGES
from tests.helpers.pages import Page, own_settings

STORES = {
    "a folder": "folder",
    "below a file": "file/s.grafeo",
    "a circle of links": "one",
    "a name of 300 characters": "x" * 300,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("no store")
    (tmp_path / "one").symlink_to(tmp_path / "other")
    (tmp_path / "other").symlink_to(tmp_path / "one")
    return tmp_path


@pytest.fixture
def fresh() -> Iterator[None]:
    with own_settings():
        yield


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("name", STORES.values(), ids=STORES)
def test_a_store_where_none_can_be(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("CASEGRAPH_STORE", str(folder / name))
    monkeypatch.setenv("CASEGRAPH_CASES", str(folder / "none"))
    page = Page({})
    for each in PAGES:
        page.turn_to(each.name)  # no exception
    page.turn_to("explore")
    said = page.text
    reasons = ("is a folder", "is not a Case Graph store", "There is no store", "cannot be read")
    assert any(reason in said for reason in reasons)
    assert str(folder) not in said


@pytest.mark.usefixtures("fresh", "loaded_embedded")
@pytest.mark.parametrize("name", ["file", "one", "x" * 300])
def test_a_folder_of_cases_where_none_can_be(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("CASEGRAPH_STORE", str(folder / "cases.grafeo"))
    monkeypatch.setenv("CASEGRAPH_CASES", str(folder / name))
    monkeypatch.setenv("CASEGRAPH_TEXTS", str(folder / name))
    monkeypatch.setenv("CASEGRAPH_FONTS", str(folder / name))
    page = Page({})
    assert len(page.shown) == 53
    for each in PAGES:
        page.turn_to(each.name)
    page.turn_to("cases")
    assert "The folder of your cases cannot be read" in page.text
    assert "The harbour fire" in page.text or "harbour" in page.text.lower()


@pytest.mark.usefixtures("fresh", "loaded_embedded")
def test_a_view_that_finds_no_room_is_said_beside_its_form(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEGRAPH_STORE", str(folder / "cases.grafeo"))
    page = Page({})
    page.show("Saved views")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    next(field for field in page.app.text_input if field.label == "Name").set_value("Ines")
    page.press("Save view")
    assert "cases.grafeo.views.json cannot be written: No space left on device. Make room on the disk." in page.text
    assert str(folder) not in page.text
    assert {path.name for path in folder.iterdir() if "views" in path.name} == {"cases.grafeo.views.json.lock"}
