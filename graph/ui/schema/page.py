"""The page Schema: labels, types and properties, as a picture and as tables; people also choose captions here."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from graph.case.words import number_of
from graph.explore.saved_captions import LabelChoice
from graph.explore.view import View
from graph.picture.schema import SchemaPicture, label_from_key
from graph.questions.survey import Kind, Pattern, Survey, example_queries
from graph.stores import LoadedCase
from graph.ui import data, frame, state
from graph.ui.pages import EXPLORE, QUERY, SCHEMA
from graph.ui.parts.canvas import CanvasEvents, canvas
from graph.ui.parts.text import plain
from graph.ui.query.console import current_console

HEIGHT = 520
_BY_RULE = ""
_RULE = "By the rule: name, title, id, first text"


def page(version: str, view: View, cases: list[LoadedCase]) -> None:
    """Draw the page for the session's store."""
    survey = data.survey(version)
    with st.container(horizontal=True, vertical_alignment="center"):
        filter_text = st.text_input(
            "Filter",
            placeholder="Filter labels, types and properties",
            label_visibility="collapsed",
            key=state.SCHEMA_FILTER,
            width=320,
        ).strip()
        label_count = number_of(len(survey.labels), "label")
        type_count = number_of(len(survey.types), "relationship type")
        frame.note(f"{label_count}, {type_count}")
    labels = [kind for kind in survey.labels if _matches(filter_text, kind)]
    types = [kind for kind in survey.types if _matches(filter_text, kind)]
    if filter_text and not labels and not types:
        frame.note(f"Nothing here is called {filter_text!r}. Clear the filter to see everything.", loud=True)
        return
    selected = _selected_kind(survey, labels, types)
    with st.container(key="main"):
        left, right = st.columns([1.9, 1], gap="medium")
        with left:
            drawn = data.schema_picture(version, filter_text)
            line = _selected_line(drawn)
            _show_picture(version, survey, filter_text, drawn, selected)
        with right:
            if selected:
                _show_kind(survey, *selected, view)
            elif line:
                _show_line(line)
            else:
                frame.note("Select a label or a type, in the picture or below, to see its properties and examples.")
    _show_tables(survey, labels, types)


def _matches(filter_text: str, kind: Kind) -> bool:
    text = filter_text.casefold()
    return text in kind.name.casefold() or any(text in property_.name.casefold() for property_ in kind.properties)


def _selected_kind(survey: Survey, labels: Sequence[Kind], types: Sequence[Kind]) -> tuple[str, Kind] | None:
    """Return ``label`` or ``type`` and what is selected; if nothing is, the only label that the filter leaves."""
    element, name = st.session_state.get(state.SCHEMA_PICK, ("", ""))
    kinds = {"label": survey.labels, "type": survey.types}.get(element, ())
    kind = next((kind for kind in kinds if kind.name == name), None)
    if kind:
        return element, kind
    return ("label", labels[0]) if len(labels) == 1 and not types else None


def _selected_line(drawn: SchemaPicture) -> tuple[Pattern, ...]:
    """Return the types of the selected line, where it stands for several."""
    element, name = st.session_state.get(state.SCHEMA_PICK, ("", ""))
    return drawn.lines.get(name, ()) if element == "line" else ()


def _select(element: str, name: str) -> None:
    st.session_state[state.SCHEMA_PICK] = (element, name)


# -- the picture -------------------------------------------------------------------------------


