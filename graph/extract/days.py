"""What a printed day, month or season is in EDTF, seen from the day of publication: the reckoning behind the dates."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from graph.case.dates import EdtfDate
from graph.errors import ModelError

Tense = Literal["past", "future", ""]
Side = Literal["last", "this", "next"]
Dated = tuple[str | None, str]
"""A value in EDTF, and the sentence that says what it follows from; (None, "") where it does not follow."""

UNKNOWN: Dated = (None, "")
MONTHS = calendar.month_name[1:]
WEEKDAYS = list(calendar.day_name)
WINTER = 24
_FIRST_MONTHS = {21: 3, 22: 6, 23: 9, WINTER: 12}
_SEASONS = {21: "spring", 22: "summer", 23: "autumn", WINTER: "winter"}


@dataclass(frozen=True, slots=True)
class Calendar:
    """A day or a month as it is printed; None for what is not."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    @property
    def words(self) -> str:
        """It in words, without weekday and year."""
        return " ".join(str(part) for part in (self.day, self.month and MONTHS[self.month - 1]) if part)


@dataclass(frozen=True, slots=True)
class Published:
    """What is known of the day of publication; build it with :meth:`of`.

    Parameters
    ----------
    day : datetime.date or None
    near : datetime.date or None
        The day, or the last of the month where only the month is known.
    year : int or None
    words : str
    """

    day: date | None = None
    near: date | None = None
    year: int | None = None
    words: str = ""

    @classmethod
    def of(cls, published: EdtfDate | str | None) -> Published:
        """Read a day of publication; of a month or a year no more is used than it says.

        Raises
        ------
        ModelError
            It is not EDTF.
        """
        if published is None:
            return cls()
        known = EdtfDate.parse(published) if isinstance(published, str) else published
        first, last = known.earliest, known.latest
        if first is None or last is None or not 1000 <= first.year == last.year <= 2900:
            return cls()
        day, near = last if first == last else None, last if first.month == last.month else None
        return cls(day, near, last.year, day_words(day) if day else str(known))

    def calendar(self, printed: Calendar, tense: Tense) -> Dated:
        """Give a day or month without a year the one that is nearest to publication, on the side that its verb says."""
        if printed.year is not None or printed.month is None:
            return iso(printed.year, printed.month, printed.day), ""
        if self.near is None:
            return UNKNOWN
        if printed.day is None:
            return self._month(printed.month, tense)
        days = self._possible(printed, tense)
        same = [day for day in days if day.weekday() == printed.weekday]
        if not days:
            return UNKNOWN
        # The weekday that is printed beside it can tell one year from the next.
        found = same[0] if same else days[0]
        named = f", and {day_words(found)} was a {WEEKDAYS[found.weekday()]}" if same and found != days[0] else ""
        return found.isoformat(), self._year_basis(found.year, printed.words)[:-1] + named + "."

    def _possible(self, printed: Calendar, tense: Tense) -> list[date]:
        near = self.near or date.min
        reach = 8 if (printed.month, printed.day) == (2, 29) else 3
        years = range(near.year - reach, near.year + reach + 1)
        days = [date.fromisoformat(day) for year in years if (day := iso(year, printed.month, printed.day))]
        if tense == "past":  # a paper may be dated a day early
            days = [day for day in days if day <= near + timedelta(1)]
        elif tense == "future":
            days = [day for day in days if day >= near]
        return sorted(days, key=lambda day: (abs((day - near).days), day))

    def _month(self, month: int, tense: Tense) -> Dated:
        near = self.near or date.min
        back, ahead = (near.month - month) % 12, (month - near.month) % 12
        year = near.year
        if tense == "future" or (not tense and ahead < back):
            year += month < near.month
        else:
            year -= month > near.month
        return iso(year, month), self._year_basis(year, MONTHS[month - 1])

    def _year_basis(self, year: int, name: str) -> str:
        if year == self.year:
            return f"The year is that of publication, {self.words}."
        side = f"last {name} before" if year < (self.year or 0) else f"next {name} after"
        return f"The year is that of the {side} publication, {self.words}."

    def weekday(self, weekday: int, tense: Tense, side: Side | None = None) -> Dated:
        """Find a weekday: the last one up to publication, the next one from it on, or that of its week."""
        if self.day is None:
            return UNKNOWN
        back = (self.day.weekday() - weekday) % 7
        if side == "this":
            found = self.day + timedelta(weekday - self.day.weekday())
        elif side == "last":
            found = self.day - timedelta(back or 7)
        elif side == "next":
            found = self.day + timedelta(7 - back)
        else:
            found = self.day + timedelta((7 - back) % 7) if tense == "future" else self.day - timedelta(back)
        return found.isoformat(), f"{self._place(found, WEEKDAYS[weekday])}, {self.weekday_words}."

    def _place(self, found: date, name: str) -> str:
        day = self.day or date.min
        if found == day:
            return "The day of publication"
        return f"The last {name} before publication" if found < day else f"The next {name} after publication"

    @property
    def weekday_words(self) -> str:
        """The day of publication with its weekday."""
        return f"{WEEKDAYS[self.day.weekday()]} {self.words}" if self.day else self.words

    def days_off(self, days: int) -> Dated:
        """Count days from publication: *yesterday* is -1."""
        if self.day is None:
            return UNKNOWN
        what = {-2: "Two days before", -1: "The day before", 0: "The day of", 1: "The day after", 2: "Two days after"}
        return (self.day + timedelta(days)).isoformat(), f"{what[days]} publication, {self.words}."

    def week(self, weeks: int, first: int = 0) -> Dated:
        """Count weeks from that of publication, Monday to Sunday, or from a weekday on: 5 for the weekend."""
        if self.day is None:
            return UNKNOWN
        monday = self.day + timedelta(7 * weeks - self.day.weekday())
        what = "weekend" if first else "week"
        return _span(monday + timedelta(first), monday + timedelta(6)), _counted(
            what, weeks
        ) + f", {self.weekday_words}."

    def month(self, months: int) -> Dated:
        """Count months from that of publication."""
        if self.near is None:
            return UNKNOWN
        return iso(*plus_months(self.near.year, self.near.month, months)), f"{_counted('month', months)}, {self.words}."

    def years(self, years: int) -> Dated:
        """Count years from that of publication."""
        if self.year is None:
            return UNKNOWN
        return iso(self.year + years), f"{_counted('year', years)}, {self.words}."

    def named_month(self, month: int, side: Side) -> Dated:
        """Find *last March*, *next March* or *this March*."""
        if self.near is None:
            return UNKNOWN
        step = -(month >= self.near.month) if side == "last" else (month <= self.near.month) if side == "next" else 0
        return iso(self.near.year + step, month), self._year_basis(self.near.year + step, MONTHS[month - 1])

    def season(self, season: int, tense: Tense, side: Side | None = None) -> Dated:
        """Find the season that last began or that comes, as the verb says; *last* is over, *next* has not begun."""
        if self.near is None:
            return UNKNOWN
        near = (self.near.year, self.near.month)
        starts = [(year, _FIRST_MONTHS[season]) for year in range(near[0] - 2, near[0] + 3)]
        if side == "last":
            found = max(start for start in starts if plus_months(*start, 2) < near)
        elif side == "next":
            found = min(start for start in starts if start > near)
        elif tense == "future":
            found = min(start for start in starts if plus_months(*start, 2) >= near)
        elif side == "this" and not tense:
            found = min(starts, key=lambda start: abs(12 * (start[0] - near[0]) + start[1] + 1 - near[1]))
        else:
            found = max(start for start in starts if start <= near)
        ended, ahead = plus_months(*found, 2) < near, found > near
        place = "The last {} before" if ended else "The next {} after" if ahead else "The {} of"
        return season_edtf(found[0], season), f"{place.format(_SEASONS[season])} publication, {self.words}."

    def holiday(self, how: str, number: int, tense: Tense, name: str, side: Side | None = None) -> Dated:
        """Find a named day: the last one up to publication, or the next one."""
        if self.near is None:
            return UNKNOWN
        days = [holiday(how, number, year) for year in range(self.near.year - 1, self.near.year + 2)]
        if side == "this":
            found = days[1]
        elif side == "next" or (tense == "future" and side is None):
            found = min(day for day in days if day > self.near or (day == self.near and side is None))
        else:
            found = max(day for day in days if day < self.near or (day == self.near and side is None))
        return found.isoformat(), self._year_basis(found.year, name)


