"""The page Sources: a text with what is named, quoted and claimed in it, beside what is chosen of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from graph.case.choices import told_apart
from graph.case.words import number_of
from graph.elements import Node, Relationship
from graph.errors import CaseGraphError, ModelError, NotFoundError
from graph.explore.view import View
from graph.questions.claims import place_in, published
from graph.questions.explain import find_statement
from graph.questions.parts import nodes_by_key
from graph.stores import LoadedCase
from graph.ui import addressed, data, frame, state
from graph.ui.explore import actions
from graph.ui.pages import CASES, EXPLORE, SOURCES
from graph.ui.parts.inspector import content as inspected
from graph.ui.parts.inspector import inspector
from graph.ui.parts.inspector.claims import Content
from graph.ui.parts.text import plain
from graph.ui.sources import beside, missing
from graph.ui.sources.component import reader, told
from graph.ui.sources.content import GRAPH, of_place, of_source
from graph.ui.sources.marks import Mark, Marked
from graph.ui.sources.opened import Opened, open_source, sources_of_case
from graph.ui.writing import desk, dialog, offers

SOURCE, AT, OF, BESIDE = "source", "at", "of", "beside"
"""Parameters of the address: the source, a place in it, what is looked for in it, and what is beside it."""
_GRAPH = "graph"
_LAST = "sources_last"
"""Session key: by its case, what was shown last."""
HEIGHT = 640


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What is chosen: a place of the text, or a thing of the graph; or nothing."""

    place: Mark | None = None
    node: Node | None = None
    statement: Relationship | None = None


def page(version: str, view: View, cases: list[LoadedCase]) -> None:
    """Draw the source that the address names."""
    asked = addressed.parameters(SOURCES, view, cases)
    for sentence in state.take_notes():
        frame.note(sentence, loud=True)
    case = next((case for case in cases if case.id == view.case), None)
    if case is None:
        frame.note("Sources belong to cases: choose one above, or load one on the page Cases.", loud=True)
        return
    sources = {node.id: node for node in sources_of_case(version, case.id)}
    if not sources:
        _say_empty()
        return
    if SOURCE not in asked:  # come back to: what was shown of the case last
        asked = {**asked, **st.session_state.get(_LAST, {}).get(case.id, {})}
    st.session_state[_LAST] = {case.id: {name: asked[name] for name in (SOURCE, AT, OF, BESIDE) if name in asked}}
    id = asked.get(SOURCE, "")
    if id and id not in sources:
        frame.note(f"The case has no source of the id {id!r}, so its first one is shown.", loud=True)
    id = id if id in sources else next(iter(sources))
    with st.container(key="sources-page"):
        with st.container(key="sources-bar", horizontal=True, vertical_alignment="center"):
            _choose(asked, case, sources, id)
            opened = open_source(version, case.id, id, data.source_text(case.id, id), sources[id])
            frame.note(_about(opened))
            st.space("stretch")
            has_graph = _choose_beside(asked)
        if opened.marked.text is None:
            missing.show(case.id, sources[id], sources)
        chosen = _chosen(asked, opened)
        with st.container(key="main"):
            left, right = st.columns([1.35 if has_graph else 1.9, 1], gap="small")
            with left:
                _show_reader(asked, opened, chosen)
            with right:
                if has_graph:
                    beside.show(
                        opened,
                        selection=_selection(opened, chosen),
                        on_select=lambda key: _look_for(key, asked, opened),
                    )
                inspector(
                    _content(opened, chosen),
                    height=HEIGHT - beside.HEIGHT - 16 if has_graph else HEIGHT,
                    on_event=lambda event: _on_inspector_event(event, asked, opened, chosen),
                )
        _show_table(opened)
    dialog.show()


def _say_empty() -> None:
    frame.note("This case has no source yet. Add a document to it, and what it says is proposed to you.", loud=True)
    if st.button("Go to Cases", type="primary"):
        st.switch_page(frame.streamlit_page(CASES), query_params=state.common_parameters())


def _choose(asked: Mapping[str, str], case: LoadedCase, sources: Mapping[str, Node], id: str) -> None:
    titles = {source.id: _title(source) for source in sources.values()}
    labels = told_apart(titles)
    kept = {addressed.CASE: case.id, **({BESIDE: asked[BESIDE]} if BESIDE in asked else {})}

    def on_choice() -> None:
        addressed.change(SOURCES, {**kept, SOURCE: st.session_state[key]})

    key = f"source-{case.id}-{id}"
    st.selectbox(
        "Source",
        list(labels),
        index=list(labels).index(id),
        format_func=lambda id: labels[id],
        label_visibility="collapsed",
        key=key,
        on_change=on_choice,
        width=440,
    )


