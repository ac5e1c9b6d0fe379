"""The first comment of a draft, which says how much of a case file nobody has looked at."""

from __future__ import annotations

import re
from pathlib import Path

from graph.files import write_whole

_MARK = re.compile(r"# Draft: ([\d,]+) [^\n]*\n")


def is_marked(text: str) -> bool:
    """Return whether the text of a case file says of itself that it is a draft."""
    return bool(_MARK.search(text))


def marked(text: str, unreviewed: int) -> str:
    """Return the text of a case file whose first comment says how much of it no person has looked at."""
    plain = _MARK.sub("", text, count=1)
    if not unreviewed:
        return plain
    mark = "\ufeff" if plain.startswith("\ufeff") else ""
    line = f"# Draft: {unreviewed:,} proposals were taken that nobody has looked at; review them first.\n"
    return f"{mark}{line}{plain.removeprefix(mark)}"


def remark(path: Path, change: int, *, begin: bool = False) -> None:
    """Let the first comment of a draft count more, or less, that nobody has looked at.

    Parameters
    ----------
    path : Path
        The case file.
    change : int
    begin : bool
        Mark a file that is none; else it stays as it is.

    Raises
    ------
    FileError
        The file cannot be written.
    """
    text = path.read_bytes().decode()
    found = _MARK.search(text)
    if change and (found or begin):
        left = max(0, int(found[1].replace(",", "") if found else 0) + change)
        write_whole(path, marked(text, left).encode())
