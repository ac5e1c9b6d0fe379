"""Steps on the Explore page: the browser's own, links, what is hidden, a hub page by page, several things at once."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, expect

from graph.settings import Settings
from graph.stores import open_store
from tests.helpers import browser as chrome
from tests.helpers.console import Ask
from tests.helpers.explorer import APP, EMBEDDED, FIRE, GUARD, PRIYA, Open

pytestmark = [pytest.mark.browser, pytest.mark.slow, EMBEDDED]


def test_back_and_forward_show_the_view_of_the_address(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    page.select(GUARD)
    page.act("Hide")
    page.until(lambda s: GUARD not in s["nodes"], "hidden")
    page.rest()
    page.page.go_back()
    page.until(lambda s: GUARD in s["nodes"], "the view before")
    page.rest()
    assert not page.view.hidden
    page.page.go_forward()
    page.until(lambda s: GUARD not in s["nodes"], "the view after")
    page.rest()
    assert page.view.hidden == {GUARD}
    # from another page too
    page.tab.turn_to("Schema")
    page.page.go_back()
    page.until(lambda s: s["nodes"] and GUARD not in s["nodes"] and PRIYA in s["nodes"], "the view as it was left")


def test_a_link_is_copied_and_opens_the_same_picture(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.select(GUARD)
    page.act("Hide")
    page.until(lambda s: GUARD not in s["nodes"], "hidden")
    page.press(page.page.get_by_role("button", name="Copy link"))
    said = page.page.locator("[aria-live]").filter(
        has_text="Link copied: it opens this picture wherever this store is."
    )
    expect(said).to_have_count(1)
    link = page.page.evaluate("() => navigator.clipboard.readText()")
    assert link == page.page.url
    other = session(embedded_app, link.partition("/?")[2] and f"?{link.partition('/?')[2]}")
    assert other.shown == page.shown


def test_a_slash_leads_to_the_search_from_anywhere(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    page.tab_named("Export")
    page.page.locator(".brand").click()
    page.keyboard.press("/")
    expect(page.search).to_be_focused()


def test_delete_hides_what_is_selected_or_says_that_nothing_is(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    before = page.shown
    page.stage.focus()
    page.keyboard.press("Delete")
    said = page.page.locator("[aria-live]").filter(has_text="Nothing is selected: Delete is to hide what is.")
    expect(said).to_have_count(1)
    page.rest()
    assert page.shown == before
    # a person, then a line: the line goes, and not the person
    line = next(key for key in page.state["edges"] if key.endswith("/raghunathan-cleared-by"))
    page.select(PRIYA)
    page.select(line)
    page.stage.focus()
    page.keyboard.press("Delete")
    page.until(lambda s: line not in s["edges"], "the line hidden")
    page.rest()
    assert PRIYA in page.shown
    expect(page.page.get_by_text("Filtered: without 1 hidden by hand.").first).to_be_visible()
    page.press(page.page.get_by_role("button", name="Show all again"))
    page.until(lambda s: line in s["edges"], "back")


def test_the_legend_counts_what_is_drawn_and_of_how_many(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    chip = page.page.locator(".chip[data-id='status:disputed']")
    expect(chip).to_have_text("disputed 3")
    page.press(chip)
    expect(chip).to_have_text("disputed 0 of 3")
    page.press(page.page.locator(".chip[data-id='type:Person']"))
    expect(page.page.locator(".chip[data-id='type:Person']")).to_have_text("People 0 of 17")
    expect(
        page.page.get_by_text("Filtered: without 17 people; without statements that are disputed (2).").first
    ).to_be_visible()
    page.press(page.page.get_by_role("button", name="Hide what stands alone"))
    page.until_view(lambda view: view.degree == 1, "the address")
    page.rest()
    expect(page.page.get_by_text("without what stands alone").first).to_be_visible()


def test_several_lines_are_read_together(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    lines = [
        next(key for key in page.state["edges"] if key.endswith(f"/{id}"))
        for id in ("raghunathan-cleared-by", "raghunathan-set-fire")
    ]
    page.select(*lines)
    expect(page.heading).to_have_text("2 relationships")
    expect(page.inspector.get_by_role("listitem")).to_have_count(2)


def test_show_only_fits_the_picture(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    scale = page.state["viewport"]["scale"]
    page.menu(FIRE, "Show only, with neighbours")
    page.until(lambda s: 1 < len(s["nodes"]) < 53, "fewer nodes")
    page.until(lambda s: s["viewport"]["scale"] > scale, "closer")


@pytest.fixture(scope="module")
def hub(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a store in which one node has 135 neighbours."""
    path: Path = tmp_path_factory.mktemp("hub") / "hub.grafeo"
    with open_store(str(path), Settings()) as store:
        store.execute("CREATE (:Hub {name: 'Hub'})")
        store.execute(
            "MATCH (h:Hub) UNWIND range(1, 134) AS i CREATE (h)-[:LINKS]->(:Leaf {name: 'Leaf ' + toString(i)})"
        )
        store.execute("MATCH (h:Hub) CREATE (:Other:Leaf {name: 'Other'})-[:NEAR]->(h)")
    with chrome.served(APP, env={"CASEGRAPH_STORE": str(path)}) as address:
        yield address


def test_a_hub_comes_in_page_by_page_and_nothing_moves(hub: str, session: Open) -> None:
    page = session(hub, "?" + urlencode({"case": "", "query": "MATCH (h:Hub) RETURN h", "off": "none"}))
    [centre] = page.shown
    page.double_click(*page.place(centre))
    page.until(lambda s: len(s["nodes"]) == 51, "a page")
    page.rest()
    expect(page.page.get_by_text("50 of 135 neighbours of Hub are here; 85 more.").first).to_be_visible()
    for wanted, left in ((101, 35), (136, 0)):
        before = page.places
        page.press(page.page.get_by_role("button", name="50 more" if left else "All 35").first)
        page.until(lambda s, wanted=wanted: len(s["nodes"]) == wanted, "one more page")
        page.rest()
        assert {key: page.places[key] for key in before} == before
    steps = page.view.expands
    page.double_click(*page.place(centre))
    expect(page.page.get_by_text("All there is around Hub is in the picture already.").first).to_be_visible()
    page.rest()
    assert page.view.expands == steps
    # each node is counted under each of its labels, and each type of relationship is in the legend
    expect(page.page.locator(".chip[data-id='type:Leaf']")).to_have_text("Leaf 135")
    expect(page.page.locator(".chip[data-id='relationship:LINKS']")).to_have_text("links 134")
    page.press(page.page.locator(".chip[data-id='relationship:LINKS']"))
    page.until_view(lambda view: ":LINKS" in view.off, "the address")


def test_a_result_of_an_earlier_value_says_so(embedded_app: str, ask: Ask) -> None:
    page = ask(embedded_app)
    page.run("RETURN $n AS n", wait=False)
    expect(page.page.get_by_text("Type a value for $n").first).to_be_visible()
    page.value("n").fill("1")
    page.value("n").press("Enter")
    page.rest()
    page.keyboard.press("Control+Enter")
    page.rest()
    page.press(page.run_button)
    assert page.table() == [["1"]]
    page.value("n").fill("2")
    page.value("n").press("Enter")
    page.rest()
    expect(page.page.get_by_text("This is the result for $n 1, which was changed since.").first).to_be_visible()
    page.press(page.page.get_by_role("button", name="Run anew"))
    page.tab.until(lambda: page.table() == [["2"]], "the result of the new value")
