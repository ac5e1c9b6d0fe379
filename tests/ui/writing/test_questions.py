"""Questions of a case in the app: asked, put statements under, concluded by somebody, shown with their passages."""

import html
import re
from dataclasses import replace

import pytest

from graph.case.changes import with_claim, with_question, without_question
from graph.case.file.case_file import CaseFile
from graph.case.model import Case, Question, Statement, number_claims
from graph.review.second_read import SecondRead, give, record
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
    assert "found not so by Harbour court · ledger ¶6 “The court, under Judge Nadia Brandt, found that" in said
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
def test_what_second_readers_say_stands_under_a_question(writer: Writer, file: CaseFile) -> None:
    file.change("Asked", lambda case: with_question(case, WHO))
    claims = {id: of for id, of in SecondRead(file.read(), ()).claims.items() if of[0].id == "raghunathan-set-fire"}
    first, of = next(iter(claims.items()))
    moment = "2021-05-04T10:00:00.000001+00:00"
    record(file.path, [give(*of, "overstated", reader="Ines", reason="Only <that>.", time=moment)])
    open_questions(writer)
    told = "Second reader: overstated, by Ines: Only <that>."
    assert read_of(writer).count(told) == 1
    file.change("Mended", lambda case: with_claim(case, of[0].id, replace(of[1], id=first, says="Only that.")))
    open_questions(writer)
    assert f"{told} (the claim was changed since: to be read again)" in read_of(writer)


@EMBEDDED
def test_other_words_of_a_conclusion_or_a_question_are_signed_anew(writer: Writer, file: CaseFile) -> None:
    other = replace(WHO, id="other", text="Who had the key?", by="B. Other")
    file.change("Asked", lambda case: with_question(with_question(case, other), WHO))
    # a new question is nobody's yet
    writer.begin("question")
    assert writer.field("Who concludes it").value == ""
    writer.begin("question", WHO.id)
    assert writer.field("Who concludes it").value == ""
    writer.give("Still open", ["coat-at-gate"])
    assert writer.can("Save")  # under the same words the signature stays
    writer.give("Conclusion, in your own words", "She did it.")
    assert "A. <Reader> signed other words than these." in html.unescape(writer.text)
    assert not writer.can("Save")
    writer.give("Who concludes it", "C. Third")
    writer.save()
    assert file.read().questions[-1] == replace(WHO, open=("coat-at-gate",), conclusion="She did it.", by="C. Third")
    writer.begin("question", WHO.id)
    writer.give("Question", "Who set it?")
    assert "C. Third signed other words than these." in writer.text
    writer.give("Question", WHO.text)
    assert "Nothing is changed yet." in writer.text


@EMBEDDED
@pytest.mark.parametrize("blank", [" ", "\u200b", "\u00a0\u2060"])
def test_blanks_are_no_question_no_conclusion_and_no_name(writer: Writer, file: CaseFile, blank: str) -> None:
    writer.begin("question")
    writer.fill(Question=blank)
    assert "Type the question." in writer.text
    writer.fill(Question="Who?")
    writer.give("Conclusion, in your own words", blank)
    writer.give("Who concludes it", blank)
    writer.save()
    [asked] = file.read().questions
    assert (asked.text, asked.conclusion, asked.by) == ("Who?", None, None)
    writer.begin("question", asked.id)
    writer.give("Conclusion, in your own words", "Nobody.")
    writer.give("Who concludes it", blank)
    assert "Type the name of the person who concludes it." in writer.text
    writer.begin("put_under", "coat-at-gate")
    writer.give("Question", "")
    writer.fill(What_is_asked=blank)
    assert "Type the question." in writer.text
    writer.begin("entity", "pier-nine")
    writer.fill(Name=blank)
    assert "Type its name." in writer.text


@EMBEDDED
def test_what_another_tab_wrote_into_a_question_is_shown_and_not_written_over(writer: Writer, file: CaseFile) -> None:
    file.change("Asked", lambda case: with_question(case, WHO))
    writer.begin("question", WHO.id)
    writer.give("Question", "Did she set the fire?")
    theirs = replace(WHO, conclusion="She was elsewhere.", by="B. Other")
    file.change("Concluded", lambda case: with_question(case, theirs))
    # something is typed after that: the form would show the file as it is now, with mine in the place of theirs
    writer.give("Who concludes it", "A. Reader")
    assert "Somebody else changed this since you opened it: conclusion and by whom." in writer.text
    assert any(line.startswith("−") and "She was elsewhere." in line for line in writer.difference)
    assert any(line.startswith("+") and "A court cleared her." in line for line in writer.difference)
    assert not writer.can("Save")
    assert file.read().questions == (theirs,)
    assert writer.field("Question").value == "Did she set the fire?"
    writer.press("Put mine in its place")
    assert "Somebody else" not in writer.text
    writer.save()
    mine = replace(WHO, text="Did she set the fire?", by="A. Reader")
    assert file.read().questions == (mine,)
    # theirs is in the list of changes, and comes back
    file.undo()
    assert file.read().questions == (theirs,)


@EMBEDDED
def test_what_two_tabs_write_into_different_places_is_kept_of_both(writer: Writer, file: CaseFile) -> None:
    file.change("Asked", lambda case: with_question(case, WHO))
    writer.begin("put_under", "coat-at-gate")
    file.change("Put", lambda case: with_question(case, replace(WHO, open=("salo-watchman",))))
    writer.give("It speaks", "open")
    writer.save()
    assert file.read().questions[0].open == ("salo-watchman", "coat-at-gate")
    # two questions in the same words are two
    writer.begin("question")
    writer.fill(Question="Who was there?")
    file.change("Asked", lambda case: with_question(case, Question(id="who-was-there", text="Who was there?")))
    writer.save()
    assert "The case file was changed by somebody else meanwhile." in writer.text
    writer.save()
    assert [q.id for q in file.read().questions][-2:] == ["who-was-there", "who-was-there-2"]
    # what is gone is not brought back unseen
    writer.begin("question", WHO.id)
    writer.fill(Question="Who then?")
    writer.give("Who concludes it", "A. Reader")
    file.change("Removed", lambda case: without_question(case, WHO.id))
    writer.give("Still open", ["coat-at-gate"])
    assert "Somebody else changed this since you opened it: that it was removed." in writer.text
    assert not writer.can("Save")


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
