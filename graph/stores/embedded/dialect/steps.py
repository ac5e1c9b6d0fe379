"""Parts the steps of a pattern that the embedded engine would walk at once.

Steps through nodes of which nothing is asked are walked in one go, and where that gives more than 65,536 rows the
engine fails. In a MATCH, a condition that always holds parts them (:mod:`graph.stores.embedded.dialect.patterns`).
Where there is none, or none helps (``EXISTS { … }``, ``COUNT { … }``, a pattern in a condition or in brackets),
one of the steps is written with a length: ``-[:R*1..1]->``.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.cypher.words import words
from graph.stores.embedded.dialect.operands import Operands

_CLAUSES = words("MATCH CREATE MERGE WHERE WITH RETURN UNWIND SET DELETE REMOVE ON CALL BY WHEN THEN ELSE")
_LENGTH = "*1..1"


def lengths(operands: Operands, *, may_name: bool) -> dict[int, str]:
    """Return what is written for tokens of relationships, so that no two steps are walked in one go."""
    written: dict[int, str] = {}
    for opening in _middles(operands, may_name=may_name):
        options = _options(operands, opening)
        if None in options or any(token in written for token, _ in filter(None, options)):
            continue  # a length is there
        written.update(next(([option] for option in options if option), []))
    return written


def takes_length(operands: Operands, opening: int) -> bool:
    """Tell whether a node of which nothing is asked stands beside a relationship that is written with a length."""
    return operands.partner[opening] == opening + 1 and any(_options(operands, opening))


def empty(operands: Operands) -> Iterator[tuple[int, int]]:
    """Yield the brackets of relationships whose least length is above the greatest, so that they match nothing."""
    for start, end in operands.partner.items():
        if operands.text[start] != "[" or start - 1 not in operands.arrows:
            continue
        star = next((at for at in range(start, end) if operands.text[at] == "*"), end)
        dots = next((at for at in range(star, min(star + 3, end)) if operands.text[at] == ".."), None)
        if dots is None or not operands.tokens[dots + 1].text.isdecimal():
            continue
        least = operands.tokens[dots - 1].text if dots > star + 1 else "1"
        if least.isdecimal() and int(least) > int(operands.tokens[dots + 1].text):
            yield start, end


def _middles(operands: Operands, *, may_name: bool) -> Iterator[int]:
    """Yield where a node between two relationships begins of which nothing is asked, and which no condition parts."""
    for opening, closing in operands.partner.items():
        bare = operands.text[opening] == "(" and opening < closing <= opening + 2
        if not bare or opening - 1 not in operands.arrows or closing + 1 not in operands.arrows:
            continue
        start = _clause(operands, opening)
        word = operands.word(start)
        if word in ("CREATE", "MERGE"):
            continue
        if word != "MATCH" or is_counted(operands, start) or (closing == opening + 1 and not may_name):
            yield opening


def _clause(operands: Operands, at: int) -> int:
    """Return the word that begins the clause a pattern is in, or the bracket that opens before one; -1 for none."""
    at -= 1
    while at >= 0 and operands.word(at) not in _CLAUSES:
        before = operands.partner.get(at, at)
        if before > at or operands.text[at] in ("(", "[", "{"):
            return at
        at = before - 1
    return at


def bar(operands: Operands, start: int, end: int) -> int | None:
    """Return the sign before what a comprehension gives, which begins and ends with two tokens."""
    at = start + 1
    while at < end:
        if operands.text[at] == "|":
            return at
        at = operands.partner[at] + 1 if operands.partner.get(at, -1) > at else at + 1
    return None


def names_an_element(operands: Operands, at: int) -> bool:
    """Tell whether a name with labels is that of a node or a relationship in a pattern, or gets them by SET."""
    before, start = operands.text[at - 1], _clause(operands, at)
    if before == "[" and at - 2 in operands.arrows:
        return True
    if before == "(":
        around = at - 2 in operands.arrows or operands.partner.get(at - 1, 0) + 1 in operands.arrows
        outer = _clause(operands, at - 1)
        return around or operands.word(outer) in ("MATCH", "CREATE", "MERGE") or operands.text[outer] == "{"
    return operands.word(start) in ("SET", "REMOVE") and (before == "," or start == at - 1)


def is_counted(operands: Operands, match: int) -> bool:
    """Tell whether a MATCH stands in ``EXISTS { … }`` or ``COUNT { … }``."""
    return operands.text[match - 1] == "{" and operands.tokens[match - 2].upper in ("EXISTS", "COUNT")


def _options(operands: Operands, opening: int) -> list[tuple[int, str] | tuple[()] | None]:
    return [_with_length(operands, start) for start in (_before(operands, opening), operands.partner[opening] + 1)]


def _before(operands: Operands, opening: int) -> int:
    """Return where the relationship before a node begins."""
    at = opening
    while at - 1 in operands.arrows or operands.text[at - 1] == "]":
        at = operands.partner.get(at - 1, at - 1)
    return at


def _with_length(operands: Operands, start: int) -> tuple[int, str] | tuple[()] | None:
    """Return a token of a relationship and what is written for it; nothing where no length fits, None where one is."""
    dash = start + (operands.text[start] == "<")
    if operands.text[dash + 1] != "[":
        return dash, f"-[{_LENGTH}]"
    end = operands.partner[dash + 1]
    inside = range(dash + 2, end)
    if any(operands.text[at] == "*" for at in inside):
        return None
    named = operands.text[dash + 2] not in (":", "]")
    asked = any(operands.text[at] == "{" or operands.word(at) == "WHERE" for at in inside)
    return () if named or asked else (end, f"{_LENGTH}]")
