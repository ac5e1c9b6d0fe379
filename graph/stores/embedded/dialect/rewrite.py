"""A query as the embedded engine takes it, where its tokens make that certain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.cypher.analysis import Analysis, analyse
from graph.cypher.tokens import Token, tokenize, trim_end
from graph.cypher.words import RESERVED
from graph.stores.embedded.dialect.agree import agree
from graph.stores.embedded.dialect.projections import with_aggregates_before
from graph.stores.embedded.dialect.strings import respelled
from graph.stores.embedded.dialect.temporal import fold

_WITHOUT_ARGUMENTS = {
    "db.labels": "label",
    "db.propertyKeys": "propertyKey",
    "db.relationshipTypes": "relationshipType",
}
"""Procedures of both engines that take nothing, and the column they give."""
_NAMES = frozenset(["variable", "property", "key", "label", "parameter", "alias", "shorthand"])


def for_engine(query: str, parameters: Mapping[str, Any] | None = None) -> str:
    """Return a query as the embedded engine takes it, where the tokens make that certain.

    Trailing semicolons go, keywords that are names get backticks, white space that the engine does not know becomes
    a space, a procedure without arguments gets its parentheses, and some spellings that it lacks become the ones it
    has (``1_000``, ``n IS Label``, ``n {x}``, ``a<-1``, a RETURN inside EXISTS). Dates, times and durations that are
    constant, also by the parameters, are reckoned.

    Raises
    ------
    QueryError
        It holds a date, a time, a duration or a string that Neo4j refuses, or that the engine cannot hold.

    Examples
    --------
    >>> for_engine("MATCH (n) RETURN n.case;")
    'MATCH (n) RETURN n.`case`'
    """
    query = with_aggregates_before(fold(query, parameters).query)
    tokens = trim_end(tokenize(query, dialect="embedded"))
    text = {token.start: token.text for token in tokens}
    analysis = analyse(tokens)
    for token in tokens:
        text[token.start] = _spelled(token)
    for i, role in analysis.roles.items():
        token = analysis.tokens[i]
        if role in _NAMES and token.upper in RESERVED:
            text[token.start] = f"`{token.text}`"
        if role == "shorthand":
            text[token.start] += f": {text[token.start]}"
        if role == "label" and analysis.tokens[i - 1].upper == "IS" and analysis.roles.get(i - 1) == "keyword":
            text[analysis.tokens[i - 1].start] = ":"
    _mend_arrows(analysis, text)
    _complete_procedures(analysis, text)
    _drop_returns(analysis, text)
    agree(analysis, text)
    return "".join(text.values())


def _spelled(token: Token) -> str:
    """Return a token as the embedded engine reads it, wherever it stands."""
    text = token.text
    if token.kind == "space":
        return "".join(character if character in " \t\r\n" else " " for character in text)
    if token.kind == "string":
        return respelled(text)
    if token.kind == "parameter" and (text[1:].upper() in RESERVED or text[1].isdigit()):
        return f"$`{text[1:]}`"
    return text.replace("_", "") if token.kind == "number" else text


def _mend_arrows(analysis: Analysis, text: dict[int, str]) -> None:
    """Close up ``- >`` in patterns, and part ``<-`` in ``a<-1``: the engine reads each as one token."""
    tokens = analysis.tokens
    for i in range(1, len(tokens) - 1):
        before, here, after = (token.text for token in tokens[i - 1 : i + 2])
        if (here, after) == ("-", ">"):
            for start in range(tokens[i].end, tokens[i + 1].start):
                text.pop(start, None)
        elif (here, after) == ("<", "-") and before != ")":
            text[tokens[i].start] = "< "


def _complete_procedures(analysis: Analysis, text: dict[int, str]) -> None:
    """Add the parentheses that ``CALL db.labels`` may leave out on Neo4j."""
    for name, i in analysis.procedures:
        end = i + 2 * name.count(".")
        following = analysis.tokens[end + 1].text if end + 1 < len(analysis.tokens) else ""
        if name in _WITHOUT_ARGUMENTS and following != "(":
            text[analysis.tokens[end].start] += "()"


def _drop_returns(analysis: Analysis, text: dict[int, str]) -> None:
    """Take the RETURN out of ``EXISTS { MATCH … RETURN … }``, where it makes no difference."""
    for start, end in analysis.exists_returns:
        returned = analysis.tokens[start:end]
        # Parentheses may hold an aggregate, which gives a row where nothing matches.
        if not any(token.text == "(" or token.upper in ("SKIP", "LIMIT", "OFFSET", "UNION") for token in returned):
            for token in returned:
                text[token.start] = ""
