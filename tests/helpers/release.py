"""What is released: the sdist and the wheel, built into a folder."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.helpers import ROOT

DIST = "CASEGRAPH_TEST_DIST"
"""Names the folder of files that were built already: ``make release`` checks those that it built."""


class Release(NamedTuple):
    """The two files."""

    sdist: Path
    wheel: Path


def release(folder: Path) -> Release:
    """Return the files that were built already, or build them into a folder, without a network."""
    built = os.environ.get(DIST)
    if not built:
        build(ROOT, folder)
    [sdist] = Path(built or folder).glob("*.tar.gz")
    [wheel] = Path(built or folder).glob("*.whl")
    return Release(sdist.resolve(), wheel.resolve())


def build(project: Path, folder: Path, *options: str) -> None:
    """Build a project's sdist and wheel, or what the options say."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder), *options]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
