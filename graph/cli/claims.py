"""Commands on what was claimed: a statement explained, and the ledger of all claims."""

from __future__ import annotations

import argparse
import sys
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from graph.cli.commands import open_store_of
from graph.cli.output import print_json
from graph.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.case.schema import Schema
    from graph.case.texts import Texts
    from graph.questions.explain import Explanation, Quote
    from graph.questions.ledger import LedgerPage, Row
    from graph.questions.ledger_filter import LedgerFilter
    from graph.review.second_read import Mark
    from graph.stores import LoadedCase, Store

    _MarksOfCase = Mapping[str, Sequence[Mark]]


def explain(options: argparse.Namespace, settings: Settings) -> int:
    """Print why a statement has its status: who says so, where, by what chain, and what contradicts it."""
    from graph.case.schema import load_schema
    from graph.formats.explained import to_markdown, to_text
    from graph.questions.explain import explanation
    from graph.review.cases import KeptCases

    schema = load_schema()
    with open_store_of(options, settings) as store:
        found = explanation(
            store,
            options.id,
            case=options.case,
            schema=schema,
            quote=_passages(store, settings),
            marks=KeptCases(settings).marks,
        )
        lacking = _lacking(store, found, settings, schema)
    match options.format:
        case "json":
            print_json(found.to_json())
        case "markdown":
            print(to_markdown(found, schema, lacking), end="")
        case _:
            print(to_text(found, schema, lacking), end="")
    return 0


def _lacking(store: Store, found: Explanation, settings: Settings, schema: Schema) -> list[str]:
    """Return why passages of an explanation lack their words, as sentences."""
    from graph.case.captions import name_of
    from graph.questions.sources import sources_of
    from graph.review.missing_texts import told_missing

    if not found.without_words:
        return []
    case = str(found.relationship.properties["case_id"])
    nodes = {node.id: node for node in sources_of(store, case)}
    missing = {id: (name_of(nodes[id], schema), nodes[id].properties.get("text_sha256")) for id in found.without_words}
    return told_missing(case, missing, settings)


def _texts(settings: Settings) -> Texts:
    """Return the texts of sources that are at hand."""
    from graph.case.seeds import seeds_folder
    from graph.case.texts import Texts

    return Texts([settings.texts, settings.cases, seeds_folder()])


def _passages(store: Store, settings: Settings) -> Quote:
    """Return what gives the text of a passage, where the text of its source is at hand."""
    from graph.questions.sources import sources_of

    texts = _texts(settings)
    hashes: dict[str, dict[str, str]] = {}

    def quote(case: str, at: Any) -> str | None:
        if case not in hashes:
            hashes[case] = {node.id: str(node.properties.get("text_sha256", "")) for node in sources_of(store, case)}
        return texts.quote(at, hashes[case].get(at.source, ""))

    return quote


def ledger(options: argparse.Namespace, settings: Settings) -> int:
    """Print a page of the claims of a case, or write all of them to a file."""
    from graph.case.schema import load_schema
    from graph.formats.ledger import ledger_ending
    from graph.questions.ledger import PAGE, count_claims
    from graph.questions.ledger import ledger as read_page
    from graph.questions.ledger_filter import LedgerFilter
    from graph.questions.parts import named_or_only_case
    from graph.review.cases import KeptCases

    given = {field.name: getattr(options, field.name) for field in fields(LedgerFilter)}
    wanted = LedgerFilter(**{name: value for name, value in given.items() if value}).checked()
    if options.output:
        ledger_ending(options.output)  # before anything is read for it
    schema, texts, after = load_schema(), _texts(settings).get, options.after or ""
    with open_store_of(options, settings) as store:
        case = named_or_only_case(store, options.case)
        wanted.checked_in(store, case.id, schema)
        total = count_claims(store, case.id, wanted, texts=texts)
        if options.output:
            return _save(options, settings, store, case, wanted, total, schema)
        page = read_page(
            store,
            case.id,
            wanted,
            schema=schema,
            by=options.by,
            after=after,
            limit=options.limit or PAGE,
            texts=texts,
        )
    marks = KeptCases(settings).marks(case.id)
    if options.format == "json":
        print_json({**_page_as_json(page, schema, marks), "total": total})
        return 0
    _print_page(page, total, after, options.by, schema, marks)
    return 0


