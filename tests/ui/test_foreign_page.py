"""A graph that Case Graph did not make, opened and explored in a browser, on both stores."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote_plus, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from graph.case.schema import load_schema
from graph.explore.drawing import open_view
from graph.explore.saved_views import SavedViews, from_url
from graph.settings import Settings
from graph.stores import Store
from tests.helpers import browser as chrome
from tests.helpers import foreign
from tests.helpers.explorer import APP, EACH, Explorer, Open, explorer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
_INTERNAL = re.compile(r"~|\b4:[0-9a-f-]{36}:\d+|\b[ne]:\d+\b")
"""What the databases' own identities look like."""


@pytest.fixture(params=EACH)
def films(request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path) -> Iterator[tuple[str, Store]]:
    """The address of an app on a store of each kind that holds the foreign graph, and the store."""
    store: Store = request.getfixturevalue(f"{request.param}_store")
    embedded = request.param == "embedded"
    address = str(tmp_path / "cases.grafeo") if embedded else request.getfixturevalue(f"{request.param}_uri")
    foreign.write(store)
    with chrome.served(APP, env={"CASEGRAPH_STORE": address}) as url:
        yield url, store


def key_of(page: Explorer, caption: str) -> str:
    """The key of the node with a caption: the canvas knows it, and nobody else is told."""
    return next(key for key, node in page.state["nodes"].items() if node["caption"] == caption)


def captions(page: Explorer) -> set[str]:
    return {node["caption"] for node in page.state["nodes"].values() if node["shown"]}


def assert_no_internal_ids(page: Explorer) -> None:
    assert not _INTERNAL.search(unquote_plus(page.page.url)), page.page.url
    assert not _INTERNAL.search(page.page.inner_text("body"))


def test_a_foreign_graph_is_explored_and_its_address_opens_elsewhere(films: tuple[str, Store], session: Open) -> None:
    address, store = films
    page = session(address, "")
    assert len(page.shown) == len(foreign.THINGS)
    assert captions(page) >= {"Low Water", foreign.SCRIPT, foreign.ARABIC, "between backticks", "Empty", "nobody's"}
    # search, typing errors forgiven; the inspector has every property
    page.search.fill("low watre")
    page.search.press("Enter")
    expect(page.heading).to_have_text("Low Water")
    expect(page.inspector).to_contain_text("1987-03-02T20:15:00+02:00")
    expect(page.inspector).to_contain_text("PT1H52M")
    expect(page.inspector).to_contain_text("sea, night")
    # start from it and expand: a sensible view of its own
    page.act("Start here")
    page.until(lambda s: len(s["nodes"]) == 1, "the film alone")
    page.rest()
    page.act("Expand", "Cinema")
    page.until(lambda s: len(s["nodes"]) == 2, "its cinema")
    page.rest()
    page.act("Pin")
    page.until_view(lambda view: view.pins, "a pin")
    page.rest()
    assert_no_internal_ids(page)
    assert "@Film.title=Low Water" in unquote_plus(page.page.url)
    query = urlsplit(page.page.url).query
    again = session(address, f"?{query}")
    assert again.places == page.places
    expect(again.heading).to_have_text("Low Water")
    expect(again.page.get_by_text("cannot be shared")).to_have_count(0)
    # the same view by the command line
    parameters = {name: values[0] for name, values in parse_qs(query).items()}
    view, notes = from_url(parameters, SavedViews(Path("nowhere")))
    _, shown = open_view(store, view, schema=load_schema(), settings=Settings())
    assert notes == []
    assert {node.key: (node.x, node.y) for node in shown.scene.nodes} == again.places


def test_what_nothing_tells_apart_is_shown_and_its_view_says_that_it_cannot_be_shared(
    films: tuple[str, Store], session: Open
) -> None:
    page = session(films[0], "")
    page.click(key_of(page, "Empty"))
    expect(page.heading).to_have_text("Empty")
    page.act("Start here")
    page.until(lambda s: len(s["nodes"]) == 1, "the node alone")
    page.rest()
    expect(page.page.get_by_text("This view cannot be shared").first).to_be_visible()
    page.act("Expand", "(no label)")
    page.until(lambda s: len(s["nodes"]) == 2, "what has no label")
    page.rest()
    assert_no_internal_ids(page)
    saved = page.tab_named("Saved views")
    expect(saved.get_by_text("This view cannot be shared").first).to_be_visible()
    cypher = page.tab_named("Cypher")
    expect(cypher.get_by_text("2 nodes are left out").first).to_be_visible()
    export = page.tab_named("Export")
    data = page.download(export.get_by_role("button", name="JSON"))
    assert len(json.loads(data)["nodes"]) == 2
    assert not _INTERNAL.search(data.decode())


