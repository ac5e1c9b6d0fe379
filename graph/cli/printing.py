"""Print results on standard output, and plans, notices and warnings about them on standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from graph.cypher import unknown_names
from graph.formats import STREAMED_FORMATS
from graph.formats.results import plan_lines, write_result, write_rows

if TYPE_CHECKING:
    from graph.stores import Plan, Result, Store, Stream


def print_result(result: Result, format: str, *, limit: int, result_mb: int) -> None:
    """Print a result, then its notices and whether it was cut.

    Parameters
    ----------
    result : Result
    format : str
        One of :data:`graph.formats.RESULT_FORMATS`.
    limit, result_mb : int
        The most rows and megabytes of a result; where it was cut, one of them is the reason.
    """
    if result.columns or result.plan or format == "json":  # what only writes has no table
        write_result(result, format, sys.stdout)
    # JSON and tables contain the plan, and JSON also says whether it was cut
    _print_plan_and_notices(result.plan if format in STREAMED_FORMATS else None, result.notices)
    if result.cut and format != "json":
        print(cut_notice(result.cut, len(result.rows), limit, result_mb), file=sys.stderr)


def print_stream(stream: Stream, format: str, *, limit: int) -> None:
    """Print rows as they come, then the plan, the notices and whether they were cut.

    ``format`` is one of :data:`graph.formats.STREAMED_FORMATS`.
    """
    write_rows(stream.columns, stream, format, sys.stdout)
    _print_plan_and_notices(stream.plan, stream.notices)
    if stream.cut:
        print(cut_notice(stream.cut, limit, limit, 0), file=sys.stderr)


def print_unknown_names(store: Store, query: str, result: Result) -> None:
    """Print, of a result without rows, which labels and relationship types of its query the store does not have."""
    if result.rows:
        return
    known = store.schema()
    for sentence in unknown_names(query, known.labels, known.relationship_types, dialect=store.dialect):
        print(sentence, file=sys.stderr)


def _print_plan_and_notices(plan: Plan | None, notices: tuple[str, ...]) -> None:
    for line in (*(plan_lines(plan) if plan else ()), *notices):
        print(line, file=sys.stderr)


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
