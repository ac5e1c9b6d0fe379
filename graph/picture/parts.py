"""A scene, and what it is made of: nodes, edges and the entries of a legend, with all that drawing them needs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from graph.case.diff import Mark
from graph.picture.looks import CHANGE_RING


@dataclass(frozen=True, slots=True)
class SceneNode:
    r"""A node as it is drawn.

    Parameters
    ----------
    key : str
        Its address in the store (:attr:`graph.elements.Node.key`).
    id : str
    caption : str
        What is printed beside it.
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
        A filter takes it out, and the view shows what is filtered out faintly.
    also : tuple of str
        Other names that the legend counts it under.
    change : str
        What happened to it between two versions of a case: one of :data:`graph.case.diff.MARKS`; or ``bridge``; empty
        for nothing.
    group : int
        The number of the group around which a line is drawn, in the colour of its nodes; 0 for none.
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
    also: tuple[str, ...] = ()
    change: str = ""
    group: int = 0

    @property
    def reach(self) -> float:
        """How far from its centre it is drawn, the pen's line around it included."""
        return self.size + (1.5 * CHANGE_RING if self.change else 0.0)


@dataclass(frozen=True, slots=True)
class SceneEdge:
    """A relationship as it is drawn.

    Parameters
    ----------
    key : str
    type : str
    caption : str
        What is printed on it, with its status where somebody contests it ("accused of (disputed)").
    source, target : str
        Keys of the end nodes.
    status : str or None
        ``found``, ``disputed``, ``denied``, ``reported``, ``alleged``; None where a relationship has none.
    bend : int
        How far it is bent: 0 is straight; parallel relationships have 1, -1, 2, -2 …, seen from source to target;
        loops have 1, 2, 3 …
    tooltip : str
    accusatory : bool
        It accuses somebody: its caption is never left out of a picture.
    faint, change
        As in :class:`SceneNode`.
    says : str
        Of a line of speakers: one of :data:`graph.picture.looks.SPEAKER_WORDS`; empty for a relationship.
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
    change: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend: a node type (``colour``, ``shape``) or a status (drawn by its line style).

    In a graph that is no case it may also be a label that gives no node its colour, or a relationship type; between two
    versions of a case, what happened to nodes and relationships; where something was measured, what it marks; in a
    case, what lines of speakers say. ``kind`` is ``type``, ``status``, ``label``, ``relationship``, ``change`` or
    ``speakers``, or one of :data:`MARK_KINDS`; ``plural`` is the type's plural, or what any other means; ``count`` is
    of what is drawn, and ``total`` of what there is before filters. Of ``colours``, ``colour`` is that of the lowest
    score and of the highest, with a space between.
    """

    kind: str
    name: str
    plural: str
    count: int
    colour: str = ""
    shape: str = ""
    total: int = 0

    @property
    def counts(self) -> str:
        """How many are drawn, and of how many where some are not: "7 of 25"."""
        return f"{self.count:,} of {self.total:,}" if self.total > self.count else f"{self.count:,}"


MARK_KINDS = ("sizes", "colours", "group", "bridge", "falls", "shaken")
"""Kinds of entries of a legend that say what an analysis marks; nothing is filtered by them."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What happened to a node or a relationship between two versions of a case.

    Parameters
    ----------
    mark : str
        One of :data:`graph.case.diff.MARKS`; its sign is put in front of the caption.
    caption : str
        In place of the usual one; empty for that.
    lines : tuple of str
        What changed, as lines of the tooltip.
    """

    mark: Mark
    caption: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """A date on the axis of a layout by time: its text, at ``x`` in scene units."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane of a layout by time: it begins at ``y`` in scene units, and its text says what stands in it."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A graph as it is drawn.

    Parameters
    ----------
    title : str
    source_line : str
        The case and its date; not the store, so that the same graph gives the same picture from every store.
    nodes, edges, legend : tuple
        Sorted by key, by key, and in the schema's order.
    axis : tuple of Tick
        Dates along x, in a layout by time.
    lanes : tuple of Lane
        What stands below the dated, in a layout by time.
    """

    title: str
    source_line: str
    nodes: tuple[SceneNode, ...]
    edges: tuple[SceneEdge, ...]
    legend: tuple[LegendEntry, ...]
    axis: tuple[Tick, ...] = ()
    lanes: tuple[Lane, ...] = ()

    @property
    def words(self) -> str:
        """All that is written in the picture, a line each, in no order that means anything."""
        return "\n".join(
            (
                self.title,
                self.source_line,
                *(line for node in self.nodes for line in node.lines or (node.caption,)),
                *(edge.caption for edge in self.edges),
                *(f"{entry.name} {entry.plural}" for entry in self.legend),
                *(tick.text for tick in self.axis),
                *(lane.text for lane in self.lanes),
            )
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the scene as dicts, lists, texts and numbers: fit for JSON."""
        return {name: _plain(value) for name, value in asdict(self).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
