"""A scene: a subgraph with what drawing needs, and nothing of who draws it.

The canvas, SVG, PNG, PDF and HTML all take a :class:`Scene`, so that what you see is what is exported.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from graph.captions import (
    edge_caption,
    edge_tooltip,
    node_caption,
    node_tooltip,
    status_of,
)
from graph.layout import Box, Figure, arrange, place_missing
from graph.render.text import width, wrap
from graph.schema import NodeType, Schema, load_schema
from graph.spans import span_of
from graph.stores.base import Subgraph

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


@dataclass(frozen=True, slots=True)
class SceneNode:
    r"""A node as it is drawn.

    Parameters
    ----------
    key : str
        Its address in the store (:attr:`graph.stores.base.Node.key`).
    id : str
    caption : str
        What is printed beside it; any text.
    type : str
        The label it is drawn as, as in the legend.
    colour : str
        ``#rrggbb``.
    shape : str
        One of :data:`SHAPES`.
    size : float
        Radius, in scene units.
    x, y : float
        Centre, in scene units; y grows downwards.
    tooltip : str
        Plain text, lines separated by ``\n``.
    pinned : bool
        True for a node that a person placed; layouts leave it there.
    lines : tuple of str
        The caption as it is broken into lines below the node; shortened where it is long.
    degree : int
        Relationships of the scene that end at it.
    faint : bool
        A filter takes it out, and the person chose to see it faintly.
    """

    key: str
    id: str
    caption: str
    type: str
    colour: str
    shape: str
    size: float
    x: float
    y: float
    tooltip: str = ""
    pinned: bool = False
    lines: tuple[str, ...] = ()
    degree: int = 0
    faint: bool = False


@dataclass(frozen=True, slots=True)
class SceneEdge:
    """A relationship as it is drawn.

    Parameters
    ----------
    key : str
    type : str
    caption : str
        Words, its status among them where that is not plain ("accused of (disputed)").
    source, target : str
        Keys of the end nodes.
    status : str or None
        ``found``, ``disputed``, ``denied``, ``reported``, ``alleged``; None where a relationship has none.
    bend : int
        0 is straight; parallel relationships have 1, -1, 2, -2 …, seen from source to target; loops 1, 2, 3 …
    tooltip : str
    accusatory : bool
        It says that somebody is accused: its caption is never left out of a picture.
    faint : bool
        As in :class:`SceneNode`.
    """

    key: str
    type: str
    caption: str
    source: str
    target: str
    status: str | None = None
    bend: int = 0
    tooltip: str = ""
    accusatory: bool = False
    faint: bool = False


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend: a node type (``colour``, ``shape``) or a status (drawn by its line style).

    ``plural`` is the type's plural, or what the status means.
    """

    kind: str
    """``"type"`` or ``"status"``."""
    name: str
    plural: str
    count: int
    colour: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A date on the axis of a layout by time: its place ``x``, in scene units, and its text."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What is drawn.

    Parameters
    ----------
    title : str
    source_line : str
        The case and its date; never the store, so that the same graph gives the same picture on both.
    nodes, edges, legend : tuple
        Sorted by key, by key, and in the schema's order.
    axis : tuple of Tick
        Dates along x, in a layout by time.
    """

    title: str
    source_line: str
    nodes: tuple[SceneNode, ...]
    edges: tuple[SceneEdge, ...]
    legend: tuple[LegendEntry, ...]
    axis: tuple[Tick, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the scene as dicts, lists, texts and numbers: fit for JSON."""
        return {name: _plain(value) for name, value in asdict(self).items()}


