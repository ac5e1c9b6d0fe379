"""The command that prints or draws timelines: what happened, and when each thing was said."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from graph.cli.commands import open_store_of
from graph.cli.output import lacking_fonts_told
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.case.dates import EdtfDate

FORMATS = {"text": ".txt", "json": ".json", "csv": ".csv", "markdown": ".md", "svg": ".svg"}
"""What is printed, and the ending of a file that holds the same."""


def timeline(options: argparse.Namespace, settings: Settings) -> int:
    """Print or write what happened in a case by its dates, or when each thing was said."""
    from graph.case.words import number_of
    from graph.files import write_whole
    from graph.formats.timeline import write
    from graph.questions.timeline import Kept, case_timeline, check_days, titled

    since, until = _date("--since", options.since), _date("--until", options.until)
    check_days(since, until, names=("--since", "--until"))
    kept = Kept(
        about=tuple(options.about),
        types=frozenset(options.types or ()),
        sources=frozenset(options.sources),
        statuses=frozenset(options.status or ()),
        since=since,
        until=until,
    )
    with open_store_of(options, settings) as store:
        of_case = case_timeline(store, options.case or "")
    case = of_case.graph.case
    lines = of_case.timelines(options.lane, options.by, kept) if options.by else [of_case.timeline(options.lane, kept)]
    ending = options.output.suffix.lower() if options.output else FORMATS[options.format]
    with lacking_fonts_told():
        written = write(lines, ending, case=case.id, title=titled(case.title, options.lane), theme=options.theme)
    if options.output:
        write_whole(options.output, written)
        print(f"{options.output}: {number_of(sum(len(line.events) for line in lines), 'event')}")
    else:
        sys.stdout.write(written.decode().removeprefix("\ufeff"))
    return 0


def _date(option: str, text: str | None) -> EdtfDate | None:
    from graph.case.dates import EdtfDate
    from graph.errors import ModelError

    try:
        return EdtfDate.parse(text) if text is not None else None
    except ModelError as error:
        raise ModelError(f"{option}: {error}") from error
