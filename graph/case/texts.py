"""The texts of sources, where they are at hand: found by their SHA-256, whatever the file is called."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from graph.case.model import Locator
from graph.case.passages import split_sentences

MAX_TEXT = 10_000_000
"""Bytes of a text; larger files are ignored."""


class Texts:
    """Source texts in some folders.

    Parameters
    ----------
    folders : iterable of str or Path
        Searched for ``.txt`` files, with all subfolders; an empty name or a folder that does not exist is skipped.
    """

    def __init__(self, folders: Iterable[str | Path]) -> None:
        self._by_sha256: dict[str, Path] = {}
        self._read: dict[str, str] = {}
        for folder in folders:
            if not str(folder) or not os.path.isdir(folder):
                continue
            for path in sorted(Path(folder).rglob("*.txt")):
                try:
                    status = path.stat()
                    if path.is_file() and status.st_size <= MAX_TEXT:
                        self._by_sha256.setdefault(_sha256(path, status.st_mtime_ns, status.st_size), path)
                except OSError:  # it is gone since, or nobody may read it
                    continue

    def get(self, sha256: str) -> str | None:
        """Return the text whose bytes have a SHA-256; None where it is not at hand."""
        if sha256 not in self._read:
            path = self._by_sha256.get(sha256)
            if path is None:
                return None
            try:
                data = path.read_bytes()
            except OSError:
                return None
            # a text that changed since it was found is another text
            if hashlib.sha256(data).hexdigest() != sha256:
                return None
            self._read[sha256] = data.decode("utf-8", errors="replace")
        return self._read[sha256]

    def quote(self, passage: Locator, sha256: str) -> str | None:
        """Return the words of a passage; None where the text is not at hand.

        Parameters
        ----------
        passage : Locator
            Without positions it means the whole sentence.
        sha256 : str
            Of the source's text.
        """
        text = self.get(sha256)
        return None if text is None else words_at(text, passage)


def words_at(text: str, passage: Locator) -> str | None:
    """Return the words of a passage of a text: without positions its whole sentence; None where it has no such place.

    Examples
    --------
    >>> words_at("Fire at pier nine. Nobody was hurt.", Locator.parse("gazette#p1s2"))
    'Nobody was hurt.'
    """
    if passage.start is not None:
        return text[passage.start : passage.end] or None
    place = (passage.paragraph, passage.sentence)
    return next((text[s.start : s.end] for s in split_sentences(text) if (s.paragraph, s.sentence) == place), None)


def text_among(data: bytes, wanted: Collection[str]) -> tuple[str, bytes] | None:
    r"""Return which of some SHA-256s a file's text has, and its bytes; None where it has none of them.

    What a program changes of a text as it saves it is undone: the ends of lines, a mark at its beginning, a line's end
    at its end, and an encoding other than UTF-8.

    Parameters
    ----------
    data : bytes
        The file.
    wanted : collection of str

    Examples
    --------
    >>> sha256 = hashlib.sha256("Fire!\nNo!\n".encode()).hexdigest()
    >>> text_among("\ufeffFire!\r\nNo!".encode(), {sha256})[1]
    b'Fire!\nNo!\n'
    """
    for found in _as_saved(data):
        sha256 = hashlib.sha256(found).hexdigest()
        if sha256 in wanted:
            return sha256, found
    return None


def _as_saved(data: bytes) -> Iterator[bytes]:
    """Yield the bytes of a text as they are, and as other programs may have saved the same text."""
    yield data
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        for body in (lines, lines.replace("\n", "\r\n")):
            bare = body.rstrip("\r\n")
            for whole in dict.fromkeys((body, bare, f"{bare}\n", f"{bare}\r\n")):
                yield whole.encode("utf-8")
                yield whole.encode("utf-8-sig")


@lru_cache(maxsize=10_000)
def _sha256(path: Path, changed: int, size: int) -> str:
    """Return the SHA-256 of a file as it was at a moment, so that texts that stay are read once."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
