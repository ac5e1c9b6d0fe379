"""Measure, and write ``docs/benchmarks.md``: ``make bench``, or ``python -m benchmarks [--quick] [PART …]``.

Where parts are named, the others stay in the page as they are.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks import (
    algorithms,
    claims_server,
    console,
    contradictions,
    exploring,
    extracting,
    ledger,
    loading,
    paths,
    reading,
    searching,
    server,
    stances,
    starting,
)
from benchmarks.measure import FULL, QUICK, Figure, Sizes
from benchmarks.server import SkippedError
from benchmarks.stores import Stores

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
_VERSIONS = ("grafeo", "neo4j", "networkx", "numpy", "scipy", "rapidfuzz", "spacy", "streamlit", "pyvis")

Part = Callable[[Sizes, Stores], Iterator[Figure]]


def _canvas(sizes: Sizes, stores: Stores) -> Iterator[Figure]:
    # a browser's driver and Streamlit would weigh on what the other parts measure
    from benchmarks import canvas

    return canvas.figures(sizes, stores)


def _completing(sizes: Sizes, _: Stores) -> Iterator[Figure]:
    from benchmarks import completing

    return completing.figures(sizes)


PARTS: dict[str, tuple[str, Part]] = {
    "loading": ("Loading into the embedded store", loading.figures),
    "server": ("Loading into Neo4j", lambda sizes, _: server.figures(sizes)),
    "reading": ("Reading", reading.figures),
    "console": ("Queries that people type", console.figures),
    "console-server": ("Queries that people type, on Neo4j", lambda sizes, _: console.server_figures(sizes)),
    "completing": ("Completion", _completing),
    "searching": ("Search", searching.figures),
    "exploring": ("Exploring", exploring.figures),
    "canvas": ("The canvas, in Chromium without a window or a graphics card", _canvas),
    "paths": ("Paths", paths.figures),
    "algorithms": ("NetworkX over the embedded store", algorithms.figures),
    "algorithms-server": ("NetworkX over Neo4j", lambda sizes, _: algorithms.server_figures(sizes)),
    "ledger": ("Claims explained, and the ledger", ledger.figures),
    "stances": ("Who stands where", stances.figures),
    "contradictions": ("Contradictions", contradictions.figures),
    "claims-server": ("Claims, on Neo4j", lambda sizes, _: claims_server.figures(sizes)),
    "extracting": ("Taking texts apart", lambda sizes, _: extracting.figures(sizes)),
    "starting": ("Starting", lambda sizes, _: starting.figures(sizes)),
}

_HEAD = """\
# Benchmarks

Written by `make bench`, and a part of it by `python -m benchmarks PART`. What counts is the ratio: both sides are
measured in the same run, in turns, so that a slow or busy machine slows both. Times are *fastest / median* of the runs;
a ratio is that of the fastest runs, then the median of the ratios of runs that followed each other. *CPU s* are seconds
of the processor, for work that stays in one process; *s* are seconds by the clock.

A bound says what the first number of the ratio should not exceed, or the time itself where there is nothing to
compare it with.

"""


_MEASURED_ON = re.compile(r"^Measured on: .*$", re.MULTILINE)
_PART = re.compile(r"^## (.+)\n\n((?:(?!## ).+\n|\n(?!## ))+)", re.MULTILINE)


def measured(parts: Iterable[str], sizes: Sizes) -> Iterator[tuple[str, list[Figure], str]]:
    """Run parts; yield the title of each, what it found, and why it could not be measured where it could not."""
    with Stores() as stores:
        for name in parts:
            title, figures = PARTS[name]
            found: list[Figure] = []
            skipped = ""
            try:
                for figure in figures(sizes, stores):
                    print("  ".join(_cells(figure)), flush=True)
                    found.append(figure)
            except SkippedError as reason:
                skipped = f"Not measured: {reason}."
                print(skipped, flush=True)
            yield title, found, skipped


def page(results: Iterable[tuple[str, list[Figure], str]], before: str = "") -> str:
    """Return ``docs/benchmarks.md``; a part that is not among the results stays as it was in the page ``before``."""
    kept = dict(_PART.findall(before))
    new = {title: _part(found, skipped) for title, found, skipped in results}
    versions = ", ".join(f"{name} {version(name)}" for name in _VERSIONS)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    measured_on = f"Measured on: {machine}; Python {platform.python_version()}; {versions}."
    earlier = _MEASURED_ON.search(before)
    if kept.keys() - new.keys() and earlier and earlier[0] != measured_on:
        new = {title: f"{measured_on}\n\n{part}" for title, part in new.items()}
        measured_on = earlier[0]
    parts = {title: "Not measured yet.\n" for title, _ in PARTS.values()} | kept | new
    return f"{_HEAD}{measured_on}\n" + "".join(f"\n## {title}\n\n{parts[title]}" for title, _ in PARTS.values())


def _part(found: list[Figure], skipped: str) -> str:
    lines = ["| what | size | measured | against | ratio | bound |\n|---|---|---|---|---|---|\n"] if found else []
    lines += (f"| {' | '.join(_cells(figure))} |\n" for figure in found)
    return "".join([*lines, f"{skipped}\n" if skipped else ""])


def _cells(figure: Figure) -> tuple[str, ...]:
    than = f"{figure.than}: {_amounts(figure.theirs, figure.unit)}" if figure.theirs else "–"
    ratio = (
        " / ".join(f"{value:.2f}" if value >= 0.1 else f"{value:.1g}" for value in figure.ratios)
        if figure.ratios
        else "–"
    )
    bound = "–"
    if figure.bound is not None:
        unit = " MB" if figure.unit == "MB" else " s"
        sign = f"≤ {figure.bound:g}{'' if figure.ratios else unit}"
        bound = f"{sign} ✓" if figure.holds else f"{sign} **missed**"
    return figure.what, figure.size or "–", _amounts(figure.ours, figure.unit), than, ratio, bound


def _amounts(values: list[float], unit: str) -> str:
    texts = dict.fromkeys(_amount(value, unit) for value in (min(values), median(values)))
    return " / ".join(texts)


def _amount(value: float, unit: str) -> str:
    if unit == "MB":
        return f"{value:.0f} MB"
    cpu = " CPU" if unit == "CPU s" else ""
    return f"{value * 1000:.3g}{cpu} ms" if value < 1 else f"{value:.2f}{cpu} s"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="PART",
        help=f"only these, the others staying as they are in the page: {', '.join(PARTS)}",
    )
    parser.add_argument("--quick", action="store_true", help="small sizes, in a minute; writes no page")
    given = parser.parse_args(arguments)
    unknown = [name for name in given.parts if name not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)} (there are {', '.join(PARTS)})")
    results = list(measured(given.parts or PARTS, QUICK if given.quick else FULL))
    if not given.quick:
        before = PAGE.read_text(encoding="utf-8") if given.parts else ""
        PAGE.write_text(page(results, before), encoding="utf-8")
        print(f"Wrote {PAGE.relative_to(Path.cwd())}." if PAGE.is_relative_to(Path.cwd()) else f"Wrote {PAGE}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
