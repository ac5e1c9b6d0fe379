"""Each rule on planted faults, and on what only looks like one."""

from dataclasses import replace
from random import Random

import pytest

from graph.case.contradictions import RULES, VERDICTS, Finding, find
from graph.case.contradictions.index import MOST_COMPARED, Index
from graph.case.contradictions.statuses import statuses
from graph.case.model import Case, Statement, Text
from graph.case.schema import load_schema
from tests.helpers.contradicting import case_of, day, entity, found_in, number, said, short

DATES, COUNTS, AGES, SUMS = "dates-of-one-event", "counts-of-one-thing", "ages-of-one-person", "sum-of-parts"
NAMES, TURNED = "name-spelt-two-ways", "other-way-round"
CONFLICT, COMPATIBLE, SAME, UNDECIDED = "conflict", "compatible", "same", "undecided"


def dated(id: str, edtf: str, subject: str = "fire", predicate: str = "OCCURRED_ON") -> Statement:
    return said(id, subject, predicate, day(edtf))


def crowd(id: str, text: str, as_of: str = "", scope: str | None = None) -> Statement:
    return said(id, "fire", "WITNESSED_BY_COUNT", number(text, as_of, scope))


def signed(id: str, text: str, as_of: str = "", scope: str | None = None, subject: str = "list-a") -> Statement:
    return said(id, subject, "SIGNATURES", number(text, as_of, scope))


def aged(id: str, text: str, as_of: str = "", scope: str | None = None, by: str = "paper-a") -> Statement:
    return said(id, "ana", "AGE", number(text, as_of, scope), by)


