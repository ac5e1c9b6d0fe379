"""The graph of a result on the canvas that Explore has, with the inspector beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from graph.elements import Subgraph
from graph.explore.drawing import DrawnView, PlacedGraph, draw_view, place_graph
from graph.explore.view import View
from graph.picture.layout import LAYOUTS
from graph.ui import data
from graph.ui.explore import filters
from graph.ui.explore.actions import ACTIONS
from graph.ui.parts.canvas import CanvasEvent, CanvasEvents, SearchEntry, canvas
from graph.ui.parts.inspector import content, inspector
from graph.ui.query.running import Run
from graph.ui.query.session import Console

HEIGHT = 520
_ACTIONS = {name: ACTIONS[name] for name in ("pin", "unpin", "show_only", "hide")}
"""What needs nothing of the store; the rest is done in Explore."""


def graph(console: Console, run: Run, gathered: PlacedGraph, *, on_open: Callable[[Subgraph], None]) -> None:
    """Draw the result; ``on_open`` is called with what is to be opened in Explore."""
    found, shown = _drawn(console, run, gathered)
    view = console.view
    left, right = st.columns([2.85, 1], gap="small")
    with left:
        canvas(
            shown.scene,
            graph_id=f"run-{run.id}-{view.layout}-{view.focus}",
            key="result",
            height=HEIGHT,
            selection=view.selection,
            hidden=filters.to_legend(view.off, shown.scene.legend),
            filter_mode="dim" if view.dim else "remove",
            layout=view.layout,
            actions=_ACTIONS.values(),
            index=_index(shown),
            empty="Nothing is left of this graph. Press Show all again, or run the query anew.",
            on_events=lambda heard: _heard(console, heard, shown),
        )
        if (view.hidden or view.only) and st.button("Show all again", type="tertiary"):
            console.view = view.show_all()
            st.rerun()
    with right:
        inspector(
            _content(console.view, found),
            height=HEIGHT,
            key="result-inspector",
            on_event=lambda event: _pressed(console, found, event, on_open),
        )


def _drawn(console: Console, run: Run, gathered: PlacedGraph) -> tuple[PlacedGraph, DrawnView]:
    """Return the picture; the same one while nothing of it changes, so that it is sent to the browser once."""
    view = console.view
    plain = filters.without_legend(view)
    what = (run.id, repr(plain))
    if console.drawn is None or console.drawn[0] != what:
        if (view.layout, view.focus) != ("organic", ""):
            placed = place_graph(
                data.store(),
                gathered.graph,
                schema=data.schema(),
                settings=data.settings(),
                labels=gathered.labels,
                layout=view.layout,
                focus=view.focus,
            )
        else:
            placed = gathered
        console.drawn = (what, placed, draw_view(placed, plain, schema=data.schema(), title="", source_line=""))
    return console.drawn[1:]


def _index(shown: DrawnView) -> tuple[SearchEntry, ...]:
    return tuple(SearchEntry(node.key, node.caption, node.type) for node in shown.scene.nodes)


def _heard(console: Console, heard: CanvasEvents, shown: DrawnView) -> None:
    for event in heard.events:
        console.view = _after(console.view, event, shown)


def _after(view: View, event: CanvasEvent, shown: DrawnView) -> View:
    match event.kind:
        case "select":
            return replace(view, selection=(*event.nodes, *event.edges))
        case name if name in _ACTIONS:
            places = {key: (at.x, at.y) for key, at in event.moved.items()}
            return _ACTIONS[name].does(view, event.nodes, {"places": places})
        case "filter":
            off = filters.from_legend(view.off, event.hidden, shown.scene.legend)
            return replace(view, off=off, dim=event.value == "dim")
        case "layout" if event.value in LAYOUTS:
            focus = next((key for key in view.selection if any(n.key == key for n in shown.scene.nodes)), "")
            return replace(view, layout=event.value, focus=focus, pins={})
    return view


def _content(view: View, gathered: PlacedGraph) -> content.Content:
    """Say what the selected thing is, with one thing to do: what can be done with it is in Explore."""
    nodes = [node for node in gathered.graph.nodes if node.key in view.selection]
    ties = [r for r in gathered.graph.relationships if r.key in view.selection]
    schema, store, types = data.schema(), data.store(), gathered.types
    if len(nodes) > 1:
        found = content.several(nodes, [content.name(node, types[node.key]) for node in nodes], ())
    elif nodes:
        node = nodes[0]
        found = content.of_node(
            store, node, types[node.key], schema, actions=(), pinned=False, expanded=False, passages=data.passage
        )
    elif ties:
        return content.of_relationship(store, ties[0], schema, passages=data.passage)
    else:
        return content.nothing(
            "Nothing selected",
            "Click a shape or a line to read what it is, who says so and where. Open in Explore to expand it, "
            "to find paths and to save pictures.",
        )
    return {**found, "actions": [{"label": "Open in Explore", "kind": "explore", "primary": True}]}


def _pressed(
    console: Console, gathered: PlacedGraph, event: Mapping[str, Any], on_open: Callable[[Subgraph], None]
) -> None:
    if event["kind"] == "select":
        console.view = replace(console.view, selection=(str(event["key"]),))
    elif event["kind"] == "explore":
        on_open(Subgraph(tuple(n for n in gathered.graph.nodes if n.key in console.view.selection), ()))
