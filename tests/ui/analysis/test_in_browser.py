"""The page Analysis in a browser: what is chosen, what the canvas shows of it, and the way back."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from graph.explore.analysis import Analysis, analyse
from graph.settings import Settings
from graph.stores import open_store
from tests.helpers.explorer import CASE, EMBEDDED, PRIYA, STORES, Explorer, Open

pytestmark = [pytest.mark.browser, pytest.mark.slow, EMBEDDED]


def opened(session: Open, app: str, query: str = f"case={CASE}", **options: object) -> Explorer:
    """A session that went from Explore to the page at an address."""
    page = session(app, **options)
    page.page.goto(f"{app}/analysis?{query}")
    page.rest()
    return page


def size(page: Explorer, key: str) -> float:
    state = page.state["nodes"][key]
    assert state["shown"]
    return float(state["radius"])


def test_from_the_question_to_the_canvas_and_back(embedded_app: str, session: Open) -> None:
    page = opened(session, embedded_app)
    page.press(page.page.get_by_role("radio", name="Betweenness"))
    assert parse_qs(urlsplit(page.page.url).query)["measure"] == ["betweenness"]
    page.press(page.page.get_by_role("button", name="Show on the canvas: everything"))
    page.until(lambda s: s["nodes"], "the graph")
    page.rest()
    with open_store(STORES[embedded_app], Settings()) as store:
        scores = analyse(store, Analysis("betweenness", CASE)).scores
    first, last = max(scores, key=scores.__getitem__), min(scores, key=scores.__getitem__)
    assert size(page, first) > 2 * size(page, last)
    chip = page.page.locator(".chip.still")
    expect(chip).to_contain_text("Size: Betweenness")
    # a status that is filtered out changes what is measured, at once
    before = size(page, PRIYA)
    page.press(page.page.get_by_role("button", name=re.compile(r"^reported \d")))
    page.until_view(lambda view: "~reported" in view.off, "the filter")
    page.until(lambda s: s["nodes"][PRIYA]["radius"] != before, "another size")
    page.press(page.page.get_by_role("button", name="Show it by colour"))
    expect(chip).to_contain_text("Colour: Betweenness")
    page.press(page.page.get_by_role("button", name="As a table"))
    expect(page.page.get_by_role("combobox", name="Which statements count")).to_have_value("Without reported")
    page.page.go_back()
    page.rest()
    expect(chip).to_contain_text("Colour: Betweenness")


def test_the_address_brings_it_back_in_another_tab(embedded_app: str, session: Open) -> None:
    page = opened(session, embedded_app)
    page.press(page.page.get_by_role("radio", name="What belongs together"))
    page.press(page.page.get_by_role("radio", name="Components"))
    said = page.page.locator(".note.loud").first.inner_text()
    assert "groups, the largest of" in said
    again = session(embedded_app)
    again.page.goto(page.page.url)
    again.rest()
    expect(again.page.locator(".note.loud").first).to_have_text(said)
    expect(again.page.get_by_role("heading", level=1)).to_have_text("Case Graph: Analysis")


def test_rows_that_are_chosen_are_selected_on_the_canvas(embedded_app: str, session: Open) -> None:
    page = opened(session, embedded_app, f"case={CASE}&measure=degree&second=none")
    table = page.page.get_by_test_id("stDataFrame")
    expect(table.locator("canvas").first).to_be_visible()
    page.select_row(page.page.locator("body"), 0)
    expect(table.locator("tr[aria-selected=true]")).to_have_count(1)
    page.press(page.page.get_by_role("button", name="Show on the canvas"))
    page.until_view(lambda view: view.selection, "a selection")
    expect(page.heading).to_have_text("Priya Raghunathan")


def test_a_table_is_saved(embedded_app: str, session: Open) -> None:
    page = opened(session, embedded_app, f"case={CASE}&measure=bridges")
    saved = page.download(page.page.get_by_role("button", name="Save the table (CSV)")).decode("utf-8-sig")
    assert page.file_name == f"{CASE}-bridges.csv"
    assert saved.splitlines()[0] == "id,from,to,relationship,status,bridge: Everything,bridge: Without allegations"


def test_on_a_phone_nothing_is_cut_off(embedded_app: str, session: Open) -> None:
    for measure in ("pagerank", "louvain", "bridges"):
        page = opened(session, embedded_app, f"case={CASE}&measure={measure}", viewport={"width": 390, "height": 844})
        wide = page.page.evaluate("() => document.querySelector('.stMain').scrollWidth")
        assert wide <= 390, measure


def test_the_header_has_all_pages_in_one_line(embedded_app: str, session: Open) -> None:
    page = opened(session, embedded_app, viewport={"width": 1280, "height": 800})
    links = page.page.locator(".st-key-pages a")
    assert links.count() <= 7
    assert len({round(box["y"]) for link in links.all() if (box := link.bounding_box())}) == 1
