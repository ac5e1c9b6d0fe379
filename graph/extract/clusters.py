"""Mentions that name one and the same, and proposals of what else may be one.

Put together without asking is only what a careful reader would: the same string, a surname or a given name that one
person alone bears, initials, an acronym. All else is proposed: a spelling that is nearly the same, a surname that two
people share, an entity of another document.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from graph.case.near import Near
from graph.extract.found import Name, NameType, Span
from graph.extract.persons import Sex, fits, name_parts, sex_before, sex_of_given
from graph.extract.words import table

_GROUPS: dict[str, str] = {
    "person": "person",
    "agency": "body",
    "organization": "body",
    "organisation": "body",
    "body": "body",
    "place": "place",
    "location": "place",
    "work": "work",
}
MOST_MERGES = 5
"""Proposals of one cluster: of a surname that fifty people share, nobody reads fifty."""

MOST_BEARERS = 100
"""Persons of one surname that are looked at: a telephone book is read in time."""


class KnownEntity(NamedTuple):
    """An entity of the case so far, that a text may name again."""

    id: str
    type: str
    name: str
    aliases: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Merge:
    """A proposal that a cluster is the same as another one, or as an entity that is known.

    Parameters
    ----------
    rule : str
        ``near-spelling``, ``shared surname``, ``part of the name``; with a known entity ``same name``, ``surname``,
        ``acronym`` too.
    score : float
        From 0 to 1: an order, no probability.
    cluster : int or None
        The other's place in the list of clusters.
    entity : str or None
        The known entity's id.
    """

    rule: str
    score: float
    cluster: int | None = None
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Cluster:
    """Mentions of one person, body, place or work.

    Parameters
    ----------
    type : str
    name : str
        The fullest form that the text has.
    mentions : tuple of tuple of int
        In the order of the text.
    merges : tuple of Merge
        The likeliest first.
    """

    type: NameType
    name: str
    mentions: tuple[Span, ...]
    merges: tuple[Merge, ...] = ()


@dataclass(slots=True)
class _Bundle:
    """A cluster that grows: strings with one key, then their short forms."""

    key: str
    group: str
    names: list[Name] = field(default_factory=list)
    sex: Sex = ""
    proposed: list[tuple[str, float, _Bundle]] = field(default_factory=list)

    @property
    def parts(self) -> list[str]:
        return self.key.split()

    @property
    def first(self) -> int:
        return min(name.span[0] for name in self.names)


def cluster(
    text: str, names: Sequence[Name], known: Iterable[tuple[str, str, str, Sequence[str]]] = ()
) -> list[Cluster]:
    """Return the clusters of a text's names, in the order of their first mentions; the same on every run.

    Parameters
    ----------
    text : str
    names : sequence of Name
        As :meth:`graph.extract.names.NameFinder.names` gives them; groups and other things are left out.
    known : iterable of (id, type, name, aliases)
        The case so far.
    """
    bundles = _same_strings(text, names)
    persons = _persons(text, [bundle for bundle in bundles if bundle.group == "person"])
    others = _bodies(text, [bundle for bundle in bundles if bundle.group != "person"])
    bundles = sorted([*persons, *others], key=lambda bundle: bundle.first)
    _near_spellings(bundles)
    places = {id(bundle): index for index, bundle in enumerate(bundles)}
    of_known = _Known(known)
    return [_finished(text, bundle, places, of_known) for bundle in bundles]


def name_key(name: str) -> str:
    """Return what two spellings of one name have in common: no case, no accents, no article, no possessive ending."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'")).casefold()
    plain = re.sub(r"'s\b", "s", plain)
    letters = "".join(
        c if c.isalnum() else " " if c in " -/,\u00a0\t" else "" for c in plain if not unicodedata.combining(c)
    )
    words = letters.split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words) or plain.strip()


