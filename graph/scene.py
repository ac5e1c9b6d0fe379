"""A scene: a subgraph with what drawing needs, and nothing of who draws it.

The canvas, SVG, PNG, PDF and HTML all take a :class:`Scene`, so that what you see is what is exported.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from graph.captions import edge_caption, edge_tooltip, node_caption, node_tooltip, status_of
from graph.layout import Box, Figure, arrange, place_missing
from graph.render.looks import (
    CAPTION_GAP,
    CAPTION_LINES,
    CAPTION_SIZE,
    CAPTION_WIDTH,
    EDGE_CAPTION_SIZE,
    LINE_HEIGHT,
    NO_STATUS,
    SHAPES,
    STATUS_STYLES,
    THEMES,
    StatusStyle,
    Theme,
    node_types,
)
from graph.render.text import width, wrap
from graph.schema import NodeType, Schema, load_schema
from graph.spans import span_of
from graph.stores.base import Subgraph

__all__ = [
    "CAPTION_GAP",
    "CAPTION_LINES",
    "CAPTION_SIZE",
    "CAPTION_WIDTH",
    "EDGE_CAPTION_SIZE",
    "LINE_HEIGHT",
    "NO_STATUS",
    "SHAPES",
    "STATUS_STYLES",
    "THEMES",
    "LegendEntry",
    "Scene",
    "SceneEdge",
    "SceneNode",
    "StatusStyle",
    "Theme",
    "Tick",
    "build",
    "node_types",
    "place_new",
    "words",
]


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
    axis: tuple[Tick, ...] = ()
    fixed = {key: known[key] for key in pinned if key in known}
    if any(node.key not in known for node in nodes) or len(fixed) == len(nodes):
        figure = _figure(subgraph, nodes, edges)
        if all(node.key not in known or node.key in fixed for node in nodes):
            placed = arrange(figure, layout, focus=focus, fixed=fixed)
            axis = tuple(Tick(x, text) for x, text in placed.axis)
            known |= placed.positions
        else:
            known |= place_missing(figure, {node.key: known[node.key] for node in nodes if node.key in known})
        nodes = tuple(replace(node, x=known[node.key][0], y=known[node.key][1]) for node in nodes)
    return Scene(
        title,
        source_line,
        nodes,
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
    kept = {node.key: positions[node.key] for node in subgraph.nodes if node.key in positions and node.key not in new}
    if len(kept) == len(subgraph.nodes):
        return kept
    if not kept:
        return {node.key: (node.x, node.y) for node in build(subgraph).nodes}
    # Only room and who is tied to whom play a part here: no dates, no words on relationships.
    nodes = _nodes(subgraph, node_types(subgraph, load_schema()), kept, (), tooltips=False)
    keys = tuple(node.key for node in nodes)
    index = {key: i for i, key in enumerate(keys)}
    links = tuple((index[r.start_node.key], index[r.end_node.key]) for r in subgraph.relationships)
    types = tuple(node.type for node in nodes)
    return place_missing(Figure(keys, _boxes(nodes), links, (0.0,) * len(links), types, (None,) * len(keys)), kept)


def words(subgraph: Subgraph, schema: Schema | None = None) -> dict[str, str]:
    """Return the captions of nodes and relationships by key, as a scene has them."""
    schema = schema or load_schema()
    types = node_types(subgraph, schema)
    captions = {node.key: node_caption(node, types[node.key]) for node in subgraph.nodes}
    return captions | {r.key: edge_caption(r, schema.predicates.get(r.type)) for r in subgraph.relationships}


def _nodes(
    subgraph: Subgraph,
    types: Mapping[str, NodeType],
    known: Mapping[str, tuple[float, float]],
    pinned: Collection[str],
    *,
    tooltips: bool = True,
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
                *known.get(node.key, (0.0, 0.0)),
                node_tooltip(node, caption, type_) if tooltips else "",
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
        boxes=_boxes(nodes),
        links=tuple((index[edge.source], index[edge.target]) for edge in edges),
        lengths=tuple(width(edge.caption, EDGE_CAPTION_SIZE) for edge in edges),
        types=tuple(node.type for node in nodes),
        spans=tuple(spans[node.key] for node in nodes),
    )


def _boxes(nodes: tuple[SceneNode, ...]) -> tuple[Box, ...]:
    return tuple(
        Box(
            node.size,
            max((width(line, CAPTION_SIZE) for line in node.lines), default=0.0),
            CAPTION_GAP + LINE_HEIGHT * len(node.lines) if node.lines else 0.0,
        )
        for node in nodes
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
