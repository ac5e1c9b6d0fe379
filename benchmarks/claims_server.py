"""What is asked of a case of many claims, on Neo4j: all of it by one load, which takes a server minutes."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import contradictions, ledger, stances
from benchmarks.generate import case_of_claims
from benchmarks.measure import Figure, Sizes
from benchmarks.server import address, holding
from graph.case.rows import ModelRows


def figures(sizes: Sizes) -> Iterator[Figure]:
    with address() as uri:
        yield from figures_of(uri, sizes)


def figures_of(uri: str, sizes: Sizes) -> Iterator[Figure]:
    """Measure on a server whose database is empty; it is empty again afterwards."""
    with holding(ModelRows(case_of_claims(*sizes.claims)), uri) as store:
        yield from ledger.figures_of(store, sizes, " on Neo4j", "wall")
        yield from stances.figures_of(store, sizes, " on Neo4j", "wall")
        yield contradictions.figure_of(store, sizes, "Neo4j", "wall")
