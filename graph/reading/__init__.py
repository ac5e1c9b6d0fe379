"""A document → plain text: what is kept of it, and what all positions count."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

from graph.reading import docx, html, markdown, pdf, plain
from graph.reading.document import Document, headline, megabytes, one_line, refused
from graph.reading.kinds import kind_of
from graph.reading.language import language_of
from graph.settings import Settings

__all__ = ["Document", "read_document"]

_UNNAMED = "The document"


def read_document(
    source: Path | str | bytes, *, settings: Settings, name: str = "", encoding: str | None = None
) -> Document:
    r"""Read a document: plain text, Markdown, HTML, a PDF with text, or .docx.

    What it is, is told by its content and not by its name. The same bytes give the same text; nothing is fetched.

    Parameters
    ----------
    source : Path, str or bytes
        A file's path, or what is in it.
    settings : Settings
        For the limits ``max_document_mb``, ``max_text_mb``, ``max_pages`` and ``max_unpacked_mb``.
    name : str
        What errors call it; by default its path.
    encoding : str, optional
        Of a text, a page or Markdown that is not UTF-8.

    Raises
    ------
    ExtractError
        It cannot be read, is no text, or is larger than it may be; the message is one line and says what to do.

    Examples
    --------
    >>> read_document("It burned.\r\n".encode(), settings=Settings(), name="fire.txt").text
    'It burned.\r\n'
    """
    name = one_line(name) or (_UNNAMED if isinstance(source, bytes) else one_line(str(source)))
    data = source if isinstance(source, bytes) else _contents(Path(source), name, settings)
    limit = settings.max_document_mb
    if len(data) > limit * 1_000_000:
        raise _too_large(name, len(data), settings)
    if not data:
        raise refused(name, "is empty", "Give a file with text in it.")
    match kind_of(data, name):
        case "pdf":
            document = pdf.read(data, name, settings=settings)
        case "zip":
            document = docx.read(data, name, settings=settings)
        case _:
            document = _from_text(data, name, settings, encoding)
    if not document.text.strip("\ufeff \t\r\n"):
        raise refused(name, "is empty: there are only blanks in it", "Give a file with text in it.")
    _check_text(len(document.text.encode()), name, settings)
    title = document.title or headline(document.text)
    return replace(document, title=title, language=language_of(document.text))


def _contents(path: Path, name: str, settings: Settings) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise refused(name, "is a folder", "Name the files in it.")
        if not stat.S_ISREG(status.st_mode):
            raise refused(name, "is no file", "Name a file with text in it.")
        if status.st_size > settings.max_document_mb * 1_000_000:
            raise _too_large(name, status.st_size, settings)
        with path.open("rb") as file:
            return file.read(settings.max_document_mb * 1_000_000 + 1)  # it may have grown
    except FileNotFoundError as error:
        raise refused(name, "cannot be read: there is no such file", "Look at its name, and the folder.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no name of a file"
        raise refused(name, f"cannot be read: {reason}", "Name a file that you may read.") from error


def _from_text(data: bytes, name: str, settings: Settings, encoding: str | None) -> Document:
    if b"\0" not in data:  # what has one is no text, or is said to be none
        _check_text(len(data), name, settings)
    text = plain.decode(data, name, encoding)
    if html.is_html(text):
        return html.read(text, name)
    if markdown.is_markdown(text):
        return markdown.read(text, name)
    return Document(text)


def _too_large(name: str, size: int, settings: Settings) -> Exception:
    limit = settings.max_document_mb
    reason = f"has {megabytes(size)}, a file may have {limit} MB at the most (CASEGRAPH_MAX_DOCUMENT_MB)"
    return refused(name, reason, "Give the part of it that matters.")


def _check_text(size: int, name: str, settings: Settings) -> None:
    limit = settings.max_text_mb
    if size > limit * 1_000_000:
        reason = f"has {megabytes(size)} of text, {limit} MB at the most are allowed (CASEGRAPH_MAX_TEXT_MB)"
        raise refused(name, reason, "Give it in parts, a file each.")
