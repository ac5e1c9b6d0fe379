"""Processes that run queries on an embedded store, so that a query can be stopped.

The engine runs in the process that asks it, and neither its time nor its memory can be bounded there.
Here each query runs in a process of its own, which is kept warm for the next one, holds a memory cap and
is killed at the deadline. It may not open a file while a query runs, so that a query cannot read one.
"""

from __future__ import annotations

import contextlib
import gc
import os
import queue
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

from graph.errors import CaseGraphError, QueryError, QueryTimeoutError, StoreError
from graph.stopping import check_stop
from graph.stores._query_slots import QuerySlots
from graph.stores._result_size import SizeLimits
from graph.stores.base import Batch

_START_S = 60.0
"""Seconds a process may take to start and to open the file, which do not count as the query's."""

_CHILD = """
import sys
sys.path[:] = {path!r}
from graph.stores.embedded.worker import serve
serve({connection}, {file!r}, {memory_mb}, {aside!r})
"""


_SLOW_S = 0.5
"""Seconds after which a query may well be ended: another process is started then, for the next one."""
_LOOK_S = 0.05
"""Seconds between two looks whether somebody gave up."""
_IDLE = max(2, os.cpu_count() or 2) + 1
"""Processes kept for the next queries; each holds the graph in memory."""

Request = tuple[str, Mapping[str, Any], int | None, SizeLimits]
"""A query, its parameters, and the limits of rows and bytes."""


class Workers:
    """The query processes of one store.

    Parameters
    ----------
    file : str
        The store's file.
    memory_mb : int
        Memory, in MB, that each process may address.
    size : int
        Queries that run at once.
    """

    def __init__(self, file: str, memory_mb: int, size: int) -> None:
        self._file = file
        self._memory_mb = memory_mb
        self._slots = QuerySlots(size)
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()
        self._closed = False

    def run(self, request: Request, timeout: float) -> Generator[Batch]:
        """Run a query; raise what it raised, or QueryTimeoutError when ``timeout`` seconds are over."""
        deadline = time.monotonic() + timeout
        with self._slots.taken(timeout):
            worker = self._take()
            try:
                yield from worker.run(request, deadline - time.monotonic(), timeout, self._prepare)
            except CaseGraphError:
                if not worker.usable:
                    self._prepare()
                raise
            finally:
                self._give_back(worker)

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

    def _prepare(self) -> None:
        """Have a process ready for the next query."""
        with self._lock:
            if not self._idle and not self._closed:
                self._idle.append(_Worker(self._file, self._memory_mb))

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            if worker.usable and not self._closed and len(self._idle) < _IDLE:
                self._idle.append(worker)
                return
        worker.kill()


def run_once(file: str, aside: str, memory_mb: int, request: Request, timeout: float) -> Batch:
    """Run a query that may write, into the file ``aside``, in a process that ends with it; see :meth:`Workers.run`."""
    worker = _Worker(file, memory_mb, aside=aside)
    try:
        return next(worker.run(request, timeout, timeout, lambda: None))
    finally:
        worker.kill()


