"""A graph with all that a reader of graphs meets, as a plain model, and what compares a reader with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import grafeo

from graph.stores import Store
from graph.stores.embedded import EmbeddedStore
from graph.stores.graph_reader import Direction, GraphReader, InternalId, Selection

DIRECTIONS: tuple[Direction, ...] = ("out", "in", "both")
TOWN: tuple[tuple[str, tuple[str, ...], dict[str, Any]], ...] = (
    ("a", ("Entity", "Person"), {"case_id": "one", "place": 3}),
    ("b", ("Entity", "Person"), {"case_id": "one", "place": 1}),
    ("c", ("Entity", "Place"), {"case_id": "one"}),
    ("d", ("Claim",), {"case_id": "one", "place": 2}),
    ("a2", ("Entity", "Person"), {"case_id": "two", "id": "a"}),
    ("e", ("Odd label",), {"place": 2}),
    ("f", (), {}),
)
TIES: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    ("r0", "KNOWS", "a", "b", {"case_id": "one", "status": "alleged", "place": 9}),
    ("r1", "KNOWS", "a", "b", {"case_id": "one", "status": "found", "place": 1}),
    ("r2", "KNOWS", "b", "a", {"case_id": "one", "status": "alleged"}),
    ("r3", "LIVES_IN", "a", "c", {"case_id": "one", "status": "reported", "place": 5}),
    ("r4", "KNOWS", "b", "b", {"case_id": "one", "status": "found"}),
    ("r5", "ABOUT", "d", "a", {"case_id": "one"}),
    ("r6", "KNOWS", "a", "a2", {}),
    ("r7", "KNOWS", "a2", "a2", {"case_id": "two", "status": "alleged"}),
    ("r8", "SEES", "e", "f", {"id": 8}),
    ("r9", "SEES", "f", "a", {"status": "found"}),
    ("r10", "KNOWS", "b", "c", {"case_id": "two", "status": "alleged"}),
)
"""A graph of two cases and more, with loops and parallel relationships; first come names of the test's own."""


@dataclass
class Model:
    """The same graph in plain lists."""

    nodes: list[tuple[str, tuple[str, ...], dict[str, Any]]]
    ties: list[tuple[str, str, str, str, dict[str, Any]]]

    def leaves(self, chosen: Selection) -> "Model":
        """Return what a selection without a pattern leaves."""
        nodes = [
            (name, labels, properties)
            for name, labels, properties in self.nodes
            if (chosen.case is None or properties.get("case_id") == chosen.case)
            and (not chosen.labels or set(labels) & set(chosen.labels))
        ]
        inside = {name for name, _, _ in nodes}
        ties = [
            (name, type, start, end, properties)
            for name, type, start, end, properties in self.ties
            if start in inside
            and end in inside
            and (not chosen.types or type in chosen.types)
            and (not chosen.statuses or properties.get("status") in chosen.statuses)
            and (chosen.statements is None or properties.get("id") in chosen.statements)
            and (chosen.case is None or properties.get("case_id") == chosen.case)
        ]
        if chosen.order:
            nodes.sort(key=lambda row: row[2].get(chosen.order, float("inf")))
            ties.sort(key=lambda row: row[4].get(chosen.order, float("inf")))
        return Model(nodes, ties)

    def steps(self, names: Iterable[str], direction: Direction) -> list[tuple[str, str, str]]:
        found = []
        for asked in names:
            for name, _, start, end, _ in self.ties:
                if direction != "in" and start == asked:
                    found.append((asked, name, end))
                elif direction != "out" and end == asked:
                    found.append((asked, name, start))
        return found

    def edges(self, names: Iterable[str], direction: Direction) -> list[str]:
        met = {name for _, name, _ in self.steps(names, direction)}
        return [row[0] for row in self.ties if row[0] in met]


def town() -> Model:
    """The graph as it is written: every node and relationship has its name as ``name``, and an ``id``."""
    nodes = [(name, labels, {"id": name, "name": name, **more}) for name, labels, more in TOWN]
    ties = [(name, type, a, b, {"id": name, "name": name, **more}) for name, type, a, b, more in TIES]
    return Model(nodes, ties)


