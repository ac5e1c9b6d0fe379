"""A process that starts savers for the tests that kill them.

It reads ``KIND PATH NAME ACKNOWLEDGED`` a line, and for each forks a process that says ``ready PID``, and then saves
one thing after another; of each that is saved it writes a line into the file that acknowledges. Forking spares the
imports, which take longer than saving.
"""

import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Self

from graph.case.file.case_file import CaseFile
from graph.case.model import Case, Entity
from graph.explore.saved_captions import SavedCaptions
from graph.explore.saved_queries import SavedQueries
from graph.explore.saved_views import SavedViews
from graph.explore.view import View
from graph.review import decisions, second_read
from graph.review.decisions import Decision
from graph.review.second_read import Reading
from graph.settings import Settings
from tests.helpers import ROOT


def _view(path: Path, name: str) -> None:
    SavedViews(path).save(View(case=name), name=name)


def _query(path: Path, name: str) -> None:
    SavedQueries(path).favour(f"RETURN '{name}'", {}, name=name)


def _caption(path: Path, name: str) -> None:
    SavedCaptions(path).choose(name, "title")


def _decision(path: Path, name: str) -> None:
    decisions.append(path, [Decision(time="2021-03-04", proposal=name, decision="accept")])


def _verdict(path: Path, name: str) -> None:
    second_read.record(path, [Reading(time="2021-03-04", reader="Ines", claim=name, verdict="supported", content="0")])


def _entity(path: Path, name: str) -> None:
    def add(case: Case) -> Case:
        return replace(case, entities=(*case.entities, Entity(id=name, type="Person", name=name)))

    CaseFile(path, Settings()).change(f"Added {name}", add)


def _entities(path: Path) -> set[str]:
    file = CaseFile(path, Settings())
    listed = {change.what.removeprefix("Added ") for change in file.all_changes()}
    return {entity.id for entity in file.read().entities} & listed


SAVE: dict[str, Callable[[Path, str], None]] = {
    "views": _view,
    "queries": _query,
    "captions": _caption,
    "decisions": _decision,
    "verdicts": _verdict,
    "case": _entity,
}
"""Saves something of a name, by what it is."""
SAVED: dict[str, Callable[[Path], set[str]]] = {
    "views": lambda path: {view.name for view in SavedViews(path).list()},
    "queries": lambda path: {query.name for query in SavedQueries(path).favourites()},
    "captions": lambda path: set(SavedCaptions(path).read()),
    "decisions": lambda path: {decision.proposal for decision in decisions.read(path)},
    "verdicts": lambda path: {reading.claim for reading in second_read.read_counting(path)[0]},
    "case": _entities,
}
"""Names of what is saved."""


class Savers:
    """Starts savers in processes that can be killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.savers"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, kind: str, path: Path, name: str, acknowledged: Path) -> int:
        """Return the number of a process that saves."""
        assert self._process.stdin
        assert self._process.stdout
        acknowledged.touch()
        self._process.stdin.write(f"{kind}\t{path}\t{name}\t{acknowledged}\n")
        self._process.stdin.flush()
        word, pid = self._process.stdout.readline().split()
        assert word == "ready"
        return int(pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.communicate()


def kill(pid: int) -> None:
    """Kill a process, and return when it is gone."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    while Path(f"/proc/{pid}").exists():
        time.sleep(0.001)


def _save(kind: str, path: str, name: str, acknowledged: str) -> None:
    print("ready", os.getpid(), flush=True)
    with open(acknowledged, "a") as file:
        for number in count():
            SAVE[kind](Path(path), f"{name}-{number}")
            file.write(f"{name}-{number}\n")
            file.flush()


def main() -> None:
    """Start what is asked for, until there is nobody to ask."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # a killed process leaves at once
    for line in sys.stdin:
        if os.fork() == 0:
            try:
                _save(*line.rstrip("\n").split("\t"))
            except BaseException:
                traceback.print_exc()
            os._exit(1)


if __name__ == "__main__":
    main()
