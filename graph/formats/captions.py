"""Where captions go, so that none overlaps another one or a node."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from graph.case.statuses import STATUSES
from graph.formats.geometry import Curve, Grid, Point, Rect, edge_curve, line_enters
from graph.picture.looks import CAPTION_GAP, CAPTION_SIZE, EDGE_CAPTION_SIZE, LINE_HEIGHT
from graph.picture.parts import Scene, SceneEdge, SceneNode
from graph.picture.text import text_width

MAX_ALL_CAPTIONED = 120
"""Nodes up to which every caption is shown: the picture grows until all have room.

Above, relationships have captions only where they accuse or are contested.
"""
_MAX_NODES_FIRST = 600
"""Nodes up to which their captions are placed before those of accusations; above, the accusations come first."""
_SCALES = (1.12, 1.26, 1.42, 1.6, 1.8, 2.05, 2.35, 2.7)
_MAX_SCALE_FOR_LINES = 1.5
"""Scale up to which a picture grows to put captions on their lines; beyond it grows only to show them at all."""
_PADDING = 2.0
_BESIDE_LINE_COST = 1.5
"""Cost from which a caption no longer stands on its line."""
_COVERED_LINE_COST = 1.2
"""Cost of each other line that a caption covers."""
_LEADER_COST = 1.0
_CROSSED_COST = 1.0
"""Cost of each few units of a leader on another caption or a shape."""
_PLACES_ALONG_LINE = (0.5, 0.43, 0.57, 0.36, 0.64, 0.29, 0.71, 0.22, 0.78)


@dataclass(frozen=True, slots=True)
class CaptionPlace:
    """A caption's place: the middle of its first baseline, the room it takes, and whether it is on its own line.

    Where it stands nearer to another line than to its own, ``leader`` goes from the caption to its own.
    """

    x: float
    y: float
    rect: Rect
    on_its_line: bool = True
    leader: tuple[Point, Point] | None = None


@dataclass(frozen=True, slots=True)
class PlacedCaptions:
    """The captions that have room, by key of their node or relationship; ``scale`` multiplies the scene's positions."""

    scale: float
    nodes: dict[str, CaptionPlace]
    edges: dict[str, CaptionPlace]
    curves: dict[str, Curve]


def place_captions(scene: Scene) -> PlacedCaptions:
    """Find room for the captions of a scene.

    In a scene of up to :data:`MAX_ALL_CAPTIONED` nodes every caption is shown: the positions are spread by a common
    factor until there is room. In larger scenes the captions of the best connected nodes come first. Captions of
    accusations always get room: none is ever drawn without its status.
    """
    small = len(scene.nodes) <= MAX_ALL_CAPTIONED
    wanted = sum(not node.faint for node in scene.nodes) + sum(not edge.faint for edge in scene.edges)
    best = _place_at_scale(scene, 1.0)
    for scale in _SCALES if small else ():
        shown, off_line = _rank(best)
        if shown == wanted and (not off_line or scale > _MAX_SCALE_FOR_LINES):
            break
        captions = _place_at_scale(scene, scale)
        if _rank(captions) > _rank(best):
            best = captions
    return best


