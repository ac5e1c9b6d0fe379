"""GraphML, for yEd, Gephi, igraph and NetworkX.

References
----------
GraphML 1.0, http://graphml.graphdrawing.org/specification.html
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.formats import Export
from graph.formats.portable import (
    Scalar,
    node_ids,
    property_types,
    relationship_ids,
    scalar_as_xml_text,
    scalar_properties,
    xml_text,
)


def write(export: Export) -> bytes:
    """Write GraphML: properties as data, beside them ``labels`` and ``type``, ``x`` and ``y``."""
    subgraph, positions = export.subgraph, export.positions
    ids, edge_ids = node_ids(subgraph), relationship_ids(subgraph)
    nodes: list[dict[str, Scalar]] = []
    for node in subgraph.nodes:
        row = scalar_properties(node.properties) | {"labels": ";".join(node.labels)}
        if node.key in positions:
            row |= {"x": float(positions[node.key][0]), "y": float(positions[node.key][1])}
        nodes.append(row)
    edges = [scalar_properties(r.properties) | {"type": r.type} for r in subgraph.relationships]
    keys = {("node", name): kind for name, kind in property_types(nodes).items()}
    keys |= {("edge", name): kind for name, kind in property_types(edges).items()}
    numbers = {key: f"d{i}" for i, key in enumerate(keys)}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *([f"<desc>{xml_text(export.description)}</desc>"] if export.description else []),
        *(
            f'<key id="{numbers[key]}" for="{key[0]}" attr.name="{xml_text(key[1])}" attr.type="{kind}"/>'
            for key, kind in keys.items()
        ),
        '<graph edgedefault="directed">',
    ]
    for node, row in zip(subgraph.nodes, nodes, strict=True):
        lines.append(f'<node id="{xml_text(ids[node.key])}">{_data("node", row, numbers)}</node>')
    for r, row in zip(subgraph.relationships, edges, strict=True):
        ends = f'source="{xml_text(ids[r.start_node.key])}" target="{xml_text(ids[r.end_node.key])}"'
        lines.append(f'<edge id="{xml_text(edge_ids[r.key])}" {ends}>{_data("edge", row, numbers)}</edge>')
    return "\n".join((*lines, "</graph>", "</graphml>", "")).encode()


def _data(of: str, row: dict[str, Scalar], numbers: Mapping[tuple[str, str], str]) -> str:
    return "".join(
        f'<data key="{numbers[of, name]}">{xml_text(scalar_as_xml_text(value))}</data>'
        for name, value in sorted(row.items())
    )
