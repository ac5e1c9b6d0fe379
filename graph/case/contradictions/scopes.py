"""Of what and where counts are: whether one scope is the other, or a part of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from graph.case.contradictions.units import Relation
from graph.case.model import Entity
from graph.case.quantities import Quantity

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ARTICLES = frozenset(("the", "a", "an"))
_NOT_A_PART = frozenset(
    ("not", "no", "without", "except", "excluding", "but", "or", "and", "outside", "around", "near", "beyond",
     "including", "plus", "also", "other", "others", "all", "every", "both", "besides")
)  # fmt: skip
"""Words in front of a scope that do not make it narrower."""
_LONGEST_NAME = 5
"""Words."""

Words = tuple[str, ...]


class Scopes:
    """Scopes in which an entity is itself by whichever of its names."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        by_name: dict[Words, set[str]] = defaultdict(set)
        for entity in entities:
            for name in (entity.name, *entity.aliases):
                if 0 < len(words := _words(name)) <= _LONGEST_NAME:
                    by_name[words].add(entity.id)
        # a name that two entities have stands for neither
        self._ids = {words: next(iter(ids)) for words, ids in by_name.items() if len(ids) == 1}

    def of(self, quantity: Quantity) -> Words:
        """Return the scope of a quantity as words to compare; none where it only repeats when that was."""
        words = _words(quantity.scope or "")
        when = _words(quantity.as_of.text or "") if quantity.as_of else ()
        if words and when and (_ends_with(words, when) and len(words) - len(when) <= 1):
            return ()
        return self._with_ids(words)

    def _with_ids(self, words: Words) -> Words:
        found: list[str] = []
        at = 0
        while at < len(words):
            for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
                if id := self._ids.get(words[at : at + length]):
                    found.append(f"#{id}")
                    at += length
                    break
            else:
                found.append(words[at])
                at += 1
        return tuple(found)


def relate_scopes(a: Words, b: Words) -> Relation | None:
    """Return what the scope ``a`` is to ``b``; None where neither is certain to be a part of the other.

    Examples
    --------
    >>> relate_scopes(("behind", "tape", "on", "quay"), ("on", "quay")), relate_scopes(("on", "quay"), ())
    ('narrower', 'narrower')
    >>> relate_scopes(("not", "on", "quay"), ("on", "quay")) is None
    True
    """
    if a == b:
        return "same"
    if _narrows(a, b):
        return "narrower"
    return "wider" if _narrows(b, a) else None


def _narrows(narrow: Words, wide: Words) -> bool:
    more = narrow[: len(narrow) - len(wide)]
    return bool(more) and _ends_with(narrow, wide) and (not wide or _NOT_A_PART.isdisjoint(more))


def _ends_with(words: Sequence[str], end: Sequence[str]) -> bool:
    return len(words) >= len(end) and tuple(words[len(words) - len(end) :]) == tuple(end)


def _words(text: str) -> Words:
    return tuple(word for word in _WORD.findall(text.casefold()) if word not in _ARTICLES)
