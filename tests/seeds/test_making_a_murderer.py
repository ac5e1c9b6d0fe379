"""The first case holds what its article says: structure and facts here, no sentence of the article."""

from __future__ import annotations

import datetime
import os

import pytest

from graph.case.dates import EdtfDate
from graph.case.file import read
from graph.case.file.locate import locate
from graph.case.model import Case, Claim, Statement, Value
from graph.case.passages import split_sentences
from graph.case.quantities import Quantity
from graph.case.schema import load_schema
from graph.case.texts import Texts
from tests.helpers import ROOT

FILE = ROOT / "seeds" / "making-a-murderer" / "case.yaml"
ARTICLE = "petitions-article"


@pytest.fixture(scope="module")
def case() -> Case:
    return read(FILE)


@pytest.fixture(scope="module")
def article(case: Case) -> str:
    [source] = case.sources
    assert source.text_sha256 is not None
    text = Texts([os.environ.get("CASEGRAPH_TEXTS", ""), ROOT.parent / "shared" / "article"]).get(source.text_sha256)
    if text is None:
        pytest.skip("the article's text is not at hand; set CASEGRAPH_TEXTS to the folder that holds it")
    return text


def _statements(case: Case, predicate: str, subject: str | None = None) -> list[Statement]:
    return [s for s in case.statements if s.predicate == predicate and subject in (None, s.subject)]


def _claims(case: Case) -> list[tuple[Statement, Claim]]:
    return [(s, c) for s in case.statements for c in s.claims]


def _quantity(case: Case, predicate: str, subject: str) -> Quantity:
    [statement] = _statements(case, predicate, subject)
    assert isinstance(statement.value, Quantity)
    return statement.value


def _date(case: Case, event: str, predicate: str = "OCCURRED_ON") -> EdtfDate:
    [statement] = _statements(case, predicate, event)
    assert isinstance(statement.value, EdtfDate)
    return statement.value


def test_it_is_as_large_as_the_article_is(case: Case) -> None:
    mentions = [m for e in case.entities for m in e.mentions]
    assert 50 <= len(case.entities) <= 65
    assert 120 <= len(case.statements) <= 160
    assert len(mentions) >= 95
    assert len(_claims(case)) > len(case.statements)
    types = {e.type for e in case.entities}
    assert types == set(load_schema().entity_types)


def test_every_entity_is_in_a_statement(case: Case) -> None:
    used = {s.subject for s in case.statements} | {s.object for s in case.statements}
    assert {e.id for e in case.entities} - used == set()


def test_every_claim_has_a_paraphrase_and_every_locator_its_positions(case: Case) -> None:
    assert [c.id for _, c in _claims(case) if not c.says] == []
    locators = [c.at for _, c in _claims(case)] + [m.at for e in case.entities for m in e.mentions]
    assert {at.source for at in locators} == {ARTICLE}
    assert [str(at) for at in locators if at.start is None] == []


def test_mentions_hold_names_and_no_sentences(case: Case) -> None:
    assert [m.text for e in case.entities for m in e.mentions if len(m.text.split()) > 4] == []


def test_the_misspelt_surname_refers_to_the_filmmaker(case: Case) -> None:
    [(entity, mention)] = [(e, m) for e in case.entities for m in e.mentions if m.text == "Riccardi"]
    assert entity.id == "laura-ricciardi"
    assert (mention.at.paragraph, mention.at.sentence) == (18, 1)
    assert "Riccardi" not in (entity.name, *entity.aliases)


def test_the_victims_name_is_spelt_as_printed(case: Case) -> None:
    [victim] = _statements(case, "VICTIM_OF")
    assert (victim.subject, victim.object) == ("theresa-halbach", "halbach-murder")
    [entity] = [e for e in case.entities if e.id == "theresa-halbach"]
    assert entity.name == "Theresa Halbach"


