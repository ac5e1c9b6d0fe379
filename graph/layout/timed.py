"""The layout by time: dates from left to right, and what belongs to them below."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import numpy as np

from graph.layout.figure import Boxes, Figure, Points
from graph.layout.organic import organic

_YEAR = 365.2425
_ROW = 92.0
_TICKS = 58.0
"""Room between two texts of the axis."""
_LAST_DAY = date.max.toordinal()


def timed(figure: Figure) -> tuple[Points, tuple[tuple[float, str], ...]]:
    """Return what has a date at its place from left to right, the rest below near what it belongs to, and the axis.

    A node has the date its properties name, else the first of its neighbours' dates; a vague one
    stands in the middle of its span. Long empty stretches are shortened, so the axis says where each
    year begins. Without any date the layout is the organic one.
    """
    neighbours = figure.neighbours()
    own = {i: (span[0] + span[1]) / 2 for i, span in enumerate(figure.spans) if span is not None}
    if not own:
        return organic(figure), ()
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
        points[i] = rows.seat(i, float(np.interp(own[i], distinct, places)), 0.0, slack=0.0)
    top = rows.lowest + _ROW
    for turn, i in enumerate(sorted(lent, key=lambda i: (lent[i], i))):
        # a little up and down from one to the next, so that lines along the row do not run through nodes
        points[i] = rows.seat(i, float(np.interp(lent[i], distinct, places)), top + turn % 3 * 18, slack=90.0)
    seated = set(own) | set(lent)
    waiting = [i for i in range(len(figure.keys)) if i not in seated]
    top = rows.lowest + _ROW
    while waiting:
        ready = [i for i in waiting if any(j in seated for j in neighbours[i])] or waiting
        wanted = {}
        for i in ready:
            near = [float(points[j, 0]) for j in neighbours[i] if j in seated]
            wanted[i] = float(np.mean(near)) if near else float(places[-1]) / 2
        for turn, i in enumerate(sorted(ready, key=lambda i: (wanted[i], i))):
            points[i] = rows.seat(i, wanted[i], top + turn % 3 * 18, slack=1e9)
        seated.update(ready)
        waiting = [i for i in waiting if i not in seated]
    return points, _axis(distinct, places)


class _Rows:
    """Seats in rows: the free one nearest to the wanted place, sideways before further down."""

    def __init__(self, reach: Boxes) -> None:
        self._reach = reach
        self._taken: list[tuple[float, float, float, float]] = []
        self.lowest = 0.0

    def seat(self, node: int, x: float, y: float, *, slack: float) -> tuple[float, float]:
        """Take the seat for ``node`` at the least cost, at most ``slack`` units to the side."""
        left, right, up, down = (float(v) for v in self._reach[node])
        best: tuple[float, float, float] | None = None
        for row in range(len(self._taken) + 1):
            at = y + row * _ROW
            if best is not None and row * _ROW >= best[0]:
                break
            beside = [t for t in self._taken if t[1] < at + down and at - up < t[3]]
            for place in self._places(x, left, right, beside):
                cost = row * _ROW + 0.45 * abs(place - x)
                free = all(t[2] <= place - left + 0.01 or place + right <= t[0] + 0.01 for t in beside)
                if free and abs(place - x) <= slack and (best is None or cost < best[0]):
                    best = (cost, place, at)
        assert best is not None  # below all rows that are taken there is room at any x
        _, place, at = best
        self._taken.append((place - left, at - up, place + right, at + down))
        self.lowest = max(self.lowest, at)
        return place, at

    @staticmethod
    def _places(
        x: float, left: float, right: float, beside: list[tuple[float, float, float, float]]
    ) -> Iterator[float]:
        yield x
        for taken in beside:
            yield taken[0] - right
            yield taken[2] + left


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
