"""The Explore page of the real app, in Chromium, on both stores: every way to explore, and what it leaves."""

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.helpers import browser as chrome
from tests.helpers.explorer import CASE, COURT, EMBEDDED, FIRE, GUARD, PRIYA, STORES, Open

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_newcomer_sees_the_case_and_finds_what_is_misspelt(app: str, session: Open) -> None:
    page = session(app)
    assert {PRIYA, FIRE, COURT} <= page.shown
    assert len(page.shown) == 53
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
    expect(page.page.get_by_role("option").first).to_contain_text("“Ragunathan”")
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
    expect(accused).to_contain_text("denied by Priya Raghunathan, by way of Fire at pier nine (Harbour Gazette)")
    quote = accused.get_by_text("found not so by Harbour court")
    page.press(quote)
    expect(accused.get_by_role("blockquote").filter(has_text="The court, under Judge Nadia Brandt")).to_be_visible()
    source = accused.get_by_role("button", name="Source: Court clears pier engineer (Quay Ledger)")
    page.press(source.filter(visible=True).first)
    expect(page.heading).to_have_text("Court clears pier engineer (Quay Ledger)")
    expect(page.inspector).to_contain_text("What it says")
    page.until(lambda s: f"{CASE}/ledger" in s["nodes"], "the source beside the rest")
    page.rest()
    page.select(PRIYA)
    page.press(accused.get_by_role("button", name="accused of"))
    expect(page.heading).to_have_text("Priya Raghunathan — accused of (disputed) → Warehouse fire")
    expect(page.inspector).to_contain_text("Somebody asserts it, and somebody denies or questions it.".lower()[1:])
    expect(page.inspector.get_by_role("listitem").first).to_contain_text("asserted by Port Authority")
    expect(page.inspector).to_contain_text("by way of Oskar Vey")
    # a line is clicked where its caption would be
    line = next(key for key, edge in page.state["edges"].items() if key.endswith("/raghunathan-cleared-by"))
    page.select(line)
    expect(page.heading).to_contain_text("cleared by (found) → Harbour court")
    page.press(page.inspector.get_by_role("button", name="Harbour court").first)
    expect(page.heading).to_have_text("Harbour court")


def test_what_is_around_a_node_comes_in_and_goes_again(app: str, session: Open) -> None:
    page = session(app)
    before = page.places
    page.double_click(*page.place(GUARD))
    page.until_view(lambda view: [e.key for e in view.expands] == [GUARD], "the expand")
    page.until(lambda s: len(s["nodes"]) > len(before), "more nodes")
    after = page.rest()
    assert {key: page.places[key] for key in before} == before
    page.press(page.page.get_by_role("button", name="Undo"))
    page.until(lambda s: set(s["nodes"]) == set(before), "as it was")
    page.press(page.page.get_by_role("button", name="Redo"))
    page.until(lambda s: len(s["nodes"]) == len(after["nodes"]), "the same again")
    page.stage.focus()
    page.keyboard.press("Control+z")
    page.until(lambda s: set(s["nodes"]) == set(before), "as it was")
    page.keyboard.press("Control+Shift+Z")
    page.until(lambda s: len(s["nodes"]) == len(after["nodes"]), "the same again")
    page.rest()
    page.menu(GUARD, "Collapse")
    page.until(lambda s: set(s["nodes"]) == set(before), "collapsed")
    assert page.view.expands == ()
    # by type, with the counts before
    page.rest()
    page.click(COURT, button="right")
    way = page.page.get_by_role("menuitem", name="Claim").first
    expect(way).to_contain_text("Claim")
    count = int("".join(filter(str.isdigit, way.inner_text())))
    page.press(way)
    page.until(lambda s: len(s["nodes"]) == len(before) + count, "so many claims")


