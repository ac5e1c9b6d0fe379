"""Schema: what the database is made of, as a picture and as tables; what nodes are called is chosen here."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from graph.explore.view import View
from graph.picture.schema import SchemaPicture, label_from_key
from graph.questions.survey import Kind, Pattern, Survey, example_queries
from graph.stores import LoadedCase
from graph.ui import data, frame, state
from graph.ui.pages import EXPLORE, QUERY, SCHEMA
from graph.ui.parts.canvas import CanvasEvents, canvas
from graph.ui.query import session

HEIGHT = 520
_BY_RULE = ""
_RULE = "By the rule: name, title, id, first text"


def page(version: str, view: View, cases: list[LoadedCase]) -> None:
    """Draw the page for the session's store."""
    found = data.survey(version)
    with st.container(horizontal=True, vertical_alignment="center"):
        wanted = st.text_input(
            "Filter",
            placeholder="Filter labels, types and properties",
            label_visibility="collapsed",
            key=state.SCHEMA_FILTER,
            width=320,
        ).strip()
        frame.note(_counts(found))
    labels = [kind for kind in found.labels if _fits(wanted, kind)]
    types = [kind for kind in found.types if _fits(wanted, kind)]
    if wanted and not labels and not types:
        frame.note(f"Nothing here is called {wanted!r}. Clear the filter to see everything.", loud=True)
        return
    picked = _picked(found, labels, types)
    with st.container(key="main"):
        left, right = st.columns([1.9, 1], gap="medium")
        with left:
            drawn = data.schema_picture(version, wanted)
            line = _picked_line(drawn)
            _picture(version, found, wanted, drawn, picked)
        with right:
            if picked:
                _details(found, *picked, view)
            elif line:
                _between(line)
            else:
                frame.note("Select a label or a type, in the picture or below, to see its properties and examples.")
    _tables(found, labels, types)


def _counts(found: Survey) -> str:
    return f"{frame.count(len(found.labels), 'label')}, {frame.count(len(found.types), 'relationship type')}"


def _fits(wanted: str, kind: Kind) -> bool:
    text = wanted.casefold()
    return text in kind.name.casefold() or any(text in held.name.casefold() for held in kind.properties)


def _picked(found: Survey, labels: Sequence[Kind], types: Sequence[Kind]) -> tuple[str, Kind] | None:
    """Return what is selected, ``label`` or ``type`` with it; with a filter that leaves one label, that one."""
    sort, name = st.session_state.get(state.SCHEMA_PICK, ("", ""))
    kinds = {"label": found.labels, "type": found.types}.get(sort, ())
    kind = next((kind for kind in kinds if kind.name == name), None)
    if kind:
        return sort, kind
    return ("label", labels[0]) if len(labels) == 1 and not types else None


def _picked_line(drawn: SchemaPicture) -> tuple[Pattern, ...]:
    """Return what the selected line stands for, where that is several types."""
    sort, name = st.session_state.get(state.SCHEMA_PICK, ("", ""))
    return drawn.lines.get(name, ()) if sort == "line" else ()


def _pick(sort: str, name: str) -> None:
    st.session_state[state.SCHEMA_PICK] = (sort, name)


# -- the picture -------------------------------------------------------------------------------


def _picture(version: str, found: Survey, wanted: str, drawn: SchemaPicture, picked: tuple[str, Kind] | None) -> None:
    scene = drawn.scene

    def heard(events: CanvasEvents) -> None:
        for event in events.events:
            if event.kind == "select" and event.nodes:
                _pick("label", label_from_key(event.nodes[0]))
            elif event.kind == "select" and event.edges:
                line = drawn.lines.get(event.edges[0], ())
                _pick(*("type", line[0].type) if len(line) == 1 else ("line", event.edges[0]))

    selection: list[str] = []
    if picked and picked[0] == "label":
        selection = [node.key for node in scene.nodes if label_from_key(node.key) == picked[1].name]
    elif picked:
        selection = [key for key, line in drawn.lines.items() if picked[1].name in {p.type for p in line}]
    elif _picked_line(drawn):
        selection = [st.session_state[state.SCHEMA_PICK][1]]
    canvas(
        scene,
        graph_id=f"schema:{version}:{wanted}",
        key="schema-canvas",
        height=HEIGHT,
        selection=selection,
        index=data.schema_entries(version, wanted),
        search_label="Search labels",
        empty="There is nothing to draw: the store holds no nodes, or the filter leaves none.",
        on_events=heard,
    )
    with st.container(key="status", gap=None):
        if not found.exact:
            frame.note(
                "This is a large database: what relates what is known by a sample of each type, "
                "and the counts on the lines are estimates."
            )
        if drawn.note:
            frame.note(drawn.note)
        if _has_several(found):
            frame.note("A node with several labels counts, on the lines, under the one that it is drawn as.")


def _has_several(found: Survey) -> bool:
    drawn = {name for pattern in found.patterns for name in (pattern.start, pattern.end)}
    return any(kind.name not in drawn for kind in found.labels)


# -- one label or type, or the types of a line -------------------------------------------------------------------------


