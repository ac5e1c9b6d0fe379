"""What is around every page: the header, the choice of the case, and what is said when the store does not answer."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from graph.errors import CaseGraphError, StoreNotFoundError
from graph.stores.base import LoadedCase
from graph.ui import data, state
from graph.view import View

ICON = Path(__file__).with_name("icon.png")
"""Of our own: Streamlit would fetch an emoji or a symbol from outside."""
_CSS = Path(__file__).with_name("page.css")


def show(page: Callable[[str, View, list[LoadedCase]], None]) -> None:
    """Draw the header, then the page; an error is a sentence and a way on, never a trace."""
    st.html(_CSS)
    try:
        version = data.store().version()
        cases = data.cases(version)
        view = state.view(cases)
        _header(version, view, cases)
        page(version, view, cases)
    except StoreNotFoundError as error:
        st.title("Case Graph")
        st.info(f"{error}")
        st.markdown("Load the two cases that come with the project, then open this page again:")
        st.code("python -m graph load", language="bash")
        _again()
    except CaseGraphError as error:
        st.error(str(error))
        _again()


def note(sentence: str, *, loud: bool = False) -> None:
    """Show a sentence about what is on the page: one quiet line; ``loud`` where it must be read."""
    kind = "note loud" if loud else "note"
    st.html(f'<p class="{kind}"{' role="status"' if loud else ""}>{html.escape(sentence)}</p>', width="content")


def count(n: int, what: str) -> str:
    """Return a number of things in words: ``1 node``, ``1,204 nodes``."""
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _again() -> None:
    if st.button("Try again"):
        st.rerun()


def _header(version: str, view: View, cases: list[LoadedCase]) -> None:
    with st.container(key="header", horizontal=True, vertical_alignment="center"):
        st.html('<span class="brand">Case Graph</span><span class="page">Explore</span>', width="content")
        st.space("stretch")
        choices = {case.id: case.title for case in cases}
        if data.has_foreign_data(version):
            choices[""] = "Everything in the store"
        if len(choices) > 1:
            chosen = st.selectbox(
                "Case",
                list(choices),
                index=list(choices).index(view.case) if view.case in choices else None,
                format_func=lambda id: choices[id],
                placeholder="Choose a case",
                label_visibility="collapsed",
                key=f"case-{view.case}",
                width=320,
            )
            if chosen is not None and chosen != view.case:
                state.go(View(case=chosen))
                st.rerun()
        counts = data.store_schema(version)
        st.html(f'<span class="soft">{data.store().kind} store, {counts.nodes:,} nodes</span>', width="content")
    for case in cases:
        if case.loading:
            st.warning(f"{case.title} is being loaded; what you see of it may be incomplete.")
