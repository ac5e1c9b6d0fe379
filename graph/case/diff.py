"""What changed between two versions of a case, in meaning: rows by their ids, and the statuses that follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from graph.case.model import Case, Claim, Statement, number_claims
from graph.case.statuses import Status

Mark = Literal["added", "removed", "changed"]
MARKS: Mapping[str, str] = {"added": "+", "removed": "−", "changed": "~"}
"""What happened to a row, with its sign; the minus is the typographic one, as wide as the plus."""
_UNORDERED = frozenset({"aliases", "mentions"})
"""Fields of an entity of which the order says nothing."""


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row that both versions have, with the names of the fields that differ."""

    id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one kind that differ: ids, in the order of the version that has them."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[ChangedRow, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A statement whose status differs; None where a version has no such statement."""

    id: str
    before: Status | None
    after: Status | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two versions of a case; false where nothing does.

    Parameters
    ----------
    case : tuple of str
        Names of the fields of the case itself: title, about …
    sources, entities, statements, claims : Rows
    statuses : tuple of StatusChange
        Of statements that both versions have.
    questions : Rows
    """

    case: tuple[str, ...]
    sources: Rows
    entities: Rows
    statements: Rows
    claims: Rows
    statuses: tuple[StatusChange, ...]
    questions: Rows = Rows()

    def __bool__(self) -> bool:
        rows = (self.sources, self.entities, self.statements, self.claims, self.questions)
        return bool(self.case or any(rows))


def difference(before: Case, after: Case) -> Difference:
    """Compare two versions of a case.

    A claim without an id of its own is known by what it says: adding one does not change those whose numbers move.

    Parameters
    ----------
    before, after : Case
    """
    statements_before = {statement.id: statement for statement in before.statements}
    both = [(statements_before[s.id], s) for s in after.statements if s.id in statements_before]
    statuses = [StatusChange(old.id, before.status(old), after.status(new)) for old, new in both]
    return Difference(
        case=_differing(before, after, skip=("sources", "entities", "statements", "questions")),
        sources=_rows(before.sources, after.sources),
        entities=_rows(before.entities, after.entities),
        statements=_rows(before.statements, after.statements, skip=("claims",)),
        claims=_claims(before.statements, after.statements),
        statuses=tuple(change for change in statuses if change.before != change.after),
        questions=_rows(before.questions, after.questions),
    )


def _rows(before: Sequence[Any], after: Sequence[Any], *, skip: Iterable[str] = ()) -> Rows:
    old, new = {row.id: row for row in before}, {row.id: row for row in after}
    changed = [ChangedRow(id, _differing(old[id], new[id], skip=skip)) for id in new if id in old]
    return Rows(
        tuple(id for id in new if id not in old),
        tuple(id for id in old if id not in new),
        tuple(row for row in changed if row.fields),
    )


def _differing(old: Any, new: Any, *, skip: Iterable[str] = ()) -> tuple[str, ...]:
    return tuple(
        field.name.rstrip("_")  # as a file calls it
        for field in fields(old)
        if field.compare
        and field.name not in skip
        and not _same(field.name, getattr(old, field.name), getattr(new, field.name))
    )


def _same(name: str, old: Any, new: Any) -> bool:
    # values of a file compare by what they say, and a quantity by what of it the file gave, too
    if name in _UNORDERED:
        return sorted(map(repr, old)) == sorted(map(repr, new))
    return bool(old == new and getattr(old, "explicit", None) == getattr(new, "explicit", None))


def _claims(before: Iterable[Statement], after: Iterable[Statement]) -> Rows:
    old, new = {s.id: s for s in before}, {s.id: s for s in after}
    added: list[str] = []
    removed: list[str] = []
    changed: list[ChangedRow] = []
    for id in dict.fromkeys((*new, *old)):
        if id in old and id in new and old[id].claims == new[id].claims:
            continue  # to match claims takes long, and most are the same
        pairs = match_claims(old.get(id), new.get(id))
        for one, other in pairs:
            if one is None and other is not None:
                added.append(other.id)
            elif other is None and one is not None:
                removed.append(one.id)
            elif one is not None and other is not None and (names := _differing(one, other, skip=("id",))):
                changed.append(ChangedRow(other.id, names))
    return Rows(tuple(added), tuple(removed), tuple(changed))


def match_claims(before: Statement | None, after: Statement | None) -> list[tuple[Claim | None, Claim | None]]:
    """Return the claims of two versions of a statement in pairs, None where a version lacks one.

    By their ids where these are given; of those that are numbered first what says the same, then what the same speaker
    says there, what is said there in the same words, and what the same speaker says; in the order of the second
    version, and last what it lacks.
    """
    old = list(before.claims) if before else []
    new = list(after.claims) if after else []
    found: dict[int, Claim] = {}
    given = given_ids(before) | given_ids(after)
    keys: tuple[Callable[[Claim], object], ...] = (
        lambda claim: claim.id if claim.id in given else None,
        lambda claim: None if claim.id in given else replace(claim, id="any"),
        lambda claim: None if claim.id in given else (claim.by, claim.at),
        lambda claim: None if claim.id in given else (claim.at, claim.stance, claim.verb, claim.says),
        lambda claim: None if claim.id in given else (claim.by,),
    )
    for key in keys:
        waiting: dict[object, list[Claim]] = {}
        for claim in old:
            waiting.setdefault(key(claim), []).append(claim)
        for place, claim in enumerate(new):
            if place not in found and (known := key(claim)) is not None and waiting.get(known):
                found[place] = waiting[known].pop(0)
        taken = set(map(id, found.values()))
        old = [claim for claim in old if id(claim) not in taken]
    return [*((found.get(place), claim) for place, claim in enumerate(new)), *((claim, None) for claim in old)]


def given_ids(statement: Statement | None) -> set[str]:
    """Return the ids of claims that a file gives; the others are numbered."""
    if statement is None:
        return set()
    automatic = {claim.id for claim in number_claims(statement.id, statement.claims, ())}
    return {claim.id for claim in statement.claims} - automatic


def to_json(found: Difference) -> Mapping[str, Any]:
    """Return a difference as JSON: rows by ids, as ``casegraph diff --format json`` prints it."""

    def rows(part: Rows) -> dict[str, Any]:
        changed = [{"id": row.id, "fields": list(row.fields)} for row in part.changed]
        return {"added": list(part.added), "removed": list(part.removed), "changed": changed}

    kinds = ("sources", "entities", "statements", "claims", "questions")
    return {
        "case": {"fields": list(found.case)},
        **{kind: rows(getattr(found, kind)) for kind in kinds},
        "statuses": [{"id": s.id, "before": s.before, "after": s.after} for s in found.statuses],
    }
