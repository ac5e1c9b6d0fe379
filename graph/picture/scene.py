"""A scene: a subgraph with what drawing needs, and nothing of who draws it.

The canvas, SVG, PNG, PDF and HTML all take a :class:`Scene`, so that what you see is what is exported.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from operator import attrgetter

from graph.case.captions import edge_caption, edge_tooltip, node_caption, node_tooltip, status_of
from graph.case.schema import NodeType, Schema, load_schema
from graph.case.statuses import STATUSES
from graph.elements import Subgraph
from graph.picture.layout.arrange import arrange, place_missing
from graph.picture.layout.figure import CAPTIONED, Box, Figure
from graph.picture.looks import (
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
from graph.picture.parts import LegendEntry, Scene, SceneEdge, SceneNode, Tick
from graph.picture.periods import Period, period_of
from graph.picture.text import width, wrap

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

_KEY = attrgetter("key")


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
    types: Mapping[str, NodeType] | None = None,
    like: Scene | None = None,
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
        One of :data:`graph.picture.layout.LAYOUTS`; for nodes without a position.
    pinned : collection of str
        Keys of nodes that a person placed: every layout leaves them at their position.
    focus : collection of str
        Keys of the selected nodes: the middle of the layout ``radial``.
    types : mapping of str to NodeType, optional
        What each node is drawn as, where :func:`node_types` was asked already.
    like : Scene, optional
        A scene of the same store at the same version: what is drawn as it is there is taken from it, the
        very objects. The outcome is equal without it.

    Returns
    -------
    Scene

    Raises
    ------
    ValueError
        ``layout`` is not one of :data:`graph.picture.layout.LAYOUTS`.
    """
    schema = schema or load_schema()
    known = dict(positions or {})
    types = node_types(subgraph, schema) if types is None else types
    nodes = _nodes(subgraph, types, known, pinned, like.nodes if like else ())
    edges = _edges(subgraph, schema, like.edges if like else ())
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
    positions: Mapping[str, tuple[float, float]],
    subgraph: Subgraph,
    new: Collection[str],
    types: Mapping[str, NodeType] | None = None,
) -> dict[str, tuple[float, float]]:
    """Place the nodes with the keys ``new`` near their neighbours; all others stay where they are.

    Parameters
    ----------
    positions : mapping of str to (float, float)
    subgraph : Subgraph
    new : collection of str
    types : mapping of str to NodeType, optional
        As for :func:`build`.

    Returns
    -------
    dict of str to (float, float)
        The position of every node of the subgraph.
    """
    new = set(new)
    keys: tuple[str, ...] = tuple(node.key for node in subgraph.nodes)
    kept = {key: positions[key] for key in keys if key in positions and key not in new}
    if len(kept) == len(subgraph.nodes):
        return kept
    if not kept:
        return {node.key: (node.x, node.y) for node in build(subgraph).nodes}
    # Only room and who is tied to whom play a part here: no dates, no types, no words on relationships.
    types = node_types(subgraph, load_schema()) if types is None else types
    index = {key: i for i, key in enumerate(keys)}
    links = tuple((index[r.start_node.key], index[r.end_node.key]) for r in subgraph.relationships)
    degrees = _degrees(subgraph)
    captioned = len(keys) <= CAPTIONED
    boxes = tuple(
        _box(_size(degrees[node.key], type_), _lines(node_caption(node, type_)) if captioned else ())
        for node, type_ in ((node, types[node.key]) for node in subgraph.nodes)
    )
    return place_missing(Figure(keys, boxes, links, (0.0,) * len(links), ("",) * len(keys), (None,) * len(keys)), kept)


def words(subgraph: Subgraph, schema: Schema | None = None) -> dict[str, str]:
    """Return the captions of nodes and relationships by key, as a scene has them."""
    schema = schema or load_schema()
    types = node_types(subgraph, schema)
    captions: dict[str, str] = {node.key: node_caption(node, types[node.key]) for node in subgraph.nodes}
    return captions | {r.key: edge_caption(r, schema.predicates.get(r.type)) for r in subgraph.relationships}


