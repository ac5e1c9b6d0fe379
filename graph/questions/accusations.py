"""Who accuses whom of what, on what evidence, and who denies, questions or finds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.case.captions import clause_end, edge_caption, name_of, relationship_words
from graph.case.schema import Schema, load_schema
from graph.elements import Node, Relationship
from graph.questions.case_graph import CaseGraph
from graph.questions.claims import Claim, claims_of, guarded
from graph.questions.opposed import Opposed, opposed, opposed_of
from graph.questions.parts import check_case
from graph.stores import Store

_TIES_EVIDENCE = "SAID_TO_BE_LINKED_TO"
"""The predicate by which evidence is said to have to do with an event, without accusing anybody."""
MOST_ACCUSATIONS = 1_000


@dataclass(frozen=True, slots=True)
class Accusation:
    """An accusation, with who stands behind it and who does not.

    Parameters
    ----------
    statement : Relationship
    claims : tuple of Claim
        Those on it.
    opposed : tuple of Opposed
        Those on other statements that contradict it.
    accused : Node or None
        Whom it accuses; None where it does not name them.
    evidence : tuple of Relationship
        What is said to speak against the accused, or to have to do with what it is about; each has its own status.
    """

    statement: Relationship
    claims: tuple[Claim, ...]
    accused: Node | None
    evidence: tuple[Relationship, ...] = ()
    opposed: tuple[Opposed, ...] = ()

    def by(self, *pasts: str) -> dict[str, str]:
        """Return who "asserted", "found", "found not so" or "denied" it, and so on: names, and the chain, by id."""
        return _named(claim for claim in self.claims if claim.past in pasts)

    @property
    def denied_elsewhere(self) -> dict[str, str]:
        """Who denies it, or says what conflicts with it, by another statement alone: names, and the chain, by id."""
        against = _named(each.claim for each in self.opposed if each.stance != "asserts")
        here = self.by("denied", "found not so")
        return {id: f"{name}, by another statement" for id, name in against.items() if id not in here}

    @property
    def status(self) -> str:
        """The statement's status."""
        return str(self.statement.properties["status"])

    @property
    def grounds(self) -> tuple[Claim, ...]:
        """The claims for it that say why, or what was seen."""
        return tuple(claim for claim in self.claims if not claim.contested and (claim.says or claim.because))

    def of_what(self, schema: Schema) -> str:
        """Return what it accuses of, without its status: "accused of Warehouse fire"."""
        start, end, words = (
            self.statement.start_node,
            self.statement.end_node,
            relationship_words(self.statement, schema),
        )
        if self.accused is end:
            return f"{name_of(start, schema)}, {words}"
        said = f"{words} {clause_end(end, schema)}"
        return said if self.accused is start else f"{name_of(start, schema)}, {said}"

    def evidence_in_words(self, schema: Schema) -> list[str]:
        """Return the pieces of evidence, each with what is said of it and the status of that."""
        found = []
        for r in self.evidence:
            words = edge_caption(r, schema)
            status = str(r.properties["status"])
            told = words if f"({status})" in words else f"{words} ({status})"
            found.append(f"{name_of(r.start_node, schema)}: {told} {name_of(r.end_node, schema)}")
        return found

    def to_dict(self, schema: Schema) -> dict[str, Any]:
        """Return it as lists, texts and numbers: fit for JSON."""
        value = "Value" in self.statement.end_node.labels
        return {
            "statement": self.statement.id,
            "text": guarded(self.statement, self.claims, schema),
            "status": self.status,
            "accused": self.accused.id if self.accused else None,
            "said_by": list(self.by("asserted")),
            "predicate": self.statement.type,
            "subject": self.statement.start,
            "value" if value else "object": name_of(self.statement.end_node, schema) if value else self.statement.end,
            "evidence": [
                {"statement": r.id, "evidence": r.start, "status": r.properties["status"]} for r in self.evidence
            ],
            "grounds": [{"claim": c.id, "at": c.at, "says": c.says or c.because} for c in self.grounds],
            "found_by": list(self.by("found")),
            "found_not_so_by": list(self.by("found not so")),
            "denied_by": list(self.by("denied")),
            "denied_elsewhere_by": list(self.denied_elsewhere),
            "questioned_by": list(self.by("questioned", "found doubtful")),
            "inferred": bool(self.by("inferred")),
        }


