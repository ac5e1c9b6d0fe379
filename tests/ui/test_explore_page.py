"""The Explore page of the real app, in Chromium, on both stores: every way to explore, and what it leaves."""

import io
import json
import shutil
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, expect

from graph.casefile import read
from graph.load import load
from graph.settings import Settings
from graph.stores import open_store
from graph.stores.base import Store
from tests import browser as chrome
from tests.conftest import HARBOUR_FIRE, NEO4J
from tests.ui.explorer import CASE, COURT, FIRE, GUARD, PRIYA, Explorer, explorer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EMBEDDED = pytest.mark.xdist_group("browser")
BOTH = [pytest.param("embedded", marks=EMBEDDED), pytest.param("neo4j", marks=NEO4J)]
APP = chrome.ROOT / "app.py"
PETITIONS = chrome.ROOT / "seeds/making-a-murderer/case.yaml"
Open = Callable[..., Explorer]
STORES: dict[str, str] = {}
"""The store of each app, by its address."""
expect.set_options(timeout=30_000)  # a busy machine may be slow


@pytest.fixture(scope="session")
def both_cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store's file that holds both seed cases."""
    path = tmp_path_factory.mktemp("app") / "cases.grafeo"
    with open_store(str(path), Settings()) as store:
        load([read(file, settings=Settings()) for file in (HARBOUR_FIRE, PETITIONS)], store)
    return path


@pytest.fixture(scope="session")
def embedded_app(chromium: Browser, both_cases: Path) -> Iterator[str]:
    with chrome.served(APP, env={"CASEGRAPH_STORE": str(both_cases)}) as address:
        STORES[address] = str(both_cases)
        yield address


@pytest.fixture(scope="session")
def neo4j_app(chromium: Browser, neo4j_uri: str) -> Iterator[str]:
    with chrome.served(APP, env={"CASEGRAPH_STORE": neo4j_uri}) as address:
        STORES[address] = neo4j_uri
        yield address


@pytest.fixture(params=BOTH)
def app(request: pytest.FixtureRequest) -> str:
    """The address of the app on each kind of store; the harbour fire is in both."""
    if request.param == "neo4j":
        request.getfixturevalue("loaded_neo4j")
    address: str = request.getfixturevalue(f"{request.param}_app")
    return address


@pytest.fixture
def session(chromium: Browser) -> Iterator[Open]:
    """Opens a session of its own on an app."""
    with ExitStack() as opened:

        def open_(address: str, query: str = f"?case={CASE}", **options: Any) -> Explorer:
            page = opened.enter_context(explorer(chromium, address, **options))
            page.open(query)
            return page

        yield open_


def test_a_newcomer_sees_the_case_and_finds_what_is_misspelt(app: str, session: Open) -> None:
    page = session(app, "")
    assert {PRIYA, FIRE, COURT} <= page.shown
    assert len(page.shown) == 48
    expect(page.heading).to_have_text("Nothing selected")
    expect(page.page.get_by_role("alert")).to_have_count(0)
    for typed, name in [("wharehouse fir", "Warehouse fire"), ("Raghu", "Priya Raghunathan"), ("leel", "Tomás Leal")]:
        page.search.fill(typed)
        expect(page.page.get_by_role("option").first).to_contain_text(name)
        page.search.press("Enter")
        expect(page.heading).to_have_text(name)
    # as it is misprinted in one place, by keyboard alone
    page.keyboard.press("/")
    page.keyboard.type("Ragunathan")
    expect(page.page.get_by_role("option").first).to_contain_text("also")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.heading).to_have_text("Priya Raghunathan")
    assert page.view.selection == (PRIYA,)


