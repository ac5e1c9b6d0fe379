"""What keys, pointer and forms of the screen decide, and what the case file then says."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from graph.case.model import Entity, Statement
from tests.helpers.explorer import EMBEDDED
from tests.helpers.reviewing import (
    TEXT,
    Opened,
    add_source,
    case_of,
    claims,
    decisions,
    entity,
    has,
    span_of,
    write_case,
)

pytestmark = [pytest.mark.browser, EMBEDDED]


def value_of(statement: Statement) -> Any:
    return statement.value


# -- keys ------------------------------------------------------------------------------------------


def test_keys_decide_at_once_and_reach_the_case_file(path: Path, review: Opened):
    page = review(path.stem)
    # the key is answered in the browser: before anything was sent, the next one is looked at
    shown = page.page.evaluate(
        """() => {
          const first = __casegraphReview().current;
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "A", bubbles: true }));
          const { current, items, waiting } = __casegraphReview();
          return [items[first].state, current !== first, waiting];
        }"""
    )
    assert shown == ["accepted", True, 1]
    page.rest()
    assert has(path, "Velm")
    page.go("entity", "Canal Board")
    page.keys("l", "l", "a")  # its second place alone
    page.rest()
    [place] = entity(path, "Canal Board").mentions
    assert place.at.start == span_of(TEXT, "Canal Board", 1)[0]
    assert page.current["words"] == "Canal Board", "the place that is left comes next"
    page.keys("u")
    page.rest()
    assert not has(path, "Canal Board")
    page.go("entity", "Canal Board")
    page.keys("A", "k", "A")
    page.rest()
    assert len(entity(path, "Canal Board").mentions) == 2
    page.go("entity", "Velm")
    page.keys("r")
    page.rest()
    assert not has(path, "Velm")
    assert page.item("entity", "Velm")["state"] == "rejected"
    page.keys("u", "u", "u", "u")
    page.rest()
    assert case_of(path).entities == ()
    assert {each["state"] for each in page.items.values()} == {"open"}


def test_a_claim_takes_its_speaker_along(path: Path, review: Opened):
    page = review(path.stem)
    page.go("claim", "shut at nine")
    expect(page.card).to_contain_text("not taken yet: comes along")
    page.keys("a")
    page.rest()
    start, end = span_of(TEXT, "the gate was shut at nine")
    assert claims(path) == [("ada-brant", "asserts", f"velm#p2s1@{start}-{end}")]
    assert entity(path, "Ada Brant").mentions
    assert page.item("entity", "Ada Brant")["state"] == "accepted"
    expect(page.page.get_by_text("In the case, not yet in the graph: 1 person, 1 claim.")).to_be_visible()


def test_a_claim_of_nobody_asks_for_its_speaker(path: Path, review: Opened):
    page = review(path.stem)
    page.go("claim", "open soon")
    page.keys("a")
    expect(page.card.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("brant")
    expect(page.card.get_by_role("option")).to_have_text(["BrantPerson", "Ada BrantPerson"])
    page.keys("ArrowDown", "Enter")
    page.rest()
    assert [by for by, *_ in claims(path)] == ["ada-brant"]
    page.go("claim", "open soon")
    page.keys("s")
    board = page.text.locator("span", has_text=re.compile("^Canal Board$")).first
    board.click()  # a name in the text
    page.rest()
    assert [by for by, *_ in claims(path)] == ["canal-board"]


def test_what_is_typed_into_a_form_is_not_lost_by_one_key(path: Path, review: Opened):
    page = review(path.stem)
    page.go("claim", "open soon")
    page.keys("c")
    verb = page.card.get_by_role("textbox", name="Verb", exact=True)
    verb.focus()
    page.keys("Escape")
    expect(verb).to_have_count(0)  # nothing was typed
    page.keys("c")
    verb.fill("maintained")
    page.keys("Escape")
    alert = page.card.get_by_role("alert").filter(has_text="Escape once more leaves this, and what you typed.")
    expect(alert).to_be_visible()
    expect(verb).to_have_value("maintained")
    page.keys("Escape")
    expect(verb).to_have_count(0)
    assert page.item("claim", "open soon")["value"]["verb"] != "maintained"


def test_nobody_is_chosen_before_somebody_is_looked_for(path: Path, review: Opened):
    page = review(path.stem)
    page.queue.get_by_text("Suggestions").click()
    page.go("event", "Fall of the gate")
    page.keys("a")
    for key in ("a", "s"):
        page.go("claim", "open soon")
        page.keys(key)
        box = page.card.get_by_role("combobox")
        expect(box).to_be_focused()
        expect(page.card.get_by_role("option").first).to_be_visible()
        expect(page.card.get_by_role("option", selected=True)).to_have_count(0)
        expect(page.card.get_by_role("option", name="Fall of the gate")).to_have_count(0)
        page.keys("Enter")
        expect(page.card.get_by_role("alert")).to_contain_text("Nobody is chosen yet")
        box.fill("taking a bribe")
        page.keys("Enter")
        expect(page.card.get_by_role("alert")).to_have_text(
            "Nothing here is named “taking a bribe”: add it first as a name or an event, by selecting its words and 1."
        )
        page.keys("Escape")
    assert page.item("claim", "open soon")["value"]["speaker"] is None
    page.go("claim", "open soon")
    page.keys("a", "ArrowDown", "Enter")
    page.rest()
    assert len(claims(path)) == 1


def test_what_is_typed_and_nobody_is_not_dropped(path: Path, review: Opened):
    page = review(path.stem)
    page.go("claim", "gate was old")
    page.keys("c")
    card = page.card
    card.get_by_text("What it says of the case").click()
    alert = card.locator("form > [role=alert]")
    save = card.get_by_role("button", name="Save and accept")
    for name in ("Object", "Subject", "By way of", "Speaker"):
        box = card.get_by_role("combobox", name=name)
        before = box.input_value()
        box.fill("taking a bribe")
        save.click()
        expect(alert).to_contain_text("Nothing here is named “taking a bribe”: add it first")
        expect(box).to_have_value("taking a bribe")
        box.fill("bra")
        page.keys("Control+Enter")
        expect(alert).to_contain_text("“bra” is not chosen yet")
        box.fill(before)
    card.get_by_role("combobox", name="Object").fill("velm")
    save.click()
    expect(alert).to_contain_text("Nothing is said of “Velm” yet: choose a predicate")
    card.get_by_role("combobox", name="Object").fill("")
    card.get_by_role("combobox", name="By way of").fill("Ada Brant")
    save.click()
    page.rest()
    [statement] = case_of(path).statements
    [claim] = statement.claims
    assert (claim.by, claim.via) == ("canal-board", ("ada-brant", "velm")), "the paper is the last of them"
    page.go("claim", "gate was old")
    expect(card).to_contain_text("By way ofAda Brant")
    expect(page.row("the gate was old")).to_contain_text("Canal Board denied · by way of Ada Brant")


def test_a_name_that_is_one_with_an_entity_of_the_case_can_be_chosen(folder: Path, review: Opened):
    board = Entity(id="canal-board", type="Agency", name="Canal Board of Velm")
    path = write_case(folder, "known-board", entities=[board])
    add_source(path, "second", title="Another paper", known="canal-board")
    page = review(f"?case={path.stem}&source=second")
    page.go("entity", "Canal Board")
    page.keys("A")
    page.rest()
    row = page.row("Canal Board of Velm = Canal Board?")
    expect(row).to_contain_text("in the case = in this text")
    row.get_by_role("button").click()
    expect(page.card).to_contain_text("Canal Board of Velmin the case")
    expect(page.card).to_contain_text("Canal Boardin this text, 2 places")
    expect(page.card).to_contain_text("It was not measured how often this is right.")
    page.keys("a")
    page.rest()
    assert [(each.id, len(each.mentions)) for each in case_of(path).entities] == [("canal-board", 2)]
    page.go("entity", "Canal Board")
    expect(page.card).to_contain_text("One withCanal Board of Velm")
    page.go("claim", "gate was old")
    page.keys("s")
    page.keyboard.type("canal")
    expect(page.card.get_by_role("option")).to_have_text(["Canal Board of VelmAgency"])
    page.keys("Enter", "a")
    page.rest()
    assert [by for by, *_ in claims(path)] == ["canal-board"]
    assert page.tab.errors == []


def test_type_merge_split_and_undo(path: Path, review: Opened):
    page = review(path.stem)
    page.go("entity", "Canal Board")
    page.keys("t", "3", "A")
    page.rest()
    assert entity(path, "Canal Board").type == "Organization"
    page.go("entity", "Canal Board")
    page.keys("x")
    page.card.get_by_role("checkbox").nth(1).check()
    page.card.get_by_label("Who that is").fill("Board of Sluices")
    page.card.get_by_role("button", name="Split", exact=True).click()
    page.rest()
    assert len(entity(path, "Canal Board").mentions) == len(entity(path, "Board of Sluices").mentions) == 1
    page.page.keyboard.press("u")
    page.rest()
    assert not has(path, "Board of Sluices")
    page.queue.locator("tr", has_text=re.compile("^Brant")).locator("button").click()
    page.keys("A")
    page.go("entity", "Ada Brant")
    page.keys("A")
    page.queue.locator("tr", has_text=re.compile("^Brant")).locator("button").click()
    page.keys("m")
    page.keyboard.type("ada")
    page.keys("Enter")
    page.rest()
    assert entity(path, "Ada Brant").aliases == ("Brant",)
    assert not has(path, "Brant")
    page.keys("u")
    page.rest()
    assert entity(path, "Ada Brant").aliases == ()
    assert has(path, "Brant")


def test_a_merge_is_a_proposal_too(path: Path, review: Opened):
    page = review(path.stem)
    page.queue.locator("tr").filter(has_text="Ada Brant = Brant?").locator("button").click()
    expect(page.card).to_contain_text("One is a part of the other.")
    page.keys("a")
    page.rest()
    page.go("entity", "Ada Brant")
    page.keys("A")
    page.queue.locator("tr", has_text=re.compile("^Brant")).locator("button").click()
    page.keys("A")
    page.rest()
    assert [(each.name, len(each.mentions)) for each in case_of(path).entities] == [("Ada Brant", 2)]


def test_edges_move_by_word(path: Path, review: Opened):
    page = review(path.stem)
    page.go("claim", "gate was old")
    page.keys("e", "Shift+ArrowRight", "ArrowLeft", "Enter", "a")
    page.rest()
    start, end = span_of(TEXT, "gate was", 1)
    assert claims(path) == [("canal-board", "denies", f"velm#p3s1@{start}-{end}")]


def test_rejecting_a_name_holds_for_the_case_and_is_undone(path: Path, review: Opened):
    page = review(path.stem)
    page.go("entity", "Velm")
    page.keys("R")
    page.rest()
    assert decisions(path)[-1]["value"]["name"] == "Velm"
    assert page.item("entity", "Velm")["state"] == "rejected"
    page.keys("u")
    page.rest()
    assert page.item("entity", "Velm")["state"] == "open"


def test_repeat_does_the_last_thing_again(path: Path, review: Opened):
    page = review(path.stem)
    page.go("entity", "Velm")
    page.keys("t", "8", "j", ".")
    page.rest()
    assert page.item("entity", "Velm")["value"]["type"] == "Petition"
    others = [each["value"]["type"] for each in page.items.values() if each["kind"] == "entity"]
    assert others.count("Petition") == 2


def test_a_refused_decision_comes_back_with_its_reason(path: Path, review: Opened):
    page = review(path.stem)
    page.go("claim", "shut at nine")
    page.keys("a")
    page.rest()
    page.go("entity", "Ada Brant")
    page.keys("r")
    page.rest()
    ada = page.item("entity", "Ada Brant")
    assert ada["state"] == "accepted"
    assert "is needed by" in ada["problem"]
    expect(page.row("Ada Brant").first).to_contain_text("is needed by")
    expect(page.said).to_contain_text("Not done: Ada Brant is needed by")
    assert has(path, "Ada Brant")


# -- adding ----------------------------------------------------------------------------------------


def test_selected_words_become_a_name_at_their_place(path: Path, review: Opened):
    page = review(path.stem)
    start, end = span_of(TEXT, "Blue Heron")  # behind an emoji and letters from right to left
    page.select(start, end)
    expect(page.card).to_contain_text("Blue Heron")
    page.keys("1")
    expect(page.card.get_by_role("combobox", name="Whose name it is")).to_have_value("Blue Heron")
    page.card.get_by_label("Type").select_option("Work")
    page.card.get_by_role("button", name="Add", exact=True).click()
    page.rest()
    [place] = entity(path, "Blue Heron").mentions
    assert (place.text, place.at.start, place.at.end) == ("Blue Heron", start, end)
    assert TEXT[place.at.start : place.at.end] == "Blue Heron"
    page.keys("u")
    page.rest()
    assert not has(path, "Blue Heron")


def test_an_added_name_is_listed_as_it_was_named(path: Path, review: Opened):
    page = review(path.stem)
    page.select(*span_of(TEXT, "gate was old"))
    expect(page.card).to_contain_text("Add")
    page.keys("1")
    page.card.get_by_role("combobox", name="Whose name it is").fill("Alleged decay of the gate")
    page.card.get_by_label("Type").select_option("Event")
    page.card.get_by_role("button", name="Add", exact=True).click()
    page.rest()
    expect(page.card.get_by_role("heading")).to_have_text("Alleged decay of the gate")
    expect(page.card).to_contain_text("Printed“gate was old”")
    expect(page.row("Alleged decay of the gate")).to_contain_text("Event · printed “gate was old”")


def test_words_are_selected_and_added_by_keys_alone(path: Path, review: Opened):
    page = review(path.stem)
    page.keys("g")
    expect(page.said).to_contain_text("Untouched: 🚧 The gate of Velm")
    page.keys("g", "i", "Shift+ArrowRight", "Shift+ArrowRight", "4")
    expect(page.card.get_by_role("heading")).to_have_text("Add a claim")
    page.keyboard.type("brant")
    page.keys("Enter", "Control+Enter")
    page.rest()
    start, end = span_of(TEXT, "Nobody was hurt")
    assert claims(path) == [("brant", "asserts", f"velm#p3s3@{start}-{end}")]


def test_what_the_text_says_itself_needs_a_statement(path: Path, review: Opened):
    page = review(path.stem)
    page.select(*span_of(TEXT, "owns the Blue Heron"))
    expect(page.card).to_contain_text("owns the Blue Heron")
    page.keys("4")
    page.card.get_by_role("combobox", name="Speaker").fill("chronicle")
    page.keys("Enter")
    page.card.get_by_role("button", name="Add", exact=True).click()
    expect(page.card.get_by_role("alert")).to_contain_text("choose its subject and predicate")
    page.card.get_by_role("combobox", name="Subject").fill("عمر")
    page.keys("Enter")
    page.card.get_by_role("combobox", name="Object").fill("sons")
    page.keys("Enter")
    page.card.get_by_label("Predicate").select_option("OWNS")
    expect(page.card).not_to_contain_text("No other predicate")
    page.card.get_by_role("button", name="Add", exact=True).click()
    page.rest()
    [statement] = case_of(path).statements
    assert (statement.predicate, statement.claims[0].by) == ("OWNS", "velm")


def test_a_claim_becomes_a_statement_by_predicates_that_fit(path: Path, review: Opened):
    page = review(path.stem)
    page.queue.get_by_text("Suggestions").click()
    page.go("event", "Fall of the gate")
    page.keys("a")
    page.go("claim", "gate was old")
    page.keys("c")
    card = page.card
    card.get_by_text("What it says of the case").click()
    predicate = card.get_by_label("Predicate")
    expect(predicate).to_have_value("STATES")
    card.get_by_role("combobox", name="Subject").fill("ada")
    page.keys("Enter")
    card.get_by_role("combobox", name="Object").fill("fall")
    page.keys("Enter")
    expect(predicate.locator("option", has_text="accused of (an accusation)")).to_have_count(1)
    assert not any("married" in text for text in predicate.locator("option").all_inner_texts())
    predicate.select_option("ACCUSED_OF")
    expect(card).to_contain_text("An accusation: it is only ever shown with who makes it")
    expect(card.get_by_label("A finding", exact=False)).to_be_disabled()
    card.get_by_role("combobox", name="Object").fill("velm")
    page.keys("Enter")
    expect(card).to_contain_text("“accused of” does not go from a Person to a Place.")
    expect(predicate).to_have_value("STATES")
    card.get_by_role("combobox", name="Object").fill("fall")
    page.keys("Enter")
    predicate.select_option("ACCUSED_OF")
    card.get_by_label("In your own words").fill("It was not her doing.")
    card.get_by_role("button", name="Save and accept").click()
    page.rest()
    [statement] = [each for each in case_of(path).statements if each.predicate == "ACCUSED_OF"]
    assert (statement.subject, statement.object) == ("ada-brant", "fall-of-the-gate")
    [claim] = statement.claims
    assert (claim.by, claim.stance, claim.says) == ("canal-board", "denies", "It was not her doing.")
    page.go("claim", "gate was old")
    expect(card.locator("dl")).to_contain_text("Denies thatAda Brant")
    expect(card.locator("dl")).not_to_contain_text("States")


def test_a_date_and_a_quantity_are_corrected_and_said_of_something(path: Path, review: Opened):
    page = review(path.stem)
    page.go("date", "4 March")
    page.keys("c")
    page.card.get_by_label("Date", exact=True).fill("2021-03-05")
    page.card.get_by_role("button", name="Save and accept").click()
    page.rest()
    [statement] = case_of(path).statements
    assert (statement.subject, value_of(statement).edtf) == ("brant", "2021-03-05")
    page.go("quantity", "Nearly 40")
    page.keys("a")  # nothing is named in its sentence
    expect(page.card.get_by_text("Nothing is named in its sentence")).to_be_visible()
    page.card.get_by_role("combobox", name="What it is said of").fill("velm")
    page.keys("Enter")
    page.card.get_by_role("button", name="Accept", exact=True).click()
    page.rest()
    [statement] = [each for each in case_of(path).statements if each.subject == "velm-2"]
    value = value_of(statement)
    assert (value.low, value.high, value.unit) == (36, 40, "boats")