PLANTED = {
    # one asserts, another denies or questions
    "denied": ([said("s", "ana", "WAS_AT", "quay", "paper-a", ("ana", "denies"))],
               [("asserted-and-denied", CONFLICT, "stances")]),
    "denied of another statement that says the same": (
        [said("s", "ana", "WAS_AT", "quay"), said("t", "ana", "WAS_AT", "quay", ("ana", "denies"))],
        [("asserted-and-denied", CONFLICT, "stances")]),
    "denied the other way round": (
        [said("s", "ana", "PARTNER_OF", "ben"), said("t", "ben", "PARTNER_OF", "ana", ("ben", "denies"))],
        [("asserted-and-denied", CONFLICT, "stances")]),
    "denied by the inverse": (
        [said("s", "ana", "OWNS", "firm"), said("t", "firm", "BELONGS_TO", "ana", ("ana", "denies"))],
        [("asserted-and-denied", CONFLICT, "stances")]),
    "denied what it takes to be seen there": (
        [said("s", "ana", "SEEN_AT", "quay", "ben"), said("t", "ana", "WAS_AT", "quay", ("ana", "denies"))],
        [("asserted-and-denied", CONFLICT, "stances")]),
    "questioned": ([said("s", "ana", "WAS_AT", "quay", "paper-a", ("ben", "questions"))],
                   [("asserted-and-questioned", COMPATIBLE, "doubt")]),
    "denied in other words": (
        [said("s", "ana", "HAS_ROLE", Text("A  driver")),
         said("t", "ana", "HAS_ROLE", Text("a driver"), ("ben", "denies"))],
        [("asserted-and-denied", CONFLICT, "stances")]),
    # dates
    "two days": ([dated("s", "2019-03-02"), dated("t", "2019-03-03")], [(DATES, CONFLICT, "dates")]),
    "a day in the month": ([dated("s", "2019-03"), dated("t", "2019-03-03")], [(DATES, COMPATIBLE, "vagueness")]),
    "about a year": ([dated("s", "2018~"), dated("t", "2019-03-03")], [(DATES, UNDECIDED, "doubt")]),
    "one day twice": ([dated("s", "2019-03-03"), dated("t", "2019-03-03")], [(DATES, SAME, "the same date")]),
    "born twice": ([dated("s", "1950", "ana", "BORN_ON"), dated("t", "1951", "ana", "BORN_ON")],
                   [(DATES, CONFLICT, "dates")]),
    # counts
    "two crowds": ([crowd("s", "nearly 200 people"), crowd("t", "about 60 people")], [(COUNTS, CONFLICT, "counts")]),
    "rounded": ([crowd("s", "about 60 people"), crowd("t", "63 people")], [(COUNTS, COMPATIBLE, "rounding")]),
    "rounded without saying so": ([crowd("s", "183,000 people"), crowd("t", "182,913 people")],
                                  [(COUNTS, COMPATIBLE, "rounding")]),
    "vague": ([crowd("s", "more than 50 people"), crowd("t", "63 people")], [(COUNTS, COMPATIBLE, "vagueness")]),
    "between": ([crowd("s", "between 50 and 70 people"), crowd("t", "63 people")], [(COUNTS, COMPATIBLE, "vagueness")]),
    "a dozen": ([crowd("s", "a dozen people"), crowd("t", "12 persons")], [(COUNTS, SAME, "the same count")]),
    "a part": ([crowd("s", "60 people", scope="on the quay"), crowd("t", "20 people", scope="in boats on the quay")],
               [(COUNTS, COMPATIBLE, "scope")]),
    "a part by another of its names": (
        [crowd("s", "60 people", scope="on the quay"), crowd("t", "20 people", scope="in boats on the North quay")],
        [(COUNTS, COMPATIBLE, "scope")]),
    "a part that is more": (
        [crowd("s", "60 people", scope="on the quay"), crowd("t", "90 people", scope="in boats on the quay")],
        [(COUNTS, CONFLICT, "counts")]),
    "some of the people": ([crowd("s", "3 people"), crowd("t", "2 firefighters")], [(COUNTS, COMPATIBLE, "scope")]),
    "more firefighters than people": ([crowd("s", "3 people"), crowd("t", "5 firefighters")],
                                      [(COUNTS, CONFLICT, "counts")]),
    "not a part of it": (
        [crowd("s", "60 people", scope="on the quay"), crowd("t", "90 people", scope="not on the quay")],
        [(COUNTS, UNDECIDED, "scope")]),
    "not of one unit": ([crowd("s", "60 people"), crowd("t", "90 boats")], [(COUNTS, UNDECIDED, "scope")]),
    "no number": ([crowd("s", "60 people"), crowd("t", "between many and few")], [(COUNTS, UNDECIDED, "unknown")]),
    "grown": ([signed("s", "100 names", "2019-04-01"), signed("t", "150 names", "2019-05-01")],
              [(COUNTS, COMPATIBLE, "growth")]),
    "shrunk": ([signed("s", "150 names", "2019-04-01"), signed("t", "100 names", "2019-05-01")],
               [(COUNTS, UNDECIDED, "time")]),
    "on one day": ([signed("s", "150 names", "2019-04-01"), signed("t", "107 names", "2019-04-01")],
                   [(COUNTS, CONFLICT, "counts")]),
    "in one month": ([signed("s", "151 names", "2019-04"), signed("t", "107 names", "2019-04")],
                     [(COUNTS, COMPATIBLE, "growth")]),
    "of some day": ([signed("s", "151 names", "2019-04-01"), signed("t", "107 names")], [(COUNTS, UNDECIDED, "time")]),
    "in hours and days": (
        [said("s", "fire", "DURATION", number("2 days")), said("t", "fire", "DURATION", number("48 hours"))],
        [(COUNTS, SAME, "the same count")]),
    # sums
    "a sum that comes out": (
        [signed("s", "31 names"), signed("t", "12 names", scope="by women"), signed("u", "19 names", scope="by men")],
        [(SUMS, SAME, "sum")]),
    "a sum of another count": (
        [signed("s", "31 names", "2019-04-01"), signed("v", "37 names", "2019-04-01"),
         signed("t", "12 names", "2019-04-01", "by women"), signed("u", "19 names", "2019-04-01", "by men")],
        [(COUNTS, CONFLICT, "counts"), (SUMS, CONFLICT, "sum"), (SUMS, SAME, "sum")]),
    "a sum of another count of some day": (
        [signed("s", "31 names"), signed("v", "37 names"), signed("t", "12 names", scope="by women"),
         signed("u", "19 names", scope="by men")],
        [(SUMS, SAME, "sum"), (COUNTS, UNDECIDED, "time")]),
    "a rounded sum": (
        [signed("s", "about 30 names"), signed("t", "12 names", scope="by women"),
         signed("u", "19 names", scope="by men")],
        [(SUMS, COMPATIBLE, "rounding")]),
    "all parts": (
        [said("w", "list-a", "TOTAL_OF", "list-b"), said("x", "list-a", "TOTAL_OF", "letter"), signed("s", "60 names"),
         signed("t", "41 names", subject="list-b"), said("u", "letter", "COUNTED_AT", number("19 names"))],
        [(SUMS, SAME, "sum")]),
    "all parts, and too few": (
        [said("w", "list-a", "TOTAL_OF", "list-b"), said("x", "list-a", "TOTAL_OF", "letter"),
         signed("s", "63 names", "2019-04-01"), signed("t", "41 names", "2019-04-01", subject="list-b"),
         said("u", "letter", "COUNTED_AT", number("19 names", "2019-04-01"))],
        [(SUMS, CONFLICT, "sum")]),
    "what they signed": (
        [said("w", "signers", "SIGNED", "list-a"), said("x", "signers", "SIGNED", "list-b"), signed("s", "60 names"),
         signed("t", "41 names", subject="list-b"), said("u", "signers", "COUNTED_AT", number("101 people"))],
        [(SUMS, SAME, "sum")]),
    "some of what they signed": (
        [said("w", "signers", "SIGNED", "list-a"), said("x", "signers", "SIGNED", "list-b"), signed("s", "60 names"),
         signed("t", "41 names", subject="list-b"), said("u", "signers", "COUNTED_AT", number("170 people"))],
        []),
    "a part that is more than its whole": (
        [said("w", "crew", "COUNTED_AMONG", "firm"), said("s", "crew", "COUNTED_AT", number("30 people")),
         said("t", "firm", "COUNTED_AT", number("20 people"))],
        [(COUNTS, CONFLICT, "counts")]),
    "counted where they took part": (
        [said("w", "signers", "PARTICIPATED_IN", "march"),
         said("s", "signers", "COUNTED_AT", number("183,000 people", "2016-01-04")),
         said("t", "march", "SIGNATURES", number("near 200,000 signatures", "2016-01-04"))],
        [(COUNTS, COMPATIBLE, "rounding")]),
    # ages
    "two ages": ([aged("s", "61 years old", "2019-05-23"), aged("t", "58 years old", "2019-05-28")],
                 [(AGES, CONFLICT, "ages")]),
    "a birthday between": ([aged("s", "70 years old", "2019-04-18"), aged("t", "71 years old", "2019-05-28")],
                           [(AGES, COMPATIBLE, "growth")]),
    "younger later": ([aged("s", "71 years old", "2019-04-18"), aged("t", "70 years old", "2019-05-28")],
                      [(AGES, CONFLICT, "ages")]),
    "an age and a birth": ([aged("s", "70 years old", "2019-04-18"), dated("t", "1948", "ana", "BORN_ON")],
                           [(AGES, COMPATIBLE, "vagueness")]),
    "an age before the birth": ([aged("s", "70 years old", "2019-04-18"), dated("t", "1960", "ana", "BORN_ON")],
                                [(AGES, CONFLICT, "ages")]),
    "an age of about a year": ([aged("s", "61 years old", "2019~"), aged("t", "50 years old", "2019-05-28")],
                               [(AGES, UNDECIDED, "doubt")]),
    "born on a leap day": ([aged("s", "18 years old", "2019-02-28"), dated("t", "2000-02-29", "ana", "BORN_ON")],
                           [(AGES, COMPATIBLE, "vagueness")]),
    "ages of some day": ([aged("s", "61 years old"), aged("t", "58 years old", by="paper-b")],
                         [(AGES, UNDECIDED, "time")]),
    "two ages in one paper": ([aged("s", "61 years old"), aged("t", "58 years old")], [(AGES, CONFLICT, "ages")]),
    "an age of another time": (
        [aged("s", "16", "2019-05-23", scope="when he confessed"), aged("t", "30", "2019-05-28")],
        [(AGES, UNDECIDED, "time")]),
    # relations
    "each the other's parent": ([said("s", "ana", "PARENT_OF", "ben"), said("t", "ben", "PARENT_OF", "ana")],
                                [(TURNED, CONFLICT, "direction")]),
    "each the other's partner": ([said("s", "ana", "PARTNER_OF", "ben"), said("t", "ben", "PARTNER_OF", "ana")],
                                 [(TURNED, SAME, "the same relation")]),
    "owned, and belonging": ([said("s", "ana", "OWNS", "firm"), said("t", "firm", "BELONGS_TO", "ana")],
                             [(TURNED, SAME, "direction")]),
    # what disputes without denying
    "a conviction and its critics": (
        [said("s", "ana", "CONVICTED_OF", "fire"), said("t", "court", "ACCUSED_OF_FAILING", "ana", "ben")],
        [("decision-disputed", COMPATIBLE, "decision")]),
    "a letter that was forced": (
        [said("s", "letter", "GIVEN_BY", "ana"), said("t", "letter", "SAID_TO_BE_COERCED_FROM", "ana", "ana")],
        [("evidence-disputed", COMPATIBLE, "doubt")]),
    "evidence that is doubted": (
        [said("s", "letter", "USED_TO_CONVICT", "ana"),
         said("t", "letter", "AUTHENTICITY", Text("real"), ("ben", "questions"))],
        [("evidence-disputed", COMPATIBLE, "doubt")]),
    "left out, and there": (
        [said("s", "film", "CONTAINS", "letter", "ana"), said("t", "film", "ACCUSED_OF_LEAVING_OUT", "letter", "ben")],
        [("left-out-and-shown", CONFLICT, "left out")]),
    "left out by a member of those who made it": (
        [said("s", "film", "CONTAINS", "letter", "ana"), said("t", "crew", "ACCUSED_OF_LEAVING_OUT", "letter", "ben"),
         said("u", "ana", "MEMBER_OF", "crew"), said("v", "ana", "PRODUCED", "film")],
        [("left-out-and-shown", CONFLICT, "left out")]),
}  # fmt: skip

