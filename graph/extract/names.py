"""Proper names: what the model marks, and rules over the whole text, one type a string.

A name has no title, no article and no possessive ending. What a string names is decided once for the text, from all
that speaks for it (:mod:`graph.extract.name_types`), and a name that is found once is found wherever it stands.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from graph.case.near import Near
from graph.extract import name_types
from graph.extract.found import Name, NameType, Span
from graph.extract.name_candidates import RUN, Candidate, Candidates, Found
from graph.extract.name_types import AFTER, BEFORE, UPPER, Evidence, Weighed, public_body, words
from graph.extract.parsing import Paragraph, plain
from graph.extract.persons import name_parts, surname_of
from graph.extract.words import one_of

_LABELS: dict[str, NameType] = {
    "PERSON": "Person",
    "ORG": "Organization",
    "GPE": "Place",
    "LOC": "Place",
    "FAC": "Place",
    "NORP": "Group",
    "WORK_OF_ART": "Work",
    "LAW": "Other",
    "PRODUCT": "Other",
    "EVENT": "Other",
    "LANGUAGE": "Other",
}


class NameFinder:
    """Finds the names of a text that is parsed paragraph by paragraph.

    Examples
    --------
    ::

        finder = NameFinder()
        for paragraph in parse(text, paragraph_spans(text)):
            finder.add(paragraph)
        names = finder.names(text)
    """

    def __init__(self) -> None:
        self._found: list[Found] = []

    def add(self, paragraph: Paragraph) -> None:
        """Keep what the model marked in a paragraph."""
        for entity in paragraph.doc.ents:
            if kind := _LABELS.get(entity.label_):
                start = paragraph.start + entity.start_char
                proper = any(token.pos_ == "PROPN" for token in entity)
                self._found.append(Found(start, start + len(entity.text), kind, proper))

    def names(self, text: str) -> list[Name]:
        """Return the names in the text of all that was added, sorted, none over another."""
        return _Names(text, self._found).names()


class _Names:
    """One text's names, step by step."""

    def __init__(self, text: str, found: Sequence[Found]) -> None:
        self.text = plain(text)
        self.candidates = Candidates(self.text)
        self.weighed: dict[str, Weighed] = defaultdict(Weighed)
        self.taken = bytearray(len(text))
        self.mentions: list[Candidate] = []
        self._keep(self.candidates.all(found))
        self.in_headlines = list(self.candidates.in_headlines(found))

    def names(self) -> list[Name]:
        self._less_before_full_names()
        for mention in self.mentions:
            self._weigh(mention)
        self._acronyms()
        self._surnames()
        self._misspelt_types()
        self._neighbours()
        types = {name: weighed.decide() for name, weighed in self.weighed.items()}
        kept = [mention for mention in self.mentions if self._settle(mention, types)]
        self.taken = bytearray(len(self.text))
        for mention in kept:
            self._take(mention)
        kept += self._again(kept)
        for mention in self.in_headlines:
            if self._free(mention.start, mention.end):
                self._take(mention)
                kept.append(mention)
        kept += self._misspelt(kept)
        return [self._name(mention) for mention in sorted(kept, key=lambda mention: mention.start)]

    def _words(self, mention: Candidate) -> str:
        return self.text[mention.start : mention.end]

    def _keep(self, candidates: Iterable[Candidate]) -> None:
        """Keep the candidates that are in nobody's way: the higher rank first, then the longer."""
        for mention in sorted(
            candidates, key=lambda each: (-each.rank, each.start - each.end, each.start, each.said is None)
        ):
            if self._free(mention.start, mention.end):
                self._take(mention)
                self.mentions.append(mention)
        self.mentions.sort(key=lambda mention: mention.start)

    def _free(self, start: int, end: int) -> bool:
        return self.taken.find(1, start, end) < 0

    def _take(self, mention: Candidate) -> None:
        self.taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)

    # What it names.

    def _weigh(self, mention: Candidate) -> None:
        name = self._words(mention)
        weighed = self.weighed.get(name)
        if weighed is None:
            weighed = self.weighed[name]
            for evidence in name_types.inner(name):
                weighed.add(evidence)
        if mention.said:
            weighed.votes[mention.said] += 1
        before = _LINE_END.split(self.text[max(0, mention.start - BEFORE) : mention.start])[-1]
        after = _LINE_END.split(self.text[mention.end : mention.end + AFTER], maxsplit=1)[0]
        mention.evidence += name_types.around(before, after, mention.start, mention.end, several=" " in name)
        for evidence in mention.evidence:
            weighed.add(evidence)

    def _less_before_full_names(self) -> None:
        """Cut words before a person's full name that comes more often without: *Poor* Ida Brock."""
        counts = Counter(self._words(mention) for mention in self.mentions if mention.said == "Person")
        for mention in self.mentions:
            name = self._words(mention)
            if mention.said == "Person" and name.count(" ") > 1:
                _, _, less = name.partition(" ")
                if counts[less] > counts[name]:
                    mention.start = mention.end - len(less)

    def _acronyms(self) -> None:
        """Take an acronym in brackets for what the name before it is."""
        for name, short in zip(self.mentions, self.mentions[1:], strict=False):
            if self.text[name.end : short.start] in (" (", ' ("', " (the "):
                full, acronym = self._words(name), self._words(short)
                if acronym.replace(".", "") in initials(full) or _shortens(acronym, full):
                    kind, _, _ = self.weighed[full].decide()
                    self.weighed[acronym].add(Evidence(kind, 4, "acronym", (name.start, name.end)))

    def _surnames(self) -> None:
        """Take a single word that ends or begins a person's full name for a person."""
        for key, weighed in [*self.weighed.items()]:
            kind, _, own = weighed.decide()
            if " " in key and kind == "Person" and (own >= 1 or weighed.votes["Person"] > 1):
                parts = name_parts(key)
                for part, weight in ((parts[-1], 2.5), (parts[0], 1.0)):
                    if part in self.weighed and part != key and not self.weighed[part].votes.get("Group"):
                        self.weighed[part].add(Evidence("Person", weight, "surname" if weight > 2 else "given name"))

    def _misspelt_types(self) -> None:
        """Take a single word of which nothing is known for a person, where it is a surname but for one letter."""
        decided = {name: weighed.decide() for name, weighed in self.weighed.items()}
        surnames = {
            surname_of(name)
            for name, (kind, _, own) in decided.items()
            if kind == "Person" and " " in name and own >= 1
        }
        near = Near(surnames)
        for name, (kind, _, own) in decided.items():
            if kind in ("Organization", "Place") and own < 1 and name not in surnames and _other_word(name, near):
                self.weighed[name].add(Evidence("Person", 2, "near-spelling"))

    def _neighbours(self) -> None:
        """Take what stands in a list with a sure name for its like, and what stands after a place and a comma."""
        sure: dict[str, NameType] = {}
        for key, weighed in self.weighed.items():
            kind, _, own = weighed.decide()
            if (own >= 2 or weighed.votes.get(kind, 0) > 1) and kind in ("Person", "Organization", "Place"):
                sure[key] = kind
        listed: list[tuple[str, Evidence]] = []
        for one, two in zip(self.mentions, self.mentions[1:], strict=False):
            if two.start - one.end > 6 or not _LISTED.fullmatch(self.text, one.end, two.start):
                continue
            for here, there in ((one, two), (two, one)):
                key, other = self._words(here), self._words(there)
                if key in sure or other not in sure:
                    continue
                if self.text[one.end : two.start] == " (":
                    if here is two and sure[other] == "Place" and self.text[two.end : two.end + 1] == ")":
                        listed.append((key, Evidence("Place", 2.2, "in brackets", (there.start, there.end))))
                    continue
                within = here is two and sure[other] == "Place" and self.text[one.end : two.start] == ", "
                weight, rule = (1.8, "place, place") if within else (1.1, "in a list")
                listed.append((key, Evidence(sure[other], weight, rule, (there.start, there.end))))
        for key, evidence in listed:
            self.weighed[key].add(evidence)

    def _settle(self, mention: Candidate, types: dict[str, tuple[NameType, str, float]]) -> bool:
        """Give a candidate its string's type, and return whether enough speaks for its being a name."""
        name = self._words(mention)
        kind, rule, own = types[name]
        if mention.said is None and not self.weighed[name].votes:
            if own < _ENOUGH.get(mention.rule, _ENOUGH_OTHERWISE):
                return False
            if mention.rule == "capital" and kind == "Place" and not _after_place().match(self.text, mention.end):
                return False  # "in Olympic history": an adjective
        if rule != "model" and kind != mention.said:
            mention.rule = rule
        elif mention.said is None:
            mention.rule = "same name"
        if kind == "Work" and own < 1 and not _IN_MARKS.match(self.text[max(0, mention.start - 2) : mention.start]):
            kind = "Other"  # the model alone calls all kinds of things a work
        mention.type = kind
        return True

    # Where it stands again.

    def _again(self, kept: list[Candidate]) -> list[Candidate]:
        """Find the names again where nobody marked them; a person's surname alone too."""
        known: dict[str, tuple[NameType, str, Span]] = {}
        for mention in kept:
            name = self._words(mention)
            if mention.type and mention.type != "Group" and len(name) > 2:
                known.setdefault(name, (mention.type, "same name", (mention.start, mention.end)))
        for name, (kind, _, span) in [*known.items()]:
            if kind == "Person" and " " in name and (surname := surname_of(name)) and len(surname) > 2:
                known.setdefault(surname, ("Person", "surname", span))
        if self.candidates.shouted:
            for name, entry in [*known.items()]:
                known.setdefault(name.upper(), entry)
        return self._look_up(known)

    def _look_up(self, known: dict[str, tuple[NameType, str, Span]]) -> list[Candidate]:
        lengths: dict[str, list[int]] = defaultdict(list)
        for name in known:
            if first := _FIRST.match(name):
                lengths[first[0]].append(len(name))
        ordered = {first: sorted(set(several), reverse=True) for first, several in lengths.items()}
        found = []
        text = self.text
        for match in _FIRST.finditer(text):
            for length in ordered.get(match[0], ()):
                start, end = match.start(), match.start() + length
                entry = known.get(text[start:end])
                if entry and not text[end : end + 1].isalnum() and self._free(start, end) and self._alone(start, end):
                    kind, rule, span = entry
                    mention = Candidate(start, end, RUN, kind, rule, [Evidence(kind, 1, rule, span)])
                    self._take(mention)
                    found.append(mention)
                    break
        return found

    def _alone(self, start: int, end: int) -> bool:
        """Whether the words are no part of a longer capitalised or hyphenated word."""
        return not (self.text[end : end + 1] == "-" and self.text[end + 1 : end + 2].isupper()) and not (
            start and self.text[start - 1] in "-'" and self.text[start - 2 : start - 1].isalnum()
        )

    def _misspelt(self, kept: list[Candidate]) -> list[Candidate]:
        """Find single words that are a person's surname but for one letter."""
        surnames: dict[str, Span] = {}
        for mention in kept:
            if mention.type == "Person" and mention.end - mention.start > 5:
                name = surname_of(self._words(mention))
                if name and len(name) > 5:
                    surnames.setdefault(name, (mention.start, mention.end))
        if not surnames:
            return []
        near = Near(surnames)
        found = []
        for match in _LONG_WORD.finditer(self.text):
            if match[0] in surnames or not self._free(*match.span()) or match[0].lower() in words("no names"):
                continue
            if self.candidates.begins_sentence(match.start()) or self.candidates.in_capitals(match.start()):
                continue
            if other := _other_word(match[0], near):
                evidence = Evidence("Person", 1, "near-spelling", surnames[other])
                mention = Candidate(*match.span(), RUN, "Person", "near-spelling", [evidence])
                self._take(mention)
                found.append(mention)
        return found

    def _name(self, mention: Candidate) -> Name:
        kind = mention.type or "Other"
        if kind == "Organization" and public_body(self._words(mention)):
            kind = "Agency"
        spans = {each.span for each in mention.evidence if each.span and each.type in (mention.type, kind)}
        return Name((mention.start, mention.end), kind, mention.rule, tuple(sorted(spans)))


