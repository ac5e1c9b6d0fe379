"""What may be a name: what the model marks, trimmed, and what rules find by words, marks and shapes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from graph.extract import name_types
from graph.extract.found import NameType, Span
from graph.extract.name_types import BEFORE, UPPER, Evidence, known_places, title, words
from graph.extract.words import one_of, table

_WORD = rf"{UPPER}\w*(?:-\w+|'(?!s\b)\w+)*"
_INITIAL = rf"(?:{UPPER}\.){{1,6}}"
_PIECE = rf"(?:{_INITIAL}|(?:St|Mt|Ft|Jr|Sr)\.|{_WORD})"
LONGEST = 200
"""Characters of a name: what the model marks beyond is none."""
SURE, RULE, MODEL, RUN = 3, 2, 2, 1
"""Ranks of candidates."""


class Found(NamedTuple):
    """What the model marked, before it is trimmed.

    Parameters
    ----------
    start, end : int
    type : str
    proper : bool
        Some word of it is a proper noun to the tagger.
    """

    start: int
    end: int
    type: NameType
    proper: bool


@dataclass(slots=True)
class Candidate:
    """A place where a name may stand.

    Parameters
    ----------
    start, end : int
    rank : int
        Of two that overlap, the higher is kept, then the longer.
    type : str or None
        None where only the shape speaks for a name.
    rule : str
    evidence : list of Evidence
    said : str or None
        The type that the model gave.
    """

    start: int
    end: int
    rank: int
    type: NameType | None = None
    rule: str = "model"
    evidence: list[Evidence] = field(default_factory=list)
    said: NameType | None = None


class Candidates:
    """What may be a name in a text.

    Parameters
    ----------
    text : str
        As :func:`graph.extract.parsing.plain` gives it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.shouted = _shouted(text)
        self.headlines = _headlines(text)
        self._no_tell = sorted({*self.shouted, *self.headlines})
        self._beginning = len(text) - len(text.lstrip())

    def all(self, found: Iterable[Found]) -> list[Candidate]:
        """Return all the candidates; they may overlap."""
        return [
            *self._speakers(),
            *self._of_model(found),
            *self._quoted(),
            *self._bodies(),
            *self._in_lower_case(),
            *self._datelines(),
            *self._by_words(),
        ]

    def in_capitals(self, place: int) -> bool:
        """Return whether the line there is a headline In Such Capitals, or IN SUCH: a capital tells nothing there."""
        index = bisect_right(self._no_tell, (place, len(self.text))) - 1
        return index >= 0 and self._no_tell[index][0] <= place < self._no_tell[index][1]

    def begins_sentence(self, start: int) -> bool:
        """Return whether a capital letter there is due to the sentence."""
        return start <= self._beginning or bool(_SENTENCE_START.search(self.text, max(0, start - 8), start))

    def in_headlines(self, found: Iterable[Found]) -> Iterator[Candidate]:
        """Yield what the model marked in headlines: it is taken where nothing is that the text below names."""
        for start, end, kind, _ in found:
            index = bisect_right(self.headlines, (start, len(self.text))) - 1
            if index >= 0 and start < self.headlines[index][1] and kind in ("Person", "Organization", "Place"):
                for a, b in self._trimmed(start, min(end, start + LONGEST), kind):
                    if self.text.count(" ", a, b) < 3:
                        yield Candidate(a, b, RUN, kind, said=kind)

    def _of_model(self, found: Iterable[Found]) -> Iterator[Candidate]:
        for start, end, kind, proper in found:
            if not proper and kind != "Work" and self.begins_sentence(start):
                continue
            if self.in_capitals(start):
                continue
            if end - start > LONGEST:
                continue
            for a, b in self._trimmed(start, end, kind):
                yield Candidate(a, b, MODEL, kind, said=kind)

    def _trimmed(self, start: int, end: int, kind: NameType) -> Iterator[Span]:
        """Yield the names in what the model marked: without title, article and ending; two where one owns the other."""
        text = self.text
        end = start + len(re.split(r"[\r\n]", text[start:end].rstrip(), maxsplit=1)[0])
        for match in _OWNED.finditer(text, start, end) if kind in ("Organization", "Place") else ():
            if match[1] in words("body words"):
                yield from self._trimmed(start, match.end(1), kind)
                start = match.end()
        if kind == "Organization":
            for match in re.finditer(r",[ ]", text[start:end]):
                if text[start + match.end() : end].strip() in known_places():
                    end = start + match.start()
        while True:
            before = (start, end)
            start, end = self._less_at_the_edges(start, end)
            start, end = self._less_words(start, end, kind)
            if (start, end) == before:
                break
        if self._possible(start, end):
            yield start, end

    def _less_at_the_edges(self, start: int, end: int) -> Span:
        text = self.text
        while start < end and not text[start].isalnum():
            start += 1
        while start < end and text[end - 1] in _EDGES:
            end -= 1
        if start < end and text[end - 1] == "." and not _ABBREVIATED.search(text, start, end):
            end -= 1
        ending = _ENDING.search(text, start, end)
        return start, ending.start() if ending else end

    def _less_words(self, start: int, end: int, kind: NameType) -> Span:
        text = self.text
        article = _LOWER_ARTICLE if kind == "Work" or self._own_article(start, end) else _ARTICLE
        titled = kind == "Person" or (kind in ("Organization", "Place") and self._last(end) not in words("body words"))
        if match := article.match(text, start, end):
            start = match.end()
        if titled and (match := _titled().match(text, start, end)):
            start = match.end()
        if kind == "Person":
            if match := _inner_title().search(text, start, end):
                start = match.end()
            if match := _AFTER_NAME.search(text, start, end):
                end = match.start()
        if kind not in ("Work", "Other") and (match := _headline_verb().search(text, start, end)):
            end = match.start()
        if kind not in ("Work", "Other") and (match := _LOWER_END.search(text, start, end)):
            end = match.start()
        if (match := _LOWER_START.match(text, start, end)) and match[1] not in words("particles"):
            start = match.end()
        return start, end

    def _last(self, end: int) -> str:
        """Return the word that ends there."""
        return self.text[max(0, end - 40) : end].rsplit(None, 1)[-1] if end else ""

    def _own_article(self, start: int, end: int) -> bool:
        """Whether "The" belongs to the name: in the middle of a sentence, before a newspaper's or a band's."""
        return (
            self.text.startswith("The ", start)
            and not self.begins_sentence(start)
            and self.text[max(0, start - 1) : start] == " "
            and self.text.count(" ", start, end) > 1
        )

    def _possible(self, start: int, end: int) -> bool:
        name = self.text[start:end]
        return (
            end - start > 1
            and any(c.isupper() for c in name)
            and not any(c in _NO_PROSE for c in name)
            and (name in words("bodies") or name.lower().rstrip(".") not in words("no names", "titles"))
            and not name[0].isdigit()
            and not (name.isupper() and _NUMBER_BEFORE.search(self.text, max(0, start - 4), start))  # a unit
            and self.text[end : end + 1] not in ("$", "@")
            and not (name.lower() in words("roles") and _INDEFINITE.search(self.text, max(0, start - 8), start))
            and not (
                " " not in name
                and name not in words("bodies")
                and name in words("body words", "place words", "other words")
            )
        )

    def _speakers(self) -> Iterator[Candidate]:
        """Yield who speaks in a transcript: before a colon at the start of a line, twice or among several."""
        matches = [match for match in _speaker().finditer(self.text) if self._possible(*match.span("name"))]
        counts = Counter(match["name"] for match in matches)
        for match in matches:
            if match["title"] or counts[match["name"]] > 1 or (len(matches) >= 4 and len(match["name"].split()) < 4):
                span = match.span("title") if match["title"] else None
                evidence = Evidence("Person", 2.5, "transcript", span)
                if match["title"] or self.text[match.end() - 1 :][:1] != "\n":
                    yield Candidate(*match.span("name"), SURE, "Person", "transcript", [evidence])

    def _quoted(self) -> Iterator[Candidate]:
        """Yield titles of works: in quotation marks, after a word that says so or twice; or before a year."""
        matches = [match for match in _in_quotation_marks().finditer(self.text) if self._possible(*match.span(1))]
        counts = Counter(match[1].lower() for match in matches)
        for match in matches:
            cue = _works().search(self.text, max(0, match.start() - BEFORE), match.start())
            if cue or (counts[match[1].lower()] > 1 and " " in match[1] and not _titled().match(match[1])):
                evidence = Evidence("Work", 3, "quoted title", cue.span(1) if cue else None)
                yield Candidate(*match.span(1), SURE, "Work", "quoted title", [evidence])
        for match in _before_a_year().finditer(self.text):
            if cue := _works().search(self.text, max(0, match.start() - BEFORE), match.start()):
                evidence = Evidence("Work", 3, "title and year", cue.span(1))
                yield Candidate(*match.span(1), SURE, "Work", "title and year", [evidence])

    def _bodies(self) -> Iterator[Candidate]:
        """Yield companies by their legal form, agencies by their ends, and "Revenue and Customs"."""
        for pattern, rule in ((_company(), "company"), (_agency(), "agency")):
            for match in pattern.finditer(self.text):
                drop = _ARTICLE.match(self.text, match.start())
                start = drop.end() if drop else match.start()
                if start < match.start(1) and self._possible(start, match.end()):
                    evidence = Evidence("Organization", 4, rule, match.span(1))
                    yield Candidate(start, match.end(), SURE, "Organization", rule, [evidence])
        for match in _paired().finditer(self.text):
            apart = not _CAPITAL_BEFORE.search(self.text, max(0, match.start() - 40), match.start())
            if apart and match[1] not in words("bodies", "nationalities") and match[1] not in known_places():
                evidence = Evidence("Organization", 3, "body word")
                yield Candidate(*match.span(), SURE, "Organization", "body word", [evidence])

    def _in_lower_case(self) -> Iterator[Candidate]:
        """Yield places and bodies whose last word is printed without a capital: "the North quay"."""
        of_kinds: list[tuple[re.Pattern[str], NameType, str]] = [
            (_lower_place(), "Place", "place word"),
            (_lower_body(), "Organization", "body word"),
        ]
        for pattern, kind, rule in of_kinds:
            for match in pattern.finditer(self.text):
                if self._possible(*match.span(1)) and match[1].split()[0] not in words("nationalities"):
                    yield Candidate(*match.span(1), SURE, kind, rule, [Evidence(kind, 3, rule)])

    def _datelines(self) -> Iterator[Candidate]:
        """Yield where a report comes from: a place in capitals at the start of a line, before an agency or a dash."""
        for match in _DATELINE.finditer(self.text):
            if self._possible(*match.span(1)):
                yield Candidate(*match.span(1), SURE, "Place", "dateline", [Evidence("Place", 3, "dateline")])

    def _by_words(self) -> Iterator[Candidate]:
        """Yield what runs of capitalised words hold, by their own words and by a title before them."""
        for run in _RUNS.finditer(self.text):
            if self.in_capitals(run.start()):
                continue
            for group in self._groups(run):
                yield from self._in_group(group)

    def _groups(self, run: re.Match[str]) -> Iterator[list[Span]]:
        """Yield the parts of a run: its words between titles, endings and small words."""
        group: list[Span] = []
        tokens = list(_TOKEN.finditer(self.text, run.start(), run.end()))
        body = tokens[-1][0] in words("body words")
        for index, token in enumerate(tokens):
            word = token[0]
            following = tokens[index + 1][0] if index + 1 < len(tokens) else ""
            if word == "'s" and group and following in words("place words", "heads of bodies"):
                group.append(token.span())
                continue
            if body and not group and word in words("titles that begin names") and following:
                group.append(token.span())
                continue
            bare = word.rstrip(".").lower()
            if bare in words("titles", "no names", "verbs in headlines") or not word[0].isupper() or word == "'s":
                joins = (
                    word in words("joining words")
                    and group
                    and any(self.text[a:b] in words("heads of bodies") for a, b in group)
                )
                particle = word in words("particles") and group and run.end() > token.end()
                if joins or particle:
                    group.append(token.span())
                    continue
                if bare in words("titles") and group and bare.capitalize() in words("body words"):
                    group.append(token.span())
                    continue
                yield self._bare(group)
                group = []
            else:
                group.append(token.span())
        yield self._bare(group)

    def _bare(self, group: list[Span]) -> list[Span]:
        while group and not self.text[group[-1][0]].isupper():
            group.pop()
        return group

    def _in_group(self, group: list[Span]) -> Iterator[Candidate]:
        if not group:
            return
        start, end = group[0][0], group[-1][1]
        if not self._possible(start, end):
            return
        name = self.text[start:end]
        evidence = max(name_types.inner(name), key=lambda each: each.weight, default=None)
        titled = _titled_before().search(self.text, max(0, start - BEFORE), start)
        if titled and len(group) <= 4 and not (evidence and evidence.type == "Organization" and len(group) > 2):
            yield Candidate(start, end, RULE, "Person", "title")
        elif evidence and evidence.weight >= 2:
            yield Candidate(start, end, RULE, evidence.type, evidence.rule)
        elif len(group) > 1:
            yield Candidate(start, end, RUN, None, "first capitals" if self.begins_sentence(start) else "capitals")
        elif len(group) == 1:
            yield Candidate(start, end, RUN, None, "capital")