NOTHING = {
    "one claim": [said("s", "ana", "WAS_AT", "quay")],
    "only denied": [said("s", "ana", "WAS_AT", "quay", ("ana", "denies"), ("ben", "denies"))],
    "denied by one who was elsewhere": [
        said("s", "ana", "WAS_AT", "quay"), said("t", "ana", "WAS_AT", "town", ("ana", "denies"))],
    "denied of another": [said("s", "ana", "WAS_AT", "quay"), said("t", "ben", "WAS_AT", "quay", ("ana", "denies"))],
    "denied that she was seen": [
        said("s", "ana", "WAS_AT", "quay"), said("t", "ana", "SEEN_AT", "quay", ("ana", "denies"))],
    "a date that is only denied": [
        dated("s", "2019-03-02"), said("t", "fire", "OCCURRED_ON", day("2020"), ("ben", "denies"))],
    "days of two events": [dated("s", "2019-03-02"), dated("t", "2019-03-03", "trial")],
    "days on which one may come": [
        dated("s", "2019-03-02", "ana", "CAME_ON"), dated("t", "2019-03-03", "ana", "CAME_ON")],
    "counts of two things": [crowd("s", "60 people"), said("t", "fire", "TREATED_AFTER", number("3 people"))],
    "counts of one unit in two scopes that fit": [
        crowd("s", "60 people", scope="in boats"), crowd("t", "60 people", scope="on the roof")],
    "what both may do": [said("s", "ana", "TELEPHONED", "ben"), said("t", "ben", "TELEPHONED", "ana")],
    "a relation to itself": [said("s", "firm", "BASED_ON", "firm")],
    "a chain of parents": [said("s", "ana", "PARENT_OF", "ben"), said("t", "ben", "PARENT_OF", "cleo")],
    "a conviction and an accusation of the convicted": [
        said("s", "ana", "CONVICTED_OF", "fire"), said("t", "ana", "ACCUSED_OF", "fire", "ben")],
    "left out of another work": [
        said("s", "film", "CONTAINS", "letter", "ana"), said("t", "crew", "ACCUSED_OF_LEAVING_OUT", "letter", "ben")],
    "two parts without a whole": [signed("t", "12 names", scope="by women"), signed("u", "12 names", scope="by men")],
}  # fmt: skip
QUAY = entity("quay", name="North quay", aliases=["the quay"])


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_is_found_with_its_reason_and_nothing_else(name: str) -> None:
    statements, wanted = PLANTED[name]
    assert found_in(*statements, entities=[QUAY]) == wanted


