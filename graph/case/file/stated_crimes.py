"""Where a case says outside of its claims that somebody did a crime: in names, kinds, descriptions and titles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache

from graph.case.model import Case, Entity, Statement, Text
from graph.case.schema import load_schema

PERSONS = ("Person", "Organization", "Agency")
_MARK = "§"
"""What stands for a name while a text is looked at."""
_WORD = re.compile(r"[^\W\d_]+(?:[-’'.][^\W\d_]+)*")
_SENTENCES = re.compile(r"[.;:!?](?=\s|$)|[()“”\"]")
_UNKNOWN = re.compile(
    r"\b(?!(?:The|A|An|How|When|Why|Where|That|Did|Was|Is|Of)\b)[^\W\d_a-z][\w’'-]*[^\W\d_]"
    r"(?: [^\W\d_a-z]\.?)?(?: [^\W\d_a-z][\w’'-]*[^\W\d_])+"
)
"""A name of two words or more, whether the case has it or not."""
_SHORTEST_LAST_NAME = 3
_DEED = re.compile(r"\b(?:man|men|woman|women|boy|girl|person|people|one|somebody|someone|those) (?:who|that)\b", re.I)
_TITLED = ("Work", "Petition")
"""Types whose name is a title that others gave."""


def stated_crimes(case: Case, ids: Collection[str] | None = None) -> Iterator[str]:
    """Yield a line for each name, kind, description, title or text that says as a fact that somebody did a crime.

    A line begins with the id of the case, the entity or the statement. What is alleged or denied is not said, and
    neither is a crime of which nobody is named.

    Parameters
    ----------
    case : Case
    ids : collection of str, optional
        Only of these rows.

    Examples
    --------
    >>> from graph.case.dates import EdtfDate
    >>> theft = Entity(id="theft", type="Event", name="Theft of the lead by Colm Deverell")
    >>> case = Case(id="roof", title="The roof", as_of=EdtfDate.parse("2024"), entities=(theft,))
    >>> print(*stated_crimes(case))
    theft: its name says as a fact that Colm Deverell did a crime ('Theft of the lead by Colm Deverell'), and no claim \
stands behind a name: write “alleged”, or leave out who did it and state that under ACCUSED_OF
    """
    looked = StatedCrimes(case)
    if ids is None or case.id in ids:
        yield from (f"{case.id}: {doubt}" for doubt in looked.of_case())
    for entity in case.entities:
        if ids is None or entity.id in ids:
            yield from (f"{entity.id}: {doubt}" for doubt in looked.of_entity(entity))
    for statement in case.statements:
        if ids is None or statement.id in ids:
            yield from (f"{statement.id}: {doubt}" for doubt in looked.of_statement(statement))


class StatedCrimes:
    """What a case states of its people outside of claims, looked at a row at a time.

    Parameters
    ----------
    case : Case
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._schema = load_schema()
        self._crimes = self._schema.crimes
        self._types = {entity.id: entity.type for entity in case.entities}
        # names by their first words, the longest first
        self._names: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for entity in case.entities:
            if entity.type in PERSONS:
                for name in _names_of(entity):
                    if first := _WORD.match(name.casefold()):
                        self._names[first[0]].append((name, entity.id))
        for names in self._names.values():
            names.sort(key=lambda each: -len(each[0]))

    def of_case(self) -> Iterator[str]:
        """Yield what its title and its description say."""
        for field, text in (("title", self._case.title), ("line “about”", self._case.about)):
            yield from self._of_text(field, text)

    def of_entity(self, entity: Entity) -> Iterator[str]:
        """Yield what an entity's name, other names, kind and description say, of itself or of somebody else."""
        fields = [("name", entity.name), *(("other name", alias) for alias in entity.aliases), ("kind", entity.kind)]
        fields.append(("line “about”", entity.about))
        # who is known by a crime alone is nobody of whom it could be said; a gang of thieves is a crime itself
        known = self._crimes.is_nobody(entity.name, entity.kind) or (
            entity.type == "Organization" and bool(self._crimes.in_group(entity.kind, entity.name))
        )
        for field, text in fields:
            words = ""
            if entity.type in PERSONS and not known:
                words = self._crimes.blamed_in(text) or (_deed_in(text) if field == "kind" else "")
            if words:
                yield (
                    f"its {field} says as a fact of it {words!r}, and no claim stands behind {_a(field)}: "
                    f"{self._next_step('leave that out and state it')}"
                )
            elif not (field in ("name", "other name") and entity.type in _TITLED):
                yield from self._of_text(field, text, of=entity.id if entity.type in PERSONS else "")

    def of_statement(self, statement: Statement) -> Iterator[str]:
        """Yield what the words say that are the value of a statement which implicates, and that nobody found."""
        predicate = self._schema.predicates.get(statement.predicate)
        value = statement.value
        if predicate is None or not predicate.implicating or not isinstance(value, Text):
            return
        if self._case.status(statement) == "found":
            return
        accuse = self._crimes.accused_by
        if found := self._told(value.text, statement.subject):
            yield f"its words say of {found[1]} what accuses: state that under {accuse} ({value.text})"
        elif self._types.get(statement.subject) in PERSONS:
            words = self._crimes.blamed_in(value.text)
            if not words and predicate.name == "HAS_ROLE":
                words = _deed_in(value.text)
            if words:
                yield (
                    f"its words tell what {statement.subject} did ({words!r}): where that is blamed on somebody, state "
                    f"it under {accuse} ({value.text})"
                )

    def _next_step(self, other: str) -> str:
        return f"write “alleged”, or {other} under {self._crimes.accused_by}"

    def _of_text(self, field: str, text: str | None, of: str = "") -> Iterator[str]:
        if text and (found := self._told(text, of)):
            words, who = found
            yield (
                f"its {field} says as a fact that {who} did a crime ({words!r}), and no claim stands behind "
                f"{_a(field)}: {self._next_step('leave out who did it and state that')}"
            )

    def _told(self, text: str, of: str = "") -> tuple[str, str] | None:
        """Return the words of a text that say of somebody else that they did a crime, and who that is."""
        if text.rstrip().endswith("?"):
            return None
        for part in _SENTENCES.split(text):
            if not self._crimes.is_said(part):
                continue
            masked, people = self._masked(part, of)
            if not people:
                continue
            for pattern in _patterns():
                if found := pattern.search(masked):
                    at = masked.index(_MARK, found.start(), found.end())
                    if "rest" not in pattern.groupindex or self._crimes.in_person(found["rest"]):
                        who = people[masked.count(_MARK, 0, at)]
                        return part.strip(), who
        return None

    def _masked(self, text: str, of: str) -> tuple[str, list[str]]:
        """Return a text with a mark for each name of a person, and who they are in its order: ids, or else names."""
        text = text.replace(_MARK, " ")
        folded = text.casefold()
        found: list[tuple[int, int, str]] = []
        if len(folded) == len(text):
            for word in _WORD.finditer(folded):
                if found and word.start() < found[-1][1]:
                    continue
                for name, id in self._names.get(re.sub(r"['’]s?$", "", word[0]), ()):
                    end = word.start() + len(name)
                    if folded.startswith(name.casefold(), word.start()) and not folded[end : end + 1].isalnum():
                        found.append((word.start(), end, id))
                        break
        for unknown in _UNKNOWN.finditer(text):
            if not any(start < unknown.end() and unknown.start() < end for start, end, _ in found):
                found.append((*unknown.span(), unknown[0]))
        masked, people, last = "", [], 0
        for start, end, who in sorted(found):
            if who != of:
                masked += text[last:start] + _MARK
                people.append(who)
                last = end
        return masked + text[last:], people