def _choose_beside(asked: Mapping[str, str]) -> bool:
    """Draw the switch for the graph beside the text; return whether it is on."""
    now = asked.get(BESIDE) == _GRAPH

    def on_switch() -> None:
        rest = {name: text for name, text in asked.items() if name != BESIDE}
        addressed.change(SOURCES, rest if now else {**rest, BESIDE: _GRAPH})

    return st.toggle("Graph beside it", value=now, key=f"sources-beside-{now}", on_change=on_switch)


def _title(source: Node) -> str:
    title, publisher = (str(source.properties.get(name) or "") for name in ("title", "publisher"))
    return f"{title or source.id} ({publisher})" if publisher else title or source.id


def _about(opened: Opened) -> str:
    said = {each.claim.id for mark in opened.marked.marks for each in mark.said}
    names = sum(len(mark.names) for mark in opened.marked.marks)
    when = published(opened.source)
    counts = [number_of(len(said), "claim"), number_of(names, "printed name")]
    return ", ".join([*([f"published {when}"] if when else []), *counts])


# -- what is chosen --------------------------------------------------------------------------------


def _chosen(asked: Mapping[str, str], opened: Opened) -> _Chosen:
    """Return what the address names; a sentence is shown where that is not there."""
    case = opened.source.key.case
    if place := asked.get(AT):
        try:
            mark = opened.marked.at(place)
        except ModelError:
            mark = None
        if mark is None:
            frame.note(f"This text has no place {place!r}.", loud=True)
        return _Chosen(mark)
    if id := asked.get(OF):
        found = nodes_by_key(data.store(), [f"{case}/{id}"])
        if found:
            return _Chosen(node=found[0])
        try:
            return _Chosen(statement=find_statement(data.store(), id, case=case))
        except (NotFoundError, CaseGraphError) as error:
            frame.note(str(error), loud=True)
    return _Chosen()


# -- the reader ------------------------------------------------------------------------------------


def _show_reader(asked: Mapping[str, str], opened: Opened, chosen: _Chosen) -> None:
    units, place = opened.units, chosen.place
    thing = chosen.node or chosen.statement
    here = (units.of(place.span[0]), units.of(place.span[1])) if place and place.span else None
    reader(
        opened.mark,
        opened.content,
        at=f"p{place.at.paragraph}s{place.at.sentence}" if place else "",
        here=here if opened.marked.text is not None else None,
        lit=opened.marked.of(thing.key) if thing else [],
        selecting=offers.for_text(opened.source).get("selecting") if opened.marked.text is not None else None,
        height=HEIGHT,
        key="reader",
        on_event=lambda event: _on_reader_event(event, asked, opened, chosen),
    )


def _on_reader_event(event: Mapping[str, Any], asked: Mapping[str, str], opened: Opened, chosen: _Chosen) -> None:
    match event.get("kind"):
        case "at":
            _choose_now(asked, opened, **{AT: str(event.get("at", ""))})
        case "clear":
            _choose_now(asked, opened)
        case "graph":
            _show_in_graph(opened, chosen)
        case offers.EVENT:
            start, end = (event.get(name) for name in ("start", "end"))
            if isinstance(start, int) and isinstance(end, int):
                points = {"start": opened.units.points(start), "end": opened.units.points(end)}
                desk.begin(offers.task_of({**event, **points}))


def _choose_now(asked: Mapping[str, str], opened: Opened, **what: str) -> None:
    kept = {name: asked[name] for name in (addressed.CASE, BESIDE) if name in asked}
    addressed.change(SOURCES, {**kept, SOURCE: opened.source.id, **what})


# -- the inspector ---------------------------------------------------------------------------------


