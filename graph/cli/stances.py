"""Who stands where: the stance matrix, accusations, and speakers beside each other."""

from __future__ import annotations

import argparse
import sys
from textwrap import fill
from typing import TYPE_CHECKING, Any

from graph.cli.commands import open_store_of
from graph.cli.output import lacking_fonts_told, print_json
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.questions.agreement import Beside
    from graph.stores import LoadedCase, Store

_WIDTH = 100
"""Columns of a terminal that a line takes."""


def stances(options: argparse.Namespace, settings: Settings) -> int:
    """Print, or save, what each speaker says of the most disputed statements."""
    from graph.case.schema import load_schema
    from graph.case.words import number_of
    from graph.files import write_whole
    from graph.formats.matrix import check_ending, ending_of, table, write
    from graph.formats.tables import to_csv, to_table
    from graph.picture.matrix import STANCE_LOOKS, described, statement_words
    from graph.questions.parts import named_or_only_case
    from graph.questions.stances import stance_matrix

    schema = load_schema()
    if options.output:
        check_ending(ending_of(options.output))
    with open_store_of(options, settings) as store:
        case = named_or_only_case(store, options.case)
        matrix = stance_matrix(store, case.id, limit=options.limit, schema=schema)
    if options.output:
        title, source_line = _headings(case)
        with lacking_fonts_told():
            made = write(
                matrix, ending_of(options.output), schema, title=title, source_line=source_line, theme=options.theme
            )
        write_whole(options.output, made)
        print(f"{options.output}: {number_of(len(matrix.rows), 'statement')}")
        return 0
    match options.format:
        case "json":
            print_json(matrix.to_dict(schema))
        case "csv":
            sys.stdout.write(to_csv(*table(matrix, schema), mark=False).decode().replace("\r\n", "\n"))
        case _:
            speakers = matrix.speakers
            rows = [
                (
                    row.status,
                    statement_words(row, schema),
                    *(STANCE_LOOKS[row.cells[id].stance].sign if id in row.cells else "" for id in speakers),
                )
                for row in matrix.rows
            ]
            print(f"{case.title}: {described(matrix)}.")
            print(to_table(["status", "statement", *map(str, range(1, len(speakers) + 1))], rows), end="")
            for number, (id, name) in enumerate(speakers.items(), 1):
                print(f"{number:>3}  {name} ({id})")
            print(", ".join(f"{look.sign} {look.words}" for look in STANCE_LOOKS.values()))
    return 0


def accusations(options: argparse.Namespace, settings: Settings) -> int:
    """Print, or save, who accuses whom of what."""
    from graph.case.schema import load_schema
    from graph.case.words import number_of
    from graph.files import write_whole
    from graph.formats.accusations import COLUMNS, table, write
    from graph.formats.tables import to_csv
    from graph.questions.accusations import accusations
    from graph.questions.parts import named_or_only_case

    schema = load_schema()
    with open_store_of(options, settings) as store:
        found = accusations(store, named_or_only_case(store, options.case).id, schema=schema)
    if options.output:
        write_whole(options.output, write(found, options.output.suffix.lower(), schema))
        print(f"{options.output}: {number_of(len(found.rows), 'accusation')}")
    elif options.format == "json":
        print_json({"case": found.case, "accusations": [row.to_dict(schema) for row in found.rows], "cut": found.cut})
    elif options.format == "csv":
        sys.stdout.write(to_csv(COLUMNS, table(found, schema), mark=False).decode().replace("\r\n", "\n"))
    else:
        for row in table(found, schema):
            _print_accusation(dict(zip(COLUMNS, row, strict=True)))
    if found.cut:
        print(f"Cut at {len(found.rows):,} accusations; there are more.", file=sys.stderr)
    return 0


def _print_accusation(row: dict[str, Any]) -> None:
    """Print an accusation whole: a table would cut who says so, and by whom it came."""
    from graph.formats.accusations import STANDS

    lines = [(f"{row['Status']}: {row['Accused']}, {row['Of what']} [{row['Id']}]", "", "  ")]
    lines += [(f"{column.lower()}: {row[column]}", "  ", "    ") for column in STANDS if row[column]]
    for text, first, rest in lines:
        print(fill(text, _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False))


def speakers(options: argparse.Namespace, settings: Settings) -> int:
    """Print where two speakers agree and contradict each other; without names, all pairs."""
    from graph.case.schema import load_schema
    from graph.questions.agreement import beside
    from graph.questions.parts import named_or_only_case

    if len(options.ids) not in (0, 2):
        options.usage("two speakers are needed, or none for a list of all pairs")
    with open_store_of(options, settings) as store:
        case = named_or_only_case(store, options.case)
        if options.ids:
            found = beside(store, case.id, *options.ids, schema=load_schema())
            if options.format == "json":
                print_json(found.to_dict(load_schema()))
            else:
                _print_beside(found)
            return 0
        return _print_pairs(store, case, options)


def _print_pairs(store: Store, case: LoadedCase, options: argparse.Namespace) -> int:
    from graph.case.schema import load_schema
    from graph.formats.tables import to_table
    from graph.questions.agreement import MOST_CLAIMS, agreements, conflicts_in, speaker_names, stances_in

    said, cut = stances_in(store, case.id, load_schema())
    conflicts, more = conflicts_in(store, case.id)
    pairs, cut = agreements(said, conflicts), cut or more
    if options.format == "json":
        print_json({"case": case.id, "pairs": [pair.to_dict() for pair in pairs], "cut": cut})
    else:
        names = speaker_names(store, case.id, {id for pair in pairs for id in (pair.first, pair.second)}, load_schema())
        rows = [
            (
                names[pair.first],
                names[pair.second],
                pair.contradictions,
                len(pair.differ),
                len(pair.agree),
                len(pair.one_origin),
            )
            for pair in pairs
        ]
        print(to_table(["speaker", "and", "contradict", "differ", "agree", "same by one origin"], rows), end="")
    if cut:
        print(f"Counted over the first {MOST_CLAIMS:,} claims; there are more.", file=sys.stderr)
    return 0


def _print_beside(found: Beside) -> None:
    from graph.case.captions import name_of
    from graph.case.schema import load_schema
    from graph.questions.agreement import RELATIONS
    from graph.questions.stances import Cell

    schema = load_schema()
    names = {"first": name_of(found.first, schema), "second": name_of(found.second, schema)}
    print(f"{names['first']} and {names['second']}")
    for relation, words in RELATIONS.items():
        rows = found.rows[relation]
        heading = f"only {names[relation]} says something of it" if relation in names else words
        print(
            f"\n{'silent' if relation in names else relation.replace('_', ' ')} ({found.counts[relation]:,}): {heading}"
        )
        for row in rows:
            print(f"  {row.statement.id} ({row.status})")
            for claim, text in row.tells_all(Cell(row.claims, row.opposed), schema):
                print(f"    {text} ({claim.short_place})")
        if more := found.counts[relation] - len(rows):
            print(f"  … and {more:,} more")


def _headings(case: LoadedCase) -> tuple[str, str]:
    """Return the title of a picture of a case's stances, and the line below it."""
    from graph.case.dates import EdtfDate

    return f"{case.title}: who stands where", f"As of {EdtfDate.parse(case.as_of)}"
