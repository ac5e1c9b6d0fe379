"""Dates with what is known of them: EDTF (ISO 8601-2, levels 0 to 2), with the days they can stand for."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Self

from graph.case.days import SEASONS, Range, bounds, days_of
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
_SEASON = re.compile(r"(?P<year>-?[0-9]{4})-(?P<season>2[1-9]|3[0-9]|4[01])[?~%]?")
_DAY_AND_TIME = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})T[0-9:.Z+-]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FAR_DATE = re.compile(r"Y?(?P<year>-[0-9]{4,}|[0-9]{5,})(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>[0-9]{2}))?)?[?~%]?")
_DOUBT_MARK = re.compile(r"[?~%]")

_SHORT_OR_LONG_YEAR = re.compile(r"(?P<sign>-?)(?P<year>[0-9]{1,3}|[0-9]{5})(?:[~?%-].*)?")


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

    @property
    def reading(self) -> str:
        """The date in words, where it is printed and these say more than the printed ones; else empty."""
        words = str(self)
        return "" if self.text is None or says_as_much(self.text, words) else words

    def __str__(self) -> str:
        """Return the date in words; a rare form that has none as EDTF.

        Examples
        --------
        >>> str(EdtfDate.parse("2015-12-18")), str(EdtfDate.parse("2015-12~"))
        ('18 December 2015', 'about December 2015')
        >>> str(EdtfDate.parse("2005/2007"))
        'between 2005 and 2007'
        >>> str(EdtfDate.parse("../2007")), str(EdtfDate.parse("/2007"))
        ('until 2007', 'no later than 2007')
        """
        return _in_words(self.edtf)


def says_as_much(printed: str, reading: str) -> bool:
    """Return whether the printed words of a date have all the words by which it is read.

    Examples
    --------
    >>> says_as_much("the autumn of 2014", "autumn 2014"), says_as_much("early March 2018", "1 March 2018")
    (True, False)
    """
    read, said = (set(re.findall(r"\w+", text.casefold())) for text in (reading, printed))
    return read <= said


@lru_cache(maxsize=8_192)
def _parse(edtf: str) -> Bounds:
    if len(edtf) > MAX_EDTF:
        raise ModelError(f"a date has at most {MAX_EDTF} characters, this one {len(edtf)} ({edtf[:20]}…)")
    if not _CHARACTERS.fullmatch(edtf):
        raise ModelError(f"not a date: {_EXAMPLES} ({edtf!r})")
    start, slash, end = edtf.partition("/")
    if not slash:
        found = _parse_one_date(edtf, edtf)
    elif "/" in end or set("[]{}") & set(edtf) or not (start or end):
        raise ModelError(f"not a date: {_EXAMPLES} ({edtf!r})")
    else:
        earliest = None if start in ("", "..") else _parse_one_date(start, edtf)[0]
        latest = None if end in ("", "..") else _parse_one_date(end, edtf)[1]
        found = earliest, latest, "interval"
    if any(piece.is_reversed for piece in days_of(edtf).written if isinstance(piece, Range)):
        raise ModelError(f"a date's end comes before its start ({edtf!r})")
    return found


def _parse_one_date(text: str, whole: str) -> Bounds:
    if match := _PLAIN_DATE.fullmatch(text):
        return *_days(text, whole), _precision(match["year"], match["month"], match["day"])
    if _SEASON.fullmatch(text):
        return *_days(text, whole), "season"
    _check_grammar(text, whole)
    precision = "second" if "T" in text else "set" if text[0] in "[{" else "year"
    if match := _FAR_DATE.fullmatch(text):
        precision = "day" if match["day"] else "month" if match["month"] else "year"
    return *_days(text, whole), precision


def _days(text: str, whole: str) -> tuple[date | None, date | None]:
    days = bounds(days_of(text).written)
    if days is None:
        raise ModelError(f"there is no such day or month ({whole!r})")
    return _date(days.first), _date(days.last)


def _date(day: int | None) -> date | None:
    return date.fromordinal(day) if day is not None and 1 <= day <= date.max.toordinal() else None


def _precision(year: str, month: str | None, day: str | None) -> str:
    if day is not None and "X" not in day:
        return "day"
    if month is not None and "X" not in month:
        return "month"
    digits = year.rstrip("X")
    return "unknown" if "X" in digits else ("unknown", "millennium", "century", "decade", "year")[len(digits)]


def _check_grammar(text: str, whole: str) -> None:
    # An exponent of three digits is a number that would take long to write out.
    if re.search(r"E[0-9]{3}", text):
        raise ModelError(f"a year this far off is not kept ({whole!r})")
    if text.endswith("T") or ("T" in text and not _DAY_AND_TIME.fullmatch(text)):
        raise ModelError(f"a time follows a whole day: 2016-01-04T10:30:00 ({whole!r})")
    if year := _SHORT_OR_LONG_YEAR.fullmatch(text):
        mark = "Y" if len(year["year"]) > 4 else ""
        written = f"{mark}{year['sign']}{year['year']:0>4}"
        raise ModelError(f"a year has four digits, or more behind a Y: write {written} ({whole!r})")
    for day in _DAY.findall(text):
        _days(day, whole)
    from edtf import parse_edtf  # takes half a second, and few files need it

    try:
        parse_edtf(text)
    except Exception as error:  # of every kind
        raise ModelError(f"not a date: {_EXAMPLES} ({whole!r})") from error


@lru_cache(maxsize=8_192)  # every claim tells when its source was published
def _in_words(edtf: str) -> str:
    start, slash, end = edtf.partition("/")
    if slash:
        if start in ("", "..") and end in ("", ".."):
            return edtf
        if start in ("", ".."):
            return f"{'until' if start else 'no later than'} {_in_words(end)}"
        if end in ("", ".."):
            return f"{'since' if end else 'no earlier than'} {_in_words(start)}"
        return f"between {_in_words(start)} and {_in_words(end)}"
    if edtf[0] in "[{" and ".." not in edtf:
        return (" or " if edtf[0] == "[" else " and ").join(_in_words(part) for part in edtf[1:-1].split(","))
    marks = set(_DOUBT_MARK.findall(edtf))
    doubt = ("possibly " if marks & {"?", "%"} else "") + ("about " if marks & {"~", "%"} else "")
    if match := _SEASON.fullmatch(edtf):
        name, _ = SEASONS[match["season"]]
        return f"{doubt}{'the ' if name.endswith('of') else ''}{name} {_year_in_words(int(match['year']))}"
    if match := _PLAIN_DATE.fullmatch(edtf):
        return doubt + _plain_date_in_words(match["year"], match["month"], match["day"])
    if match := _FAR_DATE.fullmatch(edtf):
        return doubt + _plain_date_in_words(match["year"], match["month"], match["day"])
    return edtf


def _year_in_words(year: int) -> str:
    """Return a year as people write it; the year 0 is 1 BC."""
    if year < 1:
        return f"{1 - year} BC"
    return f"AD {year}" if year < 1000 else f"the year {year}" if year > 9999 else str(year)


def _plain_date_in_words(year: str, month: str | None, day: str | None) -> str:
    digits = year.rstrip("X")
    if "X" in digits or len(digits) in (0, 1):
        when = "an unknown year" if not digits else year
    elif len(digits) < 4:
        when = f"the {int(digits + '0' * (4 - len(digits)))}s"
    else:
        when = _year_in_words(int(digits))
    if month is None or month == "XX":
        rest = "" if month is None else "a day in " if day else "a month in "
        return rest + when if digits or not month else "an unknown date"
    if "X" in month:
        return f"{year}-{month}" + (f"-{day}" if day else "")
    joint = " " if len(digits) > 3 else " of "
    named = f"{calendar.month_name[int(month)]}{joint}{when}"
    if day is None:
        return named
    if day == "XX":
        return f"a day in {named}"
    return f"{year}-{month}-{day}" if "X" in day else f"{int(day)} {named}"
