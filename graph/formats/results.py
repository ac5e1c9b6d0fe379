"""Results on a terminal or in a pipe: as a table, one JSON object, a JSON object a row, or CSV; plans as a tree."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from graph.stores import Plan, Result, Stream

FORMATS = ("table", "json", "jsonl", "csv")
STREAMED = ("jsonl", "csv")
"""Formats whose rows are written as they come."""


def print_result(result: Result, format: str, *, limit: int, result_mb: int, out: TextIO | None = None) -> None:
    """Print a result on standard output, and on standard error what must be known beside it.

    Parameters
    ----------
    result : Result
    format : str
        One of :data:`FORMATS`.
    limit, result_mb : int
        Rows and megabytes at which it was cut, if it was.
    out : text file, optional
        In place of standard output.
    """
    _print_body(result, format, out or sys.stdout)
    if format in STREAMED:
        _print_plan(result.plan, sys.stderr)
    _print_notices(result, sys.stderr)
    if result.cut and format != "json":
        print(cut_notice(result.cut, len(result.rows), limit, result_mb), file=sys.stderr)


def result_text(result: Result, format: str) -> str:
    """Return a result as one of :data:`FORMATS`, without what is said beside it."""
    out = io.StringIO()
    _print_body(result, format, out)
    return out.getvalue()


def _print_body(result: Result, format: str, out: TextIO) -> None:
    if format in STREAMED:
        print_rows(result.columns, result.rows, format, out)
    elif format == "json":
        _print_json(result, out)
    else:
        _print_table(result, out)


def print_stream(stream: Stream, format: str, *, limit: int) -> None:
    """Print rows as they come, in one of the formats of :data:`STREAMED`; else as :func:`print_result`."""
    print_rows(stream.columns, stream, format, sys.stdout)
    _print_plan(stream.plan, sys.stderr)
    _print_notices(stream, sys.stderr)
    if stream.cut:
        print(cut_notice(stream.cut, limit, limit, 0), file=sys.stderr)


def print_rows(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], format: str, out: TextIO) -> None:
    """Print rows in one of the formats of :data:`STREAMED`, each as it comes."""
    _ROWS[format](columns, rows, out)


def cut_notice(cut: str, rows: int, limit: int, result_mb: int) -> str:
    """Return the sentence that says why rows are missing, and how to get them.

    Examples
    --------
    >>> cut_notice("rows", 3, 3, 20)
    'Cut at 3 rows; there are more. Raise --limit, or add LIMIT to the query.'
    """
    if cut == "rows":
        return f"Cut at {limit} rows; there are more. Raise --limit, or add LIMIT to the query."
    return (
        f"Cut after {rows} rows, at {result_mb} MB (setting query_result_mb); there are more. "
        "Return less of each, or take --format jsonl or csv, which have no limit of size."
    )


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
    """Return a plan as JSON takes it."""
    return {
        "operator": plan.operator,
        "details": plan.details,
        "rows": plan.rows,
        "estimated": plan.estimated,
        "db_hits": plan.db_hits,
        "children": [plan_json(child) for child in plan.children],
    }


def _print_table(result: Result, out: TextIO) -> None:
    from graph.formats.tables import to_table

    if result.columns or not result.plan:
        out.write(to_table(result.columns, result.rows))
    _print_plan(result.plan, out)


def _print_plan(plan: Plan | None, out: TextIO) -> None:
    if plan:
        print(*plan_lines(plan), sep="\n", file=out)


def _print_notices(result: Result | Stream, out: TextIO) -> None:
    for notice in result.notices:
        print(notice, file=out)


def _print_json(result: Result, out: TextIO) -> None:
    from graph.elements import to_json

    found: dict[str, Any] = {
        "columns": result.columns,
        "rows": [{name: to_json(value) for name, value in row.items()} for row in result.dicts()],
        "truncated": result.truncated,
        "elapsed_ms": round(result.elapsed * 1000, 3),
    }
    if result.plan:
        found["plan"] = plan_json(result.plan)
    print(json.dumps(found, ensure_ascii=False, indent=2, allow_nan=False), file=out)


def _print_jsonl(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], out: TextIO) -> None:
    from graph.elements import to_json

    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    write = out.write
    for row in rows:
        values = {name: value if _plain(value) else to_json(value) for name, value in zip(columns, row, strict=True)}
        write(encode(values) + "\n")


def _print_csv(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], out: TextIO) -> None:
    from graph.elements import to_json

    writer = csv.writer(out, lineterminator="\n")
    if columns:
        writer.writerow(columns)
    for row in rows:
        cells = [value if _plain(value) else to_json(value) for value in row]
        writer.writerow(
            json.dumps(cell, ensure_ascii=False) if isinstance(cell, list | dict) else cell for cell in cells
        )


_ROWS: dict[str, Callable[[tuple[str, ...], Iterable[tuple[Any, ...]], TextIO], None]] = {
    "jsonl": _print_jsonl,
    "csv": _print_csv,
}
_AS_THEY_ARE = frozenset([str, int, bool, type(None)])


def _plain(value: Any) -> bool:
    """Tell whether JSON takes a value as it is."""
    kind = type(value)
    return kind in _AS_THEY_ARE or (kind is float and math.isfinite(value))
