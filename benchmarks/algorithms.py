"""NetworkX over a store, against copying the graph out of it and running NetworkX on the copy."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import grafeo
import networkx as nx

from benchmarks.measure import Clock, Figure, Sizes, alternate, sized, timed
from benchmarks.server import address
from benchmarks.stores import Stores
from graph.nx.write import from_networkx
from graph.settings import Settings
from graph.stores import Store, open_store

Kind = dict[str, Any]
"""What :meth:`graph.stores.Store.graph` is asked for: directed and with parallel edges, where it is empty."""
_PAIRS = 20
_NEIGHBOURS = 2_000


def random_graph(nodes: int, relationships: int) -> nx.MultiDiGraph:
    """Return a graph without loops whose nodes have a name and whose relationships have an id."""
    random = Random(1)
    made = nx.MultiDiGraph()
    made.add_nodes_from((f"n{number}", {"name": f"Node {number}"}) for number in range(nodes))
    for number in range(relationships):
        made.add_edge(*(f"n{n}" for n in random.sample(range(nodes), 2)), key=f"r{number}")
    return made


def figures(sizes: Sizes, stores: Stores) -> Iterator[Figure]:
    nodes, relationships = sizes.load
    path = stores.folder / "random.grafeo"
    with open_store(str(path), Settings()) as store:
        from_networkx(random_graph(nodes, relationships), store)
        size = sized(nodes, relationships)
        yield from figures_of(store, size, sizes.repeats)
        yield _neighbours(store, path, size, sizes.repeats)
        yield _copying(store, path, size, sizes.repeats)
    yield from _memory(sizes, stores)


def figures_of(store: Store, size: str, repeats: int, clock: Clock = "cpu") -> Iterator[Figure]:
    """Yield what a function takes on an open graph, and what it takes to copy the graph and run it there."""
    unit, bounded = ("CPU s", True) if clock == "cpu" else ("s", False)  # a round trip is no work of ours
    for kind in (Kind(), Kind(directed=False, multi=False)):
        copied: Any = None

        def copy(kind: Kind = kind) -> None:
            nonlocal copied
            copied = store.graph(**kind).copy()

        copying = timed(copy, clock)
        for name, function, times, bound in _functions(kind, copied):
            first = timed(partial(_call, store, kind, function), clock) / times
            lazy = store.graph(**kind)
            function(lazy)
            sides = alternate(partial(function, lazy), partial(function, copied), repeats, clock)
            ours, in_memory = ([seconds / times for seconds in side] for side in sides)
            with_copy = [copying + seconds for seconds in in_memory]
            than = "copying the graph, and NetworkX"
            yield Figure(name, size, ours, with_copy, than, unit, bound if bounded else None)
            yield Figure(f"{name}, on a graph just opened", size, [first] * len(ours), with_copy, than, unit)
            if times > 1:
                yield Figure(name, size, ours, in_memory, "NetworkX on a copy in memory", unit, 3 if bounded else None)


def _call(store: Store, kind: Kind, function: Callable[[Any], Any]) -> None:
    function(store.graph(**kind))


def _functions(kind: Kind, copied: Any) -> Iterator[tuple[str, Callable[[Any], Any], int, float]]:
    """Yield name and call of what is measured on a kind of graph, how many calls it is, and its bound."""
    if not kind:
        yield "pagerank", nx.pagerank, 1, 1 / 20
        return
    largest = max(nx.connected_components(copied), key=len)
    together = sorted(largest)
    random = Random(1)
    pairs = [random.sample(together, 2) for _ in range(_PAIRS)]

    def shortest_paths(graph: Any) -> None:
        for a, b in pairs:
            nx.shortest_path(graph, a, b)

    yield "shortest_path", shortest_paths, _PAIRS, 1 / 1_000
    yield "connected_components", lambda graph: list(nx.connected_components(graph)), 1, 1 / 15
    yield "core_number", nx.core_number, 1, 1 / 15


def _neighbours(store: Store, path: Path, size: str, repeats: int) -> Figure:
    lazy, db = store.graph(), grafeo.GrafeoDB.open_read_only(str(path))
    keys = list(lazy)[:_NEIGHBOURS]

    def raw() -> None:
        for key in keys:
            [node] = db.find_nodes_by_property("id", key)
            db.get_property_batch([far for far, _ in db.get_node_edges(node, "out")], "id")

    def ours() -> None:
        for key in keys:
            list(lazy.neighbors(key))

    ours()
    times = alternate(ours, raw, repeats, "cpu")
    return Figure("neighbors", size, *times, than="the engine's own calls", unit="CPU s", bound=2)


def _copying(store: Store, path: Path, size: str, repeats: int) -> Figure:
    def raw() -> nx.MultiDiGraph:
        db = grafeo.GrafeoDB.open_read_only(str(path))
        made, keys = nx.MultiDiGraph(), dict[int, str]()
        for id, properties in db.get_nodes_by_label("Node"):
            keys[id] = properties["id"]
            made.add_node(properties["id"], **properties)
        for _, type_, start, end, id in db.edges_df().itertuples(index=False, name=None):
            made.add_edge(keys[start], keys[end], id, type=type_, id=id)
        return made

    times = alternate(lambda: store.graph().copy(), raw, repeats, "cpu")
    than = "the engine's quickest export, and building the graph"
    return Figure("G.copy()", size, *times, than=than, unit="CPU s", bound=1.3)


def _memory(sizes: Sizes, stores: Stores) -> Iterator[Figure]:
    """Yield what paths take of memory in a graph, in one of a tenth of its size, and what a copy takes."""
    what, size = f"Memory of {_PAIRS} shortest paths", sized(*sizes.load)
    peaks = []
    for part in (1, 10):
        nodes, relationships = (number // part for number in sizes.load)
        with open_store(str(stores.folder / f"memory-{part}.grafeo"), Settings()) as store:
            from_networkx(random_graph(nodes, relationships), store)
            together = list(nx.node_connected_component(store.graph(directed=False), "n0"))
            targets = Random(1).sample(together, min(_PAIRS, len(together)))
            lazy = store.graph(directed=False)
            assert "n0" in lazy  # for which the names of all nodes are looked at once
            peaks.append(_peak(lambda lazy=lazy, targets=targets: [nx.shortest_path(lazy, "n0", to) for to in targets]))
            if part == 1:
                copy = _peak(lambda store=store: store.graph(directed=False).copy())
    yield Figure(what, size, peaks[:1], peaks[1:], "in a tenth of the graph", "MB", 3)
    yield Figure(what, size, peaks[:1], [copy], "copying the graph", "MB", 0.1)


def _peak(work: Callable[[], Any]) -> float:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1_000_000
    finally:
        tracemalloc.stop()


def server_figures(sizes: Sizes) -> Iterator[Figure]:
    with address() as uri:
        yield from server_figures_of(uri, sizes)


def server_figures_of(uri: str, sizes: Sizes) -> Iterator[Figure]:
    """Yield the same of a Neo4j server whose database is empty, and leave it so."""
    nodes, relationships = sizes.neo4j
    with open_store(uri, Settings()) as store:
        store.execute("CREATE INDEX casegraph_bench IF NOT EXISTS FOR (n:Node) ON (n.id)")
        try:
            from_networkx(random_graph(nodes, relationships), store)
            yield from figures_of(store, sized(nodes, relationships), sizes.repeats, "wall")
        finally:
            store.execute("MATCH (n:Node) DETACH DELETE n")
            store.execute("DROP INDEX casegraph_bench IF EXISTS")
