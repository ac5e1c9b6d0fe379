"""The organic layout: distances on the page follow distances in the graph.

Components of up to ``_STRESS`` nodes by stress majorization [1]_ from a pivot start [2]_, larger ones by
igraph's Fruchterman and Reingold from the same start; then room is made for captions.

References
----------
.. [1] Gansner, Koren and North, "Graph drawing by stress majorization", 2004.
.. [2] Brandes and Pich, "Eigensolver methods for progressive multidimensional scaling", 2006.
"""

from __future__ import annotations

import random
import threading

import numpy as np
from numpy.typing import NDArray

from graph.layout.figure import Figure, Points
from graph.layout.spacing import RATIO, clear_links, pack, separate

CAPTIONED = 600
"""Nodes up to which every caption gets room; above, captions share the room there is."""
ROOMY = 60
"""Nodes up to which the captions of relationships get room too."""
_STRESS = 700
_SEED = 7
_WIDEST = 1.7
_igraph_lock = threading.Lock()


def organic(figure: Figure) -> Points:
    """Return the organic layout of a whole figure, components packed side by side."""
    points = np.zeros((len(figure.keys), 2))
    reach = figure.reach(captions=len(figure.keys) <= CAPTIONED, gap=9.0 if len(figure.keys) <= ROOMY else 5.0)
    components = figure.components()
    roomy = len(figure.keys) <= ROOMY
    sizes = []
    for members in components:
        own = reach[members]
        placed = _component(figure.part(members), own, roomy)
        low = (placed - own[:, [0, 2]]).min(axis=0)
        high = (placed + own[:, [1, 3]]).max(axis=0)
        points[members] = placed - low
        sizes.append((float(high[0] - low[0]), float(high[1] - low[1])))
    # single nodes stand in line, whatever the width of their captions
    single = [i for i, members in enumerate(components) if len(members) == 1]
    cell = max((sizes[i][0] for i in single), default=0.0), max((sizes[i][1] for i in single), default=0.0)
    for i in single:
        points[components[i]] += ((cell[0] - sizes[i][0]) / 2, 0.0)
        sizes[i] = cell
    corners = pack(sizes)
    for members, corner in zip(components, corners, strict=True):
        points[members] += corner
    return points


def _component(figure: Figure, reach: NDArray[np.float64], roomy: bool) -> Points:
    count = len(figure.keys)
    if count == 1:
        return np.zeros((1, 2))
    radii = np.array([box.radius for box in figure.boxes])
    pairs = np.array(sorted({(min(a, b), max(a, b)) for a, b in figure.links if a != b}), dtype=np.intp)
    ideal = _ideal_lengths(figure, radii, pairs, roomy)
    graph = _graph(count, pairs)
    if count == 2:
        return np.array([[0.0, 0.0], [float(ideal[0]), 0.0]])
    if count > _STRESS:
        points = _forces(graph, _pivots(graph, ideal), float(np.median(ideal)), pairs)
        return separate(_landscape(points), reach, rounds=60 if count > 3000 else 150)
    distances = np.array(graph.distances(weights=ideal.tolist()))
    points = _majorize(_pivots(graph, ideal), distances, 300 if count <= 100 else 90 if count <= 350 else 45)
    if count > 150:
        return separate(_landscape(points), reach)
    # short turns of both, so that making room does not undo the distances
    for _ in range(12):
        points = separate(_majorize(points, distances, 2), reach, rounds=4, grow=False)
        points = clear_links(points, radii, pairs)
    points = _landscape(points)
    for _ in range(40 if roomy else 10):
        cleared = clear_links(separate(points, reach, rounds=6), radii, pairs)
        if np.abs(cleared - points).max() < 0.05:
            break
        points = cleared
    return separate(points, reach)


def _graph(count: int, pairs: NDArray[np.intp]):  # type: ignore[no-untyped-def]  # igraph has no types
    import igraph

    return igraph.Graph(n=count, edges=pairs.tolist())


def _ideal_lengths(
    figure: Figure, radii: NDArray[np.float64], pairs: NDArray[np.intp], roomy: bool
) -> NDArray[np.float64]:
    """Return how long each line wants to be: room for both nodes, its caption, and a hub's other neighbours."""
    widest: dict[tuple[int, int], float] = {}
    for (a, b), length in zip(figure.links, figure.lengths, strict=True):
        pair = (min(a, b), max(a, b))
        widest[pair] = max(widest.get(pair, 0.0), length)
    caption = np.array([widest[int(a), int(b)] for a, b in pairs])
    near = figure.neighbours()
    apart = np.array([len(set(near[a]) ^ set(near[b])) for a, b in pairs], dtype=float)
    gap = 62 + (np.minimum(caption, 140) * 0.55 if roomy else 0)
    spread = 1 + 0.3 * np.log2(np.maximum(1.0, apart / 5))
    lengths: NDArray[np.float64] = (radii[pairs[:, 0]] + radii[pairs[:, 1]] + gap) * spread
    return lengths


