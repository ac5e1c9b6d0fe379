"""Looking for contradictions in a case of many claims: in memory, again after a change, and from a store."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.generate import case_of_claims
from benchmarks.measure import UNITS, Clock, Figure, Sizes, peak_memory, repeated
from benchmarks.stores import Stores
from graph.case.contradictions import find
from graph.case.contradictions.again import forget, update
from graph.questions.contradictions import contradictions
from graph.stores import Store

_CASE = "claims-0"


def figures(sizes: Sizes, stores: Stores) -> Iterator[Figure]:
    case, size = case_of_claims(*sizes.claims), _size(sizes)
    found = find(case)
    yield Figure(
        f"Every rule over a whole case ({len(found.conflicts):,} conflicts among {len(found.findings):,} findings)",
        size,
        repeated(lambda: find(case), sizes.repeats, "cpu"),
        unit="CPU s",
        bound=30,
    )
    first = case.statements[0]
    changed = replace(case, statements=(replace(first, claims=first.claims[:1]), *case.statements[1:]))
    yield Figure(
        "Again, where one statement changed",
        size,
        repeated(lambda: update(case, found, changed), sizes.repeats, "cpu"),
        unit="CPU s",
        bound=5,
    )
    model, both = (_memory(what, *sizes.claims) for what in ("model", "find"))
    yield Figure("Memory of the case and all findings", size, [both], [model], than="the case", unit="MB", bound=4)
    yield figure_of(stores.of_claims(*sizes.claims), sizes, "the embedded store", "cpu")


def figure_of(store: Store, sizes: Sizes, name: str, clock: Clock) -> Figure:
    """Measure on a store that holds the case of many claims."""

    def whole() -> None:
        forget()
        assert contradictions(store, _CASE).found.conflicts

    what = f"Reading a case back from {name}, and every rule"
    return Figure(what, _size(sizes), repeated(whole, 1, clock), unit=UNITS[clock], bound=30)


def _size(sizes: Sizes) -> str:
    return "{:,} statements, {:,} claims".format(*sizes.claims)


def _memory(what: str, *size: int) -> float:
    """Return the MB by which a process of its own grows at the most."""
    command = [sys.executable, "-m", "benchmarks.contradictions", what, *map(str, size)]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True, timeout=900
    )
    return float(done.stdout)


def _main(what: str, statements: str, claims: str) -> None:
    before = peak_memory()
    case = case_of_claims(int(statements), int(claims))
    kept = find(case) if what == "find" else None
    print(peak_memory() - before)
    del kept


if __name__ == "__main__":
    _main(*sys.argv[1:])
