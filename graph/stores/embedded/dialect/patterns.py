"""Moves what only Neo4j takes inside a pattern into the WHERE of its MATCH.

Label expressions (``(n:A|B)``, ``(n:!A)``), conditions (``(n WHERE n.x > 1)``) and properties that the engine
compares loosely (``(n {x: 1})``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from graph.cypher.words import words
from graph.stores.embedded.dialect import compare
from graph.stores.embedded.dialect.operands import Operands, Span
from graph.stores.embedded.dialect.steps import is_counted, takes_length

Piece = Callable[[Span], str]


_ONE_LABEL = {
    "node": "{0}:{1}",
    "relationship": "type({0}) = {2}",
    "variable": "coalesce({0}:{1}, type({0}) = {2})",
    "expression": "coalesce({2} IN labels({0}), type({0}) = {2})",
}
"""Tests of a label or a type, by what is tested: the engine's own is of the variable of a node alone."""
_ANY_LABEL = {"node": "size(labels({0})) > 0", "relationship": "type({0}) <> ''"}
Tested = Literal["node", "relationship", "variable", "expression"]


def label_test(
    operands: Operands, start: int, name: str, piece: Piece, tested: Tested = "node"
) -> tuple[str, int] | None:
    """Return the condition of a label expression that starts at a token, and the index behind it."""
    parser = _Labels(operands, start, name, piece, tested)
    condition = parser.either()
    return None if condition is None else (condition, parser.at)


class _Labels:
    def __init__(self, operands: Operands, start: int, name: str, piece: Piece, tested: Tested) -> None:
        self.operands, self.at, self.name, self.piece, self.tested = operands, start, name, piece, tested

    def either(self) -> str | None:
        return self._joined(("|",), " OR ", self.both)

    def both(self) -> str | None:
        return self._joined(("&", ":"), " AND ", self.one)

    def _joined(self, marks: tuple[str, ...], word: str, part: Callable[[], str | None]) -> str | None:
        parts = [part()]
        while self._text() in marks and self._goes_on():
            self.at += 1
            if self._text() == ":":  # A|:B
                self.at += 1
            parts.append(part())
        if None in parts:
            return None
        return parts[0] if len(parts) == 1 else f"({word.join(str(condition) for condition in parts)})"

    def one(self) -> str | None:
        text = self._text()
        if text == "!":
            self.at += 1
            condition = self.one()
            return None if condition is None else f"NOT {condition}"
        if text == "%":
            self.at += 1
            either = f"coalesce({_ANY_LABEL['node']}, {_ANY_LABEL['relationship']})"
            return _ANY_LABEL.get(self.tested, either).format(self.name)
        if text == "(":
            self.at += 1
            condition = self.either()
            if condition is None or self._text() != ")":
                return None
            self.at += 1
            return f"({condition})"
        if self.operands.analysis.roles.get(self.at) != "label":
            return None
        self.at += 1
        text = self.operands.tokens[self.at - 1].name.replace("\\", "\\\\").replace("'", "\\'")
        return _ONE_LABEL[self.tested].format(self.name, self.piece((self.at - 1, self.at)).strip(), f"'{text}'")

    def _text(self) -> str:
        return self.operands.text[self.at] if self.at < len(self.operands.tokens) else ""

    def _goes_on(self) -> bool:
        after = self.operands.text[self.at + 1] if self.at + 1 < len(self.operands.tokens) else ""
        return after in ("!", "%", "(", ":") or self.operands.analysis.roles.get(self.at + 1) == "label"


def is_simple(operands: Operands, start: int, end: int, also: str = "") -> bool:
    """Tell whether labels are one, or several by colons (and by one more mark), as the embedded engine takes them."""
    return all(operands.text[at] in ("", ":", also) for at in range(start, end))


