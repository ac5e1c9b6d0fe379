"""Where a stance matrix's names and cells are drawn, and what each cell looks like."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.case.captions import edge_caption, name_of
from graph.case.schema import Schema
from graph.case.statuses import STATUSES
from graph.case.words import clean, number_of, shorten
from graph.picture.looks import Theme
from graph.picture.text import text_width, wrap
from graph.questions.stances import Cell, CellStance, Row, StanceMatrix

CELL = 34.0
"""Width of a column, and least height of a row."""
_WIDE_CELL = 41.0
"""Width of a column where some name takes two lines."""
FONT_SIZE = 12.5
SMALL = 11.0
LINE = 15.5
_LABEL = 400.0
_HEAD = 190.0
"""The widest line of a statement, and of a speaker's name."""
TILT = math.radians(55)
"""By how much names of speakers stand upright."""
_LONGEST = 400
"""Characters of a name."""
_GAP = 18.0


@dataclass(frozen=True, slots=True)
class StanceLook:
    """How a stance is drawn, so that it is told without colours too.

    Parameters
    ----------
    colour : str
        ``#rrggbb``, one of Okabe and Ito's, which colour-blind people can tell apart.
    ink : str
        Of the sign on it.
    sign : str
    shape : {"dot", "square", "diamond", "box"}
    words : str
        What it means, for legends.
    """

    colour: str
    ink: str
    sign: str
    shape: str
    words: str


STANCE_LOOKS: Mapping[CellStance, StanceLook] = {
    "asserts": StanceLook("#0072B2", "#ffffff", "+", "dot", "asserts it"),
    "denies": StanceLook("#C24E00", "#ffffff", "−", "square", "denies it"),
    "questions": StanceLook("#E69F00", "#1c2430", "?", "diamond", "questions it"),
    "conflicts": StanceLook("#9C3B6B", "#ffffff", "≠", "square", "says what conflicts with it"),
    "mixed": StanceLook("#7A5AA6", "#ffffff", "±", "box", "says both, or is told to have said both"),
}
FOUND_WORDS = "decided by a deciding body"
HEARSAY_WORDS = "at second hand: others tell what was said"
ELSEWHERE_WORDS = "hollow: by another statement that contradicts this one"


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A statement's row.

    Parameters
    ----------
    row : Row
    y, height : float
    lines : tuple of str
        The statement, as it is broken into lines.
    status : str
    told : str
        The whole sentence, for pointing at it.
    """

    row: Row
    y: float
    height: float
    lines: tuple[str, ...]
    status: str
    told: str

    @property
    def middle(self) -> float:
        """The height of its cells' centres."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class PlacedMatrix:
    """A matrix as it is drawn.

    Parameters
    ----------
    heads : tuple of (str, float, tuple of str)
        Each speaker's id, the middle of the column, and the name as it is broken into lines.
    rows : tuple of PlacedRow
    left, top : float
        Where the cells begin.
    column : float
        Their width.
    width, height : float
        Of all of it.
    """

    heads: tuple[tuple[str, float, tuple[str, ...]], ...]
    rows: tuple[PlacedRow, ...]
    left: float
    top: float
    column: float
    width: float
    height: float


