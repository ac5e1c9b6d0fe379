"""Layouts with an order a person can name: by direction, around a node, by type."""

from __future__ import annotations

from collections import deque
from itertools import pairwise

import numpy as np

from graph.picture.layout.columns import column_of, ordered
from graph.picture.layout.figure import Boxes, Figure, Placed, Points, as_placed
from graph.picture.layout.organic import organic_points
from graph.picture.layout.spacing import pack, separate

_COLUMN = 130.0
_PASSING = 2
"""Stand-ins of lines per node, up to which a line that passes a column has room there of its own."""
_LINE = 7.0


def layered(figure: Figure) -> Placed:
    """Place in columns from left to right along the direction of the relationships, components packed."""
    points = np.zeros((len(figure.keys), 2))
    reach = figure.reach()
    components = figure.components()
    sizes = []
    for members in components:
        own = reach[members]
        placed = _columns(figure.part(members))
        low = (placed - own[:, [0, 2]]).min(axis=0)
        high = (placed + own[:, [1, 3]]).max(axis=0)
        points[members] = placed - low
        sizes.append((float(high[0] - low[0]), float(high[1] - low[1])))
    for members, corner in zip(components, pack(sizes), strict=True):
        points[members] += corner
    return as_placed(figure, points)


def radial(figure: Figure) -> Placed:
    """Place in rings around the focus, one for each step away from it; the unconnected lie below.

    Without a focus the node with most relationships is in the middle.
    """
    neighbours = figure.neighbours()
    middle = list(figure.focus) or [max(range(len(figure.keys)), key=lambda i: (len(neighbours[i]), -i))]
    reach = figure.reach()
    rings, children = _rings(neighbours, middle)
    points = np.zeros((len(figure.keys), 2))
    leaves = _leaves(rings, children)
    angle: dict[int, float] = {}
    sectors: dict[int, tuple[float, float]] = {}
    radius = 0.0
    _share(middle, (-np.pi / 2, 1.5 * np.pi), leaves, sectors)
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
            _share(children[i], (low, high), leaves, sectors)
    seen = sorted(i for ring in rings for i in ring)
    points[seen] = separate(points[seen], reach[seen])
    rest = [i for i in range(len(figure.keys)) if i not in angle]
    if rest:
        below = organic_points(figure.part(rest))
        low = points[seen].max(axis=0)[1] + 150
        centre = (points[seen].min(axis=0) + points[seen].max(axis=0))[0] / 2
        middle_x = (below.min(axis=0) + below.max(axis=0))[0] / 2
        points[rest] = below + np.array((centre - middle_x, low - below.min(axis=0)[1]))
    return as_placed(figure, points)


def grouped(figure: Figure) -> Placed:
    """Place a block for each type, its nodes in rows, best connected first."""
    reach = figure.reach()
    neighbours = figure.neighbours()
    points = np.zeros((len(figure.keys), 2))
    groups: dict[str, list[int]] = {}
    for i, type_ in enumerate(figure.types):
        groups.setdefault(type_, []).append(i)
    blocks = sorted(groups.values(), key=lambda ids: (-len(ids), figure.types[ids[0]]))
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
    return as_placed(figure, points)


def _columns(figure: Figure) -> Points:
    count = len(figure.keys)
    layers, steps = ordered(column_of(count, figure.links), figure.links)
    total = max(max(layer) for layer in layers) + 1
    near: list[list[int]] = [[] for _ in range(total)]
    for a, b in steps:
        near[a].append(b)
        near[b].append(a)
    if total - count > _PASSING * count:
        # room for every line that passes would leave none for the nodes
        layers, near = [[i for i in layer if i < count] for layer in layers], figure.neighbours()
    reach = np.vstack((figure.reach(), np.full((total - count, 4), _LINE)))
    x, points = 0.0, np.zeros((total, 2))
    captions = max(figure.lengths, default=0.0)
    members: list[list[int]] = []
    for layer in layers:
        folds = _fold(layer, max(4 * len(layers), 12 + round(1.5 * count**0.5)))
        for fold in folds:
            half = float(reach[fold, 0].max())
            x += half if members else 0.0
            points[fold, 0] = x
            x += half + (46 + min(captions, _COLUMN) if fold is folds[-1] else 0.0)
            points[fold, 1] = np.cumsum(reach[fold, 2] + reach[fold, 3])
            points[fold, 1] -= points[fold, 1].mean()
            members.append(fold)
    high = points[:, 1].tolist()
    for sweep in range(12):
        for ids in members if sweep % 2 == 0 else reversed(members):
            wanted = [sum(high[j] for j in near[i]) / len(near[i]) if near[i] else high[i] for i in ids]
            for i, y in zip(ids, _in_order(wanted, reach[ids]), strict=True):
                high[i] = y
    return np.column_stack((points[:count, 0], high[:count]))


def _fold(layer: list[int], rows: int) -> list[list[int]]:
    """Return a column as one, or where it has many more than ``rows`` nodes as several beside each other."""
    folds = max(1, round(len(layer) / rows))
    return [layer[i::folds] for i in range(folds)]


def _in_order(wanted: list[float], reach: Boxes) -> list[float]:
    """Return the places nearest to those wanted, in the same order and without overlap (pooled neighbours)."""
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


def _rings(neighbours: list[list[int]], middle: list[int]) -> tuple[list[list[int]], list[list[int]]]:
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


def _leaves(rings: list[list[int]], children: list[list[int]]) -> list[float]:
    leaves = [1.0] * len(children)
    for ring in reversed(rings):
        for i in ring:
            if children[i]:
                leaves[i] = sum(leaves[j] for j in children[i])
    return leaves


def _share(
    ids: list[int], sector: tuple[float, float], leaves: list[float], sectors: dict[int, tuple[float, float]]
) -> None:
    total = sum(leaves[i] for i in ids)
    start = sector[0]
    for i in ids:
        end = start + (sector[1] - sector[0]) * leaves[i] / total
        sectors[i] = (start, end)
        start = end
