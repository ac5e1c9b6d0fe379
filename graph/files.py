"""Write files whole or not at all, one writer at a time; read JSON as what it should be, or not at all."""

from __future__ import annotations

import errno
import fcntl
import json
import logging
import math
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache, partial
from glob import escape
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, BinaryIO, Literal, Union, get_args, get_origin, get_type_hints

from graph.errors import FileError
from graph.settings import from_environment

_LOG = logging.getLogger(__name__)
_LOOK_S = 0.05
"""Seconds between two looks whether a lock is free."""
_QUIET_S = 1.0
"""Seconds of waiting of which nobody is told."""

Moment = Annotated[str, "ISO 8601"]
"""A text that is a time; or empty."""
AnyText = Annotated[str, "halves of characters too"]
"""A text that may hold what no encoding has: lone surrogates."""
_RANDOM = "[a-z0-9_]" * 8
"""What the name of a temporary file ends in, as a pattern."""
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What a system says where there is no room."""


def write_whole(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file so that at every moment it holds either all of the old content or all of the new.

    Parameters
    ----------
    path : Path
        Its folder is made if it does not exist. A link stays one: what it leads to is written.
    data : bytes or iterable of bytes
        What is in it; where it is long, in pieces.

    Raises
    ------
    FileError
        The file cannot be written, is read-only, or is a device; the old content is still there.
    """
    try:
        path = real_path(path) if path.is_symlink() else path
        if is_read_only(path):
            raise PermissionError(errno.EACCES, "it is read-only")
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise OSError(errno.EINVAL, "it is a device, and no file")
        make_folder(path.parent)
        _sweep(path)
        with _temporary(path) as (file, temporary):
            file.writelines((data,) if isinstance(data, bytes) else data)
            file.flush()
            os.fsync(file.fileno())
            umask = os.umask(0)
            os.umask(umask)
            temporary.chmod(0o666 & ~umask)  # the mode that open() gives a new file; mkstemp's 0600 shuts others out
            temporary.replace(path)
    except OSError as error:
        raise _not_written(path, error) from error


def is_read_only(path: Path) -> bool:
    """Return whether a file is there and nobody, or not this user, may write it: then it is not replaced either."""
    try:
        return not (path.stat().st_mode & 0o222 and os.access(path, os.W_OK))
    except OSError:  # it is not there, or the reason why it cannot be reached is said where it is written
        return False


