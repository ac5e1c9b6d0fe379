"""Quotations taken out of their paragraph, and what the parsed frame that is left tells of them.

A parser makes little of a sentence with a long quotation inside. So that is taken out, "this" stands for it, and the
frame is parsed: its verb and subject are the quotation's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Literal, NamedTuple

from graph.extract.clauses import SUBJECTS, Place, Subject, agents, children, negated, subjects, token_span
from graph.extract.found import Span, Speech
from graph.extract.parsing import plain
from graph.extract.reported import reported, speaker_spans
from graph.extract.words import table

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as TokenSpan

RULES = frozenset(("frame", "near", "frame verb", "colon"))
"""The rules that find the speaker of a quotation here."""
_STAND_IN = "this"
_WINDOW = 24
"""Words around a quotation among which its verb is looked for."""
_LONGEST_LEAD = 80
"""Words of a sentence before the quotation that ends it; there are none as long."""
_OF_OBJECTS = frozenset(("object", "naming", "accusing", "preposition", "urging"))
_CIRCUMSTANCE = re.compile(
    r"[\"'”’»]{1,2},?\s+(?:(?:on|in|at|during|after|before|when|while)\b|[-―—–]"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
)
_ANOTHER = re.compile(r"[\"'”’»]{1,2},?\s(?:and|or|but)\s(?:\w+\s){0,2}[\"'“‘«]{1,2}")
_GOES_ON = re.compile(r"[\"'”’»]{0,2}\s\w")


class Source(NamedTuple):
    """Whom a quotation is given to, and how good the reason is, from 0 to 1."""

    score: float
    speaker: tuple[Span, ...]
    cue: Span | None
    verb: str
    rule: str
    negated: bool = False
    lead: int | None = None
    """Where the words begin of which the quotation is but the end."""


@dataclass(slots=True)
class Notes:
    """What is kept of a paragraph after its parse is gone; offsets of the whole text."""

    span: Span
    sources: dict[Span, Source] = field(default_factory=dict)
    """For each quotation that was taken out."""
    reports: list[Speech] = field(default_factory=list)
    colon: Source | None = None
    """Who speaks in the next paragraph, where this one ends in a colon."""
    persons: list[tuple[Span, ...]] = field(default_factory=list)
    """Subjects that are persons or bodies: all of a paragraph with quotations, else the last."""
    label: tuple[Span, int] | None = None
    """The words before a colon that it begins with, and where what follows begins."""
    interviewee: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """A paragraph without its long quotations."""

    text: str
    place: Place
    stand_ins: dict[int, Span]
    """Where a quotation was taken out of it, and which."""

    @classmethod
    def of(cls, text: str, span: Span, quotes: Sequence[Span]) -> Frame:
        """Return the frame of a paragraph of a text, without some of its quotations."""
        parts: list[str] = []
        cuts: list[tuple[int, int, int, int]] = []
        stand_ins: dict[int, Span] = {}
        length, at = 0, span[0]

        def put(words: str, start: int, end: int) -> None:
            nonlocal length
            if words:
                parts.append(words)
                cuts.append((length, length + len(words), start, end))
                length += len(words)

        for start, end in quotes:
            put(_marked(text[at:start], at > span[0], True), at, start)
            stand_ins[length] = (start, end)
            put(_STAND_IN + _tail(text, end, span[1]), start, end)
            at = end
        put(_marked(text[at : span[1]], True, False), at, span[1])
        return cls("".join(parts), Place(cuts), stand_ins)


def _marked(text: str, after: bool, before: bool) -> str:
    """Return the text between quotations as the parser knows it: as long, with marks that are no letters to it."""
    text = plain(text)
    if after and text.startswith("''"):
        text = '" ' + text[2:]
    if before and text.endswith(("''", "``")):
        text = text[:-2] + ' "'
    return text


def _tail(text: str, end: int, limit: int) -> str:
    """Return the mark that ends a quotation's stand-in; one that would end the sentence only where the text does."""
    last = text[end - 1]
    if last in "?!" and _GOES_ON.match(text, end, limit):
        return ","
    return last if last in ",.?!" else ""


class _Offer(NamedTuple):
    score: float
    verb: Token
    subject: Subject | None
    rule: str


def _score(offer: _Offer) -> float:
    return offer.score


