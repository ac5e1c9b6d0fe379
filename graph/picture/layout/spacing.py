"""Room for captions: overlapping boxes are pushed apart, components are packed side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.picture.layout.graph import Boxes, Points
from graph.stopping import check_stop

RATIO = 2.0
"""Width to height of a packed picture."""
_MANY = 3000
_FEW = 150
"""Nodes up to which every pair is tested, which is faster than loading SciPy to search for near pairs."""
_STALLED = 20
"""Rounds without progress after which the nodes between fixed ones stay where they are."""


def separate(
    points: Points,
    reach: Boxes,
    *,
    fixed: NDArray[np.bool_] | None = None,
    rounds: int = 400,
    along: str = "",
    grow: bool = True,
) -> Points:
    """Push nodes apart until no two boxes overlap.

    Parameters
    ----------
    points : array, shape (n, 2)
    reach : array, shape (n, 4)
        See :data:`graph.picture.layout.graph.Boxes`.
    fixed : array of bool, shape (n,), optional
        Nodes that stay where they are.
    rounds : int
        Steps after which it gives up; with ``grow`` it ends before.
    along : str
        ``"y"`` moves nodes up and down only; by default each pair takes the shorter way.
    grow : bool
        Spread all nodes a little where pushing makes no progress; ignored where some are fixed.

    Returns
    -------
    array, shape (n, 2)
    """
    if len(points) < 2:
        return points
    free = np.ones(len(points)) if fixed is None else (~fixed).astype(float)
    grow = grow and fixed is None and not along
    moved = points.astype(float).copy()
    # coincident centres have no direction to part in: a spiral of tiny steps gives each its own
    turn = np.arange(len(points)) * 2.399963
    moved += np.column_stack((np.cos(turn), np.sin(turn))) * (free * 0.01)[:, None]
    half = np.column_stack(((reach[:, 0] + reach[:, 1]) / 2, (reach[:, 2] + reach[:, 3]) / 2))
    shift = np.column_stack(((reach[:, 1] - reach[:, 0]) / 2, (reach[:, 3] - reach[:, 2]) / 2))
    least, stalled = np.inf, 0
    find_pairs = _possible_overlaps if fixed is None else _MovablePairs(moved + shift, half, fixed).find_pairs
    for step in range(rounds):
        check_stop()
        centres = moved + shift
        a, b = find_pairs(centres, half)
        delta = centres[b] - centres[a]
        over = half[a] + half[b] - np.abs(delta)
        hit = (over > 0.02).all(axis=1)
        if not hit.any():
            break
        a, b, delta, over = a[hit], b[hit], delta[hit], over[hit]
        if fixed is not None:
            # hemmed in by nodes that stay, some never get free: more rounds are then in vain
            left = float(over.min(axis=1).sum())
            least, stalled = (left, 0) if left < 0.99 * least else (least, stalled + 1)
            if stalled == _STALLED:
                break
        wanted = free[a] + free[b]
        sideways = over[:, 0] <= over[:, 1] if not along else np.full(len(a), along == "x")
        axis = np.where(sideways, 0, 1)
        rows = np.arange(len(a))
        push = over[rows, axis] * np.where(delta[rows, axis] < 0, -1, 1) * 1.02
        for column in (0, 1):
            mine = axis == column
            moved[:, column] += np.bincount(
                np.concatenate((a[mine], b[mine])),
                np.concatenate((-push[mine] * free[a[mine]] / wanted[mine], push[mine] * free[b[mine]] / wanted[mine]))
                * _push_shares(len(points), a[mine], b[mine]),
                minlength=len(points),
            )
        # a crowd of thousands is spread at once, a few nodes only where pushing makes no progress
        if grow and (step % 4 == 0 if step >= 30 else len(points) > _MANY and len(a) > len(points) / 8):
            middle = moved.mean(axis=0)
            moved = middle + (moved - middle) * (1.03 if len(points) <= _MANY else 1.07)
    return moved


def _push_shares(count: int, a: NDArray[np.intp], b: NDArray[np.intp]) -> NDArray[np.float64]:
    # a node with many overlaps would be thrown about by the sum of all pushes: share them out
    ends = np.concatenate((a, b))
    share: NDArray[np.float64] = 1.0 / np.sqrt(np.bincount(ends, minlength=count)[ends])
    return share


def _possible_overlaps(centres: Points, half: Boxes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pairs that may overlap: of few nodes every pair, of many the near ones."""
    count = len(centres)
    if count <= _FEW:
        return np.triu_indices(count, 1)
    from scipy.spatial import cKDTree

    tree = cKDTree(centres / (2 * half.max(axis=0)))
    pairs = tree.query_pairs(1.0, p=np.inf, output_type="ndarray")
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    return pairs[:, 0], pairs[:, 1]


