"""A query that runs in a thread of its own, so that whoever asks can give up at any moment.

The Neo4j driver waits for the server's answer and cannot be woken. Here it waits in a thread, and the one who asks
sees a stop, a deadline or Ctrl+C at once, has the query ended on the server, and need not wait for that.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Generator
from contextlib import suppress

from graph.errors import QueryTimeoutError
from graph.stopping import check_stop
from graph.stores.base import Batch

Put = Callable[[Batch], None]
Check = Callable[[], None]
_LOOK_S = 0.05
"""Seconds between two looks whether somebody gave up."""
_AHEAD = 2
"""Batches that may wait to be used."""
_ENDINGS = 60
"""Times that a query is ended at the most."""
_INTERRUPTED_S = 2.0
"""Seconds that an interrupted program waits for its query to be ended."""
_OUTCOME_S = 10.0
"""Seconds to wait for the outcome of a write that was ended."""


class _GoneError(Exception):
    """Nobody waits for more."""


def run_in_thread(
    work: Callable[[Put, Check], None],
    *,
    end: Callable[[], None],
    timeout: float | None,
    done: Callable[[], None],
    threads: set[threading.Thread],
    writes: bool = False,
) -> Generator[Batch]:
    """Run ``work`` in a thread and yield the batches that it puts; the last is marked as such.

    Parameters
    ----------
    work : callable
        Takes the function that it hands each batch to; what it raises is raised here. That function waits while
        a few batches are unused, and raises when nobody wants more. The last batch comes when the work is over.
        Its second argument only raises then: to call before what takes long.
    end : callable
        Ends the query on the server; called in a thread when the work is given up before it is done, until it is.
    timeout : float or None
        Seconds, for the work and what is done with the batches.
    done : callable
        Called in the thread when the work is over, before the last batch comes.
    threads : set of threading.Thread
        Holds the thread for as long as it runs.
    writes : bool
        When it is ended, wait whether it was done after all.

    Raises
    ------
    QueryTimeoutError, StoppedError
    """
    items: queue.Queue[Batch | BaseException] = queue.Queue(_AHEAD)
    given_up = threading.Event()

    def put(item: Batch | BaseException) -> None:
        while not given_up.is_set():
            try:
                items.put(item, timeout=_LOOK_S)
                return
            except queue.Full:
                pass
        raise _GoneError

    def check() -> None:
        if given_up.is_set():
            raise _GoneError

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
        if not writes:
            given_up.set()
        ender.start()
        if isinstance(error, KeyboardInterrupt):
            ender.join(_INTERRUPTED_S)
        elif writes:
            # It may have been written after all, and then that is what must be said.
            with suppress(queue.Empty):
                outcome = items.get(timeout=_OUTCOME_S)
                if isinstance(outcome, Batch):
                    yield outcome
                    return
        raise
