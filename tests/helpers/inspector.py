"""What the inspector shows of a node."""

from collections.abc import Collection

from graph.case.schema import load_schema
from graph.elements import Node
from graph.stores import Store
from graph.ui.parts.inspector import content
from graph.ui.parts.inspector.claims import Content


def inspected(store: Store, node: Node, *, passage: str | None = None, left_out: Collection[str] = ()) -> Content:
    """Return what the inspector shows of a node, every passage of which has the same text, or none."""
    schema = load_schema()
    return content.of_node(
        store,
        node,
        schema.type_of(node.labels),
        schema,
        actions=(),
        pinned=False,
        expanded=False,
        passages=lambda *_: passage,
        left_out=left_out,
    )
