"""A plug-in for pytest: every NetworkX graph that is converted becomes one on the Neo4j server of the tests.

The server is that of ``CASEGRAPH_TEST_NEO4J_URI``, and its database is this run's alone. Each graph is a case of its
own, so that a query is the same for all of them, and the server plans it once.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import cache, lru_cache
from itertools import count
from typing import Any

import neo4j

from graph.nx import converted
from graph.settings import from_environment
from graph.stores import EdgeRecord, NodeRecord, Selection, open_store
from graph.stores.graph_reader import Direction, InternalId
from graph.stores.neo4j.graph_reader import Neo4jGraphReader
from tests.helpers.neo4j_server import URI

_CREATE = """\
UNWIND range(0, size($nodes) - 1) AS place
CREATE (n:NxNode) SET n = $nodes[place], n.case_id = $case, n.nx_place = place
WITH collect(n) AS nodes
CALL (nodes) {
    UNWIND range(0, size($edges) - 1) AS place
    WITH place, nodes[$starts[place]] AS start, nodes[$ends[place]] AS end
    CREATE (start)-[r:EDGE]->(end) SET r = $edges[place], r.case_id = $case, r.nx_place = place
    RETURN collect(elementId(r)) AS edges
}
RETURN [n IN nodes | elementId(n)], edges
"""
_INDEX = "CREATE INDEX nx IF NOT EXISTS FOR (n:NxNode) ON (n.case_id)"

_numbers = count()


@cache
def _server() -> tuple[neo4j.Driver, Any]:
    """Return what writes and what reads, connected when the run begins."""
    return neo4j.GraphDatabase.driver(os.environ[URI]), open_store(os.environ[URI], from_environment())


class _Reader(Neo4jGraphReader):
    """Reads one graph, while others come and go in the same database."""

    def _open(self, session: neo4j.Session) -> str:
        return ""

    def _read(self, read: Any) -> Any:
        return self._reading(read)

    def check(self) -> None:
        """Every other graph that is converted changes the store."""

    def nodes(self, ids: Iterable[InternalId]) -> list[NodeRecord]:
        return [record._replace(properties=_given(record.properties)) for record in super().nodes(ids)]

    def edges(self, ids: Sequence[InternalId], direction: Direction) -> list[EdgeRecord]:
        return [record._replace(properties=_given(record.properties)) for record in super().edges(ids, direction)]

    def all_edges(self) -> Iterator[list[EdgeRecord]]:
        for page in super().all_edges():
            yield [record._replace(properties=_given(record.properties)) for record in page]

    def has_edge_property(self, name: str) -> bool:
        return any(name in record.properties for page in self.all_edges() for record in page)


def _given(properties: Any) -> dict[str, Any]:
    """Return the properties without those that tell the graphs apart."""
    return {name: value for name, value in properties.items() if name not in ("case_id", "nx_place")}


@lru_cache(maxsize=500)
def _written(content: str) -> list[Any]:
    """Return the case of a graph, written first, and the ids of its nodes and relationships; few graphs are new."""
    case = f"nx-{next(_numbers)}"
    nodes, edges = json.loads(content)
    starts, ends, properties = zip(*edges, strict=True) if edges else ((), (), ())
    parameters = {"case": case, "nodes": nodes, "starts": starts, "ends": ends, "edges": properties}
    with _server()[0].session() as session:
        return [case, *session.run(_CREATE, parameters).single(strict=True)]


def on_neo4j(nodes: Sequence[dict[str, Any]], edges: Sequence[tuple[int, int, dict[str, Any]]]) -> converted.Held:
    """Put a graph on the server."""
    case, node_ids, edge_ids = _written(json.dumps([nodes, edges]))
    chosen = Selection(labels=("NxNode",), case=case, order="nx_place")
    reader = _Reader(chosen, _server()[1]._reading, procedures=(), pattern_errors=nullcontext)
    return reader, node_ids, edge_ids


def pytest_configure() -> None:
    _server()[0].execute_query(_INDEX)
    converted.hold = on_neo4j


def pytest_unconfigure() -> None:
    for connected in _server():
        connected.close()