class TestThePetitions:
    def test_there_are_two_each_with_its_count(self, case: Case) -> None:
        assert [e.id for e in case.entities if e.type == "Petition"] == ["government-petition", "public-petition"]
        smaller = _quantity(case, "SIGNATURES", "government-petition")
        larger = _quantity(case, "SIGNATURES", "public-petition")
        assert (smaller.text, smaller.low, smaller.high, smaller.comparator) == ("nearly 20,000", 18_000, 20_000, "<")
        assert (larger.text, larger.low, larger.high, larger.comparator) == ("163,000", 163_000, 163_000, "=")

    def test_each_says_what_it_asks_for_whom_and_of_whom(self, case: Case) -> None:
        def objects(predicate: str, petition: str) -> set[str | None]:
            return {s.object for s in _statements(case, predicate, petition)}

        assert objects("ASKS_FOR", "government-petition") == objects("ASKS_FOR", "public-petition")
        assert objects("ASKS_PARDON_FOR", "government-petition") == {"steven-avery"}
        assert objects("ASKS_PARDON_FOR", "public-petition") == {"steven-avery", "brendan-dassey"}
        assert objects("ADDRESSED_TO", "government-petition") == {"the-president", "white-house"}
        assert objects("ADDRESSED_TO", "public-petition") == {"the-president"}

    def test_only_the_government_one_has_a_threshold_and_a_deadline(self, case: Case) -> None:
        assert [s.subject for s in _statements(case, "NEEDS_SIGNATURES")] == ["government-petition"]
        assert _quantity(case, "NEEDS_SIGNATURES", "government-petition").low == 100_000
        assert _date(case, "response-deadline").edtf == "2016-01-16"

    def test_totals_stay_as_loose_as_they_are_printed(self, case: Case) -> None:
        headline = _quantity(case, "SIGNATURES", "petition-signing")
        people = _quantity(case, "AMOUNTS_TO", "petition-signers")
        assert (headline.text, headline.high, headline.unit) == ("near 200,000", 200_000, "signatures")
        assert (people.text, people.high, people.unit) == ("nearly 183,000", 183_000, "people")

    def test_which_petition_is_quoted_stays_open(self, case: Case) -> None:
        for speaker in ("petition-creator", "petition-text"):
            open_to = {s.object for s in _statements(case, "MAY_BELONG_TO", speaker)}
            assert open_to == {"government-petition", "public-petition"}
        assert not [c for _, c in _claims(case) if c.by in ("government-petition", "public-petition")]


@pytest.mark.parametrize(
    ("predicate", "subject", "text", "low", "high", "unit"),
    [
        ("DURATION", "petition-signing", "just two weeks", 2, 2, "weeks"),
        ("DURATION", "filming", "10 years", 10, 10, "years"),
        ("DURATION", "footage", "700 hours", 700, 700, "hours"),
        ("COVERS_PERIOD", "making-a-murderer-series", "10 years", 10, 10, "years"),
        ("HAS_EPISODES", "making-a-murderer-series", "10 episodes", 10, 10, "episodes"),
        ("AGE", "brendan-dassey", "16", 16, 16, "years"),
        ("ALLEGED_SHARE_LEFT_OUT", "physical-evidence", "as much as 90 percent", None, 90, "percent"),
        ("AMOUNTS_TO", "viewers-and-fans", "thousands", 1_000, 9_999, "fans"),
        ("AMOUNTS_TO", "reddit-comments", "tens of thousands", 10_000, 99_999, "comments"),
    ],
)
def test_counts_and_measures(
    case: Case, predicate: str, subject: str, text: str, low: int | None, high: int, unit: str
) -> None:
    quantity = _quantity(case, predicate, subject)
    assert (quantity.text, quantity.low, quantity.high, quantity.unit) == (text, low, high, unit)


def test_no_quantity_is_unread(case: Case) -> None:
    quantities = [s.value for s in case.statements if isinstance(s.value, Quantity)]
    assert len(quantities) >= 14
    assert [q.text for q in quantities if q.comparator == "unknown" or not q.unit] == []


@pytest.mark.parametrize(
    ("event", "text", "earliest", "latest", "inferred"),
    [
        ("halbach-murder", "2005", "2005-01-01", "2005-12-31", False),
        ("avery-conviction", "2007", "2007-01-01", "2007-12-31", False),
        ("series-release", "Dec. 18", "2015-12-18", "2015-12-18", True),
        ("government-petition-launch", "late December", "2015-12-21", "2015-12-31", True),
        ("public-petition-launch", "quickly after", "2015-12-18", "2015-12-31", True),
        ("response-deadline", "January 16", "2016-01-16", "2016-01-16", True),
    ],
)
def test_events_have_their_dates(case: Case, event: str, text: str, earliest: str, latest: str, inferred: bool) -> None:
    date = _date(case, event)
    assert (date.text, date.inferred) == (text, inferred)
    assert (str(date.earliest), str(date.latest)) == (earliest, latest)


