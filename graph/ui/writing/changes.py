"""The list of changes of a case: what was done, when, and a way to take each of them back."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from graph.case.file.case_file import CaseFile
from graph.case.journal import Change, obstacles
from graph.errors import CaseFileError
from graph.review.cases import KeptCase
from graph.ui import data, frame
from graph.ui.parts.text import plain
from graph.ui.writing import desk
from graph.ui.writing.dialog import NOT_KEPT

_PAGE = 25
"""Changes that are listed at first, and with each press of More."""


def panel(kept: KeptCase | None) -> None:
    """List the changes of a case, the last one first; the page calls :func:`graph.ui.writing.dialog.show` at its end.

    Parameters
    ----------
    kept : KeptCase or None
        None where no file of the case is kept.
    """
    if kept is None:
        st.caption(NOT_KEPT)
        return
    file = CaseFile(kept.path, data.settings())
    entries = file.history()
    frame.note_damaged(file.damaged_changes(), file.changes_path)
    if not entries:
        st.caption("None yet. Each change that is made in the app is listed here, and can be taken back.")
        return
    try:
        in_the_way = obstacles(file.read(), entries)
    except CaseFileError:
        frame.note(f"The case file of {kept.title} cannot be read, so nothing can be taken back.", loud=True)
        return
    shown = f"changes-shown-{kept.id}"
    many = st.session_state.get(shown, _PAGE)
    for entry in entries[:many]:
        id = entry.change.id
        with st.container(key=f"change-{kept.id}-{id}", horizontal=True, vertical_alignment="center"):
            with st.container(gap=None):
                # Text, not Markdown: a name may hold anything.
                st.text(f"{entry.change.what} · undone" if entry.undo else entry.change.what)
                reason = in_the_way.get(id, "")
                frame.note(f"{_when(entry.change)}{f'. Cannot be taken back: {reason}' if reason else ''}")
            label = "Do again" if entry.undo else "Undo"
            if st.button(plain(label), key=f"take-back-{kept.id}-{id}", disabled=bool(reason)):
                desk.begin(desk.Task(kept.id, "undo", id))
                st.rerun()
    if len(entries) > many and st.button(plain(f"{min(_PAGE, len(entries) - many)} more"), key=f"more-{shown}"):
        st.session_state[shown] = many + _PAGE
        st.rerun()


def _when(change: Change) -> str:
    try:
        time = datetime.fromisoformat(change.time).astimezone()
    except ValueError:
        return change.time
    return f"{time.day} {time:%B %Y, %H:%M}"
