"""The case's own questions, asked in Cypher: what is said of something, who says so, where, by what chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from graph.case.captions import predicate_words
from graph.case.schema import Schema, load_schema
from graph.elements import Node, Relationship
from graph.errors import AmbiguousIdError, NotFoundError
from graph.questions.parts import claim_ids, identify, index_label
from graph.stores import Store

WHY = {
    "found": "A deciding body's finding asserts it; denials stay visible beside it.",
    "disputed": "Somebody asserts it, and somebody denies or questions it.",
    "denied": "It is denied, and asserted by nobody.",
    "reported": "A source asserts it in its own voice.",
    "alleged": "Only named speakers assert it, or it is only questioned.",
}
"""The rule behind each status."""


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
    relationship = find_statement(store, statement_id, case=case)
    claims = claims_on(store, [relationship])[relationship.key]
    object_ = "value" if "Value" in relationship.end_node.labels else "object"
    value = relationship.end_node.properties.get("text") if object_ == "value" else relationship.end
    return {
        "statement": {
            "id": relationship.id,
            "subject": relationship.start,
            "predicate": relationship.type,
            object_: value,
        },
        "text": guarded(relationship, claims, schema or load_schema()),
        "status": relationship.properties["status"],
        "why": WHY[relationship.properties["status"]],
        "claims": [
            {name: claim[name] for name in ("id", "by", "stance", "verb", "says", "via", "at", "source")}
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


def claims_on(store: Store, relationships: Iterable[Relationship]) -> dict[str, list[dict[str, Any]]]:
    """Return the claims on statements, by the key of the relationship.

    They are in the order of the sources; each has its speaker, its passage and the chain it came by.
    """
    claims: dict[str, list[dict[str, Any]]] = {}
    where = "WHERE c.case_id = $case AND c.id IN $ids"
    for case, (keys, ids) in claim_ids(relationships).items():
        claims |= {key: [] for key in keys.values()}
        parameters = {"case": case, "ids": ids}
        made = store.query(
            f"MATCH (s)-[:MADE]->(c:Claim)-[:CITES]->(p:Passage) {where} "
            "RETURN c, s, p ORDER BY p.source, p.start, c.id",
            parameters,
        )
        chains = store.query(
            f"MATCH (c:Claim)-[v:VIA]->(t) {where} RETURN c.id AS id, t ORDER BY id, v.order", parameters
        )
        for claim, speaker, passage in made.rows:
            claims[keys[claim.properties["statement"]]].append(_claim(claim, speaker, passage, chains.rows))
    return claims


def claims_by(store: Store, node: Node) -> list[dict[str, Any]]:
    """Return the claims a speaker makes, in the order of the sources, each with what it is about."""
    condition, parameters = identify([node])
    rows = store.query(
        f"MATCH (n{index_label(node)})-[:MADE]->(c:Claim)-[:CITES]->(p:Passage) WHERE {condition} "
        "MATCH (c)-[a:ABOUT]->(s) WHERE a.role = 'subject' MATCH (c)-[b:ABOUT]->(o) WHERE b.role = 'object' "
        "RETURN c, n, p, s, o ORDER BY p.source, p.start, c.id",
        parameters,
    ).rows
    return [
        {
            **_claim(claim, speaker, passage, ()),
            "predicate": claim.properties["predicate"],
            "subject": name_of(subject),
            "object": name_of(object_),
        }
        for claim, speaker, passage, subject, object_ in rows
    ]


def statements_of(store: Store, node: Node, *, limit: int) -> list[Relationship]:
    """Return the first ``limit`` statements with a node as subject, object or value, by predicate and id.

    Those with the node as their subject come first.
    """
    condition, parameters = identify([node])
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
    condition, parameters = identify([node])
    rows = store.query(
        f"MATCH (m:Mention)-[:REFERS_TO]->(n{index_label(node)}) WHERE {condition} "
        "MATCH (m)-[:PRINTED_IN]->(p:Passage) "
        "RETURN m.text AS text, p.id AS at, p.source AS source, p.start AS start, m.id AS id "
        "ORDER BY source, start, id",
        parameters,
    ).rows
    return [(text, at) for text, at, _, _, _ in rows]


def guarded(relationship: Relationship, claims: Sequence[Mapping[str, Any]], schema: Schema) -> str:
    """Return a statement as a sentence that says first who stands behind it.

    Parameters
    ----------
    relationship : Relationship
    claims : sequence of mapping
        As :func:`claims_on` gives them.
    schema : Schema
    """
    by: dict[str, list[str]] = {}
    for claim in claims:
        by.setdefault(claim["stance"], []).append(claim["by_name"])
    asserted, denied, questioned = (_names(by.get(stance, ())) for stance in ("asserts", "denies", "questions"))
    words = predicate_words(relationship.type, schema.predicates.get(relationship.type))
    content = f"{name_of(relationship.start_node)} — {words} — {name_of(relationship.end_node)}"
    against = [f"denied by {denied}"] * bool(denied) + [f"questioned by {questioned}"] * bool(questioned)
    match relationship.properties["status"]:
        case "found":
            findings = _names(claim["by_name"] for claim in claims if claim["kind"] == "finding")
            lead = ", ".join([f"Found by {findings}", *against])
        case "reported":
            lead = f"Reported by {asserted}"
        case "disputed":
            lead = ", ".join(["Disputed", f"asserted by {asserted}", *against])
        case "denied":
            lead = f"Denied by {denied}"
        case _:
            lead = f"Alleged by {asserted}" if asserted else f"Questioned by {questioned}"
    return f"{lead}: {content}."


def name_of(node: Node) -> str:
    """Return what a node of a case is called: its name, a source's publisher or else title, a value's text."""
    for name in ("name", "publisher", "title", "text", "says"):
        if isinstance(node.properties.get(name), str):
            return str(node.properties[name])
    return node.id


def _names(names: Iterable[str]) -> str:
    unique = list(dict.fromkeys(names))
    return " and ".join([", ".join(unique[:-1]), unique[-1]] if len(unique) > 1 else unique)


def _claim(claim: Node, speaker: Node, passage: Node, chains: Iterable[Sequence[Any]]) -> dict[str, Any]:
    chain = [node for id, node in chains if id == claim.id]
    return {
        "id": claim.id,
        "by": speaker.id,
        "by_key": speaker.key,
        "by_name": name_of(speaker),
        "stance": claim.properties["stance"],
        "verb": claim.properties.get("verb"),
        "says": claim.properties.get("says"),
        "kind": claim.properties.get("kind"),
        "via": [node.id for node in chain],
        "via_names": [name_of(node) for node in chain],
        "at": passage.id,
        "source": passage.properties["source"],
        "passage": dict(passage.properties),
    }
