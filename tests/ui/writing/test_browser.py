"""Writing in the browser, on both stores: seen in the difference, in the file and in the graph; by keyboard alone."""

import shutil
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Locator, expect

from graph.case.file.case_file import CaseFile
from tests.helpers.explorer import CASE, EMBEDDED, Explorer, Open

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LEAL, ACCUSED = f"{CASE}/tomas-leal", f"{CASE}/raghunathan-set-fire"
_FOCUSED = """() => {
  let element = document.activeElement;
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const text = element.matches("button, [role=tab], a") ? element.innerText : element.tagName;
  return element.getAttribute("aria-label") || element.labels?.[0]?.innerText || text;
}"""
"""What is focused: by its name, or else its text."""


class Writing:
    """What is written in a session."""

    def __init__(self, page: Explorer) -> None:
        self.page = page
        self.dialog = page.page.get_by_role("dialog")
        self.difference = self.dialog.get_by_role("region", name="Difference of the case file")

    def begin(self, item: str) -> None:
        """Choose from the menu Edit of the inspector."""
        self.page.act("Edit", item)
        expect(self.dialog).to_be_visible()

    def choose(self, label: str, option: str) -> None:
        """Choose an option by typing the beginning of it."""
        self.page.press(self.dialog.get_by_role("combobox", name=label))
        self.page.keyboard.type(option)
        self.page.press(self.page.page.get_by_role("option", name=option).first)

    def fill(self, label: str, text: str) -> None:
        field = self.dialog.get_by_label(label, exact=True)
        field.fill(text)
        field.press("Tab")
        self.page.rest()

    def lines(self, kind: str) -> list[str]:
        """The lines of the difference that come (``ins``) or go (``del``)."""
        expect(self.difference).to_be_visible()
        return [text.strip() for text in self.difference.locator(kind).all_inner_texts()]

    def press(self, name: str) -> None:
        self.page.press(self.dialog.get_by_role("button", name=name, exact=True))

    def undo_last(self) -> Locator:
        """Take back the last change, by the list."""
        changes = self.page.tab_named("Changes")
        self.page.press(changes.get_by_role("button", name="Undo").first)
        self.press("Undo")
        expect(self.dialog).to_have_count(0)
        return changes


def test_what_is_written_is_seen_in_the_difference_the_file_and_the_graph(
    own_app: str, session: Open, written: CaseFile
) -> None:
    text = written.path.read_text()
    page = session(own_app, f"?case={CASE}&selection=raghunathan-letter")
    writing = Writing(page)
    # a claim
    expect(page.inspector).to_contain_text("Statement · reported")
    writing.begin("Add a claim")
    writing.choose("Speaker", "Port Authority")
    page.press(writing.dialog.get_by_text("denies", exact=True))
    writing.choose("Source", "Fire at pier nine")
    writing.choose("Sentence", "¶2, sentence 1")
    expect(writing.dialog.locator(".consequences")).to_have_text(
        "Adds 1 claim; the status of 1 statement changes from reported to disputed."
    )
    assert any("by: port-authority, stance: denies" in line for line in writing.lines("ins"))
    assert written.path.read_text() == text
    writing.press("Save")
    expect(writing.dialog).to_have_count(0)
    assert "by: port-authority, stance: denies" in written.path.read_text()
    expect(page.inspector).to_contain_text("Statement · disputed")
    expect(page.inspector).to_contain_text("denied by Port Authority")
    assert page.view.selection == (f"{CASE}/raghunathan-letter",)
    with_claim = written.path.read_text()
    # merged and unmerged
    page.select(LEAL)
    writing.begin("Merge with")
    writing.choose("Merge with", "Cornelis Vey")
    # the fuller name stays
    assert any("id: tomas-leal" in line for line in writing.lines("del"))
    writing.press("Merge")
    page.until(lambda s: LEAL not in s["nodes"], "one node less")
    expect(page.inspector).to_contain_text("Tomás Leal")
    assert "id: tomas-leal\n" not in written.path.read_text()
    writing.undo_last()
    page.until(lambda s: LEAL in s["nodes"], "both nodes")
    assert written.path.read_text() == with_claim
    # a statement is removed
    page.select(ACCUSED)
    writing.begin("Remove")
    expect(writing.dialog).to_contain_text("Priya Raghunathan — accused of (disputed) → Warehouse fire: removed")
    assert any("id: raghunathan-set-fire" in line for line in writing.lines("del"))
    writing.press("Remove")
    page.until(lambda s: ACCUSED not in s["edges"], "one line less")
    assert "id: raghunathan-set-fire" not in written.path.read_text()
    changes = writing.undo_last()
    page.until(lambda s: ACCUSED in s["edges"], "the line again")
    assert written.path.read_text() == with_claim
    expect(changes).to_contain_text("Removed Priya Raghunathan — accused of (disputed) → Warehouse fire · undone")
    writing.undo_last()
    assert written.path.read_text() == text


