"""The ledger on the page Claims, on both stores, without a browser."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from graph.case.file import read
from graph.case.load import load
from graph.questions.ledger import PAGE
from graph.settings import Settings
from graph.stores import Store, open_store
from tests.helpers import HARBOUR_FIRE
from tests.helpers.explorer import CASE
from tests.helpers.pages import PATIENCE_S, Page, own_settings
from tests.helpers.stores import BOTH

EACH = pytest.mark.parametrize("loaded", BOTH, indirect=True)
Open = Callable[..., Page]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens the page at an address, on the store of an address."""
    # what can be chosen is read in a thread, which a busy machine may take a while for
    monkeypatch.setattr("graph.ui.claims.ledger._MAX_WAIT_S", PATIENCE_S)
    with own_settings():

        def open_(store: str, /, **query: str) -> Page:
            monkeypatch.setenv("CASEGRAPH_STORE", store)
            page = Page({})
            for name, value in query.items():
                page.app.query_params[name] = value
            page.turn_to("claims")
            return page

        yield open_


@pytest.fixture
def opened(loaded: Store, at: Open, tmp_path: Path) -> Open:
    """Opens the page on a store that holds the harbour fire."""
    store = loaded.name if "://" in loaded.name else str(tmp_path / loaded.name)
    return lambda **query: at(store, **{"case": CASE, **query})


def inspectors(page: Page) -> list[dict[str, Any]]:
    """What the list and the explanation show."""
    return [json.loads(part.json) for part in page._parts("casegraph_inspector")]


def listed(page: Page) -> list[str]:
    """The keys of the claims of the list."""
    [shown] = [each for each in inspectors(page) if each["label"] == "Ledger"]
    return [row["claims"][0].partition("/")[2] for section in shown["sections"] for row in section["rows"]]


def choose(page: Page, key: str, value: Any) -> None:
    [widget] = [
        widget
        for widget in (*page.app.selectbox, *page.app.text_input, *page.app.date_input, *page.app.button_group)
        if widget.key == key
    ]
    widget.set_value(value)
    page.run()


@EACH
def test_filters_are_in_the_address_and_the_address_brings_them_back(opened: Open) -> None:
    page = opened()
    whole = listed(page)
    assert len(whole) == PAGE
    assert f"All {counted(page):,} claims of The harbour fire." in page.text
    choose(page, "ledger-status", "disputed")
    choose(page, "ledger-speaker", "port-authority")
    assert page.app.query_params["status"] == "disputed"
    assert page.app.query_params["speaker"] == "port-authority"
    found = listed(page)
    assert 0 < len(found) < len(whole)
    assert "made by Port Authority, on what is disputed." in page.text
    again = opened(status="disputed", speaker="port-authority")
    assert listed(again) == found
    again.press("Show all")
    assert listed(again) == whole
    assert set(again.app.query_params) == {"case"}


def counted(page: Page) -> int:
    """How many claims the page says that there are."""
    [said] = [words for words in page.text.split(">") if words.startswith("All ")]
    return int(said.split()[1].replace(",", ""))


@EACH
def test_what_is_said_is_searched_and_stands_under_its_speaker_or_statement(opened: Open) -> None:
    page = opened()
    choose(page, "ledger-text", "yellow coat")
    [shown] = [each for each in inspectors(page) if each["label"] == "Ledger"]
    assert [section["heading"] for section in shown["sections"]][:1] == ["Yellow coat — seen at (disputed) → Pier nine"]
    choose(page, "ledger-shown", "speaker")
    assert page.app.query_params["by"] == "speaker"
    [shown] = [each for each in inspectors(page) if each["label"] == "Ledger"]
    guard = next(section for section in shown["sections"] if section["heading"] == "Unnamed guard")
    # a claim alone does not say what became of it
    assert {row["status"] for row in guard["rows"]} == {"disputed", "alleged"}
    choose(page, "ledger-shown", "table")
    [table] = page.app.dataframe
    assert list(table.value.columns)[:5] == ["Statement", "Status", "Stance", "By", "Says"]
    assert len(table.value) == sum(len(section["rows"]) for section in shown["sections"])


@EACH
def test_names_and_passages_are_searched_and_the_box_says_so(opened: Open) -> None:
    page = opened(text='"fuel can"')  # it is what a thing is called: no paraphrase has it
    assert "can-linked.okafor" in listed(page)
    assert "with “fuel can” in words, names or passage" in page.text
    [box] = [each for each in page.app.text_input if each.key == "ledger-text"]
    assert box.label == "Search words, names and passages"
    choose(page, "ledger-text", '"the only witness is"')  # which is in the text alone
    assert "coat-at-gate.guard" in listed(page)
    choose(page, "ledger-text", "  ")
    assert "text" not in page.app.query_params


