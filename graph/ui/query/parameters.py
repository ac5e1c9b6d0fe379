"""The parameters of a query, a row each: its name, what sort of value it takes, and the value."""

from __future__ import annotations

import html

import streamlit as st

from graph.explore.parameters import KINDS, Kind
from graph.ui import frame
from graph.ui.query.console import Console

_KIND_LABELS: dict[Kind, str] = {
    "text": "Text",
    "number": "Number",
    "boolean": "True or false",
    "date": "Date",
    "json": "List or map (JSON)",
}
_BOOLEANS = ("true", "false")
_HINTS: dict[Kind, str] = {
    "text": "",
    "number": "12 or 0.5",
    "boolean": "",
    "date": "YYYY-MM-DD",
    "json": '["a", "b"] or {"a": 1}',
}


def show_parameters(console: Console) -> None:
    """Show a row for each parameter, with a sentence below it where its value is wrong."""
    names = console.names()
    if not names:
        return
    with st.container(key="parameters", gap="small"):
        for name in names:
            # in a container of its own, so that a sentence that comes or goes moves no other row's fields
            with st.container(gap=None):
                _show_parameter(console, name)
                try:
                    console.value(name)
                except ValueError as error:
                    # a value may be missing until somebody tries to run the query
                    if console.check_values or console.typed_values[name][1]:
                        frame.note(str(error), loud=True)


def _show_parameter(console: Console, name: str) -> None:
    kind, text = console.typed_values.get(name, ("text", ""))
    # A new revision is another query, whose fields start with its own values.
    key = f"{name}-{console.revision}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<code class="parameter">{html.escape(f"${name}")}</code>', width=150)
        _set_first_value(f"sort-{key}", kind)
        kind = st.selectbox(
            f"Sort of ${name}",
            KINDS,
            format_func=lambda kind: _KIND_LABELS[kind],
            key=f"sort-{key}",
            label_visibility="collapsed",
            width=170,
        )
        label = f"Value of ${name}"
        if kind == "boolean":
            _set_first_value(f"truth-{key}", text.lower() if text.lower() in _BOOLEANS else "true")
            text = st.selectbox(label, _BOOLEANS, key=f"truth-{key}", label_visibility="collapsed")
        else:
            _set_first_value(f"value-{key}", text)
            text = st.text_input(
                label,
                key=f"value-{key}",
                placeholder=_HINTS[kind],
                label_visibility="collapsed",
                max_chars=100_000,
            )
    console.typed_values[name] = (kind, text)


def _set_first_value(key: str, value: str) -> None:
    """Give a field its first value; later it keeps what a person typed."""
    if key not in st.session_state:
        st.session_state[key] = value
