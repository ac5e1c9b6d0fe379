"""Shortest paths over a store, against NetworkX on a graph that it was copied to before."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import networkx

from benchmarks.measure import Figure, Sizes, alternate, sized, timed
from benchmarks.stores import Stores
from graph.questions import paths

_PAIRS = 10


def figures(sizes: Sizes, stores: Stores) -> Iterator[Figure]:
    nodes, relationships = sizes.load
    store = stores.of_people(nodes, relationships)
    copied = networkx.MultiDiGraph()

    def copy() -> None:
        copied.add_nodes_from(row[0] for row in store.query("MATCH (n:Entity) RETURN n.id AS id").rows)
        ties = store.query("MATCH (a:Entity)-[r]->(b:Entity) RETURN a.id AS start, b.id AS end, r.id AS id").rows
        copied.add_edges_from(ties)

    copying = timed(copy, "cpu")
    plain = networkx.Graph(copied)
    parts: list[set[str]] = list(networkx.connected_components(plain))
    largest = max(parts, key=len)
    random, together = Random(1), sorted(largest)
    pairs = [random.sample(together, 2) for _ in range(_PAIRS)]
    ours = {(a, b): len(paths.shortest_path(store, a, b).relationships) for a, b in pairs}
    assert ours == {(a, b): networkx.shortest_path_length(plain, a, b) for a, b in pairs}
    size = sized(nodes, relationships)
    times = alternate(
        lambda: [paths.shortest_path(store, a, b) for a, b in pairs],
        lambda: [networkx.shortest_path(plain, a, b) for a, b in pairs],
        sizes.repeats,
        "cpu",
    )
    mine, theirs = ([seconds / _PAIRS for seconds in side] for side in times)
    yield Figure("A shortest path", size, mine, theirs, than="NetworkX on the copied graph", unit="CPU s")
    copies = [copying] * len(mine)
    yield Figure("A shortest path", size, mine, copies, than="copying the graph to NetworkX", unit="CPU s")
