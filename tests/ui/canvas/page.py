"""A page with a canvas, as small as can be: the steps that Explore takes too, and a log of what was heard."""

import json
from dataclasses import asdict

import streamlit as st

from graph.ui.explore.actions import ACTIONS
from graph.ui.parts.canvas import CanvasEvents, Choice, Progress, SearchEntry, canvas
from tests.helpers import scenes


def start(name: str) -> None:
    state = st.session_state
    state.scene, state.log, state.returned, state.runs = scenes.SCENES[name](), [], [], 0
    state.selection, state.hidden, state.mode, state.menu, state.found = (), (), "remove", {}, ("", None)
    state.fit, state.away = 1, False
    state.index = [
        SearchEntry(n.key, n.caption, n.type, ("Bäatrix", "Oona") if n.key == "t/b" else ()) for n in state.scene.nodes
    ]
    state.index.append(SearchEntry("t/away", "Far Away", "Place", group="Elsewhere"))


def heard(events: CanvasEvents) -> None:
    state = st.session_state
    for event in events.events:
        seen = asdict(events.viewport) if events.viewport else None
        state.log.append({**asdict(event), "seen": seen})
        match event.kind:
            case "select":
                state.selection = (*event.nodes, *event.edges)
            case "filter":
                state.hidden, state.mode = event.hidden, event.value
            case "expand":
                state.scene = scenes.expanded(state.scene, event.node)
            case "hide":
                state.scene = scenes.without(state.scene, event.nodes)
            case "pin" | "unpin":
                places = {key: (p.x, p.y, event.kind == "pin") for key, p in event.moved.items()}
                state.scene = scenes.moved(state.scene, places)
            case "menu":
                state.menu = {event.node: [Choice("Claim", "Claims", 4), Choice("Event", "Events", 3)]}
            case "search":
                state.found = (event.value, [SearchEntry("t/r", f"Remote {event.value}", "Person")])


def page() -> None:
    st.set_page_config(layout="wide")
    name, state = st.query_params.get("scene", "few"), st.session_state
    if "scene" not in state:
        start(name)
    state.runs += 1
    if "second" in st.query_params:
        canvas(state.scene, graph_id="second", key="second", selection=state.selection)
    if not state.away:
        returned = canvas(
            state.scene,
            graph_id=name,
            key="canvas",
            selection=state.selection,
            hidden=state.hidden,
            filter_mode=state.mode,
            fit=state.fit,
            can_undo=True,
            can_redo=False,
            layout="organic",
            actions=ACTIONS.values(),
            exports=[Choice("svg", "SVG")],
            menu=state.menu,
            index=None if name == "remote" else state.index,
            remote_search=name == "remote",
            search_text=state.found[0],
            search_results=state.found[1],
            progress=Progress("Placing 300 nodes", 0.4) if "progress" in st.query_params else None,
            on_events=heard,
        )
        state.returned += [event.kind for event in returned.events]
    columns = st.columns(4)
    columns[0].button("Run again")
    if columns[1].button("Select c"):
        state.selection = ("t/c",)
        st.rerun()
    if columns[2].button("Fit again"):
        state.fit += 1
        st.rerun()
    if columns[3].button("Go away and come back"):
        state.away = not state.away
        st.rerun()
    st.text(json.dumps({"runs": state.runs, "log": state.log, "returned": state.returned}))


if __name__ == "__main__":
    page()
