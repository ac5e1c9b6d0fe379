"""Commands about case files: load, validate, locate, extract."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from graph.cli.differences import announce, dry_run
from graph.errors import NotFoundError
from graph.files import real_path
from graph.settings import Settings
from graph.stopping import stoppable_by_ctrl_c

if TYPE_CHECKING:
    from graph.case.model import Case


def load(options: argparse.Namespace, settings: Settings) -> int:
    """Check all files, then load all of them."""
    address = options.store or settings.store
    if options.format and not options.dry_run:
        options.usage("--format is of a --dry-run")
    if options.dry_run:
        from graph.stores import open_store

        cases = _read_files(options.files, settings)
        with open_store(address, settings) as store:
            dry_run(store, cases, options.format or "text")
    else:
        load_files(options.files, address, settings)
    return 0


def _read_files(files: Sequence[Path], settings: Settings) -> list[Case]:
    from graph.case.load import read_all
    from graph.case.seeds import seeds_folder

    files = files or sorted(seeds_folder().glob("*/case.yaml"))
    if not files:
        raise NotFoundError(f"There is no case file in {seeds_folder()}: name one, as in: load CASE.yaml.")
    return read_all(files, settings=settings)


def load_files(files: Sequence[Path], address: str, settings: Settings) -> None:
    """Load case files into a store; without any, those that come with Case Graph."""
    from graph.case.load import load as load_cases
    from graph.stores import open_store

    cases = _read_files(files, settings)
    with open_store(address, settings) as store:
        announce(store, cases)
        for report in load_cases(store, *cases, progress=print_progress if sys.stderr.isatty() else None):
            counts = _counts(report.entities, report.statements, report.claims, report.mentions)
            print(f"{report.case_id}: {counts}{'' if report.changed else ' (unchanged)'}")


def print_progress(done: int, total: int, unit: str = "rows") -> None:
    """Draw how much of some work is done, in the line that the cursor is in."""
    share = done / total if total else 1
    bar = "█" * round(share * 30)
    end = "\r\033[K" if done >= total else ""
    print(f"\r{bar:30} {share:4.0%} of {total:,} {unit}{end}", end="", file=sys.stderr, flush=True)


def validate(options: argparse.Namespace, settings: Settings) -> int:
    """Print every problem in the files, or how much they hold, and what a person should look at again."""
    from graph.case.file import coverage, doubts, source_texts
    from graph.case.load import read_all

    for file, case in zip(options.files, read_all(options.files, settings=settings), strict=True):
        claims = sum(len(statement.claims) for statement in case.statements)
        mentions = sum(len(entity.mentions) for entity in case.entities)
        print(f"{file}: {_counts(len(case.entities), len(case.statements), claims, mentions)}, no problems")
        for line in doubts(case, source_texts(case, file, settings=settings)):
            print(f"{file}: look again: {line}", file=sys.stderr)
        if options.coverage:
            for line in coverage(case, file, settings=settings):
                print(line)
    return 0


def _counts(entities: int, *others: int) -> str:
    """Return what a case holds, in words: its entities, statements, claims and mentions."""
    from graph.case.words import number_of

    named = (number_of(n, what) for n, what in zip(others, ("statement", "claim", "mention"), strict=True))
    return ", ".join([f"{entities:,} {'entity' if entities == 1 else 'entities'}", *named])


def locate(options: argparse.Namespace, settings: Settings) -> int:
    """Write into a case file the positions in the text of the passages that it cites."""
    from graph.case.file import locate_file

    located = locate_file(options.file, texts=options.texts, settings=settings)
    for source in located.without_text:
        print(f"{options.file}: no text of source {source}: its locators stay as they are", file=sys.stderr)
    print(f"{options.file}: {'positions written' if located.changed else 'unchanged'}")
    return 0


def extract(options: argparse.Namespace, settings: Settings) -> int:
    """Read documents into a case file, and propose what they say."""
    from graph.review.extraction import extract_into, in_words

    if options.propose_with == "endpoint":
        from graph.extract.endpoint import where_sent

        print(where_sent(settings), file=sys.stderr)
    with stoppable_by_ctrl_c():
        found = extract_into(
            options.output,
            options.files,
            settings=settings,
            published=options.published or "",
            publisher=options.publisher or "",
            encoding=options.encoding,
            drafted=options.draft,
            method=options.propose_with or "",
            progress=_print_characters if sys.stderr.isatty() else None,
        )
    for each in found:
        for note in (*each.document.notes, *each.proposals.notes):
            print(f"{each.name}: {note}", file=sys.stderr)
        if not each.source.published:
            print(f"{each.name}: the day of publication is not known; --published gives it", file=sys.stderr)
        print(f"{each.name}: source {each.source.id}; proposed: {in_words([each.counts])}")
    _print_next_steps(options.output, settings, drafted=options.draft)
    return 0


def _print_characters(name: str, done: int, total: int) -> None:
    print_progress(done, total, f"characters of {name}")


def _print_next_steps(path: Path, settings: Settings, *, drafted: bool) -> None:
    """Print what leads on from proposals: deciding on them, and loading the case file."""
    from graph.review.cases import KeptCases

    if drafted:
        print(f"{path}: a draft; nobody has looked at what it takes of the proposals")
    else:
        print(f"{path}: of the proposals nothing is taken until you decide, or give --draft")
    print("To decide in the app: python -m graph app, page Review")
    if not any(real_path(kept.path) == real_path(path) for kept in KeptCases(settings).all()):
        there = Path(settings.cases, path.stem, f"{path.stem}.yaml")
        print(
            f"  It shows the cases in {settings.cases} (setting cases); for this one: extract with -o {_quoted(there)}"
        )
    print(f"To see in the graph what the file says: python -m graph load {_quoted(path)}")


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
