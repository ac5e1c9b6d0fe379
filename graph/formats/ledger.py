"""The ledger as files: tables for spreadsheets, a text to read, and Web Annotations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from graph.case.captions import edge_caption, end_of, name_of
from graph.case.schema import Schema
from graph.case.seeds import seeds_folder
from graph.case.texts import Texts
from graph.case.words import joined_with_and, number_of
from graph.elements import Key
from graph.errors import RenderError
from graph.formats import LEDGER_FILES
from graph.formats.annotations import SourceText, to_annotations
from graph.formats.graph_tables import CLAIM_COLUMNS, Table, claim_cells
from graph.formats.report.markdown import escaped
from graph.formats.tables import to_csv
from graph.questions.claims import telling
from graph.questions.ledger import Grouping, Row
from graph.questions.ledger_filter import INFERS, LedgerFilter
from graph.questions.parts import nodes_by_key
from graph.questions.sources import sources_of
from graph.review.second_read import Mark
from graph.settings import Settings
from graph.stores import LoadedCase, Store


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is written: the claims, in order, with what they were filtered by.

    Parameters
    ----------
    case : LoadedCase
    rows : sequence of Row
    by : {"statement", "speaker"}
        What they are in order of.
    note : str
        Which claims these are, as a sentence.
    marks : mapping of str to sequence of Mark
        What second readers say of claims that waits for somebody, by the claims' ids.
    """

    case: LoadedCase
    rows: Sequence[Row]
    by: Grouping
    note: str
    marks: Mapping[str, Sequence[Mark]] = field(default_factory=dict)


def ledger_ending(path: Path) -> str:
    """Return the ending of a file that a ledger is written to.

    Raises
    ------
    RenderError
        There is no such format.
    """
    ending = path.suffix.lower()
    if ending not in LEDGER_FILES:
        raise RenderError(f"A ledger is written as {', '.join(LEDGER_FILES)}, not as {path.name!r}.")
    return ending


def ledger_file(ledger: Ledger, ending: str, store: Store, schema: Schema, quotable: SourceText) -> bytes:
    """Return a ledger as the file of an ending of :data:`LEDGER_FILES`.

    Parameters
    ----------
    ledger : Ledger
    ending : str
    store : Store
        Where its sources are.
    schema : Schema
    quotable : callable
        Gives the texts whose words may stand in a file that is handed on, by their SHA-256.

    Raises
    ------
    RenderError
        There are more rows than a sheet of Excel holds.
    """
    match ending:
        case ".csv":
            return to_csv(*ledger_table(ledger, schema))
        case ".xlsx":
            from graph.formats.xlsx import to_xlsx

            about = Table(("What this is",), [(ledger.note,)])
            return to_xlsx({"Claims": ledger_table(ledger, schema), "About": about})
        case ".md":
            return to_markdown(ledger, schema).encode("utf-8", "replace")
    sources = {node.id: node for node in sources_of(store, ledger.case.id)}
    return to_annotations(ledger.case.id, ledger.note, ledger.rows, sources, schema, quotable, marks=ledger.marks)


def described(ledger_of: LoadedCase, wanted: LedgerFilter, total: int, given: int, names: Mapping[str, str]) -> str:
    """Return which claims a file holds, as a sentence.

    Parameters
    ----------
    ledger_of : LoadedCase
    wanted : LedgerFilter
    total, given : int
        How many fit, and how many of them are there.
    names : mapping of str to str
        What speakers, subjects and sources are called, by their ids.

    Examples
    --------
    >>> case = LoadedCase("fire", "The fire", "2019", "", loading=False)
    >>> described(case, LedgerFilter(speaker="ada", status="disputed"), 1204, 1000, {"ada": "Ada Quill"})
    'The first 1,000 of 1,204 claims of The fire: made by Ada Quill, on what is disputed.'
    >>> described(case, LedgerFilter(), 2, 2, {})
    'All 2 claims of The fire.'
    """
    return f"{_counted(total, given, wanted)} of {ledger_of.title}{_narrowed(wanted, names)}."


def _counted(total: int, given: int, wanted: LedgerFilter) -> str:
    if given < total:
        return f"The first {given:,} of {number_of(total, 'claim')}"
    return number_of(total, "claim") if total < 2 or wanted != LedgerFilter() else f"All {number_of(total, 'claim')}"


