"""Results as text that people read: aligned tables for a terminal, tables of Markdown, CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from graph.case.words import JOINERS
from graph.elements import Node, Path, Relationship, to_json
from graph.formats.portable import scalar, scalar_as_text, without_surrogates

MAX_CELL = 60
"""Columns of a terminal that one cell takes at the most; longer text is cut, with an ellipsis."""
_MAX_READ = 100 * MAX_CELL
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
_PLAIN_NUMBER = re.compile(r"'*[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|Infinity)", re.ASCII)


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
    cells = [list(map(_short_line, columns)), *([_short_line(cell_text(value)) for value in row] for row in rows)]
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


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, mark: bool = True) -> bytes:
    r"""Return rows as a CSV file in which no spreadsheet finds a formula.

    Parameters
    ----------
    columns : sequence of str
    rows : iterable of sequence
        Values as in :class:`graph.stores.Result`.
    mark : bool
        It begins with a byte-order mark, by which Excel knows that it is UTF-8.

    Examples
    --------
    >>> to_csv(["name", "n"], [["=1+1", -5], [None, True]], mark=False)
    b"name,n\r\n'=1+1,-5\r\n,true\r\n"
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in (columns, *rows):
        writer.writerow([spreadsheet_cell(csv_cell(value)) for value in row])
    return without_surrogates(text.getvalue()).encode("utf-8-sig" if mark else "utf-8")


def csv_cell(value: Any) -> str | int | float:
    """Return a value as a cell of CSV: null is empty, and truth values, lists and maps are written as in JSON."""
    plain = scalar(value)
    return "" if plain is None else scalar_as_text(plain) if isinstance(plain, bool | float) else plain


def cell_text(value: Any) -> str:
    """Return a value as a person reads it: a node as ``(id)``, a relationship as ``(a)-[TYPE]->(b)``."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float() if not math.isfinite(value):
            return str(to_json(value))
        case datetime():
            return value.isoformat()
        case Node():
            return f"({value.id})"
        case Relationship():
            return f"({value.start})-[{_type_and_status(value)}]->({value.end})"
        case Path():
            text = cell_text(value.nodes[0])
            for near, relationship, far in zip(value.nodes, value.relationships, value.nodes[1:], strict=False):
                out = relationship.start_node.key == near.key
                said = _type_and_status(relationship)
                text += f"-[{said}]->" if out else f"<-[{said}]-"
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


def _type_and_status(relationship: Relationship) -> str:
    status = relationship.properties.get("status")
    return f"{relationship.type} {status}" if status else relationship.type


def _one_line(text: str) -> str:
    # what joins letters and emoji stays; what is not seen otherwise, as what turns the direction of a line, does not
    return " ".join("".join(c if c.isprintable() or c in JOINERS else " " for c in text).split())


def _short_line(text: str) -> str:
    text = _one_line(text[:_MAX_READ])  # a long text is not read to its end
    if _width(text) <= MAX_CELL:
        return text
    width = end = 0
    while width + _width(text[end]) < MAX_CELL:
        width += _width(text[end])
        end += 1
    return text[:end].rstrip(JOINERS) + "…"


def _width(text: str) -> int:
    # East Asian wide characters take two columns, combining marks and joiners none.
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()


_ENTITIES = {"<": "&lt;", "&": "&amp;"}
_SIGNS_IN_A_CELL = "\\|`*_[~$<&"


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet may compute a text; a plain number it only reads.

    Examples
    --------
    >>> [is_formula(text) for text in ("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-5", "-1.5e3", "-Infinity", "5-3")]
    [True, True, True, False, False, False, False]
    """
    return bool(_FORMULA.match(text)) and not _PLAIN_NUMBER.fullmatch(text)


def spreadsheet_cell(value: Any) -> Any:
    """Return a value that is safe in a spreadsheet: a text that is a formula to it gets an apostrophe in front.

    So does one that is a formula behind apostrophes: whoever reads the file again takes one from each.
    """
    return f"'{value}" if isinstance(value, str) and is_formula(value) else value


def _markdown_cell(text: str) -> str:
    signs = {ord(sign): _ENTITIES.get(sign, f"\\{sign}") for sign in _SIGNS_IN_A_CELL}
    return _one_line(text).translate(signs)
