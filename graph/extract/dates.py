"""Dates as they are printed, with their values in EDTF relative to the day of publication.

A reader walks over the words of a block of text and tries at each one a few rules that look a bounded number of words
ahead, so that time grows with the length of the text alone. What a word may be stands in ``tables/dates.yaml``; single
dates are read in :mod:`graph.extract.single_dates`, and what they are worth is reckoned in :mod:`graph.extract.days`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from graph.case.dates import EdtfDate
from graph.extract import days
from graph.extract.date_words import Value, numbered, openings
from graph.extract.days import Calendar, Published
from graph.extract.found import DateSpan, Span
from graph.extract.parsing import MAX_PARAGRAPH, paragraph_spans, plain
from graph.extract.single_dates import SingleDates
from graph.extract.words import table
from graph.stopping import check_stop

_BLANK_LINE = re.compile(r"(?:\r\n|\r(?!\n)|\n)[^\S\r\n]*(?:\r\n|\r|\n)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def find_dates(text: str, published: EdtfDate | str | None) -> list[DateSpan]:
    """Find the dates in a text.

    Parameters
    ----------
    text : str
    published : EdtfDate or str or None
        The day of publication, in EDTF: it gives the year of *3 March* and the day of *yesterday*. Of a month or a
        year no more is used than it says. Without it such dates have no value.

    Returns
    -------
    list of DateSpan
        In the order of the text; they do not overlap.

    Raises
    ------
    ModelError
        ``published`` is not EDTF.

    Examples
    --------
    >>> [(found.edtf, found.inferred) for found in find_dates("He died in the spring of 2014.", None)]
    [('2014-21', False)]
    >>> find_dates("She left on 3 March.", "2019-04-03")[0].basis
    'The year is that of publication, 3 April 2019.'
    """
    when = Published.of(published)
    kept = plain(text)
    found: list[tuple[Span, Value]] = []
    for start, end in _blocks(kept):
        check_stop()
        found += _Reader(kept, start, end, when).read()
    named = Counter(value.edtf for _, value in found if value.edtf and _DAY.fullmatch(value.edtf)).most_common(2)
    # What a text is about happened on the day that it names again and again.
    central = named[0][0] if named and named[0][1] > (named[1][1] if len(named) > 1 else 1) else None
    spans = []
    for span, value in found:
        edtf, basis = value.edtf, value.basis
        if value.days:
            if central is None:
                continue
            edtf, basis = days.shifted(central, value.days, "day", "the day that the text names most")
        edtf = days.valid(edtf)
        spans.append(DateSpan(span, edtf, bool(edtf and basis), basis if edtf else ""))
    return spans


def _blocks(text: str) -> Iterator[Span]:
    """Yield what stands between blank lines; line by line where that is too long to keep its words at once."""
    start = 0
    ends = [(found.start(), found.end()) for found in _BLANK_LINE.finditer(text)]
    for end, following in [*ends, (len(text), len(text))]:
        if end - start > MAX_PARAGRAPH:
            yield from ((start + a, start + b) for a, b in paragraph_spans(text[start:end]))
        elif end > start:
            yield start, end
        start = following


class _Reader(SingleDates):
    """Reads the dates of a block of text."""

    def read(self) -> Iterator[tuple[Span, Value]]:
        first, at = openings(), 0
        while at < len(self.words):
            word = self.words[at]
            value = self._date(at) if word in first or word[0] in "0123456789" else None
            if value is None:
                at += 1
                continue
            if value.edtf and value.edtf.replace("-", "").isdigit():
                self.last = value.end, value.edtf
            yield (self.spans[at][0], self.spans[value.end - 1][1]), value
            at = value.end

    def _date(self, at: int) -> Value | None:
        if value := self._range(at) or self._bounded(at) or self._about(at) or self._distance(at):
            return value
        if self.glued(at) and self.word(at - 1) == "-" and self.word(at - 2).isdigit():
            return None
        value = self.single(at)
        # Part of a reference: 2019-555.
        number = value is not None and self.word(value.end) == "-" and self.digits(value.end + 1) is not None
        return None if number and value and self.glued(value.end) and self.glued(value.end + 1) else value

    def _range(self, at: int) -> Value | None:
        opening = self.word(at)
        joints = {"between": ("and",), "from": ("to", "until", "till", "through", "-")}.get(opening)
        start = at + 1 if joints else at
        joints = joints or ("to", "until", "till", "through", "thru", "-", "and", "or", "/")
        first = self.single(start)
        middle = first.end if first else self._bare_day(start)
        joint = self.word(middle)
        if joint not in joints or (joint == "/" and not (first and self.glued(middle) and self.glued(middle + 1))):
            return None
        if first is None:  # 6 to 17 May 2019
            last = self.single(middle + 1)
            day = self.digits(start)
            if last is None or last.calendar is None or last.calendar.day is None:
                return None
            first = self.dated(at, last.end, replace(last.calendar, day=day, weekday=None))
            return self._joined(first, last, joint, opening)
        last = self._short_end(first, middle + 1, joint, at) or self.single(middle + 1)
        return self._joined(first, last, joint, opening) if last and joint != "/" else last

    def _bare_day(self, at: int) -> int:
        """Return the place after a day's number without its month; -1 if there is none."""
        day = self.digits(at)
        if day is None or not 1 <= day <= 31 or not (self.opens(at) or self.word(at - 1) == "-"):
            return -2
        ordinal = self.glued(at + 1) and self.word(at + 1) in ("st", "nd", "rd", "th")
        return at + 1 + ordinal

    def _short_end(self, first: Value, at: int, joint: str, start: int) -> Value | None:
        """Read the end of a range that leaves out what its start has: 2015-16, May 6-17, 2019."""
        printed, number = first.calendar, self.digits(at)
        if printed is None or number is None or not self.closes(at):
            return None
        if printed.month is None and printed.year and joint in ("-", "/") and len(self.word(at)) == 2:
            year = printed.year // 100 * 100 + number
            return Value(at + 1, str(year), "", Calendar(year)) if year > printed.year else None
        if printed.day is None or printed.year or self.digits(at - 2) != printed.day or not 1 <= number <= 31:
            return None
        end = self._bare_day(at)
        if end < 0 or self.month(end) or (joint in ("and", "or", "to") and self.word(end)[:1].isalpha()):
            return None
        comma = self.word(end) == ","
        year_end = self.year_end(end + comma)
        printed = replace(printed, day=number, weekday=None, year=self.digits(end + comma) if year_end else None)
        return self.dated(start, year_end or end, printed)

    def _joined(self, first: Value, last: Value, joint: str, opening: str) -> Value | None:
        """Return the days from one date to another, each with the year of the other if it has none itself."""
        one, other = first.calendar, last.calendar
        if joint in ("and", "or") and opening != "between" and not (one and other and one.day and other.day):
            return None
        if one and other and one.year != other.year and None in (one.year, other.year):
            first, last = _shared_year(first, one, last, other)
        elif one and other and one.weekday is not None and one.month is None and first.edtf and last.edtf:
            if first.edtf > last.edtf:
                first = replace(first, edtf=days.shifted(first.edtf, -7, "day", "")[0])
        elif one and other and one.year is None and first.edtf and last.edtf and first.edtf > last.edtf:
            basis = first.basis
            first = replace(_with_year(first, one, int(last.edtf[:4]) - (first.edtf[4:] > last.edtf[4:])), basis=basis)
        if first.edtf is None or last.edtf is None:
            both_lack = first.edtf is None and last.edtf is None
            return Value(last.end, None) if both_lack and joint not in ("and", "or") else None
        basis = last.basis or first.basis
        if joint == "or" or (joint == "and" and opening != "between"):
            if not (_DAY.fullmatch(first.edtf) and _DAY.fullmatch(last.edtf)) or self.capital(last.end):
                return None
            both = {first.edtf, last.edtf}
            return Value(last.end, days.one_of(both) if joint == "or" else days.all_of(both), basis)
        edtf = days.joined(first.edtf, last.edtf)
        return Value(last.end, edtf, basis) if edtf else None

    def _bounded(self, at: int) -> Value | None:
        """Read what lies before or after a date: since the spring, before Christmas, by Friday."""
        word = self.word(at)
        if word not in ("since", "before", "after", "by") or self.word(at - 1) in numbered("unit"):
            return None
        value = self._about(at + 1) or self.single(at + 1)
        if value is None or (word != "since" and (self.word(value.end) == "'" or self._modifies(value))):
            return None
        if value.edtf is None or "[" in value.edtf or "{" in value.edtf:
            return replace(value, calendar=None)
        if word == "since":
            edtf = days.since(value.edtf, including=True)
        elif word == "after":
            edtf = days.since(value.edtf, including=False)
        else:
            edtf = days.up_to(value.edtf, including=word == "by")
        return Value(value.end, edtf, value.basis) if edtf else None

    def _modifies(self, value: Value) -> bool:
        """Whether a year or weekday says which: before Monday night's debate, after 2012 elections."""
        return self.word(value.end - 1).isdigit() and self.word(value.end) in table("dates")["no year before"]

    def _about(self, at: int) -> Value | None:
        start = at
        if self.word(at) in ("on", "in", "at") and self.word(at + 1) == "or":
            start = at + 2
        if self.word(start) not in ("about", "around", "circa", "c", "ca", "roughly", "approximately"):
            return None
        if start == at and self.word(at) == "about" and self.has(at - 1, "concerning"):
            return None
        dot = self.word(start + 1) == "." and len(self.word(start)) < 3
        if len(self.word(start)) < 3 and not dot:
            return None
        value = self._distance(start + 1 + dot) or self.single(start + 1 + dot)
        if value is None:
            return None
        edtf = value.edtf if value.edtf is None or value.edtf[-1] in "~.]}" or "/" in value.edtf else f"{value.edtf}~"
        return replace(value, edtf=edtf, calendar=None)

    def _distance(self, at: int) -> Value | None:
        """Read a number of days, weeks, months or years from a date: two weeks ago, three days later."""
        number, after = self._number(at)
        size = numbered("unit").get(self.word(after)) if number else None
        if number is None or size is None:
            return None
        unit = {7: "week", 14: "week", 30: "month", 365: "year", 3650: "year"}.get(size, "day")
        number *= {14: 2, 3650: 10}.get(size, 1)
        word, end = self.word(after + 1), after + 2
        if word == "ago":
            known = self.when.day if unit in ("day", "week") else self.when.near if unit == "month" else self.when.year
            anchor = str(known)[:7] if unit == "month" else str(known)
            return Value(end, *(days.shifted(anchor, -number, unit, "that of publication") if known else days.UNKNOWN))
        if word in ("before", "after"):
            value = self.single(after + 2)
            if value is None or not value.edtf or not _DAY.fullmatch(value.edtf) or self.word(value.end) == "'":
                return None
            sign = -1 if word == "before" else 1
            return Value(value.end, *days.shifted(value.edtf, sign * number, unit, "the day that is named with it"))
        if word not in ("earlier", "later"):
            return None
        number = -number if word == "earlier" else number
        if self.near_last(at):
            dated = days.shifted(self.last[1], number, unit, "the date named before it") if self.last else days.UNKNOWN
            return Value(end, *dated) if dated[0] else None
        return Value(end, None, days=number) if unit == "day" else None

    def _number(self, at: int) -> tuple[int | None, int]:
        word = self.word(at)
        if word.isdigit():
            number = self.digits(at)
            return (number, at + 1) if number and self.opens(at) and self.closes(at) else (None, at)
        numbers = numbered("number")
        if self.word(at + 1) == "-" and numbers.get(word, 0) >= 20 and 0 < numbers.get(self.word(at + 2), 0) < 10:
            return numbers[word] + numbers[self.word(at + 2)], at + 3
        joined = at > 0 and self.glued(at) and self.word(at - 1) == "-"
        return (None if joined else numbers.get(word)), at + 1


def _shared_year(first: Value, one: Calendar, last: Value, other: Calendar) -> tuple[Value, Value]:
    """Give the end of a range that has no year the year of its other end."""
    if one.year is None and other.year is not None:
        later = (one.month or 0, one.day or 0) > (other.month or 12, other.day or 31)
        return _with_year(first, one, other.year - later), last
    year = one.year or 0
    later = (one.month or 0, one.day or 0) > (other.month or 12, other.day or 31)
    return first, _with_year(last, other, year + later)


def _with_year(value: Value, printed: Calendar, year: int) -> Value:
    printed = replace(printed, year=year)
    edtf = days.iso(year, printed.month, printed.day)
    return replace(value, edtf=days.part_of(edtf, value.part) if edtf else None, basis="", calendar=printed)
