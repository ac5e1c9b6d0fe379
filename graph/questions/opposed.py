"""What is said of something else, and contradicts a statement: a denial of what it implies, another date or age."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from graph.case.captions import end_of
from graph.case.schema import Schema
from graph.elements import Node
from graph.questions.case_graph import CaseGraph
from graph.questions.claims import Claim, claims_with_ends, telling
from graph.stores import Store

OpposedStance = Literal["asserts", "denies", "conflicts"]
"""What a claim on another statement comes to for this one; ``conflicts``: not all of it can be true."""
_WORDS: Mapping[OpposedStance, str] = {
    "asserts": "Asserts it by another statement",
    "denies": "Denies it by another statement",
    "conflicts": "Conflicts with it by another statement",
}


@dataclass(frozen=True, slots=True)
class Opposed:
    """A claim on another statement that contradicts one, by a rule on contradictions.

    Parameters
    ----------
    finding : str
        The id of what a rule found.
    against : tuple of str
        Ids of the statement's own claims that it contradicts.
    stance : str
        What it comes to for the statement.
    claim : Claim
    start, end : Node
        Subject, and object or value, of the statement that it is about.
    """

    finding: str
    against: tuple[str, ...]
    stance: OpposedStance
    claim: Claim
    start: Node
    end: Node

    @property
    def words(self) -> str:
        """What it does, without its speaker: "Denies it by another statement"."""
        return _WORDS[self.stance]

    def text(self, schema: Schema) -> str:
        """Return it as a sentence: "Denies it by another statement: Ada denies that Ada was at The pier"."""
        return f"{self.words}: {telling(self.claim, self.start, self.end, schema)}"


def opposed(store: Store, claims: Iterable[Claim], schema: Schema) -> dict[str, tuple[Opposed, ...]]:
    """Return what contradicts statements of one case by other statements.

    Parameters
    ----------
    store : Store
    claims : iterable of Claim
        All claims on these statements.
    schema : Schema

    Returns
    -------
    dict
        By the id of a statement, in the order of the sources; without those that nothing contradicts. What the case
        itself infers is nobody's, and not among it.
    """
    own = {claim.id: claim for claim in claims if not claim.inferred}
    if not own:
        return {}
    case = next(iter(own.values())).case
    rows = store.query(
        "MATCH (c:Claim)-[r:CONTRADICTS]-(d:Claim) WHERE c.case_id = $case AND c.id IN $ids "
        "AND d.statement <> c.statement AND d.because IS NULL RETURN c.id AS own, d.id AS other, r.finding AS finding",
        {"case": case, "ids": list(own)},
    ).rows
    ties = {(mine, other): str(finding) for mine, other, finding in sorted(rows, key=lambda row: str(row[2]))[::-1]}
    ids = sorted({other for _, other in ties})
    where, parameters = "c.case_id = $case AND c.id IN $ids", {"case": case, "ids": ids}
    others = claims_with_ends(store, case, "(c:Claim)", where, parameters, schema) if ids else []
    return _by_statement(own, ties, {claim.id: (claim, start, end) for claim, start, end in others})


def opposed_of(graph: CaseGraph) -> dict[str, tuple[Opposed, ...]]:
    """Return the same of all statements of a case that is in no store."""
    own = {claim.id: claim for id in graph.statements for claim in graph.claims(id) if not claim.inferred}
    ties = {
        (mine, other): str(row.properties["finding"])
        for mine, others in graph.contradicting.items()
        for other, row in others.items()
    }
    ends = {id: (r.start_node, end_of(r)) for id, r in graph.statements.items()}
    others = {id: (own[id], *ends[own[id].statement]) for _, id in ties}
    return _by_statement(own, ties, others)


def _by_statement(
    own: Mapping[str, Claim], ties: Mapping[tuple[str, str], str], others: Mapping[str, tuple[Claim, Node, Node]]
) -> dict[str, tuple[Opposed, ...]]:
    """Return what ties of claims come to, by the statement of the first one."""
    against: dict[tuple[str, str], list[str]] = defaultdict(list)
    for mine, other in sorted(ties):
        if other in others:
            against[own[mine].statement, other].append(mine)
    found: dict[str, list[Opposed]] = defaultdict(list)
    for (statement, other), ours in against.items():
        claim, start, end = others[other]
        stance: OpposedStance = "conflicts"
        if claim.stance == "denies":
            stance = "denies"
        elif all(own[each].contested for each in ours):
            stance = "asserts"
        finding = min(ties[each, other] for each in ours)
        found[statement].append(Opposed(finding, tuple(ours), stance, claim, start, end))
    order = {id: (claim.locator.order, id) for id, (claim, _, _) in others.items()}
    return {id: tuple(sorted(rows, key=lambda row: order[row.claim.id])) for id, rows in found.items()}
