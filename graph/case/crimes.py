"""Words by which somebody is said to have committed a crime: nothing states that but what a deciding body found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_PARTS = re.compile(r"[,;:.!?()/“”\"&—–]|\b(?:and|or|but)\b")
_AGAINST = ("anti", "counter", "non")
_PERFECT = r"(?:who|that|which|having|has|have|had|he|she|they|it)\s+(?:\w+ly\s+)?"
_OBJECT = (
    r"\s+(?:to|the|a|an|his|her|its|their|all|some|from|money|people|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"several|many|both|every|each|another|\d|[A-Z])"
)


@dataclass(frozen=True, slots=True)
class Crimes:
    """The words of crimes, in lower case; which is which, ``schema.yaml`` says.

    Parameters
    ----------
    accused_by : str
        The predicate that accuses somebody of one.
    words : mapping of str to frozenset of str
        Sets of words by their names.
    """

    accused_by: str
    words: Mapping[str, frozenset[str]]

    def in_event(self, *names: str | None) -> str:
        """Return the word by which an event of this name, or of this kind, is a crime; empty where it is none.

        Examples
        --------
        >>> from graph.case.schema import load_schema
        >>> crimes = load_schema().crimes
        >>> crimes.in_event("Night at the bank", "armed robbery"), crimes.in_event("Trial for robbery", "trial")
        ('robbery', '')
        """
        return next((named[-1] for name in names for named in self._named(name) if self._is(named[-1], "events")), "")

    def in_thing(self, *names: str | None) -> str:
        """Return the words by which a thing of this name, or of this kind, is one of a crime: "murder weapon"."""
        for name in names:
            for named in self._named(name):
                words = " ".join(named)
                pair = next((pair for pair in sorted(self.words["pairs"]) if pair in words), "")
                if found := next((word for word in named if word in self.words["things"]), pair):
                    return found
        return self.in_event(*names)

    def in_group(self, *names: str | None) -> str:
        """Return the words by which a group of this name, or of this kind, is a criminal one: "gang of thieves"."""
        for name in names:
            words = _words(name or "")
            if any(named[-1] in self.words["groups"] for named in self._named(name)) and any(
                word in self.words["with groups"] or self._is(word, "people") or self._is(word, "events")
                for word in words
            ):
                return (name or "").strip()
        return ""

    def in_person(self, *texts: str | None) -> str:
        """Return the words by which a text says of somebody that they committed a crime; empty where it does not.

        What is only alleged, denied or not said is not said.

        Examples
        --------
        >>> from graph.case.schema import load_schema
        >>> crimes = load_schema().crimes
        >>> crimes.in_person("engineer and thief of the pier"), crimes.in_person("a man who stole the can")
        ('thief', 'stole')
        >>> crimes.in_person("suspected thief, and a criminal lawyer")
        ''
        """
        has_done, did = _done(self.words["acts"])
        for text in texts:
            for part in self._said_parts(text):
                words = _words(part)
                named = self._before(words)
                if named and (self._is(named[-1], "people") or (found := self.words["adjectives"] & set(named))):
                    return named[-1] if self._is(named[-1], "people") else min(found)
                if named and named[-1] in self.words["groups"] and any(self._is(word, "people") for word in words):
                    return part.strip()
                tie = next((tie for tie in sorted(self.words["ties"]) if f" {tie} " in f" {' '.join(words)} "), "")
                if tie and (crime := next((word for word in words if self._is(word, "events")), "")):
                    return f"{tie} {crime}"
                if act := re.search(rf"{has_done}\b", part, re.IGNORECASE) or re.match(did, part):
                    return act[1].casefold()
        return ""

    def blamed_in(self, text: str | None) -> str:
        """Return the words by which a text says that somebody did a crime, or what may well be one; empty without.

        Examples
        --------
        >>> from graph.case.schema import load_schema
        >>> crimes = load_schema().crimes
        >>> crimes.blamed_in("receiver of stolen goods"), crimes.blamed_in("the man who stripped the roof")
        ('receiver of stolen goods', 'stripped')
        >>> crimes.blamed_in("roofer who repaired what others had left")
        ''
        """
        if found := self.in_person(text):
            return found
        has_done, did = _done(self.words["deeds"])
        for part in self._said_parts(text):
            words = _words(part)
            named = self._before(words)
            if (
                named
                and self.words["things"] & set(words)
                and any(single in self.words["dealers"] for single in _singulars(named[-1]))
            ):
                return part.strip()
            if act := re.search(has_done + _OBJECT, part, re.IGNORECASE) or re.match(did, part):
                return act[1].casefold()
        return ""

    def in_entity(self, type_: str, name: str, kind: str | None) -> str:
        """Return the words by which an entity is a crime, a thing of one, a criminal group, or who committed one.

        A work is told by its kind alone: what it is called may be the title of a film.
        """
        match type_:
            case "Event":
                return self.in_event(kind, name)
            case "Evidence":
                return self.in_thing(kind, name)
            case "Work":
                return self.in_thing(kind)
            case "Organization":
                return self.in_group(kind, name)
            case "Person":
                return self.in_person(kind, name)
        return ""

    def is_said(self, part: str) -> bool:
        """Whether words say what they say: what is only alleged, denied or asked is not said."""
        words = {word for each in _words(part) for word in (each, *each.split("-"))}
        return bool(words) and not self.words["not said"] & words

    def _said_parts(self, text: str | None) -> list[str]:
        return [part for part in _parts(text) if self.is_said(part)]

    def is_told_in(self, text: str) -> bool:
        """Whether a text has a word of crimes: the name of one, who commits one, or what was done."""
        return any(self._is(word, "events") or self._is(word, "people") for word in _words(text)) or any(
            re.search(rf"\b{re.escape(act)}\b", text, re.IGNORECASE)
            for act in self.words["acts"] | self.words["deeds"] | self.words["things"]
        )

    def is_nobody(self, *names: str | None) -> bool:
        """Whether somebody has no other name than what they did, as in "unknown robber"."""
        return any(word in self.words["nobody"] for name in names for word in _words(name or ""))

    def _named(self, name: str | None) -> list[list[str]]:
        """Return the words that say what a thing of a name is: of each part those before an "of", an "at" and so on."""
        return [named for part in _parts(name) if (named := self._before(_words(part)))]

    def _before(self, words: list[str]) -> list[str]:
        end = next((n for n, word in enumerate(words) if word in self.words["behind"]), len(words))
        return words[:end]

    def _is(self, word: str, of: str) -> bool:
        # a car-thief is a thief, and an ex-thief too, but who is anti-terrorist no terrorist
        front, _, last = word.rpartition("-")
        candidates = (word,) if front in _AGAINST else (word, last)
        return any(single in self.words[of] for each in candidates for single in _singulars(each))


def read_crimes(row: Mapping[str, str | list[str]]) -> Crimes:
    """Return the words of crimes from their section of ``schema.yaml``."""
    sets = {name: frozenset(words.split() if isinstance(words, str) else words) for name, words in row.items()}
    return Crimes(str(row["accused_by"]), sets)


@cache  # by the hundred a pattern takes longer to write than to look for
def _done(acts: frozenset[str]) -> tuple[str, str]:
    """Return the pattern by which somebody has done one of some acts, and the one by which a part begins with one."""
    any_of = "|".join(map(re.escape, sorted(acts)))
    return rf"\b{_PERFECT}({any_of})", rf"\s*((?i:{any_of})){_OBJECT}"


def _parts(text: str | None) -> list[str]:
    return _PARTS.split(text) if text else []


def _words(text: str) -> list[str]:
    return [word.removesuffix("’s").removesuffix("'s") for word in _WORD.findall(text.casefold())]


def _singulars(word: str) -> tuple[str, ...]:
    return word, word.removesuffix("s"), f"{word.removesuffix('ies')}y", f"{word.removesuffix('ves')}f"
