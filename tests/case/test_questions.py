"""What readers of a case ask: read, written, changed in place, taken back and told; never a claim."""

import difflib
from dataclasses import replace
from pathlib import Path

import pytest

from graph.case.changes import (
    consequences,
    merged,
    with_question,
    without_claim,
    without_entity,
    without_question,
    without_statement,
)
from graph.case.diff import difference, to_json
from graph.case.file import from_yaml, read, to_yaml
from graph.case.file.case_file import CaseFile
from graph.case.file.edit import edit
from graph.case.file.locate import locate
from graph.case.load import load
from graph.case.model import Case, Question
from graph.case.rows import ModelRows
from graph.case.stored import as_stored, stored_case
from graph.errors import CaseFileError, ModelError, NotFoundError
from graph.questions.differences import Comparison, to_lines
from graph.settings import Settings
from tests.helpers import HARBOUR_FIRE

CASE = """\
case: {id: small, title: Small, as_of: 2019}
sources:
  - {id: paper, title: The Paper}
entities:
  - {id: ada, type: Person, name: Ada Quill}
  - {id: oon, type: Person, name: Beatrix Oon}
  - {id: fire, type: Event, name: The fire}
statements:
  - {id: ada-blamed, subject: ada, predicate: ACCUSED_OF, object: fire,
     claims: [{by: oon, stance: asserts, at: "paper#p1s1"}]}
  - {id: oon-blamed, subject: oon, predicate: ACCUSED_OF, object: fire,
     claims: [{by: ada, stance: asserts, at: "paper#p1s1"}]}
  - {id: fire-date, subject: fire, predicate: OCCURRED_ON, value: {date: 2019},
     claims: [{by: paper, stance: asserts, at: "paper#p1s1"}]}
questions:
  # what everybody asks
  - id: who
    text: Was it Ada Quill?   # as the paper puts it
    for:
      # what Oon says
      - ada-blamed
    open: [fire-date]
    conclusion: Nobody knows.
    by: M. Reader
  - {id: when, text: When was it?, for: [fire-date]}
"""


def case() -> Case:
    return from_yaml(CASE)


def changed(after: Case) -> list[str]:
    """The lines that differ once the file says what a case says."""
    new = edit(CASE, after)
    assert from_yaml(new).questions == after.questions
    lines = difflib.unified_diff(CASE.splitlines(), new.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def problems(old: str, new: str) -> list[str]:
    assert old in CASE
    with pytest.raises(CaseFileError) as caught:
        from_yaml(CASE.replace(old, new))
    return list(caught.value.problems)


def test_a_question_is_what_its_row_says():
    who, when = case().questions
    assert who == Question(
        id="who",
        text="Was it Ada Quill?",
        for_=("ada-blamed",),
        open=("fire-date",),
        conclusion="Nobody knows.",
        by="M. Reader",
    )
    assert who.statements == ("ada-blamed", "fire-date")
    assert when.sides == {"for": ("fire-date",), "against": (), "open": ()}
    assert from_yaml(to_yaml(case())) == case()


def test_a_case_without_questions_is_written_without_their_section():
    assert "questions" not in to_yaml(replace(case(), questions=()))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "open: [fire-date]",
            "open: [fire-dates]",
            "case.yaml:22: questions[who].open: there is no statement of this id; did you mean fire-date? (fire-dates)",
        ),
        (
            "open: [fire-date]",
            "open: [paper]",
            "case.yaml:22: questions[who].open: there is no statement of this id (paper)",
        ),
        (
            "open: [fire-date]",
            "open: [fire-date, ada-blamed]",
            "case.yaml:17: questions[who]: a statement stands under a question once: for, against or open (ada-blamed)",
        ),
        (
            "    by: M. Reader\n",
            "",
            "case.yaml:17: questions[who]: a conclusion and the name of the person who draws it, by:, come together",
        ),
        (
            "    conclusion: Nobody knows.\n",
            "",
            "case.yaml:17: questions[who]: a conclusion and the name of the person who draws it, by:, come together",
        ),
        ("text: When was it?, ", "", "case.yaml:25: questions[when].text: is missing: what is asked"),
        ("id: when, ", "id: who, ", "case.yaml:25: questions[who].id: this id is in use already, on line 17 (who)"),
        ("id: when, ", "id: ada, ", "case.yaml:25: questions[ada].id: this id is in use already, on line 5 (ada)"),
        (
            "for: [fire-date]}",
            "fore: [fire-date]}",
            "case.yaml:25: questions[when].fore: no such field; did you mean for?",
        ),
        ("for: [fire-date]}", "score: 3}", "case.yaml:25: questions[when].score: no such field"),
    ],
)
def test_each_problem_names_its_place(old: str, new: str, problem: str):
    assert problems(old, new) == [problem]


def test_questions_may_come_before_the_statements_that_they_name():
    head, _, asked = CASE.partition("questions:\n")
    first, _, rest = head.partition("sources:\n")
    assert from_yaml(f"{first}questions:\n{asked}sources:\n{rest}") == case()


def test_a_statement_that_has_a_problem_is_reported_once():
    assert problems("predicate: OCCURRED_ON", "predicate: OCCURRED_AT_ALL") == [
        "case.yaml:13: statements[fire-date].predicate: there is no such predicate (OCCURRED_AT_ALL)"
    ]


