"""The graph of a result on the canvas that Explore has, with the inspector beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from graph.case.captions import node_caption
from graph.elements import Subgraph
from graph.explore.drawing import DrawnView, PlacedGraph, draw_view, place_graph
from graph.explore.speakers import with_lines_of
from graph.explore.view import View
from graph.picture.layout import LAYOUTS
from graph.picture.speakers import says_of
from graph.ui import data, state
from graph.ui.explore import filters
from graph.ui.explore.actions import ACTIONS
from graph.ui.parts.canvas import CanvasEvent, CanvasEvents, SearchEntry, canvas
from graph.ui.parts.inspector import content, inspector, lines
from graph.ui.parts.inspector.claims import Content
from graph.ui.query.console import Console
from graph.ui.query.runs import QueryRun

HEIGHT = 520
_ACTIONS = {name: ACTIONS[name] for name in ("pin", "unpin", "show_only", "hide")}
"""The actions that read nothing from the store; the others are offered in Explore."""


def show_graph(console: Console, run: QueryRun, placed: PlacedGraph, *, on_open: Callable[[Subgraph], None]) -> None:
    """Draw the graph of a result; ``on_open`` is called with the part of it to open in Explore."""
    placed, drawn = _placed_and_drawn(console, run, placed)
    view = console.view
    left, right = st.columns([2.85, 1], gap="small")
    with left:
        canvas(
            drawn.scene,
            graph_id=f"run-{run.id}-{view.layout}-{view.focus}",
            key="result",
            height=HEIGHT,
            selection=view.selection,
            hidden=filters.to_legend(view, drawn.scene.legend),
            filter_mode="dim" if view.dim else "remove",
            fit=state.fits("result"),
            layout=view.layout,
            actions=_ACTIONS.values(),
            index=tuple(SearchEntry(node.key, node.caption, node.type) for node in drawn.scene.nodes),
            empty="Nothing is left of this graph. Press Show all again, or run the query anew.",
            on_events=lambda events: _on_canvas_events(console, events, drawn),
        )
        if (view.hidden or view.only) and st.button("Show all again", type="tertiary"):
            console.view = view.show_all()
            st.rerun()
    with right:
        inspector(
            _content(console.view, placed, drawn),
            height=HEIGHT,
            key="result-inspector",
            on_event=lambda event: _on_inspector_event(console, placed, event, on_open),
        )


def _placed_and_drawn(console: Console, run: QueryRun, placed: PlacedGraph) -> tuple[PlacedGraph, DrawnView]:
    """Return the graph and its picture; the same objects until they change, so that each is sent only once."""
    view = console.view
    plain = filters.without_legend_filters(view, placed.graph)
    picture_id = (run.id, data.version(), repr(plain))
    if console.last_drawn is None or console.last_drawn[0] != picture_id:
        if (view.layout, view.focus) != ("organic", ""):
            placed = place_graph(
                data.store(),
                placed.graph,
                schema=data.schema(),
                settings=data.settings(),
                labels=placed.labels,
                layout=view.layout,
                focus=view.focus,
            )
        drawn = draw_view(placed, plain, schema=data.schema(), title="", source_line="")
        console.last_drawn = (picture_id, placed, drawn)
    return console.last_drawn[1:]


def _on_canvas_events(console: Console, events: CanvasEvents, drawn: DrawnView) -> None:
    for event in events.events:
        console.view = _view_after(console.view, event, drawn)


def _view_after(view: View, event: CanvasEvent, drawn: DrawnView) -> View:
    match event.kind:
        case "select":
            return replace(view, selection=(*event.nodes, *event.edges))
        case name if name in _ACTIONS:
            places = {key: (at.x, at.y) for key, at in event.moved.items()}
            if _ACTIONS[name].fits:
                state.fit_again("result")
            keys = [*event.nodes, *(event.edges if _ACTIONS[name].edges else ())]
            return _ACTIONS[name].does(view, keys, {"places": places})
        case "filter":
            shown = filters.from_legend(view, event.hidden, drawn.scene.legend)
            return replace(shown, dim=event.value == "dim")
        case "layout" if event.value in LAYOUTS:
            focus = next((key for key in view.selection if any(n.key == key for n in drawn.scene.nodes)), "")
            return replace(view, layout=event.value, focus=focus)
    return view


def _content(view: View, placed: PlacedGraph, drawn: DrawnView) -> Content:
    """Describe what is selected; the only action is to open it in Explore, where the others are."""
    nodes = [node for node in placed.graph.nodes if node.key in view.selection]
    relationships = [r for r in with_lines_of(placed.graph, drawn.graph).relationships if r.key in view.selection]
    schema, store, types = data.schema(), data.store(), placed.types
    if len(nodes) > 1:
        described = content.of_several_nodes(nodes, [node_caption(node, types[node.key]) for node in nodes], ())
    elif nodes:
        node = nodes[0]
        described = content.of_node(
            store,
            node,
            types[node.key],
            schema,
            actions=(),
            pinned=False,
            expanded=False,
            passages=data.passage_text,
            texts=data.source_text,
        )
    elif len(relationships) > 1:
        return content.of_several_relationships(store, relationships, schema)
    elif relationships and says_of(relationships[0]):
        claims = drawn.claims[relationships[0].key]
        return lines.of_line(relationships[0], claims, placed.graph, schema, passages=data.passage_text)
    elif relationships:
        return content.of_relationship(store, relationships[0], schema, passages=data.passage_text)
    else:
        return content.of_nothing(
            "Nothing selected",
            "Click a shape or a line to read what it is, who says so and where. Open in Explore to expand it, "
            "to find paths and to save pictures.",
        )
    return {**described, "actions": [{"label": "Open in Explore", "kind": "explore", "primary": True}]}


def _on_inspector_event(
    console: Console, placed: PlacedGraph, event: Mapping[str, Any], on_open: Callable[[Subgraph], None]
) -> None:
    if event["kind"] == "select":
        console.view = replace(console.view, selection=(str(event["key"]),))
    elif event["kind"] == "explore":
        on_open(Subgraph(tuple(n for n in placed.graph.nodes if n.key in console.view.selection), ()))