def place(matrix: StanceMatrix, schema: Schema) -> PlacedMatrix:
    """Return where everything stands: no name is wider than its room, and none stands on another."""
    labels = [(row, _lines(statement_words(row, schema), FONT_SIZE, _LABEL, 3)) for row in matrix.rows]
    heads = [(id, _lines(name, FONT_SIZE, _HEAD, 2)) for id, name in matrix.speakers.items()]
    wide = max((text_width(line, FONT_SIZE) for _, lines in labels for line in lines), default=0.0)
    left = math.ceil(max(wide, 120.0)) + _GAP
    longest = max((text_width(line, FONT_SIZE) for _, lines in heads for line in lines), default=0.0)
    deep = max((len(lines) for _, lines in heads), default=0)
    top = math.ceil(longest * math.sin(TILT) + deep * LINE * math.cos(TILT)) + 10
    y, rows = float(top), []
    for row, lines in labels:
        height = max(CELL, LINE * len(lines) + SMALL + 12)
        rows.append(PlacedRow(row, y, height, lines, row.status, row.text(schema)))
        y += height
    column = _WIDE_CELL if deep > 1 else CELL
    columns = tuple((id, left + column * (i + 0.5), lines) for i, (id, lines) in enumerate(heads))
    right = left + column * len(heads) + max(longest * math.cos(TILT) + LINE, sides_width(matrix.rows) + _GAP)
    return PlacedMatrix(columns, tuple(rows), left, top, column, math.ceil(right), y)


def statement_words(row: Row, schema: Schema) -> str:
    """Return a statement as a row is called by it, which is never without its status beside it."""
    statement = row.statement
    words = edge_caption(statement, schema).removesuffix(f" ({row.status})")
    return clean(f"{name_of(statement.start_node, schema)} — {words} → {name_of(statement.end_node, schema)}")


def status_words(row: Row) -> str:
    """Return a row's status with what it means: "disputed: asserted by some, denied or questioned by others"."""
    status = STATUSES.get(row.status)
    return f"{row.status}: {status.words}" if status else row.status


def cell_words(cell: Cell, row: Row, schema: Schema) -> str:
    """Return what a speaker says of a statement, each claim as a sentence with its passage."""
    return "\n".join(f"{text} ({claim.place})" for claim, text in row.tells_all(cell, schema))


def sides_words(row: Row) -> str:
    """Return how many speakers stand on each side: "2 : 1"."""
    return " : ".join(map(str, row.sides))


def sides_width(rows: Iterable[Row]) -> float:
    """Return the room that the numbers beside the rows take."""
    return max((text_width(sides_words(row), SMALL) for row in rows), default=0.0)


def described(matrix: StanceMatrix) -> str:
    """Return what a matrix shows, in words."""
    rows, contested = len(matrix.rows), matrix.contested
    speakers = number_of(len(matrix.speakers), "speaker")
    if matrix.total <= rows:
        return f"{number_of(rows, 'statement')}, {speakers}; {contested:,} contested by somebody"
    if contested == rows:
        return f"The {rows:,} most disputed of {matrix.total:,} statements, {speakers}"
    of = f"{rows:,} of {matrix.total:,} statements, {speakers}"
    first = f"first the {contested:,} that somebody contests, then those" if contested else "nobody contests any; those"
    return f"{of}: {first} of which most is said"


def legend(matrix: StanceMatrix) -> list[tuple[CellStance | str, str]]:
    """Return what the signs in a matrix mean, those that are in it: a stance, or ``found``, ``hearsay`` and others."""
    cells = [cell for row in matrix.rows for cell in row.cells.values()]
    entries: list[tuple[CellStance | str, str]] = [
        (stance, look.words) for stance, look in STANCE_LOOKS.items() if any(cell.stance == stance for cell in cells)
    ]
    if any(cell.found for cell in cells):
        entries.append(("found", FOUND_WORDS))
    if any(cell.hearsay for cell in cells):
        entries.append(("hearsay", HEARSAY_WORDS))
    if any(cell.elsewhere for cell in cells):
        entries.append(("elsewhere", ELSEWHERE_WORDS))
    if any(len(cell.said) > 1 for cell in cells):
        entries.append(("count", "by so many claims"))
    if any(len(row.cells) < len(matrix.speakers) for row in matrix.rows):
        entries.append(("silent", "says nothing of it"))
    return entries


def _lines(text: str, size: float, limit: float, most: int) -> tuple[str, ...]:
    return wrap(shorten(clean(text), _LONGEST), size, limit, most)


def ring(theme: Theme) -> str:
    """Return the colour of what a deciding body decides."""
    return theme.roles["firm"]
