"""What changed, on a case's card: against the store, an earlier change, another file; without a browser."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.case.changes import with_claim, with_entity, without_entity
from graph.case.file import to_yaml
from graph.case.file.case_file import CaseFile
from graph.case.load import load
from graph.case.model import Case, Claim, Entity, Locator
from graph.review.cases import KeptCase, KeptCases
from graph.settings import Settings
from graph.stores import Store
from graph.ui.difference import panel
from tests.helpers.pages import Page, own_settings
from tests.helpers.stores import BOTH

EACH = pytest.mark.parametrize("store", BOTH, indirect=True)
ONE = pytest.mark.parametrize("store", ["embedded"], indirect=True)
WITH = "Compare the case file, as it is now, with"


def denied(case: Case) -> Case:
    claim = Claim(id="salo-watchman.new", by="port-authority", stance="denies", at=Locator.parse("gazette#p1s1"))
    return with_claim(case, "salo-watchman", claim)


def renamed(case: Case) -> Case:
    pier = next(entity for entity in case.entities if entity.id == "pier-nine")
    return with_entity(case, replace(pier, name="Pier 9"))


class Cases(Page):
    """A session on the Cases page."""

    def __init__(self) -> None:
        super().__init__({})
        self.turn_to("cases")

    def choose(self, label: str) -> None:
        box = next(box for box in self.app.selectbox if box.label == WITH)
        box.set_value(next(place for place, text in enumerate(box.options) if text.startswith(label)))
        self.run()

    @property
    def offered(self) -> list[str]:
        return next(box for box in self.app.selectbox if box.label == WITH).options

    def captions(self) -> set[str]:
        drawn = [(row[2], row[-2]) for row in self.scene["nodes"]] + [(row[2], row[-2]) for row in self.scene["edges"]]
        return {str(caption) for caption, change in drawn if change}


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KeptCase:
    """The harbour fire as a case of one's own."""
    monkeypatch.setenv("CASEGRAPH_CASES", str(tmp_path / "own"))
    return KeptCases(Settings(cases=str(tmp_path / "own"))).make_mine("harbour-fire")


@pytest.fixture
def opened(
    store: Store, own: KeptCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Cases]]:
    """Opens the page on a store that holds that case, of which two things were changed since."""
    load(store, own.path)
    file = CaseFile(own.path, Settings())
    file.change("Added a denial", denied)
    file.change("Renamed Pier nine", renamed)
    monkeypatch.setenv("CASEGRAPH_STORE", store.name if "://" in store.name else str(tmp_path / store.name))
    with own_settings():
        yield Cases


@EACH
def test_a_file_is_compared_with_the_store(opened: Callable[[], Cases]) -> None:
    page = opened()
    assert "Compare" not in page.text
    page.press("What changed")
    assert page.offered[:3] == [
        "What the store holds",
        *(text for text in page.offered if text.startswith(("Before “Renamed Pier nine”", "Before “Added a denial”"))),
    ]
    assert page.offered[-1] == "Another file …"
    assert "Changes 1 entity; adds 1 claim; the status of 1 statement changes from reported to disputed." in page.text
    assert "status: reported → disputed" in page.text
    assert page.captions() == {"~ Pier 9", "~ has the role (reported → disputed)"}
    assert [entry["name"] for entry in page.scene["legend"] if entry["kind"] == "change"] == ["changed"]
    page.press("Close the comparison")
    assert not page.control
    assert "status: reported" not in page.text


@ONE
def test_a_file_is_compared_with_what_it_was_before_a_change(opened: Callable[[], Cases]) -> None:
    page = opened()
    page.press("What changed")
    page.choose("Before “Renamed Pier nine”")
    assert page.captions() == {"~ Pier 9"}
    page.choose("Before “Added a denial”")
    assert page.captions() == {"~ Pier 9", "~ has the role (reported → disputed)"}


@ONE
def test_what_was_changed_by_hand_is_said(opened: Callable[[], Cases], own: KeptCase) -> None:
    text = own.path.read_text(encoding="utf-8")
    assert "name: Pier 9" in text
    own.path.write_text(text.replace("name: Pier 9", "name: Pier IX"), encoding="utf-8")
    page = opened()
    page.press("What changed")
    page.choose("Before “Renamed Pier nine”")
    assert "The file was also changed by hand since then" in page.text
    assert str(own.path.parent) not in page.text


@ONE
def test_a_file_is_compared_with_another(opened: Callable[[], Cases], own: KeptCase) -> None:
    page = opened()
    page.press("What changed")
    page.choose("Another file")
    assert "Choose a case file" in page.text
    now = CaseFile(own.path, Settings()).read()
    older = without_entity(with_entity(now, Entity(id="oon", type="Person", name="B. Oon")), "harbour-court")
    older = replace(older, sources=tuple(replace(source, text=None) for source in older.sources))
    give(page, ("older.yaml", to_yaml(older).encode(), ""))
    assert {"− B. Oon", "+ Harbour court"} <= page.captions()
    give(page, ("older.yaml", b"case: {id: X}\n", ""))
    assert "older.yaml:1: case.id:" in page.text


def give(page: Cases, file: tuple[str, bytes, str]) -> None:
    page.app.file_uploader[0].set_value([file])
    page.run()


@ONE
def test_what_is_selected_in_the_picture_is_told_below_it(opened: Callable[[], Cases]) -> None:
    page = opened()
    page.press("What changed")
    before = page.text.count("Pier 9 (Place)")
    page.app.session_state[panel.SELECTED] = ("harbour-fire/pier-nine",)
    page.run()
    assert page.control["selection"] == ["harbour-fire/pier-nine"]
    assert page.text.count("Pier 9 (Place)") == before + 1


@ONE
def test_more_than_a_picture_takes_is_listed(opened: Callable[[], Cases], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEGRAPH_MAX_NODES_DRAWN", "1")
    page = opened()
    page.press("What changed")
    assert "More changed than a picture takes: the limit is 1 node " in page.text
    assert "Pier 9 (Place)" in page.text


@ONE
def test_a_case_that_is_nowhere_else_has_a_file_to_be_compared_with(
    store: Store, own: KeptCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEGRAPH_STORE", str(tmp_path / "none.grafeo"))
    with own_settings():
        page = Cases()
        page.press("What changed")
        assert page.offered[-1] == "Another file …"
        assert "What the store holds" not in page.offered