@dataclass(frozen=True, slots=True)
class Accusations:
    """Accusations of a case by accused, then by predicate and id; ``cut`` where there are more."""

    case: str
    rows: tuple[Accusation, ...]
    cut: bool = False


def accusations(store: Store, case: str, *, limit: int = MOST_ACCUSATIONS, schema: Schema | None = None) -> Accusations:
    """Return the accusations of a case.

    Parameters
    ----------
    store : Store
    case : str
    limit : int
        Accusations at the most.
    schema : Schema, optional
        The schema that ships with the package where it is not given.

    Raises
    ------
    NotFoundError
        The store does not hold the case.
    """
    check_case(store, case)
    schema = schema or load_schema()

    def statements(types: Iterable[str]) -> tuple[list[Relationship], bool]:
        known = store.schema().relationship_types
        result = store.query(
            "MATCH (n:Entity)-[r]->(m) WHERE n.case_id = $case AND type(r) IN $types AND r.status IS NOT NULL "
            "RETURN n, r, m ORDER BY r.id",
            {"case": case, "types": [type_ for type_ in types if type_ in known]},
            limit=limit,
        )
        return [row[1] for row in result.rows], result.truncated

    found, cut = statements(sorted(_accusatory(schema)))
    evidence, _ = statements([_TIES_EVIDENCE])
    claims = claims_of(store, found, schema)
    against = opposed(store, (claim for of in claims.values() for claim in of), schema)
    return Accusations(case, _accusations(found, evidence, claims, against, schema), cut)


def accusations_of(graph: CaseGraph) -> Accusations:
    """Return the same of a case that is in no store."""
    types = _accusatory(graph.schema)
    every = [r for _, r in sorted(graph.statements.items())]
    found = [r for r in every if r.type in types]
    claims: dict[str, tuple[Claim, ...]] = {r.key: graph.claims(r.id) for r in found}
    evidence = [r for r in every if r.type == _TIES_EVIDENCE]
    return Accusations(graph.case.id, _accusations(found, evidence, claims, opposed_of(graph), graph.schema))


def _named(claims: Iterable[Claim]) -> dict[str, str]:
    named: dict[str, str] = {}
    for claim in claims:
        named.setdefault(claim.by, f"{claim.by_name} (by way of {claim.chain})" if claim.via else claim.by_name)
    return named


def _accusatory(schema: Schema) -> set[str]:
    return {name for name, predicate in schema.predicates.items() if predicate.accusatory}


def _accusations(
    found: Sequence[Relationship],
    linked: Iterable[Relationship],
    claims: Mapping[str, tuple[Claim, ...]],
    against_it: Mapping[str, tuple[Opposed, ...]],
    schema: Schema,
) -> tuple[Accusation, ...]:
    against: dict[str, list[Relationship]] = defaultdict(list)
    for r in found:
        if schema.predicates[r.type].accused == "object":
            against[r.end_node.key].append(r)
    about: dict[str, list[Relationship]] = defaultdict(list)
    for r in linked:
        about[r.end_node.key].append(r)
    rows = []
    for r in found:
        accused = {"subject": r.start_node, "object": r.end_node}.get(schema.predicates[r.type].accused)
        # an accusation by a piece of evidence has its own; evidence against its object is none against its subject
        evidence = [*against[accused.key], *about[r.end_node.key]] if accused is r.start_node else []
        rows.append(Accusation(r, claims.get(r.key, ()), accused, tuple(evidence), against_it.get(r.id, ())))
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                row.accused is None,
                row.accused.id if row.accused else "",
                row.statement.type,
                row.statement.id,
            ),
        )
    )
