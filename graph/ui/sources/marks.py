"""What is marked in a text: the names that are printed in it, its quotations, and the passages that claims cite.

Positions are code points, as in locators; a browser counts in UTF-16 units, which :class:`Units` turns them into.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from graph.case.model import Locator
from graph.case.passages import Sentence, split_sentences
from graph.elements import Node, Relationship
from graph.extract.quotations import quotation_spans
from graph.questions.claims import Claim

Kind = Literal["passage", "context", "quotation", "name"]
Span = tuple[int, int]
Paragraph = tuple[int, int, int]
"""Number, start and end."""
Segment = tuple[int, int, tuple[int, ...]]
"""Start and end of a piece of the text, and the numbers of the marks that it is part of."""


class Name(NamedTuple):
    """A name as it is printed, where, and whose it is."""

    text: str
    at: Locator
    entity: Node


class Said(NamedTuple):
    """A claim, and the statement that it is about."""

    claim: Claim
    statement: Relationship


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of a text, with all of one kind that is there.

    Parameters
    ----------
    kind : str
        ``passage`` carries claims, ``context`` is what it takes to read others, ``quotation`` stands between quotation
        marks, ``name`` is a name.
    at : Locator
        Of a quotation: the sentence that it begins in.
    span : tuple of int or None
        None where neither the locator nor a text tells it.
    said : tuple of Said
        The claims that cite it.
    names : tuple of Name
    """

    kind: Kind
    at: Locator
    span: Span | None
    said: tuple[Said, ...] = ()
    names: tuple[Name, ...] = ()

    def meets(self, other: Mark) -> bool:
        """Whether the two share words; where a position is not known, whether they are of one sentence."""
        if self.span and other.span:
            return self.span[0] < other.span[1] and other.span[0] < self.span[1]
        return (self.at.paragraph, self.at.sentence) == (other.at.paragraph, other.at.sentence)


class Marked:
    """A source with its marks.

    Parameters
    ----------
    source : str
        Its id.
    text : str or None
        None where it is not at hand: then only those marks have a place whose locators have positions.
    said : sequence of Said
    names : sequence of Name
    """

    def __init__(self, source: str, text: str | None, said: Sequence[Said], names: Sequence[Name]) -> None:
        self.source, self.text = source, text
        sentences = list(split_sentences(text)) if text is not None else []
        self._by_number = {(s.paragraph, s.sentence): s for s in sentences}
        self._starts = [s.start for s in sentences]
        self._sentences = sentences
        self.paragraphs: list[Paragraph] = []
        for sentence in sentences:
            if self.paragraphs and self.paragraphs[-1][0] == sentence.paragraph:
                self.paragraphs[-1] = (*self.paragraphs[-1][:2], sentence.end)
            else:
                self.paragraphs.append((sentence.paragraph, sentence.start, sentence.end))
        self.outside: list[Locator] = []
        """Places that are not in the text."""
        self.marks: tuple[Mark, ...] = tuple(
            sorted([*self._passages(said), *self._named(names), *self._quotations()], key=_place)
        )

    def span(self, at: Locator, printed: str = "") -> Span | None:
        """Return the positions of a locator, of ``printed`` in it where it has none itself; None where it has none."""
        if self.text is None:
            return None if at.start is None or at.end is None else (at.start, at.end)
        sentence = self._by_number.get((at.paragraph, at.sentence))
        if at.start is not None and at.end is not None:
            return (at.start, at.end) if at.end <= len(self.text) else None
        if sentence is None:
            return None
        start = self.text.find(printed, sentence.start, sentence.end) if printed else sentence.start
        if start < 0:
            return None
        return start, start + len(printed) if printed else sentence.end

    def at(self, place: str) -> Mark | None:
        """Return the mark at a place of this source, as ``p3s2`` or ``p3s2@521-530``; or one that is made for it.

        Raises
        ------
        ModelError
            It is no place.
        """
        at = Locator.parse(f"{self.source}#{place}")
        span = self.span(at)
        found = next((mark for mark in self.marks if mark.at == at), None)
        found = found or next((mark for mark in self.marks if span and mark.span == span), None)
        if found is not None or (self.text is not None and span is None):
            return found
        return Mark("context", at, span)

    def meeting(self, mark: Mark) -> Iterator[Mark]:
        """Yield the marks that share words with another one, itself among them."""
        yield from (other for other in self.marks if other.meets(mark))

    def of(self, key: str) -> list[int]:
        """Return the numbers of the marks where a thing is named, speaks, or is what is claimed."""
        return [
            number
            for number, mark in enumerate(self.marks)
            if any(key in _keys(mark.kind, said) for said in mark.said)
            or any(name.entity.key == key for name in mark.names)
        ]

    def segments(self) -> Iterator[Segment]:
        """Yield the marked pieces of the text in order, cut where a mark or a paragraph begins or ends."""
        placed = [(number, mark.span) for number, mark in enumerate(self.marks) if mark.span is not None]
        yield from cut(placed, [(start, end) for _, start, end in self.paragraphs])

    # -- the marks -----------------------------------------------------------------------------

    def _passages(self, said: Sequence[Said]) -> Iterator[Mark]:
        cited: dict[tuple[Kind, Span | Locator], list[tuple[Locator, Said]]] = {}
        for each in said:
            places = [(Locator.parse(text), n) for n, text in enumerate((each.claim.at, *each.claim.context))]
            for at, n in places:
                if at.source == self.source and (key := self._known(at)):
                    kind: Kind = "context" if n else "passage"
                    cited.setdefault((kind, key), []).append((at, each))
        for (kind, _), rows in cited.items():
            yield Mark(kind, rows[0][0], self.span(rows[0][0]), said=tuple(each for _, each in rows))

    def _named(self, names: Sequence[Name]) -> Iterator[Mark]:
        printed: dict[Span | Locator, list[Name]] = {}
        for name in names:
            if key := self._known(name.at, name.text):
                printed.setdefault(key, []).append(name)
        for found in printed.values():
            yield Mark("name", found[0].at, self.span(found[0].at, found[0].text), names=tuple(found))

    def _known(self, at: Locator, printed: str = "") -> Span | Locator | None:
        """Return what a place is known by; None, and it is kept as one outside, where the text has no such place."""
        span = self.span(at, printed)
        if span is None and self.text is not None:
            self.outside.append(at)
            return None
        return span or at

    def _quotations(self) -> Iterator[Mark]:
        for group in quotation_spans(self.text or ""):
            for start, end in group:
                if sentence := self._sentence_at(start):
                    at = Locator(self.source, sentence.paragraph, sentence.sentence, start, end)
                    yield Mark("quotation", at, (start, end))

    def _sentence_at(self, point: int) -> Sentence | None:
        number = bisect_left(self._starts, point + 1) - 1
        return self._sentences[number] if number >= 0 else None


