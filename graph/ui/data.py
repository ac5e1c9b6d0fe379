"""What the pages read: the store, and results kept for as long as its version stays the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from graph.explore import Gathered, Shown, earlier, gather, show
from graph.saved import SavedViews, path_for
from graph.schema import Schema, load_schema
from graph.search import SearchIndex, read_index
from graph.settings import Settings, from_environment
from graph.stores import open_store
from graph.stores.base import GraphSchema, LoadedCase, Store
from graph.texts import Texts
from graph.ui.canvas import SearchEntry
from graph.view import View

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

# Kept by `cache_resource`, not `cache_data`: these values are frozen, and copying a picture of 2,000 nodes
# on every run would cost more than it protects.


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """Return the settings of this process."""
    return from_environment()


@st.cache_resource(show_spinner=False)
def schema() -> Schema:
    """Return the schema of the case model."""
    return load_schema()


@st.cache_resource(show_spinner="Opening the store …")
def store() -> Store:
    """Return the store; it is safe to share between sessions."""
    return open_store(settings().store, settings())


def saved_views() -> SavedViews:
    """Return the views that are kept beside the store."""
    return SavedViews(path_for(settings().store))


@st.cache_resource(max_entries=8, show_spinner=False)
def cases(version: str) -> list[LoadedCase]:
    """Return the loaded cases."""
    return store().cases()


@st.cache_resource(max_entries=8, show_spinner=False)
def store_schema(version: str) -> GraphSchema:
    """Return labels, relationship types and counts of the store."""
    return store().schema()


@st.cache_resource(max_entries=4, show_spinner=False)
def search_index(version: str) -> SearchIndex:
    """Return the names and texts of the store."""
    return read_index(store(), schema())


@st.cache_resource(max_entries=1, show_spinner=False)
def texts() -> Texts:
    """Return the source texts that are at hand."""
    return Texts([settings().texts, SEEDS])


def gathered(version: str, view: View) -> Gathered:
    """Return what a view starts from and expands, placed.

    Filters, pins and selection play no part in it, so that a change of these reads nothing anew.
    """
    plain = View()
    rest = {name: getattr(plain, name) for name in _AFTERWARDS}
    return _gathered(version, repr(replace(view, **rest)), view)


_AFTERWARDS = (
    "hidden", "only", "pins", "off", "dim", "speaker", "source", "since", "until", "degree", "selection", "version",
)  # fmt: skip


@st.cache_resource(max_entries=24, show_spinner=False)
def _gathered(version: str, what: str, _view: Any) -> Gathered:
    # What the view held before its last expand is nearly always at hand: only the expand itself is then read.
    base = earlier(_view)
    before = None if base is None else gathered(version, base)
    return gather(store(), _view, schema=schema(), settings=settings(), before=before)


def shown(version: str, view: View, title: str, source_line: str) -> Shown:
    """Return what a view shows; the same object while nothing of it changes, so that it is sent to the browser once."""
    return _shown(version, repr(replace(view, selection=())), title, source_line, view)


@st.cache_resource(max_entries=48, show_spinner=False)
def _shown(version: str, what: str, title: str, source_line: str, _view: Any) -> Shown:
    return show(gathered(version, _view), _view, schema=schema(), title=title, source_line=source_line)


@st.cache_resource(max_entries=8, show_spinner=False)
def search_entries(version: str, case: str) -> tuple[SearchEntry, ...]:
    """Return what the search box of a case finds without asking."""
    return tuple(
        SearchEntry(entry.key, entry.name, entry.type, entry.texts[1:], in_view=True)
        for entry in search_index(version).entries
        if not case or entry.key.startswith(f"{case}/")
    )


def search(version: str, case: str, text: str) -> list[SearchEntry]:
    """Search the whole store, where it is too large for the browser."""
    hits = search_index(version).search(text, case=case)
    return [SearchEntry(hit.key, hit.name, hit.type, (hit.matched,), in_view=True) for hit in hits]


@st.cache_resource(max_entries=4, show_spinner=False)
def text_hashes(version: str) -> dict[tuple[str, str], str]:
    """Return the SHA-256 of each source's text, by case and source."""
    rows = (
        store()
        .query(
            "MATCH (s:Source) WHERE s.text_sha256 IS NOT NULL "
            "RETURN s.case_id AS case_id, s.id AS id, s.text_sha256 AS sha256"
        )
        .rows
    )
    return {(case, id): sha256 for case, id, sha256 in rows}
