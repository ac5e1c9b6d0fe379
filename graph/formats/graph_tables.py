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
from graph.formats.portable import Scalar, node_ids, relationship_ids, scalar_properties
from graph.formats.tables import spreadsheet_cell
from graph.questions.claims import Claim, speakers

_COLUMNS_OF_CSV = ("From", "Relationship", "To", "Status", "Who says so", "Where")
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def write_csv(export: Export) -> bytes:
    """Write the table of relationships: from, relationship, to, status, who says so, where.

    A claim that the export lacks is only its id. A text that a spreadsheet would take for a formula gets an
    apostrophe in front.
    """
    captions = export.captions
    return _csv(
        _COLUMNS_OF_CSV,
        (
            (
                captions[r.start_node.key],
                captions[r.key],
                captions[r.end_node.key],
                _status(r),
                *_speakers_and_passages(r, export.claims),
            )
            for r in export.subgraph.relationships
        ),
    ).encode()


def write_zip(export: Export) -> bytes:
    """Write ``nodes.csv`` and ``relationships.csv`` with every property, and of what in ``about.txt``, in one zip."""
    subgraph, captions = export.subgraph, export.captions
    ids, edge_ids = node_ids(subgraph), relationship_ids(subgraph)
    nodes = [scalar_properties(node.properties) for node in subgraph.nodes]
    edges = [scalar_properties(r.properties) for r in subgraph.relationships]
    node_columns = _columns(nodes, {"id"})
    edge_columns = _columns(edges, {"id", "status"})
    files = {
        "nodes.csv": _csv(
            ("id", "labels", "caption", *node_columns),
            (
                (ids[n.key], ";".join(n.labels), captions[n.key], *(row.get(c, "") for c in node_columns))
                for n, row in zip(subgraph.nodes, nodes, strict=True)
            ),
        ),
        "relationships.csv": _csv(
            ("id", "start", "type", "end", "status", "caption", "who says so", "where", *edge_columns),
            (
                (
                    edge_ids[r.key],
                    ids[r.start_node.key],
                    r.type,
                    ids[r.end_node.key],
                    _status(r),
                    captions[r.key],
                    *_speakers_and_passages(r, export.claims),
                    *(row.get(c, "") for c in edge_columns),
                )
                for r, row in zip(subgraph.relationships, edges, strict=True)
            ),
        ),
    }
    if export.description:
        files["about.txt"] = f"{export.description}\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            # a fixed date and mode: the same view gives the same bytes
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, text)
    return packed.getvalue()


def write_json(export: Export) -> bytes:
    """Write ``{"title", "source", "nodes", "relationships"}`` as strict JSON, rows as those of the command line."""
    subgraph = export.subgraph
    ids, edge_ids = node_ids(subgraph), relationship_ids(subgraph)
    return (
        json.dumps(
            {
                "title": export.title,
                "source": export.source_line,
                "nodes": [
                    {"id": ids[n.key], "labels": list(n.labels), "properties": _plain(n.properties)}
                    for n in subgraph.nodes
                ],
                "relationships": [
                    {
                        "id": edge_ids[r.key],
                        "type": r.type,
                        "start": ids[r.start_node.key],
                        "end": ids[r.end_node.key],
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


def _speakers_and_passages(relationship: Relationship, claims: Mapping[str, Sequence[Claim]]) -> tuple[str, str]:
    """Return who makes the claims on a relationship, and where; a claim that the export lacks is only its id."""
    value = relationship.properties.get("claims")
    ids = [str(id) for id in value] if isinstance(value, list | tuple) else []
    known = claims.get(relationship.key, ())
    unknown = [id for id in ids if id not in {claim.id for claim in known}]
    who = [speakers(known)] if known else []
    return "; ".join([*who, *unknown]), "; ".join(dict.fromkeys(claim.at for claim in known))


def _columns(rows: list[dict[str, Scalar]], without: set[str]) -> list[str]:
    return sorted({name for row in rows for name in row} - without)


def _csv(head: Sequence[str], rows: Iterable[Sequence[Scalar]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in (head, *rows):
        writer.writerow([spreadsheet_cell(value) for value in row])
    return text.getvalue().encode("utf-8", "replace").decode("utf-8")
