"""Soak the app: sessions in browsers click, search, expand and query for minutes on end, on each store.

``make soak``, or ``python -m benchmarks.soak``. Counted are errors, what the app's processes hold at the beginning, in
the middle and at the end, and how long people wait; it is written to ``docs/soak.md``. The exit status is 1 where there
was an error, or where the app holds more than it may. ``SOAK_SESSIONS``, ``SOAK_MINUTES`` (on each store)
and ``SOAK_PAUSE`` (seconds between what a session does, on average) say otherwise than 8, 10 and 10.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from threading import BrokenBarrierError
from urllib.request import urlopen

import psutil

from benchmarks.server import SkippedError
from benchmarks.server import address as server_address
from benchmarks.soak_session import Account, Action, Plan, run
from graph.case.file import read
from graph.case.load import load
from graph.settings import Settings, from_environment
from graph.stores import open_store
from tests.helpers import HARBOUR_FIRE, PETITIONS, ROOT
from tests.helpers.ports import free_port

PAGE = ROOT / "docs" / "soak.md"
MORE_MEMORY = 0.2
"""Part of what the app holds in the middle by which it may hold more at the end."""
MORE_EACH = 8
"""Threads, and descriptors, that the app may have more at the end than at the beginning, for each session."""
_PATIENCE_S = 600
_LOG = "log.txt"
_TRACE = "Traceback (most recent call last)"


@dataclass(frozen=True)
class Held:
    """What the app's processes hold, and seconds of the processor that they, and the sessions' processes, took so far.

    ``memory`` is in MB.
    """

    memory: float
    threads: int
    descriptors: int
    app: float
    browsers: float


@dataclass(frozen=True)
class Outcome:
    """What came of the sessions on a store.

    Parameters
    ----------
    store : str
    plan : Plan
    actions : list of Action
        Of all sessions, after each had done everything once.
    errors : list of str
    held : tuple of Held
        At the beginning, in the middle and at the end, while no session did anything.
    seconds : float
        From the beginning to the end.
    """

    store: str
    plan: Plan
    actions: list[Action]
    errors: list[str]
    held: tuple[Held, Held, Held]
    seconds: float

    def faults(self) -> list[str]:
        """Return the errors, and what the app holds more of than it may."""
        first, middle, last = self.held
        more = MORE_EACH * self.plan.sessions
        faults = list(self.errors)
        for what, before, after, bound in (
            ("threads", first.threads, last.threads, first.threads + more),
            ("descriptors", first.descriptors, last.descriptors, first.descriptors + more),
            ("MB", middle.memory, last.memory, middle.memory * (1 + MORE_MEMORY)),
        ):
            if after > bound:
                faults.append(f"The app held {before:.0f} {what}, and {after:.0f} at the end; {bound:.0f} are allowed.")
        return faults


# -- the soak --------------------------------------------------------------------------------------


def soak(store: str, address: str, folder: Path, plan: Plan) -> Outcome:
    """Have sessions use the app on a store.

    Parameters
    ----------
    store : str
        Its name, for people.
    address : str
        Of the store. The seed cases are loaded into it, and taken out again.
    folder : Path
        Where the app leaves what it keeps beside a store.
    plan : Plan

    Raises
    ------
    RuntimeError
        A session ended before its time; the message says why.
    """
    context = get_context("spawn")
    met = context.Barrier(plan.sessions + 1)
    pipes = [context.Pipe(duplex=False) for _ in range(plan.sessions)]
    with _seeds(address), _app(address, folder) as (url, app):
        sessions = [
            context.Process(target=run, args=(url, number, plan, met, told), daemon=True)
            for number, (_, told) in enumerate(pipes)
        ]
        for session in sessions:
            session.start()
        measured: list[tuple[Held, float]] = []
        try:
            for _ in range(3):
                met.wait(plan.seconds + _PATIENCE_S)
                measured.append((_held(app, sessions), time.monotonic()))
                met.wait(_PATIENCE_S)
        except BrokenBarrierError:
            told_errors = [error for pipe, _ in pipes if pipe.poll() for error in pipe.recv().errors]
            raise RuntimeError("\n".join(told_errors) or "The sessions did not meet in time.") from None
        accounts: list[Account] = [pipe.recv() for pipe, _ in pipes]
        for session in sessions:
            session.join()
    log = (folder / _LOG).read_text(encoding="utf-8", errors="replace")
    errors = [error for account in accounts for error in account.errors]
    if _TRACE in log:
        errors.append(f"The app's log: {log[log.index(_TRACE) :][:2_000]}")
    (first, began), (middle, _), (last, ended) = measured
    actions = [action for account in accounts for action in account.actions]
    return Outcome(store, plan, actions, errors, (first, middle, last), ended - began)


@contextmanager
def _seeds(address: str) -> Iterator[None]:
    cases = [read(file, settings=Settings()) for file in (HARBOUR_FIRE, PETITIONS)]
    with open_store(address, from_environment()) as store:
        load(store, *cases)
    yield
    with open_store(address, from_environment()) as store:
        for case in cases:
            store.remove_case(case.id)


@contextmanager
def _app(store: str, folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """The app on a store, as people start it: its address, and its process."""
    port = free_port()
    with (folder / _LOG).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "graph", "app", "--store", store, "--port", str(port)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "CASEGRAPH_CASES": str(folder / "cases")},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _await(f"{url}/_stcore/health", process)
            yield url, psutil.Process(process.pid)
        finally:
            process.terminate()
            process.wait(_PATIENCE_S)


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The app did not answer within {_PATIENCE_S} s, or ended ({process.poll()}).")


def _held(app: psutil.Process, sessions: Iterable[SpawnProcess]) -> Held:
    tree = [app, *app.children(recursive=True)]
    browsers = [psutil.Process(session.pid) for session in sessions]
    for session in list(browsers):
        browsers += session.children(recursive=True)
    return Held(
        sum(process.memory_info().rss for process in tree) / 1024**2,
        sum(process.num_threads() for process in tree),
        sum(process.num_fds() for process in tree),
        _processor(tree),
        _processor(browsers),
    )


def _processor(processes: Iterable[psutil.Process]) -> float:
    times = [process.cpu_times() for process in processes]
    return sum(time.user + time.system + time.children_user + time.children_system for time in times)


# -- what is written -------------------------------------------------------------------------------

_HEAD = """\
# Soak