def test_tables_filters_and_relationships_of_a_foreign_graph(films: tuple[str, Store], session: Open) -> None:
    page = session(films[0], "")
    table = page.tab_named("Table")
    rows = page.rows(table)
    assert ["", "Empty", "near", "nobody's"] in rows or ["Empty", "near", "nobody's"] in [row[-3:] for row in rows]
    page.press(page.page.get_by_role("button", name="Film").first)
    page.until_view(lambda view: "Film" in view.off, "no films")
    page.rest()
    assert "Low Water" not in captions(page)
    assert_no_internal_ids(page)


def test_the_schema_page_shows_what_there_is_and_chooses_captions(
    films: tuple[str, Store], chromium: Browser, tmp_path: Path
) -> None:
    address, _ = films
    with explorer(chromium, address) as page:
        page.page.goto(f"{address}/schema")
        schema = lambda: page.page.evaluate("() => globalThis.__casegraph?.('schema-canvas')")  # noqa: E731
        page.tab.until(lambda: schema() and schema()["nodes"], "the picture")
        expect(page.page.get_by_text("11 labels, 6 relationship types").first).to_be_visible()
        assert {node["caption"] for node in schema()["nodes"].values()} >= {"Film · 3", "we`ird label · 1"}
        expect(page.page.get_by_role("combobox", name="Search labels")).to_be_visible()
        expect(page.page.get_by_role("button", name="Undo")).to_have_count(0)
        page.page.get_by_placeholder("Filter labels").fill("old film")
        page.keyboard.press("Enter")
        expect(page.page.get_by_role("heading", name="Old film")).to_be_visible()
        box = page.page.get_by_role("combobox", name="Call these nodes by")
        page.press(box)
        page.press(page.page.get_by_role("option", name="tagline"))
        expect(page.page.get_by_role("combobox", name="Call these nodes by")).to_have_value("tagline")
        page.rest()  # a click while the page is drawn anew would be lost
        page.press(page.page.get_by_role("button", name="Open in Explore").first)
        page.until(lambda s: captions(page) == {"He waits for nobody"}, "the film by its tagline")
        page.rest()
        assert "query=MATCH (n:`Old film`) RETURN n LIMIT 25" in unquote_plus(page.page.url)
        page.search.fill("he waits")
        page.search.press("Enter")
        expect(page.heading).to_have_text("He waits for nobody")
        # the same in the console
        page.tab.turn_to("Schema")
        page.page.get_by_placeholder("Filter labels").fill("old film")
        page.keyboard.press("Enter")
        page.press(page.page.get_by_role("button", name="Open in Query").first)
        page.tab.until(lambda: "q=MATCH (n:`Old film`)" in unquote_plus(page.page.url), "the console")


@pytest.mark.xdist_group("browser")
def test_a_line_of_the_schema_that_is_several_types_lists_them(embedded_app: str, chromium: Browser) -> None:
    with explorer(chromium, embedded_app) as page:
        page.page.goto(f"{embedded_app}/schema")
        schema = lambda: page.page.evaluate("() => globalThis.__casegraph?.('schema-canvas')")  # noqa: E731
        page.tab.until(lambda: schema() and schema()["captions"], "the picture")
        line = next(c["key"] for c in schema()["captions"] if not c["node"] and "types," in c["text"])
        at = schema()["edges"][line]["page"]
        page.mouse.click(at["x"], at["y"])
        expect(page.page.get_by_role("heading", name="→")).to_be_visible()
        types = page.page.get_by_test_id("stDataFrame").first
        expect(types.locator("thead")).to_contain_text("Relationship type")
        name = types.locator("tbody tr").first.locator("td").first.text_content()
        box = types.bounding_box()
        assert name
        assert box
        page.mouse.click(box["x"] + 18, box["y"] + 31 * 1.5)
        expect(page.page.get_by_role("heading", name=name, exact=True)).to_be_visible()
        expect(page.page.get_by_role("button", name="Open in Query")).to_be_visible()
