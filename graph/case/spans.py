"""How dates in EDTF relate: whether two could be the same, what they share, and in which order they come.

References
----------
Library of Congress, Extended Date/Time Format (EDTF) Specification, 2019.
"""

from __future__ import annotations

import math

from graph.case.dates import EdtfDate
from graph.case.days import ALL, Range, bounds, day_number, days_of, shared


def could_agree(a: EdtfDate, b: EdtfDate) -> bool | None:
    """Say whether two dates could be of the same day.

    Returns
    -------
    bool or None
        True where some day fits both as they are written; False where none does, whatever their marks of doubt leave
        room for; None where it cannot be told: ``2004~`` and ``2006`` may agree, or not.

    Examples
    --------
    >>> could_agree(EdtfDate.parse("2004-06"), EdtfDate.parse("2004-06-11"))
    True
    >>> could_agree(EdtfDate.parse("2004-06"), EdtfDate.parse("2004-07-01"))
    False
    >>> could_agree(EdtfDate.parse("2004-06~"), EdtfDate.parse("2004-07-01")) is None
    True
    """
    if a.precision == b.precision == "second":
        return _same_time(a.edtf, b.edtf)
    one, other = days_of(a.edtf), days_of(b.edtf)
    if shared(one.written, other.written):
        return True
    return None if shared(one.possible, other.possible) else False


def overlap(a: EdtfDate, b: EdtfDate) -> Range | None:
    """Return the first and the last day that two dates share as they are written; None where they share none.

    Examples
    --------
    >>> from graph.case.days import civil
    >>> found = overlap(EdtfDate.parse("2004/2006"), EdtfDate.parse("2005-03/.."))
    >>> civil(found.first), civil(found.last)
    ((2005, 3, 1), (2006, 12, 31))
    """
    return bounds(shared(days_of(a.edtf).written, days_of(b.edtf).written))


def span(date: EdtfDate) -> Range | None:
    """Return the first and the last day of a date as it is written, in any year; None where it says of no day when.

    Examples
    --------
    >>> span(EdtfDate.parse("0000-12-31"))
    Range(first=0, last=0)
    >>> span(EdtfDate.parse("XXXX-12-18")) is None
    True
    """
    found = bounds(days_of(date.edtf).written)
    return None if found == ALL and date.edtf != "../.." else found


def sort_key(date: EdtfDate) -> tuple[float, float, bool, str]:
    """Return what dates are sorted by: the first day, the last, doubt after none; last what says of no day when.

    Of dates that begin alike the shorter one comes first. An open start comes before all; where the start is unknown,
    the end says when.

    Examples
    --------
    >>> dates = map(EdtfDate.parse, ["XXXX-12-18", "2004", "2004-01-01", "/2003", "../2009", "-0044", "Y12000"])
    >>> [date.edtf for date in sorted(dates, key=sort_key)]
    ['../2009', '-0044', '/2003', '2004-01-01', '2004', 'Y12000', 'XXXX-12-18']
    """
    doubtful = date.approximate or date.uncertain
    found = span(date)
    if found is None:
        return math.inf, math.inf, doubtful, date.edtf
    first = -math.inf if found.first is None else found.first
    return first, math.inf if found.last is None else found.last, doubtful, date.edtf


def _same_time(a: str, b: str) -> bool | None:
    """Say whether two times of a day are the same: by their zones where both have one."""
    (one, zone), (other, other_zone) = _seconds(a), _seconds(b)
    if (zone is None) == (other_zone is None):
        return one - (zone or 0) == other - (other_zone or 0)
    # a clock is at most fourteen hours ahead of the one that is a day's zero, or twelve behind
    ahead, behind = 14 * 3600, 12 * 3600
    universal, local = (one - zone, other) if zone is not None else (other - (other_zone or 0), one)
    return None if universal - behind <= local <= universal + ahead else False


def _seconds(text: str) -> tuple[int, int | None]:
    """Return a time as its clock shows it, in seconds, and how far its zone is ahead; None where it names none."""
    day, _, time = text.partition("T")
    hours, minutes, seconds = int(time[:2]), int(time[3:5]), int(time[6:8])
    clock = day_number(int(day[:4]), int(day[5:7]), int(day[8:])) * 86_400 + hours * 3600 + minutes * 60 + seconds
    zone = time[8:]
    if not zone:
        return clock, None
    if zone == "Z":
        return clock, 0
    ahead = int(zone[1:3]) * 3600 + int(zone[4:6] or 0) * 60
    return clock, -ahead if zone.startswith("-") else ahead
