"""The tables beside the picture: the same nodes and relationships, sortable, with the same selection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from graph.explore import Gathered, Shown
from graph.fetch import ClaimRow

_AGAINST = {"asserts": "", "denies": "denied by ", "questions": "questioned by "}


def relationships(shown: Shown, gathered: Gathered) -> tuple[list[str], list[dict[str, str]]]:
    """Return the keys and the rows of the relationships: from, relationship, to, status, who says so, where."""
    captions = {node.key: node.caption for node in shown.scene.nodes}
    words = {edge.key: edge.caption for edge in shown.scene.edges}
    rows = []
    for r in shown.graph.relationships:
        claims = gathered.claims.get(r.key, ())
        status = str(r.properties.get("status", ""))
        rows.append(
            {
                "From": captions[r.start_node.key],
                "Relationship": words[r.key],
                "To": captions[r.end_node.key],
                "Status": status,
                "Who says so": "; ".join(dict.fromkeys(_AGAINST[claim.stance] + claim.by_name for claim in claims)),
                "Where": _where(claims),
            }
        )
    return [r.key for r in shown.graph.relationships], rows


def nodes(shown: Shown, gathered: Gathered) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the keys and the rows of the nodes: name, type, relationships shown, dates, and what is said in one line."""
    scene = {node.key: node for node in shown.scene.nodes}
    rows = []
    for node in shown.graph.nodes:
        start, end = gathered.dates.get(node.key, ("", ""))
        rows.append(
            {
                "Name": scene[node.key].caption,
                "Type": scene[node.key].type,
                "Relationships": scene[node.key].degree,
                "From": start,
                "Until": end,
                "About": str(node.properties.get("about", "")),
            }
        )
    return [node.key for node in shown.graph.nodes], rows


def table(name: str, keys: Sequence[str], rows: Sequence[Mapping[str, Any]], selection: Sequence[str]) -> list[str]:
    """Show a table whose selected rows are the selection of the picture.

    Returns
    -------
    list of str
        Keys of the rows that are selected now.
    """
    # A key made of what is shown: rows that are not the same rows must not keep the old ones' selection.
    key = f"{name}-table"
    chosen = [number for number, row_key in enumerate(keys) if row_key in selection]
    known = st.session_state.get(f"{key}-selection")
    if known != (tuple(keys), tuple(selection)):
        st.session_state[key] = {"selection": {"rows": chosen, "columns": [], "cells": []}}
        st.session_state[f"{key}-selection"] = (tuple(keys), tuple(selection))
    answer = st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key=key,
        placeholder="",
        height=min(38 + 35 * max(len(rows), 1), 420),
    )
    return [keys[number] for number in answer["selection"]["rows"] if number < len(keys)]


def _where(claims: Sequence[ClaimRow]) -> str:
    places: dict[str, list[str]] = {}
    for claim in claims:
        place = claim.at.split("#p")[-1].split("s")[0]
        found = places.setdefault(claim.source, [])
        if f"¶{place}" not in found:
            found.append(f"¶{place}")
    return "; ".join(f"{source} {', '.join(found)}" for source, found in places.items())
