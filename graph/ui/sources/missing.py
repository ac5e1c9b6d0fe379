"""What the page says where the text of a source is not at hand, and how it is given: its SHA-256 tells it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import streamlit as st

from graph.case.texts import MAX_TEXT, text_among
from graph.case.words import joined_with_and, shorten
from graph.elements import Node
from graph.errors import CaseGraphError, ExtractError
from graph.files import write_whole
from graph.reading import read_document
from graph.review.cases import without_folder
from graph.review.missing_texts import changed
from graph.ui import data, frame, state
from graph.ui.parts.text import plain

_BEGINNING = 12
"""Digits of a SHA-256 that are shown."""
_NAME = 60
"""Characters of a file's name that are shown."""
_TAKEN = "texts_taken"
"""Session key: files that were taken or refused, by their ids, so that each is looked at once."""


def show(case: str, source: Node, sources: Mapping[str, Node]) -> None:
    """Say that a text is not at hand, and take files that may be it, or the text of another source of the case.

    Parameters
    ----------
    case : str
        Its id.
    source : Node
        The one that is shown.
    sources : mapping of str to Node
        All of the case, by their ids.
    """
    hashes = {id: sha256 for (of, id), sha256 in data.text_hashes(data.version()).items() if of == case}
    here = hashes.get(source.id)
    with st.container(border=True, key="missing"):
        became = changed(case, source.id, f"“{source.properties.get('title') or source.id}”", here, data.settings())
        heading = (
            "The text of this source is another one now" if became and here else "The text of this source is not here"
        )
        st.html(f'<h2 class="case">{heading}</h2>')
        if became:
            frame.note(became, loud=True)
        if here is None:
            frame.note(
                "The case was loaded without a SHA-256 of it, so no file can be told to be it. Where you have it, "
                "put the text beside the case file, name it there (text: …), let casegraph locate write the rest, and "
                "load the case again."
            )
            return
        frame.note(
            "Below is what the case file itself holds of it: where each claim and each name stands, and what is "
            "claimed, in the words of the case. Give the text to read it here. It stays on this machine, and is sent "
            "nowhere."
        )
        given = st.file_uploader(
            "The text, as a file (several are matched to the sources of the case)",
            accept_multiple_files=True,
            key=f"text-of-{case}",
            max_upload_size=MAX_TEXT // 1_000_000,
        )
        _show_folder(here)
        wanted = {sha256: id for id, sha256 in hashes.items()}
        taken: dict[str, str] = st.session_state.setdefault(_TAKEN, {})
        new = [file for file in given if file.file_id not in taken]
        kept: list[str] = []
        for file in new:
            taken[file.file_id], id = _take(file.getvalue(), file.name, case, wanted, here)
            kept += [id] if id else []
        for file in given:
            if problem := taken[file.file_id]:
                st.error(plain(problem))
        if kept:
            titles = [f"“{sources[id].properties.get('title') or id}”" for id in dict.fromkeys(kept)]
            state.add_note(f"The text of {joined_with_and(titles)} is here now, and kept for the next time.")
            st.rerun()


def _show_folder(here: str) -> None:
    folder = data.settings().texts
    where = (
        f"the folder “{Path(folder).name}” that the setting CASEGRAPH_TEXTS names"
        if folder
        else "a folder that you name in the setting CASEGRAPH_TEXTS"
    )
    frame.note(
        f"Or put it, under any name that ends in .txt, into {where}: every text of it is found by its SHA-256. That of "
        f"this one begins with {here[:_BEGINNING]}."
    )


def _take(content: bytes, name: str, case: str, wanted: Mapping[str, str], here: str) -> tuple[str, str]:
    """Keep a file that is the text of a source; return why it is not kept, and the id of the source."""
    shown = shorten(name, _NAME)
    found = text_among(content, wanted) or _as_document(content, name, wanted)
    if found is None:
        its = sha256(content).hexdigest()
        return (
            f"{shown} is not this text: its SHA-256 begins with {its[:_BEGINNING]}, that of the text that the case was "
            f"made from with {here[:_BEGINNING]}. In another version of the text the positions are others, so nothing "
            "of it was kept.",
            "",
        )
    known, text = found
    folder = data.settings().texts
    if not folder:
        return f"{shown} is the text, but no folder is named that could keep it: set CASEGRAPH_TEXTS to one.", ""
    id = wanted[known]
    try:
        write_whole(Path(folder) / f"{case}-{id}-{known[:_BEGINNING]}.txt", text)
    except CaseGraphError as error:
        return f"{shown} is the text, but it cannot be kept. {without_folder(str(error), Path(folder))}", ""
    return "", id


def _as_document(content: bytes, name: str, wanted: Mapping[str, str]) -> tuple[str, bytes] | None:
    """Return the text of a page, a PDF or a .docx, where that is the one that a case was made from."""
    try:
        text = read_document(content, settings=data.settings(), name=name).text
    except ExtractError:
        return None
    return text_among(text.encode("utf-8", "replace"), wanted)
