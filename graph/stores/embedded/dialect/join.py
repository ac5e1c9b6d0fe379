"""The plus of two values that may not be of one kind.

Neo4j joins a number to a text, in either order, and a single value to a list; the embedded engine gives null for a
number before a text and for a list beside a single value.
"""

from __future__ import annotations

from typing import Literal

from graph.stores.embedded.dialect.compare import repeatable
from graph.stores.embedded.dialect.operands import Operands, Span

_MOST = 2
"""Signs of plus in a row that are rewritten: each writes what stands before it several times."""


def verdict(operands: Operands, i: int) -> Literal["", "write", "join"]:
    """Judge the plus at a token: empty where the engines agree, ``write`` where they do when it is rewritten."""
    left, right = operands.left(i), operands.right(i)
    kinds = operands.kind(left), operands.kind(right)
    if "null" in kinds or kinds[0] == kinds[1] != "any" or kinds == ("text", "boolean"):
        return ""
    if "list" not in kinds and ("temporal" in kinds or not ({"any"} & set(kinds) or set(kinds) == {"text", "number"})):
        return ""
    if kinds == ("text", "number") and is_integer(operands, right):
        return ""
    once = "any" not in kinds and not any(operands.kind(x) != "list" and operands.may_be_null(x) for x in (left, right))
    pluses = sum(operands.operator(at) == "+" for at in range(left[0], right[1]))
    if once or (pluses <= _MOST and repeatable(operands, left) and repeatable(operands, right)):
        return "write"
    return "join"


def writes_decimals(operands: Operands, i: int) -> bool:
    """Tell whether the plus at a token may write a decimal into a text."""
    left, right = operands.left(i), operands.right(i)
    return any(
        operands.kind(side) in ("any", "number")
        and not is_integer(operands, side)
        and operands.kind(other) in ("any", "text")
        for side, other in ((left, right), (right, left))
    )


def rewritten(operands: Operands, i: int, a: str, b: str) -> str:
    """Return the plus at a token, of two operands as they are written, so that the engines agree."""
    left, right = operands.left(i), operands.right(i)
    kinds = operands.kind(left), operands.kind(right)
    ways = [f"{a} + {b}"] if "any" in kinds or kinds == ("text", "number") else []
    ways += [f"{a} + [{b}]"] if kinds[0] in ("any", "list") and kinds[1] != "list" else []
    ways += [f"[{a}] + {b}"] if kinds[1] in ("any", "list") and kinds[0] != "list" else []
    ways += [f"toString({a}) + {b}"] if kinds[0] in ("any", "number") and kinds[1] in ("any", "text") else []
    way = f"coalesce({', '.join(ways)})" if len(ways) > 1 else f"({ways[0]})"
    wrapped = ((a, left, f"[{a}] + {b}"), (b, right, f"{a} + [{b}]"))
    absent = [text for text, side, put in wrapped if put in ways and operands.may_be_null(side)]
    if not absent:
        return way
    return f"CASE WHEN {' OR '.join(f'{text} IS NULL' for text in absent)} THEN null ELSE {way} END"


def is_integer(operands: Operands, span: Span) -> bool:
    """Tell whether a number surely is an integer, and not null."""
    start, end = operands.inside(span)
    if end - start == 1:
        return isinstance(operands.value(start), int) or operands.tokens[start].text.isdecimal()
    name = operands.tokens[start].text.lower()
    called = operands.analysis.roles.get(start) == "function" and operands.partner.get(start + 1) == end - 1
    return called and name in ("count", "size", "length", "id", "tointeger", "timestamp", "char_length")
