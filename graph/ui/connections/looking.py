"""A look at every store that can be chosen, in threads of its own: one that does not answer keeps nobody waiting."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import streamlit as st

from graph.errors import CaseGraphError
from graph.ui import data

_BELIEVED_S = 15
"""Seconds that an answer is believed."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a store said of itself; ``error`` where it did not."""

    engine: str = ""
    nodes: int = 0
    relationships: int = 0
    cases: tuple[str, ...] = ()
    databases: tuple[str, ...] = ()
    error: str = ""


_lookers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="looking")


@st.cache_resource(ttl=_BELIEVED_S, show_spinner=False)
def looking(name: str) -> Future[Look]:
    """Return what the store of a connection says, or will say."""
    return _lookers.submit(_look, name)


def _look(name: str) -> Look:
    try:
        store = data.opened(name)
        version = f"{name}|{store.version()}"
        counts = data.store_schema(version)
        titles = tuple(case.title for case in data.cases(version))
        return Look(store.engine(), counts.nodes, counts.relationships, titles, tuple(store.databases()))
    except CaseGraphError as error:
        return Look(error=str(error))
