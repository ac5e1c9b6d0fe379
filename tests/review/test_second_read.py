from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.case.file import from_yaml
from graph.case.model import Case, Locator, Statement
from graph.errors import ModelError
from graph.review.second_read import (
    VERDICTS,
    Mark,
    Reading,
    SecondRead,
    Verdict,
    give,
    moments,
    overrule,
    read_counting,
    record,
    second_read_path,
)
from tests.helpers.casefiles import CASE

FIRE = from_yaml(CASE.replace(", text: gazette.txt", ""))
COUNT = "crowd.1"


def at(n: int) -> str:
    return f"2021-05-04T10:00:00.{n:06}+00:00"


def verdict(
    of: Case, claim: str, said: Verdict, n: int, *, reader: str = "Ines", reason: str = "as printed"
) -> Reading:
    found = SecondRead(of, ()).claims[claim]
    return give(*found, said, reader=reader, reason=reason, text="What was read.", time=at(n))


def changed(case: Case, one: str, **fields: Any) -> Case:
    """Return a case with one claim changed."""

    def claims_of(statement: Statement) -> Statement:
        claims = (replace(claim, **fields) if claim.id == one else claim for claim in statement.claims)
        return replace(statement, claims=tuple(claims))

    return replace(case, statements=tuple(map(claims_of, case.statements)))


def test_a_verdict_is_open_until_the_claim_is_changed_and_then_it_is_read_again():
    line = verdict(FIRE, COUNT, "overstated", 1)
    now = SecondRead(FIRE, [line])
    assert now.open == {COUNT: (line,)}
    assert now.counts.in_words == (
        "second reader: of 1 claim read, 1 refuted (100.0 %), 1 open, 3 not read as they stand"
    )
    edited = changed(FIRE, COUNT, says="Fewer than 200 watched.")
    waiting = SecondRead(edited, [line])
    assert waiting.open == {}
    assert waiting.changed == {COUNT: (line,)}
    [mark] = waiting.marks[COUNT]
    assert mark.told == "overstated, by Ines: as printed (the claim was changed since: to be read again)"
    assert waiting.counts.in_words == (
        "second reader: of 1 claim read, 1 refuted (100.0 %), 1 changed since and to be read again, "
        "3 more not read as they stand"
    )
    # whoever reads it again: only then it is mended, or open anew
    after = SecondRead(edited, [line, verdict(edited, COUNT, "supported", 2, reader="Mo")])
    assert after.marks == {}
    assert after.counts.in_words == (
        "second reader: of 1 claim read, 1 refuted (100.0 %), 1 mended, 3 not read as they stand"
    )
    no = verdict(edited, COUNT, "unsupported", 2)
    anew = SecondRead(edited, [line, no])
    assert anew.marks == {COUNT: (Mark(no),)}
    assert (anew.counts.open, anew.counts.changed, anew.counts.mended) == (1, 0, 0)
    # what is changed back says again what was refuted
    assert SecondRead(FIRE, [line]).marks == {COUNT: (Mark(line),)}


def test_a_claim_that_was_supported_and_is_changed_is_unread_and_no_more():
    edited = changed(FIRE, COUNT, says="Fewer than 200 watched.")
    found = SecondRead(edited, [verdict(FIRE, COUNT, "supported", 1)])
    assert found.marks == {}
    assert found.counts.in_words == "second reader: of 1 claim read, 0 refuted, 4 not read as they stand"


