"""What Neo4j's functions of dates, times and durations give for values that are known.

The embedded engine takes few of their forms, so what is constant in a query is reckoned here and written as a literal
that it does take (:mod:`graph.stores.embedded.dialect.temporal`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.stores.embedded.dialect.temporal_parts import Value, construct, truncated
from graph.stores.temporal import (
    DAY,
    SECOND,
    Duration,
    Temporal,
    TemporalError,
    at_moment,
    date_of,
    days_of,
    offset_text,
    plus_months,
    week_of,
    zoned,
)


def called(kind: str, name: str, arguments: list[Any]) -> Value | None:
    """Return what ``date.truncate(…)``, ``duration.between(…)`` and their like give, by the name behind the dot."""
    if kind == "duration" and name in ("between", "inmonths", "indays", "inseconds") and len(arguments) == 2:
        if None in arguments:
            return None
        if all(isinstance(value, Temporal) for value in arguments):
            return between(name, *arguments)
    elif name == "truncate" and kind != "duration" and 2 <= len(arguments) <= 3:
        unit, value, *parts = arguments
        if isinstance(unit, str) and isinstance(value, Temporal) and isinstance(parts[0] if parts else {}, Mapping):
            return truncated(kind, unit, value, parts[0] if parts else {})
    elif kind == "datetime" and name == "fromepoch" and len(arguments) == 2:
        return construct(kind, {"epochSeconds": arguments[0], "nanosecond": arguments[1]})
    elif kind == "datetime" and name == "fromepochmillis" and len(arguments) == 1:
        return construct(kind, {"epochMillis": arguments[0]})
    raise TemporalError(f"{kind}.{name}() takes no such values")


def between(unit: str, start: Temporal, end: Temporal) -> Duration:
    """Return what ``duration.between`` (``inMonths``, ``inDays``, ``inSeconds``) gives."""
    dated = start.has_date and end.has_date
    if not start.has_date and not end.has_date and unit in ("inmonths", "indays"):
        raise TemporalError("there are no days between times of day")
    a, b = _aligned(start, end), _aligned(end, start)
    if a.offset is not None and b.offset is not None:
        b = at_moment(b.moment, offset=a.offset, zone=a.zone)
    months = _months_until(a, b) if dated and unit in ("between", "inmonths") else 0
    if unit == "inmonths":
        return Duration(months)
    days = 0
    if dated and unit in ("between", "indays"):
        a = a.moved(plus_months(a.day, months))
        days = _days_until(a, b)
        a = a.moved(a.day + days)
    if unit == "indays":
        return Duration(0, days)
    return Duration(months, days, b.moment - a.moment)


def _aligned(value: Temporal, other: Temporal) -> Temporal:
    """Return a value with the date and the zone that it lacks and the other has."""
    day = value.day if value.has_date else other.day
    if value.offset is not None:
        return Temporal("datetime", day, value.nanoseconds, value.offset, value.zone)
    if other.zone:
        return zoned(day, value.nanoseconds, other.zone)
    return Temporal("datetime", day, value.nanoseconds, other.offset)


def _months_until(a: Temporal, b: Temporal) -> int:
    day = a.day + _days_until(a, b)
    (year, month, start), (end_year, end_month, end) = a.ymd, date_of(day)
    packed = ((end_year - year) * 12 + end_month - month) * 32 + end - start
    return packed // 32 if packed >= 0 else -(-packed // 32)


def _days_until(a: Temporal, b: Temporal) -> int:
    days = b.day - a.day
    if days > 0 and b.nanoseconds < a.nanoseconds:
        return days - 1
    return days + 1 if days < 0 and b.nanoseconds > a.nanoseconds else days


def component(value: Value, name: str) -> int | str:
    """Return a part of a value: ``.year``, ``.hoursOfDay`` and so on; raises where it has none of that name."""
    found = _of_duration(value) if isinstance(value, Duration) else _of_temporal(value)
    part = found.get(name.lower())
    if part is None:
        kind = "duration" if isinstance(value, Duration) else value.kind
        raise TemporalError(f"a {kind} has no {name}")
    return part() if callable(part) else part


def _of_temporal(value: Temporal) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if value.has_date:
        year, month, day = value.ymd
        week_year, week, weekday = week_of(value.day)
        quarter = (month + 2) // 3
        of_quarter = value.day - days_of(year, 3 * quarter - 2, 1) + 1
        found |= {"year": year, "quarter": quarter, "month": month, "week": week, "weekyear": week_year, "day": day}
        found |= {"dayofquarter": of_quarter, "quarterday": of_quarter, "dayofweek": weekday, "weekday": weekday}
        found["ordinalday"] = value.day - days_of(year, 1, 1) + 1
    if value.has_time:
        seconds, fraction = divmod(value.nanoseconds, SECOND)
        found |= {"hour": seconds // 3600, "minute": seconds // 60 % 60, "second": seconds % 60}
        found |= {"millisecond": fraction // 1_000_000, "microsecond": fraction // 1_000, "nanosecond": fraction}
    if value.offset is not None:
        offset = offset_text(value.offset, "Z")
        found |= {"timezone": value.zone or offset, "offset": offset, "offsetseconds": value.offset}
        found["offsetminutes"] = _quotient(value.offset, 60)
        if value.has_date:
            millis = value.moment // 1_000_000
            found |= {"epochmillis": millis, "epochseconds": _quotient(millis, 1_000)}
    return found


def _of_duration(value: Duration) -> dict[str, int]:
    seconds, fraction = divmod(value.nanoseconds, SECOND)
    months, days = value.months, value.days
    found = {"years": _quotient(months, 12), "quarters": _quotient(months, 3), "months": months}
    found |= {"quartersofyear": _rest(_quotient(months, 3), 4), "monthsofyear": _rest(months, 12)}
    found |= {"monthsofquarter": _rest(months, 3), "weeks": _quotient(days, 7), "days": days}
    found |= {"daysofweek": _rest(days, 7), "hours": _quotient(seconds, 3600), "minutes": _quotient(seconds, 60)}
    found |= {"seconds": seconds, "minutesofhour": _rest(_quotient(seconds, 60), 60)}
    found |= {"secondsofminute": _rest(seconds, 60), "nanoseconds": value.nanoseconds}
    found |= {"milliseconds": value.nanoseconds // 1_000_000, "microseconds": value.nanoseconds // 1_000}
    found |= {"millisecondsofsecond": fraction // 1_000_000, "microsecondsofsecond": fraction // 1_000}
    return found | {"nanosecondsofsecond": fraction}


def _quotient(number: int, by: int) -> int:
    """Divide towards zero."""
    return number // by if number >= 0 else -(-number // by)


def _rest(number: int, by: int) -> int:
    return number - _quotient(number, by) * by


def added(left: Any, right: Any, sign: int) -> Value | None:
    """Return a sum or a difference with a date, a time or a duration in it; None where null is in it."""
    if left is None or right is None:
        return None
    if isinstance(right, Duration) and isinstance(left, Temporal):
        return left.plus(right, sign)
    if isinstance(left, Duration) and isinstance(right, Duration):
        return left.plus(right, sign)
    if isinstance(left, Duration) and isinstance(right, Temporal) and sign > 0:
        return right.plus(left)
    raise TemporalError("only a duration can be added to a date or a time, or taken from it")


def scaled(left: Any, right: Any, operator: str) -> Duration | None:
    """Return a duration times a number, or divided by one; None where null is in it."""
    if left is None or right is None:
        return None
    if operator == "*" and isinstance(right, Duration):
        left, right = right, left
    if not isinstance(left, Duration) or isinstance(right, bool) or not isinstance(right, int | float):
        raise TemporalError("a duration can be multiplied with a number, and divided by one")
    return left.times(right) if operator == "*" else left.over(right)


def compared(left: Any, right: Any, operator: str) -> bool | None:
    """Return a comparison with a date, a time or a duration in it; None where Neo4j gives null."""
    if left is None or right is None:
        return None
    if operator in ("=", "<>", "!="):
        return bool(left == right) == (operator == "=")
    if isinstance(left, Duration) and left == right and operator in ("<=", ">="):
        return True
    if not (isinstance(left, Temporal) and isinstance(right, Temporal) and left.kind == right.kind):
        return None
    a, b = _rank(left), _rank(right)
    if operator in ("<", ">"):
        return a < b if operator == "<" else a > b
    return a <= b if operator == "<=" else a >= b


def _rank(value: Temporal) -> tuple[int, int, str]:
    zone = value.zone or offset_text(value.offset or 0, "Z")
    return value.moment, value.day * DAY + value.nanoseconds, zone
