"""A statement explained, and the ledger of a case of many claims."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from benchmarks.measure import UNITS, Clock, Figure, Sizes, repeated
from benchmarks.stores import Stores
from graph.case.schema import load_schema
from graph.questions.explain import explain
from graph.questions.ledger import count_claims, ledger
from graph.questions.ledger_filter import LedgerFilter
from graph.stores import Store

_CASE = "claims-0"


def figures(sizes: Sizes, stores: Stores) -> Iterator[Figure]:
    yield from figures_of(stores.of_claims(*sizes.claims), sizes, "", "cpu")


def figures_of(store: Store, sizes: Sizes, where: str, clock: Clock) -> Iterator[Figure]:
    """Measure on a store that holds the case of many claims; ``where`` follows what each figure is called.

    The work of a server is measured by the clock on the wall: it is none of this process.
    """
    size, schema = "{:,} statements, {:,} claims".format(*sizes.claims), load_schema()
    random = Random(0)

    def explained() -> None:
        assert explain(store, f"s-{random.randrange(sizes.claims[0])}", schema=schema)["claims"]

    def first(by: str = "statement", **wanted: str) -> Callable[[], None]:
        def read() -> None:
            assert ledger(store, _CASE, LedgerFilter(**wanted), schema=schema, by=by).rows  # type: ignore[arg-type]

        return read

    explained()  # a server compiles a query when it first sees it
    yield Figure(
        f"A statement explained{where}", size, repeated(explained, sizes.often, clock), unit=UNITS[clock], bound=0.05
    )
    for what, read in (
        ("by statement", first()),
        ("by speaker", first(by="speaker")),
        ("of what is disputed", first(status="disputed")),
        ("of one speaker", first(speaker="paper-3")),
        ("of one source", first(source="paper-3")),
        ("of denials with a word", first(stance="denies", text="told")),
    ):
        read()
        yield Figure(
            f"The ledger's first page, {what}{where}",
            size,
            repeated(read, sizes.repeats, clock),
            unit=UNITS[clock],
            bound=1,
        )

    def counted() -> None:
        assert count_claims(store, _CASE, LedgerFilter(stance="denies"))

    yield Figure(
        f"Counting claims of one stance{where}",
        size,
        repeated(counted, sizes.repeats, clock),
        unit=UNITS[clock],
        bound=1,
    )
