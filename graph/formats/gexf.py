"""GEXF, for Gephi and Gephi Lite.

References
----------
GEXF 1.3, https://gexf.net/
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
    """Write GEXF: captions as labels, properties as attributes, positions where something was drawn."""
    subgraph, captions, positions = export.subgraph, export.captions, export.positions
    ids, edge_ids = node_ids(subgraph), relationship_ids(subgraph)
    nodes = [scalar_properties(node.properties) | {"labels": ";".join(node.labels)} for node in subgraph.nodes]
    edges = [scalar_properties(r.properties) | {"type": r.type} for r in subgraph.relationships]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">',
        *([f"<meta><description>{xml_text(export.description)}</description></meta>"] if export.description else []),
        '<graph defaultedgetype="directed" mode="static">',
    ]
    numbers = {}
    for of, rows in (("node", nodes), ("edge", edges)):
        numbers[of] = {name: str(i) for i, name in enumerate(property_types(rows))}
        lines.append(f'<attributes class="{of}" mode="static">')
        for name, kind in property_types(rows).items():
            lines.append(f'<attribute id="{numbers[of][name]}" title="{xml_text(name)}" type="{kind}"/>')
        lines.append("</attributes>")
    lines.append("<nodes>")
    for node, row in zip(subgraph.nodes, nodes, strict=True):
        place = ""
        if node.key in positions:
            x, y = positions[node.key]
            place = f'<viz:position x="{x:g}" y="{-y:g}" z="0"/>'  # there, y grows upwards
        lines.append(
            f'<node id="{xml_text(ids[node.key])}" label="{xml_text(captions[node.key])}">'
            f"{_values(row, numbers['node'])}{place}</node>"
        )
    lines += ["</nodes>", "<edges>"]
    for r, row in zip(subgraph.relationships, edges, strict=True):
        lines.append(
            f'<edge id="{xml_text(edge_ids[r.key])}" source="{xml_text(ids[r.start_node.key])}"'
            f' target="{xml_text(ids[r.end_node.key])}" label="{xml_text(captions[r.key])}">'
            f"{_values(row, numbers['edge'])}</edge>"
        )
    return "\n".join((*lines, "</edges>", "</graph>", "</gexf>", "")).encode()


def _values(row: dict[str, Scalar], numbers: Mapping[str, str]) -> str:
    values = "".join(
        f'<attvalue for="{numbers[name]}" value="{xml_text(scalar_as_xml_text(value))}"/>'
        for name, value in sorted(row.items())
    )
    return f"<attvalues>{values}</attvalues>"
