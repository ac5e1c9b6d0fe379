"""Starting the command line, against an empty Python."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Figure, Sizes, alternate

_ROOT = Path(__file__).parents[1]


def figures(sizes: Sizes) -> Iterator[Figure]:
    times = alternate(lambda: _run("-m", "graph", "--help"), lambda: _run("-c", "pass"), sizes.often)
    yield Figure("`python -m graph --help`", "", times[0], bound=0.3)
    yield Figure("`python -m graph --help`", "", *times, than="`python -c pass`")


def _run(*arguments: str) -> None:
    # without a timeout: to wait for one, Python looks in ever longer steps, up to 50 ms, whether the process has ended
    subprocess.run([sys.executable, *arguments], cwd=_ROOT, stdout=subprocess.DEVNULL, check=True)