def test_a_node_and_a_line_say_who_says_so_and_where(app: str, session: Open) -> None:
    page = session(app)
    page.select(PRIYA)
    expect(page.heading).to_have_text("Priya Raghunathan")
    expect(page.inspector).to_contain_text("Ragunathan")
    accused = page.inspector.get_by_role("listitem").filter(has_text="accused of").first
    expect(accused).to_contain_text("disputed")
    expect(accused).to_contain_text("denied by Priya Raghunathan, by way of Harbour Gazette")
    quote = accused.get_by_text("denied by Harbour court")
    quote.click()
    expect(accused.get_by_role("blockquote").filter(visible=True)).to_contain_text(
        "The court, under Judge Nadia Brandt"
    )
    accused.get_by_role("button", name="accused of").click()
    expect(page.heading).to_have_text("Priya Raghunathan — accused of (disputed) → Warehouse fire")
    expect(page.inspector).to_contain_text("Somebody asserts it, and somebody denies or questions it.".lower()[1:])
    expect(page.inspector.get_by_role("listitem").first).to_contain_text("asserted by Port Authority")
    expect(page.inspector).to_contain_text("by way of Oskar Vey")
    # a line is clicked where its caption would be
    line = next(key for key, edge in page.state["edges"].items() if key.endswith("/raghunathan-cleared-by"))
    page.select(line)
    expect(page.heading).to_contain_text("cleared by (found) → Harbour court")
    page.inspector.get_by_role("button", name="Harbour court").first.click()
    expect(page.heading).to_have_text("Harbour court")


def test_what_is_around_a_node_comes_in_and_goes_again(app: str, session: Open) -> None:
    page = session(app)
    before = page.places
    page.mouse.dblclick(*page.place(GUARD))
    page.until_view(lambda view: [e.key for e in view.expands] == [GUARD], "the expand")
    page.until(lambda s: len(s["nodes"]) > len(before), "more nodes")
    after = page.settle()
    assert {key: page.places[key] for key in before} == before
    page.page.get_by_role("button", name="Undo").click()
    page.until(lambda s: set(s["nodes"]) == set(before), "as it was")
    page.page.get_by_role("button", name="Redo").click()
    page.until(lambda s: len(s["nodes"]) == len(after["nodes"]), "the same again")
    page.stage.focus()
    page.keyboard.press("Control+z")
    page.until(lambda s: set(s["nodes"]) == set(before), "as it was")
    page.keyboard.press("Control+Shift+Z")
    page.until(lambda s: len(s["nodes"]) == len(after["nodes"]), "the same again")
    page.settle()
    page.menu(GUARD, "Collapse")
    page.until(lambda s: set(s["nodes"]) == set(before), "collapsed")
    assert page.view.expands == ()
    # by type, with the counts before
    page.settle()
    page.click(COURT, button="right")
    way = page.page.get_by_role("menuitem", name="Claim").first
    expect(way).to_contain_text("Claim")
    count = int("".join(filter(str.isdigit, way.inner_text())))
    way.click()
    page.until(lambda s: len(s["nodes"]) == len(before) + count, "so many claims")


def test_nodes_are_hidden_kept_alone_and_started_from(app: str, session: Open) -> None:
    page = session(app)
    page.select(GUARD)
    page.stage.focus()
    page.keyboard.press("Delete")
    page.until(lambda s: GUARD not in s["nodes"], "hidden")
    expect(page.page.get_by_text("Filtered: 1 node hidden.")).to_be_visible()
    page.page.get_by_role("button", name="Show all again").click()
    page.until(lambda s: GUARD in s["nodes"], "back")
    page.settle()
    page.menu(FIRE, "Show only")
    page.until(lambda s: len(s["nodes"]) < 48, "fewer nodes")
    assert FIRE in page.shown
    page.page.get_by_role("button", name="Undo").click()
    page.until(lambda s: len(s["nodes"]) == 48 or len([n for n in s["nodes"].values() if n["shown"]]) == 48, "all")
    page.settle()
    page.menu(PRIYA, "Start here")
    page.until_view(lambda view: view.start == (PRIYA,), "a new start")
    page.until(lambda s: set(s["nodes"]) == {PRIYA}, "one node")
    expect(page.heading).to_have_text("Priya Raghunathan")
    page.mouse.dblclick(*page.place(PRIYA))
    page.until(lambda s: len(s["nodes"]) > 10, "its neighbours")


