"""One random query on both stores, and what came of it."""

import json
from typing import Any, Literal

from graph.elements import to_json
from graph.errors import CaseGraphError
from graph.stores import Result, Store

Outcome = Literal["same", "announced", "refused", "failed", "lenient", "wrong", "cut", "different"]
MOST = 2_000
_FAULT = "Cannot invoke"
"""How an error of Neo4j starts that is a fault of its own."""
TIMEOUT_S = 20.0


def outcome(server: Store, embedded: Store, query: str) -> tuple[Outcome, str]:
    """Return what came of a query, and the two answers.

    ``same``; ``announced``: a notice stands beside the result; ``refused``: the embedded store takes no such query,
    or ``failed`` at it; ``lenient``: Neo4j alone refuses it; ``wrong``: both do, or
    Neo4j fails at it; ``cut``: too long to compare; or
    ``different``.
    """
    theirs, ours = _answer(server, query), _answer(embedded, query)
    said = f"{query}\n  Neo4j:    {_shown(theirs)}\n  embedded: {_shown(ours)}"
    if isinstance(theirs, str) and isinstance(ours, str):
        return "wrong", said
    if isinstance(ours, str):
        return "failed" if "failed" in ours or "nternal" in ours else "refused", said
    if ours.notices:
        return "announced", said
    if isinstance(theirs, str):
        return "wrong" if _FAULT in theirs else "lenient", said
    if theirs.truncated or ours.truncated:
        return "cut", said
    ordered = "ORDER BY" in query.rpartition("RETURN")[2]
    same = theirs.columns == ours.columns and _rows(theirs, ordered) == _rows(ours, ordered)
    return "same" if same else "different", said


def _answer(store: Store, query: str) -> Result | str:
    try:
        return store.query(query, limit=MOST, timeout=TIMEOUT_S)
    except CaseGraphError as error:
        return f"error: {error}"


def _rows(result: Result, ordered: bool) -> list[str]:
    rows = [json.dumps(_rounded(to_json(row)), sort_keys=True) for row in result.rows]
    return rows if ordered else sorted(rows)


def _rounded(value: Any) -> Any:
    """Return a value with its decimals to ten digits: sums depend on the order of their terms."""
    match value:
        case float():
            return round(float(f"{value:.10g}"), 12) + 0.0
        case list():
            return [_rounded(item) for item in value]
        case dict():
            return {key: _rounded(item) for key, item in value.items()}
    return value


def _shown(answer: Result | str) -> str:
    if isinstance(answer, str):
        return answer
    text = json.dumps(to_json(answer.rows), ensure_ascii=False)
    return text[:400] + (" " + " ".join(answer.notices) if answer.notices else "")