def test_a_changed_claim_is_told_from_its_neighbours_when_they_are_numbered_anew():
    apart = changed(FIRE, "hale-accused.2", at=Locator.parse("gazette#p2s1"), context=())
    one = verdict(apart, "hale-accused.1", "overstated", 1)
    statement, claim = SecondRead(apart, ()).claims["hale-accused.1"]
    other = SecondRead(apart, ()).claims["hale-accused.2"][1]
    # the numbers change places, as where one is moved behind the other by what it says now
    claims = (replace(other, id="hale-accused.1"), replace(claim, id="hale-accused.2", says="Something else."))
    turned = replace(
        FIRE, statements=tuple(replace(s, claims=claims) if s.id == statement.id else s for s in FIRE.statements)
    )
    assert SecondRead(turned, [one]).changed == {"hale-accused.2": (one,)}
    # and where both are at one place, the one that somebody has read is not it
    both = tuple(replace(each, at=claim.at) for each in claims)
    turned = replace(
        FIRE, statements=tuple(replace(s, claims=both) if s.id == statement.id else s for s in FIRE.statements)
    )
    read = verdict(turned, "hale-accused.1", "supported", 2)
    assert SecondRead(turned, [one, read]).changed == {"hale-accused.2": (one,)}


@pytest.mark.parametrize(
    "fields",
    [
        {"by": "hale"},
        {"stance": "denies"},
        {"verb": "guessed"},
        {"via": ()},
        {"at": Locator.parse("gazette#p2s2@41-50")},
        {"at": Locator.parse("gazette#p2s1")},
        {"context": (Locator.parse("gazette#p2s1"),)},
    ],
)
def test_a_claim_of_which_any_part_changes_is_to_be_read_again(fields: dict[str, object]):
    line = verdict(FIRE, COUNT, "wrong speaker", 1)
    found = SecondRead(changed(FIRE, COUNT, **fields), [line])
    assert (found.open, found.changed) == ({}, {COUNT: (line,)})


def test_a_statement_that_changes_has_its_claims_read_again_and_another_one_does_not():
    line = verdict(FIRE, COUNT, "wrong relation", 1)
    other = from_yaml(CASE.replace(", text: gazette.txt", "").replace("nearly 200", "fewer than 200"))
    assert (SecondRead(other, [line]).open, SecondRead(other, [line]).changed) == ({}, {COUNT: (line,)})
    other = from_yaml(CASE.replace(", text: gazette.txt", "").replace("{date: 2019-03-02}", "{date: 2019-03-03}"))
    assert SecondRead(other, [line]).open == {COUNT: (line,)}


def test_a_verdict_goes_along_with_a_claim_that_gets_another_id_or_its_positions():
    line = verdict(FIRE, COUNT, "unsupported", 1)
    named = changed(FIRE, COUNT, id="the-crowd")
    assert list(SecondRead(named, [line]).open) == ["the-crowd"]
    first = verdict(FIRE, "fire-date.1", "unsupported", 1)
    located = changed(FIRE, "fire-date.1", at=Locator.parse("gazette#p1s1@0-17"))
    assert SecondRead(located, [first]).open == {"fire-date.1": (first,)}


def test_a_claim_that_is_gone_has_no_open_verdict_and_was_refuted_all_the_same():
    line = verdict(FIRE, COUNT, "unsupported", 1)
    without = replace(FIRE, statements=tuple(s for s in FIRE.statements if s.id != "crowd"))
    assert SecondRead(without, [line]).counts.mended == 1
    assert SecondRead(without, [line]).counts.refuted == 1
    assert SecondRead(without, [line]).marks == {}


def test_who_overrules_says_why_and_the_share_is_without_it():
    line = verdict(FIRE, COUNT, "overstated", 1)
    no = overrule(line, reader="Ada", reason="The sum is in the next sentence.", time=at(2))
    found = SecondRead(FIRE, [line, no])
    assert found.open == {}
    assert found.overruled(line) == no
    assert found.verdicts(COUNT) == (line,)
    assert found.counts.in_words == "second reader: of 1 claim read, 0 refuted, 1 overruled, 3 not read as they stand"
    again = verdict(FIRE, COUNT, "overstated", 3, reason="It is not.")
    assert SecondRead(FIRE, [line, no, again]).open == {COUNT: (again,)}


