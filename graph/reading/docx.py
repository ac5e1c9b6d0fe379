"""Word's .docx: paragraphs, tables row by row, and the notes at the foot of the pages, as a reader sees them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from graph.reading.document import CELL, Document, joined, megabytes, missing, one_line, refused, word_set
from graph.settings import Settings

MAX_ENTRIES = 5_000
"""Files in a .docx: each picture of it is one."""
MAX_RATIO = 200
"""How many times as large as packed a file in a .docx may be; XML that repeats much reaches some dozens."""
_SMALL = 1_000_000
"""Bytes of an unpacked file below which its ratio does not matter."""
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What a reader does not see: deleted and moved words, codes of fields, what is drawn where Word is too old.
_UNSEEN = frozenset(f"{_W}{tag}" for tag in word_set("del moveFrom instrText delText rPr pPr sectPr tblPr trPr tcPr"))
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011", f"{_W}ptab": "\t"}
_NOTES = (("footnote", "footnotes"), ("endnote", "endnotes"))
# How zipfile and python-docx say that a file is not as it should be.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
_ANOTHER_DOCX = "Open it in a word processor, save it as .docx anew, and give that."
_SAVE_AS_DOCX = "Save it as .docx, and give that."
_OTHER_ZIPS = (
    (rb"^application/epub\+zip", "is an e-book (EPUB)", "Convert it to .docx, PDF or text, and give that."),
    (rb"^application/vnd\.oasis\.opendocument\.text", "is an OpenDocument text (.odt)", _SAVE_AS_DOCX),
    (rb"^application/vnd\.oasis\.opendocument", "is an OpenDocument file", "Save it as PDF, and give that."),
)
_FOLDERS = (
    ("xl/", "is a spreadsheet (.xlsx)", "Save what it says as text, PDF or .docx, and give that."),
    ("ppt/", "is a presentation (.pptx)", "Save it as PDF, and give that."),
    ("word/", "is a template of Word, has macros, or is damaged", _ANOTHER_DOCX),
)


def read(data: bytes, name: str, *, settings: Settings) -> Document:
    """Return the text of a .docx.

    Changes that Word tracks are taken as made; headers, comments and hidden words are left out.

    Raises
    ------
    ExtractError
        It is another zip, is broken, unpacks to more than it may, or a library is missing.
    """
    _check(data, name, settings)
    try:
        import docx
        from docx.oxml.parser import parse_xml
        from lxml import etree
    except ImportError as error:
        raise missing(name, "python-docx") from error
    try:
        document = docx.Document(io.BytesIO(data))
        paragraphs = list(_paragraphs(document.element.body))
        for note, kind in _NOTES:
            for relation in document.part.rels.values():
                if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
                    notes = parse_xml(relation.target_part.blob)
                    paragraphs += [words for each in notes.iterchildren(f"{_W}{note}") for words in _note(each)]
        properties = document.core_properties
        title, author = one_line(properties.title or ""), one_line(properties.author or "")
    except (*_BROKEN, etree.LxmlError) as error:
        raise refused(name, "is a broken .docx", _ANOTHER_DOCX) from error
    # what python-docx and other programs name as the author of what nobody signed
    author = "" if author.lower() in ("python-docx", "unknown", "user", "microsoft office user") else author
    return Document(joined(paragraphs), title=title, author=author, media_type=_MEDIA_TYPE)


def _check(data: bytes, name: str, settings: Settings) -> None:
    """Refuse a zip that is no .docx, or would unpack to more than it may: by its directory, before it is opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries, name, settings)
            kind = archive.read("mimetype")[:100] if _small(entries, "mimetype") else b""
            types = archive.read("[Content_Types].xml") if _small(entries, "[Content_Types].xml") else b""
    except _BROKEN as error:
        raise refused(name, "is a broken zip or .docx", _ANOTHER_DOCX) from error
    for pattern, what, next_step in _OTHER_ZIPS:
        if re.match(pattern, kind):
            raise refused(name, what, next_step)
    if b"wordprocessingml.document.main+xml" in types:
        return
    names = [entry.filename for entry in entries]
    for folder, what, next_step in _FOLDERS:
        if types and any(each.startswith(folder) for each in names):
            raise refused(name, what, next_step)
    raise refused(name, "is a zip archive and no .docx", "Unpack it, and give the documents in it.")