def _names_of(entity: Entity) -> set[str]:
    """Return what somebody is called; a person by the last name too."""
    names = {" ".join(name.split()) for name in (entity.name, *entity.aliases)}
    if entity.type == "Person":
        lasts = {name.split()[-1] for name in names if " " in name}
        names |= {last for last in lasts if last[0].isupper() and len(last) >= _SHORTEST_LAST_NAME}
    return names


def _deed_in(text: str | None) -> str:
    """Return a text that tells of somebody what they did, as "the man who stripped the roof" does."""
    return text.strip() if text and _DEED.search(text) else ""


def _a(field: str) -> str:
    field = field.removeprefix("line ")
    return f"{'an' if field.startswith('other') else 'a'} {field}" if not field.startswith("“") else field


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return what says of a name that it did a crime; of ``rest``, only where that says so of somebody."""
    words = load_schema().crimes.words

    def one_of(*names: str, without: str = "") -> str:
        chosen = frozenset().union(*(words[name] for name in names)) - (words[without] if without else frozenset())
        return "|".join(sorted(map(re.escape, chosen), key=len, reverse=True))

    crime, own = one_of("events", "deed names"), one_of("events", "deed names", without="suffered")
    acts, deeds, done = one_of("acts"), one_of("acts", "deeds"), one_of("acts", "done")
    the = r"(?:the |a |an |their |his |her )?(?:[\w-]+ ){0,2}?"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            # a theft "reported by" somebody is not theirs, and neither is a film "on the theft" by somebody
            rf"(?<!on )(?<!about )(?<!into )(?<!on the )(?<!about the )(?<!into the )\b(?:{crime})"
            rf"(?: (?!\w+(?:ed|wn|ld)\b)[\w’'-]+){{0,6}}? by {the}{_MARK}",
            rf"\b(?:{done})(?: [\w’'-]+){{0,4}}? by {the}{_MARK}",
            rf"{_MARK}(?:,? who)?(?: has| had| have)?(?: \w+ly)? (?:stole|{acts}|{deeds})"
            r"(?: (?:the|a|an|his|her|its|their|all|some|from|money|people|\d+|two|three|four|five|many|several)\b"
            r"|(?<=stole)\b|(?<=fire)\b)",
            rf"{_MARK}['’]s? (?:[\w-]+ )?(?:(?:{crime}) of|(?:{own})\b)",
            rf"{_MARK} (?:is|was|are|were) (?P<rest>[^,]+)",
            rf"{_MARK}, (?P<rest>[^,]+)",
            rf"\b(?:{one_of('people')})s? {_MARK}",
        )
    )
