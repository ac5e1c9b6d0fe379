"""Stopping long work from outside: loops that take time look whether somebody gave up on them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from graph.errors import StoppedError

_event: ContextVar[threading.Event | None] = ContextVar("stop", default=None)


@contextmanager
def stoppable(event: threading.Event) -> Iterator[None]:
    """Let what runs inside be stopped by setting ``event``, from any thread."""
    token = _event.set(event)
    try:
        yield
    finally:
        _event.reset(token)


def check_stop() -> None:
    """End the work here if it was stopped.

    Raises
    ------
    StoppedError
    """
    event = _event.get()
    if event is not None and event.is_set():
        raise StoppedError("Stopped.")