@pytest.mark.parametrize("name", NOTHING)
def test_of_what_fits_nothing_is_said(name: str) -> None:
    assert found_in(*NOTHING[name], entities=[QUAY]) == []


def test_every_rule_has_a_fault_of_its_own() -> None:
    planted = {rule for _, wanted in PLANTED.values() for rule, _, _ in wanted}
    assert planted | {NAMES, "status-unsupported"} == set(RULES)
    assert {verdict for _, wanted in PLANTED.values() for _, verdict, _ in wanted} == {*VERDICTS, UNDECIDED}


@pytest.mark.parametrize("name", PLANTED)
def test_no_order_of_statements_and_claims_changes_what_is_found(name: str) -> None:
    statements = list(PLANTED[name][0])
    found = find(case_of(*statements, entities=[QUAY]))
    Random(7).shuffle(statements)
    turned = [replace(statement, claims=statement.claims[::-1]) for statement in statements]
    assert find(case_of(*turned, entities=[QUAY])) == found


@pytest.mark.parametrize("name", PLANTED)
def test_a_verdict_has_passages_on_both_sides(name: str) -> None:
    found = find(case_of(*PLANTED[name][0], entities=[QUAY]))
    for finding in (*found.findings, *found.undecided):
        assert all(side.passages and side.claims and side.statements for side in finding.sides)
        assert set(finding.statements) <= {s.id for s in PLANTED[name][0]}


