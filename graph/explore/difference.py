"""What differs between two versions of a case, as a picture: what changed, and between what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.case.captions import relationship_words
from graph.case.diff import MARKS, Mark
from graph.elements import Key, Node, Relationship, Subgraph
from graph.picture import scene
from graph.picture.parts import Changed, Scene
from graph.questions.claims import Claim
from graph.questions.differences import Comparison, Told

_TOOLTIP_LINES = 8


@dataclass(frozen=True, slots=True)
class DrawnDifference:
    """A difference as a graph and as a scene.

    Parameters
    ----------
    graph : Subgraph
        What changed, and what it joins; the property ``change`` of each says what happened to it, and ``status_before``
        of a relationship what its status was.
    scene : Scene
    claims : mapping of str to tuple of Claim
        By the key of the relationship they are about.
    """

    graph: Subgraph
    scene: Scene
    claims: Mapping[str, tuple[Claim, ...]]


def draw_difference(comparison: Comparison, *, before_name: str, after_name: str) -> DrawnDifference:
    """Draw what changed: entities, sources, values and statements of both versions in one graph.

    A statement that now joins other ends, or by another predicate, is two lines: the one that is gone, and the new one.

    Parameters
    ----------
    comparison : Comparison
    before_name, after_name : str
        What the versions are called, for the picture's source line.
    """
    told = {(row.kind, row.id): row for row in comparison.told()}
    lines = _relationships(comparison, told)
    nodes = _nodes(comparison, told, lines)
    changes = {key: changed for key, (_, changed) in (nodes | lines).items() if changed is not None}
    graph = Subgraph.of(
        [
            *(_told_node(node, changed) for node, changed in nodes.values()),
            *(_told_relationship(line, changed, nodes, comparison) for line, changed in lines.values()),
        ]
    )
    claims = {
        key: (comparison.before if changed and changed.mark == "removed" else comparison.after).claims(line.id)
        for key, (line, changed) in lines.items()
    }
    picture = scene.build(
        graph,
        schema=comparison.after.schema,
        title=f"{comparison.after.case.title}: what changed",
        source_line=f"From {before_name} to {after_name}, as of {comparison.after.case.as_of}. "
        "Only what changed, and what it joins, is drawn",
        changes=changes,
    )
    return DrawnDifference(graph, picture, claims)


_Lines = dict[str, tuple[Relationship, Changed | None]]
_Nodes = dict[str, tuple[Node, Changed | None]]


def _relationships(comparison: Comparison, told: Mapping[tuple[str, str], Told]) -> _Lines:
    found: _Lines = {}
    before, after = comparison.before, comparison.after
    for (kind, id), row in told.items():
        if kind != "statement":
            continue
        details = tuple(f"{MARKS[mark]} {text}" for mark, text in row.details)[:_TOOLTIP_LINES]
        old, new = before.statements.get(id), after.statements.get(id)
        if old is None or new is None:
            line = new or old
            assert line is not None
            found[line.key] = line, Changed(row.mark, lines=(row.text,))
        elif (old.type, old.start, old.end) == (new.type, new.start, new.end):
            status, was = new.properties["status"], old.properties["status"]
            caption = "" if status == was else f"{relationship_words(new, after.schema)} ({was} → {status})"
            found[new.key] = new, Changed("changed", caption, details)
        else:
            gone = Relationship(
                Key.of(new.key.case, f"{id}@before"), id, old.type, old.start_node, old.end_node, old.properties
            )
            found[gone.key] = gone, Changed("removed", lines=(before.guarded(id), "It is another one now."))
            found[new.key] = new, Changed("added", lines=(after.guarded(id), "It was another one before."))
    return found


def _nodes(comparison: Comparison, told: Mapping[tuple[str, str], Told], lines: _Lines) -> _Nodes:
    before, after = comparison.before.nodes, comparison.after.nodes
    ids = {id for kind, id in told if kind in ("source", "entity")}
    ids |= {node.id for line, _ in lines.values() for node in (line.start_node, line.end_node)}
    found: _Nodes = {}
    for id in sorted(ids):
        node = after.get(id) or before[id]
        row = told.get(("entity", id)) or told.get(("source", id))
        mark: Mark | None = "removed" if id not in after else "added" if id not in before else None
        if mark is None and (row or ("Value" in node.labels and node.properties != before[id].properties)):
            mark = "changed"
        details = tuple(f"{MARKS[m]} {text}" for m, text in row.details)[:_TOOLTIP_LINES] if row else ()
        found[node.key] = node, Changed(mark, lines=details) if mark else None
    return found


def _told_node(node: Node, changed: Changed | None) -> Node:
    return Node(node.key, node.id, node.labels, _with(node.properties, change=changed and changed.mark))


def _told_relationship(
    line: Relationship, changed: Changed | None, nodes: _Nodes, comparison: Comparison
) -> Relationship:
    start, end = (_told_node(*nodes[node.key]) for node in (line.start_node, line.end_node))
    old = comparison.before.statements.get(line.id)
    was = old.properties["status"] if old and changed and changed.mark == "changed" else None
    properties = _with(line.properties, change=changed and changed.mark, status_before=was)
    return Relationship(line.key, line.id, line.type, start, end, properties)


def _with(properties: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {**properties, **{name: value for name, value in more.items() if value is not None}}
