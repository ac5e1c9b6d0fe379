"""The reader as a component: what Python hands it, and what is pressed in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import streamlit as st

from graph.case.captions import end_of, name_of
from graph.case.schema import Schema
from graph.case.statuses import STATUSES
from graph.case.words import number_of
from graph.questions.claims import place_in
from graph.ui.parts.inspector.claims import sentence_of
from graph.ui.parts.sent import sent_by
from graph.ui.sources.marks import Mark, Marked, Said, Units

_LEAST_CERTAIN_FIRST = ("disputed", "denied", "questioned", "alleged", "inferred", "reported", "found")
"""Where words carry several statuses, the first is drawn: what is said beside a finding does not look found."""


def told(said: Said, schema: Schema) -> str:
    """Return a claim as a sentence, with the status of its statement."""
    statement = said.statement
    return sentence_of(said.claim, statement.start_node, end_of(statement), schema, str(statement.properties["status"]))


def content_of(marked: Marked, schema: Schema, *, title: str, about: str, language: str) -> tuple[str, bytes]:
    """Return what the reader shows of a source, as JSON, and before it a text that names it by what is in it.

    Parameters
    ----------
    marked : Marked
    schema : Schema
    title, about : str
        What the source is called; who published it, and when.
    language : str
        Of the text; empty where it is not known.
    """
    units = Units(marked.text or "")
    statuses = {str(said.statement.properties["status"]) for mark in marked.marks for said in mark.said}
    body: dict[str, Any] = {
        "title": title,
        "about": about,
        "label": f"Text of {title}" if marked.text is not None else f"Outline of {title}",
        "lang": language or None,
        "text": marked.text,
        "paragraphs": [(number, units.of(start), units.of(end)) for number, start, end in marked.paragraphs],
        "segments": [(units.of(start), units.of(end), numbers) for start, end, numbers in marked.segments()],
        "marks": [_mark(mark, units, schema, marked.text is not None) for mark in marked.marks],
        "statuses": [status for status in _LEAST_CERTAIN_FIRST if status in statuses & STATUSES.keys()],
        "outline": _outline(marked, schema) if marked.text is None else [],
    }
    named = sha256(json.dumps(body).encode()).hexdigest()[:16]
    return named, json.dumps({"mark": named, "body": body}).encode()


def _mark(mark: Mark, units: Units, schema: Schema, has_text: bool) -> dict[str, Any]:
    place = place_in(mark.at)
    label = ""
    if mark.names:
        label = " ".join(
            f"{n.text}: {name_of(n.entity, schema)}, {schema.type_of(n.entity.labels).name}." for n in mark.names
        )
    elif mark.kind == "quotation":
        label = f"Quotation, {place}."
    elif mark.kind == "context":
        label = f"It takes this to read {number_of(len(mark.said), 'claim')}."
    return {
        "kind": mark.kind,
        "at": short(mark),
        "place": place.capitalize(),
        "span": (units.of(mark.span[0]), units.of(mark.span[1])) if mark.span and has_text else None,
        "label": label,
        "says": [told(said, schema) for said in mark.said] if mark.kind == "passage" else [],
        "statuses": sorted({str(said.statement.properties["status"]) for said in mark.said}),
        "colour": schema.type_of(mark.names[0].entity.labels).colour if mark.names else "",
    }


def short(mark: Mark) -> str:
    """Return a mark's place without its source, as an address has it: ``p3s2@521-530``."""
    return str(mark.at).partition("#")[2]


def _outline(marked: Marked, schema: Schema) -> list[dict[str, Any]]:
    """Return a row for each sentence that is cited or in which a name is printed, in the order of the text."""
    rows: dict[tuple[int, int], dict[str, Any]] = {}
    for number, mark in sorted(enumerate(marked.marks), key=lambda each: each[1].at.order):
        paragraph, sentence = mark.at.paragraph, mark.at.sentence
        row = rows.setdefault(
            (paragraph, sentence),
            {
                "at": f"p{paragraph}s{sentence}",
                "paragraph": paragraph,
                "sentence": sentence,
                "marks": [],
                "names": [],
                "says": [],
            },
        )
        row["marks"].append(number)
        row["names"] += [(name.text, number) for name in mark.names]
        if mark.kind == "passage":
            row["says"] += [(told(said, schema), said.statement.properties["status"]) for said in mark.said]
    return list(rows.values())


def reader(
    mark: str,
    content: bytes,
    *,
    at: str,
    here: tuple[int, int] | None,
    lit: list[int],
    selecting: Mapping[str, Any] | None,
    height: int,
    key: str,
    on_event: Callable[[Mapping[str, Any]], None],
) -> None:
    """Show the reader.

    Parameters
    ----------
    mark, content : str, bytes
        As :func:`content_of` gives them.
    at : str
        The place that is chosen; empty for none.
    here : tuple of int or None
        Its positions, in UTF-16 units.
    lit : list of int
        Numbers of the marks that stand out.
    selecting : mapping or None
        The button for words that are selected, as the inspector has it.
    height : int
        Pixels; on a narrow screen it is as tall as what it holds.
    key : str
    on_event : callable
        Called with what was pressed before the page runs again.
    """

    def on_event_change() -> None:
        event = sent_by(key, "event")
        if event and event.get("content") == mark:
            on_event(event)

    part, view = _components()
    control = {"content": mark, "at": at, "here": here, "lit": lit, "selecting": selecting, "height": height}
    with st.container(gap=None):
        part(key=f"{key}-content", data=content)
        view(key=key, data=control, on_event_change=on_event_change, height="content")


@cache
def _components() -> tuple[Any, Any]:
    """Register the part that carries the text and the reader itself; once a process."""
    here = files("graph.ui.sources")
    source = here.joinpath("reader.js").read_text(encoding="utf-8")
    component = st.components.v2.component
    return (
        component("casegraph_reader_content", js=f"{source}\nexport default content;\n"),
        component(
            "casegraph_reader",
            html='<div class="casegraph-reader"></div>',
            css=here.joinpath("reader.css").read_text(encoding="utf-8"),
            js=f"{source}\nexport default show;\n",
            # a selection inside a shadow tree is hidden from the page, so it stands in the page itself
            isolate_styles=False,
        ),
    )