class _MovablePairs:
    """Find pairs that may overlap where some nodes are fixed; pairs of two fixed nodes are left out.

    Parameters
    ----------
    centres : array, shape (n, 2)
        Those of fixed nodes are used for every later search.
    half : array, shape (n, 2)
    fixed : array of bool, shape (n,)
    """

    def __init__(self, centres: Points, half: Boxes, fixed: NDArray[np.bool_]) -> None:
        self._fixed = fixed
        self._movable, self._fixed_nodes = np.flatnonzero(~fixed), np.flatnonzero(fixed)
        self._widest = 2 * half.max(axis=0)
        self._tree: Any = None
        if len(centres) > _FEW and len(self._fixed_nodes):
            from scipy.spatial import cKDTree

            self._tree = cKDTree(centres[self._fixed_nodes] / self._widest)

    def find_pairs(self, centres: Points, half: Boxes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the pairs, as :func:`_possible_overlaps` does where no node is fixed."""
        movable = self._movable
        if self._tree is None:
            a, b = _possible_overlaps(centres, half)
            some = ~(self._fixed[a] & self._fixed[b])
            return a[some], b[some]
        a, b = _possible_overlaps(centres[movable], half[movable])
        near = self._tree.query_ball_point(centres[movable] / self._widest, 1.0, p=np.inf, return_sorted=True)
        others = self._fixed_nodes[np.fromiter((i for ids in near for i in ids), dtype=np.intp)]
        pairs = np.repeat(movable, [len(ids) for ids in near])
        return np.concatenate((movable[a], pairs)), np.concatenate((movable[b], others))


def clear_links(points: Points, radii: NDArray[np.float64], links: NDArray[np.intp]) -> Points:
    """Move nodes off the lines between other nodes, by one step."""
    if not len(links):
        return points
    start, end = points[links[:, 0]], points[links[:, 1]]
    line = end - start
    length = np.maximum((line**2).sum(axis=1), 1e-9)
    # shape (links, nodes): how far along each line each node's foot lies, and how far off it the node is
    along = ((points[None, :, :] - start[:, None, :]) * line[:, None, :]).sum(axis=2) / length[:, None]
    foot = start[:, None, :] + along[:, :, None] * line[:, None, :]
    off = points[None, :, :] - foot
    distance = np.sqrt((off**2).sum(axis=2))
    room = radii[None, :] + 7
    hit = (along > 0.02) & (along < 0.98) & (distance < room)
    hit[np.arange(len(links)), links[:, 0]] = False
    hit[np.arange(len(links)), links[:, 1]] = False
    moved = points.copy()
    for row, node in zip(*np.nonzero(hit), strict=True):
        away = off[row, node]
        size = distance[row, node]
        if size < 1e-6:
            away, size = np.array((-line[row, 1], line[row, 0])), float(np.sqrt(length[row]))
        push = away / size * (room[0, node] - distance[row, node] + 1) / 2
        moved[node] += push
        moved[links[row, 0]] -= push * 0.35
        moved[links[row, 1]] -= push * 0.35
    return moved


def pack(boxes: list[tuple[float, float]], *, ratio: float = RATIO, gap: float = 34.0) -> list[tuple[float, float]]:
    """Place rectangles side by side in a picture about ``ratio`` times as wide as high.

    Parameters
    ----------
    boxes : list of (float, float)
        Width and height of each, largest component first.

    Returns
    -------
    list of (float, float)
        The upper left corner of each.
    """
    if not boxes:
        return []
    padded = [(w + gap, h + gap) for w, h in boxes]
    area = sum(w * h for w, h in padded)
    limit = max(max(w for w, _ in padded), (area * ratio * 1.12) ** 0.5)
    skyline = [(0.0, 0.0, limit)]  # (x, y, width) of what is taken so far, from left to right
    corners: list[tuple[float, float]] = []
    for w, h in padded:
        best: tuple[float, float, int] | None = None
        for i, (x, _, _) in enumerate(skyline):
            if x + w > limit + 1e-6:
                break
            y, room = 0.0, w
            for _, top, span in skyline[i:]:
                y = max(y, top)
                room -= span
                if room <= 1e-6:
                    break
            if best is None or (y, x) < best[:2]:
                best = (y, x, i)
        assert best is not None  # the skyline starts at 0 and every box is at most `limit` wide
        y, x, _ = best
        corners.append((x, y))
        skyline = _raise(skyline, x, w, y + h)
    return corners


def _raise(
    skyline: list[tuple[float, float, float]], x: float, w: float, top: float
) -> list[tuple[float, float, float]]:
    raised = []
    for left, y, span in skyline:
        right = left + span
        if left < x:
            raised.append((left, y, min(right, x) - left))
        if right > x + w:
            start = max(left, x + w)
            raised.append((start, y, right - start))
    raised.append((x, top, w))
    return sorted((piece for piece in raised if piece[2] > 1e-6), key=lambda piece: piece[0])
