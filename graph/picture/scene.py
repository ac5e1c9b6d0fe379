"""A scene: a subgraph with all that is needed to draw it, whoever draws it.

The canvas, SVG, PNG, PDF and HTML all draw the same :class:`Scene`, so that what you see is what is exported.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from operator import attrgetter
from types import MappingProxyType

from graph.case.captions import edge_caption, edge_tooltip, node_caption, node_tooltip, predicate_words, status_of
from graph.case.diff import MARKS
from graph.case.schema import MAX_LEGEND_NAME, NodeType, Schema, load_schema
from graph.case.statuses import STATUSES, UNASSERTED
from graph.case.words import clean, shorten
from graph.elements import Key, Relationship, Subgraph
from graph.picture.layout.arrange import arrange, place_missing
from graph.picture.layout.graph import CAPTIONED, Box, LayoutGraph
from graph.picture.looks import (
    CAPTION_GAP,
    CAPTION_LINES,
    CAPTION_SIZE,
    CAPTION_WIDTH,
    CHANGE_WORDS,
    EDGE_CAPTION_SIZE,
    LINE_HEIGHT,
    SPEAKER_WORDS,
    STATUS_STYLES,
    Look,
    node_types,
)
from graph.picture.node_dates import DateRange, date_range
from graph.picture.parts import Changed, Lane, LegendEntry, Scene, SceneEdge, SceneNode, Tick
from graph.picture.speakers import line_caption, line_title, says_of, tells_of
from graph.picture.text import text_width, wrap

_KEY = attrgetter("key")
_MAX_TYPES = 12  # relationship types of another graph in a legend; the filters beside the picture have them all


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
    changes: Mapping[str, Changed] = MappingProxyType({}),
) -> Scene:
    """Make the scene of a subgraph.

    Parameters
    ----------
    subgraph : Subgraph
    schema : Schema, optional
        The schema that ships with the package where it is not given.
    title, source_line : str
    positions : mapping of str to (float, float), optional
        Places of nodes by key. Nodes that have one stay there, and the others are placed near their
        neighbours; where no node has one, the layout places all.
    layout : str
        One of :data:`graph.picture.layout.LAYOUTS`; for nodes without a position.
    pinned : collection of str
        Keys of nodes that a person placed: every layout leaves them at their position.
    focus : collection of str
        Keys of the selected nodes: the middle of the layout ``radial``.
    types : mapping of str to NodeType, optional
        What each node is drawn as, by key; found by :func:`graph.picture.looks.node_types` where it is not given.
    like : Scene, optional
        An earlier scene of the same store at the same version. Its nodes and edges are used again where they
        are unchanged, which saves time; the result is the same without it.
    changes : mapping of str to Changed
        By key, what happened to nodes and relationships between two versions of a case.

    Returns
    -------
    Scene

    Raises
    ------
    ValueError
        ``layout`` is not one of :data:`graph.picture.layout.LAYOUTS`.
    """
    schema = schema or load_schema()
    places = dict(positions or {})
    types = node_types(subgraph, schema) if types is None else types
    nodes = _nodes(subgraph, types, places, pinned, like.nodes if like else ())
    edges = _edges(subgraph, nodes, schema, like.edges if like else ())
    nodes = tuple(_marked_node(n, changes[n.key]) if n.key in changes else n for n in nodes)
    edges = tuple(_marked_edge(e, changes[e.key]) if e.key in changes else e for e in edges)
    axis: tuple[Tick, ...] = ()
    lanes: tuple[Lane, ...] = ()
    fixed = {key: places[key] for key in pinned if key in places}
    if any(node.key not in places for node in nodes) or len(fixed) == len(nodes):
        graph = _layout_graph(subgraph, nodes, edges)
        if all(node.key not in places or node.key in fixed for node in nodes):
            placed = arrange(graph, layout, focus=focus, fixed=fixed)
            axis = tuple(Tick(x, text) for x, text in placed.axis)
            lanes = tuple(Lane(y, text) for y, text in placed.lanes)
            places |= placed.positions
        else:
            places |= place_missing(graph, {node.key: places[node.key] for node in nodes if node.key in places})
        nodes = tuple(replace(node, x=places[node.key][0], y=places[node.key][1]) for node in nodes)
    return Scene(title, source_line, nodes, edges, legend(nodes, edges, types, schema), axis, lanes)


def place_new_nodes(
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
    staying = {key: positions[key] for key in keys if key in positions and key not in new}
    if len(staying) == len(subgraph.nodes):
        return staying
    if not staying:
        return {node.key: (node.x, node.y) for node in build(subgraph).nodes}
    # Only sizes and links matter here: no dates, no types, no captions of relationships.
    types = node_types(subgraph, load_schema()) if types is None else types
    index = {key: i for i, key in enumerate(keys)}
    links = tuple((index[r.start_node.key], index[r.end_node.key]) for r in subgraph.relationships)
    degrees = _degrees(subgraph)
    captioned = len(keys) <= CAPTIONED
    boxes = tuple(
        _box(_size(degrees[node.key], type_), _lines(node_caption(node, type_)) if captioned else ())
        for node, type_ in ((node, types[node.key]) for node in subgraph.nodes)
    )
    graph = LayoutGraph(keys, boxes, links, (0.0,) * len(links), ("",) * len(keys), (None,) * len(keys))
    return place_missing(graph, staying)


def captions_of(subgraph: Subgraph, schema: Schema | None = None) -> dict[str, str]:
    """Return the captions of all nodes and relationships by key, the same as in a scene."""
    schema = schema or load_schema()
    types = node_types(subgraph, schema)
    node_captions: dict[str, str] = {node.key: node_caption(node, types[node.key]) for node in subgraph.nodes}
    return node_captions | {r.key: _edge_caption(r, schema) for r in subgraph.relationships}


def looks_of(subgraph: Subgraph, types: Mapping[str, NodeType]) -> dict[str, Look]:
    """Return how each node is drawn by its key, the same as in a scene.

    Parameters
    ----------
    subgraph : Subgraph
    types : mapping of str to NodeType
        What each node is drawn as, by key.
    """
    degrees = _degrees(subgraph)
    return {key: Look(type_.colour, type_.shape, _size(degrees[key], type_)) for key, type_ in types.items()}


def _nodes(
    subgraph: Subgraph,
    types: Mapping[str, NodeType],
    positions: Mapping[str, tuple[float, float]],
    pinned: Collection[str],
    like: Iterable[SceneNode],
) -> tuple[SceneNode, ...]:
    degrees = _degrees(subgraph)
    reusable = {node.key: node for node in like}
    nodes = []
    for node in sorted(subgraph.nodes, key=_KEY):
        key = node.key
        degree, (x, y), pin = degrees[key], positions.get(key, (0.0, 0.0)), key in pinned and key in positions
        drawn = reusable.get(key)
        if drawn is None:
            type_ = types[key]
            caption = node_caption(node, type_)
            drawn = SceneNode(
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
                also=type_.also,
            )
        elif (drawn.degree, drawn.x, drawn.y, drawn.pinned, drawn.faint) != (degree, x, y, pin, False):
            size = drawn.size if drawn.degree == degree else _size(degree, types[key])
            drawn = replace(drawn, degree=degree, size=size, x=x, y=y, pinned=pin, faint=False)
        nodes.append(drawn)
    return tuple(nodes)


def _marked_node(node: SceneNode, changed: Changed) -> SceneNode:
    caption = f"{MARKS[changed.mark]} {changed.caption or node.caption}"
    tooltip = "\n".join([f"{changed.mark}: {node.tooltip}", *changed.lines])
    return replace(node, caption=caption, lines=_lines(caption), tooltip=tooltip, change=changed.mark)


def _marked_edge(edge: SceneEdge, changed: Changed) -> SceneEdge:
    caption = f"{MARKS[changed.mark]} {changed.caption or edge.caption}"
    tooltip = "\n".join([f"{changed.mark}: {edge.tooltip}", *changed.lines])
    return replace(edge, caption=caption, tooltip=tooltip, change=changed.mark)


def _degrees(subgraph: Subgraph) -> Counter[str]:
    # who says something is no larger for it: a line of speakers is no relationship of its ends
    relationships = [r for r in subgraph.relationships if not says_of(r)]
    degrees: Counter[str] = Counter([r.start_node.key for r in relationships])
    degrees.update([r.end_node.key for r in relationships])
    return degrees


def _size(degree: int, type_: NodeType) -> float:
    # from 11 to 19: a hub is seen to be one and does not shout
    size = round(11 + min(8.0, 2.3 * math.log1p(max(0, degree - 1))), 1)
    return round(size * 0.72, 1) if "Value" in type_.labels else size


def _lines(caption: str) -> tuple[str, ...]:
    return wrap(caption, CAPTION_SIZE, CAPTION_WIDTH, CAPTION_LINES)


def _edges(
    subgraph: Subgraph, nodes: Iterable[SceneNode], schema: Schema, like: Iterable[SceneEdge]
) -> tuple[SceneEdge, ...]:
    captions = {node.key: node.caption for node in nodes}
    relationships = sorted(subgraph.relationships, key=_KEY)
    reusable = {edge.key: edge for edge in like}
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
        drawn = reusable.get(r.key) if not says_of(r) else None  # what such a line tells goes by the filters
        if drawn is None:
            predicate, says = schema.predicates.get(r.type), says_of(r)
            drawn = SceneEdge(
                r.key,
                r.type,
                _edge_caption(r, schema),
                start,
                end,
                status_of(r),
                bend,
                "\n".join([line_title(r, captions[start], captions[end]), *tells_of(r)])
                if says
                else edge_tooltip(r, captions[start], captions[end], schema),
                predicate is not None and predicate.accusatory and not says,
                says=says,
            )
        elif drawn.bend != bend or drawn.faint:
            drawn = replace(drawn, bend=bend, faint=False)
        edges.append(drawn)
    return tuple(edges)


def _edge_caption(relationship: Relationship, schema: Schema) -> str:
    caption = edge_caption(relationship, schema)
    return line_caption(relationship, caption) if says_of(relationship) else caption


def _layout_graph(subgraph: Subgraph, nodes: tuple[SceneNode, ...], edges: tuple[SceneEdge, ...]) -> LayoutGraph:
    index = {node.key: i for i, node in enumerate(nodes)}
    date_ranges: dict[str, DateRange | None] = {node.key: date_range(node) for node in subgraph.nodes}
    for r in subgraph.relationships:
        # an event has the date that a statement gives it; of several the first
        if (
            status_of(r) not in (None, *UNASSERTED)
            and "Date" in r.end_node.labels
            and (days := date_ranges[r.end_node.key])
        ):
            first = date_ranges[r.start_node.key]
            date_ranges[r.start_node.key] = days if first is None else min(first, days)
    return LayoutGraph(
        keys=tuple(node.key for node in nodes),
        boxes=tuple(_box(node.reach, node.lines) for node in nodes),
        links=tuple((index[edge.source], index[edge.target]) for edge in edges),
        caption_widths=tuple(text_width(edge.caption, EDGE_CAPTION_SIZE) for edge in edges),
        types=tuple(node.type for node in nodes),
        date_ranges=tuple(date_ranges[node.key] for node in nodes),
    )


def _box(size: float, lines: tuple[str, ...]) -> Box:
    return Box(
        size,
        max((text_width(line, CAPTION_SIZE) for line in lines), default=0.0),
        CAPTION_GAP + LINE_HEIGHT * len(lines) if lines else 0.0,
    )


def with_axis(picture: Scene, axis: Iterable[Tick], lanes: Iterable[Lane]) -> Scene:
    """Return a scene with the part of an axis, and of lanes, in which something of it stands."""
    if not picture.nodes:
        return replace(picture, axis=(), lanes=())
    axis, lanes = tuple(axis), tuple(lanes)
    tops = [lane.y for lane in lanes]
    first = min([*tops, math.inf])
    dated = [node.x for node in picture.nodes if node.y < first]
    low, high = (min(dated), max(dated)) if dated else (math.inf, -math.inf)
    # the last date before what is drawn, and the first one after it, say between which it stands
    before = max((tick.x for tick in axis if tick.x <= low), default=low)
    after = min((tick.x for tick in axis if tick.x >= high), default=high)
    there = [
        lane
        for lane, below in zip(lanes, [*tops[1:], math.inf], strict=False)
        if any(lane.y <= node.y < below for node in picture.nodes)
    ]
    return replace(picture, axis=tuple(tick for tick in axis if before <= tick.x <= after), lanes=tuple(there))


def legend(
    nodes: Iterable[SceneNode],
    edges: Iterable[SceneEdge],
    types: Mapping[str, NodeType],
    schema: Schema,
    whole: Subgraph | None = None,
    speaker_lines: Mapping[str, int] | None = None,
) -> tuple[LegendEntry, ...]:
    """Return the legend: what is drawn of each type and status, and how much there is of it.

    Parameters
    ----------
    nodes, edges : iterable
        What is drawn; what is faint does not count.
    types : mapping of str to NodeType
        What each node is drawn as, by key.
    schema : Schema
    whole : Subgraph, optional
        What there is before filters; what is drawn, where it is not given.
    speaker_lines : mapping of str to int, optional
        How many lines of speakers there are of each kind that is offered; those that are drawn, where it is not given.
    """
    order = {name: i for i, name in enumerate((*schema.entity_types, *schema.other_types))}
    bright_nodes, bright_edges = [n for n in nodes if not n.faint], [edge for edge in edges if not edge.faint]
    counts = Counter(name for node in bright_nodes for name in (node.type, *node.also))
    statuses = Counter(edge.status for edge in bright_edges)
    totals = counts if whole is None else Counter(name for node in whole.nodes for name in types[node.key].names)
    status_totals = statuses if whole is None else Counter(map(status_of, whole.relationships))
    looks = {type_.name: type_ for type_ in types.values()}
    entries = _changes(bright_nodes, bright_edges)
    for name in sorted(totals, key=lambda name: (order.get(name, len(order)), name)):
        row, shown = looks.get(name), shorten(clean(name), MAX_LEGEND_NAME)
        look = ("type", name, row.plural) if row else ("label", name, shown)
        colour, shape = (row.colour, row.shape) if row else ("", "")
        entries.append(LegendEntry(*look, counts[name], colour, shape, total=totals[name]))
    entries += [
        LegendEntry("status", status, STATUSES[status].words, statuses[status], total=status_totals[status])
        for status in STATUS_STYLES
        if status_totals[status]
    ]
    voices = Counter(edge.says for edge in bright_edges)
    totals_by_voice = voices if speaker_lines is None else speaker_lines
    entries += [
        LegendEntry("speakers", says, words, voices[says], total=totals_by_voice.get(says, voices[says]))
        for says, words in SPEAKER_WORDS.items()
        if voices[says] or totals_by_voice.get(says)
    ]
    if whole is not None:
        drawn = Counter(edge.type for edge in bright_edges if Key(edge.key).is_foreign)
        entries += [
            LegendEntry("relationship", type_, predicate_words(type_, None), drawn[type_], total=total)
            for type_, total in foreign_types(whole).items()
        ]
    return tuple(entries)


def _changes(nodes: Iterable[SceneNode], edges: Iterable[SceneEdge]) -> list[LegendEntry]:
    counts = Counter(item.change for items in (nodes, edges) for item in items)
    return [LegendEntry("change", mark, CHANGE_WORDS[mark], counts[mark]) for mark in MARKS if counts[mark]]


def foreign_types(graph: Subgraph) -> dict[str, int]:
    """Return the types of relationships of another graph that a legend has room for, with their numbers, most first."""
    counts = Counter(r.type for r in graph.relationships if r.key.is_foreign)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MAX_TYPES])
