"""Layouts in columns by direction, in rings around a node, and in blocks by type."""

from __future__ import annotations

from collections import deque
from itertools import pairwise

import numpy as np

from graph.picture.layout.columns import assign_columns, order_columns
from graph.picture.layout.graph import Boxes, LayoutGraph, Placement, Points, to_placement
from graph.picture.layout.organic import organic_points
from graph.picture.layout.spacing import pack, separate

_MAX_COLUMN_GAP = 130.0
_MAX_STAND_INS = 2
"""Stand-ins of links per node, up to which a link has room of its own in each column that it passes."""
_LINE_ROOM = 7.0


def layered(graph: LayoutGraph) -> Placement:
    """Place nodes in columns, from left to right along the relationships, and pack the components side by side."""
    points = np.zeros((len(graph.keys), 2))
    reach = graph.reach()
    components = graph.components()
    sizes = []
    for members in components:
        own = reach[members]
        placed = _place_columns(graph.subgraph(members))
        low = (placed - own[:, [0, 2]]).min(axis=0)
        high = (placed + own[:, [1, 3]]).max(axis=0)
        points[members] = placed - low
        sizes.append((float(high[0] - low[0]), float(high[1] - low[1])))
    for members, corner in zip(components, pack(sizes), strict=True):
        points[members] += corner
    return to_placement(graph, points)


def radial(graph: LayoutGraph) -> Placement:
    """Place nodes in rings around the focus, one ring for each step away from it; unconnected nodes go below.

    Without a focus the node with the most relationships is in the middle.
    """
    neighbours = graph.neighbours()
    middle = list(graph.focus) or [max(range(len(graph.keys)), key=lambda i: (len(neighbours[i]), -i))]
    reach = graph.reach()
    rings, children = _rings_around(neighbours, middle)
    points = np.zeros((len(graph.keys), 2))
    leaves = _leaf_counts(rings, children)
    angle: dict[int, float] = {}
    sectors: dict[int, tuple[float, float]] = {}
    radius = 0.0
    _divide_sector(middle, (-np.pi / 2, 1.5 * np.pi), leaves, sectors)
    for depth, ring in enumerate(rings):
        if depth:
            need = float((reach[ring].sum(axis=1) / 2).sum()) / (2 * np.pi)
            radius = max(radius + 150.0, need)
        elif len(ring) > 1:
            radius = max(70.0, float((reach[ring, 0] * 2).sum()) / (2 * np.pi))
        for i in ring:
            low, high = sectors[i]
            angle[i] = (low + high) / 2
            points[i] = np.array((np.cos(angle[i]) * 1.2, np.sin(angle[i]))) * radius
            _divide_sector(children[i], (low, high), leaves, sectors)
    seen = sorted(i for ring in rings for i in ring)
    points[seen] = separate(points[seen], reach[seen])
    rest = [i for i in range(len(graph.keys)) if i not in angle]
    if rest:
        below = organic_points(graph.subgraph(rest))
        low = points[seen].max(axis=0)[1] + 150
        centre = (points[seen].min(axis=0) + points[seen].max(axis=0))[0] / 2
        middle_x = (below.min(axis=0) + below.max(axis=0))[0] / 2
        points[rest] = below + np.array((centre - middle_x, low - below.min(axis=0)[1]))
    return to_placement(graph, points)


