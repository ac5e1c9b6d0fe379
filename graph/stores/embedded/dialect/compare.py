"""Comparisons that the embedded engine judges otherwise than Neo4j, and how to write them so that it does not.

The engine takes a number and a text of its digits for equal, orders them too, and finds no null in an empty list
where Neo4j says that it is not there.
"""

from __future__ import annotations

from typing import Literal

from graph.cypher.words import words
from graph.stores.embedded.dialect.operands import Kind, Operands, Span

Verdict = Literal["", "write", "coerced", "empty", "nulls", "ordered", "zoned"]
"""Empty: the engines agree; ``write``: they do when it is rewritten; else what may differ."""
AGGREGATES = words("avg collect count max min percentilecont percentiledisc stdev stdevp sum")
_ONE_TIME = AGGREGATES | words("rand randomuuid timestamp")
"""Functions that may not be written twice, since they would be called twice or be grouped by."""
LONGEST = 160
"""Characters of an operand that is written more than once."""
EQUALITIES = ("=", "<>", "!=")
ORDERINGS = ("<", ">", "<=", ">=")
_SCALARS = {"any", "number", "text"}


def verdict(operands: Operands, i: int) -> Verdict:
    """Judge the comparison at a token."""
    operator, left, right = operands.operator(i), operands.left(i), operands.right(i)
    if operator == "IN":
        return _membership(operands, left, right)
    kinds = {operands.kind(left), operands.kind(right)}
    if operator in ORDERINGS and kinds & {"boolean", "list"} and not kinds & {"null", "text", "number", "temporal"}:
        return "ordered"
    if operator in EQUALITIES:
        if kinds & {"list", "map"} and not kinds - {"list", "map", "any"}:
            safe = all(operands.kind(span) == "any" or is_plain(operands, span) for span in (left, right))
            return "" if safe else "nulls"
        if kinds == {"temporal"}:
            named = {token.text.lower() for token in operands.tokens[left[0] : right[1]]}
            return "zoned" if named & {"datetime", "time"} else ""
    if kinds - _SCALARS or kinds in ({"number"}, {"text"}) or is_word(operands, left) or is_word(operands, right):
        return ""
    if in_a_chain(operands, left, right) or not (repeatable(operands, left) and repeatable(operands, right)):
        return "coerced"
    return "write"


def _membership(operands: Operands, left: Span, right: Span) -> Verdict:
    kind, items = operands.kind(left), operands.items(right)
    if kind in ("list", "map"):
        return "" if is_plain(operands, left) and is_plain(operands, right) else "nulls"
    if operands.kind(right) == "null":
        return ""
    inside = operands.inside(right)
    literal = operands.text[inside[0]] == "[" and operands.word(inside[0] + 2) != "IN"
    parts = operands.split(inside[0] + 1, inside[1] - 1) if literal else []
    coerced = kind in _SCALARS and items in _SCALARS and not (kind == items != "any")
    value = operands.value(inside[0]) if inside[1] - inside[0] == 1 else None
    words_alone = all(is_word(operands, part) for part in parts) if parts else _all_words(value)
    if is_word(operands, left) or words_alone or value in ([], ()):
        coerced = False
    if not coerced and (parts or not operands.may_be_null(left)):
        return ""
    # A list that comes from outside may be long, and each of its items would be looked at.
    outside = any(token.kind == "parameter" for token in operands.tokens[inside[0] : inside[1]])
    if outside or not (repeatable(operands, left) and repeatable(operands, right)):
        return "coerced" if coerced else "" if value else "empty"
    return "write"


def rewritten(operands: Operands, i: int, a: str, b: str) -> str:
    """Return the comparison at a token, of two operands as they are written, so that the engines agree."""
    operator, left, right = operands.operator(i), operands.left(i), operands.right(i)
    if operator == "IN":
        return f"({a} IN {b} AND true IN [`_item` IN {b} | {equal(a, '`_item`')}])"
    kinds = operands.kind(left), operands.kind(right)
    if "number" in kinds and "any" in kinds:
        x, number = (a, right) if kinds[0] == "any" else (b, left)
        if operator in ORDERINGS:
            return f"({a} - 0) {operator} {b}" if kinds[0] == "any" else f"{a} {operator} ({b} - 0)"
        if not operands.may_be_null(number):
            test = f"AND size({x}) IS NULL" if operator == "=" else f"OR size({x}) IS NOT NULL"
            return f"({a} {operator} {b} {test})"
    if operator == "=":
        return equal(a, b)
    if operator in ORDERINGS:
        return f"CASE WHEN {_alike(a, b)} THEN {a} {operator} {b} END"
    return f"({a} <> {b} OR (NOT ({_unknown(a, b)}) AND NOT ({_alike(a, b)})))"


