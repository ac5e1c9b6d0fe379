"""What may be passed to a query as a parameter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
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
        to 32 bits, and drops the time zone of a moment.

    Raises
    ------
    QueryError
        A value is none of these.
    """
    return {name: _checked(value, f"Parameter ${name}", embedded) for name, value in (parameters or {}).items()}


def _checked(value: Any, where: str, embedded: bool) -> Any:
    match value:
        case None | bool() | float() | bytes() | date() | time():
            if embedded and isinstance(value, datetime | time) and value.tzinfo:
                raise QueryError(
                    f"{where}: the embedded store drops the time zone of {value.isoformat()}; pass it as text."
                )
            return value
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
                _checked(str(name), where, embedded): _checked(item, where, embedded) for name, item in value.items()
            }
        case list() | tuple():
            if embedded and value and all(isinstance(item, float) for item in value):
                raise QueryError(
                    f"{where}: the embedded store rounds a list of floats; write {list(value)} in the query."
                )
            return [_checked(item, where, embedded) for item in value]
    raise QueryError(f"{where}: a {type(value).__name__} is no value of a query. Pass text, a number, a list or a map.")