Written by `make soak`. So many sessions as are named below, each in a browser of its own, use the app at once: they
click nodes, search, expand, undo, choose layouts, run queries and open pages, by chance, and look at what they see for
{pause:g} s on average before they go on. Both seed cases are in the store. The browsers run on the same machine as the
app, and draw without a graphics card.

A time is from the click (or key) until the page is at rest: all is answered and drawn. Of it, *the server* is from the
first message to the app until its last answer. What only the first visitor of a fresh server waits for is not in the
times: each session does everything once before they are taken.

The app is measured while no session does anything. It may hold {memory:.0%} more memory at the end than in the middle,
and for each session {each} threads and {each} descriptors more than at the beginning; else `make soak` fails, as with
any error of the app, on the browser's console or in an answer to it.
"""


def page(outcomes: Iterable[Outcome | str]) -> str:
    """Return ``docs/soak.md``: a part for each store, or why there is none."""
    outcomes = list(outcomes)
    pause = next((outcome.plan.pause for outcome in outcomes if isinstance(outcome, Outcome)), Plan().pause)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    lines = [
        _HEAD.format(pause=pause, memory=MORE_MEMORY, each=MORE_EACH),
        f"\nMeasured on: {machine}; Python {platform.python_version()}, Streamlit {version('streamlit')}.\n",
    ]
    for outcome in outcomes:
        lines.append(f"\n{outcome}\n" if isinstance(outcome, str) else table(outcome))
    return "".join(lines)


def table(outcome: Outcome) -> str:
    """Return what came of a store's soak, in Markdown."""
    plan, actions, (first, middle, last) = outcome.plan, outcome.actions, outcome.held
    faults = outcome.faults()
    app, browsers = ((getattr(last, name) - getattr(first, name)) / len(actions) for name in ("app", "browsers"))
    lines = [
        f"\n## {outcome.store}\n\n",
        f"{plan.sessions} sessions, {len(actions)} actions in {outcome.seconds / 60:.1f} minutes; "
        f"{len(faults) or 'no'} {'error' if len(faults) == 1 else 'errors'}. "
        f"An action took {app:.2f} s of the processor in the app, and {browsers:.2f} s in the browsers "
        "and what drives them.\n\n",
        *(f"- {fault}\n" for fault in faults),
        "| action | times | p50 | p95 | the server: p50 | p95 |\n|---|---|---|---|---|---|\n",
    ]
    for what in ("all", *sorted({action.what for action in actions})):
        these = [action for action in actions if what in ("all", action.what)]
        waits, server = [action.seconds for action in these], [action.server for action in these]
        figures = [f"{percentile(values, part):.2f} s" for values in (waits, server) for part in (50, 95)]
        lines.append(f"| {' | '.join([what, str(len(these)), *figures])} |\n")
    lines.append("\n| the app holds | at the beginning | in the middle | at the end |\n|---|---|---|---|\n")
    for what in ("memory", "threads", "descriptors"):
        figures = [f"{getattr(held, what):.0f}{' MB' if what == 'memory' else ''}" for held in (first, middle, last)]
        lines.append(f"| {' | '.join([what, *figures])} |\n")
    return "".join(lines)


def percentile(values: list[float], part: int) -> float:
    """Return what so many of a hundred values do not exceed."""
    return quantiles(values, n=100, method="inclusive")[part - 1] if len(values) > 1 else values[0]


def _told(outcome: Outcome) -> Outcome:
    """Print what came of a store's soak as soon as it is known."""
    print(table(outcome), flush=True)
    return outcome


def main() -> int:
    """Soak both stores as the environment says; return the exit status."""
    plan = Plan(
        sessions=int(os.environ.get("SOAK_SESSIONS", Plan.sessions)),
        seconds=float(os.environ.get("SOAK_MINUTES", Plan.seconds / 30)) * 30,
        pause=float(os.environ.get("SOAK_PAUSE", Plan.pause)),
    )
    outcomes: list[Outcome | str] = []
    with TemporaryDirectory(prefix="casegraph-soak-") as name:
        folder = Path(name)
        outcomes.append(_told(soak("The embedded store", str(folder / "cases.grafeo"), folder, plan)))
        try:
            with server_address() as uri:
                outcomes.append(_told(soak("Neo4j", uri, folder, plan)))
        except SkippedError as reason:
            outcomes.append(f"Not measured: {reason}.")
            print(outcomes[-1])
    PAGE.write_text(page(outcomes), encoding="utf-8")
    return int(any(isinstance(outcome, Outcome) and outcome.faults() for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
