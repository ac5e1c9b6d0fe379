"""The library component: queries to begin with, those that were run, and those to keep, as lists beside the editor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from graph.ui.parts.sent import sent_by

_HERE = Path(__file__).parent
_LONGEST = 160  # characters of a query that a line shows


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list: what the event names, and what a person reads.

    Parameters
    ----------
    id : str
    title : str
        Empty: the query speaks for itself.
    query : str
    note : str
    """

    id: str
    title: str
    query: str
    note: str = ""


@cache
def _component() -> Any:
    return st.components.v2.component(
        "casegraph_library",
        html='<div class="library"></div>',
        css=(_HERE / "library.css").read_text(encoding="utf-8"),
        js=(_HERE / "library.js").read_text(encoding="utf-8"),
    )


def library(
    examples: Sequence[Item],
    questions: Sequence[Item],
    history: Sequence[Item],
    favourites: Sequence[Item],
    *,
    no_examples: str,
    can_keep: bool,
    tall: bool = False,
    on_event: Callable[[Mapping[str, Any]], None],
    key: str = "library",
) -> None:
    """Show the lists.

    Parameters
    ----------
    examples, questions, history, favourites : sequence of Item
    no_examples : str
        Why there is no example, where there is none.
    can_keep : bool
        Whether there is a query in the editor that may be kept.
    tall : bool
        There is nothing below that it would push away: a list is as tall as what it holds.
    on_event : callable
        Called with what was pressed before the page runs again: ``{"kind": "run", "list", "id"}``, ``{"kind": "keep",
        "id", "name", "note"}`` (without an id: the query in the editor), ``{"kind": "remove", "list", "id"}``.
    key : str
    """

    def on_event_change() -> None:
        event = sent_by(key, "event")
        if event:
            on_event(event)

    lists = {
        "Examples": (examples, no_examples),
        "Questions": (questions, "Questions are asked of a case: load one first."),
        "History": (history, "Nothing was run yet. Every query that runs is listed here, for everybody who uses it."),
        "Favourites": (favourites, "None yet. Keep a query under a name to find it again."),
    }
    data = {
        "lists": [
            {"name": name, "items": [_list_row(item) for item in items], "empty": empty}
            for name, (items, empty) in lists.items()
        ],
        "can_keep": can_keep,
        "tall": tall,
    }
    _component()(key=key, data=data, height="content", on_event_change=on_event_change)


def _list_row(item: Item) -> dict[str, str]:
    query = " ".join(item.query.split())
    return {**asdict(item), "query": query if len(query) <= _LONGEST else query[: _LONGEST - 1] + "…"}
