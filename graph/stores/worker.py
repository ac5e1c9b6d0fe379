"""Processes that run queries on an embedded store, so that a query can be stopped.

The engine runs in the process that asks it, and neither its time nor its memory can be bounded there.
Here each query runs in a process of its own, which is kept warm for the next one, holds a memory cap and
is killed at the deadline. It may not open a file while a query runs, so that a query cannot read one.
"""

from __future__ import annotations

import contextlib
import os
import queue
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

from graph.errors import CaseGraphError, QueryError, QueryTimeoutError, StoreError
from graph.stores._embedded_rows import Answer

_START_S = 60.0
"""Seconds a process may take to start and to open the file, which do not count as the query's."""

_CHILD = """
import sys
sys.path[:] = {path!r}
from graph.stores.worker import serve
serve({connection}, {file!r}, {memory_mb}, {aside!r})
"""


class Workers:
    """The query processes of one store.

    Parameters
    ----------
    file : str
        The store's file.
    memory_mb : int
        Memory, in MB, that each process may address.
    size : int, optional
        Queries that run at once; one more waits, and its wait counts.
    """

    def __init__(self, file: str, memory_mb: int, size: int | None = None) -> None:
        self._file = file
        self._memory_mb = memory_mb
        self._slots = threading.BoundedSemaphore(size or max(2, os.cpu_count() or 2))
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()
        self._closed = False

    def run(self, cypher: str, parameters: Mapping[str, Any], limit: int | None, timeout: float) -> Answer:
        """Run a query; raise what it raised, or QueryTimeoutError when ``timeout`` seconds are over."""
        deadline = time.monotonic() + timeout
        if not self._slots.acquire(timeout=timeout):
            raise QueryTimeoutError(f"Other queries kept the store busy for {timeout:g} s. Try again.")
        try:
            worker = self._take()
            try:
                rows = worker.run(cypher, parameters, limit, max(deadline - time.monotonic(), 0.0), timeout)
            except CaseGraphError as error:
                self._give_back(worker, usable=worker.usable)
                raise error
            except BaseException:
                worker.kill()
                raise
            self._give_back(worker, usable=True)
            return rows
        finally:
            self._slots.release()

    def close(self) -> None:
        """End every process that is idle; those that run a query end with it."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.kill()

    def _take(self) -> _Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive():
                    return worker
                worker.kill()
        return _Worker(self._file, self._memory_mb)

    def _give_back(self, worker: _Worker, *, usable: bool) -> None:
        with self._lock:
            if usable and not self._closed:
                self._idle.append(worker)
                return
        worker.kill()


def run_once(
    file: str, aside: str, memory_mb: int, cypher: str, parameters: Mapping[str, Any], timeout: float
) -> Answer:
    """Run a query that may write, into the file ``aside``, in a process that ends with it; see :meth:`Workers.run`."""
    worker = _Worker(file, memory_mb, aside=aside)
    try:
        return worker.run(cypher, parameters, None, timeout, timeout)
    finally:
        worker.kill()


class _Worker:
    """One query process and the pipe to it."""

    def __init__(self, file: str, memory_mb: int, *, aside: str = "") -> None:
        self.usable = True
        self._memory_mb = memory_mb
        self._connection, theirs = Pipe()
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed by kill()
        code = _CHILD.format(path=sys.path, connection=theirs.fileno(), file=file, memory_mb=memory_mb, aside=aside)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", code],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._stderr,
                pass_fds=[theirs.fileno()],
                # Few arenas of malloc: each reserves addresses, and addresses are what the cap counts.
                env={**os.environ, "MALLOC_ARENA_MAX": "2"},
                # Ctrl+C in a terminal is for the process that asks, which ends this one when it gives up.
                start_new_session=True,
            )

    def alive(self) -> bool:
        return self._process.poll() is None

    def run(self, cypher: str, parameters: Mapping[str, Any], limit: int | None, left: float, timeout: float) -> Answer:
        try:
            self._connection.send((cypher, dict(parameters), limit))
            if not self._connection.poll(_START_S):
                raise StoreError(f"The query's process did not start within {_START_S:g} s. Try again.")
            opened = self._connection.recv()
            if opened is None:
                if not self._connection.poll(left):
                    raise QueryTimeoutError(
                        f"Query stopped after {timeout:g} s (setting query_timeout_s). Add LIMIT or narrow the MATCH."
                    )
                opened = self._connection.recv()
        except (StoreError, QueryTimeoutError):
            self.usable = False
            raise
        except (EOFError, OSError):
            self.usable = False
            raise self._death() from None
        if isinstance(opened, BaseException):
            raise opened
        rows: Answer = opened
        return rows

    def kill(self) -> None:
        self._connection.close()
        self._process.kill()
        self._process.wait()
        self._stderr.close()

    def _death(self) -> CaseGraphError:
        """Say why the process ended on its own: nearly always the memory cap."""
        self._process.wait()
        self._stderr.seek(0)
        said = self._stderr.read().decode("utf-8", "replace")
        if "memory allocation" in said or "MemoryError" in said or "Cannot allocate" in said:
            return out_of_memory(self._memory_mb)
        return QueryError("The engine failed on this query and was restarted. Write the query in another way.")


def out_of_memory(memory_mb: int) -> QueryError:
    """Return the error of a query that came to the memory cap."""
    return QueryError(
        f"Query stopped: it needs more than {memory_mb:,} MB of memory (setting query_memory_mb). "
        "Add LIMIT or narrow the MATCH."
    )


def serve(descriptor: int, file: str, memory_mb: int, aside: str) -> None:
    """Answer queries until the other side hangs up: the main function of a query process."""
    from graph.stores._embedded_engine import Reader, answer, change

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    connection = Connection(descriptor)
    with contextlib.suppress(ValueError, OSError):  # a lower cap is set already, or the system has none
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb * 1024 * 1024, resource.RLIM_INFINITY))
    path = Path(file)
    reader = Reader(path)
    for cypher, parameters, limit in _requests(connection):
        reply: Any
        try:
            if aside:
                connection.send(None)
                reply = change(path, Path(aside), cypher, parameters)
            else:
                handle = reader.handle()
                connection.send(None)
                with _no_new_files():
                    reply = answer(handle, cypher, parameters, limit)
        except CaseGraphError as error:
            reply = error
        except MemoryError:
            reply = out_of_memory(memory_mb)
        try:
            connection.send(reply)
        except MemoryError:
            connection.send(out_of_memory(memory_mb))
        del reply


def _requests(connection: Connection) -> Iterator[Any]:
    """Yield what the other side sends; when it hangs up, end the process though a query may be running."""
    requests: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def receive() -> None:
        while True:
            try:
                requests.put(connection.recv())
            except (EOFError, OSError):
                os._exit(0)

    threading.Thread(target=receive, daemon=True).start()
    get: Callable[[], Any] = requests.get
    while True:
        yield get()


@contextmanager
def _no_new_files() -> Iterator[None]:
    """Keep the process from opening any file: LOAD CSV would read every one that the user can."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