def _small(entries: list[zipfile.ZipInfo], name: str) -> bool:
    return any(entry.filename == name and entry.file_size <= _SMALL for entry in entries)


def _check_sizes(entries: list[zipfile.ZipInfo], name: str, settings: Settings) -> None:
    limit = settings.max_unpacked_mb
    unpacked = sum(entry.file_size for entry in entries)
    reason = ""
    if len(entries) > MAX_ENTRIES:
        reason = f"holds {len(entries):,} files, {MAX_ENTRIES:,} at the most are allowed"
    elif unpacked > limit * 1_000_000:
        reason = f"unpacks to {megabytes(unpacked)}, {limit} MB at the most are allowed (CASEGRAPH_MAX_UNPACKED_MB)"
    elif any(entry.file_size > max(_SMALL, MAX_RATIO * entry.compress_size) for entry in entries):
        reason = f"holds a file that unpacks to more than {MAX_RATIO} times its size, as no document does"
    if reason:
        raise refused(name, reason, "If it is a document, save it as PDF, and give that.")


def _paragraphs(body: Any) -> Iterator[str]:
    """Yield the paragraphs and tables of a part in order, those in frames and content controls among them."""
    for element in body:
        if element.tag == f"{_W}p":
            beside: list[Any] = []
            yield from _if_any(_words(element, beside))
            for box in beside:
                yield from _paragraphs(box)
        elif element.tag == f"{_W}tbl":
            yield from _if_any("\n".join(line for line in map(_row, _rows(element)) if line))
        elif isinstance(element.tag, str) and element.tag not in _UNSEEN and element.tag != _FALLBACK:
            yield from _paragraphs(element)


def _if_any(words: str) -> Iterator[str]:
    if words := "\n".join(line.strip(" \t") for line in words.split("\n")).strip("\n"):
        yield words


def _words(element: Any, beside: list[Any]) -> str:
    """Return the words of a paragraph; what stands in a frame at its side goes into ``beside``."""
    parts: list[str] = []

    def walk(parent: Any) -> None:
        for child in parent:
            tag = child.tag
            if tag == f"{_W}t":
                parts.append(child.text or "")
            elif tag in _SIGNS:
                parts.append(_SIGNS[tag])
            elif tag == f"{_W}txbxContent":
                beside.append(child)
            elif isinstance(tag, str) and tag not in _UNSEEN and tag != _FALLBACK and not _hidden(child):
                walk(child)

    walk(element)
    return "".join(parts)


def _hidden(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish") if run.tag == f"{_W}r" else None
    return mark is not None and mark.get(f"{_W}val") not in ("0", "false", "off")


def _rows(table: Any) -> Iterator[Any]:
    for element in table:
        if element.tag == f"{_W}tr":
            yield element
        elif isinstance(element.tag, str) and element.tag not in _UNSEEN:  # a content control, or an inserted row
            yield from _rows(element)


def _row(row: Any) -> str:
    return CELL.join(words for cell in _cells(row) if (words := " ".join(" ".join(_paragraphs(cell)).split("\n"))))


def _cells(row: Any) -> Iterator[Any]:
    for element in row:
        if element.tag == f"{_W}tc":
            yield element
        elif isinstance(element.tag, str) and element.tag not in _UNSEEN:
            yield from _cells(element)


def _note(note: Any) -> Iterator[str]:
    if note.get(f"{_W}type") not in ("separator", "continuationSeparator", "continuationNotice"):
        yield from _paragraphs(note)
