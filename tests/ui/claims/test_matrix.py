"""Who stands where in a browser, on both stores: read, pointed at, chosen by keys, beside each other, on the canvas."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.helpers.explorer import BOTH, CASE, EMBEDDED, Explorer, Open
from tests.ui.test_accessibility import faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def opened(session: Open, app: str, query: str, **options: object) -> Explorer:
    page = session(app, **options)
    page.page.goto(f"{app}/claims?case={CASE}&tab=matrix{query}")
    page.rest()
    return page


def asked(page: Explorer) -> dict[str, str]:
    """What the address says."""
    return {name: texts[0] for name, texts in parse_qs(urlsplit(page.page.url).query).items()}


@pytest.mark.parametrize("app", BOTH, indirect=True)
def test_from_a_cell_to_what_stands_behind_it_and_to_the_canvas(app: str, session: Open) -> None:
    page = opened(session, app, "&most=15")
    grid = page.page.get_by_role("grid")
    expect(grid.locator("tbody tr")).to_have_count(15)
    row = grid.locator("tbody tr").first
    expect(row).to_contain_text("Priya Raghunathan — accused of → Warehouse fire")
    expect(row).to_contain_text("disputed")
    # pointed at, a cell tells its claims and their passages
    page.rest()
    row.locator("td.said[aria-label^='Priya Raghunathan denies']").hover()
    tip = page.page.get_by_role("tooltip")
    expect(tip).to_contain_text("Priya Raghunathan denies that Priya Raghunathan is rightly accused of Warehouse fire")
    expect(tip).to_contain_text("Fire at pier nine (Harbour Gazette), paragraph 5")
    page.mouse.move(2, 2)
    expect(tip).to_be_hidden()
    # by keys: one stop, arrows within, Enter chooses
    row.get_by_role("button").focus()
    for _ in range(1 + grid.locator("thead button").all_inner_texts().index("Port Authority")):
        page.keyboard.press("ArrowRight")
    expect(tip).to_contain_text("Port Authority asserts that Priya Raghunathan is accused of Warehouse fire")
    expect(tip).to_contain_text("and has withdrawn nothing")
    page.keyboard.press("Enter")
    page.rest()
    assert asked(page)["statement"] == "raghunathan-set-fire"
    expect(page.heading).to_have_text("Priya Raghunathan — accused of (disputed) → Warehouse fire")
    expect(grid.locator("tr.chosen")).to_have_count(1)
    # a denial of another statement is told beside the one that it contradicts
    seen = grid.locator("tbody tr").filter(has_text="Priya Raghunathan — seen at → Pier nine")
    seen.locator("td.said[aria-label^='Denies it by another statement']").hover()
    expect(tip).to_contain_text("Denies it by another statement: Priya Raghunathan denies that")
    page.mouse.move(2, 2)
    # a speaker's name sets it beside another one
    page.press(grid.get_by_role("button", name="Port Authority", exact=True))
    assert asked(page)["show"] == "speakers"
    expect(page.page.get_by_text("pairs of speakers who speak of the same things")).to_be_visible()
    page.page.goto(f"{app}/claims?case={CASE}&tab=matrix&show=speakers&first=port-authority&second=pier-inquiry")
    page.rest()
    told = page.page.get_by_role("region", name="Two speakers")
    expect(told.get_by_role("heading", level=3).first).to_have_text(
        "Contradict: one asserts what the other denies, or what they say cannot all be true (3)"
    )
    page.press(told.get_by_role("button", name="is blamed for").first)
    expect(page.heading).to_have_text("Port Authority — blamed for (found) → the spread of the fire")
    # the same as a signed graph: lines of speakers and nothing else
    page.press(page.page.get_by_role("button", name="Show on the canvas"))
    view = page.until_view(lambda view: view.speakers, "lines between speakers")
    assert view.speakers == {"agree", "contradict", "differ"}
    page.tab.until(lambda: page.state["edges"], "lines on the canvas")
    assert all(key.startswith(f"{CASE}/says:") for key, edge in page.state["edges"].items() if edge["shown"])
    chip = page.page.locator(".chip[data-id='speakers:contradict']")
    expect(chip).to_have_text(re.compile(r"^who contradict \d+$"))
    page.press(chip)
    assert page.until_view(lambda view: len(view.speakers) == 2, "a chip that was pressed").speakers == {
        "agree",
        "differ",
    }


@pytest.mark.parametrize("app", [pytest.param("embedded", marks=EMBEDDED)], indirect=True)
def test_lines_of_speakers_are_switched_on_by_the_legend_and_told_by_the_inspector(app: str, session: Open) -> None:
    page = session(app)
    page.open()
    chip = page.page.locator(".chip[data-id='speakers:denies']")
    expect(chip).to_have_attribute("aria-pressed", "false")
    page.press(chip)
    page.until_view(lambda view: view.speakers == {"denies"}, "denials")
    expect(chip).to_have_attribute("aria-pressed", "true")
    line = f"{CASE}/says:denies:priya-raghunathan:warehouse-fire"
    page.tab.until(lambda: line in page.state["edges"], "a line from a speaker")
    assert page.state["edges"][line]["shown"]
    page.open(f"?case={CASE}&speakers=denies&selection=says%3Adenies%3Apriya-raghunathan%3Awarehouse-fire")
    expect(page.heading).to_have_text("Priya Raghunathan denies 1 statement about Warehouse fire")
    expect(page.inspector).to_contain_text("is rightly accused of")
    expect(page.inspector).to_contain_text("disputed")


@pytest.mark.parametrize("app", [pytest.param("embedded", marks=EMBEDDED)], indirect=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_of_it_has_a_fault_and_a_phone_shows_it(app: str, session: Open, scheme: str) -> None:
    narrow = {"viewport": {"width": 390, "height": 844}} if scheme == "dark" else {}
    page = opened(session, app, "&statement=raghunathan-set-fire", color_scheme=scheme, **narrow)
    expect(page.page.get_by_role("grid")).to_be_visible()
    assert faults(page) == [], "stances"
    wide = page.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    for show in ("speakers", "accusations") if scheme == "dark" else ():
        page.page.goto(f"{app}/claims?case={CASE}&tab=matrix&show={show}&first=port-authority&second=pier-inquiry")
        assert faults(page) == [], show
