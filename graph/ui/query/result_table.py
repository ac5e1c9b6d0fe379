"""A result as a table: columns that sort by their type, and below it the whole value of the selected cell."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Callable, Sequence
from html import escape
from typing import Any
from urllib.parse import quote, urlencode

import pandas as pd
import streamlit as st

from graph.case.captions import name_of
from graph.case.schema import Schema
from graph.elements import Key, Node, Path, Relationship, Subgraph, to_json
from graph.explore.view import View
from graph.formats.readable import readable
from graph.stores import Result
from graph.ui import data, state

_LONGEST = 500  # characters of a cell; the whole value is shown below the table when it is picked


def show_table(result: Result, *, on_open: Callable[[Subgraph], None]) -> None:
    """Show the rows; ``on_open`` is called with the graph of a cell that is to be opened in Explore."""
    if not result.columns:
        st.caption("This result has no columns.")
        return
    schema = data.schema()
    columns = {name: [row[n] for row in result.rows] for n, name in enumerate(result.columns)}
    links = {name: addresses for name, values in columns.items() if (addresses := _links(values, schema))}
    frame = pd.DataFrame({name: links.get(name) or column(values, schema) for name, values in columns.items()})
    selection = st.dataframe(
        frame,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-cell",
        column_config={
            name: st.column_config.LinkColumn(name, display_text=r"#(.*)$", help="Opens in Explore, in a new tab")
            for name in links
        },
        key=f"rows-{'-'.join(result.columns)}-{len(result.rows)}",
        placeholder="",
        height="content" if len(result.rows) <= 12 else 460,
    )
    cells = selection["selection"]["cells"]
    if not result.rows:
        st.caption("The query ran and found nothing.")
    elif cells and cells[0][0] < len(result.rows) and cells[0][1] in columns:
        _show_cell(cells[0][1], columns[cells[0][1]][cells[0][0]], schema, on_open)
    else:
        st.caption("Pick a cell to read all of it, and to open what it holds in Explore.")


def _show_cell(name: str, value: Any, schema: Schema, on_open: Callable[[Subgraph], None]) -> None:
    graph = Subgraph.of([value])
    with st.container(key="cell", border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f'<b dir="auto">{escape(name)}</b>')
            if graph.nodes and st.button("Open in Explore", key="open-cell"):
                on_open(graph)
        if isinstance(value, str):
            st.text(value)
        else:
            st.text(readable(value, schema))
            if isinstance(value, Node | Relationship | Path | list | dict):
                st.code(json.dumps(to_json(value), ensure_ascii=False, indent=1)[:20_000], language="json")


def _links(values: Sequence[Any], schema: Schema) -> list[str | None]:
    """Return the URLs in Explore of a column of nodes; an empty list if it holds other values or a node has no URL."""
    nodes = [value for value in values if value is not None]
    if not nodes or not all(isinstance(node, Node) for node in nodes):
        return []
    names = data.addresses(data.version()).names(node.key for node in nodes)
    keys = {node.key: names.get(node.key, node.key) for node in nodes}
    if any(Key(key).is_foreign for key in keys.values()):
        return []
    return [None if value is None else _link(value, keys[value.key], schema) for value in values]


def _link(node: Node, key: str, schema: Schema) -> str:
    case = node.key.case
    view = View(case=case, start=(key,), off=frozenset())
    return f"./?{urlencode({**view.to_parameters(), **state.common_parameters()})}#{quote(name_of(node, schema))}"


def column(values: Sequence[Any], schema: Schema) -> Any:
    """Return a column with the type of its values, by which it sorts; as text where that shows them as they are."""
    types = {type(value) for value in values if value is not None}
    if any(isinstance(value, float) and not math.isfinite(value) for value in values):
        types = set()  # a column of numbers would show NaN as nothing
    if types == {int}:
        return pd.array(list(values), dtype="Int64")
    if types and types <= {int, float}:
        return pd.array([None if value is None else float(value) for value in values], dtype="Float64")
    if types == {datetime.date}:
        return list(values)
    texts = [None if value is None else readable(value, schema) for value in values]
    return [text if text is None or len(text) <= _LONGEST else text[: _LONGEST - 1] + "…" for text in texts]
