"""The second case shows every part of the model: the tests and the documentation lean on what is pinned here."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from graph.case.dates import EdtfDate
from graph.case.file import coverage, from_yaml, read, to_yaml
from graph.case.file.locate import locate
from graph.case.model import STANCES, Case, Claim, Entity, Locator, Statement, Text
from graph.case.passages import split_sentences
from graph.case.quantities import Quantity
from graph.case.schema import load_schema
from graph.case.statuses import STATUSES
from graph.errors import CaseFileError
from tests.helpers import HARBOUR_FIRE

FOLDER = HARBOUR_FIRE.parent
FILE = FOLDER / "case.yaml"
SOURCES = ("gazette", "ledger", "inquiry")


@pytest.fixture(scope="module")
def case() -> Case:
    return read(FILE)


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {id: (FOLDER / "sources" / f"{id}.txt").read_bytes().decode("utf-8") for id in SOURCES}


def _statement(case: Case, id: str) -> Statement:
    [statement] = [s for s in case.statements if s.id == id]
    return statement


def _entity(case: Case, id: str) -> Entity:
    [entity] = [e for e in case.entities if e.id == id]
    return entity


def _claims(case: Case) -> list[Claim]:
    return [claim for statement in case.statements for claim in statement.claims]


def _dates(case: Case) -> list[EdtfDate]:
    return [s.value for s in case.statements if isinstance(s.value, EdtfDate)]


def _quantities(case: Case) -> list[Quantity]:
    return [s.value for s in case.statements if isinstance(s.value, Quantity)]


class TestTheFile:
    def test_its_size(self, case: Case) -> None:
        assert 45 <= len(case.entities) <= 55
        assert 100 <= len(case.statements) <= 150
        assert sum(len(e.mentions) for e in case.entities) >= 140

    def test_the_words_that_the_documentation_and_the_screens_use(self, case: Case) -> None:
        assert (case.id, case.title, case.as_of.edtf) == ("harbour-fire", "The harbour fire", "2019-05")
        assert tuple(source.id for source in case.sources) == SOURCES
        names = {e.name for e in case.entities}
        assert names >= {"Priya Raghunathan", "Tomás Leal", "Ines Okafor", "Port Authority", "Fire service"}
        assert names >= {"Harbour court", "Fuel can", "Pier nine", "Warehouse fire"}
        assert {s.id for s in case.statements} >= {"fire-date", "raghunathan-set-fire", "crowd"}

    def test_every_sentence_is_cited(self, case: Case) -> None:
        lines = list(coverage(case, FILE))
        assert [line for line in lines if ": no mention: " not in line] == []
        # papers go by their titles, and are sources; Easter is a time; a tape is no evidence here
        assert {line.rpartition(": ")[2] for line in lines} == {"Gazette", "Ledger", "Easter", "tape"}

    def test_every_locator_has_the_positions_that_the_script_computes(self, case: Case, texts: dict[str, str]) -> None:
        text = FILE.read_text(encoding="utf-8")
        assert locate(text, texts) == text
        places = [at for claim in _claims(case) for at in claim.places]
        places += [m.at for e in case.entities for m in e.mentions]
        assert [str(at) for at in places if at.start is None] == []

    def test_a_claim_cites_whole_sentences(self, case: Case, texts: dict[str, str]) -> None:
        sentences = {
            Locator(id, s.paragraph, s.sentence, s.start, s.end)
            for id, text in texts.items()
            for s in split_sentences(text)
        }
        assert {at for claim in _claims(case) for at in claim.places} <= sentences

    def test_it_survives_being_written_and_read(self, case: Case) -> None:
        assert from_yaml(to_yaml(case)) == case

    @pytest.mark.parametrize("id", SOURCES)
    def test_a_text_ends_with_one_newline_and_begins_with_its_headline(self, texts: dict[str, str], id: str) -> None:
        text = texts[id]
        assert text.endswith(".\n")
        assert not text.endswith("\n\n")
        assert next(split_sentences(text)).end == text.index("\n")
        assert text[text.index("\n") :].startswith("\n\n")
        assert 250 <= len(text.split()) <= 500

    def test_a_text_that_changed_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "sources").mkdir()
        for id in SOURCES:
            data = (FOLDER / "sources" / f"{id}.txt").read_bytes()
            (tmp_path / "sources" / f"{id}.txt").write_bytes(data.replace(b"Nearly 200", b"Nearly 300"))
        (tmp_path / "case.yaml").write_bytes(FILE.read_bytes())
        with pytest.raises(CaseFileError, match=r"sources\[gazette\]\.text_sha256: the text has changed") as caught:
            read(tmp_path / "case.yaml")
        assert len(caught.value.problems) == 1


class TestItShowsEverything:
    def test_every_status(self, case: Case) -> None:
        assert {case.status(s) for s in case.statements} == set(STATUSES)

    def test_every_stance(self, case: Case) -> None:
        assert {claim.stance for claim in _claims(case)} == set(STANCES)

    def test_what_the_case_infers_says_what_from_and_is_nobodys_claim(self, case: Case) -> None:
        inferred = {s.id: s.claims for s in case.statements if case.status(s) == "inferred"}
        assert inferred.keys() == {"fire-service-investigates", "ruling-date", "film-watched"}
        for [claim] in inferred.values():
            assert claim.inferred
            assert claim.because
            assert claim.context

    def test_what_is_said_and_not_yet_made_a_statement_about_the_case(self, case: Case) -> None:
        said = [s for s in case.statements if s.predicate == "STATES"]
        assert {s.id for s in said} == {"salo-saw-nobody", "firm-says-neither"}
        assert all({c.by for c in s.claims} == {s.subject} for s in said)

    def test_every_type_of_entity(self, case: Case) -> None:
        assert {e.type for e in case.entities} == set(load_schema().entity_types)

    def test_every_type_of_value(self, case: Case) -> None:
        assert {type(s.value) for s in case.statements if s.value is not None} == {EdtfDate, Quantity, Text}

    def test_every_precision_of_dates_and_an_unknown_start(self, case: Case) -> None:
        precisions = {date.precision for date in _dates(case)}
        assert precisions >= {"day", "season", "year", "decade", "interval"}
        assert any(date.approximate for date in _dates(case))
        assert [date.edtf for date in _dates(case) if date.earliest is None] == ["/2019-04-20"]

    def test_every_inferred_date_says_what_it_follows_from(self, case: Case) -> None:
        inferred = [date for date in _dates(case) if date.inferred]
        assert len(inferred) >= 6
        assert [date.edtf for date in inferred if not date.basis] == []
        assert [date.edtf for date in _dates(case) if not date.text] == []

    def test_quantities_with_and_without_bounds(self, case: Case) -> None:
        comparators = {quantity.comparator for quantity in _quantities(case)}
        assert comparators >= {"=", "~", "<", "<=", ">", ">=", "between", "unknown"}
        [unread] = [q for q in _quantities(case) if q.comparator == "unknown"]
        assert (unread.text, unread.low, unread.high) == ("drums of solvent", None, None)

    def test_parallel_relationships_both_ways_round_and_a_loop(self, case: Case) -> None:
        between = Counter((s.subject, s.object) for s in case.statements if s.object)
        assert between["priya-raghunathan", "pier-nine"] == 3
        assert between["coast-mutual", "halcyon-storage"] == 3
        assert between["priya-raghunathan", "warehouse-fire"] == 2
        assert [s.id for s in case.statements if s.subject == s.object] == ["authority-reviews-itself"]

    def test_one_entity_is_named_and_nothing_is_said_of_it(self, case: Case) -> None:
        used = {s.subject for s in case.statements} | {s.object for s in case.statements}
        speaking = {id for claim in _claims(case) for id in (claim.by, *claim.via)}
        assert [e.id for e in case.entities if e.id not in used | speaking] == ["gannet-rock"]
        assert len(_entity(case, "gannet-rock").mentions) == 1

    def test_aliases_in_another_script_and_positions_behind_a_wide_character(
        self, case: Case, texts: dict[str, str]
    ) -> None:
        assert _entity(case, "yusuf-haddad").aliases == ("يوسف حداد",)
        [mention] = [m for m in _entity(case, "yusuf-haddad").mentions if m.text == "يوسف حداد"]
        before = texts["gazette"][: mention.at.start]
        # code points, not UTF-16 units: the wave of the petition's title counts once
        assert len(before.encode("utf-16-le")) == 2 * (len(before) + 1)

    def test_dates_and_texts_are_shared(self, case: Case) -> None:
        subjects: dict[str, set[str]] = {}
        for s in case.statements:
            if isinstance(s.value, EdtfDate):
                subjects.setdefault(s.value.edtf, set()).add(s.subject)
        assert subjects["2014-23"] == subjects["2019-03-04"] == {"priya-raghunathan", "tomas-leal"}
        assert subjects["2019-03-03"] == {"warehouse-fire", "pier-nine"}


class TestTheSourcesDisagree:
    def test_on_the_day(self, case: Case) -> None:
        days = {s.id: s.value.edtf for s in _of(case, "warehouse-fire", "OCCURRED_ON") if isinstance(s.value, EdtfDate)}
        assert days == {
            "fire-date": "2019-03-02",
            "fire-date-alarm-book": "2019-03-03",
            "fire-date-inquiry": "2019-03-02/2019-03-03",
        }

    def test_on_the_year_of_the_older_fire_but_not_on_the_decade(self, case: Case) -> None:
        years = [s.value for s in _of(case, "net-loft-fire", "OCCURRED_ON")]
        assert [year.edtf for year in years if isinstance(year, EdtfDate)] == ["198X", "1986-24", "1985"]

    @pytest.mark.parametrize(
        ("subject", "predicate", "bounds"),
        [
            ("warehouse-fire", "WITNESSED_BY_COUNT", [(180, 200), (54, 66), (140, 140)]),
            ("warehouse-fire", "TREATED_AFTER", [(2, 2), (3, 3)]),
            ("warehouse-fire", "LOSS", [(1_200_000, None), (700_000, 900_000)]),
            (
                "reopen-pier-nine",
                "SIGNATURES",
                [(1_914, 1_914), (2_300, None), (None, 1_800), (1_890, 1_890), (1_200, 1_200), (690, 690)],
            ),
            ("pier-inquiry", "HEARD", [(31, 31), (27, 33), (12, 12), (19, 19)]),
            ("viktor-salo", "AGE", [(61, 61), (58, 58)]),
        ],
    )
    def test_on_counts(self, case: Case, subject: str, predicate: str, bounds: list[tuple[int, int]]) -> None:
        values = [s.value for s in _of(case, subject, predicate)]
        assert [(q.low, q.high) for q in values if isinstance(q, Quantity)] == bounds

    @pytest.mark.parametrize(
        ("entity", "printed"),
        [
            ("priya-raghunathan", {"Priya Ragunathan", "Ragunathan", "Priya Raghunathan", "Raghunathan", "Raghu"}),
            ("marta-lindqvist", {"Marta Lindqvist", "Lindquist"}),
        ],
    )
    def test_on_how_a_name_is_spelt(self, case: Case, entity: str, printed: set[str]) -> None:
        assert {m.text for m in _entity(case, entity).mentions} == printed


class TestWhoSaysWhat:
    def test_the_accusation_stays_on_record_beside_what_cleared_her(self, case: Case) -> None:
        accusation = _statement(case, "raghunathan-set-fire")
        assert load_schema().predicates[accusation.predicate].accusatory
        assert case.status(accusation) == "disputed"
        assert [(c.by, c.stance, c.kind) for c in accusation.claims] == [
            ("port-authority", "asserts", None),
            ("priya-raghunathan", "denies", None),
            ("port-authority", "asserts", None),
            ("harbour-court", "denies", "finding"),
            ("pier-inquiry", "denies", "finding"),
        ]
        assert case.status(_statement(case, "raghunathan-cleared")) == "found"

    @pytest.mark.parametrize("id", ["solvent-over-permit", "authority-blamed", "cabinet-disrepair"])
    def test_a_finding_stands_and_its_denial_beside_it(self, case: Case, id: str) -> None:
        statement = _statement(case, id)
        assert load_schema().predicates[statement.predicate].accusatory == (id != "cabinet-disrepair")
        assert case.status(statement) == "found"
        assert "denies" in {c.stance for c in statement.claims}

    def test_only_those_who_decide_make_findings(self, case: Case) -> None:
        deciding = {e.id for e in case.entities if e.decides}
        assert deciding == {c.by for c in _claims(case) if c.kind} == {"harbour-court", "pier-inquiry"}

    def test_what_is_only_denied_and_what_is_only_questioned(self, case: Case) -> None:
        denied = {s.id for s in case.statements if case.status(s) == "denied"}
        assert denied == {"raghunathan-on-pier", "raghunathan-quarrel"}
        questioned = {s.id for s in case.statements if case.status(s) == "questioned"}
        assert questioned == {"glove-linked", "salo-the-guard"}
        assert {c.stance for id in questioned for c in _statement(case, id).claims} == {"questions"}

    def test_the_guard_is_heard_through_others_who_tell_it_differently(self, case: Case) -> None:
        claims = _statement(case, "coat-at-gate").claims
        assert {c.by for c in claims} == {"unnamed-guard"}
        assert {(c.stance, c.via) for c in claims} == {
            ("asserts", ("port-authority", "gazette")),
            ("denies", ("unnamed-winchman", "hollis-tranter", "ledger")),
        }
        assert _entity(case, "unnamed-guard").kind == "unnamed source"
        assert all(len(c.via) >= 2 for c in _claims(case) if c.by == "unnamed-guard")

    def test_the_dead_man_is_accused_by_hearsay_alone(self, case: Case) -> None:
        statement = _statement(case, "cornelis-vey-burned-loft")
        assert case.status(statement) == "alleged"
        [claim] = statement.claims
        assert (claim.by, claim.via) == ("ruben-achterberg", ("low-water", "ledger"))

    def test_no_source_accuses_in_its_own_voice(self, case: Case) -> None:
        predicates = load_schema().predicates
        accusing = {c.by for s in case.statements if predicates[s.predicate].accusatory for c in s.claims}
        assert accusing.isdisjoint(SOURCES)


class TestAClaimIsNoStrongerThanItsPassages:
    def test_whoever_speaks_and_whatever_is_spoken_of_is_named_in_them(self, case: Case) -> None:
        named = {e.id: {_sentence(m.at) for m in e.mentions} for e in case.entities}
        # an event is told by a verb: "the warehouse burned", "sat between 6 and 17 May"
        told = {e.id for e in case.entities if e.type == "Event"} | set(SOURCES)
        missing = [
            (claim.id, id)
            for statement in case.statements
            for claim in statement.claims
            for id in {claim.by, *claim.via, statement.subject, statement.object} - {None} - told
            if id is not None and named[id].isdisjoint(map(_sentence, claim.places))
        ]
        assert missing == []

    @pytest.mark.parametrize("book", ["alarm-book", "lindqvist-books", "fault-letter"])
    def test_what_is_read_in_a_book_or_a_letter_came_by_way_of_it(
        self, case: Case, texts: dict[str, str], book: str
    ) -> None:
        [mention] = _entity(case, book).mentions
        there = [c for c in _claims(case) if _sentence(c.at) == _sentence(mention.at)]
        assert book in {id for c in there for id in (c.by, *c.via)}
        assert [c.id for c in there if c.verb == "by the alarm book" and c.via != ("alarm-book",)] == []

    def test_what_is_remembered_has_those_who_remember_it_as_speakers(self, case: Case) -> None:
        assert {c.verb for c in _claims(case) if c.by == "older-hands"} == {"remember"}
        assert {s.id for s in case.statements for c in s.claims if c.by == "older-hands"} == {
            "loft-fire-1980s",
            "loft-fire-at-loft",
        }

    @pytest.mark.parametrize(
        ("id", "subject", "predicate", "bounds"),
        [
            ("guard-accounts", "unnamed-guard", "WORDS_REPORTED_IN", (3, 3)),
            ("inquiry-witnesses", "pier-inquiry", "HEARD", (31, 31)),
            ("repair-asked", "priya-raghunathan", "ASKED_FOR_ACTION", (None, 10)),
            ("drums-on-sheet", "stock-sheet", "LISTS", (None, None)),
            ("solvent-kept", "halcyon-storage", "KEPT", (36, 44)),
            ("solvent-allowed", "halcyon-storage", "PERMIT", (None, 10)),
            ("other-firms", "north-quay", "SAID_TO_HAVE", (12, 99)),
            ("ask-why-one-street", "ask-why", "SIGNED_FROM_ONE_STREET", (None, 90)),
        ],
    )
    def test_a_number_hangs_on_what_it_counts(
        self, case: Case, id: str, subject: str, predicate: str, bounds: tuple[int | None, int | None]
    ) -> None:
        statement = _statement(case, id)
        assert (statement.subject, statement.predicate) == (subject, predicate)
        assert isinstance(statement.value, Quantity)
        assert (statement.value.low, statement.value.high) == bounds

    @pytest.mark.parametrize(
        ("id", "predicate", "edtf"),
        [
            ("raghunathan-since", "WORKED_TOGETHER_SINCE", "2014-23"),
            ("leal-since", "WORKED_TOGETHER_SINCE", "2014-23"),
            ("halcyon-since", "RENTS_SINCE", "2011~"),
            ("firm-sold-on", "SOLD_ON", "2010~"),
            ("firm-insured-on", "INSURED_ON", "2018-03-01/2018-03-10"),
            ("camera-silent", "RECORDED_NOTHING_ON", "2019-02-21~/2019-03-02"),
        ],
    )
    def test_a_date_is_of_what_began_or_was_done_then(self, case: Case, id: str, predicate: str, edtf: str) -> None:
        statement = _statement(case, id)
        assert isinstance(statement.value, EdtfDate)
        assert (statement.predicate, statement.value.edtf) == (predicate, edtf)

    def test_the_call_and_the_outbreak_are_two_things_and_stand_the_wrong_way_round(self, case: Case) -> None:
        # the Fire service was called half an hour before its own book has the warehouse catch fire
        times = {s.predicate: s.value for s in case.statements if s.id in ("alarm-time", "outbreak-time-alarm-book")}
        assert times == {
            "FIRE_SERVICE_CALLED_AT": Text("about twenty to midnight"),
            "BROKE_OUT_AT": Text("ten past midnight"),
        }

    def test_what_her_books_say_is_not_said_by_her(self, case: Case) -> None:
        assert [(c.by, c.stance, c.via) for c in _statement(case, "solvent-kept").claims] == [
            ("lindqvist-books", "asserts", ())
        ]

    def test_who_puts_a_wrong_hour_right_doubts_the_conviction_and_does_not_deny_the_change(self, case: Case) -> None:
        assert [(c.by, c.stance, c.says) for c in _statement(case, "salo-convicted").claims] == [
            ("harbour-court", "asserts", None),
            ("viktor-salo", "questions", "He only put a wrong hour right."),
        ]
        assert [(c.by, c.stance) for c in _statement(case, "salo-gate-log").claims] == [
            ("harbour-court", "asserts"),
            ("viktor-salo", "asserts"),
        ]

    def test_the_ruling_concerns_whom_it_clears_finds_at_fault_and_convicts(self, case: Case) -> None:
        concerned = {s.object for s in _of(case, "court-ruling", "CONCERNS")}
        assert concerned == {"priya-raghunathan", "halcyon-storage", "viktor-salo"}

    def test_a_time_that_no_source_prints_says_what_it_follows_from(self, case: Case) -> None:
        texts = {q.as_of.edtf for q in _quantities(case) if q.as_of and not q.as_of.inferred}
        assert texts == {"2019-03-02", "2019-03-02/2019-03-03", "2019-04-16"}
        assert all(q.as_of.basis for q in _quantities(case) if q.as_of and q.as_of.inferred)

    def test_the_authority_is_blamed_for_the_spread_of_the_fire_alone(self, case: Case) -> None:
        assert _statement(case, "authority-blamed").value == Text("the spread of the fire")


def _sentence(at: Locator) -> tuple[str, int, int]:
    return at.source, at.paragraph, at.sentence


def _of(case: Case, subject: str, predicate: str) -> list[Statement]:
    return [s for s in case.statements if (s.subject, s.predicate) == (subject, predicate)]
