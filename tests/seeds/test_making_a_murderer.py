"""The first case holds what its article says: structure and facts here, no sentence of the article."""

from __future__ import annotations

import datetime
import os
import re

import pytest

from graph.case.dates import EdtfDate
from graph.case.file import read
from graph.case.file.coverage import uncited_sentences
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
    assert len(mentions) >= 105
    assert len(_claims(case)) > len(case.statements)
    types = {e.type for e in case.entities}
    assert types == set(load_schema().entity_types)


def test_every_entity_is_in_a_statement(case: Case) -> None:
    used = {s.subject for s in case.statements} | {s.object for s in case.statements}
    assert {e.id for e in case.entities} - used == set()


def test_every_claim_has_a_paraphrase_and_every_locator_its_positions(case: Case) -> None:
    assert [c.id for _, c in _claims(case) if not (c.because if c.inferred else c.says)] == []
    locators = [at for _, c in _claims(case) for at in c.places] + [m.at for e in case.entities for m in e.mentions]
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
        people = _quantity(case, "COUNTED_AT", "petition-signers")
        assert (headline.text, headline.high, headline.unit) == ("near 200,000", 200_000, "signatures")
        assert (people.text, people.high, people.unit) == ("nearly 183,000", 183_000, "people")

    def test_which_petition_is_quoted_stays_open(self, case: Case) -> None:
        for speaker in ("petition-creator", "petition-text"):
            open_to = {s.object for s in _statements(case, "MAY_BELONG_TO", speaker)}
            assert open_to == {"government-petition", "public-petition"}
        assert {case.status(s) for s in _statements(case, "MAY_BELONG_TO")} == {"inferred"}
        assert not [c for _, c in _claims(case) if c.by in ("government-petition", "public-petition")]

    def test_that_the_smaller_count_is_the_government_petitions_is_inferred(self, case: Case) -> None:
        counted = {s.subject: case.status(s) for s in _statements(case, "SIGNATURES")}
        assert counted == {
            "first-count": "reported",
            "government-petition": "inferred",
            "public-petition": "reported",
            "petition-signing": "reported",
        }
        assert _quantity(case, "SIGNATURES", "first-count").text == "nearly 20,000"
        [identity] = _statements(case, "CONCERNS", "first-count")
        assert (identity.object, case.status(identity)) == ("government-petition", "inferred")

    def test_the_article_names_the_government_petition_only_for_its_deadline(self, case: Case) -> None:
        reported = {
            s.predicate
            for s in case.statements
            if case.status(s) == "reported" and "government-petition" in (s.subject, s.object)
        }
        assert reported == {"NEEDS_SIGNATURES", "HAS_DEADLINE", "MUST_RESPOND_TO"}


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
        ("COUNTED_AT", "fans-on-social-media", "thousands", 1_000, 9_999, "fans"),
        ("COUNTED_AT", "reddit-comments", "tens of thousands", 10_000, 99_999, "comments"),
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
        ("public-petition-launch", None, "2015-12-18", "2015-12-31", True),
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


def test_a_date_that_is_not_printed_is_nobodys_claim(case: Case) -> None:
    dated = [s for s in case.statements if isinstance(s.value, EdtfDate)]
    assert {c.by for s in dated if isinstance(s.value, EdtfDate) and s.value.text is None for c in s.claims} == {None}
    assert {s.subject for s in dated if case.status(s) == "inferred"} == {
        "filming",
        "dassey-confesses",
        "dassey-says-forced",
        "kratz-comments",
        "wrap-interview",
        "petition-signing",
        "government-petition-launch",
        "public-petition-launch",
    }
    # what is said of when, without a date, is kept as said
    soon = {(s.subject, s.object): case.status(s) for s in _statements(case, "CAME_SOON_AFTER")}
    assert soon == {
        ("dassey-says-forced", "dassey-confesses"): "reported",
        ("government-petition-launch", "series-release"): "inferred",
        ("public-petition-launch", "series-release"): "reported",
    }


def test_the_articles_own_date_is_inferred_as_a_monday(case: Case) -> None:
    [source] = case.sources
    assert source.published is not None
    assert source.published.inferred
    assert source.published.text is None
    assert source.published.edtf == case.as_of.edtf == "2016-01-04~"
    counted = _date(case, "first-count", "COUNTED_UP_TO")
    assert counted.text == "Monday morning"
    assert counted.earliest is not None
    assert counted.earliest.weekday() == datetime.date(2016, 1, 4).weekday() == 0