_ENOUGH = {"capital": 2.1, "capitals": 1.0}
"""What must speak for a candidate that the model never marked: most for a single capitalised word."""
_ENOUGH_OTHERWISE = 1.5
_LINE_END = re.compile(r"[\r\n]")
_IN_MARKS = re.compile(r".?[\"'][ ]?\Z")
_LISTED = re.compile(r", | and | or |, and | & | \(")
_FIRST = re.compile(r"\w+")
_LONG_WORD = re.compile(rf"(?<![\w'-]){UPPER}[^\W\d_]{{5,39}}(?![\w-])")


def initials(name: str) -> set[str]:
    """Return the acronyms that a name may have: with its small words and without, and of its capitals."""
    parts = re.findall(r"\w+", name)
    without = "".join(part[0] for part in parts if part.lower() not in words("joining words"))
    every = "".join(part[0] for part in parts)
    capitals = "".join(c for c in name if c.isupper())
    return {each.upper() for each in (without, every, capitals) if len(each) > 1}


def _other_word(word: str, near: Near) -> str:
    """Return the likest word that is spelt nearly so, and not the same in the plural."""
    return next((other for other, _ in near.find(word) if other.rstrip("s") != word.rstrip("s")), "")


def _shortens(acronym: str, name: str) -> bool:
    """Whether a word in capitals takes its letters from a name's, in order, from the first on."""
    if not acronym.isupper() or not 2 <= len(acronym) <= 8 or acronym[0] != name[0]:
        return False
    letters = iter(name.upper())
    return all(letter in letters for letter in acronym)


@cache
def _after_place() -> re.Pattern[str]:
    following = one_of(words("words after places"))
    return re.compile(rf"[.,;:!?)\"']|\s*\Z|[\r\n]|[ ]{following}(?!\w)|[ ][(\d-]")
