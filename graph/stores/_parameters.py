"""What may be passed to a query as a parameter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import Any

from graph.errors import QueryError


def checked_parameters(parameters: Mapping[str, Any] | None, *, embedded: bool = False) -> dict[str, Any]:
    """Return a query's parameters, if every store takes them as they are.

    Parameters
    ----------
    parameters : mapping, optional
        Values: None, bool, int of 64 bits, float, str, bytes, dates and times, and lists and maps of these.
    embedded : bool
        Also refuse what the embedded engine would change without a word: it rounds a list of nothing but floats
        to 32 bits, and drops the time zone of a moment in a list or a map.

    Raises
    ------
    QueryError
        A value is none of these.
    """
    return {name: _checked(value, f"Parameter ${name}", embedded) for name, value in (parameters or {}).items()}


def _checked(value: Any, where: str, embedded: bool, inner: bool = False) -> Any:
    match value:
        case None | bool() | float() | bytes():
            return value
        case date() | time():
            if embedded and inner and isinstance(value, datetime | time) and value.tzinfo:
                raise QueryError(
                    f"{where}: in a list or a map the embedded store drops the time zone of {value.isoformat()}; "
                    "pass it by itself, or as text."
                )
            return _sendable(value, where, embedded=embedded)
        case int():
            if not -(2**63) <= value < 2**63:
                raise QueryError(f"{where}: {value} has more than 64 bits; pass it as text.")
            return value
        case str():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise QueryError(f"{where}: {value!r} is not valid Unicode text.") from None
            return value
        case Mapping():
            return {
                _checked(str(name), where, embedded): _checked(item, where, embedded, inner=True)
                for name, item in value.items()
            }
        case list() | tuple():
            if embedded and value and all(isinstance(item, float) for item in value):
                raise QueryError(
                    f"{where}: the embedded store rounds a list of floats; write {list(value)} in the query."
                )
            return [_checked(item, where, embedded, inner=True) for item in value]
    raise QueryError(f"{where}: a {type(value).__name__} is no value of a query. Pass text, a number, a list or a map.")


class _Offset(tzinfo):
    """An offset, perhaps under the name of the zone that has it at that moment, as the driver sends it to Neo4j.

    The driver asks for the offset of date-times of its own, of which :class:`zoneinfo.ZoneInfo` reads memory that is
    not theirs, which ends Python; and for that of a time, which :class:`datetime.timezone` refuses.
    """

    def __init__(self, zone: str, offset: timedelta) -> None:
        self.zone = zone
        self._offset = offset

    def utcoffset(self, dt: datetime | None) -> timedelta:
        return self._offset

    def dst(self, dt: datetime | None) -> None:
        return None

    def tzname(self, dt: datetime | None) -> str:
        return self.zone


def _sendable(value: date | time, where: str, *, embedded: bool) -> date | time:
    """Return a date or a time whose offset, where it has one, the driver can send."""
    if not isinstance(value, datetime | time) or value.tzinfo is None:
        return value
    offset = value.utcoffset()
    if offset is None:
        raise QueryError(f"{where}: a time without a date has no time zone by name; give it a fixed offset.")
    if embedded:
        return value
    name = getattr(value.tzinfo, "key", "") if isinstance(value, datetime) else ""
    fixed = timezone(offset) if isinstance(value, datetime) and not name else _Offset(name, offset)
    return value.replace(tzinfo=fixed, fold=0)
