"""What both stores know of a selection: its pattern and its order."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from graph.cypher import Dialect, check_read, tokenize
from graph.errors import QueryError

_PATH = "casegraph_path"


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
    depth = 0
    for token in tokenize(pattern, dialect=dialect):
        depth += (token.text in "([{") - (token.text in ")]}") if token.kind == "punctuation" else 0
        if depth == 0 and token.upper == "WHERE":
            break
        if (depth == 0 and token.text in (",", "=", ";")) or token.upper in ("RETURN", "MATCH", "WITH", "UNWIND"):
            raise QueryError(
                f"A graph's pattern is one path, with a condition if need be, and not {pattern!r}. "
                "As in: (a:Person)-[r:KNOWS]->(b) WHERE r.since > 2010."
            )
    queries = []
    for function in ("nodes", "relationships"):
        query = (
            f"MATCH {_PATH} = {pattern}\nUNWIND {function}({_PATH}) AS casegraph_part "
            f"RETURN DISTINCT {id_function}(casegraph_part) AS id"
        )
        check_read(query, dialect=dialect, procedures=procedures)
        queries.append(query)
    return queries


def place(value: Any) -> float:
    """Return where a value of the property that orders puts a node or a relationship; what has none comes last."""
    return float(value) if isinstance(value, int | float) else float("inf")
