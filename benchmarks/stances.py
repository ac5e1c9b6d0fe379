"""Who stands where in a case of many claims, on both stores."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import ledger
from benchmarks.generate import case_of_claims
from benchmarks.measure import Figure, Sizes, repeated
from benchmarks.server import address, holding
from benchmarks.stores import Stores
from graph.case.rows import ModelRows
from graph.questions.agreement import beside
from graph.questions.stances import MOST_STATEMENTS, stance_matrix
from graph.stores import Store

_CASE = "claims-0"


def figures(sizes: Sizes, stores: Stores) -> Iterator[Figure]:
    yield from _figures(stores.of_claims(*sizes.claims), sizes, "")


def server_figures(sizes: Sizes) -> Iterator[Figure]:
    with address() as uri:
        yield from server_figures_of(uri, sizes)


def server_figures_of(uri: str, sizes: Sizes) -> Iterator[Figure]:
    """Measure on a server whose database is empty; it is empty again afterwards."""
    with holding(ModelRows(case_of_claims(*sizes.claims)), uri) as store:
        yield from _figures(store, sizes, " on Neo4j")
        # here, for to load so many claims takes a server minutes
        yield from ledger.figures_of(store, sizes, " on Neo4j")


def _figures(store: Store, sizes: Sizes, where: str) -> Iterator[Figure]:
    size = "{:,} statements, {:,} claims".format(*sizes.claims)

    def matrix() -> None:
        assert len(stance_matrix(store, _CASE).rows) == min(MOST_STATEMENTS, sizes.claims[0])

    def two() -> None:
        assert beside(store, _CASE, "person-0", "person-1").counts["first"]

    matrix()  # a server compiles a query when it first sees it
    yield Figure(
        f"The {MOST_STATEMENTS} most disputed statements by speakers{where}",
        size,
        repeated(matrix, sizes.repeats),
        bound=1,
    )
    two()
    yield Figure(f"Two speakers beside each other{where}", size, repeated(two, sizes.repeats), bound=1)
