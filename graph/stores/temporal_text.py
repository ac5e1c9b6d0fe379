"""Dates, times and durations from text: every form of ISO 8601 that Cypher reads."""

from __future__ import annotations

import re
from typing import get_args

from graph.stores.temporal import (
    SECOND,
    Duration,
    Temporal,
    TemporalError,
    TemporalKind,
    days_of,
    fixed_offset,
    of_week,
    week_of,
    zone_name,
    zoned,
)

KINDS: tuple[str, ...] = (*get_args(TemporalKind), "duration")
"""What a value can be: the functions of Cypher that make one."""
_LONGEST = 64
"""Characters of a text that may be one."""
_DATE = r"""
    (?P<year>\d{4}|[+-]\d{1,9})
    (?: -(?P<month>\d{1,2})-(?P<day>\d{1,2})
      | -(?P<month_alone>\d\d)
      | -?W(?P<week>\d{1,2})-(?P<weekday>\d)
      | -?W(?P<week_alone>\d{1,2})
      | -?Q(?P<quarter>\d)(?:-(?P<day_of_quarter>\d{1,2}))?
      | -(?P<ordinal>\d{3})
    )?
  | (?P<compact_year>\d{4})
    (?: (?P<compact_month>\d\d)(?P<compact_day>\d\d)?
      | (?P<compact_ordinal>\d{3})
      | W(?P<compact_week>\d\d)(?P<compact_weekday>\d)
      | Q(?P<compact_quarter>\d)(?P<compact_day_of_quarter>\d\d)
    )
"""
_TIME = r"""
    (?P<hour>\d{1,2})(?::(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?)?)?
  | (?P<compact_hour>\d\d)(?P<compact_minute>\d\d)(?:(?P<compact_second>\d\d)(?:[.,](?P<compact_fraction>\d{1,9}))?)?
"""
_ZONE = r"(?P<offset>[Zz]|(?P<sign>[+-])(?P<hours>\d\d)(?::?(?P<minutes>\d\d))?)?(?:\[(?P<zone>[A-Za-z0-9/_+\-]+)\])?"
_FORMS = {
    "date": _DATE,
    "localtime": rf"T?(?:{_TIME})",
    "time": rf"T?(?:{_TIME}){_ZONE}",
    "localdatetime": rf"(?:{_DATE})(?:[Tt](?:{_TIME}))?",
    "datetime": rf"(?:{_DATE})(?:[Tt](?:{_TIME}){_ZONE})?",
}
_OF = {kind: re.compile(pattern, re.VERBOSE | re.ASCII) for kind, pattern in _FORMS.items()}
_NUMBER = r"[+-]?\d+(?:[.,]\d{1,9})?"
_UNITS = re.compile(
    rf"(?P<sign>[+-])?P(?:(?P<years>{_NUMBER})Y)?(?:(?P<months>{_NUMBER})M)?(?:(?P<weeks>{_NUMBER})W)?"
    rf"(?:(?P<days>{_NUMBER})D)?"
    rf"(?:T(?=[+-]?\d)(?:(?P<hours>{_NUMBER})H)?(?:(?P<minutes>{_NUMBER})M)?(?:(?P<seconds>{_NUMBER})S)?)?",
    re.ASCII | re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?P<sign>[+-])?P(?:(?P<years>\d{4})(?P<dash>-?)(?P<months>\d\d)(?P=dash)(?P<days>\d\d))?"
    r"(?:T(?P<hours>\d\d)(?P<colon>:?)(?P<minutes>\d\d)"
    r"(?:(?P=colon)(?P<seconds>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?)?",
    re.ASCII,
)


def parse(kind: str, text: str) -> Temporal | Duration:
    """Return the value of a text, as Neo4j's function of that name reads it.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS`.
    text : str

    Raises
    ------
    TemporalError
        The text is no such value.

    Examples
    --------
    >>> str(parse("date", "2019-W10-6"))
    '2019-03-09'
    >>> str(parse("duration", "P0.5M"))
    'P15DT5H14M33S'
    """
    if kind == "duration":
        return parse_duration(text)
    found = _OF[kind].fullmatch(text) if len(text) <= _LONGEST else None
    if not found:
        raise TemporalError(f"{text[:_LONGEST]!r} is no {kind}")
    part = {name.removeprefix("compact_"): value for name, value in found.groupdict().items() if value is not None}
    day = _day(part) if "year" in part else 0
    clock = _clock(part)
    if kind in ("date", "localtime", "localdatetime"):
        return Temporal(kind, day, clock)  # type: ignore[arg-type]
    offset = _offset(part)
    zone = part.get("zone", "")
    if kind == "time":
        if zone:
            raise TemporalError(f"a time without a date has no named zone: {text!r}")
        return Temporal("time", 0, clock, offset or 0)
    if not zone or zone.upper() == "Z":
        return Temporal("datetime", day, clock, offset or 0)
    value = zoned(day, clock, zone_name(zone), offset)
    if offset is not None and (value.offset, value.day, value.nanoseconds) != (offset, day, clock):
        raise TemporalError(f"the offset is not that of the zone: {text!r}")
    return value


def parse_zone(name: str) -> tuple[int, str]:
    """Return the offset and the name of a time zone as a map of Cypher names one; without a name a fixed offset."""
    found = re.fullmatch(r"([+-])(\d\d):(\d\d)(?::(\d\d))?", name, re.ASCII)
    if found:
        hours, minutes, seconds = (int(found[i] or 0) for i in (2, 3, 4))
        return _checked_offset(found[1], hours, minutes, seconds), ""
    if name.upper() == "Z":
        return 0, ""
    if name.startswith(("+", "-")):
        raise TemporalError(f"there is no time zone {name!r}")
    name = zone_name(name)
    return fixed_offset(name) or 0, name


