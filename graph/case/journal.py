"""The list of changes of a case: which rows each of them changed, so that it can be taken back later.

A row is kept as it is written in a case file; a change can be undone as long as its rows are what it made of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, Literal

from graph.case.file.read import from_yaml
from graph.case.file.write import (
    as_map,
    claim_fields,
    entity_fields,
    head_fields,
    question_fields,
    source_fields,
    statement_fields,
)
from graph.case.model import Case, Statement
from graph.errors import CaseFileError, ModelError
from graph.files import Moment, parse_json, typed

Kind = Literal["case", "sources", "entities", "statements", "questions"]
Place = tuple[Kind, str]
_AROUND = 3
"""Lines around a changed place by which it is found again."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row before and after a change.

    Parameters
    ----------
    kind : str
        Its section of the case file.
    id : str
    before, after : str or None
        As it is written; None where it was not there.
    behind : str
        Id of the row that preceded it, so that one that comes back stands where it was; empty: none did.
    """

    kind: Kind
    id: str
    before: str | None
    after: str | None
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of the file before and after a change, with those around them, so that their place is found again."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a case.

    Parameters
    ----------
    id : str
        The beginning of the SHA-256 of its line: it stays when the lists of two people are merged.
    time : str
        When it was made: ISO 8601, in UTC.
    what : str
        What was done, as a sentence.
    rows : tuple of RowChange
    undoes : str
        Id of the change that it takes back; empty where it is none.
    decides : str
        The time of the decision on a proposal that it carried out; empty where it was made by hand.
    lines : tuple of Lines
        What it changed in the file, so that what is taken back stands there as it was typed; empty where several
        changes were written at once.
    """

    id: str
    time: str
    what: str
    rows: tuple[RowChange, ...]
    undoes: str = ""
    decides: str = ""
    lines: tuple[Lines, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """A change as a line of JSON has it."""

    time: Moment
    what: str
    rows: tuple[RowChange, ...]
    undoes: str = ""
    decides: str = ""
    lines: tuple[tuple[str, str], ...] = ()


def changed_rows(before: Case, after: Case) -> tuple[RowChange, ...]:
    """Return the rows that differ between two versions of a case, in the order of a case file."""
    old, new = _rows(before), _rows(after)
    found = []
    for place in dict.fromkeys((*old, *new)):
        one, other = old.get(place), new.get(place)
        if one != other:
            found.append(RowChange(*place, one, other, _behind(place, old if one is not None else new)))
    return tuple(found)


def undone(case: Case, rows: Iterable[RowChange]) -> Case:
    """Return a case in which some rows are again what they were before a change.

    Raises
    ------
    ModelError
        A row is no longer what the change made of it.
    CaseFileError
        Without the change the case would not be valid: another row has come to need it.
    """
    now = _rows(case)
    back = list(rows)
    if changed := [row.id for row in back if now.get((row.kind, row.id)) != row.after]:
        raise ModelError(f"This cannot be undone: {', '.join(changed)} changed again since. Undo that first.")
    for row in back:
        place = (row.kind, row.id)
        if row.before is None:
            now.pop(place)
        elif place in now:
            now[place] = row.before
        else:
            now = _put_behind(now, place, row.before, row.behind)
    return _from_rows(now)


def changed_lines(before: str, after: str) -> tuple[Lines, ...]:
    """Return what differs between two texts of a case file, each place with the lines around it."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    match = SequenceMatcher(None, old, new, autojunk=False)
    return tuple(
        Lines("".join(old[group[0][1] : group[-1][2]]), "".join(new[group[0][3] : group[-1][4]]))
        for group in match.get_grouped_opcodes(_AROUND)
    )


def lines_back(text: str, change: Change) -> str | None:
    """Return a case file's text with the lines of a change as they were before it; None where they are not found."""
    for lines in change.lines:
        if not lines.after or text.count(lines.after) != 1:
            return None
        text = text.replace(lines.after, lines.before)
    return text if change.lines else None


def as_before(case: Case, changes: Sequence[Change], id: str) -> Case:
    """Return a case as it was before a change.

    Parameters
    ----------
    case : Case
        As the file is now.
    changes : sequence of Change
        All of them, in order.
    id : str
        Of one of them.

    Raises
    ------
    ModelError
        The file was also changed by hand since: what it said before is not known.
    """
    first = next(place for place, change in enumerate(changes) if change.id == id)
    rows: dict[Place, RowChange] = {}
    for row in (row for change in changes[first:] for row in change.rows):
        begun = rows.get((row.kind, row.id), row)
        rows[row.kind, row.id] = replace(row, before=begun.before, behind=begun.behind)
    try:
        return undone(case, (row for row in rows.values() if row.before != row.after))
    except (ModelError, CaseFileError) as error:
        raise ModelError(
            "The file was also changed by hand since then, so how it was before is not known. Compare it with another."
        ) from error


def to_line(change: Change) -> str:
    """Return a change as a line of JSON."""
    rows = [
        {"kind": row.kind, "id": row.id, "before": row.before, "after": row.after, "behind": row.behind}
        for row in change.rows
    ]
    value: dict[str, Any] = {"time": change.time, "what": change.what, "rows": rows}
    if change.undoes:
        value["undoes"] = change.undoes
    if change.decides:
        value["decides"] = change.decides
    if change.lines:
        value["lines"] = [[lines.before, lines.after] for lines in change.lines]
    return json.dumps(value, ensure_ascii=False)


def from_lines(lines: Iterable[str]) -> list[Change]:
    """Read the changes in the lines of a file, in the order of their times.

    A line that holds none, as one that was cut off by a crash, is left out (:func:`damaged` counts them), and so is one
    that a merge left twice.
    """
    found = {change.id: change for change in map(_change, lines) if change}
    # a stable sort: those of one moment stay in the order in which they were written
    return sorted(found.values(), key=lambda change: change.time)


def damaged(lines: Iterable[str]) -> int:
    """Return how many lines of a file hold no change, as where an editor changed one or a crash cut it off."""
    return sum(1 for line in lines if line.strip() and _change(line) is None)


def _change(line: str) -> Change | None:
    try:
        row = typed(_Line, parse_json(line))
    except ValueError:
        return None
    id = hashlib.sha256(line.strip().encode()).hexdigest()[:12]
    lines = tuple(Lines(before, after) for before, after in row.lines)
    return Change(id, row.time, row.what, row.rows, row.undoes, row.decides, lines)


def still_there(changes: Sequence[Change]) -> list[Change]:
    """Return the changes that were not undone, and that undo nothing, the last one first."""
    return [entry.change for entry in history(changes) if entry.undo is None]


@dataclass(frozen=True, slots=True)
class Entry:
    """A change in the list that people see.

    Parameters
    ----------
    change : Change
    undo : Change or None
        What took it back; None where it holds.
    """

    change: Change
    undo: Change | None = None

    @property
    def next(self) -> Change:
        """What is taken back when its button is pressed: the change, or where it is undone the undoing."""
        return self.undo or self.change


def history(changes: Sequence[Change]) -> list[Entry]:
    """Return every change that undoes nothing, the last one first, with what took it back."""
    undone_by: dict[str, list[Change]] = {}
    for change in changes:
        if change.undoes:
            undone_by.setdefault(change.undoes, []).append(change)

    def undo_of(id: str) -> Change | None:
        # what undoes an undoing brings back what that had undone
        return next((change for change in undone_by.get(id, ()) if undo_of(change.id) is None), None)

    return [Entry(change, undo_of(change.id)) for change in reversed(changes) if not change.undoes]


def obstacles(case: Case, entries: Sequence[Entry]) -> dict[str, str]:
    """Return why some of the listed changes cannot be taken back now, or done again: a sentence by the change's id.

    Parameters
    ----------
    case : Case
        As the file is now.
    entries : sequence of Entry
        The list, the last change first.
    """
    now = _rows(case)
    found: dict[str, str] = {}
    for place, entry in enumerate(entries):
        changed = [row for row in entry.next.rows if now.get((row.kind, row.id)) != row.after]
        if not changed:
            continue
        rows = {(row.kind, row.id) for row in changed}
        later = [
            other.change.what
            for other in entries[:place]
            if other.undo is None and not rows.isdisjoint((row.kind, row.id) for row in other.change.rows)
        ]
        names = ", ".join(row.id for row in changed[:3]) + (" …" if len(changed) > 3 else "")
        by = f" by “{later[-1]}”: undo that first." if later else " in the file itself."
        found[entry.change.id] = f"{names} changed again since{by}"
    return found


def _rows(case: Case) -> dict[Place, str]:
    rows: dict[Place, str] = {("case", case.id): as_map(head_fields(case))}
    rows |= {("sources", source.id): as_map(source_fields(source)) for source in case.sources}
    rows |= {("entities", entity.id): as_map(entity_fields(entity)) for entity in case.entities}
    rows |= {("statements", statement.id): _statement(statement) for statement in case.statements}
    rows |= {("questions", question.id): as_map(question_fields(question)) for question in case.questions}
    return rows


def _statement(statement: Statement) -> str:
    claims = [as_map(claim_fields(claim, statement)) for claim in statement.claims]
    return as_map([*statement_fields(statement), ("claims", f"[{', '.join(claims)}]")])


def _behind(place: Place, rows: Mapping[Place, str]) -> str:
    before = ""
    for kind, id in rows:
        if (kind, id) == place:
            return before
        if kind == place[0]:
            before = id
    return ""


def _put_behind(rows: dict[Place, str], place: Place, row: str, behind: str) -> dict[Place, str]:
    first = (place[0], behind)
    found: dict[Place, str] = {}
    for other, text in rows.items():
        if not behind and other[0] == place[0] and place not in found:
            found[place] = row
        found[other] = text
        if other == first:
            found[place] = row
    found.setdefault(place, row)
    return found


def _from_rows(rows: Mapping[Place, str]) -> Case:
    lines = [f"case: {row}" for (kind, _), row in rows.items() if kind == "case"]
    for section in ("sources", "entities", "statements", "questions"):
        lines.append(f"{section}:")
        lines += [f"  - {row}" for (kind, _), row in rows.items() if kind == section]
    return from_yaml("\n".join(lines).replace("sources:\nentities:", "sources: []\nentities:") + "\n")
