"""Relations of EDTF dates: by the specification's own examples, and against a reading of each day for itself."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.case.dates import EdtfDate
from graph.case.days import ALL, Range, civil, day_number, days_of
from graph.case.spans import could_agree, overlap, sort_key, span
from graph.errors import ModelError

# The examples of the specification, level by level: what is written, the first and last day it can stand for (None:
# no such side), a day that fits and one that does not.
EXAMPLES = [
    # level 0
    ("1985-04-12", "1985-04-12", "1985-04-12", "1985-04-12", "1985-04-13"),
    ("1985-04", "1985-04-01", "1985-04-30", "1985-04-30", "1985-05-01"),
    ("1985", "1985-01-01", "1985-12-31", "1985-07-01", "1984-12-31"),
    ("1985-04-12T23:20:30", "1985-04-12", "1985-04-12", "1985-04-12", "1985-04-13"),
    ("1985-04-12T23:20:30Z", "1985-04-12", "1985-04-12", "1985-04-12", "1985-04-13"),
    ("1985-04-12T23:20:30-04", "1985-04-12", "1985-04-12", "1985-04-12", "1985-04-13"),
    ("1985-04-12T23:20:30+04:30", "1985-04-12", "1985-04-12", "1985-04-12", "1985-04-11"),
    ("1964/2008", "1964-01-01", "2008-12-31", "1980-02-29", "2009-01-01"),
    ("2004-06/2006-08", "2004-06-01", "2006-08-31", "2005-01-01", "2004-05-31"),
    ("2004-02-01/2005-02-08", "2004-02-01", "2005-02-08", "2005-02-08", "2005-02-09"),
    ("2004-02-01/2005-02", "2004-02-01", "2005-02-28", "2005-02-28", "2005-03-01"),
    ("2004-02-01/2005", "2004-02-01", "2005-12-31", "2005-12-31", "2004-01-31"),
    ("2005/2006-02", "2005-01-01", "2006-02-28", "2005-01-01", "2006-03-01"),
    # level 1
    ("Y170000002", "170000002-01-01", "170000002-12-31", "170000002-06-01", "170000003-01-01"),
    ("Y-170000002", "-170000002-01-01", "-170000002-12-31", "-170000002-06-01", "-170000001-01-01"),
    ("2001-21", "2001-03-01", "2001-05-31", "2001-04-15", "2001-08-01"),
    ("1984?", "1984-01-01", "1984-12-31", "1984-05-05", None),
    ("2004-06~", "2004-06-01", "2004-06-30", "2004-06-30", None),
    ("2004-06-11%", "2004-06-11", "2004-06-11", "2004-06-11", None),
    ("201X", "2010-01-01", "2019-12-31", "2019-12-31", "2020-01-01"),
    ("20XX", "2000-01-01", "2099-12-31", "2099-12-31", "1999-12-31"),
    ("2004-XX", "2004-01-01", "2004-12-31", "2004-10-01", "2005-01-01"),
    ("1985-04-XX", "1985-04-01", "1985-04-30", "1985-04-30", "1985-05-01"),
    ("1985-XX-XX", "1985-01-01", "1985-12-31", "1985-02-28", "1986-01-01"),
    ("1985-04-12/..", "1985-04-12", None, "2100-01-01", "1985-04-11"),
    ("1985-04/..", "1985-04-01", None, "1985-04-01", "1985-03-31"),
    ("1985/..", "1985-01-01", None, "9999-12-31", "1984-12-31"),
    ("../1985-04-12", None, "1985-04-12", "-4000-01-01", "1985-04-13"),
    ("../1985-04", None, "1985-04-30", "1985-04-30", "1985-05-01"),
    ("../1985", None, "1985-12-31", "0000-01-01", "1986-01-01"),
    ("1985-04-12/", "1985-04-12", "1985-04-12", "1985-04-12", "1985-04-11"),
    ("1985-04/", "1985-04-01", "1985-04-30", "1985-04-30", "1985-03-31"),
    ("1985/", "1985-01-01", "1985-12-31", "1985-12-31", "1984-12-31"),
    ("/1985-04-12", "1985-04-12", "1985-04-12", "1985-04-12", "1985-04-13"),
    ("/1985-04", "1985-04-01", "1985-04-30", "1985-04-01", "1985-05-01"),
    ("/1985", "1985-01-01", "1985-12-31", "1985-01-01", "1986-01-01"),
    ("-1985", "-1985-01-01", "-1985-12-31", "-1985-06-01", "-1984-01-01"),
    # level 2
    ("Y-17E7", "-170000000-01-01", "-170000000-12-31", "-170000000-02-29", "-170000001-12-31"),
    ("1950S2", "1900-01-01", "1999-12-31", "1999-12-31", "2000-01-01"),
    ("Y171010000S3", "171000000-01-01", "171999999-12-31", "171999999-01-01", "172000000-01-01"),
    ("Y3388E2S3", "338000-01-01", "338999-12-31", "338999-01-01", "337999-12-31"),
    ("2001-34", "2001-04-01", "2001-06-30", "2001-06-30", "2001-07-01"),
    ("[1667,1668,1670..1672]", "1667-01-01", "1672-12-31", "1671-05-05", "1669-12-31"),
    ("[..1760-12-03]", None, "1760-12-03", "1000-01-01", "1760-12-04"),
    ("[1760-12..]", "1760-12-01", None, "2000-01-01", "1760-11-30"),
    ("[1760-01,1760-02,1760-12..]", "1760-01-01", None, "1761-06-01", "1760-03-01"),
    ("[1667,1760-12]", "1667-01-01", "1760-12-31", "1760-12-31", "1700-01-01"),
    ("[..1984]", None, "1984-12-31", "1984-12-31", "1985-01-01"),
    ("{1667,1668,1670..1672}", "1667-01-01", "1672-12-31", "1668-12-31", "1669-01-01"),
    ("{1960,1961-12}", "1960-01-01", "1961-12-31", "1961-12-01", "1961-11-30"),
    ("{..1984}", None, "1984-12-31", "1066-10-14", "1985-01-01"),
    ("2004-06~-11", "2004-06-11", "2004-06-11", "2004-06-11", "2004-06-12"),
    ("2004?-06-11", "2004-06-11", "2004-06-11", "2004-06-11", "2004-07-11"),
    ("?2004-06-~11", "2004-06-11", "2004-06-11", "2004-06-11", "2004-05-11"),
    ("2004-%06-11", "2004-06-11", "2004-06-11", "2004-06-11", "2005-06-11"),
    ("156X-12-25", "1560-12-25", "1569-12-25", "1563-12-25", "1563-12-24"),
    ("15XX-12-25", "1500-12-25", "1599-12-25", "1588-12-25", "1600-12-25"),
    ("1XXX-XX", "1000-01-01", "1999-12-31", "1500-06-01", "2000-01-01"),
    ("1XXX-12", "1000-12-01", "1999-12-31", "1492-12-31", "1492-11-30"),
    ("1984-1X", "1984-10-01", "1984-12-31", "1984-11-30", "1984-09-30"),
    ("2004-06-~01/2004-06-~20", "2004-06-01", "2004-06-20", "2004-06-10", "2004-07-01"),
    ("2004-06-XX/2004-07-03", "2004-06-01", "2004-07-03", "2004-06-01", "2004-07-04"),
    ("1984~/2004-06", "1984-01-01", "2004-06-30", "1990-01-01", "2004-07-01"),
    ("1984/2004-06~", "1984-01-01", "2004-06-30", "2004-06-30", "1983-12-31"),
    ("1984?/2004%", "1984-01-01", "2004-12-31", "1984-01-01", None),
    ("1984-06-02?/2004-08-08~", "1984-06-02", "2004-08-08", "2000-01-01", None),
]


def _number(day: str | None) -> int | None:
    if day is None:
        return None
    year, month, of_month = day.rsplit("-", 2)
    return day_number(int(year), int(month), int(of_month))


def _is_of(edtf: str, day: str) -> bool | None:
    """Say whether a day is of a date, in the words of could_agree: an EDTF day has a year of four digits, no more."""
    number = _number(day) or 0
    days = days_of(edtf)
    for pieces, answer in ((days.written, True), (days.possible, None)):
        if any(
            _in_range(number, piece) if isinstance(piece, Range) else piece.bounds(Range(number, number))
            for piece in pieces
        ):
            return answer
    return False


def _in_range(number: int, range_: Range) -> bool:
    return (range_.first is None or range_.first <= number) and (range_.last is None or number <= range_.last)


@pytest.mark.parametrize(("edtf", "first", "last", "inside", "outside"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_examples_of_the_specification(
    edtf: str, first: str | None, last: str | None, inside: str, outside: str | None
) -> None:
    found = EdtfDate.parse(edtf)
    assert span(found) == Range(_number(first), _number(last))
    assert _is_of(edtf, inside) is True
    if outside is None:
        assert days_of(edtf).possible == (ALL,)  # any day, for a mark of doubt has no measure
    else:
        assert _is_of(edtf, outside) is False


def test_a_day_in_an_unknown_year_is_of_every_year_and_no_other_day() -> None:
    christmas = EdtfDate.parse("XXXX-12-25")
    assert span(christmas) is None
    assert could_agree(christmas, EdtfDate.parse("1066-12-25")) is True
    assert could_agree(christmas, EdtfDate.parse("-0300-12")) is True
    assert could_agree(christmas, EdtfDate.parse("2004-12-24")) is False
    assert could_agree(EdtfDate.parse("XXXX-02-29"), EdtfDate.parse("1897/1903")) is False
    assert could_agree(EdtfDate.parse("XXXX-02-29"), EdtfDate.parse("1897/1904-02")) is True
    assert could_agree(EdtfDate.parse("XXXX-12-XX"), EdtfDate.parse("19XX-1X-2X")) is True


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("2004~", "2005", None),
        ("2004?", "1066", None),
        ("2004?-06-11", "2005-06-11", None),
        ("2004?-06-11", "2005-06-12", False),
        ("2004-~06", "2004-09", None),
        ("2004-~06", "2005-06", False),
        ("2004/", "2010", None),
        ("2004/", "2003", False),
        ("2004/..", "2010", True),
        ("/2004", "1066", None),
        ("../2004", "1066", True),
        ("../", "1066", None),
        ("1984~/2004", "1970", None),
        ("1984~/2004", "2005", False),
        # seasons: by the calendar, by the sun, and in the south
        ("2004-21", "2004-05-31", True),
        ("2004-21", "2004-06-15", None),
        ("2004-21", "2004-07", False),
        ("2004-21", "2004-10", None),
        ("2004-25", "2004-10", False),
        ("2004-24", "2003-12-25", True),
        ("2004-24", "2004-08-01", None),
        ("2004-28", "2004-08-01", False),
        ("2004-33", "2004-04-01", False),
        # times
        ("2004-06-11T10:00:00Z", "2004-06-11T12:00:00+02:00", True),
        ("2004-06-11T23:30:00-05:00", "2004-06-12T04:30:00Z", True),
        ("2004-06-11T10:00:00", "2004-06-11T10:00:01", False),
        ("2004-06-11T24:00:00", "2004-06-12T00:00:00", True),
        ("2004-06-11T10:00:00Z", "2004-06-11T14:00:00", None),
        ("2004-06-11T10:00:00Z", "2004-06-12T01:00:00", False),
        ("2004-06-11T10:00:00Z", "2004-06-10T22:00:00", None),
        ("2004-06-11T10:00:00Z", "2004-06-10T21:00:00", False),
        ("2004-06-11T10:00:00Z", "2004-06-11", True),
        # far years
        ("-0044-03-15", "-0044-03", True),
        ("-0044-03-15", "-0043-03-15", False),
        ("Y12000", "Y12000", True),
        ("Y12000", "2004/..", True),
        ("Y12000", "../9999", False),
        ("0000", "-0001/0001", True),
    ],
)
def test_what_could_agree(one: str, other: str, agree: bool | None) -> None:
    a, b = EdtfDate.parse(one), EdtfDate.parse(other)
    assert could_agree(a, b) is agree
    assert could_agree(b, a) is agree


@given(st.dates())
def test_days_are_numbered_as_in_python(day: date) -> None:
    assert day_number(day.year, day.month, day.day) == day.toordinal()
    assert civil(day.toordinal()) == (day.year, day.month, day.day)


@given(st.integers(-(10**12), 10**12))
def test_days_of_any_year_follow_one_another(number: int) -> None:
    (year, month, day), (next_year, next_month, next_day) = civil(number), civil(number + 1)
    assert day_number(year, month, day) == number
    # the calendar repeats after 400 years
    assert civil(number + 146_097) == (year + 400, month, day)
    assert (next_year, next_month, next_day) in {
        (year, month, day + 1),
        (year, month + 1, 1),
        (year + 1, 1, 1),
    }
    assert day <= 31


# A reading of each day for itself, from 1980 to 2020, by the digits of the dates alone; the dates are of 1990 to 2009.
_FIRST = date(1980, 1, 1).toordinal()
_DAYS = [date.fromordinal(number) for number in range(_FIRST, date(2020, 12, 31).toordinal() + 1)]
_PARTS = {name: np.array([getattr(day, name) for day in _DAYS]) for name in ("year", "month", "day")}
_EACH = np.ones(len(_DAYS), bool)


@dataclass(frozen=True)
class _Read:
    """A date in EDTF, the days that it is written as and those that it possibly is."""

    edtf: str
    written: np.ndarray
    possible: np.ndarray


def _fits(part: str, pattern: str) -> np.ndarray:
    fits = _EACH
    for place, digit in enumerate(reversed(pattern)):
        if digit != "X":
            fits = fits & (_PARTS[part] // 10**place % 10 == int(digit))
    return fits


def _since(days: np.ndarray) -> np.ndarray:
    return np.maximum.accumulate(days)


def _until(days: np.ndarray) -> np.ndarray:
    return np.maximum.accumulate(days[::-1])[::-1]


@st.composite
def plain_dates(draw, *, digits: str = "X", marks: bool = True) -> _Read:
    """Years, months and days, with unspecified digits and marks of doubt."""
    years = ["1996", "1999", "2000", "2003", "2004", "199X", "200X"]
    months, days = ["01", "02", "06", "12", "0X", "1X", "XX"], ["01", "10", "28", "0X", "1X", "2X", "XX"]
    values = [("year", years), ("month", months), ("day", days)][: draw(st.integers(1, 3))]
    written, possible, texts, doubtful = _EACH, _EACH, [], set()
    for n, (name, choices) in enumerate(values):
        choice = draw(st.sampled_from([c for c in choices if digits in c or "X" not in c]))
        before, behind = draw(st.sampled_from([("", "")] * 4 + [("~", ""), ("", "?"), ("", "%")] * marks))
        # a mark behind a part is of all parts before it too
        doubtful |= {name} if before else {name for name, _ in values[: n + 1]} if behind else set()
        texts.append((name, before + choice + behind, choice))
    for name, _, choice in texts:
        written = written & _fits(name, choice)
        possible = possible & (_EACH if name in doubtful else _fits(name, choice))
    assume(written.any())
    return _Read("-".join(text for _, text, _ in texts), written, possible)


_SEASON_MONTHS = {"spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11), "winter": (12, 1, 2)}
_SOUTH = {"spring": "autumn", "summer": "winter", "autumn": "spring", "winter": "summer"}


def _in_season(name: str, year: int) -> np.ndarray:
    """A winter that a year names is the one that it begins with, or the one that it ends with."""
    years = _PARTS["year"]
    months = np.isin(_PARTS["month"], _SEASON_MONTHS[name])
    if name != "winter":
        return months & (years == year)
    numbers = 12 * years + _PARTS["month"]
    return months & (numbers >= 12 * year) & (numbers <= 12 * year + 14)


def _longer(days: np.ndarray, by: int) -> np.ndarray:
    so_far = np.concatenate((np.zeros(by), np.cumsum(days)))
    return days | (so_far[by:] > so_far[:-by])


@st.composite
def seasons(draw) -> _Read:
    year, n = draw(st.sampled_from([1999, 2000, 2004])), draw(st.integers(0, 3))
    name = list(_SEASON_MONTHS)[n]
    hemisphere = draw(st.sampled_from([21, 25, 29]))
    written = _in_season(_SOUTH[name] if hemisphere == 29 else name, year)
    either = written | _in_season(_SOUTH[name], year) if hemisphere == 21 else written
    mark = draw(st.sampled_from(["", "", "~", "?"]))
    # three weeks and two days later by the sun than by the calendar, at most
    return _Read(f"{year}-{hemisphere + n}{mark}", written, _EACH if mark else _longer(either, 23))


@st.composite
def intervals(draw) -> _Read:
    start, end = draw(
        st.tuples(st.just("") | st.just("..") | plain_dates() | seasons(), plain_dates() | seasons())
        | st.tuples(plain_dates() | seasons(), st.just("") | st.just(".."))
    )
    known = [end for end in (start, end) if isinstance(end, _Read)]
    if len(known) == 2 and np.argmax(start.written) > len(_DAYS) - 1 - np.argmax(end.written[::-1]):
        start, end = end, start
    edtf = "/".join(part if isinstance(part, str) else part.edtf for part in (start, end))
    written, possible = _EACH, _EACH
    if isinstance(start, _Read):
        written, possible = written & _since(start.written), possible & _since(start.possible)
    if isinstance(end, _Read):
        written, possible = written & _until(end.written), possible & _until(end.possible)
    if "" in (start, end):
        # of an interval with an unknown end, the other one alone is written
        written = _since(known[0].written) & _until(known[0].written)
    return _Read(edtf, written, possible)


@st.composite
def sets(draw) -> _Read:
    member = plain_dates(digits="none", marks=False)
    texts, days = [], ~_EACH
    for one, other in draw(st.lists(st.tuples(member, st.none() | member), min_size=2, max_size=3)):
        first, last = one, other or one
        if np.argmax(first.written) > np.argmax(last.written):
            first, last = last, first
        # what lies between is written of parts that are equally fine
        between = first.edtf != last.edtf and len(first.edtf) == len(last.edtf)
        texts.append(f"{first.edtf}..{last.edtf}" if between else first.edtf)
        days = days | (_since(first.written) & _until(last.written) if between else first.written)
    return _Read(draw(st.sampled_from(["[{}]", "{{{}}}"])).format(",".join(texts)), days, days)


_ANY_DATE = st.one_of(plain_dates(), plain_dates(), seasons(), intervals(), sets())


@given(_ANY_DATE, _ANY_DATE)
def test_relations_are_those_of_a_reading_of_each_day(one: _Read, other: _Read) -> None:
    a, b = EdtfDate.parse(one.edtf), EdtfDate.parse(other.edtf)
    shared = one.written & other.written
    expected = True if shared.any() else None if (one.possible & other.possible).any() else False
    assert could_agree(a, b) is could_agree(b, a) is expected
    found = overlap(a, b)
    assert found == overlap(b, a)
    assert (found is not None) == shared.any()
    if found is not None:
        first, last = int(np.argmax(shared)), len(_DAYS) - 1 - int(np.argmax(shared[::-1]))
        assert found == Range(first + _FIRST if first else None, last + _FIRST if last < len(_DAYS) - 1 else None)


@given(_ANY_DATE)
@settings(max_examples=50)
def test_a_date_agrees_with_itself_and_keeps_its_bounds(read: _Read) -> None:
    found = EdtfDate.parse(read.edtf)
    assert could_agree(found, found) is True
    assert np.all(read.written <= read.possible)
    days = span(found)
    assert days is not None
    if found.earliest and "/" not in read.edtf:
        assert days.first == found.earliest.toordinal()
    if found.latest and "/" not in read.edtf:
        assert days.last == found.latest.toordinal()


@given(st.lists(_ANY_DATE, min_size=2, max_size=5))
@settings(max_examples=25)
def test_dates_have_one_order(dates: list[_Read]) -> None:
    ordered = sorted((EdtfDate.parse(read.edtf) for read in dates), key=sort_key)
    again = sorted((EdtfDate.parse(read.edtf) for read in reversed(dates)), key=sort_key)
    assert [found.edtf for found in ordered] == [found.edtf for found in again]
    for one, other in pairwise(map(span, ordered)):
        assert one is not None
        assert other is not None
        if one.first is None or (other.first is not None and one.first < other.first):
            continue
        assert one.first == other.first
        assert other.last is None or (one.last is not None and one.last <= other.last)


@given(st.text("0123456789X-/.~?%[]{},TZYES:", max_size=14))
def test_whatever_is_a_date_has_days(text: str) -> None:
    with suppress(ModelError):
        found = EdtfDate.parse(text)
        assert could_agree(found, found) is not False
        assert sort_key(found) == sort_key(EdtfDate.parse(text))
