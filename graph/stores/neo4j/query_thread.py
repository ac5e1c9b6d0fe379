"""A query that runs in a thread of its own, so that whoever asks can give up at any moment.

The Neo4j driver waits for the server's answer and cannot be woken. Here it waits in a thread, and the one who asks
sees a stop, a deadline or Ctrl+C at once, has the query ended on the server, and need not wait for that. What was to be
written is then not committed; where the commit is on its way already, whether it took place is waited for a moment.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from typing import Protocol

from graph.errors import CaseGraphError, QueryTimeoutError, StoreError
from graph.stopping import check_stop
from graph.stores.base import Batch

Put = Callable[[Batch], None]


class Check(Protocol):
    """Raises when nobody wants the work any more."""

    def __call__(self, *, committing: bool = False) -> None:
        """Look; ``committing``: where nothing is raised, the next thing done is the commit."""
        ...


_LOOK_S = 0.05
"""Seconds between two looks whether somebody gave up."""
_AHEAD = 2
"""Batches that may wait to be used."""
_ENDINGS = 60
"""Times that a query is ended at the most."""
_INTERRUPTED_S = 2.0
"""Seconds that an interrupted program waits for its query to be ended."""
_OUTCOME_S = 0.8
"""Seconds to wait for the outcome of a commit that was on its way when its query was to end."""


class _GoneError(Exception):
    """Nobody waits for more."""


def run_in_thread(
    work: Callable[[Put, Check], None],
    *,
    end: Callable[[], None],
    timeout: float | None,
    done: Callable[[], None],
    threads: set[threading.Thread],
) -> Generator[Batch]:
    """Run ``work`` in a thread and yield the batches that it puts; the last is marked as such.

    Parameters
    ----------
    work : callable
        Takes the function that it hands each batch to; what it raises is raised here. That function waits while
        a few batches are unused, and raises when nobody wants more. The last batch comes when the work is over.
        Its second argument only raises then: to call before what takes long, and before a commit.
    end : callable
        Ends the query on the server; called in a thread when the work is given up before it is done, until it is.
    timeout : float or None
        Seconds, for the work and what is done with the batches.
    done : callable
        Called in the thread when the work is over, before the last batch comes.
    threads : set of threading.Thread
        Holds the thread for as long as it runs.

    Raises
    ------
    QueryTimeoutError, StoppedError
    StoreError
        It was ended while it was committed: what it wrote may be there or not.
    """
    items: queue.Queue[Batch | BaseException] = queue.Queue(_AHEAD)
    given_up = threading.Event()
    commits = False
    deciding = threading.Lock()

    def put(item: Batch | BaseException) -> None:
        while not given_up.is_set():
            try:
                items.put(item, timeout=_LOOK_S)
                return
            except queue.Full:
                pass
        raise _GoneError

    def check(*, committing: bool = False) -> None:
        nonlocal commits
        with deciding:
            if given_up.is_set():
                raise _GoneError
            commits = committing

    def run() -> None:
        outcome: Batch | BaseException | None = None

        def put_but_last(batch: Batch) -> None:
            nonlocal outcome
            if batch.last:
                outcome = batch
            else:
                put(batch)

        try:
            work(put_but_last, check)
        except BaseException as error:
            outcome = error
        done()
        threads.discard(threading.current_thread())
        if outcome is not None:
            with suppress(_GoneError):
                put(outcome)

    deadline = None if timeout is None else time.monotonic() + timeout

    def get(until: float | None) -> Batch:
        while True:
            check_stop()
            wait = _LOOK_S if until is None else max(0.0, min(_LOOK_S, until - time.monotonic()))
            try:
                item = items.get(timeout=wait)
            except queue.Empty:
                if until is not None and time.monotonic() >= until:
                    raise QueryTimeoutError(
                        f"Query stopped after {timeout:g} s (setting query_timeout_s). Add LIMIT or narrow the MATCH."
                    ) from None
                continue
            if isinstance(item, BaseException):
                given_up.set()
                raise item
            return item

    worker = threading.Thread(target=run, name="casegraph-query", daemon=True)

    def give_up() -> None:
        # again and again: the query may not have reached the server yet
        for number in range(_ENDINGS):
            worker.join(_LOOK_S if number < _ENDINGS / 4 else 10 * _LOOK_S)
            if not worker.is_alive():
                return
            end()

    ender = threading.Thread(target=give_up, name="casegraph-end", daemon=True)
    threads.add(worker)
    worker.start()
    try:
        while True:
            batch = get(deadline)
            if batch.last:
                given_up.set()
            yield batch
            if batch.last:
                return
    except BaseException as error:
        if given_up.is_set():
            raise
        with deciding:
            if not commits:
                given_up.set()
        if commits and isinstance(error, CaseGraphError):
            yield _outcome(items, error)
            return
        ender.start()
        if isinstance(error, KeyboardInterrupt):
            ender.join(_INTERRUPTED_S)
        raise


def _outcome(items: queue.Queue[Batch | BaseException], error: BaseException) -> Batch:
    """Return what came of a commit that was on its way when its query was to end with an error."""
    try:
        outcome = items.get(timeout=_OUTCOME_S)
    except queue.Empty:
        raise StoreError(
            f"{error} It was being committed then, and may or may not have been written: look at what is there."
        ) from error
    if isinstance(outcome, Batch):
        return outcome
    raise outcome if isinstance(outcome, StoreError) else error
