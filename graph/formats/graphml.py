"""GraphML, for yEd, Cytoscape, Gephi, igraph and NetworkX.

References
----------
GraphML 1.0, http://graphml.graphdrawing.org/specification.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.elements import Properties
from graph.formats import Export
from graph.formats.portable import (
    Scalar,
    labels_text,
    names_of,
    node_ids,
    property_types,
    relationship_ids,
    scalar_as_text,
    xml_ids,
    xml_rows,
    xml_text,
)


def write(export: Export) -> bytes:
    """Write GraphML: properties as data, beside them ``label``, and ``labels``, ``x`` and ``y`` or ``type``."""
    subgraph, captions, positions = export.subgraph, export.captions, export.positions
    ids, edge_ids = xml_ids(node_ids(subgraph)), xml_ids(relationship_ids(subgraph))
    said_of_nodes: dict[str, Sequence[Any]] = {
        "label": [captions[node.key] for node in subgraph.nodes],
        "labels": [labels_text(node.labels) for node in subgraph.nodes],
    }
    if positions:
        places = [positions.get(node.key, (None, None)) for node in subgraph.nodes]
        said_of_nodes |= {"x": [x for x, _ in places], "y": [y for _, y in places]}
    said_of_edges: dict[str, Sequence[Any]] = {
        "label": [captions[r.key] for r in subgraph.relationships],
        "type": [r.type for r in subgraph.relationships],
    }
    nodes = _named([node.properties for node in subgraph.nodes], said_of_nodes)
    edges = _named([r.properties for r in subgraph.relationships], said_of_edges)
    # no key is named d3 or d7: Gephi takes these for the labels of yEd
    types = {"node": property_types(nodes), "edge": property_types(edges)}
    keys = {of: {name: f"{of}{n}" for n, name in enumerate(types[of])} for of in types}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *([f"<desc>{xml_text(export.description)}</desc>"] if export.description else []),
        *(
            f'<key id="{keys[of][name]}" for="{of}" attr.name="{xml_text(name)}" attr.type="{type_}"/>'
            for of in types
            for name, type_ in types[of].items()
        ),
        '<graph edgedefault="directed">',
    ]
    for node, row in zip(subgraph.nodes, nodes, strict=True):
        lines.append(f'<node id="{xml_text(ids[node.key])}">{_data(row, keys["node"])}</node>')
    for r, row in zip(subgraph.relationships, edges, strict=True):
        ends = f'source="{xml_text(ids[r.start_node.key])}" target="{xml_text(ids[r.end_node.key])}"'
        lines.append(f'<edge id="{xml_text(edge_ids[r.key])}" {ends}>{_data(row, keys["edge"])}</edge>')
    return "\n".join((*lines, "</graph>", "</graphml>", "")).encode()


def _named(rows: Sequence[Properties], said: Mapping[str, Sequence[Any]]) -> list[dict[str, Scalar]]:
    return xml_rows(rows, names_of(rows, said), said)


def _data(row: Mapping[str, Scalar], keys: Mapping[str, str]) -> str:
    return "".join(f'<data key="{keys[name]}">{xml_text(scalar_as_text(value))}</data>' for name, value in row.items())
