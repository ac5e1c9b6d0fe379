"""Writes a case to an open, writable handle of the engine, and removes one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.stores._case import ROOT_LABELS, case_properties, missing_end, root_label
from graph.stores.base import CaseRows, NodeRow, Progress

_BATCH = 20_000
"""Rows of one call of the engine. Deletes keep to it too, for the engine stops every statement after 30 s."""


def write_case(db: Any, rows: CaseRows, progress: Progress | None) -> None:
    """Put a case in place of what the handle's graph holds of it.

    A node that something outside the case is tied to is kept and rewritten, so that the tie is kept too.
    """
    tied = _delete_case(db, rows.case.id)
    for name in ("id", "statement"):  # the second leads from a statement to its claims
        if not db.has_property_index(name):
            db.create_property_index(name)
    total = rows.node_count + rows.relationship_count
    internal: dict[str, int] = {}
    done = 0
    for labels, batch in _by_labels(rows.nodes()):
        new = [properties for properties in batch if properties["id"] not in tied]
        for properties, node in zip(new, db.batch_create_nodes_with_props(list(labels), new), strict=True):
            internal[properties["id"]] = node
        for properties in batch:
            if properties["id"] in tied:
                node = internal[properties["id"]] = tied.pop(properties["id"])
                _rewrite(db, node, labels, properties)
        done += len(batch)
        if progress:
            progress(done, total)
    for node in tied.values():
        db.detach_delete_node(node)
    edges: list[tuple[int, int, str, dict[str, Any]]] = []
    for row in rows.relationships():
        try:
            edges.append((internal[row.start], internal[row.end], row.type, dict(row.properties)))
        except KeyError:
            raise missing_end(row.start, row.end) from None
        if len(edges) == _BATCH:
            db.batch_create_edges(edges)
            done += len(edges)
            edges.clear()
            if progress:
                progress(done, total)
    if edges:
        db.batch_create_edges(edges)
        if progress:
            progress(done + len(edges), total)
    db.batch_create_nodes_with_props(["CaseFile"], [case_properties(rows.case)])


def delete_case(db: Any, case: str) -> None:
    """Delete every node of a case, with all that is tied to it."""
    for node in _delete_case(db, case).values():
        db.detach_delete_node(node)


def _delete_case(db: Any, case: str) -> dict[str, int]:
    """Delete a case but the nodes that something outside it is tied to; return those by id."""
    tied: dict[str, int] = {}
    for label in ROOT_LABELS:
        rows = db.execute_cypher(
            f"MATCH (n:{label} {{case_id: $c}})-[r]-() WHERE r.case_id IS NULL OR r.case_id <> $c "
            "RETURN DISTINCT n.id AS id, id(n) AS node",
            {"c": case},
        )
        tied.update((row["id"], row["node"]) for row in rows)
    parameters = {"c": case, "kept": list(tied.values())}
    if tied:
        db.execute_cypher("MATCH (n)-[r {case_id: $c}]-() WHERE id(n) IN $kept DELETE r", parameters)
    unless = "WHERE NOT id(n) IN $kept " if tied else ""
    for label in ROOT_LABELS:
        statement = f"MATCH (n:{label} {{case_id: $c}}) {unless}WITH n LIMIT {_BATCH} DETACH DELETE n"
        while db.execute_cypher(statement, parameters).counters["nodes_deleted"]:
            pass
    return tied


def _rewrite(db: Any, node: int, labels: tuple[str, ...], properties: dict[str, Any]) -> None:
    before = db.get_node(node)
    for label in set(before.labels) - set(labels):
        db.remove_node_label(node, label)
    for label in set(labels) - set(before.labels):
        db.add_node_label(node, label)
    for name in set(before.keys()) - set(properties):
        db.remove_node_property(node, name)
    for name, value in properties.items():
        db.set_node_property(node, name, value)


def _by_labels(rows: Iterator[NodeRow]) -> Iterator[tuple[tuple[str, ...], list[dict[str, Any]]]]:
    """Gather nodes of the same labels into batches; what one call of the engine can write."""
    waiting: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        batch = waiting.get(row.labels)
        if batch is None:
            root_label(row)
            batch = waiting[row.labels] = []
        batch.append(dict(row.properties))
        if len(batch) == _BATCH:
            yield row.labels, waiting.pop(row.labels)
    yield from waiting.items()
