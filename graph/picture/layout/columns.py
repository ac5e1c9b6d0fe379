"""Columns along the direction of relationships: which node stands in which, and in what order.

The four steps of Sugiyama, Tagawa and Toda [1]_ without the last: circles are broken [2]_, columns are the longest
way to each node, evened out, and each column is ordered by the mean place of its neighbours. A relationship that
skips columns has a stand-in in each of them.

References
----------
.. [1] Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures", 1981.
.. [2] Eades, Lin and Smyth, "A fast and effective heuristic for the feedback arc set problem", 1993.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from statistics import median_low

import numpy as np
from numpy.typing import NDArray

from graph.stopping import check_stop

Link = tuple[int, int]
Ints = NDArray[np.intp]

_SWEEPS = 24
_PATIENCE = 6
"""Sweeps without fewer crossings after which the order stays."""
_STAND_INS = 60_000
"""Most stand-ins in all. Where there would be more, the longest links have none and do not influence the order."""


def assign_columns(count: int, links: Iterable[Link]) -> list[int]:
    """Return the column of each node, from 0 without a gap; a link that is in no circle runs to the right.

    Parameters
    ----------
    count : int
    links : iterable of (int, int)
        From and to, in any order; loops and repetitions are ignored.
    """
    out: list[list[int]] = [[] for _ in range(count)]
    into: list[list[int]] = [[] for _ in range(count)]
    for a, b in _without_cycles(count, sorted({(a, b) for a, b in links if a != b})):
        out[a].append(b)
        into[b].append(a)
    column = [0] * count
    waiting = [len(before) for before in into]
    sequence = [node for node in range(count) if not waiting[node]]
    for node in sequence:
        for b in out[node]:
            column[b] = max(column[b], column[node] + 1)
            waiting[b] -= 1
            if not waiting[b]:
                sequence.append(b)
    last = max(column, default=0)
    # each node to the middle of where its neighbours want it, as far as its links leave it room
    for turn in range(8):
        for node in sequence if turn % 2 else reversed(sequence):
            wanted = sorted([column[a] + 1 for a in into[node]] + [column[b] - 1 for b in out[node]])
            if wanted:
                low = max((column[a] + 1 for a in into[node]), default=0)
                high = min((column[b] - 1 for b in out[node]), default=last)
                column[node] = min(max(median_low(wanted), low), high)
    used = {old: new for new, old in enumerate(sorted(set(column)))}
    return [used[old] for old in column]


def _without_cycles(count: int, links: list[Link]) -> list[Link]:
    """Return the links without a few that would close a circle."""
    if not links:
        return links
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    ends = np.array(links)
    graph = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(count, count))
    _, circle = connected_components(graph, connection="strong")
    inner = [link for link in links if circle[link[0]] == circle[link[1]]]
    place = {node: i for i, node in enumerate(_sequence_with_few_backward_links(inner))}
    return [(a, b) for a, b in links if circle[a] != circle[b] or place[a] < place[b]]


def _sequence_with_few_backward_links(links: list[Link]) -> list[int]:
    """Order the nodes so that few links lead from a later node to an earlier one (Eades, Lin and Smyth)."""
    out, into = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    for a, b in links:
        out[a].add(b)
        into[b].add(a)
    remaining = set(out) | set(into)
    # what nothing leads away from comes last, what nothing leads to first, then what leads away most
    heap = [(_priority(len(into[node]), len(out[node])), node) for node in remaining]
    heapify(heap)
    head: list[int] = []
    tail: list[int] = []
    while heap:
        priority, node = heappop(heap)
        if node not in remaining or priority != _priority(len(into[node]), len(out[node])):
            continue
        remaining.discard(node)
        (tail if not out[node] else head).append(node)
        for a in into[node]:
            out[a].discard(node)
        for b in out[node]:
            into[b].discard(node)
        for other in into[node] | out[node]:
            heappush(heap, (_priority(len(into[other]), len(out[other])), other))
    return head + tail[::-1]


def _priority(before: int, after: int) -> tuple[int, int]:
    return (0, 0) if not after else (1, 0) if not before else (2, before - after)


def order_columns(column: list[int], links: Iterable[Link]) -> tuple[list[list[int]], list[Link]]:
    """Order each column so that few links cross.

    Parameters
    ----------
    column : list of int
        See :func:`assign_columns`.
    links : iterable of (int, int)

    Returns
    -------
    columns : list of list of int
        The nodes of each column from top to bottom, and between them, numbered from ``len(column)`` on, the
        stand-ins of links that pass.
    steps : list of (int, int)
        The links in steps from one column to the next.
    """
    level = list(column)
    steps: list[Link] = []
    pairs = sorted({(a, b) if column[a] < column[b] else (b, a) for a, b in links if column[a] != column[b]})
    skipped = sorted(column[b] - column[a] - 1 for a, b in pairs)
    longest = max(
        (count for count, total in zip(skipped, np.cumsum(skipped), strict=True) if total <= _STAND_INS), default=0
    )
    for a, b in pairs:
        if column[b] - column[a] - 1 > longest:
            continue
        for passed in range(column[a] + 1, column[b]):
            level.append(passed)
            steps.append((a, len(level) - 1))
            a = len(level) - 1
        steps.append((a, b))
    layers: list[list[int]] = [[] for _ in range(max(level, default=-1) + 1)]
    for item in _depth_first(level, steps):
        layers[level[item]].append(item)
    return _sweep(level, layers, np.array(steps, dtype=np.intp).reshape(-1, 2)), steps


def _depth_first(level: list[int], steps: list[Link]) -> list[int]:
    """Return all items in the order of a depth-first walk, in which the links of a tree do not cross."""
    near: list[list[int]] = [[] for _ in level]
    for a, b in steps:
        near[a].append(b)
        near[b].append(a)
    seen = [False] * len(level)
    walk = []
    for start in sorted(range(len(level)), key=lambda item: (level[item], item)):
        stack = [start]
        while stack:
            item = stack.pop()
            if not seen[item]:
                seen[item] = True
                walk.append(item)
                stack.extend(other for other in reversed(near[item]) if not seen[other])
    return walk


def _sweep(level: list[int], layers: list[list[int]], steps: Ints) -> list[list[int]]:
    """Reorder each column by its neighbours' mean place in the column before, back and forth; return the best order."""
    order = [np.array(layer, dtype=np.intp) for layer in layers]
    seat = np.zeros(len(level), dtype=np.intp)
    for layer in order:
        seat[layer] = np.arange(len(layer))
    left = np.array(level)[steps[:, 0]]
    between = [steps[left == i] for i in range(len(order) - 1)]
    best, fewest, since = order, _crossings(seat, between), 0
    for sweep in range(_SWEEPS):
        check_stop()
        if not fewest or since >= _PATIENCE:
            break
        order = list(order)
        rightwards = sweep % 2 == 0
        for i in range(1, len(order)) if rightwards else range(len(order) - 2, -1, -1):
            fixed, moved = (between[i - 1] if rightwards else between[i][:, ::-1]).T
            total = np.bincount(seat[moved], seat[fixed], minlength=len(order[i]))
            links = np.bincount(seat[moved], minlength=len(order[i]))
            wanted = np.where(links > 0, total / np.maximum(links, 1), np.arange(len(order[i])))
            order[i] = order[i][np.argsort(wanted, kind="stable")]
            seat[order[i]] = np.arange(len(order[i]))
        crossings = _crossings(seat, between)
        since += 1
        if crossings < fewest:
            best, fewest, since = order, crossings, 0
    return [layer.tolist() for layer in best]


def _crossings(seat: Ints, between: list[Ints]) -> int:
    total = 0
    for steps in between:
        left, right = seat[steps[:, 0]], seat[steps[:, 1]]
        total += _inversions(right[np.lexsort((right, left))])
    return total


def _inversions(numbers: Ints) -> int:
    """Return how many pairs of numbers are in falling order, counted by the first binary digit in which they differ."""
    total = 0
    for digit in range(int(numbers.max(initial=0)).bit_length()):
        above = numbers >> (digit + 1)
        order = np.argsort(above, kind="stable")
        group, one = above[order], (numbers[order] >> digit) & 1
        ones = np.concatenate(([0], np.cumsum(one)))
        before = ones[:-1] - ones[np.searchsorted(group, group)]
        total += int(before[one == 0].sum())
    return total
