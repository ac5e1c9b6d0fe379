"""The tables beside the picture: the same nodes and relationships, sortable, with the same selection."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

from graph.case.captions import status_of
from graph.case.statuses import STATUSES
from graph.explore.drawing import DrawnView, PlacedGraph
from graph.questions.claims import Claim, speakers

SelectionMode = Literal["multi-row", "single-row"]


def relationship_rows(drawn: DrawnView, placed: PlacedGraph) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the keys and the rows of the relationships: from, relationship, to, status, who says so, where."""
    captions = {node.key: node.caption for node in drawn.scene.nodes}
    words = {edge.key: edge.caption for edge in drawn.scene.edges}
    rows: dict[str, dict[str, Any]] = {}
    for r in drawn.graph.relationships:
        claims = drawn.claims.get(r.key, ())
        status = status_of(r) or ""
        rows[r.key] = {
            "From": captions[r.start_node.key],
            "Relationship": words[r.key],
            "To": captions[r.end_node.key],
            "Status": status,
            "Who says so": speakers(claims),
            "Where": _cited_paragraphs(claims),
        }
    return _sorted(rows)


def node_rows(drawn: DrawnView, placed: PlacedGraph) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the keys and the rows of the nodes: name, type, relationships shown, score, dates, one line about it.

    A date is shown as it is printed, or else in words; the days between which it lies are beside it, to sort by.
    """
    scene = {node.key: node for node in drawn.scene.nodes}
    printed: dict[str, list[str]] = {}
    for r in placed.graph.relationships:
        if "Date" in r.end_node.labels and (status := status_of(r)):
            text = str(r.properties.get("text") or r.end_node.properties.get("text", ""))
            printed.setdefault(r.start_node.key, []).append(text if STATUSES[status].plain else f"{text} ({status})")
    rows: dict[str, dict[str, Any]] = {}
    scores = drawn.outcome.scores if drawn.outcome else {}
    measured = drawn.outcome.analysis.measure.title if drawn.outcome else ""
    for node in drawn.graph.nodes:
        start, end = placed.dates.get(node.key, ("", ""))
        rows[node.key] = {
            "Name": scene[node.key].caption,
            "Type": scene[node.key].type,
            "Relationships": scene[node.key].degree,
            **({measured: scores.get(node.key)} if scores else {}),
            "Dated": "; ".join(dict.fromkeys(printed.get(node.key, ()))),
            "Earliest": start,
            "Latest": end,
            "About": str(node.properties.get("about", "")),
        }
    return _sorted(rows)


def show_table(
    name: str,
    keys: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    selection: Sequence[str],
    on_select: Callable[[list[str]], None],
    *,
    mode: SelectionMode = "multi-row",
) -> None:
    """Show a table whose selected rows are the selection of the picture.

    Parameters
    ----------
    name : str
    keys : sequence of str
        Of what the rows stand for.
    rows : sequence of mapping
    selection : sequence of str
        Keys that are selected now, others than the rows' among them.
    on_select : callable
        Called with the keys of the selected rows before the page runs again.
    mode : {"multi-row", "single-row"}
    """
    key, last = f"{name}-table", f"{name}-table-given"
    rows_and_selection = (tuple(keys), tuple(selection))
    if st.session_state.get(last) != rows_and_selection:
        # The rows changed, or something was selected elsewhere: select the rows again. What was selected in the table
        # itself is not set again, since the table would lose its keyboard focus.
        chosen = [number for number, row_key in enumerate(keys) if row_key in selection]
        same_rows = st.session_state.get(last, ((),))[0] == rows_and_selection[0]
        if not same_rows or sorted(_rows_of(key)) != chosen:
            st.session_state[key] = {"selection": {"rows": chosen, "columns": [], "cells": []}}
        st.session_state[last] = rows_and_selection

    def on_rows_selected() -> None:
        on_select([keys[number] for number in _rows_of(key) if number < len(keys)])

    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        on_select=on_rows_selected,
        selection_mode=mode,
        key=key,
        placeholder="",
        height="content" if len(rows) <= 12 else 420,
    )


def _rows_of(key: str) -> list[int]:
    state = st.session_state.get(key)
    rows: list[int] = state["selection"]["rows"] if state else []
    return rows


def _sorted(rows: Mapping[str, dict[str, Any]]) -> tuple[list[str], list[dict[str, Any]]]:
    # by name, as people look things up
    keys = sorted(rows, key=lambda key: ([str(cell).casefold() for cell in rows[key].values()][:3], key))
    # empty columns are left out: a graph that is no case has neither statuses nor speakers
    filled = {name for row in rows.values() for name, cell in row.items() if cell not in ("", None)}
    return keys, [{name: cell for name, cell in rows[key].items() if name in filled} for key in keys]


def _cited_paragraphs(claims: Sequence[Claim]) -> str:
    places: dict[str, list[str]] = {}
    for claim in claims:
        paragraph = f"¶{claim.locator.paragraph}"
        paragraphs = places.setdefault(claim.source, [])
        if paragraph not in paragraphs:
            paragraphs.append(paragraph)
    return "; ".join(f"{source} {', '.join(paragraphs)}" for source, paragraphs in places.items())
