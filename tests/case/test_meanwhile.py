"""What others wrote meanwhile, and a change would take back unseen."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given

from graph.case.changes import (
    with_claim,
    with_entity,
    with_question,
    with_statement,
    without_claim,
    without_entity,
    without_question,
)
from graph.case.file import from_yaml
from graph.case.meanwhile import taken_back
from graph.case.model import Case, Claim, Entity, Locator, Question, Statement
from tests.helpers.casefiles import CASE
from tests.helpers.generated import cases

ASKED = Question(id="who", text="Who did it?", for_=("crowd",), conclusion="Hale.", by="Ada")
OPENED = with_question(from_yaml(CASE.replace(", text: gazette.txt", "")), ASKED)
Change = Callable[[Case], Case]


def entity(case: Case, **fields: object) -> Case:
    known = next(each for each in case.entities if each.id == "hale")
    return with_entity(case, replace(known, **fields))  # type: ignore[arg-type]


def statement(case: Case, id: str) -> Statement:
    return next(each for each in case.statements if each.id == id)


def claim(case: Case, id: str, **fields: object) -> Case:
    about = next(each for each in case.statements if any(one.id == id for one in each.claims))
    known = next(one for one in about.claims if one.id == id)
    return with_claim(case, about.id, replace(known, **fields))  # type: ignore[arg-type]


def added(case: Case, by: str) -> Case:
    new = Claim(id="crowd.new", by=by, stance="denies", at=Locator.parse("gazette#p1s1"))
    return with_claim(case, "crowd", new)


@pytest.mark.parametrize(
    ("theirs", "mine", "fields"),
    [
        # each in a place of its own
        (lambda c: entity(c, about="A man."), lambda c: entity(c, name="Mr Hale"), []),
        (lambda c: entity(c, aliases=("H.",)), lambda c: added(c, "hale"), []),
        (lambda c: added(c, "court"), lambda c: added(c, "hale"), []),
        (lambda c: added(c, "court"), lambda c: claim(c, "hale-accused.1", verb="said"), []),
        # the same, written twice
        (lambda c: entity(c, name="Mr Hale"), lambda c: entity(c, name="Mr Hale"), []),
        # the same place
        (lambda c: entity(c, name="Mr Hale"), lambda c: entity(c, name="A. Hale"), ["name"]),
        (lambda c: entity(c, name="Mr Hale"), lambda c: without_entity(c, "hale"), ["what it says"]),
        (lambda c: claim(c, "hale-accused.1", verb="said"),
         lambda c: claim(c, "hale-accused.1", verb="held"), ["verb"]),
        (lambda c: claim(c, "hale-accused.1", verb="said"),
         lambda c: without_claim(c, "hale-accused", "hale-accused.1"), ["what it says"]),
        # what whole rows are written over
        (lambda c: with_question(c, replace(ASKED, conclusion="No.", by="Mo")),
         lambda c: with_question(c, replace(ASKED, text="Who?")), ["conclusion", "by whom"]),
        (lambda c: with_question(c, replace(ASKED, for_=("crowd", "fire-date"))),
         lambda c: with_question(c, replace(ASKED, for_=("crowd", "hale-accused"))), ["for"]),
        (lambda c: with_question(c, replace(ASKED, for_=())), lambda c: with_question(c, ASKED), ["for"]),
        (lambda c: without_question(c, "who"), lambda c: with_question(c, ASKED), ["that it was removed"]),
        (lambda c: with_question(c, Question(id="new", text="New?")),
         lambda c: with_question(c, Question(id="new", text="Other?")), ["text"]),
        (lambda c: with_entity(c, Entity(id="new", type="Person", name="New")),
         lambda c: replace(c, entities=OPENED.entities), ["that it was added"]),
        (lambda c: with_statement(c, replace(statement(c, "hale-accused"), predicate="SUSPECTED_OF")),
         lambda c: with_statement(c, statement(OPENED, "hale-accused")), ["predicate"]),
    ],
)  # fmt: skip
def test_what_a_change_would_take_back_of_what_others_wrote_is_named(
    theirs: Change, mine: Change, fields: list[str]
) -> None:
    now = theirs(OPENED)
    assert now != OPENED
    assert taken_back(OPENED, now, mine(now)) == fields
    assert taken_back(now, now, mine(now)) == []  # once it is known


def test_a_claim_that_others_removed_is_not_brought_back() -> None:
    now = without_claim(OPENED, "hale-accused", "hale-accused.2")
    before = statement(OPENED, "hale-accused")
    assert taken_back(OPENED, now, with_statement(now, before)) == ["that it was removed"]


@given(cases(), cases())
def test_what_stays_as_it_is_takes_nothing_back(opened: Case, now: Case) -> None:
    assert taken_back(opened, now, now) == []
