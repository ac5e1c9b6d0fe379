"""The days that a node's properties speak of, for the layout by time."""

from __future__ import annotations

import re
from datetime import date, datetime

from graph.elements import Node

DateRange = tuple[float, float]
"""First and last day, as proleptic Gregorian ordinals."""

_DATE_PROPERTIES = ("start", "edtf", "date", "published", "as_of", "year", "released", "born")
_DATE = re.compile(r"^\s*(-?\d{1,4}|\d{2,3}X{1,2})(?:-(\d\d)(?:-(\d\d))?)?(?!\d)")
_DAYS_PER_YEAR = 365.2425


def date_range(node: Node) -> DateRange | None:
    """Return the first and the last day that a node's own properties speak of; None where they name no date."""
    for name in _DATE_PROPERTIES:
        first = _parse(node.properties.get(name))
        if first is not None:
            last = _parse(node.properties.get("end")) if name == "start" else None
            return (first[0], max(first[0], last[1])) if last else first
    return None


def _parse(value: object) -> DateRange | None:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return float(value.toordinal()), float(value.toordinal())
    if isinstance(value, int) and not isinstance(value, bool):
        # a number is a year only where it looks like one
        return _days(value, None, None) if 1000 <= value <= 2999 else None
    if not isinstance(value, str):
        return None
    if "/" in value:  # EDTF interval
        first, last = (_parse(part) for part in value.split("/", 1))
        return (first[0], max(first[0], last[1])) if first and last else first or last
    match = _DATE.match(value)
    if match is None:
        return None
    year, month, day = match.groups()
    if "X" in year:
        return _days(int(year.replace("X", "0")), None, None)[0], _days(int(year.replace("X", "9")), None, None)[1]
    if len(year.lstrip("-")) < 3:
        return None
    return _days(int(year), int(month) if month else None, int(day) if day else None)


def _days(year: int, month: int | None, day: int | None) -> DateRange:
    if year < 1 or year > 9998 or (month is not None and not 1 <= month <= 12):
        start = year * _DAYS_PER_YEAR
        return start, start + _DAYS_PER_YEAR - 1
    if month is None:
        return float(date(year, 1, 1).toordinal()), float(date(year, 12, 31).toordinal())
    first = date(year, month, 1).toordinal()
    length = (date(year + month // 12, month % 12 + 1, 1).toordinal()) - first
    if day is None:
        return float(first), float(first + length - 1)
    return (float(first + min(day, length) - 1),) * 2
