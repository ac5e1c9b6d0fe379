"""Nodes, relationships and claims as tables, and these as CSV; nodes and relationships as JSON."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from graph.elements import Properties, Relationship, to_json
from graph.formats import Export
from graph.formats.portable import kinds, labels_text, names_of, node_ids, relationship_ids
from graph.formats.tables import to_csv
from graph.questions.claims import Claim, speakers

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
CLAIM_COLUMNS = (
    "Claim", "Stance", "By", "By way of", "From", "Relationship", "To", "Status", "Says", "Because", "Verb", "Source",
    "Published", "Where", "Link", "Passage", "Statement",
)  # fmt: skip
"""What :func:`claim_cells` gives of a claim, wherever claims are a table."""


class Table(NamedTuple):
    """Columns, and rows with a value for each as a store gives it."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def write_csv(export: Export) -> bytes:
    """Write the table of relationships: from, relationship, to, status, who says so, where, and their properties.

    A claim that the export lacks is only its id. A text that a spreadsheet would take for a formula gets an
    apostrophe in front.
    """
    return to_csv(*_table(_relationship_properties(export), _in_words(export)))


def write_zip(export: Export) -> bytes:
    """Write ``nodes.csv`` and ``relationships.csv`` with every property, and of what in ``about.txt``, in one zip."""
    ids, edge_ids = node_ids(export.subgraph), relationship_ids(export.subgraph)
    relationships, words = export.subgraph.relationships, _in_words(export)
    said = {
        "id": [edge_ids[r.key] for r in relationships],
        "start": [ids[r.start_node.key] for r in relationships],
        "type": [r.type for r in relationships],
        "end": [ids[r.end_node.key] for r in relationships],
        "status": words["Status"],
        "caption": words["Relationship"],
        "who says so": words["Who says so"],
        "where": words["Where"],
    }
    files = {
        "nodes.csv": to_csv(*nodes_table(export)),
        "relationships.csv": to_csv(*_table(_relationship_properties(export), said)),
    }
    return _zipped(files, export)


def write_gephi(export: Export) -> bytes:
    """Write ``nodes.csv`` and ``edges.csv`` as Gephi imports them, without a mark that it would read as a name.

    It knows columns by their names in any case, and keeps parallel edges apart by their ``Kind``.
    """
    subgraph, captions = export.subgraph, export.captions
    ids, edge_ids = node_ids(subgraph), relationship_ids(subgraph)
    of_nodes = {"Id": [ids[n.key] for n in subgraph.nodes], "Label": [captions[n.key] for n in subgraph.nodes]}
    of_edges = {
        "Source": [ids[r.start_node.key] for r in subgraph.relationships],
        "Target": [ids[r.end_node.key] for r in subgraph.relationships],
        "Type": ["Directed"] * len(subgraph.relationships),
        "Kind": kinds(subgraph.relationships),
        "Id": [edge_ids[r.key] for r in subgraph.relationships],
        "Label": [captions[r.key] for r in subgraph.relationships],
    }
    nodes = _table(
        [n.properties for n in subgraph.nodes], {"labels": [labels_text(n.labels) for n in subgraph.nodes]}, of_nodes
    )
    edges = _table(
        _relationship_properties(export), {"relationship": [r.type for r in subgraph.relationships]}, of_edges
    )
    return _zipped({"nodes.csv": to_csv(*nodes, mark=False), "edges.csv": to_csv(*edges, mark=False)}, export)


def write_json(export: Export) -> bytes:
    """Write ``{"title", "source", "nodes", "relationships"}`` as strict JSON, rows as those of the command line."""
    subgraph = export.subgraph
    ids, edge_ids = node_ids(subgraph), relationship_ids(subgraph)
    content = {
        "title": export.title,
        "source": export.source_line,
        "nodes": [
            {"id": ids[n.key], "labels": list(n.labels), "properties": _plain(n.properties)} for n in subgraph.nodes
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
    }
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1)
    return f"{text}\n".encode("utf-8", "backslashreplace")  # half a character is written as JSON escapes it


