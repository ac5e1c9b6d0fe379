"""The parts of a query that are constant, and their values, where dates, times and durations are among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any

from graph.cypher.analysis import analyse
from graph.cypher.tokens import Token, tokenize
from graph.errors import QueryError
from graph.stores.embedded.dialect import temporal_functions as functions
from graph.stores.embedded.dialect.compare import EQUALITIES, ORDERINGS
from graph.stores.embedded.dialect.operands import Operands, Span
from graph.stores.embedded.dialect.strings import unescaped
from graph.stores.embedded.dialect.temporal_parts import construct
from graph.stores.temporal import Duration, Temporal, TemporalError, temporal_of
from graph.stores.temporal_text import KINDS

CLOCKS = ("transaction", "statement", "realtime")
"""What stands behind the dot of a function that reads the clock."""
TEMPORAL = (date, time)
"""What a parameter is that the engine is not given as it is."""
_LONGEST = 400
"""Tokens of an expression that is reckoned: a longer one may be nested too deeply."""
_SHOWN = 80
"""Characters of an expression that an error shows."""


class Unknown(Exception):
    """An expression is not known before the query runs."""


class Edited:
    """A query whose tokens are replaced.

    Parameters
    ----------
    query : str
    parameters : mapping
        As far as they are known.
    """

    def __init__(self, query: str, parameters: Mapping[str, Any]) -> None:
        tokens = tokenize(query, dialect="embedded")
        self._places = {token.start: place for place, token in enumerate(tokens)}
        self.text = [token.text for token in tokens]
        self.analysis = analyse(tokens)
        self.usable = not any(problem.kind in ("bracket", "end") for problem in self.analysis.problems)
        self.operands = Operands(self.analysis, parameters)
        self.parameters = parameters
        self.tokens: Sequence[Token] = self.analysis.tokens
        self.notices: set[str] = set()
        self._values: dict[Span, Any] = {}
        self.calls = dict(self._calls()) if self.usable else {}

    def edit(self) -> None:
        """Replace what is to be replaced."""
        raise NotImplementedError

    def _calls(self) -> Iterator[tuple[int, tuple[str, int]]]:
        """Give for the first token of each call the function's name, in small letters, and the opening bracket."""
        for name, i in self.analysis.functions:
            opening = i + 2 * name.count(".") + 1
            if self.operands.text[opening] == "(" and opening in self.operands.partner:
                yield i, (name.lower(), opening)

    def arguments(self, opening: int) -> list[Span]:
        """Return the arguments of a call."""
        return self.operands.split(opening + 1, self.operands.partner[opening])

    def piece(self, span: Span) -> str:
        """Return what is written for some tokens."""
        return "".join(self.text[self._place(span[0]) : self._place(span[1] - 1) + 1])

    def replace(self, span: Span, new: str) -> None:
        """Write something for some tokens."""
        first, last = self._place(span[0]), self._place(span[1] - 1)
        before = " " if first and new[:1].isalnum() and self.text[first - 1][-1:].isalnum() else ""
        self.text[first : last + 1] = [before + new, *[""] * (last - first)]

    def _place(self, i: int) -> int:
        return self._places[self.tokens[i].start]

    def refuse(self, i: int, reason: str) -> QueryError:
        """Return the error of what a token begins."""
        token = self.tokens[i]
        text = f"{reason} (line {token.line}, column {token.column})."
        return QueryError(text, line=token.line, column=token.column)

    def refuse_value(self, span: Span, error: TemporalError) -> QueryError:
        """Return the error of an expression that has no value."""
        text = " ".join(self.piece(span).split())
        return self.refuse(span[0], f"{text if len(text) <= _SHOWN else text[:_SHOWN] + '…'}: {error}")

    # What is constant

    def value(self, span: Span) -> Any:
        """Return the value of an expression; raises :class:`Unknown` where it is not constant."""
        start, end = span
        if start >= end or end - start > _LONGEST:
            raise Unknown
        if span not in self._values:
            try:
                self._values[span] = self._value(*self.operands.inside(span))
            except Unknown:
                self._values[span] = Unknown
        if self._values[span] is Unknown:
            raise Unknown
        return self._values[span]

    def _value(self, start: int, end: int) -> Any:
        for i in range(end - 2, start, -1):
            sides = (self.operands.left(i), self.operands.right(i)) if self.operands.operator(i) else ()
            if sides == ((start, i), (i + 1, end)):
                return self._operated(i, self.value((start, i)), self.value((i + 1, end)))
        if end - start == 1:
            return self._single(start)
        if self.operands.text[start] == "-":
            number = self.value((start + 1, end))
            if type(number) in (int, float):
                return -number
            raise Unknown
        if self.operands.text[start] == "[" and self.operands.partner.get(start) == end - 1:
            return [self.value(part) for part in self.operands.split(start + 1, end - 1)]
        if self.operands.text[start] == "{" and self.operands.partner.get(start) == end - 1:
            return {name: self.value(part) for name, part in self.entries((start, end))}
        if start in self.calls and self.operands.partner.get(self.calls[start][1]) == end - 1:
            return self._called(*self.calls[start])
        if self.operands.text[end - 2] == "." and end - start > 2:
            return self._part(self.value((start, end - 2)), self.tokens[end - 1].name)
        raise Unknown

    def entries(self, span: Span) -> list[tuple[str, Span]]:
        """Return the entries of a map that is written out."""
        found = []
        for start, end in self.operands.split(span[0] + 1, span[1] - 1):
            if self.operands.text[start + 1] != ":":
                raise Unknown
            found.append((self.tokens[start].name, (start + 2, end)))
        return found

    def _operated(self, i: int, left: Any, right: Any) -> Any:
        operator = self.operands.operator(i)
        if not isinstance(left, Temporal | Duration) and not isinstance(right, Temporal | Duration):
            if type(left) is type(right) is int and operator in ("+", "-", "*"):
                return left + right if operator == "+" else left - right if operator == "-" else left * right
            raise Unknown
        if operator in ("+", "-") and not isinstance(left, list) and not isinstance(right, list):
            return functions.added(left, right, 1 if operator == "+" else -1)
        if operator in ("*", "/"):
            return functions.scaled(left, right, operator)
        if operator in (*EQUALITIES, *ORDERINGS):
            chained = (*EQUALITIES, *ORDERINGS)
            beside = (
                self.operands.operator(self.operands.left(i)[0] - 1),
                self.operands.operator(self.operands.right(i)[1]),
            )
            if beside[0] not in chained and beside[1] not in chained:
                return functions.compared(left, right, operator)
        raise Unknown

    def _single(self, i: int) -> Any:
        token = self.tokens[i]
        if token.kind == "string":
            return unescaped(token.text)
        if token.kind == "number":
            text = token.text.replace("_", "").lower()
            if text.isdecimal():
                return int(text)
            if text.startswith(("0x", "0o")):
                return int(text, 0)
            return float(text.rstrip("fd"))
        if token.kind == "parameter" and token.name in self.parameters:
            return known(self.parameters[token.name])
        if self.operands.word(i) in ("TRUE", "FALSE", "NULL"):
            return {"TRUE": True, "FALSE": False, "NULL": None}[self.operands.word(i)]
        raise Unknown

    def _called(self, name: str, opening: int) -> Any:
        kind, _, rest = name.partition(".")
        if kind not in KINDS and name != "tostring":
            raise Unknown
        arguments = [self.value(span) for span in self.arguments(opening)]
        if name == "tostring":
            if len(arguments) == 1 and isinstance(arguments[0], Temporal | Duration):
                found = arguments[0]
                return found.text() if isinstance(found, Temporal) else str(found)
            raise Unknown
        if not rest:
            if len(arguments) != 1:
                raise Unknown  # of the clock
            return None if arguments[0] is None else construct(kind, arguments[0])
        if rest in CLOCKS and arguments != [None]:
            raise Unknown
        if rest in CLOCKS:
            return None
        return functions.called(kind, rest, arguments)

    def _part(self, value: Any, name: str) -> Any:
        if isinstance(value, Temporal | Duration):
            return functions.component(value, name)
        if isinstance(value, dict):
            return value.get(name)
        raise Unknown


def known(value: Any) -> Any:
    """Return the value of a parameter; raises :class:`Unknown` where it can be in no expression here."""
    match value:
        case date() | time():
            return temporal_of(value)
        case None | bool() | int() | float() | str():
            return value
        case Mapping():
            return {str(name): known(item) for name, item in value.items()}
        case list() | tuple():
            return [known(item) for item in value]
    raise Unknown
