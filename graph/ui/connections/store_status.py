"""Ask each store for its state, in a thread of its own: one that does not answer holds up nothing else."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import streamlit as st

from graph.errors import CaseGraphError
from graph.ui import data

_MAX_AGE_S = 15
"""Seconds after which a store is asked again."""


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """What a store contains; only ``error`` where it did not answer."""

    engine: str = ""
    nodes: int = 0
    relationships: int = 0
    cases: tuple[str, ...] = ()
    databases: tuple[str, ...] = ()
    error: str = ""


_threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="store-status")


@st.cache_resource(ttl=_MAX_AGE_S, show_spinner=False)
def store_status(name: str) -> Future[StoreStatus]:
    """Return the state of the store of a connection, once it has answered."""
    return _threads.submit(_ask, name)


def _ask(name: str) -> StoreStatus:
    try:
        store = data.store_of(name)
        version = f"{name}|{store.version()}"
        counts = data.store_schema(version)
        titles = tuple(case.title for case in data.cases(version))
        return StoreStatus(store.engine(), counts.nodes, counts.relationships, titles, tuple(store.databases()))
    except CaseGraphError as error:
        return StoreStatus(error=str(error))
