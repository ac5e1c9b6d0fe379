"""What changed between two versions of a case, told to people: guarded words, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph.case.changes import consequences
from graph.case.dates import EdtfDate
from graph.case.diff import MARKS, Difference, Mark, Rows, difference, match_claims
from graph.case.model import SIDES, Case, Entity, Mention, Question, Source, Text
from graph.case.quantities import Quantity
from graph.case.schema import Schema, load_schema
from graph.case.words import shorten
from graph.questions.case_graph import CaseGraph
from graph.questions.claims import Claim, place_in

_MENTIONS_NAMED = 4
_MAX_TEXT = 160
HEADINGS = {
    "case": "The case",
    "source": "Sources",
    "entity": "Entities",
    "statement": "Statements",
    "question": "Questions",
}
"""Of the rows of each kind, in their order."""
NOTHING = "Nothing changed in meaning."


@dataclass(frozen=True, slots=True)
class Told:
    """A row that changed, in words.

    Parameters
    ----------
    mark : str
        One of :data:`graph.case.diff.MARKS`.
    kind : str
        ``case``, ``source``, ``entity``, ``statement`` or ``question``; a claim is told with its statement.
    id : str
    text : str
        What it says now, or said where it is gone: of a statement its guarded sentence.
    details : tuple of (str, str)
        What changed of it: a mark and a phrase each.
    """

    mark: Mark
    kind: str
    id: str
    text: str
    details: tuple[tuple[Mark, str], ...] = ()


class Comparison:
    """Two versions of a case, and what differs.

    Parameters
    ----------
    before, after : Case
    schema : Schema, optional
        The schema that ships with the package where it is not given.
    """

    def __init__(self, before: Case, after: Case, *, schema: Schema | None = None) -> None:
        self.found: Difference = difference(before, after)
        schema = schema or load_schema()
        self.before = CaseGraph(before, schema, as_case=after.id)
        self.after = CaseGraph(after, schema, as_case=after.id)
        self._statuses = {change.id: change for change in self.found.statuses}
        self._fields_of = {row.id: row.fields for row in self.found.statements.changed}
        self._changed_claims = {row.id for row in self.found.claims.changed}

    def __bool__(self) -> bool:
        return bool(self.found)

    @property
    def summary(self) -> str:
        """What changed, counted, as one sentence."""
        phrases = consequences(self.found)
        if self.found.case:
            phrases.append("changes the case itself")
        text = "; ".join(phrases)
        return f"{text[:1].upper()}{text[1:]}." if text else NOTHING

    @property
    def changed_statements(self) -> tuple[str, ...]:
        """Ids of the statements of both versions that differ themselves, in their claims or in their status."""
        found = self.found
        old, new = (
            {claim.id: statement.id for statement in side.case.statements for claim in statement.claims}
            for side in (self.before, self.after)
        )
        ids = {*self._fields_of, *self._statuses}
        ids |= {new[id] for id in (*found.claims.added, *self._changed_claims)}
        ids |= {old[id] for id in found.claims.removed}
        ids &= self.before.statements.keys()
        return tuple(statement.id for statement in self.after.case.statements if statement.id in ids)

    def told(self) -> list[Told]:
        """Return every row that changed, in words: the case, sources, entities, statements, questions."""
        head = [Told("changed", "case", self.after.case.id, self.after.case.title, tuple(self._head()))]
        return [
            *(head if self.found.case else ()),
            *self._rows("source", self.found.sources),
            *self._rows("entity", self.found.entities),
            *self._statements(),
            *self._questions(),
        ]

    def _head(self) -> Iterator[tuple[Mark, str]]:
        old, new = self.before.case, self.after.case
        for name in self.found.case:
            yield from _changed_value(name.replace("_", " "), getattr(old, name), getattr(new, name))

    def _rows(self, kind: str, rows: Rows) -> Iterator[Told]:
        for id in rows.added:
            yield Told("added", kind, id, self._called(self.after, kind, id))
        for id in rows.removed:
            yield Told("removed", kind, id, self._called(self.before, kind, id))
        section = "sources" if kind == "source" else "entities"
        old, new = ({row.id: row for row in getattr(side.case, section)} for side in (self.before, self.after))
        for row in rows.changed:
            details = tuple(self._fields(old[row.id], new[row.id], row.fields))
            yield Told("changed", kind, row.id, self._called(self.after, kind, row.id), details)

    @staticmethod
    def _called(side: CaseGraph, kind: str, id: str) -> str:
        name = side.name(id)
        return f"{name} ({side.nodes[id].properties['type']})" if kind == "entity" else name

    @staticmethod
    def _fields(old: Source | Entity, new: Source | Entity, names: Iterable[str]) -> Iterator[tuple[Mark, str]]:
        for name in names:
            was, is_ = getattr(old, name), getattr(new, name)
            if name == "mentions":
                yield from _listed("mention", _printed(was, is_), _printed(is_, was))
            elif name == "aliases":
                yield from _listed("alias", [t for t in was if t not in is_], [t for t in is_ if t not in was])
            elif name == "decides":
                yield "changed", "its findings decide" if is_ else "its findings no longer decide"
            elif name == "text_sha256":
                yield "changed", "another version of its text"
            else:
                yield from _changed_value(name, was, is_)

    def _statements(self) -> Iterator[Told]:
        rows = self.found.statements
        for id in rows.added:
            yield Told("added", "statement", id, self.after.guarded(id))
        for id in rows.removed:
            yield Told("removed", "statement", id, self.before.guarded(id))
        for id in self.changed_statements:
            yield Told("changed", "statement", id, self.after.guarded(id), tuple(self._changed(id)))

    def _changed(self, id: str) -> Iterator[tuple[Mark, str]]:
        if status := self._statuses.get(id):
            yield "changed", f"status: {status.before} → {status.after}"
        fields = self._fields_of.get(id)
        if fields == ("value",):
            yield from _changed_value("value", self.before.statement(id).value, self.after.statement(id).value)
        elif fields:
            yield "changed", f"before: {self.before.guarded(id)}"
        for one, other in self._claims(id):
            if one is None and other is not None:
                yield "added", self._cited(self.after, other)
            elif other is None and one is not None:
                yield "removed", self._cited(self.before, one)
            elif one is not None and other is not None and other.id in self._changed_claims:
                yield from self._changed_claim(one, other)

    def _changed_claim(self, one: Claim, other: Claim) -> Iterator[tuple[Mark, str]]:
        now, then = self.after.telling(other), self.before.telling(one)
        if now != then:
            yield "changed", f"{_sentence(now)} Before: {then}"
        if (one.at, one.context) != (other.at, other.context):
            yield "changed", f"{other.by_name}: now cited at {_places(other)}; before: {_places(one)}"
        if one.verb != other.verb:
            yield from _was_is(f"{other.by_name}: verb", one.verb, other.verb)

    def _questions(self) -> Iterator[Told]:
        rows = self.found.questions
        old, new = ({question.id: question for question in side.case.questions} for side in (self.before, self.after))
        for id in rows.added:
            yield Told("added", "question", id, new[id].text)
        for id in rows.removed:
            yield Told("removed", "question", id, old[id].text)
        for row in rows.changed:
            yield Told("changed", "question", row.id, new[row.id].text, tuple(self._question(old[row.id], new[row.id])))

    def _question(self, old: Question, new: Question) -> Iterator[tuple[Mark, str]]:
        yield from _was_is("question", old.text, new.text) if old.text != new.text else ()
        for side in SIDES:
            was, is_ = old.sides[side], new.sides[side]
            yield from (("removed", f"{side}: {self.before.guarded(id)}") for id in was if id not in is_)
            yield from (("added", f"{side}: {self.after.guarded(id)}") for id in is_ if id not in was)
            if was != is_ and sorted(was) == sorted(is_):
                yield "changed", f"{side}: in another order"
        for name in ("conclusion", "by"):
            if getattr(old, name) != getattr(new, name):
                yield from _was_is(name, getattr(old, name), getattr(new, name))

    def _claims(self, id: str) -> list[tuple[Claim | None, Claim | None]]:
        sides = [{claim.id: claim for claim in side.claims(id)} for side in (self.before, self.after)]
        pairs = match_claims(self.before.statement(id), self.after.statement(id))
        return [tuple(side[c.id] if c else None for side, c in zip(sides, pair, strict=True)) for pair in pairs]  # type: ignore[misc]

    @staticmethod
    def _cited(side: CaseGraph, claim: Claim) -> str:
        return f"{_sentence(side.telling(claim))} ({claim.place})"


def _changed_value(name: str, was: object, is_: object) -> Iterator[tuple[Mark, str]]:
    """Tell what changed of a field: of a date and of a quantity part by part."""
    if isinstance(was, Quantity) and isinstance(is_, Quantity):
        parts: tuple[str, ...] = ("text", "low", "high", "unit", "scope", "as_of")
        given = sorted(is_.explicit - was.explicit)
        read = sorted(was.explicit - is_.explicit)
        if given:
            yield "changed", f"{name}: {', '.join(given)} is given in the file"
        if read:
            yield "changed", f"{name}: {', '.join(read)} is read from the words"
    elif isinstance(was, EdtfDate) and isinstance(is_, EdtfDate):
        parts = ("edtf", "text", "inferred", "basis")
    else:
        yield from _was_is(name, was, is_)
        return
    for part in parts:
        old, new = getattr(was, part), getattr(is_, part)
        if old != new:
            yield from _was_is(f"{name}, {part.replace('_', ' ')}", old, new)


def _was_is(name: str, was: object, is_: object) -> Iterator[tuple[Mark, str]]:
    old, new = map(_in_words, (was, is_))
    if not old:
        yield "added", f"{name}: {new}"
    elif not new:
        yield "removed", f"{name}: {old}"
    else:
        yield "changed", f"{name}: {old} → {new}"


def _in_words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Text):
        value = value.text
    return shorten(f"{value:,}" if isinstance(value, int | float) else str(value), _MAX_TEXT)


def _printed(rows: Sequence[Mention], others: Sequence[Mention]) -> list[str]:
    gone = set(others)
    return [f"“{m.text}” in {m.at.source}, {place_in(m.at)}" for m in rows if m not in gone]


def _listed(name: str, gone: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Mark, str]]:
    rows: tuple[tuple[Mark, Sequence[str]], ...] = (("removed", gone), ("added", new))
    for mark, texts in rows:
        if texts:
            more = f" and {len(texts) - _MENTIONS_NAMED} more" if len(texts) > _MENTIONS_NAMED else ""
            yield mark, f"{name}: {'; '.join(texts[:_MENTIONS_NAMED])}{more}"


def _places(claim: Claim) -> str:
    return "; ".join((claim.at, *claim.context))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", ")")) else f"{text}."


def to_lines(told: Iterable[Told]) -> list[str]:
    """Return what changed as lines of plain text, under a heading for each kind."""
    lines: list[str] = []
    last = ""
    for row in told:
        if row.kind != last:
            lines += ["", HEADINGS[row.kind]]
            last = row.kind
        lines.append(f"  {MARKS[row.mark]} {row.text} [{row.id}]")
        lines += [f"      {MARKS[mark]} {text}" for mark, text in row.details]
    return lines