def test_every_inferred_date_says_what_it_follows_from(case: Case) -> None:
    [source] = case.sources
    values: list[Value | None] = [case.as_of, source.published, *(s.value for s in case.statements)]
    inferred = [v for v in values if isinstance(v, EdtfDate) and v.inferred]
    assert len(inferred) >= 12
    assert [v.edtf for v in inferred if not v.basis] == []


def test_the_articles_own_date_is_inferred_as_a_monday(case: Case) -> None:
    [source] = case.sources
    assert source.published is not None
    assert source.published.inferred
    assert source.published.text is None
    assert source.published.edtf == case.as_of.edtf == "2016-01-04~"
    counted = _date(case, "petition-signing", "COUNTED_ON")
    assert counted.text == "Monday morning"
    assert counted.earliest is not None
    assert counted.earliest.weekday() == datetime.date(2016, 1, 4).weekday() == 0


class TestWhatCourtsDecide:
    @pytest.mark.parametrize(("man", "court"), [("steven-avery", "avery"), ("brendan-dassey", "dassey")])
    def test_each_conviction_is_the_finding_of_its_court(self, case: Case, man: str, court: str) -> None:
        [statement] = _statements(case, "CONVICTED_OF", man)
        assert statement.object == "halbach-murder"
        assert case.status(statement) == "found"
        assert [c.by for c in statement.claims if c.kind == "finding"] == [f"{court}-trial-court"]

    def test_who_disputes_a_conviction_stands_beside_it(self, case: Case) -> None:
        disputed = {
            s.subject: {c.by for c in s.claims if c.stance == "questions"} for s in _statements(case, "CONVICTED_OF")
        }
        assert disputed["steven-avery"] == {"making-a-murderer-series", "petition-text", "avery-attorneys"}
        assert disputed["brendan-dassey"] == {"making-a-murderer-series", "petition-text"}

    def test_only_courts_find(self, case: Case) -> None:
        deciding = {e.id for e in case.entities if e.decides}
        assert {c.by for _, c in _claims(case) if c.kind == "finding"} == deciding
        assert {e.type for e in case.entities if e.decides} == {"Agency"}
        assert {s.predicate for s in case.statements if case.status(s) == "found"} == {"CONVICTED_OF"}


class TestTheConfession:
    def test_who_says_that_it_was_coerced(self, case: Case) -> None:
        [statement] = _statements(case, "SAID_TO_BE_COERCED_FROM")
        assert {(c.by, c.stance, c.via) for c in statement.claims} == {
            ("brendan-dassey", "asserts", ("making-a-murderer-series",)),
            (ARTICLE, "asserts", ()),
        }

    def test_only_its_giver_accuses_the_officers(self, case: Case) -> None:
        accusations = [s for s in case.statements if s.subject == "the-officers"]
        assert {s.predicate for s in accusations} == {"ACCUSED_OF_COERCING", "ACCUSED_OF_SUPPLYING_WORDS_OF"}
        for statement in accusations:
            assert {(c.by, c.via) for c in statement.claims} == {("brendan-dassey", ("making-a-murderer-series",))}
            assert case.status(statement) == "alleged"

    def test_the_series_questions_it_and_asserts_nothing_of_it(self, case: Case) -> None:
        by_series = {(s.predicate, c.stance) for s, c in _claims(case) if c.by == "making-a-murderer-series"}
        assert by_series == {("AUTHENTICITY", "questions"), ("CONVICTED_OF", "questions")}
        [authenticity] = _statements(case, "AUTHENTICITY", "dassey-confession")
        assert case.status(authenticity) == "alleged"


