"""Tables (CSV) and JSON."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph.elements import Relationship, Subgraph, to_json
from graph.formats.names import Scalar, caption, node_names, relationship_names, scalars, words
from graph.questions.claims import Claim

Claims = Mapping[str, Sequence[Claim]]
"""The claims on each relationship, by its key."""
_HEAD = ("From", "Relationship", "To", "Status", "Who says so", "Where")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DATE = (1980, 1, 1, 0, 0, 0)


def to_csv(
    subgraph: Subgraph,
    *,
    captions: Mapping[str, str] | None = None,
    claims: Claims | None = None,
) -> str:
    """Return the table of relationships: from, relationship, to, status, who says so, where.

    Without ``claims`` the last two columns name the claims by their ids. A text that a spreadsheet
    would take for a formula is preceded by an apostrophe.
    """
    return _csv(
        _HEAD,
        (
            (
                caption(r.start_node, captions),
                words(r, captions),
                caption(r.end_node, captions),
                _status(r),
                *_said(r, claims),
            )
            for r in subgraph.relationships
        ),
    )


def to_zip(
    subgraph: Subgraph,
    *,
    captions: Mapping[str, str] | None = None,
    claims: Claims | None = None,
) -> bytes:
    """Return ``nodes.csv`` and ``relationships.csv`` with every property, in one zip file."""
    names, ids = node_names(subgraph), relationship_names(subgraph)
    nodes = [scalars(node.properties) for node in subgraph.nodes]
    edges = [scalars(r.properties) for r in subgraph.relationships]
    node_columns = _columns(nodes, {"id"})
    edge_columns = _columns(edges, {"id", "status"})
    files = {
        "nodes.csv": _csv(
            ("id", "labels", "caption", *node_columns),
            (
                (names[n.key], ";".join(n.labels), caption(n, captions), *(row.get(c, "") for c in node_columns))
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
                    words(r, captions),
                    *_said(r, claims),
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


def to_json_text(subgraph: Subgraph) -> str:
    """Return ``{"nodes", "relationships"}`` as strict JSON; each as the command line's JSON rows have them."""
    names, ids = node_names(subgraph), relationship_names(subgraph)
    return (
        (
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
        )
        .encode("utf-8", "replace")
        .decode("utf-8")
    )


def _plain(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: to_json(properties[name]) for name in sorted(properties)}


def _status(relationship: Relationship) -> str:
    status = relationship.properties.get("status")
    return status if isinstance(status, str) else ""


def _said(relationship: Relationship, claims: Claims | None) -> tuple[str, str]:
    """Return who says so and where; of a claim that is not known, its id."""
    told = relationship.properties.get("claims")
    ids = [str(id) for id in told] if isinstance(told, list | tuple) else []
    known = {claim.id: claim for claim in (claims or {}).get(relationship.key, ())}
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
