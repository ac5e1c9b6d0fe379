"""Explore: the graph on a canvas, the inspector beside it, the same as tables below."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import streamlit as st

from graph.case.captions import name_of, node_caption
from graph.case.words import number_of
from graph.elements import Node
from graph.errors import CaseGraphError, QueryError, StoppedError
from graph.explore.analysis import ANALYSES, Outcome
from graph.explore.drawing import NEIGHBOR_PAGE, DrawnView, PlacedGraph
from graph.explore.headings import headings
from graph.explore.speakers import with_lines_of, without_lines
from graph.explore.view import View
from graph.picture.parts import Scene
from graph.picture.speakers import says_of
from graph.questions.parts import neighborhood, nodes_by_key
from graph.stores import LoadedCase
from graph.ui import data, frame, state
from graph.ui.analysis import runs
from graph.ui.explore import actions, cypher_panel, export, falling, filters, measured, tables, views_panel
from graph.ui.kept import kept_cases
from graph.ui.pages import EXPLORE
from graph.ui.parts.actions import expand_choices
from graph.ui.parts.canvas import CanvasEvent, CanvasEvents, Choice, Progress, canvas
from graph.ui.parts.inspector import content, inspector, lines
from graph.ui.parts.inspector.claims import Content
from graph.ui.parts.text import plain
from graph.ui.query import asking
from graph.ui.timeline import below
from graph.ui.writing import changes, desk, dialog, offers

_MAX_CHOICES = 1_000  # neighbours that a list offers
_MAX_WAIT_S = 0.6  # seconds to wait for a view before the page says that it is being read
_EMPTY_SCENE = Scene("", "", (), (), ())
HEIGHT = 620
_LINES = "lines"
"""Session key: the scene that was drawn last with lines of speakers, and of what it was made."""
_BELOW = "below"
"""Session key: the tab that is open below the canvas."""


def page(version: str, view: View, cases: list[LoadedCase]) -> None:
    """Draw the page for a view."""
    placing = data.placing_task(version, view)
    measuring = runs.run(version, view.analysis) if view.analysis else None
    if not placing.ready(within=_MAX_WAIT_S):
        _show_progress("Reading and placing the graph …", placing, measuring)
        return
    if measuring and not measuring.ready(within=_MAX_WAIT_S):
        _show_progress(f"Measuring: {ANALYSES[view.measure].title} …", measuring)
        return
    try:
        placed = placing.result()
        outcome = _outcome(view, measuring)
        falling.check(version, view)
    except StoppedError:
        _show_stopped()
        return
    except QueryError as error:
        if not view.query:
            raise
        state.add_note(f"The query of this view gave nothing, so the whole case is shown. {error}")
        state.replace_view(View(case=view.case))
        st.rerun()
    drawn = data.drawn_view(version, view, *headings(data.store(), placed.graph, view.case, cases), outcome)
    with st.container(key="main"):
        left, right = st.columns([2.85, 1], gap="small")
        with left:
            # first, so that the browser draws it while the rest of the page is made
            _show_canvas(version, view, placed, drawn)
        with right:
            inspector(_content(view, placed, drawn), height=HEIGHT, on_event=_on_inspector_event)
        with left:
            _show_status(view, drawn, placed)
    _show_tabs(view, drawn, placed, cases)
    dialog.show()


def _outcome(view: View, measuring: runs.Run | None) -> Outcome | None:
    """Return what was measured; where that failed, draw the view without it, and say why."""
    try:
        return measuring.outcome() if measuring else None
    except StoppedError:
        raise
    except CaseGraphError as error:
        state.add_note(f"Nothing is measured here. {error}")
        state.replace_view(replace(view, measure=""))
        st.rerun()


def _show_tabs(view: View, drawn: DrawnView, placed: PlacedGraph, cases: list[LoadedCase]) -> None:
    """Draw the tab that is open, and only that one."""
    table, timeline, filter_, cypher, save, saved, changed = st.tabs(
        ["Table", "Timeline", "Filters", "Cypher", "Export", "Saved views", "Changes"], key=_BELOW, on_change="rerun"
    )
    if table.open:
        with table:
            _show_table(view, drawn, placed)
    if timeline.open:
        with timeline:
            below.panel(data.version(), view, placed)
    if filter_.open:
        with filter_:
            filters.panel(view, placed, drawn)
    if cypher.open:
        with cypher:
            cypher_panel.panel(view, drawn)
    if save.open:
        with save:
            export.panel(view, drawn, placed, view.case or data.store().name)
    if saved.open:
        with saved:
            views_panel.panel(view, cases)
    if changed.open:
        with changed:
            _show_changes(view)


def _show_changes(view: View) -> None:
    if view.case:
        changes.panel(kept_cases().find(view.case))
    else:
        st.caption("Choose a case above to see what was changed of it.")


def _show_progress(words: str, task: data.PlacingTask | runs.Run, beside: runs.Run | None = None) -> None:
    """Show what takes time, with a way to stop it and what runs beside it; the page is drawn again when it is done."""

    def on_events(events: CanvasEvents) -> None:
        for event in events.events:
            if event.kind == "stop":
                task.stop()
                if beside:
                    beside.stop()
            elif event.kind in ("address", "undo", "redo"):
                _handle(event)

    if _BELOW in st.session_state:  # what is not drawn is forgotten, and the tab that is open is to stay it
        st.session_state[_BELOW] = st.session_state[_BELOW]
    progress = Progress(words)
    canvas(
        _EMPTY_SCENE, graph_id="placing", key="canvas", height=HEIGHT, progress=progress, empty="", on_events=on_events
    )
    _rerun_when_ready(task)


@st.fragment(run_every=0.5)
def _rerun_when_ready(task: data.PlacingTask | runs.Run) -> None:
    if task.ready(within=0):
        st.rerun()


def _show_stopped() -> None:
    if state.can_undo():
        state.undo()
        state.add_note("Stopped; this is the view before.")
        st.rerun()
    frame.note("Stopped. Nothing is drawn of a view that was stopped.", loud=True)
    if st.button("Try again"):
        st.rerun()


def _show_status(view: View, drawn: DrawnView, placed: PlacedGraph) -> None:
    """Say below the picture what it shows, what it leaves out, and the outcome of the last action."""
    with st.container(key="status", gap=None):
        nodes, relationships = len(drawn.graph.nodes), len(without_lines(drawn.graph).relationships)
        voices = len(drawn.graph.relationships) - relationships
        spoken = f"{number_of(voices, 'line')} of speakers" if voices else ""
        counts = [number_of(nodes, "node"), number_of(relationships, "relationship"), spoken, drawn.values_left_out]
        frame.note(", ".join(filter(None, counts)))
        filters.show_summary(view, drawn)
        if drawn.outcome:
            measured.show(view, drawn.outcome)
        if drawn.falling:
            falling.show(view, drawn)
        for sentence in (*drawn.notes, *state.take_notes()):
            frame.note(sentence, loud=True)
        _show_what_is_left(view, placed)
        if st.session_state.get(state.SEARCH) and (how := data.how_searched(data.version())):
            frame.note(how)
        if not state.shareable_view().shareable:
            frame.note(views_panel.NOT_SHAREABLE)
        if state.path_start():
            with st.container(horizontal=True, vertical_alignment="center"):
                frame.note("Select the other end of the path: on the canvas, by search, or in the table.", loud=True)
                if st.button("Cancel", type="tertiary"):
                    state.set_path_start(None)
                    st.rerun()


def _show_what_is_left(view: View, placed: PlacedGraph) -> None:
    """Say how many neighbours of the node that was expanded last are still to come, and offer them."""
    key = view.expands[-1].key if view.expands else ""
    node = next((node for node in placed.graph.nodes if node.key == key), None)
    if node is None:
        return
    there = data.neighbours_left(data.version(), view, node)
    if not there.left:
        return
    name = node_caption(node, placed.types[node.key])
    room = data.settings().max_nodes_drawn - len(placed.graph.nodes)
    with st.container(key="more", horizontal=True, vertical_alignment="center"):
        frame.note(
            f"{there.total - there.left:,} of {there.total:,} neighbours of {name} are here; {there.left:,} more."
        )
        ways: list[tuple[str, dict[str, Any]]] = []
        if there.left > NEIGHBOR_PAGE:
            ways.append((f"{NEIGHBOR_PAGE} more", {}))
        if there.left <= room:
            ways.append((f"All {there.left:,}", {"all": True}))
        for label, detail in ways:
            if st.button(plain(label), type="tertiary", key=f"more-{label}"):
                actions.perform("expand", view, [key], detail)
                st.rerun()
        with st.popover("Choose …", type="tertiary", on_change="rerun", key="choose") as choose:
            if choose.open:
                _choose_neighbours(view, node, placed)


def _choose_neighbours(view: View, node: Node, placed: PlacedGraph) -> None:
    """Offer a list, which can be searched, of the neighbours that are not in the picture."""
    more = neighborhood(data.store(), node, without=placed.positions, limit=_MAX_CHOICES)
    others = [other for other in more.nodes if other.key != node.key]
    of_name = Counter(name_of(other, data.schema()) for other in others)
    # what is called alike is told apart: of two options that read the same the first would be taken
    names = {
        other.key: name if of_name[name] == 1 else f"{name} ({other.id})"
        for other in others
        for name in [name_of(other, data.schema())]
    }
    chosen = st.multiselect(
        plain(f"Neighbours of {node_caption(node, placed.types[node.key])}"),
        sorted(names, key=lambda key: names[key].casefold()),
        format_func=lambda key: names[key],
        key=f"choose-{node.key}-{len(placed.positions)}",
        placeholder="Type a name",
    )
    if len(names) == _MAX_CHOICES:
        frame.note(f"The first {_MAX_CHOICES:,} are listed; the search box finds the others.")
    if st.button("Bring in", disabled=not chosen):
        actions.add_and_select(view, chosen)
        st.rerun()


# -- the canvas --------------------------------------------------------------------------------


def _show_canvas(version: str, view: View, placed: PlacedGraph, drawn: DrawnView) -> None:
    whole = _with_lines(_canvas_scene(version, view, drawn.outcome), drawn.scene)
    remaining = {node.key for node in drawn.graph.nodes}
    index = data.search_entries(version, view.case)
    text = st.session_state.get(state.SEARCH, "")
    canvas(
        whole,
        graph_id=actions.picture_name(view),
        key="canvas",
        height=HEIGHT,
        selection=view.selection,
        hidden=filters.to_legend(view, whole.legend),
        filter_mode="dim" if view.dim else "remove",
        away=(
            node.key
            for node in whole.nodes
            if node.key not in remaining and view.off.isdisjoint((node.type, *node.also))
        ),
        counts={f"{entry.kind}:{entry.name}": entry.counts for entry in drawn.scene.legend},
        fit=state.fits(actions.picture_name(view)),
        around=falling.ends_of_marked(drawn),
        can_undo=state.can_undo(),
        can_redo=state.can_redo(),
        shareable=state.shareable_view().shareable,
        layout=view.layout,
        actions=actions.ACTIONS.values(),
        menu=_menus(view, placed),
        collapsible=[expand.key for expand in view.expands],
        index=index,
        remote_search=index is None,
        search_text=text,
        search_results=data.search(version, view.case, text) if index is None and text else None,
        empty="Nothing to show here. Search for a name, clear a filter, or undo.",
        on_events=_on_canvas_events,
    )


def _canvas_scene(version: str, view: View, outcome: Outcome | None) -> Scene:
    plain = filters.without_legend_filters(view, data.placed_graph(version, view).graph)
    return data.drawn_view(version, plain, "", "", outcome).scene


def _with_lines(whole: Scene, drawn: Scene) -> Scene:
    """Return what the canvas filters itself, with the lines of speakers that tell what the filters leave."""
    if not any(edge.says for scene in (whole, drawn) for edge in scene.edges):
        return whole
    last: tuple[Scene, Scene, Scene] | None = st.session_state.get(_LINES)
    if last is None or last[0] is not whole or last[1] is not drawn:
        edges = [*(e for e in whole.edges if not e.says), *(e for e in drawn.edges if e.says)]
        last = whole, drawn, replace(whole, edges=tuple(sorted(edges, key=lambda edge: edge.key)))
        st.session_state[_LINES] = last
    return last[2]


def _menus(view: View, placed: PlacedGraph) -> dict[str, list[Choice]]:
    key = st.session_state.get(state.MENU)
    node = next((node for node in placed.graph.nodes if node.key == key), None)
    if node is None:
        return {}
    ways = expand_choices("expand", data.neighbours_left(data.version(), view, node))
    return {node.key: [Choice(json.dumps(way.get("detail", {})), way["label"], way["count"]) for way in ways]}


def _on_canvas_events(events: CanvasEvents) -> None:
    for event in events.events:
        if not state.has_view():  # another store was chosen by an address
            return
        try:
            _handle(event)
        except CaseGraphError as error:
            state.add_note(str(error))


def _handle(event: CanvasEvent) -> None:
    view = state.current_view()
    if event.kind != "menu":
        st.session_state.pop(state.MENU, None)
    match event.kind:
        case "select":
            actions.select(view, [*event.nodes, *event.edges])
        case "open":
            actions.add_and_select(view, event.nodes)
        case "filter":
            legend = _canvas_scene(data.version(), replace(view, measure=""), None).legend
            new = replace(filters.from_legend(view, event.hidden, legend), dim=event.value == "dim")
            state.change_view(new)
            if new.speakers - view.speakers:  # who speaks stands around what is there, and so out of sight
                state.fit_again(actions.picture_name(new))
        case "layout":
            actions.lay_out(view, event.value)
        case "menu":
            st.session_state[state.MENU] = event.node
        case "search":
            st.session_state[state.SEARCH] = event.value
        case "address":
            state.go_to(dict(parse_qsl(event.value.removeprefix("?"), keep_blank_values=True)))
        case "undo":
            state.undo()
        case "redo":
            state.redo()
        case _:
            places = {key: (place.x, place.y) for key, place in event.moved.items()}
            edges = event.edges if event.kind in actions.ACTIONS and actions.ACTIONS[event.kind].edges else ()
            actions.perform(event.kind, view, [*event.nodes, *edges], {**_detail(event.value), "places": places})


def _detail(value: str) -> dict[str, Any]:
    """Return what an item of the menu says of how to do an action: an object as JSON, or nothing."""
    try:
        detail = json.loads(value) if value else {}
    except ValueError:
        return {}
    return detail if isinstance(detail, dict) else {}


# -- the inspector -----------------------------------------------------------------------------


def _content(view: View, placed: PlacedGraph, drawn: DrawnView) -> Content:
    nodes: dict[str, Node] = {node.key: node for node in placed.graph.nodes}
    chosen = [nodes[key] for key in view.selection if key in nodes]
    selected = {key: place for place, key in enumerate(view.selection)}
    # in the order of the selection: that of a path is the order of its steps
    relationships = sorted(
        (r for r in with_lines_of(placed.graph, drawn.graph).relationships if r.key in selected),
        key=lambda r: selected[r.key],
    )
    schema, store = data.schema(), data.store()
    if len(chosen) > 1:
        names = [node_caption(node, placed.types[node.key]) for node in chosen]
        sections = content.selected_sections(store, relationships, schema, view.selection[0]) if relationships else []
        return _with(
            content.of_several_nodes(chosen, names, actions.ACTIONS.values(), sections), offers.for_nodes(chosen)
        )
    if chosen:
        node = chosen[0]
        told = content.of_node(
            store,
            node,
            placed.types[node.key],
            schema,
            actions=actions.ACTIONS.values(),
            pinned=node.key in view.pins,
            expanded=any(expand.key == node.key for expand in view.expands),
            passages=data.passage_text,
            around=data.neighbours_left(data.version(), view, node),
            texts=data.source_text,
            left_out=filters.statements_left_out(view, placed, drawn),
            claim_buttons=offers.for_claim,
        )
        told["sections"] = [*falling.sections(view, drawn, node), *told["sections"]]
        return {**_with(told, offers.for_node(node)), **offers.for_text(node)}
    if len(relationships) > 1:
        return content.of_several_relationships(store, relationships, schema)
    if relationships and says_of(relationships[0]):
        claims = drawn.claims[relationships[0].key]
        return lines.of_line(relationships[0], claims, placed.graph, schema, passages=data.passage_text)
    if relationships:
        told = content.of_relationship(
            store,
            relationships[0],
            schema,
            passages=data.passage_text,
            actions=actions.ACTIONS.values(),
            claim_buttons=offers.for_claim,
        )
        return _with(told, [*asking.for_statement(relationships[0]), *offers.for_statement(relationships[0])])
    told = content.of_nothing(
        "Nothing selected",
        "Click a shape or a line, or search for a name, to read what it is, who says so and where. "
        "A double click brings in what is around it.",
    )
    return _with(told, [*asking.for_case(view.case), *offers.for_case(view.case)])


def _with(told: Content, buttons: list[Content]) -> Content:
    """Add to what the inspector shows what can be written about it."""
    return {**told, "actions": [*told.get("actions", ()), *buttons]}


def _on_inspector_event(event: Mapping[str, Any]) -> None:
    view, store = state.current_view(), data.store()
    nodes = [node.key for node in nodes_by_key(store, view.selection)]
    try:
        if event["kind"] == "select":
            actions.select_linked(view, str(event["key"]))
        elif event["kind"] == offers.EVENT:
            desk.begin(offers.task_of(event))
        else:
            kind = str(event["kind"])
            edges = actions.ACTIONS[kind].edges if kind in actions.ACTIONS else False
            actions.perform(kind, view, view.selection if edges else nodes, event)
    except CaseGraphError as error:
        state.add_note(str(error))


# -- the tables --------------------------------------------------------------------------------


def _show_table(view: View, drawn: DrawnView, placed: PlacedGraph) -> None:
    kind = st.segmented_control(
        "What to list",
        ["Relationships", "Nodes"],
        default="Relationships",
        label_visibility="collapsed",
        required=True,
    )
    keys, rows = (tables.relationship_rows if kind == "Relationships" else tables.node_rows)(drawn, placed)
    if not rows:
        st.caption(plain(f"No {str(kind).lower()} in this view."))
        return
    selected_elsewhere = [key for key in view.selection if key not in set(keys)]
    tables.show_table(
        str(kind).lower(), keys, rows, view.selection, lambda chosen: _on_rows_selected(chosen, selected_elsewhere)
    )


def _on_rows_selected(keys: list[str], selected_elsewhere: list[str]) -> None:
    view = state.current_view()
    # Selected rows replace the whole selection; without any, what is selected outside the table stays.
    actions.select(view, keys or selected_elsewhere)


if __name__ == "__main__":
    frame.show_page(page, EXPLORE.title)
