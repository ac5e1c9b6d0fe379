"""The tab Contradictions of the page Claims, on both stores: without a browser, and a walk in one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from graph.case.load import load
from graph.settings import Settings
from graph.stores import Store, open_store
from tests.helpers.contradicting import case_of, entity, number, said
from tests.helpers.explorer import BOTH as BOTH_APPS
from tests.helpers.explorer import CASE, EMBEDDED, Explorer
from tests.helpers.explorer import Open as OpenTab
from tests.helpers.pages import Page, own_settings
from tests.helpers.stores import BOTH
from tests.ui.test_accessibility import faults

EACH = pytest.mark.parametrize("loaded", BOTH, indirect=True)
Open = Callable[..., Page]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens the tab at an address, on the store of an address."""
    with own_settings():

        def open_(store: str, /, **query: str) -> Page:
            monkeypatch.setenv("CASEGRAPH_STORE", store)
            page = Page({})
            for name, value in {"tab": "contradictions", **query}.items():
                page.app.query_params[name] = value
            page.turn_to("claims")
            return page

        yield open_


def sections(page: Page) -> list[dict[str, Any]]:
    """The findings of the list."""
    shown = [json.loads(part.json) for part in page._parts("casegraph_inspector")]
    return next(each["sections"] for each in shown if each["label"] == "Contradictions")


def words(row: dict[str, Any]) -> str:
    """What a row tells."""
    return "".join(part if isinstance(part, str) else part["text"] for part in row["words"])


@EACH
def test_conflicts_come_first_with_both_sides_and_why(loaded: Store, at: Open, tmp_path: Path) -> None:
    page = at(loaded.name if "://" in loaded.name else str(tmp_path / loaded.name), case=CASE)
    assert "35 findings: 14 conflicts; 17 compatible, though different; 4 the same." in page.text
    found = sections(page)
    assert len(found) == 14
    rows = next(s["rows"] for s in found if s["heading"] == "7. One event has two dates.")
    assert [words(row) for row in rows] == [
        "On one side: Fire at pier nine (Harbour Gazette) asserts that Warehouse fire occurred on 2 March 2019",
        "On the other: Fire service asserts that Warehouse fire occurred on 3 March 2019",
        "Why: 2 March 2019 and 3 March 2019 have no day in common.",
    ]
    # the passages of both sides, as they are printed
    assert [row["passages"][0]["quote"][:32] for row in rows[:2]] == [
        "The warehouse at the end of pier", "By the alarm book of the Fire se"
    ]  # fmt: skip
    page.app.segmented_control(key="contradictions-verdict").set_value("same")
    page.run()
    assert [s["heading"] for s in sections(page)] == [
        "1. The counts of parts make, or miss, that of their whole.",
        "2. The counts of parts make, or miss, that of their whole.",
        "3. A name is spelt two ways.",
        "4. A name is spelt two ways.",
    ]
    page.app.selectbox(key="contradictions-rule").set_value("name-spelt-two-ways")
    page.run()
    assert len(sections(page)) == 2
    assert words(sections(page)[0]["rows"][0]).startswith("On one side: “Lindquist” is printed in Pier nine inquiry")


def test_an_address_that_names_nothing_there_is(at: Open, tmp_path: Path) -> None:
    address = str(tmp_path / "x.grafeo")
    with open_store(address, Settings()) as store:
        load(store, case_of(said("s", "ana", "WAS_AT", "quay")))
    page = at(address, case="c", verdict="wrong", rule="nope", **{"from": "-3"})
    assert "No rule finds anything in this case" in page.text


def test_many_findings_come_a_page_at_a_time_and_hostile_names_stay_names(at: Open, tmp_path: Path) -> None:
    address = str(tmp_path / "x.grafeo")
    counts = [said(f"s-{n}", "fire", "WITNESSED_BY_COUNT", number(f"{1_001 + 7 * n} people")) for n in range(9)]
    with open_store(address, Settings()) as store:
        load(store, case_of(*counts, entities=[entity("fire", name="**Fire** <b>x</b> \u202e$a$")]))
    page = at(address, case="c")
    assert "36 findings: 36 conflicts." in page.text
    assert len(sections(page)) == 25
    assert "1 to 25 of 36" in page.text
    assert "**Fire** <b>x</b> $a$" in words(sections(page)[0]["rows"][0])
    page.press("Next page")
    assert len(sections(page)) == 11
    assert "26 to 36 of 36" in page.text
    page.press("Earlier page")
    assert "1 to 25 of 36" in page.text


def opened(session: OpenTab, app: str, query: str = "", **options: object) -> Explorer:
    page = session(app, **options)
    page.page.goto(f"{app}/claims?case={CASE}&tab=contradictions{query}")
    page.rest()
    return page


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("app", BOTH_APPS, indirect=True)
def test_from_a_verdict_to_the_statement_and_what_contradicts_it(app: str, session: OpenTab) -> None:
    page = opened(session, app)
    found = page.page.get_by_role("region", name="Contradictions")
    expect(found.get_by_role("heading", level=3)).to_have_count(14)
    page.press(
        page.page.get_by_role("radio", name="Compatible (17)").or_(page.page.get_by_text("Compatible (17)")).first
    )
    expect(found.get_by_role("heading", level=3)).to_have_count(17)
    expect(found).to_contain_text("Growth: one is of 16 April 2019, the other of May 2019")
    page.press(found.get_by_role("button", name="occurred on").first)
    asked = {name: texts[0] for name, texts in parse_qs(urlsplit(page.page.url).query).items()}
    assert (asked["verdict"], asked["statement"]) == ("compatible", "fire-date")
    expect(page.heading).to_have_text("Warehouse fire — occurred on (reported) → 2 March 2019")
    expect(page.inspector).to_contain_text("Contradicted")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("app", [pytest.param("embedded", marks=EMBEDDED)], indirect=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_of_it_has_a_fault_and_a_phone_shows_it(app: str, session: OpenTab, scheme: str) -> None:
    narrow = {"viewport": {"width": 390, "height": 844}} if scheme == "dark" else {}
    page = opened(session, app, "&statement=crowd&claim=crowd.1", color_scheme=scheme, **narrow)
    expect(page.page.get_by_role("region", name="Contradictions")).to_be_visible()
    assert faults(page) == []
    wide = page.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
