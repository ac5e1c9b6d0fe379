"""The sheet of a second reader: claims with the words that they cite, and nothing else, to read and to send back.

As HTML it is one file that opens in any browser, offline, and saves the verdicts as CSV; as CSV it is filled in with a
spreadsheet. Both come back by :func:`take`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from importlib.resources import files

from graph.case.model import Case, Claim, Locator
from graph.case.schema import Schema
from graph.case.words import clean, shorten
from graph.errors import FileError, ModelError
from graph.formats.html import json_for_script
from graph.formats.tables import is_formula, to_csv
from graph.picture.looks import THEMES
from graph.questions.case_graph import CaseGraph
from graph.questions.claims import place_of
from graph.review.second_read import (
    VERDICTS,
    Reading,
    SecondRead,
    Verdict,
    content_of,
    give,
    moments,
)

SHEETS = (".html", ".csv")
"""Endings of a sheet's file."""
_COLUMNS = ("case", "claim", "reads", "cites", "verdict", "reason", "reader", "content", "places")
_VERDICT_COLUMN = f"verdict: {', '.join(VERDICTS)}"
_MAX_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage: its place in words, and its own words."""

    place: str
    words: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A claim to read.

    Parameters
    ----------
    claim : str
        Its id.
    text : str
        What it says, in words.
    passages : tuple of Cited
        What it cites, first the passage that carries it.
    content : str
        See :func:`graph.review.second_read.content_of`.
    places : tuple of str
        Locators of the passages.
    """

    claim: str
    text: str
    passages: tuple[Cited, ...]
    content: str
    places: tuple[str, ...]


def rows_of(
    case: Case,
    quote: Callable[[Locator], str | None],
    *,
    readings: Sequence[Reading] = (),
    reader: str = "",
    schema: Schema | None = None,
) -> tuple[list[SheetRow], int]:
    """Return the claims of a case that somebody is to read, in the order of their passages.

    Parameters
    ----------
    case : Case
    quote : callable
        Returns the words of a passage, or None where the text of its source is not at hand.
    readings : sequence of Reading
        What is read already.
    reader : str
        Who reads: what they have read of it is left out. Empty: somebody who has read nothing.
    schema : Schema, optional
        The schema that ships with the package where it is not given.

    Returns
    -------
    rows : list of SheetRow
    left : int
        How many claims cannot be read, since the text of a source is not at hand.
    """
    graph, reader = CaseGraph(case, schema), clean(reader)
    unread = SecondRead(case, readings if reader else ()).unread(reader)
    rows = [row_of(graph, claim, quote) for _, claim in unread]
    found = [row for row in rows if row is not None]
    return found, len(rows) - len(found)


def row_of(graph: CaseGraph, claim: Claim, quote: Callable[[Locator], str | None]) -> SheetRow | None:
    """Return a claim as somebody reads it; None where the words that it cites are not at hand."""
    words = [(at, clean(quote(at) or "")) for at in claim.places]
    if not all(text for _, text in words):
        return None
    statement = graph.statement_of(claim.id)
    return SheetRow(
        claim.id,
        told(graph, claim.id),
        tuple(Cited(place_of(at, graph.name(at.source)), text) for at, text in words),
        content_of(statement, claim),
        tuple(map(str, claim.places)),
    )


def told(graph: CaseGraph, claim: str) -> str:
    """Return a claim in words, as a sentence."""
    of = graph.statement_of(claim).id
    return clean(f"{graph.telling(next(each for each in graph.claims(of) if each.id == claim)).removesuffix('.')}.")


def write_csv(case: Case, rows: Sequence[SheetRow], reader: str = "") -> bytes:
    """Return claims as a table to fill in: verdict, reason and reader are the columns for it."""
    names = [_VERDICT_COLUMN if name == "verdict" else name for name in _COLUMNS]
    return to_csv(names, ((case.id, *_cells(row, reader)) for row in rows))


def _cells(row: SheetRow, reader: str) -> tuple[str, ...]:
    cites = "\n".join(f"“{passage.words}” ({passage.place})" for passage in row.passages)
    return row.claim, row.text, cites, "", "", reader, row.content, " ".join(row.places)


