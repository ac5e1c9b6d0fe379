"""What changed: between two versions of a case file, and what a load would change in a store."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from graph.cli.output import lacking_fonts_told, print_json
from graph.errors import CaseGraphError, RenderError
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.case.model import Case
    from graph.questions.differences import Comparison
    from graph.stores import Store

_MOST_TOLD_FIRST = 30_000
"""Entities and statements of a case up to which a load says first what it changes: to read back takes as long as it."""


def diff(options: argparse.Namespace, settings: Settings) -> int:
    """Print what changed in meaning between two versions of a case file, or draw it."""
    from graph.case.diff import to_json
    from graph.questions.differences import Comparison

    comparison = Comparison(*(read_version(name, settings) for name in (options.before, options.after)))
    if options.output:
        _draw(comparison, options, settings)
    elif options.format == "json":
        print_json(to_json(comparison.found))
    else:
        _print(comparison)
    return 0


def read_version(name: str, settings: Settings) -> Case:
    """Read a case file, or, as git names it, a version of one: REVISION:PATH."""
    from graph.case.file import read
    from graph.case.file.revisions import read_revision

    revision, colon, path = name.partition(":")
    if os.path.exists(name) or not colon or not path:
        return read(name, settings=settings)
    return read_revision(revision, Path(path))


def _draw(comparison: Comparison, options: argparse.Namespace, settings: Settings) -> None:
    from graph.case.words import number_of
    from graph.explore.difference import draw_difference
    from graph.formats import ending_of, format_of, save

    format_of(ending_of(options.output))
    if not comparison:
        raise RenderError("Nothing changed in meaning, so there is nothing to draw.")
    # a path of this machine is nothing to print on a picture that is shown to others
    before, after = (Path(name).name if Path(name).is_absolute() else name for name in (options.before, options.after))
    drawn = draw_difference(comparison, before_name=before, after_name=after)
    if not drawn.graph.nodes:
        raise RenderError(
            "What changed is of the case itself or of its questions, which no picture shows: leave out --output."
        )
    with lacking_fonts_told():
        save(
            drawn.graph,
            options.output,
            scene=drawn.scene,
            theme=options.theme,
            claims=drawn.claims,
            settings=settings,
        )
    counts = (number_of(len(drawn.graph.nodes), "node"), number_of(len(drawn.graph.relationships), "relationship"))
    print(f"{options.output}: {', '.join(counts)}")


def _print(comparison: Comparison) -> None:
    from graph.questions.differences import to_lines

    print(comparison.summary)
    print("\n".join(to_lines(comparison.told())), end="\n" if comparison else "")


def dry_run(store: Store, cases: Sequence[Case], format_: str) -> None:
    """Print what a load of cases would change in a store; nothing is written."""
    from graph.case.diff import to_json
    from graph.questions.differences import NOTHING

    found = {case.id: against_store(store, case) for case in cases}
    if format_ == "json":
        print_json({"cases": {id: to_json(comparison.found) for id, (comparison, _) in found.items()}})
        return
    for id, (comparison, held) in found.items():
        if not held:
            print(f"{id}: new in the store. {comparison.summary}")
        elif comparison:
            print(f"{id}: ", end="")
            _print(comparison)
        else:
            print(f"{id}: {NOTHING}")
    print("Nothing was written.")


def announce(store: Store, cases: Sequence[Case]) -> None:
    """Print what a load that is about to begin changes of what a store holds already."""
    for case in cases:
        try:
            if len(case.entities) + len(case.statements) > _MOST_TOLD_FIRST:
                if any(loaded.id == case.id for loaded in store.cases()):
                    print(f"{case.id}: too large to be compared before each load; --dry-run does it.", file=sys.stderr)
                continue
            comparison, held = against_store(store, case)
        except CaseGraphError:
            continue  # the load itself says what is wrong, if anything is
        if held and comparison:
            print(f"{case.id}: {comparison.summary}", flush=True)


def against_store(store: Store, case: Case) -> tuple[Comparison, bool]:
    """Return what a case changes against what a store holds of it, and whether that holds any of it.

    What a load that broke off has left counts as nothing: it is written anew.
    """
    from graph.case.stored import as_stored, stored_case
    from graph.questions.differences import Comparison

    held, loaded = stored_case(store, case.id), as_stored(case)
    nothing = replace(loaded, sources=(), entities=(), statements=())
    return Comparison(held or nothing, loaded), held is not None
