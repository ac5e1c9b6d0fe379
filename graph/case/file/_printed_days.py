"""Days, months and years as English texts print them, and whether a date can be one of them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date as Day
from typing import NamedTuple

from graph.case.dates import EdtfDate

_MONTHS = {name.casefold(): n for names in (calendar.month_name, calendar.month_abbr) for n, name in enumerate(names)}
_MONTHS["sept"] = 9
_MONTH = "|".join(sorted(filter(None, _MONTHS), key=len, reverse=True))
_PRINTED = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month>{_MONTH})\b\.?"
    rf"|(?P<month2>{_MONTH})\b\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
    rf"|(?P<month3>{_MONTH})\b\.?(?=\s+\d{{4}}\b))"
    r"(?:,?\s+(?P<year>\d{4}))?(?!\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")


class Printed(NamedTuple):
    """A day, a month or a year as it is printed: the words, and of what they give the numbers."""

    words: str
    year: int | None
    month: int | None = None
    day: int | None = None


def printed_days(text: str) -> Iterator[Printed]:
    """Yield the days that a text prints with their months, and the months that it prints with their years.

    Examples
    --------
    >>> [day[1:] for day in printed_days("On Saturday, 2 March 2019, on Dec. 18th, and in May 2018, they met.")]
    [(2019, 3, 2), (None, 12, 18), (2018, 5, None)]
    """
    for match in _PRINTED.finditer(text):
        day = int(match["day"] or match["day2"] or 0) or None
        month = _MONTHS[(match["month"] or match["month2"] or match["month3"]).casefold()]
        if day is None or day <= 31:
            yield Printed(" ".join(match[0].split()), int(match["year"]) if match["year"] else None, month, day)


def printed_years(text: str) -> Iterator[Printed]:
    """Yield the years that a text prints; in a text that is no date, many a number looks like one.

    Examples
    --------
    >>> [year.year for year in printed_years("between 2005 and 2007, not in the 1980s")]
    [2005, 2007]
    """
    for match in _YEAR.finditer(text):
        yield Printed(match[0], int(match[0]))


def can_be(date: EdtfDate, printed: Printed) -> bool:
    """Whether what is printed can be among the days of a date; what is about then, or open, can be any."""
    first, last = date.earliest, date.latest
    if first is None or last is None or date.approximate or date.uncertain:
        return True
    if printed.year is None and last.year - first.year > 1:
        return True
    for year in [printed.year] if printed.year else range(first.year, last.year + 1):
        month, last_month = printed.month or 1, printed.month or 12
        length = calendar.monthrange(year, last_month)[1]
        if (printed.day or 1) > length:
            continue  # 29 February of another year
        if Day(year, month, printed.day or 1) <= last and first <= Day(year, last_month, printed.day or length):
            return True
    return False
