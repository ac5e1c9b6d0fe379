"""What rules find: two sides, what they are to each other, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from graph.case.model import Claim, Statement

Verdict = Literal["conflict", "compatible", "same", "undecided"]

VERDICTS: tuple[Verdict, ...] = ("conflict", "compatible", "same")
"""What a finding can say, in their order; what cannot be told is undecided, and stands apart."""
WORDS: Mapping[Verdict, str] = MappingProxyType(
    {
        "conflict": "Conflict",
        "compatible": "Compatible, though different",
        "same": "The same",
        "undecided": "Undecided",
    }
)
"""What each is called."""
_NAMED = ("rounding", "growth", "scope", "vagueness", "the same age", "the same count", "the same date", "too many")
"""What a reason can be by, where that tells a reader something; other reasons say it themselves."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two things that a finding holds beside each other.

    Parameters
    ----------
    statements, claims : tuple of str
        Ids, each in their order; a side that is a name in a text has none.
    passages : tuple of str
        Locators of the passages that carry it.
    words : tuple of str
        A name as each of the passages prints it; empty where the side is claims.
    """

    statements: tuple[str, ...]
    claims: tuple[str, ...]
    passages: tuple[str, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of two sides.

    Parameters
    ----------
    id : str
        The same as long as what it is of keeps its ids.
    rule : str
        One of :data:`graph.case.contradictions.RULES`.
    verdict : str
        ``conflict``: not both can be true. ``compatible``: they differ, and both can be true. ``same``: they only
        look different. ``undecided``: it cannot be told.
    reason : str
        Why, beginning with what it is by: "rounding: …", "growth: …", "scope: …", "vagueness: …".
    sides : tuple of two Side
    about : frozenset of str
        Ids of the entities whose statements it rests on.
    """

    id: str
    rule: str
    verdict: Verdict
    reason: str
    sides: tuple[Side, Side]
    about: frozenset[str]

    @property
    def why(self) -> tuple[str, str]:
        """The reason for a reader, without its full stop: what it is by ("Rounding"), empty where that is in it."""
        name, told = self.reason.split(": ", 1)
        return name.capitalize() if name in _NAMED else "", told

    @property
    def statements(self) -> tuple[str, ...]:
        """Ids of its statements: those of the first side, then those of the second."""
        return tuple(dict.fromkeys(id for side in self.sides for id in side.statements))

    @property
    def claims(self) -> tuple[str, ...]:
        """Ids of its claims, in the same order."""
        return tuple(dict.fromkeys(id for side in self.sides for id in side.claims))

    @property
    def passages(self) -> tuple[str, ...]:
        """Locators of its passages, in the same order."""
        return tuple(dict.fromkeys(at for side in self.sides for at in side.passages))


@dataclass(frozen=True, slots=True)
class Findings:
    """All that the rules say of a case, conflicts first; and what they cannot tell."""

    findings: tuple[Finding, ...]
    undecided: tuple[Finding, ...]

    @property
    def conflicts(self) -> tuple[Finding, ...]:
        """What cannot both be true."""
        return tuple(finding for finding in self.findings if finding.verdict == "conflict")


Told = tuple[Statement, Iterable[Claim]]
"""A statement and those of its claims that a side rests on."""


def side_of(*told: Told) -> Side:
    """Return statements and claims as a side; their order does not matter."""
    rows = sorted(told, key=lambda row: row[0].id) if len(told) > 1 else told
    claims = [claim for _, of_one in rows for claim in sorted(of_one, key=lambda claim: (claim.at.order, claim.id))]
    return Side(
        tuple(dict.fromkeys(statement.id for statement, _ in rows)),
        tuple(claim.id for claim in claims),
        tuple(dict.fromkeys(str(claim.at) for claim in claims)),
    )
