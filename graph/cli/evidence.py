"""What a case rests on: what falls if something falls, and the questions that come with Case Graph."""

from __future__ import annotations

import argparse
import sys

from graph.cli.commands import open_store_of
from graph.cli.output import print_json
from graph.settings import Settings


def rests_on(options: argparse.Namespace, settings: Settings) -> int:
    """Print what changes if a source, a speaker, a passage or a claim falls."""
    from graph.questions.rests_on import rests_on, to_json, to_lines

    with open_store_of(options, settings) as store:
        found = rests_on(store, options.id, case=options.case)
    if options.format == "json":
        print_json(to_json(found))
    else:
        print("\n".join(to_lines(found)))
    return 0


def ask(options: argparse.Namespace, settings: Settings) -> int:
    """Print the rows of a question that comes with Case Graph; without a name, which there are."""
    from graph.cli.printing import print_result
    from graph.cli.queries import limits
    from graph.formats.results import write_result
    from graph.formats.tables import to_table
    from graph.questions.ask import ask, find_question, questions
    from graph.stores import Result

    if options.name is None:
        columns = ("name", "question", "parameters")
        rows = [(asked.name, asked.title, list(asked.to_give)) for asked in questions().values()]
        if options.format == "table":
            print(to_table(columns, [(*row, ", ".join(names)) for *row, names in rows]), end="")
        else:
            write_result(Result(columns, tuple(rows), truncated=False, elapsed=0), options.format, sys.stdout)
        return 0
    find_question(options.name)
    limit, timeout = limits(options, settings)
    with open_store_of(options, settings) as store:
        given = dict(options.parameter)
        result = ask(store, options.name, given, case=options.case, limit=limit, timeout=timeout)
    print_result(result, options.format, limit=limit, result_mb=settings.query_result_mb)
    return 0
