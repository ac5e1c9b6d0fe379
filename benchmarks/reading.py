"""Reading a neighbourhood of 200 rows, against the engine on the same text, at three sizes of the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import grafeo

from benchmarks.measure import Figure, Sizes, alternate, sized
from benchmarks.stores import Stores
from graph.stores import Result

_ROWS = 200
_QUERIES = 10
"""Queries of one run: one alone would measure the caches of the processor."""
_PAIRS = 4
"""Times the runs of other parts: each takes milliseconds, and what else the machine does is then most of one."""
_MATCH = "MATCH (n:Entity)-[r]-(m) WHERE n.case_id = $of AND n.id = $id RETURN"
_VALUES = f"{_MATCH} type(r) AS type, r.id AS id, labels(m) AS labels, m.id AS other, m.name AS name LIMIT {_ROWS}"
_WHOLE = f"{_MATCH} n, r, m LIMIT {_ROWS}"


def figures(sizes: Sizes, stores: Stores) -> Iterator[Figure]:
    quickest = []
    for nodes in sizes.read:
        found = list(_at(nodes, stores, sizes.often))
        yield from found
        quickest.append(found[0].ours)
    yield Figure(
        f"{_ROWS} rows of a neighbourhood, as values, in the largest graph",
        f"{sizes.read[-1]:,} against {sizes.read[0]:,} nodes",
        quickest[-1],
        quickest[0],
        than="in the smallest",
        unit="CPU s",
        bound=1.5,
    )


def _at(nodes: int, stores: Stores, runs: int) -> Iterator[Figure]:
    store = stores.of_case(nodes, 3 * nodes)
    db = grafeo.GrafeoDB.open_read_only(str(stores.path(store)))
    # a person with about 200 relationships, that the size of the graph be all that differs
    case, id = store.query(
        "MATCH (n:Entity)-[r]-(m) WITH n, count(r) AS degree WHERE degree >= $rows "
        "RETURN n.case_id AS case_id, n.id AS id ORDER BY degree, id LIMIT 1",
        {"rows": _ROWS},
    ).rows[0]
    given = {"of": case, "id": id}

    def ours(query: str, timeout: float | None) -> Result:
        return store.query(query, given, limit=_ROWS, timeout=timeout)

    def theirs(query: str) -> list[dict[str, object]]:
        return list(db.execute_cypher(query, given))

    def read(query: str, timeout: float | None) -> Result:
        # properties are made when they are first asked for
        found = ours(query, timeout)
        for row in found.rows:
            for element in row:
                assert element.properties
        return found

    for what, query, timeout, get in (
        ("as values", _VALUES, None, ours),
        ("as nodes and relationships", _WHOLE, None, ours),
        ("as nodes and relationships, all properties read", _WHOLE, None, read),
        ("as nodes and relationships, with a timeout", _WHOLE, 30.0, ours),
    ):
        # the first query with a timeout starts the process that runs them
        assert len(get(query, timeout).rows) == len(theirs(query)) == _ROWS
        times = alternate(
            partial(_often, partial(get, query, timeout)),
            partial(_often, partial(theirs, query)),
            _PAIRS * runs,
            "wall" if timeout else "cpu",
        )
        ours_each, theirs_each = ([seconds / _QUERIES for seconds in side] for side in times)
        yield Figure(
            f"{_ROWS} rows of a neighbourhood, {what}",
            sized(nodes, 3 * nodes),
            ours_each,
            theirs_each,
            than="the engine's rows of the same text",
            unit="s" if timeout else "CPU s",
            bound=1.5 if timeout is None else None,
        )


def _often(query: Callable[[], object]) -> None:
    for _ in range(_QUERIES):
        query()
