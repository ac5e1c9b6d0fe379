"""What both stores know of a selection: its pattern and its order."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from graph.cypher import Dialect, Token, check_read, tokenize
from graph.cypher.analysis import analyse
from graph.cypher.tokens import unescape
from graph.errors import QueryError, QueryRefusedError

_PATH, _PART = "casegraph_path", "casegraph_part"


def pattern_queries(pattern: str, *, id_function: str, dialect: Dialect, procedures: Collection[str]) -> list[str]:
    """Return the queries of the internal ids of the nodes, and of the relationships, that are on paths of a pattern.

    Parameters
    ----------
    pattern : str
        As :class:`graph.stores.Selection` takes it.
    id_function : str
        The engine's function that gives an internal id.
    dialect : Dialect
    procedures : collection of str
        What a query may call beyond the harmless ones.

    Raises
    ------
    QueryRefusedError
        It would change the graph.
    QueryError
        It is more than one path, or there is more behind it than a condition.
    """
    if dialect == "neo4j":
        pattern, _ = unescape(pattern)
    match = "MATCH "
    try:
        check_read(f"{match}{pattern}\nRETURN 1", dialect=dialect, procedures=procedures)
    except QueryRefusedError as error:
        raise QueryRefusedError(f"A graph's pattern is read as MATCH {pattern}, and refused: {error}") from error
    analysis = analyse(tokenize(match + pattern, dialect=dialect))
    tokens = analysis.tokens[1:]
    outside = _outside_brackets(tokens)
    if [word for _, word in analysis.clauses] != ["MATCH"] or not outside or {",", "=", ";"}.intersection(outside):
        raise QueryError(
            f"A graph's pattern is one path, with a condition if need be, and not {pattern!r}. "
            "As in: (a:Person)-[r:KNOWS]->(b) WHERE r.since > 2010."
        )
    if outside == [")"]:
        # A node alone is no path to the embedded engine.
        node = tokens[1].text if analysis.roles.get(2) == "variable" else ""
        start = tokens[0].end - len(match)
        matched = f"MATCH\n{pattern}" if node else f"MATCH\n{pattern[:start]}{_PART}{pattern[start:]}"
        return [f"{matched}\nRETURN DISTINCT {id_function}({node or _PART}) AS id", "UNWIND [] AS id RETURN id"]
    return [
        f"MATCH {_PATH} =\n{pattern}\n"
        f"UNWIND {function}({_PATH}) AS {_PART} RETURN DISTINCT {id_function}({_PART}) AS id"
        for function in ("nodes", "relationships")
    ]


def _outside_brackets(tokens: list[Token]) -> list[str]:
    """Return what stands outside of brackets, before the condition; of brackets that which closes them."""
    depth = 0
    texts = []
    for token in tokens:
        if token.kind == "punctuation":
            depth += (token.text in "([{") - (token.text in ")]}")
        if depth == 0:
            if token.upper == "WHERE":
                break
            texts.append(token.text)
    return texts


def place(value: Any) -> float:
    """Return where a value of the property that orders puts a node or a relationship; what has none comes last."""
    return float(value) if isinstance(value, int | float) else float("inf")
