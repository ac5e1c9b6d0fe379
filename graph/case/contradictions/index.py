"""A case by what rules look for in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from graph.case.contradictions.findings import Finding, Side, Told, Verdict, side_of
from graph.case.dates import EdtfDate
from graph.case.logic import Logic
from graph.case.model import Case, Claim, Stance, Statement, Text, Value
from graph.case.quantities import Quantity
from graph.case.schema import Schema

MOST_COMPARED = 50
"""Different values of one subject that are compared, each with each."""

Proposition = tuple[str, str, object]
"""Subject, predicate, and object or value: what is asserted or denied."""


class Index:
    """A case by what rules look for in it.

    Parameters
    ----------
    case : Case
    schema : Schema
    only : collection of str, optional
        Ids of entities: nothing is looked for that is of none of them.
    kept : mapping of str to str, optional
        The statuses of statements as a store keeps them, by their ids.
    """

    def __init__(
        self,
        case: Case,
        schema: Schema,
        *,
        only: Collection[str] | None = None,
        kept: Mapping[str, str] | None = None,
    ) -> None:
        self.case = case
        self.logic: Logic = schema.logic
        self.accusatory = frozenset(name for name, p in schema.predicates.items() if p.accusatory)
        self.kept = kept or {}
        self.statements = sorted(case.statements, key=lambda statement: statement.id)
        self.entities = sorted(case.entities, key=lambda entity: entity.id)
        self._only = None if only is None else frozenset(only)
        self._by_predicate: dict[str, list[Statement]] = defaultdict(list)
        self._contested: dict[Stance, list[Statement]] = defaultdict(list)
        for statement in self.statements:
            self._by_predicate[statement.predicate].append(statement)
            for stance in {claim.stance for claim in statement.claims} - {"asserts"}:
                self._contested[stance].append(statement)

    def wants(self, about: Iterable[str]) -> bool:
        """Whether anything is looked for that rests on what is said of these entities."""
        return self._only is None or not self._only.isdisjoint(about)

    def of(self, predicates: Iterable[str]) -> Iterator[Statement]:
        """Yield the statements of some predicates that somebody asserts, or the case infers."""
        for predicate in sorted(predicates):
            yield from (statement for statement in self._by_predicate.get(predicate, ()) if asserting(statement))

    def contested(self, stance: Stance) -> list[Statement]:
        """Return the statements that somebody denies, or that somebody questions."""
        return self._contested[stance]

    def counts(self, predicates: Iterable[str]) -> Iterator[tuple[Statement, Quantity]]:
        """Yield the asserted statements of some predicates whose value is a quantity."""
        for statement in self.of(predicates):
            if isinstance(statement.value, Quantity):
                yield statement, statement.value

    def dates(self, predicates: Iterable[str]) -> Iterator[tuple[Statement, EdtfDate]]:
        """Yield the asserted statements of some predicates whose value is a date."""
        for statement in self.of(predicates):
            if isinstance(statement.value, EdtfDate):
                yield statement, statement.value

    def proposition(self, statement: Statement) -> Proposition:
        """Return what a statement says, alike for all ways round to say it."""
        return self._turned(statement.subject, statement.predicate, _content(statement))

    def implied(self, statement: Statement) -> Iterator[Proposition]:
        """Yield what a statement says, and what is true wherever that is."""
        yield self.proposition(statement)
        if implied := self.logic.implies.get(statement.predicate):
            yield self._turned(statement.subject, implied, _content(statement))

    def _turned(self, subject: str, predicate: str, object_: object) -> Proposition:
        if isinstance(object_, str):
            if inverse := self.logic.inverse.get(predicate):
                return object_, inverse, subject
            if predicate in self.logic.symmetric and object_ < subject:
                return object_, predicate, subject
        return subject, predicate, object_


def _content(statement: Statement) -> object:
    return statement.object or value_key(statement.value)


def value_key(value: Value | None) -> tuple[object, ...]:
    """Return what two values have in common that say the same, however they are printed."""
    match value:
        case EdtfDate():
            return ("date", value.edtf)
        case Quantity(comparator="unknown"):
            return ("quantity", value.text.casefold(), value.unit, value.scope, value.as_of and value.as_of.edtf)
        case Quantity():
            as_of = value.as_of and value.as_of.edtf
            return ("quantity", value.low, value.high, value.comparator, value.unit, value.scope, as_of)
        case Text():
            return ("text", " ".join(value.text.casefold().split()))
        case None:
            return ()


def asserting(statement: Statement) -> tuple[Claim, ...]:
    """Return the claims that assert a statement, the case's own inference among them."""
    return tuple(claim for claim in statement.claims if claim.stance == "asserts")


def asserted(statements: Iterable[Statement]) -> Side:
    """Return statements as a side, with the claims that assert them."""
    return side_of(*((statement, asserting(statement)) for statement in statements))


def ends(statements: Iterable[Statement]) -> frozenset[str]:
    """Return the ids of the entities at both ends of statements."""
    return frozenset(id for s in statements for id in (s.subject, s.object) if id is not None)


def between(
    rule: str, verdict: Verdict, reason: str, one: Iterable[Statement], other: Iterable[Statement], name: str = ""
) -> Finding:
    """Return a finding on what statements assert, by the ids of the first one on each side where it has no name."""
    one, other = list(one), list(other)
    sides = asserted(one), asserted(other)
    id = f"{rule}:{name or '+'.join(side.statements[0] for side in sides)}"
    return Finding(id, rule, verdict, reason, sides, ends((*one, *other)))


def told(
    rule: str, verdict: Verdict, reason: str, one: Sequence[Told], other: Sequence[Told], name: str = ""
) -> Finding:
    """Return a finding on statements with some of their claims, by the first ids where it has no name."""
    sides = side_of(*one), side_of(*other)
    id = f"{rule}:{name or '+'.join(dict.fromkeys(side.statements[0] for side in sides))}"
    return Finding(id, rule, verdict, reason, sides, ends(statement for statement, _ in (*one, *other)))


def crowded[T: Value](rule: str, groups: Sequence[list[tuple[Statement, T]]]) -> Iterator[Finding]:
    """Yield that there are more values than are compared, where there are."""
    if len(groups) > MOST_COMPARED:
        first, rest = groups[0][0][0], [statement for group in groups[MOST_COMPARED:] for statement, _ in group]
        reason = f"too many: {len(groups):,} different values, of which {MOST_COMPARED} are compared each with each"
        yield between(rule, "undecided", reason, [first], rest[:1], f"{first.subject}+{first.predicate}+many")


def by_value[T: Value](rows: Iterable[tuple[Statement, T]]) -> list[list[tuple[Statement, T]]]:
    """Return statements with their values, in lists of those that say the same."""
    groups: dict[object, list[tuple[Statement, T]]] = defaultdict(list)
    for statement, value in rows:
        groups[value_key(value)].append((statement, value))
    return list(groups.values())


def by_subject[T](index: Index, rows: Iterable[tuple[Statement, T]]) -> Iterator[list[tuple[Statement, T]]]:
    """Yield lists of what is said of one subject by one predicate more than once, as far as the index wants them."""
    groups: dict[tuple[str, str], list[tuple[Statement, T]]] = defaultdict(list)
    for statement, value in rows:
        groups[statement.subject, statement.predicate].append((statement, value))
    for (subject, _), group in groups.items():
        if len(group) > 1 and index.wants([subject]):
            yield group
