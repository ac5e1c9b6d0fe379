"""The graph of a case that is in no store: nodes, statements and claims as a store that holds it gives them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from graph.case import model
from graph.case.captions import end_of, name_of
from graph.case.rows import ModelRows
from graph.case.schema import Schema, load_schema
from graph.case.statuses import CONTESTED
from graph.elements import Key, Node, Relationship
from graph.questions.claims import EDITOR, SPEAKS_FOR, Claim, guarded, prints, published, telling
from graph.stores import RelationshipRow


class CaseGraph:
    """What is drawn and told of a case, by ids.

    Parameters
    ----------
    case : Case
    schema : Schema, optional
        The schema that ships with the package where it is not given.
    as_case : str, optional
        The case that its keys are of: where two versions are compared they are of one, even where the id changed.
    """

    def __init__(self, case: model.Case, schema: Schema | None = None, *, as_case: str = "") -> None:
        self.case = case
        self.schema = schema or load_schema()
        self._of = as_case or case.id
        self._rows = ModelRows(case)
        self._statements = {statement.id: statement for statement in case.statements}

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Sources, entities and values."""
        found = {}
        for row in self._rows.nodes():
            if "Passage" in row.labels:
                break
            id = str(row.properties["id"])
            found[id] = Node(Key.of(self._of, id), id, tuple(sorted(row.labels)), row.properties)
        return found

    @cached_property
    def statements(self) -> Mapping[str, Relationship]:
        """The relationships that are statements."""
        found = {}
        for row in self._rows.relationships():
            if "status" not in row.properties:
                break
            id = str(row.properties["id"])
            start, end = self.nodes[row.start], self.nodes[row.end]
            found[id] = Relationship(Key.of(self._of, id), id, row.type, start, end, row.properties)
        return found

    @property
    def contradicting(self) -> Mapping[str, Mapping[str, RelationshipRow]]:
        """By the id of a claim, the claims on other statements that contradict it, each with what ties the two."""
        return self._rows.contradicting

    def statement(self, id: str) -> model.Statement:
        """Return a statement as the case has it."""
        return self._statements[id]

    def statement_of(self, claim: str) -> model.Statement:
        """Return the statement that a claim is about."""
        return self._of_claim[claim]

    @cached_property
    def _of_claim(self) -> Mapping[str, model.Statement]:
        return {claim.id: statement for statement in self._statements.values() for claim in statement.claims}

    @cached_property
    def _speaking_for(self) -> frozenset[tuple[str, str | None]]:
        """Who speaks for whom, as far as nobody contests it."""
        said = (statement for statement in self._statements.values() if statement.predicate == SPEAKS_FOR)
        return frozenset((each.subject, each.object) for each in said if self.case.status(each) not in CONTESTED)

    def name(self, id: str) -> str:
        """Return what a source, an entity or a value is called."""
        return name_of(self.nodes[id], self.schema)

    def claims(self, statement: str) -> tuple[Claim, ...]:
        """Return the claims on a statement, in the order of the sources."""
        of = self._statements[statement]
        return tuple(self._claim(claim, of) for claim in sorted(of.claims, key=lambda c: (c.at.order, c.id)))

    def claim(self, id: str) -> Claim:
        """Return a claim by its id."""
        statement = self._of_claim[id]
        return next(self._claim(claim, statement) for claim in statement.claims if claim.id == id)

    def guarded(self, statement: str) -> str:
        """Return a statement as a sentence that says first who stands behind it."""
        return guarded(self.statements[statement], self.claims(statement), self.schema)

    def telling(self, claim: Claim) -> str:
        """Return a claim with who makes it, and the statement that it is about."""
        statement = self.statements[claim.statement]
        return telling(claim, statement.start_node, end_of(statement), self.schema)

    def _claim(self, claim: model.Claim, statement: model.Statement) -> Claim:
        source = self.nodes[claim.at.source]
        mouths = tuple(id for id in claim.via if (id, claim.by) in self._speaking_for)
        return Claim(
            id=claim.id,
            case=self._of,
            statement=statement.id,
            predicate=statement.predicate,
            stance=claim.stance,
            finding=claim.kind == "finding",
            verb=claim.verb or "",
            says=claim.says or "",
            because=claim.because or "",
            by=claim.by or "",
            by_name=self.name(claim.by) if claim.by else EDITOR,
            via=claim.via,
            via_names=tuple(map(self.name, claim.via)),
            at=str(claim.at),
            context=tuple(map(str, claim.context)),
            source_name=self.name(claim.at.source),
            published=published(source),
            url=str(source.properties.get("url") or ""),
            hands=tuple(id for id in claim.via if id not in mouths and not prints(source, self.nodes[id])),
            mouths=mouths,
        )
