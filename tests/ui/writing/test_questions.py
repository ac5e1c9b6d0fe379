"""Questions of a case in the app: asked, put statements under, concluded by somebody, shown with their passages."""

import html
import re
from dataclasses import replace

import pytest

from graph.case.changes import with_question
from graph.case.file.case_file import CaseFile
from graph.case.model import Case, Question, Statement, number_claims
from graph.stores import Store
from tests.helpers.explorer import CASE
from tests.helpers.stores import BOTH
from tests.helpers.writing import Writer

EACH = pytest.mark.parametrize("loaded", BOTH, indirect=True)
EMBEDDED = pytest.mark.parametrize("loaded", BOTH[:1], indirect=True)
WHO = Question(
    id="who-set-it",
    text="Did *she* set <it>?",
    for_=("raghunathan-set-fire",),
    against=("raghunathan-cleared",),
    conclusion="Nobody saw her do it.\n\nA court cleared her.",
    by="A. <Reader>",
)


@pytest.fixture
def file(file: CaseFile) -> CaseFile:
    """The case file, of which nobody asked anything yet."""
    text = file.path.read_text()
    file.path.write_text(text[: text.index("\n# What a reader asks")])
    assert not file.read().questions
    return file


def read_of(writer: Writer) -> str:
    """What is read of the tab Questions, without tags."""
    return html.unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", writer.text, flags=re.DOTALL))


def open_questions(writer: Writer, **address: str) -> None:
    for name, value in {"case": CASE, "tab": "questions", **address}.items():
        writer.app.query_params[name] = value
    writer.turn_to("claims")


@EACH
def test_a_question_is_asked_and_concluded_and_the_graph_stays(writer: Writer, file: CaseFile, loaded: Store) -> None:
    text, version = file.path.read_text(), loaded.version()
    open_questions(writer)
    assert "No question yet." in writer.text
    writer.press("Ask a question")
    assert "Type the question." in writer.text
    writer.fill(Question="Who set the fire?")
    writer.give("For", ["raghunathan-set-fire"])
    writer.give("Against", ["raghunathan-cleared"])
    writer.give("Conclusion, in your own words", "Nobody knows.")
    assert "Type the name of the person who concludes it." in writer.text
    writer.give("Who concludes it", "A. Reader")
    assert "Adds 1 question." in writer.text
    assert writer.difference[1:] == [
        "+   - id: who-set-the-fire",
        '+     text: "Who set the fire?"',
        "+     for: [raghunathan-set-fire]",
        "+     against: [raghunathan-cleared]",
        "+     conclusion: Nobody knows.",
        "+     by: A. Reader",
    ]
    writer.save()
    assert "Asked “Who set the fire?”." in writer.text
    assert file.path.read_text().startswith(text)
    assert loaded.version() == version
    said = read_of(writer)
    for words in ("For (1)", "Against (1)", "Still open (0)", "Nobody knows. A. Reader concludes this;"):
        assert words in re.sub(r"\s+", " ", said), words
    file.undo()
    assert file.path.read_text() == text


@EMBEDDED
def test_each_side_has_its_passages_and_foreign_signs_are_text(writer: Writer, file: CaseFile) -> None:
    file.change("Asked", lambda case: with_question(case, WHO))
    open_questions(writer, statement="raghunathan-cleared")
    assert "Did *she* set &lt;it&gt;?" in writer.text
    said = re.sub(r"\s+", " ", read_of(writer))
    assert "A. <Reader> concludes this; no source of the case says it." in said
    assert "denied by Harbour court · ledger ¶6 “The court, under Judge Nadia Brandt, found that" in said
    labels = [button.label for button in writer.app.button]
    assert any(label.startswith("Priya Raghunathan — accused of (disputed)") for label in labels)
    # the statement that is chosen is explained beside them
    [inspector] = writer._parts("casegraph_inspector")
    assert "cleared of (found)" in inspector.json
    writer.app.button(key="explain-who-set-it-raghunathan-set-fire").click()
    writer.run()
    [inspector] = writer._parts("casegraph_inspector")
    assert "accused of (disputed)" in inspector.json


@EMBEDDED
def test_a_question_is_corrected_and_removed(writer: Writer, file: CaseFile) -> None:
    file.change("Asked", lambda case: with_question(case, WHO))
    open_questions(writer)
    writer.app.button(key="begin-question-who-set-it").click()
    writer.run()
    assert "Nothing is changed yet." in writer.text
    writer.give("Against", ["raghunathan-cleared", "raghunathan-set-fire"])
    assert "A statement stands under a question once: for, against or open (raghunathan-set-fire)." in writer.text
    writer.give("Against", [])
    writer.give("Still open", ["coat-at-gate"])
    writer.give("Conclusion, in your own words", "")
    assert "Changes 1 question." in writer.text
    writer.save()
    [now] = file.read().questions
    assert now == replace(WHO, against=(), open=("coat-at-gate",), conclusion=None, by=None)
    assert "No conclusion yet." in writer.text
    writer.app.button(key="begin-remove_question-who-set-it").click()
    writer.run()
    assert "Its statements stay in the case." in writer.text
    writer.save("Remove")
    assert file.read().questions == ()


@EMBEDDED
def test_a_statement_is_put_under_a_question(writer: Writer, file: CaseFile) -> None:
    writer.begin("put_under", "coat-at-gate")
    writer.fill(What_is_asked="Who was at the gate?")
    assert "Adds 1 question." in writer.text
    writer.save()
    [asked] = file.read().questions
    assert asked.sides == {"for": ("coat-at-gate",), "against": (), "open": ()}
    writer.begin("put_under", "coat-at-gate")
    assert "It stands there already: Who was at the gate?" in writer.text
    writer.give("It speaks", "against")
    writer.save()
    assert file.read().questions[0].sides == {"for": (), "against": ("coat-at-gate",), "open": ()}
    assert file.history()[0].change.what == (
        "Put Yellow coat — seen at (disputed) → Pier nine under “Who was at the gate?”: against"
    )


@EMBEDDED
def test_of_many_statements_those_are_offered_that_hold_some_words(writer: Writer, file: CaseFile) -> None:
    def many(case: Case) -> Case:
        first = case.statements[0]
        claims = first.claims[:1]
        more = [replace(first, id=f"copy-{n}", claims=number_claims(f"copy-{n}", claims, ())) for n in range(1_100)]
        statements: tuple[Statement, ...] = (*case.statements, *more)
        return with_question(replace(case, statements=statements), WHO)

    file.change("Many", many)
    writer.begin("question", "who-set-it")
    offered = writer.field("Still open").options
    assert len(offered) == 1_002  # and those that are chosen
    writer.give("Statements to choose from: those that hold", "YELLOW pier")
    offered = writer.field("Still open").options
    assert "Yellow coat — seen at (disputed) → Pier nine" in offered
    assert len(offered) < 10


@EMBEDDED
def test_a_case_whose_file_is_not_kept_or_cannot_be_read_says_so(writer: Writer, file: CaseFile) -> None:
    file.path.write_text(file.path.read_text().replace("statements:", "statments:", 1))
    open_questions(writer)
    assert "cannot be read, so its questions are not known:" in writer.text
    assert "statments: no such section" in writer.text