def test_an_id_is_of_the_statements_and_of_no_other_finding() -> None:
    statements = [
        crowd("s", "60 people"),
        crowd("t", "90 people"),
        crowd("u", "300 people"),
        dated("v", "2019"),
        dated("w", "2018"),
    ]
    ids = [finding.id for finding in find(case_of(*statements)).findings]
    assert ids == [f"{DATES}:v+w", f"{COUNTS}:s+t", f"{COUNTS}:s+u", f"{COUNTS}:t+u"]


def test_a_reader_is_told_the_reason_and_no_code() -> None:
    told = [found.why for statements, _ in PLANTED.values() for found in _every(case_of(*statements, entities=[QUAY]))]
    assert {name for name, _ in told} == {
        "", "Rounding", "Growth", "Scope", "Vagueness", "The same count", "The same date"
    }  # fmt: skip
    assert not [because for _, because in told if not because or ": " in because]


def _every(case: Case) -> list[Finding]:
    found = find(case)
    return [*found.findings, *found.undecided]


class TestNames:
    def test_of_one_entity(self) -> None:
        [finding] = find(case_of(entities=[entity("ana", "Ana Lindqvist", "Lindquist", "Lindqvist's")])).findings
        assert short(finding) == (NAMES, SAME, "spelling")
        assert [(side.words, side.passages) for side in finding.sides] == [
            (("Lindquist",), ("paper-b#p9s2",)),
            (("Ana Lindqvist", "Lindqvist's"), ("paper-a#p9s1", "paper-b#p9s3")),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "printed",
        [
            ("Lindqvist", "lindquist"),  # a word that is no name
            ("the Signer", "the Signers"),
            ("LINDQVIST", "Lindqvist"),
            ("Anna", "Hanna"),  # one letter makes another name of a short one
            ("Ragunathan",),
        ],
    )
    def test_words_that_are_no_two_spellings(self, printed: tuple[str, ...]) -> None:
        assert found_in(entities=[entity("ana", *printed)]) == []

    def test_but_for_its_accents(self) -> None:
        assert found_in(entities=[entity("ana", "Tomás", "Tomas")]) == [(NAMES, SAME, "spelling")]

    def test_of_two_entities_it_is_not_told_whether_they_are_one(self) -> None:
        two = [entity("ana", "x", name="Marta Lindqvist"), entity("ben", "x", name="Marta Lindquist")]
        assert found_in(entities=two) == [(NAMES, UNDECIDED, "spelling")]
        others = [entity("ana", "x", name="Marta Lindqvist"), entity("ben", "x", name="Carla Lindquist")]
        assert found_in(entities=others) == []
        unlike = [entity("ana", "x", name="Marta Lindqvist"), entity("firm", "x", name="Marta Lindquist")]
        assert found_in(entities=unlike) == []

    def test_without_a_passage_on_both_sides_nothing_is_said(self) -> None:
        assert found_in(entities=[entity("ana", "Ana Lindqvist", aliases=["Lindquist"])]) == []


def test_a_status_that_the_claims_do_not_make() -> None:
    case = case_of(said("s", "ana", "WAS_AT", "quay", "paper-a", ("ben", "denies")), said("t", "ana", "WAS_AT", "town"))
    kept = {"s": "found", "t": "reported", "gone": "found"}
    [finding] = statuses(Index(case, load_schema(), kept=kept))
    assert (finding.id, finding.verdict) == ("status-unsupported:s", "conflict")
    assert finding.reason == "status: it is kept as found, and its claims make it disputed"
    assert not list(statuses(Index(case, load_schema(), kept={"s": "disputed"})))


def test_of_very_many_values_the_first_are_compared_and_it_is_said() -> None:
    found = find(case_of(*(crowd(f"s-{n}", f"{10_000 + 7 * n} people") for n in range(MOST_COMPARED + 5))))
    assert len(found.findings) == MOST_COMPARED * (MOST_COMPARED - 1) // 2
    [finding] = found.undecided
    assert finding.reason == "too many: 55 different values, of which 50 are compared each with each"
