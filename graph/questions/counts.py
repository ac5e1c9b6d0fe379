"""What a store holds, in numbers."""

from __future__ import annotations

from typing import Any

from graph.stores import Store

_COUNTS = {
    "entities": "MATCH (n:Entity {case_id: $case}) RETURN count(n)",
    "statements": "MATCH (:Entity {case_id: $case})-[r]->() WHERE r.status IS NOT NULL RETURN count(r)",
    "claims": "MATCH (n:Claim {case_id: $case}) RETURN count(n)",
    "mentions": "MATCH (n:Mention {case_id: $case}) RETURN count(n)",
}


def stats(store: Store) -> dict[str, Any]:
    """Count a store's cases, labels and relationship types.

    Returns
    -------
    dict
        ``{"cases": {id: {"title", "entities", "statements", "claims", "mentions"}}, "labels": {label: n},
        "relationship_types": {type: n}, "nodes": n, "relationships": n}``, each in the order of its keys.
    """
    schema = store.schema()
    return {
        "cases": {case.id: {"title": case.title, **_counts(store, case.id)} for case in store.cases()},
        "labels": dict(sorted(schema.labels.items())),
        "relationship_types": dict(sorted(schema.relationship_types.items())),
        "nodes": schema.nodes,
        "relationships": schema.relationships,
    }


def _counts(store: Store, case: str) -> dict[str, int]:
    return {name: store.query(cypher, {"case": case}).rows[0][0] for name, cypher in _COUNTS.items()}
