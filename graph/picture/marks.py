"""What an analysis marks in a picture: scores by size or colour, groups by colour and a line, bridges by a pen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from graph.picture.looks import BRIDGE
from graph.picture.parts import LegendEntry, Scene, SceneNode

GROUP_COLOURS = (
    "#0072B2", "#D98E04", "#009E73", "#CC5C9C", "#4FA9DE", "#8F6BB3", "#B5651D", "#6B8E23", "#3B8686", "#A23B5A",
)  # fmt: skip
"""Of the largest groups, in their order; all others are grey, without a line around them."""
QUIET = "#8A94A3"
"""The colour of what has no group, or no score, and of shapes in the legend where colours tell something else."""
LOW, HIGH = "#9AA5B1", "#C2187A"
"""The colours of the lowest and of the highest score."""
_SMALL, _LARGE = 7.0, 27.0
"""Sizes of the lowest and of the highest score, in scene units."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked, by the keys of nodes and relationships.

    Parameters
    ----------
    title : str
        What is measured.
    scores : mapping of str to float
    shown_by : {"size", "colour"}
        Of a node: what tells its score.
    ends : tuple of str and str
        The lowest and the highest score, in words.
    groups : mapping of str to int
        The number of a node's group from 1, the largest first; nothing for a node that stands alone.
    names : tuple of str
        Of the groups.
    bridges : collection of str
    told : mapping of str to str
        A line for the tooltip.
    """

    title: str
    scores: Mapping[str, float] = field(default_factory=dict)
    shown_by: str = "size"
    ends: tuple[str, str] = ("", "")
    groups: Mapping[str, int] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    bridges: Collection[str] = ()
    told: Mapping[str, str] = field(default_factory=dict)


def marked(scene: Scene, marks: Marks) -> Scene:
    """Return a scene with what is marked in it, and the legend of that in front of its own."""
    ends = min(marks.scores.values(), default=0.0), max(marks.scores.values(), default=0.0)
    nodes = tuple(_told(_marked(node, marks, *ends), marks) for node in scene.nodes)
    edges = tuple(replace(edge, change=BRIDGE) if edge.key in marks.bridges else edge for edge in scene.edges)
    rest = scene.legend
    if marks.groups or marks.shown_by == "colour":  # colours tell something else than the type, which its shape does
        rest = tuple(replace(entry, colour=QUIET) if entry.kind == "type" else entry for entry in rest)
    drawn = replace(scene, nodes=nodes, edges=edges)
    return replace(drawn, legend=(*_legend(drawn, marks), *rest))


def _marked(node: SceneNode, marks: Marks, low: float, high: float) -> SceneNode:
    if marks.scores:
        score = marks.scores.get(node.key)
        # the area, not the radius, is what the eye compares
        part = 0.0 if score is None else ((score - low) / (high - low)) ** 0.5 if high > low else 0.5
        if marks.shown_by == "colour":
            return replace(node, colour=QUIET if score is None else mixed(LOW, HIGH, part))
        return replace(node, size=round(_SMALL + (_LARGE - _SMALL) * part, 1))
    if marks.names:
        group = marks.groups.get(node.key, 0)
        return replace(node, group=group if group <= len(GROUP_COLOURS) else 0, colour=_group_colour(group))
    return replace(node, change=BRIDGE) if node.key in marks.bridges else node


def _told(node: SceneNode, marks: Marks) -> SceneNode:
    more = marks.told.get(node.key)
    return replace(node, tooltip=f"{node.tooltip or node.caption}\n{more}") if more else node


def mixed(first: str, last: str, part: float) -> str:
    """Return a colour between two, at ``part`` from 0 to 1."""
    ends = [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in (first, last)]
    return "#" + "".join(f"{round(low + (high - low) * part):02x}" for low, high in zip(*ends, strict=True))


def _group_colour(number: int) -> str:
    return GROUP_COLOURS[number - 1] if 0 < number <= len(GROUP_COLOURS) else QUIET


def _legend(scene: Scene, marks: Marks) -> list[LegendEntry]:
    bright = [node for node in scene.nodes if not node.faint]
    if marks.scores:
        shown = sum(node.key in marks.scores for node in bright)
        by = "Colour" if marks.shown_by == "colour" else "Size"
        words = f"from {marks.ends[0]} to {marks.ends[1]}"
        kind = "colours" if marks.shown_by == "colour" else "sizes"
        return [LegendEntry(kind, f"{by}: {marks.title}", words, shown, f"{LOW} {HIGH}", total=len(marks.scores))]
    if marks.names:
        members, drawn = Counter(marks.groups.values()), Counter(node.group for node in bright)
        entries = [
            LegendEntry("group", marks.names[n - 1], "", drawn[n], _group_colour(n), total=members[n])
            for n in range(1, len(GROUP_COLOURS) + 1)
            if members[n]
        ]
        others = sum(node.group == 0 and node.key in marks.told for node in bright)
        if others:
            entries.append(LegendEntry("group", "in a smaller group, or alone", "", others, QUIET))
        return entries
    edges = [edge for edge in scene.edges if not edge.faint]
    counted = sum(node.change == BRIDGE for node in bright) + sum(edge.change == BRIDGE for edge in edges)
    return [LegendEntry("bridge", "bridge", "without it, what it joins falls apart", counted, total=len(marks.bridges))]
