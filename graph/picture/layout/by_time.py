"""The layout by time: nodes with a date from left to right, the others in lanes of their own below."""

from __future__ import annotations

import math
from bisect import bisect, insort
from datetime import date
from itertools import pairwise

import numpy as np

from graph.picture.layout.graph import Boxes, LayoutGraph, Placement, Points, to_placement
from graph.picture.layout.organic import organic_points

_YEAR = 365.2425
_STAGGER = 18.0
_TICK_ROOM = 58.0
"""Room between two texts of the axis."""
_LAST_DAY = date.max.toordinal()
LENT = "No date of their own: placed by what they relate to"
UNDATED = "Without a date: where these stand says nothing of when"
_LANE_GAP = 46.0
"""Room above a lane for its text."""


def by_time(graph: LayoutGraph) -> Placement:
    """Place nodes with a date from left to right along an axis, and the others in two lanes below.

    The first lane holds what has no date and relates to something that has one: it stands at the first of these dates.
    The second holds the rest. A date that covers several days counts as the middle of them. Long empty stretches are
    shortened, so the axis says where each year begins. Where no node has a date, this is the organic layout.
    """
    neighbours = graph.neighbours()
    own_days = {i: (days[0] + days[1]) / 2 for i, days in enumerate(graph.date_ranges) if days is not None}
    if not own_days:
        return to_placement(graph, organic_points(graph))
    neighbour_days = {}
    for i in range(len(graph.keys)):
        near = [own_days[j] for j in neighbours[i] if j in own_days]
        if i not in own_days and near:
            neighbour_days[i] = min(near)
    distinct = sorted(set(own_days.values()))
    # a week more is a little more room, ten years more not much more than five
    gaps = [24 + 46 * np.log2(1 + (b - a) / 20) for a, b in pairwise(distinct)]
    places = np.concatenate(([0.0], np.cumsum(np.minimum(gaps, 380.0))))
    rows = _Rows(graph.reach(gap=10.0))
    points = np.zeros((len(graph.keys), 2))
    for i in sorted(own_days, key=lambda i: (own_days[i], i)):
        points[i] = rows.take(i, float(np.interp(own_days[i], distinct, places)), slack=0.0, level=True)
    lanes = []
    if neighbour_days:
        lanes.append((rows.begin_lane(), LENT))
    for i in sorted(neighbour_days, key=lambda i: (neighbour_days[i], i)):
        points[i] = rows.take(i, float(np.interp(neighbour_days[i], distinct, places)), slack=90.0)
    placed = set(own_days) | set(neighbour_days)
    waiting = [i for i in range(len(graph.keys)) if i not in placed]
    if waiting:
        lanes.append((rows.begin_lane(), UNDATED))
    while waiting:
        ready = [i for i in waiting if any(j in placed for j in neighbours[i])] or waiting
        wanted = {}
        for i in ready:
            near = [float(points[j, 0]) for j in neighbours[i] if j in placed]
            wanted[i] = float(np.mean(near)) if near else float(places[-1]) / 2
        for i in sorted(ready, key=lambda i: (wanted[i], i)):
            points[i] = rows.take(i, wanted[i], slack=math.inf)
        placed.update(ready)
        waiting = [i for i in waiting if i not in placed]
    return to_placement(graph, points, _axis(distinct, places), tuple(lanes))


class _Rows:
    """Places in rows of one height; each node gets the free place nearest to its date, sideways before further down."""

    def __init__(self, reach: Boxes) -> None:
        self._reach = reach
        self._rows: list[list[tuple[float, float]]] = []  # what is taken in each, from left to right
        self._first = 0
        self._lanes = 0
        self._up = float(reach[:, 2].max())
        self._height = float((reach[:, 2] + reach[:, 3]).max()) + 2 * _STAGGER
        self._placed = 0

    def begin_lane(self) -> float:
        """Begin new rows below all that are in use, and return where they begin."""
        self._first = len(self._rows)
        self._lanes += 1
        return self._first * self._height + self._lanes * _LANE_GAP - self._up - _LANE_GAP / 2

    def take(self, node: int, x: float, *, slack: float, level: bool = False) -> tuple[float, float]:
        """Take the best free place for ``node``, at most ``slack`` units to the side of ``x``, and return it."""
        left, right = float(self._reach[node, 0]), float(self._reach[node, 1])
        best = (math.inf, x, len(self._rows))
        for row in range(self._first, len(self._rows)):
            down = (row - self._first) * self._height
            if down >= best[0]:
                break
            place = _nearest_free(self._rows[row], x, left, right)
            cost = down + 0.45 * abs(place - x)
            if abs(place - x) <= slack and cost < best[0]:
                best = (cost, place, row)
        cost, place, row = best
        if (len(self._rows) - self._first) * self._height < cost:
            place, row = x, len(self._rows)
            self._rows.append([])
        insort(self._rows[row], (place - left, place + right))
        self._placed += 1
        # a little up and down from one to the next, so that lines along the row do not run through nodes
        y = row * self._height + self._lanes * _LANE_GAP
        return place, y + (0.0 if level else self._placed % 3 * _STAGGER)


def _nearest_free(taken: list[tuple[float, float]], x: float, left: float, right: float) -> float:
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
    """Return where years begin, or months if all dates are within two years, as ``(x, text)``."""
    first, last = distinct[0], distinct[-1]
    ticks: list[tuple[float, str]] = []
    for day, text in _possible_ticks(first, last):
        if first - 31 <= day <= last:
            x = float(np.interp(day, distinct, places))
            if not ticks or x - ticks[-1][0] >= _TICK_ROOM:
                ticks.append((x, text))
    return tuple(ticks) or ((0.0, str(int(first // _YEAR))),)


def _possible_ticks(first: float, last: float) -> list[tuple[float, str]]:
    if first < 1 or last > _LAST_DAY:
        return [(year * _YEAR, str(year)) for year in range(int(first // _YEAR), int(last // _YEAR) + 2)]
    months = last - first < 2 * _YEAR
    return [
        (float(date(year, month, 1).toordinal()), f"{year}-{month:02d}" if months else str(year))
        for year in range(date.fromordinal(int(first)).year, date.fromordinal(int(last)).year + 1)
        for month in range(1, 13 if months else 2)
    ]