def build(
    subgraph: Subgraph,
    *,
    schema: Schema | None = None,
    title: str = "",
    source_line: str = "",
    positions: Mapping[str, tuple[float, float]] | None = None,
    layout: str = "organic",
    pinned: Collection[str] = (),
    focus: Collection[str] = (),
    labels: Iterable[str] = (),
) -> Scene:
    """Make the scene of a subgraph.

    Parameters
    ----------
    subgraph : Subgraph
    schema : Schema, optional
        The schema that ships with the package where it is not given.
    title, source_line : str
    positions : mapping of str to (float, float), optional
        Places of nodes by key. Where it holds some of them, these stay and the others are placed near
        their neighbours; where it holds none, the layout places all.
    layout : str
        One of :data:`graph.layout.LAYOUTS`; for nodes without a position.
    pinned : collection of str
        Keys of nodes that a person placed: every layout leaves them at their position.
    focus : collection of str
        Keys of the selected nodes: the middle of the layout ``radial``.
    labels : iterable of str
        Labels of the whole database: they keep the colours of a foreign graph's labels the same
        whichever of them a view shows.

    Returns
    -------
    Scene

    Raises
    ------
    ValueError
        ``layout`` is not one of :data:`graph.layout.LAYOUTS`.
    """
    schema = schema or load_schema()
    known = dict(positions or {})
    types = node_types(subgraph, schema, labels)
    nodes = _nodes(subgraph, types, known, pinned)
    edges = _edges(subgraph, schema)
    figure = _figure(subgraph, nodes, edges)
    axis: tuple[Tick, ...] = ()
    fixed = {key: known[key] for key in pinned if key in known}
    if all(node.key not in known or node.key in fixed for node in nodes):
        placed = arrange(figure, layout, focus=focus, fixed=fixed)
        axis = tuple(Tick(x, text) for x, text in placed.axis)
        known |= placed.positions
    else:
        known |= place_missing(figure, {node.key: known[node.key] for node in nodes if node.key in known})
    return Scene(
        title,
        source_line,
        tuple(replace(node, x=known[node.key][0], y=known[node.key][1]) for node in nodes),
        edges,
        _legend(nodes, edges, types, schema),
        axis,
    )


def place_new(
    positions: Mapping[str, tuple[float, float]], subgraph: Subgraph, new: Collection[str]
) -> dict[str, tuple[float, float]]:
    """Place the nodes with the keys ``new`` near their neighbours; all others stay where they are.

    Returns
    -------
    dict of str to (float, float)
        The position of every node of the subgraph.
    """
    new = set(new)
    kept = {key: at for key, at in positions.items() if key not in new}
    scene = build(subgraph, positions=kept)
    return {node.key: (node.x, node.y) for node in scene.nodes}


def words(subgraph: Subgraph, schema: Schema | None = None) -> dict[str, str]:
    """Return the captions of nodes and relationships by key, as a scene has them."""
    schema = schema or load_schema()
    types = node_types(subgraph, schema)
    captions = {node.key: node_caption(node, types[node.key]) for node in subgraph.nodes}
    return captions | {r.key: edge_caption(r, schema.predicates.get(r.type)) for r in subgraph.relationships}


