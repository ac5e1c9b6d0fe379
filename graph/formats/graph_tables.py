"""Tables (CSV) and JSON."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph.elements import Relationship, to_json
from graph.formats import Export
from graph.formats.names import Scalar, node_names, relationship_names, scalars
from graph.questions.claims import Claim

_HEAD = ("From", "Relationship", "To", "Status", "Who says so", "Where")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DATE = (1980, 1, 1, 0, 0, 0)


def write_csv(export: Export) -> bytes:
    """Write the table of relationships: from, relationship, to, status, who says so, where.

    Of a claim that the export does not know, only its id is there. A text that a spreadsheet would take for a
    formula is preceded by an apostrophe.
    """
    captions = export.captions
    return _csv(
        _HEAD,
        (
            (
                captions[r.start_node.key],
                captions[r.key],
                captions[r.end_node.key],
                _status(r),
                *_said(r, export.claims),
            )
            for r in export.subgraph.relationships
        ),
    ).encode()


def write_zip(export: Export) -> bytes:
    """Write ``nodes.csv`` and ``relationships.csv`` with every property, in one zip file."""
    subgraph, captions = export.subgraph, export.captions
    names, ids = node_names(subgraph), relationship_names(subgraph)
    nodes = [scalars(node.properties) for node in subgraph.nodes]
    edges = [scalars(r.properties) for r in subgraph.relationships]
    node_columns = _columns(nodes, {"id"})
    edge_columns = _columns(edges, {"id", "status"})
    files = {
        "nodes.csv": _csv(
            ("id", "labels", "caption", *node_columns),
            (
                (names[n.key], ";".join(n.labels), captions[n.key], *(row.get(c, "") for c in node_columns))
                for n, row in zip(subgraph.nodes, nodes, strict=True)
            ),
        ),
        "relationships.csv": _csv(
            ("id", "start", "type", "end", "status", "caption", "who says so", "where", *edge_columns),
            (
                (
                    ids[r.key],
                    names[r.start_node.key],
                    r.type,
                    names[r.end_node.key],
                    _status(r),
                    captions[r.key],
                    *_said(r, export.claims),
                    *(row.get(c, "") for c in edge_columns),
                )
                for r, row in zip(subgraph.relationships, edges, strict=True)
            ),
        ),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            # a fixed date and mode: the same view gives the same bytes
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, text)
    return packed.getvalue()


def write_json(export: Export) -> bytes:
    """Write ``{"nodes", "relationships"}`` as strict JSON; each as the command line's JSON rows have them."""
    subgraph = export.subgraph
    names, ids = node_names(subgraph), relationship_names(subgraph)
    return (
        json.dumps(
            {
                "nodes": [
                    {"id": names[n.key], "labels": list(n.labels), "properties": _plain(n.properties)}
                    for n in subgraph.nodes
                ],
                "relationships": [
                    {
                        "id": ids[r.key],
                        "type": r.type,
                        "start": names[r.start_node.key],
                        "end": names[r.end_node.key],
                        "properties": _plain(r.properties),
                    }
                    for r in subgraph.relationships
                ],
            },
            ensure_ascii=False,
            allow_nan=False,
            indent=1,
        )
        + "\n"
    ).encode("utf-8", "replace")


def _plain(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: to_json(properties[name]) for name in sorted(properties)}


def _status(relationship: Relationship) -> str:
    status = relationship.properties.get("status")
    return status if isinstance(status, str) else ""


def _said(relationship: Relationship, claims: Mapping[str, Sequence[Claim]]) -> tuple[str, str]:
    """Return who says so and where; of a claim that is not known, its id."""
    told = relationship.properties.get("claims")
    ids = [str(id) for id in told] if isinstance(told, list | tuple) else []
    known = {claim.id: claim for claim in claims.get(relationship.key, ())}
    who = [known[id].who for id in ids if id in known] + [id for id in ids if id not in known]
    return "; ".join(dict.fromkeys(who)), "; ".join(dict.fromkeys(known[id].at for id in ids if id in known))


def _columns(rows: list[dict[str, Scalar]], but: set[str]) -> list[str]:
    return sorted({name for row in rows for name in row} - but)


def _csv(head: Sequence[str], rows: Iterable[Sequence[Scalar]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in (head, *rows):
        writer.writerow([spreadsheet_cell(value) for value in row])
    return text.getvalue().encode("utf-8", "replace").decode("utf-8")


def spreadsheet_cell(value: Any) -> Any:
    """Return a value as it may stand in a spreadsheet: a text that would be taken for a formula after an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
