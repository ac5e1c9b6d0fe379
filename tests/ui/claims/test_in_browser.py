"""The ledger in a browser, on both stores: filtered, walked through, explained, opened as a query and on the canvas."""

from __future__ import annotations

import csv
import io
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from graph.case.file import read
from graph.settings import Settings
from tests.helpers import HARBOUR_FIRE
from tests.helpers.explorer import BOTH, CASE, EMBEDDED, Explorer, Open
from tests.ui.test_accessibility import faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def opened(session: Open, app: str, query: str = "", **options: object) -> Explorer:
    page = session(app, **options)
    page.page.goto(f"{app}/claims?case={CASE}{query}")
    page.rest()
    return page


def asked(page: Explorer) -> dict[str, str]:
    """What the address says."""
    return {name: texts[0] for name, texts in parse_qs(urlsplit(page.page.url).query).items()}


@pytest.mark.parametrize("app", BOTH, indirect=True)
def test_from_a_filter_to_a_claim_its_query_and_the_canvas(app: str, session: Open) -> None:
    page = opened(session, app)
    listed = page.page.get_by_role("region", name="Ledger", exact=True)
    page.choose(page.page.locator(".st-key-ledger-filters"), "Status", "disputed")
    page.tab.until(lambda: asked(page).get("status") == "disputed", "the filter in the address")
    page.rest()
    case = read(HARBOUR_FIRE, settings=Settings())
    disputed = sum(case.status(statement) == "disputed" for statement in case.statements)
    expect(listed.get_by_role("heading", level=3)).to_have_count(disputed)
    # a claim opens what stands behind its statement, and going back takes it away
    page.press(listed.get_by_role("button", name="asserted by Unnamed guard"))
    expect(page.heading).to_have_text("Yellow coat — seen at (disputed) → Pier nine")
    told = page.inspector.get_by_role("listitem").first
    expect(told).to_contain_text("told to Port Authority, reported by Fire at pier nine (Harbour Gazette)")
    expect(told.get_by_text("Contradicted")).to_be_visible()
    expect(told.locator("blockquote").first).to_contain_text("The only witness is a guard")
    assert told.get_attribute("aria-current") == "true"
    assert asked(page)["claim"] == "coat-at-gate.guard"
    page.page.go_back()
    page.rest()
    expect(page.heading).to_have_text("Nothing selected")
    expect(listed.get_by_role("heading", level=3)).to_have_count(disputed)
    page.page.go_forward()
    page.rest()
    # the query behind it runs as it is
    page.act("Open the query")
    page.tab.until(lambda: urlsplit(page.page.url).path == "/query", "the page Query")
    page.rest()
    expect(page.page.get_by_text("rows", exact=False).first).to_be_visible()
    # the page is come back to as it was left, and leads to the canvas
    page.tab.turn_to("Claims")
    expect(page.heading).to_have_text("Yellow coat — seen at (disputed) → Pier nine")
    page.act("Show in the graph")
    page.until(lambda s: f"{CASE}/yellow-coat" in s["nodes"], "the graph")
    page.rest()
    assert page.view.selection == (f"{CASE}/coat-at-gate",)
    expect(page.heading).to_have_text("Yellow coat — seen at (disputed) → Pier nine")


@pytest.mark.parametrize("where", [pytest.param("embedded", marks=EMBEDDED)])
def test_a_row_of_the_table_is_explained_and_all_that_fit_are_saved(
    where: str, embedded_app: str, session: Open
) -> None:
    page = opened(session, embedded_app, "&status=disputed&as=table")
    page.select_row(page.page.locator(".st-key-ledger-rows"), 0)
    expect(page.heading).to_have_text("Fuel can — said to be linked to (disputed) → Warehouse fire")
    page.press(page.page.get_by_role("button", name="Save", exact=True))
    rows = list(
        csv.DictReader(
            io.StringIO(page.download(page.page.get_by_role("button", name="CSV", exact=True)).decode("utf-8-sig"))
        )
    )
    assert page.file_name == "harbour-fire-claims.csv"
    assert {row["Status"] for row in rows} == {"disputed"}
    assert len(rows) > 5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("where", [pytest.param("embedded", marks=EMBEDDED)])
def test_the_ledger_has_no_fault_and_fits_a_telephone(
    where: str, scheme: str, embedded_app: str, session: Open
) -> None:
    narrow = {"viewport": {"width": 390, "height": 844}} if scheme == "dark" else {}
    page = opened(
        session,
        embedded_app,
        "&by=speaker&claim=coat-at-gate.guard&statement=coat-at-gate",
        color_scheme=scheme,
        **narrow,
    )
    assert faults(page) == []
    page.press(page.page.get_by_role("button", name="More filters"))
    expect(page.page.get_by_role("combobox", name="Written in")).to_be_visible()
    assert faults(page) == [], "more filters"
    width = page.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0
