"""Places the nodes of a figure: all of them by a layout, or new ones among others that stay."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from graph.picture.layout import LAYOUTS
from graph.picture.layout.figure import CAPTIONED, Figure, Placed
from graph.picture.layout.spacing import separate


def arrange(
    figure: Figure,
    layout: str = "organic",
    *,
    focus: Collection[str] = (),
    fixed: Mapping[str, tuple[float, float]] | None = None,
) -> Placed:
    """Place every node of a figure.

    Parameters
    ----------
    figure : Figure
    layout : str
        One of :data:`graph.picture.layout.LAYOUTS`.
    focus : collection of str
        Keys in the middle of ``radial``; the node with most relationships where none is given.
    fixed : mapping of str to (float, float), optional
        Nodes that stay where they are; the rest is laid out, moved beside them, and gives way.

    Returns
    -------
    Placed
        Positions to 0.1 units; around the origin where nothing is fixed.

    Raises
    ------
    ValueError
        There is no such layout.
    """
    if layout not in LAYOUTS:
        raise ValueError(f"There is no layout {layout!r}; the layouts are {', '.join(LAYOUTS)}.")
    if not figure.keys:
        return Placed({})
    middle = tuple(i for i, key in enumerate(figure.keys) if key in focus)
    placed = LAYOUTS[layout].place(replace(figure, focus=middle))
    held = {key: at for key, at in (fixed or {}).items() if key in placed.positions}
    return _around(figure, placed, held) if held else placed


def place_missing(figure: Figure, positions: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Place the nodes without a position near their neighbours; the others stay where they are.

    Parameters
    ----------
    figure : Figure
    positions : mapping of str to (float, float)
        Not empty; keys that are not in the figure do not matter.

    Returns
    -------
    dict of str to (float, float)
        The position of every node of the figure.
    """
    places = {i: positions[key] for i, key in enumerate(figure.keys) if key in positions}
    missing = [i for i in range(len(figure.keys)) if i not in places]
    if not missing:
        return {figure.keys[i]: at for i, at in places.items()}
    points = np.zeros((len(figure.keys), 2))
    fixed = np.zeros(len(figure.keys), dtype=bool)
    for i, at in places.items():
        points[i], fixed[i] = at, True
    _seat(figure, points, fixed.copy(), missing)
    reach = figure.reach(captions=len(figure.keys) <= CAPTIONED, gap=5.0)
    points = separate(points, reach, fixed=fixed, rounds=300)
    return {
        key: places[i] if i in places else (round(float(points[i, 0]), 1) + 0.0, round(float(points[i, 1]), 1) + 0.0)
        for i, key in enumerate(figure.keys)
    }


def _seat(figure: Figure, points: np.ndarray, seated: np.ndarray, missing: list[int]) -> None:
    """Give each missing node a seat by its seated neighbours, away from the middle; strangers go below all."""
    neighbours = _neighbours(figure, missing)
    middle = points[seated].mean(axis=0)
    spread: dict[int, int] = {}
    waiting = list(missing)
    while waiting:
        ready = [i for i in waiting if any(seated[j] for j in neighbours[i])]
        if not ready:
            lowest = float(points[seated][:, 1].max()) + 110
            for column, i in enumerate(waiting):
                points[i] = middle[0] + (column - (len(waiting) - 1) / 2) * 130, lowest
            return
        for i in ready:
            known = [j for j in neighbours[i] if seated[j]]
            centre = points[known].mean(axis=0)
            if len(known) == 1:
                # a fan on the far side of its one neighbour, as seen from the middle
                host = known[0]
                turn = spread.get(host, 0)
                spread[host] = turn + 1
                away = points[host] - middle
                angle = float(np.arctan2(away[1], away[0])) if np.hypot(*away) > 1 else 0.0
                angle += (turn + 1) // 2 * 0.5 * (1 if turn % 2 else -1)
                centre = points[host] + np.array((np.cos(angle), np.sin(angle))) * (120 + 60 * (turn // 12))
            points[i] = centre
        for i in ready:
            seated[i] = True
        waiting = [i for i in waiting if not seated[i]]


def _neighbours(figure: Figure, some: list[int]) -> dict[int, list[int]]:
    """Return the neighbours of some nodes as :meth:`Figure.neighbours` does; of all would take longer."""
    found: dict[int, set[int]] = {i: set() for i in some}
    for a, b in figure.links:
        if a != b:
            if a in found:
                found[a].add(b)
            if b in found:
                found[b].add(a)
    return {i: sorted(ids) for i, ids in found.items()}


def _around(figure: Figure, placed: Placed, held: Mapping[str, tuple[float, float]]) -> Placed:
    points = np.array([placed.positions[key] for key in figure.keys])
    fixed = np.array([key in held for key in figure.keys])
    where = np.array([held.get(key, (0.0, 0.0)) for key in figure.keys])
    shift = (where[fixed] - points[fixed]).mean(axis=0)
    points = points + shift
    points[fixed] = where[fixed]
    points = separate(points, figure.reach(captions=len(figure.keys) <= CAPTIONED, gap=5.0), fixed=fixed, rounds=300)
    rows = np.round(points, 1) + 0.0
    positions = {
        key: held[key] if key in held else (float(x), float(y)) for key, (x, y) in zip(figure.keys, rows, strict=True)
    }
    return Placed(positions, tuple((round(x + float(shift[0]), 1), text) for x, text in placed.axis))