class Reading:
    """A parsed paragraph, or its frame, while it is read."""

    def __init__(self, text: str, doc: Doc, place: Place, stand_ins: dict[int, Span], quotes: Sequence[Span]) -> None:
        self._text = text
        self._doc = doc
        self._place = place
        self._quotes = quotes
        self._stand_ins = {token.i: stand_ins[token.idx] for token in doc if token.idx in stand_ins}
        self._quoted = _Covered(quotes)
        self._taken_out = _Covered(stand_ins.values())

    def note(self, notes: Notes) -> None:
        """Put down what the paragraph says."""
        for at, quote in self._stand_ins.items():
            source = self._source(at)
            if source:
                notes.sources[quote] = source
        for report in reported(self._doc, self._is_quoted):
            spans = tuple(self._place.span(span) for span in report.spans)
            kind = self._kind(spans)
            if kind == "direct":
                continue
            if kind == "mixed":
                spans = (*spans[:-1], self._to_the_quotation(spans[-1], report.rule))
            speaker = tuple(self._place.span(span) for span in report.speaker)
            cue = self._place.span(token_span(report.cue))
            verb = report.cue.lemma_.lower()
            notes.reports.append(Speech(kind, spans, speaker, cue, verb, report.rule, negated(report.cue)))
        if self._text[slice(*notes.span)].rstrip().endswith(":"):
            notes.colon = self._colon()
        notes.interviewee = self._interviewee()
        persons = [
            tuple(self._place.span(span) for span in speaker_spans(Subject(token)))
            for token in self._doc
            if token.dep_ in SUBJECTS
            and (token.ent_type_ in ("PERSON", "ORG") or token.lower_ in ("he", "she"))
            and not self._is_quoted(token)
        ]
        notes.persons = persons if self._quotes else persons[-1:]

    def _to_the_quotation(self, span: Span, rule: str) -> Span:
        """Cut what tells only when and where after a quotation: 'called him "a disgrace" on Friday'."""
        index = bisect_right(self._quotes, span[1] + 1, key=lambda quote: quote[1]) - 1
        if index < 0 or self._quotes[index][0] < span[0]:
            return span
        end = self._quotes[index][1]
        if rule in _OF_OBJECTS and _CIRCUMSTANCE.match(self._text, end, span[1]):
            return span[0], end
        if span[1] <= end + 2 and index + 1 < len(self._quotes):
            following = self._quotes[index + 1]
            if _ANOTHER.fullmatch(self._text, end, following[0]):
                return span[0], following[1]
        return span

    def _interviewee(self) -> tuple[Span, ...]:
        """Return who spoke to somebody, as the paragraph before an interview tells."""
        for verb in self._doc:
            if verb.pos_ != "VERB" or verb.lemma_ not in table("speech")["interviewing"]:
                continue
            who = subjects(verb)
            if who and any(child.lower_ in ("to", "with") for child in children(verb, "prep")):
                return tuple(self._place.span(span) for span in speaker_spans(who[0]))
        return ()

    def _is_quoted(self, token: Token) -> bool:
        return token.i in self._stand_ins

    def _kind(self, spans: Sequence[Span]) -> Literal["direct", "mixed", "indirect"]:
        """Tell whether a clause holds a quotation, or is one."""
        if not any(self._quoted.shared(*span) for span in spans):
            return "indirect"
        total = sum(end - start for start, end in spans)
        taken_out = sum(self._taken_out.shared(*span) for span in spans)
        return "direct" if taken_out > 0.8 * total else "mixed"

    def _source(self, at: int) -> Source | None:
        """Return the best source for the quotation that a word stands for."""
        best: _Offer | None = None
        for offer in self._offers(at):
            if best is None or offer.score > best.score:
                best = offer
        if best is None or best.score < 0.5:
            best = max([*self._before_colon(at, False), *([best] if best else [])], key=_score, default=None)
        if best is None or best.subject is None or best.score <= 0.2:
            return None
        source = self._given(best.score, best.verb, best.subject, best.rule)
        return source._replace(lead=self._lead(at, best.verb, best.subject.noun)) if best.score >= 0.7 else source

    def _offers(self, at: int) -> Iterator[_Offer]:
        """Yield verbs that may bring in the quotation: what it hangs on, what is near, what a colon ends."""
        doc = self._doc
        head = token = doc[at]
        for hops in range(6):
            if head.dep_ == "ROOT":
                break
            head, child = head.head, head
            if says(head):
                yield self._offer(at, head, 0.95 - 0.04 * hops, "frame")
            elif head.pos_ == "VERB" and child == token and token.dep_ in ("ccomp", "dobj", "parataxis"):
                yield self._offer(at, head, 0.6, "frame verb")
        sentence = token.sent
        for verb in doc[max(sentence.start, at - _WINDOW) : min(sentence.end, at + _WINDOW)]:
            if says(verb) and not self._is_quoted(verb):
                score = 0.9 - 0.03 * abs(verb.i - at)
                if verb.lemma_.lower() in table("speech")["loosely_saying"]:
                    score -= 0.1
                if verb.i < at and any(word.text in ".;" for word in doc[verb.i : at]):
                    score -= 0.15
                yield self._offer(at, verb, score, "near")
        yield from self._before_colon(at, True)

    def _before_colon(self, at: int, saying: bool) -> Iterator[_Offer]:
        """Yield the verbs of saying before a colon and the quotation; or, where that is none, any verb."""
        doc = self._doc
        before = at - 1
        while before >= 0 and (doc[before].is_quote or doc[before].is_space):
            before -= 1
        if before < 0 or doc[before].text != ":":
            return
        for verb in doc[max(0, before - _WINDOW) : before]:
            if verb.pos_ in ("VERB", "AUX") and (not saying or says(verb)):
                yield self._offer(at, verb, (0.93 if saying else 0.5) - 0.01 * (before - verb.i), "colon")

    def _offer(self, at: int, verb: Token, score: float, rule: str) -> _Offer:
        who = _inverted(verb, at) or [
            one for one in (subjects(verb) or agents(verb)) if not self._is_quoted(one.noun) and not one.noun.is_quote
        ]
        if not who:
            who = [
                Subject(child)
                for child in children(verb, "dobj", "attr", "npadvmod", "oprd", "dative", after=True)
                if child.ent_type_ in ("PERSON", "ORG")
            ]
            score -= 0.1 if who else 0.35
        return _Offer(score, verb, who[0] if who else None, rule)

    def _lead(self, at: int, verb: Token, noun: Token) -> int | None:
        """Return where the words begin whose end is the quotation: 'The plan "is a mistake," she said.'."""
        doc = self._doc
        if verb.i > at and noun.i > at:
            before = doc[doc[at].sent.start : at]
        elif verb.i < at and noun.i < verb.i:
            before = self._after_verb(at, verb)
        else:
            return None
        if len(before) > _LONGEST_LEAD:
            return None
        words = [token for token in before if token.is_alpha and token.i not in self._stand_ins]
        if len(words) < 2 or any(says(token) or token.text in ":;" for token in before):
            return None
        return self._place.start(before[0].idx)

    def _after_verb(self, at: int, verb: Token) -> TokenSpan:
        """Return the words of a clause between its verb of saying and the quotation that ends it."""
        doc = self._doc
        last = at - 1
        while last > verb.i and doc[last].is_quote:
            last -= 1
        between = doc[verb.i + 1 : last + 1]
        if not between or between[-1].is_punct:
            return doc[at:at]
        that = next((token.i for token in between[:8] if token.lower_ == "that"), None)
        if that is not None:
            return doc[that + 1 : last + 1]
        first = between[0]
        if verb.lemma_ == "tell" or first.pos_ not in ("DET", "PRON", "PROPN", "NOUN", "ADJ"):
            return doc[at:at]
        if any(child.left_edge.i == first.i and child.dep_ != "ccomp" for child in verb.rights):
            return doc[at:at]
        return between

    def _given(self, score: float, verb: Token, subject: Subject, rule: str) -> Source:
        speaker = tuple(self._place.span(span) for span in speaker_spans(subject))
        return Source(
            round(score, 2), speaker, self._place.span(token_span(verb)), verb.lemma_.lower(), rule, negated(verb)
        )

    def _colon(self) -> Source | None:
        for verb in reversed(list(self._doc)):
            if verb.pos_ == "VERB" and says(verb) and not self._is_quoted(verb):
                who = subjects(verb)
                if who:
                    return self._given(0.85, verb, who[0], "colon")
        return None