def grouped(graph: LayoutGraph) -> Placement:
    """Place the nodes of each type in a block of rows, the best connected first."""
    reach = graph.reach()
    neighbours = graph.neighbours()
    points = np.zeros((len(graph.keys), 2))
    groups: dict[str, list[int]] = {}
    for i, type_ in enumerate(graph.types):
        groups.setdefault(type_, []).append(i)
    blocks = sorted(groups.values(), key=lambda ids: (-len(ids), graph.types[ids[0]]))
    sizes = []
    for ids in blocks:
        ids.sort(key=lambda i: (-len(neighbours[i]), i))
        cell = np.array((reach[ids, 0].max() + reach[ids, 1].max(), reach[ids, 2].max() + reach[ids, 3].max()))
        columns = max(1, round((len(ids) * 1.5 * cell[1] / cell[0]) ** 0.5))
        for place, i in enumerate(ids):
            points[i] = np.array((place % columns, place // columns)) * cell + (
                reach[ids, 0].max(),
                reach[ids, 2].max(),
            )
        rows = -(-len(ids) // columns)
        sizes.append((float(cell[0] * min(columns, len(ids))), float(cell[1] * rows)))
    for ids, corner in zip(blocks, pack(sizes, gap=64.0), strict=True):
        points[ids] += corner
    return to_placement(graph, points)


def _place_columns(graph: LayoutGraph) -> Points:
    count = len(graph.keys)
    layers, steps = order_columns(assign_columns(count, graph.links), graph.links)
    total = max(max(layer) for layer in layers) + 1
    near: list[list[int]] = [[] for _ in range(total)]
    for a, b in steps:
        near[a].append(b)
        near[b].append(a)
    if total - count > _MAX_STAND_INS * count:
        # room for every line that passes would leave none for the nodes
        layers, near = [[i for i in layer if i < count] for layer in layers], graph.neighbours()
    reach = np.vstack((graph.reach(), np.full((total - count, 4), _LINE_ROOM)))
    x, points = 0.0, np.zeros((total, 2))
    captions = max(graph.caption_widths, default=0.0)
    members: list[list[int]] = []
    for layer in layers:
        folds = _fold(layer, max(4 * len(layers), 12 + round(1.5 * count**0.5)))
        for fold in folds:
            half = float(reach[fold, 0].max())
            x += half if members else 0.0
            points[fold, 0] = x
            x += half + (46 + min(captions, _MAX_COLUMN_GAP) if fold is folds[-1] else 0.0)
            points[fold, 1] = np.cumsum(reach[fold, 2] + reach[fold, 3])
            points[fold, 1] -= points[fold, 1].mean()
            members.append(fold)
    high = points[:, 1].tolist()
    for sweep in range(12):
        for ids in members if sweep % 2 == 0 else reversed(members):
            wanted = [sum(high[j] for j in near[i]) / len(near[i]) if near[i] else high[i] for i in ids]
            for i, y in zip(ids, _closest_without_overlap(wanted, reach[ids]), strict=True):
                high[i] = y
    return np.column_stack((points[:count, 0], high[:count]))


def _fold(layer: list[int], rows: int) -> list[list[int]]:
    """Return a column, split into several beside each other where it has many more than ``rows`` nodes."""
    folds = max(1, round(len(layer) / rows))
    return [layer[i::folds] for i in range(folds)]


def _closest_without_overlap(wanted: list[float], reach: Boxes) -> list[float]:
    """Return the heights nearest to those wanted, in the same order and without overlap (pool adjacent violators)."""
    offsets = [0.0]
    for above, below in pairwise(reach):
        offsets.append(offsets[-1] + float(above[3] + below[2]))
    pools: list[list[float]] = []  # [sum, count] of wanted places less their offsets
    for want, offset in zip(wanted, offsets, strict=True):
        pools.append([want - offset, 1])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] >= pools[-1][0] / pools[-1][1]:
            total, count = pools.pop()
            pools[-1][0] += total
            pools[-1][1] += count
    starts = [total / count for total, count in pools for _ in range(int(count))]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


def _rings_around(neighbours: list[list[int]], middle: list[int]) -> tuple[list[list[int]], list[list[int]]]:
    """Return the nodes by their distance from the middle, and the children of each node in that walk."""
    children: list[list[int]] = [[] for _ in neighbours]
    depth = dict.fromkeys(middle, 0)
    queue = deque(middle)
    rings: list[list[int]] = []
    while queue:
        node = queue.popleft()
        if depth[node] == len(rings):
            rings.append([])
        rings[depth[node]].append(node)
        for other in neighbours[node]:
            if other not in depth:
                depth[other] = depth[node] + 1
                children[node].append(other)
                queue.append(other)
    return rings, children


def _leaf_counts(rings: list[list[int]], children: list[list[int]]) -> list[float]:
    leaves = [1.0] * len(children)
    for ring in reversed(rings):
        for i in ring:
            if children[i]:
                leaves[i] = sum(leaves[j] for j in children[i])
    return leaves


def _divide_sector(
    ids: list[int], sector: tuple[float, float], leaves: list[float], sectors: dict[int, tuple[float, float]]
) -> None:
    """Divide a sector of the circle among nodes, by the leaves below each of them."""
    total = sum(leaves[i] for i in ids)
    start = sector[0]
    for i in ids:
        end = start + (sector[1] - sector[0]) * leaves[i] / total
        sectors[i] = (start, end)
        start = end
