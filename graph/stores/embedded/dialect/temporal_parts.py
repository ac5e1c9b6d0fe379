"""Dates, times and durations from the parts that a map of a query names, as Neo4j makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from graph.stores.temporal import (
    DAY,
    SECOND,
    Duration,
    Temporal,
    TemporalError,
    at_moment,
    date_of,
    days_of,
    fixed_offset,
    month_days,
    of_week,
    week_of,
    zoned,
)
from graph.stores.temporal_text import clock_of, day_of_quarter, day_of_year, duration_of, parse, parse_zone

Value = Temporal | Duration
_CALENDAR = ("month", "day")
_WEEKS = ("week", "dayOfWeek")
_QUARTERS = ("quarter", "dayOfQuarter")
_DATE_KEYS = ("year", *_CALENDAR, *_WEEKS, *_QUARTERS, "ordinalDay")
_SUBSECONDS = ("millisecond", "microsecond", "nanosecond")
_TIME_KEYS = ("hour", "minute", "second", *_SUBSECONDS)
_AMOUNTS = (
    "years",
    "months",
    "weeks",
    "days",
    "hours",
    "minutes",
    "seconds",
    "milliseconds",
    "microseconds",
    "nanoseconds",
)


def construct(kind: str, argument: Any) -> Value:
    """Return what ``date(…)``, ``duration(…)`` and so on give for a text, a map or another value.

    Raises
    ------
    TemporalError
        Neo4j refuses it too, or it is a form that is not reckoned here.
    """
    if isinstance(argument, str):
        return parse(kind, argument)
    if isinstance(argument, Temporal) and kind != "duration":
        return selected(kind, argument)
    if isinstance(argument, Duration) and kind == "duration":
        return argument
    if not isinstance(argument, Mapping):
        raise TemporalError(f"{kind}() takes a text, a map or another value of its kind")
    if not argument:
        raise TemporalError(f"{kind}() of an empty map: at least one part must be named")
    for name, value in argument.items():
        if value is None:
            raise TemporalError(f"{name} is null")
    if kind == "duration":
        return _duration(argument)
    return _Parts(kind, argument).value()


def selected(kind: str, value: Temporal) -> Temporal:
    """Return the part of a value that another kind holds: the date of a date-time, say."""
    if kind == "date" and value.has_date:
        return Temporal("date", value.day)
    if kind == "localtime" and value.has_time:
        return Temporal("localtime", 0, value.nanoseconds)
    if kind == "time" and value.has_time:
        return Temporal("time", 0, value.nanoseconds, value.offset or 0)
    if value.has_date and value.has_time:
        if kind == "localdatetime":
            return Temporal("localdatetime", value.day, value.nanoseconds)
        if kind == "datetime":
            return replace(value, kind="datetime", offset=value.offset or 0)
    raise TemporalError(f"{kind}() takes no {value.kind}")


def _duration(parts: Mapping[str, Any]) -> Duration:
    for name, value in parts.items():
        if name not in _AMOUNTS:
            raise TemporalError(f"a duration has no {name}")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TemporalError(f"{name} must be a number")
    return duration_of(dict(parts))


class _Parts:
    """The parts of a date or a time that a map names, and what the rest is taken from."""

    def __init__(self, kind: str, parts: Mapping[str, Any], *, zone_moves: bool = True) -> None:
        self._kind = kind
        self._parts = dict(parts)
        self._zone_moves = zone_moves
        self._base_date, self._base_time = self._bases()
        zone = self._parts.pop("timezone", None)
        if zone is not None and kind not in ("time", "datetime"):
            raise TemporalError(f"{kind}() takes no timezone")
        if zone is not None and not isinstance(zone, str):
            raise TemporalError("timezone must be a text")
        self._zone = None if zone is None else parse_zone(zone)
        self._epoch = self._epochs()
        allowed = (*(_DATE_KEYS if self.has_date else ()), *(_TIME_KEYS if kind != "date" else ()))
        for name, value in self._parts.items():
            if name not in allowed:
                raise TemporalError(f"{kind}() takes no {name}")
            if isinstance(value, bool) or not isinstance(value, int):
                raise TemporalError(f"{name} must be an integer")

    @property
    def has_date(self) -> bool:
        return self._kind in ("date", "datetime", "localdatetime")

    def _bases(self) -> tuple[Temporal | None, Temporal | None]:
        """Take out the values that the map selects from."""
        found: dict[str, Temporal] = {}
        for name in ("date", "time", "datetime"):
            if name in self._parts:
                value = self._parts.pop(name)
                if not isinstance(value, Temporal):
                    raise TemporalError(f"{name} must be a date or a time")
                if (name != "time" and not value.has_date) or (name != "date" and not value.has_time):
                    raise TemporalError(f"a {value.kind} has no {name}")
                found[name] = value
        both = found.get("datetime")
        if both and (len(found) > 1 or self._kind not in ("datetime", "localdatetime")):
            raise TemporalError(f"{self._kind}() takes no datetime here")
        if ("date" in found and not self.has_date) or ("time" in found and self._kind == "date"):
            raise TemporalError(f"{self._kind}() takes no {next(iter(found))}")
        return both or found.get("date"), both or found.get("time")

    def _epochs(self) -> int | None:
        """Take out the seconds or milliseconds since 1970 that the map names."""
        named = {name: self._parts.pop(name) for name in ("epochSeconds", "epochMillis") if name in self._parts}
        if not named:
            return None
        (name, value), *more = named.items()
        rest = self._parts.keys() - {"nanosecond"}
        if more or rest or self._base_date or self._base_time or self._kind != "datetime" or type(value) is not int:
            raise TemporalError(f"{name} stands alone, or with nanosecond and timezone")
        if name == "epochSeconds":
            return value * SECOND + self._checked("nanosecond", SECOND)
        return value * 1_000_000 + self._checked("nanosecond", 1_000_000)

    def value(self) -> Temporal:
        if self._epoch is not None:
            offset, zone = self._zone or (0, "")
            return at_moment(self._epoch, offset=offset, zone=zone)
        self._check_order()
        day = self._day() if self.has_date else 0
        clock = self._clock() if self._kind != "date" else 0
        if self._kind in ("date", "localtime", "localdatetime"):
            return Temporal(self._kind, day, clock)  # type: ignore[arg-type]
        return self._with_zone(day, clock)

    def _with_zone(self, day: int, clock: int) -> Temporal:
        base = self._base_time
        if self._kind == "time":
            if self._zone and self._zone[1] and fixed_offset(self._zone[1]) is None:
                raise TemporalError(f"a time in the zone {self._zone[1]} changes with the season; name its offset")
            before = base.offset if base else None
            offset = self._zone[0] if self._zone else before or 0
            if before is not None and self._zone_moves:
                clock = (clock + (offset - before) * SECOND) % DAY
            return Temporal("time", 0, clock, offset)
        if base is None or base.offset is None or (self._zone and not self._zone_moves):
            offset, zone = self._zone or (0, "")
            return zoned(day, clock, zone) if zone else Temporal("datetime", day, clock, offset)
        here = zoned(day, clock, base.zone, base.offset) if base.zone else Temporal("datetime", day, clock, base.offset)
        return at_moment(here.moment, offset=self._zone[0], zone=self._zone[1]) if self._zone else here

    def _check_order(self) -> None:
        """Refuse parts without the greater ones that Neo4j asks for."""
        parts = self._parts
        if self.has_date and not self._base_date and "year" not in parts:
            raise TemporalError("year must be specified")
        groups = [[n for n in names if n in parts] for names in (_CALENDAR, _WEEKS, _QUARTERS, ("ordinalDay",))]
        used = [names for names in groups if names]
        if len(used) > 1:
            raise TemporalError(f"{used[0][0]} and {used[1][0]} do not go together")
        if not self._base_date:
            for names in (_CALENDAR, _WEEKS, _QUARTERS):
                if names[1] in parts and names[0] not in parts:
                    raise TemporalError(f"{names[1]} cannot be specified without {names[0]}")
        if self._base_time:
            self._check_whole_date()
            return
        given = ["hour", "minute", "second", "subsecond"]
        present = [name in parts for name in given[:3]] + [any(name in parts for name in _SUBSECONDS)]
        if self._kind in ("time", "localtime") and not present[0]:
            raise TemporalError("hour must be specified")
        for i in range(1, 4):
            if present[i] and not present[i - 1]:
                raise TemporalError(f"{given[i]} cannot be specified without {given[i - 1]}")
        if present[0]:
            self._check_whole_date()

    def _check_whole_date(self) -> None:
        parts = self._parts
        if not self.has_date or self._base_date or "ordinalDay" in parts:
            return
        names = next((n for n in (_WEEKS, _QUARTERS) if n[0] in parts), _CALENDAR)
        for name in names:
            if name not in parts:
                raise TemporalError(f"{name} must be specified beside a time")

    def _day(self) -> int:
        parts, base = self._parts, self._base_date
        first = base.day if base else days_of(parts["year"], 1, 1)
        year, month, day = date_of(first)
        if any(name in parts for name in _WEEKS):
            if base and "year" in parts and "week" not in parts:
                raise TemporalError("week must be specified beside year and dayOfWeek")
            week_year, week, weekday = week_of(first) if base else (parts["year"], 1, 1)
            return of_week(parts.get("year", week_year), parts.get("week", week), parts.get("dayOfWeek", weekday))
        year = parts.get("year", year)
        if any(name in parts for name in _QUARTERS):
            quarter = parts.get("quarter", (month + 2) // 3)
            if "dayOfQuarter" in parts or not base:
                return day_of_quarter(year, quarter, parts.get("dayOfQuarter", 1))
            if not 1 <= quarter <= 4:
                raise TemporalError(f"there is no quarter {quarter}")
            month = (month - 1) % 3 + 1 + 3 * (quarter - 1)
            return days_of(year, month, min(day, month_days(year, month)))
        if "ordinalDay" in parts:
            return day_of_year(year, parts["ordinalDay"])
        month = parts.get("month", month)
        if "day" in parts or not base:
            return days_of(year, month, parts.get("day", day))
        if not 1 <= month <= 12:
            raise TemporalError(f"there is no month {month}")
        return days_of(year, month, min(day, month_days(year, month)))

    def _clock(self) -> int:
        parts, base = self._parts, self._base_time
        seconds, fraction = divmod(base.nanoseconds if base else 0, SECOND)
        if any(name in parts for name in _SUBSECONDS):
            fraction = self._fraction()
        return clock_of(
            parts.get("hour", seconds // 3600),
            parts.get("minute", seconds // 60 % 60),
            parts.get("second", seconds % 60),
            fraction,
        )

    def _fraction(self) -> int:
        parts = self._parts
        micros = 1_000 if "millisecond" in parts else 1_000_000
        nanos = 1_000 if "microsecond" in parts else 1_000_000 if "millisecond" in parts else SECOND
        return (
            self._checked("millisecond", 1_000) * 1_000_000
            + self._checked("microsecond", micros) * 1_000
            + self._checked("nanosecond", nanos)
        )

    def _checked(self, name: str, limit: int) -> int:
        value = self._parts.get(name, 0)
        if type(value) is not int or not 0 <= value < limit:
            raise TemporalError(f"{name} is from 0 to {limit - 1} here")
        return value


def truncated(kind: str, unit: str, value: Temporal, parts: Mapping[str, Any]) -> Temporal:
    """Return what ``date.truncate(unit, value, parts)`` and its siblings give.

    Raises
    ------
    TemporalError
        Neo4j refuses it too.
    """
    if unit not in _STARTS and unit not in _CLOCK_UNITS:
        raise TemporalError(f"there is no unit {unit!r} to truncate to")
    has_date = kind in ("date", "datetime", "localdatetime")
    if has_date and not value.has_date:
        raise TemporalError(f"{kind}.truncate() takes no {value.kind}")
    if unit in _STARTS:
        if not has_date and unit != "day":
            raise TemporalError(f"a {kind} has no {unit}")
        day, clock = _STARTS[unit](value.day), 0
    elif kind == "date" or not value.has_time:
        raise TemporalError(f"a {value.kind} has no {unit}")
    else:
        step = _CLOCK_UNITS[unit]
        day, clock = value.day, value.nanoseconds // step * step
    if not has_date and not value.has_time:
        raise TemporalError(f"{kind}.truncate() takes no {value.kind}")
    offset = (value.offset or 0) if kind in ("time", "datetime") else None
    result = Temporal(kind, day if has_date else 0, clock, offset)  # type: ignore[arg-type]
    if kind == "datetime" and value.zone:
        result = zoned(day, clock, value.zone, value.offset)
    if not parts:
        return result
    base = {"datetime": result} if kind in ("datetime", "localdatetime") else {"date" if has_date else "time": result}
    return _Parts(kind, {**base, **_kept_fraction(unit, clock % SECOND, parts)}, zone_moves=False).value()


def _kept_fraction(unit: str, fraction: int, parts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return parts with those of the second that truncating to a part of a second leaves beside them."""
    if unit == "millisecond" and parts.keys() & {"microsecond", "nanosecond"}:
        return {"millisecond": fraction // 1_000_000, **parts}
    if unit == "microsecond" and "nanosecond" in parts:
        return {"millisecond": fraction // 1_000_000, "microsecond": fraction // 1_000 % 1_000, **parts}
    return parts


def _start_of_years(years: int) -> Callable[[int], int]:
    return lambda day: days_of(date_of(day)[0] // years * years, 1, 1)


_STARTS: dict[str, Callable[[int], int]] = {
    "millennium": _start_of_years(1_000),
    "century": _start_of_years(100),
    "decade": _start_of_years(10),
    "year": _start_of_years(1),
    "weekYear": lambda day: of_week(week_of(day)[0], 1, 1),
    "quarter": lambda day: days_of(date_of(day)[0], (date_of(day)[1] - 1) // 3 * 3 + 1, 1),
    "month": lambda day: days_of(*date_of(day)[:2], 1),
    "week": lambda day: day - week_of(day)[2] + 1,
    "day": lambda day: day,
}
_CLOCK_UNITS = {
    "hour": 3600 * SECOND,
    "minute": 60 * SECOND,
    "second": SECOND,
    "millisecond": 1_000_000,
    "microsecond": 1_000,
}
