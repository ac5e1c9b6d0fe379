"""Completion: the names and keywords that may be meant where the cursor stands in a query that is being typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from graph.cypher.functions import KEYWORD_PHRASES, functions
from graph.cypher.guard import procedures
from graph.cypher.tokens import Dialect, Token, quote, tokenize
from graph.errors import QueryRefusedError

CandidateKind = Literal["keyword", "label", "type", "property", "function", "procedure", "parameter", "variable"]


@dataclass(frozen=True, slots=True)
class Names:
    """What a query can name in a store.

    Parameters
    ----------
    labels, types : mapping
        Property names by label and by relationship type.
    parameters : iterable of str
        Without the ``$``.
    """

    labels: Mapping[str, Iterable[str]] = field(default_factory=dict)
    types: Mapping[str, Iterable[str]] = field(default_factory=dict)
    parameters: Iterable[str] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that may stand in place of what is typed from ``start`` to ``end``, offsets in code points."""

    text: str
    kind: CandidateKind
    start: int
    end: int


def complete(query: str, cursor: int, names: Names, *, dialect: Dialect = "neo4j") -> list[Candidate]:
    """Return the names and keywords that may be meant at the cursor, the likeliest first.

    Parameters
    ----------
    query : str
        What is typed so far; it need not be whole.
    cursor : int
        Offset in code points.
    names : Names
    dialect : {"embedded", "neo4j"}

    Examples
    --------
    >>> names = Names(labels={"Person": ["name", "age"]}, types={"KNOWS": []})
    >>> [candidate.text for candidate in complete("MATCH (p:Pe", 11, names)]
    ['Person']
    >>> [candidate.text for candidate in complete("MATCH (p:Person) RETURN p.", 26, names)]
    ['age', 'name']
    """
    tokens = [token for token in tokenize(query[:cursor], dialect=dialect) if token.kind not in ("space", "comment")]
    if _inside(query, cursor, dialect):
        return []
    typed, start = "", cursor
    if tokens and tokens[-1].end == cursor:
        last = tokens[-1]
        if last.kind in ("word", "parameter") or (last.kind == "unterminated" and last.text.startswith("`")):
            typed, start = last.text, last.start
            tokens.pop()
        elif last.text == "$":
            typed, start = "$", last.start
            tokens.pop()
    chain = len(tokens)
    while chain > 1 and tokens[chain - 1].text == "." and tokens[chain - 2].kind == "word":
        chain -= 2
    if chain < len(tokens) and chain and tokens[chain - 1].upper == "CALL":
        # a procedure's name is one name, dots and all
        typed = "".join(token.text for token in tokens[chain:]) + typed
        start = tokens[chain].start
        del tokens[chain:]
    place = _Place(tokens, typed, names, dialect)
    candidates: dict[tuple[CandidateKind, str], Candidate] = {}
    for kind, text in place.candidates():
        written = _as_typed(text, kind, dialect) if _fits(text, kind, typed) else None
        if written is not None and written != typed:
            candidates.setdefault((kind, written), Candidate(written, kind, start, cursor))
    # those that begin as typed come before those that only hold it; else the order is that of the place
    return sorted(candidates.values(), key=lambda candidate: not _begins(candidate.text, typed))


def _inside(query: str, cursor: int, dialect: Dialect) -> bool:
    """Tell whether the cursor is in a comment, or in a string."""
    for token in tokenize(query[:cursor], dialect=dialect):
        if token.end == cursor and (
            (token.kind == "comment" and token.text.startswith("//"))
            or (token.kind == "unterminated" and not token.text.startswith("`"))
        ):
            return True
    return False


def _begins(text: str, typed: str) -> bool:
    return text.strip("`$").casefold().startswith(typed.strip("`$").casefold())


def _fits(text: str, kind: CandidateKind, typed: str) -> bool:
    """Tell whether a name may be meant: it begins as typed, or a name of the store holds it."""
    wanted = typed.strip("`$").casefold()
    holds = len(wanted) > 1 and kind in ("label", "type", "property") and wanted in text.casefold()
    return holds or _begins(text, typed)


def _as_typed(text: str, kind: CandidateKind, dialect: Dialect) -> str | None:
    """Return a candidate as it stands in a query; None where it cannot."""
    try:
        if kind in ("label", "type", "property", "variable"):
            return quote(text, dialect=dialect)
        if kind == "parameter":
            return "$" + quote(text, dialect=dialect)
    except QueryRefusedError:
        return None
    return f"{text}(" if kind in ("function", "procedure") else text


