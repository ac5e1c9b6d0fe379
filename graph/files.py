"""Writing files whole or not at all, one writer at a time."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import FileError


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that at any moment it holds the old content or the new, whole.

    Parameters
    ----------
    path : Path
        Its folder is made where it is not there.
    data : bytes

    Raises
    ------
    FileError
        The file cannot be written; what was there stays.
    """
    aside = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # In the same folder, since a rename is only whole within one file system.
        descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(aside, 0o666 & ~umask)  # as a plain open() would have made it; mkstemp's 0600 keeps others out
        os.replace(aside, path)
    except OSError as error:
        if aside:
            Path(aside).unlink(missing_ok=True)
        raise FileError(
            f"{path} cannot be written: {error.strerror}. Name a file in a folder you may write to."
        ) from error


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of a file: every other process or thread that asks for it waits until the block ends.

    Raises
    ------
    FileError
        The lock, a file beside it, cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(path.name + ".lock").open("w")
    except OSError as error:
        raise FileError(
            f"{path} cannot be written: {error.strerror}. Name a file in a folder you may write to."
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
