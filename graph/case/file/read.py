"""Read a case file: the result is a case, or all problems of the file at once."""

from __future__ import annotations

import stat
from os import PathLike
from pathlib import Path

from graph.case.file._fields import Problems
from graph.case.file._sections import Reader
from graph.case.file._source_texts import Library
from graph.case.file._yaml import Document, YamlError
from graph.case.model import Case
from graph.errors import CaseFileError
from graph.settings import Settings, from_environment


def read(
    path: str | PathLike[str], *, texts: str | PathLike[str] | None = None, settings: Settings | None = None
) -> Case:
    """Read and validate a case file.

    Parameters
    ----------
    path : str or path
    texts : str or path, optional
        A folder of source texts, matched by their SHA-256; setting ``texts`` where it is not given.
    settings : Settings, optional
        Its ``max_case_file_mb`` bounds the file's size; those of the environment where it is not given.

    Returns
    -------
    Case

    Raises
    ------
    CaseFileError
        The file cannot be read or is not valid; it holds every problem.
    """
    path, settings = Path(path), settings or from_environment()
    data = read_bytes(path, settings)
    folder = settings.texts if texts is None else str(texts)
    return from_yaml(data, name=str(path), folder=path.parent, texts=folder)


def read_bytes(path: Path, settings: Settings) -> bytes:
    """Return what is in a case file.

    Raises
    ------
    CaseFileError
        It cannot be read, or is larger than setting ``max_case_file_mb``.
    """
    limit = settings.max_case_file_mb
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise CaseFileError([f"{path}:1: file: is not a file; a case file is YAML"])
        if status.st_size > limit * 1_000_000:
            size = f"{status.st_size / 1_000_000:.1f} MB"
            raise CaseFileError([f"{path}:1: file: is larger than {limit} MB (setting max_case_file_mb) ({size})"])
        return path.read_bytes()
    except OSError as error:
        missing = "there is no such file" if isinstance(error, FileNotFoundError) else error.strerror or str(error)
        raise CaseFileError([f"{path}:1: file: {missing}"]) from error


def decode(data: bytes, problems: Problems) -> str:
    """Return the text of a case file.

    Raises
    ------
    CaseFileError
        It is not UTF-8.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add(line, "encoding", f"is not UTF-8: save the file as UTF-8 (byte 0x{data[error.start]:02x})")
        raise CaseFileError(problems.lines()) from error


def from_yaml(data: bytes | str, *, name: str = "case.yaml", folder: Path | None = None, texts: str = "") -> Case:
    """Read and validate a case file that is in memory.

    Parameters
    ----------
    data : bytes or str
        Bytes are UTF-8, with or without a byte order mark.
    name : str
        The name of the file in problems.
    folder : Path, optional
        Where paths of texts start; without it they are not looked for.
    texts : str
        A folder of source texts, matched by their SHA-256; empty for none.

    Raises
    ------
    CaseFileError
        It is not valid; the error holds every problem.
    """
    problems = Problems(name)
    text = data if isinstance(data, str) else decode(data, problems)
    case = None
    reader = Reader(problems, Library(folder, texts))
    try:
        case = reader.case(Document(text.removeprefix("\ufeff"), problems.add))
    except YamlError as error:
        problems.add(error.line, "yaml", error.reason, last=True)
    if case is None or problems:
        raise CaseFileError(problems.lines())
    return case
