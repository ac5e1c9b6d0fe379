"""The case's own questions, asked in Cypher: what is said of something, who says so, where, by what chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from graph.case.captions import name_of, predicate_words
from graph.case.model import Locator
from graph.case.schema import Schema, load_schema
from graph.case.statuses import STATUSES
from graph.elements import Key, Node, Relationship
from graph.errors import AmbiguousIdError, NotFoundError
from graph.questions.parts import condition_on, index_label, nodes_by_key
from graph.stores import Store

_PAST = {"asserts": "asserted", "denies": "denied", "questions": "questioned"}


@dataclass(frozen=True, slots=True)
class Claim:
    """One speaker's stance on one statement, as a store tells it.

    Parameters
    ----------
    id, case : str
    statement, predicate : str
        Id and relationship type of what it is about.
    stance : str
        ``asserts``, ``denies`` or ``questions``.
    finding : bool
        A deciding body decides.
    verb : str
        The verb that the passage uses; empty where none is given.
    says : str
        What is claimed, in our own words; empty where nothing is given.
    by, by_name : str
        The speaker's id, and what the speaker is called.
    via, via_names : tuple of str
        Ids and names of those it passed through on its way into the source, nearest to the speaker first.
    at : str
        The locator of its passage.
    """

    id: str
    case: str
    statement: str
    predicate: str
    stance: str
    finding: bool
    verb: str
    says: str
    by: str
    by_name: str
    via: tuple[str, ...]
    via_names: tuple[str, ...]
    at: str

    @property
    def by_key(self) -> Key:
        """The key of the speaker."""
        return Key.of(self.case, self.by)

    @property
    def locator(self) -> Locator:
        """Its passage."""
        return Locator.parse(self.at)

    @property
    def source(self) -> str:
        """The id of the source that it is written in."""
        return self.at.partition("#")[0]

    @property
    def past(self) -> str:
        """The stance as a participle: "asserted", "denied", "questioned"."""
        return _PAST[self.stance]

    @property
    def who(self) -> str:
        """The speaker, with what the speaker does where that is not asserting: "denied by Priya Raghunathan"."""
        return self.by_name if self.stance == "asserts" else f"{self.past} by {self.by_name}"

    @property
    def chain(self) -> str:
        """Those it passed through, as "A → B"; empty where the source has it from the speaker."""
        return " → ".join(self.via_names)

    @property
    def place(self) -> str:
        """Its passage in words: "gazette, paragraph 3, sentence 2"."""
        return place_of(self.locator)

    @property
    def short_place(self) -> str:
        """Its passage where there is little room: "gazette ¶3"."""
        return f"{self.source} ¶{self.locator.paragraph}"


def place_of(passage: Locator) -> str:
    """Return a passage's place in words: "gazette, paragraph 3, sentence 2"."""
    return f"{passage.source}, paragraph {passage.paragraph}, sentence {passage.sentence}"


def explain(
    store: Store, statement_id: str, *, case: str | None = None, schema: Schema | None = None
) -> dict[str, Any]:
    """Say who asserts, denies or questions a statement, where, and by what chain.

    Parameters
    ----------
    store : Store
    statement_id : str
    case : str, optional
        The case to look in.
    schema : Schema, optional
        The schema that ships with the package where it is not given.

    Returns
    -------
    dict
        ``{"statement": {"id", "subject", "predicate", "object" | "value"}, "text", "status", "why",
        "claims": [{"id", "by", "stance", "verb", "says", "via", "at", "source"}], "contradicts": []}``;
        ``text`` never states what is only alleged.

    Raises
    ------
    NotFoundError, AmbiguousIdError
        No statement has the id, or two cases use it.
    """
    schema = schema or load_schema()
    relationship = find_statement(store, statement_id, case=case)
    claims = claims_of(store, [relationship], schema)[relationship.key]
    object_ = "value" if "Value" in relationship.end_node.labels else "object"
    value = relationship.end_node.properties.get("text") if object_ == "value" else relationship.end
    return {
        "statement": {
            "id": relationship.id,
            "subject": relationship.start,
            "predicate": relationship.type,
            object_: value,
        },
        "text": guarded(relationship, claims, schema),
        "status": relationship.properties["status"],
        "why": STATUSES[relationship.properties["status"]].rule,
        "claims": [
            {
                "id": claim.id,
                "by": claim.by,
                "stance": claim.stance,
                "verb": claim.verb or None,
                "says": claim.says or None,
                "via": list(claim.via),
                "at": claim.at,
                "source": claim.source,
            }
            for claim in claims
        ],
        "contradicts": [],
    }


