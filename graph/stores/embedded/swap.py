"""Replace a file whole: build the new one aside, flush it, rename it over the old one.

A kill at any moment leaves the old file or the new one. One writer at a time holds ``<file>.lock``;
the kernel takes the lock from a dead writer, and the next one sweeps what it left.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import StoreError, StoreLockedError
from graph.files import take_lock
from graph.stopping import check_stop

Identity = tuple[int, int, int]


def identity(path: Path) -> Identity | None:
    """Return what tells one content of a file from the next: inode, time of change (ns) and bytes; None without it."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


@contextmanager
def replacing(path: Path, wait_s: float) -> Iterator[Path]:
    """Hold the write lock of a file and swap in what the block builds.

    Parameters
    ----------
    path : Path
        The file; it need not be there, nor its folder.
    wait_s : float
        Seconds to wait for another writer; the setting ``lock_wait_s``.

    Yields
    ------
    Path
        A free name beside the file, where the block leaves the new one, closed. An error in the block leaves the
        file as it was.

    Raises
    ------
    StoreLockedError
        Another writer is at it, and was not done in time.
    StoreError
        The file cannot be written there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(
            f"{path.name} cannot be written: {error.strerror}. Choose another place with --store."
        ) from error
    try:
        _acquire(lock, path, wait_s)
        aside = path.with_name(f"{path.name}.next")
        _sweep(aside)
        if path.with_name(f"{path.name}.wal").exists():
            raise StoreError(
                f"{path.name} was left open by another program, which wrote {path.name}.wal beside it. "
                "Close it there, or open and close the file with that program once."
            )
        try:
            yield aside
            if path.exists():
                shutil.copymode(path, aside)
            _flush(aside)
            aside.replace(path)
            _flush(path.parent)
        except OSError as error:
            reason = error.strerror or str(error)
            raise StoreError(f"{path.name} was not written: {reason}. It is as it was before.") from error
        finally:
            _sweep(aside)
    finally:
        os.close(lock)


def _acquire(lock: int, path: Path, wait_s: float) -> None:
    if not take_lock(lock, path.name, wait_s, check_stop):
        writer = os.pread(lock, 20, 0).decode("ascii", "replace").strip() or "unknown"
        raise StoreLockedError(
            f"{path.name} is being written by another process (number {writer}), which was not done within "
            f"{wait_s:g} s (setting lock_wait_s). Try again when it is."
        )
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode("ascii"), 0)


def _sweep(aside: Path) -> None:
    aside.unlink(missing_ok=True)
    shutil.rmtree(aside.with_name(f"{aside.name}.wal"), ignore_errors=True)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
