"""What contradicts what in a case."""

from __future__ import annotations

import argparse
import sys

from graph.cli.cases import print_progress
from graph.cli.commands import open_store_of
from graph.cli.output import print_json
from graph.settings import Settings


def contradictions(options: argparse.Namespace, settings: Settings) -> int:
    """Print what contradicts what in a case, or in every case of the store, and what only looks as if it did."""
    from graph.errors import NotFoundError
    from graph.formats.contradictions import to_markdown, to_text
    from graph.questions.contradictions import contradictions, to_json

    with open_store_of(options, settings) as store:
        cases = [options.case] if options.case else [case.id for case in store.cases()]
        if not cases:
            raise NotFoundError("This store holds no case. Load one first: casegraph load")
        told = [contradictions(store, case, progress=_print_rules if sys.stderr.isatty() else None) for case in cases]
    if options.format == "json":
        print_json(to_json(told, options.verdict, options.rule))
    else:
        print((to_markdown if options.format == "markdown" else to_text)(told, options.verdict, options.rule), end="")
    return 0


def _print_rules(done: int, total: int) -> None:
    print_progress(done, total, "rules")
