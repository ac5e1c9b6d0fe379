"""What is found in a text of any language without a parser: quotations, digits and capitalised names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from graph.case.quantities import Quantity
from graph.extract.clusters import KnownEntity, cluster
from graph.extract.dates import find_dates
from graph.extract.found import Amount, DateSpan, Name, NameType, Span
from graph.extract.name_types import UPPER, known_places, words
from graph.extract.parsing import installed_model, model, paragraph_spans, plain
from graph.extract.parts import Parts, Progress
from graph.extract.speech import SpeechReader
from graph.extract.words import one_of, table
from graph.stopping import check_stop

LONGEST = 6
"""Words of a capitalised name."""
CAPITALS = "capitals"
"""The rule of a name for which nothing but its capital letters speaks; its type is a guess."""
NOUNS_IN_CAPITALS = frozenset(("de", "lb"))
"""Languages that write every noun with a capital letter: there one word alone is no sign of a name."""
_WORD = rf"(?:{UPPER}\.(?!\w)|{UPPER}\w*(?:[-'’]\w+)*)"
_DATED = re.compile(r"\d{1,2}\.? (?:de )?[^\W\d_]{3,12}\.? (?:de )?\d{4}")
"""A date with a word for its month: its day counts nothing."""
_FIRST = re.compile(rf"([^\W\d_]+)(?:[ \u00a0][^\W\d_]+)*?[ \u00a0](?={UPPER})")
_TITLE = re.compile(r"([^\W\d_]+)\.?[ \u00a0]")
_BEFORE = re.compile(r"([^\W\d_]+)\.?[ \u00a0]$")
_STARTS = re.compile(r"(?:^|[\r\n.!?:;•*(\[«»„“”\"‘'–—-])[\s«»„“”\"‘'(\[¿¡–—-]*$")
_NUMBER = re.compile(r"(?<![\w.,:/+-])[$€£]?\d{1,3}(?:,?\d{3})*(?:\.\d+)?(?: ?[%€£])?(?![\w:/+-]|[.,]\d)")
_YEAR = re.compile(r"1[0-9]{3}|20[0-9]{2}")
_LABELS: dict[str, NameType] = {"PER": "Person", "LOC": "Place", "ORG": "Organization"}


class Numbers:
    """The dates and the numbers of a text, paragraph by paragraph.

    In an English text, dates are read as they are printed; in others those in digits alone.

    Parameters
    ----------
    text, published, language : str
        As for :func:`take_apart_unparsed`.
    """

    def __init__(self, text: str, published: str, language: str) -> None:
        self._text = text
        found = find_dates(text, published or None)
        self.dates = [date for date in found if language == "en" or not _has_letters(text, date.span)]
        self.amounts: list[Amount] = []

    def add(self, start: int, end: int) -> None:
        """Read the next paragraph."""
        self.amounts += _amounts(self._text, start, end, self.dates)


def take_apart_unparsed(
    text: str,
    published: str = "",
    *,
    language: str = "",
    known: Iterable[KnownEntity] = (),
    progress: Progress | None = None,
) -> Parts:
    """Find quotations, names in capital letters, dates and numbers in digits; French names by a model, if there is one.

    Parameters
    ----------
    text : str
    published : str
        EDTF of its day of publication.
    language : str
        As in ``fr``; empty where it is not known.
    known : iterable of KnownEntity
    progress : callable, optional

    Raises
    ------
    StoppedError
        It was stopped from outside.
    """
    numbers = Numbers(text, published, language)
    speech = SpeechReader(text)
    runs: list[Span] = []
    marked: list[Name] = []
    by_model = has_model(language)
    for start, end in paragraph_spans(text):
        check_stop()
        speech.add_unparsed((start, end))
        numbers.add(start, end)
        if by_model:
            marked += _marked(text, start, end, language)
        else:
            runs += (found.span() for found in _run().finditer(text, start, end))
        if progress:
            progress(end, len(text))
    said = [replace(one, spans=tuple(_without_blanks(text, span) for span in one.spans)) for one in speech.speech()]
    names = marked if by_model else _names(text, _outside(runs, numbers.dates), alone=language not in NOUNS_IN_CAPITALS)
    return Parts.of(text, names, cluster(text, names, known), said, numbers.dates, numbers.amounts)


@cache
def _run() -> re.Pattern[str]:
    within = one_of(table("names")["particles"])
    return re.compile(rf"(?<!\w){_WORD}(?:[ \u00a0](?:{within}[ \u00a0]){{0,2}}{_WORD}){{0,{LONGEST - 1}}}")


def has_model(language: str) -> bool:
    """Return whether names in a language other than English are found by a model that is installed."""
    return language != "en" and bool(installed_model(language))


def _has_letters(text: str, span: Span) -> bool:
    return any(map(str.isalpha, text[slice(*span)]))


def _marked(text: str, start: int, end: int, language: str) -> Iterator[Name]:
    for entity in model(language)(plain(text[start:end])).ents:
        span = _trimmed(text, start + entity.start_char, start + entity.end_char)
        if entity.label_ in _LABELS and text[span[0]].isalnum() and not re.search(r"[\r\n]", text[slice(*span)]):
            yield Name(span, _LABELS[entity.label_], f"model {language}")


def _outside(runs: Iterable[Span], dates: Sequence[DateSpan]) -> Iterator[Span]:
    """Yield the runs that hold no part of a date: a month is no name."""
    for start, end in runs:
        at = bisect_right(dates, start, key=lambda date: date.span[1])
        if at == len(dates) or dates[at].span[0] >= end:
            yield start, end


def _without_blanks(text: str, span: Span) -> Span:
    words_ = text[slice(*span)]
    start = span[0] + len(words_) - len(words_.lstrip())
    return start, start + len(words_.strip())


def _names(text: str, runs: Iterable[Span], *, alone: bool) -> list[Name]:
    """Return the runs of capitalised words that are names, as far as shapes tell."""
    lower = Counter(re.findall(r"(?<!\w)[^\W\d_]+", text))
    opening = table("names")["words that open sentences in other languages"]
    found: list[tuple[Span, bool]] = []
    inside: set[str] = set()
    for start, end in runs:
        start, end = _trimmed(text, start, end)
        begins = _STARTS.search(text, max(0, start - 12), start) is not None
        # a sentence begins with a capital: its first word is of the name only where nobody writes it small
        while begins and (first := _FIRST.match(text, start, end)):
            word = first[1].lower()
            if word not in opening and (not lower[word] if alone else " " in text[first.end() : end]):
                break
            start, begins = _trimmed(text, first.end(), end)[0], False
        if start >= end:
            continue
        found.append(((start, end), begins))
        if not begins:
            inside.update(text[start:end].split())
    names = []
    persons: set[str] = set()
    for (start, end), begins in sorted(found, key=lambda each: each[0][0] - each[0][1]):
        name = text[start:end]
        several = len(name.split()) > 1
        if not several and (lower[name.lower()] or (not alone and name not in persons)):
            continue
        if not several and begins and name not in inside:
            continue
        if len(name) < 2 or (several and name.isupper() and begins):
            continue
        type_, rule, evidence = _type(text, start, end, persons)
        if type_ == "Person":
            persons.update(name.split())
        names.append(Name((start, end), type_, rule, evidence))
    return sorted(names, key=lambda name: name.span)


def _trimmed(text: str, start: int, end: int) -> Span:
    """Leave out a title before a name, and a full stop after it."""
    titles = table("names")["titles"] | table("names")["titles in other languages"]
    while (word := _TITLE.match(text, start, end)) and word[1].lower() in titles:
        start = word.end()
    if text[end - 1 : end] == "." and not re.search(rf"(?<!\w){UPPER}\.$", text[start:end]):
        end -= 1
    return start, end


def _type(text: str, start: int, end: int, persons: set[str]) -> tuple[NameType, str, tuple[Span, ...]]:
    """Guess what a name names: nothing but its shape and the word before it tells."""
    name = text[start:end]
    before = _BEFORE.search(text, max(0, start - 24), start)
    if before and before[1].lower() in table("names")["titles"]:
        return "Person", "title", (before.span(1),)
    if name in known_places():
        return "Place", "gazetteer", ()
    own = name.split()
    if not words("body words").isdisjoint(own) or any(word.isupper() and len(word) > 2 for word in own):
        return "Organization", CAPITALS, ()
    if before and before[1].lower() in table("names")["before places in other languages"] and own[0] not in persons:
        return "Place", CAPITALS, (before.span(1),)
    return "Person", CAPITALS, ()


def _amounts(text: str, start: int, end: int, dates: Sequence[DateSpan]) -> Iterator[Amount]:
    """Yield numbers in digits that mean the same in every language: 12.500 and 3,5 do not."""
    in_words = [dated.span() for dated in _DATED.finditer(text, start, end)]
    for found in _NUMBER.finditer(text, start, end):
        at = bisect_right(dates, found.start(), key=lambda date: date.span[1])
        dated = at < len(dates) and dates[at].span[0] < found.end()
        digits = found.group()
        if (
            any(start <= found.start() < end for start, end in in_words)
            or dated
            or _YEAR.fullmatch(digits)
            or "," in digits
            or re.search(r"\.\d{3}(?!\d)", digits)
        ):
            continue
        yield Amount(found.span(), Quantity.parse(digits))