def test_a_node_stays_where_it_is_put(app: str, session: Open) -> None:
    page = session(app)
    x, y = page.place(GUARD)
    page.drag(GUARD, 60, -45)
    page.until_view(lambda view: GUARD in view.pins, "the pin")
    page.settle()
    assert page.place(GUARD) == pytest.approx((x + 60, y - 45), abs=0.6)
    put = page.places
    page.tab_named("Filters").get_by_text("Draw what is filtered out faintly").click()
    page.until_view(lambda view: view.dim, "another run")
    page.settle()
    assert page.places[GUARD] == put[GUARD]
    assert page.place(GUARD) == pytest.approx((x + 60, y - 45), abs=0.6)
    page.page.reload()
    page.until(lambda s: s["nodes"], "the graph")
    page.settle()
    assert page.state["nodes"][GUARD]["pinned"]
    assert page.places[GUARD] == pytest.approx(put[GUARD], abs=0.1)
    page.select(GUARD)
    page.act("Unpin")
    page.until(lambda s: not s["nodes"][GUARD]["pinned"], "let go")
    page.act("Pin")
    page.until(lambda s: s["nodes"][GUARD]["pinned"], "pinned by button")


def test_paths_and_what_connects(app: str, session: Open) -> None:
    page = session(app)
    page.select(COURT)
    page.act("Path to")
    expect(page.page.get_by_text("Select the other end of the path")).to_be_visible()
    page.page.get_by_role("button", name="Cancel").click()
    expect(page.page.get_by_text("Select the other end of the path")).to_have_count(0)
    page.settle()
    page.act("Path to")
    page.settle()
    page.search.fill("Coast Mutual")
    page.search.press("Enter")
    expect(page.page.get_by_text("relationships, selected in the picture")).to_be_visible()
    assert {COURT, f"{CASE}/coast-mutual"} <= set(page.view.selection)
    page.settle()
    page.keyboard.press("Escape")
    page.settle()
    page.select(PRIYA, f"{CASE}/coast-mutual")
    expect(page.inspector).to_contain_text("2 selected")
    page.menu(PRIYA, "Shortest path")
    expect(page.page.get_by_text("relationships, selected in the picture")).to_be_visible()
    page.settle()
    page.keyboard.press("Escape")
    page.settle()
    page.select(COURT, f"{CASE}/coast-mutual", f"{CASE}/oskar-vey")
    page.act("Connect")
    expect(page.page.get_by_text("nodes connect the 3 that were selected")).to_be_visible()


def test_the_legend_filters_and_its_removal_moves_nothing(app: str, session: Open) -> None:
    page = session(app)
    before = page.places
    page.page.get_by_role("button", name="People,").click()
    page.until(lambda s: PRIYA not in s["nodes"] or not s["nodes"][PRIYA]["shown"], "people gone")
    page.until_view(lambda view: "Person" in view.off, "the address")
    page.page.get_by_role("button", name="alleged,").click()
    page.until_view(lambda view: "~alleged" in view.off, "the address")
    table = page.tab_named("Table")
    page.tab.until(lambda: not any("alleged" in row for row in page.rows(table)), "no allegation in the table")
    page.page.get_by_role("button", name="filtered: removed").click()
    page.until_view(lambda view: view.dim, "faint")
    page.page.get_by_role("button", name="filtered: faint").click()
    page.page.get_by_role("button", name="People,").click()
    page.page.get_by_role("button", name="alleged,").click()
    page.until_view(lambda view: not view.off - {"Date", "Quantity", "Text"}, "no filter")
    page.settle()
    assert page.places == before
    assert page.state["nodes"][PRIYA]["shown"]


def test_tables_share_the_selection_both_ways(app: str, session: Open) -> None:
    page = session(app)
    table = page.tab_named("Table")
    page.select_row(table, 2)
    chosen = page.until_view(lambda view: len(view.selection) == 1, "a relationship").selection
    assert chosen[0] in page.state["edges"]
    page.until(lambda s: s["selectedEdges"] == list(chosen), "the line on the canvas")
    start, words, end, *_ = page.rows(table)[2]
    expect(page.heading).to_contain_text(start)
    expect(page.heading).to_contain_text(end)
    expect(page.heading).to_contain_text(words.partition(" (")[0])
    table.get_by_text("Nodes", exact=True).click()
    page.settle()
    # by keyboard alone: from row to row, and Shift and the space bar select
    table.locator("canvas").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    expect(page.heading).to_have_text(page.rows(table)[1][0])
    page.settle()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    expect(page.heading).to_have_text(f"{page.rows(table)[1][0]}, {page.rows(table)[2][0]}")
    page.settle()
    # and from the canvas to the table
    page.select(f"{CASE}/ask-why")
    page.tab.until(lambda: page.selected_rows(table) == ["Ask why"], "the row of what was clicked")