def _body_key(name: str) -> str:
    """Return a body's key without the legal form at its end: Meridian Passage plc."""
    words = name_key(name).split()
    while len(words) > 1 and words[-1] in _legal_forms():
        words.pop()
    return " ".join(words)


@cache
def _legal_forms() -> frozenset[str]:
    return frozenset(name_key(word) for word in table("names")["company ends"])


@cache
def _aliases() -> dict[str, str]:
    rows = table("aliases")
    return {name_key(other): name_key(full) for full, others in rows.items() for other in (*others, full)}


def _key(name: str, group: str) -> str:
    if group == "person":
        # A double name is one surname: Hale is nobody of the name Okono-Hale.
        return "-".join(name_key(part) for part in " ".join(name_parts(name)).split("-") if part.strip())
    key = _body_key(name) if group == "body" else name_key(name)
    return _aliases().get(key, key)


def _same_strings(text: str, names: Iterable[Name]) -> list[_Bundle]:
    bundles: dict[tuple[str, str], _Bundle] = {}
    for name in names:
        if group := _GROUPS.get(name.type.lower()):
            key = _key(text[slice(*name.span)], group)
            bundles.setdefault((group, key), _Bundle(key, group)).names.append(name)
    return list(bundles.values())


# Persons: full names first, then what is short for them.


def _persons(text: str, bundles: list[_Bundle]) -> list[_Bundle]:
    full = sorted(
        (each for each in bundles if " " in each.key), key=lambda each: (-len(each.parts), -len(each.key), each.first)
    )
    by_surname: dict[str, list[_Bundle]] = defaultdict(list)
    alike: dict[tuple[str, str], list[_Bundle]] = defaultdict(list)
    heads: list[_Bundle] = []
    for bundle in full:
        parts = bundle.parts
        same = [head for head in alike[parts[-1], parts[0][0]][:MOST_BEARERS] if fits(parts, head.parts)]
        if len(same) == 1:
            same[0].names += bundle.names
        else:
            bundle.proposed += [("shared surname", 0.5, head) for head in same[:MOST_MERGES]]
            by_surname[parts[-1]].append(bundle)
            alike[parts[-1], parts[0][0]].append(bundle)
            heads.append(bundle)
    by_given: dict[str, list[_Bundle]] = defaultdict(list)
    for head in heads:
        head.names.sort(key=lambda name: name.span)
        head.sex = _sex(text, head)
        by_given[head.parts[0]].append(head)
    starts = {id(head): [name.span[0] for name in head.names] for head in heads}
    left: dict[str, _Bundle] = {}
    for bundle in bundles:
        if " " not in bundle.key:
            for name in bundle.names:
                _place(text, name, bundle.key, by_surname, by_given, starts, left)
    for head in heads:
        head.names.sort(key=lambda name: name.span)
    return [*heads, *left.values()]


def _sex(text: str, bundle: _Bundle) -> Sex:
    told = Counter(sex for name in bundle.names if (sex := sex_before(text, name.span[0])))
    if told:
        return max(sorted(told), key=lambda sex: told[sex])
    return sex_of_given(text[slice(*bundle.names[0].span)].title())


def _place(
    text: str,
    name: Name,
    key: str,
    by_surname: dict[str, list[_Bundle]],
    by_given: dict[str, list[_Bundle]],
    starts: dict[int, list[int]],
    left: dict[str, _Bundle],
) -> None:
    """Put a single word to the person it can only be short for, or else into a bundle of its own, with proposals."""
    start = name.span[0]
    sex = sex_before(text, start)
    bearers = (by_surname.get(key) or by_given.get(key) or [])[:MOST_BEARERS]
    possible = [head for head in bearers if not (sex and head.sex and sex != head.sex)]
    introduced = [head for head in possible if starts[id(head)][0] < start]
    choice = introduced or possible
    if len(choice) == 1:
        choice[0].names.append(name)
        return
    bundle = left.setdefault(f"{key} {sex}" if sex and choice else key, _Bundle(key, "person", sex=sex))
    bundle.names.append(name)
    if len(bundle.names) == 1:
        nearest = sorted(choice, key=lambda head: (_distance(starts[id(head)], start), head.key))[:MOST_MERGES]
        bundle.proposed += [("shared surname", 0.6 if index == 0 else 0.4, head) for index, head in enumerate(nearest)]