def nodes_table(export: Export) -> Table:
    """Return the nodes: id, labels, caption, and all properties."""
    nodes, ids = export.subgraph.nodes, node_ids(export.subgraph)
    said = {
        "id": [ids[node.key] for node in nodes],
        "labels": [labels_text(node.labels) for node in nodes],
        "caption": [export.captions[node.key] for node in nodes],
    }
    return _table([node.properties for node in nodes], said)


def relationships_table(export: Export) -> Table:
    """Return the relationships: in words, by their ids and types, and all properties."""
    relationships = export.subgraph.relationships
    ids, edge_ids = node_ids(export.subgraph), relationship_ids(export.subgraph)
    said = _in_words(export) | {
        "id": [edge_ids[r.key] for r in relationships],
        "type": [r.type for r in relationships],
        "start": [ids[r.start_node.key] for r in relationships],
        "end": [ids[r.end_node.key] for r in relationships],
    }
    return _table(_relationship_properties(export), said)


def claims_table(export: Export) -> Table:
    """Return the claims on all relationships: who says what of which statement, and where."""
    captions, edge_ids = export.captions, relationship_ids(export.subgraph)
    rows = [
        claim_cells(
            claim,
            (captions[r.start_node.key], captions[r.key], captions[r.end_node.key]),
            status=_status(r),
            statement=edge_ids[r.key],
        )
        for r in export.subgraph.relationships
        for claim in export.claims.get(r.key, ())
    ]
    return Table(CLAIM_COLUMNS, rows)


def claim_cells(claim: Claim, said: tuple[str, str, str], *, status: str, statement: str) -> tuple[str, ...]:
    """Return a claim as a row: who says what of which statement, by which way and where.

    Parameters
    ----------
    claim : Claim
    said : tuple of str
        What the statement's subject, predicate and object are called.
    status, statement : str
        The statement's status and id.
    """
    return (
        claim.id,
        claim.past,
        claim.by_name,
        claim.chain,
        *said,
        status,
        claim.says,
        claim.because,
        claim.verb,
        claim.source_name,
        claim.published,
        claim.place,
        claim.url,
        claim.at,
        statement,
    )


def _table(
    rows: Sequence[Properties], said: Mapping[str, Sequence[Any]], of_format: Mapping[str, Sequence[Any]] | None = None
) -> Table:
    names = names_of(rows, said, of_format, any_case=True)
    columns = [*(of_format or {}), *names.ours.values(), *names.own.values()]
    ours = zip(*(of_format or {}).values(), *said.values(), strict=True)
    return Table(columns, [(*cells, *map(row.get, names.own)) for cells, row in zip(ours, rows, strict=True)])


def _relationship_properties(export: Export) -> list[Properties]:
    return [r.properties for r in export.subgraph.relationships]


def _in_words(export: Export) -> dict[str, list[str]]:
    """Return what people read of each relationship."""
    captions, relationships = export.captions, export.subgraph.relationships
    cited = [_speakers_and_passages(r, export.claims) for r in relationships]
    return {
        "From": [captions[r.start_node.key] for r in relationships],
        "Relationship": [captions[r.key] for r in relationships],
        "To": [captions[r.end_node.key] for r in relationships],
        "Status": [_status(r) for r in relationships],
        "Who says so": [who for who, _ in cited],
        "Where": [where for _, where in cited],
    }


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


def _plain(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: to_json(properties[name]) for name in sorted(properties)}


def _zipped(files: dict[str, bytes], export: Export) -> bytes:
    about = {"about.txt": f"{export.description}\n".encode("utf-8", "replace")} if export.description else {}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (files | about).items():
            # a fixed date and mode: the same view gives the same bytes
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, content)
    return packed.getvalue()
