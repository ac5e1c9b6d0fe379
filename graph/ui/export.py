"""Pictures of what is shown, to save."""

from __future__ import annotations

import streamlit as st

from graph.explore import Shown
from graph.render.pdf import to_pdf
from graph.render.png import to_png
from graph.render.svg import to_svg


def panel(shown: Shown) -> None:
    """Offer what is shown as files; each is made when it is asked for."""
    st.caption("What you see is what is saved: the same places, filters and captions; allegations stay marked.")
    scene = shown.scene
    if not scene.nodes:
        st.info("There is nothing to save in this view.")
        return
    with st.container(horizontal=True):
        st.download_button("SVG", lambda: to_svg(scene).encode(), "graph.svg", "image/svg+xml", on_click="ignore")
        st.download_button("PNG", lambda: to_png(scene, scale=3), "graph.png", "image/png", on_click="ignore")
        st.download_button("PDF", lambda: to_pdf(scene), "graph.pdf", "application/pdf", on_click="ignore")