def _show_picture(
    version: str, survey: Survey, filter_text: str, drawn: SchemaPicture, selected: tuple[str, Kind] | None
) -> None:
    scene = drawn.scene

    def on_events(events: CanvasEvents) -> None:
        for event in events.events:
            if event.kind == "select" and event.nodes:
                _select("label", label_from_key(event.nodes[0]))
            elif event.kind == "select" and event.edges:
                line = drawn.lines.get(event.edges[0], ())
                _select(*("type", line[0].type) if len(line) == 1 else ("line", event.edges[0]))

    selection: list[str] = []
    if selected and selected[0] == "label":
        selection = [node.key for node in scene.nodes if label_from_key(node.key) == selected[1].name]
    elif selected:
        selection = [key for key, line in drawn.lines.items() if selected[1].name in {p.type for p in line}]
    elif _selected_line(drawn):
        selection = [st.session_state[state.SCHEMA_PICK][1]]
    canvas(
        scene,
        graph_id=f"schema:{version}:{filter_text}",
        key="schema-canvas",
        height=HEIGHT,
        selection=selection,
        index=data.schema_search_entries(version, filter_text),
        search_label="Search labels",
        empty="There is nothing to draw: the store holds no nodes, or the filter leaves none.",
        on_events=on_events,
    )
    with st.container(key="status", gap=None):
        if not survey.exact:
            frame.note(
                "This is a large database: what relates what is known by a sample of each type, "
                "and the counts on the lines are estimates."
            )
        if drawn.note:
            frame.note(drawn.note)
        ends = {label for pattern in survey.patterns for label in (pattern.start, pattern.end)}
        if any(kind.name not in ends for kind in survey.labels):
            frame.note("A node with several labels counts, on the lines, under the one that it is drawn as.")


# -- one label or type, or the types of a line -------------------------------------------------------------------------


def _show_line(line: tuple[Pattern, ...]) -> None:
    start, end = line[0].start, line[0].end
    st.html(f'<h2 class="connection">{html.escape(start)} → {html.escape(end)}</h2>')
    many = number_of(sum(pattern.count for pattern in line), "relationship")
    frame.note(f"{len(line)} types, {many}. Select a type to see its properties and examples.")
    key = f"schema-between-{start}-{end}"

    def on_select() -> None:
        chosen = st.session_state[key]["selection"]["rows"]
        if chosen and chosen[0] < len(line):
            _select("type", line[chosen[0]].type)

    st.dataframe(
        pd.DataFrame([{"Relationship type": pattern.type, "Relationships": pattern.count} for pattern in line]),
        hide_index=True,
        on_select=on_select,
        selection_mode="single-row",
        key=key,
        height="content" if len(line) <= 12 else 420,
    )


def _show_kind(survey: Survey, element: str, kind: Kind, view: View) -> None:
    is_label = element == "label"
    st.html(f'<h2 class="connection">{html.escape(kind.name)}</h2>')
    things = "node" if is_label else "relationship"
    frame.note(f"{'Label' if is_label else 'Relationship type'} of {number_of(kind.count, things)}.")
    if kind.properties:
        sampled = kind.looked_at < kind.count
        if sampled:
            frame.note(f"Properties by a sample of {kind.looked_at:,}; rare ones may be missing.")
        rows = [
            {
                "Property": property_.name,
                "Type": ", ".join(property_.types),
                "Have it": f"{property_.count / kind.looked_at:.0%}" if sampled else f"{property_.count:,}",
            }
            for property_ in kind.properties
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, height="content" if len(rows) <= 8 else 300)
    else:
        frame.note("None of them has a property.")
    if is_label:
        _choose_caption(kind)
        _choose_colour(data.version(), kind)
    st.html('<h3 class="kind">Examples</h3>')
    for words, query in example_queries(kind, of_nodes=is_label, dialect=data.store().dialect):
        st.code(query, language="cypher", wrap_lines=True)
        with st.container(horizontal=True, gap="small"):
            if st.button("Open in Explore", key=f"explore-{query}", help=plain(words)):
                state.change_view(View(case=view.case, query=query, off=frozenset()))
                st.switch_page(frame.streamlit_page(EXPLORE), query_params=state.common_parameters())
            if st.button("Open in Query", key=f"query-{query}", help=plain(words)):
                console = current_console()
                console.set_query(query, {})
                console.run_requested = True
                st.switch_page(frame.streamlit_page(QUERY), query_params=state.common_parameters())
    if not example_queries(kind, of_nodes=is_label, dialect=data.store().dialect):
        frame.note("The embedded store has no way to write this name in a query.")


