"""What the embedded engine would write otherwise than Neo4j: mended where tokens make that certain, else refused.

What only the values tell is told while the query runs: an expression that must not be null divides by zero where it
is (:data:`NULL_MARKS`), which ends the query before anything is stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.cypher.analysis import analyse
from graph.cypher.tokens import Token, tokenize
from graph.cypher.words import words
from graph.errors import QueryRefusedError
from graph.stores.embedded.dialect.differences import SENTENCES, differences
from graph.stores.embedded.dialect.operands import Kind, Operands, Span

_MERGE_NULL = "MERGE takes no null in {…}: Neo4j refuses it, and here it would match what has no such property."
_NO_MAP = "SET n = … and SET n += … take a map, a node or a relationship, not null or another value."
NULL_MARKS = {"8401207": _MERGE_NULL, "8401208": _NO_MAP}
"""By the number that is divided by zero where a value is null: the sentence of the error."""
_MERGE_MARK, _MAP_MARK = NULL_MARKS

_CLAUSES = words("MATCH OPTIONAL CREATE MERGE SET REMOVE DELETE DETACH FOREACH WITH RETURN UNWIND CALL ON UNION WHERE")
_STORED = words(
    "power remainder percentile slice split boolean interval unwind optional chain date nanoseconds zone duration "
    "limit numbers"
)
"""Differences, by their names in ``SENTENCES``, for which a write is refused: they may change what is stored."""
_UNSAID = words("pattern ends")
"""Those that are of reading alone."""
_SINGLE_VALUES: frozenset[Kind] = frozenset(["text", "number", "boolean", "temporal", "null"])
_NO_VALUE: frozenset[Kind] = frozenset(["map", "node", "relationship", "path"])


@dataclass(frozen=True, slots=True)
class Merged:
    """A property by which MERGE looks for what is there.

    Parameters
    ----------
    kind : str
        The label of the node, or the type of the relationship, as it is written; empty without one.
    key : str
    relationship : bool
    value : Any
        As far as it is known; else None.
    """

    kind: str
    key: str
    relationship: bool
    value: Any


@dataclass(frozen=True, slots=True)
class Write:
    """A statement that writes, as the engine is to get it.

    Parameters
    ----------
    query : str
    notices : tuple of str
        Where its outcome may differ from Neo4j's after all.
    countable : bool
        Whether the engine counts the properties that it sets as Neo4j does.
    keys : frozenset of str
        The properties that it may set to something that is not certainly a single value.
    merged : tuple of Merged
        The properties by which MERGE looks for what is there.
    """

    query: str
    notices: tuple[str, ...]
    countable: bool
    keys: frozenset[str]
    merged: tuple[Merged, ...]


def for_write(query: str, parameters: Mapping[str, Any]) -> Write:
    """Return a statement that may write so that the engine stores what Neo4j would, or refuse it.

    Raises
    ------
    QueryRefusedError

    Examples
    --------
    >>> for_write("MATCH (a:A) MERGE (b:B {k: a.k})", {}).query
    'MATCH (a:A) MERGE (b:B {k: coalesce(a.k, 8401207/0)})'
    """
    analysis = analyse(tokenize(query, dialect="embedded"))
    if any(problem.kind in ("bracket", "end", "statements") for problem in analysis.problems):
        return Write(query, (), True, frozenset(), ())  # no engine takes it
    writer = _Writer(Operands(analysis, parameters), parameters)
    writer.check()
    if not writer.writes:
        return Write(query, (), True, frozenset(), ())
    sentences = differences(query, parameters)
    for sentence in sentences:
        if sentence in {SENTENCES.get(name) for name in _STORED}:
            raise QueryRefusedError(f"{sentence} A write that may store it is refused; nothing was written.")
    unsaid = {SENTENCES.get(name) for name in _UNSAID}
    notices = tuple(sentence for sentence in sentences if sentence not in unsaid)
    return Write(writer.mended(query), notices, writer.countable, frozenset(writer.keys), tuple(writer.merged))


class _Writer:
    def __init__(self, operands: Operands, parameters: Mapping[str, Any]) -> None:
        self.operands = operands
        self.tokens = operands.tokens
        self.parameters = parameters
        self.countable = True
        self.writes = False
        self.merged: list[Merged] = []
        self.keys = set[str]()
        self._edits: list[tuple[Span, str, str]] = []

    def mended(self, query: str) -> str:
        """Return the query with what was found written around its expressions."""
        for (start, end), before, after in sorted(self._edits, reverse=True):
            first, last = self.tokens[start].start, self.tokens[end - 1].end
            query = query[:first] + before + query[first:last] + after + query[last:]
        return query

    def check(self) -> None:
        """Look at every clause that writes."""
        for i in range(len(self.tokens)):
            word = self.operands.word(i)
            if word in ("CREATE", "MERGE", "SET", "REMOVE", "DELETE"):
                self.writes = True
            if word in ("CREATE", "MERGE") and self.operands.word(i - 1) != "ON":
                self._pattern(i, self._end(i + 1))
            elif word == "SET":
                self._set(i + 1, self._end(i + 1))
        if self.writes:
            for token in self.tokens:
                if token.kind == "number" and token.text.isdigit() and token.text[0] == "0" and len(token.text) > 1:
                    raise _refused(
                        token, f"{token.text} is no number to Neo4j; write {int(token.text)}, or 0o… for octal."
                    )

    def _end(self, start: int) -> int:
        """Return where a clause ends that begins before a token."""
        at = start
        while at < len(self.tokens):
            if self.operands.text[at] in ("(", "[", "{"):
                at = self.operands.partner.get(at, at) + 1
            elif self.operands.text[at] in (")", "]", "}", "|") or self.operands.word(at) in _CLAUSES:
                break
            else:
                at += 1
        return at

    # CREATE and MERGE

    def _pattern(self, clause: int, end: int) -> None:
        merges = self.operands.word(clause) == "MERGE"
        for i in range(clause + 1, end):
            if i in self.operands.lengths:
                raise _refused(self.tokens[i], "a relationship of several lengths cannot be made.")
            if self.operands.text[i] == "{" and self.operands.text[self.operands.partner.get(i, i) + 1] in (")", "]"):
                self._map(i, merged=merges)

    def _map(self, opening: int, *, merged: bool) -> None:
        """Look at the properties of a node or a relationship in a pattern that is written."""
        seen = set()
        for start, end in self.operands.split(opening + 1, self.operands.partner[opening]):
            value = start + 2, end
            if self.operands.text[start + 1] != ":" or value[0] >= value[1]:
                continue
            if self.tokens[start].name in seen:
                self.countable = False
            seen.add(self.tokens[start].name)
            self._value(value, self.tokens[start].name)
            if merged:
                if self.operands.kind(value) == "null":
                    raise _refused(self.tokens[value[0]], _MERGE_NULL, sentence=True)
                token = self.tokens[value[0]]
                single = value[1] - value[0] == 1
                known = single and token.kind == "parameter"
                constant = self.operands.value(value[0]) if single else None
                if single and token.kind == "number" and token.text.replace(".", "").isdigit():
                    constant = int(token.text) if token.text.isdigit() else float(token.text)
                relationship = self.operands.text[self.operands.partner[opening] + 1] == "]"
                self.merged.append(Merged(self._kind_before(opening), self.tokens[start].name, relationship, constant))
                if self.operands.may_be_null(value) and not known:
                    self._edits.append((value, "coalesce(", f", {_MERGE_MARK}/0)"))

    def _kind_before(self, brace: int) -> str:
        """Return the label or type that stands before the properties of a pattern, as it is written."""
        return self.tokens[brace - 1].text if self.operands.analysis.roles.get(brace - 1) == "label" else ""

    # SET

    def _set(self, start: int, end: int) -> None:
        before: dict[tuple[str, str], int] = {}  # of the items right before: what was set of the same variable
        items = self.operands.split(start, end)
        for item in items:
            variable = self.tokens[item[0]].name
            if self.operands.text[item[0] + 1] == "." and self.operands.text[item[0] + 3] == "=":
                key, value = self.tokens[item[0] + 2].name, (item[0] + 4, item[1])
                if any(name != variable for name, _ in before):
                    before = {}
                for read in self._reads(value, variable):
                    if (variable, read) in before:
                        self._refuse_reread(item[0], variable, read)
                # of several properties that are set at once, Neo4j counts one that becomes null though it was not there
                several = sum(self.tokens[other[0]].name == variable for other in items) > 1
                absent = self.operands.may_be_null(value) and (several or self._in_foreach(start))
                if (variable, key) in before or absent:
                    self.countable = False
                before[variable, key] = item[0]
                self._value(value, key)
                self._on_create(start, item, value, key)
                continue
            before = {}
            operator = self.operands.text[item[0] + 1]
            if operator in ("=", "+="):
                self._set_map(item, operator)

    def _in_foreach(self, i: int) -> bool:
        return any(
            start < i < end and self.operands.word(start - 1) == "FOREACH"
            for start, end in self.operands.partner.items()
        )

    def _reads(self, span: Span, variable: str) -> Iterator[str]:
        """Yield the properties of a variable that an expression reads."""
        for i in range(span[0], span[1] - 2):
            if self.tokens[i].name == variable and self.operands.text[i + 1] == ".":
                yield self.tokens[i + 2].name

    def _refuse_reread(self, i: int, variable: str, key: str) -> None:
        raise _refused(
            self.tokens[i],
            f"it reads {variable}.{key}, which the same SET sets before; Neo4j reads what it was. "
            "Begin another SET for it.",
        )

    def _merged(self, start: int) -> tuple[int, int] | None:
        """Return the pattern of the MERGE that the ON CREATE SET or ON MATCH SET before a token belongs to."""
        if self.operands.word(start - 3) != "ON":
            return None
        merge = max(i for i in range(start) if self.operands.word(i) == "MERGE")
        return merge + 1, self._end(merge + 1)

    def _on_create(self, start: int, item: Span, value: Span, key: str) -> None:
        """Look at what is set where MERGE creates: it goes with the creation, before the new node can be read."""
        pattern = self._merged(start)
        if pattern is None or self.operands.word(start - 2) != "CREATE":
            return
        roles, in_pattern = self.operands.analysis.roles, range(*pattern)
        keys = {self.tokens[i].name for i in in_pattern if roles.get(i) == "key"}
        if key in keys or self.operands.may_be_null(value):
            self.countable = False
        earlier = {self.tokens[i].name for i in range(pattern[0] - 1) if roles.get(i) in ("variable", "alias")}
        for i in range(*value):
            token = self.tokens[i]
            new = any(self.tokens[at].name == token.name for at in in_pattern if token.kind in ("word", "quoted"))
            if roles.get(i) == "variable" and new and token.name not in earlier:
                raise _refused(
                    token, f"ON CREATE SET reads {token.name}, which is only being made. Set it by a SET after it."
                )

    def _set_map(self, item: Span, operator: str) -> None:
        value = item[0] + 2, item[1]
        kind = self.operands.kind(value)
        inner = self.operands.inside(value)
        literal = self.operands.text[inner[0]] == "{"
        if kind not in ("map", "node", "relationship", "any"):
            raise _refused(self.tokens[value[0]], _NO_MAP, sentence=True)
        if literal:
            for start, end in self.operands.split(inner[0] + 1, inner[1] - 1):
                self._value((start + 2, end), self.tokens[start].name)
                if self.operands.may_be_null((start + 2, end)):
                    self.countable = False
        else:
            roles = self.operands.analysis.roles
            self.keys |= {t.name for i, t in enumerate(self.tokens) if roles.get(i) in ("property", "key", "shorthand")}
            self.keys |= set(_keys_of_maps(self.parameters))
        if not literal and (kind != "map" or self.tokens[value[0]].kind != "parameter"):
            self._edits.append((value, "coalesce(properties(", f"), {_MAP_MARK}/0)"))
        nulls = _holds_null_in_map(list(self.parameters.values())) or any(self._maps_with_nulls())
        if operator == "=" or (not literal and nulls):
            self.countable = False

    def _maps_with_nulls(self) -> Iterator[bool]:
        """Tell of each map of the statement, but those of patterns, whether it may hold null."""
        for start, end in self.operands.partner.items():
            of_pattern = self.tokens[start - 1].kind in ("word", "quoted") and not self.operands.word(start - 1)
            if start < end and self.operands.text[start] == "{" and not of_pattern:
                for first, last in self.operands.split(start + 1, end):
                    yield self.operands.text[first + 1] != ":" or self.operands.may_be_null((first + 2, last))

    # Values

    def _value(self, span: Span, key: str) -> None:
        """Refuse what is certainly no value of a property, and note the property where it may be none."""
        start, end = self.operands.inside(span)
        kind = self.operands.kind((start, end))
        if kind not in _SINGLE_VALUES or any(token.upper == "TOINTEGER" for token in self.tokens[start:end]):
            self.keys.add(key)
        if kind in _NO_VALUE:
            raise _refused(
                self.tokens[start], f"a {kind} is no value of a property. Take a property of it, or its parts."
            )
        if self.operands.items((start, end)) in (*_NO_VALUE, "list"):
            raise _refused(
                self.tokens[start],
                "a property holds no list of lists, maps or nodes. Take their values.",
            )


def _refused(token: Token, reason: str, *, sentence: bool = False) -> QueryRefusedError:
    what = reason if sentence else f"{token.text}: {reason}"
    place = f"line {token.line}, column {token.column}"
    return QueryRefusedError(f"{what[:-1]} ({place}). Nothing was written.", line=token.line, column=token.column)


def _keys_of_maps(value: Any) -> Iterator[str]:
    """Yield the keys of all maps in the values of parameters."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _keys_of_maps(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _keys_of_maps(item)


def _holds_null_in_map(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(item is None or _holds_null_in_map(item) for item in value.values())
    return isinstance(value, list | tuple) and any(map(_holds_null_in_map, value))
