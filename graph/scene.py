"""A scene: a subgraph with what drawing needs, and nothing of who draws it.

The canvas, SVG, PNG, PDF and HTML all take a :class:`Scene`, so that what you see is what is exported.
"""

from __future__ import annotations

from dataclasses import dataclass

SHAPES = ("dot", "square", "diamond", "triangle", "triangleDown", "hexagon", "star", "box")
"""Shapes of nodes, by vis-network's names; ``box`` is a rounded square."""


@dataclass(frozen=True, slots=True)
class SceneNode:
    """A node as it is drawn.

    Parameters
    ----------
    key : str
        Its address in the store (:attr:`graph.stores.base.Node.key`).
    id : str
    caption : str
        What is printed beside it; any text.
    type : str
        The label it is drawn as, as in the legend.
    colour : str
        ``#rrggbb``.
    shape : str
        One of :data:`SHAPES`.
    size : float
        Radius, in scene units.
    x, y : float
        Centre, in scene units; y grows downwards.
    tooltip : str
        Plain text, lines separated by ``\\n``.
    pinned : bool
        True for a node that a person placed; layouts leave it there.
    """

    key: str
    id: str
    caption: str
    type: str
    colour: str
    shape: str
    size: float
    x: float
    y: float
    tooltip: str = ""
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class SceneEdge:
    """A relationship as it is drawn.

    Parameters
    ----------
    key : str
    type : str
    caption : str
        Words, its status among them where that is not plain ("accused of (disputed)").
    source, target : str
        Keys of the end nodes.
    status : str or None
        ``found``, ``disputed``, ``denied``, ``reported``, ``alleged``; None where a relationship has none.
    bend : int
        0 is straight; parallel relationships have 1, -1, 2, -2 …, seen from source to target; loops 1, 2, 3 …
    tooltip : str
    """

    key: str
    type: str
    caption: str
    source: str
    target: str
    status: str | None = None
    bend: int = 0
    tooltip: str = ""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend: a node type (``colour``, ``shape``) or a status (drawn by its line style)."""

    kind: str
    """``"type"`` or ``"status"``."""
    name: str
    plural: str
    count: int
    colour: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is drawn.

    Parameters
    ----------
    title : str
    source_line : str
        The case and its date; never the store, so that the same graph gives the same picture on both.
    nodes, edges, legend : tuple
        Sorted by key, by key, and in the schema's order.
    """

    title: str
    source_line: str
    nodes: tuple[SceneNode, ...]
    edges: tuple[SceneEdge, ...]
    legend: tuple[LegendEntry, ...]
