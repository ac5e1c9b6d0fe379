"""Whether two counts can be of one number: bounds, rounding, and when each held."""

from __future__ import annotations

import math
from typing import Literal

from graph.case.contradictions.findings import Verdict
from graph.case.contradictions.units import Relation, factor_of
from graph.case.dates import EdtfDate
from graph.case.logic import Logic
from graph.case.quantities import Number, Quantity
from graph.case.spans import could_agree, span

Kind = Literal["once", "at a time", "growing"]
"""Whether a subject has one such count, or one at a time, or one that only grows."""
Likeness = Literal["same", "rounding", "vagueness"]
Times = Literal["same", "open", "different", "untold", "half told"]
"""Whether two counts are of one day; open: they may be, or not; untold, half told: of which day is not said of them."""
Bounds = tuple[float, float]

_ROUND_FROM = 100
_ROUNDED_BY = 0.1
"""A round number from 100 on may stand for one that is up to a tenth off, as "about" it does."""


def kind_of(predicate: str, logic: Logic) -> Kind:
    """Return whether a subject has one such count, one at a time, or one that grows."""
    if predicate in logic.once:
        return "once"
    return "growing" if predicate in logic.growing else "at a time"


def bounds_of(quantity: Quantity) -> Bounds:
    """Return the bounds of a quantity, infinite where it has none, in the smallest unit of its kind."""
    factor = factor_of(quantity.unit)
    low = -math.inf if quantity.low is None else quantity.low * factor
    return low, math.inf if quantity.high is None else quantity.high * factor


def is_told(quantity: Quantity) -> bool:
    """Whether a quantity has any bound."""
    return quantity.low is not None or quantity.high is not None


def likeness(a: Bounds, b: Bounds) -> Likeness | None:
    """Return how two counts can be of one number; None where no number fits both.

    Examples
    --------
    >>> likeness((180_000, 200_000), (183_000, 183_000)), likeness((2_300, math.inf), (2_400, 2_400))
    ('rounding', 'vagueness')
    >>> likeness((183_000, 183_000), (182_913, 182_913)), likeness((1_890, 1_890), (1_914, 1_914))
    ('rounding', None)
    """
    if a == b:
        return "same"
    if max(a[0], b[0]) <= min(a[1], b[1]):
        return "rounding" if all(map(math.isfinite, (*a, *b))) else "vagueness"
    return "rounding" if _rounded(a, b) or _rounded(b, a) else None


def _rounded(round_: Bounds, exact: Bounds) -> bool:
    """Whether a number is round, and the other one comes to it when it is rounded as far."""
    n, other = round_[0], exact[0]
    if round_[0] != round_[1] or exact[0] != exact[1] or n < _ROUND_FROM or n != int(n):
        return False
    place = 1
    while n % (10 * place) == 0:
        place *= 10
    return place > 1 and abs(n - other) <= min(place / 2, n * _ROUNDED_BY) and other % place != 0


def times(a: EdtfDate | None, b: EdtfDate | None) -> Times:
    """Return whether two counts are of one day."""
    if a is None or b is None:
        return "untold" if a == b else "half told"
    agree = could_agree(a, b)
    if agree is False:
        return "different"
    one_day = agree and all(date.earliest is not None and date.earliest == date.latest for date in (a, b))
    return "same" if one_day else "open"


def of_one_time(a: Quantity, b: Quantity, kind: Kind) -> bool:
    """Whether two counts exclude each other where no number fits both: both are of one day, or of no told one.

    What grows and is of no told day may be of two.
    """
    when = times(a.as_of, b.as_of)
    return kind == "once" or when == "same" or (when == "untold" and kind == "at a time")


def compare(
    a: Quantity, b: Quantity, kind: Kind, relation: Relation | None, part: str = ""
) -> tuple[Verdict, str] | None:
    """Return what two counts of one subject are to each other, and why; None where there is nothing to tell.

    Parameters
    ----------
    a, b : Quantity
        Each with a bound.
    kind : str
        Of what they count.
    relation : str or None
        What things counted by the first are to those counted by the second: the same, a part of them or the other way
        round; None where that cannot be told.
    part : str
        How the part is a part, in words.
    """
    one, other = bounds_of(a), bounds_of(b)
    if relation is None:
        if likeness(one, other):
            return None
        return "undecided", f"scope: it is not told whether {in_words(a)} and {in_words(b)} are counts of one thing"
    if relation == "wider":
        return compare(b, a, kind, "narrower", part)
    if relation == "narrower":
        if one[0] <= other[1]:
            return "compatible", f"scope: {part}"
        return _excluding(a, b, kind, f"{in_words(a)} of a part are more than {in_words(b)} of the whole")
    match likeness(one, other):
        case "same":
            return "same", f"the same count: {in_words(a)}"
        case "rounding" | "vagueness" as how:
            # a span that is given as one is not rounded
            how = "vagueness" if "between" in (a.comparator, b.comparator) else how
            return "compatible", f"{how}: {_together(a, b)}"
        case None:
            return _excluding(a, b, kind, f"{in_words(a)} and {in_words(b)} exclude each other")


def _excluding(a: Quantity, b: Quantity, kind: Kind, what: str) -> tuple[Verdict, str]:
    """Return what two counts are that no number fits at one time."""
    if of_one_time(a, b, kind):
        return "conflict", f"counts: {what}"
    when = times(a.as_of, b.as_of)
    if when in ("untold", "half told") or a.as_of is None or b.as_of is None:
        which = "one of them was" if when == "half told" else "they were"
        return "undecided", f"time: it is not told when {which} counted"
    if when == "open":
        how = "growth" if kind == "growing" else "vagueness"
        return "compatible", f"{how}: {a.as_of} and {b.as_of} may be different days"
    earlier, later = _in_order(a, b)
    if kind == "growing" and bounds_of(earlier)[0] > bounds_of(later)[1]:
        return "undecided", f"time: from {earlier.as_of} to {later.as_of} it would have to shrink"
    return "compatible", f"growth: one is of {earlier.as_of}, the other of {later.as_of}"


def _in_order(a: Quantity, b: Quantity) -> tuple[Quantity, Quantity]:
    """Return two counts of different days, the earlier one first."""
    starts = [found.first for date in (a.as_of, b.as_of) if date and (found := span(date)) and found.first is not None]
    return (b, a) if len(starts) == 2 and starts[1] < starts[0] else (a, b)


def in_words(quantity: Quantity) -> str:
    """Return the bounds of a quantity in words: "180 to 200", "2,300 or more"."""
    low, high, unit = quantity.low, quantity.high, f" {quantity.unit}" if quantity.unit else ""
    if low is None or high is None:
        return f"{_number(high)} or less{unit}" if low is None else f"{_number(low)} or more{unit}"
    return f"{_number(low)}{unit}" if low == high else f"{_number(low)} to {_number(high)}{unit}"


def _number(n: Number | None) -> str:
    return "" if n is None else f"{n:,}"


def _together(a: Quantity, b: Quantity) -> str:
    if max(bounds_of(a)[0], bounds_of(b)[0]) > min(bounds_of(a)[1], bounds_of(b)[1]):
        return f"{in_words(a)} and {in_words(b)} are one number, rounded differently"
    return f"one number can be {in_words(a)} and {in_words(b)}"
