"""``python -m tests.helpers.fuzz``: run the tests at random whole, and write of it ``docs/fuzz.md``."""

import os
import platform
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, Protocol, cast

import pytest

from tests.helpers import ROOT

PAGE = ROOT / "docs/fuzz.md"
HEAD = """# Tried at random

Written by `make fuzz`, which runs whole what every test run does a tenth of: statements made and changed at random,
of which none that passes the guard changes anything; random queries on random graphs, to which both stores answer
alike, or the embedded one says that it may not (announced) or fails with an error (failed); loads killed at random
moments, after which nothing is lost. It also runs, for both generations of Neo4j, all that other runs take turns with.
"""


class Tried(Protocol):
    """Takes how many of what were tried, and what came of them."""

    def __call__(self, count: int, what: str, outcomes: Mapping[Any, int] | None = None) -> None: ...


class Report:
    """What the tests said that they tried."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.outcomes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)
        for name, value in report.user_properties if report.when == "call" else ():
            if name == "tried":
                what, count, outcomes = cast(tuple[str, int, dict[str, int]], value)
                self.counts[what] += count
                self.seconds[what] += report.duration
                self.outcomes[what].update(outcomes)

    def page(self, took: float, seed: int) -> str:
        from tests.helpers.neo4j_server import CURRENT, VERSION

        on = (
            f"Python {platform.python_version()}, Grafeo {version('grafeo')}, "
            f"Neo4j {VERSION} and {CURRENT}, {os.cpu_count()} cores"
        )
        came = "everything held" if not self.failed else f"{len(self.failed)} tests failed"
        lines = [
            HEAD,
            f"Last on {datetime.now(UTC):%Y-%m-%d}, seed {seed}, in {took / 60:.0f} minutes, with {on}: **{came}**.\n",
            "| what | tried | seconds | came to |",
            "|---|--:|--:|---|",
        ]
        for what, count in sorted(self.counts.items()):
            outcomes = ", ".join(f"{name} {times:,}" for name, times in self.outcomes[what].most_common())
            lines.append(f"| {what} | {count:,} | {self.seconds[what]:.0f} | {outcomes or 'whole after each'} |")
        lines += ["", *(f"- failed: `{test}`" for test in self.failed)]
        return "\n".join(lines).rstrip() + "\n"


def main(words: list[str]) -> int:
    os.environ.setdefault("CASEGRAPH_TEST_SHARE", "1")
    from tests.helpers.shares import SEED

    report, started = Report(), time.monotonic()
    ended = pytest.main(
        ["-m", "fuzz", "-n", "logical", "--maxprocesses=4", "--dist=loadgroup", "--no-loadscope-reorder", *words],
        [report],
    )
    if report.counts:
        PAGE.write_text(report.page(time.monotonic() - started, SEED), encoding="utf-8")
    return ended


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
