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
        around = _before(operands, opening), operands.partner[opening] + 1
        options = [_with_length(operands, start) for start in around]
        if None in options or any(token in written for token, _ in filter(None, options)):
            continue  # a length is there
        written.update(next(([option] for option in options if option), []))
    return written


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


def is_counted(operands: Operands, match: int) -> bool:
    """Tell whether a MATCH stands in ``EXISTS { … }`` or ``COUNT { … }``."""
    return operands.text[match - 1] == "{" and operands.tokens[match - 2].upper in ("EXISTS", "COUNT")


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
