"""Dates with what is known of them: EDTF (ISO 8601-2, levels 0 to 2), with the days they can stand for."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Self

from graph.errors import ModelError

MAX_EDTF = 100
"""Characters of an EDTF date."""

Bounds = tuple[date | None, date | None, str]

_EXAMPLES = "write EDTF: 2015-12-18, 2015-12, 2015-12~ (about), 2016-01-04? (uncertain), 2005/2007, 198X"
_CHARACTERS = re.compile(r"[0-9XYESTZ?~%/.,:{}\[\]+-]+")
# One date with its parts, digits of it perhaps unknown (X), parts of it perhaps marked. Nearly every date is
# one: reading it here takes microseconds, and the edtf package's full grammar milliseconds.
_PLAIN_DATE = re.compile(
    r"[?~%]?(?P<year>[0-9X]{4})[?~%]?(?:-[?~%]?(?P<month>[01X][0-9X])[?~%]?(?:-[?~%]?(?P<day>[0-3X][0-9X])[?~%]?)?)?"
)
_SEASON = re.compile(r"(?P<year>[0-9]{4})-(?P<season>2[1-9]|3[0-9]|4[01])[?~%]?")
_DAY_AND_TIME = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})T[0-9:.Z+-]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DOUBT_MARK = re.compile(r"[?~%]")

# First and last month of a season, 0 being the December before and 14 the February after: a winter that is
# named by one year may have begun in the year before or end in the next.
_SEASONS: dict[str, tuple[str, int, int]] = {
    "21": ("spring", 3, 5),
    "22": ("summer", 6, 8),
    "23": ("autumn", 9, 11),
    "24": ("winter", 0, 14),
    "25": ("northern spring", 3, 5),
    "26": ("northern summer", 6, 8),
    "27": ("northern autumn", 9, 11),
    "28": ("northern winter", 0, 14),
    "29": ("southern spring", 9, 11),
    "30": ("southern summer", 0, 14),
    "31": ("southern autumn", 3, 5),
    "32": ("southern winter", 6, 8),
    "33": ("first quarter of", 1, 3),
    "34": ("second quarter of", 4, 6),
    "35": ("third quarter of", 7, 9),
    "36": ("fourth quarter of", 10, 12),
    "37": ("first third of", 1, 4),
    "38": ("second third of", 5, 8),
    "39": ("last third of", 9, 12),
    "40": ("first half of", 1, 6),
    "41": ("second half of", 7, 12),
}


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """A date with as much precision as is known, and no more; build it with :meth:`parse`.

    Parameters
    ----------
    edtf : str
        The date in EDTF.
    text : str or None
        The date as it is printed in the source.
    earliest, latest : datetime.date or None
        The first and last day it can stand for; None where that side is open, unknown, or outside
        the years 1 to 9999. "About" and "uncertain" widen nothing: EDTF gives them no measure.
    precision : str
        ``second``, ``day``, ``month``, ``season``, ``year``, ``decade``, ``century``,
        ``millennium``, ``interval``, ``set`` or ``unknown``.
    inferred : bool
        True where no source prints it.
    basis : str or None
        What an inferred date follows from.

    References
    ----------
    Library of Congress, Extended Date/Time Format (EDTF) Specification, 2019.
    """

    edtf: str
    text: str | None = None
    earliest: date | None = None
    latest: date | None = None
    precision: str = "unknown"
    inferred: bool = False
    basis: str | None = None

    @classmethod
    def parse(cls, edtf: str, *, text: str | None = None, inferred: bool = False, basis: str | None = None) -> Self:
        """Read a date in EDTF, level 0, 1 or 2.

        Raises
        ------
        ModelError
            It is not EDTF, is longer than 100 characters, there is no such day, or its end comes
            before its start.

        Examples
        --------
        >>> EdtfDate.parse("2015-12").latest
        datetime.date(2015, 12, 31)
        >>> EdtfDate.parse("2005/..").latest is None
        True
        """
        if basis is not None and not inferred:
            raise ModelError(f"a basis says how a date was inferred: mark the date as inferred ({basis[:60]!r})")
        return cls(edtf, text, *_parse(edtf), inferred, basis)

    @property
    def approximate(self) -> bool:
        """True where a part is marked as approximate (``~`` or ``%``)."""
        return "~" in self.edtf or "%" in self.edtf

    @property
    def uncertain(self) -> bool:
        """True where a part is marked as uncertain (``?`` or ``%``)."""
        return "?" in self.edtf or "%" in self.edtf

    def __str__(self) -> str:
        """Return the date in words; a rare form that has none as EDTF.

        Examples
        --------
        >>> str(EdtfDate.parse("2015-12-18")), str(EdtfDate.parse("2015-12~"))
        ('18 December 2015', 'about December 2015')
        >>> str(EdtfDate.parse("2005/2007"))
        'between 2005 and 2007'
        """
        return _in_words(self.edtf)


@lru_cache(maxsize=8_192)
def _parse(edtf: str) -> Bounds:
    if len(edtf) > MAX_EDTF:
        raise ModelError(f"a date has at most {MAX_EDTF} characters, this one {len(edtf)} ({edtf[:20]}…)")
    if not _CHARACTERS.fullmatch(edtf):
        raise ModelError(f"not a date: {_EXAMPLES} ({edtf!r})")
    start, slash, end = edtf.partition("/")
    if not slash:
        return _parse_one_date(edtf, edtf)
    if "/" in end or set("[]{}") & set(edtf) or not (start or end):
        raise ModelError(f"not a date: {_EXAMPLES} ({edtf!r})")
    earliest = None if start in ("", "..") else _parse_one_date(start, edtf)[0]
    latest = None if end in ("", "..") else _parse_one_date(end, edtf)[1]
    _check_order(earliest, latest, edtf)
    return earliest, latest, "interval"


def _parse_one_date(text: str, whole: str) -> Bounds:
    if match := _PLAIN_DATE.fullmatch(text):
        return _days_of_plain_date(match["year"], match["month"], match["day"], whole)
    if match := _SEASON.fullmatch(text):
        _, first, last = _SEASONS[match["season"]]
        return _month_start(int(match["year"]), first), _month_end(int(match["year"]), last), "season"
    return _full_grammar(text, whole)


def _days_of_plain_date(year: str, month: str | None, day: str | None, whole: str) -> Bounds:
    # XXXX: any year, so no bounds; 2000 is a leap year, so that XXXX-02-29 is a day.
    years = ["2000"] if year == "XXXX" else [str(int(y)) for y in _matching_numbers(year)]
    first = next(_possible_days(years, month, day), None)
    last = next(_possible_days(years[::-1], month, day, backwards=True), None)
    if first is None and last is None:
        raise ModelError(f"there is no such day or month ({whole!r})")
    precision = _precision(year, month, day)
    if year == "XXXX":
        return None, None, precision
    return _date(first), _date(last), precision


def _matching_numbers(pattern: str) -> Iterator[str]:
    unknown = pattern.count("X")
    for n in range(10**unknown):
        digits = iter(str(n).zfill(unknown)) if unknown else iter("")
        yield "".join(next(digits) if character == "X" else character for character in pattern)


def _possible_days(
    years: list[str], month: str | None, day: str | None, *, backwards: bool = False
) -> Iterator[tuple[int, int, int]]:
    months = [m for m in map(int, _matching_numbers(month or "XX")) if 1 <= m <= 12]
    days = [d for d in map(int, _matching_numbers(day or "XX")) if 1 <= d <= 31]
    if backwards:
        months.reverse()
        days.reverse()
    for y in map(int, years):
        for m in months:
            length = _month_length(y, m)
            for d in days:
                if d <= length:
                    yield y, m, d


def _month_length(year: int, month: int) -> int:
    # calendar.monthrange refuses the year 0
    return 29 if month == 2 and calendar.isleap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def _date(parts: tuple[int, int, int] | None) -> date | None:
    return date(*parts) if parts is not None and 1 <= parts[0] <= 9999 else None


def _precision(year: str, month: str | None, day: str | None) -> str:
    if day is not None and "X" not in day:
        return "day"
    if month is not None and "X" not in month:
        return "month"
    digits = year.rstrip("X")
    return "unknown" if "X" in digits else ("unknown", "millennium", "century", "decade", "year")[len(digits)]


def _month_start(year: int, month: int) -> date | None:
    return _date((year - 1, 12, 1) if month == 0 else (year, month, 1))


def _month_end(year: int, month: int) -> date | None:
    if month > 12:
        year, month = year + 1, month - 12
    return _date((year, month, _month_length(year, month)))


def _full_grammar(text: str, whole: str) -> Bounds:
    # An exponent of three digits is a number that would take long to write out.
    if re.search(r"E[0-9]{3}", text):
        raise ModelError(f"a year this far off is not kept ({whole!r})")
    if text.endswith("T") or ("T" in text and not _DAY_AND_TIME.fullmatch(text)):
        raise ModelError(f"a time follows a whole day: 2016-01-04T10:30:00 ({whole!r})")
    for day in _DAY.findall(text):
        if not day.startswith("0000"):
            _days_of_plain_date(day[:4], day[5:7], day[8:], whole)
    from edtf import parse_edtf  # takes half a second, and few files need it

    # Its grammar is right; its objects fail on rare forms with errors of every kind.
    try:
        parsed: Any = parse_edtf(text)
        first, last = parsed.lower_strict(), parsed.upper_strict()
    except Exception as error:
        raise ModelError(f"not a date: {_EXAMPLES} ({whole!r})") from error
    earliest, latest = (None if isinstance(d, float) else _date(tuple(d[:3])) for d in (first, last))
    _check_order(earliest, latest, whole)
    if "T" in text:
        return earliest, latest, "second"
    return earliest, latest, "set" if text[0] in "[{" else "year" if text[0] == "Y" or "-" not in text[1:] else "day"


def _check_order(earliest: date | None, latest: date | None, whole: str) -> None:
    if earliest is not None and latest is not None and earliest > latest:
        raise ModelError(f"a date's end comes before its start ({whole!r})")


def _in_words(edtf: str) -> str:
    start, slash, end = edtf.partition("/")
    if slash:
        if start in ("", ".."):
            return edtf if end in ("", "..") else f"until {_in_words(end)}"
        return f"since {_in_words(start)}" if end in ("", "..") else f"between {_in_words(start)} and {_in_words(end)}"
    if edtf[0] in "[{" and ".." not in edtf:
        return (" or " if edtf[0] == "[" else " and ").join(_in_words(part) for part in edtf[1:-1].split(","))
    marks = set(_DOUBT_MARK.findall(edtf))
    doubt = ("possibly " if marks & {"?", "%"} else "") + ("about " if marks & {"~", "%"} else "")
    if match := _SEASON.fullmatch(edtf):
        name = _SEASONS[match["season"]][0]
        return f"{doubt}{'the ' if name.endswith('of') else ''}{name} {match['year']}"
    if match := _PLAIN_DATE.fullmatch(edtf):
        return doubt + _plain_date_in_words(match["year"], match["month"], match["day"])
    return edtf


def _plain_date_in_words(year: str, month: str | None, day: str | None) -> str:
    digits = year.rstrip("X")
    if "X" in digits or len(digits) in (0, 1):
        when = "an unknown year" if not digits else year
    else:
        when = str(int(digits + "0" * (4 - len(digits))))
        when = when if len(digits) == 4 else f"the {when}s"
    if month is None or month == "XX":
        rest = "" if month is None else "a day in " if day else "a month in "
        return rest + when if digits or not month else "an unknown date"
    if "X" in month:
        return f"{year}-{month}" + (f"-{day}" if day else "")
    joint = " " if len(digits) == 4 else " of "
    named = f"{calendar.month_name[int(month)]}{joint}{when}"
    if day is None:
        return named
    if day == "XX":
        return f"a day in {named}"
    return f"{year}-{month}-{day}" if "X" in day else f"{int(day)} {named}"