@EMBEDDED
@pytest.mark.parametrize("own_app", ["embedded"], indirect=True)
def test_by_keyboard_alone(own_app: str, session: Open, written: CaseFile) -> None:
    page = session(own_app, f"?case={CASE}&selection=raghunathan-letter")
    writing = Writing(page)
    page.stage.focus()

    def reach(name: str, key: str = "Tab") -> None:
        """Press a key until something is focused."""
        for _ in range(60):
            if name in page.page.evaluate(_FOCUSED):
                return
            page.keyboard.press(key)
        raise AssertionError(f"{name} is not reached by {key}; last was {page.page.evaluate(_FOCUSED)!r}.")

    def enter(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)
        page.rest()

    page.keyboard.press("i")
    reach("Edit")
    enter("Enter")
    reach("Add a claim", "ArrowDown")
    enter("Enter")
    expect(writing.dialog).to_be_visible()
    for label, typed in (("Speaker", "Port Auth"), ("Source", "Fire at pier"), ("Sentence", "roof came down")):
        reach(label)
        page.keyboard.type(typed)
        expect(page.page.get_by_role("option").first).to_be_visible()
        enter("ArrowDown", "Enter")
    expect(writing.dialog.locator(".consequences")).to_contain_text("Adds 1 claim")
    reach("Difference of the case file")
    reach("Save")
    enter("Enter")
    expect(writing.dialog).to_have_count(0)
    about = next(statement for statement in written.read().statements if statement.id == "raghunathan-letter")
    [claim] = [claim for claim in about.claims if claim.by == "port-authority"]
    assert (claim.at.paragraph, claim.at.sentence) == (2, 2)
    assert claim.stance == "asserts"
    expect(page.inspector).to_contain_text("asserted by Port Authority")
    expect(page.heading).to_be_focused()
    # and taken back
    reach("Table")
    reach("Changes", "ArrowRight")
    enter("Enter")
    reach("Undo")
    enter("Enter")
    reach("Undo")
    enter("Enter")
    # what was begun is left by its button, and not by Escape
    page.stage.focus()
    page.keyboard.press("i")
    reach("Edit")
    enter("Enter", "Enter")
    expect(writing.dialog).to_be_visible()
    enter("Escape")
    expect(writing.dialog).to_be_visible()
    reach("Cancel")
    enter("Enter")
    expect(writing.dialog).to_have_count(0)
    reach("Edit")
    page.page.reload()
    page.rest()
    expect(writing.dialog).to_have_count(0)


@EMBEDDED
@pytest.mark.parametrize("own_app", ["embedded"], indirect=True)
def test_neither_escape_nor_a_press_beside_it_loses_what_is_typed(own_app: str, session: Open) -> None:
    page = session(own_app, f"?case={CASE}&selection=tomas-leal")
    writing = Writing(page)
    writing.begin("Name, type")
    name = writing.dialog.get_by_label("Name", exact=True)
    name.fill("Tomás Leal of Tern Street")  # the field is not left: the app has not seen it yet
    page.keyboard.press("Escape")
    page.rest()
    expect(name).to_have_value("Tomás Leal of Tern Street")
    page.page.mouse.click(5, 400)
    page.rest()
    expect(name).to_have_value("Tomás Leal of Tern Street")
    assert '+     name: "Tomás Leal of Tern Street"' in writing.lines("ins")
    writing.press("Cancel")
    expect(writing.dialog).to_have_count(0)
    # a form into which nothing is typed closes by Escape
    writing.begin("Remove")
    page.keyboard.press("Escape")
    expect(writing.dialog).to_have_count(0)


def faults(page: Explorer) -> list[str]:
    page.rest()
    found: list[dict[str, Any]] = Axe().run(page.page).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@EMBEDDED
