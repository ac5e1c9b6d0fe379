"""Processes that a test starts and interrupts."""

import signal
import subprocess
from collections.abc import Callable, Sequence
from typing import Any


def start(words: Sequence[str], *, first: Callable[[], object] | None = None, **options: Any) -> subprocess.Popen[Any]:
    """Start a process that Ctrl+C, and the end of a terminal, reach.

    A shell without job control has what it starts in the background ignore SIGINT, and ``nohup`` has it ignore SIGHUP,
    the tests and their children too; Python heeds that, so that such a child could not be interrupted.

    Parameters
    ----------
    words : sequence of str
    first : callable, optional
        Called in the child before it becomes the program.
    **options
        As ``subprocess.Popen`` takes them.
    """

    def prepare() -> None:
        for interruption in (signal.SIGINT, signal.SIGHUP):
            signal.signal(interruption, signal.SIG_DFL)
        if first:
            first()

    return subprocess.Popen(words, preexec_fn=prepare, **options)
