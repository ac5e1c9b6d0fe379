"""What a document is once it was read, and how one that cannot be read is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.case.dates import EdtfDate
from graph.errors import ExtractError, ModelError

CELL = " | "
"""What stands between the cells of a table's row, in every format."""
_HEADLINE = re.compile(r"[\ufeff\s]*([^\W_].{0,118}[^\s.,;:!…])[^\S\r\n]*(?:\r\n?|\n)[^\S\r\n]*[\r\n]\s*\S")


@dataclass(frozen=True, slots=True)
class Document:
    r"""A document as plain text, and what it says of itself.

    Parameters
    ----------
    text : str
        What is kept, and what all positions count: code points. A plain text is here as it is in the file, with its
        byte order mark and its line ends; all other formats give paragraphs with blank lines between, and ``\n``.
    title, author, publisher : str
        Empty where the file does not say.
    published : str
        A date in EDTF, such as ``2024-03-05``; empty where the file does not say. The day on which a file was made
        or saved is none.
    media_type : str
        What its content is, whatever its name.
    pages : tuple of (int, int)
        Of a PDF: where a page's text begins, and the page's number in the file from 1; pages without text are left out.
    language : str
        Its language as in ``en``; empty where it is not clear.
    notes : tuple of str
        What a reader should know before relying on the text, a sentence each: pages of which nothing was read.
    """

    text: str
    title: str = ""
    published: str = ""
    author: str = ""
    publisher: str = ""
    media_type: str = "text/plain"
    pages: tuple[tuple[int, int], ...] = ()
    language: str = ""
    notes: tuple[str, ...] = ()


def refused(name: str, reason: str, next_step: str) -> ExtractError:
    """Return the error for a document that cannot be read: one line, whatever is in its name.

    Examples
    --------
    >>> str(refused("a.txt", "is empty", "Name a file with text in it."))
    'a.txt is empty. Name a file with text in it.'
    """
    return ExtractError(one_line(f"{name} {reason}. {next_step}"))


def missing(name: str, library: str) -> ExtractError:
    """Return the error for a document whose format needs a library that is not installed."""
    return refused(
        name,
        f"needs {library} to be read, which is not installed",
        "Install the extra: pip install 'casegraph[extract]'.",
    )


def headline(text: str) -> str:
    r"""Return the line above a text that looks like its title: short, without a mark at its end; or nothing.

    Examples
    --------
    >>> headline("Fire at pier nine\n\nIt began at the gate.")
    'Fire at pier nine'
    >>> headline("It began.\n\nThen it burned.")
    ''
    """
    found = _HEADLINE.match(text)
    return one_line(found[1]) if found else ""


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text with blanks between them."""
    return frozenset(text.split())


def one_line(text: str) -> str:
    """Return a text with its line breaks and control characters as single blanks, without blanks around it."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()


def megabytes(size: int) -> str:
    """Return a number of bytes in MB, never rounded down to what it is larger than.

    Examples
    --------
    >>> megabytes(10_000_001), megabytes(12_340_000)
    ('10.1 MB', '12.4 MB')
    """
    return f"{-(-size // 100_000) / 10:.1f} MB"


def as_published(value: str) -> str:
    """Return a date that a document gives as EDTF; empty where it is none.

    Examples
    --------
    >>> as_published("2024-03-05T09:30:00+01:00"), as_published("2024-03"), as_published("March")
    ('2024-03-05', '2024-03', '')
    """
    value = re.sub(r"^(\d{4}-\d\d-\d\d)[T ]\d\d:?\d\d.*", r"\1", one_line(value))
    try:
        return EdtfDate.parse(value).edtf
    except ModelError:
        return ""


def joined(paragraphs: list[str]) -> str:
    """Return paragraphs as a text, with blank lines between and a line end after the last."""
    return "\n\n".join(paragraphs) + "\n" if paragraphs else ""
