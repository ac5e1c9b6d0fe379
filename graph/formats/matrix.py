"""A stance matrix as a picture, and as a table: who asserts, denies or questions what."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from graph.case.schema import Schema
from graph.case.words import clean
from graph.errors import FontWarning, RenderError
from graph.formats import XLSX
from graph.formats.svg import families
from graph.picture.looks import THEMES, Theme, line_style
from graph.picture.matrix import (
    FONT_SIZE,
    LINE,
    SMALL,
    STANCE_LOOKS,
    TILT,
    PlacedMatrix,
    PlacedRow,
    cell_words,
    described,
    legend,
    place,
    ring,
    sides_words,
    statement_words,
)
from graph.picture.text import text_width, wrap
from graph.questions.stances import Cell, StanceMatrix

MATRIX_FILES: Mapping[str, tuple[str, str, str]] = {
    ".svg": ("SVG", "image/svg+xml", "Sharp at any size, its text selectable"),
    ".png": ("PNG", "image/png", "Pixels, for slides and web pages"),
    ".pdf": ("PDF", "application/pdf", "For print, its text selectable"),
    ".csv": ("CSV", "text/csv", "A row a statement, a column a speaker"),
    ".xlsx": ("XLSX", XLSX, "The same, with the claims behind each cell on a second sheet"),
}
"""Files that a matrix is saved as, by ending: label, media type and what each is good for."""
_MARGIN = 32.0
_MOST_CELLS = 60_000
_RADIUS = 10.5
_BROKEN = ' stroke-dasharray="3 2.4"'
"""Of the rim of what is known at second hand."""


def write(
    matrix: StanceMatrix, ending: str, schema: Schema, *, title: str, source_line: str, theme: str = "light"
) -> bytes:
    """Return a matrix as the file of an ending.

    Parameters
    ----------
    matrix : StanceMatrix
    ending : str
        One of :data:`MATRIX_FILES`.
    schema : Schema
    title, source_line : str
    theme : {"light", "dark"}
        Of a picture.

    Raises
    ------
    RenderError
        There is no such ending, nothing to draw, or too much.

    Warns
    -----
    FontWarning
        A box stands in place of characters that no font has.
    """
    check_ending(ending)
    if ending == ".csv":
        from graph.formats.tables import to_csv

        return to_csv(*table(matrix, schema))
    if ending == ".xlsx":
        from graph.formats.graph_tables import Table
        from graph.formats.xlsx import to_xlsx

        about = Table(("What this is",), [(f"{title}. {source_line}. {described(matrix)}.",)])
        return to_xlsx(
            {"Stances": Table(*table(matrix, schema)), "Claims": Table(*claims_table(matrix, schema)), "About": about}
        )
    svg, wide, high = draw(matrix, schema, title=title, source_line=source_line, theme=theme)
    if ending == ".svg":
        return svg.encode()
    _warn_of_fonts(svg)
    if ending == ".png":
        from graph.formats.png import png_of

        return png_of(svg, wide, high)
    from graph.formats.pdf import pdf_of

    return pdf_of(svg, wide, high, title=clean(title), words=f"{described(matrix)}. {source_line}", theme=theme)


def check_ending(ending: str) -> None:
    """Refuse an ending that is none of :data:`MATRIX_FILES`.

    Raises
    ------
    RenderError
    """
    if ending not in MATRIX_FILES:
        raise RenderError(f"A stance matrix is saved as {', '.join(MATRIX_FILES)}, not {ending or 'no ending'!r}.")


def ending_of(path: Path) -> str:
    """Return the ending of a file's name, in lower case."""
    return path.suffix.lower()


def table(matrix: StanceMatrix, schema: Schema) -> tuple[list[str], list[list[Any]]]:
    """Return columns and rows: statement, status, how many speakers on each side, and what each speaker does.

    A cell says what the speaker does, with the number of claims where they are several: "denies (2)".
    """
    speakers = matrix.speakers
    columns = ["Statement", "Status", "In words", "Assert", "Contest", *_told_apart(speakers), "Id"]
    rows = []
    for row in matrix.rows:
        cells = row.cells
        said = [_cell_text(cells[id]) if id in cells else "" for id in speakers]
        rows.append([statement_words(row, schema), row.status, row.text(schema), *row.sides, *said, row.statement.id])
    return columns, rows