def _content(opened: Opened, chosen: _Chosen) -> Content:
    schema, store = data.schema(), data.store()
    to_graph = {"label": "Show in the graph", "kind": GRAPH, "primary": True}
    if chosen.place:
        return of_place(chosen.place, opened.marked, schema, passages=data.passage_text, claim_buttons=offers.for_claim)
    if chosen.statement:
        told_ = inspected.of_relationship(
            store, chosen.statement, schema, passages=data.passage_text, claim_buttons=offers.for_claim
        )
        return {**told_, "actions": [to_graph, *told_["actions"], *offers.for_statement(chosen.statement)]}
    if chosen.node and "Source" not in chosen.node.labels:
        told_ = inspected.of_node(
            store,
            chosen.node,
            schema.type_of(chosen.node.labels),
            schema,
            actions=(),
            pinned=False,
            expanded=False,
            passages=data.passage_text,
            claim_buttons=offers.for_claim,
        )
        here = _times(opened.marked, chosen.node)
        return {**told_, "about": " ".join(filter(None, [told_.get("about"), here])),
                "actions": [to_graph, *told_["actions"], *offers.for_node(chosen.node)]}  # fmt: skip
    return of_source(opened.source, opened.marked, schema, left_out=opened.left_out)


def _times(marked: Marked, node: Node) -> str:
    """Return how often a thing is named in a text, and in how many passages it speaks."""
    marks = [marked.marks[number] for number in marked.of(node.key)]
    named = sum(mark.kind == "name" for mark in marks)
    speaks = len([mark for mark in marks if mark.kind == "passage"])
    parts = [
        *([f"named {number_of(named, 'time')}"] if named else []),
        *([f"speaking in {number_of(speaks, 'passage')}"] if speaks else []),
    ]
    return f"In this text: {' and '.join(parts)}." if parts else "Neither named nor speaking in this text."


def _on_inspector_event(event: Mapping[str, Any], asked: Mapping[str, str], opened: Opened, chosen: _Chosen) -> None:
    match event.get("kind"):
        case "select":
            _look_for(str(event.get("key", "")), asked, opened)
        case "graph":
            _show_in_graph(opened, chosen)
        case offers.EVENT:
            desk.begin(offers.task_of(event))


def _look_for(key: str, asked: Mapping[str, str], opened: Opened) -> None:
    """Choose what a key names; nothing where it names nothing of the case, or the source itself."""
    own, _, id = key.partition("/")
    _choose_now(asked, opened, **{OF: id} if own == opened.source.key.case and id != opened.source.id else {})


def _selection(opened: Opened, chosen: _Chosen) -> tuple[str, ...]:
    """Return the keys of what is chosen, as the graph has it."""
    thing = chosen.node or chosen.statement
    if thing:
        return (thing.key,)
    return beside.chosen_at(list(opened.marked.meeting(chosen.place))) if chosen.place else ()


def _show_in_graph(opened: Opened, chosen: _Chosen) -> None:
    """Go to Explore, with what is chosen selected; without a choice, to all that the source says."""
    view = state.current_view()
    case = opened.source.key.case
    if chosen.node:
        actions.add_and_select(view, [chosen.node.key])
    elif chosen.statement or chosen.place:
        meeting = list(opened.marked.meeting(chosen.place)) if chosen.place else []
        statements = [chosen.statement] if chosen.statement else [
            said.statement for mark in meeting if mark.kind == "passage" for said in mark.said
        ]  # fmt: skip
        ends = [end for r in statements for end in (r.start_node.key, r.end_node.key)]
        nodes = list(dict.fromkeys([*(name.entity.key for mark in meeting for name in mark.names), *ends]))
        if not nodes:
            return
        actions.add_and_select(view, nodes)
        if statements:
            state.select(tuple(dict.fromkeys(r.key for r in statements)))
    else:
        state.change_view(View(case=case, source=opened.source.id, off=state.first_view(case).off))
    frame.go_to(EXPLORE, state.current_view().to_parameters())


# -- the same as a table ---------------------------------------------------------------------------


def _show_table(opened: Opened) -> None:
    with st.expander("What is marked, as a table", on_change="rerun", key="sources-table") as table:
        if not table.open:
            return
        schema = data.schema()
        rows = [
            {
                "Place": place_in(mark.at).capitalize(),
                "Kind": "claim",
                "Who": said.claim.by_name,
                "What": told(said, schema),
                "Status": str(said.statement.properties["status"]),
            }
            for mark in opened.marked.marks
            if mark.kind == "passage"
            for said in mark.said
        ]
        rows += [
            {
                "Place": place_in(mark.at).capitalize(),
                "Kind": "name",
                "Who": str(name.entity.properties.get("name", name.entity.id)),
                "What": f"printed as “{name.text}”",
                "Status": "",
            }
            for mark in opened.marked.marks
            for name in mark.names
        ]
        if rows:
            st.dataframe(rows, hide_index=True, width="stretch")
        else:
            st.caption(plain("Nothing is marked in this source."))


if __name__ == "__main__":
    frame.show_page(page, SOURCES.title)