def _day(part: dict[str, str]) -> int:
    year = int(part["year"])
    number = {name: int(value) for name, value in part.items() if value.isdecimal()}
    if "month" in part or "month_alone" in part:
        return days_of(year, number.get("month", number.get("month_alone", 0)), number.get("day", 1))
    if "week" in part or "week_alone" in part:
        day = of_week(year, number.get("week", number.get("week_alone", 0)), number.get("weekday", 1))
        if week_of(day)[0] != year:
            raise TemporalError(f"the year {year} has no week 53")
        return day
    if "quarter" in part:
        return day_of_quarter(year, number["quarter"], number.get("day_of_quarter", 1))
    return day_of_year(year, number.get("ordinal", 1))


def day_of_quarter(year: int, quarter: int, day: int) -> int:
    """Return the days since 1970-01-01 of a day of a quarter; the 92nd of a shorter one is the next quarter's."""
    if not (1 <= quarter <= 4 and 1 <= day <= 92):
        raise TemporalError(f"there is no day {day} of quarter {quarter}")
    return days_of(year, 3 * quarter - 2, 1) + day - 1


def day_of_year(year: int, day: int) -> int:
    """Return the days since 1970-01-01 of a day of a year."""
    first = days_of(year, 1, 1)
    if not 1 <= day <= days_of(year, 12, 31) - first + 1:
        raise TemporalError(f"the year {year} has no day {day}")
    return first + day - 1


def _clock(part: dict[str, str]) -> int:
    hour, minute, second = (int(part.get(name, 0)) for name in ("hour", "minute", "second"))
    return clock_of(hour, minute, second, int(part.get("fraction", "0").ljust(9, "0")))


def clock_of(hour: int, minute: int, second: int, nanosecond: int) -> int:
    """Return the nanoseconds since midnight."""
    for name, value, most in (("hour", hour, 23), ("minute", minute, 59), ("second", second, 59)):
        if not 0 <= value <= most:
            raise TemporalError(f"there is no {name} {value}")
    return (hour * 3600 + minute * 60 + second) * SECOND + nanosecond


def _offset(part: dict[str, str]) -> int | None:
    if "offset" not in part:
        return None
    if "sign" not in part:
        return 0
    return _checked_offset(part["sign"], int(part["hours"]), int(part.get("minutes", 0)), 0)


def _checked_offset(sign: str, hours: int, minutes: int, seconds: int) -> int:
    offset = hours * 3600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or offset > 18 * 3600:
        raise TemporalError("an offset is from -18:00 to +18:00")
    return -offset if sign == "-" else offset


def parse_duration(text: str) -> Duration:
    """Return the duration of a text; see :func:`parse`."""
    units = _UNITS.fullmatch(text) if len(text) <= _LONGEST else None
    parts = {name: value for name, value in units.groupdict().items() if value and name != "sign"} if units else {}
    if units and parts and not any("." in value or "," in value for value in list(parts.values())[:-1]):
        return _of_units({name: value.replace(",", ".") for name, value in parts.items()}, units["sign"] == "-")
    clock = _CLOCK.fullmatch(text) if len(text) <= _LONGEST else None
    if not clock or not (clock["years"] or clock["hours"]):
        raise TemporalError(f"{text[:_LONGEST]!r} is no duration")
    months, days, hours, minutes, seconds = (int(clock[name] or 0) for name in _CLOCK_MOST)
    for name, most in _CLOCK_MOST.items():
        if int(clock[name] or 0) > most:
            raise TemporalError(f"there are no {clock[name]} {name} in {text!r}")
    fraction = int((clock["fraction"] or "0").ljust(9, "0"))
    sign = -1 if clock["sign"] == "-" else 1
    nanoseconds = (hours * 3600 + minutes * 60 + seconds) * SECOND + fraction
    return Duration(sign * (int(clock["years"] or 0) * 12 + months), sign * days, sign * nanoseconds)


_CLOCK_MOST = {"months": 12, "days": 31, "hours": 24, "minutes": 60, "seconds": 60}


def _of_units(parts: dict[str, str], negative: bool) -> Duration:
    whole, _, fraction = parts.get("seconds", "0").partition(".")
    nanoseconds = int(fraction.ljust(9, "0")) * (-1 if whole.startswith("-") else 1) if fraction else 0
    rest = {name: float(value) if "." in value else int(value) for name, value in parts.items() if name != "seconds"}
    value = duration_of({**rest, "seconds": int(whole), "nanoseconds": nanoseconds})
    return Duration().plus(value, -1) if negative else value


def duration_of(parts: dict[str, float]) -> Duration:
    """Return the duration of amounts by their units: ``years``, ``months``, ``weeks``, ``days`` and so on."""
    months = parts.get("years", 0) * 12 + parts.get("months", 0)
    days = parts.get("weeks", 0) * 7 + parts.get("days", 0)
    seconds = parts.get("hours", 0) * 3600 + parts.get("minutes", 0) * 60 + parts.get("seconds", 0)
    nanoseconds = (
        parts.get("milliseconds", 0) * 1_000_000 + parts.get("microseconds", 0) * 1_000 + parts.get("nanoseconds", 0)
    )
    if all(isinstance(amount, int) for amount in parts.values()):
        return Duration(int(months), int(days), int(seconds) * SECOND + int(nanoseconds))
    return Duration.approximate(months, days, seconds, nanoseconds)
