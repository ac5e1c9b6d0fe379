"""Relations that are stated both ways round."""

from __future__ import annotations

from collections.abc import Iterator

from graph.case.contradictions.findings import Finding
from graph.case.contradictions.index import Index, between
from graph.case.model import Statement

RULE = "other-way-round"


def turned(index: Index) -> Iterator[Finding]:
    """Yield relations that are stated both ways round, where they say the same so, or cannot both hold."""
    logic = index.logic
    held: dict[tuple[str, str, str], Statement] = {}
    for statement in index.of(logic.one_way | logic.symmetric | logic.inverse.keys() | set(logic.inverse.values())):
        if statement.object is not None:
            held.setdefault((statement.subject, statement.predicate, statement.object), statement)
    for (subject, predicate, object_), statement in held.items():
        if subject == object_ or not index.wants((subject, object_)):
            continue
        inverse = logic.inverse.get(predicate)
        if inverse and (other := held.get((object_, inverse, subject))):
            yield between(
                RULE, "same", "direction: it is the same relation, stated from the other end", [statement], [other]
            )
        if subject < object_ and (other := held.get((object_, predicate, subject))):
            if predicate in logic.symmetric:
                yield between(RULE, "same", "the same relation: it holds both ways round", [statement], [other])
            elif predicate in logic.one_way:
                yield between(RULE, "conflict", "direction: it holds one way round only", [statement], [other])
