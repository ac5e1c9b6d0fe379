"""Writes a case to a Neo4j database and removes one; doing it again, or going on where it broke off, ends the same.

Each step looks at what is there and brings it to what the case says. In one transaction that makes a case
whole or not there; in many, a step that is repeated, or a load that was killed and is run again, ends the same.
Nodes that stay are rewritten, not replaced: what foreign data ties to them stays tied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import batched
from typing import Any

import neo4j

from graph.cypher import quote
from graph.stores._case import PART_LABELS, ROOT_LABELS, case_properties, missing_end, root_label
from graph.stores.base import CaseRows, NodeRow, Progress, RelationshipRow

_BATCH = 1_000
"""Rows of one UNWIND."""

Run = Callable[..., list[neo4j.Record]]
"""Called as ``run(statement, **parameters)``: in the one transaction, or each in its own."""


def write_case(run: Run, rows: CaseRows, progress: Progress | None) -> None:
    """Make the database hold exactly ``rows`` of that case."""
    case = rows.case.id
    run("MERGE (c:CaseFile {case_id: $case, id: $case}) SET c.loading = true, c.sha256 = ''", case=case)
    total = rows.node_count + rows.relationship_count
    done = 0

    def report(written: int) -> None:
        nonlocal done
        done += written
        if progress:
            progress(done, total)

    there = _nodes_there(run, case)
    replaces = bool(there)
    roots: dict[str, str] = {}
    for labels, batch in _grouped(rows.nodes(), lambda row: row.labels):
        _write_nodes(run, case, labels, batch, there)
        root = root_label(batch[0])
        roots.update((row.properties["id"], root) for row in batch)
        report(len(batch))
    _delete_nodes(run, case, there)
    edges_there = _relationships_there(run, case) if replaces else {}

    def ends(row: RelationshipRow) -> tuple[str, str, str]:
        try:
            return row.type, roots[row.start], roots[row.end]
        except KeyError:
            raise missing_end(row.start, row.end) from None

    for (type, start, end), relationships in _grouped(rows.relationships(), ends):
        _write_relationships(run, case, type, start, end, relationships, edges_there)
        report(len(relationships))
    for gone in batched((id for ids in edges_there.values() for id in ids), _BATCH):
        run("MATCH ()-[r]->() WHERE elementId(r) IN $gone DELETE r", gone=list(gone))
    run(
        "MATCH (c:CaseFile {case_id: $case, id: $case}) SET c = $properties",
        case=case,
        properties=case_properties(rows.case),
    )


def delete_case(run: Run, case: str) -> None:
    """Delete every node of a case, with all that is tied to it; its ``CaseFile`` node goes last."""
    run("MATCH (c:CaseFile {case_id: $case, id: $case}) SET c.loading = true", case=case)
    _delete_nodes(run, case, _nodes_there(run, case))
    run("MATCH (c:CaseFile {case_id: $case, id: $case}) DETACH DELETE c", case=case)


def rows_there(run: Run, case: str) -> int:
    """Return how many nodes a case has, and relationships at their start."""
    total = 0
    for label in ROOT_LABELS:
        for record in run(
            f"MATCH (n:{label}) WHERE n.case_id = $case AND n.id IS NOT NULL "
            "RETURN count(n) + coalesce(sum(COUNT { (n)-->() }), 0) AS found",
            case=case,
        ):
            total += record["found"]
    return total


def constrain(run: Run) -> None:
    """Make an address of (``case_id``, ``id``) within each root label, and what finds claims.

    Those of a statement are found, and the one of each at which its claims are counted. What is there already is kept.
    """
    for label in ROOT_LABELS:
        run(
            f"CREATE CONSTRAINT casegraph_{label.lower()} IF NOT EXISTS "
            f"FOR (n:{label}) REQUIRE (n.case_id, n.id) IS UNIQUE"
        )
    for name, property in (("claim_statement", "statement"), ("claims_counted", "claims_for")):
        run(f"CREATE INDEX casegraph_{name} IF NOT EXISTS FOR (n:Claim) ON (n.case_id, n.{property})")


_Nodes = dict[tuple[str, str], frozenset[str]]
"""The labels of nodes by (root label, id)."""
_Relationships = dict[tuple[str, str, str, str], list[str]]
"""InternalId ids of relationships by (id, type, id of the start node, id of the end node)."""


def _nodes_there(run: Run, case: str) -> _Nodes:
    nodes: _Nodes = {}
    for label in PART_LABELS:
        # `id IS NOT NULL` lets the index of both properties answer.
        statement = (
            f"MATCH (n:{label}) WHERE n.case_id = $case AND n.id IS NOT NULL RETURN n.id AS id, labels(n) AS labels"
        )
        nodes.update(((label, record["id"]), frozenset(record["labels"])) for record in run(statement, case=case))
    return nodes


def _relationships_there(run: Run, case: str) -> _Relationships:
    relationships: _Relationships = defaultdict(list)
    for label in ROOT_LABELS:
        for record in run(
            f"MATCH (a:{label})-[r]->(b) WHERE a.case_id = $case AND a.id IS NOT NULL AND r.case_id = $case "
            "RETURN r.id AS id, type(r) AS type, a.id AS start, b.id AS end, elementId(r) AS internal",
            case=case,
        ):
            relationships[record["id"], record["type"], record["start"], record["end"]].append(record["internal"])
    return relationships


def _write_nodes(run: Run, case: str, labels: tuple[str, ...], batch: Sequence[NodeRow], there: _Nodes) -> None:
    root = root_label(batch[0])
    new = []
    changed = []
    others: dict[frozenset[str], list[str]] = defaultdict(list)
    for row in batch:
        properties = dict(row.properties)
        had = there.pop((root, properties["id"]), None)
        if had is None:
            new.append(properties)
        else:
            changed.append(properties)
            if had - set(labels):
                others[had - set(labels)].append(properties["id"])
    named = "".join(f":{_name(label)}" for label in labels)
    if new:
        run(f"UNWIND $rows AS row CREATE (n{named}) SET n = row", rows=new)
    if changed:
        run(
            f"UNWIND $rows AS row MATCH (n:{root} {{case_id: $case, id: row.id}}) SET n = row, n{named}",
            rows=changed,
            case=case,
        )
    for gone, ids in others.items():
        names = "".join(f":{_name(label)}" for label in sorted(gone))
        run(f"UNWIND $ids AS id MATCH (n:{root} {{case_id: $case, id: id}}) REMOVE n{names}", ids=ids, case=case)


def _write_relationships(
    run: Run, case: str, type: str, start: str, end: str, batch: Sequence[RelationshipRow], there: _Relationships
) -> None:
    new = []
    changed = []
    for row in batch:
        internal = there.get((row.properties["id"], type, row.start, row.end))
        properties = dict(row.properties)
        if internal:
            changed.append({"internal": internal.pop(), "properties": properties})
        else:
            new.append({"start": row.start, "end": row.end, "properties": properties})
    if new:
        run(
            f"UNWIND $rows AS row MATCH (a:{start} {{case_id: $case, id: row.start}}) "
            f"MATCH (b:{end} {{case_id: $case, id: row.end}}) "
            f"CREATE (a)-[r:{_name(type)}]->(b) SET r = row.properties",
            rows=new,
            case=case,
        )
    if changed:
        run(
            "UNWIND $rows AS row MATCH ()-[r]->() WHERE elementId(r) = row.internal SET r = row.properties",
            rows=changed,
        )


def _delete_nodes(run: Run, case: str, nodes: Mapping[tuple[str, str], Any]) -> None:
    by_label: dict[str, list[str]] = defaultdict(list)
    for label, id in nodes:
        by_label[label].append(id)
    for label, ids in by_label.items():
        for gone in batched(ids, _BATCH):
            run(
                f"UNWIND $ids AS id MATCH (n:{label} {{case_id: $case, id: id}}) DETACH DELETE n",
                ids=list(gone),
                case=case,
            )


def _grouped[Row, Kind](rows: Iterable[Row], kind: Callable[[Row], Kind]) -> Iterator[tuple[Kind, list[Row]]]:
    """Gather rows of one kind into batches: labels and types cannot be parameters."""
    waiting: dict[Kind, list[Row]] = defaultdict(list)
    for row in rows:
        of = kind(row)
        waiting[of].append(row)
        if len(waiting[of]) == _BATCH:
            yield of, waiting.pop(of)
    yield from waiting.items()


def one_transaction(transaction: neo4j.ManagedTransaction) -> Run:
    """Run every statement in the transaction given."""

    def run(statement: str, **parameters: Any) -> list[neo4j.Record]:
        return list(transaction.run(statement, parameters))

    return run


def many_transactions(session: neo4j.Session) -> Run:
    """Run every statement in a transaction of its own."""

    def run(statement: str, **parameters: Any) -> list[neo4j.Record]:
        return session.execute_write(lambda transaction: one_transaction(transaction)(statement, **parameters))

    return run


def _name(name: str) -> str:
    return quote(name, dialect="neo4j")
