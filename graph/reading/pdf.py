"""PDF: the text of its pages, by where its lines stand."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator, Sequence
from statistics import median
from threading import Lock
from typing import Any

from graph.reading.document import Document, missing, one_line, refused
from graph.reading.flow import Line, Page, page_texts
from graph.settings import Settings

_ONE_AT_A_TIME = Lock()
"""PDFium is not made for threads."""
_LOCKED = (4, 5)
"""PDFium's numbers for a password that is not known, and a way of locking that it does not know."""
_HYPHEN = "\ufffe"
"""What PDFium gives for a hyphen at the end of a line, instead of the hyphen and the line's end."""
_ENDS = re.compile(rf"\r\n|\r|\n|[{_HYPHEN}\x02]")
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]")
_TOO_UNREADABLE = 0.2
_PLAIN = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)},  # ligatures
    **dict.fromkeys([*range(0x20), 0x7F, 0xAD]),
    0x09: " ",
    0xF0B7: "•",
}
_NO_TITLE = re.compile(r"untitled.*|.*\.\w{2,5}|microsoft word - .*", re.IGNORECASE)
_ANOTHER_PDF = "Open it in a browser, print it as PDF anew, and give that."


def read(data: bytes, name: str, *, settings: Settings) -> Document:
    """Return the text of a PDF.

    Lines are joined to paragraphs, and words that a line's end hyphenates to words; page numbers and running heads are
    left out; between pages stands a blank line.

    Raises
    ------
    ExtractError
        It has a password, too many pages or no text, is broken, or a library is missing.
    """
    try:
        import pypdfium2
    except ImportError as error:
        raise missing(name, "pypdfium2") from error
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) in _LOCKED:
                raise refused(
                    name,
                    "is encrypted with a password",
                    "Open it, print it as PDF or save it without the password, and give that.",
                ) from error
            raise refused(name, "is a broken PDF", _ANOTHER_PDF) from error
        try:
            count = len(document)
            if count > settings.max_pages:
                raise refused(
                    name,
                    f"has {count:,} pages, {settings.max_pages:,} at the most are allowed (CASEGRAPH_MAX_PAGES)",
                    "Give the pages that matter as a PDF of their own.",
                )
            pages = [_page(document, number) for number in range(count)]
            empty = [number for number, page in enumerate(pages, 1) if not page.lines]
            scans = [number for number in empty if _has_image(document, number - 1)] if len(empty) < count else []
            said = document.get_metadata_dict()
        except pypdfium2.PdfiumError as error:
            raise refused(name, "is a broken PDF", _ANOTHER_PDF) from error
        finally:
            document.close()
    return _document(pages, scans, said, name)


def _document(pages: Sequence[Page], scans: Sequence[int], said: dict[str, str], name: str) -> Document:
    texts = page_texts(pages)
    whole = "".join(texts)
    letters = sum(map(str.isalnum, whole))
    if not letters and not _UNREADABLE.search(whole):
        raise refused(
            name,
            "has no text: its pages are pictures, as those of a scan",
            "Recognise its text with a program for that (OCR), check it, and give the PDF with text.",
        )
    if len(_UNREADABLE.findall(whole)) > _TOO_UNREADABLE * len(whole):
        raise refused(
            name,
            "does not say which letters its signs are",
            "Recognise its text with a program for that (OCR), check it, and give the PDF with text.",
        )
    starts = []
    parts: list[str] = []
    at = 0
    for number, text in enumerate(texts, 1):
        if text:
            starts.append((at, number))
            parts.append(f"{text}\n\n")
            at += len(parts[-1])
    title = one_line(said.get("Title", ""))
    return Document(
        "".join(parts)[:-1],  # one line end after the last page
        title="" if _NO_TITLE.fullmatch(title) else title,
        author=one_line(said.get("Author", "")),
        media_type="application/pdf",
        pages=tuple(starts),
        notes=_notes(scans),
    )


def _notes(scans: Sequence[int]) -> tuple[str, ...]:
    if not scans:
        return ()
    shown = ", ".join(map(str, scans[:20])) + (" …" if len(scans) > 20 else "")
    pages = "Page" if len(scans) == 1 else "Pages"
    return (f"{pages} {shown}: nothing was read, for there is a picture and no text.",)


def _page(document: Any, number: int) -> Page:
    page = document[number]
    try:
        _, height = page.get_size()
        text_page = page.get_textpage()
        try:
            return Page(number + 1, height, tuple(_lines(text_page)))
        finally:
            text_page.close()
    finally:
        page.close()


def _has_image(document: Any, number: int) -> bool:
    from pypdfium2 import raw

    page = document[number]
    try:
        return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    finally:
        page.close()


def _lines(text_page: Any) -> Iterator[Line]:
    """Yield the lines of a page in the order in which they are written in it."""
    text = text_page.get_text_range()
    start = unit = 0
    for found in [*_ENDS.finditer(text), None]:
        end, following = found.span() if found else (len(text), len(text))
        content = text[start:end]
        hyphen = (found is not None and found[0] in f"{_HYPHEN}\x02") or content.rstrip(" ").endswith("\xad")
        words = re.sub(" {2,}", " ", content.translate(_PLAIN)).strip(" ")
        if words.strip() and content.strip():
            yield _line(text_page, content, unit, words, hyphen=hyphen)
        unit += _units(text[start:following])
        start = following


def _units(text: str) -> int:
    """Return the length of a text as PDFium counts it: in units of UTF-16."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _line(text_page: Any, content: str, unit: int, words: str, *, hyphen: bool) -> Line:
    first = len(content) - len(content.lstrip())
    last = len(content.rstrip()) - 1
    word_end = first + len(content[first:].split(None, 1)[0]) - 1
    # bullets and blanks have a size of their own
    letters = [at for at, character in enumerate(content) if character.isalnum()] or [first]
    samples = (letters[0], letters[len(letters) // 2], letters[-1])
    units = {at: unit + _units(content[:at]) for at in (first, last, word_end, *samples)}
    boxes = {at: _box(text_page, each) for at, each in units.items()}
    left, bottom, _, _ = boxes[first]
    return Line(
        words,
        left=left,
        right=boxes[last][2],
        base=_base(text_page, units[samples[0]], bottom),
        size=median(boxes[at][3] - boxes[at][1] for at in samples),
        first_word=boxes[word_end][2] - left,
        hyphen=hyphen,
    )


def _box(text_page: Any, unit: int) -> tuple[float, float, float, float]:
    from pypdfium2 import PdfiumError, raw

    try:
        index = raw.FPDFText_GetCharIndexFromTextIndex(text_page, unit)
        left, bottom, right, top = text_page.get_charbox(max(index, 0), loose=True)
    except PdfiumError:
        return 0, 0, 0, 0
    return left, bottom, right, top


def _base(text_page: Any, unit: int, otherwise: float) -> float:
    from pypdfium2 import raw

    x, y = ctypes.c_double(), ctypes.c_double()
    index = raw.FPDFText_GetCharIndexFromTextIndex(text_page, unit)
    found = raw.FPDFText_GetCharOrigin(text_page, max(index, 0), ctypes.byref(x), ctypes.byref(y))
    return y.value if found else otherwise
