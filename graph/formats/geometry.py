"""Lines and shapes of a picture as plain geometry."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.picture.parts import SceneEdge, SceneNode

Point = tuple[float, float]
Rect = tuple[float, float, float, float]
"""Left, top, right, bottom."""

HULL_ROOM = 12.0
"""Scene units between a node of a group and the line around it."""
ARROW = 8.0
"""Length of an arrow's head, in scene units."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A quadratic curve from ``start`` to ``end``, or a loop's cubic one (two ``controls``).

    ``end`` is where the arrow's head begins; ``tip`` is its point.
    """

    start: Point
    controls: tuple[Point, ...]
    end: Point
    tip: Point

    def at(self, t: float) -> Point:
        """Return the point at ``t`` from 0 to 1."""
        u = 1 - t
        points = (self.start, *self.controls, self.end)
        weights = {
            2: (u, t),
            3: (u * u, 2 * u * t, t * t),
            4: (u**3, 3 * u * u * t, 3 * u * t * t, t**3),
        }[len(points)]
        return (
            sum(w * p[0] for w, p in zip(weights, points, strict=True)),
            sum(w * p[1] for w, p in zip(weights, points, strict=True)),
        )

    def points(self) -> list[Point]:
        """Return points along the curve: its ends where it is straight."""
        steps = 1 if not self.controls else 8
        return [self.at(i / steps) for i in range(steps + 1)]


def edge_curve(edge: SceneEdge, source: SceneNode, target: SceneNode, scale: float = 1.0) -> Curve:
    """Return the line of a relationship, from border to border of its nodes."""
    a, b = (source.x * scale, source.y * scale), (target.x * scale, target.y * scale)
    if edge.source == edge.target:
        return _loop(a, source, abs(edge.bend))
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = math.hypot(dx, dy) or 1.0
    controls: tuple[Point, ...] = ()
    towards_b, towards_a = b, a
    if edge.bend:
        off = 2 * edge.bend * bend_offset(length)
        middle = ((a[0] + b[0]) / 2 - dy / length * off, (a[1] + b[1]) / 2 + dx / length * off)
        controls = (middle,)
        towards_b = towards_a = middle
    start = _step(a, towards_b, border(source, a, towards_b) + 1.5)
    tip = _step(b, towards_a, border(target, b, towards_a) + 2.5)
    end = _step(tip, towards_a, ARROW)
    if (tip[0] - start[0]) * dx + (tip[1] - start[1]) * dy <= 0:  # the nodes overlap: draw what is between centres
        return Curve(a, (), b, b)
    return Curve(start, controls, end, tip)


def bend_offset(length: float) -> float:
    """Return how far the middle of a line of ``bend`` 1 is from the straight line."""
    return min(26.0, 12 + length * 0.07)


def _loop(centre: Point, node: SceneNode, bend: int) -> Curve:
    # at the upper right: the caption is below
    reach = node.size + 34 + 18 * bend
    start = _polar(centre, node.size + 1.5, -1.35)
    tip = _polar(centre, node.size + 2.5, -0.25)
    end = _polar(centre, node.size + 2.5 + ARROW, -0.25)
    return Curve(start, (_polar(centre, reach, -1.35), _polar(centre, reach, -0.25)), end, tip)


def border(node: SceneNode, centre: Point, towards: Point) -> float:
    """Return how far a node's shape reaches from its centre towards a point."""
    dx, dy = towards[0] - centre[0], towards[1] - centre[1]
    length = math.hypot(dx, dy)
    if length == 0:
        return node.size
    cos, sin = abs(dx / length), abs(dy / length)
    if node.shape in ("square", "box"):
        return min(0.9 * node.size / max(cos, sin), 1.15 * node.size)
    if node.shape == "diamond":
        return 1.15 * node.size / (cos + sin)
    return node.size


