"""The stance matrix as a component: a table that is read by colours, shapes, signs and words alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from graph.case.model import Locator
from graph.case.schema import Schema
from graph.case.words import number_of
from graph.picture.looks import STATUS_STYLES
from graph.picture.matrix import STANCE_LOOKS, legend, sides_words, statement_words, status_words
from graph.questions.stances import Cell, Row, StanceMatrix
from graph.ui.parts.sent import sent_by

_HERE = Path(__file__).parent
_MOST_CLAIMS = 4
"""Claims that a cell tells when it is pointed at."""
_BORDERS = {status: style.border for status, style in STATUS_STYLES.items()}
_LOOKS = {
    stance: {"colour": look.colour, "ink": look.ink, "sign": look.sign, "shape": look.shape}
    for stance, look in STANCE_LOOKS.items()
}


@cache
def _component() -> Any:
    return st.components.v2.component(
        "casegraph_stances",
        html='<div class="matrix"></div>',
        css=(_HERE / "matrix.css").read_text(encoding="utf-8"),
        js=(_HERE / "matrix.js").read_text(encoding="utf-8"),
    )


def show_matrix(
    matrix: StanceMatrix,
    schema: Schema,
    *,
    chosen: str,
    height: int,
    passages: Callable[[str, Locator], str | None],
    on_event: Callable[[Mapping[str, Any]], None],
) -> None:
    """Show a matrix.

    Parameters
    ----------
    matrix : StanceMatrix
    schema : Schema
    chosen : str
        Id of the statement that is selected.
    height : int
        Pixels at the most; it scrolls within.
    passages : callable
        The text of a passage, where it is at hand.
    on_event : callable
        Called with what was pressed before the page runs again: ``{"kind": "select", "statement", "claim"}`` or
        ``{"kind": "speaker", "id"}``.
    """

    def on_event_change() -> None:
        if event := sent_by("stances", "event"):
            on_event(event)

    content = {**_content(matrix, schema, passages), "chosen": chosen, "height": height}
    _component()(key="stances", data=content, height="content", on_event_change=on_event_change)


def _content(matrix: StanceMatrix, schema: Schema, passages: Callable[[str, Locator], str | None]) -> dict[str, Any]:
    speakers = matrix.speakers
    rows = []
    for row in matrix.rows:
        cells = row.cells
        rows.append(
            {
                "id": row.statement.id,
                "name": statement_words(row, schema),
                "status": row.status,
                "meaning": status_words(row),
                "told": row.text(schema),
                "sides": sides_words(row),
                "cells": [_cell(cells[id], row, schema, passages) if id in cells else None for id in speakers],
            }
        )
    return {
        "label": f"Stances on {number_of(len(rows), 'statement')}",
        "speakers": [{"id": id, "name": name} for id, name in speakers.items()],
        "rows": rows,
        "looks": _LOOKS,
        "borders": _BORDERS,
        "legend": legend(matrix),
    }


def _cell(cell: Cell, row: Row, schema: Schema, passages: Callable[[str, Locator], str | None]) -> dict[str, Any]:
    claims = [
        {
            "id": claim.id if claim.statement == row.statement.id else "",
            "text": text,
            "where": claim.place,
            "quote": passages(claim.case, claim.locator),
        }
        for claim, text in row.tells_all(cell, schema)[:_MOST_CLAIMS]
    ]
    more = len(cell.said) - len(claims)
    return {
        "stance": cell.stance,
        "count": len(cell.said),
        "elsewhere": cell.elsewhere,
        "found": cell.found,
        "hearsay": cell.hearsay,
        "claims": claims,
        "more": f"and {number_of(more, 'more claim')}" if more else "",
        "label": "; ".join(f"{claim['text']} ({claim['where']})" for claim in claims),
    }
