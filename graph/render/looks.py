"""How things look: shapes, sizes, themes, line styles of statuses, and types of labels the schema does not know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.render.text import clean, shorten
from graph.schema import NodeType, Schema
from graph.stores.base import NO_LABEL, Subgraph

SHAPES = ("dot", "square", "diamond", "triangle", "triangleDown", "hexagon", "star", "box")
"""Shapes of nodes, by vis-network's names; ``box`` is a rounded square."""

CAPTION_SIZE = 12.5
"""Font size of nodes' captions, in scene units."""
EDGE_CAPTION_SIZE = 11.0
LINE_HEIGHT = 15.0
CAPTION_WIDTH = 132.0
CAPTION_LINES = 3
CAPTION_GAP = 3.0
"""Scene units between a node and its caption."""
_LONGEST = 60
"""Characters of a label in a legend."""


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a picture that do not come from a node's type, ``#rrggbb`` each."""

    background: str
    ink: str
    soft: str
    line: str
    accent: str
    roles: Mapping[str, str]
    """Colours of lines by the ``role`` of a :class:`StatusStyle`."""


THEMES: Mapping[str, Theme] = {
    "light": Theme(
        "#fcfcfd",
        "#1c2430",
        "#5b6675",
        "#dfe3e8",
        "#1f5fbf",
        {"firm": "#008a63", "plain": "#7c8795", "contested": "#d55e00"},
    ),
    "dark": Theme(
        "#0e1217",
        "#e8ecf1",
        "#9aa6b4",
        "#2b333e",
        "#7fb0ff",
        {"firm": "#19b88a", "plain": "#7f8b9a", "contested": "#f07d2b"},
    ),
}


@dataclass(frozen=True, slots=True)
class StatusStyle:
    """How a relationship of one status is drawn.

    Parameters
    ----------
    width : float
        Of the line, in scene units.
    dash : tuple of float
        Lengths of dashes and gaps; empty for a solid line.
    role : str
        Key of :attr:`Theme.roles`.
    words : str
        What the status means, for legends.
    """

    width: float
    dash: tuple[float, ...]
    role: str
    words: str


STATUS_STYLES: Mapping[str, StatusStyle] = {
    "found": StatusStyle(3.0, (), "firm", "a deciding body found it"),
    "reported": StatusStyle(1.2, (), "plain", "a source says so itself"),
    "alleged": StatusStyle(2.0, (7, 5), "contested", "only named speakers say so, or ask"),
    "disputed": StatusStyle(2.2, (10, 4, 2, 4), "contested", "asserted by some, denied or questioned by others"),
    "denied": StatusStyle(2.2, (0.1, 5), "contested", "denied, asserted by nobody"),
}
"""In the order of legends."""
NO_STATUS = StatusStyle(1.2, (), "plain", "")


def node_types(subgraph: Subgraph, schema: Schema, labels: Iterable[str] = ()) -> dict[str, NodeType]:
    """Return the type each node is drawn as, by its key.

    A label the schema does not know gets a colour and a shape by its place among all such labels,
    so that they are distinct (up to the palette's size) and the same in every run.
    """
    of_labels = {labels: schema.node_type(labels) for labels in {node.labels for node in subgraph.nodes}}
    known = {node.key: of_labels[node.labels] for node in subgraph.nodes}
    # No label comes last: where such a node comes in later, no other changes its colour.
    foreign = sorted(
        {_foreign_label(node.labels) for node in subgraph.nodes if known[node.key] is None}
        | {label for label in labels if schema.node_type((label,)) is None},
        key=lambda label: (label == NO_LABEL, label),
    )
    invented = {label: _foreign_type(label, index) for index, label in enumerate(foreign)}
    return {node.key: known[node.key] or invented[_foreign_label(node.labels)] for node in subgraph.nodes}


# Okabe and Ito's colours and four between them; eight shapes: the pair repeats only after 24 labels.
_PALETTE = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9",
    "#8F6BB3", "#B5651D", "#7A869A", "#3B8686", "#A23B5A", "#6B7F2A",
)  # fmt: skip


def _foreign_type(label: str, index: int) -> NodeType:
    shape = SHAPES[(index + index // len(_PALETTE)) % len(SHAPES)]
    # a label may be of any length, a legend not
    return NodeType(label, shorten(clean(label), _LONGEST), _PALETTE[index % len(_PALETTE)], shape, (label,), "")


def _foreign_label(labels: tuple[str, ...]) -> str:
    return labels[0] if labels else NO_LABEL