def _save(
    options: argparse.Namespace,
    settings: Settings,
    store: Store,
    case: LoadedCase,
    wanted: LedgerFilter,
    total: int,
    schema: Schema,
) -> int:
    from graph.case.words import number_of
    from graph.files import write_whole
    from graph.formats.ledger import Ledger, described, ledger_ending, ledger_file, names_in, quotable_texts
    from graph.questions.ledger import every_row
    from graph.review.cases import KeptCases

    ending = ledger_ending(options.output)
    rows = list(
        every_row(
            store,
            case.id,
            wanted,
            schema=schema,
            by=options.by,
            limit=settings.max_rows,
            texts=_texts(settings).get,
        )
    )
    note = described(case, wanted, total, len(rows), names_in(store, case.id, wanted, schema))
    told = Ledger(case, rows, options.by, note, KeptCases(settings).marks(case.id))
    write_whole(options.output, ledger_file(told, ending, store, schema, quotable_texts(settings)))
    print(f"{options.output}: {number_of(len(rows), 'claim')}")
    if total > len(rows):
        print(f"Cut at {settings.max_rows:,} claims of {total:,} (setting max_rows).", file=sys.stderr)
    return 0


def _print_page(page: LedgerPage, total: int, after: str, by: str, schema: Schema, marks: _MarksOfCase) -> None:
    from graph.case.words import number_of
    from graph.formats.ledger import said_by
    from graph.formats.tables import to_table

    if not page.rows:
        last = f"No claim that fits comes after {after}. Leave out --after for the first page."
        none = "No claim fits. Leave out a filter, or look for fewer words."
        print(last if after and total else none, file=sys.stderr)
        return
    lines = []
    for row in page.rows:
        statement = " ".join(said_by(row, schema))
        who = row.claim.by_name if by == "speaker" else f"{row.claim.past} by {row.claim.by_name}"
        first = [who, row.claim.past, statement] if by == "speaker" else [statement, who]
        lines.append([*first, row.status, row.claim.says or row.claim.because, row.claim.short_place, row.claim.id])
    columns = ["by", "stance", "statement"] if by == "speaker" else ["statement", "who"]
    columns += ["status", "says", "where", "claim"]
    told = ["; ".join(mark.told for mark in marks.get(row.claim.id, ())) for row in page.rows]
    if any(told):
        columns.append("second reader")
        lines = [[*line, said] for line, said in zip(lines, told, strict=True)]
    print(to_table(columns, lines), end="")
    print(f"{len(page.rows):,} of {number_of(total, 'claim')}.", file=sys.stderr)
    if page.after:
        print(f"There are more: --after {page.after}", file=sys.stderr)


def _page_as_json(page: LedgerPage, schema: Schema, marks: _MarksOfCase) -> dict[str, Any]:
    return {
        "claims": [
            {**_row_as_json(row, schema), "verdicts": [mark.to_json() for mark in marks.get(row.claim.id, ())]}
            for row in page.rows
        ],
        "before": page.before or None,
        "after": page.after or None,
    }


def _row_as_json(row: Row, schema: Schema) -> dict[str, Any]:
    from graph.case.captions import end_of
    from graph.questions.claims import telling

    claim, r = row.claim, row.statement
    return {
        "id": claim.id,
        "statement": r.id,
        "subject": r.start,
        "predicate": r.type,
        "object": r.end,
        "status": row.status,
        "by": claim.by or None,
        "stance": claim.stance,
        "inferred": claim.inferred,
        "verb": claim.verb or None,
        "says": claim.says or None,
        "because": claim.because or None,
        "via": list(claim.via),
        "at": claim.at,
        "source": claim.source,
        "context": list(claim.context),
        "text": telling(claim, r.start_node, end_of(r), schema),
    }