def _narrowed(wanted: LedgerFilter, names: Mapping[str, str]) -> str:
    parts = [
        f"made by {names.get(wanted.speaker, wanted.speaker)}" if wanted.speaker else "",
        _STANCE_WORDS[wanted.stance] if wanted.stance else "",
        f"on statements of {wanted.predicate}" if wanted.predicate else "",
        f"about {names.get(wanted.subject, wanted.subject)}" if wanted.subject else "",
        f"written in {names.get(wanted.source, wanted.source)}" if wanted.source else "",
        f"on what is {wanted.status}" if wanted.status else "",
        f"published since {wanted.since}" if wanted.since else "",
        f"published until {wanted.until}" if wanted.until else "",
        f"with {joined_with_and([f'“{word}”' for word in wanted.words])} in words, names or passage"
        if wanted.words
        else "",
    ]
    return f": {', '.join(filter(None, parts))}" if any(parts) else ""


_STANCE_WORDS = {
    "asserts": "asserting",
    "denies": "denying",
    "questions": "questioning",
    INFERS: "inferred by the case's editor",
}


def names_in(store: Store, case: str, wanted: LedgerFilter, schema: Schema) -> dict[str, str]:
    """Return what those are called by whom a ledger is filtered, by their ids."""
    keys = [Key.of(case, id) for id in (wanted.speaker, wanted.subject, wanted.source) if id]
    return {node.id: name_of(node, schema) for node in nodes_by_key(store, keys)}


def quotable_texts(settings: Settings) -> SourceText:
    """Return what gives the texts that lie beside their cases: those of other folders may not be handed on."""
    return Texts([settings.cases, seeds_folder()]).get


def ledger_table(ledger: Ledger, schema: Schema) -> Table:
    """Return claims as a table: who says what of which statement, by which way and where, and its verdicts."""
    rows = [
        (
            *claim_cells(row.claim, said_by(row, schema), status=row.status, statement=row.statement.id),
            "; ".join(mark.told for mark in ledger.marks.get(row.claim.id, ())),
        )
        for row in ledger.rows
    ]
    return Table((*CLAIM_COLUMNS, "Second reader"), rows)


def said_by(row: Row, schema: Schema) -> tuple[str, str, str]:
    """Return what subject, predicate and object of a claim's statement are called, the predicate with its status."""
    r = row.statement
    return name_of(r.start_node, schema), edge_caption(r, schema), name_of(r.end_node, schema)


def heading_of(row: Row, by: Grouping, schema: Schema) -> str:
    """Return what stands above the claims on one statement, or of one speaker."""
    if by == "speaker":
        return f"{row.claim.by_name[:1].upper()}{row.claim.by_name[1:]}"
    near, words, far = said_by(row, schema)
    return f"{near} — {words} → {far}"


def grouped(rows: Iterable[Row], by: Grouping) -> list[list[Row]]:
    """Return claims by their statement or speaker, as they stand together."""
    key: Callable[[Row], str] = (lambda row: row.claim.by) if by == "speaker" else (lambda row: row.statement.id)
    return [list(group) for _, group in groupby(rows, key)]


def to_markdown(ledger: Ledger, schema: Schema) -> str:
    """Return a ledger as Markdown: the claims in sentences, under what they are in order of."""
    lines = [f"# Claims: {escaped(ledger.case.title)}", "", escaped(ledger.note), ""]
    for group in grouped(ledger.rows, ledger.by):
        lines += [f"## {escaped(heading_of(group[0], ledger.by, schema))}", ""]
        if ledger.by == "statement":
            lines += [f"Status: {group[0].status}", ""]
        for row in group:
            claim, r = row.claim, row.statement
            told = telling(claim, r.start_node, end_of(r), schema).removesuffix(".")
            status = "" if ledger.by == "statement" else f" The statement is {row.status}."
            lines.append(f"- {escaped(f'{told}.{status} ({claim.citation})')}")
            lines += [f"  - Second reader: {escaped(mark.told)}" for mark in ledger.marks.get(claim.id, ())]
        lines.append("")
    return "\n".join(lines)
