"""The organic layout: distances on the page follow distances in the graph.

Distances are fitted by :mod:`graph.picture.layout.stress`: between all pairs of nodes in components of up to
``_FULL_STRESS`` nodes, between some in larger ones. Then the picture is turned to landscape, and captions get room.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.picture.layout.graph import CAPTIONED, Boxes, LayoutGraph, Placement, Points, to_placement
from graph.picture.layout.spacing import RATIO, clear_links, pack, separate
from graph.picture.layout.stress import minimize_sparse_stress, minimize_stress, restore_distances

MAX_EDGE_CAPTIONED = 60
"""Nodes up to which captions of relationships get room too."""
_MAX_HUBS_CAPTIONED = 3000
_FULL_STRESS = 700
_MAX_STRETCH = 1.7


def organic(graph: LayoutGraph) -> Placement:
    """Place each component by the distances in it, and pack the components side by side."""
    return to_placement(graph, organic_points(graph))


def organic_points(graph: LayoutGraph) -> Points:
    """Return the points of the organic layout, for layouts that continue from it."""
    points = np.zeros((len(graph.keys), 2))
    reach = _reach(graph)
    components = graph.components()
    whole = len(graph.keys)
    sizes = []
    for members in components:
        own = reach[members]
        placed = _place_component(graph.subgraph(members), own, whole)
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


def _place_component(graph: LayoutGraph, reach: NDArray[np.float64], whole: int) -> Points:
    roomy = whole <= MAX_EDGE_CAPTIONED
    count = len(graph.keys)
    if count == 1:
        return np.zeros((1, 2))
    radii = np.array([box.radius for box in graph.boxes])
    pairs = np.array(sorted({(min(a, b), max(a, b)) for a, b in graph.links if a != b}), dtype=np.intp)
    ideal = _ideal_lengths(graph, radii, pairs, roomy)
    if count == 2:
        return np.array([[0.0, 0.0], [float(ideal[0]), 0.0]])
    if count > _FULL_STRESS:
        points = _enlarge(graph, minimize_sparse_stress(count, pairs, ideal, epochs=30))
        return separate(_landscape(points), reach, rounds=28 if count > 3000 else 150)
    # a small part of a large graph gets no more care than the graph can have as a whole
    size = count if whole <= CAPTIONED else whole
    points, wanted = minimize_stress(count, pairs, ideal, epochs=60 if size <= 100 else 30 if size <= 350 else 15)
    if count > CAPTIONED:
        points = _enlarge(graph, points)
    if size > 150:
        return separate(_landscape(points), reach)
    # short turns of both, so that making room does not undo the distances
    for _ in range(12):
        points = separate(restore_distances(points, wanted, 2), reach, rounds=4, grow=False)
        points = clear_links(points, radii, pairs)
    points = _landscape(points)
    for _ in range(40 if roomy else 10):
        cleared = clear_links(separate(points, reach, rounds=6), radii, pairs)
        if np.abs(cleared - points).max() < 0.05:
            break
        points = cleared
    return separate(points, reach)


def _ideal_lengths(
    graph: LayoutGraph, radii: NDArray[np.float64], pairs: NDArray[np.intp], roomy: bool
) -> NDArray[np.float64]:
    """Return how long each line wants to be: room for both nodes, its caption, and a hub's other neighbours."""
    widest: dict[tuple[int, int], float] = {}
    for (a, b), length in zip(graph.links, graph.caption_widths, strict=True):
        pair = (min(a, b), max(a, b))
        widest[pair] = max(widest.get(pair, 0.0), length)
    caption = np.array([widest[int(a), int(b)] for a, b in pairs])
    near = [set(ids) for ids in graph.neighbours()]
    apart = np.array([len(near[a]) + len(near[b]) - 2 * len(near[a] & near[b]) for a, b in pairs], dtype=float)
    gap = 62 + (np.minimum(caption, 140) * 0.55 if roomy else 0)
    spread = 1 + 0.3 * np.log2(np.maximum(1.0, apart / 5))
    lengths: NDArray[np.float64] = (radii[pairs[:, 0]] + radii[pairs[:, 1]] + gap) * spread
    return lengths


def _reach(graph: LayoutGraph) -> Boxes:
    """Return how far each node reaches: with its caption, or of many nodes only the best connected with theirs."""
    count = len(graph.keys)
    reach = graph.reach(captions=count <= CAPTIONED, gap=9.0 if count <= MAX_EDGE_CAPTIONED else 5.0)
    if CAPTIONED < count <= _MAX_HUBS_CAPTIONED:
        degrees = np.bincount(np.array(graph.links, dtype=np.intp).ravel(), minlength=count)
        best = np.argsort(-degrees, kind="stable")[: CAPTIONED // 4]
        reach[best] = graph.reach(gap=5.0)[best]
    return reach


def _enlarge(graph: LayoutGraph, points: Points) -> Points:
    """Enlarge a crowded picture until its middle, where most nodes are, has room for them."""
    spread = np.ptp(np.quantile(points, (0.03, 0.97), axis=0), axis=0)
    reach = graph.reach(gap=0.0)
    need = 1.2 * float(((reach[:, 0] + reach[:, 1]) * (reach[:, 2] + reach[:, 3])).sum())
    scaled: Points = points * max(1.0, (need / max(float(spread.prod()), 1.0)) ** 0.5)
    return scaled


def _landscape(points: Points) -> Points:
    """Turn the long side to the horizontal, and widen a square towards a landscape page."""
    centred = points - points.mean(axis=0)
    # no matrix product, and few digits: the same on every machine
    across, along = (centred[:, 0] ** 2 - centred[:, 1] ** 2).sum(), (centred[:, 0] * centred[:, 1]).sum()
    angle = round(0.5 * float(np.arctan2(2 * along, across)), 6)
    cos, sin = np.cos(angle), np.sin(angle)
    turned = np.column_stack((centred[:, 0] * cos + centred[:, 1] * sin, centred[:, 1] * cos - centred[:, 0] * sin))
    extent = np.ptp(turned, axis=0)
    ratio = float(extent[0] / max(extent[1], 1.0))
    # more in width than less in height: captions are wide, and nodes that stood apart should stay so
    stretch = min(_MAX_STRETCH, max(1.0, RATIO / max(ratio, 0.1)))
    wide: Points = np.round(turned * np.array((stretch**0.7, stretch**-0.3)), 3)
    return wide
