"""What a scene is made of: nodes, relationships and lines of the legend, as they are drawn."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SceneNode:
    r"""A node as it is drawn.

    Parameters
    ----------
    key : str
        Its address in the store (:attr:`graph.elements.Node.key`).
    id : str
    caption : str
        What is printed beside it; any text.
    type : str
        The label it is drawn as, as in the legend.
    colour : str
        ``#rrggbb``.
    shape : str
        One of :data:`graph.picture.looks.SHAPES`.
    size : float
        Radius, in scene units.
    x, y : float
        Centre, in scene units; y grows downwards.
    tooltip : str
        Plain text, lines separated by ``\n``.
    pinned : bool
        True for a node that a person placed; layouts leave it there.
    lines : tuple of str
        The caption as it is broken into lines below the node; shortened where it is long.
    degree : int
        Relationships of the scene that end at it.
    faint : bool
        A filter takes it out, and the person chose to see it faintly.
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
    lines: tuple[str, ...] = ()
    degree: int = 0
    faint: bool = False


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
        One of :data:`graph.case.statuses.STATUSES`; None where a relationship has none.
    bend : int
        0 is straight; parallel relationships have 1, -1, 2, -2 …, seen from source to target; loops 1, 2, 3 …
    tooltip : str
    accusatory : bool
        It says that somebody is accused: its caption is never left out of a picture.
    faint : bool
        As in :class:`SceneNode`.
    """

    key: str
    type: str
    caption: str
    source: str
    target: str
    status: str | None = None
    bend: int = 0
    tooltip: str = ""
    accusatory: bool = False
    faint: bool = False


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend: a node type (``colour``, ``shape``) or a status (drawn by its line style).

    ``plural`` is the type's plural, or what the status means.
    """

    kind: str
    """``"type"`` or ``"status"``."""
    name: str
    plural: str
    count: int
    colour: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A date on the axis of a layout by time: its place ``x``, in scene units, and its text."""

    x: float
    text: str


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
    axis : tuple of Tick
        Dates along x, in a layout by time.
    """

    title: str
    source_line: str
    nodes: tuple[SceneNode, ...]
    edges: tuple[SceneEdge, ...]
    legend: tuple[LegendEntry, ...]
    axis: tuple[Tick, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the scene as dicts, lists, texts and numbers: fit for JSON."""
        return {name: _plain(value) for name, value in asdict(self).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