def _keys(kind: Kind, said: Said) -> set[str]:
    """Return what a passage has to do with: its statement, its claim, and who speaks in it."""
    claim = said.claim
    keys = {str(said.statement.key), f"{claim.case}/{claim.id}"}
    return keys | {str(claim.by_key)} if claim.by_key and kind == "passage" else keys


def _place(mark: Mark) -> tuple[int, ...]:
    start, end = mark.span or (0, 0)
    order = ("passage", "context", "quotation", "name").index(mark.kind)
    return (start, -end, order) if mark.span else (mark.at.paragraph, mark.at.sentence, order)


def cut(spans: Iterable[tuple[int, Span]], within: Iterable[Span]) -> Iterator[Segment]:
    """Yield the pieces of numbered spans that overlap, in order, cut where one of them begins or ends.

    Parameters
    ----------
    spans : iterable of tuple
        Numbers, and the span of each.
    within : iterable of tuple of int
        Spans in order, none of which overlap: no piece lies outside of them, or in two.

    Examples
    --------
    >>> list(cut([(0, (0, 6)), (1, (4, 9))], [(0, 20)]))
    [(0, 4, (0,)), (4, 6, (0, 1)), (6, 9, (1,))]
    """
    begin: dict[int, list[int]] = {}
    end: dict[int, list[int]] = {}
    for number, (start, stop) in spans:
        if start < stop:
            begin.setdefault(start, []).append(number)
            end.setdefault(stop, []).append(number)
    edges = sorted({*begin, *end})
    open_: dict[int, None] = {}
    paragraphs = iter(within)
    paragraph = next(paragraphs, None)
    for here, there in pairwise(edges):
        for number in end.get(here, ()):
            open_.pop(number, None)
        open_.update(dict.fromkeys(begin.get(here, ())))
        if not open_:
            continue
        numbers = tuple(sorted(open_))
        while paragraph and paragraph[0] < there:
            start, stop = max(here, paragraph[0]), min(there, paragraph[1])
            if start < stop:
                yield start, stop, numbers
            if paragraph[1] > there:
                break
            paragraph = next(paragraphs, None)


class Units:
    """The way between code points and UTF-16 units of a text, of which some characters take two."""

    def __init__(self, text: str) -> None:
        self._wide = [point for point, character in enumerate(text) if character > "\uffff"]
        self._units = [point + n for n, point in enumerate(self._wide)]

    def of(self, point: int) -> int:
        """Return the units before a code point."""
        return point + bisect_left(self._wide, point)

    def points(self, unit: int) -> int:
        """Return the code points before a unit."""
        return unit - bisect_left(self._units, unit)
