"""Values of a result as a person reads them: by names, and with what is only alleged marked as such."""

from __future__ import annotations

from typing import Any

from graph.case.captions import edge_caption, name_of
from graph.case.schema import Schema
from graph.elements import Node, Path, Relationship
from graph.formats.tables import cell_text


def readable(value: Any, schema: Schema) -> str:
    """Return a value as text: nodes by their names, relationships by words that mark allegations as such.

    Parameters
    ----------
    value : object
        Any value that a :class:`graph.stores.Result` can hold.
    schema : Schema
    """
    match value:
        case Node():
            return name_of(value, schema)
        case Relationship():
            start, end = (name_of(node, schema) for node in (value.start_node, value.end_node))
            return f"{start} — {edge_caption(value, schema)} → {end}"
        case Path():
            parts = [name_of(value.nodes[0], schema)]
            for near, tie, far in zip(value.nodes, value.relationships, value.nodes[1:], strict=False):
                left, right = ("—", "→") if tie.start_node.key == near.key else ("←", "—")
                parts.append(f"{left} {edge_caption(tie, schema)} {right} {name_of(far, schema)}")
            return " ".join(parts)
        case list() | tuple():
            return ", ".join(readable(item, schema) for item in value)
        case dict():
            return ", ".join(f"{name}: {readable(item, schema)}" for name, item in value.items())
    return cell_text(value)
