"""Writes a foreign graph to a Neo4j database, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import batched

import neo4j

from graph.cypher import quote
from graph.stopping import check_stop
from graph.stores._foreign import IDS_THERE, check_ids_free
from graph.stores.base import ForeignRow, NodeRow

_BATCH = 1_000
"""Rows of one UNWIND."""


def write_foreign(
    transaction: neo4j.ManagedTransaction, nodes: Sequence[NodeRow], relationships: Sequence[ForeignRow]
) -> None:
    """Add nodes and relationships to what the database holds."""
    check_ids_free(nodes, transaction.run(IDS_THERE))
    internal: list[str] = []
    for batch in batched(nodes, _BATCH):
        check_stop()
        new = transaction.run(
            "UNWIND $rows AS row CREATE (n) SET n = row RETURN elementId(n) AS id",
            rows=[dict(row.properties) for row in batch],
        ).value()
        internal += new
        # A label cannot be a parameter. Set afterwards, labels that change from node to node cost no statement a node.
        by_labels: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for row, id in zip(batch, new, strict=True):
            by_labels[row.labels].append(id)
        for labels, ids in by_labels.items():
            if labels:
                named = "".join(f":{quote(label, dialect='neo4j')}" for label in labels)
                transaction.run(f"UNWIND $ids AS id MATCH (n) WHERE elementId(n) = id SET n{named}", ids=ids).consume()
    by_type: dict[str, list[ForeignRow]] = defaultdict(list)
    for tie in relationships:
        by_type[tie.type].append(tie)
    for type, ties in by_type.items():
        for some in batched(ties, _BATCH):
            check_stop()
            transaction.run(
                "UNWIND $rows AS row MATCH (a) WHERE elementId(a) = row.start MATCH (b) WHERE elementId(b) = row.end "
                f"CREATE (a)-[r:{quote(type, dialect='neo4j')}]->(b) SET r = row.properties",
                rows=[
                    {"start": internal[r.start], "end": internal[r.end], "properties": dict(r.properties)} for r in some
                ],
            ).consume()