def _distance(starts: list[int], place: int) -> int:
    index = bisect_left(starts, place)
    return place - starts[index - 1] if index else 10**9 + starts[0] - place


# Bodies, places, works.


def _bodies(text: str, bundles: list[_Bundle]) -> list[_Bundle]:
    """Put acronyms to what they are short for, and propose what is part of a longer name."""
    longer = [bundle for bundle in bundles if " " in bundle.key]
    by_initials: dict[tuple[str, str], list[_Bundle]] = defaultdict(list)
    for bundle in longer:
        for short in _initials(text[slice(*bundle.names[0].span)]):
            by_initials[bundle.group, short].append(bundle)
    introduced = _introduced(text, bundles)
    gone: set[int] = set()
    for bundle in bundles:
        written = text[slice(*bundle.names[0].span)]
        if " " in bundle.key or not written.isupper() or len(written) < 2:
            continue
        full = introduced.get(id(bundle))
        candidates = [full] if full else by_initials.get((bundle.group, bundle.key), [])
        if len(candidates) == 1 and candidates[0] is not bundle:
            candidates[0].names = sorted([*candidates[0].names, *bundle.names], key=lambda name: name.span)
            gone.add(id(bundle))
        else:
            bundle.proposed += [("acronym", 0.5, other) for other in candidates[:MOST_MERGES]]
    kept = [bundle for bundle in bundles if id(bundle) not in gone]
    _parts_of_names(kept)
    return kept


def _initials(name: str) -> set[str]:
    parts = re.findall(r"\w+", name)
    without = "".join(part[0] for part in parts if part.lower() not in table("names")["joining words"])
    every = "".join(part[0] for part in parts)
    return {name_key(short) for short in (without, every) if len(short) > 1}


def _introduced(text: str, bundles: list[_Bundle]) -> dict[int, _Bundle]:
    """Return the bundles that come in brackets after the name they are short for: Harbour Users' Forum (HUF)."""
    ends = {name.span[1]: bundle for bundle in bundles for name in bundle.names}
    found: dict[int, _Bundle] = {}
    for bundle in bundles:
        for name in bundle.names:
            start, end = name.span
            full = ends.get(start - 2) if text[start - 2 : start] == " (" and text[end : end + 1] == ")" else None
            written = text[start:end]
            if full and full is not bundle and full.group == bundle.group and written.isupper():
                letters = iter(full.key.replace(" ", ""))
                if bundle.key[:1] == full.key[:1] and all(letter in letters for letter in bundle.key):
                    found.setdefault(id(bundle), full)
    return found


def _parts_of_names(bundles: list[_Bundle]) -> None:
    """Propose a name that is the beginning or the end of one other: Harbour Board, Ansell Harbour Board."""
    beginnings: dict[tuple[str, str], list[_Bundle]] = defaultdict(list)
    for bundle in bundles:
        words = bundle.parts
        for index in range(1, min(len(words), 8)):
            for part in {" ".join(words[:index]), " ".join(words[index:])}:
                beginnings[bundle.group, part].append(bundle)
    for bundle in bundles:
        others = beginnings.get((bundle.group, bundle.key), []) if bundle.group == "body" else []
        if 0 < len(others) <= MOST_MERGES:
            bundle.proposed += [("part of the name", 0.5 if len(others) == 1 else 0.3, other) for other in others]


