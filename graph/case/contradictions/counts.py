"""Counts and measures of one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from graph.case.contradictions.counting import Kind, bounds_of, compare, in_words, is_told, kind_of, likeness, times
from graph.case.contradictions.findings import Finding
from graph.case.contradictions.index import MOST_COMPARED, Index, between, by_subject, by_value, crowded
from graph.case.contradictions.scopes import Scopes, relate_scopes
from graph.case.contradictions.sums import counted_at, sums_of
from graph.case.contradictions.units import Relation, both, relate_units
from graph.case.model import Statement
from graph.case.quantities import Quantity

RULE = "counts-of-one-thing"
_MOST_COUNTS = 20
"""Counts of each of two things that belong together that are compared."""

Row = tuple[Statement, Quantity]


def counts(index: Index) -> Iterator[Finding]:
    """Yield the counts of one thing that differ, or are given more than once."""
    scopes = Scopes(index.entities)
    logic = index.logic
    summed = sums_of(index, scopes).parts
    for group in by_subject(index, index.counts(logic.once | logic.at_a_time | logic.growing)):
        groups = by_value(row for row in group if row[0].id not in summed)
        for same in groups:
            if len(same) > 1 and is_told(same[0][1]):
                reason = f"the same count: {in_words(same[0][1])}"
                yield between(RULE, "same", reason, [same[0][0]], [s for s, _ in same[1:]])
        yield from crowded(RULE, groups)
        for one, other in combinations(groups[:MOST_COMPARED], 2):
            yield from _compared(one, other, kind_of(group[0][0].predicate, logic), scopes)
    yield from _counted_with(index)
    yield from _parts_that_are_more(index)


def _compared(one: list[Row], other: list[Row], kind: Kind, scopes: Scopes) -> Iterator[Finding]:
    a, b = one[0][1], other[0][1]
    sides = [s for s, _ in one], [s for s, _ in other]
    if not (is_told(a) and is_told(b)):
        unread = next(quantity.text for quantity in (a, b) if not is_told(quantity))
        yield between(RULE, "undecided", f"unknown: “{unread}” gives no number", *sides)
        return
    of_units = relate_units(a.unit, b.unit)
    of_scopes = relate_scopes(scopes.of(a), scopes.of(b))
    relation = both(of_units, of_scopes) if of_units else None
    if found := compare(a, b, kind, relation, _part(a, b, relation, of_units, scopes)):
        yield between(RULE, *found, *sides)


def _part(a: Quantity, b: Quantity, relation: Relation | None, of_units: Relation | None, scopes: Scopes) -> str:
    """Return in words what is a part of what."""
    if relation not in ("narrower", "wider"):
        return ""
    part, whole = (a, b) if relation == "narrower" else (b, a)
    if of_units != "same":
        return f"{part.unit} are a part of {whole.unit}"
    return f"“{part.scope}” is a part of {f'“{whole.scope}”' if scopes.of(whole) else 'all that is counted'}"


def _counted_with(index: Index) -> Iterator[Finding]:
    """Yield counts of those who took part in something that can be of one number with its own."""
    totals: dict[str, list[Row]] = defaultdict(list)
    for statement, quantity in index.counts(index.logic.totals):
        if is_told(quantity):
            totals[statement.subject].append((statement, quantity))
    for who, what in counted_at(index):
        if not index.wants((who, what)):
            continue
        for one, a in totals.get(who, ())[:_MOST_COUNTS]:
            for other, b in totals.get(what, ())[:_MOST_COUNTS]:
                how = likeness(bounds_of(a), bounds_of(b))
                if how is None or not relate_units(a.unit, b.unit) or times(a.as_of, b.as_of) != "same":
                    continue
                both = f"{in_words(a)} and {in_words(b)}"
                reason = f"the same count: {both}" if how == "same" else f"rounding: one number can be {both}"
                yield between(RULE, "same" if how == "same" else "compatible", reason, [one], [other])


def _parts_that_are_more(index: Index) -> Iterator[Finding]:
    """Yield counts of a part that are more than the whole has."""
    part_of = [predicate for predicate, end in index.logic.parts.items() if end == "subject"]
    if not any(True for _ in index.of(part_of)):
        return
    totals: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for statement, quantity in index.counts(index.logic.totals):
        totals[statement.subject, statement.predicate].append((statement, quantity))
    for link in index.of(part_of):
        part, whole = link.subject, link.object or ""
        for predicate in sorted(index.logic.totals) if index.wants((part, whole)) else ():
            for one, a in totals.get((part, predicate), ())[:_MOST_COUNTS]:
                for other, b in totals.get((whole, predicate), ())[:_MOST_COUNTS]:
                    if relate_units(a.unit, b.unit) != "same" or bounds_of(a)[0] <= bounds_of(b)[1]:
                        continue
                    if found := compare(a, b, kind_of(predicate, index.logic), "narrower"):
                        yield between(RULE, *found, [one, link], [other])
