"""What falls without something, and the questions that come with Case Graph, in the app; in the browser once."""

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect

from graph.explore.view import View
from graph.questions.ask import questions
from graph.stores import Store
from graph.ui.explore.actions import ACTIONS
from graph.ui.query import asking
from graph.ui.query.console import Console
from tests.helpers.explorer import CASE, FIRE, Open
from tests.helpers.pages import Page, own_settings

AUTHORITY = f"{CASE}/port-authority"


@pytest.fixture
def page(loaded_embedded: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """The page Explore, at a view in which the Port Authority is taken to fall."""
    monkeypatch.setenv("CASEGRAPH_STORE", str(tmp_path / loaded_embedded.name))
    with own_settings():
        yield Page({"case": CASE, "falls": "port-authority", "selection": "port-authority"})


def inspector(page: Page) -> dict[str, Any]:
    [found] = page._parts("casegraph_inspector")
    content: dict[str, Any] = json.loads(found.json)
    return content


def test_what_falls_is_said_listed_and_marked_no_more(page: Page) -> None:
    assert "Without what Port Authority says or passes on, 8 claims of theirs" in page.text
    assert "Of these 6 statements, 4 are marked in the picture; all are listed beside it." in page.text
    sections = {section["heading"]: section["rows"] for section in inspector(page)["sections"]}
    assert list(sections)[:3] == [
        "Nothing is left of (3)",
        "The status changes of (3)",
        "The status stays, with fewer claims, of (2)",
    ]
    # what keeps its status says how much it loses
    kept = sections["The status stays, with fewer claims, of (2)"]
    assert all(re.fullmatch(r"without \d+ of \d+ claims", row["lines"][0][0]) for row in kept)
    # the picture is fitted to what is marked, and to what falls
    ends = {"pier-nine", "priya-raghunathan", "yellow-coat", "warehouse-fire", "fuel-can"}
    assert page.control["around"] == sorted([AUTHORITY, *(f"{CASE}/{id}" for id in ends)])
    shown = json.dumps(inspector(page), ensure_ascii=False)
    assert "disputed → denied: Found not so by Pier Inquiry and Harbour court, denied by Priya Raghunathan" in shown
    before = page.control["fit"]
    page.press("Mark it no more")
    assert (page.control["around"], page.control["fit"]) == ([], before + 1)
    assert page.view == View(case=CASE, selection=(AUTHORITY,), version=page.view.version)
    assert "Nothing is left of" not in json.dumps(inspector(page))


def test_an_address_that_takes_what_is_gone_to_fall_is_drawn_without_marks(page: Page) -> None:
    page.app.query_params["falls"] = "nobody"
    fresh = Page({"case": CASE, "falls": "nobody"})
    assert "Nothing is marked as falling. No source, speaker or claim of the case harbour-fire" in fresh.text
    assert fresh.view.falls == ""


def test_a_statement_says_what_it_rests_on_alone(page: Page) -> None:
    fresh = Page({"case": CASE, "selection": "coat-at-gate"})
    sections = {s["heading"]: s["rows"] for s in inspector(fresh)["sections"]}
    [row] = sections["Rests on this alone"]
    assert row["words"][0] == {"text": "Unnamed guard", "key": f"{CASE}/unnamed-guard"}
    labels = [action["label"] for action in inspector(fresh)["actions"]]
    assert "Ask" in labels


def test_the_action_marks_and_takes_back(page: Page) -> None:
    action = ACTIONS["falls"]
    marked = View(case=CASE, falls=AUTHORITY)
    assert action.does(marked, [AUTHORITY], {}) == View(case=CASE)


def test_every_question_is_offered_once_in_explore(page: Page) -> None:
    fresh = Page({"case": CASE})
    [ask] = (a for a in inspector(fresh)["actions"] if a["label"] == "Ask")
    of_case = [choice["detail"]["name"] for choice in ask["choices"]]
    statement = Page({"case": CASE, "selection": "coat-at-gate"})
    [ask] = (a for a in inspector(statement)["actions"] if a["label"] == "Ask")
    of_statement = [choice["detail"] for choice in ask["choices"]]
    assert [*of_case, *(detail["name"] for detail in of_statement)] == [
        *(name for name, asked in questions().items() if "statement" not in asked.to_give),
        "who-says",
    ]
    assert of_statement == [{"name": "who-says", "case": CASE, "of": "coat-at-gate"}]


def test_a_question_stands_in_the_editor_with_values_to_begin_with(page: Page) -> None:
    for name, asked in questions().items():
        console = Console()
        asking.put(console, name, CASE)
        assert (console.text, console.run_requested) == (asked.cypher, True)
        values = console.value_or_none("case"), [console.value_or_none(each) for each in asked.parameters]
        assert values[0] == CASE
        assert None not in values[1], name
    console = Console()
    asking.ask(console, {"name": "who-says", "case": CASE, "of": "coat-at-gate"})
    assert console.value("statement") == "coat-at-gate"
    console = Console()
    asking.ask(console, {"name": "DROP", "case": ["x"]})
    assert not console.text


def test_the_page_query_lists_the_questions(page: Page) -> None:
    page.turn_to("query")
    [lists] = page._parts("casegraph_library")
    found = {each["name"]: each["items"] for each in json.loads(lists.json)["lists"]}
    assert [item["id"] for item in found["Questions"]] == list(questions())


@pytest.mark.browser
@pytest.mark.slow
def test_in_the_browser_it_is_marked_listed_and_asked(app: str, session: Open) -> None:
    page = session(app)
    page.select(AUTHORITY)
    near, far = f"{CASE}/fuel-can", f"{CASE}/harbour-assembly"
    apart = math.dist(page.place(AUTHORITY), page.place(near))
    page.act("What falls without it")
    page.until_view(lambda view: view.falls == AUTHORITY, "the marks")
    page.rest()
    # nearer, so that all that is marked is in the picture, and not all else
    assert math.dist(page.place(AUTHORITY), page.place(near)) > 1.2 * apart
    box = page.stage.bounding_box()
    assert box
    inside = {
        key for key in (AUTHORITY, near, f"{CASE}/yellow-coat", far)
        if box["x"] < page.place(key)[0] < box["x"] + box["width"]
    }  # fmt: skip
    assert inside == {AUTHORITY, near, f"{CASE}/yellow-coat"}
    expect(page.inspector).to_contain_text("Nothing is left of (3)")
    assert [rule["id"] for rule in Axe().run(page.page).response["violations"]] == []
    legend = page.page.locator("[data-id='falls:falls']")
    expect(legend).to_contain_text("1 of 3 · nothing is left of it")
    # a statement that changes is a link to it
    page.press(page.inspector.get_by_role("button", name="Disputed, asserted by Port Authority").first)
    expect(page.heading).to_contain_text("(disputed)")
    assert page.view.falls == AUTHORITY
    page.press(page.page.get_by_role("button", name="Mark it no more"))
    page.until_view(lambda view: not view.falls, "no marks")
    page.rest()
    assert math.dist(page.place(AUTHORITY), page.place(near)) == pytest.approx(apart, rel=0.05)
    expect(legend).to_have_count(0)
    page.select(FIRE)
    page.act("What falls without it")
    expect(page.page.locator("[data-testid=stMain]")).to_contain_text("no claim is made or passed on by Warehouse fire")
    page.open(f"?case={CASE}&selection=coat-at-gate")
    page.act("Ask", "Who asserts a statement")
    page.page.wait_for_url("**/query**")
    page.rest()
    expect(page.page.get_by_label("Value of $statement")).to_have_value("coat-at-gate")
