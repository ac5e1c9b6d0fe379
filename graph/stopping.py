"""Stop long work from outside: slow loops check whether they should stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from graph.errors import StoppedError

_stop_event: ContextVar[threading.Event | None] = ContextVar("stop", default=None)


@contextmanager
def stoppable(event: threading.Event) -> Iterator[None]:
    """Let the work inside the block be stopped by setting ``event``, from any thread."""
    token = _stop_event.set(event)
    try:
        yield
    finally:
        _stop_event.reset(token)


@contextmanager
def stoppable_by_ctrl_c() -> Iterator[None]:
    """Let Ctrl+C stop the work inside the block, in the main thread.

    It raises KeyboardInterrupt as ever. Compiled libraries swallow that at times, and then :func:`check_stop` raises.
    """
    event = threading.Event()

    def interrupt(*_: object) -> None:
        event.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        with stoppable(event):
            yield
    finally:
        signal.signal(signal.SIGINT, before)


def check_stop() -> None:
    """Raise an error if the work around this call was asked to stop.

    Raises
    ------
    StoppedError
    """
    event = _stop_event.get()
    if event is not None and event.is_set():
        raise StoppedError("Stopped.")
