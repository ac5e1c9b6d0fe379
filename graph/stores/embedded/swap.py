"""Replace a file whole: build the new one aside, flush it, rename it over the old one.

A kill at any moment leaves the old file or the new one. One writer at a time holds ``<file>.lock``;
the kernel takes the lock from a dead writer, and the next one sweeps what it left.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from graph.errors import QueryError, StoreError, StoreLockedError
from graph.files import is_read_only, make_folder, reason, shown, take_lock
from graph.stopping import check_stop

Identity = tuple[int, int, int]


def identity(path: Path) -> Identity | None:
    """Return what tells one content of a file from the next: inode, time of change (ns) and bytes; None without it.

    Raises
    ------
    StoreError
        Nobody can say whether it is there: its folder may not be entered, or its name is none.
    """
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StoreError(
            f"{shown(path)} cannot be read: {reason(error)}. Choose another place with --store."
        ) from error
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
    name = shown(path)
    identity(path)  # says what is wrong with its place
    if is_read_only(path):
        raise StoreError(
            f"{name} is read-only, and is not replaced. Let it be written (chmod u+w), or choose another place with "
            "--store."
        )
    aside = path.with_name(f"{path.name}.next")
    try:
        make_folder(path.parent)
        with suppress(FileNotFoundError):
            os.stat(f"{aside}.wal")  # the longest name beside it: where that is too long, nothing is begun
        lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"{name} cannot be written: {reason(error)}. Choose another place with --store.") from error
    try:
        _acquire(lock, path, wait_s)
        try:
            _sweep(aside)
        except OSError as error:
            raise StoreError(
                f"{name} cannot be written: what is called {name}.next beside it cannot be removed ({reason(error)}). "
                "Move it away."
            ) from error
        if path.with_name(f"{path.name}.wal").exists():
            raise StoreError(
                f"{name} was left open by another program, which wrote {name}.wal beside it. "
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
            raise StoreError(f"{name} was not written: {reason(error)}. It is as it was before.") from error
        except QueryError as error:
            if number := re.search(r"\(os error (\d+)\)", str(error)):  # the engine could not write, as on a full disk
                why = os.strerror(int(number[1]))
                raise StoreError(f"{name} was not written: {why}. It is as it was before.") from error
            raise
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