def _counted(unit: str, number: int) -> str:
    if number == 0:
        return f"The {unit} of publication"
    return f"The {unit} before publication" if number < 0 else f"The {unit} after publication"


def _span(first: date, last: date) -> str:
    return f"{first.isoformat()}/{last.isoformat()}"


def day_words(day: date) -> str:
    """Return a day in words: 3 April 2019."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def holiday(how: str, number: int, year: int) -> date:
    """Return a named day of a year.

    Parameters
    ----------
    how : {"fixed", "thanksgiving", "easter"}
    number : int
        For a fixed day its month and day (1225); for Easter the days from its Sunday.
    year : int
    """
    if how == "fixed":
        return date(year, number // 100, number % 100)
    if how == "thanksgiving":  # the fourth Thursday of November
        return date(year, 11, 22 + (3 - date(year, 11, 1).weekday()) % 7)
    # The Gregorian computus of Meeus, Jones and Butcher.
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    n = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + n - 7 * ((a + 11 * h + 22 * n) // 451) + 114, 31)
    return date(year, month, day + 1) + timedelta(number)


def iso(year: int | None, month: int | None = None, day: int | None = None) -> str | None:
    """Return a day, month or year in EDTF; None where there is no such day."""
    try:
        date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    return f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if month and day else "")


def last_day(year: int, month: int) -> int:
    """Return a month's number of days."""
    return (date(*plus_months(year, month, 1), 1) - timedelta(1)).day


