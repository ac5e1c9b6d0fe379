"""Queries that people type: reading, writing, and the shell."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.cli.commands import open_store_of
from graph.cli.parameters import written
from graph.errors import FileError, QueryError, SettingsError
from graph.formats import STREAMED_FORMATS
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.stores import Counters

_BYTE_ORDER_MARK = "\ufeff"


def query(options: argparse.Namespace, settings: Settings) -> int:
    """Run a query and print its rows; of one that writes, also what it did."""
    from graph.cli.printing import print_result, print_stream, print_unknown_names

    typed = _query_text(options)
    limit, timeout = limits(options, settings)
    with open_store_of(options, settings) as store:
        cypher, parameters = written(typed, dict(options.parameter), dialect=store.dialect)
        if options.write:
            try:
                result = store.execute(cypher, parameters, limit=limit, timeout=timeout)
            except QueryError as error:
                if "written" in str(error):  # that it was not, or that nobody knows
                    raise
                raise QueryError(f"{error} Nothing was written.") from error
        elif options.format in STREAMED_FORMATS:
            with store.stream(cypher, parameters, limit=limit, timeout=timeout) as stream:
                print_stream(stream, options.format, limit=limit)
            return 0
        else:
            result = store.query(cypher, parameters, limit=limit, timeout=timeout)
            print_unknown_names(store, cypher, result)
    print_result(result, options.format, limit=limit, result_mb=settings.query_result_mb)
    if result.counters is not None and result.plan is None:
        print(in_words(result.counters), file=sys.stderr)
    return 0


def in_words(counters: Counters) -> str:
    """Say what a query did.

    Examples
    --------
    >>> from graph.stores import Counters
    >>> in_words(Counters(nodes_created=1, properties_set=2, labels_added=1))
    '1 node created, 2 properties set, 1 label added'
    >>> in_words(Counters())
    'Nothing was changed.'
    """
    said: Sequence[tuple[int | None, str, str, str]] = (
        (counters.nodes_created, "node", "nodes", "created"),
        (counters.relationships_created, "relationship", "relationships", "created"),
        (counters.properties_set, "property", "properties", "set"),
        (counters.labels_added, "label", "labels", "added"),
        (counters.labels_removed, "label", "labels", "removed"),
        (counters.relationships_deleted, "relationship", "relationships", "deleted"),
        (counters.nodes_deleted, "node", "nodes", "deleted"),
        (counters.schema_changes, "index or constraint", "indexes or constraints", "changed"),
    )
    pieces = [
        f"{many} {done} (how many is not known)"
        if number is None
        else f"{number:,} {one if number == 1 else many} {done}"
        for number, one, many, done in said
        if number != 0
    ]
    return ", ".join(pieces) or "Nothing was changed."


def _query_text(options: argparse.Namespace) -> str:
    """Return the query on the command line, in the file that is named, or on standard input."""
    if options.file:
        if options.cypher:
            options.usage("give CYPHER or --file FILE, not both")
        try:
            return str(options.file.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise FileError(f"{options.file} cannot be read: {error.strerror}. Name another file.") from error
        except UnicodeDecodeError as error:
            raise FileError(f"{options.file} is not text in UTF-8. Save it as such.") from error
    if options.cypher and options.cypher != "-":
        return str(options.cypher).removeprefix(_BYTE_ORDER_MARK)
    no_input = sys.stdin is None or (not options.cypher and sys.stdin.isatty())
    try:
        text = "" if no_input else sys.stdin.read().removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        raise FileError("Standard input is not text in UTF-8. Save it as such.") from error
    if not text.strip():
        options.usage("no query: give CYPHER, --file FILE, or the query by standard input")
    return text


def limits(options: argparse.Namespace, settings: Settings) -> tuple[int, float]:
    """Return the most rows and the most seconds of a query."""
    limit = options.limit or settings.query_rows
    if limit > settings.max_rows:
        raise SettingsError(f"--limit {limit} is more than {settings.max_rows} (setting max_rows).")
    return limit, options.timeout or settings.query_timeout_s


def shell(options: argparse.Namespace, settings: Settings) -> int:
    """Ask for queries and run them, one after the other."""
    from graph.cli.shell import run

    limit, timeout = limits(options, settings)
    with open_store_of(options, settings) as store:
        return run(
            store,
            options.store or settings.store,
            settings,
            parameters=dict(options.parameter),
            limit=limit,
            timeout=timeout,
        )
