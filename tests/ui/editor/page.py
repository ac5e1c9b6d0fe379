"""A page with an editor, as small as can be: it tells what was heard."""

import json

import streamlit as st

from graph.cypher import parameter_names
from graph.stores import GraphSchema
from graph.ui.parts.editor import EditorEvents, Fault, Running, editor, names

LABELS = {"Person": 9, "Event": 4, "Place": 2, "Old film": 1}
SCHEMA = GraphSchema(
    labels=LABELS,
    relationship_types={"ACCUSED_OF": 3, "WORKS_WITH": 2, "two words": 1},
    nodes=16,
    relationships=6,
    label_properties={"Person": ("name", "born"), "Event": ("kind", "name"), "Place": ("lat", "lon")},
    type_properties={"ACCUSED_OF": ("status", "claims"), "WORKS_WITH": ("since",)},
)
MANY = GraphSchema(
    labels={f"Label{n:04}": n for n in range(5_000)},
    relationship_types={f"TYPE_{n:04}": n for n in range(5_000)},
    nodes=1,
    relationships=1,
    label_properties={f"Label{n:04}": tuple(f"property_{m:04}" for m in range(n, n + 5)) for n in range(5_000)},
    type_properties={},
)


def heard(events: EditorEvents) -> None:
    state = st.session_state
    state.text = events.text
    state.runs += events.run
    state.stops += events.stop
    state.running = (events.run or state.running) and not events.stop


def page() -> None:
    st.set_page_config(layout="wide")
    state = st.session_state
    if "text" not in state:
        state.text, state.revision, state.runs, state.stops, state.running = "", 1, 0, 0, False
        state.faults, state.names = [], names(MANY if "many" in st.query_params else SCHEMA, "neo4j")
    editor(
        state.text,
        key="editor",
        revision=state.revision,
        names=state.names,
        faults=state.faults,
        checked=str(len(state.faults)),
        parameters=["given"],
        running=Running("1", 2.0) if state.running and "wait" in st.query_params else None,
        on_events=heard,
    )
    columns = st.columns(3)
    if columns[0].button("Find a fault"):
        state.faults = [Fault(2, 4, "Here it is wrong.")]
        st.rerun()
    if columns[1].button("Put another text"):
        state.text, state.revision = "RETURN 'put'", state.revision + 1
        st.rerun()
    told = {name: state[name] for name in ("text", "runs", "stops")}
    st.text(json.dumps({**told, "parameters": parameter_names(state.text)}))


if __name__ == "__main__":
    page()
