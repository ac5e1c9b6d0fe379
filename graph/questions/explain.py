"""Why a statement has its status: who says so, where, by what chain, what contradicts it, and the query behind it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.case.captions import end_of
from graph.case.model import Locator
from graph.case.schema import Schema, load_schema
from graph.case.statuses import STATUSES
from graph.cypher import literal
from graph.elements import Key, Node, Relationship
from graph.errors import AmbiguousIdError, NotFoundError
from graph.questions.claims import SPEAKERS, Claim, claims_of, find_claim, guarded, speakers, telling
from graph.questions.near import hint, near
from graph.questions.parts import check_case, check_id, nodes_by_key
from graph.review.second_read import Mark, Marks
from graph.stores import Store

_OF_A_CLAIM = ("made:", "about:", "via:", "cites:")
"""How the ids of the relationships begin that tie a claim to its speaker, its statement, its chain and its passages."""
_LISTENERS = frozenset({"Person", "Organization"})
"""Labels of those that can be told something; what else a claim came by, it is written in."""

Quote = Callable[[str, Locator], str | None]
"""Returns the text of a passage of a case, or None where the text of its source is not at hand."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A claim that contradicts one of a statement's claims, and by which rule.

    Parameters
    ----------
    id, rule, basis : str
        Of the finding.
    claim : str
        The id of the statement's own claim.
    other : Claim
        The claim that it cannot be true together with.
    text : str
        What the other claim tells.
    """

    id: str
    rule: str
    basis: str
    claim: str
    other: Claim
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What stands behind a statement.

    Parameters
    ----------
    relationship : Relationship
        The statement.
    claims : tuple of Claim
        In the order of the sources.
    asked : str
        The id of the one claim that was asked for; empty where the statement was.
    text : str
        The statement in words that say first who stands behind it.
    tellings, chains : mapping of str to str
        By the id of a claim: what it tells, and by which way it came.
    contradictions : tuple of Contradiction
    cypher : str
        The query that gives the claims with their speakers, passages and sources, on both stores.
    passages : mapping of str to str
        The text of each cited passage by its locator, as far as the sources' texts are at hand.
    marks : mapping of str to sequence of Mark
        By the id of a claim: what second readers say of it that waits for somebody.
    """

    relationship: Relationship
    claims: tuple[Claim, ...]
    asked: str
    text: str
    tellings: Mapping[str, str]
    chains: Mapping[str, str]
    contradictions: tuple[Contradiction, ...]
    cypher: str
    passages: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, Sequence[Mark]] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """The statement's status."""
        return str(self.relationship.properties["status"])

    @property
    def why(self) -> str:
        """The rule that gives the statement its status."""
        return STATUSES[self.status].rule

    @property
    def who(self) -> str:
        """Who says what of the statement: "asserted by A; denied by B"."""
        return speakers(self.claims)

    @property
    def without_words(self) -> list[str]:
        """The ids of the sources of cited passages whose words are not at hand."""
        cited = [at for claim in self.claims for at in (claim.at, *claim.context)]
        return list(dict.fromkeys(Locator.parse(at).source for at in cited if at not in self.passages))

    def contradicting(self, claim: Claim) -> list[Contradiction]:
        """Return what contradicts one of the claims."""
        return [each for each in self.contradictions if each.claim == claim.id]

    def to_json(self) -> dict[str, Any]:
        """Return it as a dict that fits into JSON; see :func:`explain`."""
        end = self.relationship.end_node
        is_value = "Value" in end.labels
        return {
            "statement": {
                "id": self.relationship.id,
                "subject": self.relationship.start,
                "predicate": self.relationship.type,
                "value" if is_value else "object": end.properties.get("text") if is_value else self.relationship.end,
            },
            "text": self.text,
            "status": self.status,
            "why": self.why,
            "who": self.who,
            "claims": [self._claim_to_json(claim) for claim in self.claims],
            "contradicts": list(dict.fromkeys(each.id for each in self.contradictions)),
            "contradictions": [
                {
                    "id": each.id,
                    "rule": each.rule,
                    "basis": each.basis,
                    "claim": each.claim,
                    "other": each.other.id,
                    "text": each.text,
                }
                for each in self.contradictions
            ],
            "asked": self.asked or None,
            "cypher": self.cypher,
        }

    def _claim_to_json(self, claim: Claim) -> dict[str, Any]:
        return {
            "id": claim.id,
            "by": claim.by or None,
            "stance": claim.stance,
            "verb": claim.verb or None,
            "says": claim.says or None,
            "via": list(claim.via),
            "at": claim.at,
            "source": claim.source,
            "context": list(claim.context),
            "inferred": claim.inferred,
            "because": claim.because or None,
            "text": self.tellings[claim.id],
            "chain": self.chains[claim.id],
            "place": claim.place,
            "passage": self.passages.get(claim.at),
            "verdicts": [mark.to_json() for mark in self.marks.get(claim.id, ())],
        }


