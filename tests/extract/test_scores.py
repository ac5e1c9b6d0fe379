"""A score is how often its rule was right; a draft takes no claim by a rule that is wrong too often."""

import pytest

from benchmarks.extraction.answers import Answers, Claimed, Counted, Dated, Document, Named
from benchmarks.scores import FEW, judged, table
from graph.case.changes import with_source
from graph.case.dates import EdtfDate
from graph.case.model import Case, Source
from graph.extract.proposals import KINDS, measured_scores
from graph.extract.propose import propose
from graph.review.draft import LEAST_SCORE, draft
from graph.review.standing import Proposed, Standing

TEXT = """Ada Quill said that the gate was open. “It began at the gate, and nobody was there,” she told the Gazette.

Ida Hale urged the Harbour Board to close the pier on 2 March 2019. About two hundred people watched.
"""


def proposed(text: str = TEXT):
    pytest.importorskip("spacy")
    return propose(text, source="paper", sha256="0")


def test_the_table_holds_shares_by_kind_and_rule():
    scores = measured_scores()
    assert {name.partition("/")[0] for name in scores} <= set(KINDS)
    assert {"mention", "entity", "claim", "date", "quantity"} <= set(scores)
    assert all(0 <= score <= 1 for score in scores.values())


def test_what_is_proposed_has_the_score_of_its_rule():
    scores = measured_scores()
    for row in proposed().rows:
        assert row.score == scores.get(f"{row.kind}/{row.rule}", scores.get(row.kind, 0.0))
    that = next(row for row in proposed().rows if row.rule == "that-clause")
    assert that.score == scores["claim/that-clause"] > LEAST_SCORE


def test_a_rule_without_cases_has_the_score_of_its_kind():
    rows = propose(
        TEXT, source="paper", sha256="0", method="rules", scores={"mention": 0.5, "entity/capitals": 0.25}
    ).rows
    assert {row.score for row in rows if row.kind == "mention"} == {0.5}
    assert {row.score for row in rows if (row.kind, row.rule) == ("entity", "capitals")} == {0.25}


def test_a_draft_takes_claims_by_rules_that_are_mostly_right_alone():
    found = proposed()
    assert {row.rule for row in found.rows if row.kind == "claim"} >= {"that-clause", "frame", "urging"}
    case = Case(id="fire", title="Fire", as_of=EdtfDate.parse("2019-03-04"))
    case = with_source(case, Source(id="paper", title="Paper", text_sha256="0" * 64))
    drafted, _ = draft(case, Standing(Proposed.of(found, TEXT)))
    claimed = {statement.subject for statement in drafted.statements if statement.predicate == "STATES"}
    assert claimed == {"ada-quill"}  # "urged … to close the pier" is left to a person
    assert [
        rule
        for rule in ("fronted", "frame verb", "last person", "urging")
        if measured_scores()[f"claim/{rule}"] >= LEAST_SCORE
    ] == []


def test_a_draft_takes_no_name_of_which_only_capitals_tell():
    found = propose(TEXT, source="paper", sha256="0", language="xx", method="rules")
    assert {row.rule for row in found.rows if row.kind == "entity"} >= {"capitals"}
    case = Case(id="fire", title="Fire", as_of=EdtfDate.parse("2019-03-04"))
    case = with_source(case, Source(id="paper", title="Paper", text_sha256="0" * 64))
    drafted, _ = draft(case, Standing(Proposed.of(found, TEXT)))
    assert not drafted.entities


def test_a_rule_with_few_cases_is_drawn_to_the_mean_of_its_kind():
    verdicts = [("claim", "frame", True)] * 90 + [("claim", "frame", False)] * 10
    verdicts += [("claim", "rare", False)] * 5
    lines = dict(line.partition("  #")[0].split(": ") for line in table(verdicts).splitlines() if line[:1] != "#")
    mean = 90 / 105
    assert lines["claim"] == f"{mean:.3f}"
    assert lines["claim/frame"] == "0.900"
    assert lines["claim/rare"] == f"{(FEW - 5) * mean / FEW:.3f}"


def test_proposals_are_judged_by_answers():
    pytest.importorskip("spacy")
    start = TEXT.index("the gate was open")
    date, people = TEXT.index("2 March"), TEXT.index("About")
    answers = Answers(
        names=[Named((0, 9), "Person", "quill")],
        claims=[Claimed(((start, start + 17),), ((0, 9),), "quill")],
        dates=[Dated((date, date + 12), ("2019-03-02",))],
        quantities=[Counted((people, people + 17), 180, 220)],
    )
    verdicts = list(judged([Document("a", TEXT, "2019-03-04", answers)]))
    assert ("claim", "that-clause", True) in verdicts
    assert ("claim", "urging", False) in verdicts  # the answers have no such claim
    assert [right for kind, _, right in verdicts if kind in ("date", "quantity")] == [True, True]
    assert {right for kind, _, right in verdicts if kind == "mention"} == {True, False}
