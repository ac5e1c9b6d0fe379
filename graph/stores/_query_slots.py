"""A limit on the queries of a store that run at once; one more waits a moment for its turn."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from graph.errors import TooManyQueriesError
from graph.stopping import check_stop

_WAIT_S = 3.0
_LOOK_S = 0.05
"""Seconds between two looks whether somebody gave up."""


class QuerySlots:
    """Places for the queries of one store.

    Parameters
    ----------
    size : int
        The setting ``max_queries``.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._free = threading.BoundedSemaphore(size)

    def take(self, timeout: float) -> None:
        """Take a place, which :meth:`give_back` must free, when one is free within a moment.

        Raises
        ------
        TooManyQueriesError, StoppedError
        """
        wait = min(timeout, _WAIT_S)
        deadline = time.monotonic() + wait
        while not self._free.acquire(timeout=max(0.0, min(_LOOK_S, deadline - time.monotonic()))):
            check_stop()
            if time.monotonic() >= deadline:
                raise TooManyQueriesError(
                    f"{self._size} {'queries run' if self._size > 1 else 'query runs'} already (setting max_queries), "
                    f"and none ended within {wait:g} s. Try again in a moment."
                )

    def give_back(self) -> None:
        """Free a place; any thread may do so."""
        self._free.release()

    @contextmanager
    def taken(self, timeout: float) -> Iterator[None]:
        """Hold a place for the time of the block."""
        self.take(timeout)
        try:
            yield
        finally:
            self.give_back()
