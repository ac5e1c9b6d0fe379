"""Place the nodes of a graph: all of them by a layout, or new ones among others that stay."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from graph.picture.layout import LAYOUTS
from graph.picture.layout.graph import CAPTIONED, LayoutGraph, Placement
from graph.picture.layout.spacing import separate


def arrange(
    graph: LayoutGraph,
    layout: str = "organic",
    *,
    focus: Collection[str] = (),
    fixed: Mapping[str, tuple[float, float]] | None = None,
) -> Placement:
    """Place every node of a graph.

    Parameters
    ----------
    graph : LayoutGraph
    layout : str
        One of :data:`graph.picture.layout.LAYOUTS`.
    focus : collection of str
        Keys in the middle of ``radial``; the node with most relationships where none is given.
    fixed : mapping of str to (float, float), optional
        Nodes that stay where they are; the others are laid out around them.

    Returns
    -------
    Placement
        Positions to 0.1 units; around the origin where nothing is fixed.

    Raises
    ------
    ValueError
        There is no such layout.
    """
    if layout not in LAYOUTS:
        raise ValueError(f"There is no layout {layout!r}; the layouts are {', '.join(LAYOUTS)}.")
    if not graph.keys:
        return Placement({})
    middle = tuple(i for i, key in enumerate(graph.keys) if key in focus)
    placed = LAYOUTS[layout].place(replace(graph, focus=middle))
    fixed_positions = {key: at for key, at in (fixed or {}).items() if key in placed.positions}
    return _move_beside_fixed(graph, placed, fixed_positions) if fixed_positions else placed


def place_missing(graph: LayoutGraph, positions: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Place the nodes without a position near their neighbours; the others stay where they are.

    Parameters
    ----------
    graph : LayoutGraph
    positions : mapping of str to (float, float)
        Not empty; keys that are not in the graph are ignored.

    Returns
    -------
    dict of str to (float, float)
        The position of every node of the graph.
    """
    places = {i: positions[key] for i, key in enumerate(graph.keys) if key in positions}
    missing = [i for i in range(len(graph.keys)) if i not in places]
    if not missing:
        return {graph.keys[i]: at for i, at in places.items()}
    points = np.zeros((len(graph.keys), 2))
    fixed = np.zeros(len(graph.keys), dtype=bool)
    for i, at in places.items():
        points[i], fixed[i] = at, True
    _place_by_neighbours(graph, points, fixed.copy(), missing)
    reach = graph.reach(captions=len(graph.keys) <= CAPTIONED, gap=5.0)
    points = separate(points, reach, fixed=fixed, rounds=300)
    return {
        key: places[i] if i in places else (round(float(points[i, 0]), 1) + 0.0, round(float(points[i, 1]), 1) + 0.0)
        for i, key in enumerate(graph.keys)
    }


def _place_by_neighbours(graph: LayoutGraph, points: np.ndarray, placed: np.ndarray, missing: list[int]) -> None:
    """Set the points of the missing nodes: beside neighbours that are placed, or else below all nodes."""
    neighbours = _neighbours_of(graph, missing)
    middle = points[placed].mean(axis=0)
    spread: dict[int, int] = {}
    waiting = list(missing)
    while waiting:
        ready = [i for i in waiting if any(placed[j] for j in neighbours[i])]
        if not ready:
            lowest = float(points[placed][:, 1].max()) + 110
            for column, i in enumerate(waiting):
                points[i] = middle[0] + (column - (len(waiting) - 1) / 2) * 130, lowest
            return
        for i in ready:
            placed_neighbours = [j for j in neighbours[i] if placed[j]]
            centre = points[placed_neighbours].mean(axis=0)
            if len(placed_neighbours) == 1:
                # a fan on the far side of its one neighbour, as seen from the middle
                host = placed_neighbours[0]
                turn = spread.get(host, 0)
                spread[host] = turn + 1
                away = points[host] - middle
                angle = float(np.arctan2(away[1], away[0])) if np.hypot(*away) > 1 else 0.0
                angle += (turn + 1) // 2 * 0.5 * (1 if turn % 2 else -1)
                centre = points[host] + np.array((np.cos(angle), np.sin(angle))) * (120 + 60 * (turn // 12))
            points[i] = centre
        for i in ready:
            placed[i] = True
        waiting = [i for i in waiting if not placed[i]]


def _neighbours_of(graph: LayoutGraph, some: list[int]) -> dict[int, list[int]]:
    """Return the neighbours of a few nodes; :meth:`LayoutGraph.neighbours` finds those of all, which takes longer."""
    neighbours: dict[int, set[int]] = {i: set() for i in some}
    for a, b in graph.links:
        if a != b:
            if a in neighbours:
                neighbours[a].add(b)
            if b in neighbours:
                neighbours[b].add(a)
    return {i: sorted(ids) for i, ids in neighbours.items()}


def _move_beside_fixed(
    graph: LayoutGraph, placed: Placement, fixed_positions: Mapping[str, tuple[float, float]]
) -> Placement:
    """Shift a layout so that it fits the fixed nodes best, put these where they belong, and let the others give way."""
    points = np.array([placed.positions[key] for key in graph.keys])
    fixed = np.array([key in fixed_positions for key in graph.keys])
    where = np.array([fixed_positions.get(key, (0.0, 0.0)) for key in graph.keys])
    shift = (where[fixed] - points[fixed]).mean(axis=0)
    points = points + shift
    points[fixed] = where[fixed]
    points = separate(points, graph.reach(captions=len(graph.keys) <= CAPTIONED, gap=5.0), fixed=fixed, rounds=300)
    rows = np.round(points, 1) + 0.0
    positions = {
        key: fixed_positions[key] if key in fixed_positions else (float(x), float(y))
        for key, (x, y) in zip(graph.keys, rows, strict=True)
    }
    return Placement(
        positions,
        tuple((round(x + float(shift[0]), 1), text) for x, text in placed.axis),
        tuple((round(y + float(shift[1]), 1), text) for y, text in placed.lanes),
    )
