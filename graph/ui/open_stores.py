"""The stores that all sessions of the app share: who waits for one that does not answer holds up nobody else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from graph.errors import CaseGraphError
from graph.stores import Store
from graph.stores.connections import Connection

_THREADS = 8
_opening_threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="open-store")
_asking_threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="ask-store")  # which may wait for the others


class OpenStores:
    """Opens each store once, and once more for whoever comes when that failed.

    Parameters
    ----------
    connection : callable
        Returns the connection of a name.
    """

    def __init__(self, connection: Callable[[str], Connection]) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._opening: dict[str, Future[Store]] = {}
        self._asking: dict[str, Future[bool]] = {}

    def opening(self, name: str) -> Future[Store]:
        """Return the store of a connection, once it is open; all that come meanwhile wait for the same.

        Raises
        ------
        SettingsError
            There is no such connection.
        """
        connection = self._connection(name)
        with self._lock:
            opening = self._opening.get(name)
            if opening is None or (opening.done() and opening.exception()):
                opening = self._opening[name] = _opening_threads.submit(connection.open)
            return opening

    def answers_again(self, name: str) -> bool:
        """Return whether a store that did not answer does so; to be called now and then until it is true.

        It is asked in a thread, for all that want to know.
        """
        with self._lock:
            asking = self._asking.get(name)
            if asking is None:
                self._asking[name] = _asking_threads.submit(self._ask, name)
                return False
            if not asking.done():
                return False
            del self._asking[name]
        return asking.result()

    def _ask(self, name: str) -> bool:
        try:
            self.opening(name).result().version()
        except CaseGraphError:
            return False
        return True
