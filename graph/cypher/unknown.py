"""Labels and relationship types that a query names and the store does not have: most often a slip of the keyboard."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from graph.cypher.analysis import analyse
from graph.cypher.tokens import Dialect, tokenize

_MOST_COMPARED = 20_000


def unknown_names(
    query: str, labels: Collection[str], types: Collection[str], *, dialect: Dialect = "neo4j"
) -> list[str]:
    """Return a sentence for each label and relationship type of a query that the store lacks, in the query's order.

    Parameters
    ----------
    query : str
    labels, types : collection of str
        Those of the store.
    dialect : {"embedded", "neo4j"}

    Examples
    --------
    >>> unknown_names("MATCH (n:Persn)-[:KNOWS]->() RETURN n", ["Person"], ["KNOWS"])
    ['No node has the label Persn; did you mean Person?']
    """
    analysis = analyse(tokenize(query, dialect=dialect))
    found: dict[str, None] = {}
    for i, role in analysis.roles.items():
        if role != "label":
            continue
        name = analysis.tokens[i].name
        known, what = (
            (types, "No relationship has the type") if i in analysis.types else (labels, "No node has the label")
        )
        if name not in known:
            found.setdefault(f"{what} {name}{_near(name, known)}")
    return list(found)


def _near(name: str, known: Collection[str]) -> str:
    if len(known) > _MOST_COMPARED:
        return "."
    # a slip of capitals is the likeliest
    same = [other for other in known if other.casefold() == name.casefold()]
    near = same or get_close_matches(name, known, n=1, cutoff=0.7) or get_close_matches(name.upper(), known, n=1)
    return f"; did you mean {near[0]}?" if near else "."
