"""What falls if something falls, marked in a picture: of what nothing is left, and which statuses change."""

from __future__ import annotations

from dataclasses import replace

from graph.case.captions import relationship_words
from graph.case.diff import MARKS
from graph.case.schema import Schema
from graph.elements import Key, Relationship, Subgraph
from graph.picture.looks import FALLS, SHAKEN
from graph.picture.parts import LegendEntry, Scene, SceneEdge, SceneNode
from graph.questions.rests_on import RestsOn, Shaken, rests_on
from graph.stores import Store


def falling_of(store: Store, key: str, schema: Schema) -> RestsOn:
    """Return what falls with the source, the speaker, the passage or the claim of a key.

    Raises
    ------
    NotFoundError
        It is not there any more, or nothing that can fall.
    """
    falls = Key(key)
    return rests_on(store, falls.local_id, case=falls.case, schema=schema)


def marked_as_falling(scene: Scene, found: RestsOn, schema: Schema) -> Scene:
    """Return a scene in which what falls, and what follows from it, is marked as by a pen; its legend says so."""
    shaken = {str(row.statement.key): row for row in found.shaken}
    itself = Key.of(found.falling.case, found.falling.id)
    edges = tuple(_edge(edge, shaken[edge.key], schema) if edge.key in shaken else edge for edge in scene.edges)
    nodes = tuple(_node(node) if node.key == itself else node for node in scene.nodes)
    bright = [edge for edge in edges if not edge.faint]
    words = {FALLS: "nothing is left of it", SHAKEN: "its status is another one"}
    totals = {FALLS: len(found.alone), SHAKEN: len(found.changed)}
    legend = [
        LegendEntry(kind, kind, meant, sum(edge.change == kind for edge in bright), total=totals[kind])
        for kind, meant in words.items()
        if totals[kind]
    ]
    line = ". ".join(filter(None, [scene.source_line, f"Marked: what falls {found.condition}"]))
    return replace(scene, nodes=nodes, edges=edges, legend=(*legend, *scene.legend), source_line=line)


def with_falling(graph: Subgraph, found: RestsOn) -> Subgraph:
    """Return a graph whose relationships have what becomes of them as a property, ``without``: a status, or nothing."""
    becomes = {str(row.statement.key): row.without or "nothing" for row in found.shaken if row.changes}
    relationships = [
        Relationship(r.key, r.id, r.type, r.start_node, r.end_node, {"without": becomes[r.key], **r.properties})
        if r.key in becomes
        else r
        for r in graph.relationships
    ]
    return Subgraph(graph.nodes, tuple(relationships))


def _edge(edge: SceneEdge, row: Shaken, schema: Schema) -> SceneEdge:
    told = [edge.tooltip, f"{len(row.fallen)} of {len(row.fallen) + len(row.left)} claims fall"]
    if row.without is None:
        lines = [*told, "Nothing is left of it.", *filter(None, [row.origins])]
        return replace(edge, change=FALLS, caption=f"{MARKS['removed']} {edge.caption}", tooltip="\n".join(lines))
    if not row.changes:
        return replace(edge, tooltip="\n".join(told))
    words = relationship_words(row.statement, schema)
    caption = f"{MARKS['changed']} {words} ({row.status} → {row.without})"
    lines = [*told, row.text_without(schema) or ""]
    return replace(edge, change=SHAKEN, caption=caption, tooltip="\n".join(lines))


def _node(node: SceneNode) -> SceneNode:
    return replace(node, change=FALLS, tooltip=f"{node.tooltip or node.caption}\nIt is taken to fall.")
