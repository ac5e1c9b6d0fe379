"""Layouts with an order a person can name: by direction, around a node, by type."""

from __future__ import annotations

from collections import deque
from itertools import pairwise

import numpy as np

from graph.layout.figure import Boxes, Figure, Points
from graph.layout.organic import organic
from graph.layout.spacing import pack, separate

_COLUMN = 130.0


def layered(figure: Figure) -> Points:
    """Return columns from left to right along the direction of the relationships, components packed."""
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
    return points


def radial(figure: Figure, middle: list[int]) -> Points:
    """Return rings around the nodes ``middle``, one for each step away from them; the unconnected lie below."""
    neighbours = figure.neighbours()
    if not middle:
        middle = [max(range(len(figure.keys)), key=lambda i: (len(neighbours[i]), -i))]
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
        below = organic(figure.part(rest))
        low = points[seen].max(axis=0)[1] + 150
        centre = (points[seen].min(axis=0) + points[seen].max(axis=0))[0] / 2
        middle_x = (below.min(axis=0) + below.max(axis=0))[0] / 2
        points[rest] = below + np.array((centre - middle_x, low - below.min(axis=0)[1]))
    return points


def grouped(figure: Figure) -> Points:
    """Return one block for each type, its nodes in rows, best connected first."""
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
    return points


def _columns(figure: Figure) -> Points:
    count = len(figure.keys)
    if count == 1:
        return np.zeros((1, 2))
    import igraph

    columns = _ranks(figure)
    links = sorted({(a, b) for a, b in figure.links if a != b and columns[a] != columns[b]})
    graph = igraph.Graph(n=count, edges=links, directed=True)
    order = [row[0] for row in graph.layout_sugiyama(layers=columns, hgap=1, vgap=1, maxiter=60).coords[:count]]
    reach = figure.reach()
    points = np.zeros((count, 2))
    x = 0.0
    captions = max(figure.lengths, default=0.0)
    members = [
        sorted((i for i in range(count) if columns[i] == column), key=lambda i: (order[i], i))
        for column in range(max(columns) + 1)
    ]
    for column, ids in enumerate(members):
        half = float(reach[ids, 0].max())
        x += half if column else 0.0
        points[ids, 0] = x
        x += half + 46 + min(captions, _COLUMN)
        points[ids, 1] = np.cumsum(reach[ids, 2] + reach[ids, 3])
        points[ids, 1] -= points[ids, 1].mean()
    neighbours = figure.neighbours()
    for sweep in range(12):
        for ids in members if sweep % 2 == 0 else reversed(members):
            wanted = [
                float(np.mean([points[j, 1] for j in neighbours[i]])) if neighbours[i] else float(points[i, 1])
                for i in ids
            ]
            points[ids, 1] = _in_order(wanted, reach[ids])
    return points


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


def _ranks(figure: Figure) -> list[int]:
    """Return the column of each node: the longest way to it, links that close a circle left out."""
    out: list[list[int]] = [[] for _ in figure.keys]
    incoming = [0] * len(figure.keys)
    for a, b in sorted(set(figure.links)):
        if a != b:
            out[a].append(b)
            incoming[b] += 1
    state = [0] * len(figure.keys)  # 0 not seen, 1 on the way, 2 done
    finished: list[int] = []
    kept: list[list[int]] = [[] for _ in figure.keys]
    for root in sorted(range(len(figure.keys)), key=lambda i: (incoming[i], -len(out[i]), i)):
        if state[root]:
            continue
        state[root] = 1
        stack = [(root, iter(out[root]))]
        while stack:
            node, waiting = stack[-1]
            for b in waiting:
                if state[b] == 1:
                    continue
                kept[node].append(b)
                if state[b] == 0:
                    state[b] = 1
                    stack.append((b, iter(out[b])))
                    break
            else:
                state[node] = 2
                finished.append(node)
                stack.pop()
    ranks = [0] * len(figure.keys)
    for node in reversed(finished):
        for b in kept[node]:
            ranks[b] = max(ranks[b], ranks[node] + 1)
    # a source stands beside what it points at, not at the far left
    for node in finished:
        if kept[node] and incoming[node] == 0:
            ranks[node] = max(ranks[node], min(ranks[b] for b in kept[node]) - 1)
    low = min(ranks)
    used = {rank: i for i, rank in enumerate(sorted({rank - low for rank in ranks}))}
    return [used[rank - low] for rank in ranks]


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
