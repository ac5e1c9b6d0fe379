"""Days, months and years as English texts print them, and whether a date can be one of them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from typing import NamedTuple

from graph.case.dates import EdtfDate

_MONTHS = {
    name.casefold(): n
    for names in (calendar.month_name, calendar.month_abbr)
    for n, name in enumerate(names)
    if n
} | {"sept": 9}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY_FIRST = rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month>{_MONTH})\b\.?"
_MONTH_FIRST = rf"(?P<month2>{_MONTH})\b\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
_PRINTED = re.compile(rf"\b(?:{_DAY_FIRST}|{_MONTH_FIRST})(?:,?\s+(?P<year>\d{{4}}))?(?!\d)", re.IGNORECASE)


class PrintedDay(NamedTuple):
    """A day as it is printed: the words, and its year where that is printed too."""

    words: str
    year: int | None
    month: int
    day: int


def printed_days(text: str) -> Iterator[PrintedDay]:
    """Yield the days that a text prints with their months.

    Examples
    --------
    >>> [day[1:] for day in printed_days("On Saturday, 2 March 2019, and on Dec. 18th, they met.")]
    [(2019, 3, 2), (None, 12, 18)]
    """
    for match in _PRINTED.finditer(text):
        day, month = int(match["day"] or match["day2"]), _MONTHS[(match["month"] or match["month2"]).casefold()]
        if 1 <= day <= 31:
            yield PrintedDay(" ".join(match[0].split()), int(match["year"]) if match["year"] else None, month, day)


def can_be(date: EdtfDate, printed: PrintedDay) -> bool:
    """Whether a day is among those that a date stands for; one whose year is not printed may be of any.

    A date without an end on one side, or that is no more exact than a year, may be any day.
    """
    first, last = date.earliest, date.latest
    if first is None or last is None or date.precision not in ("day", "month", "season", "interval", "second"):
        return True
    years = [printed.year] if printed.year else range(first.year, min(last.year, first.year + 5) + 1)
    return any(
        (first.year, first.month, first.day) <= (year, printed.month, printed.day) <= (last.year, last.month, last.day)
        for year in years
    )
