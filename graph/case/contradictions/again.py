"""Contradictions of a case that was looked through before: only what changed is looked at anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from threading import Lock

from graph.case.contradictions import Findings, find, in_order
from graph.case.model import Case, Entity, Statement
from graph.case.schema import Schema, load_schema

_MOST_KEPT = 4
"""Cases whose last findings are kept in this process, each with the case."""
_kept: dict[str, tuple[Case, Findings]] = {}
_lock = Lock()


def find_again(case: Case, *, progress: Callable[[int, int], object] | None = None) -> Findings:
    """Return what the rules say of a case, as :func:`graph.case.contradictions.find` by the schema that ships.

    What was found in an earlier version of it in this process is taken over, but for what rests on a changed entity.
    """
    kept = _kept.get(case.id)
    found = find(case, progress=progress) if kept is None else update(*kept, case, progress=progress)
    with _lock:
        _kept.pop(case.id, None)
        while len(_kept) >= _MOST_KEPT:
            del _kept[next(iter(_kept))]
        _kept[case.id] = (case, found)
    return found


def forget() -> None:
    """Let go of the cases whose findings are kept."""
    with _lock:
        _kept.clear()


def update(
    before: Case,
    found: Findings,
    case: Case,
    schema: Schema | None = None,
    *,
    progress: Callable[[int, int], object] | None = None,
) -> Findings:
    """Return the findings of a case, of whose earlier version they are known.

    Parameters
    ----------
    before : Case
    found : Findings
        All of its findings.
    case : Case
    schema, progress
        As of :func:`graph.case.contradictions.find`.
    """
    schema = schema or load_schema()
    changed = changed_entities(before, case)
    if changed is None:
        return find(case, schema, progress=progress)
    if not changed:
        return found
    left = [f for f in (*found.findings, *found.undecided) if changed.isdisjoint(f.about)]
    new = find(case, schema, only=changed, progress=progress)
    return in_order([*left, *new.findings, *new.undecided])


def changed_entities(before: Case, case: Case) -> frozenset[str] | None:
    """Return the ids of entities of which something else is said in two versions; None where names changed.

    By its names an entity is known in what is said of others.
    """
    old, new = _by_id(before.entities), _by_id(case.entities)
    if old.keys() != new.keys() or any(_names(old[id]) != _names(entity) for id, entity in new.items()):
        return None
    changed = {id for id, entity in new.items() if set(entity.mentions) != set(old[id].mentions)}
    was, is_ = _by_id(before.statements), _by_id(case.statements)
    for id in was.keys() | is_.keys():
        one, other = was.get(id), is_.get(id)
        if one != other and (one is None or other is None or _said(one) != _said(other)):
            changed |= {end for each in (one, other) if each for end in (each.subject, each.object) if end}
    return frozenset(changed)


def _by_id[Row: (Entity, Statement)](rows: Iterable[Row]) -> Mapping[str, Row]:
    return {row.id: row for row in rows}


def _said(statement: Statement) -> tuple[object, ...]:
    """Return all of a statement that findings rest on; a store keeps its claims in another order than a file."""
    return statement.subject, statement.predicate, statement.object, statement.value, frozenset(statement.claims)


def _names(entity: Entity) -> tuple[str, str, tuple[str, ...]]:
    return entity.type, entity.name, tuple(sorted(entity.aliases))
