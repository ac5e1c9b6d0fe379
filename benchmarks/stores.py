"""Stores to measure with, each built once for a run, and a graph of people that has as many nodes as one likes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.generate import case, case_of_claims
from graph.case.rows import ModelRows
from graph.settings import Settings
from graph.stores import CaseRows, LoadedCase, NodeRow, RelationshipRow, Store, open_store


class People(CaseRows):
    """Nodes that are all people, related at random: a graph without the records behind it."""

    def __init__(self, nodes: int, relationships: int) -> None:
        self.node_count, self.relationship_count = nodes, relationships
        self.case = LoadedCase("people", "People", "2020", f"{nodes}-{relationships}", loading=False)

    def nodes(self) -> Iterator[NodeRow]:
        for n in range(self.node_count):
            properties = {"id": f"person-{n}", "case_id": self.case.id, "name": f"Person {n}", "type": "Person"}
            yield NodeRow(("Entity", "Person"), properties)

    def relationships(self) -> Iterator[RelationshipRow]:
        random = Random(0)
        for n in range(self.relationship_count):
            start, end = (f"person-{random.randrange(self.node_count)}" for _ in range(2))
            properties = {"id": f"met-{n}", "case_id": self.case.id, "status": "alleged"}
            yield RelationshipRow("PARTNER_OF", start, end, properties)


class Stores:
    """Embedded stores in a folder that goes when the run ends."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.folder = Path(self._stack.enter_context(TemporaryDirectory(prefix="casegraph-bench-")))
        self._stores: dict[str, Store] = {}

    def of_case(self, nodes: int, relationships: int) -> Store:
        """Return a store that holds a generated case."""
        return self._of(f"case-{nodes}-{relationships}", lambda: ModelRows(case(nodes, relationships)))

    def of_people(self, nodes: int, relationships: int) -> Store:
        """Return a store that holds people alone."""
        return self._of(f"people-{nodes}-{relationships}", lambda: People(nodes, relationships))

    def of_claims(self, statements: int, claims: int) -> Store:
        """Return a store that holds a generated case of this many statements and claims."""
        return self._of(f"claims-{statements}-{claims}", lambda: ModelRows(case_of_claims(statements, claims)))

    def path(self, store: Store) -> Path:
        """Return the file of a store."""
        return self.folder / store.name

    def _of(self, name: str, make: Callable[[], CaseRows]) -> Store:
        if name not in self._stores:
            store = self._stack.enter_context(open_store(str(self.folder / f"{name}.grafeo"), Settings()))
            store.replace_case(make())
            self._stores[name] = store
        return self._stores[name]

    def __enter__(self) -> Stores:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()