def write_html(case: Case, rows: Sequence[SheetRow], reader: str = "") -> bytes:
    """Return claims as a page that shows one at a time and takes a verdict by one key."""
    cells = [(case.id, *_cells(row, "")) for row in rows]
    data = {
        # what is kept in the browser is of this sheet alone
        "id": hashlib.sha256(repr((case.id, rows)).encode()).hexdigest()[:16],
        "file": f"{case.id}-second-read.csv",
        "columns": _COLUMNS,
        "reader": reader,
        "verdicts": [{"name": name, "words": words.words} for name, words in VERDICTS.items()],
        "rows": [
            {"cells": row_cells, "text": row.text, "passages": [(each.place, each.words) for each in row.passages]}
            for row, row_cells in zip(rows, cells, strict=True)
        ],
    }
    names = ("background", "ink", "soft", "line", "accent")
    parts = {
        "title": escape(clean(case.title)),
        "data": json_for_script(data),
        **{name: ";".join(f"--{role}:{getattr(THEMES[name], role)}" for role in names) for name in THEMES},
    }
    page = files("graph.formats").joinpath("second_read.html").read_text(encoding="utf-8")
    # in one pass, so that no text in a part is taken for a placeholder
    return re.sub("@(" + "|".join(parts) + ")@", lambda match: parts[match[1]], page).encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a sheet that came back holds.

    Parameters
    ----------
    readings : tuple of Reading
        Verdicts that are new.
    known : int
        Verdicts that are there already.
    gone : tuple of str
        Claims with a verdict that the case has no more.
    empty : int
        Rows without a verdict.
    """

    readings: tuple[Reading, ...]
    known: int
    gone: tuple[str, ...]
    empty: int


def take(
    data: bytes,
    case: Case,
    *,
    name: str,
    readings: Sequence[Reading] = (),
    reader: str = "",
    now: datetime,
    schema: Schema | None = None,
) -> Taken:
    """Read the verdicts of a sheet.

    Parameters
    ----------
    data : bytes
        CSV in UTF-8, with commas, semicolons or tabs: as the page, or a spreadsheet, saved it.
    case : Case
    name : str
        Of the file, for messages.
    readings : sequence of Reading
        What is there already: the same verdict of the same reader is taken once.
    reader : str
        Whose verdicts those are that name nobody.
    now : datetime
    schema : Schema, optional

    Raises
    ------
    FileError
        It is no sheet of this case, a verdict in it is none, or somebody gives two on one claim; the message names each
        line, and nothing is taken.
    """
    rows = list(_sheet_rows(data, name))
    second = SecondRead(case, readings)
    graph = CaseGraph(case, schema)
    held = {(line.reader, line.claim, line.content, line.verdict, line.reason) for line in _last(readings)}
    problems, found, gone, known, times = [], [], [], 0, moments(now)
    given: dict[tuple[str, str], int] = {}
    empty = 0
    for number, row in rows:
        if row["case"] != case.id:
            raise FileError(
                f"{name}:{number}: case: the sheet is of another case ({row['case'][:60]!r}, not {case.id!r})."
            )
        if not row["verdict"]:
            empty += 1
            if row["reason"]:
                problems.append(f"{name}:{number}: verdict: is missing beside a reason ({row['claim'][:60]})")
            continue
        claim = row["claim"]
        try:
            verdict = _verdict(row["verdict"])
            if claim not in second.claims:
                gone.append(claim)
                continue
            statement, of = second.claims[claim]
            line = give(
                statement,
                of,
                verdict,
                reader=row["reader"] or reader,
                reason=row["reason"],
                text=told(graph, claim),
                time=next(times),
            )
        except ModelError as error:
            problems.append(f"{name}:{number}: {error} ({claim[:60]})")
            continue
        first = given.setdefault((line.reader, claim), number)
        if first != number:
            twice = (
                f"{line.reader} gives two verdicts on one claim, the other in line {first}: leave one ({claim[:60]})"
            )
            problems.append(f"{name}:{number}: verdict: {twice}")
            continue
        if row["content"] != line.content or row["places"] != " ".join(line.places):
            # it was changed since: the verdict is of what it said when the sheet was written
            line = replace(line, content=row["content"], places=tuple(row["places"].split()), text=row["reads"])
        if (line.reader, line.claim, line.content, line.verdict, line.reason) in held:
            known += 1
        else:
            found.append(line)
    if problems:
        raise FileError("\n".join(problems))
    return Taken(tuple(found), known, tuple(gone), empty)


def _last(readings: Sequence[Reading]) -> Iterator[Reading]:
    """Yield the last verdict of each reader on each claim as it was read."""
    yield from {(line.reader, line.claim, line.content): line for line in readings}.values()


def _verdict(text: str) -> Verdict:
    for name in VERDICTS:
        if name == " ".join(text.casefold().split()):
            return name
    raise ModelError(f"verdict: is one of {', '.join(VERDICTS)}, not {text[:60]!r}")


def _sheet_rows(data: bytes, name: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the rows of a sheet by the names of its columns, each with its line in the file."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(f"{name} is not UTF-8, from byte {error.start:,} on: save the sheet as “CSV UTF-8”.") from error
    if text.lstrip()[:1] == "<":
        raise FileError(f"{name} is the page: press “Save the verdicts” in it, and take the .csv that it saves.")
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    try:
        names = [cell.partition(":")[0].strip() for cell in next(reader, [])]
        missing = [column for column in _COLUMNS if column not in names]
        if missing:
            raise FileError(f"{name}:1: it is no sheet: the column {missing[0]} is missing.")
        for cells in reader:
            if any(cells):
                row = dict(zip(names, map(_cell, cells), strict=False))
                yield reader.line_num, {column: row.get(column, "") for column in _COLUMNS}
    except csv.Error as error:
        raise FileError(f"{name}:{reader.line_num}: it is no CSV: {error}.") from error


def _cell(text: str) -> str:
    """Return what a cell held before an apostrophe kept a spreadsheet from computing it."""
    text = text.strip()
    return shorten(clean(text[1:] if text.startswith("'") and is_formula(text) else text), _MAX_TEXT)
