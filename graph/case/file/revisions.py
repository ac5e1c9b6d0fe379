"""Versions of a case file that git keeps."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from graph.case.file.read import from_yaml
from graph.case.model import Case
from graph.errors import FileError
from graph.files import real_path

_MARK = "\x1f"


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit that changed a file.

    Parameters
    ----------
    id : str
        Short.
    time : str
        When it was made: ISO 8601.
    subject : str
        The first line of its message.
    """

    id: str
    time: str
    subject: str


def read_revision(revision: str, path: Path) -> Case:
    """Read a case file as a revision of its git repository has it.

    Parameters
    ----------
    revision : str
        As git names one: ``HEAD~1``, a branch, a tag; empty is what is staged.
    path : Path
        From the current folder; the file may be gone there.

    Raises
    ------
    FileError
        There is no repository, no such revision, or no such file in it.
    CaseFileError
        The file is not valid there.
    """
    name = f"{revision}:{path}"
    if revision.startswith("-"):
        raise FileError(f"{name}: a revision does not begin with a dash. Name it as in HEAD~1:{path}.")
    folder = _nearest_folder(path)
    inside = real_path(path).relative_to(folder)
    status, shown, error = _git(folder, "show", f"{revision}:./{inside}", name=name)
    if status == 0:
        return from_yaml(shown, name=name)
    reason = "".join(error.removeprefix("fatal: ").splitlines()[:1]).rstrip(".")
    if "not a git repository" in error:
        raise FileError(f"{name}: {folder} is in no git repository. Name two files, or a file that git keeps.")
    unknown = "invalid object name" in error or "unknown revision" in error or "bad revision" in error
    if unknown and revision:
        raise FileError(f"{name}: git knows no revision {revision!r}. Take one that `git log --oneline` lists.")
    if unknown or "does not exist" in error or "but not in" in error:
        where = f"revision {revision}" if revision else "what is staged"
        raise FileError(f"{name}: {path} is not in {where}. `git log --oneline -- {path}` lists those that have it.")
    raise FileError(f"{name}: git refuses it ({reason}). Name it as REVISION:PATH, as in HEAD~1:case.yaml.")


def revisions(path: Path, *, limit: int = 30) -> list[Revision]:
    """Return the latest commits that changed a file, the last one first; none where git does not keep it."""
    path = real_path(path)
    try:
        format_ = f"--format=%h{_MARK}%cI{_MARK}%s"
        status, shown, _ = _git(_nearest_folder(path), "log", f"-{limit}", format_, "--", path.name, name=path.name)
    except FileError:
        return []
    lines = shown.decode("utf-8", "replace").splitlines() if status == 0 else []
    return [Revision(*line.split(_MARK, 2)) for line in lines if line.count(_MARK) >= 2]


def _nearest_folder(path: Path) -> Path:
    return next(folder for folder in real_path(path).parents if os.path.isdir(folder))


def _git(folder: Path, *words: str, name: str) -> tuple[int, bytes, str]:
    # its messages in English, by which they are told apart
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=False, env=environment)
    except OSError as error:
        raise FileError(f"{name} names a version in git, which cannot be called: {error.strerror}.") from error
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip()