def claims_table(matrix: StanceMatrix, schema: Schema) -> tuple[list[str], list[list[Any]]]:
    """Return columns and rows of the claims behind a matrix."""
    columns = ["Statement", "Status", "Speaker", "Stance", "Claim", "Passage", "In words", "Claim id"]
    rows = [
        [
            statement_words(row, schema),
            row.status,
            claim.by_name,
            claim.past,
            claim.says,
            claim.at,
            text,
            claim.id,
        ]
        for row in matrix.rows
        for cell in row.cells.values()
        for claim, text in row.tells_all(cell, schema)
    ]
    return columns, rows


def _told_apart(names: Mapping[str, str]) -> list[str]:
    """Return names of columns, with the id where two are called alike."""
    listed = list(names.values())
    return [f"{name} ({id})" if listed.count(name) > 1 else name for id, name in names.items()]


def _cell_text(cell: Cell) -> str:
    """Return what a speaker does; whom others tell to have said both is told by whom."""
    if cell.stance == "mixed" and cell.hearsay:
        return "; ".join(f"told by {claim.chain}: {claim.stance}" for claim in cell.said)
    words: str = "asserts and contests" if cell.stance == "mixed" else cell.stance
    if cell.found:
        words = _DECIDES.get(cell.stance, words)
    words = f"{words} by another statement" if cell.elsewhere else words
    return f"{words} ({len(cell.said)})" if len(cell.said) > 1 else words


_DECIDES: Mapping[str, str] = {"asserts": "finds", "denies": "finds not so", "questions": "finds doubtful"}


def draw(
    matrix: StanceMatrix, schema: Schema, *, title: str, source_line: str, theme: str = "light"
) -> tuple[str, float, float]:
    """Draw a matrix; return the SVG document with its width and height in pixels.

    Raises
    ------
    RenderError
        There is nothing to draw, or there are too many cells.
    """
    if not matrix.rows:
        raise RenderError("There is nothing to draw: nobody says anything in this case.")
    if len(matrix.rows) * len(matrix.speakers) > _MOST_CELLS:
        raise RenderError(
            f"A picture of {len(matrix.rows):,} statements by {len(matrix.speakers):,} speakers is refused; the limit "
            f"is {_MOST_CELLS:,} cells. Ask for fewer statements, or save CSV."
        )
    colours, placed = THEMES[theme], place(matrix, schema)
    wide = max(placed.width, 620.0)
    head, head_height = _heading(
        title, f"{source_line}. {described(matrix)}." if source_line else f"{described(matrix)}.", colours, wide
    )
    below, below_height = _legend(matrix, colours, wide)
    total_wide = wide + 2 * _MARGIN
    total_high = _MARGIN + head_height + placed.height + 20 + below_height + _MARGIN
    cells = "".join(_row(row, placed, schema, colours) for row in placed.rows)
    document = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_num(total_wide)}" height="{_num(total_high)}"'
        f' viewBox="0 0 {_num(total_wide)} {_num(total_high)}" role="img" aria-labelledby="title desc"'
        f' font-family="{families()}">\n'
        f'<title id="title">{_text(clean(title))}</title>\n<desc id="desc">{_text(described(matrix))}.</desc>\n'
        f'<rect width="100%" height="100%" fill="{colours.background}"/>\n{head}'
        f'<g transform="translate({_num(_MARGIN)} {_num(_MARGIN + head_height)})">\n'
        f"{_columns(placed, colours)}{cells}</g>\n"
        f'<g transform="translate({_num(_MARGIN)} {_num(total_high - _MARGIN - below_height)})">\n{below}</g>\n</svg>\n'
    )
    return document, total_wide, total_high


def _columns(placed: PlacedMatrix, colours: Theme) -> str:
    parts = []
    bottom = placed.height
    for _, x, lines in placed.heads:
        parts.append(f'<path d="M{_num(x)} {_num(placed.top)}V{_num(bottom)}" stroke="{colours.line}"/>\n')
        texts = "".join(
            f'<tspan x="0" y="{_num((i - len(lines) + 1) * LINE)}">{_text(line)}</tspan>'
            for i, line in enumerate(lines)
        )
        turn = f"translate({_num(x + 4)} {_num(placed.top - 8)}) rotate({_num(-math.degrees(TILT))})"
        parts.append(f'<text transform="{turn}" font-size="{FONT_SIZE:g}" fill="{colours.ink}">{texts}</text>\n')
    return "".join(parts)