@pytest.mark.parametrize("own_app", ["embedded"], indirect=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(own_app: str, session: Open, scheme: str) -> None:
    page = session(own_app, f"?case={CASE}&selection=tomas-leal", color_scheme=scheme)
    writing = Writing(page)
    writing.begin("Name, type")
    assert faults(page) == [], "an entity"
    writing.fill("Name", "T. Leal")
    page.press(writing.dialog.get_by_text("Where its name is printed"))
    assert faults(page) == [], "a difference"
    writing.press("Cancel")
    writing.begin("Merge with")
    writing.choose("Merge with", "Pier nine")
    expect(writing.dialog.get_by_role("alert")).to_contain_text("Two entities of one type can be merged")
    assert faults(page) == [], "refused"
    writing.press("Cancel")
    writing.begin("Add a statement")
    assert faults(page) == [], "a statement"
    writing.press("Cancel")
    writing.begin("Remove")
    assert faults(page) == [], "removed"
    writing.press("Remove")
    page.tab_named("Changes")
    assert faults(page) == [], "the list of changes"
    page.select(ACCUSED)
    assert faults(page) == [], "the buttons of claims"


@EMBEDDED
@pytest.mark.parametrize("own_app", ["embedded"], indirect=True)
def test_a_claim_is_corrected_where_it_stands(own_app: str, session: Open, written: CaseFile) -> None:
    page = session(own_app, f"?case={CASE}&selection=raghunathan-set-fire", viewport={"width": 390, "height": 844})
    writing = Writing(page)
    page.press(page.inspector.get_by_role("button", name="Correct the claim by Harbour court"))
    writing.fill("Verb in the text", "ruled out")
    assert any("ruled out" in line for line in writing.lines("ins"))
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
    writing.press("Save")
    expect(page.inspector).to_contain_text("verb in the text: ruled out")
    assert "verb: ruled out" in written.path.read_text()


@EMBEDDED
@pytest.mark.parametrize("own_app", ["embedded"], indirect=True)
def test_a_seed_is_made_ones_own_first(own_app: str, session: Open, written: CaseFile) -> None:
    shutil.rmtree(written.path.parent)
    page = session(own_app, f"?case={CASE}&selection=tomas-leal")
    writing = Writing(page)
    writing.begin("Name, type")
    expect(writing.dialog).to_contain_text("came with Case Graph and is only read")
    writing.press("Make it mine")
    writing.fill("Name", "T. Leal")
    writing.press("Save")
    expect(page.heading).to_have_text("T. Leal")
    assert "name: T. Leal" in written.path.read_text()


@EMBEDDED
@pytest.mark.parametrize("own_app", ["embedded"], indirect=True)
def test_a_statement_is_made_of_selected_words(own_app: str, session: Open, written: CaseFile) -> None:
    page = session(own_app, f"?case={CASE}&added=gazette&selection=gazette")
    writing = Writing(page)
    page.press(page.inspector.get_by_text("Its text"))
    button = page.inspector.get_by_role("button", name="State what the selected words say")
    expect(button).to_be_disabled()
    text = page.inspector.locator(".text")
    words = "Nearly 200 people watched"
    text.evaluate(
        """(element, words) => {
          const start = element.textContent.indexOf(words), range = document.createRange();
          range.setStart(element.firstChild, start);
          range.setEnd(element.firstChild, start + words.length);
          const selection = element.getRootNode().getSelection?.() ?? document.getSelection();
          selection.removeAllRanges();
          selection.addRange(range);
          element.dispatchEvent(new Event("mouseup"));
        }""",
        words,
    )
    page.press(button)
    expect(writing.dialog.get_by_label("Of whom, or of what", exact=True)).to_be_visible()
    writing.choose("Of whom, or of what", "Warehouse fire")
    writing.choose("To whom, or to what", "Pier nine")
    writing.choose("How", "located in")
    writing.choose("Speaker", "Fire at pier nine")
    expect(writing.dialog.get_by_label("Only these words of it")).to_have_value(words)
    writing.press("Save")
    expect(writing.dialog).to_have_count(0)
    case = written.read()
    source = written.text_of(case.sources[0])
    assert source is not None
    said = {
        (s.subject, s.predicate, s.object): source[claim.at.start : claim.at.end]
        for s in case.statements
        for claim in s.claims
        if claim.at.source == "gazette" and claim.by == "gazette"
    }
    assert said["warehouse-fire", "LOCATED_IN", "pier-nine"] == words
