"""The layout by time: dates from left to right, and what belongs to them below."""

from __future__ import annotations

import math
from bisect import bisect, insort
from datetime import date
from itertools import pairwise

import numpy as np

from graph.picture.layout.figure import Boxes, Figure, Placed, Points, as_placed
from graph.picture.layout.organic import organic_points

_YEAR = 365.2425
_STAGGER = 18.0
_TICKS = 58.0
"""Room between two texts of the axis."""
_LAST_DAY = date.max.toordinal()


def timed(figure: Figure) -> Placed:
    """Place what has a date from left to right, along an axis, and the rest below near what it belongs to.

    A node has the date its properties name, else the first of its neighbours' dates; a vague one
    stands in the middle of its span. Long empty stretches are shortened, so the axis says where each
    year begins. Without any date the layout is the organic one.
    """
    neighbours = figure.neighbours()
    own = {i: (span[0] + span[1]) / 2 for i, span in enumerate(figure.spans) if span is not None}
    if not own:
        return as_placed(figure, organic_points(figure))
    lent = {}
    for i in range(len(figure.keys)):
        near = [own[j] for j in neighbours[i] if j in own]
        if i not in own and near:
            lent[i] = min(near)
    distinct = sorted(set(own.values()))
    # a week more is a little more room, ten years more not much more than five
    gaps = [24 + 46 * np.log2(1 + (b - a) / 20) for a, b in pairwise(distinct)]
    places = np.concatenate(([0.0], np.cumsum(np.minimum(gaps, 380.0))))
    rows = _Rows(figure.reach(gap=10.0))
    points = np.zeros((len(figure.keys), 2))
    for i in sorted(own, key=lambda i: (own[i], i)):
        points[i] = rows.seat(i, float(np.interp(own[i], distinct, places)), slack=0.0, level=True)
    rows.begin()
    for i in sorted(lent, key=lambda i: (lent[i], i)):
        points[i] = rows.seat(i, float(np.interp(lent[i], distinct, places)), slack=90.0)
    rows.begin()
    seated = set(own) | set(lent)
    waiting = [i for i in range(len(figure.keys)) if i not in seated]
    while waiting:
        ready = [i for i in waiting if any(j in seated for j in neighbours[i])] or waiting
        wanted = {}
        for i in ready:
            near = [float(points[j, 0]) for j in neighbours[i] if j in seated]
            wanted[i] = float(np.mean(near)) if near else float(places[-1]) / 2
        for i in sorted(ready, key=lambda i: (wanted[i], i)):
            points[i] = rows.seat(i, wanted[i], slack=math.inf)
        seated.update(ready)
        waiting = [i for i in waiting if i not in seated]
    return as_placed(figure, points, _axis(distinct, places))


class _Rows:
    """Seats in rows of one height: the free one nearest to the wanted place, sideways before further down."""

    def __init__(self, reach: Boxes) -> None:
        self._reach = reach
        self._rows: list[list[tuple[float, float]]] = []  # what is taken in each, from left to right
        self._first = 0
        self._height = float((reach[:, 2] + reach[:, 3]).max()) + 2 * _STAGGER
        self._seated = 0

    def begin(self) -> None:
        """Leave the rows used so far to those who sit there, and begin below them."""
        self._first = len(self._rows)

    def seat(self, node: int, x: float, *, slack: float, level: bool = False) -> tuple[float, float]:
        """Take the seat for ``node`` at the least cost, at most ``slack`` units to the side."""
        left, right = float(self._reach[node, 0]), float(self._reach[node, 1])
        best = (math.inf, x, len(self._rows))
        for row in range(self._first, len(self._rows)):
            down = (row - self._first) * self._height
            if down >= best[0]:
                break
            place = _nearest(self._rows[row], x, left, right)
            cost = down + 0.45 * abs(place - x)
            if abs(place - x) <= slack and cost < best[0]:
                best = (cost, place, row)
        cost, place, row = best
        if (len(self._rows) - self._first) * self._height < cost:
            place, row = x, len(self._rows)
            self._rows.append([])
        insort(self._rows[row], (place - left, place + right))
        self._seated += 1
        # a little up and down from one to the next, so that lines along the row do not run through nodes
        return place, row * self._height + (0.0 if level else self._seated % 3 * _STAGGER)


def _nearest(taken: list[tuple[float, float]], x: float, left: float, right: float) -> float:
    """Return the free place nearest to ``x`` for what reaches ``left`` and ``right`` of it."""
    edges = [-math.inf, *(edge for interval in taken for edge in interval), math.inf]
    best = math.inf
    middle = bisect(taken, (x, x))
    # gaps from the wanted place outwards; the first that fits on either side is the nearest there
    for gaps in (range(middle, len(taken) + 1), range(middle, -1, -1)):
        for gap in gaps:
            low, high = edges[2 * gap] + left, edges[2 * gap + 1] - right
            if low <= high:
                place = min(max(x, low), high)
                if abs(place - x) < abs(best - x):
                    best = place
                break
    return best


def _axis(distinct: list[float], places: Points) -> tuple[tuple[float, str], ...]:
    """Return the beginnings of years, or of months where all happened within two years, as ``(x, text)``."""
    first, last = distinct[0], distinct[-1]
    ticks: list[tuple[float, str]] = []
    for day, text in _marks(first, last):
        if first - 31 <= day <= last:
            x = float(np.interp(day, distinct, places))
            if not ticks or x - ticks[-1][0] >= _TICKS:
                ticks.append((x, text))
    return tuple(ticks) or ((0.0, str(int(first // _YEAR))),)


def _marks(first: float, last: float) -> list[tuple[float, str]]:
    if first < 1 or last > _LAST_DAY:
        return [(year * _YEAR, str(year)) for year in range(int(first // _YEAR), int(last // _YEAR) + 2)]
    months = last - first < 2 * _YEAR
    return [
        (float(date(year, month, 1).toordinal()), f"{year}-{month:02d}" if months else str(year))
        for year in range(date.fromordinal(int(first)).year, date.fromordinal(int(last)).year + 1)
        for month in range(1, 13 if months else 2)
    ]
