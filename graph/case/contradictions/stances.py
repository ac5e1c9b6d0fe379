"""What one asserts and another denies, or questions: of one statement, or of several that say the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from graph.case.contradictions.findings import Finding, Told
from graph.case.contradictions.index import Index, Proposition, asserting, told
from graph.case.model import Stance


def denied(index: Index) -> Iterator[Finding]:
    """Yield what is asserted and denied."""
    for one, other in _contested(index, "denies"):
        speakers = [{claim.by for _, claims in side for claim in claims if claim.by} for side in (one, other)]
        who = "the same speaker is told both" if speakers[0] & speakers[1] else "one asserts, another denies it"
        yield told("asserted-and-denied", "conflict", f"stances: {who}", one, other)


def questioned(index: Index) -> Iterator[Finding]:
    """Yield what is asserted and questioned."""
    reason = "doubt: who questions it does not deny it"
    for one, other in _contested(index, "questions"):
        yield told("asserted-and-questioned", "compatible", reason, one, other)


def _contested(index: Index, stance: Stance) -> Iterator[tuple[list[Told], list[Told]]]:
    against: dict[Proposition, list[Told]] = defaultdict(list)
    for statement in index.contested(stance):
        if index.wants((statement.subject, statement.object or "")):
            contesting = [claim for claim in statement.claims if claim.stance == stance]
            against[index.proposition(statement)].append((statement, contesting))
    asserted: dict[Proposition, list[Told]] = defaultdict(list)
    for statement in index.statements if against else ():
        for proposition in index.implied(statement):
            if proposition in against and (claims := asserting(statement)):
                asserted[proposition].append((statement, claims))
    for proposition, side in asserted.items():
        if index.wants(_entities(proposition)):
            yield side, against[proposition]


def _entities(proposition: Proposition) -> list[str]:
    return [end for end in (proposition[0], proposition[2]) if isinstance(end, str)]