def _rank(captions: PlacedCaptions) -> tuple[int, int]:
    """Rank by the number of captions that have room, then by how few of them are off their own lines."""
    spots = (*captions.nodes.values(), *captions.edges.values())
    off_line = sum(not spot.on_its_line for spot in spots)
    # a few beside their lines are no reason for a larger picture
    return len(spots), -max(0, off_line - len(spots) // 25)


def _place_at_scale(scene: Scene, scale: float) -> PlacedCaptions:
    by_key = {node.key: node for node in scene.nodes}
    curves = {edge.key: edge_curve(edge, by_key[edge.source], by_key[edge.target], scale) for edge in scene.edges}
    grid = Grid[str]()
    for node in scene.nodes:
        x, y, r = node.x * scale, node.y * scale, node.reach * 1.1 + 1
        grid.add(node.key, (x - r, y - r, x + r, y + r))
    nodes: dict[str, CaptionPlace] = {}
    edges: dict[str, CaptionPlace] = {}
    lines = _Lines(curves)
    # faint nodes and edges have no captions
    captioned = [edge for edge in scene.edges if not edge.faint]
    accusations = sorted((e for e in captioned if e.accusatory), key=lambda e: e.key)
    others = sorted((e for e in captioned if not e.accusatory), key=lambda e: (e.status in (None, "reported"), e.key))
    if len(scene.nodes) > _MAX_NODES_FIRST:
        _place_edge_captions(accusations, curves, grid, lines, edges, scale)
    for node in sorted((n for n in scene.nodes if not n.faint), key=lambda n: (-n.degree, n.key)):
        spot = _place_beside_node(node, scale, grid)
        if spot is not None:
            nodes[node.key] = spot
            grid.add("caption", spot.rect)
    if len(scene.nodes) <= _MAX_NODES_FIRST:
        _place_edge_captions(accusations, curves, grid, lines, edges, scale)
    if len(scene.nodes) > MAX_ALL_CAPTIONED:
        # line styles show the rest; captions of all that nobody contests would be noise
        others = [edge for edge in others if edge.status and not STATUSES[edge.status].plain]
    _place_edge_captions(others, curves, grid, lines, edges, scale)
    return PlacedCaptions(scale, nodes, edges, curves)


def _place_beside_node(node: SceneNode, scale: float, grid: Grid[str]) -> CaptionPlace | None:
    wide = max((text_width(line, CAPTION_SIZE) for line in node.lines), default=0.0)
    high = LINE_HEIGHT * len(node.lines)
    x, y = node.x * scale, node.y * scale
    off = node.reach + CAPTION_GAP
    for middle, top in (
        (x, y + off),
        (x, y - off - high),
        (x + off + 2 + wide / 2, y - high / 2),
        (x - off - 2 - wide / 2, y - high / 2),
    ):
        rect = (middle - wide / 2 - _PADDING, top, middle + wide / 2 + _PADDING, top + high)
        if not grid.overlaps(rect, ignoring=node.key):
            return CaptionPlace(middle, top + 0.78 * LINE_HEIGHT, rect)
    return None


def _place_edge_captions(
    captioned: list[SceneEdge],
    curves: dict[str, Curve],
    grid: Grid[str],
    lines: _Lines,
    edges: dict[str, CaptionPlace],
    scale: float,
) -> None:
    for edge in captioned:
        wide = text_width(edge.caption, EDGE_CAPTION_SIZE)
        best: tuple[float, CaptionPlace] | None = None
        for cost, (x, y), (line_x, line_y) in _candidates(curves[edge.key], wide, far=edge.accusatory):
            if best is not None and cost >= best[0]:
                continue
            left, top, right, bottom = rect = (x - wide / 2 - _PADDING, y - 7, x + wide / 2 + _PADDING, y + 7)
            if grid.overlaps(rect):
                continue
            cost += _COVERED_LINE_COST * lines.count_under(rect, edge.key)
            leader = None
            start = (min(max(line_x, left), right), min(max(line_y, top), bottom))
            gap = math.dist(start, (line_x, line_y))
            if gap and lines.count_under((left - gap, top - gap, right + gap, bottom + gap), edge.key):
                leader = (start, (line_x, line_y))
                cost += _LEADER_COST + _CROSSED_COST * sum(grid.overlaps(dot) for dot in _dots(*leader))
            if best is None or cost < best[0]:
                best = (cost, CaptionPlace(x, y + 3.7, rect, cost < _BESIDE_LINE_COST, leader))
            if best[0] < _BESIDE_LINE_COST / 2:
                break
        if best is not None:
            edges[edge.key] = best[1]
            grid.add("caption", best[1].rect)
            for dot in _dots(*(best[1].leader or ())):
                grid.add("leader", dot)


def _dots(start: Point | None = None, end: Point | None = None) -> Iterator[Rect]:
    """Yield the room that a leader takes, in steps that no caption or shape fits between."""
    if start and end:
        gap = math.dist(start, end)
        for step in range(0, int(gap), 4):
            x, y = (end[i] + (start[i] - end[i]) * step / gap for i in (0, 1))
            yield x - 2, y - 2, x + 2, y + 2


def _candidates(line: Curve, wide: float, *, far: bool) -> Iterator[tuple[float, Point, Point]]:
    """Yield a cost, a place and where it belongs on the line.

    The places are on the line, then beside it, then, if ``far``, at growing distances from it.
    """
    for t in _PLACES_ALONG_LINE:
        yield abs(t - 0.5) * 2, line.at(t), line.at(t)
    for off in (11.0, 20.0, 30.0):
        for t in _PLACES_ALONG_LINE[:7]:
            x, y = line.at(t)
            dx, dy = line.end[0] - line.start[0], line.end[1] - line.start[1]
            length = math.hypot(dx, dy) or 1.0
            # a caption is wide: beside a steep line it needs half its width
            reach = off - 8 + 8 * abs(dx) / length + wide / 2 * abs(dy) / length
            for side in (1, -1):
                beside = (x - side * dy / length * reach, y + side * dx / length * reach)
                yield _BESIDE_LINE_COST + off / 10 + abs(t - 0.5), beside, (x, y)
    if far:
        x, y = line.at(0.5)
        for ring in range(2, 60):
            for turn in range(16):
                angle = math.pi / 8 * turn
                yield 10.0 + ring, (x + math.cos(angle) * ring * 18, y + math.sin(angle) * ring * 12), (x, y)


class _Lines:
    """The lines of a picture, to count those that a caption would cover."""

    _PIECE = 60.0

    def __init__(self, curves: dict[str, Curve]) -> None:
        self._pieces = Grid[tuple[str, Point, Point]]()
        for key, line in curves.items():
            for start, end in pairwise(line.points()):
                count = math.ceil(math.dist(start, end) / self._PIECE) or 1  # a long piece's rectangle is mostly empty
                cuts = [
                    (start[0] + (end[0] - start[0]) * i / count, start[1] + (end[1] - start[1]) * i / count)
                    for i in range(count + 1)
                ]
                for a, b in pairwise(cuts):
                    (left, right), (top, bottom) = sorted((a[0], b[0])), sorted((a[1], b[1]))
                    self._pieces.add((key, a, b), (left - 1, top - 1, right + 1, bottom + 1))

    def count_under(self, rect: Rect, ignoring: str) -> int:
        """Return how many lines cross ``rect``, without the line with the key ``ignoring``."""
        pieces = set(self._pieces.overlapping(rect))
        return len({key for key, a, b in pieces if key != ignoring and line_enters(a, b, rect)})
