"""A plug-in for pytest: runs a part of what is collected, and writes what came of it as JSON.

``CASEGRAPH_PART=2/4`` runs the second quarter, by the files' names; ``CASEGRAPH_REPORT`` is the file that is written.
"""

import json
import os
from collections import Counter
from pathlib import Path
from zlib import crc32

import pytest

_PART, _PARTS = map(int, os.environ.get("CASEGRAPH_PART", "1/1").split("/"))
_OUTCOMES: Counter[str] = Counter()
_REASONS: dict[str, str] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [item for item in items if crc32(item.nodeid.encode()) % _PARTS == _PART - 1]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" or not report.passed:
        outcome = "xfailed" if hasattr(report, "wasxfail") and report.skipped else report.outcome
        _OUTCOMES[outcome] += 1
        if outcome != "passed":
            told = report.longrepr[-1] if isinstance(report.longrepr, tuple) else str(report.longrepr or "")
            _REASONS[report.nodeid] = getattr(report, "wasxfail", "") or told


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if not report.passed:
        told = report.longrepr[-1] if isinstance(report.longrepr, tuple) else str(report.longrepr or "")
        _OUTCOMES["skipped" if report.skipped else "failed"] += 1
        _REASONS[report.nodeid] = told


def pytest_sessionfinish() -> None:
    Path(os.environ["CASEGRAPH_REPORT"]).write_text(json.dumps({**_OUTCOMES, "reasons": _REASONS}), encoding="utf-8")