def _near_spellings(bundles: list[_Bundle]) -> None:
    """Propose names that are the same but for a letter, the later for the earlier; a single word for a surname too."""
    for group in ("person", "body", "place", "work"):
        several = [bundle for bundle in bundles if bundle.group == group]
        by_key: dict[str, list[_Bundle]] = defaultdict(list)
        for bundle in several:
            by_key[bundle.key].append(bundle)
            if group == "person" and " " in bundle.key:
                by_key[bundle.parts[-1]].append(bundle)
        near = Near(by_key)
        for bundle in several:
            for other_key, likeness in near.find(bundle.key)[:MOST_MERGES]:
                for other in by_key[other_key][:MOST_MERGES]:
                    single = " " not in bundle.key
                    if other is not bundle and (bundle.first > other.first or (single and " " in other.key)):
                        bundle.proposed.append(("near-spelling", round(likeness - 0.3, 3), other))


# What is known already.


class _Known:
    """The case's entities by what they may be called."""

    def __init__(self, known: Iterable[tuple[str, str, str, Sequence[str]]]) -> None:
        self.names: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.surnames: dict[str, list[str]] = defaultdict(list)
        self.initials: dict[str, list[str]] = defaultdict(list)
        for identity, kind, name, aliases in known:
            group = _GROUPS.get(str(kind).lower(), str(kind).lower())
            for each in (name, *aliases):
                key = _key(each, group)
                self._add(self.names[group, key], identity)
                if group == "person" and " " in key:
                    self._add(self.surnames[key.split()[-1]], identity)
                if group == "body":
                    for short in _initials(each):
                        self._add(self.initials[short], identity)
        self.near = {
            group: Near(key for of, key in self.names if of == group) for group in {group for group, _ in self.names}
        }

    @staticmethod
    def _add(identities: list[str], identity: str) -> None:
        if identity not in identities:
            identities.append(identity)

    def merges(self, bundle: _Bundle, keys: Iterable[str]) -> Iterator[Merge]:
        """Yield the known entities that a cluster may be, the surest rule of each first."""
        for key in keys:
            for identity in self.names.get((bundle.group, key), ()):
                yield Merge("same name", 0.9 if " " in key else 0.7, entity=identity)
        for key in keys:
            if bundle.group == "person" and " " not in key:
                for identity in self.surnames.get(key, ())[:MOST_MERGES]:
                    yield Merge("surname", 0.4, entity=identity)
            if bundle.group == "body" and " " not in key:
                for identity in self.initials.get(key, ())[:MOST_MERGES]:
                    yield Merge("acronym", 0.5, entity=identity)
            if near := self.near.get(bundle.group):
                for other, likeness in near.find(key)[:MOST_MERGES]:
                    for identity in self.names[bundle.group, other]:
                        yield Merge("near-spelling", round(likeness - 0.4, 3), entity=identity)


def _finished(text: str, bundle: _Bundle, places: dict[int, int], known: _Known) -> Cluster:
    strings = [text[slice(*name.span)] for name in bundle.names]
    counts = Counter(strings)
    fullest = max(
        counts, key=lambda each: (not each.isupper() or len(each) < 6, len(each.split()), len(each), counts[each], each)
    )
    types = Counter(name.type for name in bundle.names)
    kind = max(sorted(types), key=lambda each: types[each])
    merges: dict[tuple[int | None, str | None], Merge] = {}
    for rule, score, other in bundle.proposed:
        merge = Merge(rule, score, cluster=places[id(other)])
        merges.setdefault((merge.cluster, None), merge)
    keys = sorted({bundle.key, *(_key(each, bundle.group) for each in counts)}, key=lambda key: (-len(key), key))
    for merge in known.merges(bundle, keys):
        merges.setdefault((None, merge.entity), merge)
    ordered = sorted(merges.values(), key=lambda each: (-each.score, each.rule, each.cluster or 0, each.entity or ""))
    return Cluster(kind, " ".join(fullest.split()), tuple(name.span for name in bundle.names), tuple(ordered))
