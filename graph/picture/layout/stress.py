"""Distances on the page that follow distances in the graph, by stochastic gradient descent [1]_.

What is lowered is the stress: the sum over pairs of nodes of (distance drawn - distance wanted)² / distance
wanted². Of few nodes every pair counts; of many the pairs of neighbours, of siblings, and of every node with some
pivots that stand for the nodes around them [2]_.

Many pairs move at once, but never two that move the same node, and by single additions, multiplications, divisions
and square roots: there are no sums whose order a machine may choose, so the same graph gives the same picture on
every machine.

References
----------
.. [1] Zheng, Pawar and Goodman, "Graph drawing by stochastic gradient descent", 2018.
.. [2] Ortmann, Klimenta and Brandes, "A sparse stress model", 2016.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.picture.layout.graph import Points
from graph.stopping import check_stop

Pairs = NDArray[np.intp]
"""Shape ``(m, 2)``: two nodes each."""
Floats = NDArray[np.float64]

_SEED = 7
_PIVOTS = 200
_ENDS = 12
"""Pivots at the ends of the graph; the others are drawn by lot."""
_ROUNDS = 12
"""Of its neighbours and siblings, how many a node looks at in one epoch."""
_GRAIN = 64.0
"""Wanted lengths are multiples of 1/64: sums of them are exact, whatever their order."""


def minimize_stress(count: int, pairs: Pairs, lengths: Floats, *, epochs: int) -> tuple[Points, Floats]:
    """Place the nodes of a connected graph; for up to about 1,500 nodes.

    Parameters
    ----------
    count : int
    pairs : array of int, shape (m, 2)
        Neighbours, each pair once.
    lengths : array, shape (m,)
        How long each line wants to be.
    epochs : int
        How often every pair of nodes is moved.

    Returns
    -------
    points : array, shape (count, 2)
    wanted : array, shape (count, count)
        The distances that the points should have.
    """
    from scipy.sparse.csgraph import dijkstra

    wanted: Floats = dijkstra(_matrix(count, pairs, lengths))
    return _descend(_spiral(count, float(np.median(lengths))), wanted, _cooling(wanted, epochs)), wanted


def minimize_sparse_stress(count: int, pairs: Pairs, lengths: Floats, *, epochs: int) -> Points:
    """Place the nodes of a connected graph; time and memory grow with the nodes and lines, not with their square.

    Parameters and result are those of :func:`minimize_stress`.
    """
    matrix = _matrix(count, pairs, lengths)
    pivots, wanted = _pivots(matrix, min(_PIVOTS, count))
    return _descend_sparsely(matrix, pivots, wanted, epochs)


def restore_distances(points: Points, wanted: Floats, epochs: int) -> Points:
    """Move points that were pushed apart back towards the wanted distances, by small steps."""
    return _descend(points, wanted, [float(wanted[wanted > 0].min()) ** 2] * epochs)


def _matrix(count: int, pairs: Pairs, lengths: Floats) -> Any:
    from scipy.sparse import csr_array

    grained = np.maximum(np.round(lengths * _GRAIN), 1.0) / _GRAIN
    ends = np.concatenate((pairs, pairs[:, ::-1]))
    return csr_array((np.concatenate((grained, grained)), (ends[:, 0], ends[:, 1])), shape=(count, count))


def _spiral(count: int, length: float) -> Points:
    turn = np.arange(count) * 2.399963
    points = np.column_stack((np.cos(turn), np.sin(turn))) * (np.sqrt(np.arange(count) + 1.0) * length)[:, None]
    # cosines may differ in their last digit from machine to machine
    rounded: Points = np.round(points, 3)
    return rounded


def _cooling(wanted: Floats, epochs: int) -> list[float]:
    return _steps(float(wanted.max()) ** 2, 0.1 * float(wanted[wanted > 0].min()) ** 2, epochs)


def _steps(largest: float, smallest: float, epochs: int) -> list[float]:
    """Return step sizes from ``largest`` down to ``smallest``, each by the same factor."""
    factor = round((smallest / largest) ** (1 / max(1, epochs - 1)), 9)
    steps = [largest]
    while len(steps) < epochs:
        steps.append(steps[-1] * factor)
    return steps


def _descend(start: Points, wanted: Floats, steps: list[float]) -> Points:
    count = len(start)
    dice = np.random.RandomState(_SEED)  # its numbers are the same in every version of NumPy
    first, second = _rounds_of_pairs(dice.permutation(count))
    lengths = wanted[first, second]
    squares = lengths * lengths
    points = np.ascontiguousarray(start.T)
    for step in steps:
        check_stop()
        share = np.minimum(step / squares, 1.0) / 2
        for turn in dice.permutation(len(first)):
            a, b = first[turn], second[turn]
            here, there = points.take(a, axis=1), points.take(b, axis=1)
            line = here - there
            drawn = _length(line)
            line *= share[turn] * (drawn - lengths[turn]) / drawn
            points[:, a] = here - line
            points[:, b] = there + line
    return np.ascontiguousarray(points.T)


def _rounds_of_pairs(order: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return every pair of nodes once, in rounds that hold no node twice, as in a tournament."""
    count = len(order)
    ring = count - 1 + count % 2
    turn, seat = np.arange(ring)[:, None], np.arange(1, (ring + 1) // 2)[None, :]
    first, second = (turn + seat) % ring, (turn - seat) % ring
    if count % 2 == 0:  # the last node stands in the middle, and plays who has no opponent
        first = np.column_stack((first, np.arange(ring)))
        second = np.column_stack((second, np.full(ring, ring)))
    return order[first], order[second]


def _length(lines: Floats) -> Floats:
    drawn: Floats = np.sqrt(lines[0] * lines[0] + lines[1] * lines[1])
    return np.maximum(drawn, 1e-6, out=drawn)


def _pivots(matrix: Any, most: int) -> tuple[NDArray[np.intp], Floats]:
    """Return some nodes (the best connected, some at the ends, others at random) and the distances to them."""
    from scipy.sparse.csgraph import dijkstra

    pivots = [int(np.argmax(np.diff(matrix.indptr)))]
    nearest = dijkstra(matrix, indices=pivots[0])
    while len(pivots) < min(_ENDS, most):
        pivots.append(int(np.argmax(nearest)))
        np.minimum(nearest, dijkstra(matrix, indices=pivots[-1]), out=nearest)
    lot = np.random.RandomState(_SEED).permutation(matrix.shape[0])
    chosen = np.array([*pivots, *lot[~np.isin(lot, pivots)][: most - len(pivots)]])
    return chosen, dijkstra(matrix, indices=chosen)


def _descend_sparsely(matrix: Any, pivots: NDArray[np.intp], wanted: Floats, epochs: int) -> Points:
    count = matrix.shape[0]
    owner = np.argmin(wanted, axis=0)
    # first the pivots among themselves, then all from where their pivot is
    among = wanted[:, pivots]
    start = _descend(_spiral(len(pivots), float(matrix.data.mean())), among, _cooling(among, 30))
    turn = np.arange(count) * 2.399963
    off = np.column_stack((np.cos(turn), np.sin(turn))) * wanted.min(axis=0)[:, None]
    points = np.ascontiguousarray((start[owner] + np.round(off, 3)).T)
    weights = _regions(wanted, owner)
    starts, others, lengths = _arcs(matrix)
    degrees = np.diff(starts)
    dice = np.random.RandomState(_SEED)
    squares = lengths * lengths
    largest = 1 / float(weights[weights > 0].min())
    for epoch, step in enumerate(_steps(largest, 0.1 * float(squares.min()), epochs)):
        check_stop()
        for p in dice.permutation(len(pivots)):
            line = points - points[:, pivots[p]][:, None]
            drawn = _length(line)
            line *= np.minimum(step * weights[p], 1.0) / 2 * (drawn - wanted[p]) / drawn
            points -= line
        for glance in range(_ROUNDS):
            a = np.flatnonzero(degrees > glance)
            arc = starts[a] + (epoch * _ROUNDS + glance) % degrees[a]
            line = points.take(a, axis=1) - points.take(others[arc], axis=1)
            drawn = _length(line)
            line *= np.minimum(step / squares[arc], 1.0) / 2 * (drawn - lengths[arc]) / drawn
            points[:, a] -= line
    return np.ascontiguousarray(points.T)


def _regions(wanted: Floats, owner: NDArray[np.intp]) -> Floats:
    """Return the weight of each pivot for each node, by the number of nodes that the pivot stands for."""
    weights = np.zeros_like(wanted)
    for p, row in enumerate(wanted):
        around = np.sort(row[owner == p])
        speaks = np.searchsorted(around, row / 2, side="right")
        far = row > 0
        weights[p, far] = np.maximum(speaks[far], 1) / (row[far] * row[far])
    return weights


def _arcs(matrix: Any) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """Return what each node is compared with: its neighbours, and some siblings by the way through their parent."""
    count = matrix.shape[0]
    parent = np.repeat(np.arange(count), np.diff(matrix.indptr))
    degree = np.diff(matrix.indptr)[parent]
    seat = np.arange(len(parent)) - matrix.indptr[parent]
    ends, lengths = [np.column_stack((parent, matrix.indices))], [matrix.data]
    for stride in (np.ones_like(degree), np.maximum(1, degree * 5 // 13)):
        other = matrix.indptr[parent] + (seat + stride) % degree
        pair = np.column_stack((matrix.indices, matrix.indices[other]))
        through = matrix.data + matrix.data[other]
        apart = pair[:, 0] != pair[:, 1]
        ends += [pair[apart], pair[apart][:, ::-1]]
        lengths += [through[apart], through[apart]]
    all_ends, all_lengths = np.concatenate(ends), np.concatenate(lengths)
    # of several ways between two nodes the shortest; then by node
    order = np.lexsort((all_lengths, all_ends[:, 1], all_ends[:, 0]))
    all_ends, all_lengths = all_ends[order], all_lengths[order]
    fresh = np.concatenate(([True], (np.diff(all_ends, axis=0) != 0).any(axis=1)))
    all_ends, all_lengths = all_ends[fresh], all_lengths[fresh]
    return np.searchsorted(all_ends[:, 0], np.arange(count + 1)), all_ends[:, 1], all_lengths