def explain(
    store: Store,
    id: str,
    *,
    case: str | None = None,
    schema: Schema | None = None,
    quote: Quote | None = None,
    marks: Marks | None = None,
) -> dict[str, Any]:
    """Say who asserts, denies or questions a statement, where, by what chain, and what contradicts it.

    Parameters
    ----------
    store : Store
    id : str
        Of a statement, which is that of its relationship, or of one of its claims.
    case : str, optional
        The case to look in.
    schema : Schema, optional
        The schema that ships with the package where it is not given.
    quote : callable, optional
        Returns the text of a passage from the id of its case and its locator, or None.
    marks : callable, optional
        Returns the open verdicts of second readers from the id of a case, by the ids of its claims.

    Returns
    -------
    dict
        ``{"statement": {"id", "subject", "predicate", "object" | "value"}, "text", "status", "why", "who",
        "claims": [{"id", "by", "stance", "verb", "says", "via", "at", "source", "context", "inferred", "because",
        "text", "chain", "place", "passage", "verdicts": [{"verdict", "reader", "reason", "time", "changed", "text"}]}],
        "contradicts": [ids], "contradictions": [{"id", "rule", "basis", "claim", "other", "text"}], "asked",
        "cypher"}``; the ``text`` of a statement never states what is only alleged, and that
        of a claim tells it with the statement that it is about. What the case itself infers has no ``by``, but
        ``because``. ``asked`` is the id of a claim where one was given; ``cypher`` gives the same as a query.

    Raises
    ------
    NotFoundError, AmbiguousIdError
        Nothing has the id, or two cases use it.
    """
    return explanation(store, id, case=case, schema=schema, quote=quote, marks=marks).to_json()


def explanation(
    store: Store,
    id: str,
    *,
    case: str | None = None,
    schema: Schema | None = None,
    quote: Quote | None = None,
    marks: Marks | None = None,
) -> Explanation:
    """Return what stands behind a statement; parameters and errors as in :func:`explain`."""
    schema = schema or load_schema()
    relationship, asked = _find(store, id, case)
    claims = claims_of(store, [relationship], schema)[relationship.key]
    return explanation_of(store, relationship, claims, schema, asked=asked, quote=quote, marks=marks)


def explanation_of(
    store: Store,
    relationship: Relationship,
    claims: Sequence[Claim],
    schema: Schema,
    *,
    asked: str = "",
    quote: Quote | None = None,
    marks: Marks | None = None,
) -> Explanation:
    """Return what stands behind a statement whose relationship and claims are read already."""
    start, end = relationship.start_node, end_of(relationship)
    case = str(relationship.properties["case_id"])
    passages: dict[str, str] = {}
    for at in {at for claim in claims for at in (claim.at, *claim.context)} if quote else ():
        text = quote(case, Locator.parse(at)) if quote else None
        if text:
            passages[at] = text
    through = {id for claim in claims for id in claim.via}
    nodes = {node.id: node for node in nodes_by_key(store, (Key.of(case, id) for id in through), labels=SPEAKERS)}
    return Explanation(
        relationship,
        tuple(claims),
        asked,
        guarded(relationship, claims, schema),
        {claim.id: telling(claim, start, end, schema) for claim in claims},
        {claim.id: chain_in_words(claim, nodes) for claim in claims},
        tuple(contradictions_of(store, claims, schema)),
        query_behind(relationship),
        passages,
        marks(case) if marks else {},
    )


def chain_in_words(claim: Claim, through: Mapping[str, Node]) -> str:
    """Return the way by which a claim reached us: "told to Port Authority, reported by Fire at pier nine".

    Parameters
    ----------
    claim : Claim
    through : mapping of str to Node
        Those that it passed through, by their ids.
    """
    if claim.inferred:
        return ""
    if claim.by == claim.source:
        return f"in its own voice: {claim.source_name}"
    steps = []
    for id, name in zip(claim.via, claim.via_names, strict=True):
        if id == claim.source:
            continue
        if id in claim.mouths:
            steps.append(f"said by {name} for {claim.by_name}")
            continue
        can_be_told = id in through and not _LISTENERS.isdisjoint(through[id].labels)
        steps.append(f"{'told to' if can_be_told else 'written in'} {name}")
    return ", ".join([*steps, f"reported by {claim.source_name}"])


def contradictions_of(store: Store, claims: Sequence[Claim], schema: Schema) -> list[Contradiction]:
    """Return what contradicts some claims of a case, in the order of the claims and of the findings' ids."""
    if not claims:
        return []
    scope = {"case": claims[0].case, "ids": [claim.id for claim in claims]}
    rows = store.query(
        "MATCH (c:Claim)-[r:CONTRADICTS]-(d:Claim) WHERE c.case_id = $case AND c.id IN $ids "
        "RETURN DISTINCT c.id AS claim, r.finding AS id, r.rule AS rule, r.basis AS basis, d",
        scope,
    ).rows
    found = []
    place = {claim.id: n for n, claim in enumerate(claims)}
    for claim, id, rule, basis, node in sorted(rows, key=lambda row: (place[row[0]], str(row[1]), row[4].id)):
        if other := find_claim(store, node, schema):
            found.append(
                Contradiction(str(id), str(rule or ""), str(basis or ""), claim, other[0], telling(*other, schema))
            )
    return found