def test_a_question_is_changed_where_it_stands():
    who, when = case().questions
    assert changed(with_question(case(), replace(who, text="Was it Ada?"))) == [
        "-    text: Was it Ada Quill?   # as the paper puts it",
        '+    text: "Was it Ada?"   # as the paper puts it',
    ]
    assert changed(with_question(case(), replace(who, for_=("ada-blamed", "oon-blamed")))) == ["+      - oon-blamed"]
    assert changed(with_question(case(), replace(who, conclusion=None, by=None))) == [
        "-    conclusion: Nobody knows.",
        "-    by: M. Reader",
    ]
    assert changed(with_question(case(), replace(when, against=("ada-blamed",)))) == [
        "-  - {id: when, text: When was it?, for: [fire-date]}",
        "+  - {id: when, text: When was it?, for: [fire-date], against: [ada-blamed]}",
    ]
    new = Question(id="why", text="Why?", open=("oon-blamed",))
    assert changed(with_question(case(), new)) == ["+  - id: why", '+    text: "Why?"', "+    open: [oon-blamed]"]
    assert changed(without_question(case(), "when")) == ["-  - {id: when, text: When was it?, for: [fire-date]}"]


def test_the_first_question_of_a_file_gets_its_section():
    bare = CASE.partition("questions:\n")[0]
    asked = with_question(from_yaml(bare), Question(id="why", text="Why"))
    assert edit(bare, asked) == f"{bare.rstrip()}\nquestions:\n  - id: why\n    text: Why\n"
    assert not difference(from_yaml(edit(edit(bare, asked), from_yaml(bare))), from_yaml(bare))


def test_a_change_of_a_question_is_listed_and_taken_back(tmp_path: Path):
    path = tmp_path / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    file = CaseFile(path, Settings())
    found = file.change("Removed the fire", lambda case: without_entity(case, "fire"))
    assert [row.id for row in found.questions.changed] == ["who", "when"]
    assert file.read().questions[0].statements == ()
    file.undo()
    assert path.read_text(encoding="utf-8") == CASE


def test_what_goes_from_a_case_goes_from_its_questions():
    who = without_statement(case(), "ada-blamed").questions[0]
    assert (who.for_, who.open) == ((), ("fire-date",))
    # with its last claim a statement goes
    assert without_claim(case(), "fire-date", "fire-date.1").questions[1].for_ == ()
    assert difference(case(), without_question(case(), "when")).statements.removed == ()
    with pytest.raises(NotFoundError, match="nothing with the id 'why'"):
        without_question(case(), "why")


def test_statements_that_become_one_stand_in_one_place():
    both = Question(id="both", text="Which?", for_=("ada-blamed",), against=("oon-blamed",))
    one = merged(with_question(case(), both), "ada", "oon")
    assert [statement.id for statement in one.statements] == ["ada-blamed", "fire-date"]
    # what speaks for and against at once is open
    assert one.questions[2].sides == {"for": (), "against": (), "open": ("ada-blamed",)}
    assert from_yaml(to_yaml(one)) == one


def test_a_question_is_no_claim():
    without = replace(case(), questions=())
    assert ModelRows(case()).case == ModelRows(without).case
    assert as_stored(case()) == as_stored(without)


def test_a_store_holds_a_case_without_its_questions(store):
    load(store, case())
    assert stored_case(store, "small") == as_stored(case())
    [report] = load(store, without_question(case(), "who"))
    assert not report.changed


def test_locators_are_computed_beside_questions():
    text = "The fire was in 2019.\n"
    assert locate(CASE, {"paper": text}).partition("questions:")[2] == CASE.partition("questions:")[2]


def test_what_changed_of_a_question_is_told():
    who, when = case().questions
    after = without_question(with_question(case(), replace(
        who, text="Was it her?", for_=(), against=("ada-blamed",), conclusion="It was not.")), when.id)  # fmt: skip
    comparison = Comparison(case(), with_question(after, Question(id="why", text="Why?")))
    assert comparison.summary == "Removes 1 question; changes 1 question; adds 1 question."
    assert to_json(comparison.found)["questions"] == {
        "added": ["why"],
        "removed": ["when"],
        "changed": [{"id": "who", "fields": ["text", "for", "against", "conclusion"]}],
    }
    assert to_lines(comparison.told()) == [
        "",
        "Questions",
        "  + Why? [why]",
        "  − When was it? [when]",
        "  ~ Was it her? [who]",
        "      ~ question: Was it Ada Quill? → Was it her?",
        "      − for: Alleged by Beatrix Oon: Ada Quill — accused of — The fire.",
        "      + against: Alleged by Beatrix Oon: Ada Quill — accused of — The fire.",
        "      ~ conclusion: Nobody knows. → It was not.",
    ]
    assert consequences(comparison.found)[0] == "removes 1 question"


def test_a_question_that_cannot_be_is_refused():
    with pytest.raises(ModelError, match="an id is lower-case"):
        Question(id="Who", text="Who?")
    with pytest.raises(ModelError, match="once"):
        Question(id="who", text="Who?", for_=("a", "a"))


def test_a_seed_takes_questions():
    case = read(HARBOUR_FIRE)
    ids = [statement.id for statement in case.statements]
    asked = with_question(case, Question(id="who-did-it", text="Who did it?", open=tuple(ids)))
    assert from_yaml(to_yaml(asked)).questions == asked.questions