def test_the_same_address_shows_the_same_picture(app: str, session: Open) -> None:
    page = session(app)
    page.drag(GUARD, 40, -30)
    page.until_view(lambda view: GUARD in view.pins, "the pin")
    page.settle()
    page.mouse.dblclick(*page.place(COURT))
    page.until_view(lambda view: view.expands, "the expand")
    page.until(lambda s: s["selection"] == [COURT], "the selection")
    page.page.get_by_role("button", name="alleged,").click()
    page.until_view(lambda view: "~alleged" in view.off, "the filter")
    page.settle()
    before, shown, query = page.places, page.shown, page.page.url.partition("/?")[2]
    page.page.reload()
    page.until(lambda s: s["nodes"], "the graph")
    page.settle()
    other = session(app, f"?{query}", viewport={"width": 1500, "height": 1100})
    for again in (page, other):
        assert again.places == {key: pytest.approx(place, abs=0.1) for key, place in before.items()}
        assert again.shown == shown
        assert again.state["selection"] == [COURT]
        expect(again.heading).to_have_text("Harbour court")


def test_two_sessions_do_not_mix(app: str, session: Open) -> None:
    one, two = session(app), session(app)
    one.select(PRIYA)
    two.select(FIRE)
    one.act("Hide")
    one.until(lambda s: PRIYA not in s["nodes"], "hidden in one")
    two.settle()
    assert PRIYA in two.shown
    expect(two.heading).to_have_text("Warehouse fire")
    assert two.page.get_by_role("button", name="Undo").is_disabled()


def test_pictures_and_data_are_what_is_shown(app: str, session: Open, tmp_path: Path) -> None:
    page = session(app, f"?case={CASE}&off=~alleged,Date,Quantity,Text&pins=unnamed-guard*120*-80")
    panel = page.tab_named("Export")
    svg = page.download(panel.get_by_role("button", name="SVG"))
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert b"Priya Raghunathan" in svg
    assert b"alleged" not in svg
    # the command line makes the same of the same address
    store = tmp_path / "shown.svg"
    made = subprocess.run(
        [sys.executable, "-m", "graph", "render", "--view", page.page.url, "-o", str(store), "--store", STORES[app]],
        cwd=chrome.ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert made.returncode == 0, made.stderr
    assert store.read_bytes() == svg
    panel.get_by_text("Dark", exact=True).click()
    panel.get_by_text("4×", exact=True).click()
    page.settle()
    png = page.download(panel.get_by_role("button", name="PNG"))
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) > 2_000
    assert page.download(panel.get_by_role("button", name="PDF")).startswith(b"%PDF-")
    assert b"<html" in page.download(panel.get_by_role("button", name="HTML"))[:400].lower()
    nodes = {node["id"] for node in json.loads(page.download(panel.get_by_role("button", name="JSON")))["nodes"]}
    assert nodes == {key.partition("/")[2] for key in page.shown}
    table = page.download(panel.get_by_role("button", name="CSV", exact=True)).decode("utf-8-sig")
    assert "denied by Harbour court" in table
    with zipfile.ZipFile(io.BytesIO(page.download(panel.get_by_role("button", name="CSV, two tables")))) as packed:
        assert packed.namelist() == ["nodes.csv", "relationships.csv"]
    for name in ("GraphML", "GEXF"):
        ElementTree.fromstring(page.download(panel.get_by_role("button", name=name)))
    assert page.download(panel.get_by_role("button", name="DOT")).startswith(b"digraph")
    assert page.file_name == "harbour-fire.dot"


# -- on the embedded store alone ---------------------------------------------------------------


@EMBEDDED
def test_the_other_case_is_chosen_and_its_text_is_not_at_hand(embedded_app: str, session: Open) -> None:
    page = session(embedded_app, "")
    page.page.get_by_role("combobox", name="Case").click()
    page.page.get_by_role("option", name="The petitions for Steven Avery and Brendan Dassey").click()
    page.until(lambda s: "making-a-murderer/steven-avery" in s["nodes"], "the other case")
    page.settle()
    assert page.view.case == "making-a-murderer"
    page.search.fill("Averey")
    page.search.press("Enter")
    expect(page.heading).to_have_text("Steven Avery")
    expect(page.inspector).to_contain_text("convicted of")
    expect(page.inspector.get_by_role("blockquote")).to_have_count(0)
    expect(page.inspector).to_contain_text("The text of this source is not at hand")