def test_the_last_verdict_of_a_reader_counts_and_those_of_others_beside_it():
    lines = [
        verdict(FIRE, COUNT, "overstated", 1),
        verdict(FIRE, COUNT, "supported", 2),
        verdict(FIRE, COUNT, "needs context", 3, reader="Ada"),
    ]
    found = SecondRead(FIRE, lines)
    assert found.open == {COUNT: (lines[2],)}
    assert found.counts.refuted == 0
    assert [claim.id for _, claim in found.unread("Ines")] == ["fire-date.1", "hale-accused.1", "hale-accused.2"]
    assert [claim.id for _, claim in found.unread("Mo")][1] == COUNT


@given(st.permutations(range(6)))
def test_the_order_of_the_lines_in_the_file_does_not_matter(order: list[int]):
    first = verdict(FIRE, COUNT, "overstated", 1)
    lines = [
        first,
        overrule(first, reader="Ada", reason="No.", time=at(2)),
        verdict(FIRE, COUNT, "unsupported", 3),
        verdict(FIRE, COUNT, "supported", 4, reader="Mo"),
        verdict(FIRE, "fire-date.1", "wrong stance", 5),
        verdict(FIRE, "fire-date.1", "supported", 6),
    ]
    found = SecondRead(FIRE, sorted((lines[n] for n in order), key=lambda line: line.time))
    assert found.open == {COUNT: (lines[2],)}
    assert found.counts == SecondRead(FIRE, lines).counts


def test_lines_are_read_as_they_were_written_and_damaged_ones_counted(tmp_path: Path):
    case = tmp_path / "fire.yaml"
    lines = [verdict(FIRE, COUNT, said, n, reason=f"{n} “=1+1” \u2028") for n, said in enumerate(VERDICTS)]
    assert read_counting(case) == ([], 0)
    record(case, reversed(lines))
    assert second_read_path(case).parent.name == "fire.review"
    assert read_counting(case) == (lines, 0)
    with second_read_path(case).open("a") as file:
        file.write('{"time": "cut\n[]\n"x"\n{"time": "soon", "reader": "I", "claim": "a", "verdict": "supported"}\n')
        file.write('{"time": "2021-05-04", "reader": "I", "claim": "a", "verdict": "fine", "content": "0"}\n')
    record(case, [overrule(lines[3], reader="Ada", reason="No.", time=at(9))])
    found, damaged = read_counting(case)
    assert damaged == 5
    assert found[:-1] == lines
    assert found[-1].of == lines[3].time


def test_what_a_merge_left_twice_counts_once(tmp_path: Path):
    case = tmp_path / "fire.yaml"
    line = verdict(FIRE, COUNT, "overstated", 1)
    record(case, [line])
    record(case, [line])
    assert read_counting(case) == ([line], 0)


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"reader": " \u200b"}, "has a reader"),
        ({"reader": "x" * 81}, "80 characters at the most, this one 81"),
        ({"reason": "\n"}, "a short reason is needed for the verdict overstated"),
        ({"reason": "x" * 501}, "500 characters at the most, this one 501"),
    ],
)
def test_a_verdict_has_a_reader_and_a_reason(fields: dict[str, str], refused: str):
    with pytest.raises(ModelError, match=refused):
        verdict(FIRE, COUNT, "overstated", 1, **fields)
    if "reason" in fields and not fields["reason"].strip():
        assert verdict(FIRE, COUNT, "supported", 1, **fields).reason == ""
    with pytest.raises(ModelError):
        overrule(verdict(FIRE, COUNT, "overstated", 1), time=at(1), **{"reader": "Ada", "reason": "No.", **fields})


def test_lines_that_are_written_at_once_have_times_of_their_own():
    times = list(islice(moments(datetime(2021, 5, 4, 10, 59, 59, 999_999, tzinfo=UTC)), 3))
    assert times == sorted(set(times))
    assert times[1] == "2021-05-04T11:00:00.000000+00:00"
