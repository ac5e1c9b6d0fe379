"""What a layout sees of a scene: sizes, links and dates; no colours, no words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Shape ``(n, 2)``: centres, in scene units; y grows downwards."""
CAPTIONED = 600
"""Nodes up to which every caption gets room; above, captions share the room there is."""
Boxes = NDArray[np.float64]
"""Shape ``(n, 4)``: how far a node with its caption reaches left, right, up and down from its centre."""


@dataclass(frozen=True, slots=True)
class Box:
    """A node's ``radius`` and the ``width`` and ``height`` of the caption below it, in scene units."""

    radius: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A graph to lay out.

    Parameters
    ----------
    keys : tuple of str
        Sorted: the same graph is the same figure, whatever order it came in.
    boxes : tuple of Box
    links : tuple of (int, int)
        Relationships, as places in ``keys``.
    lengths : tuple of float
        Width of each relationship's caption.
    types : tuple of str
    spans : tuple of ((float, float) or None)
        First and last day of each node; None where it has no date.
    focus : tuple of int
        Nodes that were chosen for the middle, as places in ``keys``.
    """

    keys: tuple[str, ...]
    boxes: tuple[Box, ...]
    links: tuple[tuple[int, int], ...]
    lengths: tuple[float, ...]
    types: tuple[str, ...]
    spans: tuple[tuple[float, float] | None, ...]
    focus: tuple[int, ...] = ()

    def reach(self, *, captions: bool = True, gap: float = 8.0) -> Boxes:
        """Return the room each node takes, ``gap`` around it included."""
        rows = []
        for box in self.boxes:
            half = max(box.radius, box.width / 2 if captions else 0.0) + gap
            rows.append((half, half, box.radius + gap, box.radius + (box.height if captions else 0.0) + gap))
        return np.array(rows, dtype=float).reshape(-1, 4)

    def neighbours(self) -> list[list[int]]:
        """Return the neighbours of each node, each once, sorted, itself left out."""
        found: list[set[int]] = [set() for _ in self.keys]
        for a, b in self.links:
            if a != b:
                found[a].add(b)
                found[b].add(a)
        return [sorted(ids) for ids in found]

    def components(self) -> list[list[int]]:
        """Return the connected components, largest first, ties by first node; each sorted."""
        neighbours = self.neighbours()
        seen: set[int] = set()
        components = []
        for start in range(len(self.keys)):
            if start in seen:
                continue
            seen.add(start)
            stack, members = [start], [start]
            while stack:
                for other in neighbours[stack.pop()]:
                    if other not in seen:
                        seen.add(other)
                        stack.append(other)
                        members.append(other)
            components.append(sorted(members))
        return sorted(components, key=lambda ids: (-len(ids), ids[0]))

    def part(self, members: list[int]) -> Figure:
        """Return the figure of some nodes and the links between them."""
        place = {old: new for new, old in enumerate(members)}
        kept = [i for i, (a, b) in enumerate(self.links) if a in place and b in place]
        return Figure(
            tuple(self.keys[i] for i in members),
            tuple(self.boxes[i] for i in members),
            tuple((place[self.links[i][0]], place[self.links[i][1]]) for i in kept),
            tuple(self.lengths[i] for i in kept),
            tuple(self.types[i] for i in members),
            tuple(self.spans[i] for i in members),
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the nodes are: ``positions`` by key, and for a layout by time the ``axis`` as ``(x, text)``."""

    positions: Mapping[str, tuple[float, float]]
    axis: tuple[tuple[float, str], ...] = ()


def as_placed(figure: Figure, points: Any, axis: tuple[tuple[float, str], ...] = ()) -> Placed:
    """Return points as positions, centred on the origin and rounded to 0.1 units."""
    if not len(figure.keys):
        return Placed({})
    middle = np.round((points.min(axis=0) + points.max(axis=0)) / 2, 1)
    rows = np.round(points - middle, 1) + 0.0  # no -0.0
    return Placed(
        {key: (float(x), float(y)) for key, (x, y) in zip(figure.keys, rows, strict=True)},
        tuple((round(x - float(middle[0]), 1), text) for x, text in axis),
    )
