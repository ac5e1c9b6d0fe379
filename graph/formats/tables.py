"""Results as text that people read: aligned tables for a terminal, tables of Markdown, cells for a spreadsheet."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from graph.elements import Node, Path, Relationship

MAX_CELL = 60
"""Columns of a terminal that one cell takes at the most; longer text is cut, with an ellipsis."""
_MAX_READ = 100 * MAX_CELL
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return rows under their column names, aligned; a cell is one line.

    Parameters
    ----------
    columns : sequence of str
    rows : iterable of sequence
        Values as in :class:`graph.stores.Result`.

    Returns
    -------
    str
        Lines ended by a newline.

    Examples
    --------
    >>> print(to_table(["name", "n"], [["Ines", 2]]), end="")
    name  n
    ----  -
    Ines  2
    """
    cells = [[_one_line(name) for name in columns], *([_one_line(cell_text(value)) for value in row] for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    lines = [_aligned(cells[0], widths), _aligned(["-" * width for width in widths], widths)]
    lines += [_aligned(row, widths) for row in cells[1:]]
    return "".join(line + "\n" for line in lines)


def to_markdown(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    r"""Return rows as a table of Markdown (GitHub's), each value as a person reads it and whole.

    Examples
    --------
    >>> print(to_markdown(["name", "n"], [["Ines | Okafor", 2]]), end="")
    | name | n |
    | --- | --- |
    | Ines \| Okafor | 2 |
    """
    lines: list[list[str]] = [[_markdown_cell(name) for name in columns], ["---"] * len(columns)]
    lines += [[_markdown_cell(cell_text(value)) for value in row] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def cell_text(value: Any) -> str:
    """Return a value as a person reads it: a node as ``(id)``, a relationship as ``(a)-[TYPE]->(b)``."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case Node():
            return f"({value.id})"
        case Relationship():
            status = value.properties.get("status")
            return f"({value.start})-[{value.type}{f' {status}' if status else ''}]->({value.end})"
        case Path():
            text = cell_text(value.nodes[0])
            for near, relationship, far in zip(value.nodes, value.relationships, value.nodes[1:], strict=False):
                out = relationship.start_node.key == near.key
                text += f"-[{relationship.type}]->" if out else f"<-[{relationship.type}]-"
                text += cell_text(far)
            return text
        case bytes():
            return f"{len(value):,} bytes"
        case list() | tuple():
            return ", ".join(map(cell_text, value))
        case dict():
            return ", ".join(f"{name}: {cell_text(item)}" for name, item in value.items())
        case _:
            return str(value)


def _one_line(text: str) -> str:
    # a long text is not read to its end
    text = " ".join("".join(c if c.isprintable() else " " for c in text[:_MAX_READ]).split())
    if _width(text) <= MAX_CELL:
        return text
    width = end = 0
    while width + _width(text[end]) < MAX_CELL:
        width += _width(text[end])
        end += 1
    return text[:end] + "…"


def _width(text: str) -> int:
    # East Asian wide characters take two columns, combining marks none.
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()


_ENTITIES = {"<": "&lt;", "&": "&amp;"}
_SIGNS_IN_A_CELL = "\\|`*_[~$<&"


def escape_markdown(text: str, signs: str = string.punctuation) -> str:
    r"""Return a text as Markdown that shows it as it is.

    Parameters
    ----------
    text : str
    signs : str
        The signs that would mean something where the text will stand; on a page of Streamlit any may.

    Examples
    --------
    >>> print(escape_markdown("*a* -> [b]"))
    \*a\* \-\> \[b\]
    """
    return text.translate({ord(sign): _ENTITIES.get(sign, f"\\{sign}") for sign in signs})


def spreadsheet_cell(value: Any) -> Any:
    """Return a value that is safe in a spreadsheet: a text that looks like a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _markdown_cell(text: str) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return escape_markdown(line, _SIGNS_IN_A_CELL)
