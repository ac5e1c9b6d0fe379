"""Dates of one event, or of whatever else has one date."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from graph.case.contradictions.findings import Finding, Verdict
from graph.case.contradictions.index import MOST_COMPARED, Index, between, by_subject, by_value, crowded
from graph.case.dates import EdtfDate
from graph.case.spans import could_agree

RULE = "dates-of-one-event"


def dates(index: Index) -> Iterator[Finding]:
    """Yield the dates of one thing that differ, or are given more than once."""
    for group in by_subject(index, index.dates(index.logic.once | index.logic.births)):
        groups = by_value(group)
        for same in groups:
            if len(same) > 1:
                yield between(RULE, "same", f"the same date: {same[0][1]}", [same[0][0]], [s for s, _ in same[1:]])
        yield from crowded(RULE, groups)
        for one, other in combinations(groups[:MOST_COMPARED], 2):
            verdict, reason = compare(one[0][1], other[0][1])
            yield between(RULE, verdict, reason, [s for s, _ in one], [s for s, _ in other])


def compare(a: EdtfDate, b: EdtfDate) -> tuple[Verdict, str]:
    """Return whether two dates that are not the same exclude each other, and why."""
    match could_agree(a, b):
        case True:
            return "compatible", f"vagueness: {a} and {b} have days in common"
        case False:
            return "conflict", f"dates: {a} and {b} have no day in common"
        case None:
            return "undecided", f"doubt: how far {a} and {b} reach is not told"
