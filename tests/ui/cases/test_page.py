"""The Cases page without a browser: what is listed, loaded and taken out, on both stores, and what others change."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.case.changes import with_entity
from graph.case.file import read
from graph.case.file.case_file import CaseFile
from graph.case.load import load
from graph.case.model import Entity, Locator
from graph.review.cases import KeptCases
from graph.settings import Settings
from graph.stores import Store, open_store
from graph.ui import data, kept
from tests.helpers import HARBOUR_FIRE
from tests.helpers.cases import Cases, own
from tests.helpers.pages import own_settings
from tests.helpers.stores import BOTH
from tests.review.test_cases import FERRY

EACH = pytest.mark.parametrize("store", BOTH, indirect=True)


# -- the list ------------------------------------------------------------------------------------


def test_a_newcomer_sees_the_seeds_and_where_to_begin(page: Cases, folder: Path, tmp_path: Path) -> None:
    assert page.labels[0] == "New case"
    assert "A case of your own" in page.text
    assert "Your cases" not in page.text
    assert "The harbour fire" in page.text
    assert "17 people · 5 agencies · 6 organizations" in page.text
    assert "142 statements · 169 claims" in page.text
    assert "Harbour Gazette, 18 April 2019" in page.text
    assert page.text.count("not in the store") == page.text.count("read-only") == 2
    assert page.labels.count("Make it mine") == 2
    assert "Add a source" not in page.labels
    assert list(tmp_path.iterdir()) == [], "a visit writes nothing"


@EACH
def test_a_case_is_loaded_explored_and_taken_out(opened: Callable[[], Cases], store: Store) -> None:
    page = opened()
    page.press_key("load-seed-harbour-fire")
    assert "Loaded: 53 entities, 142 statements, 169 claims." in page.text
    assert page.text.count("in the store") >= 2
    assert [case.id for case in store.cases()] == ["harbour-fire"]
    page.press_key("remove-seed-harbour-fire")
    assert "Remove The harbour fire from the store? Its file stays, and can be loaded again." in page.text
    page.press("Keep it")
    assert "Remove The harbour fire" not in page.text
    assert len(store.cases()) == 1
    page.press_key("explore-seed-harbour-fire")
    assert page.view.case == "harbour-fire"
    page.turn_to("cases")
    page.press_key("remove-seed-harbour-fire")
    page.press("Remove")
    assert "The harbour fire is out of the store; its file stays." in page.text
    assert store.cases() == []
    assert "Explore" not in page.labels
    assert HARBOUR_FIRE.exists()


@EACH
def test_two_sessions_see_what_the_other_did(opened: Callable[[], Cases], store: Store, folder: Path) -> None:
    one, two = opened(), opened()
    for page, title in ((one, "The ferry"), (two, "The bridge")):
        page.press("New case")
        page.type("Title of the case", title)
        page.type("Begin with", "Nothing yet")
        page.press("Make the case")
        assert f"{title} is there, with nothing in it yet." in page.text
    one.run()
    assert "The bridge" in one.text
    assert {case.id for case in store.cases()} == {"the-ferry", "the-bridge"} == set(own(folder))
    two.press_key("remove-the-ferry")
    two.press("Remove")
    one.run()
    assert "not in the store" in one.text
    # what another session took out, this one takes out again without harm
    one.press_key("load-the-ferry")
    assert "Loaded: 0 entities, 0 statements, 0 claims." in one.text


def test_a_case_from_a_file_elsewhere_is_listed_and_can_be_taken_out(folder: Path, tmp_path: Path, page: Cases) -> None:
    elsewhere = tmp_path / "elsewhere.yaml"
    elsewhere.write_text("case: {id: elsewhere, title: '<b>Elsewhere</b>', as_of: 2019}\n")
    with open_store(str(tmp_path / "new.grafeo"), Settings()) as store:
        load(store, read(elsewhere, settings=Settings()))
    page.run()
    assert "kept elsewhere" in page.text
    assert "&lt;b&gt;Elsewhere&lt;/b&gt;" in page.text
    page.press_key("remove-elsewhere-elsewhere")
    assert "Its file is not kept here, and stays where it is." in page.text
    page.press("Remove")
    assert "is out of the store" in page.text
    assert "kept elsewhere" not in page.text


# -- files that others change --------------------------------------------------------------------


def test_a_file_that_an_editor_changed_is_noticed_and_loaded_again(page: Cases, folder: Path, tmp_path: Path) -> None:
    page.press_key("mine-seed-harbour-fire")
    assert "The harbour fire is among your cases now" in page.text
    assert own(folder) == ["harbour-fire"]
    page.press_key("load-harbour-fire")
    file = folder / "harbour-fire" / "harbour-fire.yaml"
    file.write_text(file.read_text().replace("title: The harbour fire", "title: The fire at the harbour", 1))
    page.run()
    assert "changed since it was loaded" in page.text
    assert "The case file says something else than the store does: load it again." in page.text
    page.press("Load again")
    assert "changed since it was loaded" not in page.text
    with open_store(str(tmp_path / "new.grafeo"), Settings()) as store:
        assert [case.title for case in store.cases()] == ["The fire at the harbour"]
    # a comment says nothing to the store
    file.write_text(f"# checked\n{file.read_text()}")
    page.run()
    assert "changed since it was loaded" not in page.text


def test_two_cases_of_one_title_show_their_ids(page: Cases, folder: Path) -> None:
    cases = KeptCases(Settings(cases=str(folder)))
    for title in ("The ferry", "The ferry", "The bridge"):
        cases.new(title)
    page.run()
    assert re.findall(r'<span class="case-id">(.*?)</span>', page.text) == ["the-ferry", "the-ferry-2"]
    for id in ("the-ferry", "the-ferry-2"):
        page.press_key(f"load-{id}")
    page.turn_to("explore")
    [choice] = [box for box in page.app.selectbox if box.label == "Case"]
    assert choice.options == ["The ferry (the-ferry)", "The ferry (the-ferry-2)"]


def test_a_title_that_states_a_crime_is_told_at_the_card(page: Cases, folder: Path) -> None:
    cases = KeptCases(Settings(cases=str(folder)))
    for title in ("Theft of the lead", "How Colm Deverell stole the lead"):
        cases.new(title)
    page.run()
    assert re.findall(r'<li dir="auto">(.*?) \(', page.text) == [
        "how-colm-deverell-stole-the-lead: its title says as a fact that Colm Deverell did a crime"
    ]


def test_the_last_change_is_the_last_one_and_one_outside_the_app_is_said(page: Cases, folder: Path) -> None:
    kept, _ = KeptCases(Settings(cases=str(folder))).new("The ferry")
    file = CaseFile(kept.path, Settings())
    file.change("Added Oon", lambda case: with_entity(case, Entity(id="oon", type="Person", name="Oon")))
    file.undo()
    page.run()
    assert re.search(r"Last change in the app, [^:]*:\d\d UTC: Undone: Added Oon \(2 changes in all\)", page.text)
    page.press_key("load-the-ferry")
    assert "hanged outside the app" not in page.text
    kept.path.write_text(kept.path.read_text().replace("title: The ferry", "title: The ferries", 1))
    later = file.changes_path.stat().st_mtime + 60
    os.utime(kept.path, (later, later))
    page.run()
    assert "Changed outside the app, " in page.text
    assert "loaded again at" not in page.text
    page.press("Load again")
    assert re.search(r"Changed outside the app, [^<]* UTC, loaded again at \d\d:\d\d<", page.text)


def test_a_file_with_errors_shows_them_and_what_to_do(page: Cases, folder: Path) -> None:
    page.press_key("mine-seed-harbour-fire")
    page.press_key("load-harbour-fire")
    file = folder / "harbour-fire" / "harbour-fire.yaml"
    good = file.read_text()
    file.write_text(good.replace("type: Person", "type: <b>Persn</b>"))
    page.run()
    assert "cannot be read" in page.text
    problems = re.findall(r"<li>(harbour-fire\.yaml:\d+: [^<]*)</li>", page.text)
    assert len(problems) == 5
    assert "&lt;b&gt;Persn" in problems[0]
    assert "… and " in page.text
    assert "Correct the file in an editor, then look again." in page.text
    assert str(folder) not in page.text
    assert "Load again" not in page.labels
    file.write_text(good)
    page.press("Look again")
    assert "cannot be read" not in page.text
    assert page.text.count("The harbour fire") == 1, "one's own hides the seed"


def test_a_file_that_breaks_while_it_is_loaded_is_said_at_its_card(
    page: Cases, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.press_key("mine-seed-harbour-fire")
    file = folder / "harbour-fire" / "harbour-fire.yaml"
    load_ = kept.load

    def too_late(case: Any) -> Any:
        file.write_text("case: 7\n")
        return load_(case)

    monkeypatch.setattr(kept, "load", too_late)
    page.press_key("load-harbour-fire")
    assert "harbour-fire.yaml:1" in page.text
    assert str(folder) not in page.text


def test_without_a_server_cases_can_still_be_begun(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEGRAPH_STORE", "neo4j://127.0.0.1:9")
    monkeypatch.setenv("CASEGRAPH_NEO4J_CONNECT_TIMEOUT_S", "1")
    with own_settings():
        page = Cases()
        assert "Cases can be begun and reviewed meanwhile" in page.text
        page.press("New case")
        page.type("Begin with", "Nothing yet")
        page.type("Title of the case", "The ferry")
        page.press("Make the case")
        assert "The ferry is there, with nothing in it yet." in page.text
        assert "It is not in the store" in page.text
        assert own(folder) == ["the-ferry"]


# -- texts beside one's own cases ----------------------------------------------------------------


def test_texts_of_ones_own_cases_are_found_when_they_come_and_when_they_change(page: Cases, folder: Path) -> None:
    assert data.texts().get("0" * 64) is None
    page.press("New case")
    page.drop(("ferry.txt", FERRY))
    page.take()
    [source] = data.text_hashes(data.version())
    assert data.source_text(*source) == FERRY
    assert data.passage_text(source[0], Locator(source[1], 1, 1)) == "Fire on the ferry Marrow"
    # the words of another text are never shown for those that were cited
    [text] = folder.rglob("*.txt")
    text.write_text(FERRY.replace("Fire", "Dire"))
    (folder / source[0]).touch()
    (text.parent / "new.txt").write_text("x")
    assert data.source_text(*source) is None


def test_the_store_follows_a_case_that_it_holds_and_no_other(page: Cases, folder: Path) -> None:
    cases = KeptCases(Settings(cases=str(folder)))
    case, _ = cases.new("The ferry")
    assert kept.follow(case) is None
    page.run()
    page.press_key("load-the-ferry")
    report = kept.follow(case)
    assert report is not None
    assert not report.changed


def test_where_there_is_no_store_every_page_leads_to_the_cases(page: Cases) -> None:
    page.turn_to("query")
    page.press("Begin a case, or load one")
    assert "A case of your own" in page.text