class Match:
    """One MATCH: its patterns, and where they end.

    Parameters
    ----------
    operands : Operands
    start : int
        The token of MATCH.
    """

    def __init__(self, operands: Operands, start: int) -> None:
        self.operands = operands
        self.start = start
        self.where = self._next(start + 1, ("WHERE",))
        self.end = self._next(start + 1, ())
        first = start == 0 or operands.text[start - 1] == "{"
        several = len(operands.split(start + 1, min(self.where, self.end))) > 1
        self.chained = (several or not first) and operands.word(start - 1) != "OPTIONAL"
        self.counted = is_counted(operands, start)

    def _next(self, at: int, wanted: tuple[str, ...]) -> int:
        """Return where a word stands at this depth, or the clause ends."""
        operands = self.operands
        while at < len(operands.tokens):
            word = operands.word(at)
            if operands.partner.get(at, -1) > at:
                at = operands.partner[at] + 1
                continue
            if operands.text[at] in (")", "}", "]", ";") or word in wanted:
                return at
            if word in _CLAUSES and not (word == "WITH" and operands.word(at - 1) in ("STARTS", "ENDS")):
                return at
            at += 1
        return at

    def changes(self, piece: Piece, *, may_name: bool) -> tuple[list[tuple[Span, str]], list[str]]:
        """Return what is written for pieces of the patterns, and the conditions that take their place."""
        changed: list[tuple[Span, str]] = []
        conditions: list[str] = []
        at = self.start + 1
        while at < min(self.where, self.end):
            closing = self.operands.partner.get(at, -1)
            if closing < at or self.operands.text[at] not in ("(", "["):
                at += 1
                continue
            if self.operands.analysis.roles.get(at - 1) != "function":
                rewritten = self._element(at, closing, piece, may_name=may_name)
                if rewritten is not None:
                    changed.append(((at, closing + 1), rewritten[0]))
                    conditions += rewritten[1]
            at = closing + 1
        return changed, conditions

    def _element(self, opening: int, closing: int, piece: Piece, *, may_name: bool) -> tuple[str, list[str]] | None:
        """Return a node or a relationship as the engine takes it, and its conditions; None where it stays as it is."""
        operands = self.operands
        node = operands.text[opening] == "("
        at = opening + 1
        named = at < closing and operands.tokens[at].kind in ("word", "quoted") and not operands.text[at]
        named = named and operands.word(at) not in ("WHERE", "IS") and operands.analysis.roles.get(at) != "label"
        name = piece((at, at + 1)).strip() if named else f"`_{self.start}_{opening}`"
        at += named
        conditions: list[str] = []
        labels_and_map = ""
        if operands.text[at] == ":":
            end = at + 1
            while end < closing and operands.text[end] not in ("{", "*") and operands.word(end) != "WHERE":
                end += 1
            if is_simple(operands, at, end, "" if node else "|"):
                labels_and_map = piece((at, end))
            else:
                test = label_test(operands, at + 1, name, piece, "node" if node else "relationship")
                if test is None or test[1] != end:
                    return None
                conditions.append(test[0])
            at = end
        if operands.text[at] == "*":
            return None
        if operands.text[at] == "{" and at in operands.partner:
            entries = []
            for entry in operands.split(at + 1, operands.partner[at]):
                if is_loose(operands, (entry[0] + 2, entry[1])):
                    value = entry[0] + 2, entry[1]
                    property_ = f"{name}.{piece((entry[0], entry[0] + 1)).strip()}"
                    conditions.append(
                        f"{property_} = {piece(value).strip()} AND {_SIZES[operands.kind(value)].format(property_)}"
                    )
                else:
                    entries.append(piece(entry).strip())
            labels_and_map += f" {{{', '.join(entries)}}}" if entries else ""
            at = operands.partner[at] + 1
        if operands.word(at) == "WHERE" and at + 1 < closing:
            conditions.append(f"({piece((at + 1, closing)).strip()})")
            at = closing
        asked = self.chained or not (labels_and_map or conditions)
        if node and ((named and self._alone(opening, closing)) or (asked and self._between(opening, closing))):
            conditions.append(f"{name} IS NOT NULL")
        if at != closing or not conditions or not (named or may_name):
            return None
        return f"{operands.text[opening]}{name}{labels_and_map}{operands.text[closing]}", conditions

    def _between(self, opening: int, closing: int) -> bool:
        """Tell whether a node has a relationship on both sides, whose two steps a condition that always holds parts.

        In a pattern that is joined to what is known already, the engine would follow the second relationship from
        another node where the first is not there; and it fails where two steps in one go give very many rows.
        """
        before, after = self.operands.text[opening - 1], self.operands.text[closing + 1]
        return (self.chained or not self.counted) and before in ("-", ">") and after in ("-", "<")

    def _alone(self, opening: int, closing: int) -> bool:
        """Tell whether a node is a whole pattern and bound before: null matches no node, which the engine forgets."""
        tokens = self.operands.tokens
        whole = (opening == self.start + 1 or tokens[opening - 1].text == ",") and (
            closing + 1 in (self.where, self.end) or tokens[closing + 1].text == ","
        )
        optional = self.operands.word(self.start - 1) == "OPTIONAL"
        return whole and not optional and any(token.name == tokens[opening + 1].name for token in tokens[: self.start])


_CLAUSES = words(
    "MATCH OPTIONAL WITH RETURN UNWIND CALL CREATE MERGE SET DELETE DETACH REMOVE FOREACH UNION ORDER SKIP LIMIT "
    "OFFSET USING FINISH"
)
_SIZES = {"number": "size({}) IS NULL", "text": "size({}) IS NOT NULL", "null": "true"}
"""What holds of a value of a kind: numbers have no size."""


def is_loose(operands: Operands, value: Span) -> bool:
    """Tell whether a literal in a pattern's map is compared loosely: null, a number, or a text that reads as one."""
    if value[1] - value[0] != 1 or operands.tokens[value[0]].kind == "parameter":
        return operands.kind(value) == "number" and value[1] - value[0] == 2 and operands.text[value[0]] == "-"
    kind = operands.kind(value)
    literal = operands.tokens[value[0]].kind in ("string", "number") or kind == "null"
    return literal and (kind in ("number", "null") or (kind == "text" and not compare.is_word(operands, value)))


def is_left_chained(operands: Operands, match: Match, moved: set[int]) -> bool:
    """Tell whether a node between two relationships could not be given a name."""
    return match.chained and any(
        operands.text[at] == "("
        and operands.text[at - 1] in ("-", ">")
        and at not in moved
        and operands.text[operands.partner.get(at, at) + 1] in ("-", "<")
        and not takes_length(operands, at)
        for at in range(match.start, min(match.where, match.end))
    )


def tests_patterns(operands: Operands, match: Match) -> bool:
    """Tell whether the WHERE of a MATCH looks for patterns."""
    return any(
        at in operands.arrows or (operands.text[at] == "{" and operands.tokens[at - 1].upper in ("EXISTS", "COUNT"))
        for at in range(match.where + 1, match.end)
    )


def matches(operands: Operands) -> list[Match]:
    """Return every MATCH of a query."""
    return [
        Match(operands, i)
        for i in range(len(operands.tokens))
        if operands.word(i) == "MATCH" and operands.analysis.roles.get(i) == "keyword"
    ]


def projects_all(operands: Operands) -> bool:
    """Tell whether a query has WITH * or RETURN *, which a name of our own would come into."""
    return any(
        operands.text[i] == "*"
        and (operands.word(i - 1) in ("WITH", "RETURN", "DISTINCT") or operands.word(i - 2) == "CALL")
        for i in range(2, len(operands.tokens))
    ) or operands.text[1:2] == ["*"]