@contextmanager
def _temporary(path: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """Give a file beside another that is to take its place; it is gone where the block did not put it there.

    It is locked as long as it is written, so that :func:`_sweep` tells it from one whose writer was killed.
    """
    while True:
        # in the same folder: only within one file system does a rename happen all at once
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                # somebody may have swept it before it was locked
                if os.fstat(descriptor).st_nlink:
                    yield file, temporary
                    return
            finally:
                temporary.unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    """Remove what writers of a file left that were killed: of the temporary files beside it those nobody has locked."""
    for left in path.parent.glob(f".{escape(path.name)}.{_RANDOM}"):
        with suppress(OSError), left.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


def make_folder(folder: Path) -> None:
    """Make a folder, and those that it is in, where they are not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:  # a file has its name
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None


def real_path(path: Path) -> Path:
    """Return a path without links; of a circle of links, which Python 3.12 ends with an error of its own, the path."""
    return Path(os.path.realpath(path))


def shown(path: Path) -> str:
    """Return a file's name fit for a sentence of one line."""
    return "".join(char if char.isprintable() else "\ufffd" for char in path.name)


def reason(error: OSError) -> str:
    """Return why a file could not be read or written, in words."""
    return error.strerror or str(error)


def _not_written(path: Path, error: OSError) -> FileError:
    kept = " It is as it was." if os.path.lexists(path) else ""
    step = "Make room on the disk" if error.errno in FULL else "Name a file in a folder you may write to"
    named = path.with_name(shown(path)) if path.name else path
    return FileError(f"{named} cannot be written: {reason(error)}.{kept} {step}.")


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
        raise _not_written(path, error) from error


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
        raise FileError(f"{path} cannot be read: {reason(error)}.") from error


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Lock a file: every other process or thread that asks for its lock waits until the block ends.

    Raises
    ------
    FileError
        The lock file beside it (``NAME.lock``) cannot be made, or locked within the setting ``lock_wait_s``.
    """
    seconds = from_environment().lock_wait_s
    try:
        make_folder(path.parent)
        lock = path.with_name(path.name + ".lock").open("w")
        try:
            taken = take_lock(lock.fileno(), path.name, seconds)
        except BaseException:
            lock.close()
            raise
    except OSError as error:
        raise _not_written(path, error) from error
    with lock:
        if not taken:
            raise FileError(
                f"{path.name} is being written by another program, which was not done within {seconds:g} s "
                "(setting lock_wait_s). Try again when it is."
            )
        yield


def take_lock(lock: int, name: str, seconds: float, check: Callable[[], object] = lambda: None) -> bool:
    """Take the lock of an open file, and return whether it was free in time; who waits long says so once in the log.

    Parameters
    ----------
    lock : int
        The descriptor of the open file.
    name : str
        What is locked, as people see it.
    seconds : float
        To wait at the most.
    check : callable, optional
        Called at each look; may raise.

    Raises
    ------
    OSError
        It is no file that can be locked.
    """
    started = time.monotonic()
    told = False
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            waited = time.monotonic() - started
        check()
        if waited >= seconds:
            return False
        if waited >= _QUIET_S and not told:
            told = True
            _LOG.warning("Waiting for %s, which another program writes, for %g s at the most.", name, seconds)
        time.sleep(min(_LOOK_S, seconds - waited))


def parse_json(text: str) -> Any:
    """Return what a JSON text holds, with or without a byte-order mark.

    Raises
    ------
    ValueError
        It is no JSON, or its lists and objects are nested too deep.
    """
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except RecursionError:
        raise ValueError("nested too deep") from None


def typed(kind: Any, value: Any) -> Any:
    """Return what was read of JSON as a value of a type; every part of it is looked at.

    Parameters
    ----------
    kind : type
        ``str``, ``int``, ``float``, ``bool``, ``None``, ``Any``, a dataclass, and what ``Literal``, ``Mapping``,
        ``tuple`` and ``|`` make of these. A text may not hold lone surrogates; one of :data:`AnyText` may.
    value : object
        As :func:`parse_json` gives it.

    Raises
    ------
    ValueError
        It is no such value: of another type, a field is missing or unknown, or a number is not finite.

    Examples
    --------
    >>> typed(Mapping[str, tuple[int, int]], {"a": [1, 2]})
    {'a': (1, 2)}
    """
    return _reader(kind)(value)


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """Return what makes values of a type: made once, since a file may hold ten thousands of them."""
    origin, of = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _record_reader(kind)
    if kind is Any:
        return lambda value: value
    if kind is float:
        return _finite
    if kind is Moment:
        return _moment
    if kind is str:
        return _encodable
    if origin in (UnionType, Union):
        readers = [_reader(each) for each in of]
        return lambda value: _first_that_reads(readers, value)
    if origin is tuple and of[-1] is ...:
        read = _reader(of[0])
        return lambda value: tuple(map(read, _of_type(list, value)))
    if origin is tuple:
        each = [_reader(item) for item in of]
        return lambda value: tuple(read(item) for read, item in zip(each, _of_type(list, value), strict=True))
    if origin is Mapping:
        name, read = map(_reader, of)
        return lambda value: {name(key): read(item) for key, item in _of_type(dict, value).items()}
    if origin is Literal:
        return lambda value: _one_of(of, value)
    return partial(_of_type, type(None) if kind is None else str if kind is AnyText else kind)


def _record_reader(kind: Any) -> Callable[[Any], Any]:
    readers = {name: _reader(type_) for name, type_ in get_type_hints(kind, include_extras=True).items()}
    required = {field.name for field in fields(kind) if field.default is field.default_factory is MISSING}

    def read(value: Any) -> Any:
        names = _of_type(dict, value).keys()
        if not required <= names <= readers.keys():
            raise ValueError(f"{kind.__name__} has other fields than {sorted(names)}")
        return kind(**{name: readers[name](item) for name, item in value.items()})

    return read


def _of_type(kind: type, value: Any) -> Any:
    if type(value) is not kind:  # a bool is an int to isinstance()
        raise ValueError(f"{kind.__name__} is needed, not {type(value).__name__}")
    return value


def _one_of(values: tuple[Any, ...], value: Any) -> Any:
    if _of_type(str, value) not in values:
        raise ValueError(f"{value!r} is none of {values}")
    return value


def _first_that_reads(readers: list[Callable[[Any], Any]], value: Any) -> Any:
    for read in readers:
        with suppress(ValueError):
            return read(value)
    raise ValueError(f"{type(value).__name__} is not among the types")


def _finite(value: Any) -> float:
    try:
        number = float(value if type(value) is int else _of_type(float, value))
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError("a number is too large, or none")
    return number


def _encodable(value: Any) -> str:
    text: str = _of_type(str, value)
    text.encode()  # UnicodeEncodeError is a ValueError
    return text


def _moment(value: Any) -> str:
    text = _encodable(value)
    try:
        if text:
            datetime.fromisoformat(text).astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{text} is too near the ends of time") from None
    return text