def _shouted(text: str) -> list[Span]:
    """Return the lines in capitals, unless most are."""
    lines = [match.span() for match in _LINE.finditer(text)]
    shouted = [(a, b) for a, b in lines if text[a:b].isupper() and len(text[a:b].split()) > 1]
    return shouted if len(shouted) < len(lines) / 2 else []


def _headlines(text: str) -> list[Span]:
    """Return the lines in which nearly every word has a capital, unless most are so."""
    lines = [match.span() for match in _LINE.finditer(text)]
    found = []
    for a, b in lines:
        words = _LETTERS.findall(text, a, b) if b - a <= _LONGEST_HEADLINE else []
        long = [word for word in words if len(word) > 3]
        capitals = sum(word[0].isupper() for word in long)
        headline = len(words) >= 5 and len(long) >= 4 and capitals >= 0.8 * len(long)
        if headline and text.count(",", a, b) < 3 and not text[a:b].isupper():
            found.append((a, b))
    return found if len(found) < len(lines) / 2 else []


_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST_HEADLINE = 200
_LINE = re.compile(r"[^\r\n]+")
_NO_PROSE = frozenset("<>={}|\\")
_EDGES = " \t\"'(,;:-[{“”/&*"
_ABBREVIATED = re.compile(rf"(?:\b(?:{UPPER}|Jr|Sr|Inc|Ltd|Corp|Co|St|Bros)\.)\Z")
_ENDING = re.compile(r"'s?\Z")
_ARTICLE = re.compile(r"(?:[Tt]he|[Aa]n?|[Tt]hat|[Tt]his)[ ]+(?=\S)")
_LOWER_ARTICLE = re.compile(r"(?:the|an?)[ ]+(?=\S)")
_LOWER_START = re.compile(r"([a-z]+)[ ]+(?=\S)")
_LOWER_END = re.compile(r"(?<! )[ ]+(?!\d)[a-z][\w.-]*\Z")
_OWNED = re.compile(rf"(?<![\w'-])({_WORD})'s?[ ]+(?={UPPER})")
_AFTER_NAME = re.compile(r"(?:,[ ].*| \(.*| -[ ].*)\Z")
_RUNS = re.compile(rf"(?<![\w'.-]){_PIECE}(?:(?:'s?)?[ ](?:&[ ]|(?:[a-zà-ÿ]{{1,3}}[ ]){{0,2}})?{_PIECE})*")
_TOKEN = re.compile(rf"{_PIECE}|'s(?!\w)|&|[a-zà-ÿ]+")
_INDEFINITE = re.compile(r"(?<!\w)(?:the|an?|as)[ ]\Z")
_NUMBER_BEFORE = re.compile(r"\d[ ]{1,2}\Z")
_CAPITAL_BEFORE = re.compile(rf"{UPPER}\w*[ ]\Z")
_SENTENCE_START = re.compile(r"(?:[.!?:][\"')\]]*\s+[\"'(]*|[\r\n]\s*[\"'(]*|^[\"'(]+)\Z")
_DATELINE = re.compile(
    rf"^({UPPER}{{3,20}}(?: {UPPER}{{2,20}}){{0,2}})(?=(?:, {UPPER}[\w.]{{1,20}})? (?:\({UPPER}\w{{1,20}}\) )?[-―]+ \S"
    rf"|(?:, {UPPER}[\w.]{{1,20}})? \({UPPER}{{2,5}}\))",
    re.MULTILINE,
)