@EMBEDDED
def test_filters_count_and_leave_what_they_say(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    before, shown = page.places, page.shown
    panel = page.tab_named("Filters")
    page.choose(panel, "Claimed by", "Port Authority")
    page.until_view(lambda view: view.speaker == "port-authority", "the speaker")
    page.until(lambda s: len(s["nodes"]) < 48 and PRIYA in s["nodes"], "fewer nodes")
    expect(page.page.get_by_text("Filtered: claimed by Port Authority.")).to_be_visible()
    page.settle()
    page.choose(panel, "Cited to", "ledger")
    page.until_view(lambda view: view.source == "ledger", "the source")
    page.settle()
    page.page.get_by_role("button", name="Show all again").click()
    page.until_view(lambda view: not view.speaker and not view.source, "no filter")
    page.settle()
    assert page.places == before
    panel.get_by_role("group", name="Dated from").get_by_role("spinbutton").first.click()
    page.keyboard.type("20190301")
    page.keyboard.press("Escape")
    page.until_view(lambda view: view.since == "2019-03-01", "the date")
    page.settle()
    degree = panel.get_by_label("Least relationships of a node")
    degree.fill("3")
    degree.press("Enter")
    page.until_view(lambda view: view.degree == 3, "the degree")
    page.settle()
    assert GUARD not in page.shown
    page.choose(panel, "Leave out relationships", "works with")
    page.until_view(lambda view: ":WORKS_WITH" in view.off, "the relationship type")
    page.keyboard.press("Escape")
    page.settle()
    panel.get_by_text("Draw what is filtered out faintly").click()
    page.until_view(lambda view: view.dim, "faintly")
    page.until(lambda s: {PRIYA, GUARD} <= set(s["nodes"]), "what was filtered out")
    page.settle()
    # faintly: what was filtered out, but not the dates and quantities that nobody asked for
    assert set(page.places) == shown
    assert page.places == {key: before[key] for key in shown}


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
        page.page.get_by_role("button", name=f"Layout: {now}").click()
        page.page.get_by_role("menuitemradio", name=name).click()
        page.until_view(lambda view, layout=layout: view.layout == layout, layout)
        page.until(
            lambda s, last=seen[-1]: {k: (n["x"], n["y"]) for k, n in s["nodes"].items()} != last, "other places"
        )
        page.settle()
        seen.append(page.places)
    page.select(COURT)
    page.page.get_by_role("button", name="Layout: By type").click()
    page.page.get_by_role("menuitemradio", name="Radial").click()
    page.until_view(lambda view: view.layout == "radial" and view.focus == COURT, "around what is selected")
    page.settle()
    for _ in range(4):
        page.page.get_by_role("button", name="Undo").click()
        page.settle()
    assert page.view.layout == "organic"
    assert page.places == before


@EMBEDDED
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?case=nonsense&selection=x", "The case 'nonsense' is not in this store."),
        ("?case=harbour-fire&layout=spiral&degree=-1", "layout in the address was left out"),
        ("?case=harbour-fire&pins=a*b&since=yesterday", "since in the address was left out"),
        ("?case=harbour-fire&expands=nobody-of-that-id", "is no longer there"),
        ("?case=harbour-fire&selection=nobody,%3Cimg%20src=x%20onerror=alert(1)%3E", "is not in this view"),
        ("?case=harbour-fire&version=00000000&selection=warehouse-fire", "The case has changed since"),
        ("?case=harbour-fire&query=CREATE%20(n)", "The query of this view gave nothing, so the whole case is shown."),
        ("?view=000000000000", "No saved view has the id"),
        ("?case=harbour-fire&nonsense=%00%FF&off=none&dim=maybe", ""),
    ],
)
def test_an_address_that_was_edited_gets_a_sentence_and_a_view(
    embedded_app: str, session: Open, query: str, sentence: str
) -> None:
    page = session(embedded_app, query)
    assert FIRE in page.shown
    expect(page.page.get_by_text(sentence).first).to_be_visible()


