"""DOT, for Graphviz.

References
----------
The DOT language, https://graphviz.org/doc/info/lang.html
"""

from __future__ import annotations

from graph.formats import Export
from graph.formats.portable import node_ids, xml_text
from graph.picture.looks import NO_STATUS, SPEAKER_STYLES, STATUS_STYLES, StatusStyle
from graph.picture.speakers import says_of


def write(export: Export) -> bytes:
    """Write a directed DOT graph: captions as labels, statuses as words and line styles."""
    subgraph, captions = export.subgraph, export.captions
    ids = node_ids(subgraph)
    lines = ["digraph {", "  node [shape=box, style=rounded];"]
    if export.description:
        lines.append(f"  label={_quoted(export.description)};")
    for node in subgraph.nodes:
        lines.append(
            f"  {_quoted(ids[node.key])} [label={_quoted(captions[node.key])}, class={_quoted(' '.join(node.labels))}];"
        )
    for r in subgraph.relationships:
        status = r.properties.get("status")
        drawn = SPEAKER_STYLES.get(says_of(r)) or STATUS_STYLES.get(status if isinstance(status, str) else "")
        style = f", style={_line(drawn)}" if drawn else ""
        marked = f", class={_quoted(says_of(r) or str(status))}" if drawn else ""
        marked += "" if drawn is None or drawn.arrow else ", dir=none"
        lines.append(
            f"  {_quoted(ids[r.start_node.key])} -> {_quoted(ids[r.end_node.key])}"
            f" [label={_quoted(captions[r.key])}{style}{marked}];"
        )
    return "\n".join((*lines, "}", "")).encode()


def _line(style: StatusStyle) -> str:
    if style.dash:
        return "dotted" if style.dash[0] < 1 else "dashed"
    return "bold" if style.width > NO_STATUS.width else "solid"


def _quoted(text: str) -> str:
    # labels know escapes (\n, \N) and entities (&amp;): a backslash is doubled, the rest goes as entities
    return '"' + xml_text(text).replace("\\", "\\\\") + '"'
