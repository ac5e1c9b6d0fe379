"""Who stands where in a case of many claims."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measure import UNITS, Clock, Figure, Sizes, repeated
from benchmarks.stores import Stores
from graph.questions.agreement import beside
from graph.questions.stances import MOST_STATEMENTS, stance_matrix
from graph.stores import Store

_CASE = "claims-0"


def figures(sizes: Sizes, stores: Stores) -> Iterator[Figure]:
    yield from figures_of(stores.of_claims(*sizes.claims), sizes, "", "cpu")


def figures_of(store: Store, sizes: Sizes, where: str, clock: Clock) -> Iterator[Figure]:
    """Measure on a store that holds the case of many claims; ``where`` follows what each figure is called.

    The work of a server is measured by the clock on the wall: it is none of this process.
    """
    size = "{:,} statements, {:,} claims".format(*sizes.claims)

    def matrix() -> None:
        assert len(stance_matrix(store, _CASE).rows) == min(MOST_STATEMENTS, sizes.claims[0])

    def two() -> None:
        assert beside(store, _CASE, "person-0", "person-1").counts["first"]

    matrix()  # a server compiles a query when it first sees it
    yield Figure(
        f"The {MOST_STATEMENTS} most disputed statements by speakers{where}",
        size,
        repeated(matrix, sizes.repeats, clock),
        unit=UNITS[clock],
        bound=1,
    )
    two()
    yield Figure(
        f"Two speakers beside each other{where}", size, repeated(two, sizes.repeats, clock), unit=UNITS[clock], bound=1
    )
