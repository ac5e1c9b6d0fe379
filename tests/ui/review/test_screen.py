"""The screen of a review: filters, its address, and what everybody needs of it, whatever they see or hold."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect

from graph.extract.proposals import Proposals, Proposer
from tests.helpers.explorer import EMBEDDED
from tests.helpers.reviewing import LONG, Opened, Reviewer, claims, has, write_case

pytestmark = [pytest.mark.browser, EMBEDDED]


# -- filters and bulk ------------------------------------------------------------------------------


def test_bulk_acts_on_what_the_filter_shows_and_says_how_many(path: Path, review: Opened):
    page = review(path.stem)
    page.screen.get_by_role("button", name=re.compile("^Claims")).click()
    accept = page.screen.get_by_role("button", name="Accept 3 shown")  # the fourth has no speaker
    expect(page.screen.get_by_role("button", name="Leave out 4 shown")).to_be_enabled()
    accept.click()
    page.rest()
    assert len(claims(path)) == 3
    assert not has(path, "Velm")
    expect(page.screen.get_by_role("button", name="Accept 0 shown")).to_be_disabled()
    page.text.press("u")
    page.rest()
    assert claims(path) == []


def test_merges_are_never_accepted_together_with_others(path: Path, review: Opened):
    page = review(path.stem)
    shown = page.screen.get_by_role("button", name=re.compile(r"^Accept \d+ shown$"))
    expect(shown).to_have_text("Accept 11 shown")
    shown.click()
    page.rest()
    assert page.item("merge", "Brant")["state"] == "open"
    assert has(path, "Brant")


def test_the_numbers_add_up_and_suggestions_are_unfolded_when_looked_for(path: Path, review: Opened):
    page = review(path.stem)
    folded = page.queue.locator("details.part")
    # of 13 names and the like two lack a speaker, or what they are said of; a merge and a suggestion besides
    expect(page.screen.get_by_role("button", name=re.compile("^All"))).to_have_text("All 15")
    expect(page.screen.get_by_role("button", name="Leave out 13 shown")).to_be_enabled()
    expect(page.screen.locator(".sum")).to_have_text(
        "Of 15 undecided: without 1 merge and 1 suggestion; 2 cannot be accepted yet"
    )
    chip = page.screen.get_by_role("button", name=re.compile("^Suggestions"))
    expect(chip).to_have_text("Suggestions 1")
    expect(page.row("Fall of the gate")).to_be_hidden()
    chip.click()
    expect(page.row("Fall of the gate")).to_be_visible()
    expect(page.screen.get_by_role("button", name="Accept 1 shown")).to_be_enabled()
    expect(page.screen.locator(".sum")).to_have_text("")
    chip.click()
    expect(folded).not_to_have_attribute("open", "")
    page.text.press("/")
    page.keyboard.type("fall of")
    expect(page.row("Fall of the gate")).to_be_visible()
    again = review(f"?case={path.stem}&kind=suggestions")
    expect(again.row("Fall of the gate")).to_be_visible()


def test_what_was_done_is_seen_and_nothing_moves(path: Path, review: Opened):
    page = review(path.stem)
    done, undo = page.screen.locator(".done"), page.screen.get_by_role("button", name="Undo")
    expect(undo).to_be_hidden()
    before = page.queue.bounding_box()
    page.go("entity", "Velm")
    page.keys("A")
    expect(done).to_have_text("Accepted Velm, all places")
    page.keys("j")
    expect(done).to_have_text("Accepted Velm, all places")
    page.screen.get_by_role("button", name=re.compile(r"^Accept \d+ shown$")).click()
    expect(done).to_have_text("Accepted 10 proposals")
    page.rest()  # with the graph's counts, which grow with it
    assert page.queue.bounding_box() == before
    undo.click()
    expect(done).to_have_text("Took back 10 decisions")
    page.rest()
    assert has(path, "Velm")
    assert claims(path) == []
    # the list of sources says so too; with it the undecided are all
    expect(page.page.get_by_role("combobox", name="Source")).to_have_value("1 of 15 decided · The Velm Chronicle")
    expect(page.screen.get_by_role("button", name=re.compile("^All"))).to_have_text("All 14")


def test_filters_and_place_are_in_the_address(path: Path, review: Opened):
    page = review(path.stem)
    page.screen.get_by_text("Filter", exact=True).click()
    page.screen.get_by_role("combobox", name="Rule").select_option("claim/frame")
    expect(page.queue.locator("tbody tr:visible")).to_have_count(1)
    page.queue.get_by_role("button", name="I heard it fall").click()
    page.tab.until(lambda: f"at={page.state['current']}" in page.page.url, "the address")
    again = review(page.page.url.partition("/review")[2])
    assert again.state["filter"]["rule"] == "claim/frame"
    assert again.current["words"] == "I heard it fall,"
    expect(again.queue.locator("tbody tr:visible")).to_have_count(1)
    again.screen.get_by_role("combobox", name="Rule").select_option("")
    again.screen.get_by_role("combobox", name="Score").select_option("0.9")
    expect(again.queue.locator("tbody tr:visible")).to_have_count(1)
    again.screen.get_by_role("combobox", name="Score").select_option("")
    again.text.press("/")
    again.keyboard.type("canal")
    expect(again.queue.locator("tbody tr:visible")).to_have_count(2)


def test_in_view_shows_what_is_seen_of_the_text(folder: Path, review: Opened, path: Path):
    page = review(path.stem, viewport={"width": 1200, "height": 640})
    page.screen.get_by_text("Filter", exact=True).click()
    rows = page.queue.locator("tbody tr:visible")
    before = rows.count()
    page.text.evaluate("pane => { pane.style.flex = 'none'; pane.style.height = '220px'; }")
    page.screen.get_by_label("in view").check()
    expect(rows).not_to_have_count(before)
    page.text.evaluate("pane => { pane.scrollTop = pane.scrollHeight; }")
    expect(page.row("عمر الوليد")).to_be_visible()
    expect(page.row("shut at nine")).to_be_hidden()


# -- for everybody ---------------------------------------------------------------------------------


def faults(page: Reviewer) -> list[str]:
    page.rest()
    found: list[dict[str, Any]] = Axe().run(page.page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]}: {node.get('failureSummary', '')[:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(path: Path, review: Opened, scheme: str):
    page = review(path.stem, color_scheme=scheme)
    assert faults(page) == [], "the first proposal"
    page.go("claim", "shut at nine")
    page.keys("a")
    page.rest()
    assert faults(page) == [], "a claim"
    for keys, what in (
        ("c", "the form of a claim"),
        ("s", "the speaker"),
        ("?", "the keys"),
        ("e", "edges"),
        ("i", "words"),
    ):
        page.keys(*keys)
        assert faults(page) == [], what
        page.keys("Escape", "Escape")
    page.go("entity", "Canal Board")
    page.keys("t")
    assert faults(page) == [], "types"
    page.keys("Escape", "x")
    assert faults(page) == [], "splitting"
    page.keys("Escape")
    page.screen.get_by_text("Filter", exact=True).click()
    assert faults(page) == [], "the filters"


def test_names_are_text_and_break_nothing(path: Path, review: Opened):
    page = review(path.stem)
    assert page.screen.locator("b", has_text=re.compile("^Lou$")).count() == 0
    expect(page.row("<b>Lou</b> & Sons")).to_be_visible()
    for words in (LONG, "عمر الوليد", "<b>Lou</b> & Sons"):
        page.go("entity", words)
        wide = page.screen.evaluate("(host) => host.scrollWidth - host.clientWidth")
        assert wide <= 0, words
        expect(page.card.get_by_role("heading")).to_contain_text(words[:100])


def test_the_queue_is_a_table_that_says_the_state_of_each(path: Path, review: Opened):
    page = review(path.stem)
    table = page.queue.get_by_role("table", name=re.compile("^Dates"))
    expect(table.get_by_role("columnheader")).to_have_text(["Proposal", "State"])
    row = table.get_by_role("row", name=re.compile("4 March 2021"))
    expect(row.get_by_role("cell").last).to_contain_text("undecided")
    row.get_by_role("button").click()
    page.keys("a")
    expect(row.get_by_role("cell").last).to_contain_text("taken")
    page.rest()


def test_on_a_narrow_screen_there_are_tabs(path: Path, review: Opened):
    page = review(path.stem, viewport={"width": 390, "height": 844}, has_touch=True)
    expect(page.queue).to_be_hidden()
    page.text.get_by_text("Velm", exact=True).first.tap()
    expect(page.card.get_by_role("heading")).to_have_text("Velm")
    page.card.get_by_role("button", name="Accept").tap()
    page.rest()
    assert has(path, "Velm")
    page.screen.get_by_role("tab", name="Queue").tap()
    expect(page.text).to_be_hidden()
    expect(page.row("Velm").first).to_contain_text("taken")
    assert page.page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_keys_can_be_switched_off_and_leave_fields_alone(path: Path, review: Opened):
    page = review(path.stem)
    page.keys("/")
    page.keyboard.type("arr")
    assert {each["state"] for each in page.items.values()} == {"open"}
    page.keys("Escape", "?")
    page.screen.get_by_label("Single keys decide").uncheck()
    page.keys("Escape", "a", "A", "r")
    assert page.state["waiting"] == 0
    assert {each["state"] for each in page.items.values()} == {"open"}


def test_a_key_touches_only_what_changes(folder: Path, review: Opened):
    paragraph = "Keeper Ada Brant said that the gate was shut. Nearly 40 boats waited for the Canal Board.\n\n"
    path = write_case(folder, "large", text=(text := paragraph * 500), proposed=_many(text))
    page = review(path.stem)
    assert len(page.items) >= 2_000
    touched = page.page.evaluate(
        """async () => {
          const nodes = new Set();
          const watch = new MutationObserver((rows) => { for (const row of rows) nodes.add(row.target); });
          const all = { subtree: true, childList: true, attributes: true, characterData: true };
          watch.observe(document.querySelector(".casegraph-review"), all);
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }));
          await new Promise((done) => setTimeout(done, 0));
          watch.disconnect();
          return nodes.size;
        }"""
    )
    assert 5 < touched < 80
    page.rest()


def _many(text: str) -> Proposals:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    make = Proposer(text, sha256, {}).make
    rows = []
    size = len(text) // 500
    for n in range(500):
        at = n * size
        place = (at + 7, at + 16)
        mention = make("mention", [place], "title", {"type": "Person"})
        one = make("entity", [place], "title", {"type": "Person", "name": f"Ada Brant {n}", "mentions": [mention.id]})
        said = {
            "speaker": one.id,
            "named": [],
            "said": "indirect",
            "verb": "said",
            "stance": "asserts",
            "negated": False,
            "via": [],
        }
        rows += [mention, one, make("claim", [(at + 27, at + 44)], "that-clause", said)]
        rows.append(make("quantity", [(at + 46, at + 61)], "~", {"low": 36, "high": 40, "unit": "boats"}))
    return Proposals(source="velm", sha256=sha256, published="", rows=tuple(rows))
