"""The days that a date in EDTF stands for, in any year.

A date is two sets of days. What it is *written* as: every day that fits its digits, an unspecified one (``X``) standing
for any. What it *possibly* is: more, where a part is approximate (``~``), uncertain (``?``) or both (``%``), for EDTF
gives these no measure, so that such a part may be any; where an end is unknown; and where it is a season, which begins
on other days from one calendar to another and half a year later in the south.

A day is a number: 1 is the first of January of the year 1, as in :meth:`datetime.date.toordinal`, and smaller or larger
numbers go on in the proleptic Gregorian calendar as far as any year that EDTF can write.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from graph.errors import ModelError

_PART = r"(?P<before_{0}>[?~%]?)(?P<{0}>{1})(?P<after_{0}>[?~%]?)"
_PLAIN_DATE = re.compile(
    _PART.format("year", "-?[0-9X]{4}")
    + f"(?:-{_PART.format('month', '[01X][0-9X]')}(?:-{_PART.format('day', '[0-3X][0-9X]')})?)?"
)
_SEASON = re.compile(r"(?P<year>-?[0-9]{4})-(?P<season>2[1-9]|3[0-9]|4[01])(?P<mark>[?~%]?)")
_YEAR = re.compile(r"Y?(?P<year>-?[0-9]+)(?:E(?P<exponent>[0-9]+))?(?:S(?P<digits>[0-9]+))?(?P<mark>[?~%]?)")

_DAY = re.compile(r"-?[0-9]{4}-[0-9]{2}-[0-9]{2}")

_CYCLE = 146_097
"""Days of 400 years, after which the calendar repeats."""
_ANY_MONTH, _ANY_DAY = range(1, 13), range(1, 32)

SEASONS: dict[str, tuple[str, tuple[tuple[int, int], ...]]] = {
    "21": ("spring", ((3, 5),)),
    "22": ("summer", ((6, 8),)),
    "23": ("autumn", ((9, 11),)),
    "24": ("winter", ((0, 2), (12, 14))),
    "25": ("northern spring", ((3, 5),)),
    "26": ("northern summer", ((6, 8),)),
    "27": ("northern autumn", ((9, 11),)),
    "28": ("northern winter", ((0, 2), (12, 14))),
    "29": ("southern spring", ((9, 11),)),
    "30": ("southern summer", ((0, 2), (12, 14))),
    "31": ("southern autumn", ((3, 5),)),
    "32": ("southern winter", ((6, 8),)),
    "33": ("first quarter of", ((1, 3),)),
    "34": ("second quarter of", ((4, 6),)),
    "35": ("third quarter of", ((7, 9),)),
    "36": ("fourth quarter of", ((10, 12),)),
    "37": ("first third of", ((1, 4),)),
    "38": ("second third of", ((5, 8),)),
    "39": ("last third of", ((9, 12),)),
    "40": ("first half of", ((1, 6),)),
    "41": ("second half of", ((7, 12),)),
}
"""By a season's number its name, and its first and last month, 0 being the December before and 14 the February after: a
winter that is named by one year is the one that began in the year before, or the one that ends in the next."""
_OTHER_HEMISPHERE = {"21": "29", "22": "30", "23": "31", "24": "32"}
_LATER_BY_THE_SUN = 23
"""Days by which a season by the sun may end after its months."""


def day_number(year: int, month: int, day: int) -> int:
    """Return the number of a day of the proleptic Gregorian calendar, in any year.

    Examples
    --------
    >>> day_number(1, 1, 1), day_number(0, 12, 31), day_number(2004, 2, 29)
    (1, 0, 731640)
    """
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * _CYCLE + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 305


def civil(day: int) -> tuple[int, int, int]:
    """Return year, month and day of the month of a day's number.

    Examples
    --------
    >>> civil(0), civil(731640)
    ((0, 12, 31), (2004, 2, 29))
    """
    era, day_of_era = divmod(day + 305, _CYCLE)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month = (5 * day_of_year + 2) // 153
    year = year_of_era + era * 400 + (month >= 10)
    return year, (month + 2) % 12 + 1, day_of_year - (153 * month + 2) // 5 + 1


def iso(day: int | None) -> str | None:
    """Return a day's number as ISO 8601, with a sign where its year has not four digits; None where there is none.

    Examples
    --------
    >>> iso(731640), iso(-366), iso(4382545)
    ('2004-02-29', '-0001-12-31', '+12000-01-01')
    """
    if day is None:
        return None
    year, month, of_month = civil(day)
    sign = "-" if year < 0 else "+" if year > 9999 else ""
    return f"{sign}{abs(year):04d}-{month:02d}-{of_month:02d}"


@dataclass(frozen=True, slots=True)
class Range:
    """All days from the first to the last; None where there is none on that side."""

    first: int | None
    last: int | None

    @property
    def is_reversed(self) -> bool:
        """Whether it ends before it begins, so that no day is in it."""
        return self.first is not None and self.last is not None and self.last < self.first


ALL = Range(None, None)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Every day whose year, month and day of the month are among these; years None: any year."""

    years: Sequence[int] | None
    months: Sequence[int]
    days: Sequence[int]

    def bounds(self, within: Range = ALL) -> Range | None:
        """Return the first and last of its days within a range; None where there is none.

        Of days in any year there is no first, or last, on a side where the range has none.
        """
        anchor = within.last if within.first is None else within.first
        first, last = self._next(within.first, anchor), self._previous(within.last, anchor)
        if first is None or last is None or first > last:
            return None
        without_end = self.years is None
        return Range(
            None if without_end and within.first is None else first,
            None if without_end and within.last is None else last,
        )

    def _next(self, since: int | None, anchor: int | None) -> int | None:
        if self.years is None:
            start = since if since is not None else (anchor or 0) - _CYCLE
            years: Sequence[int] = range(civil(start)[0], civil(start)[0] + 10)
        else:
            start = day_number(self.years[0], 1, 1) if since is None else since
            years = self.years[bisect_left(self.years, civil(start)[0]) :]
        return next((day for year in years for day in self._days_of(year) if day >= start), None)

    def _previous(self, until: int | None, anchor: int | None) -> int | None:
        if self.years is None:
            end = until if until is not None else (anchor or 0) + _CYCLE
            years: Sequence[int] = range(civil(end)[0] - 9, civil(end)[0] + 1)
        else:
            end = day_number(self.years[-1], 12, 31) if until is None else until
            years = self.years[: bisect_right(self.years, civil(end)[0])]
        return next((day for year in reversed(years) for day in reversed(self._days_of(year)) if day <= end), None)

    def _days_of(self, year: int) -> list[int]:
        return [
            day_number(year, m, d) for m, d in product(self.months, self.days) if d <= 28 or d <= _month_length(year, m)
        ]


