"""The graph that a layout places: sizes, links and dates, without colours and words."""

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
class LayoutGraph:
    """A graph for a layout.

    Parameters
    ----------
    keys : tuple of str
        Sorted, so that the same nodes get the same places whatever order they came in.
    boxes : tuple of Box
    links : tuple of (int, int)
        Relationships, as places in ``keys``.
    caption_widths : tuple of float
        Width of each relationship's caption.
    types : tuple of str
    date_ranges : tuple of ((float, float) or None)
        First and last day of each node; None where it has no date.
    focus : tuple of int
        The nodes that were selected for the middle, as places in ``keys``.
    """

    keys: tuple[str, ...]
    boxes: tuple[Box, ...]
    links: tuple[tuple[int, int], ...]
    caption_widths: tuple[float, ...]
    types: tuple[str, ...]
    date_ranges: tuple[tuple[float, float] | None, ...]
    focus: tuple[int, ...] = ()

    def reach(self, *, captions: bool = True, gap: float = 8.0) -> Boxes:
        """Return how far each node reaches to every side, with its caption and a ``gap`` around it."""
        rows = []
        for box in self.boxes:
            half = max(box.radius, box.width / 2 if captions else 0.0) + gap
            rows.append((half, half, box.radius + gap, box.radius + (box.height if captions else 0.0) + gap))
        return np.array(rows, dtype=float).reshape(-1, 4)

    def neighbours(self) -> list[list[int]]:
        """Return the neighbours of each node, each once, sorted, itself left out."""
        neighbours: list[set[int]] = [set() for _ in self.keys]
        for a, b in self.links:
            if a != b:
                neighbours[a].add(b)
                neighbours[b].add(a)
        return [sorted(ids) for ids in neighbours]

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

    def subgraph(self, members: list[int]) -> LayoutGraph:
        """Return the graph of some nodes and the links between them."""
        place = {old: new for new, old in enumerate(members)}
        inner_links = [i for i, (a, b) in enumerate(self.links) if a in place and b in place]
        return LayoutGraph(
            tuple(self.keys[i] for i in members),
            tuple(self.boxes[i] for i in members),
            tuple((place[self.links[i][0]], place[self.links[i][1]]) for i in inner_links),
            tuple(self.caption_widths[i] for i in inner_links),
            tuple(self.types[i] for i in members),
            tuple(self.date_ranges[i] for i in members),
        )


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the nodes are.

    Parameters
    ----------
    positions : mapping of str to (float, float)
        By key.
    axis : tuple of (float, str)
        In a layout by time: dates, each at ``x``.
    lanes : tuple of (float, str)
        In a layout by time: what stands in each lane, and at which ``y`` the lane begins.
    """

    positions: Mapping[str, tuple[float, float]]
    axis: tuple[tuple[float, str], ...] = ()
    lanes: tuple[tuple[float, str], ...] = ()


def to_placement(
    graph: LayoutGraph,
    points: Any,
    axis: tuple[tuple[float, str], ...] = (),
    lanes: tuple[tuple[float, str], ...] = (),
) -> Placement:
    """Return points as positions, centred on the origin and rounded to 0.1 units."""
    if not len(graph.keys):
        return Placement({})
    middle = np.round((points.min(axis=0) + points.max(axis=0)) / 2, 1)
    rows = np.round(points - middle, 1) + 0.0  # no -0.0
    return Placement(
        {key: (float(x), float(y)) for key, (x, y) in zip(graph.keys, rows, strict=True)},
        tuple((round(x - float(middle[0]), 1), text) for x, text in axis),
        tuple((round(y - float(middle[1]), 1), text) for y, text in lanes),
    )
