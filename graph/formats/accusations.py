"""Accusations as a table: who is accused of what, who says so, on what evidence, who finds and who denies it."""

from __future__ import annotations

from typing import Any

from graph.case.captions import name_of
from graph.case.schema import Schema
from graph.errors import RenderError
from graph.formats import XLSX
from graph.questions.accusations import Accusation, Accusations
from graph.questions.claims import guarded

COLUMNS = (
    "Status", "Accused", "Of what", "Found by", "Found not so by", "Who says so", "Denied by", "Questioned by",
    "On what grounds", "Evidence", "Where", "In words", "Id",
)  # fmt: skip
STANDS = COLUMNS[3:8]
"""The columns of who stands where: what bodies find comes first. Who says so need not accuse: a paper may report it."""
ENDINGS = {".csv": "text/csv", ".xlsx": XLSX}
"""Of files that they are saved as, with the media type of each."""
NOBODY = "nobody by name"
"""In place of who is accused, where that is not said."""


def table(found: Accusations, schema: Schema) -> list[list[Any]]:
    """Return a row for each accusation, with a value for each of :data:`COLUMNS`."""
    return [_row(accusation, schema) for accusation in found.rows]


def write(found: Accusations, ending: str, schema: Schema) -> bytes:
    """Return the file of an ending.

    Raises
    ------
    RenderError
        It is none of :data:`ENDINGS`.
    """
    rows = table(found, schema)
    match ending:
        case ".csv":
            from graph.formats.tables import to_csv

            return to_csv(COLUMNS, rows)
        case ".xlsx":
            from graph.formats.graph_tables import Table
            from graph.formats.xlsx import to_xlsx

            return to_xlsx({"Accusations": Table(COLUMNS, rows)})
    raise RenderError(f"Accusations are saved as {' or '.join(ENDINGS)}, not {ending or 'no ending'!r}.")


def _row(accusation: Accusation, schema: Schema) -> list[Any]:
    def named(*pasts: str) -> str:
        return "; ".join(accusation.by(*pasts).values())

    inferred = named("inferred")
    return [
        accusation.status,
        name_of(accusation.accused, schema) if accusation.accused else NOBODY,
        accusation.of_what(schema),
        named("found"),
        named("found not so"),
        "; ".join(filter(None, [named("asserted"), inferred and f"inferred by {inferred}"])),
        "; ".join(filter(None, [named("denied"), *accusation.denied_elsewhere.values()])),
        named("questioned", "found doubtful"),
        "; ".join(dict.fromkeys(claim.says or claim.because for claim in accusation.grounds)),
        "; ".join(accusation.evidence_in_words(schema)),
        "; ".join(dict.fromkeys(claim.at for claim in accusation.claims)),
        guarded(accusation.statement, accusation.claims, schema),
        accusation.statement.id,
    ]
