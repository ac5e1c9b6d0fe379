"""What counts are of: units that mean the same, and one that is a part of another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from operator import mul
from typing import Literal

import yaml

Relation = Literal["same", "narrower", "wider"]
"""How what is counted first is to what is counted second: a part of it is narrower."""

_TURNED: dict[Relation, Relation] = {"same": "same", "narrower": "wider", "wider": "narrower"}


@dataclass(frozen=True, slots=True)
class _Units:
    names: Mapping[str, str]
    people: frozenset[str]
    lengths: Mapping[str, tuple[str, int]]


@cache
def _units() -> _Units:
    data = yaml.safe_load((files("graph.case.contradictions") / "units.yaml").read_text(encoding="utf-8"))
    names = {_singular(word): words[0] for words in data["same"] for word in words}
    lengths = {
        _singular(name): (kind, factor)
        for kind in ("spans", "long spans")
        for name, factor in zip(data[kind], accumulate(data[kind].values(), mul), strict=True)
    }
    return _Units(names, frozenset(_singular(word) for word in data["people"].split()), lengths)


def _singular(word: str) -> str:
    # of any two forms of a word it takes the same off, and that is all that is needed
    return word.removesuffix("s")


def unit_name(unit: str) -> str:
    """Return a unit's one name among all that mean the same.

    Examples
    --------
    >>> unit_name("Names") == unit_name("signature"), unit_name("drum") == unit_name("drums")
    (True, True)
    """
    word = _singular(" ".join(unit.casefold().split()))
    return _singular(_units().names.get(word, word))


def relate_units(a: str | None, b: str | None) -> Relation | None:
    """Return what things counted in ``a`` are to those counted in ``b``; None where that is not certain.

    Examples
    --------
    >>> relate_units("firefighters", "people"), relate_units("crowns", "drums"), relate_units("hours", "days")
    ('narrower', None, 'same')
    """
    if a is None or b is None:
        return "same" if a == b else None
    one, other = unit_name(a), unit_name(b)
    if one == other:
        return "same"
    units = _units()
    if one in units.people and other == "people":
        return "narrower"
    if other in units.people and one == "people":
        return "wider"
    lengths = units.lengths.get(one), units.lengths.get(other)
    return "same" if lengths[0] and lengths[1] and lengths[0][0] == lengths[1][0] else None


def factor_of(unit: str | None) -> int:
    """Return what a number of this unit is multiplied by to be compared with others of its kind: 3600 for hours."""
    found = _units().lengths.get(unit_name(unit)) if unit else None
    return found[1] if found else 1


def turned(relation: Relation | None) -> Relation | None:
    """Return a relation seen from the other side."""
    return relation and _TURNED[relation]


def both(one: Relation | None, other: Relation | None) -> Relation | None:
    """Return what two relations come to together: of units and of scopes; None where they do not come to one."""
    if one == "same":
        return other
    return one if other in ("same", one) else None
