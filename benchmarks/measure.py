"""How things are measured: two ways in turns, several times, and what came of it as a row of a table."""

from __future__ import annotations

import gc
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Literal

Clock = Literal["wall", "cpu"]
_CLOCKS: dict[Clock, Callable[[], float]] = {"wall": time.perf_counter, "cpu": time.process_time}
UNITS: dict[Clock, str] = {"wall": "s", "cpu": "CPU s"}


@dataclass(frozen=True)
class Sizes:
    """How much is measured.

    ``characters`` are those of a text. ``repeats`` counts runs of what takes seconds, ``often`` of what takes
    milliseconds; ``claims`` are statements, and the claims on them; ``warm`` are queries after which a server that was
    just started takes about as long for each as it will.
    """

    load: tuple[int, int] = (100_000, 300_000)
    neo4j: tuple[int, int] = (20_000, 60_000)
    claims: tuple[int, int] = (100_000, 300_000)
    read: tuple[int, ...] = (1_000, 10_000, 100_000)
    names: int = 100_000
    views: tuple[int, ...] = (1_000, 2_000)
    layouts: tuple[int, ...] = (1_000, 10_000)
    picture: int = 500
    lines: int = 100_000
    characters: int = 2_000_000
    warm: int = 1_500
    repeats: int = 3
    often: int = 15


FULL = Sizes()
QUICK = Sizes(
    load=(10_000, 30_000),
    neo4j=(2_000, 6_000),
    claims=(5_000, 15_000),
    read=(1_000, 10_000),
    names=10_000,
    views=(200,),
    layouts=(1_000,),
    lines=10_000,
    characters=200_000,
    warm=200,
)

TINY = Sizes(
    (500, 1_500),
    (200, 600),
    (200, 600),
    (1_000,),
    200,
    (40,),
    (30,),
    20,
    lines=100,
    characters=2_000,
    warm=1,
    repeats=1,
    often=1,
)
"""For the tests: that every benchmark runs."""


@dataclass(frozen=True)
class Figure:
    """What one benchmark found.

    Parameters
    ----------
    what, size : str
    ours, theirs : list of float
        One value for each run.
    than : str
        What it is compared with; empty: nothing.
    unit : str
        ``"s"``: seconds by the clock; ``"CPU s"``: by the processor; ``"MB"``.
    bound : float or None
        What the ratio, or the value where nothing is compared, should not be above.
    """

    what: str
    size: str
    ours: list[float]
    theirs: list[float] = field(default_factory=list)
    than: str = ""
    unit: str = "s"
    bound: float | None = None

    @property
    def ratios(self) -> tuple[float, float] | None:
        """The ratio of the best runs, and the median of the ratios of runs in turn; None where nothing is compared.

        What the other took may also be too little to be measured.
        """
        if not self.theirs or not all(self.theirs):
            return None
        pairs = zip(self.ours, self.theirs, strict=True)
        return min(self.ours) / min(self.theirs), median(ours / theirs for ours, theirs in pairs)

    @property
    def holds(self) -> bool:
        """Whether the best run is within the bound."""
        return self.bound is None or (self.ratios or (min(self.ours),))[0] <= self.bound


def sized(nodes: int, relationships: int) -> str:
    """Return the size of a graph in words."""
    return f"{nodes:,} nodes, {relationships:,} relationships"


def alternate(
    ours: Callable[[], Any],
    theirs: Callable[[], Any],
    runs: int,
    clock: Clock = "wall",
    after: Callable[[], Any] | None = None,
) -> tuple[list[float], list[float]]:
    """Time two ways in turns, so that what else the machine does meets both alike; which is first changes.

    ``after`` clears away, untimed, what either left.
    """
    found: tuple[list[float], list[float]] = ([], [])
    for run in range(runs):
        for which in (0, 1) if run % 2 else (1, 0):
            found[which].append(timed((ours, theirs)[which], clock))
            if after:
                after()
    return found


def timed(work: Callable[[], Any], clock: Clock = "wall") -> float:
    """Return the seconds that something takes; what was there before is no work for the collector of garbage."""
    gc.collect()
    gc.freeze()
    now = _CLOCKS[clock]
    try:
        start = now()
        kept = work()
        took = now() - start
        del kept
        return took
    finally:
        gc.unfreeze()


def repeated(work: Callable[[], Any], runs: int, clock: Clock = "wall") -> list[float]:
    """Time something several times."""
    return [timed(work, clock) for _ in range(runs)]


def peak_memory() -> float:
    """Return the MB that this process held at the most."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage also counts what the parent had
        return int(status.read_text(encoding="ascii").partition("VmHWM:")[2].split()[0]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024
