"""Write files whole or not at all, one writer at a time."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import FileError


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that at every moment it holds either all of the old content or all of the new.

    Parameters
    ----------
    path : Path
        Its folder is made if it does not exist.
    data : bytes

    Raises
    ------
    FileError
        The file cannot be written; the old content is still there.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # In the same folder: only within one file system does a rename happen all at once.
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)  # the mode that open() gives a new file; mkstemp's 0600 shuts others out
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise FileError(
            f"{path} cannot be written: {error.strerror}. Name a file in a folder you may write to."
        ) from error


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Lock a file: every other process or thread that asks for its lock waits until the block ends.

    Raises
    ------
    FileError
        The lock file beside it (``NAME.lock``) cannot be made.
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