def plus_months(year: int, month: int, months: int) -> tuple[int, int]:
    """Return the month that lies so many months from another."""
    year, month = divmod(year * 12 + month - 1 + months, 12)
    return year, month + 1


def season_edtf(year: int, season: int) -> str:
    """Return a season that is known by its year; a winter, whose code leaves open which is meant, by its months."""
    return f"{year:04}-12/{year + 1:04}-02" if season == WINTER else f"{year:04}-{season}"


def week_of(day: str, word: str = "") -> str:
    """Return the week of a day, Monday to Sunday; the seven days from it on, or up to it, where a word says so."""
    of = date.fromisoformat(day)
    if word.startswith("end"):
        return _span(of - timedelta(6), of)
    first = of if word or of.weekday() == 6 else of - timedelta(of.weekday())
    return _span(first, first + timedelta(6))


def week_of_month(year: int, month: int, number: int) -> str:
    """Return the first, second … seven days of a month, or its last (-1)."""
    first = last_day(year, month) - 6 if number < 0 else 7 * number - 6
    return _span(date(year, month, first), date(year, month, first + 6))


def part_of(edtf: str, part: int) -> str:
    """Return the early (1), middle (2) or late (3) part of a month, season, year, decade or century: a third of it."""
    year, _, rest = edtf.partition("-")
    if not part or "~" in edtf:
        return edtf
    if "/" in edtf:
        return [edtf[:7], edtf[8:12] + "-01", edtf[8:]][part - 1] if edtf[4:8] == "-12/" and len(edtf) == 15 else edtf
    if edtf.endswith("XX"):
        low, high = [("00", "33"), ("34", "66"), ("67", "99")][part - 1]
        return f"{edtf[:2]}{low}/{edtf[:2]}{high}"
    if edtf.endswith("X"):
        low, high = [("0", "3"), ("4", "6"), ("6", "9")][part - 1]
        return f"{edtf[:3]}{low}/{edtf[:3]}{high}"
    if not rest:
        low, high = [("01", "04"), ("05", "08"), ("09", "12")][part - 1]
        return f"{year}-{low}/{year}-{high}"
    if len(rest) > 2 or int(rest) >= WINTER:
        return edtf
    if int(rest) > 12:
        return f"{year}-{_FIRST_MONTHS[int(rest)] + part - 1:02}"
    low, high = [("01", "10"), ("11", "20"), ("21", str(last_day(int(year), int(rest))))][part - 1]
    return f"{edtf}-{low}/{edtf}-{high}"


