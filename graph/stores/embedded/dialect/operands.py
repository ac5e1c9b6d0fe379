"""The operands of an operator, and what kind of value an expression gives, as far as tokens tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any, Literal

from graph.cypher.analysis import Analysis
from graph.cypher.words import words

Kind = Literal["text", "number", "boolean", "null", "list", "map", "node", "relationship", "path", "temporal", "any"]
Span = tuple[int, int]
"""Indexes of the first token and of the one behind the last."""

_BINARY = {"OR": 1, "XOR": 2, "AND": 3, "=": 5, "<>": 5, "!=": 5, "<": 5, ">": 5, "<=": 5, ">=": 5, "=~": 6}
_BINARY |= {"IN": 6, "STARTS": 6, "ENDS": 6, "CONTAINS": 6, "IS": 6, "+": 7, "-": 7, "||": 7, "*": 8, "/": 8, "%": 8}
_BINARY |= {"^": 9}
_NOT = 4
COMPARISON = 5
_CLOSES = {")": "(", "]": "[", "}": "{"}
_ENDS = words(
    "WHERE WITH RETURN UNWIND WHEN THEN ELSE AS DISTINCT BY ORDER LIMIT SKIP OFFSET SET ON ASC DESC ASCENDING"
)
_ENDS |= words(
    "DESCENDING MATCH OPTIONAL CREATE MERGE DELETE DETACH NODETACH REMOVE CALL YIELD UNION FOREACH USING FINISH"
)
_PREFIXES = words("NOT DISTINCT")
_FUNCTIONS: dict[str, Kind] = dict.fromkeys(
    words(
        "abs acos asin atan atan2 avg ceil char_length cos cot count degrees e exp floor haversin id length log log10 "
        "percentilecont percentiledisc pi radians rand round sign sin size sqrt stdev stdevp tan timestamp tofloat "
        "tointeger"
    ),
    "number",
)
_FUNCTIONS |= dict.fromkeys(
    words(
        "elementid left lower ltrim normalize replace right rtrim substring tolower tostring toupper trim type upper"
    ),
    "text",
)
_FUNCTIONS |= dict.fromkeys(
    words("collect keys labels nodes range relationships split tail tointegerlist tofloatlist tostringlist"), "list"
)
_FUNCTIONS |= dict.fromkeys(words("all any exists isempty isnan none single toboolean"), "boolean")
_FUNCTIONS |= dict.fromkeys(words("date datetime duration localdatetime localtime time"), "temporal")
_FUNCTIONS |= {"properties": "map", "startnode": "node", "endnode": "node"}
_ITEMS: dict[str, Kind] = {"range": "number", "keys": "text", "labels": "text", "split": "text", "nodes": "node"}
_ITEMS |= {"relationships": "relationship"}


class Operands:
    """The expressions of a query.

    Parameters
    ----------
    analysis : Analysis
    parameters : mapping, optional
        Where they are known, so are their kinds.
    """

    def __init__(self, analysis: Analysis, parameters: Mapping[str, Any] | None = None) -> None:
        self.analysis = analysis
        self.tokens = analysis.tokens
        self.text = [token.text if token.kind == "punctuation" else "" for token in self.tokens]
        self.text += [""] * 4  # so that what is looked at before the first and behind the last token is nothing
        self._parameters = parameters or {}
        keyword = [analysis.roles.get(i, "keyword") == "keyword" for i in range(len(self.tokens))]
        self._words = [token.upper if keyword[i] else "" for i, token in enumerate(self.tokens)]
        self.partner = self._partners()
        self.lengths = {
            i
            for start, end in self.partner.items()
            if self.text[start] == "[" and self._at(start - 1) == "-"
            for i in range(start, end)
            if self.text[i] == "*" and self.text[i - 1] not in _CLOSES
        }
        self.arrows = {i for i in range(len(self.tokens)) if self._is_arrow(i)}
        self._operators = [self._operator(i) for i in range(len(self.tokens))]
        self._kinds: dict[str, Kind] = {}
        self._item_kinds: dict[str, Kind] = {}
        self._note_variables()

    def word(self, i: int) -> str:
        """Return a keyword in capitals; empty where the token is a name or none."""
        return self._words[i] if 0 <= i < len(self._words) else ""

    def operator(self, i: int) -> str:
        """Return the binary operator that a token is; empty where it is none."""
        return self._operators[i] if 0 <= i < len(self._operators) else ""

    def _operator(self, i: int) -> str:
        if not 0 < i < len(self.tokens) or i in self.arrows or i in self.lengths:
            return ""
        text = self.text[i] or self.word(i)
        if text not in _BINARY or (text in ("+", "-", "*", "%") and not self._ends_operand(i - 1)):
            return ""
        return "" if text == "IN" and self.binds(i) else text

    def binds(self, i: int) -> bool:
        """Tell whether the IN at a token names the items of a list: ``[x IN xs | …]``, ``any(x IN xs WHERE …)``."""
        before, opening = self._at(i - 2), self.tokens[i - 3].upper if i >= 3 else ""
        if before == "[":
            return True
        return (before == "(" and opening in ("ANY", "ALL", "NONE", "SINGLE", "FOREACH")) or (
            before == "," and i >= 2 and self._is_reduce(i - 2)
        )

    def _is_reduce(self, comma: int) -> bool:
        return any(
            start < comma < end and self.text[start] == "(" and self.tokens[start - 1].upper in ("REDUCE",)
            for start, end in self.partner.items()
            if start > 0
        )

    def left(self, i: int) -> Span:
        """Return the left operand of the operator at a token."""
        rank, at = self._rank(i), i
        while at > 0:
            before = at - 1
            if self.text[before] in _CLOSES or self.word(before) == "END":
                at = self.partner.get(before, before)
            elif (
                self._stops(before)
                or (self.word(before) == "NOT" and rank > _NOT)
                or (self.operator(before) and (self._rank(before) < rank or self._rank(before) == COMPARISON == rank))
            ):
                break
            else:
                at = before
        return at, i

    def right(self, i: int) -> Span:
        """Return the right operand of the operator at a token."""
        rank, start = self._rank(i), i + 1
        if self.word(i) in ("STARTS", "ENDS"):
            start += 1
        at, opening = start, True
        while at < len(self.tokens):
            if self.text[at] in ("(", "[", "{") or self.word(at) == "CASE":
                at, opening = self.partner.get(at, at) + 1, False
            elif opening and (self.text[at] in ("-", "+") or self.word(at) == "NOT"):
                at += 1
            elif (
                self._stops(at)
                or self.text[at] in _CLOSES
                or self.word(at) == "END"
                or (self.operator(at) and self._rank(at) <= rank)
            ):
                break
            else:
                opening = bool(self.operator(at))
                at += 1
        return start, at

    def kind(self, span: Span) -> Kind:
        """Return what kind of value an expression gives, null aside; ``any`` where tokens do not tell."""
        start, end = self.inside(span)
        if start >= end:
            return "any"
        weakest = self._weakest(start, end)
        if weakest is not None:
            return self._operated(weakest)
        if self.word(start) == "NOT" or self.word(start) == "EXISTS":
            return "boolean"
        if self.text[start] in ("-", "+"):
            return "number"
        if self.word(start) == "CASE" and self.partner.get(start) == end - 1:
            given = {self.kind(branch) for branch in self.branches(start)} - {"null"}
            return given.pop() if len(given) == 1 else "any"
        token = self.tokens[start]
        if end - start == 1:
            return self._single(start)
        if token.kind == "word" and self.text[start + 1] == "{" and token.upper in ("COUNT", "COLLECT"):
            return "number" if token.upper == "COUNT" else "list"
        if self.text[start] in ("[", "{") and self.partner.get(start) == end - 1:
            return "list" if self.text[start] == "[" else "map"
        if self.text[end - 1] == "]" and ".." in self.text[self.partner.get(end - 1, end - 1) + 1 : end - 1]:
            return "list"
        if self.text[end - 1] == "]" and start < self.partner.get(end - 1, start):
            return self.items((start, self.partner[end - 1]))
        name_end = self.partner.get(end - 1, 0)
        if self.text[end - 1] == ")" and self.analysis.roles.get(start) == "function" and name_end == start + 1:
            return self._called(token.text.lower(), name_end, end - 1)
        labelled = self.analysis.roles.get(start) == "variable" and self.text[start + 1] == ":"
        return "boolean" if labelled else "any"

    def branches(self, case: int) -> list[Span]:
        """Return what a CASE may give: what stands behind each THEN, and behind ELSE."""
        found: list[Span] = []
        at, begun, end = case + 1, -1, self.partner[case]
        while at <= end:
            if begun >= 0 and (at == end or self.word(at) in ("WHEN", "ELSE")):
                found.append((begun, at))
                begun = -1
            if self.word(at) in ("THEN", "ELSE"):
                begun = at + 1
            at = self.partner[at] + 1 if self.partner.get(at, -1) > at else at + 1
        return found

    def items(self, span: Span) -> Kind:
        """Return the kind of the items of a list, where all have one."""
        start, end = self.inside(span)
        joined = self._weakest(start, end) if start < end else None
        if joined is not None:
            both = self.left(joined), self.right(joined)
            sides = {self.items(side) if self.kind(side) in ("list", "any") else self.kind(side) for side in both}
            return sides.pop() if self.operator(joined) == "+" and len(sides) == 1 else "any"
        if self.word(start) == "CASE" and self.partner.get(start) == end - 1:
            parts = self.branches(start)
            given = {self.items(part) for part in parts if part[1] - part[0] != 2 and self.kind(part) != "null"}
            return given.pop() if len(given) == 1 else "any"
        opening = self.partner.get(end - 1, start)
        if self.text[end - 1] == "]" and start < opening and ".." in self.text[opening:end]:
            return self.items((start, opening))
        if end - start == 1 and self.tokens[start].kind == "parameter":
            values = self._parameters.get(self.tokens[start].name)
            kinds_given = {_kind_of(value) for value in values} if isinstance(values, list | tuple) else set()
            return kinds_given.pop() if len(kinds_given) == 1 else "any"
        if end - start > 1 and self.text[start] == "[" and self.partner.get(start) == end - 1:
            if self.word(start + 2) == "IN" and self.binds(start + 2):
                return self._made(start, end)
            if self.text[start + 1] == "(" and self.partner.get(start + 1, end) + 1 in self.arrows:
                return "any"
            kinds = {self.kind(item) for item in self.split(start + 1, end - 1)} - {"null"}
            return kinds.pop() if len(kinds) == 1 else "any"
        if end - start == 1:
            return self._item_kinds.get(self.tokens[start].name, "any")
        if self.analysis.roles.get(start) == "function" and self.partner.get(start + 1) == end - 1:
            if self.tokens[start].upper == "COLLECT":
                return self.kind((start + 3 if self.word(start + 2) == "DISTINCT" else start + 2, end - 1))
            if self.tokens[start].upper in ("TAIL", "REVERSE"):
                return self.items((start + 2, end - 1))
            return _ITEMS.get(self.tokens[start].text.lower(), "any")
        return "any"

    def _made(self, start: int, end: int) -> Kind:
        """Return the kind of the items of ``[x IN xs WHERE … | …]``."""
        at = start + 3
        while at < end - 1:
            if self.text[at] == "|":
                return self.kind((at + 1, end - 1))
            at = self.partner[at] + 1 if self.partner.get(at, -1) > at else at + 1
        return self.items(self.right(start + 2))

    def value(self, i: int) -> Any:
        """Return the value of a string or a parameter; None where it is not known."""
        token = self.tokens[i]
        if token.kind == "string":
            return token.text[1:-1]
        return self._parameters.get(token.name) if token.kind == "parameter" else None

    def split(self, start: int, end: int) -> list[Span]:
        """Return what the commas outside brackets part."""
        parts, at, first = [], start, start
        while at < end:
            if self.text[at] == ",":
                parts.append((first, at))
                first = at + 1
            at = self.partner[at] + 1 if self.text[at] in ("(", "[", "{") and at in self.partner else at + 1
        return [*parts, (first, end)] if first < end else parts

    def may_be_null(self, span: Span) -> bool:
        """Tell whether an expression may give null: all but literals, counts and lists of those may."""
        start, end = self.inside(span)
        if end - start == 1:
            token = self.tokens[start]
            return token.kind not in ("string", "number") and self.word(start) not in ("TRUE", "FALSE")
        if self.text[start] in ("[", "{") and self.partner.get(start) == end - 1:
            return False
        return not (self.analysis.roles.get(start) == "function" and self.tokens[start].text.lower() == "count")

    def inside(self, span: Span) -> Span:
        """Return an expression without the parentheses around it."""
        start, end = span
        while end - start > 1 and self.text[start] == "(" and self.partner.get(start) == end - 1:
            start, end = start + 1, end - 1
        return start, end

    def _weakest(self, start: int, end: int) -> int | None:
        """Return the operator that is applied last."""
        weakest, at = None, start
        while at < end:
            if self.text[at] in ("(", "[", "{") or self.word(at) == "CASE":
                at = self.partner.get(at, at) + 1
                continue
            if at > start and self.operator(at) and (weakest is None or self._rank(at) <= self._rank(weakest)):
                weakest = at
            at += 1
        if weakest is not None and self.word(start) == "NOT" and self._rank(weakest) > _NOT:
            return None
        return weakest

    def _operated(self, i: int) -> Kind:
        operator = self.operator(i)
        if self._rank(i) <= 6:
            return "boolean"
        left, right = self.kind(self.left(i)), self.kind(self.right(i))
        if operator == "||":
            return "list" if "list" in (left, right) else "any"
        if operator == "+":
            for kind in ("list", "text"):
                if kind in (left, right) and (kind == "list" or "any" not in (left, right)):
                    return kind
            return left if left == right and left in ("number", "temporal") else "any"
        if "temporal" in (left, right):
            return "temporal"
        return "number" if left == right == "number" or operator in ("^", "%") else "any"

    def _single(self, i: int) -> Kind:
        token = self.tokens[i]
        match token.kind:
            case "string":
                return "text"
            case "number":
                return "number"
            case "parameter":
                return _kind_of(self._parameters[token.name]) if token.name in self._parameters else "any"
        if token.upper in ("TRUE", "FALSE", "NULL") and self.analysis.roles.get(i, "keyword") == "keyword":
            return "null" if token.upper == "NULL" else "boolean"
        return self._kinds.get(token.name, "any")

    def _called(self, name: str, opening: int, closing: int) -> Kind:
        if name in ("coalesce", "min", "max", "sum", "head", "last", "reverse", "nullif"):
            parts = self.split(opening + 1, closing)
            if name in ("head", "last"):
                return self.items(parts[0]) if parts else "any"
            if parts and self.word(parts[0][0]) == "DISTINCT":
                parts[0] = parts[0][0] + 1, parts[0][1]
            kinds = {self.kind(part) for part in parts} - {"null"}
            if name == "sum" and kinds == {"any"}:
                return "number"
            return kinds.pop() if len(kinds) == 1 else "any"
        return _FUNCTIONS.get(name, "any")

    def _rank(self, i: int) -> int:
        return _BINARY[self.text[i] or self.word(i)]

    def _stops(self, i: int) -> bool:
        if self.text[i] in ("(", "[", "{", ",", ";", "|", "..") or i in self.arrows or self.word(i) in _ENDS:
            return self.word(i) != "WITH" or self.word(i - 1) not in ("STARTS", "ENDS")
        if self.word(i) == "CASE" or (self.word(i) == "IN" and self.binds(i)):
            return True
        return self.text[i] == ":" and self.analysis.roles.get(i - 1) in ("key", "parameter")

    def _ends_operand(self, i: int) -> bool:
        """Tell whether an operand may end with a token."""
        if self.text[i]:
            return self.text[i] in _CLOSES
        word = self.word(i)
        return word not in _ENDS | _PREFIXES | {"CASE", "NOT", "IN", "CONTAINS"} and word not in _BINARY

    def _is_arrow(self, i: int) -> bool:
        """Tell whether a dash or an angle is part of a pattern's arrow."""
        before, text, after = self._at(i - 1), self.text[i], self._at(i + 1)
        if text == "-":
            if after in ("-", "[") and before in (")", "<", "-"):
                return True
            return (after in (">", "(") and before in ("]", "-")) or (before == "-" and after == ">")
        if text == "<":
            return after == "-" and self._at(i + 2) in ("-", "[") and before == ")"
        return text == ">" and before == "-"

    def _at(self, i: int) -> str:
        return self.text[i] if 0 <= i < len(self.text) else ""

    def _partners(self) -> dict[int, int]:
        partner: dict[int, int] = {}
        open_: list[int] = []
        for i in range(len(self.tokens)):
            while self.text[i] in _CLOSES and open_ and self.word(open_[-1]) == "CASE":
                open_.pop()  # a name
            if self.text[i] in ("(", "[", "{") or self.word(i) == "CASE":
                open_.append(i)
            elif (
                open_
                and (self.text[i] in _CLOSES or self.word(i) == "END")
                and (self.text[open_[-1]] == _CLOSES.get(self.text[i], ""))
            ):
                partner[i] = open_.pop()
                partner[partner[i]] = i
        return partner

    def _note_variables(self) -> None:
        """Note the kinds of variables; one that is bound to two kinds is of any."""
        for i, token in enumerate(self.tokens):
            if self.analysis.roles.get(i) == "alias" and self.word(i - 1) == "AS":
                span = self._item_before(i - 1)
                unwound = span[0] > 0 and self.word(span[0] - 1) == "UNWIND"
                items = "any" if unwound else self.items(span)
                self._bind(token.name, self.items(span) if unwound else self.kind(span))
                self._item_kinds[token.name] = items if self._item_kinds.get(token.name, items) == items else "any"
            elif token.kind not in ("word", "quoted") or self.word(i) in _ENDS:
                continue
            elif self.word(i + 1) == "IN" and self.binds(i + 1):
                self._bind(token.name, self.items(self.right(i + 1)))
            elif self.word(i - 1) in ("MATCH", "CREATE", "MERGE") and self._at(i + 1) == "=":
                self._bind(token.name, "path")
            elif self._at(i - 1) == "(" and self._at(i + 1) in (")", ":", "{") and self._is_pattern(i - 1):
                self._bind(token.name, "node")
            elif self._at(i - 1) == "[" and self._at(i - 2) == "-" and self._at(i + 1) in ("]", ":"):
                lengths = "*" in self.text[i : self.partner.get(i - 1, i)]
                self._bind(token.name, "list" if lengths else "relationship")

    def _bind(self, name: str, kind: Kind) -> None:
        self._kinds[name] = kind if self._kinds.get(name, kind) == kind else "any"

    def _item_before(self, i: int) -> Span:
        """Return the expression that ends before an AS."""
        at = i
        while at > 0:
            before = at - 1
            if self.text[before] in _CLOSES or self.word(before) == "END":
                at = self.partner.get(before, before)
            elif self._stops(before):
                break
            else:
                at = before
        return at, i

    def _is_pattern(self, opening: int) -> bool:
        before, word = self._at(opening - 1), self.word(opening - 1)
        return before in (",", "=", "-", ">", "(", "{") or word in (
            "MATCH",
            "CREATE",
            "MERGE",
            "WHERE",
            "AND",
            "OR",
            "NOT",
        )


def _kind_of(value: Any) -> Kind:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "text"
        case date() | time():
            return "temporal"
        case Mapping():
            return "map"
        case list() | tuple():
            return "list"
    return "any"