def _polar(centre: Point, radius: float, angle: float) -> Point:
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def _step(start: Point, towards: Point, length: float) -> Point:
    dx, dy = towards[0] - start[0], towards[1] - start[1]
    distance = math.hypot(dx, dy) or 1.0
    return start[0] + dx / distance * length, start[1] + dy / distance * length


def corners(shape: str, x: float, y: float, r: float) -> list[Point]:
    """Return the corners of a shape of radius ``r``, at most 1.2 ``r`` away, so that all shapes look equally large.

    ``dot`` and ``box`` have none: they are drawn as a circle and a rounded square.
    """
    if shape == "square":
        h = 0.9 * r
        return [(x - h, y - h), (x + h, y - h), (x + h, y + h), (x - h, y + h)]
    if shape == "diamond":
        return [_polar((x, y), 1.15 * r, math.pi / 2 * k) for k in range(4)]
    if shape == "hexagon":
        return [_polar((x, y), 1.06 * r, math.pi / 3 * k + math.pi / 6) for k in range(6)]
    if shape in ("triangle", "triangleDown"):
        up = -1 if shape == "triangle" else 1
        # the middle of its height, not its centroid, is the node's centre: so it sits level with the others
        return [(x, y + up * r), (x + 1.12 * r, y - up * 0.92 * r), (x - 1.12 * r, y - up * 0.92 * r)]
    if shape == "star":
        return [_polar((x, y), (1.2 if k % 2 == 0 else 0.54) * r, math.pi / 5 * k - math.pi / 2) for k in range(10)]
    raise ValueError(f"{shape!r} has no corners.")


def hull(circles: Iterable[tuple[float, float, float]]) -> list[Point]:
    """Return the corners of the least convex line around some circles (x, y, radius), by Andrew's monotone chain."""
    around = sorted({_polar((x, y), r, math.pi / 8 * k) for x, y, r in circles for k in range(16)})

    def half(points: Iterable[Point]) -> list[Point]:
        line: list[Point] = []
        for p in points:
            while len(line) > 1 and _turn(line[-2], line[-1], p) <= 0:
                line.pop()
            line.append(p)
        return line[:-1]

    return half(around) + half(reversed(around))


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


class Grid[Item]:
    """Items with a rectangle each, stored by place, to find quickly which ones overlap a rectangle."""

    _CELL = 80.0

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[Item, Rect]]] = {}

    def add(self, item: Item, rect: Rect) -> None:
        """Add an item."""
        for cell in self._covered(rect):
            self._cells.setdefault(cell, []).append((item, rect))

    def overlapping(self, rect: Rect) -> Iterator[Item]:
        """Yield the items whose rectangles overlap ``rect``, some more than once."""
        left, top, right, bottom = rect
        for cell in self._covered(rect):
            for item, (x0, y0, x1, y1) in self._cells.get(cell, ()):
                if x0 < right and left < x1 and y0 < bottom and top < y1:
                    yield item

    def overlaps(self, rect: Rect, *, ignoring: Item | None = None) -> bool:
        """Return whether any item but ``ignoring`` overlaps ``rect``."""
        return any(item != ignoring for item in self.overlapping(rect))

    def _covered(self, rect: Rect) -> Iterator[tuple[int, int]]:
        left, top, right, bottom = (math.floor(v / self._CELL) for v in rect)
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                yield column, row


def line_enters(start: Point, end: Point, rect: Rect) -> bool:
    """Return whether the line from ``start`` to ``end`` enters ``rect`` (Liang and Barsky)."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    low, high = 0.0, 1.0
    for p, q in (
        (-dx, start[0] - rect[0]),
        (dx, rect[2] - start[0]),
        (-dy, start[1] - rect[1]),
        (dy, rect[3] - start[1]),
    ):
        if p == 0:
            if q < 0:
                return False
        elif p < 0:
            low = max(low, q / p)
        else:
            high = min(high, q / p)
        if low > high:
            return False
    return True
