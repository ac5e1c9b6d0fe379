"""Searching as one types."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from timeit import repeat

from benchmarks.measure import Figure, Sizes, repeated
from benchmarks.stores import Stores
from graph.case.schema import load_schema
from graph.questions.search import Entry, SearchIndex, read_index

_SOUNDS = [a + b for a in ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "w")
           for b in ("a", "e", "i", "o", "u", "an", "en", "er", "on", "ei")]  # fmt: skip


def names(n: int) -> list[str]:
    """Return names that share words and beginnings as people's do, the same each time."""
    random = Random(0)

    def word(least: int, most: int) -> str:
        return "".join(random.choice(_SOUNDS) for _ in range(random.randint(least, most))).capitalize()

    first, last = ([word(*length) for _ in range(size)] for size, length in ((2_000, (1, 3)), (30_000, (2, 4))))
    return [f"{random.choice(first)} {random.choice(last)}" for _ in range(n)]


def typed(name: str) -> list[str]:
    """Return what stands in the search box after each key; then words turned round, and a letter left out."""
    first, last = name.split()
    return [name[: n + 1] for n in range(len(name))] + [f"{last} {first}", last[:2] + last[3:], f"{first} {last[:-1]}x"]


def figures(sizes: Sizes, stores: Stores) -> Iterator[Figure]:
    found = names(sizes.names)
    index = SearchIndex(Entry(f"c/{n}", str(n), name, "Person", (), (name,)) for n, name in enumerate(found))
    keys = [key for name in found[:5] for key in typed(name)]
    times = {key: min(repeat(lambda key=key: index.search(key, case="c"), number=1, repeat=3)) for key in keys}
    size = f"{sizes.names:,} names"
    slowest = max(times, key=lambda key: times[key])
    yield Figure(f"Search, the slowest of {len(times)} things typed (`{slowest}`)", size, [times[slowest]], bound=0.1)
    yield Figure(f"Search, all {len(times)} things typed", size, sorted(times.values()))
    nodes, relationships = sizes.load
    store = stores.of_case(nodes, relationships)
    reading = repeated(lambda: read_index(store, load_schema()), 1)
    yield Figure("Reading what search looks through, once for each version of a store", f"{nodes:,} nodes", reading)
