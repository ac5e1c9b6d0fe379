"""A source of the session's store as the page shows it: read once for each version of the store and of its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from graph.case.model import Locator
from graph.elements import Node
from graph.questions.claims import published
from graph.questions.sources import claims_in, mentions_in, sources_of
from graph.ui import data
from graph.ui.sources.component import content_of
from graph.ui.sources.marks import Marked, Name, Said, Units

MAX_CLAIMS = 5_000
MAX_NAMES = 20_000
"""The most claims and names that are marked in one text; what comes after them is said to be left out."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A source as it is shown.

    Parameters
    ----------
    mark, content : str, bytes
        What the reader is given, and its name.
    left_out : str
        What was not read, in a sentence; or empty.
    """

    source: Node
    marked: Marked
    units: Units
    mark: str
    content: bytes
    left_out: str


@st.cache_resource(max_entries=8, show_spinner=False)
def sources_of_case(version: str, case: str) -> list[Node]:
    """Return the sources of a case, by their ids."""
    return sources_of(data.store_at(version), case)


@st.cache_resource(max_entries=12, show_spinner="Reading what is cited of it …")
def open_source(version: str, case: str, id: str, text: str | None, _source: Any) -> Opened:
    """Return a source as it is shown, with its text where that is at hand."""
    store, schema = data.store_at(version), data.schema_at(version)
    claims = claims_in(store, _source, schema, limit=MAX_CLAIMS + 1)
    printed = mentions_in(store, _source, limit=MAX_NAMES + 1)
    said = [Said(claim, statement) for claim, statement in claims[:MAX_CLAIMS]]
    names = [Name(text, Locator.parse(at), entity) for text, at, entity in printed[:MAX_NAMES]]
    cut = [
        f"the first {most:,} {what}"
        for found, most, what in ((claims, MAX_CLAIMS, "claims"), (printed, MAX_NAMES, "names"))
        if len(found) > most
    ]
    marked = Marked(id, text, said, names)
    language = str(_source.properties.get("language") or "")
    about = ", ".join(filter(None, [str(_source.properties.get("publisher") or ""), published(_source)]))
    mark, content = content_of(marked, schema, title=str(_source.properties.get("title") or id), about=about,
                            language=language)  # fmt: skip
    left_out = f"Only {' and '.join(cut)} are marked; the ledger on the page Claims has all." if cut else ""
    return Opened(_source, marked, Units(text or ""), mark, content, left_out)