@pytest.mark.parametrize(
    ("statement", "speaker", "stance", "via"),
    [
        ("law-enforcement-accused-of-mistreating-avery", "petition-creator", "asserts", ()),
        ("law-enforcement-accused-of-corruption", "petition-creator", "asserts", ()),
        ("case-alleged-injustice-to-avery", "petition-creator", "asserts", ()),
        ("justice-system-accused-of-failing-dassey", "petition-text", "asserts", ()),
        ("sheriffs-department-accused-of-methods-against-avery", "petition-text", "asserts", ()),
        ("police-accused-of-wanting-to-frame-avery", "avery-attorneys", "asserts", ("making-a-murderer-series",)),
        ("case-said-to-be-slanted", "ken-kratz", "asserts", ()),
        ("filmmakers-accused-of-denying-reply", "ken-kratz", "asserts", ()),
        ("share-of-evidence-left-out", "ken-kratz", "asserts", ()),
        ("physical-evidence-said-to-link-avery", "ken-kratz", "asserts", ()),
        ("kratz-accused-of-own-facts", "laura-ricciardi", "asserts", ("the-wrap",)),
        ("filmmakers-accused-of-leaving-out-evidence", "moira-demos", "questions", ("the-wrap",)),
        ("strongest-evidence-said-to-point-to-avery", "moira-demos", "asserts", ("the-wrap",)),
        ("tactics-alleged-against-avery", ARTICLE, "asserts", ("making-a-murderer-series",)),
    ],
)
def test_each_assertion_is_its_speakers(
    case: Case, statement: str, speaker: str, stance: str, via: tuple[str, ...]
) -> None:
    [claims] = [s.claims for s in case.statements if s.id == statement]
    assert (speaker, stance, via) in {(c.by, c.stance, c.via) for c in claims}


def test_answered_accusations_are_disputed(case: Case) -> None:
    disputed = {s.id for s in case.statements if case.status(s) == "disputed"}
    assert disputed == {
        "case-said-to-be-slanted",
        "filmmakers-accused-of-denying-reply",
        "filmmakers-accused-of-leaving-out-evidence",
        "share-of-evidence-left-out",
    }


def test_what_blames_somebody_is_accusatory(case: Case) -> None:
    # by name, so that a new predicate of blame cannot be added without the mark
    schema = load_schema()
    blaming = ("ACCUSED", "ALLEGED", "BLAMED", "CONVICTED", "SENTENCED", "SERVES_SENTENCE", "SUSPECTED")
    assert [n for n, p in schema.predicates.items() if n.startswith(blaming) and not p.accusatory] == []
    said = {s.predicate for s in case.statements if s.predicate.startswith("SAID_TO")}
    assert len(said) == 4
    assert all(schema.predicates[predicate].accusatory for predicate in said)
    # whoever is under suspicion in this case has only accusatory statements of that kind against them
    for agency in ("the-police", "the-officers", "local-law-enforcement", "sheriffs-department", "justice-system"):
        assert all(schema.predicates[s.predicate].accusatory for s in case.statements if s.subject == agency)


def test_the_bodies_that_are_accused_are_kept_apart(case: Case) -> None:
    accusers: dict[str, set[str]] = {}
    for statement, claim in _claims(case):
        if statement.predicate.startswith(("ACCUSED_OF", "ALLEGED_TACTICS")):
            accusers.setdefault(statement.subject, set()).add(claim.by)
    assert accusers["the-police"] == {"avery-attorneys"}
    assert accusers["sheriffs-department"] == {"petition-text"}
    assert accusers["local-law-enforcement"] == {"petition-creator", ARTICLE}


class TestAgainstTheArticle:
    def test_mentions_are_printed_where_they_say(self, case: Case, article: str) -> None:
        wrong = [m for e in case.entities for m in e.mentions if article[m.at.start : m.at.end] != m.text]
        assert wrong == []

    def test_claims_cite_whole_sentences(self, case: Case, article: str) -> None:
        sentences = {(s.paragraph, s.sentence, s.start, s.end) for s in split_sentences(article)}
        cited = {(c.at.paragraph, c.at.sentence, c.at.start, c.at.end) for _, c in _claims(case)}
        assert cited <= sentences

    def test_only_the_notices_and_the_contact_line_are_uncited(self, case: Case, article: str) -> None:
        locators = [c.at for _, c in _claims(case)] + [m.at for e in case.entities for m in e.mentions]
        cited = {(at.paragraph, at.sentence) for at in locators}
        uncited = [
            (s.paragraph, s.sentence) for s in split_sentences(article) if (s.paragraph, s.sentence) not in cited
        ]
        assert uncited == [(2, 1), (3, 1), (22, 1)]

    def test_positions_are_those_the_script_computes(self, article: str) -> None:
        text = FILE.read_text(encoding="utf-8")
        assert locate(text, {ARTICLE: article}) == text