@EMBEDDED
def test_a_view_of_what_is_gone_says_so_and_offers_the_search(embedded_app: str, chromium: Browser) -> None:
    with explorer(chromium, embedded_app) as page:
        page.page.goto(f"{embedded_app}/?case={CASE}&start=gone")
        expect(page.page.get_by_text("gone is no longer in the store.")).to_be_visible()
        expect(page.page.get_by_text("Nothing to show here. Search for a name")).to_be_visible()
        page.search.fill("warehouse fire")
        page.search.press("Enter")
        page.until(lambda s: set(s["nodes"]) == {FIRE}, "what was found")
        expect(page.heading).to_have_text("Warehouse fire")


# -- a store that is not there, changes, or goes away ------------------------------------------


@EMBEDDED
def test_without_a_store_the_page_says_what_to_do_and_follows_what_is_loaded(
    chromium: Browser, both_cases: Path, tmp_path: Path
) -> None:
    path = tmp_path / "none.grafeo"
    with (
        chrome.served(APP, env={"CASEGRAPH_STORE": str(path)}) as address,
        explorer(chromium, address) as page,
    ):
        page.page.goto(address)
        expect(page.page.get_by_text("python -m graph load")).to_be_visible()
        assert not path.exists()
        with open_store(str(path), Settings()) as store:
            load([read(HARBOUR_FIRE, settings=Settings())], store)
        page.page.get_by_role("button", name="Try again").click()
        page.until(lambda s: FIRE in s["nodes"], "the graph")
        page.settle()
        # another load while the page is open: the next action works on what is there now
        shutil.copy(both_cases, tmp_path / "next")
        (tmp_path / "next").rename(path)
        page.select(PRIYA)
        page.page.get_by_role("combobox", name="Case").click()
        page.page.get_by_role("option", name="The petitions for Steven Avery and Brendan Dassey").click()
        page.until(lambda s: "making-a-murderer/steven-avery" in s["nodes"], "the case that came in")


@pytest.mark.parametrize("where", [pytest.param("neo4j", marks=NEO4J)])
def test_a_server_that_goes_away_gets_a_sentence_and_is_found_again(
    where: str, chromium: Browser, loaded_neo4j: Store, neo4j_uri: str
) -> None:
    door = Door(neo4j_uri)
    env = {"CASEGRAPH_STORE": door.uri, "CASEGRAPH_NEO4J_CONNECT_TIMEOUT_S": "2"}
    with chrome.served(APP, env=env) as address, explorer(chromium, address) as page:
        page.page.goto(address)
        expect(page.page.get_by_text("does not answer")).to_be_visible()
        door.open()
        page.page.get_by_role("button", name="Try again").click()
        page.until(lambda s: FIRE in s["nodes"], "the graph")
        page.settle()
        door.close()
        page.click(PRIYA)
        expect(page.page.get_by_text("does not answer").first).to_be_visible()
        door.open()
        page.page.get_by_role("button", name="Try again").click()
        page.until(lambda s: FIRE in s["nodes"], "the graph again")
        expect(page.page.get_by_text("does not answer")).to_have_count(0)
        door.close()


class Door:
    """An address of its own for a server, which can be shut: bolt alone, so that nobody is told another one."""

    def __init__(self, uri: str) -> None:
        parts = urlsplit(uri)
        self._to = (parts.hostname or "", parts.port or 7687)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.uri = f"bolt://127.0.0.1:{self._port}"
        self._sockets: list[socket.socket] = []

    def open(self) -> None:
        listener = socket.create_server(("127.0.0.1", self._port), reuse_port=False)
        self._sockets = [listener]
        threading.Thread(target=self._listen, args=(listener,), daemon=True).start()

    def close(self) -> None:
        for each in self._sockets:
            # a thread that waits on it is woken by this alone
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _listen(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, far = listener.accept()[0], socket.create_connection(self._to)
                self._sockets += [near, far]
                for a, b in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(a, b), daemon=True).start()

    @staticmethod
    def _pass_on(a: socket.socket, b: socket.socket) -> None:
        with suppress(OSError):
            while data := a.recv(65_536):
                b.sendall(data)
            b.shutdown(socket.SHUT_WR)
