"""What predicates say of two statements at once: which values exclude each other, which relations turn round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

End = Literal["subject", "object"]


@dataclass(frozen=True, slots=True)
class Dispute:
    """Statements about something, and those that dispute it without denying it.

    Parameters
    ----------
    rule, reason : str
        Id of the rule, and why both can be true.
    stated, disputed : mapping of str to str
        By predicate the end at which what both are about stands.
    """

    rule: str
    reason: str
    stated: Mapping[str, End]
    disputed: Mapping[str, End]


@dataclass(frozen=True, slots=True)
class Logic:
    """What is certain of predicates, whatever a case says; ``schema.yaml`` says which are which.

    Parameters
    ----------
    once : frozenset of str
        A subject has one such value, whenever it is told.
    at_a_time, growing : frozenset of str
        It has one at a time; and that one only grows.
    ages, births : frozenset of str
        Ages of people, and the dates of their births.
    symmetric, one_way : frozenset of str
        Relations that hold both ways round if they hold; and those that hold one way at the most.
    inverse, implies : mapping of str to str
        The predicate that says the same the other way round; and one that is true wherever this one is.
    totals : frozenset of str
        Counts of all that belongs to a subject, so that those of its parts add up.
    parts : mapping of str to str
        By relations between a whole and a part of it the end where the part stands.
    exhaustive : frozenset of str
        Those of them that name every part.
    counted_with : frozenset of str
        Relations from those who are counted to that at which they are.
    left_out, shown, makers, members, against : frozenset of str
        Who is said to have left out what, what contains what, who made what, who belongs to whom, and what is said
        against whom: by these what was left out and what was shown are told to be of one matter.
    shares : frozenset of str
        How much of something is said to be left out.
    disputes : tuple of Dispute
    """

    once: frozenset[str]
    at_a_time: frozenset[str]
    growing: frozenset[str]
    ages: frozenset[str]
    births: frozenset[str]
    symmetric: frozenset[str]
    one_way: frozenset[str]
    totals: frozenset[str]
    exhaustive: frozenset[str]
    counted_with: frozenset[str]
    left_out: frozenset[str]
    shown: frozenset[str]
    makers: frozenset[str]
    members: frozenset[str]
    against: frozenset[str]
    shares: frozenset[str]
    inverse: Mapping[str, str]
    implies: Mapping[str, str]
    parts: Mapping[str, End]
    disputes: tuple[Dispute, ...]

    @property
    def predicates(self) -> frozenset[str]:
        """Every predicate that is named anywhere in it."""
        sets = (getattr(self, name) for name in _SETS)
        maps = (self.inverse, self.implies, self.parts, *(m for d in self.disputes for m in (d.stated, d.disputed)))
        return frozenset().union(*sets, *maps, self.inverse.values(), self.implies.values())


_SETS = (
    "once", "at_a_time", "growing", "ages", "births", "symmetric", "one_way", "totals", "exhaustive", "counted_with",
    "left_out", "shown", "makers", "members", "against", "shares",
)  # fmt: skip


def read_logic(data: Mapping[str, Any], predicates: Iterable[str]) -> Logic:
    """Return what a section ``logic`` of a schema says.

    Raises
    ------
    ValueError
        It names a predicate that the schema does not have.
    """
    logic = Logic(
        **{name: frozenset(data[name.replace("_", " ")].split()) for name in _SETS},
        inverse=MappingProxyType(dict(data["inverse"])),
        implies=MappingProxyType(dict(data["implies"])),
        parts=MappingProxyType(dict(data["parts"])),
        disputes=tuple(
            Dispute(rule, row["reason"], MappingProxyType(row["stated"]), MappingProxyType(row["disputed"]))
            for rule, row in data["disputes"].items()
        ),
    )
    if unknown := sorted(logic.predicates - set(predicates)):
        raise ValueError(f"the section logic names predicates that there are not: {', '.join(unknown)}")
    return logic
