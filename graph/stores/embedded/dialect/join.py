"""The plus of two values that may not be of one kind.

Neo4j joins a number to a text, in either order, and a single value to a list; the embedded engine gives null for a
number before a text and for a list beside a single value.
"""

from __future__ import annotations

from typing import Literal

from graph.stores.embedded.dialect.compare import repeatable
from graph.stores.embedded.dialect.operands import Operands, Span

_SIMPLE = {"any", "number", "text", "list"}


def verdict(operands: Operands, i: int) -> Literal["", "write", "join"]:
    """Judge the plus at a token: empty where the engines agree, ``write`` where they do when it is rewritten."""
    left, right = operands.left(i), operands.right(i)
    kinds = operands.kind(left), operands.kind(right)
    if set(kinds) - _SIMPLE or (kinds[0] == kinds[1] != "any"):
        return ""
    if kinds == ("text", "number"):
        return "" if is_integer(operands, right) else "join"
    number, other = (left, right) if kinds[0] == "number" else (right, left)
    if set(kinds) == {"any", "number"} and _is_whole(operands, number):
        joined = any(operands.operator(at) == "+" for at in range(*other))
        return "write" if repeatable(operands, other) and not joined else "join"
    return "join"


def rewritten(operands: Operands, i: int, a: str, b: str) -> str:
    """Return the plus at a token, of two operands as they are written, so that the engines agree."""
    if operands.kind(operands.left(i)) == "number":
        return f"coalesce({a} + {b}, [{a}] + {b}, '{a}' + {b})"
    return f"coalesce({a} + {b}, {a} + [{b}])"


def _is_whole(operands: Operands, span: Span) -> bool:
    return span[1] - span[0] == 1 and operands.tokens[span[0]].text.isdecimal()


def is_integer(operands: Operands, span: Span) -> bool:
    """Tell whether a number surely is an integer, and not null."""
    start, end = operands.inside(span)
    if end - start == 1:
        return isinstance(operands.value(start), int) or operands.tokens[start].text.isdecimal()
    name = operands.tokens[start].text.lower()
    called = operands.analysis.roles.get(start) == "function" and operands.partner.get(start + 1) == end - 1
    return called and name in ("count", "size", "length", "id", "tointeger", "timestamp", "char_length")