DaySet = tuple[Range | Pattern, ...]
"""Days of any of these."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a date stands for.

    Parameters
    ----------
    written : tuple
        As it is written.
    possible : tuple
        Where its marks of doubt, unknown ends and seasons are given all the room that they leave.
    """

    written: DaySet
    possible: DaySet


@lru_cache(maxsize=8_192)
def days_of(edtf: str) -> Days:
    """Return the days that a date stands for.

    Parameters
    ----------
    edtf : str
        As :meth:`graph.case.dates.EdtfDate.parse` takes it.

    Raises
    ------
    ModelError
        It is no date.
    """
    start, slash, end = edtf.partition("/")
    if slash:
        return _interval(start, end)
    if edtf[0] in "[{":
        members = [_member(part) for part in edtf[1:-1].split(",")]
        return Days(
            tuple(piece for member in members for piece in member.written),
            tuple(piece for member in members for piece in member.possible),
        )
    return _one_date(edtf)


def _interval(start: str, end: str) -> Days:
    (starts, may_start), (ends, may_end) = _ends(start), _ends(end)
    possible = (Range(may_start.first, may_end.last),)
    if starts is None or ends is None:
        # the end that is known says all that is written
        return Days(tuple(known for known in (starts, ends) if known not in (None, ALL)), possible)
    return Days((Range(starts.first, ends.last),), possible)


def _ends(text: str) -> tuple[Range | None, Range]:
    """Return what an end of an interval is written as, None where it is unknown, and what it possibly is."""
    if text in ("", ".."):
        return (ALL if text else None), ALL
    days = _one_date(text)
    written = bounds(days.written)
    return None if written == ALL else written, bounds(days.possible) or ALL


def _member(text: str) -> Days:
    first, dots, last = text.partition("..")
    if not dots:
        return _one_date(text)
    (starts, may_start), (ends, may_end) = (_ends(part or "..") for part in (first, last))
    return Days(
        (Range((starts or ALL).first, (ends or ALL).last),),
        (Range(may_start.first, may_end.last),),
    )


