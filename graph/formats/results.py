"""Results as text: a table, one JSON object, a JSON object a row, or CSV; as files; plans as an indented tree."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

from graph.elements import Subgraph, to_json
from graph.formats import STREAMED_FORMATS, XLSX
from graph.formats.tables import to_csv, to_markdown, to_table

if TYPE_CHECKING:
    from graph.case.schema import Schema
    from graph.stores import Plan, Result

RESULT_FILES = {
    "csv": ("CSV", "text/csv", "A spreadsheet's table"),
    "xlsx": ("XLSX", XLSX, "A workbook for Excel, in which numbers are numbers and dates are dates"),
    "json": ("JSON", "application/json", "Nodes and relationships with all their properties"),
    "jsonl": ("JSON lines", "application/x-ndjson", "A row a line, for other programs"),
    "md": ("Markdown", "text/markdown", "A table to paste into a text"),
}
"""Files that a result is saved as, by ending: label, media type and what each is good for."""


def result_text(result: Result, format: str) -> str:
    """Return a result as one of :data:`graph.formats.RESULT_FORMATS`, without notices."""
    out = io.StringIO()
    write_result(result, format, out)
    return out.getvalue()


def result_file(result: Result, ending: str, schema: Schema) -> bytes:
    """Return a result as the file of an ending of :data:`RESULT_FILES`.

    In a table that people read a node is its name, and a text of CSV that a spreadsheet would take for a formula is
    preceded by an apostrophe.

    Raises
    ------
    RenderError
        There are more rows or columns than a sheet of Excel holds.
    """
    from graph.formats.graph_tables import Table
    from graph.formats.readable import readable
    from graph.formats.xlsx import to_xlsx

    if ending in ("json", "jsonl"):
        return result_text(result, ending).encode("utf-8", "backslashreplace")  # half a character, as JSON escapes it
    rows = [
        tuple(readable(value, schema) if Subgraph.of([value]).nodes else value for value in row) for row in result.rows
    ]
    match ending:
        case "csv":
            return to_csv(result.columns, rows)
        case "xlsx":
            return to_xlsx({"Result": Table(result.columns, rows)})
    return to_markdown(result.columns, rows).encode("utf-8", "replace")


def write_result(result: Result, format: str, out: TextIO) -> None:
    """Write a result as one of :data:`graph.formats.RESULT_FORMATS`; only a table and JSON show its plan."""
    if format in STREAMED_FORMATS:
        write_rows(result.columns, result.rows, format, out)
    elif format == "json":
        _write_json(result, out)
    else:
        _write_table(result, out)


def write_rows(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], format: str, out: TextIO) -> None:
    """Write rows as one of :data:`graph.formats.STREAMED_FORMATS`, each as it comes."""
    if format == "csv":
        _write_csv(columns, rows, out)
    else:
        _write_json_lines(columns, rows, out)


def plan_lines(plan: Plan) -> list[str]:
    r"""Return a plan as lines, each step indented under the one that it feeds.

    Examples
    --------
    >>> from graph.stores.base import Plan
    >>> scan = Plan("NodeByLabelScan", "n:Person", 3.0, 10.0, 4, ())
    >>> print(*plan_lines(Plan("ProduceResults", "n", 3.0, None, None, (scan,))), sep="\n")
    ProduceResults  n  (3 rows)
      NodeByLabelScan  n:Person  (3 rows, 10 expected, 4 database hits)
    """
    lines = []
    todo = [(0, plan)]
    while todo:
        depth, step = todo.pop()
        counts = [
            f"{value:,.0f} {what}"
            for value, what in ((step.rows, "rows"), (step.estimated, "expected"), (step.db_hits, "database hits"))
            if value is not None
        ]
        numbers = f"({', '.join(counts)})" if counts else ""
        words = [step.operator, " ".join(step.details.split()), numbers]
        lines.append("  " * depth + "  ".join(word for word in words if word))
        todo += [(depth + 1, child) for child in reversed(step.children)]
    return lines


def plan_json(plan: Plan) -> dict[str, Any]:
    """Return a plan as a dict that fits into JSON."""
    return {
        "operator": plan.operator,
        "details": plan.details,
        "rows": plan.rows,
        "estimated": plan.estimated,
        "db_hits": plan.db_hits,
        "children": [plan_json(child) for child in plan.children],
    }


def _write_table(result: Result, out: TextIO) -> None:
    if result.columns or not result.plan:
        out.write(to_table(result.columns, result.rows))
    if result.plan:
        print(*plan_lines(result.plan), sep="\n", file=out)


def _write_json(result: Result, out: TextIO) -> None:
    content: dict[str, Any] = {
        "columns": result.columns,
        "rows": [{name: to_json(value) for name, value in row.items()} for row in result.dicts()],
        "truncated": result.truncated,
        "elapsed_ms": round(result.elapsed * 1000, 3),
    }
    if result.plan:
        content["plan"] = plan_json(result.plan)
    print(json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False), file=out)


def _write_json_lines(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], out: TextIO) -> None:
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    write = out.write
    for row in rows:
        values = {
            name: value if _is_json_value(value) else to_json(value) for name, value in zip(columns, row, strict=True)
        }
        write(encode(values) + "\n")


def _write_csv(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\n")
    if columns:
        writer.writerow(columns)
    for row in rows:
        writer.writerow([value if type(value) in _CSV_TYPES else _csv_cell(value) for value in row])


def _csv_cell(value: Any) -> Any:
    plain = to_json(value)
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, list | dict | bool) else plain


_CSV_TYPES = frozenset([str, int, type(None)])
_JSON_TYPES = frozenset([str, int, bool, type(None)])


def _is_json_value(value: Any) -> bool:
    """Return whether JSON takes a value without conversion."""
    kind = type(value)
    return kind in _JSON_TYPES or (kind is float and math.isfinite(value))