def _pivots(graph, ideal: NDArray[np.float64], most: int = 40) -> Points:  # type: ignore[no-untyped-def]
    """Return a first picture from the distances to a few nodes that are far from each other."""
    weights = ideal.tolist()
    count = graph.vcount()
    first = int(np.argmax(graph.degree()))
    rows = [np.array(graph.distances(source=first, weights=weights)[0])]
    nearest = rows[0].copy()
    while len(rows) < min(most, count):
        pivot = int(np.argmax(nearest))
        rows.append(np.array(graph.distances(source=pivot, weights=weights)[0]))
        nearest = np.minimum(nearest, rows[-1])
    squared = np.column_stack(rows) ** 2
    centred = -0.5 * (squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean())
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    points: Points = centred @ axes[:2].T if len(axes) > 1 else np.column_stack((centred[:, 0], np.zeros(count)))
    for column in (0, 1):
        largest = points[np.argmax(np.abs(points[:, column])), column]
        points[:, column] *= -1 if largest < 0 else 1
        spread = float(points[:, column].std())
        # a path has no second axis: keep what rounding made of it from blowing up
        points[:, column] /= spread if spread > 1e-6 else 1.0
    points *= float(np.median(ideal)) * np.sqrt(count) * 0.6
    turn = np.arange(count) * 2.399963
    jitter = np.sqrt(np.arange(count) + 1.0) * float(np.median(ideal)) * 0.12
    spiral: Points = points + np.column_stack((np.cos(turn), np.sin(turn))) * jitter[:, None]
    return spiral


def _majorize(points: Points, distances: NDArray[np.float64], rounds: int) -> Points:
    """Lower the stress, sum over pairs of (drawn distance - distance)² / distance², by ``rounds`` steps."""
    # many nodes in single precision: twice as fast, and the last digits do not show
    kind = "f8" if len(points) <= 250 else "f4"
    wanted: NDArray[np.floating] = distances.astype(kind)
    np.fill_diagonal(wanted, 1)
    weight = 1 / wanted**2
    np.fill_diagonal(weight, 0)
    total = weight.sum(axis=1)
    pull = weight * wanted
    x, y = points[:, 0].astype(kind), points[:, 1].astype(kind)
    for _ in range(rounds):
        dx, dy = x[:, None] - x[None, :], y[:, None] - y[None, :]
        drawn = np.sqrt(dx * dx + dy * dy)
        np.maximum(drawn, 1e-3, out=drawn)
        ratio = pull / drawn
        # sums, not matrix products: BLAS may split those differently from run to run
        new_x = ((weight * x[None, :]).sum(axis=1) + (ratio * dx).sum(axis=1)) / total
        new_y = ((weight * y[None, :]).sum(axis=1) + (ratio * dy).sum(axis=1)) / total
        shift = float(max(np.abs(new_x - x).max(), np.abs(new_y - y).max()))
        x, y = new_x, new_y
        if shift < 0.02:
            break
    return np.column_stack((x, y)).astype(np.float64)


def _forces(graph, start: Points, length: float, pairs: NDArray[np.intp]) -> Points:  # type: ignore[no-untyped-def]
    import igraph

    count = graph.vcount()
    # igraph draws from one generator for the whole process: give it ours, and Python's own back
    with _igraph_lock:
        igraph.set_random_number_generator(random.Random(_SEED))
        try:
            layout = graph.layout_fruchterman_reingold(
                seed=(start / length).tolist(),
                niter=150 if count <= 2000 else 60,
                grid=count > 1500,
                start_temp=count**0.5 / 4,
            )
        finally:
            igraph.set_random_number_generator(random)
    points = np.array(layout.coords)
    drawn = np.sqrt(((points[pairs[:, 0]] - points[pairs[:, 1]]) ** 2).sum(axis=1))
    scaled: Points = points * (length / max(float(np.median(drawn)), 1e-6))
    return scaled


def _landscape(points: Points) -> Points:
    """Turn the long side to the horizontal, and widen a square towards a landscape page."""
    centred = points - points.mean(axis=0)
    (a, b), (_, d) = centred.T @ centred
    angle = 0.5 * np.arctan2(2 * b, a - d)
    cos, sin = np.cos(angle), np.sin(angle)
    turned = centred @ np.array(((cos, -sin), (sin, cos)))
    extent = np.ptp(turned, axis=0)
    ratio = float(extent[0] / max(extent[1], 1.0))
    # more in width than less in height: captions are wide, and nodes that stood apart should stay so
    stretch = min(_WIDEST, max(1.0, RATIO / max(ratio, 0.1)))
    wide: Points = turned * np.array((stretch**0.7, stretch**-0.3))
    return wide
