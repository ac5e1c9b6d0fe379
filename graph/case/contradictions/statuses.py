"""Statuses that a store keeps of statements, and that their claims do not make."""

from __future__ import annotations

from collections.abc import Iterator

from graph.case.contradictions.findings import Finding
from graph.case.contradictions.index import Index, told

RULE = "status-unsupported"


def statuses(index: Index) -> Iterator[Finding]:
    """Yield statements whose status is not what their claims make of them: somebody changed the one or the others."""
    for statement in index.statements if index.kept else ():
        kept, made = index.kept.get(statement.id), index.case.status(statement)
        if kept is not None and kept != made and index.wants((statement.subject, statement.object or "")):
            reason = f"status: it is kept as {kept}, and its claims make it {made}"
            side = [(statement, statement.claims)]
            yield told(RULE, "conflict", reason, side, side, statement.id)