def _work() -> str:
    small = one_of(words("small words in titles"))
    return rf"{UPPER}[\w'-]{{0,40}}(?: (?:{UPPER}[\w'-]{{0,40}}|\d{{1,4}}|{small}(?![\w]))){{0,9}}"


@cache
def _in_quotation_marks() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)[\"'][ ]?({_work()})(?=[ ]?[,.]?[\"'](?!\w))")


@cache
def _before_a_year() -> re.Pattern[str]:
    return re.compile(rf"(?<=[ ])({_work()})(?= \((?:1[5-9]|20)\d\d\))")


@cache
def _titled() -> re.Pattern[str]:
    return re.compile(rf"(?:{title()}[ ]+)+(?=\S)")


@cache
def _headline_verb() -> re.Pattern[str]:
    return re.compile(rf"[ ]{one_of(word.capitalize() for word in words('verbs in headlines'))}(?![\w-])")


@cache
def _inner_title() -> re.Pattern[str]:
    return re.compile(rf"[ ]{title()}[ ](?=\S)")


@cache
def _company() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w'-])(?:{_PIECE}[ ](?:&[ ]|and[ ])?){{1,5}}({one_of(table('names')['company ends'])})(?![\w])"
    )


@cache
def _paired() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'-])({_WORD}) and {one_of(words('agency words'))}(?![\w-]| {UPPER})")


