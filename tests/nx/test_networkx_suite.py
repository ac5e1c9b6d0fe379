"""NetworkX's own tests pass where every graph is one in a store, in memory."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import ROOT

PARTS = 6
NETWORKX_OWN = re.compile(r"could not import|vf2(pp)? does not handle|--runslow|pickle cannot serialize|nx_loopback")
"""Why NetworkX leaves out a test, or expects it to fail, without a backend too."""


@pytest.mark.slow
@pytest.mark.parametrize("part", range(1, PARTS + 1))
def test_networkx_own_tests_pass(part: int, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    environment = os.environ | {
        "NETWORKX_TEST_BACKEND": "casegraph",
        "NETWORKX_FALLBACK_TO_NX": "true",
        "CASEGRAPH_PART": f"{part}/{PARTS}",
        "CASEGRAPH_REPORT": str(report),
        "PYTHONPATH": str(ROOT),
    }
    environment.pop("PYTEST_ADDOPTS", None)
    command = [sys.executable, "-W", "ignore", "-m", "pytest", "-q", "-p", "tests.nx.part", "-p", "no:cacheprovider"]
    command += ["-c", os.devnull, "--rootdir", str(tmp_path), "--pyargs", "networkx"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    found = json.loads(report.read_text())
    assert done.returncode == 0, done.stdout[-5_000:]
    assert found["passed"] > 1_300
    assert "failed" not in found
    ours = {name: why for name, why in found["reasons"].items() if not NETWORKX_OWN.search(why)}
    assert len(ours) <= found["passed"] / 1_000, ours