@EMBEDDED
def test_nodes_are_hidden_kept_alone_and_started_from(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    page.select(GUARD)
    page.stage.focus()
    page.keyboard.press("Delete")
    page.until(lambda s: GUARD not in s["nodes"], "hidden")
    expect(page.page.get_by_text("Filtered: without 1 hidden by hand.").first).to_be_visible()
    page.press(page.page.get_by_role("button", name="Show all again"))
    page.until(lambda s: GUARD in s["nodes"], "back")
    page.rest()
    page.menu(FIRE, "Show only, with neighbours")
    page.until(lambda s: 1 < len(s["nodes"]) < 53, "fewer nodes")
    assert FIRE in page.shown
    page.press(page.page.get_by_role("button", name="Undo"))
    page.until(lambda s: len(s["nodes"]) == 53 or len([n for n in s["nodes"].values() if n["shown"]]) == 53, "all")
    page.rest()
    page.menu(PRIYA, "Start here")
    page.until_view(lambda view: view.start == (PRIYA,), "a new start")
    page.until(lambda s: set(s["nodes"]) == {PRIYA}, "one node")
    expect(page.heading).to_have_text("Priya Raghunathan")
    page.double_click(*page.place(PRIYA))
    page.until(lambda s: len(s["nodes"]) > 10, "its neighbours")


@EMBEDDED
def test_a_node_stays_where_it_is_put(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    x, y = page.on_stage(GUARD)
    page.drag(GUARD, 60, -45)
    page.until_view(lambda view: GUARD in view.pins, "the pin")
    page.rest()
    assert page.on_stage(GUARD) == pytest.approx((x + 60, y - 45), abs=0.6)
    put = page.places
    page.press(page.tab_named("Filters").get_by_text("Draw what is filtered out faintly"))
    page.until_view(lambda view: view.dim, "another run")
    page.rest()
    assert page.places[GUARD] == put[GUARD]
    assert page.on_stage(GUARD) == pytest.approx((x + 60, y - 45), abs=0.6)
    page.page.reload()
    page.until(lambda s: s["nodes"], "the graph")
    page.rest()
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
    expect(page.page.get_by_text("Select the other end of the path").first).to_be_visible()
    page.press(page.page.get_by_role("button", name="Cancel"))
    expect(page.page.get_by_text("Select the other end of the path")).to_have_count(0)
    page.rest()
    page.act("Path to")
    page.search.fill("Coast Mutual")
    page.search.press("Enter")
    expect(page.page.get_by_text(re.compile("relationships( each)?, selected in the picture")).first).to_be_visible()
    assert {COURT, f"{CASE}/coast-mutual"} <= set(page.view.selection)
    page.rest()
    page.keyboard.press("Escape")
    page.rest()
    page.select(PRIYA, f"{CASE}/coast-mutual")
    expect(page.inspector).to_contain_text("2 selected")
    page.menu(PRIYA, "Connect")
    expect(page.page.get_by_text(re.compile("relationships( each)?, selected in the picture")).first).to_be_visible()
    page.rest()
    page.keyboard.press("Escape")
    page.rest()
    page.select(COURT, f"{CASE}/coast-mutual", f"{CASE}/oskar-vey")
    page.act("Connect")
    expect(page.page.get_by_text("nodes connect the 3 that were selected").first).to_be_visible()


@EMBEDDED
def test_the_legend_filters_and_its_removal_moves_nothing(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    before = page.places
    page.press(page.page.get_by_role("button", name=re.compile(r"^People \d")))
    page.until(lambda s: PRIYA not in s["nodes"] or not s["nodes"][PRIYA]["shown"], "people gone")
    page.until_view(lambda view: "Person" in view.off, "the address")
    page.press(page.page.get_by_role("button", name=re.compile(r"^alleged \d")))
    page.until_view(lambda view: "~alleged" in view.off, "the address")
    table = page.tab_named("Table")
    page.tab.until(lambda: not any("alleged" in row for row in page.rows(table)), "no allegation in the table")
    page.press(page.page.get_by_role("button", name="Show faintly what is filtered out"))
    page.until_view(lambda view: view.dim, "faint")
    page.press(page.page.get_by_role("button", name="Remove what is filtered out"))
    page.press(page.page.get_by_role("button", name=re.compile(r"^People \d")))
    page.press(page.page.get_by_role("button", name=re.compile(r"^alleged \d")))
    page.until_view(lambda view: not view.off - {"Date", "Quantity", "Text"}, "no filter")
    page.rest()
    assert page.places == before
    assert page.state["nodes"][PRIYA]["shown"]


@EMBEDDED
def test_tables_share_the_selection_both_ways(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    table = page.tab_named("Table")
    page.select_row(table, 2)
    chosen = page.until_view(lambda view: len(view.selection) == 1, "a relationship").selection
    assert chosen[0] in page.state["edges"]
    page.until(lambda s: s["selectedEdges"] == list(chosen), "the line on the canvas")
    start, words, end, *_ = page.rows(table)[2]
    expect(page.heading).to_contain_text(start)
    expect(page.heading).to_contain_text(end)
    expect(page.heading).to_contain_text(words.partition(" (")[0])
    page.press(table.get_by_text("Nodes", exact=True))
    # by keyboard alone: from row to row, and Shift and the space bar select
    table.locator("canvas").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    expect(page.heading).to_have_text(page.rows(table)[1][0])
    page.rest()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    expect(page.heading).to_have_text(f"{page.rows(table)[1][0]}, {page.rows(table)[2][0]}")
    page.rest()
    # and from the canvas to the table
    page.select(f"{CASE}/ask-why")
    page.tab.until(lambda: page.selected_rows(table) == ["Ask why"], "the row of what was clicked")


@EMBEDDED
def test_the_same_address_shows_the_same_picture(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    page.drag(GUARD, 40, -30)
    page.until_view(lambda view: GUARD in view.pins, "the pin")
    page.rest()
    page.double_click(*page.place(COURT))
    page.until_view(lambda view: view.expands, "the expand")
    page.until(lambda s: s["selection"] == [COURT], "the selection")
    page.press(page.page.get_by_role("button", name=re.compile(r"^alleged \d")))
    page.until_view(lambda view: "~alleged" in view.off, "the filter")
    page.rest()
    before, shown, query = page.places, page.shown, page.page.url.partition("/?")[2]
    page.page.reload()
    page.until(lambda s: s["nodes"], "the graph")
    page.rest()
    other = session(embedded_app, f"?{query}", viewport={"width": 1500, "height": 1100})
    for again in (page, other):
        assert again.places == {key: pytest.approx(place, abs=0.1) for key, place in before.items()}
        assert again.shown == shown
        assert again.state["selection"] == [COURT]
        expect(again.heading).to_have_text("Harbour court")


@EMBEDDED
def test_two_sessions_do_not_mix(embedded_app: str, session: Open) -> None:
    one, two = session(embedded_app), session(embedded_app)
    one.select(PRIYA)
    two.select(FIRE)
    one.act("Hide")
    one.until(lambda s: PRIYA not in s["nodes"], "hidden in one")
    two.rest()
    assert PRIYA in two.shown
    expect(two.heading).to_have_text("Warehouse fire")
    assert two.page.get_by_role("button", name="Undo").is_disabled()


def test_pictures_and_data_are_what_is_shown(app: str, session: Open, tmp_path: Path) -> None:
    page = session(app, f"?case={CASE}&off=~alleged,Date,Quantity,Text&pins=unnamed-guard*120*-80")
    panel = page.tab_named("Export")
    svg = page.download(panel.get_by_role("button", name="SVG"))
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert b"Priya Raghunathan" in svg
    assert b"(alleged)" not in svg
    assert b"without statements that are alleged (" in svg
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
    page.press(panel.get_by_text("Dark", exact=True))
    page.press(panel.get_by_text("4×", exact=True))
    png = page.download(panel.get_by_role("button", name="PNG"))
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) > 2_000
    assert page.download(panel.get_by_role("button", name="PDF", exact=True)).startswith(b"%PDF-")
    assert b"<html" in page.download(panel.get_by_role("button", name="HTML", exact=True))[:400].lower()
    nodes = {node["id"] for node in json.loads(page.download(panel.get_by_role("button", name="JSON")))["nodes"]}
    assert nodes == {key.partition("/")[2] for key in page.shown}
    table = page.download(panel.get_by_role("button", name="CSV", exact=True)).decode("utf-8-sig")
    assert "found not so by Pier Inquiry and Harbour court" in table
    assert "denied by Priya Raghunathan (by way of Fire at pier nine (Harbour Gazette))" in table
    with zipfile.ZipFile(io.BytesIO(page.download(panel.get_by_role("button", name="CSV, two tables")))) as packed:
        assert packed.namelist() == ["nodes.csv", "relationships.csv", "about.txt"]
    with zipfile.ZipFile(io.BytesIO(page.download(panel.get_by_role("button", name="CSV for Gephi")))) as packed:
        assert packed.namelist() == ["nodes.csv", "edges.csv", "about.txt"]
    assert page.file_name == "harbour-fire-filtered.gephi.zip"
    book = load_workbook(io.BytesIO(page.download(panel.get_by_role("button", name="XLSX"))))
    assert book.sheetnames == ["Relationships", "Nodes", "Claims", "About"]
    for name in ("GraphML", "GEXF"):
        ElementTree.fromstring(page.download(panel.get_by_role("button", name=name)))
    assert page.download(panel.get_by_role("button", name="DOT")).startswith(b"digraph")
    assert page.file_name == "harbour-fire-filtered.dot"
