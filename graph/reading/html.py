"""HTML: the main text of a page of the web, without what stands around it; nothing of it is run or fetched."""

from __future__ import annotations

import codecs
import logging
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from graph.reading.document import CELL, Document, as_published, joined, missing, one_line, refused, word_set

if TYPE_CHECKING:
    from collections.abc import Callable

_FRAME = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_PIECE = re.compile(
    r"<(?:meta|title|link|script|style|main|article|section|header|nav|div|p|h[1-6]|table|ul|ol|blockquote)(?:\s[^<>]*)?>",
    re.IGNORECASE,
)
_END = re.compile(r"</[a-z][a-z0-9]*\s*>", re.IGNORECASE)
_DECLARED = re.compile(
    rb"""<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{1,40})|<\?xml[^>]{0,100}?encoding=["']([\w.:-]{1,40})""",
    re.IGNORECASE,
)
# What browsers take these names for.
_TAKEN_FOR = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
_BLOCKS = word_set("body main div p head list item quote code pre ab fw table row cell figure")
_LINE = "\v"
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# A date that a page gives may be of any day; without these it would depend on the day of reading.
_DATES = {"original_date": True, "extensive_search": False, "min_date": "1400-01-01", "max_date": "2200-01-01"}


def is_html(text: str) -> bool:
    """Return whether a text is a page of the web, or a piece of one: whether it begins with such a tag.

    Examples
    --------
    >>> is_html("<!-- saved --><!DOCTYPE html><title>Fire</title>"), is_html("<p>Fire</p>"), is_html("<3 fire")
    (True, True, False)
    """
    at = _skipped(text)
    if _FRAME.match(text, at):
        return True
    return bool(_PIECE.match(text, at)) and bool(_END.search(text, at))


def _skipped(text: str) -> int:
    """Return where a page begins, after blanks, a declaration of XML and comments."""
    at = 0
    while True:
        while at < len(text) and (text[at].isspace() or text[at] == "\ufeff"):
            at += 1
        for opening, closing in (("<!--", "-->"), ("<?xml", ">")):
            if text.startswith(opening, at) and (end := text.find(closing, at)) > 0:
                at = end + len(closing)
                break
        else:
            return at


def declared_encoding(data: bytes) -> str:
    """Return the codec of the encoding that a page of the web declares for itself; empty where it does not."""
    start = data[:4096]
    found = _DECLARED.search(start)
    if not found or not is_html(start.decode("latin-1")):
        return ""
    try:
        codec = codecs.lookup((found[1] or found[2]).decode("ascii")).name
    except (LookupError, ValueError):
        return ""
    if not codec.startswith(("iso8859", "cp", "mac", "koi8", "big5", "euc", "gb", "shift", "ascii", "tis")):
        return ""
    return _TAKEN_FOR.get(codec, codec)


def read(text: str, name: str) -> Document:
    """Return the main text of a page: title, paragraphs, items of lists, rows of tables.

    Raises
    ------
    ExtractError
        There is no text in the page, or a library is missing.
    """
    bare_extraction, baseline = _extractors(name)
    page = text[_skipped(text) :]
    if not _FRAME.match(page):
        page = f"<!DOCTYPE html><html><body>{page}</body></html>"
    found: Any = bare_extraction(
        page, include_comments=False, with_metadata=True, date_extraction_params=_DATES, deduplicate=False
    )
    paragraphs = _paragraphs(found.body) if found is not None and found.body is not None else []
    if not paragraphs:  # a page of a few words
        paragraphs = _paragraphs(baseline(page)[0])
    if not paragraphs:
        raise refused(
            name,
            "is a page without text: perhaps a program in it fetches the text",
            "Open it in a browser, print it as PDF, and give that.",
        )

    def said(field: str) -> str:
        return one_line(getattr(found, field, None) or "")

    return Document(
        joined(paragraphs),
        title=said("title"),
        published=as_published(said("date")),
        author=said("author"),
        publisher=said("sitename"),
        media_type="text/html",
    )


def _extractors(name: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    try:
        from trafilatura import bare_extraction, baseline
    except ImportError as error:
        raise missing(name, "trafilatura with lxml-html-clean") from error
    _quieten()
    return bare_extraction, baseline


@cache
def _quieten() -> None:
    # What these packages warn of is said by our own errors.
    for package in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(package).addHandler(logging.NullHandler())


def _paragraphs(body: Any) -> list[str]:
    found: list[str] = []
    parts: list[str] = []

    def end() -> None:
        if words := _tidy("".join(parts)):
            found.append(words)
        parts.clear()

    def walk(element: Any) -> None:
        if not isinstance(element.tag, str):  # a comment
            return
        if element.tag == "lb":
            parts.append(_LINE)
        if element.tag == "table":
            end()
            if rows := _rows(element):
                found.append("\n".join(rows))
            return
        block = element.tag in _BLOCKS
        if block:
            end()
        parts.append(element.text or "")
        for child in element:
            walk(child)
            parts.append(child.tail or "")
        if block:
            end()

    walk(body)
    end()
    return found


def _rows(table: Any) -> list[str]:
    rows = ([_tidy(" ".join(cell.itertext())) for cell in row.iterchildren("cell")] for row in table.iter("row"))
    lines = (CELL.join(cell for cell in cells if cell) for cells in rows)
    return [line for line in lines if line]


def _tidy(text: str) -> str:
    lines = (line.strip(" ") for line in _BLANKS.sub(" ", text).split(_LINE))
    return "\n".join(line for line in lines if line)