class TestTheConvictions:
    @pytest.mark.parametrize("man", ["steven-avery", "brendan-dassey"])
    def test_each_is_what_the_article_reports_and_nobody_doubts_it(self, case: Case, man: str) -> None:
        [statement] = _statements(case, "CONVICTED_OF", man)
        assert statement.object == "halbach-murder"
        assert case.status(statement) == "reported"
        assert {(c.by, c.stance) for c in statement.claims} == {(ARTICLE, "asserts")}

    def test_no_court_speaks_for_none_is_named(self, case: Case) -> None:
        assert [e.id for e in case.entities if e.decides or "court" in e.id.split("-")] == []
        assert [c.id for _, c in _claims(case) if c.kind] == []
        assert "found" not in {case.status(s) for s in case.statements}

    def test_doubt_is_kept_where_it_is_aimed(self, case: Case) -> None:
        questioned = {s.id: {c.by for c in s.claims} for s in case.statements if case.status(s) == "questioned"}
        assert questioned == {
            "evidence-authenticity": {"making-a-murderer-series"},
            "confession-authenticity": {"making-a-murderer-series"},
        }
        methods = _statements(case, "ACCUSED_OF_IMPROPER_METHODS_TO_CONVICT", "sheriffs-department")
        assert {s.object for s in methods} == {"steven-avery", "brendan-dassey"}
        assert {c.by for s in methods for c in s.claims} == {"petition-text"}


class TestTheConfession:
    def test_who_says_that_it_was_coerced(self, case: Case) -> None:
        [statement] = _statements(case, "SAID_TO_BE_COERCED_FROM")
        assert {(c.by, c.stance, c.via) for c in statement.claims} == {
            ("brendan-dassey", "asserts", ("making-a-murderer-series",)),
            (ARTICLE, "asserts", ()),
        }

    def test_only_its_giver_accuses_the_officers_and_only_of_what_he_was_fed(self, case: Case) -> None:
        # that they forced him too is one reading of the sentence
        [statement] = [s for s in case.statements if s.subject == "the-officers"]
        assert statement.predicate == "ACCUSED_OF_SUPPLYING_WORDS_OF"
        assert {(c.by, c.via) for c in statement.claims} == {("brendan-dassey", ("making-a-murderer-series",))}
        assert case.status(statement) == "alleged"

    def test_the_series_questions_it_and_asserts_nothing_of_it(self, case: Case) -> None:
        by_series = {(s.predicate, c.stance) for s, c in _claims(case) if c.by == "making-a-murderer-series"}
        assert by_series == {("AUTHENTICITY", "questions")}
        [authenticity] = _statements(case, "AUTHENTICITY", "dassey-confession")
        assert case.status(authenticity) == "questioned"


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
        ("ricciardi-on-kratz-facts", "laura-ricciardi", "asserts", ("the-wrap",)),
        ("filmmakers-accused-of-leaving-out-evidence", "ken-kratz", "asserts", ()),
        ("demos-asks-kratz", "moira-demos", "asserts", ("the-wrap",)),
        ("clear-evidence-against-sheriffs-department", "petition-text", "asserts", ()),
        ("strongest-evidence-said-to-point-to-avery", "moira-demos", "asserts", ("the-wrap",)),
        ("tactics-alleged-against-avery", ARTICLE, "asserts", ("making-a-murderer-series",)),
    ],
)
def test_each_assertion_is_its_speakers(
    case: Case, statement: str, speaker: str, stance: str, via: tuple[str, ...]
) -> None:
    [claims] = [s.claims for s in case.statements if s.id == statement]
    assert (speaker, stance, via) in {(c.by, c.stance, c.via) for c in claims}


def test_an_answer_is_no_claim_on_what_it_does_not_mention(case: Case) -> None:
    by_speaker: dict[str, set[str]] = {}
    for statement, claim in _claims(case):
        by_speaker.setdefault(claim.by or "", set()).add(statement.id)
    # one sentence of hers is quoted, in answer to his comments as a whole
    assert by_speaker["laura-ricciardi"] == {"ricciardi-on-kratz-facts"}
    accusations = {s.id for s in case.statements if {c.by for c in s.claims} == {"ken-kratz"}}
    assert accusations == by_speaker["ken-kratz"]
    assert {case.status(s) for s in case.statements if s.id in accusations} == {"alleged"}
    assert {case.status(s) for s in case.statements} == {"reported", "alleged", "questioned", "inferred"}


def test_whose_tactics_they_were_is_not_said(case: Case) -> None:
    [tactics] = [s for s in case.statements if s.id == "tactics-alleged-against-avery"]
    assert (tactics.subject, tactics.object) == ("steven-avery", None)
    assert load_schema().predicates[tactics.predicate].accusatory


def test_what_blames_somebody_is_accusatory(case: Case) -> None:
    # by name, so that a new predicate of blame cannot be added without the mark
    schema = load_schema()
    blaming = ("ACCUSED", "ALLEGED", "BLAMED", "CONVICTED", "SENTENCED", "SERVES_SENTENCE", "SUSPECTED")
    assert [n for n, p in schema.predicates.items() if n.startswith(blaming) and not p.accusatory] == []
    said = {s.predicate for s in case.statements if s.predicate.startswith("SAID_TO")}
    assert len(said) == 5
    assert all(schema.predicates[predicate].accusatory for predicate in said)
    # whoever is under suspicion in this case has only accusatory statements of that kind against them
    for agency in ("the-police", "the-officers", "local-law-enforcement", "sheriffs-department", "justice-system"):
        assert all(schema.predicates[s.predicate].accusatory for s in case.statements if s.subject == agency)


