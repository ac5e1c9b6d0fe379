"""Decisions on proposals, one line each in a file that only grows: two people's files are merged line by line.

A decision holds the words that it is about, and what stands around them: where a text changed since, it goes along
only to the one place where these are found again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from graph.extract.found import Span
from graph.extract.proposals import Proposal, Proposals, check_value
from graph.files import append_lines, locked, parse_json, read_lines, typed

Verdict = Literal["accept", "reject", "correct", "merge", "split", "add", "undo"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided.

    Parameters
    ----------
    time : str
        ISO 8601, in UTC, to the microsecond: what orders the lines of two people, and tells one decision from others.
    proposal : str
        Id of the proposal; of what a person adds an id of the same form.
    decision : str
        One of :data:`VERDICTS`.
    value : mapping of str to Any
        What is corrected or added, by the fields of :attr:`Proposal.value`; ``{"name": "…"}`` of a rejection that holds
        for all of a name; of an undo the time of the decision that it takes back, ``of``.
    exact, prefix, suffix : str
        As the proposal has them.
    source : str
        Id of the source whose text it is about.
    kind : str
        Of the proposal: a name that is printed once has the same words as the mention of it. Empty of what is added.
    """

    time: str
    proposal: str
    decision: Verdict
    value: Mapping[str, Any] = field(default_factory=dict)
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    source: str = ""
    kind: str = ""


_NEEDED: Mapping[Verdict, tuple[str, ...]] = {"merge": ("into",), "split": ("mentions", "id"), "add": ("spans", "id")}
"""What the value of a decision has to have."""
_FIELDS = tuple(each.name for each in fields(Decision))


def decide(proposal: Proposal, decision: Verdict, *, time: str, value: Mapping[str, Any] | None = None) -> Decision:
    """Return a decision on a proposal, with its words."""
    return Decision(
        time=time,
        proposal=proposal.id,
        decision=decision,
        value=value or {},
        exact=proposal.exact,
        prefix=proposal.prefix,
        suffix=proposal.suffix,
        kind=proposal.kind,
    )


def append(path: Path, decisions: Iterable[Decision]) -> None:
    """Write decisions behind those that a file has.

    Raises
    ------
    FileError
        It cannot be written; what it had stays.
    """
    with locked(path):
        append_lines(path, [_line(decision) for decision in decisions])


def _line(decision: Decision) -> str:
    row: dict[str, Any] = {"time": decision.time, "proposal": decision.proposal, "decision": decision.decision}
    if decision.value:
        row["value"] = dict(decision.value)
    row |= {name: getattr(decision, name) for name in ("exact", "prefix", "suffix", "source", "kind")}
    return json.dumps(row, ensure_ascii=False)


def read(path: Path) -> list[Decision]:
    """Return the decisions of a file in the order of their times.

    Lines that hold none are left out, and so is one that a merge left twice.
    """
    return read_counting(path)[0]


def read_counting(path: Path) -> tuple[list[Decision], int]:
    """Return what :func:`read` does, and how many lines hold none: an editor changed them, or a crash cut them."""
    lines = [line for line in read_lines(path) if line.strip()]
    found = {line: _decision(line) for line in lines}
    decisions = [decision for decision in found.values() if decision is not None]
    # a stable sort: those of one moment stay in the order in which they were written
    return sorted(decisions, key=lambda decision: decision.time), sum(found[line] is None for line in lines)


def _decision(line: str) -> Decision | None:
    try:
        row = parse_json(line)
        # a later version may write more fields
        decision: Decision = typed(Decision, {name: row[name] for name in _FIELDS if name in row})
        check_value(decision.value, _NEEDED.get(decision.decision, ()))
    except (ValueError, TypeError):
        return None
    return decision


def in_force(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    """Return the decisions that hold, by proposal, in order; an undo that names none takes back its proposal's last."""
    found: dict[str, list[Decision]] = {}
    for decision in decisions:
        held = found.setdefault(decision.proposal, [])
        if decision.decision != "undo":
            held.append(decision)
        elif of := decision.value.get("of"):
            held[:] = [row for row in held if row.time != of]
        elif held:
            held.pop()
    return {proposal: held for proposal, held in found.items() if held}


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The decisions after a text was extracted anew.

    Parameters
    ----------
    decisions : tuple of Decision
        All that hold, each under the id of a proposal of now; what was added by hand keeps its own.
    places : mapping of str to tuple of int
        By id, where in the text stands what was added by hand.
    look : tuple of Decision
        Those whose words are gone, or found more than once: they need a look, and were not moved.
    """

    decisions: tuple[Decision, ...]
    places: Mapping[str, Span]
    look: tuple[Decision, ...]


def carry(decisions: Sequence[Decision], now: Proposals, text: str) -> Carried:
    """Take decisions over to the proposals of a text that may have changed.

    By the id where the proposal is still there; else to the one of its kind and words in its surroundings; what was
    added by hand to the one place where its words stand so. Never anywhere else.

    Parameters
    ----------
    decisions : sequence of Decision
        In the order of :func:`read`.
    now : Proposals
    text : str
        That the proposals are of.
    """
    ids = {row.id for row in now.rows}
    by_words: dict[tuple[str, str, str], list[Proposal]] = {}
    for row in now.rows:
        by_words.setdefault((row.exact, row.prefix, row.suffix), []).append(row)
    kept: list[Decision] = []
    look: list[Decision] = []
    places: dict[str, Span] = {}
    for proposal, held in in_force(decisions).items():
        last = held[-1]
        added = any(decision.decision == "add" for decision in held)
        place = _only_place(last, text) if added else None
        words = by_words.get((last.exact, last.prefix, last.suffix), [])
        same = [row for row in words if last.kind in ("", row.kind)]
        if proposal in ids:
            kept += held
        elif added and place is not None:
            places[proposal] = place
            kept += held
        elif not added and len(same) == 1:
            kept += [replace(decision, proposal=same[0].id) for decision in held]
        else:
            look += held
    return Carried(decisions=tuple(kept), places=places, look=tuple(look))


def _only_place(decision: Decision, text: str) -> Span | None:
    """Return the one place where a decision's words stand between what stood around them; None for none or more."""
    whole = f"{decision.prefix}{decision.exact}{decision.suffix}"
    first = text.find(whole)
    if not decision.exact or first < 0 or text.find(whole, first + 1) >= 0:
        return None
    start = first + len(decision.prefix)
    return start, start + len(decision.exact)