def _choose_caption(kind: Kind) -> None:
    captions = data.captions()
    current = captions.read().get(kind.name, LabelChoice()).caption
    choices = list(dict.fromkeys([_BY_RULE, *(property_.name for property_ in kind.properties), current]))
    chosen = st.selectbox(
        "Call these nodes by",
        choices,
        index=choices.index(current),
        format_func=lambda name: name or _RULE,
        key=f"caption-{kind.name}-{current}",
        help="Kept beside the store, for everybody who uses it here: in Explore, tables, search and pictures.",
    )
    if chosen != current:
        captions.choose(kind.name, chosen)
        st.rerun()


def _choose_colour(version: str, kind: Kind) -> None:
    schema = data.schema()
    of_case = {label for t in (*schema.entity_types.values(), *schema.other_types.values()) for label in t.labels}
    if kind.name in of_case and not data.has_foreign_data(version):  # a case's own labels have an order of their own
        return
    captions = data.captions()
    current = captions.read().get(kind.name, LabelChoice()).first
    chosen = st.toggle(
        "Colour by this label first",
        current,
        key=f"first-{kind.name}-{current}",
        help="A node with several labels has the colour and the shape of one: of the first by the alphabet among those "
        "that are switched on here, or else among all.",
    )
    if chosen != current:
        captions.put_first(kind.name, chosen)
        st.rerun()


# -- the tables --------------------------------------------------------------------------------


def _show_tables(survey: Survey, labels: Sequence[Kind], types: Sequence[Kind]) -> None:
    one, two, three, four = st.tabs(["Labels", "Relationship types", "Constraints", "Indexes"])
    with one:
        _show_kinds("label", labels, "Nodes", {})
    with two:
        _show_kinds("type", types, "Relationships", _ends(survey.patterns))
    with three:
        _show_rows(
            [{"Name": c.name, "Of": ", ".join(c.labels), "Properties": ", ".join(c.properties), "Kind": c.kind}
             for c in survey.constraints],
            "No constraints.",
        )  # fmt: skip
    with four:
        _show_rows(
            [{"Name": i.name, "Of": ", ".join(i.labels), "Properties": ", ".join(i.properties), "Kind": i.kind,
              "State": "ready" if i.ready else "being filled"} for i in survey.indexes],
            "No indexes on properties: search and look-ups read nodes one by one.",
        )  # fmt: skip


def _ends(patterns: Sequence[Pattern]) -> dict[str, str]:
    ends: dict[str, list[str]] = {}
    for pattern in patterns:
        ends.setdefault(pattern.type, []).append(f"{pattern.start} → {pattern.end}")
    return {
        name: "; ".join(between[:4]) + (f" and {len(between) - 4} more" if len(between) > 4 else "")
        for name, between in ends.items()
    }


def _show_kinds(element: str, kinds: Sequence[Kind], things: str, ends: Mapping[str, str]) -> None:
    if not kinds:
        st.caption("None.")
        return
    rows = []
    for kind in kinds:
        row: dict[str, Any] = {"Name": kind.name, things: kind.count}
        if ends:
            row["Between"] = ends.get(kind.name, "")
        rows.append({**row, "Properties": ", ".join(property_.name for property_ in kind.properties)})
    key = f"schema-{element}"

    def on_select() -> None:
        chosen = st.session_state[key]["selection"]["rows"]
        if chosen and chosen[0] < len(kinds):
            _select(element, kinds[chosen[0]].name)

    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        on_select=on_select,
        selection_mode="single-row",
        key=key,
        height="content" if len(rows) <= 12 else 420,
    )


def _show_rows(rows: Sequence[Mapping[str, str]], none: str) -> None:
    if rows:
        st.dataframe(pd.DataFrame(rows), hide_index=True, height="content" if len(rows) <= 12 else 420)
    else:
        st.caption(plain(none))


if __name__ == "__main__":
    frame.show_page(page, SCHEMA.title)
