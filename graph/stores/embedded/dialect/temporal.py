"""Dates, times and durations as the embedded engine takes them.

What is constant in a query is reckoned as Neo4j does (:mod:`temporal_functions`) and written as a literal. A call whose
argument is known only while the query runs is guarded, so that a form which the engine reads otherwise than Neo4j ends
the query instead of becoming null or another day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from graph.stores.embedded.dialect.compare import repeatable
from graph.stores.embedded.dialect.constants import CLOCKS, TEMPORAL, Edited, Unknown
from graph.stores.embedded.dialect.operands import Span
from graph.stores.temporal import SECOND, Duration, Temporal, TemporalError
from graph.stores.temporal_text import KINDS

_FORMS = {
    "date": "2019-03-02",
    "localtime": "14:30:05.25",
    "time": "14:30:05.25+01:00",
    "localdatetime": "2019-03-02T14:30:05.25",
    "datetime": "2019-03-02T14:30:05.25+01:00",
    "duration": "P1Y2M3DT4H5M6.5S",
}
"""A text of each kind that the engine reads as Neo4j does."""
_DAY = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
_CLOCK = "[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]{1,6})?)?"
_OFFSET = "(Z|[+-](0[0-9]|1[0-7]):[0-5][0-9]|[+-]18:00)"
_NUMBER = "[+-]?[0-9]+"
READ = {
    "date": f"{_DAY}(T.*)?",
    "localtime": f"({_DAY}T)?{_CLOCK}",
    "time": f"({_DAY}T)?{_CLOCK}{_OFFSET}?",
    "localdatetime": f"{_DAY}(T{_CLOCK})?",
    "datetime": f"{_DAY}(T{_CLOCK}{_OFFSET}?)?",
    "duration": f"-?P({_NUMBER}Y)?({_NUMBER}M)?({_NUMBER}W)?({_NUMBER}D)?"
    f"(T({_NUMBER}H)?({_NUMBER}M)?([+]?[0-9]+[.][0-9]{{1,9}}S|{_NUMBER}S)?)?",
}
"""What the engine reads as Neo4j does, as a regular expression of the text of a value."""
_DATE_PARTS = ("year", "month", "day")
_TIME_PARTS = ("hour", "minute", "second", "nanosecond")
_PARTS: dict[str, tuple[str, ...]] = {
    "date": _DATE_PARTS,
    "localtime": _TIME_PARTS,
    "time": (*_TIME_PARTS, "timezone"),
    "localdatetime": (*_DATE_PARTS, *_TIME_PARTS),
    "datetime": (*_DATE_PARTS, *_TIME_PARTS, "timezone"),
    "duration": ("years", "months", "weeks", "days", "hours", "minutes", "seconds", "nanoseconds"),
}
"""The parts of a map that the engine reads; but for a duration's each needs all before it, ``timezone`` aside."""
_GUARD = 730_100_000
"""What is divided by zero where a guard ends a query, and the place of the function in :data:`KINDS`."""
_CALLS = re.compile(rf"\b(?:{'|'.join(KINDS)})\s*[(./]", re.IGNORECASE)
_MOST = 2**63
_MOST_GUARDED = 2_000
"""Characters of a call that is guarded, and written more than once."""

NANOSECONDS, ZONE, UNKNOWN = "nanoseconds", "zone", "date"
"""What may differ, by the short name of its sentence (:mod:`differences`)."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A query in which what is constant among dates, times and durations was reckoned.

    Parameters
    ----------
    query : str
    differences : frozenset of str
        What the answer may differ in, by short names.
    """

    query: str
    differences: frozenset[str] = frozenset()


def fold(query: str, parameters: Mapping[str, Any] | None = None) -> Folded:
    """Return a query as the engine takes its dates, times and durations.

    Parameters
    ----------
    query : str
    parameters : mapping, optional
        Where they are known, what depends on them alone is constant too.

    Raises
    ------
    QueryError
        Neo4j refuses the query too, or the engine cannot hold a value.

    Examples
    --------
    >>> fold("RETURN date('2019-W10-6').year").query
    "RETURN 2019 AS `date('2019-W10-6').year`"
    """
    values = parameters or {}
    if not folds(query, values):
        return Folded(query)
    notices: set[str] = set()
    for step in (_Constants, _Guards):
        edited = step(query, values)
        if not edited.usable:
            return Folded(query)  # no engine takes it
        edited.edit()
        query = "".join(edited.text)
        notices |= edited.notices
    return Folded(query, frozenset(notices))


