"""Where captions go, so that none overlaps another or a node."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from graph.case.statuses import STATUSES
from graph.formats.geometry import Curve, Grid, Point, Rect, crosses, curve
from graph.picture.looks import CAPTION_GAP, CAPTION_SIZE, EDGE_CAPTION_SIZE, LINE_HEIGHT
from graph.picture.scene import Scene, SceneEdge, SceneNode
from graph.picture.text import text_width

EVERY = 60
"""Nodes up to which every caption is kept: the picture grows until all have room."""
_CALM = 120
"""Nodes from which only what is accused or contested is captioned among relationships."""
_CROWDED = 600
_STEPS = (1.12, 1.26, 1.42, 1.6, 1.8, 2.05, 2.35, 2.7)
_EASED = 1.5
"""Scale up to which a picture grows to get captions onto their lines; further only to keep them at all."""
_AIR = 2.0
_BESIDE = 1.5
"""Cost from which a caption no longer stands on its line."""
_ALONG = (0.5, 0.43, 0.57, 0.36, 0.64, 0.29, 0.71, 0.22, 0.78)


@dataclass(frozen=True, slots=True)
class Spot:
    """A caption's place: the middle of its first baseline, the room it takes, and whether it is where it belongs."""

    x: float
    y: float
    rect: Rect
    easy: bool = True


@dataclass(frozen=True, slots=True)
class Captions:
    """Captions that found room, by key of their node or relationship, at ``scale`` times the scene's positions."""

    scale: float
    nodes: dict[str, Spot]
    edges: dict[str, Spot]
    curves: dict[str, Curve]


def place(scene: Scene) -> Captions:
    """Find room for the captions of a scene.

    In a scene of up to :data:`EVERY` nodes every caption is kept: the positions are spread, all by one
    factor, as far as that takes. In larger ones captions of the best connected nodes come first, and
    those of accusations always find room: none is ever drawn without its status.
    """
    small = len(scene.nodes) <= EVERY
    told = sum(not node.faint for node in scene.nodes) + sum(not edge.faint for edge in scene.edges)
    best = _placed(scene, 1.0)
    for scale in _STEPS if small else ():
        found, lost = _rank(best)
        if found == told and (not lost or scale > _EASED):
            break
        captions = _placed(scene, scale)
        if _rank(captions) > _rank(best):
            best = captions
    return best


