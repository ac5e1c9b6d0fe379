"""axe-core finds nothing on any page, panel or tab, light and dark; landmarks, names and the way by keyboard."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect

from graph.ui.pages import EXPLORE, HEADER, MORE, PAGES
from tests.helpers.explorer import CASE, EMBEDDED, FIRE, PRIYA, Explorer, Open

pytestmark = [pytest.mark.browser, pytest.mark.slow, EMBEDDED]
SCHEMES = ("light", "dark")


def faults(page: Explorer) -> list[str]:
    """Return what axe-core finds, a line for each element."""
    page.rest()
    found: list[dict[str, Any]] = Axe().run(page.page).response["violations"]
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:160]}: {node.get('failureSummary', '')[:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_explore_has_no_fault(embedded_app: str, session: Open, scheme: str) -> None:
    page = session(embedded_app, color_scheme=scheme)
    assert faults(page) == [], "nothing selected"
    page.select(PRIYA)
    assert faults(page) == [], "a person selected"
    page.press(page.page.get_by_role("button", name=re.compile(r"^People \d")))
    page.press(page.page.get_by_role("button", name=re.compile(r"^disputed \d")))
    assert faults(page) == [], "two chips filtered out"
    page.press(page.page.get_by_role("button", name=re.compile(r"^disputed \d")))
    page.click(FIRE, button="right")
    expect(page.page.get_by_role("menu")).to_be_visible()
    assert faults(page) == [], "the menu"
    page.keyboard.press("Escape")
    page.stage.focus()
    page.keyboard.press("?")
    assert faults(page) == [], "the list of keys"
    page.keyboard.press("Escape")
    page.search.fill("fire")
    expect(page.page.get_by_role("option").first).to_be_visible()
    assert faults(page) == [], "hits of the search"
    page.search.fill("")
    for name in ("Table", "Timeline", "Filters", "Cypher", "Export", "Saved views"):
        page.tab_named(name)
        assert faults(page) == [], name


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("where", [page.name for page in PAGES if page != EXPLORE])
def test_other_pages_have_no_fault(embedded_app: str, session: Open, scheme: str, where: str) -> None:
    page = session(embedded_app, color_scheme=scheme)
    page.tab.turn_to(where.capitalize())
    expect(page.page.get_by_role("heading", level=1)).to_have_text(f"Case Graph: {where.capitalize()}")
    assert faults(page) == [], where
    if where == MORE[0].name:
        page.press(page.page.get_by_role("button", name="More"))
        assert faults(page) == [], "the menu of pages"
    if where == "query":
        page.press(page.page.locator(".open").first)
        expect(page.page.get_by_role("button", name="Download", exact=True)).to_be_visible()
        assert faults(page) == [], "a result"


def test_landmarks_and_headings(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    pages = page.page.get_by_role("navigation", name="Pages")
    assert len(HEADER) <= 7
    expect(pages.get_by_role("link")).to_have_text([page.title for page in HEADER])
    expect(pages.locator("[aria-current=page]")).to_have_text("Explore")
    expect(page.page.get_by_role("heading", level=1)).to_have_text("Case Graph: Explore")
    page.tab.turn_to("Schema")
    expect(pages.locator("[aria-current=page]")).to_have_count(0)
    page.press(page.page.get_by_role("button", name="More"))
    more = page.page.get_by_role("dialog", name="More")
    expect(more.get_by_role("link")).to_have_text([page.title for page in MORE])
    expect(more.locator("[aria-current=page]")).to_have_text("Schema")
    expect(page.page.get_by_role("heading", level=1)).to_have_text("Case Graph: Schema")


def test_a_key_leads_to_the_inspector_and_one_comes_back(embedded_app: str, session: Open) -> None:
    page = session(embedded_app, f"?case={CASE}")
    page.select(PRIYA)
    expect(
        page.page.locator("[aria-live]").filter(has_text="Inspector: Person · engineer Priya Raghunathan")
    ).to_have_count(1)
    page.stage.focus()
    page.keyboard.press("i")
    expect(page.heading).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.stage).to_be_focused()