def find_statement(store: Store, statement_id: str, *, case: str | None = None) -> Relationship:
    """Return the relationship of a statement.

    Raises
    ------
    NotFoundError, AmbiguousIdError
        No statement has the id, or two cases use it.
    """
    scope = "AND c.case_id = $case" if case else ""
    # By way of its claims: a relationship's own properties are not indexed.
    found = store.query(
        f"MATCH (c:Claim) WHERE c.statement = $id {scope} RETURN c.case_id AS case_id, c.id AS id ORDER BY case_id, id",
        {"id": statement_id, "case": case},
    )
    cases = sorted({row[0] for row in found.rows})
    if not cases:
        where = f" of the case {case}" if case else ""
        raise NotFoundError(
            f"No statement{where} has the id {statement_id!r}.{_near(store, statement_id, scope, case)}"
        )
    if len(cases) > 1:
        raise AmbiguousIdError(f"{statement_id} is in {len(cases)} cases: {', '.join(cases)}. Name one with --case.")
    rows = store.query(
        "MATCH (c:Claim)-[a:ABOUT]->(n) WHERE c.case_id = $case AND c.id = $claim AND a.role = 'subject' "
        "MATCH (n)-[r]->(m) WHERE r.id = $id AND r.status IS NOT NULL RETURN DISTINCT n, r, m LIMIT 1",
        {"id": statement_id, "case": cases[0], "claim": found.rows[0][1]},
    ).rows
    relationship: Relationship = rows[0][1]
    return relationship


def _near(store: Store, statement_id: str, scope: str, case: str | None) -> str:
    # ids that begin alike: an index gives them, and most slips are at the end
    rows = store.query(
        f"MATCH (c:Claim) WHERE c.statement STARTS WITH $start {scope} RETURN DISTINCT c.statement AS id ORDER BY id",
        {"start": statement_id[:3], "case": case},
        limit=1_000,
    ).rows
    near = get_close_matches(statement_id, [row[0] for row in rows], n=3)
    return f" There is {', '.join(near)}." if near else ""


def claims_of(store: Store, relationships: Iterable[Relationship], schema: Schema) -> dict[str, tuple[Claim, ...]]:
    """Return the claims on statements, by the key of the relationship, in the order of the sources.

    A relationship that is no statement has none, and is left out.
    """
    claims: dict[str, list[Claim]] = {}
    for case, (keys, ids) in _claim_ids(relationships).items():
        claims |= {key: [] for key in keys.values()}
        where, parameters = "WHERE c.case_id = $case AND c.id IN $ids", {"case": case, "ids": ids}
        for claim in _read(store, case, "MATCH (n)-[:MADE]->(c:Claim)", where, parameters, schema):
            claims[keys[claim.statement]].append(claim)
    return {key: tuple(found) for key, found in claims.items()}


def _read(
    store: Store, case: str, match: str, where: str, parameters: Mapping[str, Any], schema: Schema
) -> Iterator[Claim]:
    """Yield the claims ``c`` of speakers ``n`` that a pattern and a condition leave, in the order of the sources."""
    # All in one query: to look up thousands of claims by their ids takes most of its time.
    rows = store.query(
        f"{match}-[:CITES]->(p:Passage) {where} RETURN c.id AS id, c.statement AS statement, c.predicate AS predicate, "
        "c.stance AS stance, c.kind AS kind, c.verb AS verb, c.says AS says, n.id AS by, p.id AS at, "
        "p.source AS source, p.start AS start, [(c)-[v:VIA]->(t) | [v.order, t.id]] AS via ORDER BY source, start, id",
        parameters,
    ).rows
    chains = {id: tuple(through for _, through in sorted(via)) for id, *_, via in rows}
    named = {by for *_, by, _, _, _, _ in rows}.union(*chains.values())
    names = {node.id: name_of(node, schema) for node in nodes_by_key(store, (Key.of(case, id) for id in named))}
    for id, statement, predicate, stance, kind, verb, says, by, at, _, _, _ in rows:
        chain = chains[id]
        yield Claim(
            id=id,
            case=case,
            statement=statement,
            predicate=predicate,
            stance=stance,
            finding=kind == "finding",
            verb=verb or "",
            says=says or "",
            by=by,
            by_name=names[by],
            via=chain,
            via_names=tuple(names[id] for id in chain),
            at=at,
        )


