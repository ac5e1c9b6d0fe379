"""The query that gives what is shown, and a query of one's own to start from."""

from __future__ import annotations

import streamlit as st

from graph.errors import CaseGraphError
from graph.explore.as_cypher import as_cypher
from graph.explore.drawing import DrawnView
from graph.explore.view import View
from graph.ui import data, state
from graph.ui.parts.text import plain


def panel(view: View, drawn: DrawnView) -> None:
    """Show the view as Cypher, and start from another query where it is one that only reads."""
    st.caption("The query that gives what is shown, to paste into a console or `casegraph query`.")
    names = data.addresses(data.version()).names(node.key for node in drawn.graph.nodes)
    text = as_cypher(drawn.graph, view, names, dialect=data.store().dialect)
    st.code(text, language="cypher", wrap_lines=True, height=300 if len(text) > 1_200 else "content")
    with st.form("start-from-query", border=False):
        query = st.text_area(
            "Start from a query's nodes and relationships",
            placeholder="MATCH (p:Person)-[r:ACCUSED_OF]->(x) RETURN p, r, x",
            height=100,
        )
        if st.form_submit_button("Start from this query"):
            _start_from(view, query.strip())


def _start_from(view: View, query: str) -> None:
    settings = data.settings()
    try:
        result = (
            data.store().query(query, limit=settings.query_rows, timeout=settings.query_timeout_s) if query else None
        )
    except CaseGraphError as error:
        st.error(plain(error))
        return
    if result is None or not result.subgraph().nodes:
        st.warning("This gives no node to start from: return nodes, relationships or paths.")
        return
    state.change_view(View(case=view.case, query=query, off=frozenset()))
    st.rerun()
