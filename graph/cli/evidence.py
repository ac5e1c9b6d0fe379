"""What a case rests on: what falls if something falls, and the questions that come with Case Graph."""

from __future__ import annotations

import argparse

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
