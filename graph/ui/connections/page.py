"""The page Connections: the stores that can be opened, each with its state, and what to do where one fails."""

from __future__ import annotations

import html
from concurrent.futures import Future, wait

import streamlit as st

from graph.case.words import number_of
from graph.stores.connections import DEFAULT, Connection
from graph.ui import data, frame, state
from graph.ui.connections.store_status import StoreStatus, store_status
from graph.ui.pages import CONNECTIONS, EXPLORE
from graph.ui.parts.text import plain

_MAX_WAIT_S = 0.6  # seconds to wait for the stores before the page is drawn without their answers


def page() -> None:
    """List the stores, each with a button that opens it."""
    frame.note(
        "Stores come from the settings and from .streamlit/secrets.toml; the app asks for no password. "
        "Queries only read; what changes a store is a case that is loaded or removed, on the page Cases."
    )
    here = data.connection()
    names = [connection.name for connection in data.connections().values()]
    if here.name not in names:
        names.insert(names.index(here.name.partition("/")[0]) + 1, here.name)
    answers = {name: store_status(name) for name in names}
    unanswered = wait(answers.values(), _MAX_WAIT_S).not_done
    for name in names:
        _show_connection(here if name == here.name else data.connections()[name], answers[name], name == here.name)
    if unanswered:
        _rerun_when_answered(list(answers.values()))


@st.fragment(run_every=0.5)
def _rerun_when_answered(answers: list[Future[StoreStatus]]) -> None:
    if all(answer.done() for answer in answers):
        st.rerun()


def _show_connection(connection: Connection, answer: Future[StoreStatus], here: bool) -> None:
    status = answer.result() if answer.done() else None
    with st.container(border=True, key=f"connection-{connection.name.replace('/', '-')}"):
        left, right = st.columns([5, 1], vertical_alignment="center")
        with left:
            _show_text(connection, status)
        with right:
            if here:
                st.html('<span class="soft">Open now</span>')
            elif st.button(
                "Open", key=f"open-{connection.name}", width="stretch", disabled=bool(status and status.error)
            ):
                _open(connection.name)
        if status and status.error:
            st.error(plain(status.error))
            if st.button("Try again", key=f"again-{connection.name}"):
                store_status.clear(connection.name)
                st.rerun()
        elif status and len(status.databases) > 1:
            _choose_database(connection, status)


def _show_text(connection: Connection, status: StoreStatus | None) -> None:
    state_text = "asking …" if status is None else "cannot be opened" if status.error else status.engine
    colour = "bad" if status and status.error else "good" if status else "soft"
    name = "From the settings" if connection.name == DEFAULT else connection.name
    parts = [f'<h2 class="connection">{html.escape(name)}</h2>', '<span class="pill">queries only read</span>']
    parts.append(f'<span class="pill {colour}">{html.escape(state_text)}</span>')
    address = html.escape(connection.shown_address)
    if connection.settings.neo4j_database:
        address += f", database {html.escape(connection.settings.neo4j_database)}"
    parts.append(f'<p class="address">{address}</p>')
    if status and not status.error:
        counts = f"{number_of(status.nodes, 'node')}, {number_of(status.relationships, 'relationship')}"
        parts.append(f'<p class="note">{html.escape(" · ".join([counts, *status.cases]))}</p>')
    st.html("".join(parts))


def _choose_database(connection: Connection, status: StoreStatus) -> None:
    chosen = st.selectbox(
        "Another database of this server",
        status.databases,
        index=None,
        placeholder="Choose a database",
        key=f"database-{connection.name}",
        width=320,
    )
    if chosen:
        _open(connection.with_database(chosen).name)


def _open(name: str) -> None:
    state.switch_connection(name)
    st.switch_page(frame.streamlit_page(EXPLORE), query_params=state.common_parameters())


if __name__ == "__main__":
    frame.show_page_without_store(page, CONNECTIONS.title)
