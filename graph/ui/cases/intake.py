"""The form that takes documents into a case: files, a pasted text, or nothing yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from graph.case.words import clean, number_of, shorten
from graph.errors import CaseGraphError, EncodingError, ExtractError
from graph.extract.endpoint import where_sent
from graph.reading import Document, read_document
from graph.review.cases import KeptCase, KeptCases
from graph.review.extraction import MAX_DOCUMENTS, MAX_TITLE, check_number, check_published
from graph.ui import data, frame
from graph.ui.cases.extracting import read_in_thread, shown_name
from graph.ui.parts.text import plain

Documents = Sequence[tuple[str, Document]]

_READ = "cases_read"
"""Session key: what was read of each file that was dropped, by its id and encoding."""
_MAX_WAIT_S = 0.6  # seconds to wait for files that are read before the page is drawn without them
_FILES, _PASTE, _EMPTY = "Files", "A pasted text", "Nothing yet"
_ENCODINGS = {
    "cp1252": "Western European (Windows-1252)",
    "cp1250": "Central European (Windows-1250)",
    "cp1251": "Cyrillic (Windows-1251)",
    "cp1253": "Greek (Windows-1253)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1255": "Hebrew (Windows-1255)",
    "cp1256": "Arabic (Windows-1256)",
    "mac_roman": "Western European (Mac)",
    "utf-16": "UTF-16",
    "shift_jis": "Japanese (Shift JIS)",
    "gb18030": "Chinese (GB 18030)",
}
_DATE_HELP = "As in 2019-04-18, 2019-04 or 2019. Words such as “last Tuesday” are relative to it."


def show(
    number: int,
    into: KeptCase | None,
    *,
    begin: Callable[[str, Documents, str], None],
    cancel: Callable[[], None],
) -> None:
    """Show the form.

    Parameters
    ----------
    number : int
        Tells it from the forms before: its fields begin empty.
    into : KeptCase or None
        The case that the documents are added to; None for a new one.
    begin : callable
        Called with the title of a new case, the documents, and how it is proposed (as for
        :func:`graph.extract.propose.propose`), when all that was given is right.
    cancel : callable
    """
    title = ""
    with st.container(border=True, key="intake"):
        st.html(f'<h2 class="case">{"Add a source" if into else "New case"}</h2>')
        if into is None:
            title = st.text_input(
                "Title of the case",
                max_chars=MAX_TITLE,
                key=f"title-{number}",
                placeholder="That of the first document, where you type none",
            )
        ways = [_FILES, _PASTE] if into else [_FILES, _PASTE, _EMPTY]
        way = st.segmented_control(
            "Begin with" if into is None else "From",
            ways,
            default=_FILES,
            format_func=plain,
            key=f"way-{number}",
            required=True,
        )
        documents: Documents | None = ()
        if way == _FILES:
            documents = _files(number)
        elif way == _PASTE:
            documents = _pasted(number)
        method: str | None = ""
        if way == _EMPTY:
            frame.note("The case is made with its title alone. Sources are added whenever you have them.")
        else:
            method = _method(number)
        with st.container(horizontal=True, vertical_alignment="center", key="intake-end"):
            pressed = st.button(
                "Add it" if into else "Make the case",
                type="primary",
                key=f"begin-{number}",
                disabled=documents is None or method is None or (way != _EMPTY and not documents),
            )
            if st.button("Cancel", type="tertiary", key=f"cancel-{number}"):
                cancel()
        if pressed and documents is not None and method is not None:
            try:
                if into is None and not documents:
                    KeptCases.title(title)
                check_number(len(documents))
            except CaseGraphError as error:
                _refuse(str(error))
                return
            begin(title.strip(), documents, method)


def _method(number: int) -> str | None:
    """Ask who proposes, where there is a choice, and say where the text goes; None where it can go nowhere."""
    ways = {"": "This machine", "endpoint": "A model elsewhere"}
    method = ""
    if data.settings().proposer_url.strip():
        method = st.segmented_control(
            "Proposed by",
            list(ways),
            default="",
            format_func=lambda way: plain(ways[way]),
            key=f"by-{number}",
            required=True,
        )
    if not method:
        frame.note("Texts are read on this machine, sent nowhere, and kept beside the case file.")
        return ""
    try:
        frame.note(where_sent(data.settings()), loud=True)
    except ExtractError as error:
        _refuse(str(error))
        return None
    return method


def _refuse(sentence: str) -> None:
    st.error(plain(sentence))


# -- files -----------------------------------------------------------------------------------------


def _files(number: int) -> Documents | None:
    """Take files; None as long as one of them is being read, or cannot be."""
    settings = data.settings()
    given = st.file_uploader(
        plain(f"Documents: text, Markdown, HTML, PDF, DOCX; up to {MAX_DOCUMENTS} of {settings.max_document_mb} MB"),
        accept_multiple_files=True,
        key=f"files-{number}",
        max_upload_size=settings.max_document_mb,
    )
    if len(given) > MAX_DOCUMENTS:
        _refuse(f"{len(given)} documents are too many at once; the limit is {MAX_DOCUMENTS}. Take some out.")
        return None
    before: dict[tuple[str, str], Future[Document]] = st.session_state.get(_READ, {})
    now: dict[tuple[str, str], Future[Document]] = {}
    for file in given:
        encoding = st.session_state.get(_encoding_key(file.file_id)) or ""
        key = file.file_id, encoding
        now[key] = before.get(key) or read_in_thread(file.getvalue(), file.name, encoding or None, settings)
    st.session_state[_READ] = now
    wait(now.values(), _MAX_WAIT_S)
    documents = [_file(file, future) for file, future in zip(given, now.values(), strict=True)]
    if unread := [future for future in now.values() if not future.done()]:
        _rerun_when_read(unread)
        return None
    refused = sum(document is None for document in documents)
    if refused:
        which = "It" if len(documents) == 1 else f"{refused} of {len(documents)} files"
        frame.note(f"{which} cannot be taken as it is: change what is said there, or take the file out.", loud=True)
        return None
    return [(shown_name(file.name), document) for file, document in zip(given, documents, strict=True) if document]


@st.fragment(run_every=0.5)
def _rerun_when_read(futures: list[Future[Document]]) -> None:
    if all(future.done() for future in futures):
        st.rerun()


def _file(file: Any, future: Future[Document]) -> Document | None:
    """Show what was read of a file, with fields for what it does not say; None where it cannot be taken."""
    name = shown_name(file.name)
    with st.container(border=True, key=f"file-{file.file_id}"):
        if not future.done():
            frame.note(f"Reading {name} …")
            return None
        asked = _encoding_key(file.file_id) in st.session_state
        try:
            document: Document | None = future.result()
        except EncodingError as error:
            looks = f" It looks like {_called(error.guess)}." if error.guess else ""
            _refuse(f"{name} {error.reason}.{looks} Choose its encoding, or save it as UTF-8.")
            _ask_encoding(file.file_id, error.guess)
            return None
        except ExtractError as error:
            _refuse(str(error))
            if asked:
                _ask_encoding(file.file_id, "")
            return None
        assert document is not None
        size = f"{len(document.text):,} characters"
        pages = f", {number_of(len(document.pages), 'page')}" if document.pages else ""
        st.html(f'<p class="note"><b>{escape(name)}</b> · {size}{pages}</p>', width="content")
        for sentence in document.notes:
            frame.note(sentence)
        if asked:
            _ask_encoding(file.file_id, "")
        return _described(document, file.file_id, clean(document.title) or clean(Path(file.name).stem) or name)


def _ask_encoding(file_id: str, guess: str) -> None:
    choices = list(dict.fromkeys([*([guess] if guess else []), *_ENCODINGS]))
    st.selectbox(
        "Encoding",
        choices,
        index=None,
        format_func=_called,
        key=_encoding_key(file_id),
        placeholder="Choose its encoding",
        width=320,
    )


def _encoding_key(file_id: str) -> str:
    return f"encoding-{file_id}"


def _called(encoding: str) -> str:
    return _ENCODINGS.get(encoding, encoding)


# -- a pasted text ---------------------------------------------------------------------------------


def _pasted(number: int) -> Documents | None:
    text = st.text_area("Text", key=f"text-{number}", height=260, placeholder="Paste an article here.")
    if not text.strip():
        return ()
    try:
        document = read_document(text.encode("utf-8", "replace"), settings=data.settings(), name="The text")
    except ExtractError as error:
        _refuse(str(error))
        return None
    title = clean(document.title) or shorten(clean(document.text[:1_000]), 60) or "Untitled"
    described = _described(document, f"text-{number}", title, placeholder=True)
    return None if described is None else [(shown_name(described.title), described)]


# -- what a document does not say of itself --------------------------------------------------------


def _described(document: Document, key: str, title: str, *, placeholder: bool = False) -> Document | None:
    """Return a document with the title, the day and the publisher that a person gives; None where these are not right.

    Parameters
    ----------
    document : Document
    key : str
        Tells its fields from those of others.
    title : str
        That it has where none is typed.
    placeholder : bool
        The title may still change with the text, so it is only shown behind the field.
    """
    one, two, three = st.columns([3, 1.2, 1.8])
    typed = one.text_input(
        "Title",
        "" if placeholder else shorten(title, MAX_TITLE),
        max_chars=MAX_TITLE,
        key=f"name-{key}",
        placeholder=shorten(title, 80),
    )
    day = two.text_input(
        "Published", document.published, key=f"day-{key}", placeholder="Not known", help=_DATE_HELP, max_chars=40
    )
    publisher = three.text_input(
        "Publisher", clean(document.publisher), key=f"publisher-{key}", placeholder="Not known", max_chars=MAX_TITLE
    )
    try:
        published = check_published(day)
    except ExtractError as error:
        _refuse(str(error))
        return None
    return replace(document, title=clean(typed) or title, published=published, publisher=clean(publisher))
