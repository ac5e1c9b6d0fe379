"""What one person wrote in a case while another one changed it, and the other's change would take back unseen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

from graph.case.diff import match_claims
from graph.case.model import Case, Claim, Entity, Question, Source, Statement

type _Row = Source | Entity | Statement | Claim | Question
_NAMES = {"for_": "for", "at": "passage", "context": "read with", "via": "by way of", "by": "by whom"}
"""What fields are called whose names do not say it."""


def taken_back(opened: Case, now: Case, after: Case) -> list[str]:
    """Return what somebody wrote since a case was opened, and a change of it would take back.

    Parameters
    ----------
    opened : Case
        As the person who changes it saw it.
    now : Case
        As its file says by now.
    after : Case
        What the change makes of that.

    Returns
    -------
    list of str
        The names of the fields, each once; empty where all that others wrote stays. What they put into a list, or took
        out of it, stays as long as it is still there, or still gone.
    """
    found: list[str] = []
    for name in ("sources", "entities", "statements", "questions"):
        was, is_, becomes = ({row.id: row for row in getattr(case, name)} for case in (opened, now, after))
        for id in dict.fromkeys((*was, *is_)):
            found += _of_row(was.get(id), is_.get(id), becomes.get(id))
    return list(dict.fromkeys(found))


def _of_row(was: _Row | None, is_: _Row | None, becomes: _Row | None) -> Iterator[str]:
    if is_ is None:
        if becomes is not None:
            yield "that it was removed"
        return
    if is_ == was:
        return
    if becomes is None:
        yield "what it says" if was else "that it was added"
        return
    for name in (field.name for field in fields(is_) if field.name not in ("id", "claims")):
        if not _stays(*(getattr(row, name, None) for row in (was, is_, becomes))):
            yield _NAMES.get(name, name)
    if isinstance(is_, Statement) and isinstance(becomes, Statement):
        yield from _of_claims(was if isinstance(was, Statement) else None, is_, becomes)


def _of_claims(was: Statement | None, is_: Statement, becomes: Statement) -> Iterator[str]:
    # a claim's number depends on what the others say, so claims are matched by what they are
    after = match_claims(is_, becomes)
    claims = {one.id: other for one, other in after if one}
    added = [_unnumbered(other) for one, other in after if one is None]
    for one, other in match_claims(was, is_):
        if other is not None:
            yield from _of_row(_unnumbered(one), _unnumbered(other), _unnumbered(claims[other.id]))
        elif _unnumbered(one) in added:
            yield "that it was removed"


def _unnumbered(claim: Claim | None) -> Claim | None:
    return replace(claim, id="any") if claim else None


def _stays(was: object, is_: object, becomes: object) -> bool:
    """Return whether what somebody made of a field is still so after a change."""
    if is_ in (was, becomes):
        return True
    if isinstance(is_, tuple) and isinstance(becomes, tuple):
        before = was if isinstance(was, tuple) else ()
        return all(each in becomes for each in is_ if each not in before) and not any(
            each in becomes for each in before if each not in is_
        )
    return False