def query_behind(relationship: Relationship) -> str:
    """Return the query that gives a statement's claims with their speakers, passages and sources, on both stores."""
    case, id = literal(str(relationship.properties["case_id"])), literal(relationship.id)
    subject = literal(relationship.start)
    return (
        f"MATCH (subject:Entity {{case_id: {case}, id: {subject}}})-[statement]->(object)\n"
        f"WHERE statement.id = {id}\n"
        f"MATCH (claim:Claim {{case_id: {case}, statement: {id}}})-[cites:CITES]->(passage:Passage)\n"
        "MATCH (passage)-[:PART_OF]->(source:Source)\n"
        "OPTIONAL MATCH (speaker)-[:MADE]->(claim)\n"
        "RETURN statement.status AS status, speaker, claim.stance AS stance, claim.verb AS verb, claim.says AS says,\n"
        "       [(claim)-[via:VIA]->(by) | by] AS by_way_of, passage, source, claim, subject, statement, object\n"
        "ORDER BY claim.id, cites.`order`"
    )


def find_statement(store: Store, statement_id: str, *, case: str | None = None) -> Relationship:
    """Return the relationship of a statement, by its id or that of one of its claims.

    Raises
    ------
    NotFoundError, AmbiguousIdError
        Nothing has the id, or two cases use it.
    """
    return _find(store, statement_id, case)[0]


def _find(store: Store, id: str, case: str | None) -> tuple[Relationship, str]:
    """Return the relationship of a statement, and the id of its claim where one was asked for."""
    check_id(id)
    check_case(store, case)
    if found := _claims_where(store, "statement", id, case):
        return _statement_of(store, *found[0]), ""
    # the relationships that tie a claim to the rest begin with what they do, and about, via and cites end with a number
    bare = str(id)
    for start in _OF_A_CLAIM:
        if bare.startswith(start):
            bare = bare.removeprefix(start)
            bare = bare if start == "made:" else bare.rpartition(":")[0]
    if found := _claims_where(store, "id", bare, case):
        return _statement_of(store, *found[0]), found[0][1]
    raise _unknown(store, id, case)


def _claims_where(store: Store, name: str, id: str, case: str | None) -> list[tuple[str, str, str]]:
    """Return case, id and statement of the claims with a property; by way of them a statement is found by an index.

    Raises
    ------
    AmbiguousIdError
        They are of two cases.
    """
    cases = [case] if case else [loaded.id for loaded in store.cases()]
    rows = store.query(
        f"MATCH (c:Claim) WHERE c.case_id IN $cases AND c.{name} = $id "
        "RETURN c.case_id AS case_id, c.id AS id, c.statement AS statement ORDER BY case_id, id",
        {"cases": cases, "id": id},
    ).rows
    of = sorted({row[0] for row in rows})
    if len(of) > 1:
        raise AmbiguousIdError(f"{id} is in {len(of)} cases: {', '.join(of)}. Name one with --case.")
    return [(row[0], row[1], row[2]) for row in rows]


def _statement_of(store: Store, case: str, claim: str, statement: str) -> Relationship:
    rows = store.query(
        "MATCH (c:Claim)-[a:ABOUT]->(n) WHERE c.case_id = $case AND c.id = $claim AND a.role = 'subject' "
        "MATCH (n)-[r]->(m) WHERE r.id = $id AND r.status IS NOT NULL RETURN DISTINCT n, r, m LIMIT 1",
        {"id": statement, "case": case, "claim": claim},
    ).rows
    if not rows:
        raise NotFoundError(
            f"The claim {claim} is about the statement {statement!r}, which is not in the store. Load its case again."
        )
    relationship: Relationship = rows[0][1]
    return relationship


def _unknown(store: Store, id: str, case: str | None) -> NotFoundError:
    none = f"No statement{f' of the case {case}' if case else ''} has the id {id!r}."
    cases = [case] if case else [loaded.id for loaded in store.cases()]
    for label, what in (("Entity", "an entity"), ("Source", "a source")):
        rows = store.query(
            f"MATCH (n:{label}) WHERE n.case_id IN $cases AND n.id = $id "
            "RETURN n.case_id AS case_id, n.name AS name ORDER BY case_id",
            {"cases": cases, "id": id},
        ).rows
        if rows:
            of, name = rows[0]
            words = f"--source {id}" if label == "Source" else f"--text {shlex.quote(f'"{name}"')}"
            return NotFoundError(f"{none} It is {what}: casegraph ledger --case {of} {words} lists the claims.")
    # ids that begin alike: most slips are at the end
    rows = store.query(
        "MATCH (c:Claim) WHERE c.case_id IN $cases AND c.statement STARTS WITH $start "
        "RETURN DISTINCT c.statement AS id ORDER BY id",
        {"cases": cases, "start": str(id)[:3]},
        limit=1_000,
    ).rows
    meant = hint(near(str(id), [row[0] for row in rows])) or " Look for its words in the ledger."
    return NotFoundError(f"{none}{meant}")
