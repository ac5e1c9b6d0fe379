"""Paragraphs and sentences of a text: what a locator's numbers count.

Paragraphs are the blocks of text between blank lines, counted from 1, a headline among them; sentences
count from 1 inside a paragraph. The rules are fixed, so that a locator means the same place everywhere:

- A sentence ends at ``.``, ``!``, ``?`` or ``…``, with the quotes and brackets that close after it, where
  white space and something that can begin a sentence (anything but a lower-case letter) follow; at
  ``。``, ``！`` or ``？`` anywhere; and at the end of its paragraph. A line break alone ends nothing.
- A full stop ends nothing after a title (Mr., Dr.), after ``No.``, ``p.`` or a month's short form before
  a digit, or after a number at the start of a sentence (a numbered list).
- After a single letter (initials, U.S.) or another abbreviation (Inc., a.m., Jr.) it ends the sentence
  only where a word follows that usually begins one (The, He, In …).
- ``!`` and ``?`` inside quotation marks end nothing where the speaker follows ("Who?" the clerk asked).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


def _word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


class Sentence(NamedTuple):
    """A sentence's place: its paragraph and number from 1, ``start`` and ``end`` (exclusive) in code points."""

    paragraph: int
    sentence: int
    start: int
    end: int


def split_sentences(text: str) -> Iterator[Sentence]:
    r"""Yield the sentences of a text in order; each begins and ends with something other than white space.

    Examples
    --------
    >>> text = "Fire at pier nine\n\nMr. Hale saw it. Nobody was hurt."
    >>> [text[s.start : s.end] for s in split_sentences(text)]
    ['Fire at pier nine', 'Mr. Hale saw it.', 'Nobody was hurt.']
    """
    for paragraph, (first, last) in enumerate(_paragraphs(text), 1):
        for n, (start, end) in enumerate(_sentences(text, first, last), 1):
            yield Sentence(paragraph, n, start, end)


_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_CLOSING = r"""["'”’“»)\]」』）]*"""
_END = re.compile(rf"[.!?…]+{_CLOSING}(?=\s)|[。！？]+{_CLOSING}")
_OPENING = " \t\r\n\"'“‘”’«([{¿¡—–-"
_WORD_BEFORE = re.compile(r"""[^\s"'“‘«(\[—–]+\Z""")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])*")
_LIST_NUMBER = re.compile(r"\d{1,3}")

_TITLES = _word_set("mr mrs ms mx dr prof gen sgt capt lt col gov sen rep rev hon pres supt det insp adm cmdr maj")
_MONTHS = _word_set("jan feb mar apr jun jul aug sep sept oct nov dec")
_BEFORE_DIGITS = _MONTHS | _word_set("no nos p pp vol fig art sec ch mon tue tues wed thu thurs fri")
_ABBREVIATIONS = _MONTHS | _word_set(
    "jr sr inc ltd co corp bros dept est vs al cf viz approx ca st mt ave blvd rd ph.d"
)
_STARTERS = _word_set(
    "the a an he she it they we i you his her its their our my your this that these those there then in on at as "
    "after before but and or so when while if for from by with however yet no not some many most all one two both who "
    "what where why how since during until although because each another according"
)
_ATTRIBUTION = re.compile(
    r"(?:\S+\s+){0,3}"
    r"(?:said|says|asked|asks|told|tells|wrote|writes|added|adds|replied|cried|shouted|answered|demanded|wondered)\b"
)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = end = -1
    for line in _LINE.finditer(text):
        # a byte order mark is part of the text, and no more than white space
        content = line[1].strip("\ufeff").strip()
        if content:
            at = line.start() + line[1].index(content)
            start, end = (at if start < 0 else start), at + len(content)
        elif start >= 0:
            yield start, end
            start = -1
    if start >= 0:
        yield start, end


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _END.finditer(text, start, end):
        following = match.end()
        while following < end and text[following].isspace():
            following += 1
        if following < end and _ends(text, start, end, match, following):
            yield start, match.end()
            start = following
    if start < end:
        yield start, end


def _ends(text: str, start: int, end: int, match: re.Match[str], following: int) -> bool:
    marks = match[0].rstrip("\"'”’“»)]」』）")
    if marks[0] in "。！？":
        return True
    at = following
    while at < end and text[at] in _OPENING:
        at += 1
    if at < end and text[at].islower():
        return False
    if marks != ".":
        return not (len(marks) < len(match[0]) and marks[-1] in "?!" and _ATTRIBUTION.match(text, following, end))
    # no abbreviation is longer than this, and a search from the sentence's start would take its square
    before = _WORD_BEFORE.search(text, max(start, match.start() - 40), match.start())
    word = before[0].casefold() if before else ""
    if word in _TITLES or _LIST_NUMBER.fullmatch(text, start, match.start()):
        return False
    if word in _BEFORE_DIGITS and at < end and text[at].isdigit():
        return False
    if word in _ABBREVIATIONS or _INITIALS.fullmatch(word):
        following_word = _WORD.match(text, at, end)
        # "A." after an initial is another initial, not the article
        is_initial = following_word is not None and text[following_word.end() : following_word.end() + 1] == "."
        return following_word is not None and not is_initial and following_word[0].casefold() in _STARTERS
    return True