def _between(line: tuple[Pattern, ...]) -> None:
    start, end = line[0].start, line[0].end
    st.html(f'<h2 class="connection">{html.escape(start)} → {html.escape(end)}</h2>')
    many = frame.count(sum(pattern.count for pattern in line), "relationship")
    frame.note(f"{len(line)} types, {many}. Select a type to see its properties and examples.")
    key = f"schema-between-{start}-{end}"

    def heard() -> None:
        chosen = st.session_state[key]["selection"]["rows"]
        if chosen and chosen[0] < len(line):
            _pick("type", line[chosen[0]].type)

    st.dataframe(
        pd.DataFrame([{"Relationship type": pattern.type, "Relationships": pattern.count} for pattern in line]),
        hide_index=True,
        on_select=heard,
        selection_mode="single-row",
        key=key,
        height="content" if len(line) <= 12 else 420,
    )


def _details(found: Survey, sort: str, kind: Kind, view: View) -> None:
    is_label = sort == "label"
    st.html(f'<h2 class="connection">{html.escape(kind.name)}</h2>')
    what = "node" if is_label else "relationship"
    frame.note(f"{'Label' if is_label else 'Relationship type'} of {frame.count(kind.count, what)}.")
    if kind.properties:
        sampled = kind.looked_at < kind.count
        if sampled:
            frame.note(f"Properties by a sample of {kind.looked_at:,}; rare ones may be missing.")
        rows = [
            {
                "Property": held.name,
                "Type": ", ".join(held.types),
                "Have it": f"{held.count / kind.looked_at:.0%}" if sampled else f"{held.count:,}",
            }
            for held in kind.properties
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, height="content" if len(rows) <= 8 else 300)
    else:
        frame.note("None of them has a property.")
    if is_label:
        _choose_caption(kind)
    st.html('<h3 class="kind">Examples</h3>')
    for words, query in example_queries(kind, of_nodes=is_label, dialect=data.store().dialect):
        st.code(query, language="cypher", wrap_lines=True)
        with st.container(horizontal=True, gap="small"):
            if st.button("Open in Explore", key=f"explore-{query}", help=words):
                state.go(View(case=view.case, query=query, off=frozenset()))
                st.switch_page(frame.page_of(EXPLORE), query_params=state.address())
            if st.button("Open in Query", key=f"query-{query}", help=words):
                console = session.console()
                console.put(query, {})
                console.waiting = True
                st.switch_page(frame.page_of(QUERY), query_params=state.address())
    if not example_queries(kind, of_nodes=is_label, dialect=data.store().dialect):
        frame.note("The embedded store has no way to write this name in a query.")


def _choose_caption(kind: Kind) -> None:
    kept = data.captions()
    now = kept.read().get(kind.name, _BY_RULE)
    choices = list(dict.fromkeys([_BY_RULE, *(held.name for held in kind.properties), now]))
    chosen = st.selectbox(
        "Call these nodes by",
        choices,
        index=choices.index(now),
        format_func=lambda name: name or _RULE,
        key=f"caption-{kind.name}-{now}",
        help="Kept beside the store, for everybody who uses it here: in Explore, tables, search and pictures.",
    )
    if chosen != now:
        kept.choose(kind.name, chosen)
        st.rerun()


# -- the tables --------------------------------------------------------------------------------


def _tables(found: Survey, labels: Sequence[Kind], types: Sequence[Kind]) -> None:
    one, two, three, four = st.tabs(["Labels", "Relationship types", "Constraints", "Indexes"])
    with one:
        _listed("label", labels, "Nodes", {})
    with two:
        _listed("type", types, "Relationships", _ends(found.patterns))
    with three:
        _plain(
            [{"Name": c.name, "Of": ", ".join(c.labels), "Properties": ", ".join(c.properties), "Kind": c.kind}
             for c in found.constraints],
            "No constraints.",
        )  # fmt: skip
    with four:
        _plain(
            [{"Name": i.name, "Of": ", ".join(i.labels), "Properties": ", ".join(i.properties), "Kind": i.kind,
              "State": "ready" if i.ready else "being filled"} for i in found.indexes],
            "No indexes on properties: search and look-ups read nodes one by one.",
        )  # fmt: skip


def _ends(patterns: Sequence[Pattern]) -> dict[str, str]:
    ends: dict[str, list[str]] = {}
    for pattern in patterns:
        ends.setdefault(pattern.type, []).append(f"{pattern.start} → {pattern.end}")
    return {
        name: "; ".join(found[:4]) + (f" and {len(found) - 4} more" if len(found) > 4 else "")
        for name, found in ends.items()
    }


def _listed(sort: str, kinds: Sequence[Kind], what: str, ends: Mapping[str, str]) -> None:
    if not kinds:
        st.caption("None.")
        return
    rows = []
    for kind in kinds:
        row: dict[str, Any] = {"Name": kind.name, what: kind.count}
        if ends:
            row["Between"] = ends.get(kind.name, "")
        rows.append({**row, "Properties": ", ".join(held.name for held in kind.properties)})
    key = f"schema-{sort}"

    def heard() -> None:
        chosen = st.session_state[key]["selection"]["rows"]
        if chosen and chosen[0] < len(kinds):
            _pick(sort, kinds[chosen[0]].name)

    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        on_select=heard,
        selection_mode="single-row",
        key=key,
        height="content" if len(rows) <= 12 else 420,
    )


def _plain(rows: Sequence[Mapping[str, str]], none: str) -> None:
    if rows:
        st.dataframe(pd.DataFrame(rows), hide_index=True, height="content" if len(rows) <= 12 else 420)
    else:
        st.caption(none)


if __name__ == "__main__":
    frame.show(page, SCHEMA.title)