def test_the_bodies_that_are_accused_are_kept_apart(case: Case) -> None:
    accusers: dict[str, set[str | None]] = {}
    for statement, claim in _claims(case):
        if statement.predicate.startswith("ACCUSED_OF"):
            accusers.setdefault(statement.subject, set()).add(claim.by)
    assert accusers["the-police"] == {"avery-attorneys"}
    assert accusers["sheriffs-department"] == {"petition-text"}
    assert accusers["local-law-enforcement"] == {"petition-creator"}


def test_a_claim_cites_where_its_names_are_printed(case: Case) -> None:
    # who "he" is, what "it" is, who says so: where the sentence itself does not print it, a further one does
    printed = {e.id: {(m.at.paragraph, m.at.sentence) for m in e.mentions} for e in case.entities if e.mentions}
    missing = [
        (claim.id, name)
        for statement, claim in _claims(case)
        for name in (statement.subject, statement.object, claim.by, *claim.via)
        if name in printed and not printed[name] & {(at.paragraph, at.sentence) for at in claim.places}
    ]
    assert missing == []


def test_whoever_speaks_is_printed(case: Case) -> None:
    printed = {e.id for e in case.entities if e.mentions} | case.source_ids
    assert {c.by for _, c in _claims(case) if not c.inferred} <= printed
    assert {by for _, c in _claims(case) for by in c.via} <= printed


class TestAgainstTheArticle:
    def test_mentions_are_printed_where_they_say(self, case: Case, article: str) -> None:
        wrong = [m for e in case.entities for m in e.mentions if article[m.at.start : m.at.end] != m.text]
        assert wrong == []

    def test_every_name_and_every_word_of_evidence_is_a_mention(self, case: Case, article: str) -> None:
        covered = {n for e in case.entities for m in e.mentions for n in range(m.at.start or 0, m.at.end or 0)}
        begin = {s.start for s in split_sentences(article)}
        # no names: months, days, warnings, the headline's capitals, words that begin a quotation
        other = {"Monday", "December", "Dec", "January", "ALERT", "Subject", "Near", "Signatures", "Us"}
        other |= {"After", "Based", "I", "If", "The"}
        words = re.finditer(r"[A-Z][A-Za-z]*|evidence|confession|footage", article)
        uncovered = {w[0] for w in words if w.start() not in covered and w.start() not in begin}
        assert uncovered == other

    def test_claims_cite_whole_sentences(self, case: Case, article: str) -> None:
        sentences = {(s.paragraph, s.sentence, s.start, s.end) for s in split_sentences(article)}
        places = [at for _, c in _claims(case) for at in c.places]
        cited = {(at.paragraph, at.sentence, at.start, at.end) for at in places}
        assert cited <= sentences

    def test_only_the_contact_line_is_uncited(self, case: Case, article: str) -> None:
        assert [(at.paragraph, at.sentence) for at, _ in uncited_sentences(case, {ARTICLE: article})] == [(22, 1)]
        # the two notices and the closing line print names, and are no claim
        claimed = {at.paragraph for _, c in _claims(case) for at in c.places}
        assert set(range(1, 23)) - claimed == {2, 3, 21, 22}

    def test_a_conviction_is_claimed_where_it_is_printed(self, case: Case, article: str) -> None:
        for statement in _statements(case, "CONVICTED_OF"):
            for claim in statement.claims:
                assert re.search(r"\bconvict", article[claim.at.start : claim.at.end]), claim.id

    def test_the_verb_of_a_claim_stands_in_what_it_cites(self, case: Case, article: str) -> None:
        verbs = [(c, " ".join(article[at.start : at.end] for at in c.places)) for _, c in _claims(case) if c.verb]
        assert len(verbs) >= 30
        assert [c.id for c, cited in verbs if not re.search(rf"\b{c.verb}\b", cited)] == []

    def test_numbers_stand_in_what_their_claims_cite(self, case: Case, article: str) -> None:
        for statement, claim in _claims(case):
            if isinstance(statement.value, Quantity):
                cited = " ".join(article[at.start : at.end] for at in claim.places).lower().replace("-", " ")
                number = statement.value.text.lower().removesuffix("s")
                assert number in cited, claim.id

    def test_no_words_of_the_article_are_in_the_file(self, article: str) -> None:
        def runs(text: str, length: int) -> set[tuple[str, ...]]:
            words = re.findall(r"[a-z0-9]+", text.lower())
            return {tuple(words[n : n + length]) for n in range(len(words) - length + 1)}

        assert runs(article, 6) & runs(FILE.read_text(encoding="utf-8"), 6) == set()

    def test_positions_are_those_the_script_computes(self, article: str) -> None:
        text = FILE.read_text(encoding="utf-8")
        assert locate(text, {ARTICLE: article}) == text
