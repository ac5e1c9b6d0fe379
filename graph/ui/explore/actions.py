"""What a person does on the canvas, in the inspector or in a table, as steps from view to view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.errors import NotFoundError
from graph.explore.view import LAYOUTS, View
from graph.questions.parts import nodes_by_key
from graph.questions.paths import all_shortest_paths, connect
from graph.ui import data, state


def select(view: View, keys: Sequence[str]) -> None:
    """Select; where the other end of a path was awaited, draw the path."""
    waiting = state.path_from()
    if waiting and keys and keys[0] != waiting:
        state.await_path(None)
        path(view, waiting, keys[0])
    else:
        state.select(tuple(keys))


def open_nodes(view: View, keys: Sequence[str]) -> None:
    """Bring in nodes that a search found, and select them."""
    _bring(view, keys, keys)


def open_things(view: View, key: str) -> None:
    """Select what a link names: a relationship where it is one of the view's, else a node, brought in where needed."""
    found = nodes_by_key(data.store(), [key])
    if found:
        _bring(view, [key], [key])
    else:
        state.select((key,))


def move(view: View, places: Mapping[str, tuple[float, float, bool]]) -> None:
    """Keep nodes where a person put them, or let them go."""
    pinned = {key: (round(x, 1), round(y, 1)) for key, (x, y, pin) in places.items() if pin}
    loose = [key for key, (_, _, pin) in places.items() if not pin]
    state.go(view.pin(pinned).unpin(loose))


def filter_by(view: View, off: frozenset[str], *, dim: bool) -> None:
    """Leave out, or draw faintly, what the legend switches off."""
    state.go(replace(view, off=off, dim=dim))


def act(kind: str, view: View, keys: Sequence[str], detail: Mapping[str, Any]) -> None:
    """Do what was asked of the nodes ``keys``; unknown kinds do nothing."""
    first = keys[0] if keys else ""
    match kind:
        case "expand" if first:
            state.go(view.expand(first, type=detail.get("type", ""), direction=detail.get("direction", "both")))
        case "collapse" if first:
            state.go(view.collapse(first))
        case "hide":
            state.go(view.hide(keys))
        case "only":
            state.go(view.show_only(keys))
        case "unpin":
            state.go(view.unpin(keys))
        case "start":
            state.go(View(case=view.case, start=tuple(keys), off=frozenset(), selection=tuple(keys[:1])))
        case "path" if first:
            state.await_path(first)
        case "connect" if len(keys) > 1:
            _connect(view, keys)
        case "undo":
            state.undo()
        case "redo":
            state.redo()
        case "layout" if detail.get("layout") in LAYOUTS:
            state.go(replace(view, layout=detail["layout"], focus=first, pins={}))


def path(view: View, source: str, target: str) -> None:
    """Bring in and select the shortest paths between two nodes; say so where there is none."""
    ends = nodes_by_key(data.store(), [source, target])
    if len(ends) < 2:
        state.say("A path joins two nodes: select a shape, not a line.")
        return
    try:
        paths = all_shortest_paths(data.store(), *ends, cutoff=data.settings().max_path_length)
    except NotFoundError as error:
        state.say(str(error))
        return
    nodes = sorted({node.key for path in paths for node in path.nodes})
    ties = sorted({r.key for path in paths for r in path.relationships})
    length = len(paths[0].relationships)
    many = f"{len(paths)} shortest paths" if len(paths) > 1 else "One shortest path"
    state.say(f"{many} of {length} relationship{'s' if length != 1 else ''}, selected in the picture.")
    _bring(view, nodes, [*nodes, *ties])


def _connect(view: View, keys: Sequence[str]) -> None:
    try:
        graph = connect(data.store(), nodes_by_key(data.store(), keys), cutoff=data.settings().max_path_length)
    except NotFoundError as error:
        state.say(str(error))
        return
    nodes = [node.key for node in graph.nodes]
    state.say(f"{len(nodes)} nodes connect the {len(keys)} that were selected.")
    _bring(view, nodes, [*nodes, *(r.key for r in graph.relationships)])


def _bring(view: View, keys: Sequence[str], selection: Sequence[str]) -> None:
    # What the view lacks is added to it; what it hides, or its legend leaves out, is shown again.
    there = {node.key for node in data.gathered(data.version(), view).graph.nodes}
    types = {data.schema().type_of(node.labels).name for node in nodes_by_key(data.store(), keys)}
    wanted = frozenset(keys)
    state.go(
        replace(
            view,
            added=tuple(dict.fromkeys((*view.added, *(key for key in keys if key not in there)))),
            hidden=view.hidden - wanted,
            only=view.only | wanted if view.only else view.only,
            off=view.off - types,
            selection=tuple(selection),
        )
    )
