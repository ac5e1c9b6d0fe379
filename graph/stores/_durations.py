"""Durations as ISO 8601 text, on both stores."""

from __future__ import annotations


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
