"""The command that writes a report with citations."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from graph.cli.commands import open_store_of
from graph.cli.output import lacking_fonts_told
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.case.schema import Schema
    from graph.formats.report import Report
    from graph.stores import Store


def report(options: argparse.Namespace, settings: Settings) -> int:
    """Write a report of a case, of statements of it, of a question that is asked of it, or of a view."""
    from graph.case.words import number_of
    from graph.files import write_whole
    from graph.formats.report import report_format

    format_ = report_format(options.output.suffix.lower())
    if options.file:
        made = _of_file(options, settings)
    else:
        with open_store_of(options, settings) as store:
            made = (_of_view if options.view is not None else _of_case)(store, options, settings)
    with lacking_fonts_told():
        write_whole(options.output, format_.encode(made))
    cited = (number_of(len(made.passages), "passage"), number_of(len(made.sources), "source"))
    print(f"{options.output}: {' of '.join(cited)}")
    return 0


def _of_file(options: argparse.Namespace, settings: Settings) -> Report:
    from graph.explore.report import report_of_file

    for name in ("store", "case", "view"):
        if getattr(options, name) is not None:
            options.usage(f"--{name} is of a store, and CASE.yaml is reported on without one")
    return report_of_file(
        options.file,
        settings=settings,
        statements=options.statements,
        question=options.question or "",
        schema=_schema(options, settings),
    )


def _of_case(store: Store, options: argparse.Namespace, settings: Settings) -> Report:
    from graph.explore.report import report_of

    return report_of(
        store,
        options.case or "",
        settings=settings,
        statements=options.statements,
        question=options.question or "",
        schema=_schema(options, settings),
    )


def _of_view(store: Store, options: argparse.Namespace, settings: Settings) -> Report:
    from graph.explore.beside import path_for
    from graph.explore.drawing import open_view
    from graph.explore.report import report_of_view
    from graph.explore.saved_views import SavedViews, find_view

    if options.case:
        options.usage("--case is not for a view, which says itself of which case it is")
    views = path_for(options.store or settings.store, settings.neo4j_database, what="views.json")
    view, notes = find_view(options.view, SavedViews(views))
    schema = _schema(options, settings)
    placed, drawn = open_view(store, view, schema=schema, settings=settings)
    for sentence in (*notes, *drawn.notes):
        print(sentence, file=sys.stderr)
    return report_of_view(store, view, placed, drawn, settings=settings, schema=schema)


def _schema(options: argparse.Namespace, settings: Settings) -> Schema:
    """Return the schema with the captions that were chosen in the app."""
    from graph.explore.beside import path_for
    from graph.explore.saved_captions import SavedCaptions

    captions = path_for(options.store or settings.store, settings.neo4j_database, what="captions.json")
    return SavedCaptions(captions).schema()