def _inverted(verb: Token, at: int) -> list[Subject]:
    """Find who "said" in '"…," said the mayor', where the words before the quotation look like the subject."""
    doc = verb.doc
    if verb.i <= at or any(not (token.is_punct or token.is_quote or token.is_space) for token in doc[at + 1 : verb.i]):
        return []
    return [
        Subject(child)
        for child in children(verb, "nsubj", "dobj", "attr", "appos", "npadvmod", "oprd", after=True)
        if child.left_edge.i == verb.i + 1 and child.pos_ in ("PROPN", "NOUN", "PRON")
    ][:1]


class _Covered:
    """Spans in order that do not overlap, of which a part of the text shares so many characters."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = list(spans)
        self._before = [0, *accumulate(end - start for start, end in self._spans)]

    def shared(self, start: int, end: int) -> int:
        return self._until(end) - self._until(start)

    def _until(self, offset: int) -> int:
        at = bisect_right(self._spans, offset, key=lambda span: span[0])
        return self._before[at] - (max(0, self._spans[at - 1][1] - offset) if at else 0)


def says(verb: Token) -> bool:
    """Tell whether a word is a verb whose subject may speak a quotation."""
    return verb.pos_ in ("VERB", "AUX") and verb.lemma_.lower() in table("speech")["saying"]
