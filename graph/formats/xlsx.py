"""XLSX, for Excel, LibreOffice and other spreadsheets.

References
----------
Excel specifications and limits, https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from datetime import date, datetime
from html import escape
from typing import TYPE_CHECKING, Any

from graph.errors import RenderError
from graph.formats import Export
from graph.formats.graph_tables import Table, claims_table, nodes_table, relationships_table
from graph.formats.portable import SMALLEST_WHOLE, scalar, scalar_as_text, without_surrogates
from graph.formats.tables import is_formula

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_TEXT = 32_767
"""Most UTF-16 units of a cell."""
_EXACT = 10**15
"""From here on Excel rounds whole numbers."""
_MADE = datetime(1980, 1, 1)
_SAMPLE = 500
"""Rows by which columns get their widths."""
_NARROWEST, _WIDEST = 8, 60
_RICH = ("<r>", "</r>")
"""XlsxWriter takes a text between these for markup of its own."""


def write(export: Export) -> bytes:
    """Write a workbook: relationships, nodes, where there are claims these too, and what it shows.

    Raises
    ------
    RenderError
        There are more rows or columns than a sheet holds.
    """
    sheets = {"Relationships": relationships_table(export), "Nodes": nodes_table(export)}
    claims = claims_table(export)
    if claims.rows:
        sheets["Claims"] = claims
    if export.description:
        sheets["About"] = Table(("What this is",), [(export.description,)])
    return to_xlsx(sheets)


def to_xlsx(sheets: Mapping[str, Table]) -> bytes:
    """Return tables as the sheets of a workbook: typed cells under a header that stays and filters.

    A text stays a text, whatever it looks like; of one that is too long for a cell the end is left out, and the cell
    says so. Numbers, truth values, dates and times are such where Excel can hold them exactly, else texts.

    Raises
    ------
    RenderError
        There are more rows or columns than a sheet holds.
    """
    from xlsxwriter import Workbook

    for name, table in sheets.items():
        _check_size(name, table)
    made = io.BytesIO()
    book = Workbook(made, {"in_memory": True})
    book.set_properties({"created": _MADE})  # the same view gives the same bytes
    formats = _Formats(book)
    for name, table in sheets.items():
        _write_sheet(book.add_worksheet(name), table, formats)
    book.close()
    return made.getvalue()


def _check_size(name: str, table: Table) -> None:
    rows, columns = len(table.rows) + 1, len(table.columns)
    if rows > MAX_ROWS:
        raise RenderError(
            f"A sheet of Excel holds {MAX_ROWS - 1:,} rows and a header; {name} are {rows - 1:,}. "
            "Narrow it, or save CSV."
        )
    if columns > MAX_COLUMNS:
        raise RenderError(
            f"A sheet of Excel holds {MAX_COLUMNS:,} columns; {name} have {columns:,} with their properties. "
            "Narrow it, or save JSON."
        )


class _Formats:
    def __init__(self, book: Workbook) -> None:
        self.header: Format = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self.text: Format = book.add_format({"quote_prefix": True})
        self.date: Format = book.add_format({"num_format": "yyyy-mm-dd"})
        self.time: Format = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"})


def _write_sheet(sheet: Worksheet, table: Table, formats: _Formats) -> None:
    widths = [len(name) + 3 for name in table.columns]  # the sign of the filter
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, _fitting(name), formats.header)
    for number, row in enumerate(table.rows, 1):
        for column, value in enumerate(row):
            width = _write_cell(sheet, number, column, value, formats)
            if number <= _SAMPLE:
                widths[column] = max(widths[column], width + 1)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width, _NARROWEST), _WIDEST))
    sheet.freeze_panes(1, 0)
    if table.columns:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    # no green corner at an id such as 007
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MAX_ROWS}"})


def _write_cell(sheet: Worksheet, row: int, column: int, value: Any, formats: _Formats) -> int:
    """Write a value, and return how wide it is in characters."""
    if type(value) is date and value >= date(1900, 3, 1):  # Excel's first two months are a day off
        sheet.write_datetime(row, column, value, formats.date)
        return 10
    if type(value) is datetime and _is_exact_time(value):
        sheet.write_datetime(row, column, value, formats.time)
        return 23
    plain = scalar(value)
    if plain is None:
        return 0
    if isinstance(plain, bool):
        sheet.write_boolean(row, column, plain)
    elif (isinstance(plain, int) and abs(plain) < _EXACT) or (isinstance(plain, float) and _is_exact(plain)):
        sheet.write_number(row, column, plain)
    else:
        text = _fitting(scalar_as_text(plain))
        sheet.write_string(row, column, text, formats.text if is_formula(text) else None)
        return len(text)
    return len(str(plain))


def _is_exact_time(value: datetime) -> bool:
    return value.tzinfo is None and value >= datetime(1900, 3, 1) and not value.microsecond % 1000


def _is_exact(value: float) -> bool:
    # written with sixteen digits, the greatest numbers would be read as infinite
    return math.isfinite(float(f"{value:.16G}")) and (not value or abs(value) >= SMALLEST_WHOLE)


def _fitting(text: str) -> str:
    """Return a text as a cell holds it."""
    text = without_surrogates(text)
    if _units(text) > MAX_TEXT:
        end = f"… [cut: {len(text):,} characters, of which a cell of Excel holds {MAX_TEXT:,}; JSON and CSV have all]"
        return text.encode("utf-16-le")[: 2 * (MAX_TEXT - len(end))].decode("utf-16-le", "ignore") + end
    if text.startswith(_RICH[0]) and text.endswith(_RICH[1]):
        marked = f'<r><t xml:space="preserve">{escape(text, quote=False)}</t></r>'
        return marked if _units(marked) <= MAX_TEXT else text + " "
    return text


def _units(text: str) -> int:
    return len(text) if len(text) <= MAX_TEXT // 2 else len(text.encode("utf-16-le")) // 2
