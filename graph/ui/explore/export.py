"""What is shown, to save: as a picture or as data."""

from __future__ import annotations

import re
from collections.abc import Callable

import streamlit as st

from graph.explore.drawing import DrawnView, PlacedGraph
from graph.formats.files import to_bytes

_PICTURES = {
    ".svg": ("SVG", "image/svg+xml", "Sharp at any size, its text selectable"),
    ".png": ("PNG", "image/png", "Pixels, for slides and web pages"),
    ".pdf": ("PDF", "application/pdf", "For print, its text selectable"),
    ".html": ("HTML", "text/html", "One file that opens in any browser, offline, and can still be moved about"),
}
_DATA = {
    ".csv": ("CSV", "text/csv", "The table of relationships, for a spreadsheet"),
    ".zip": ("CSV, two tables", "application/zip", "Nodes and relationships as two CSV files"),
    ".json": ("JSON", "application/json", "Nodes and relationships with all their properties"),
    ".graphml": ("GraphML", "application/graphml+xml", "For Gephi, yEd, igraph or NetworkX"),
    ".gexf": ("GEXF", "application/gexf+xml", "For Gephi, with places and colours"),
    ".dot": ("DOT", "text/vnd.graphviz", "For Graphviz"),
}


def panel(shown: DrawnView, gathered: PlacedGraph, name: str) -> None:
    """Offer what is shown as files that begin with ``name``; each is made when it is asked for."""
    st.caption("What you see is what is saved: the same places, filters and captions; allegations stay marked.")
    if not shown.graph.nodes:
        st.caption("There is nothing to save in this view.")
        return
    with st.container(horizontal=True, gap="medium"):
        theme = st.segmented_control(
            "Colours of pictures", ["light", "dark"], default="light", format_func=str.capitalize, required=True
        )
        scale = st.segmented_control(
            "Pixels of a PNG", [1, 2, 3, 4], default=2, format_func=lambda times: f"{times}×", required=True
        )
    claims = {row.id: (row.by_name, row.at, row.stance) for rows in gathered.claims.values() for row in rows}

    def made(ending: str) -> Callable[[], bytes]:
        return lambda: to_bytes(
            shown.graph, ending, scene=shown.scene, theme=str(theme), scale=int(scale or 2), claims=claims
        )

    stem = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-") or "graph"
    for kind, endings in (("Pictures", _PICTURES), ("Data", _DATA)):
        st.html(f'<h3 class="kind">{kind}</h3>')
        with st.container(horizontal=True, gap="small"):
            for ending, (label, mime, use) in endings.items():
                st.download_button(label, made(ending), f"{stem}{ending}", mime, help=use, on_click="ignore")
