"""What falls without something, below the picture that marks it and in the inspector."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from graph.case.schema import Schema
from graph.case.words import number_of
from graph.elements import Node
from graph.errors import NotFoundError
from graph.explore.drawing import DrawnView
from graph.explore.view import View
from graph.picture.looks import FALLS, SHAKEN
from graph.questions.rests_on import Shaken
from graph.ui import data, frame, state
from graph.ui.explore.actions import picture_name
from graph.ui.parts.inspector.claims import Content

_MOST = 200
"""Statements that the inspector lists; the command line has them all."""


def check(version: str, view: View) -> None:
    """Draw a view anew, without marks, where what it takes to fall is not there any more."""
    if not view.falls:
        return
    try:
        data.falling(version, view.falls)
    except NotFoundError as error:
        state.add_note(f"Nothing is marked as falling. {error}")
        state.replace_view(replace(view, falls=""))
        st.rerun()


def ends_of_marked(drawn: DrawnView) -> list[str]:
    """Return the keys of what is taken to fall and of the ends of what is marked; none where nothing is marked."""
    edges = [edge for edge in drawn.scene.edges if edge.change in (FALLS, SHAKEN) and not edge.faint]
    nodes = [node.key for node in drawn.scene.nodes if node.change == FALLS]
    return list(
        dict.fromkeys([*nodes, *(end for edge in edges for end in (edge.source, edge.target))] if edges else [])
    )


def show(view: View, drawn: DrawnView) -> None:
    """Say what falls, and how much of it is in the picture; offer to mark it no more."""
    found = drawn.falling
    assert found is not None
    marked = sum(edge.change in (FALLS, SHAKEN) for edge in drawn.scene.edges if not edge.faint)
    changes = len(found.alone) + len(found.changed)
    listed = "; all are listed beside it" if marked < changes and view.selection == (view.falls,) else ""
    there = f"{marked:,} {'is' if marked == 1 else 'are'} marked in the picture{listed}."
    there = f" Of these {number_of(changes, 'statement')}, {there}" if changes > 1 else ""
    with st.container(key="falling", horizontal=True, vertical_alignment="center"):
        frame.note(f"{found.summary}{there}")
        if st.button("Mark it no more", type="tertiary"):
            state.change_view(replace(view, falls=""))
            state.fit_again(picture_name(view))
            st.rerun()


def sections(view: View, drawn: DrawnView, node: Node) -> list[Content]:
    """Return what falls without a node, as the inspector lists it; nothing where the view does not take it to fall."""
    found, schema = drawn.falling, data.schema()
    if found is None or view.falls != node.key:
        return []
    listed = [
        {
            "heading": f"Nothing is left of ({len(found.alone):,})",
            "rows": [_row(row, schema) for row in found.alone[:_MOST]],
        },
        {
            "heading": f"The status changes of ({len(found.changed):,})",
            "rows": [_row(row, schema) for row in found.changed[:_MOST]],
        },
        {
            "heading": f"The status stays, with fewer claims, of ({len(found.weakened):,})",
            "rows": [_row(row, schema) for row in found.weakened[:_MOST]],
        },
    ]
    nothing = {"heading": "What falls without it", "rows": [{"words": [found.summary], "passages": []}]}
    return [section for section in listed if section["rows"]] or [nothing]


def _row(row: Shaken, schema: Schema) -> Content:
    becomes = []
    if not row.changes:
        becomes = [[f"without {len(row.fallen):,} of {number_of(len(row.fallen) + len(row.left), 'claim')}"]]
    elif row.without:
        becomes = [[f"{row.status} → {row.without}: {row.text_without(schema)}"]]
    origins = [[row.origins]] if row.origins else []
    return {
        "words": [{"text": row.text(schema), "key": row.statement.key}],
        "lines": [*becomes, *origins],
        "status": row.status,
        "passages": [],
    }
