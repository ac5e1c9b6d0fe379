"""What a name names: a person, a body, a place, a work, by the evidence of its words and of the words around it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from graph.extract.found import NameType, Span
from graph.extract.words import one_of, table

ORDER: tuple[NameType, ...] = ("Person", "Organization", "Place", "Work", "Group", "Other")
"""Of two types with as much evidence, the earlier is taken."""
BEFORE, AFTER = 64, 150
"""Characters that are looked at around a name."""
_UPPER_CHARACTERS = "".join(c for c in map(chr, (*range(0x41, 0x590), *range(0x1E00, 0x2000))) if c.isupper())
UPPER = f"[{re.escape(_UPPER_CHARACTERS)}]"
"""A capital letter, as part of a regular expression."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """That a name is of a type: how much it says, by which rule, and the words it rests on."""

    type: NameType
    weight: float
    rule: str
    span: Span | None = None


@dataclass(slots=True)
class Weighed:
    """All the evidence for one string."""

    votes: dict[NameType, int] = field(default_factory=lambda: defaultdict(int))
    rules: dict[tuple[NameType, str], list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, evidence: Evidence) -> None:
        """Count a piece of evidence; of one rule, only the two strongest count in the end."""
        kept = self.rules[evidence.type, evidence.rule]
        kept.append(evidence.weight)
        if len(kept) > _TIMES:
            kept.remove(min(kept))

    def scores(self) -> dict[NameType, float]:
        """Return how much speaks for each type."""
        scores: dict[NameType, float] = defaultdict(float)
        total = sum(self.votes.values())
        for kind, count in self.votes.items():
            scores[kind] += _MODEL * count / total
        for (kind, _), weights in self.rules.items():
            scores[kind] += sum(weights)
        return scores

    def decide(self) -> tuple[NameType, str, float]:
        """Return the type with most evidence, the rule that gave most of it, and how much the rules gave in all."""
        scores = self.scores()
        if not scores:
            return "Other", "", 0.0
        best = max(scores, key=lambda kind: (scores[kind], -ORDER.index(kind)))
        ruled = sorted(
            ((sum(weights), rule) for (kind, rule), weights in self.rules.items() if kind == best), reverse=True
        )
        voted = self.votes.get(best, 0) == max(self.votes.values(), default=1)
        own = sum(weight for weight, _ in ruled)
        return best, ("model" if voted or not ruled else ruled[0][1]), own


_TIMES = 2
_MODEL = 1.7


@cache
def words(*names: str) -> frozenset[str]:
    """Return the words of some sets of the table, together."""
    return frozenset().union(*(table("names")[name] for name in names))


@cache
def known_places() -> frozenset[str]:
    """Return the countries, states and cities that everybody knows."""
    return words("countries", "states", "cities")


@cache
def _given() -> frozenset[str]:
    return words("given names of men", "given names of women")


def inner(name: str) -> Iterator[Evidence]:
    """Yield what the words of a name say of its type."""
    parts = name.split()
    first, last = parts[0], parts[-1].rstrip(".")
    if name in words("countries", "states"):
        yield Evidence("Place", 4, "gazetteer")
    elif name in words("cities"):
        yield Evidence("Place", 2.5, "gazetteer")
    elif parts[-1].removesuffix("s") in words("nationalities") and all(
        part.removesuffix("s") in words("nationalities", "directions") for part in parts
    ):
        yield Evidence("Group", 3.5, "nationality")
    elif name in words("bodies", "bodies of several words", "companies"):
        yield Evidence("Organization", 4, "gazetteer")
    elif len(parts) > 1:
        yield from _inner_of_several(name, parts, first, last)
    elif first in _given():
        yield Evidence("Person", 1, "given name")
    elif _ACRONYM.fullmatch(name):
        yield Evidence("Organization", 1.5, "acronym")


def _inner_of_several(name: str, parts: list[str], first: str, last: str) -> Iterator[Evidence]:
    person = first in _given() and len(parts) <= 5
    told = True
    if first in words("club signs"):
        yield Evidence("Organization", 3, "club")
    elif " of " in name and first in words("heads of other things"):
        yield Evidence("Other", 3.5, "other word")
    elif first in words("ship signs"):
        yield Evidence("Other", 4, "ship")
    elif any(part in words("heads of bodies") for part in parts[:-1]) and (" of " in name or " for " in name):
        yield Evidence("Organization", 3, "body word")
    elif last in words("other words") or _NUMBERED.search(name):
        yield Evidence("Other", 1.5 if person and len(parts) == 2 else 3, "other word")
    elif last in words("body words"):
        yield Evidence("Organization", 3, "body word")
    elif last in words("place words", "place words in lower case"):
        yield Evidence("Place", 2.5, "place word")
    elif first in words("heads of places"):
        yield Evidence("Place", 2, "place word")
    else:
        told = False
    if person:
        yield Evidence("Person", 1.2 if told else 2, "given name")
    elif not told and (_INITIALS.match(name) or _PATRONYM.search(name)):
        yield Evidence("Person", 2, "initials")
    elif not told and (first in known_places() or " ".join(parts[:2]) in known_places()):
        yield Evidence("Organization", 1.3, "place and more")
    if " & " in name or _COMPANY_END.search(name):
        yield Evidence("Organization", 2, "body word")


_INITIALS = re.compile(rf"(?:{UPPER}\.[ ]?)+{UPPER}\w+|{UPPER}\w+[ ]{UPPER}\.[ ]{UPPER}\w+")
_NUMBERED = re.compile(r"\bWars? |(?:18|19|20)\d\d(?:-\d+)?$")
_PATRONYM = re.compile(r" (?:Jr|Sr)\.?$| (?:ibn|bin|von|van der|van den|de la) ")
_ACRONYM = re.compile(rf"{UPPER}(?:{UPPER}|&){{1,5}}|(?:{UPPER}\.){{3,5}}")
_COMPANY_END = re.compile(r"(?:Ltd|plc|PLC|Inc|Corp|GmbH|LLC|LLP|Co)\.?$")


def around(before: str, after: str, start: int, end: int, *, several: bool) -> Iterator[Evidence]:
    """Yield what stands before and after a name says of its type.

    Parameters
    ----------
    before, after : str
        The characters on the same line, at most :data:`BEFORE` and :data:`AFTER`.
    start, end : int
        Where the name is in the text.
    several : bool
        The name has several words.
    """
    for kind, weight, rule, (a, b) in _told_before(before, several):
        yield Evidence(kind, weight, rule, (start - len(before) + a, start - len(before) + b))
    if after[:1] not in _BEGINNINGS:
        return
    for pattern, kind, weight, rule in _after():
        if rule == "definition" and _NO_HEAD.search(before):
            continue
        if found := pattern.match(after):
            yield Evidence(kind, weight, rule, (end + found.start(1), end + found.end(1)))


_BEGINNINGS = frozenset(" ,('-")
_NO_HEAD = re.compile(r"(?<!\w)(?:of|in|from|for|at|by|with|and|to|on|near)(?: the)?[ ]$")
_After = tuple[re.Pattern[str], NameType, float, str]


def _told_before(before: str, several: bool) -> Iterator[tuple[NameType, float, str, Span]]:
    """Yield what the last words before a name tell, with their place there."""
    stripped = before.rstrip(" \"'")
    if not stripped or stripped == before:
        return
    last = [each.lstrip("([\"'") for each in stripped.rsplit(" ", 3)[-3:]]
    article = last[-1].lower() == "the"
    if article:
        yield "Organization", 0.6, "article", (len(stripped) - 3, len(stripped))
        last = last[:-1]
        stripped = stripped[:-4]
    if not last:
        return
    word = last[-1].rstrip(",")
    end = len(stripped) - len(last[-1]) + len(word)
    low = word.lower()
    phrase = f"{last[-2]} {word}".lower() if len(last) > 1 else ""
    one, two = (end - len(word), end), (end - len(phrase), end)
    if several and low.removesuffix("s") in words("roles"):
        yield "Person", 2, "role", one
    if last[-1].endswith(","):
        return
    if not article:
        if low.rstrip(".") in words("titles"):
            yield "Person", 4, "title", one
        if low in words("perhaps before places"):
            yield "Place", 0.5, "preposition", one
        if low in words("kinds of bodies"):
            yield "Organization", 2, "kind of body", one
        if word in words("ship signs"):
            yield "Other", 3, "ship", one
        if low in words("ships"):
            yield "Other", 2.5, "ship", one
        if phrase in words("phrases before persons"):
            yield "Person", 1, "by", two
        if _singular(low) in words("kinds of works"):
            yield "Work", 1.5, "kind of work", one
    if low in words("before places"):
        yield "Place", 0.9 if article else 1.5 if several else 2.2, "preposition", one
    if low == "of" and len(last) > 1 and last[-2].lower() in words("kinds of places", "posts of places"):
        yield "Place", 2, "kind of place", two
    if phrase in words("phrases before places"):
        yield "Place", 2, "phrase", two
    if phrase in words("phrases before bodies") or low in words("phrases before bodies"):
        yield "Organization", 1.2, "membership", two if phrase in words("phrases before bodies") else one
    if len(last) > 1 and low in words("words before titles of works"):
        noun = last[-3] if low == "as" and len(last) > 2 else last[-2]
        if _singular(noun.lower()) in words("kinds of works"):
            yield "Work", 1.5, "kind of work", two


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and word != "series" else word


@cache
def title() -> str:
    """Return a regular expression for titles before names, in either case of their first letter."""
    names = table("names")["titles"]
    initials = table("names")["words before titles"]
    short = names & table("names")["titles in short"]

    def cased(several: frozenset[str]) -> str:
        return one_of(several | {word.capitalize() for word in several})

    both = rf"(?:{cased(short)}\.?|{cased(names - short)}|D[IS]|DC[IS]|PC|DC)"
    return rf"(?:{cased(initials)}[ -])?{both}"


@cache
def _after() -> tuple[_After, ...]:
    says = one_of(words("says"))
    acts = one_of(words("does as people do"))
    people = one_of(words("is as people are"))
    kin = one_of(words("roles of men", "roles of women"))
    bodies = one_of(words("nouns after bodies"))
    day = r"\d{1,2} \w+ \d{4}|\w+ \d{1,2}, \d{4}"
    nouns = words("is a person", "is a place", "is a body", "is a work", "is another thing")

    def defined(name: str) -> re.Pattern[str]:
        # The first word that tells a type decides: "is a village in the county of", "is a film director".
        other = rf"(?!{one_of(nouns)}\b(?! (?:{one_of(nouns)})\b))[\w'-]+,?[ ]"
        a = "(?:(?:is|was|are|were)[ ](?:also[ ])?(?:the|an?|one of the|two)|an?|one of the)"
        return re.compile(
            rf"(?: ?\([^()\n]{{0,60}}\))?,?[ ]({a}[ ]"
            rf"(?:{other}){{0,7}}(?:{one_of(words(name))}))\b(?! (?:{one_of(nouns)})\b)"
        )

    return (
        (re.compile(r"(, (?:aged )?\d{1,3})(?=[,.;)])"), "Person", 3, "age"),
        (re.compile(r"( \(\d{1,2}\))"), "Person", 2, "age"),
        (re.compile(rf" ({says})\b"), "Person", 1, "saying"),
        (re.compile(rf" ({says})\b"), "Organization", 0.9, "saying"),
        (re.compile(rf" ({acts})\b"), "Person", 1, "deed"),
        (re.compile(rf" ((?:was|is|were) (?:{people}))\b"), "Person", 1.5, "deed"),
        (re.compile(r"(,? who(?:se)?)\b"), "Person", 2, "who"),
        (re.compile(rf" ?(\( ?(?:born|née?|b\.|c\. |{day}|\d{{4}} ?- ?\d{{4}}))"), "Person", 2, "born"),
        (re.compile(rf"('s (?:{kin}))\b"), "Person", 2, "kin"),
        (re.compile(r"( \((?:Member|[DR]-|Con|Lab|MP))"), "Person", 2, "member"),
        (re.compile(r"( \((?:1[5-9]|20)\d\d\))"), "Work", 1.2, "year"),
        (re.compile(rf"( \({UPPER}{{2,6}}\))"), "Organization", 1, "acronym"),
        (re.compile(rf"( (?:\w+'s? )?(?:{bodies}))\b"), "Organization", 1.5, "kind of body"),
        (re.compile(rf"( (?:{one_of(words('nouns after works'))}))\b"), "Work", 1.5, "kind of work"),
        (re.compile(rf"( (?:{one_of(words('vehicles'))}))\b"), "Other", 2, "vehicle"),
        (re.compile(rf"( (?:{one_of(words('kinds of places'))}))\b"), "Place", 1, "kind of place"),
        (defined("is a person"), "Person", 3, "definition"),
        (defined("is a place"), "Place", 3.5, "definition"),
        (defined("is a body"), "Organization", 3.5, "definition"),
        (defined("is a work"), "Work", 4, "definition"),
        (defined("is another thing"), "Other", 3.5, "definition"),
        (re.compile(rf"(, (?:{one_of(words('countries', 'states'))}))(?!\w)"), "Place", 2, "place, country"),
        (re.compile(r"(-based)\b"), "Place", 2, "based"),
    )  # fmt: skip


def public_body(name: str) -> bool:
    """Return whether a body's name is that of a public one."""
    parts = [part.capitalize() if part.isupper() and len(part) > 4 else part for part in name.replace("'", " ").split()]
    return (
        name in words("bodies", "bodies of several words")
        or any(name.endswith(end) for end in table("names")["agency ends"])
        or any(part in words("agency words") for part in parts)
        or parts[-1] in words("body words in lower case")
    ) and not (len(parts) > 1 and _COMPANY_END.search(name))
