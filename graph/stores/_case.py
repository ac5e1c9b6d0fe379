"""What both stores know of a case's shape: the labels its nodes are found by, and its ``CaseFile`` node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph.errors import StoreError
from graph.stores.base import LoadedCase, NodeRow

PART_LABELS = ("Entity", "Value", "Claim", "Passage", "Source", "Mention")
"""What a case is made of; what is asked for most often comes first."""
ROOT_LABELS = ("CaseFile", *PART_LABELS)
"""Each node of a case has exactly one of these; with ``case_id`` and ``id`` it is an address in the store."""

CASES = (
    "MATCH (c:CaseFile) RETURN c.id AS id, c.title AS title, c.as_of AS as_of, c.sha256 AS sha256, "
    "c.loading AS loading, c.`order` AS place ORDER BY id"
)


def root_label(row: NodeRow) -> str:
    """Return the root label of a node to write.

    Raises
    ------
    StoreError
        It has none, or more than one.
    """
    roots = [label for label in row.labels if label in ROOT_LABELS]
    if len(roots) != 1:
        raise StoreError(
            f"The node {row.properties.get('id')!r} has the labels {', '.join(row.labels) or '(none)'}: "
            f"one of {', '.join(ROOT_LABELS)} is needed."
        )
    return roots[0]


def case_properties(case: LoadedCase) -> dict[str, Any]:
    """Return the properties of a case's ``CaseFile`` node."""
    return {
        "id": case.id,
        "case_id": case.id,
        "title": case.title,
        "as_of": case.as_of,
        "sha256": case.sha256,
        "loading": case.loading,
        **({} if case.order is None else {"order": case.order}),
    }


def loaded_case(row: Mapping[str, Any]) -> LoadedCase:
    """Return what a row of :data:`CASES` says."""
    texts = {name: str(row[name] or "") for name in ("id", "title", "as_of", "sha256")}
    return LoadedCase(**texts, loading=bool(row["loading"]), order=row["place"])


def in_order(cases: Iterable[LoadedCase]) -> list[LoadedCase]:
    """Return cases in the order that their files state; those that state none come last, by id."""
    return sorted(cases, key=lambda case: (case.order is None, case.order or 0, case.id))


def missing_end(start: str, end: str) -> StoreError:
    """Return the error of a relationship whose end node is not among the nodes of its case."""
    return StoreError(f"A relationship from {start!r} to {end!r} names a node that the case does not have.")