def equal(a: str, b: str) -> str:
    """Return whether two values are equal, as text of a query."""
    return f"({a} = {b} AND ({_unknown(a, b)} OR {_alike(a, b)}))"


def _unknown(a: str, b: str) -> str:
    return f"{a} IS NULL OR {b} IS NULL"


def _alike(a: str, b: str) -> str:
    # of numbers there is no size
    return f"(size({a}) IS NULL) = (size({b}) IS NULL)"


def is_plain(operands: Operands, span: Span) -> bool:
    """Tell whether a list or a map surely holds no null, and no text that reads as a number."""
    start, end = operands.inside(span)
    if operands.analysis.roles.get(start) == "function":
        return operands.tokens[start].text.lower() in ("range", "keys", "labels", "nodes", "relationships")
    if operands.text[start] == "{" or operands.word(start + 2) == "IN":
        return end - start == 2
    parts = operands.split(start + 1, end - 1)
    kinds: set[Kind] = {operands.kind(part) for part in parts}
    plain = not any(operands.may_be_null(part) for part in parts) and (kinds <= {"number"} or kinds <= {"boolean"})
    return operands.text[start] == "[" and (plain or all(is_word(operands, part) for part in parts))


def is_word(operands: Operands, span: Span) -> bool:
    """Tell whether an operand is a text that reads as no number."""
    start, end = operands.inside(span)
    if end - start != 1 or operands.tokens[start].kind not in ("string", "parameter"):
        return False
    return _is_word(operands.value(start))


def _is_word(value: object) -> bool:
    try:
        return isinstance(value, str) and not isinstance(float(value), float)
    except ValueError:
        return True


def _all_words(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(map(_is_word, value))


def in_a_chain(operands: Operands, left: Span, right: Span) -> bool:
    """Tell whether a comparison is part of ``a < b < c``."""
    chained = (*EQUALITIES, *ORDERINGS)
    return operands.operator(left[0] - 1) in chained or operands.operator(right[1]) in chained


def repeatable(operands: Operands, span: Span) -> bool:
    """Tell whether an operand may be written twice."""
    tokens = operands.tokens[span[0] : span[1]]
    return (
        bool(tokens)
        and tokens[-1].end - tokens[0].start <= LONGEST
        and not any(
            token.text.lower() in _ONE_TIME or operands.text[i] == "{" for i, token in enumerate(tokens, span[0])
        )
    )


def assignments(operands: Operands) -> set[int]:
    """Return the signs of equality that compare nothing: those of SET, of a path's name, and of ``reduce``."""
    signs: set[int] = set()
    clause = ""
    frames: list[tuple[str, int]] = []
    for i in range(len(operands.tokens)):
        while frames and i >= frames[-1][1]:
            clause = frames.pop()[0]
        text, word = operands.text[i], operands.word(i)
        if text in ("(", "{", "[") and i in operands.partner:
            frames.append((clause, operands.partner[i]))
            name = operands.tokens[i - 1].upper if i else ""
            clause = {"REDUCE": "MATCH", "FOREACH": ""}.get(name, clause if text == "{" else "")
        elif text == ",":
            clause = "" if clause == "MATCH" and frames and _in_reduce(operands, frames[-1][1]) else clause
        elif word in _CLAUSES and not (word == "WITH" and operands.word(i - 1) in ("STARTS", "ENDS")):
            clause = word
        elif text == "=" and clause in ("SET", "MATCH", "MERGE", "CREATE"):
            signs.add(i)
    return signs


_CLAUSES = words("SET MATCH MERGE CREATE WHERE WITH RETURN UNWIND REMOVE DELETE WHEN THEN")


def _in_reduce(operands: Operands, closing: int) -> bool:
    opening = operands.partner[closing]
    return opening > 0 and operands.tokens[opening - 1].upper == "REDUCE"
