"""How things look: shapes, sizes, themes, line styles of statuses, and the looks of labels that the schema lacks."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from graph.case.schema import NodeType, Schema
from graph.elements import NO_LABEL, Subgraph

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
    changes: Mapping[str, str]
    """Colours of what a pen marks, behind the others: what differs between two versions, bridges, and what falls."""


THEMES: Mapping[str, Theme] = {
    "light": Theme(
        "#fcfcfd",
        "#1c2430",
        "#5b6675",
        "#dfe3e8",
        "#1f5fbf",
        {"firm": "#008a63", "plain": "#7c8795", "contested": "#d55e00", "voice": "#6d4fb3"},
        {"added": "#7fd1b9", "removed": "#f19ab8", "changed": "#f2cf5b", "bridge": "#c9b6f2"}
        | {"falls": "#f19ab8", "shaken": "#f2cf5b"},
    ),
    "dark": Theme(
        "#0e1217",
        "#e8ecf1",
        "#9aa6b4",
        "#2b333e",
        "#7fb0ff",
        {"firm": "#19b88a", "plain": "#7f8b9a", "contested": "#f07d2b", "voice": "#a990ee"},
        {"added": "#1d6b57", "removed": "#8a2f52", "changed": "#75610f", "bridge": "#5a4691"}
        | {"falls": "#8a2f52", "shaken": "#75610f"},
    ),
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a node is drawn: its colour (``#rrggbb``), one of :data:`SHAPES`, and its radius in scene units."""

    colour: str
    shape: str
    size: float


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
    border : str
        CSS border of a row of text about it; empty for no special one.
    arrow : bool
        Whether it leads from one end to the other.
    """

    width: float
    dash: tuple[float, ...]
    role: str
    border: str = ""
    arrow: bool = True


STATUS_STYLES: Mapping[str, StatusStyle] = {
    "found": StatusStyle(3.0, (), "firm", "4px solid #009e73"),
    "reported": StatusStyle(1.2, (), "plain", "2px solid var(--soft)"),
    "alleged": StatusStyle(2.0, (7, 5), "contested", "3px dashed #d55e00"),
    "disputed": StatusStyle(2.2, (10, 4, 2, 4), "contested", "4px double #d55e00"),
    "denied": StatusStyle(2.2, (0.1, 5), "contested", "3px dotted #d55e00"),
    "questioned": StatusStyle(2.2, (0.1, 8), "contested", "2px dotted #d55e00"),
    "inferred": StatusStyle(1.6, (14, 4), "plain", "2px dashed var(--soft)"),
}
"""How each of :data:`graph.case.statuses.STATUSES` is drawn, in the order of legends."""
NO_STATUS = StatusStyle(1.2, (), "plain")
SPEAKER_STYLES: Mapping[str, StatusStyle] = {
    "asserts": StatusStyle(1.4, (), "voice"),
    "denies": StatusStyle(2.4, (0.1, 5), "voice"),
    "questions": StatusStyle(2.4, (0.1, 8), "voice"),
    "agree": StatusStyle(2.6, (), "firm", arrow=False),
    "contradict": StatusStyle(2.6, (5, 5), "contested", arrow=False),
    "differ": StatusStyle(2.2, (0.1, 6), "plain", arrow=False),
}
"""How each line of :data:`SPEAKER_WORDS` is drawn: as wide and as broken as the statuses that come of it."""
SPEAKER_WORDS: Mapping[str, str] = {
    "asserts": "from who asserts something to what it is about",
    "denies": "from who denies something to what it is about",
    "questions": "from who questions something to what it is about",
    "agree": "two speakers say the same of a statement",
    "contradict": "one speaker asserts what the other denies, or what conflicts with it",
    "differ": "one speaker questions what the other asserts or denies",
}
"""Lines from a speaker to what is spoken of, and between two speakers: what each says, in the order of legends."""
CHANGE_DASHES: Mapping[str, tuple[float, ...]] = {"added": (), "removed": (9, 6), "changed": (2.5, 3)}
"""How the pen's line is broken behind what differs between two versions: seen without its colour, too."""
BRIDGE = "bridge"
"""What the pen marks where something is the only thing that joins two parts."""
FALLS, SHAKEN = "falls", "shaken"
"""What the pen marks where something is taken to fall: of which nothing is left, and of which the status changes."""
PEN_DASHES: Mapping[str, tuple[float, ...]] = {**CHANGE_DASHES, BRIDGE: (), FALLS: (9, 6), SHAKEN: (2.5, 3)}
"""How the pen's line is broken, of all that it marks."""
CHANGE_WIDTH = 9.0
"""Of the pen's line behind a relationship, in scene units."""
CHANGE_RING = 4.5
"""Of the pen's line around a node, in scene units; as far off is its middle from the shape."""
CHANGE_WORDS: Mapping[str, str] = {
    "added": "only in the later version",
    "removed": "only in the earlier version",
    "changed": "in both, and not the same",
}
"""What each says, for legends."""


def line_style(status: str | None, says: str = "") -> StatusStyle:
    """Return how a relationship is drawn: by what a speaker does where it is a line of speakers, else by its status."""
    return SPEAKER_STYLES.get(says) or STATUS_STYLES.get(status or "", NO_STATUS)


def node_types(subgraph: Subgraph, schema: Schema, labels: Iterable[str] = ()) -> dict[str, NodeType]:
    """Return the type each node is drawn as, by its key.

    A label that the schema lacks gets a colour and a shape computed from its name, or the next free ones where another
    label has these. They are the same in every run, and hardly depend on the other labels.
    """
    types = {labels: schema.type_of(labels) for labels in {node.labels for node in subgraph.nodes}}
    foreign = {type_.name for type_ in types.values() if not type_.colour}
    looks = _colours_and_shapes(foreign | {label for label in labels if schema.node_type((label,)) is None})
    for node_labels, type_ in types.items():
        if not type_.colour:
            colour, shape = looks[type_.name]
            types[node_labels] = replace(type_, colour=colour, shape=shape)
    return {node.key: types[node.labels] for node in subgraph.nodes}


# Okabe and Ito's colours and others between them; with eight shapes, a pair repeats only after 96 labels.
_PALETTE = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9",
    "#8F6BB3", "#B5651D", "#7A869A", "#3B8686", "#A23B5A", "#6B7F2A",
)  # fmt: skip


def _colours_and_shapes(labels: Iterable[str]) -> dict[str, tuple[str, str]]:
    looks: dict[str, tuple[str, str]] = {}
    taken: set[tuple[int, int]] = set()
    uses: Counter[int] = Counter()
    # No label comes last: where such a node comes in later, no other changes its colour.
    for label in sorted(set(labels), key=lambda label: (label == NO_LABEL, label)):
        shape, first = divmod(zlib.crc32(label.encode()), len(_PALETTE))
        turn = [n % len(_PALETTE) for n in range(first, first + len(_PALETTE))]
        colour = min(turn, key=lambda n: uses[n])
        free = [n % len(SHAPES) for n in range(shape, shape + len(SHAPES)) if (colour, n % len(SHAPES)) not in taken]
        pair = colour, free[0] if free else shape % len(SHAPES)
        uses[colour] += 1
        taken.add(pair)
        looks[label] = _PALETTE[pair[0]], SHAPES[pair[1]]
    return looks
