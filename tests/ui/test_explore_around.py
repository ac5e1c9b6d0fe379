"""Around the Explore page: another case, other layouts, and an address of what is gone."""

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.explorer import CASE, COURT, EMBEDDED, FIRE, Open, explorer

pytestmark = [pytest.mark.browser, pytest.mark.slow]


# -- on the embedded store alone ---------------------------------------------------------------


@EMBEDDED
def test_the_other_case_is_chosen_and_its_text_is_not_at_hand(embedded_app: str, session: Open) -> None:
    page = session(embedded_app, "")
    page.press(page.page.get_by_role("combobox", name="Case"))
    page.press(page.page.get_by_role("option", name="The petitions for Steven Avery and Brendan Dassey"))
    page.until(lambda s: "making-a-murderer/steven-avery" in s["nodes"], "the other case")
    page.rest()
    assert page.view.case == "making-a-murderer"
    page.search.fill("Averey")
    page.search.press("Enter")
    expect(page.heading).to_have_text("Steven Avery")
    expect(page.inspector).to_contain_text("convicted of")
    expect(page.inspector.get_by_role("blockquote")).to_have_count(0)
    expect(page.inspector).to_contain_text("The text of this source is not at hand")


@EMBEDDED
def test_layouts_arrange_anew_and_undo_brings_the_old_one_back(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    before = page.places
    seen = [before]
    for now, layout, name in [
        ("Organic", "layered", "Layered"),
        ("Layered", "time", "By time"),
        ("By time", "grouped", "By type"),
    ]:
        page.press(page.page.get_by_role("button", name=f"Layout: {now}"))
        page.press(page.page.get_by_role("menuitemradio", name=name))
        page.until_view(lambda view, layout=layout: view.layout == layout, layout)
        page.until(
            lambda s, last=seen[-1]: {k: (n["x"], n["y"]) for k, n in s["nodes"].items()} != last, "other places"
        )
        page.rest()
        seen.append(page.places)
    page.select(COURT)
    page.press(page.page.get_by_role("button", name="Layout: By type"))
    page.press(page.page.get_by_role("menuitemradio", name="Radial"))
    page.until_view(lambda view: view.layout == "radial" and view.focus == COURT, "around what is selected")
    page.rest()
    for _ in range(4):
        page.press(page.page.get_by_role("button", name="Undo"))
    assert page.view.layout == "organic"
    assert page.places == before


@EMBEDDED
def test_a_view_of_what_is_gone_says_so_and_offers_the_search(embedded_app: str, chromium: Browser) -> None:
    with explorer(chromium, embedded_app) as page:
        page.page.goto(f"{embedded_app}/?case={CASE}&start=gone")
        expect(page.page.get_by_text("gone is no longer in the store.").first).to_be_visible()
        expect(page.page.get_by_text("Nothing to show here. Search for a name").first).to_be_visible()
        page.search.fill("warehouse fire")
        page.search.press("Enter")
        page.until(lambda s: set(s["nodes"]) == {FIRE}, "what was found")
        expect(page.heading).to_have_text("Warehouse fire")
