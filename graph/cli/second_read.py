"""The command of a second reader: the claims of a case as a sheet, its verdicts back, and how far it all is."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from graph.errors import FileError, ModelError, NotFoundError
from graph.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from graph.case.model import Case, Locator
    from graph.review.second_read import Reading


def second_read(options: argparse.Namespace, settings: Settings) -> int:
    """Print what second readers say of a case file's claims; write a sheet, take one back, or overrule a verdict."""
    from graph.case.file import read
    from graph.case.words import number_of
    from graph.review.second_read import read_counting

    if options.reason and not options.overrule:
        options.usage("--reason is of --overrule")
    case = read(options.file, settings=settings)
    readings, damaged = read_counting(options.file)
    if damaged:
        count = "count" if damaged > 1 else "counts"
        lines = number_of(damaged, "line")
        print(f"{lines} of second-read.jsonl cannot be read and {count} for nothing here.", file=sys.stderr)
    if options.output:
        _write_sheet(case, readings, options, settings)
    elif options.take:
        _take_sheet(case, readings, options, settings)
    elif options.overrule:
        _overrule(case, readings, options)
    else:
        _print(case, readings)
    return 0


def _print(case: Case, readings: list[Reading]) -> None:
    from graph.review.second_read import SecondRead

    found = SecondRead(case, readings)
    print(f"{case.id}: {found.counts.in_words or 'nobody has read a claim of it a second time'}")
    for claim, marks in found.marks.items():
        for mark in marks:
            print(f"{claim}: {mark.told}")


def _write_sheet(case: Case, readings: list[Reading], options: argparse.Namespace, settings: Settings) -> None:
    from graph.case.file import source_texts
    from graph.case.texts import words_at
    from graph.case.words import number_of
    from graph.files import write_whole
    from graph.formats.second_read import SHEETS, rows_of, write_csv, write_html

    ending = options.output.suffix.lower()
    if ending not in SHEETS:
        raise FileError(f"A sheet's file ends in {' or '.join(SHEETS)}, not {ending!r}.")
    texts = source_texts(case, options.file, texts=options.texts, settings=settings)

    def quote(at: Locator) -> str | None:
        return words_at(texts[at.source], at) if at.source in texts else None

    reader = options.reader or ""
    rows, left = rows_of(case, quote, readings=readings, reader=reader)
    if left:
        print(
            f"{number_of(left, 'claim')} not in it: the text of a source is not at hand. Name its folder with --texts.",
            file=sys.stderr,
        )
    if not rows:
        raise NotFoundError(f"There is no claim to read in {options.file.name}{f' for {reader}' if reader else ''}.")
    write_whole(options.output, (write_csv if ending == ".csv" else write_html)(case, rows, reader))
    print(f"{options.output}: {number_of(len(rows), 'claim')} to read")
    print(f"To take the verdicts: casegraph second-read {options.file} --take SHEET.csv")


def _take_sheet(case: Case, readings: list[Reading], options: argparse.Namespace, settings: Settings) -> None:
    from graph.case.words import number_of, shorten
    from graph.formats.second_read import take
    from graph.review.second_read import record

    taken = take(
        _bytes(options.take, settings),
        case,
        name=options.take.name,
        readings=readings,
        reader=options.reader or "",
        now=datetime.now(UTC),
    )
    if taken.gone:
        named = shorten(", ".join(taken.gone), 200)
        print(f"{number_of(len(taken.gone), 'claim')} no more in the case, left out: {named}", file=sys.stderr)
    if taken.readings:
        record(options.file, taken.readings)
    known = f", {taken.known:,} there already" if taken.known else ""
    print(f"{options.take}: {number_of(len(taken.readings), 'verdict')} taken{known}, {taken.empty:,} rows without one")
    _print(case, [*readings, *taken.readings])


def _bytes(path: Path, settings: Settings) -> bytes:
    from graph.files import reason

    most = settings.max_case_file_mb
    try:
        if path.stat().st_size > most * 1_000_000:
            raise FileError(f"{path.name} is larger than {most:,} MB (setting max_case_file_mb): it is no sheet.")
        return path.read_bytes()
    except OSError as error:
        raise FileError(f"{path.name} cannot be read: {reason(error)}.") from error


def _overrule(case: Case, readings: list[Reading], options: argparse.Namespace) -> None:
    from graph.review.second_read import SecondRead, moments, overrule, record

    open_ = SecondRead(case, readings).open.get(options.overrule, ())
    if not open_:
        raise NotFoundError(f"No verdict is open on a claim {options.overrule!r}. Leave out --overrule to list those.")
    times = moments(datetime.now(UTC))
    try:
        lines = [
            overrule(line, reader=options.reader or "", reason=options.reason or "", time=next(times)) for line in open_
        ]
    except ModelError as error:
        raise ModelError(f"{error} (--reader NAME, --reason TEXT)") from error
    record(options.file, lines)
    print("\n".join(f"{line.claim}: overruled by {line.reader}: {line.reason}" for line in lines))