class _Place:
    """Where a name is being typed, behind the tokens before it."""

    def __init__(self, tokens: list[Token], typed: str, names: Names, dialect: Dialect) -> None:
        self._tokens = tokens
        self._typed = typed
        self._names = names
        self._dialect = dialect
        self._open = self._open_brackets()

    def candidates(self) -> Iterator[tuple[CandidateKind, str]]:
        """Yield what may stand here, by how likely it is."""
        before = self._text(-1)
        opener = self._tokens[self._open[-1]].text if self._open else ""
        if self._typed.startswith("$"):
            yield from (("parameter", name) for name in sorted(self._names.parameters))
        elif before in (":", "|", "&", "!") and self._names_kinds():
            yield from self._kinds(opener)
        elif before == ".":
            yield from self._properties(self._text(-2))
        elif self._tokens and self._tokens[-1].upper == "CALL":
            yield from (("procedure", name) for name in sorted(procedures(self._dialect)))
        elif opener == "{" and before in ("{", ",") and self._is_map(self._open[-1]):
            yield from self._properties("")
        elif opener == "[" and before == "[":
            yield from self._variables()
        else:
            yield from self._variables()
            yield from (("keyword", phrase) for phrase in KEYWORD_PHRASES)
            yield from (("function", name) for name in sorted(functions(self._dialect), key=str.casefold))
            yield from (("parameter", name) for name in sorted(self._names.parameters) if not self._typed)

    def _text(self, i: int) -> str:
        return self._tokens[i].text if len(self._tokens) >= -i else ""

    def _open_brackets(self) -> list[int]:
        unclosed: list[int] = []
        for i, token in enumerate(self._tokens):
            if token.text in ("(", "[", "{"):
                unclosed.append(i)
            elif token.text in (")", "]", "}") and unclosed:
                unclosed.pop()
        return unclosed

    def _names_kinds(self) -> bool:
        """Tell whether labels or types stand here, and no value of a map."""
        i = len(self._tokens) - 1
        while i >= 1 and (self._tokens[i].text in ("|", "&", "!") or self._tokens[i - 1].text in ("|", "&", ":")):
            i -= 1
        if i < 1 or self._tokens[i].text != ":":
            return False
        return not (self._open and self._is_map(self._open[-1]) and self._tokens[i - 2].text in ("{", ","))

    def _is_map(self, i: int) -> bool:
        """Tell a map from the braces of a subquery."""
        before = self._tokens[i - 1] if i else None
        subquery = before and (before.text == ")" or before.upper in ("CALL", "EXISTS", "COUNT", "COLLECT"))
        return self._tokens[i].text == "{" and not subquery

    def _kinds(self, opener: str) -> Iterator[tuple[CandidateKind, str]]:
        labels: list[tuple[CandidateKind, str]] = [("label", name) for name in sorted(self._names.labels)]
        types: list[tuple[CandidateKind, str]] = [("type", name) for name in sorted(self._names.types)]
        if opener == "[":
            yield from types
        else:
            yield from labels
            if opener != "(" or not self._in_pattern():
                yield from types

    def _in_pattern(self) -> bool:
        before = self._open[-1] - 1
        return before < 0 or self._tokens[before].kind != "word" or self._tokens[before].upper in ("MATCH", "EXISTS")

    def _properties(self, variable: str) -> Iterator[tuple[CandidateKind, str]]:
        """Yield the properties of what a variable is, or of the pattern that the cursor is in, before all others."""
        near = set(self._kinds_of(variable) if variable else self._kinds_in_pattern())
        both = [*self._names.labels.items(), *self._names.types.items()]
        first = {name for kind, properties in both if kind in near for name in properties}
        others = {name for _, properties in both for name in properties} - first
        yield from (("property", name) for name in [*sorted(first), *sorted(others)])

    def _kinds_of(self, variable: str) -> Iterator[str]:
        for i, token in enumerate(self._tokens[:-1]):
            if token.text == variable and self._tokens[i + 1].text == ":":
                yield from self._kinds_from(i + 1)

    def _kinds_in_pattern(self) -> Iterator[str]:
        """Yield the labels or types before the brace that the cursor is behind."""
        outer, brace = [0, 0, *self._open][-2:]
        for i in range(outer, brace):
            if self._tokens[i].text == ":":
                yield from self._kinds_from(i)

    def _kinds_from(self, i: int) -> Iterator[str]:
        while i < len(self._tokens) - 1 and self._tokens[i].text in (":", "|", "&"):
            yield self._tokens[i + 1].name
            i += 2

    def _variables(self) -> Iterator[tuple[CandidateKind, str]]:
        seen: dict[str, None] = {}
        for before, token, after in zip(self._tokens, self._tokens[1:], [*self._tokens[2:], None], strict=False):
            if token.kind not in ("word", "quoted"):
                continue
            pattern = before.text in ("(", "[") and after is not None and after.text in (":", ")", "]", "{")
            named = after is not None and after.text == "=" and before.upper == "MATCH"
            if pattern or named or before.upper == "AS":
                seen[token.name] = None
        yield from (("variable", name) for name in seen)