def test_the_page_does_not_wait_for_what_is_counted(
    loaded_embedded: Store, at: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted_at_last = Event()
    monkeypatch.setattr(
        "graph.ui.claims.ledger.count_claims", lambda *_, **__: counted_at_last.wait(PATIENCE_S) and 169
    )
    monkeypatch.setattr("graph.ui.claims.ledger._MAX_WAIT_S", 0)
    try:
        page = at(str(tmp_path / loaded_embedded.name), case=CASE)
        assert len(listed(page)) == PAGE
        assert "Counting the claims …" in page.text
        assert f"1 to {PAGE}" in page.text
        assert f"1 to {PAGE} of" not in page.text
    finally:
        counted_at_last.set()


def test_beyond_the_last_page_is_the_first(loaded_embedded: Store, at: Open, tmp_path: Path) -> None:
    path = str(tmp_path / loaded_embedded.name)
    page = at(path, case=CASE)
    first = listed(page)
    while "Next page" in [button.label for button in page.app.button if not button.disabled]:
        page.press("Next page")
    page = at(path, case=CASE, after=listed(page)[-1], at="99999")
    assert listed(page) == first
    assert f"1 to {PAGE} of" in page.text


@EACH
def test_a_statement_that_the_address_names_is_explained(opened: Open) -> None:
    page = opened(statement="coat-at-gate", claim="coat-at-gate.guard", status="disputed")
    shown = inspectors(page)[-1]
    assert shown["title"] == "Yellow coat — seen at (disputed) → Pier nine"
    guard, retold = shown["sections"][0]["rows"]
    assert (guard["chosen"], retold["chosen"]) == (True, False)
    lines = [part if isinstance(part, str) else part["text"] for line in guard["lines"] for part in line]
    assert "told to Port Authority, reported by Fire at pier nine (Harbour Gazette)" in lines
    assert "Contradicted" in lines
    query = next(action for action in shown["actions"] if action["label"] == "Open the query")
    assert query["detail"]["cypher"].startswith("MATCH (subject:Entity {case_id: 'harbour-fire', id: 'yellow-coat'})")
    gone = opened(statement="no-such-statement")
    assert "No statement of the case harbour-fire has the id" in inspectors(gone)[-1]["about"]


@EACH
def test_pages_are_steps_that_the_address_names(opened: Open) -> None:
    page = opened()
    first, total = listed(page), counted(page)
    page.press("Next page")
    second = listed(page)
    assert not set(first) & set(second)
    assert page.app.query_params["after"] == first[-1]
    assert f"{PAGE + 1} to {PAGE + len(second)} of {total}" in page.text
    page.press("Earlier page")
    assert listed(page) == first
    assert f"1 to {PAGE} of {total}" in page.text
    choose(page, "ledger-stance", "denies")
    assert "after" not in page.app.query_params  # another list begins at its beginning
    assert "before" not in page.app.query_params


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"stance": "doubts"}, "stance in the address was left out. A stance is one of"),
        ({"since": "March"}, "since in the address was left out. A day is written as"),
        ({"since": "2019-02-30"}, "since in the address was left out. A day is written as"),
        ({"since": "0001-01-01"}, "0001-01-01 is filtered by, though no calendar here reaches that day."),
        ({"text": ". . ."}, "text in the address was left out. There is no word in"),
        ({"after": "no-such-claim", "at": "9" * 30}, ""),
        ({"at": "<b>1", "as": "nonsense", "by": "nonsense", "tab": "nonsense"}, ""),
        (
            {"speaker": "<img src=x onerror=alert(1)>"},
            "speaker in the address was left out. The case harbour-fire has no",
        ),
        ({"predicate": "SEEN_ATT"}, "predicate in the address was left out. There is no predicate"),
        ({"case": "other"}, "is not in this store. Cases here: harbour-fire."),
    ],
    ids=str,
)
def test_an_address_that_was_edited_gets_a_sentence_and_a_page(
    loaded_embedded: Store, at: Open, tmp_path: Path, query: dict[str, str], sentence: str
) -> None:
    page = at(str(tmp_path / loaded_embedded.name), **{"case": CASE, **query})
    assert sentence in page.text
    assert "<img" not in page.text
    assert page.app.tabs[0].label == "Ledger"


def test_a_store_without_a_claim_says_what_to_do(at: Open, tmp_path: Path, loaded_embedded: Store) -> None:
    path = str(tmp_path / "empty.grafeo")
    case = replace(read(HARBOUR_FIRE, settings=Settings()), statements=(), entities=())
    with open_store(path, Settings()) as store:
        load(store, case)
    assert "Nothing is claimed in this case yet." in at(path).text
