"""Writes a foreign graph to an open, writable handle of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import batched, groupby
from typing import Any

from graph.stopping import check_stop
from graph.stores._foreign import IDS_THERE, check_ids_free
from graph.stores.base import ForeignRow, NodeRow

_BATCH = 20_000
"""Rows of one call of the engine."""


def write_foreign(db: Any, nodes: Sequence[NodeRow], relationships: Sequence[ForeignRow]) -> None:
    """Add nodes and relationships to what the handle's graph holds, in their order."""
    check_ids_free(nodes, db.execute_cypher(IDS_THERE))
    internal: list[int] = []
    for labels, rows in groupby(nodes, lambda row: row.labels):
        for batch in batched(rows, _BATCH):
            check_stop()
            internal += db.batch_create_nodes_with_props(list(labels), [dict(row.properties) for row in batch])
    for ties in batched(relationships, _BATCH):
        check_stop()
        db.batch_create_edges([(internal[r.start], internal[r.end], r.type, dict(r.properties)) for r in ties])
    if not db.has_property_index("id"):
        db.create_property_index("id")
