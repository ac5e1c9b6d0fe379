"""The neighbours of a node that a view lacks, counted: what an expand would bring in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from graph.case.schema import Schema
from graph.elements import Node
from graph.questions.parts import ARROWS, condition_on, index_label, other_than
from graph.stores import Store

_DIRECTIONS: tuple[Literal["out", "in"], ...] = ("out", "in")


@dataclass(frozen=True, slots=True)
class Expansions:
    """The neighbours of a node that a view lacks.

    Parameters
    ----------
    total : int
        All its neighbours, those that are there among them.
    left : int
        How many of them the view lacks.
    by_type : mapping of str to int
        These by type, most first; in another graph by each of their labels.
    by_relationship : mapping of (str, str) to int
        These by the type and the direction of the relationship, "out" or "in", most first.
    """

    total: int
    left: int
    by_type: Mapping[str, int]
    by_relationship: Mapping[tuple[str, Literal["out", "in"]], int]


def expansions(store: Store, node: Node, schema: Schema, without: Iterable[str] = ()) -> Expansions:
    """Count the neighbours that an expand of a node would bring in.

    Parameters
    ----------
    store : Store
    node : Node
    schema : Schema
    without : iterable of str
        Keys of the nodes that are there.
    """
    condition, parameters = condition_on([node])
    near = f"n{index_label(node)}"
    condition += " AND m <> n"
    total = store.query(f"MATCH ({near})-[r]-(m) WHERE {condition} RETURN count(DISTINCT m)", parameters).rows[0][0]
    others, given = other_than(key for key in without if key != node.key)
    condition += others
    parameters |= given
    match = f"MATCH ({near})-[r]-(m) WHERE {condition}"
    types: Counter[str] = Counter()
    left = 0
    for labels, n in store.query(f"{match} RETURN labels(m) AS labels, count(DISTINCT m) AS n", parameters).rows:
        left += n
        types.update(dict.fromkeys(schema.type_of(tuple(sorted(labels))).names, n))
    relationships: Counter[tuple[str, Literal["out", "in"]]] = Counter()
    for direction in _DIRECTIONS:
        before, after = ARROWS[direction]
        pattern = f"({near}){before}[r]{after}(m) WHERE {condition}"
        for type_, n in store.query(f"MATCH {pattern} RETURN type(r) AS type, count(DISTINCT m) AS n", parameters).rows:
            relationships[type_, direction] += n
    return Expansions(total, left, _most_first(types), _most_first(relationships))


def _most_first[T: (str, tuple[str, Literal["out", "in"]])](counts: Counter[T]) -> dict[T, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
