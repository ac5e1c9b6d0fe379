"""What is shown, to save: as a picture or as data."""

from __future__ import annotations

import re
from collections.abc import Callable

import streamlit as st

from graph.explore.drawing import DrawnView, PlacedGraph
from graph.explore.report import report_of_view, statements_of_view
from graph.explore.view import View
from graph.formats import FORMATS, PAPERS, to_bytes
from graph.formats.png import SCALES
from graph.picture.fonts import lacking_in_words
from graph.picture.looks import THEMES
from graph.ui import data, frame
from graph.ui.parts.report import report_buttons
from graph.ui.parts.text import plain


def panel(view: View, drawn: DrawnView, placed: PlacedGraph, name: str) -> None:
    """Offer what is shown as files that begin with ``name``; each is made when it is asked for."""
    st.caption("What you see is what is saved: the same places, filters and captions; allegations stay marked.")
    if not drawn.graph.nodes:
        st.caption("There is nothing to save in this view.")
        return
    with st.container(horizontal=True, gap="medium"):
        here = st.context.theme.type or "light"
        theme = st.segmented_control(
            "Colours of pictures",
            list(THEMES),
            default=here,
            format_func=lambda name: plain(name.capitalize()),
            required=True,
        )
        scale = st.segmented_control(
            "Pixels of a PNG", list(SCALES), default=2, format_func=lambda times: plain(f"{times}×"), required=True
        )
        paper = st.segmented_control(
            "Paper of a PDF",
            list(PAPERS),
            default="picture",
            format_func=lambda name: plain(PAPERS[name]),
            required=True,
        )

    def maker(ending: str) -> Callable[[], bytes]:
        return lambda: to_bytes(
            drawn.saved,
            ending,
            scene=drawn.scene,
            theme=str(theme),
            scale=int(scale or 2),
            paper=str(paper),
            claims=drawn.claims,
        )

    stem = file_stem(name) or "graph"
    if drawn.left_out:
        stem += "-filtered"
    for kind, picture in (("Pictures", True), ("Data", False)):
        st.html(f'<h3 class="kind">{kind}</h3>')
        with st.container(horizontal=True, gap="small"):
            for row in FORMATS.values():
                if row.picture is picture:
                    # a table has no other place to say that it lacks dates, quantities and texts
                    lacks = row.ending == ".csv" and drawn.filtered and not drawn.left_out
                    name = f"{stem}{'-filtered' if lacks else ''}{row.ending}"
                    st.download_button(
                        plain(row.label), maker(row.ending), name, row.mime, help=plain(row.use), on_click="ignore"
                    )
        if picture and (lacking := lacking_in_words(drawn.scene.words)):
            frame.note(f"In PNG and PDF: {lacking}")
    _offer_report(view, drawn, placed, stem)


def _offer_report(view: View, drawn: DrawnView, placed: PlacedGraph, stem: str) -> None:
    """Offer what is shown as a memo."""
    keys = statements_of_view(view, placed, drawn)
    if not keys:  # a graph of no case
        return
    st.html('<h3 class="kind">Report</h3>')
    if len({key.case for key in keys}) > 1:
        frame.note("A report is of one case: choose one above.")
        return
    store, settings, schema, texts = data.store(), data.settings(), data.schema(), data.texts()
    with st.container(horizontal=True, gap="small"):
        report_buttons(
            lambda: report_of_view(store, view, placed, drawn, settings=settings, schema=schema, texts=texts),
            stem,
            statements=len(keys),
            key="view",
        )
    frame.note("A memo: what happened, who says what, what is disputed, and each passage that it rests on, by number.")


def file_stem(name: str) -> str:
    """Return a name as every file system takes it, without an ending; empty where nothing of it is left."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")
