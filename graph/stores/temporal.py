"""Dates, times and durations as Cypher has them: any year, nanoseconds, offsets and named zones.

Python's own stop at the years 1 and 9999 and at microseconds.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from graph.stores._durations import duration_text

TemporalKind = Literal["date", "time", "localtime", "datetime", "localdatetime"]

SECOND = 1_000_000_000
"""Nanoseconds of a second, as of what follows."""
DAY = 86_400 * SECOND
MONTH_S = 2_629_746
"""Seconds of a month where a part of one is asked for: a twelfth of the mean year."""
_CYCLE_YEARS = 400
_CYCLE_DAYS = 146_097
_EPOCH = date(1970, 1, 1).toordinal()
_UTC_NAME = re.compile(r"(?:UTC|GMT|UT)(?:([+-])(\d{1,2})(?::?(\d\d))?)?|Z")


class TemporalError(ValueError):
    """What was asked for is no date, time or duration; the message says why."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in months, days and nanoseconds, none of which is a number of another.

    Examples
    --------
    >>> str(Duration(14, 3, 5_500_000_000))
    'P1Y2M3DT5.5S'
    """

    months: int = 0
    days: int = 0
    nanoseconds: int = 0

    def __str__(self) -> str:
        return duration_text(self.months, self.days, *divmod(self.nanoseconds, SECOND))

    @classmethod
    def approximate(cls, months: float, days: float, seconds: float, nanoseconds: float) -> Duration:
        """Return a duration of broken amounts, in the steps in which Neo4j rounds.

        A part of a month becomes days and seconds, a part of a day seconds.
        """
        whole_months = int(months)
        days += (months - whole_months) * (MONTH_S * 1e9) / DAY
        whole_days = int(days)
        seconds += (days - whole_days) * DAY / SECOND
        whole_seconds = int(seconds)
        nanoseconds += (seconds - whole_seconds) * SECOND
        return cls(whole_months, whole_days, whole_seconds * SECOND + int(nanoseconds))

    def plus(self, other: Duration, sign: int = 1) -> Duration:
        """Return the sum, or with ``sign=-1`` the difference."""
        return Duration(
            self.months + sign * other.months,
            self.days + sign * other.days,
            self.nanoseconds + sign * other.nanoseconds,
        )

    def times(self, factor: float) -> Duration:
        """Return it so many times."""
        if isinstance(factor, int):
            return Duration(self.months * factor, self.days * factor, self.nanoseconds * factor)
        seconds, rest = divmod(self.nanoseconds, SECOND)
        return Duration.approximate(self.months * factor, self.days * factor, seconds * factor, rest * factor)

    def over(self, divisor: float) -> Duration:
        """Return so small a part of it."""
        if divisor == 0:
            raise TemporalError("a duration cannot be divided by zero")
        seconds, rest = divmod(self.nanoseconds, SECOND)
        return Duration.approximate(self.months / divisor, self.days / divisor, seconds / divisor, rest / divisor)


@dataclass(frozen=True, slots=True)
class Temporal:
    """A date, a time or both.

    Parameters
    ----------
    kind : str
        The name of the function of Cypher that makes one.
    day : int
        Days since 1970-01-01; 0 in a time.
    nanoseconds : int
        Since midnight; 0 in a date.
    offset : int, optional
        Seconds east of Greenwich; None where it has none.
    zone : str
        The name of the zone of a date-time, where it has one.

    Examples
    --------
    >>> str(Temporal("date", days_of(-44, 3, 15)))
    '-0044-03-15'
    >>> str(Temporal("datetime", 0, 36_000_000_000_123, 7200, "Europe/Berlin"))
    '1970-01-01T10:00:00.000000123+02:00[Europe/Berlin]'
    """

    kind: TemporalKind
    day: int = 0
    nanoseconds: int = 0
    offset: int | None = None
    zone: str = ""

    @property
    def has_date(self) -> bool:
        """Whether it has a date."""
        return self.kind in ("date", "datetime", "localdatetime")

    @property
    def has_time(self) -> bool:
        """Whether it has a time of day."""
        return self.kind != "date"

    @property
    def ymd(self) -> tuple[int, int, int]:
        """Year, month and day."""
        return date_of(self.day)

    @property
    def moment(self) -> int:
        """Nanoseconds since 1970 of what has an offset; of what has none, as if it were in UTC."""
        return self.day * DAY + self.nanoseconds - (self.offset or 0) * SECOND

    def __str__(self) -> str:
        return self.text("+00:00")

    def text(self, utc: str = "Z") -> str:
        """Return it as ISO 8601 text, with ``utc`` for an offset of zero."""
        parts = []
        if self.has_date:
            parts.append(_date_text(*self.ymd))
        if self.has_time:
            seconds, fraction = divmod(self.nanoseconds, SECOND)
            digits = f".{fraction:09d}".rstrip("0") if fraction else ""
            parts.append(f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{digits}")
        zone = f"[{self.zone}]" if self.zone else ""
        return "T".join(parts) + ("" if self.offset is None else offset_text(self.offset, utc)) + zone

    def python(self) -> date | time | datetime | None:
        """Return Python's own value of it; None where that would lose something."""
        if self.nanoseconds % 1_000 or self.zone or (self.has_date and not 1 <= self.ymd[0] <= 9999):
            return None
        seconds, fraction = divmod(self.nanoseconds, SECOND)
        clock = (seconds // 3600, seconds // 60 % 60, seconds % 60, fraction // 1_000)
        tz = None if self.offset is None else timezone(timedelta(seconds=self.offset))
        if self.kind == "date":
            return date(*self.ymd)
        return datetime(*self.ymd, *clock, tzinfo=tz) if self.has_date else time(*clock, tzinfo=tz)

    def plus(self, duration: Duration, sign: int = 1) -> Temporal:
        """Return what is so much later, or with ``sign=-1`` earlier."""
        months, days, nanoseconds = (sign * part for part in (duration.months, duration.days, duration.nanoseconds))
        if not self.has_date:
            return replace(self, nanoseconds=(self.nanoseconds + nanoseconds) % DAY)
        if self.kind == "date":
            whole = nanoseconds // DAY if nanoseconds >= 0 else -(-nanoseconds // DAY)
            return replace(self, day=plus_months(self.day, months) + days + whole)
        at = self.moved(plus_months(self.day, months))
        at = at.moved(at.day + days)
        if self.zone:
            return at_moment(at.moment + nanoseconds, zone=self.zone)
        more, rest = divmod(at.nanoseconds + nanoseconds, DAY)
        return replace(at, day=at.day + more, nanoseconds=rest)

    def moved(self, day: int) -> Temporal:
        """Return the same time of another day."""
        return zoned(day, self.nanoseconds, self.zone, self.offset) if self.zone else replace(self, day=day)


def temporal_of(value: date | time) -> Temporal:
    """Return one of Python's own values, with the name of its zone where that is a date-time's."""
    clock = 0
    if not isinstance(value, date) or isinstance(value, datetime):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        clock = seconds * SECOND + value.microsecond * 1_000
    day = value.toordinal() - _EPOCH if isinstance(value, date) else 0
    if isinstance(value, date) and not isinstance(value, datetime):
        return Temporal("date", day)
    delta = value.utcoffset()
    offset = None if delta is None else delta.days * 86_400 + delta.seconds
    if isinstance(value, datetime):
        zone = str(getattr(value.tzinfo, "key", None) or "")
        found = Temporal("localdatetime" if offset is None else "datetime", day, clock, offset)
        return at_moment(found.moment, zone=zone) if zone else found
    return Temporal("localtime" if offset is None else "time", 0, clock, offset)


# The calendar


def days_of(year: int, month: int, day: int) -> int:
    """Return the days since 1970-01-01; raises :class:`TemporalError` where there is no such day."""
    if abs(year) > 999_999_999:
        raise TemporalError(f"the year {year} is beyond 999,999,999")
    cycles, within = divmod(year, _CYCLE_YEARS)
    try:
        ordinal = date(within + 2_000, month, day).toordinal()
    except (ValueError, OverflowError):
        raise TemporalError(f"there is no day {_date_text(year, month, day)}") from None
    return ordinal - _EPOCH + (cycles - 5) * _CYCLE_DAYS


def date_of(day: int) -> tuple[int, int, int]:
    """Return year, month and day of the days since 1970-01-01."""
    shifted, cycles = _within(day)
    return shifted.year + cycles * _CYCLE_YEARS, shifted.month, shifted.day


def week_of(day: int) -> tuple[int, int, int]:
    """Return year, week and day of the week, by ISO 8601."""
    shifted, cycles = _within(day)
    year, week, weekday = shifted.isocalendar()
    return year + cycles * _CYCLE_YEARS, week, weekday


def of_week(year: int, week: int, weekday: int) -> int:
    """Return the days since 1970-01-01 of a day of a week."""
    cycles, within = divmod(year, _CYCLE_YEARS)
    if not (1 <= week <= 53 and 1 <= weekday <= 7):
        raise TemporalError(f"there is no day {weekday} of week {week} in {year}")
    # a week 53 of a year that has 52 is the first of the next
    ordinal = date.fromisocalendar(within + 2_000, 1, weekday).toordinal() + 7 * (week - 1)
    return ordinal - _EPOCH + (cycles - 5) * _CYCLE_DAYS


def plus_months(day: int, months: int) -> int:
    """Return the day so many months later; the last of its month where there is no such day."""
    year, month, of_month = date_of(day)
    more, index = divmod(month - 1 + months, 12)
    return days_of(year + more, index + 1, min(of_month, month_days(year + more, index + 1)))


def month_days(year: int, month: int) -> int:
    """Return how many days a month has."""
    return monthrange(year % _CYCLE_YEARS + 2_000, month)[1]


def _within(day: int) -> tuple[date, int]:
    """Return the same day of the calendar in the years 2000 to 2399, and how many times 400 years were taken off."""
    first = date(2_000, 1, 1).toordinal() - _EPOCH
    cycles, rest = divmod(day - first, _CYCLE_DAYS)
    return date.fromordinal(rest + first + _EPOCH), cycles


def _date_text(year: int, month: int, day: int) -> str:
    sign = "-" if year < 0 else "+" if year > 9999 else ""
    return f"{sign}{abs(year):04d}-{month:02d}-{day:02d}"


# Zones


def offset_text(offset: int, utc: str) -> str:
    """Return an offset as text, such as ``+02:00``."""
    if offset == 0:
        return utc
    minutes, seconds = divmod(abs(offset), 60)
    rest = f":{seconds:02d}" if seconds else ""
    return f"{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}{rest}"


def fixed_offset(name: str) -> int | None:
    """Return the offset of a zone that is one by its name (``UT``, ``GMT+2``); None of another."""
    found = _UTC_NAME.fullmatch(name)
    if not found:
        return None
    seconds = int(found[2] or 0) * 3600 + int(found[3] or 0) * 60
    return -seconds if found[1] == "-" else seconds


def zoned(day: int, nanoseconds: int, zone: str, offset: int | None = None) -> Temporal:
    """Return the date-time that clocks show in a zone.

    Parameters
    ----------
    day, nanoseconds : int
        As :class:`Temporal` has them.
    zone : str
    offset : int, optional
        Which of two, where the clocks show it twice; the earlier without it. A time that they skip is moved on.
    """
    local = day * DAY + nanoseconds
    offsets = {_offset_at(local - guess * SECOND, zone) for guess in _offsets_near(local, zone)}
    valid = sorted((o for o in offsets if _offset_at(local - o * SECOND, zone) == o), reverse=True)
    if valid:
        chosen = offset if offset in valid else valid[0]
        return Temporal("datetime", day, nanoseconds, chosen, zone)
    return at_moment(local - min(offsets) * SECOND, zone=zone)


def at_moment(moment: int, *, offset: int = 0, zone: str = "") -> Temporal:
    """Return a date-time by nanoseconds since 1970."""
    if zone:
        offset = _offset_at(moment, zone)
    return Temporal("datetime", *divmod(moment + offset * SECOND, DAY), offset, zone)


def _offsets_near(local: int, zone: str) -> set[int]:
    return {_offset_at(local + days * DAY, zone) for days in (-1, 1)}


def _offset_at(moment: int, zone: str) -> int:
    """Return the offset of a zone at a moment; beyond Python's years, as at the same day of the nearest years."""
    fixed = fixed_offset(zone)
    if fixed is not None:
        return fixed
    day, clock = divmod(moment, DAY)
    year = date_of(day)[0]
    if year >= 9_000:
        day -= (year // _CYCLE_YEARS - 20) * _CYCLE_DAYS
    elif year <= 1:
        day = days_of(2, 1, 1)
    start = datetime.fromordinal(day + _EPOCH).replace(tzinfo=UTC)
    offset = (start + timedelta(seconds=clock // SECOND)).astimezone(_zone(zone)).utcoffset()
    assert offset is not None  # a zone of the database has one at every moment
    return offset.days * 86_400 + offset.seconds


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise TemporalError(f"there is no time zone {name!r}") from None


def zone_name(name: str) -> str:
    """Return the name of a zone as it is written, whatever its capitals; raises where there is none."""
    if fixed_offset(name) is not None:
        return name
    found = _zone_names().get(name.lower())
    if found is None:
        raise TemporalError(f"there is no time zone {name!r}")
    return found


@lru_cache(maxsize=1)
def _zone_names() -> dict[str, str]:
    # what Neo4j does not know is left out
    return {name.lower(): name for name in available_timezones() - {"EST", "HST", "MST", "ROC", "Factory"}}
