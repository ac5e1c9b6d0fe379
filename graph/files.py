"""Write files whole or not at all, one writer at a time."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from graph.errors import FileError


def write_whole(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file so that at every moment it holds either all of the old content or all of the new.

    Parameters
    ----------
    path : Path
        Its folder is made if it does not exist.
    data : bytes or iterable of bytes
        What is in it; where it is long, in pieces.

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
            file.writelines((data,) if isinstance(data, bytes) else data)
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


def append_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines behind those that a file has, onto the disk; where that fails the file is left as it was.

    What a crash cut off of the last line stays a line by itself, so that it takes nothing with it. Only one writer may
    do this at a time: see :func:`locked`.

    Parameters
    ----------
    path : Path
        The file is made if it does not exist.
    lines : iterable of str
        Without their ends.

    Raises
    ------
    FileError
    """
    data = "".join(f"{line}\n" for line in lines).encode()
    try:
        with path.open("ab+", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            if size:
                file.seek(size - 1)
                data = data if file.read(1) == b"\n" else b"\n" + data
            try:
                # a disk that is nearly full takes a part
                left = memoryview(data)
                while left:
                    left = left[file.write(left) :]
                os.fsync(file.fileno())
            except OSError:
                file.truncate(size)
                raise
    except OSError as error:
        raise FileError(f"{path} cannot be written: {error.strerror}. What it had is still there.") from error


def read_lines(path: Path) -> list[str]:
    """Return the lines that :func:`append_lines` wrote; none where there is no file.

    A line ends with a line feed and with nothing else: text within it may hold what other readers take for an end.

    Raises
    ------
    FileError
        The file is there and cannot be read.
    """
    try:
        # a crash may have cut a line within a character
        return path.read_text(encoding="utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}.") from error


def sweep(path: Path) -> None:
    """Remove what writers of a file left that were killed; only for the one that has it :func:`locked`."""
    for left in path.parent.glob(f".{escape(path.name)}.*"):
        left.unlink(missing_ok=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Lock a file: every other process or thread that asks for its lock waits until the block ends.

    Raises
    ------
    FileError
        The lock file beside it (``NAME.lock``) cannot be made, or locked.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(path.name + ".lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
        except OSError:
            lock.close()
            raise
    except OSError as error:
        raise FileError(
            f"{path} cannot be written: {error.strerror}. Name a file in a folder you may write to."
        ) from error
    with lock:
        yield