def valid(edtf: str | None) -> str | None:
    """Return a value if it is one, and None if it is not."""
    try:
        return EdtfDate.parse(edtf).edtf if edtf else None
    except ModelError:
        return None


def up_to(edtf: str, *, including: bool) -> str | None:
    """Return the days up to a date: what is before it began on a day that nobody names."""
    first, _, last = edtf.partition("/")
    if including:
        return valid(f"/{last or first}")
    day = EdtfDate.parse(edtf).earliest
    if day is None or day.year < 1000:
        return None
    if len(edtf) == 4:
        return f"/{iso(day.year - 1)}"
    if _is_month(edtf):
        return f"/{iso(*plus_months(day.year, day.month, -1))}"
    return f"/{day - timedelta(1)}"


def since(edtf: str, *, including: bool) -> str | None:
    """Return the days from a date on: what is since it goes on; what is after it ended on a day that nobody names."""
    if including:
        return valid(f"{edtf.partition('/')[0]}/..")
    day = EdtfDate.parse(edtf).latest
    if day is None or day.year > 2900:
        return None
    if len(edtf) == 4:
        return f"{iso(day.year + 1)}/"
    if _is_month(edtf):
        return f"{iso(*plus_months(day.year, day.month, 1))}/"
    return f"{day + timedelta(1)}/"


def _is_month(edtf: str) -> bool:
    return len(edtf) == 7 and edtf[4] == "-" and "01" <= edtf[5:] <= "12"


def shifted(anchor: str, number: int, unit: str, what: str) -> Dated:
    """Return the date that lies so many days, weeks, months or years from another.

    Parameters
    ----------
    anchor : str
        A day, month or year in EDTF; it must be as fine as the unit.
    number : int
        Below 0 for what was before.
    unit : {"day", "week", "month", "year"}
    what : str
        What the other date is, for the basis.
    """
    parts = [int(part) for part in anchor.split("-")]
    size = abs(number)
    count = f"{size} {unit}s" if size != 1 else f"A {unit}"
    basis = f"{count} {'before' if number < 0 else 'after'} {EdtfDate.parse(anchor)}, {what}."
    if unit == "year":
        edtf = iso(parts[0] + number)
        return (f"{edtf}~" if size >= 10 else edtf, basis) if edtf else UNKNOWN
    if unit == "month" and len(parts) > 1:
        edtf = iso(*plus_months(parts[0], parts[1], number)) if size < 10_000 else None
        return (edtf, basis) if edtf else UNKNOWN
    if unit in ("day", "week") and len(parts) > 2 and size < 10_000:
        # Weeks are seldom counted to the day.
        day = date(*parts) + timedelta(number * (7 if unit == "week" else 1))
        return day.isoformat() + ("~" if unit == "week" else ""), basis
    return UNKNOWN


def joined(first: str, last: str) -> str | None:
    """Return the days from the start of one date to the end of another; None where they are not in order."""
    return valid(f"{first.partition('/')[0]}/{last.rpartition('/')[2]}")


def one_of(dates: Iterable[str]) -> str:
    """Return the value of one of some days."""
    return f"[{','.join(sorted(dates))}]"


def all_of(dates: Iterable[str]) -> str:
    """Return the value of each of some days; of two that follow each other as a span."""
    days = sorted(dates)
    if len(days) == 2 and date.fromisoformat(days[1]) - date.fromisoformat(days[0]) == timedelta(1):
        return "/".join(days)
    return f"{{{','.join(days)}}}"


def printed(edtf: str) -> str:
    """Return a value in words."""
    return str(EdtfDate.parse(edtf))
