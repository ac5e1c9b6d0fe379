"""Sums: whether the counts of parts come to that of their whole, or miss it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product

from graph.case.contradictions.counting import (
    Bounds,
    Kind,
    bounds_of,
    in_words,
    is_told,
    kind_of,
    likeness,
    of_one_time,
    times,
)
from graph.case.contradictions.findings import Finding, Verdict
from graph.case.contradictions.index import Index, between, by_subject
from graph.case.contradictions.scopes import Scopes, relate_scopes
from graph.case.contradictions.units import relate_units
from graph.case.model import Statement
from graph.case.quantities import Quantity

RULE = "sum-of-parts"
_MOST_COUNTS, _MOST_SUMS, _MOST_PARTS = 20, 100, 12
"""Counts of one thing, sums of one whole and its parts, that are tried: each is held beside each."""

Row = tuple[Statement, Quantity]


@dataclass(frozen=True, slots=True)
class Sums:
    """What sums say, and the ids of the statements that are parts of one that comes out."""

    findings: tuple[Finding, ...]
    parts: frozenset[str]


def sums(index: Index) -> Iterator[Finding]:
    """Yield sums that come to their whole, or miss it."""
    yield from sums_of(index, Scopes(index.entities)).findings
    yield from _of_entities(index)


def sums_of(index: Index, scopes: Scopes) -> Sums:
    """Return the sums of two counts of one thing, each of a part of what a third one counts whole.

    Two parts that come to one whole exactly are all of it, and so they miss another whole of the same day.
    """
    found: list[Finding] = []
    parts: set[str] = set()
    for group in by_subject(index, index.counts(index.logic.totals)):
        rows = [row for row in group if _is_exact(row[1])][:_MOST_COUNTS]
        for one, other in combinations(rows, 2):
            if not _are_two_parts(one[1], other[1], scopes):
                continue
            wholes = [row for row in rows if _is_whole(row[1], (one[1], other[1]), scopes)]
            total = _sum([one[1], other[1]])
            complete = any(likeness(total, bounds_of(whole)) == "same" for _, whole in wholes)
            for statement, whole in wholes:
                verdict, reason = _judge([one[1], other[1]], whole, kind_of(statement.predicate, index.logic), complete)
                if verdict == "undecided":
                    continue
                name = "+".join((statement.id, one[0].id, other[0].id))
                found.append(between(RULE, verdict, reason, [statement], [one[0], other[0]], name))
                parts |= {one[0].id, other[0].id}
    return Sums(tuple(found), frozenset(parts))


def _is_exact(quantity: Quantity) -> bool:
    return quantity.low is not None and quantity.high is not None


def _are_two_parts(a: Quantity, b: Quantity, scopes: Scopes) -> bool:
    of_scopes = relate_scopes(scopes.of(a), scopes.of(b))
    return of_scopes is None and relate_units(a.unit, b.unit) == "same" and _at_one_time(a, b)


def _is_whole(whole: Quantity, parts: Sequence[Quantity], scopes: Scopes) -> bool:
    return all(
        relate_scopes(scopes.of(part), scopes.of(whole)) == "narrower"
        and relate_units(part.unit, whole.unit) == "same"
        and _at_one_time(part, whole)
        for part in parts
    )


def _at_one_time(a: Quantity, b: Quantity) -> bool:
    return times(a.as_of, b.as_of) in ("same", "untold")


def _sum(parts: Sequence[Quantity]) -> Bounds:
    lows, highs = zip(*map(bounds_of, parts), strict=True)
    return sum(lows), sum(highs)


def _judge(parts: Sequence[Quantity], whole: Quantity, kind: Kind, complete: bool) -> tuple[Verdict, str]:
    """Return what a sum is to a whole; only where the parts are complete, and all of one time, does it miss one."""
    total = _sum(parts)
    words = f"{' and '.join(in_words(part) for part in parts)} make {_number(total)}"
    match likeness(total, bounds_of(whole)):
        case "same":
            return "same", f"sum: {words}"
        case "rounding" | "vagueness" as how:
            return "compatible", f"{how}: {words}, which can be {in_words(whole)}"
        case None if complete and all(of_one_time(part, whole, kind) for part in parts):
            return "conflict", f"sum: {words}, and not {in_words(whole)}"
        case None:
            return "undecided", f"sum: {words}, and whether these are all of {in_words(whole)} is not told"


def _number(bounds: Bounds) -> str:
    low, high = bounds
    if not math.isfinite(low) or not math.isfinite(high):
        return f"{low:,} or more" if math.isfinite(low) else f"{high:,} or less"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def counted_at(index: Index) -> list[tuple[str, str]]:
    """Return who is counted, and at what they are counted too, in pairs of ids."""
    return sorted({(s.subject, s.object) for s in index.of(index.logic.counted_with) if s.object is not None})


def _of_entities(index: Index) -> Iterator[Finding]:
    """Yield sums of the counts of things that are parts of another one."""
    links: dict[tuple[str, str], dict[str, Statement]] = defaultdict(dict)
    for link in index.of(index.logic.parts):
        if link.object is not None:
            part_first = index.logic.parts[link.predicate] == "subject"
            part, whole = (link.subject, link.object) if part_first else (link.object, link.subject)
            links[link.predicate, whole].setdefault(part, link)
    links = {key: parts for key, parts in links.items() if 2 <= len(parts) <= _MOST_PARTS}
    if not links:
        return
    counts: dict[str, list[Row]] = defaultdict(list)
    for statement, quantity in index.counts(index.logic.totals):
        if is_told(quantity):
            counts[statement.subject].append((statement, quantity))
    at: dict[str, list[str]] = defaultdict(list)
    for who, what in counted_at(index):
        at[who].append(what)
    for (predicate, whole), parts in links.items():
        complete = predicate in index.logic.exhaustive
        wholes = [whole] if complete else [whole, *at[whole]]
        if not index.wants((*wholes, *parts)):
            continue
        for statement, quantity in [row for id in wholes for row in counts[id]][:_MOST_COUNTS]:
            kind = kind_of(statement.predicate, index.logic)
            yield from _sums_to((statement, quantity), parts, counts, kind, complete)


def _sums_to(
    total: Row, parts: dict[str, Statement], counts: dict[str, list[Row]], kind: Kind, complete: bool
) -> Iterator[Finding]:
    statement, whole = total
    rows = [
        [row for row in counts[part] if relate_units(row[1].unit, whole.unit) and _at_one_time(row[1], whole)]
        for part in parts
    ]
    for chosen in islice(product(*rows), _MOST_SUMS):
        verdict, reason = _judge([quantity for _, quantity in chosen], whole, kind, complete)
        if verdict != "undecided":
            told = [part for part, _ in chosen]
            name = "+".join((statement.id, *(part.id for part in told)))
            yield between(RULE, verdict, reason, [statement], [*told, *parts.values()], name)
