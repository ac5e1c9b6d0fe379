"""What is written in a source: the claims that cite it, and the names that are printed there."""

from __future__ import annotations

from typing import Any

from graph.case.schema import Schema
from graph.elements import Node, Relationship
from graph.questions.claims import Claim, read_claims
from graph.stores import Store


def sources_of(store: Store, case: str) -> list[Node]:
    """Return the sources of a case, by their ids."""
    rows = store.query("MATCH (s:Source) WHERE s.case_id = $case RETURN s ORDER BY s.id", {"case": case}).rows
    return [row[0] for row in rows]


def claims_in(store: Store, source: Node, schema: Schema, *, limit: int) -> list[tuple[Claim, Relationship]]:
    """Return the first ``limit`` claims that cite a source, each with its statement; none where that is gone.

    The first are those that cite the beginning of its text. A claim that another source carries is among them where it
    takes a passage of this one to read it.
    """
    scope: dict[str, Any] = {"case": source.key.case, "source": source.id}
    cited = store.query(
        "MATCH (s:Source)<-[:PART_OF]-(p:Passage)<-[:CITES]-(c:Claim) WHERE s.case_id = $case AND s.id = $source "
        "RETURN c.id AS id, min(p.paragraph) AS paragraph, min(p.sentence) AS sentence "
        f"ORDER BY paragraph, sentence, id LIMIT {limit}",
        scope,
    )
    parameters = {"case": source.key.case, "ids": [row[0] for row in cited.rows]}
    condition = "c.case_id = $case AND c.id IN $ids"
    statements = store.query(
        f"MATCH (c:Claim)-[a:ABOUT]->(s) WHERE {condition} AND a.role = 'subject' "
        "MATCH (c)-[b:ABOUT]->(o) WHERE b.role = 'object' "
        "MATCH (s)-[r]->(o) WHERE r.id = c.statement AND r.status IS NOT NULL RETURN DISTINCT s, r, o",
        parameters,
    )
    by_id = {row[1].id: row[1] for row in statements.rows}
    claims = read_claims(store, source.key.case, "(c:Claim)", condition, parameters, schema)
    return [(claim, by_id[claim.statement]) for claim in claims if claim.statement in by_id]


def mentions_in(store: Store, source: Node, *, limit: int) -> list[tuple[str, str, Node]]:
    """Return ``(text, locator, entity)`` of the first ``limit`` names that are printed in a source, in its order."""
    rows = store.query(
        "MATCH (s:Source)<-[:PART_OF]-(p:Passage)<-[:PRINTED_IN]-(m:Mention) "
        "WHERE s.case_id = $case AND s.id = $source MATCH (m)-[:REFERS_TO]->(n:Entity) "
        "RETURN m.text AS text, p.id AS at, n, p.paragraph AS paragraph, p.sentence AS sentence, p.start AS start, "
        f"m.id AS id ORDER BY paragraph, sentence, start, id LIMIT {limit}",
        {"case": source.key.case, "source": source.id},
    ).rows
    return [(text, at, entity) for text, at, entity, *_ in rows]
