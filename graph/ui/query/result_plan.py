"""A query's plan as a tree: what the store does, in its own words, and what each step costs."""

from __future__ import annotations

import html
from collections.abc import Iterator

import streamlit as st

from graph.stores import Plan

_MAX_DETAILS = 400  # characters of a step's details


def show_plan(root: Plan) -> None:
    """Show the steps from the last to the first: below each step, those whose rows it takes."""
    steps = list(_steps(root, 0))
    hits = max((step.db_hits or 0 for _, step in steps), default=0)
    columns = {
        "Estimated rows": any(step.estimated is not None for _, step in steps),
        "Rows": any(step.rows is not None for _, step in steps),
        "Database hits": any(step.db_hits is not None for _, step in steps),
    }
    head = "".join(f'<th scope="col" class="number">{name}</th>' for name, there in columns.items() if there)
    rows = []
    for depth, step in steps:
        numbers = {
            "Estimated rows": step.estimated,
            "Rows": step.rows,
            "Database hits": step.db_hits,
        }
        class_of_hits = ' class="number most"' if hits and step.db_hits == hits else ' class="number"'
        cells = "".join(
            f"<td{class_of_hits if name == 'Database hits' else ' class="number"'}>{_number(numbers[name])}</td>"
            for name, there in columns.items()
            if there
        )
        details = step.details if len(step.details) <= _MAX_DETAILS else step.details[: _MAX_DETAILS - 1] + "…"
        rows.append(
            f'<tr><th scope="row"><span style="padding-left:{1.15 * depth:g}rem">{html.escape(step.operator)}</span>'
            f"</th><td>{html.escape(details)}</td>{cells}</tr>"
        )
    st.html(
        '<div class="plan"><table><thead><tr><th scope="col">Step</th><th scope="col">Details</th>'
        f"{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _steps(step: Plan, depth: int) -> Iterator[tuple[int, Plan]]:
    yield depth, step
    for child in step.children:
        yield from _steps(child, depth + 1)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.10g}" if value == int(value) else f"{value:,.1f}"
