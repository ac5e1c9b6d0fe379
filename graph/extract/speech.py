"""Who says what: quotations with their speakers, reported speech, transcripts and interviews."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from graph.extract.clauses import Place
from graph.extract.found import Span, Speech, Stance
from graph.extract.frames import RULES, Frame, Notes, Reading, Source
from graph.extract.parsing import Paragraph, parse_each
from graph.extract.quotations import quotation_spans
from graph.extract.reported import LEFT_OPEN
from graph.extract.words import table

LONG = 4
"""Words from which a quotation is taken out of its sentence."""
SHORT = 3
"""Words below which a quotation takes a plain verb of saying to be speech."""
UNNAMED = 5
"""Words from which a quotation is kept without a good speaker."""
MANY_LINES = 4
"""Paragraphs with a name and a colon that make a transcript."""
MANY_QUESTIONS = 3
"""Paragraphs with a question that make an interview."""
MAX_DEPTH = 16
"""Speeches inside one another that are looked at, from the inmost; nobody tells of as many."""
_QUESTION = ("Q", "Question")
_ANSWER = ("A", "Answer")
_MARKS = "\"“”«»„‘’' "
_NAMES = r"([A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,5})"
_DASH = re.compile(rf"[\"'”»’]{{0,2}}\s{{0,3}}[-―—–]{{1,2}}\s{{0,3}}{_NAMES}\s*$")
_DASH_LINE = re.compile(rf"\s{{0,3}}[-―—–]{{1,2}}\s{{0,3}}{_NAMES}")
_NAME_COLON = re.compile(r"[\s\"']{0,4}([A-Z][A-Za-z.' -]{1,30}):\s{0,3}[\"'“]{0,2}$")
_ACCORDING = re.compile(r"(according to) ([^,.\"“”]{3,60})")
_LABEL = re.compile(
    r"[\s\"“']{0,3}((?:(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov)\.\s)?"
    r"[A-Z][\w'’-]{0,30}(?:\.?\s[A-Z][\w'’-]{0,30}){0,3}):\s+(?=\S)"
)
_OWN = re.compile(r"\b(?:I|I['’](?:m|ve|d|ll)|[Mm]y|[Mm]e|[Ww]e)\b")
_DENIAL = re.compile(
    r"nothing to do with|\bthere (?:is|are|was|were|(?:has|have|had) been)\W+(?:no|not|nothing|never|none)\b"
    r"|\b(?:has|have|had) no (?:memory|recollection|knowledge|part|role|involvement|evidence)\b"
    r"|\b(?:know|knows|knew) nothing\b"
)


class SpeechReader:
    """Reads who says what out of a text, paragraph by paragraph.

    Parameters
    ----------
    text : str
        The whole text, in which quotations are paired first.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._groups = quotation_spans(text)
        self._quotes = sorted(span for group in self._groups for span in group)
        self._notes: list[Notes] = []
        self._starts: list[int] = []
        self._frames: list[tuple[Notes, Frame]] = []

    def add(self, paragraph: Paragraph) -> None:
        """Read the next paragraph; nothing of its parse is kept."""
        notes = self.add_unparsed((paragraph.start, paragraph.end))
        quotes = self._within(notes.span)
        long = [(start, end) for start, end in quotes if _is_sentence(self._text, start, end)]
        if long:
            self._frames.append((notes, Frame.of(self._text, notes.span, long)))
        else:
            place = Place([(0, len(paragraph.text), *notes.span)])
            Reading(self._text, paragraph.doc, place, {}, quotes).note(notes)

    def add_unparsed(self, span: Span) -> Notes:
        """Read the next paragraph by its marks alone: quotations, and a name and a colon that it begins with."""
        notes = Notes(span)
        self._notes.append(notes)
        self._starts.append(span[0])
        label = _LABEL.match(self._text, *span)
        if label and not _is_nobody(label[1]):
            notes.label = label.span(1), label.end()
        return notes

    def speech(self, works: Sequence[Span] = ()) -> list[Speech]:
        """Return what is said in the paragraphs that were added, in order.

        Parameters
        ----------
        works : sequence of tuple of int
            Names of works: what is only such a name in quotation marks is no speech.
        """
        docs = parse_each(frame.text for _, frame in self._frames) if self._frames else ()
        for (notes, frame), doc in zip(self._frames, docs, strict=True):
            Reading(self._text, doc, frame.place, frame.stand_ins, self._within(notes.span)).note(notes)
        self._frames.clear()
        lines = [*self._lines(), *self._answers()]
        direct = _together(self._direct(sorted(works), {one.spans[0][0] for one in lines}))
        reports = [report for notes in self._notes for report in notes.reports if not self._is_by_nobody(report)]
        return sorted(_without_parts([*lines, *direct, *reports]), key=_order)

    def _is_by_nobody(self, report: Speech) -> bool:
        """Tell whether nobody is said to say it: "no witness said that …", "nobody had asked her to …"."""
        words = self._text[slice(*report.speaker[0])].lower().split() if report.speaker else []
        return bool(words) and words[0] in table("speech")["nobody"]

    def _within(self, span: Span) -> list[Span]:
        first, last = bisect_left(self._quotes, (span[0], 0)), bisect_left(self._quotes, (span[1], 0))
        return [(start, min(end, span[1])) for start, end in self._quotes[first:last]]

    def _at(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def _lines(self) -> Iterator[Speech]:
        """Yield the lines of a transcript ("NAME: …"), and a title that gives what it says to somebody."""
        counts = Counter(self._text[slice(*notes.label[0])] for notes in self._notes if notes.label)
        interviewee: tuple[Span, ...] = ()
        for index, notes in enumerate(self._notes):
            interviewee = notes.interviewee or interviewee
            if not notes.label:
                continue
            label, after = notes.label
            name = self._text[slice(*label)]
            speaker: tuple[Span, ...] = (label,)
            if counts[name] > 1 or counts.total() >= MANY_LINES or name.split()[0] in table("speech")["address"]:
                rule = "transcript"
                if name in _ANSWER:
                    rule, speaker = "interview", interviewee or speaker
            elif not index and notes.span[1] - after < 200 and not name.isupper():
                rule = "headline"
            else:
                continue
            if after < notes.span[1] and self._text[after] not in _MARKS and name not in _QUESTION:
                yield Speech("direct", ((after, notes.span[1]),), speaker, None, "", rule)

    def _answers(self) -> Iterator[Speech]:
        """Yield the answers of an interview whose questions and answers are paragraphs in turns, without names.

        Its first question has the interviewee before it ("She spoke to …"), and the answers say "I".
        """
        asked = [index for index, notes in enumerate(self._notes) if self._asks(notes.span)]
        if len(asked) < MANY_QUESTIONS or any((index - asked[0]) % 2 for index in asked):
            return
        who = next((notes.interviewee for notes in reversed(self._notes[: asked[0]]) if notes.interviewee), ())
        answers = [notes.span for notes in self._notes[asked[0] + 1 :: 2]]
        own = sum(1 for start, end in answers if _OWN.search(self._text, start, end))
        if who and 2 * own >= len(answers):
            for span in answers:
                yield Speech("direct", (span,), who, None, "", "interview")

    def _asks(self, span: Span) -> bool:
        words = self._text[slice(*span)].strip()
        return words.endswith("?") and len(words) < 400 and words[0] not in _MARKS

    def _direct(self, works: list[Span], lines: set[int]) -> Iterator[Speech]:
        previous: tuple[int, Speech] | None = None
        for marked in self._groups:
            at = self._at(marked[0][0])
            if at < 0 or _is_work(works, marked):
                continue
            # a mark before the name in a line of a transcript encloses the whole line
            group = tuple(span for span in marked if not self._is_line(span, lines))
            if not group:
                continue
            source = self._source(group, previous)
            words = sum(len(self._text[start:end].split()) for start, end in group)
            if words < SHORT and (source.score < 0.8 or source.verb not in table("speech")["exclaiming"]):
                continue
            if words < UNNAMED and source.score < 0.5:
                continue
            spans, kind = group, _kind(source, group)
            if kind == "mixed" and source.lead is not None:
                spans = ((source.lead, group[0][1]),)
            speech = Speech(kind, spans, source.speaker, source.cue, source.verb, source.rule, source.negated)
            yield speech
            previous = (at, speech)

    def _is_line(self, span: Span, lines: set[int]) -> bool:
        label = self._notes[self._at(span[0])].label
        return label is not None and label[1] in lines and span[0] <= label[0][0]

    def _source(self, group: tuple[Span, ...], previous: tuple[int, Speech] | None) -> Source:
        """Return whom a quotation is given to: by its frame, by what stands beside it, or by what is before."""
        found = [self._notes[self._at(span[0])].sources.get(span) for span in group]
        source = max((one for one in found if one), key=lambda one: one.score, default=None)
        if source is None or source.score < 0.55:
            source = self._beside(group) or source
        if source is None or source.score < 0.5:
            source = self._before(group, previous) or source
        return source or self._last_person(group) or Source(0.2, (), None, "", "quotation")

    def _beside(self, group: tuple[Span, ...]) -> Source | None:
        """Find a dash and a name after it, NAME: before it, or "according to" after it."""
        end = group[-1][1]
        at = self._at(group[-1][0])
        last = max(self._notes[at].span[1], end)
        found = _DASH.match(self._text, end, last)
        if not found and at + 1 < len(self._notes) and not self._text[end:last].strip(_MARKS):
            found = _DASH_LINE.match(self._text, *self._notes[at + 1].span)
        if found:
            return Source(0.85, (found.span(1),), None, "", "dash")
        found = _NAME_COLON.match(self._text, self._notes[self._at(group[0][0])].span[0], group[0][0])
        if found:
            return Source(0.8, (found.span(1),), None, "", "transcript")
        found = _ACCORDING.search(self._text, end, min(last, end + 90))
        if found:
            return Source(0.8, (found.span(2),), found.span(1), "accord", "according to")
        return None

    def _before(self, group: tuple[Span, ...], previous: tuple[int, Speech] | None) -> Source | None:
        """Find the speaker of what was said before it, or of a paragraph that ends in a colon."""
        at = self._at(group[0][0])
        if previous and previous[0] == at and previous[1].speaker:
            said = previous[1]
            return Source(0.6, said.speaker, said.cue, said.verb, "same paragraph", said.negated)
        return self._notes[at - 1].colon if at and self._begins(at, group) else None

    def _last_person(self, group: tuple[Span, ...]) -> Source | None:
        """Find the last person that did something before a quotation without any other sign."""
        at = self._at(group[0][0])
        persons = [who for who in self._notes[at].persons if who[0][1] <= group[0][0]]
        if not persons and at and self._begins(at, group):
            persons = self._notes[at - 1].persons
        return Source(0.35, persons[-1], None, "", "last person") if persons else None

    def _begins(self, at: int, group: tuple[Span, ...]) -> bool:
        """Tell whether a paragraph begins with a quotation."""
        return not self._text[self._notes[at].span[0] : group[0][0]].strip(_MARKS)


def _kind(source: Source, group: tuple[Span, ...]) -> Literal["direct", "mixed"]:
    return "mixed" if source.lead is not None and len(group) == 1 else "direct"


def _order(speech: Speech) -> tuple[tuple[Span, ...], Span, str]:
    return speech.spans, speech.cue or (0, 0), speech.rule


def _is_nobody(label: str) -> bool:
    words = label.lower().replace("’", "'").split()
    return not table("speech")["not_speakers"].isdisjoint((words[0], words[-1]))


def _is_sentence(text: str, start: int, end: int) -> bool:
    """Tell whether a quotation may be a sentence of its own: by its length, or by how it begins and ends."""
    words = text[start:end].split(maxsplit=LONG)
    return len(words) >= LONG or (text[end - 1] in ",.?!" and text[start].isupper())


def _is_work(works: list[Span], group: Sequence[Span]) -> bool:
    start, end = group[0][0], group[-1][1]
    at = bisect_right(works, start + 1, key=lambda work: work[0]) - 1
    return at >= 0 and works[at][1] >= end - 2


def _together(speeches: Iterator[Speech]) -> list[Speech]:
    """Return quotations with the pieces that one verb brings in as one."""
    result: list[Speech] = []
    for speech in speeches:
        last = result[-1] if result else None
        if last and last.kind == speech.kind == "direct" and speech.cue and last.cue == speech.cue:
            result[-1] = replace(last, spans=(*last.spans, *speech.spans))
        else:
            result.append(speech)
    return result


def _without_parts(speeches: list[Speech]) -> list[Speech]:
    """Leave out pieces of a longer statement, and what somebody only wants or thinks inside one."""
    voiced = table("speech")["voiced"]
    around = _around(speeches, [speech.cue for speech in speeches])
    inside = _around(speeches, [speech.spans[0] for speech in speeches])
    ends: dict[Span | None, int] = {}
    for speech in speeches:
        if speech.kind == "mixed":
            ends[speech.cue] = max(ends.get(speech.cue, 0), speech.spans[-1][1])
    led = {speech.cue: speech.spans[-1][1] for speech in speeches if speech.kind == "mixed" and speech.rule in RULES}
    kept = []
    for index, speech in enumerate(speeches):
        # the same clause twice: by the quotation at its end, and by the parser; the longer counts
        longer = ends.get(speech.cue, 0) > led.get(speech.cue, 0) + 2
        if speech.cue in led and speech.kind != "direct" and longer == (speech.rule in RULES):
            continue
        audible = speech.verb in voiced
        if around[index] and not audible:
            continue
        if speech.kind == "direct" and not (around[index] and audible):
            end = speech.spans[-1][1]
            if any(speeches[other].kind == "mixed" and speeches[other].spans[-1][1] >= end for other in inside[index]):
                continue
        kept.append(speech)
    return kept


def _around(speech: Sequence[Speech], places: Sequence[Span | None]) -> list[list[int]]:
    """Return for each place the speeches inside whose content it begins, the shortest first."""
    spans = sorted((start, end, index) for index, one in enumerate(speech) for start, end in one.spans)
    lengths = [sum(end - start for start, end in one.spans) for one in speech]
    result: list[list[int]] = [[] for _ in speech]
    active: list[tuple[int, int, int]] = []
    following = 0
    for (start, _), index in sorted((place, index) for index, place in enumerate(places) if place):
        while following < len(spans) and spans[following][0] <= start:
            active.append(spans[following])
            following += 1
        active = [span for span in active if span[1] > start][-MAX_DEPTH:]
        result[index] = sorted({other for _, _, other in active if other != index}, key=lambda one: (lengths[one], one))
    return result


def stance_of(verb: str, words: str = "") -> Stance:
    """Return what a speaker does with what a verb brings in: "deny" denies it, "doubt" questions it.

    Parameters
    ----------
    verb : str
        A lemma.
    words : str
        What is said: a plain denial ("there was no …"), or calling it a lie, denies under any other verb.
    """
    tables = table("speech")
    if verb in tables["denying"]:
        return "denies"
    if verb in tables["questioning"]:
        return "questions"
    if verb in tables["naming"]:
        called = words.lower().split()[-3:]
        return "asserts" if tables["denied_as"].isdisjoint(word.strip(".,;:'\"“”‘’") for word in called) else "denies"
    return "denies" if _DENIAL.search(words[:200]) else "asserts"


def stance_in(text: str, speech: Speech) -> Stance:
    """Return what a speaker does with what is given to them in a text; what they ask or leave open, they question."""
    if speech.stance or speech.rule == LEFT_OPEN:
        return speech.stance or "questions"
    return stance_of(speech.verb, " ".join(text[start:end] for start, end in speech.spans))


def is_denial(text: str, speech: Speech) -> bool:
    """Tell whether the words themselves deny, and not the verb: who says that there was no fire does not deny that."""
    return not speech.stance and stance_in(text, speech) == "denies" and stance_of(speech.verb) != "denies"


def chains(speech: Sequence[Speech]) -> list[tuple[int, ...]]:
    """Return for each speech those inside whose content its cue stands, the nearest to the speaker first."""
    return [tuple(outer) for outer in _around(speech, [one.cue for one in speech])]