def folds(query: str, parameters: Mapping[str, Any]) -> bool:
    """Tell whether :func:`fold` may change a query with these parameters, or say something of it."""
    return bool(_CALLS.search(query)) or any(isinstance(value, TEMPORAL) for value in parameters.values())


def used_parameters(query: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters on which what :func:`fold` gives depends."""
    calls = bool(_CALLS.search(query))
    return {name: value for name, value in parameters.items() if calls or isinstance(value, TEMPORAL)}


def passed_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that the engine is given: :func:`fold` wrote dates, times and durations in the query."""
    return {name: value for name, value in parameters.items() if not isinstance(value, TEMPORAL)}


def guarded(message: str) -> str | None:
    """Return the sentence for a query that a guard ended, by what the engine said; None of another end."""
    found = re.search(rf"division by zero: {_GUARD // 1000}(\d\d\d) / 0", message)
    if not found:
        return None
    kind = KINDS[int(found[1])]
    return (
        f"A value given to {kind}() has a form that the embedded store would read otherwise than Neo4j. "
        f"Write it as '{_FORMS[kind]}', or check that there is such a {kind}."
    )


class _Constants(Edited):
    """Writes what is constant as literals."""

    def __init__(self, query: str, parameters: Mapping[str, Any]) -> None:
        super().__init__(query, parameters)
        self._callers = {opening: i for i, (_, opening) in self.calls.items()}
        self._named: dict[str, Span] = self._variables() if self.usable else {}
        self._open: set[str] = set()

    def edit(self) -> None:
        widest: set[Span] = set()
        end = 0
        for seed in sorted(self._seeds(), key=lambda span: (span[0], -span[1])):
            span = self._widest(seed) if seed[0] >= end else None  # what is within another is written with it
            if span:
                widest.add(span)
                end = span[1]
        named = self._unnamed_columns(widest)
        for span in widest:
            self.replace(span, self._literal(span))
        for place, name in named.items():
            self.text[place] += f" AS `{name}`"

    def _unnamed_columns(self, spans: set[Span]) -> dict[int, str]:
        """Return names for the columns that change, by the place behind which they go: no two columns may be alike."""
        clauses = [*self.analysis.clauses, (len(self.tokens), "")]
        names: dict[int, str] = {}
        for (start, word), (end, _) in pairwise(clauses):
            if word != "RETURN":
                continue
            first = start + 1 + (self.operands.word(start + 1) == "DISTINCT")
            for item in self.operands.split(first, end):
                changed = any(item[0] <= span[0] and span[1] <= item[1] for span in spans)
                name = self.piece(item)
                if changed and self.operands.word(item[1] - 2) != "AS" and "`" not in name:
                    names[self._place(item[1] - 1)] = name
        return names

    def _seeds(self) -> Iterator[Span]:
        """Give the calls, names and parameters that are a date, a time or a duration."""
        for i, (name, opening) in self.calls.items():
            if name.partition(".")[0] in KINDS:
                yield i, self.operands.partner[opening] + 1
        for i, token in enumerate(self.tokens):
            is_value = token.kind == "parameter" and isinstance(self.parameters.get(token.name), TEMPORAL)
            if is_value or self._is_given(i):
                yield i, i + 1

    def _widest(self, span: Span) -> Span | None:
        """Return the widest constant expression around a seed; None where nothing is to be written."""
        try:
            value = self.value(span)
        except Unknown:
            return None
        except TemporalError as error:
            raise self.refuse_value(span, error) from None
        seed = span
        while wider := self._wider(span):
            try:
                value, span = self.value(wider), wider
            except Unknown:
                break
            except TemporalError as error:
                raise self.refuse_value(wider, error) from None
        if span == seed and self.tokens[span[0]].kind != "parameter" and span[1] - span[0] == 1:
            return None  # a name alone stays a name
        if isinstance(value, list | dict):
            return seed
        return span

    def _wider(self, span: Span) -> Span | None:
        """Return the expression of which one is an operand."""
        operands, (start, end) = self.operands, span
        if (
            operands.text[end] == "."
            and self.analysis.roles.get(end + 1) == "property"
            and operands.text[end + 2] != "("
        ):
            return start, end + 2
        if start and operands.text[start - 1] == "(" and operands.partner.get(start - 1) == end:
            caller = self._callers.get(start - 1)
            return (start - 1, end + 1) if caller is None else (caller, end + 1)
        if operands.operator(end) and operands.left(end) == span:
            return start, operands.right(end)[1]
        if operands.operator(start - 1) and operands.right(start - 1) == span:
            return operands.left(start - 1)[0], end
        return None

    def _single(self, i: int) -> Any:
        name = self.tokens[i].name
        if self._is_given(i) and name not in self._open:
            self._open.add(name)
            try:
                value = self.value(self._named[name])
            finally:
                self._open.discard(name)
            if isinstance(value, Temporal | Duration):
                return value
        return super()._single(i)

    def _is_given(self, i: int) -> bool:
        """Tell whether a token is a name whose expression in a WITH is known where it stands."""
        return self.analysis.roles.get(i) == "variable" and self.tokens[i].name in self._named and self._sees(i)

    def _variables(self) -> dict[str, Span]:
        """Return the expressions of the names that WITH gives and nothing else binds."""
        bound: dict[str, list[Span | None]] = {}
        for i, role in self.analysis.roles.items():
            name = self.tokens[i].name
            if role == "alias" and self.operands.word(i - 1) == "AS":
                bound.setdefault(name, []).append(self._item(i - 1))
            elif role == "variable" and self._binds(i):
                bound.setdefault(name, []).append(None)
        return {name: spans[0] for name, spans in bound.items() if len(spans) == 1 and spans[0]}

    def _binds(self, i: int) -> bool:
        """Tell whether a pattern, a list or an assignment binds the name at a token, as far as tokens tell."""
        operands = self.operands
        if operands.word(i + 1) == "IN" and operands.binds(i + 1):
            return True
        if operands.text[i + 1] == "=" and not operands.operator(i + 1):
            return True
        called = i - 1 in self._callers
        return operands.text[i - 1] in ("(", "[") and not called and operands.text[i + 1] in (":", "{", ")", "]")

    def _sees(self, i: int) -> bool:
        """Tell whether the name at a token is one that WITH gave before it, in the same query."""
        alias = self._named[self.tokens[i].name][1] + 1
        union = any(self.operands.word(at) == "UNION" for at in range(alias, i))
        within = [
            (start, end)
            for start, end in self.operands.partner.items()
            if start < alias < end and self.operands.text[start] == "{"
        ]
        return alias < i and not union and all(start < i < end for start, end in within)

    def _item(self, end: int) -> Span | None:
        """Return the expression before AS, where it is one of WITH."""
        operands, at = self.operands, end
        while at > 0:
            before = at - 1
            if operands.text[before] in (")", "]", "}"):
                at = operands.partner.get(before, before)
            elif operands.text[before] in (",", "(", "[", "{") or operands.word(before) in (
                "WITH",
                "DISTINCT",
                "RETURN",
                "UNWIND",
                "YIELD",
            ):
                break
            else:
                at = before
        clause = next((word for place, word in reversed(self.analysis.clauses) if place < at), "")
        return (at, end) if at < end and clause == "WITH" and operands.word(at - 1) != "UNWIND" else None

    def _literal(self, span: Span) -> str:
        value = self.value(span)
        try:
            return self._written(value)
        except TemporalError as error:
            raise self.refuse_value(span, error) from None

    def _written(self, value: Any) -> str:
        """Return a value as the engine reads it."""
        match value:
            case None:
                return "null"
            case bool():
                return "true" if value else "false"
            case int() | float():
                return f"({value!r})" if value < 0 else repr(value)
            case str():
                escaped = value.replace("\\", "\\\\").replace("'", "\\'")
                return f"'{escaped}'"
            case Duration():
                seconds, rest = divmod(abs(value.nanoseconds), SECOND)
                sign = -1 if value.nanoseconds < 0 else 1
                if max(abs(value.months), abs(value.days), abs(value.nanoseconds)) >= _MOST:
                    raise TemporalError(f"the embedded store holds no duration as long as {value}")
                return (
                    f"duration({{months: {value.months}, days: {value.days}, seconds: {sign * seconds}, "
                    f"nanoseconds: {sign * rest}}})"
                )
            case Temporal():
                return self._temporal(value)
        raise Unknown

    def _temporal(self, value: Temporal) -> str:
        if value.has_date and not 1 <= value.ymd[0] <= 9999:
            raise TemporalError(f"the embedded store holds the years 1 to 9999, not {value.text()}")
        if value.nanoseconds % 1_000:
            self.notices.add(NANOSECONDS)
        if value.zone:
            self.notices.add(ZONE)
        if value.offset is not None and value.offset % 60:
            raise TemporalError(f"the embedded store holds offsets of whole minutes, not {value.text()}")
        plain = Temporal(value.kind, value.day, value.nanoseconds, value.offset)
        return f"{value.kind}('{plain.text()}')"


class _Guards(Edited):
    """Ends the query where a value that is not constant has a form that the engine would read otherwise."""

    def edit(self) -> None:
        for i, (name, opening) in sorted(
            self.calls.items(), key=lambda call: self.operands.partner[call[1][1]] - call[0]
        ):
            kind, _, rest = name.partition(".")
            if kind not in KINDS:
                continue
            arguments = self.arguments(opening)
            if rest in CLOCKS and not arguments:
                self.replace((i, opening), kind)
            elif rest in CLOCKS:
                raise self.refuse(i, f"The embedded store reads the clock in UTC: {name}() takes no time zone here")
            elif rest:
                raise self.refuse(i, f"The embedded store reckons {name}() where all that it is given is constant")
            elif len(arguments) == 1 and not self._is_constant(arguments[0]):
                self._guard(i, kind, (i, self.operands.partner[opening] + 1), arguments[0])

    def _is_constant(self, span: Span) -> bool:
        try:
            self.value(span)
        except Unknown:
            return False
        return True

    def _guard(self, i: int, kind: str, call: Span, argument: Span) -> None:
        written = self.operands.text[argument[0]] == "{" and self.operands.partner[argument[0]] == argument[1] - 1
        values = self._checked_parts(i, kind, argument) if written else [argument]
        length = len(self.piece(call))  # of what is guarded already, it grows with each guard
        if length > _MOST_GUARDED or not all(repeatable(self.operands, value) for value in values):
            self.notices.add(UNKNOWN)
            return
        end = f"{_GUARD + KINDS.index(kind)} / 0"
        texts = [f"({self.piece(value).strip()})" for value in values]
        if written:
            wrong = " OR ".join(f"toInteger({x}) <> {x}" for x in texts)
            null = "true"
        else:
            wrong = f"NOT toString({texts[0]}) =~ '{READ[kind]}'"
            null = f"{texts[0]} IS NOT NULL"
        new = f"coalesce({self.piece(call)}, CASE WHEN {null} THEN {end} END)"
        self.replace(call, f"CASE WHEN {wrong} THEN {end} ELSE {new} END")

    def _checked_parts(self, i: int, kind: str, span: Span) -> list[Span]:
        """Return the values of a map that are not constant, if the engine reads its parts as Neo4j does."""
        try:
            entries = dict(self.entries(span))
        except Unknown:
            raise self.refuse(i, f"The embedded store takes no such map in {kind}()") from None
        known = _PARTS[kind]
        epoch = kind == "datetime" and len(entries) == 1 and set(entries) <= {"epochSeconds", "epochMillis"}
        if not epoch:
            unknown = sorted(entries.keys() - set(known))
            if unknown:
                raise self.refuse(i, f"The embedded store takes {unknown[0]} in {kind}() where all parts are constant")
            needed = [name for name in known if name != "timezone"]
            count = len(entries.keys() & set(needed))
            missing = [name for name in needed[:count] if name not in entries]
            if kind != "duration" and (missing or not count):
                raise self.refuse(i, f"{kind}() of a map needs {(missing or needed)[0]}")
        zone = entries.pop("timezone", None)
        if zone:
            offset = self.operands.value(zone[0]) if zone[1] - zone[0] == 1 else None
            if not isinstance(offset, str) or not re.fullmatch(_OFFSET, offset):
                raise self.refuse(zone[0], "The embedded store takes a timezone such as '+01:00' beside such parts")
        return [value for value in entries.values() if not self._is_constant(value)]
