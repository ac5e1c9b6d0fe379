"""Saved views: save this one, and open or remove those that were saved; the same by files."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from graph.errors import CaseGraphError
from graph.explore.saved_views import from_file, to_file
from graph.explore.view import View
from graph.stores import LoadedCase
from graph.ui import data, frame, state
from graph.ui.explore.export import file_stem
from graph.ui.parts.text import plain

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
    _show_files(view)
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
            _open(*saved.view())
        if three.button("Remove", key=f"remove-{saved.id}", width="stretch"):
            views.remove(saved.id)
            st.rerun()


def _show_files(view: View) -> None:
    """Offer the view as a file, and to open one: a file says as much as an address, however long that would be."""
    one, two = st.columns([1, 3], vertical_alignment="center")
    one.download_button(
        "Save as a file",
        to_file(state.shareable_view()),
        f"{file_stem(view.case) or 'view'}.view.json",
        "application/json",
        help="For a colleague elsewhere, or for casegraph render --view FILE",
        on_click="ignore",
        width="stretch",
    )
    given = two.file_uploader("Open the file of a view", "json", key=state.VIEW_FILE)
    if given is not None and given.file_id != st.session_state.get(state.OPENED_FILE):
        st.session_state[state.OPENED_FILE] = given.file_id
        try:
            read, notes = from_file(given.getvalue(), given.name)
        except CaseGraphError as error:
            st.error(plain(error))
            return
        _open(read, notes)


def _open(shared: View, notes: Iterable[str]) -> None:
    for sentence in (*notes, *state.changed_since(shared)):
        state.add_note(sentence)
    state.change_view(state.view_from_shared(shared))
    st.rerun()
