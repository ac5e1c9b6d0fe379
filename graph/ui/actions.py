"""What a person does on the canvas, in the inspector or in a table, as steps from view to view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.errors import NotFoundError
from graph.fetch import nodes_by_key
from graph.nx import all_shortest_paths, connect
from graph.settings import Settings
from graph.stores.base import Store
from graph.ui import state
from graph.view import LAYOUTS, View


def select(view: View, keys: Sequence[str], store: Store, settings: Settings) -> None:
    """Select; where the other end of a path was awaited, draw the path."""
    waiting = state.path_from()
    if waiting and keys and keys[0] != waiting:
        state.await_path(None)
        _path(view, waiting, keys[0], store, settings)
        return
    state.select(tuple(keys))


def act(
    kind: str, view: View, keys: Sequence[str], detail: Mapping[str, Any], store: Store, settings: Settings
) -> None:
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
        case "all":
            state.go(view.show_all())
        case "unpin":
            state.go(view.unpin(keys))
        case "start":
            state.go(View(case=view.case, start=tuple(keys), off=frozenset(), selection=tuple(keys[:1])))
        case "path" if first:
            state.await_path(first)
        case "connect" if len(keys) > 1:
            _connect(view, keys, store, settings)
        case "undo":
            state.undo()
        case "redo":
            state.redo()
        case "layout" if detail.get("layout") in LAYOUTS:
            state.go(replace(view, layout=detail["layout"], focus=first, pins={}))


def _path(view: View, source: str, target: str, store: Store, settings: Settings) -> None:
    try:
        start, end = nodes_by_key(store, [source, target])
        paths = all_shortest_paths(store, start, end, cutoff=settings.max_path_length)
    except NotFoundError as error:
        state.say(str(error))
        return
    on_paths = {node.key for path in paths for node in path.nodes}
    ties = {r.key for path in paths for r in path.relationships}
    length = len(paths[0].relationships)
    state.say(
        f"{len(paths)} shortest path{'s' if len(paths) > 1 else ''} of {length} relationship"
        f"{'s' if length != 1 else ''}, selected in the picture."
    )
    _bring(view, sorted(on_paths), sorted(on_paths | ties))


def _connect(view: View, keys: Sequence[str], store: Store, settings: Settings) -> None:
    try:
        graph = connect(store, nodes_by_key(store, keys), cutoff=settings.max_path_length)
    except NotFoundError as error:
        state.say(str(error))
        return
    nodes = [node.key for node in graph.nodes]
    state.say(f"{len(nodes)} nodes connect the {len(keys)} that were selected.")
    _bring(view, nodes, [*nodes, *(r.key for r in graph.relationships)])


def _bring(view: View, nodes: Sequence[str], selection: Sequence[str]) -> None:
    # Nodes that the view lacks come in as its own start; those that it hides are shown again.
    keys = frozenset(nodes)
    state.go(
        replace(
            view,
            added=tuple(dict.fromkeys((*view.added, *nodes))),
            hidden=view.hidden - keys,
            only=view.only | keys if view.only else view.only,
            selection=tuple(selection),
        )
    )