@cache
def _titled_before() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'-]){title()}[ ]\Z")


@cache
def _speaker() -> re.Pattern[str]:
    return re.compile(
        rf"^[ \t]*(?:(?P<title>{title()})[ ])?(?P<name>{UPPER}[\w.'-]*(?: {UPPER}[\w.'-]*){{0,3}}):[ \t]+(?=\S)",
        re.MULTILINE,
    )


@cache
def _works() -> re.Pattern[str]:
    called = rf"(?:such )?{one_of(words('words before titles of works'))}"
    return re.compile(rf"\b({one_of(words('kinds of works'))})s?[^\w.!?]{{1,3}}(?:{called}[ ])?[\"']?\Z")


@cache
def _lower_place() -> re.Pattern[str]:
    ends = one_of(words("place words in lower case"))
    return re.compile(rf"(?<=[Tt]he )({_PIECE}(?: {_PIECE}){{0,2}} {ends})(?!\w)")


@cache
def _lower_body() -> re.Pattern[str]:
    ends = one_of(words("body words in lower case"))
    return re.compile(rf"(?<=[Tt]he )({_PIECE}(?: {_PIECE}){{0,2}} {ends})(?!\w)")


@cache
def _agency() -> re.Pattern[str]:
    ends = one_of(end for each in table("names")["agency ends"] for end in (each, each.title().replace("'S", "'s")))
    return re.compile(
        rf"(?<![\w'-])(?:{_PIECE}[ ]){{1,4}}(?:(?:[Cc]ounty|[Cc]ity|[Ss]tate)[ ])?(?:'s[ ])?({ends})(?!\w)"
    )
