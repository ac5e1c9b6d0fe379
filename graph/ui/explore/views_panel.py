"""Saved views: save this one, and open or remove those that were saved."""

from __future__ import annotations

import streamlit as st

from graph.explore.view import View
from graph.stores import LoadedCase
from graph.ui import data, frame, state

NOT_SHAREABLE = (
    "This view cannot be shared as it is: no uniqueness constraint and no id tells some of its nodes apart, so neither "
    "the address nor a saved view can name them. Export the picture instead, or start from a Cypher query."
)


def panel(view: View, cases: list[LoadedCase]) -> None:
    """Offer to save the view under a name, and list what was saved."""
    views = data.saved_views()
    if not state.shareable_view().shareable:
        frame.note(NOT_SHAREABLE)
    with st.form("save-view", border=False):
        one, two, three = st.columns([2, 4, 1], vertical_alignment="bottom")
        name = one.text_input("Name", max_chars=80)
        note = two.text_input("Note", max_chars=500)
        if three.form_submit_button("Save view", width="stretch"):
            if name.strip():
                views.save(state.shareable_view(), name=name.strip(), note=note.strip())
            else:
                st.warning("A view is saved under a name: type one first.")
    saved_views = views.list()
    if not saved_views:
        st.caption(
            "None yet. A saved view keeps start, expands, filters, pins, layout and selection, beside the store."
        )
    titles = {case.id: case.title for case in cases}
    for saved in saved_views:
        one, two, three = st.columns([6, 1, 1], vertical_alignment="center")
        with one:
            # Text, not Markdown: a name may hold anything.
            st.text(
                " · ".join(filter(None, [saved.name, saved.note, titles.get(saved.parameters.get("case", ""), "")]))
            )
        if two.button("Open", key=f"open-{saved.id}", width="stretch"):
            saved_view, notes = saved.view()
            for sentence in notes:
                state.add_note(sentence)
            state.change_view(state.view_from_shared(saved_view))
            st.rerun()
        if three.button("Remove", key=f"remove-{saved.id}", width="stretch"):
            views.remove(saved.id)
            st.rerun()
