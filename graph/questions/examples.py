"""Queries to begin with, made from what a store holds: its labels, its types, its names and its dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from graph.case.captions import NAMING_PROPERTIES
from graph.case.statuses import STATUSES
from graph.cypher import quote
from graph.elements import Node
from graph.errors import QueryError
from graph.stores import GraphSchema, Result, Store

_PATIENCE_S = 3.0  # of each look into the store
_LABELS = 8  # labels that are looked into, the most frequent ones
_SAMPLE = 25  # nodes of each
_PAIRS = 500  # relationships of a type, for the labels at their ends
_LONGEST = 80  # characters of a name that stands in an example
_DAY = r"\d{4}-\d\d-\d\d(T.*)?"  # of a text as a whole: a month or a span of days does not sort among days


@dataclass(frozen=True, slots=True)
class Example:
    """A query to begin with.

    Parameters
    ----------
    title : str
    query : str
    parameters : mapping of str to value
    """

    title: str
    query: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


def examples(store: Store, schema: GraphSchema, *, case: str = "") -> list[Example]:
    """Return queries that fit a store, each of which has rows there.

    Parameters
    ----------
    store : Store
    schema : GraphSchema
        The store's.
    case : str
        The case that the examples stay in, by a parameter of theirs; empty: the whole store.

    Raises
    ------
    StoreError
        The store does not answer.
    """
    return list(_Maker(store, schema, case).make()) if schema.nodes else []


@dataclass(frozen=True, slots=True)
class _Pair:
    """The relationship type that joins most nodes, and a label at each end."""

    start: str
    type: str
    end: str


class _Maker:
    def __init__(self, store: Store, schema: GraphSchema, case: str) -> None:
        self.store, self.schema = store, schema
        self.dialect = store.dialect
        # In a case, people ask about its entities; the records behind them have an example of their own.
        self.entities = "Entity" in schema.labels
        self.scope = ":Entity" if self.entities else ""
        # what follows the label of a node that a query starts from, and the parameter that it takes
        self.within = " {case_id: $case}" if case and self.entities else ""
        self.and_case = ", case_id: $case" if self.within else ""
        self.given = {"case": case} if self.within else {}

    def make(self) -> Iterator[Example]:
        samples = self.samples()
        if self.schema.labels:
            yield Example(
                "How many nodes have each label",
                "MATCH (n) UNWIND labels(n) AS label\nRETURN label, count(*) AS nodes\nORDER BY nodes DESC, label",
            )
        if self.schema.relationship_types:
            yield Example(
                "How many relationships are of each type",
                "MATCH ()-[r]->()\nRETURN type(r) AS type, count(*) AS relationships\n"
                "ORDER BY relationships DESC, type",
            )
        else:
            yield Example("Some nodes", "MATCH (n)\nRETURN n LIMIT 25")
        if pair := self.pair():
            yield Example(
                f"{pair.start} to {pair.end} by {pair.type}",
                f"MATCH (a{self.label(pair.start)}{self.within})-[r{self.label(pair.type)}]->"
                f"(b{self.label(pair.end)})\nRETURN a, r, b LIMIT 50",
                self.given,
            )
        yield from self.claims()
        yield from self.named(samples)
        yield from self.dated(samples)

    # -- each kind of example -----------------------------------------------------------------------

    def claims(self) -> Iterator[Example]:
        if not ({"MADE", "ABOUT"} <= set(self.schema.relationship_types) and "Claim" in self.schema.labels):
            return
        query = (
            f"MATCH (who)-[:MADE]->(c:Claim {{stance: $stance{self.and_case}}})-[:ABOUT {{role: 'subject'}}]->(a)\n"
            "MATCH (c)-[:ABOUT {role: 'object'}]->(b)\n"
            "RETURN coalesce(who.name, who.title, who.id) AS who, c.stance AS stance, a.name AS subject,\n"
            "  c.predicate AS predicate, coalesce(b.name, b.text) AS object, c.says AS saying\n"
            "ORDER BY who, subject, predicate, object LIMIT 50"
        )
        asserts = {"stance": "asserts", **self.given}
        if self.rows(query, asserts, 1):
            yield Example("Who asserts what", query, asserts)
        for status in (name for name, row in STATUSES.items() if not row.plain):
            query = f"MATCH (a:Entity{self.within})-[r {{status: $status}}]->(b:Entity)\nRETURN a, r, b LIMIT 50"
            wanted = {"status": status, **self.given}
            if self.rows(query, wanted, 1):
                yield Example(f"What is {status}", query, wanted)
                return

    def named(self, samples: Mapping[str, list[Node]]) -> Iterator[Example]:
        """Examples about things that have a name: who is related most, what is around one, a path between two."""
        told = False
        for label, nodes in samples.items():
            name = _naming(nodes)
            if name is None or (self.entities and "Entity" not in nodes[0].labels):
                continue
            n, named = f"n{self.label(label)}", quote(name, dialect=self.dialect)
            ranking = (
                f"MATCH ({n}{self.within})-[r]-({'m:Entity' if self.entities else 'm'})\n"
                f"RETURN n.{named} AS name, count(r) AS relationships\nORDER BY relationships DESC, name LIMIT 20"
            )
            ranked = [row[0] for row in self.rows(ranking, self.given, 20) if _is_name(row[0])]
            if not ranked:
                continue
            if not told:
                told = True
                yield Example(f"Which {label} has the most relationships", ranking, self.given)
                yield Example(
                    f"What is around one {label}",
                    f"MATCH ({n} {{{named}: $name{self.and_case}}})-[r]-(m{self.scope})\nRETURN n, r, m LIMIT 100",
                    {"name": ranked[0], **self.given},
                )
            if path := self.path(label, name, ranked[0]):
                yield path
                return

    def path(self, label: str, name: str, first: str) -> Example | None:
        """Return an example of a path between two nodes of a label; None where no two are near each other."""
        near, named = self.label(label), quote(name, dialect=self.dialect)
        rows = self.rows(
            f"MATCH (a{near} {{{named}: $first{self.and_case}}})-[]-(x{self.scope})-[]-(b{near})\n"
            f"WHERE b.{named} <> $first RETURN b.{named} AS name LIMIT 20",
            {"first": first, **self.given},
            20,
        )
        others = sorted({row[0] for row in rows if _is_name(row[0])})
        if not others:
            return None
        return Example(
            f"The shortest path between two {label} nodes",
            f"MATCH (a{near} {{{named}: $from{self.and_case}}}), (b{near} {{{named}: $to{self.and_case}}})\n"
            "MATCH p = shortestPath((a)-[*..6]-(b))\nRETURN p",
            {"from": first, "to": others[0], **self.given},
        )

    def dated(self, samples: Mapping[str, list[Node]]) -> Iterator[Example]:
        for label, nodes in samples.items():
            # where things begin, rather than where they end
            names = {name for node in nodes for name in node.properties}
            for name in sorted(names, key=lambda name: ("end" in name, name)):
                days = [node.properties.get(name) for node in nodes]
                sorts = {type(day) for day in days if day is not None}
                dates = [day for day in days if day is not None]
                if len(sorts) != 1 or not all(map(_is_day, dates)):
                    continue
                if sorts == {str} and not self.has_days_only(label, name):
                    continue
                around = f"(x)-[r]->(d{self.label(label)}{self.within})"
                if not (self.entities and self.rows(f"MATCH {around} RETURN d LIMIT 1", self.given, 1)):
                    around = f"(d{self.label(label)}{self.within})"
                named = quote(name, dialect=self.dialect)
                yield Example(
                    f"{label} by {name}, between two dates",
                    f"MATCH {around}\nWHERE d.{named} >= $since AND d.{named} <= $until\n"
                    f"RETURN {'x, r, d' if 'x' in around else 'd'} ORDER BY d.{named} LIMIT 100",
                    {"since": min(dates), "until": max(dates), **self.given},
                )
                return

    def has_days_only(self, label: str, name: str) -> bool:
        """Whether every text under a name is a day: which nodes a sample holds is up to the store."""
        found = self.rows(
            f"MATCH (d{self.label(label)}{self.within})\nWHERE NOT d.{quote(name, dialect=self.dialect)} =~ $day\n"
            "RETURN count(d) AS others",
            {"day": _DAY, **self.given},
            1,
        )
        return found == ((0,),)

    # -- looking into the store ---------------------------------------------------------------------

    def samples(self) -> dict[str, list[Node]]:
        """Return some nodes of the labels that can be written, the most frequent label first."""
        samples = {}
        for label in sorted(self.schema.labels, key=lambda name: (-self.schema.labels[name], name)):
            if label in ("Entity", "Value") and self.entities:
                continue  # what they are comes by a label of its own
            with suppress(QueryError):
                found = f"MATCH (n{self.label(label)}{self.within}) RETURN n LIMIT {_SAMPLE}"
                rows = self.rows(found, self.given, _SAMPLE)
                if rows:
                    samples[label] = [row[0] for row in rows]
            if len(samples) == (2 * _LABELS if self.entities else _LABELS):
                break
        return samples

    def pair(self) -> _Pair | None:
        counts = self.schema.relationship_types
        for type_ in sorted(counts, key=lambda name: (-counts[name], name))[: 4 * _LABELS]:
            with suppress(QueryError):
                rows = self.rows(
                    f"MATCH (a{self.scope}{self.within})-[r{self.label(type_)}]->(b{self.scope})\n"
                    f"RETURN labels(a) AS a, labels(b) AS b LIMIT {_PAIRS}",
                    self.given,
                    _PAIRS,
                )
                ends = Counter((self.rarest(a), self.rarest(b)) for a, b in rows)
                for start, end in sorted(ends, key=lambda pair: (-ends[pair], pair)):
                    if start and end:
                        self.label(start), self.label(end)
                        return _Pair(start, type_, end)
        return None

    def rarest(self, labels: list[str]) -> str:
        return min(labels, key=lambda label: (self.schema.labels.get(label, 0), label), default="")

    def label(self, name: str) -> str:
        """Return a label or a type as it follows a variable; refused where the engine has no way to write it."""
        return f":{quote(name, dialect=self.dialect)}"

    def rows(self, query: str, parameters: Mapping[str, Any], limit: int) -> tuple[tuple[Any, ...], ...]:
        result: Result | None = None
        with suppress(QueryError):  # too slow, or no query for this engine: then there is no such example
            result = self.store.query(query, parameters, limit=limit, timeout=_PATIENCE_S)
        return result.rows if result else ()


def _naming(nodes: list[Node]) -> str | None:
    """Return the property that names nodes, if there is one."""
    known = {name for node in nodes for name, value in node.properties.items() if _is_name(value)}
    others = sorted(name for name in known if not name.endswith("id") and name not in ("id", "case_id"))
    return next((name for name in (*NAMING_PROPERTIES, *others) if name in known), None)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST and value.isprintable()


def _is_day(value: object) -> bool:
    if isinstance(value, datetime):
        return value.tzinfo is None
    return isinstance(value, date) or (isinstance(value, str) and bool(re.fullmatch(_DAY, value)))
