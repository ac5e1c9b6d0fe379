"""Events, evidence and relations that a text tells of: suggestions, few and careful, for a person to decide on.

What accuses somebody is suggested under an accusatory predicate alone (:mod:`graph.extract.accusations`); the others
are suggested only where a predicate of the schema takes what its two ends name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from graph.case.schema import load_schema
from graph.extract.accusations import accusations
from graph.extract.clauses import children, noun_phrase, subjects, token_span
from graph.extract.clusters import Cluster
from graph.extract.found import Event, Relation, Span, Speech, Stance
from graph.extract.name_types import known_places
from graph.extract.parsing import Paragraph
from graph.extract.speech import stance_in
from graph.extract.stated import Raw, Stated, is_finite, is_headline, last_words
from graph.extract.words import table

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

LONGEST_ROLE = 80
"""Characters of a role: what is longer is told, not held."""
LONGEST_EVENT = 60
"""Characters of an event's name: of longer words only the noun and what is joined to it is the name."""
MOST_TOLD = 8
"""Claims inside one another that are looked at around a word."""
_ARTICLE = re.compile(
    r"(?:now )?(?:the|an?|another|this|that|these|those|his|her|its|their|my|our|your)\s+", re.IGNORECASE
)
_OF_PLACE = re.compile(r"(?:, [0-9]{1,3})?, (of) ")
_SUSPICION = re.compile(r"(?:alleged|suspected|attempted|accused)\b", re.IGNORECASE)


class _Noun(NamedTuple):
    """What is kept of an event's name when its paragraph's parse is gone."""

    span: Span
    lemma: str
    bare: bool
    row: str


