"""GEXF, for Gephi and Gephi Lite.

References
----------
GEXF 1.3, https://gexf.net/
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.case.captions import status_of
from graph.elements import Relationship
from graph.formats import Export
from graph.formats.portable import (
    Scalar,
    kinds,
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
from graph.picture.looks import THEMES, Look, line_style
from graph.picture.speakers import says_of

_SHAPES = {
    "square": "square",
    "box": "square",
    "diamond": "diamond",
    "triangle": "triangle",
    "triangleDown": "triangle",
}
"""What GEXF calls shapes; any other is its ``disc``."""


def write(export: Export) -> bytes:
    """Write GEXF: captions as labels, properties as attributes, and places, colours and sizes as in the picture.

    Every relationship has a ``kind`` of its own among those between the same two nodes.
    """
    subgraph, captions = export.subgraph, export.captions
    ids, edge_ids = xml_ids(node_ids(subgraph)), xml_ids(relationship_ids(subgraph))
    node_properties = [node.properties for node in subgraph.nodes]
    edge_properties = [r.properties for r in subgraph.relationships]
    said_of_nodes = {"labels": [labels_text(node.labels) for node in subgraph.nodes]}
    said_of_edges = {"type": [r.type for r in subgraph.relationships]}
    # NetworkX reads these of GEXF itself into the same place as properties
    node_names = names_of(
        node_properties, said_of_nodes, {"label": [captions[node.key] for node in subgraph.nodes], "viz": None}
    )
    edge_names = names_of(
        edge_properties,
        said_of_edges,
        {
            "id": [edge_ids[r.key] for r in subgraph.relationships],
            "label": [captions[r.key] for r in subgraph.relationships],
            "key": None,
            "networkx_key": None,
        },
    )
    nodes = xml_rows(node_properties, node_names, said_of_nodes)
    edges = xml_rows(edge_properties, edge_names, said_of_edges)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">',
        *([f"<meta><description>{xml_text(export.description)}</description></meta>"] if export.description else []),
        '<graph defaultedgetype="directed" mode="static">',
    ]
    numbers = {}
    for of, rows in (("node", nodes), ("edge", edges)):
        types = property_types(rows)
        numbers[of] = {name: str(i) for i, name in enumerate(types)}
        lines.append(f'<attributes class="{of}" mode="static">')
        for name, type_ in types.items():
            lines.append(f'<attribute id="{numbers[of][name]}" title="{xml_text(name)}" type="{type_}"/>')
        lines.append("</attributes>")
    lines.append("<nodes>")
    for node, row in zip(subgraph.nodes, nodes, strict=True):
        lines.append(
            f'<node id="{xml_text(ids[node.key])}" label="{xml_text(captions[node.key])}">'
            f"{_values(row, numbers['node'])}{_place(node.key, export)}{_look(export.looks.get(node.key))}</node>"
        )
    lines += ["</nodes>", "<edges>"]
    for r, row, kind in zip(subgraph.relationships, edges, kinds(subgraph.relationships), strict=True):
        lines.append(
            f'<edge id="{xml_text(edge_ids[r.key])}" source="{xml_text(ids[r.start_node.key])}"'
            f' target="{xml_text(ids[r.end_node.key])}" kind="{xml_text(kind)}" label="{xml_text(captions[r.key])}">'
            f"{_values(row, numbers['edge'])}{_line(r)}</edge>"
        )
    return "\n".join((*lines, "</edges>", "</graph>", "</gexf>", "")).encode()


def _values(row: Mapping[str, Scalar], numbers: Mapping[str, str]) -> str:
    values = "".join(
        f'<attvalue for="{numbers[name]}" value="{xml_text(scalar_as_text(value))}"/>' for name, value in row.items()
    )
    return f"<attvalues>{values}</attvalues>"


def _place(key: str, export: Export) -> str:
    if key not in export.positions:
        return ""
    x, y = export.positions[key]
    return f'<viz:position x="{x:g}" y="{-y:g}" z="0"/>'  # there, y grows upwards


def _look(look: Look | None) -> str:
    if look is None:
        return ""
    shape = _SHAPES.get(look.shape, "disc")
    return f'{_colour(look.colour)}<viz:size value="{look.size:g}"/><viz:shape value="{shape}"/>'


def _line(r: Relationship) -> str:
    style = line_style(status_of(r), says_of(r))
    shape = "solid" if not style.dash else "dotted" if style.dash[0] < 1 else "dashed"
    colour = _colour(THEMES["light"].roles[style.role])
    return f'{colour}<viz:thickness value="{style.width:g}"/><viz:shape value="{shape}"/>'


def _colour(rgb: str) -> str:
    r, g, b = bytes.fromhex(rgb.removeprefix("#"))
    return f'<viz:color r="{r}" g="{g}" b="{b}"/>'
