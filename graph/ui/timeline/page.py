"""The page Timeline: what happened in a case by its dates, and when each thing was said, drawn and as a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from graph.case.choices import told_apart
from graph.case.days import Range
from graph.case.statuses import STATUSES
from graph.case.words import number_of
from graph.errors import CaseGraphError, ModelError, NotFoundError
from graph.explore.view import View
from graph.formats.timeline import ENDINGS, NOT_TO_SCALE, write
from graph.picture.fonts import lacking_in_words
from graph.picture.timeline import Placed
from graph.questions.explain import find_statement
from graph.questions.parts import nodes_by_key
from graph.questions.timeline import GROUPINGS, LANES, CaseTimeline, Event, Timeline, check_days, titled
from graph.stores import LoadedCase
from graph.ui import addressed, data, frame, state
from graph.ui.explore import actions
from graph.ui.pages import CASES, EXPLORE, TIMELINE
from graph.ui.parts.inspector import content as inspected
from graph.ui.parts.inspector import inspector
from graph.ui.parts.inspector.claims import Content
from graph.ui.parts.text import plain
from graph.ui.timeline.asked import Asked, edtf_of
from graph.ui.timeline.component import chronology, drawing
from graph.ui.timeline.drawn import days_of_event, placed_of, remember_width, since_and_until, timelines_at
from graph.ui.writing import desk, dialog, offers

HEIGHT = 640
_DRAWING = "timeline-drawing"
_REFUSED = "timeline_refused"
"""Session key: why the day in a field was not taken, by the key of the field."""
_FILES = {
    ".svg": ("SVG", "image/svg+xml"), ".png": ("PNG", "image/png"), ".pdf": ("PDF", "application/pdf"),
    ".csv": ("CSV", "text/csv"), ".md": ("Markdown", "text/markdown"), ".json": ("JSON", "application/json"),
    ".txt": ("Text", "text/plain"),
}  # fmt: skip
"""What each kind of file is called, and its media type."""


def page(version: str, view: View, cases: list[LoadedCase]) -> None:
    """Draw the timelines that the address asks for."""
    parameters = addressed.parameters(TIMELINE, view, cases)
    for sentence in state.take_notes():
        frame.note(sentence, loud=True)
    case = next((case for case in cases if case.id == view.case), None)
    if case is None:
        _say_empty(cases)
        return
    asked, of_case = Asked.of(parameters), timelines_at(version, case.id)
    for sentence in asked.notes:
        frame.note(sentence, loud=True)
    try:
        lines = _lines(of_case, asked)
    except NotFoundError as error:  # the address names what is not in the case
        frame.note(str(error), loud=True)
        asked = Asked(lane=asked.lane)
        lines = _lines(of_case, asked)
    with st.container(key="timeline-page"):
        _show_choices(of_case, asked, case)
        _show(lines, of_case, asked, case)
    dialog.show()


def _say_empty(cases: list[LoadedCase]) -> None:
    if cases:
        frame.note("Timelines are of cases: choose one above.", loud=True)
        return
    frame.note("This store holds no case, so nothing in it has a date. Load a case first, or begin one.", loud=True)
    if st.button("Go to Cases", type="primary"):
        st.switch_page(frame.streamlit_page(CASES), query_params=state.common_parameters())


def _lines(of_case: CaseTimeline, asked: Asked) -> list[Timeline]:
    """Return what the list shows: within the days that are chosen."""
    if asked.by:
        return of_case.timelines(asked.lane, asked.by, asked.kept)
    return [of_case.timeline(asked.lane, asked.kept)]


def _change(case: LoadedCase, asked: Asked) -> None:
    addressed.change(TIMELINE, {addressed.CASE: case.id, **asked.to_parameters()})


# -- what is chosen --------------------------------------------------------------------------------


def _show_choices(of_case: CaseTimeline, asked: Asked, case: LoadedCase) -> None:
    with st.container(key="timeline-bar", horizontal=True, vertical_alignment="center"):
        mark = repr((case.id, asked.to_parameters()))  # a widget for each address: what it shows is what that says

        def on_lane() -> None:
            chosen = st.session_state[f"lane-{mark}"] or asked.lane
            _change(case, replace(asked, lane=chosen, by="" if asked.by == "type" else asked.by, at="", window=None))

        st.segmented_control(
            "What is shown",
            list(LANES),
            default=asked.lane,
            format_func=lambda lane: plain(LANES[lane]),
            label_visibility="collapsed",
            key=f"lane-{mark}",
            on_change=on_lane,
        )

        def on_by() -> None:
            _change(case, replace(asked, by=st.session_state[f"by-{mark}"], window=None))

        st.selectbox(
            "Timelines",
            ["", *GROUPINGS],
            index=["", *GROUPINGS].index(asked.by),
            format_func=lambda by: f"One for each {by}" if by else "One timeline",
            label_visibility="collapsed",
            key=f"by-{mark}",
            on_change=on_by,
            width=200,
        )
        with st.popover("Filter", key=f"filter-of-{case.id}"):
            _show_filter(of_case, asked, case, mark)
        with st.popover("Export", key=f"export-of-{case.id}", on_change="rerun") as export:
            if export.open:
                _show_export(_lines(of_case, asked), case, asked)


def _show_filter(of_case: CaseTimeline, asked: Asked, case: LoadedCase, mark: str) -> None:
    names = {entity.id: of_case.graph.name(entity.id) for entity in of_case.graph.case.entities}
    sources = {source.id: of_case.graph.name(source.id) for source in of_case.graph.case.sources}
    types = {entity.type: entity.type for entity in of_case.graph.case.entities}
    for name, label, options in (
        ("about", "With", names),
        ("types", "About", types),
        ("sources", "Written in", sources),
        ("statuses", "Status", {status: status for status in STATUSES}),
    ):
        labels = told_apart(options)

        def on_choice(name: str = name) -> None:
            chosen: dict[str, Any] = {name: tuple(st.session_state[f"{name}-{mark}"])}
            _change(case, replace(asked, **chosen, window=None))

        st.multiselect(
            plain(label),
            sorted(labels, key=lambda id, labels=labels: labels[id].casefold()),  # type: ignore[misc]
            default=[id for id in getattr(asked, name) if id in labels],
            format_func=lambda id, labels=labels: labels[id],  # type: ignore[misc]
            key=f"{name}-{mark}",
            on_change=on_choice,
            placeholder="Anything",
        )
    left, right = st.columns(2)
    for column, name, label in ((left, "since", "Since"), (right, "until", "Until")):

        def on_date(name: str = name) -> None:
            text = st.session_state[f"{name}-{mark}"].strip()
            wanted: Asked = replace(asked, **{name: text})
            try:
                check_days(wanted.kept.since, wanted.kept.until)
            except ModelError as error:
                was = getattr(asked, name)
                still = f"{name} {was} still counts" if was else f"no day counts as {name}"
                st.session_state[_REFUSED] = {f"{name}-{mark}": f"Not taken, {still}: {error}."}
                return
            st.session_state.pop(_REFUSED, None)
            _change(case, wanted)

        column.text_input(
            plain(label),
            getattr(asked, name),
            key=f"{name}-{mark}",
            on_change=on_date,
            placeholder="2019-03-02, 2019-03, 2019",
            help="A date in EDTF. What may be of such a day is kept.",
        )
        if refused := st.session_state.get(_REFUSED, {}).get(f"{name}-{mark}"):
            with column:
                frame.note(refused, loud=True)


def _show_export(lines: list[Timeline], case: LoadedCase, asked: Asked) -> None:
    title, theme = titled(case.title, asked.lane), st.context.theme.type or "light"
    refused: dict[str, str] = {}
    with st.container(horizontal=True, gap="small"):
        for ending in ENDINGS:
            label, mime = _FILES[ending]
            try:
                written = write(lines, ending, case=case.id, title=title, theme=theme)
            except CaseGraphError as error:
                refused[label] = str(error)
                continue
            st.download_button(plain(label), written, f"{case.id}-timeline{ending}", mime, key=f"save{ending}")
    words = [title, *(text for line in lines for e in (*line.events, *line.undated) for text in (e.printed, e.name))]
    if lacking := lacking_in_words("\n".join(words)):
        refused["PNG and PDF"] = lacking
    for label, why in refused.items():
        st.caption(plain(f"{label}: {why}"))


# -- what is shown ---------------------------------------------------------------------------------


def _show(lines: list[Timeline], of_case: CaseTimeline, asked: Asked, case: LoadedCase) -> None:
    events = {event.id: event for line in lines for event in (*line.events, *line.undated)}
    chosen = events.get(asked.at)
    placed = placed_of(_lines(of_case, replace(asked, since="", until="")), asked.window, _DRAWING)
    with st.container(key="main"):
        left, right = st.columns([1.9, 1], gap="small")
        with left:
            _show_drawing(placed, asked, case)
        with right:
            if chosen:
                if st.button("All events", icon=":material/arrow_back:", type="tertiary"):
                    _change(case, replace(asked, at=""))
                    st.rerun()
                inspector(
                    _content(chosen, case),
                    height=HEIGHT - 40,
                    on_event=lambda event: _on_inspector_event(event, chosen, asked, case),
                )
            elif events:
                left_out = chronology(
                    lines,
                    chosen=asked.at,
                    height=HEIGHT,
                    key="chronology",
                    on_event=lambda event: _change(case, replace(asked, at=str(event.get("id", "")))),
                )
                if left_out:
                    frame.note(f"{left_out:,} more are not listed. Filter to see them; what is exported has all.")
            else:
                frame.note("Nothing is left by this filter.", loud=True)
        with left:
            _show_status(lines, placed, asked, case)


def _show_drawing(placed: Placed, asked: Asked, case: LoadedCase) -> None:
    if not placed.marks:
        frame.note("Nothing here has a date that can be drawn.", loud=True)
        return

    def on_event(event: Mapping[str, Any]) -> None:
        first, last = days_of_event(event)
        match event.get("kind"):
            case "select":
                _change(case, replace(asked, at=str(event.get("id", ""))))
            case "brush":
                _change(case, replace(asked, since=edtf_of(first), until=edtf_of(last)))
            case "zoom":
                window = None if first is None and last is None else Range(first, last)
                _change(case, replace(asked, window=window if window != asked.window else None))
            case "width":
                remember_width(event, _DRAWING)

    drawing(
        placed,
        title=titled(case.title, asked.lane),
        chosen=asked.at,
        brush=asked.brush,
        zoomed=asked.window is not None,
        height=HEIGHT - 42,
        key=_DRAWING,
        on_event=on_event,
    )


def _show_status(lines: list[Timeline], placed: Placed, asked: Asked, case: LoadedCase) -> None:
    dated = len({event.id for line in lines for event in line.events})
    undated = len({event.id for line in lines for event in line.undated})
    what = "event" if asked.lane == "happened" else "claim"
    with st.container(key="status", gap=None):
        words = [f"{number_of(dated, what)} with a date", f"{undated:,} without" if undated else ""]
        frame.note(", ".join(filter(None, words)) + f". {NOT_TO_SCALE}")
        if placed.left_out:
            frame.note(f"{number_of(placed.left_out, 'more mark')} not drawn. Filter to see them.")
        if replace(asked, lane="happened", by="", window=None, at="") != Asked():
            with st.container(key="filtered", horizontal=True, vertical_alignment="center"):
                names = lines[0].name if lines and not asked.by else "by the filter"
                frame.note(f"Only {names}." if names else "Filtered.")
                if asked.brush and st.button("Show these days on the canvas", type="tertiary"):
                    _to_canvas(asked, case)
                if st.button("Show all again", type="tertiary"):
                    _change(case, Asked(lane=asked.lane, by=asked.by))
                    st.rerun()


def _to_canvas(asked: Asked, case: LoadedCase) -> None:
    """Go to Explore, with what is dated between the chosen days, and what has no date."""
    since, until = since_and_until(asked.brush)
    view = replace(state.first_view(case.id), since=since, until=until)
    state.change_view(view)
    st.switch_page(frame.streamlit_page(EXPLORE), query_params={**view.to_parameters(), **state.common_parameters()})


# -- the inspector ---------------------------------------------------------------------------------


def _content(event: Event, case: LoadedCase) -> Content:
    schema, store = data.schema(), data.store()
    to_graph = {"label": "Show in the graph", "kind": "graph", "primary": True}
    if event.statement:
        statement = find_statement(store, event.statement, case=case.id)
        told = inspected.of_relationship(
            store, statement, schema, passages=data.passage_text, claim_buttons=offers.for_claim
        )
        return {**told, "actions": [to_graph, *told["actions"], *offers.for_statement(statement)]}
    node = nodes_by_key(store, [f"{case.id}/{event.subject}"])[0]
    told = inspected.of_node(
        store,
        node,
        schema.type_of(node.labels),
        schema,
        actions=(),
        pinned=False,
        expanded=False,
        passages=data.passage_text,
        claim_buttons=offers.for_claim,
    )
    return {**told, "actions": [to_graph, *told["actions"], *offers.for_node(node)]}


def _on_inspector_event(event: Mapping[str, Any], chosen: Event, asked: Asked, case: LoadedCase) -> None:
    match event.get("kind"):
        case "graph":
            _show_in_graph(f"{case.id}/{chosen.subject}")
        case "select":
            _show_in_graph(str(event.get("key", "")))
        case offers.EVENT:
            desk.begin(offers.task_of(event))


def _show_in_graph(key: str) -> None:
    """Go to Explore, with a thing selected there."""
    try:
        actions.add_and_select(state.current_view(), [key])
    except CaseGraphError as error:
        state.add_note(str(error))
        return
    frame.go_to(EXPLORE, state.current_view().to_parameters())


if __name__ == "__main__":
    frame.show_page(page, TIMELINE.title)
