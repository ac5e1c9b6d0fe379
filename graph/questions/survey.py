"""What a database holds: its labels, relationship types, properties by a sample, what relates what, and counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from graph.case.schema import Schema, load_schema
from graph.cypher import Dialect, quote
from graph.errors import QueryRefusedError
from graph.questions.indexes import Constraint, Index, constraints, indexes
from graph.stores import GraphSchema, Store

_SAMPLE = 500
"""Nodes of a label, or relationships of a type, whose properties are looked at."""
_SAMPLES = 20_000
"""All that are looked at, where there are many labels and types."""
_LEAST = 20
_COUNTED = 200_000
"""Relationships up to which every one is counted by what it relates."""
_OF_A_TYPE = 5_000
"""Of a larger database, relationships of a type that are looked at."""
_DURATION = re.compile(r"P(?=.)(-?\d+Y)?(-?\d+M)?(-?\d+D)?(T(?=.)(-?\d+H)?(-?\d+M)?(-?\d+(\.\d+)?S)?)?")

_COUNTS = {
    "entities": "MATCH (n:Entity {case_id: $case}) RETURN count(n)",
    "statements": "MATCH (:Entity {case_id: $case})-[r]->() WHERE r.status IS NOT NULL RETURN count(r)",
    "claims": "MATCH (n:Claim {case_id: $case}) RETURN count(n)",
    "mentions": "MATCH (n:Mention {case_id: $case}) RETURN count(n)",
}
"""What is counted of a case."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property under a label or type: the types of its values, and how many of the sample have it."""

    name: str
    types: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A label or a relationship type: how many there are, how many were looked at, and their properties by name."""

    name: str
    count: int
    looked_at: int
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """What relates what: a relationship type between the labels that its ends are drawn as."""

    start: str
    type: str
    end: str
    count: int


@dataclass(frozen=True, slots=True)
class Survey:
    """What a database is made of.

    Parameters
    ----------
    labels, types : tuple of Kind
        By name.
    patterns : tuple of Pattern
        Most first. A node with several labels counts under the one that it is drawn as.
    drawn : mapping of str to tuple of str
        All labels of some node that is drawn as each label in the patterns.
    exact : bool
        Every relationship was counted; else the counts of patterns are an estimate by a sample.
    constraints : tuple of Constraint
    indexes : tuple of Index
    """

    labels: tuple[Kind, ...]
    types: tuple[Kind, ...]
    patterns: tuple[Pattern, ...]
    drawn: Mapping[str, tuple[str, ...]]
    exact: bool
    constraints: tuple[Constraint, ...]
    indexes: tuple[Index, ...]


def survey(store: Store, *, schema: Schema | None = None, counted: int = _COUNTED) -> Survey:
    """Return what a database is made of.

    Parameters
    ----------
    store : Store
    schema : Schema, optional
        The schema that ships with the package where it is not given.
    counted : int
        Relationships up to which every one is counted; in a database with more a sample of each type is.

    Raises
    ------
    StoreError
        The store does not answer.
    """
    counts = store.schema()
    sample = min(_SAMPLE, max(_LEAST, _SAMPLES // max(1, len(counts.labels) + len(counts.relationship_types))))
    labels = tuple(_kind(store, name, n, "(x{})", "$name IN labels(x)", sample) for name, n in counts.labels.items())
    types = tuple(
        _kind(store, name, n, "()-[x{}]->()", "type(x) = $name", sample)
        for name, n in counts.relationship_types.items()
    )
    exact = counts.relationships <= counted
    every = "MATCH (a)-[r]->(b) RETURN labels(a) AS a, type(r) AS t, labels(b) AS b, count(*) AS n"
    rows = store.query(every).rows if exact else _sampled_rows(store, counts)
    patterns, drawn = _patterns(rows, schema or load_schema())
    return Survey(labels, types, tuple(patterns), drawn, exact, tuple(constraints(store)), tuple(indexes(store)))


def count(store: Store) -> dict[str, Any]:
    """Count what a store holds by case, by label and by relationship type.

    Returns
    -------
    dict
        ``{"cases": {id: {"title", "entities", "statements", "claims", "mentions"}}, "labels": {label: n},
        "relationship_types": {type: n}, "nodes": n, "relationships": n}``, each in the order of its keys.
    """
    schema = store.schema()

    def counts(case: str) -> dict[str, int]:
        return {name: store.query(cypher, {"case": case}).rows[0][0] for name, cypher in _COUNTS.items()}

    return {
        "cases": {case.id: {"title": case.title, **counts(case.id)} for case in store.cases()},
        "labels": dict(sorted(schema.labels.items())),
        "relationship_types": dict(sorted(schema.relationship_types.items())),
        "nodes": schema.nodes,
        "relationships": schema.relationships,
    }


def example_queries(kind: Kind, *, of_nodes: bool, dialect: Dialect) -> list[tuple[str, str]]:
    """Return queries that show some of a label or type, each with words for it."""
    try:
        name = quote(kind.name, dialect=dialect)
    except QueryRefusedError:
        return []
    if of_nodes:
        return [
            (f"Some {kind.name} nodes", f"MATCH (n:{name}) RETURN n LIMIT 25"),
            ("With what they are related to", f"MATCH (n:{name})-[r]-(m) RETURN n, r, m LIMIT 100"),
        ]
    return [(f"Some {kind.name} relationships", f"MATCH (a)-[r:{name}]->(b) RETURN a, r, b LIMIT 50")]


def type_name(value: Any) -> str:
    """Return the type of a property's value in words.

    Examples
    --------
    >>> type_name([1, 2]), type_name("PT1H"), type_name({"srid": 4326, "x": 1.0, "y": 2.0})
    ('list of whole number', 'duration', 'point')
    """
    match value:
        case bool():
            return "true or false"
        case int():
            return "whole number"
        case float():
            return "number"
        case str():
            return "duration" if _DURATION.fullmatch(value) else "text"
        case bytes():
            return "bytes"
        case datetime():
            return "date and time" + (" with zone" if value.tzinfo else "")
        case date():
            return "date"
        case time():
            return "time" + (" with zone" if value.tzinfo else "")
        case list() | tuple():
            inner = sorted({type_name(item) for item in value})
            return f"list of {' or '.join(inner)}" if inner else "empty list"
        case Mapping():
            return "point" if "srid" in value else "map"
    return type(value).__name__


def _kind(store: Store, name: str, count: int, pattern: str, condition: str, sample: int) -> Kind:
    try:
        match = f"MATCH {pattern.format(':' + quote(name, dialect=store.dialect))}"
    except QueryRefusedError:
        match = f"MATCH {pattern.format('')} WHERE {condition}"
    having: Counter[str] = Counter()
    types: dict[str, Counter[str]] = {}
    looked_at = 0
    with store.stream(f"{match} RETURN properties(x) AS all LIMIT {sample}", {"name": name}) as rows:
        for (all_properties,) in rows:
            looked_at += 1
            for key, value in all_properties.items():
                having[key] += 1
                types.setdefault(key, Counter())[type_name(value)] += 1
    properties = []
    for key in sorted(having):
        most_first = sorted(types[key], key=lambda name: (-types[key][name], name))
        properties.append(Property(key, tuple(most_first), having[key]))
    return Kind(name, count, looked_at, tuple(properties))


_Row = tuple[Any, ...]
"""Labels of the start, type, labels of the end, how many."""


def _sampled_rows(store: Store, counts: GraphSchema) -> list[_Row]:
    sampled: list[_Row] = []
    for name, total in counts.relationship_types.items():
        try:
            match = f"MATCH (a)-[r:{quote(name, dialect=store.dialect)}]->(b)"
        except QueryRefusedError:
            match = "MATCH (a)-[r]->(b) WHERE type(r) = $name"
        rows = store.query(
            f"{match} WITH a, r, b LIMIT {_OF_A_TYPE} "
            "RETURN labels(a) AS a, type(r) AS t, labels(b) AS b, count(*) AS n",
            {"name": name},
        ).rows
        share = total / max(1, sum(row[3] for row in rows))
        sampled += [(a, t, b, round(n * share)) for a, t, b, n in rows]
    return sampled


def _patterns(rows: Iterable[_Row], schema: Schema) -> tuple[list[Pattern], dict[str, tuple[str, ...]]]:
    counts: Counter[tuple[str, str, str]] = Counter()
    drawn: dict[str, tuple[str, ...]] = {}
    for start, type_, end, n in rows:
        names = []
        for labels in (tuple(sorted(start)), tuple(sorted(end))):
            names.append(schema.type_of(labels).name)
            drawn[names[-1]] = min(drawn.get(names[-1], labels), labels)
        counts[names[0], type_, names[1]] += n
    most_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [Pattern(a, t, b, n) for (a, t, b), n in most_first], drawn