def _nodes(
    subgraph: Subgraph,
    types: Mapping[str, NodeType],
    known: Mapping[str, tuple[float, float]],
    pinned: Collection[str],
    like: Iterable[SceneNode],
) -> tuple[SceneNode, ...]:
    degrees = _degrees(subgraph)
    before = {node.key: node for node in like}
    nodes = []
    for node in sorted(subgraph.nodes, key=_KEY):
        key = node.key
        degree, (x, y), pin = degrees[key], known.get(key, (0.0, 0.0)), key in pinned and key in known
        old = before.get(key)
        if old is None:
            type_ = types[key]
            caption = node_caption(node, type_)
            old = SceneNode(
                key,
                node.id,
                caption,
                type_.name,
                type_.colour,
                type_.shape,
                _size(degree, type_),
                x,
                y,
                node_tooltip(node, caption, type_),
                pin,
                _lines(caption),
                degree,
            )
        elif (old.degree, old.x, old.y, old.pinned, old.faint) != (degree, x, y, pin, False):
            size = old.size if old.degree == degree else _size(degree, types[key])
            old = replace(old, degree=degree, size=size, x=x, y=y, pinned=pin, faint=False)
        nodes.append(old)
    return tuple(nodes)


def _degrees(subgraph: Subgraph) -> Counter[str]:
    degrees: Counter[str] = Counter([r.start_node.key for r in subgraph.relationships])
    degrees.update([r.end_node.key for r in subgraph.relationships])
    return degrees


def _size(degree: int, type_: NodeType) -> float:
    # from 11 to 19: a hub is seen to be one and does not shout
    size = round(11 + min(8.0, 2.3 * math.log1p(max(0, degree - 1))), 1)
    return round(size * 0.72, 1) if "Value" in type_.labels else size


def _lines(caption: str) -> tuple[str, ...]:
    return wrap(caption, CAPTION_SIZE, CAPTION_WIDTH, CAPTION_LINES)


def _edges(subgraph: Subgraph, schema: Schema, like: Iterable[SceneEdge]) -> tuple[SceneEdge, ...]:
    relationships = sorted(subgraph.relationships, key=_KEY)
    before = {edge.key: edge for edge in like}
    pairs: dict[tuple[str, str], list[str]] = {}
    for r in relationships:
        start, end = r.start_node.key, r.end_node.key
        pairs.setdefault((start, end) if start <= end else (end, start), []).append(r.key)
    bends = {}
    for (first, second), keys in pairs.items():
        # a loop has no straight line, and an even number of parallel lines none either
        slot = 1 if first == second or len(keys) % 2 == 0 else 0
        for index, key in enumerate(keys):
            place = index + slot
            bends[key] = place if first == second else (place + 1) // 2 * (1 if place % 2 else -1)
    edges = []
    for r in relationships:
        start, end = r.start_node.key, r.end_node.key
        bend = bends[r.key] if start <= end else -bends[r.key]
        old = before.get(r.key)
        if old is None:
            predicate = schema.predicates.get(r.type)
            old = SceneEdge(
                r.key,
                r.type,
                edge_caption(r, predicate),
                start,
                end,
                status_of(r),
                bend,
                edge_tooltip(r, schema),
                predicate is not None and predicate.accusatory,
            )
        elif old.bend != bend or old.faint:
            old = replace(old, bend=bend, faint=False)
        edges.append(old)
    return tuple(edges)


def _figure(subgraph: Subgraph, nodes: tuple[SceneNode, ...], edges: tuple[SceneEdge, ...]) -> Figure:
    index = {node.key: i for i, node in enumerate(nodes)}
    periods: dict[str, Period | None] = {node.key: period_of(node) for node in subgraph.nodes}
    return Figure(
        keys=tuple(node.key for node in nodes),
        boxes=_boxes(nodes),
        links=tuple((index[edge.source], index[edge.target]) for edge in edges),
        lengths=tuple(width(edge.caption, EDGE_CAPTION_SIZE) for edge in edges),
        types=tuple(node.type for node in nodes),
        spans=tuple(periods[node.key] for node in nodes),
    )


def _boxes(nodes: tuple[SceneNode, ...]) -> tuple[Box, ...]:
    return tuple(_box(node.size, node.lines) for node in nodes)


def _box(size: float, lines: tuple[str, ...]) -> Box:
    return Box(
        size,
        max((width(line, CAPTION_SIZE) for line in lines), default=0.0),
        CAPTION_GAP + LINE_HEIGHT * len(lines) if lines else 0.0,
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
        LegendEntry("status", status, STATUSES[status].words, statuses[status])
        for status in STATUS_STYLES
        if statuses[status]
    ]
    return tuple(entries)
