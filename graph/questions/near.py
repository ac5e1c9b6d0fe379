"""What may have been meant by an id that nothing has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from graph.stores import Store

_NEAR = 3
"""Ids that are told at the most."""


def near(text: str, known: Iterable[str]) -> list[str]:
    """Return which of some names are spelt nearly as a text, whatever their case; the nearest first.

    Examples
    --------
    >>> near("accused of", ["ACCUSED_OF", "SEEN_AT"])
    ['ACCUSED_OF']
    """
    names = {_comparable(name): name for name in known}
    return [names[found] for found in get_close_matches(_comparable(text), names, n=_NEAR)]


def hint(found: Sequence[str]) -> str:
    """Return the question that follows an error: " Did you mean a, b?"; nothing where nothing is near."""
    return f" Did you mean {', '.join(found)}?" if found else ""


def near_ids(store: Store, case: str, id: str, labels: Iterable[str]) -> list[str]:
    """Return the ids of the nodes of a case, of some labels, whose id or name is spelt nearly as ``id``."""
    by_name: dict[str, str] = {}
    for label in labels:
        rows = store.query(
            f"MATCH (n:{label}) WHERE n.case_id = $case RETURN n.id AS id, coalesce(n.name, n.title, n.id) AS name",
            {"case": case},
        ).rows
        for known, name in rows:
            by_name |= {known: known, str(name): known}
    return list(dict.fromkeys(by_name[name] for name in near(id, by_name)))


def _comparable(text: str) -> str:
    return text.casefold().replace("_", " ").replace("-", " ").strip()
