"""Values of a result: as plain Python on every store, and as strict JSON.

What has no plain Python value becomes text or a map, the same on both stores: a duration is ISO 8601
text (``P1Y2M3DT4H5.5S``), a point is ``{"srid", "x", "y"[, "z"]}``. Times keep microseconds; a named time
zone becomes its offset.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from graph.stores.base import Node, Path, Relationship

__all__ = ["NO_LABEL", "duration_text", "to_json"]

_AS_THEY_ARE = frozenset([str, int, bool, type(None)])

NO_LABEL = "(no label)"
"""What a node without a label is listed under."""


def to_json(value: Any) -> Any:
    """Return a value of a result as strict JSON takes it.

    Parameters
    ----------
    value : object
        Any value that :class:`~graph.stores.base.Result` holds.

    Returns
    -------
    None, bool, int, float, str, list or dict
        A node is ``{"id", "labels", "properties"}``, a relationship
        ``{"id", "type", "start", "end", "properties"}``, a path ``{"nodes", "relationships"}``; dates and
        times are ISO text, bytes base64, NaN and the infinities ``"NaN"``, ``"Infinity"``, ``"-Infinity"``.

    Examples
    --------
    >>> from datetime import date
    >>> to_json([date(2019, 3, 2), float("inf"), b"ab", 2**60])
    ['2019-03-02', 'Infinity', 'YWI=', 1152921504606846976]
    """
    if type(value) is dict:
        # the properties of every node: what JSON takes as it is needs no call
        return {
            name if type(name) is str else str(name): item if type(item) in _AS_THEY_ARE else to_json(item)
            for name, item in value.items()
        }
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else _non_finite(value)
        case Node():
            return {"id": value.id, "labels": list(value.labels), "properties": to_json(value.properties)}
        case Relationship():
            return {
                "id": value.id,
                "type": value.type,
                "start": value.start,
                "end": value.end,
                "properties": to_json(value.properties),
            }
        case Path():
            return {
                "nodes": [to_json(node) for node in value.nodes],
                "relationships": [to_json(relationship) for relationship in value.relationships],
            }
        case datetime() | date() | time():
            return value.isoformat()
        case bytes() | bytearray():
            return base64.b64encode(value).decode("ascii")
        case Mapping():
            return {str(key): to_json(item) for key, item in value.items()}
        case list() | tuple():
            return [to_json(item) for item in value]
    return str(value)


def duration_text(months: int, days: int, seconds: int, nanoseconds: int) -> str:
    """Return a duration as ISO 8601 text.

    Months, days and seconds are kept apart, as Cypher keeps them: a month is not a number of days.

    Parameters
    ----------
    months, days, seconds, nanoseconds : int
        Each may be negative.

    Examples
    --------
    >>> duration_text(14, 3, 14405, 500_000_000)
    'P1Y2M3DT4H5.5S'
    >>> duration_text(0, 0, 0, 0)
    'PT0S'
    >>> duration_text(0, 0, -1, 500_000_000)
    'PT-0.5S'
    """
    years, months = _split(months, 12)
    total = seconds * 1_000_000_000 + nanoseconds
    hours, rest = _split(total, 3_600_000_000_000)
    minutes, rest = _split(rest, 60_000_000_000)
    whole, fraction = divmod(abs(rest), 1_000_000_000)
    second = f"{'-' if rest < 0 else ''}{whole}" + (f".{fraction:09d}".rstrip("0") if fraction else "")
    day_part = "".join(f"{n}{unit}" for n, unit in ((years, "Y"), (months, "M"), (days, "D")) if n)
    time_part = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M")) if n) + (
        f"{second}S" if rest else ""
    )
    return f"P{day_part}" + (f"T{time_part}" if time_part else "") if day_part or time_part else "PT0S"


def _split(amount: int, unit: int) -> tuple[int, int]:
    """Divide towards zero, so that both parts have the sign of the amount."""
    whole, rest = divmod(abs(amount), unit)
    return (whole, rest) if amount >= 0 else (-whole, -rest)


def _non_finite(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