class _Worker:
    """One query process and the pipe to it.

    It answers a request by None when the store is open, then by batches; each but the last is followed by the
    word to go on (True) or not to (False). An error ends the answer.
    """

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

    def run(
        self, request: Request, seconds_left: float, timeout: float, on_slow: Callable[[], None]
    ) -> Generator[Batch]:
        """Run a query within what is left of its timeout; ``on_slow`` is called if it takes a while."""
        self.usable = False
        try:
            self._send(request)
            if not self._wait_for_answer(_START_S, lambda: None):
                raise StoreError(f"The query's process did not start within {_START_S:g} s. Try again.")
            reply = self._receive()
            deadline = time.monotonic() + seconds_left
            while True:
                if reply is not None:
                    self.usable = reply.last
                    if not reply.last:
                        self._send(True)  # it makes the next batch while this one is used
                    yield reply
                    if reply.last:
                        return
                if not self._wait_for_answer(deadline - time.monotonic(), on_slow):
                    raise QueryTimeoutError(
                        f"Query stopped after {timeout:g} s (setting query_timeout_s). Add LIMIT or narrow the MATCH."
                    )
                reply = self._receive()
        except GeneratorExit:
            self._stop()
            raise

    def kill(self) -> None:
        self._connection.close()
        self._process.kill()
        self._process.wait()
        self._stderr.close()

    def _send(self, message: Any) -> None:
        try:
            self._connection.send(message)
        except OSError:
            raise self._why_it_ended() from None

    def _receive(self) -> Batch | None:
        try:
            reply = self._connection.recv()
        except (EOFError, OSError):
            raise self._why_it_ended() from None
        if isinstance(reply, CaseGraphError):
            self.usable = True
            raise reply
        batch: Batch | None = reply
        return batch

    def _wait_for_answer(self, within: float, on_slow: Callable[[], None]) -> bool:
        """Wait for an answer for so many seconds; see also whether somebody gives up."""
        started = time.monotonic()
        deadline = started + within
        check_stop()
        while not self._connection.poll(max(0.0, min(_LOOK_S, deadline - time.monotonic()))):
            check_stop()
            now = time.monotonic()
            if now >= deadline:
                return False
            if now - started > _SLOW_S:
                on_slow()
        return True

    def _stop(self) -> None:
        """Leave off in the middle of an answer: take the batch that is on its way, and ask for no other."""
        with contextlib.suppress(CaseGraphError):
            if not self.usable and self._wait_for_answer(_LOOK_S, lambda: None):
                reply = self._receive()
                if reply is not None and not reply.last:
                    self._send(False)
                self.usable = True

    def _why_it_ended(self) -> CaseGraphError:
        """Say why the process ended on its own: nearly always the memory cap."""
        self._process.wait()
        self._stderr.seek(0)
        output = self._stderr.read().decode("utf-8", "replace")
        if "memory allocation" in output or "MemoryError" in output or "Cannot allocate" in output:
            return out_of_memory(self._memory_mb)
        return QueryError("The engine failed on this query and was restarted. Write the query in another way.")


def out_of_memory(memory_mb: int) -> QueryError:
    """Return the error of a query that reached the memory cap."""
    return QueryError(
        f"Query stopped: it needs more than {memory_mb:,} MB of memory (setting query_memory_mb). "
        "Add LIMIT or narrow the MATCH."
    )


def serve(descriptor: int, file: str, memory_mb: int, aside: str) -> None:
    """Answer queries until the other side hangs up: the main function of a query process."""
    from graph.stores.embedded.engine import Reader, query_batches
    from graph.stores.embedded.execute import run_write_query

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.set_threshold(100_000)  # rows come by the thousand and go as they are sent: to look at them takes a fifth longer
    connection = Connection(descriptor)
    with contextlib.suppress(ValueError, OSError):  # a lower cap is set already, or the system has none
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb * 1024 * 1024, resource.RLIM_INFINITY))
    path = Path(file)
    reader = Reader(path)
    with contextlib.suppress(CaseGraphError):
        reader.handle()  # ready before it is asked
    requests = _requests(connection)
    for request in requests:
        try:
            if aside:
                connection.send(None)
                connection.send(run_write_query(path, Path(aside), *request))
            else:
                handle = reader.handle()
                connection.send(None)
                answer = query_batches(handle, *request)
                with _no_new_files(), contextlib.closing(answer):
                    for batch in answer:
                        connection.send(batch)
                        if not batch.last and not next(requests):
                            break
                del batch
        except CaseGraphError as error:
            connection.send(error)
        except MemoryError:
            connection.send(out_of_memory(memory_mb))
        except RecursionError:
            connection.send(QueryError("The result is nested too deeply to be shown. Return less of it."))


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
