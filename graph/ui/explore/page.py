"""Explore: the graph on a canvas, the inspector beside it, the same as tables below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from graph.elements import Node
from graph.errors import CaseGraphError, QueryError, StoppedError
from graph.explore.drawing import DrawnView, PlacedGraph, expansions, headings
from graph.explore.view import View
from graph.picture.scene import Scene
from graph.questions.parts import nodes_by_key
from graph.stores import LoadedCase
from graph.ui import data, frame, state
from graph.ui.explore import actions, cypher_panel, export, filters, tables, views_panel
from graph.ui.pages import EXPLORE
from graph.ui.parts.canvas import CanvasEvent, CanvasEvents, Choice, Progress, canvas
from graph.ui.parts.inspector import content, inspector

_PATIENCE_S = 0.6  # seconds that a view may take before the page says that it takes its time
_NOTHING = Scene("", "", (), (), ())
HEIGHT = 620


def page(version: str, view: View, cases: list[LoadedCase]) -> None:
    """Draw the page for a view."""
    case = next((case for case in cases if case.id == view.case), None)
    gathering = data.gathering(version, view)
    if not gathering.ready(within=_PATIENCE_S):
        _placing(view, gathering)
        return
    try:
        gathered = gathering.result()
    except StoppedError:
        _stopped()
        return
    except QueryError as error:
        if not view.query:
            raise
        state.say(f"The query of this view gave nothing, so the whole case is shown. {error}")
        state.replace_by(View(case=view.case))
        st.rerun()
    with st.container(key="main"):
        left, right = st.columns([2.85, 1], gap="small")
        with left:
            # first of all: what comes after it is made while the browser draws
            _canvas(version, view, gathered)
        with right:
            _inspector(view, gathered)
        shown = data.shown(version, view, *headings(case, data.store()))
        with left:
            _status(view, shown, gathered)
    _below(view, shown, gathered, cases)


def _below(view: View, shown: DrawnView, gathered: PlacedGraph, cases: list[LoadedCase]) -> None:
    """Draw the tab that is open, and nothing of the others."""
    names = ["Table", "Filters", "Cypher", "Export", "Saved views"]
    table, filter_, cypher, save, kept = st.tabs(names, key="below", on_change="rerun")
    if table.open:
        with table:
            _tables(view, shown, gathered)
    if filter_.open:
        with filter_:
            filters.panel(view, gathered, shown)
    if cypher.open:
        with cypher:
            cypher_panel.panel(view, shown)
    if save.open:
        with save:
            export.panel(shown, gathered, view.case or data.store().name)
    if kept.open:
        with kept:
            views_panel.panel(view, cases)


def _placing(view: View, gathering: data.Gathering) -> None:
    """Show that something takes its time, with a way to stop it; the page comes when it is done."""

    def heard(events: CanvasEvents) -> None:
        if events.last("stop"):
            gathering.stop()

    progress = Progress("Reading and placing the graph …")
    canvas(_NOTHING, graph_id="placing", key="canvas", height=HEIGHT, progress=progress, empty="", on_events=heard)
    _look_again(gathering)


@st.fragment(run_every=0.5)
def _look_again(gathering: data.Gathering) -> None:
    if gathering.ready(within=0):
        st.rerun()


def _stopped() -> None:
    if state.can_undo():
        state.undo()
        state.say("Stopped; this is the view before.")
        st.rerun()
    frame.note("Stopped. Nothing is drawn of a view that was stopped.", loud=True)
    if st.button("Try again"):
        st.rerun()


def _status(view: View, shown: DrawnView, gathered: PlacedGraph) -> None:
    """Say below the picture what it shows, what it does not, and what the last action came to."""
    with st.container(key="status", gap=None):
        nodes, ties = len(shown.graph.nodes), len(shown.graph.relationships)
        frame.note(f"{frame.count(nodes, 'node')}, {frame.count(ties, 'relationship')}")
        filters.summary(view, gathered)
        for sentence in (*shown.notes, *state.notes()):
            frame.note(sentence, loud=True)
        if st.session_state.get(state.SEARCH) and (how := data.how_searched(data.version())):
            frame.note(how)
        if not state.shared().shareable:
            frame.note(views_panel.NOT_SHAREABLE)
        if state.path_from():
            with st.container(horizontal=True, vertical_alignment="center"):
                frame.note("Select the other end of the path: on the canvas, by search, or in the table.", loud=True)
                if st.button("Cancel", type="tertiary"):
                    state.await_path(None)
                    st.rerun()


# -- the canvas --------------------------------------------------------------------------------


def _canvas(version: str, view: View, gathered: PlacedGraph) -> None:
    whole = _drawn(version, view)
    index = data.search_entries(version, view.case)
    text = st.session_state.get(state.SEARCH, "")
    canvas(
        whole,
        graph_id=f"{data.connection().name}:{view.case}:{view.query}:{','.join(view.start)}:{view.layout}:{view.focus}",
        key="canvas",
        height=HEIGHT,
        selection=view.selection,
        hidden=filters.to_legend(view.off, whole.legend),
        filter_mode="dim" if view.dim else "remove",
        can_undo=state.can_undo(),
        can_redo=state.can_redo(),
        layout=view.layout,
        actions=actions.ACTIONS.values(),
        menu=_menus(gathered),
        collapsible=[expand.key for expand in view.expands],
        index=index,
        remote_search=index is None,
        search_text=text,
        search_results=data.search(version, view.case, text) if index is None and text else None,
        empty="Nothing to show here. Search for a name, clear a filter, or undo.",
        on_events=_heard,
    )


def _drawn(version: str, view: View) -> Scene:
    return data.shown(version, filters.without_legend(view), "", "").scene


def _menus(gathered: PlacedGraph) -> dict[str, list[Choice]]:
    key = st.session_state.get(state.MENU)
    node = next((node for node in gathered.graph.nodes if node.key == key), None)
    if node is None:
        return {}
    counts = expansions(data.store(), node, data.schema())
    return {node.key: [Choice(type_, type_, n) for type_, n in counts.items()]}


def _heard(heard: CanvasEvents) -> None:
    for event in heard.events:
        try:
            _answer(event)
        except CaseGraphError as error:
            state.say(str(error))


def _answer(event: CanvasEvent) -> None:
    view = state.current()
    match event.kind:
        case "select":
            actions.select(view, [*event.nodes, *event.edges])
        case "open":
            actions.open_nodes(view, event.nodes)
        case "filter":
            legend = _drawn(data.version(), view).legend
            actions.filter_by(view, filters.from_legend(view.off, event.hidden, legend), dim=event.value == "dim")
        case "layout":
            actions.lay_out(view, event.value)
        case "menu":
            st.session_state[state.MENU] = event.node
        case "search":
            st.session_state[state.SEARCH] = event.value
        case "undo":
            state.undo()
        case "redo":
            state.redo()
        case _:
            places = {key: (place.x, place.y) for key, place in event.moved.items()}
            actions.act(event.kind, view, event.nodes, {"type": event.value, "places": places})


# -- the inspector -----------------------------------------------------------------------------


def _inspector(view: View, gathered: PlacedGraph) -> None:
    inspector(_content(view, gathered), height=HEIGHT, on_event=_pressed)


def _content(view: View, gathered: PlacedGraph) -> content.Content:
    nodes: dict[str, Node] = {node.key: node for node in gathered.graph.nodes}
    chosen = [nodes[key] for key in view.selection if key in nodes]
    ties = [r for r in gathered.graph.relationships if r.key in set(view.selection)]
    schema, store = data.schema(), data.store()
    if len(chosen) > 1:
        names = [content.name(node, gathered.types[node.key]) for node in chosen]
        return content.several(chosen, names, actions.ACTIONS.values())
    if chosen:
        node = chosen[0]
        return content.of_node(
            store,
            node,
            gathered.types[node.key],
            schema,
            actions=actions.ACTIONS.values(),
            pinned=node.key in view.pins,
            expanded=any(expand.key == node.key for expand in view.expands),
            passages=data.passage,
        )
    if ties:
        return content.of_relationship(store, ties[0], schema, passages=data.passage)
    return content.nothing(
        "Nothing selected",
        "Click a shape or a line, or search for a name, to read what it is, who says so and where. "
        "A double click brings in what is around it.",
    )


def _pressed(event: Mapping[str, Any]) -> None:
    view, store = state.current(), data.store()
    nodes = [node.key for node in nodes_by_key(store, view.selection)]
    try:
        if event["kind"] == "select":
            actions.open_things(view, str(event["key"]))
        else:
            actions.act(str(event["kind"]), view, nodes, event)
    except CaseGraphError as error:
        state.say(str(error))


# -- the tables --------------------------------------------------------------------------------


def _tables(view: View, shown: DrawnView, gathered: PlacedGraph) -> None:
    kind = st.segmented_control(
        "What to list",
        ["Relationships", "Nodes"],
        default="Relationships",
        label_visibility="collapsed",
        required=True,
    )
    keys, rows = (tables.relationships if kind == "Relationships" else tables.nodes)(shown, gathered)
    if not rows:
        st.caption(f"No {str(kind).lower()} in this view.")
        return
    others = [key for key in view.selection if key not in set(keys)]
    tables.table(str(kind).lower(), keys, rows, view.selection, lambda chosen: _chosen(chosen, others))


def _chosen(keys: list[str], others: list[str]) -> None:
    view = state.current()
    # A row that is picked speaks for itself; what is selected elsewhere stays only where rows were let go.
    actions.select(view, keys or others)


if __name__ == "__main__":
    frame.show(page, EXPLORE.title)