def _one_date(text: str) -> Days:
    text = text.partition("T")[0]
    if match := _PLAIN_DATE.fullmatch(text):
        return _plain_date(match)
    if match := _SEASON.fullmatch(text):
        return _season(int(match["year"]), match["season"], marked=bool(match["mark"]))
    match = _YEAR.fullmatch(text)
    if match is None:
        raise ModelError(f"not a date ({text!r})")
    year = int(match["year"]) * 10 ** int(match["exponent"] or 0)
    step = 10 ** max(0, len(str(abs(year))) - int(match["digits"])) if match["digits"] else 1
    low, high = (abs(year) // step * step, abs(year) // step * step + step - 1)
    if year < 0:
        low, high = -high, -low
    written = (Range(day_number(low, 1, 1), day_number(high, 12, 31)),)
    return Days(written, (ALL,) if match["mark"] else written)


def _plain_date(match: re.Match[str]) -> Days:
    year, month, day = match["year"], match["month"], match["day"]
    if _DAY.fullmatch(match[0]):  # most dates
        found = _one_day(int(year), int(month), int(day))
        return Days(found, found)
    # a mark behind a part is of that part and all before it, one before a part of that part alone
    after_day, after_month = match["after_day"], match["after_month"]
    year_marked = match["before_year"] or match["after_year"] or after_month or after_day
    month_marked = match["before_month"] or after_month or after_day
    day_marked = match["before_day"] or after_day
    years = None if year.lstrip("-") == "XXXX" else _years(year)
    months = [m for m in _numbers(month or "XX") if m in _ANY_MONTH]
    days = [d for d in _numbers(day or "XX") if d in _ANY_DAY]
    written = _pieces(years, months, days)
    if not (year_marked or month_marked or day_marked):
        return Days(written, written)
    possible = _pieces(
        None if year_marked else years, _ANY_MONTH if month_marked else months, _ANY_DAY if day_marked else days
    )
    return Days(written, possible)


def _one_day(year: int, month: int, day: int) -> DaySet:
    if not (1 <= month <= 12 and 1 <= day <= _month_length(year, month)):
        return ()
    number = day_number(year, month, day)
    return (Range(number, number),)


def _month_length(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _pieces(years: Sequence[int] | None, months: Sequence[int], days: Sequence[int]) -> DaySet:
    """Return days by their parts, as a range where they are one: ranges are compared faster."""
    if len(days) == len(_ANY_DAY):
        if len(months) == len(_ANY_MONTH) and years is None:
            return (ALL,)
        unbroken = years is not None and years[-1] - years[0] == len(years) - 1
        if years is not None and unbroken and (len(months) == len(_ANY_MONTH) or len(years) == len(months) == 1):
            end = day_number(years[-1] + months[-1] // 12, months[-1] % 12 + 1, 1) - 1
            return (Range(day_number(years[0], months[0], 1), end),)
    return (Pattern(years, months, days),)


def _years(text: str) -> Sequence[int]:
    sign = -1 if text.startswith("-") else 1
    return sorted(sign * year for year in _numbers(text.lstrip("-")))


def _numbers(digits: str) -> list[int]:
    """Return what a number with unspecified digits may be, from the least: ``1X`` is 10 to 19."""
    return [int("".join(one)) for one in product(*("0123456789" if digit == "X" else digit for digit in digits))]


def _season(year: int, season: str, *, marked: bool) -> Days:
    written = _months(year, season)
    if marked:
        return Days(written, (ALL,))
    if season >= "33":
        return Days(written, written)
    # by the sun a season ends later than by the calendar, and in the south it is another half of the year
    names = [season, _OTHER_HEMISPHERE[season]] if season in _OTHER_HEMISPHERE else [season]
    return Days(written, tuple(piece for name in names for piece in _months(year, name, later=_LATER_BY_THE_SUN)))


def _months(year: int, season: str, *, later: int = 0) -> tuple[Range, ...]:
    _, spans = SEASONS[season]
    return tuple(Range(_month_start(year, first), _month_start(year, last + 1) - 1 + later) for first, last in spans)


def _month_start(year: int, month: int) -> int:
    more, month_from_0 = divmod(month - 1, 12)
    return day_number(year + more, month_from_0 + 1, 1)


def shared(one: DaySet, other: DaySet) -> DaySet:
    """Return what begins and ends where the days of both do: no piece where they have none in common."""
    return tuple(both for a in one for b in other if (both := _meet(a, b)))


def _meet(a: Range | Pattern, b: Range | Pattern) -> Range | Pattern | None:
    if isinstance(a, Pattern):
        return _both_patterns(a, b) if isinstance(b, Pattern) else a.bounds(b)
    if isinstance(b, Pattern):
        return b.bounds(a)
    first = max((day for day in (a.first, b.first) if day is not None), default=None)
    last = min((day for day in (a.last, b.last) if day is not None), default=None)
    return None if first is not None and last is not None and first > last else Range(first, last)


def _both_patterns(a: Pattern, b: Pattern) -> Pattern | None:
    years = a.years if b.years is None else b.years
    if a.years is not None and b.years is not None:
        years = sorted(set(a.years) & set(b.years))
    months, days = sorted(set(a.months) & set(b.months)), sorted(set(a.days) & set(b.days))
    both = Pattern(years, months, days)
    return both if (years is None or years) and both.bounds() else None


def bounds(days: DaySet) -> Range | None:
    """Return the first and the last day of some; None where there are none."""
    ranges = [found for piece in days if (found := piece.bounds() if isinstance(piece, Pattern) else piece)]
    if not ranges:
        return None
    firsts, lasts = [piece.first for piece in ranges], [piece.last for piece in ranges]
    return Range(
        None if None in firsts else min(day for day in firsts if day is not None),
        None if None in lasts else max(day for day in lasts if day is not None),
    )