class SuggestionFinder:
    """Finds events, evidence and relations in a text that is parsed paragraph by paragraph.

    Parameters
    ----------
    text : str
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._raws: list[Raw] = []
        self._nouns: list[_Noun] = []

    def add(self, paragraph: Paragraph) -> None:
        """Read the next paragraph; nothing of its parse is kept."""
        if is_headline(paragraph.text):
            return
        start = paragraph.start
        for raw in (*accusations(paragraph.doc), *_neutral(paragraph.doc)):
            self._raws.append(
                replace(
                    raw,
                    subject=_moved(raw.subject, start),
                    cue=_moved(raw.cue, start),
                    object=_moved(raw.object, start) if raw.object else None,
                    text=_moved(raw.text, start) if raw.text else None,
                    by=_moved(raw.by, start) if raw.by else None,
                )
            )
        self._nouns += (noun._replace(span=_moved(noun.span, start)) for noun in _nouns(paragraph.doc))

    def found(
        self, clusters: Sequence[Cluster], speech: Sequence[Speech], speakers: Sequence[int | None]
    ) -> tuple[list[Event], list[Relation]]:
        """Return events and evidence, and the relations between what is named.

        Parameters
        ----------
        clusters : sequence of Cluster
        speech : sequence of Speech
        speakers : sequence of int or None
            For each speech the place of its speaker in ``clusters``.
        """
        named = _Named(clusters)
        events = self._events(named)
        told = _Told(speech, speakers)
        raws = [*self._raws, *_beside(self._text, named, clusters)]
        relations = [each for raw in raws if (each := _relation(self._text, raw, named, told, events, clusters))]
        unique = {(each.predicate, each.subject, each.spans): each for each in relations}
        return events, sorted(unique.values(), key=lambda each: (each.spans, each.predicate, each.subject))

    def _events(self, named: _Named) -> list[Event]:
        """Put the words for one event together: the same words, and a bare "the fire" where the text has one fire."""
        by_name: dict[tuple[str, str], list[_Noun]] = defaultdict(list)
        for noun in self._nouns:
            if (named.at(noun.span[0]) is None and named.at(noun.span[1] - 1) is None) or not noun.bare:
                by_name[noun.row, " ".join(self._text[slice(*noun.span)].casefold().split())].append(noun)
        full: dict[tuple[str, str], list[list[_Noun]]] = defaultdict(list)
        for (row, _), nouns in by_name.items():
            if not nouns[0].bare:
                full[row, nouns[0].lemma].append(nouns)
        found = []
        for (row, _), nouns in by_name.items():
            group = full[row, nouns[0].lemma]
            if nouns[0].bare:
                if len(group) == 1:
                    group[0] += nouns
                    continue
                if group or len(nouns) < 2:
                    continue
            found.append(nouns)
        events = []
        for nouns in found:
            start, end = nouns[0].span
            name = " ".join(self._text[start:end].split())
            if nouns[0].row == "crimes" and not _SUSPICION.match(name):
                name = f"alleged {name}"
            spans = tuple(sorted({noun.span for noun in nouns}))
            kind = "evidence" if nouns[0].row == "evidence" else "event"
            events.append(Event("Evidence" if kind == "evidence" else "Event", name, spans, f"{kind} noun"))
        return sorted(events, key=lambda event: event.mentions)


def _moved(span: Span, start: int) -> Span:
    return span[0] + start, span[1] + start


class _Named:
    """Which cluster a character of the text is in."""

    def __init__(self, clusters: Sequence[Cluster]) -> None:
        self.mentions = sorted((*span, place) for place, each in enumerate(clusters) for span in each.mentions)

    def at(self, offset: int) -> int | None:
        index = bisect_right(self.mentions, (offset, float("inf"), 0)) - 1
        return self.mentions[index][2] if index >= 0 and self.mentions[index][1] > offset else None

    def span_at(self, offset: int) -> Span:
        start, end, _ = self.mentions[bisect_right(self.mentions, (offset, float("inf"), 0)) - 1]
        return start, end


class _Told:
    """Whose words a place in the text is."""

    def __init__(self, speech: Sequence[Speech], speakers: Sequence[int | None]) -> None:
        self._speech = speech
        self._speakers = speakers
        spans = sorted((start, end, index) for index, one in enumerate(speech) for start, end in one.spans)
        self._starts = [start for start, _, _ in spans]
        self._spans = spans
        # the furthest end among all spans up to each: how far back one may reach over a place
        self._reach: list[int] = []
        for _, end, _ in spans:
            self._reach.append(max(end, self._reach[-1] if self._reach else 0))

    def around(self, offset: int) -> list[tuple[Speech, int | None]]:
        """Return the claims in which a place stands, the inmost first."""
        at = bisect_right(self._starts, offset) - 1
        found: list[int] = []
        while at >= 0 and self._reach[at] > offset and len(found) < MOST_TOLD:
            _, end, index = self._spans[at]
            if end > offset:
                found.append(index)
            at -= 1
        ordered = sorted(dict.fromkeys(found), key=lambda i: sum(end - start for start, end in self._speech[i].spans))
        return [(self._speech[index], self._speakers[index]) for index in ordered]


def _relation(
    text: str, raw: Raw, named: _Named, told: _Told, events: Sequence[Event], clusters: Sequence[Cluster]
) -> Relation | None:
    """Return what a sentence says where its words name somebody, and the schema has it; else nothing."""
    subject = named.at(raw.subject[0])
    object_ = named.at(raw.object[0]) if raw.object else None
    if subject is None or (raw.object and object_ in (None, subject)):
        return None
    words = _without_article(text, raw.text) if raw.text else None
    event = next((at for at, each in enumerate(events) if words in each.mentions), None) if words else None
    predicate = load_schema().predicates[raw.predicate]
    if event is not None and events[event].type not in predicate.range:
        event = None
    end = clusters[object_].type if object_ is not None else events[event].type if event is not None else "Text"
    if clusters[subject].type not in predicate.domain or end not in predicate.range:
        return None
    if raw.predicate == "HAS_ROLE" and clusters[subject].type != "Person":
        return None  # a parser's mistake more often than a body's role
    said = _said(text, raw, named, told.around(raw.cue[0]))
    if said is None:
        return None
    speaker, spans, via, stance = said
    ends = [named.span_at(raw.subject[0]), raw.cue, *([words] if words else [])]
    ends += [named.span_at(raw.object[0])] if raw.object else []
    return Relation(
        predicate=raw.predicate,
        subject=subject,
        object=object_,
        event=event,
        text=words if object_ is None and event is None else None,
        cue=raw.cue,
        spans=_apart(ends),
        speaker=speaker,
        named=spans,
        via=via,
        stance=stance,
        rule=raw.rule,
    )


def _apart(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans in order, those that overlap as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)


_Said = tuple[int | None, tuple[Span, ...], tuple[int, ...], Stance]


def _said(text: str, raw: Raw, named: _Named, around: list[tuple[Speech, int | None]]) -> _Said | None:
    """Return who says it, by whom it was passed on, and the stance; None where that is not clear.

    What stands inside somebody's words is theirs, never the text's own.
    """
    stances = [stance_in(text, one) for one, _ in around]
    if any(one.negated for one, _ in around) or "questions" in stances:
        return None
    speaker: int | None = None
    spans: tuple[Span, ...] = ()
    stance: Stance = "asserts"
    if raw.by:
        speaker = named.at(raw.by[0])
        spans = (raw.by if speaker is None else named.span_at(raw.by[0]),)
        stance = raw.stance or stance
        # the words of "denied stealing" are a claim too: its own speaker passes nothing on
        around = [each for each in around if not (each[1] == speaker and raw.stance)]
        if any(each != "asserts" for each in stances) and not raw.stance:
            return None
    elif around:
        (claim, speaker), *around = around
        spans, stance = claim.speaker, stances[0]
        if not spans or (stance == "denies") != raw.denied or "denies" in stances[1:]:
            return None
    elif raw.content or raw.denied:
        return None
    via = tuple(dict.fromkeys(place for _, place in around if place not in (None, speaker)))
    return speaker, spans, tuple(place for place in via if place is not None), stance


def _without_article(text: str, span: Span) -> Span:
    article = _ARTICLE.match(text, *span)
    return (article.end(), span[1]) if article and article.end() < span[1] else span


def _nouns(doc: Doc) -> Iterator[_Noun]:
    """Yield the words for events, crimes and evidence, with what stands with them."""
    for token in doc:
        if token.pos_ != "NOUN" or (row := _row(token)) is None:
            continue
        if (token.tag_ == "NNS" and row != "evidence") or token.dep_ == "compound" or Stated(token).how == "open":
            continue
        if row == "crimes" and not any(child.dep_ in ("prep", "det", "poss", "amod") for child in token.children):
            continue
        start, end = noun_phrase(token)
        told = any(child.dep_ == "prep" for child in token.rights) and end > token_span(token)[1]
        owned = any(child.dep_ == "poss" or child.pos_ == "PROPN" for child in token.lefts)
        if (told or owned) and end - start <= LONGEST_EVENT:
            yield _Noun(_without_article(doc.text, (start, end)), token.lemma_.lower(), False, row)
        else:
            first = min((child.idx for child in token.lefts if child.dep_ == "compound"), default=token.idx)
            yield _Noun((first, token_span(token)[1]), token.lemma_.lower(), True, row)


def _row(token: Token) -> str | None:
    lemma, tables = token.lemma_.lower(), table("relations")
    rows = {"events": tables["events"], "crimes": load_schema().crimes.words["events"], "evidence": tables["evidence"]}
    return next((row for row, words in rows.items() if lemma in words), None)


@cache
def _pairs(row: str) -> dict[str, str]:
    return dict(pair.split() for pair in sorted(table("relations")[row]))


def _neutral(doc: Doc) -> Iterator[Raw]:
    """Yield what a paragraph says of roles, kin and possession."""
    for token in doc:
        if token.pos_ == "NOUN":
            yield from _by_noun(token)
        elif token.pos_ == "VERB" and (predicate := _pairs("verbs").get(token.lemma_.lower())) and is_finite(token):
            stated = Stated(token)
            for subject in subjects(token) if stated.how == "stated" and not children(token, "auxpass") else ():
                for noun in children(token, "dobj", after=True):
                    for who in last_words(subject.noun):
                        yield Raw(
                            predicate,
                            "verb",
                            who,
                            token_span(token),
                            object=token_span(noun),
                            content=stated.content,
                        )


def _by_noun(noun: Token) -> Iterator[Raw]:
    """Find "X, the engineer", "X is the engineer", "the engineer, X", and whose engineer that is."""
    lemma = noun.lemma_.lower()
    tables, roles = table("relations"), table("names")["roles"]
    kin, reverse = _pairs("kin").get(lemma), _pairs("kin reversed").get(lemma)
    if not (
        kin or reverse or (lemma in roles and lemma not in tables["no roles"] | load_schema().crimes.words["people"])
    ):
        return
    if noun.dep_ == "appos" and noun.head.pos_ == "PROPN":
        holder, rule, above = noun.head, "apposition", noun.head
    elif noun.dep_ == "attr" and noun.head.lemma_ == "be" and is_finite(noun.head) and subjects(noun.head):
        holder, rule, above = subjects(noun.head)[0].noun, "is", noun.head
    elif beside := [child for child in noun.rights if child.dep_ == "appos" and child.pos_ == "PROPN"]:
        holder, rule, above = beside[0], "apposition", noun
    else:
        return
    stated = Stated(above)
    if stated.how != "stated" or noun.tag_ == "NNS":
        return
    who, cue = token_span(holder), token_span(noun)
    if kin or reverse:
        for other in _whose(noun):
            first, second = (who, other) if kin else (other, who)
            yield Raw(kin or reverse or "", rule, first, cue, object=second, content=stated.content)
    else:
        yield from _role(noun, holder, rule, stated.content)


def _role(noun: Token, holder: Token, rule: str, content: bool) -> Iterator[Raw]:
    # the words for a role take in the name that follows them
    span = (noun_phrase(noun)[0], token_span(noun)[1]) if holder.head == noun else noun_phrase(noun)
    tables, crimes = table("relations"), load_schema().crimes.words
    accusing = crimes["events"] | crimes["people"] | tables["accusing adjectives"] | tables["charges"]
    if span[1] - span[0] <= LONGEST_ROLE and not any(
        accusing & {token.lemma_.lower(), token.lower_} for token in noun.subtree
    ):
        yield Raw("HAS_ROLE", rule, token_span(holder), token_span(noun), text=span, content=content)


def _whose(noun: Token) -> Iterator[Span]:
    """Yield the last words of the names that stand with "of", "for", or with an apostrophe before a noun."""
    for child in noun.children:
        if child.dep_ == "poss":
            yield token_span(child)
        elif child.dep_ == "prep" and child.lower_ in ("of", "for"):
            for name in children(child, "pobj"):
                yield from last_words(name)


def _beside(text: str, named: _Named, clusters: Sequence[Cluster]) -> Iterator[Raw]:
    """Find "X, 31, of Tillbrook" and "Tillbrook, Norway" by the names that stand together."""
    for (start, end, first), (following, last, second) in pairwise(named.mentions):
        types = clusters[first].type, clusters[second].type
        between = text[end:following]
        if types == ("Person", "Place") and (found := _OF_PLACE.fullmatch(between)):
            at = end + found.start(1)
            yield Raw("OF_PLACE", "of place", (end - 1, end), (at, at + 2), object=(following, last))
        elif types == ("Place", "Place") and between == ", " and _is_country(text, (start, end), (following, last)):
            yield Raw("LOCATED_IN", "place, place", (end - 1, end), (end, end + 1), object=(following, last))


def _is_country(text: str, place: Span, country: Span) -> bool:
    """Tell whether the second of two places is one that everybody knows, and the first is not."""
    return text[slice(*country)] in known_places() and text[slice(*place)] not in known_places()
