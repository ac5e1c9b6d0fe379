"""A seed's texts extracted anew, and decided on by somebody who knows how the case reads in the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from graph.case.changes import with_entity
from graph.case.dates import EdtfDate
from graph.case.file.case_file import CaseFile
from graph.case.model import Case, Entity, Locator, Source, Statement
from graph.case.quantities import Quantity
from graph.extract.found import Span
from graph.review.decisions import Decision
from graph.review.extraction import extract_into
from graph.review.reviewing import Item, Review
from graph.settings import Settings

What = Literal["not proposed", "edges", "type", "value", "said twice", "not ours"]


@dataclass(frozen=True, slots=True)
class Different:
    """What had to be done by hand: not proposed, proposed otherwise, or proposed and not in the case.

    ``said twice`` is a date that the case says of two.
    """

    source: str
    what: What
    kind: str
    words: str


@dataclass
class Decider:
    """Makes a case file of the texts of a case that is known, by decisions alone.

    Parameters
    ----------
    wanted : Case
        What it knows.
    folder : Path
        Of that case's file.
    path : Path
        The case file that it makes.
    """

    wanted: Case
    folder: Path
    path: Path
    settings: Settings = field(default_factory=Settings)
    differences: list[Different] = field(default_factory=list)
    decisions: int = 0
    _source: str = ""
    _pending: list[Decision] = field(default_factory=list)
    _made: set[str] = field(default_factory=set)

    def run(self) -> Case:
        """Extract one text after the other, decide on each, and return what the file then says."""
        for source in self.wanted.sources:
            assert source.text
            assert source.published
            text = self.folder / source.text
            [found] = extract_into(self.path, [text], settings=self.settings, published=source.published.edtf)
            review = Review(self.path, found.source.id, self.settings)
            self._source = source.id
            self._names(review, source)
            self._carry_out(review)
            for item in review.items:
                if item.kind == "claim" and not item.value["speaker"]:
                    # a value in what somebody says is theirs; of whom nobody knows, nothing is taken
                    self._decide(item.id, "reject")
            self._values(review, source)
            self._carry_out(review)
        return CaseFile(self.path, self.settings).read()

    # names

    def _names(self, review: Review, source: Source) -> None:
        wanted = {
            _span(mention.at): entity
            for entity in self.wanted.entities
            for mention in entity.mentions
            if mention.at.source == source.id
        }
        done: set[Span] = set()
        mentions = {item.id: item for item in review.items if item.kind == "mention"}
        for item in review.items:
            if item.kind == "entity":
                self._entity(review, item, mentions, wanted, done)
        for span, entity in sorted(wanted.items()):
            if span not in done:
                self._different("not proposed", entity.type, review.text[slice(*span)])
                self._add_name(review, entity, span)

    def _entity(
        self, review: Review, item: Item, mentions: dict[str, Item], wanted: dict[Span, Entity], done: set[Span]
    ) -> None:
        """Take the names of one entity that is proposed, each at the words that are wanted."""
        places = {id: _overlapped(mentions[id].spans[0], wanted) for id in item.value["mentions"]}
        meant = [wanted[span].id for span in places.values() if span]
        if not meant:
            self._decide(item.id, "reject")
            self._different("not ours", item.value["type"], item.value["name"])
            return
        entity = next(each for each in self.wanted.entities if each.id == max(meant, key=meant.count))
        if there := self._id_of(review, entity):
            self._decide(item.id, "merge", into=there)
        elif (item.value["name"], item.value["type"]) != (entity.name, entity.type):
            self._decide(item.id, "correct", name=entity.name, type=entity.type)
        if item.value["type"] != entity.type:
            self._different("type", entity.type, item.value["name"])
        self._made.add(entity.name)
        for id, span in places.items():
            if not span or span in done or wanted[span].id != entity.id:
                self._decide(id, "reject")
                self._different("not ours", item.value["type"], mentions[id].exact)
                places[id] = None
        self._decide(item.id, "accept")
        for id, span in places.items():
            if span:
                done.add(span)
                if span != mentions[id].spans[0]:
                    self._different("edges", entity.type, review.text[slice(*span)])
                    self._decide(id, "correct", spans=[list(span)])

    def _add_name(self, review: Review, entity: Entity, span: Span) -> None:
        value: dict[str, Any] = {"kind": "mention", "spans": [list(span)]}
        there = self._id_of(review, entity)
        value |= {"entity": there} if there else {"name": entity.name, "type": entity.type}
        self._made.add(entity.name)
        self._decide(f"by-hand-{review.source_id}-{span[0]}", "add", **value)

    def _id_of(self, review: Review, entity: Entity) -> str | None:
        if entity.name in self._made:
            self._carry_out(review)
        return next((each.id for each in review.case.entities if each.name == entity.name), None)

    # dates and quantities

    def _values(self, review: Review, source: Source) -> None:
        items = [item for item in review.items if item.kind in ("date", "quantity")]
        taken: set[str] = set()
        for statement, value, places in said(self.wanted, source.id):
            kind = "date" if isinstance(value, EdtfDate) else "quantity"
            near = [item for item in items if item.kind == kind and _inside(item.spans[0], places)]
            item = min(
                near,
                key=lambda item: (not _same(item, value), not _printed(item, value), item.id in taken),
                default=None,
            )
            fields = {
                "subject": self._subject(review, statement),
                "predicate": statement.predicate,
                **_fields(value),
            }
            if item is not None and (_same(item, value) or _printed(item, value)):
                if item.id in taken:
                    self._different("said twice", kind, item.exact)
                    self._add_value(review, statement, kind, item.spans, fields)
                    continue
                taken.add(item.id)
                printed = self._printed_at(review, value, places)
                if printed and printed != item.spans[0] and not _same(item, value):
                    self._different("edges", kind, review.text[slice(*printed)])
                    self._decide(item.id, "correct", spans=[list(printed)])
                elif not _same(item, value):
                    self._different("value", kind, item.exact)
                self._decide(item.id, "accept", **fields)
            else:
                span = self._printed_at(review, value, places) or places[0]
                self._different("not proposed", kind, value.text or review.text[slice(*span)])
                self._add_value(review, statement, kind, (span,), fields)
        for item in items:
            if item.id not in taken:
                self._decide(item.id, "reject")
                self._different("not ours", item.kind, item.exact)

    @staticmethod
    def _printed_at(review: Review, value: EdtfDate | Quantity, places: Sequence[Span]) -> Span | None:
        """Return where the words of a value stand in the passage that carries it."""
        start, end = places[0]
        at = review.text.find(value.text, start, end) if value.text else -1
        return (at, at + len(value.text or "")) if at >= 0 else None

    def _add_value(
        self, review: Review, statement: Statement, kind: str, spans: Sequence[Span], fields: dict[str, Any]
    ) -> None:
        self._decide(f"by-hand-{statement.id}", "add", kind=kind, spans=[list(span) for span in spans], **fields)

    def _subject(self, review: Review, statement: Statement) -> str:
        entity = next(each for each in self.wanted.entities if each.id == statement.subject)
        if self._id_of(review, entity) is None:
            # an event that no words name: made, as in the app, and not taken from the text
            made = Entity(id=entity.id, type=entity.type, name=entity.name)
            CaseFile(self.path, self.settings).change(f"Made {entity.name}", lambda case: with_entity(case, made))
            review.refresh()
        return self._id_of(review, entity) or ""

    def _decide(self, proposal: str, decision: Any, **value: Any) -> None:
        self._pending.append(Decision(time="", proposal=proposal, decision=decision, value=value))

    def _carry_out(self, review: Review) -> None:
        """Send what was decided, all at once, as the page does."""
        refused = review.decide(self._pending)
        assert not refused, refused
        self.decisions += len(self._pending)
        self._pending.clear()
        self._made.clear()

    def _different(self, what: What, kind: str, words: str) -> None:
        self.differences.append(Different(self._source, what, kind, " ".join(words.split())))


def said(case: Case, source: str) -> Iterator[tuple[Statement, EdtfDate | Quantity, list[Span]]]:
    """Yield the dates and quantities that a case takes from a source, with the places of each."""
    for statement in case.statements:
        places = [at for claim in statement.claims for at in claim.places if at.source == source]
        first = statement.claims[0].at
        if isinstance(statement.value, EdtfDate | Quantity) and first and first.source == source:
            yield statement, statement.value, [_span(at) for at in places]


def _span(at: Locator) -> Span:
    assert at.start is not None
    assert at.end is not None
    return at.start, at.end


def _overlapped(span: Span, wanted: dict[Span, Entity]) -> Span | None:
    hits = [other for other in wanted if other[0] < span[1] and span[0] < other[1]]
    # of one inside the other, the one that is nearest to what is proposed
    return min(hits, key=lambda other: abs(other[0] - span[0]) + abs(other[1] - span[1]), default=None)


def _inside(span: Span, places: Sequence[Span]) -> bool:
    return any(start <= span[0] < end for start, end in places)


def _same(item: Item, value: EdtfDate | Quantity) -> bool:
    if isinstance(value, EdtfDate):
        return bool(item.value["edtf"] == value.edtf)
    return (item.value["low"], item.value["high"], item.value["unit"]) == (value.low, value.high, value.unit)


def _printed(item: Item, value: EdtfDate | Quantity) -> bool:
    """Tell whether a proposal has the words of a value, or a part of them."""
    words, wanted = " ".join(item.exact.split()).lower(), (value.text or "").lower()
    return bool(wanted) and (words in wanted or wanted in words)


def _fields(value: EdtfDate | Quantity) -> dict[str, Any]:
    if isinstance(value, EdtfDate):
        return {"edtf": value.edtf, "inferred": value.inferred, "basis": value.basis or ""}
    return {"low": value.low, "high": value.high, "unit": value.unit}