def _row(row: PlacedRow, placed: PlacedMatrix, schema: Schema, colours: Theme) -> str:
    right = placed.left + placed.column * len(placed.heads)
    style = line_style(row.status)
    text_high = LINE * len(row.lines) + SMALL + 3
    y = row.middle - text_high / 2 + 0.78 * LINE
    lines = "".join(f'<tspan x="0" y="{_num(y + i * LINE)}">{_text(line)}</tspan>' for i, line in enumerate(row.lines))
    below = y + len(row.lines) * LINE
    dash = f' stroke-dasharray="{" ".join(f"{d:g}" for d in style.dash)}"' if style.dash else ""
    parts = [
        f'<path d="M0 {_num(row.y)}H{_num(right)}" stroke="{colours.line}"/>\n',
        f"<g><title>{_text(row.told)}</title>"
        f'<text font-size="{FONT_SIZE:g}" fill="{colours.ink}">{lines}</text>'
        f'<path d="M1 {_num(below - 4)}H25" stroke="{colours.roles[style.role]}" stroke-width="{style.width:g}"'
        f' stroke-linecap="{"round" if style.dash and style.dash[0] < 1 else "butt"}"{dash}/>'
        f'<text x="31" y="{_num(below)}" font-size="{SMALL:g}" fill="{colours.soft}">{_text(row.status)}</text></g>\n',
    ]
    cells = row.row.cells
    for id, x, _ in placed.heads:
        if id in cells:
            told = cell_words(cells[id], row.row, schema)
            parts.append(f"<g><title>{_text(told)}</title>{_sign(cells[id], x, row.middle, colours)}</g>\n")
        else:
            parts.append(f'<circle cx="{_num(x)}" cy="{_num(row.middle)}" r="1.6" fill="{colours.line}"/>\n')
    sides = _text(sides_words(row.row))
    at = f'x="{_num(right + 8)}" y="{_num(row.middle + 4)}"'
    parts.append(f'<text {at} font-size="{SMALL:g}" fill="{colours.soft}">{sides}</text>\n')
    return "".join(parts)


def _sign(cell: Cell, x: float, y: float, colours: Theme) -> str:
    """Draw a cell: its sign, a ring where it is decided, a broken rim where it is hearsay, and a number of claims.

    What is said by another statement alone is drawn hollow.
    """
    look = STANCE_LOOKS[cell.stance]
    parts = []
    if cell.found:
        parts.append(
            f'<circle cx="{_num(x)}" cy="{_num(y)}" r="{_num(_RADIUS + 3.6)}" fill="none" stroke="{ring(colours)}"'
            ' stroke-width="2.4"/>'
        )
    fill, ink = look.colour, look.ink
    rim = f' stroke="{colours.background}" stroke-width="2"{_BROKEN}' if cell.hearsay else ""
    if cell.elsewhere:
        fill, ink = colours.background, colours.ink
        rim = f' stroke="{look.colour}" stroke-width="2"{_BROKEN if cell.hearsay else ""}'
    parts.append(f'{_shape(look.shape, x, y)} fill="{fill}"{rim}/>')
    parts.append(
        f'<text x="{_num(x)}" y="{_num(y + 5)}" font-size="15" font-weight="600" text-anchor="middle"'
        f' fill="{ink}">{look.sign}</text>'
    )
    if len(cell.said) > 1:
        parts.append(
            f'<text x="{_num(x + _RADIUS + 1)}" y="{_num(y + _RADIUS + 3)}" font-size="10" text-anchor="middle"'
            f' paint-order="stroke" stroke="{colours.background}" stroke-width="3" fill="{colours.ink}">'
            f"{len(cell.said):,}</text>"
        )
    return "".join(parts)


