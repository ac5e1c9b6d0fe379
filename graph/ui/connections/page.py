"""Connections: the stores that can be looked at, each with its state, and what to do where one fails."""

from __future__ import annotations

import html
from concurrent.futures import Future, wait

import streamlit as st

from graph.stores.connections import DEFAULT, Connection
from graph.ui import data, frame, state
from graph.ui.connections.looking import Look, looking
from graph.ui.pages import CONNECTIONS, EXPLORE

_PATIENCE_S = 0.6  # seconds that the page waits for the stores before it is drawn without their answers


def page() -> None:
    """List the stores, with a way to look at each."""
    frame.note(
        "Stores come from the settings and from .streamlit/secrets.toml; the app asks for no password and only reads."
    )
    here = data.connection()
    names = [connection.name for connection in data.connections().values()]
    if here.name not in names:
        names.insert(names.index(here.name.partition("/")[0]) + 1, here.name)
    looks = {name: looking(name) for name in names}
    waiting = wait(looks.values(), _PATIENCE_S).not_done
    for name in names:
        _card(here if name == here.name else data.connections()[name], looks[name], name == here.name)
    if waiting:
        _look_again(list(looks.values()))


@st.fragment(run_every=0.5)
def _look_again(looks: list[Future[Look]]) -> None:
    if all(look.done() for look in looks):
        st.rerun()


def _card(connection: Connection, asked: Future[Look], here: bool) -> None:
    look = asked.result() if asked.done() else None
    with st.container(border=True, key=f"connection-{connection.name.replace('/', '-')}"):
        left, right = st.columns([5, 1], vertical_alignment="center")
        with left:
            _words(connection, look)
        with right:
            if here:
                st.html('<span class="soft">Open now</span>')
            elif st.button("Open", key=f"open-{connection.name}", width="stretch", disabled=bool(look and look.error)):
                _open(connection.name)
        if look and look.error:
            st.error(look.error)
            if st.button("Try again", key=f"again-{connection.name}"):
                looking.clear(connection.name)
                st.rerun()
        elif look and len(look.databases) > 1:
            _choose_database(connection, look)


def _words(connection: Connection, look: Look | None) -> None:
    state_ = "asking …" if look is None else "cannot be opened" if look.error else look.engine
    sort = "bad" if look and look.error else "good" if look else "soft"
    name = "From the settings" if connection.name == DEFAULT else connection.name
    words = [f'<h2 class="connection">{html.escape(name)}</h2>', '<span class="pill">read-only</span>']
    words.append(f'<span class="pill {sort}">{html.escape(state_)}</span>')
    address = html.escape(connection.shown_address)
    if connection.settings.neo4j_database:
        address += f", database {html.escape(connection.settings.neo4j_database)}"
    words.append(f'<p class="address">{address}</p>')
    if look and not look.error:
        held = f"{frame.count(look.nodes, 'node')}, {frame.count(look.relationships, 'relationship')}"
        words.append(f'<p class="note">{html.escape(" · ".join([held, *look.cases]))}</p>')
    st.html("".join(words))


def _choose_database(connection: Connection, look: Look) -> None:
    chosen = st.selectbox(
        "Another database of this server",
        look.databases,
        index=None,
        placeholder="Choose a database",
        key=f"database-{connection.name}",
        width=320,
    )
    if chosen:
        _open(connection.with_database(chosen).name)


def _open(name: str) -> None:
    state.connect(name)
    st.switch_page(frame.page_of(EXPLORE), query_params=state.address())


if __name__ == "__main__":
    frame.show_plain(page, CONNECTIONS.title)