def _claim_ids(relationships: Iterable[Relationship]) -> dict[str, tuple[dict[str, str], list[str]]]:
    """Return, by case, the key of each statement's relationship by its id, and the ids of all their claims.

    A claim is looked up by its own id, which has an index; by its statement it would take a walk over all claims.
    """
    found: dict[str, tuple[dict[str, str], list[str]]] = {}
    for r in relationships:
        # a foreign relationship may have a status, or a case_id, of its own
        if "status" in r.properties and "case_id" in r.properties and isinstance(r.properties.get("claims"), list):
            keys, claims = found.setdefault(str(r.properties["case_id"]), ({}, []))
            keys[r.id] = r.key
            claims += r.properties["claims"]
    return dict(sorted(found.items()))


def claims_by(store: Store, speaker: Node, schema: Schema) -> list[tuple[Claim, Node, Node]]:
    """Return the claims that a speaker makes, in the order of the sources, each with its subject and its object."""
    condition, parameters = condition_on([speaker])
    match = f"MATCH (n{index_label(speaker)})-[:MADE]->(c:Claim)"
    about = store.query(
        f"{match} WHERE {condition} MATCH (c)-[a:ABOUT]->(s) WHERE a.role = 'subject' "
        "MATCH (c)-[b:ABOUT]->(o) WHERE b.role = 'object' RETURN c.id AS id, s, o",
        parameters,
    )
    ends = {id: (subject, object_) for id, subject, object_ in about.rows}
    claims = _read(store, speaker.key.case, match, f"WHERE {condition}", parameters, schema)
    return [(claim, *ends[claim.id]) for claim in claims]


def statements_of(store: Store, node: Node, *, limit: int) -> list[Relationship]:
    """Return the first ``limit`` statements with a node as subject, object or value, by predicate and id.

    Those with the node as their subject come first.
    """
    condition, parameters = condition_on([node])
    found: list[Relationship] = []
    for arrow in ("-[r]->", "<-[r]-"):
        rows = store.query(
            f"MATCH (n{index_label(node)}){arrow}(m) WHERE {condition} AND r.status IS NOT NULL "
            f"RETURN n, r, m ORDER BY type(r), r.id LIMIT {limit}",
            parameters,
        ).rows
        found += [row[1] for row in rows]
    return list(dict.fromkeys(found))[:limit]  # a loop is found twice


def mentions_of(store: Store, node: Node) -> list[tuple[str, str]]:
    """Return ``(text, locator)`` of every mention of an entity, in the order of the sources."""
    condition, parameters = condition_on([node])
    rows = store.query(
        f"MATCH (m:Mention)-[:REFERS_TO]->(n{index_label(node)}) WHERE {condition} "
        "MATCH (m)-[:PRINTED_IN]->(p:Passage) "
        "RETURN m.text AS text, p.id AS at, p.source AS source, p.start AS start, m.id AS id "
        "ORDER BY source, start, id",
        parameters,
    ).rows
    return [(text, at) for text, at, _, _, _ in rows]


def guarded(relationship: Relationship, claims: Sequence[Claim], schema: Schema) -> str:
    """Return a statement as a sentence that says first who stands behind it.

    Parameters
    ----------
    relationship : Relationship
    claims : sequence of Claim
        Those on it, as :func:`claims_of` gives them.
    schema : Schema
    """
    by: dict[str, list[str]] = {}
    for claim in claims:
        by.setdefault(claim.stance, []).append(claim.by_name)
    asserted, denied, questioned = (_and(by.get(stance, ())) for stance in ("asserts", "denies", "questions"))
    words = predicate_words(relationship.type, schema.predicates.get(relationship.type))
    start, end = (name_of(node, schema) for node in (relationship.start_node, relationship.end_node))
    against = [f"denied by {denied}"] * bool(denied) + [f"questioned by {questioned}"] * bool(questioned)
    match relationship.properties["status"]:
        case "found":
            findings = _and(claim.by_name for claim in claims if claim.finding)
            lead = ", ".join([f"Found by {findings}", *against])
        case "reported":
            lead = f"Reported by {asserted}"
        case "disputed":
            lead = ", ".join(["Disputed", f"asserted by {asserted}", *against])
        case "denied":
            lead = f"Denied by {denied}"
        case _:
            lead = f"Alleged by {asserted}" if asserted else f"Questioned by {questioned}"
    return f"{lead}: {start} — {words} — {end}."


def _and(names: Iterable[str]) -> str:
    unique = list(dict.fromkeys(names))
    return " and ".join([", ".join(unique[:-1]), unique[-1]] if len(unique) > 1 else unique)