def _shape(shape: str, x: float, y: float) -> str:
    r = _RADIUS
    if shape == "dot":
        return f'<circle cx="{_num(x)}" cy="{_num(y)}" r="{_num(r)}"'
    if shape == "diamond":
        d = r * 1.25
        points = f"{_num(x)},{_num(y - d)} {_num(x + d)},{_num(y)} {_num(x)},{_num(y + d)} {_num(x - d)},{_num(y)}"
        return f'<polygon points="{points}"'
    h, corner = 0.9 * r, 0.0 if shape == "square" else 0.5 * r
    return f'<rect x="{_num(x - h)}" y="{_num(y - h)}" width="{_num(2 * h)}" height="{_num(2 * h)}" rx="{_num(corner)}"'


def _heading(title: str, source_line: str, colours: Theme, wide: float) -> tuple[str, float]:
    parts, y = [], 0.0
    for text, size, weight, colour in ((title, 20.0, 600, colours.ink), (source_line, 12.5, 400, colours.soft)):
        for line in wrap(clean(text), size * 1.04, wide, 3):
            y += size * 1.35
            parts.append(
                f'<text x="{_num(_MARGIN)}" y="{_num(_MARGIN + y)}" font-size="{size:g}" font-weight="{weight}"'
                f' fill="{colour}">{_text(line)}</text>\n'
            )
    return "".join(parts), y + 14


def _legend(matrix: StanceMatrix, colours: Theme, wide: float) -> tuple[str, float]:
    x, y, row = 0.0, 24.0, 30.0
    parts = [f'<path d="M0 0H{_num(wide)}" stroke="{colours.line}"/>\n<g font-size="{FONT_SIZE:g}">\n']
    for kind, words in legend(matrix):
        used = 34 + text_width(words, FONT_SIZE) + 26
        if x and x + used > wide:
            x, y = 0.0, y + row
        parts.append(f'{_legend_sign(kind, x + 14, y, colours)}<text x="{_num(x + 34)}" y="{_num(y + 4)}"')
        parts.append(f' fill="{colours.ink}">{_text(words)}</text>\n')
        x += used
    note = "Beside each row: how many speakers assert it : how many contest it"
    if x and x + text_width(note, FONT_SIZE) > wide:
        x, y = 0.0, y + row
    for line in wrap(note, FONT_SIZE, wide, 2):
        parts.append(f'<text x="{_num(x)}" y="{_num(y + 4)}" fill="{colours.soft}">{_text(line)}</text>\n')
        y += LINE
    parts.append("</g>\n")
    return "".join(parts), y


def _legend_sign(kind: str, x: float, y: float, colours: Theme) -> str:
    if look := STANCE_LOOKS.get(kind):  # type: ignore[call-overload]
        return (
            f'{_shape(look.shape, x, y)} fill="{look.colour}"/><text x="{_num(x)}" y="{_num(y + 5)}" font-size="15"'
            f' font-weight="600" text-anchor="middle" fill="{look.ink}">{look.sign}</text>'
        )
    circle = f'<circle cx="{_num(x)}" cy="{_num(y)}"'
    match kind:
        case "found":
            return f'{circle} r="{_num(_RADIUS + 1.5)}" fill="none" stroke="{ring(colours)}" stroke-width="2.4"/>'
        case "hearsay":
            rim = f'stroke="{colours.background}" stroke-width="2"{_BROKEN}'
            return f'{circle} r="{_num(_RADIUS)}" fill="{colours.soft}" {rim}/>'
        case "elsewhere":
            return f'{circle} r="{_num(_RADIUS)}" fill="none" stroke="{colours.soft}" stroke-width="2"/>'
        case "count":
            return f'<text x="{_num(x)}" y="{_num(y + 4)}" text-anchor="middle" fill="{colours.ink}">2</text>'
    return f'{circle} r="2.4" fill="{colours.soft}"/>'


def _warn_of_fonts(svg: str) -> None:
    import re
    import warnings

    from graph.picture.fonts import lacking_in_words

    if lacking := lacking_in_words(re.sub(r"<title>.*?</title>|<[^>]*>", " ", svg, flags=re.DOTALL)):
        warnings.warn(FontWarning(lacking), stacklevel=3)


def _num(value: float) -> str:
    return f"{round(value, 1) + 0.0:g}" if abs(value) < 1e5 else f"{value:.1f}"


def _text(text: str) -> str:
    return escape(text, quote=False)
