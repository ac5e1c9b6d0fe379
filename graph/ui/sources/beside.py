"""The graph of what a source says, beside its text: what is chosen in one is chosen in the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from graph.elements import Subgraph
from graph.explore.drawing import DrawnView, draw_view, place_graph
from graph.explore.view import View
from graph.ui import data, state
from graph.ui.explore import filters
from graph.ui.parts.canvas import CanvasEvents, SearchEntry, canvas
from graph.ui.sources.marks import Mark
from graph.ui.sources.opened import Opened

HEIGHT = 330


def show(opened: Opened, *, selection: tuple[str, ...], on_select: Callable[[str], None]) -> None:
    """Draw the statements that a source carries.

    Parameters
    ----------
    opened : Opened
    selection : tuple of str
        Keys of what is chosen.
    on_select : callable
        Called with the key of what a person chose on the canvas; with an empty text where that is nothing.
    """
    case = opened.source.key.case
    view = state.first_view(case)
    drawn = _drawn(data.version(), opened.mark, case, view.off, opened)

    def on_events(events: CanvasEvents) -> None:
        for event in events.events:
            if event.kind == "select":
                on_select(next(reversed((*event.nodes, *event.edges)), ""))

    canvas(
        drawn.scene,
        graph_id=f"source-{opened.mark}",
        key="source-graph",
        height=HEIGHT,
        selection=[key for key in selection if key in _keys(drawn)],
        hidden=filters.to_legend(view, drawn.scene.legend),
        index=tuple(SearchEntry(node.key, node.caption, node.type) for node in drawn.scene.nodes),
        empty="Nothing of this source relates two things of the case.",
        on_events=on_events,
    )


@st.cache_resource(max_entries=6, show_spinner="Placing the graph …")
def _drawn(version: str, mark: str, case: str, off: frozenset[str], _opened: Any) -> DrawnView:
    statements = {said.statement.key: said.statement for mark in _opened.marked.marks for said in mark.said}
    placed = place_graph(
        data.store_at(version),
        Subgraph.of(statements.values()),
        schema=data.schema_at(version),
        settings=data.settings(),
        labels=data.store_schema(version).labels,
    )
    return draw_view(placed, View(case=case, off=off), schema=data.schema_at(version), title="", source_line="")


def _keys(drawn: DrawnView) -> set[str]:
    return {node.key for node in drawn.scene.nodes} | {edge.key for edge in drawn.scene.edges}


def chosen_at(marks: list[Mark]) -> tuple[str, ...]:
    """Return the keys of what is named and claimed where marks are."""
    names = [name.entity.key for mark in marks for name in mark.names]
    statements = [said.statement.key for mark in marks if mark.kind == "passage" for said in mark.said]
    return tuple(dict.fromkeys([*names, *statements]))
