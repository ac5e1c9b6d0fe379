"""Names that are spelt two ways: of one entity, and of two that may be one."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from graph.case.contradictions.findings import Finding, Side
from graph.case.contradictions.index import Index
from graph.case.model import Entity, Mention
from graph.case.near import Near

RULE = "name-spelt-two-ways"
_MOST = 50
"""Pairs of spellings of one entity, and entities of one name, that are held beside others."""
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def names(index: Index) -> Iterator[Finding]:
    """Yield names of one entity that are printed two ways, and entities whose names differ by as little."""
    for entity in index.entities:
        if len(entity.mentions) > 1 and index.wants([entity.id]):
            yield from islice(_of_one(entity), _MOST)
    yield from _of_two(index)


def _of_one(entity: Entity) -> Iterator[Finding]:
    printed: dict[str, list[Mention]] = defaultdict(list)
    for mention in entity.mentions:
        for word in _words(mention.text):
            printed[word].append(mention)
    near = Near(map(str.casefold, printed))
    by_fold: dict[str, list[str]] = defaultdict(list)
    for word in sorted(printed):
        by_fold[word.casefold()].append(word)
    for fold, words in sorted(by_fold.items()):
        for other in sorted({other for other, _ in near.find(fold)} | _but_for_accents(fold, by_fold)):
            if fold < other and not _is_plural(fold, other):
                for one, another in ((one, another) for one in words for another in by_fold[other]):
                    yield _finding(entity, one, printed[one], another, printed[another])


def _finding(entity: Entity, one: str, of_one: list[Mention], other: str, of_other: list[Mention]) -> Finding:
    return Finding(
        f"{RULE}:{entity.id}:{one}+{other}",
        RULE,
        "same",
        f"spelling: “{one}” and “{other}” are printed of one",
        (_side(of_one), _side(of_other)),
        frozenset([entity.id]),
    )


def _side(mentions: list[Mention]) -> Side:
    ordered = sorted(mentions, key=lambda mention: (mention.at.order, mention.text), reverse=True)
    printed = {str(mention.at): mention.text for mention in ordered}  # the first one of a sentence stays
    return Side((), (), (*reversed(printed),), (*reversed(printed.values()),))


def _words(text: str) -> set[str]:
    """Return the words of a name that begin with a capital, without an ending that makes them a possessive."""
    words = (re.sub(r"['’]s?$", "", word) for word in _WORD.findall(unicodedata.normalize("NFC", text)))
    return {word for word in words if word[:1].isupper()}


def _without_accents(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _but_for_accents(word: str, others: dict[str, list[str]]) -> set[str]:
    plain = _without_accents(word)
    return {other for other in others if other != word and _without_accents(other) == plain}


def _is_plural(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return long in (f"{short}s", f"{short}es")


def _of_two(index: Index) -> Iterator[Finding]:
    by_name: dict[tuple[str, tuple[str, ...]], list[Entity]] = defaultdict(list)
    for entity in index.entities:
        for name in {tuple(word.casefold() for word in _in_order(name)) for name in (entity.name, *entity.aliases)}:
            if name and entity.mentions and len(by_name[entity.type, name]) < _MOST:
                by_name[entity.type, name].append(entity)
    near = Near({word for _, name in by_name for word in name})
    found: dict[tuple[str, str], tuple[Entity, Entity]] = {}
    for (type_, name), entities in by_name.items():
        for place, word in enumerate(name):
            for other, _ in near.find(word):
                if word < other and not _is_plural(word, other):
                    for another in by_name.get((type_, (*name[:place], other, *name[place + 1 :])), ()):
                        for entity in entities:
                            if entity.id != another.id:
                                pair = (entity, another) if entity.id < another.id else (another, entity)
                                found[pair[0].id, pair[1].id] = pair
    for (one, other), (a, b) in sorted(found.items()):
        if index.wants((one, other)):
            yield Finding(
                f"{RULE}:{one}+{other}",
                RULE,
                "undecided",
                f"spelling: “{a.name}” and “{b.name}” are spelt nearly alike; whether they are one is not told",
                (_side(list(a.mentions)), _side(list(b.mentions))),
                frozenset((one, other)),
            )


def _in_order(name: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", name))