def write(store: Store, model: Model) -> Model:
    """Write a graph, and return it in the order of the store's ids: a server gives those of the deleted again."""
    _write(store, model)

    def place(query: str) -> dict[str, int]:
        return {name: int(id.rpartition(":")[2]) for name, id in store.query(query).rows}

    nodes, ties = place("MATCH (n) RETURN n.name, elementId(n)"), place("MATCH ()-[r]->() RETURN r.name, elementId(r)")
    return Model(sorted(model.nodes, key=lambda row: nodes[row[0]]), sorted(model.ties, key=lambda row: ties[row[0]]))


def _write(store: Store, model: Model) -> None:
    if isinstance(store, EmbeddedStore):
        with grafeo.GrafeoDB(str(store._path)) as db:
            ids = {name: db.create_node(list(labels), properties).id for name, labels, properties in model.nodes}
            for _, type, start, end, properties in model.ties:
                db.create_edge(ids[start], ids[end], type, properties)
        return
    parameters = {}
    variables = {name: f"n{i}" for i, (name, _, _) in enumerate(model.nodes)}
    statement = []
    for name, labels, properties in model.nodes:
        statement.append(f"CREATE ({variables[name]}{''.join(f':`{label}`' for label in labels)} ${variables[name]})")
        parameters[variables[name]] = properties
    for i, (_, type, start, end, properties) in enumerate(model.ties):
        statement.append(f"CREATE ({variables[start]})-[:{type} $r{i}]->({variables[end]})")
        parameters[f"r{i}"] = properties
    store.execute("\n".join(statement), parameters)


class Named:
    """A reader, with the test's own names in place of the store's ids."""

    def __init__(self, reader: GraphReader) -> None:
        self.reader = reader
        everything = reader.node_ids()
        self.names: dict[InternalId, str] = {
            record.internal: record.properties["name"] for record in reader.nodes(everything)
        }
        self.ids = {name: id for id, name in self.names.items()}
        self.ties: dict[InternalId, str] = {
            record.internal: record.properties["name"] for page in reader.all_edges() for record in page
        }

    @property
    def nodes(self) -> list[str]:
        return [self.names[id] for id in self.reader.node_ids()]

    def steps(self, names: Iterable[str], direction: Direction) -> list[tuple[str, str, str]]:
        found = self.reader.steps([self.ids[name] for name in names], direction)
        return [(self.names[id], self.ties[edge], self.names[far]) for id, edge, far in found]

    def edges(self, names: Iterable[str], direction: Direction) -> list[str]:
        found = self.reader.edges([self.ids[name] for name in names], direction)
        return [record.properties["name"] for record in found]

    def all_edges(self) -> list[tuple[str, str, str, str]]:
        return [
            (record.properties["name"], record.type, self.names[record.start], self.names[record.end])
            for page in self.reader.all_edges()
            for record in page
        ]

    def pairs(self) -> list[tuple[str, str]]:
        structure = self.reader.structure()
        names = [self.names[id] for id in structure.nodes]
        assert structure.starts.dtype == structure.ends.dtype == "int64"
        return [(names[start], names[end]) for start, end in zip(structure.starts, structure.ends, strict=True)]


def compare(reader: GraphReader, model: Model) -> None:
    """Hold everything that walks a graph against the model."""
    read = Named(reader)
    every = [name for name, _, _ in model.nodes]
    assert read.nodes == every
    assert list(reader.structure().nodes) == list(reader.node_ids())
    assert read.pairs() == [(start, end) for _, _, start, end, _ in model.ties]
    assert read.all_edges() == [row[:4] for row in model.ties]
    assert reader.counts() == (len(model.nodes), len(model.ties))
    for direction in DIRECTIONS:
        assert read.steps(reversed(every), direction) == model.steps(reversed(every), direction)
        assert read.edges(every[1:], direction) == model.edges(every[1:], direction)
        for name in every:
            assert read.steps([name], direction) == model.steps([name], direction)