def node_types(subgraph: Subgraph, schema: Schema, labels: Iterable[str] = ()) -> dict[str, NodeType]:
    """Return the type each node is drawn as, by its key.

    A label the schema does not know gets a colour and a shape by its place among all such labels,
    so that they are distinct (up to the palette's size) and the same in every run.
    """
    known = {node.key: schema.node_type(node.labels) for node in subgraph.nodes}
    foreign = sorted(
        {_foreign_label(node.labels) for node in subgraph.nodes if known[node.key] is None}
        | {label for label in labels if schema.node_type((label,)) is None}
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
    return NodeType(label, label, _PALETTE[index % len(_PALETTE)], shape, (label,), "")


def _foreign_label(labels: tuple[str, ...]) -> str:
    return labels[0] if labels else "(no label)"


def _nodes(
    subgraph: Subgraph, types: Mapping[str, NodeType], known: Mapping[str, tuple[float, float]], pinned: Collection[str]
) -> tuple[SceneNode, ...]:
    degrees = Counter(r.start_node.key for r in subgraph.relationships)
    degrees.update(r.end_node.key for r in subgraph.relationships)
    nodes = []
    for node in sorted(subgraph.nodes, key=lambda n: n.key):
        type_ = types[node.key]
        caption = node_caption(node, type_)
        degree = degrees[node.key]
        # from 11 to 19: a hub is seen to be one and does not shout
        size = round(11 + min(8.0, 2.3 * math.log1p(max(0, degree - 1))), 1)
        nodes.append(
            SceneNode(
                node.key,
                node.id,
                caption,
                type_.name,
                type_.colour,
                type_.shape,
                round(size * 0.72, 1) if "Value" in type_.labels else size,
                0.0,
                0.0,
                node_tooltip(node, caption, type_),
                node.key in pinned and node.key in known,
                wrap(caption, CAPTION_SIZE, CAPTION_WIDTH, CAPTION_LINES),
                degree,
            )
        )
    return tuple(nodes)


def _edges(subgraph: Subgraph, schema: Schema) -> tuple[SceneEdge, ...]:
    relationships = sorted(subgraph.relationships, key=lambda r: r.key)
    pairs: dict[tuple[str, str], list[str]] = {}
    for r in relationships:
        first, second = sorted((r.start_node.key, r.end_node.key))
        pairs.setdefault((first, second), []).append(r.key)
    bends = {}
    for (first, second), keys in pairs.items():
        # a loop has no straight line, and an even number of parallel lines none either
        slot = 1 if first == second or len(keys) % 2 == 0 else 0
        for index, key in enumerate(keys):
            place = index + slot
            bends[key] = place if first == second else (place + 1) // 2 * (1 if place % 2 else -1)
    edges = []
    for r in relationships:
        predicate = schema.predicates.get(r.type)
        status = status_of(r)
        accusatory = predicate is not None and predicate.accusatory
        bend = bends[r.key]
        edges.append(
            SceneEdge(
                r.key,
                r.type,
                edge_caption(r, predicate),
                r.start_node.key,
                r.end_node.key,
                status,
                bend if r.start_node.key <= r.end_node.key else -bend,
                edge_tooltip(r, predicate),
                accusatory,
            )
        )
    return tuple(edges)


def _figure(subgraph: Subgraph, nodes: tuple[SceneNode, ...], edges: tuple[SceneEdge, ...]) -> Figure:
    index = {node.key: i for i, node in enumerate(nodes)}
    spans = {node.key: span_of(node) for node in subgraph.nodes}
    return Figure(
        keys=tuple(node.key for node in nodes),
        boxes=tuple(
            Box(
                node.size,
                max((width(line, CAPTION_SIZE) for line in node.lines), default=0.0),
                CAPTION_GAP + LINE_HEIGHT * len(node.lines) if node.lines else 0.0,
            )
            for node in nodes
        ),
        links=tuple((index[edge.source], index[edge.target]) for edge in edges),
        lengths=tuple(width(edge.caption, EDGE_CAPTION_SIZE) for edge in edges),
        types=tuple(node.type for node in nodes),
        spans=tuple(spans[node.key] for node in nodes),
    )


def _legend(
    nodes: tuple[SceneNode, ...], edges: tuple[SceneEdge, ...], types: Mapping[str, NodeType], schema: Schema
) -> tuple[LegendEntry, ...]:
    order = {name: i for i, name in enumerate((*schema.entity_types, *schema.other_types))}
    counts = Counter(node.type for node in nodes)
    shown = {type_.name: type_ for type_ in types.values()}
    entries = [
        LegendEntry("type", name, shown[name].plural, counts[name], shown[name].colour, shown[name].shape)
        for name in sorted(counts, key=lambda name: (order.get(name, len(order)), name))
    ]
    statuses = Counter(edge.status for edge in edges)
    entries += [
        LegendEntry("status", status, style.words, statuses[status])
        for status, style in STATUS_STYLES.items()
        if statuses[status]
    ]
    return tuple(entries)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