def _rank(captions: Captions) -> tuple[int, int]:
    """Rank by captions that found room, then by how few of them stand where a reader may take them for another's."""
    spots = (*captions.nodes.values(), *captions.edges.values())
    lost = sum(not spot.easy for spot in spots)
    # a few beside their lines are no reason for a larger picture
    return len(spots), -max(0, lost - len(spots) // 25)


def _placed(scene: Scene, scale: float) -> Captions:
    by_key = {node.key: node for node in scene.nodes}
    curves = {edge.key: curve(edge, by_key[edge.source], by_key[edge.target], scale) for edge in scene.edges}
    grid = Grid()
    for node in scene.nodes:
        x, y, r = node.x * scale, node.y * scale, node.size * 1.1 + 1
        grid.add(node.key, (x - r, y - r, x + r, y + r))
    nodes: dict[str, Spot] = {}
    edges: dict[str, Spot] = {}
    lines = _Lines(curves) if len(scene.nodes) <= EVERY else None
    # what is faint is there to be seen, not to be read
    told = [edge for edge in scene.edges if not edge.faint]
    accusations = sorted((e for e in told if e.accusatory), key=lambda e: e.key)
    others = sorted((e for e in told if not e.accusatory), key=lambda e: (e.status in (None, "reported"), e.key))
    if len(scene.nodes) > _CROWDED:
        _place_edges(accusations, curves, grid, lines, edges, scale)
    for node in sorted((n for n in scene.nodes if not n.faint), key=lambda n: (-n.degree, n.key)):
        spot = _beside(node, scale, grid)
        if spot is not None:
            nodes[node.key] = spot
            grid.add("caption", spot.rect)
    if len(scene.nodes) <= _CROWDED:
        _place_edges(accusations, curves, grid, lines, edges, scale)
    if len(scene.nodes) > _CALM:
        # line styles go on saying what is contested; the words of all that is plain would be noise
        others = [edge for edge in others if edge.status and not STATUSES[edge.status].plain]
    _place_edges(others, curves, grid, lines, edges, scale)
    return Captions(scale, nodes, edges, curves)


def _beside(node: SceneNode, scale: float, grid: Grid) -> Spot | None:
    wide = max((text_width(line, CAPTION_SIZE) for line in node.lines), default=0.0)
    high = LINE_HEIGHT * len(node.lines)
    x, y = node.x * scale, node.y * scale
    off = node.size + CAPTION_GAP
    for middle, top in (
        (x, y + off),
        (x, y - off - high),
        (x + off + 2 + wide / 2, y - high / 2),
        (x - off - 2 - wide / 2, y - high / 2),
    ):
        rect = (middle - wide / 2 - _AIR, top, middle + wide / 2 + _AIR, top + high)
        if not grid.hits(rect, but=node.key):
            return Spot(middle, top + 0.78 * LINE_HEIGHT, rect)
    return None


def _place_edges(
    chosen: list[SceneEdge],
    curves: dict[str, Curve],
    grid: Grid,
    lines: _Lines | None,
    edges: dict[str, Spot],
    scale: float,
) -> None:
    for edge in chosen:
        wide = text_width(edge.caption, EDGE_CAPTION_SIZE)
        best: tuple[float, Spot] | None = None
        for cost, (x, y) in _candidates(curves[edge.key], wide, far=edge.accusatory):
            if best is not None and cost >= best[0]:
                continue
            rect = (x - wide / 2 - _AIR, y - 7, x + wide / 2 + _AIR, y + 7)
            if grid.hits(rect):
                continue
            cost += 0.6 * lines.crossing(rect, edge.key) if lines else 0
            if best is None or cost < best[0]:
                best = (cost, Spot(x, y + 3.7, rect, cost < _BESIDE))
            if best[0] < _BESIDE / 2:
                break
        if best is not None:
            edges[edge.key] = best[1]
            grid.add("caption", best[1].rect)


def _candidates(line: Curve, wide: float, *, far: bool) -> Iterator[tuple[float, Point]]:
    """Yield places on the line, then beside it, then (``far``) wherever there is room, with their cost."""
    for t in _ALONG:
        yield abs(t - 0.5) * 2, line.at(t)
    for off in (11.0, 20.0, 30.0):
        for t in _ALONG[:7]:
            x, y = line.at(t)
            dx, dy = line.end[0] - line.start[0], line.end[1] - line.start[1]
            length = math.hypot(dx, dy) or 1.0
            # a caption is wide: beside a steep line it needs half its width
            reach = off - 8 + 8 * abs(dx) / length + wide / 2 * abs(dy) / length
            for side in (1, -1):
                yield (
                    _BESIDE + off / 10 + abs(t - 0.5),
                    (x - side * dy / length * reach, y + side * dx / length * reach),
                )
    if far:
        x, y = line.at(0.5)
        for ring in range(2, 60):
            for turn in range(16):
                angle = math.pi / 8 * turn
                yield 10.0 + ring, (x + math.cos(angle) * ring * 18, y + math.sin(angle) * ring * 12)


class _Lines:
    """The lines of a picture, to count those that a caption would lie on."""

    def __init__(self, curves: dict[str, Curve]) -> None:
        self._pieces = [(key, a, b) for key, line in curves.items() for a, b in pairwise(line.points())]

    def crossing(self, rect: Rect, but: str) -> int:
        """Return how many lines, that of ``but`` left out, cross ``rect``."""
        return len({key for key, a, b in self._pieces if key != but and crosses(a, b, rect)})
