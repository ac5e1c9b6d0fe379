"""A graph that Case Graph did not make, with all that such graphs hold, written to either store.

Films, who played in them and where they were shown: other labels than ours, several on a node or none, no ``id`` or
one that two nodes share, names in any script, and values of every type that the engine has.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import grafeo

from graph.cypher import quote
from graph.stores import Store
from graph.stores.embedded import EmbeddedStore

SCRIPT = "</script><img src=x onerror=alert(1)>"
ARABIC = "سينما النيل"
LONG = "An endless title " * 600
UNIQUE = "CREATE CONSTRAINT films FOR (n:Film) REQUIRE n.title IS UNIQUE"
FULL_TEXT = "CREATE FULLTEXT INDEX people FOR (n:Person) ON EACH [n.name]"
BATCH = 5_000
"""Rows of one statement."""


@dataclass(frozen=True)
class Thing:
    """A node, with properties that only an expression of the engine can give."""

    labels: tuple[str, ...]
    properties: dict[str, Any] = field(default_factory=dict)
    computed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Tie:
    start: int
    type: str
    end: int
    properties: dict[str, Any] = field(default_factory=dict)


THINGS = (
    Thing(("Film",), {"title": "Low Water", "year": 1987, "tags": ["sea", "night"], "poster": b"\x89PNG\x00"},
          {"released": "datetime('1987-03-02T20:15:00+02:00')", "runs": "duration('PT1H52M')"}),
    Thing(("Film", "Old film"), {"title": "Émile and the tide", "tagline": "He waits for nobody"}),
    Thing(("Film",), {"title": SCRIPT}),
    Thing(("Poster",), {"name": LONG}),
    Thing(("Actor", "Person"), {"name": "Ines Okafor", "born": 1950}, {"at": "localtime('12:30:00')"}),
    Thing(("Actor", "Person"), {"name": 'Tomás "the tide" Leal', "score": float("nan")}),
    Thing(("Person",), {"name": "🎬 O'Hara\u2028Jr"}),
    Thing(("Cinema",), {"id": 7, "name": ARABIC, "screens": []}, {"since": "date('1931-05-01')"}),
    Thing(("Cinema",), {"id": 8, "name": "Roxy", "sizes": [120, 80]}),
    Thing(("Prop",), {"id": "twin", "name": "A lamp"}),
    Thing(("Prop",), {"id": "twin", "name": "A lamp"}),
    Thing(("Empty",)),
    Thing((), {"remark": "nobody's"}),
    Thing(("Entity",), {"name": "An entity of theirs", "status": "open"}),
    Thing(("Date",), {"name": "Opening night"}),
    Thing(("we`ird label",), {"na`me": "between backticks"}),
)  # fmt: skip
TIES = (
    Tie(4, "PLAYED_IN", 0, {"role": "Captain"}),
    Tie(4, "PLAYED_IN", 1, {"role": "Mate"}),
    Tie(5, "PLAYED_IN", 1),
    Tie(5, "PLAYED_IN", 1, {"role": "again"}),
    Tie(6, "MADE", 0),
    Tie(0, "SHOWN_AT", 7, {"seats": 120}),
    Tie(1, "SHOWN_AT", 8, {"status": "found"}),
    Tie(2, "SHOWN_AT", 8),
    Tie(3, "SHOWN_AT", 8),
    Tie(9, "USED IN", 0),
    Tie(10, "USED IN", 1),
    Tie(11, "NEAR", 12),
    Tie(13, "NEAR", 13),
    Tie(13, "OF", 14),
    Tie(15, "NEAR", 12),
)
POINT = {"place": "point({latitude: 53.5, longitude: 9.9})"}
"""The embedded engine has no points."""


def write(store: Store, *, people: int = 0, constraint: bool = True, full_text: bool = False) -> None:
    """Write the graph; with so many people more, each of whom knows the next and a cinema."""
    commands = [*[UNIQUE] * constraint, *[FULL_TEXT] * full_text]
    if isinstance(store, EmbeddedStore):
        _write_file(store, people, commands)
    else:
        _write_server(store, people, commands)


def filler(people: int) -> Iterator[dict[str, Any]]:
    """Names that are all different and look like names."""
    first = ("Ada", "Bo", "Cleo", "Dag", "Edda", "Finn", "Gro", "Hal", "Ida", "Jon")
    last = ("Marlow", "Quist", "Brandt", "Okoye", "Silva", "Petrov", "Ito", "Kaya", "Novak", "Lund")
    for n in range(people):
        yield {"name": f"{first[n % 10]} {last[n // 10 % 10]} {n}", "number": n}


def _write_file(store: EmbeddedStore, people: int, commands: list[str]) -> None:
    with grafeo.GrafeoDB(str(store._path)) as db:
        for command in commands:
            db.execute_cypher(command)
        ids = [db.create_node(list(thing.labels), dict(thing.properties)).id for thing in THINGS]
        for id, thing in zip(ids, THINGS, strict=True):
            for name, expression in thing.computed.items():
                db.execute_cypher(f"MATCH (n) WHERE elementId(n) = 'n:{id}' SET n.{name} = {expression}")
        for tie in TIES:
            db.create_edge(ids[tie.start], ids[tie.end], tie.type, dict(tie.properties))
        more = db.batch_create_nodes_with_props("Person", list(filler(people))) if people else []
        db.batch_create_edges([(a, b, "KNOWS") for a, b in pairwise(more)])
        db.batch_create_edges([(a, ids[8], "GOES_TO") for a in more[: people // 2]])


def _write_server(store: Store, people: int, commands: list[str]) -> None:
    for command in commands:
        store.execute(command)
    for number, thing in enumerate(THINGS):
        labels = "".join(f":{quote(label, dialect='neo4j')}" for label in thing.labels)
        computed = thing.computed | (POINT if number == 7 else {})
        extra = "".join(f" SET n.{name} = {expression}" for name, expression in computed.items())
        store.execute(
            f"CREATE (n{labels}) SET n = $properties{extra} SET n._n = $n",
            {"properties": dict(thing.properties), "n": number},
        )
    for tie in TIES:
        store.execute(
            f"MATCH (a {{_n: $a}}), (b {{_n: $b}}) CREATE (a)-[r:{quote(tie.type, dialect='neo4j')}]->(b) SET r = $p",
            {"a": tie.start, "b": tie.end, "p": dict(tie.properties)},
        )
    store.execute("MATCH (n) REMOVE n._n")
    rows = list(filler(people))
    for start in range(0, people, BATCH):
        store.execute("UNWIND $rows AS row CREATE (n:Person) SET n = row", {"rows": rows[start : start + BATCH]})
    if people:
        store.execute("CREATE INDEX numbers FOR (n:Person) ON (n.number)")
        store.execute("CALL db.awaitIndexes(60)")
        for start in range(0, people, BATCH):
            numbers = list(range(start, min(start + BATCH, people)))
            knows = (
                "UNWIND $rows AS n MATCH (a:Person {number: n}), (b:Person {number: n + 1}) CREATE (a)-[:KNOWS]->(b)"
            )
            store.execute(knows, {"rows": numbers})
            goes = "UNWIND $rows AS n MATCH (a:Person {number: n}), (c:Cinema {id: 8}) CREATE (a)-[:GOES_TO]->(c)"
            store.execute(goes, {"rows": [n for n in numbers if n < people // 2]})
