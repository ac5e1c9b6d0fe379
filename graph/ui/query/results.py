"""The result of a query as graph, table, JSON or plan, with notices and files to download."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from functools import partial
from typing import Any

import streamlit as st

from graph.case.words import number_of
from graph.cypher import unknown_names
from graph.elements import Subgraph, to_json
from graph.explore.view import View
from graph.formats.results import RESULT_FILES, result_file
from graph.formats.tables import cell_text
from graph.settings import Settings
from graph.stores import Result
from graph.ui import data, frame, state
from graph.ui.pages import EXPLORE
from graph.ui.parts.text import plain
from graph.ui.query import result_graph, result_plan, result_table
from graph.ui.query.console import Console
from graph.ui.query.runs import Outcome, QueryRun

_JSON_SHOWN = 60_000  # characters of JSON that the page shows; the file has all


def show_results(console: Console, run: QueryRun) -> None:
    """Show the result of a run that is ready."""
    outcome = run.outcome
    if outcome.error is not None or outcome.result is None:
        return
    result = outcome.result
    explained = result.plan is not None and not result.rows
    default = "Plan" if explained else "Graph" if outcome.placed is not None else "Table"
    with st.container(key="result-bar", horizontal=True, vertical_alignment="center"):
        chosen = st.segmented_control(
            "Show the result as",
            ["Graph", "Table", "JSON", "Plan"],
            default=default,
            required=True,
            label_visibility="collapsed",
            key=f"as-{run.id}",
        )
        frame.note(_summary(result))
        st.space("stretch")
        if outcome.placed is not None and st.button("Open in Explore"):
            _open_view(
                View(case=state.current_view().case, query=run.query, parameters=run.parameters, off=frozenset())
            )
        with st.popover("Download"):
            _show_downloads(result)
    _show_staleness(console, run)
    for sentence in (*_unknown_names(run), *_cut_notices(result, run, data.settings()), *result.notices):
        frame.note(sentence, loud=True)
    match chosen:
        case "Graph":
            _show_graph(console, run, outcome)
        case "Table":
            result_table.show_table(result, on_open=open_graph)
        case "JSON":
            _show_json(result)
        case "Plan":
            _show_plan(console, run, result)


def _show_staleness(console: Console, run: QueryRun) -> None:
    """Say that a result is of another query, or of other values, than those above it, and offer to run these."""
    if console.text.strip() != run.query.strip():
        sentence = "This is the result of the query as it was before you changed it."
    else:
        changed = [name for name, value in run.parameters.items() if repr(console.value_or_none(name)) != repr(value)]
        if not changed:
            return
        values = ", ".join(f"${name} {cell_text(run.parameters[name])}" for name in changed)
        sentence = f"This is the result for {values}, which was changed since."
    with st.container(horizontal=True, vertical_alignment="center"):
        frame.note(sentence, loud=True)
        if st.button("Run anew", type="tertiary"):
            console.run_requested = True
            st.rerun()


def _unknown_names(run: QueryRun) -> list[str]:
    store, known = data.store_at(run.version), data.store_schema(run.version)
    return unknown_names(run.query, known.labels, known.relationship_types, dialect=store.dialect)


def _summary(result: Result) -> str:
    duration = f"{result.elapsed * 1000:,.0f} ms" if result.elapsed < 1 else f"{result.elapsed:,.1f} s"
    if result.plan is not None and not result.columns:
        return f"A plan, in {duration}"
    return f"{number_of(len(result.rows), 'row')} in {duration}"


def _cut_notices(result: Result, run: QueryRun, settings: Settings) -> Iterator[str]:
    if not result.truncated:
        return
    pairs = "".join(f" -p {shlex.quote(f'{name}={json.dumps(to_json(v))}')}" for name, v in run.parameters.items())
    everything = f"casegraph query {shlex.quote(run.query)}{pairs} --limit {settings.max_rows} --format jsonl"
    limit = (
        f"{settings.query_result_mb:,} MB (setting query_result_mb); return fewer columns or properties"
        if result.cut == "bytes"
        else f"{settings.query_rows:,} rows (setting query_rows); narrow the query"
    )
    rest = (
        everything
        if len(everything) <= 300
        else f"casegraph query --file QUERY.cypher --limit {settings.max_rows} --format jsonl"
    )
    yield f"There are more rows than these: the result was cut at {limit}, or get all of them by: {rest}"


# -- each form -------------------------------------------------------------------------------------


def _show_graph(console: Console, run: QueryRun, outcome: Outcome) -> None:
    if outcome.placed is None:
        if outcome.result is not None and outcome.result.subgraph().nodes:
            st.caption("Placing this graph was cancelled. Run the query again to draw it; the table has its rows.")
        else:
            st.caption(
                "There is no graph in this result: its rows hold values alone. Return nodes, relationships or paths, "
                "as in RETURN n, r, m, or look at the table."
            )
        return
    for sentence in outcome.placed.notes:
        frame.note(sentence, loud=True)
    result_graph.show_graph(console, run, outcome.placed, on_open=open_graph)


def _show_json(result: Result) -> None:
    rows: list[str] = []
    size = 0
    for row in result.dicts():
        text = json.dumps({name: to_json(value) for name, value in row.items()}, ensure_ascii=False, indent=1)
        size += len(text)
        if size > _JSON_SHOWN and rows:
            break
        rows.append(text[:_JSON_SHOWN])
    if len(rows) < len(result.rows):
        frame.note(f"The first {len(rows):,} of {len(result.rows):,} rows are shown; the file has all of them.")
    st.code(f"[{', '.join(rows)}]", language="json", height=460 if size > 2_000 else "content")


def _show_plan(console: Console, run: QueryRun, result: Result) -> None:
    if result.plan is not None:
        result_plan.show_plan(result.plan)
        return
    st.caption("This query was not asked for its plan. EXPLAIN shows what the store would do, PROFILE what it did.")
    with st.container(horizontal=True):
        for word in ("EXPLAIN", "PROFILE"):
            if st.button(plain(f"{word.capitalize()} this query")):
                console.set_query(f"{word} {run.query}", run.parameters)
                console.run_requested = True
                st.rerun()


def _show_downloads(result: Result) -> None:
    if result.truncated:
        st.caption("The rows that are shown; the sentence beside the result says how to get all.")
    for ending, (label, mime, use) in RESULT_FILES.items():
        content = partial(result_file, result, ending, data.schema())
        st.download_button(
            plain(label), content, f"result.{ending}", mime, help=plain(use), on_click="ignore", width="stretch"
        )


# -- into Explore ----------------------------------------------------------------------------------


def open_graph(graph: Subgraph) -> None:
    """Open a new view in Explore that starts from the nodes of a graph and the relationships between them."""
    keys = tuple(node.key for node in graph.nodes)
    cases = {str(node.properties.get("case_id", "")) for node in graph.nodes}
    case = cases.pop() if len(cases) == 1 else state.current_view().case
    case_ids: Any = st.session_state[state.VERSIONS]
    _open_view(View(case=case if case in case_ids else "", start=keys, off=frozenset(), selection=keys[:1]))


def _open_view(view: View) -> None:
    state.change_view(view)
    st.switch_page(frame.streamlit_page(EXPLORE))
