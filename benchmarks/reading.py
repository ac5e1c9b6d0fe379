"""Reading a neighbourhood of 200 rows, against the engine on the same text, at three sizes of the graph."""

from __future__ import annotations

from collections.abc import Iterator

import grafeo

from benchmarks.measure import Figure, Sizes, alternate, sized
from benchmarks.stores import Stores

_ROWS = 200
_QUERY = "MATCH (n:Entity)-[r]-(m) WHERE n.case_id = $of AND n.id = $id RETURN n, r, m LIMIT 200"


def figures(sizes: Sizes, stores: Stores) -> Iterator[Figure]:
    quickest = []
    for nodes in sizes.read:
        store = stores.of_case(nodes, 3 * nodes)
        db = grafeo.GrafeoDB.open_read_only(str(stores.path(store)))
        # a person with about 200 relationships, that the size of the graph be all that differs
        found = store.query(
            "MATCH (n:Entity)-[r]-(m) WITH n, count(r) AS degree WHERE degree >= $rows "
            "RETURN n.case_id AS case_id, n.id AS id ORDER BY degree, id LIMIT 1",
            {"rows": _ROWS},
        ).dicts()[0]
        given = {"of": found["case_id"], "id": found["id"]}

        def theirs(db=db, given=given) -> list[dict[str, object]]:
            return list(db.execute_cypher(_QUERY, given))

        def plain(store=store, given=given) -> None:
            store.query(_QUERY, given, limit=_ROWS)

        def bounded(store=store, given=given) -> None:
            store.query(_QUERY, given, limit=_ROWS, timeout=30)

        assert len(theirs()) == _ROWS
        bounded()  # the process starts
        for what, ours in ("in the process that asks", plain), ("with a timeout, in a process of its own", bounded):
            times = alternate(ours, theirs, sizes.often)
            yield Figure(
                f"{_ROWS} rows of a neighbourhood, {what}",
                sized(nodes, 3 * nodes),
                *times,
                than="the engine on the same text",
                bound=1.5,
            )
            if ours is plain:
                quickest.append(times[0])
    yield Figure(
        f"{_ROWS} rows of a neighbourhood in the largest graph",
        f"{sizes.read[-1]:,} and {sizes.read[0]:,} nodes",
        quickest[-1],
        quickest[0],
        than="in the smallest",
        bound=1.5,
    )
