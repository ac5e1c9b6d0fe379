"""What a case file says of the texts of its sources, whether or not the rest of it is valid."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from graph.case.file._fields import Problems
from graph.case.file._source_texts import read_beside
from graph.case.file._yaml import Document, YamlError
from graph.case.file.read import decode, read_bytes
from graph.case.model import Source
from graph.errors import CaseFileError, ModelError
from graph.settings import Settings


def named_sources(path: Path, settings: Settings) -> tuple[str, dict[str, Source]]:
    """Return the id of a case file's case, and its sources with what it says of their texts, by their ids.

    Nothing is read behind these two sections, and nothing is returned of what cannot be read.
    """
    read: dict[str, Any] = {}
    try:
        document = Document(decode(read_bytes(path, settings), Problems(path.name)).removeprefix("\ufeff"), _ignore)
        for line, name in document.sections():
            read[name] = document.value(line)[1]
            if {"case", "sources"} <= read.keys():
                break
    except (CaseFileError, YamlError):
        return "", {}
    sources = read.get("sources")
    found = {}
    for row in [_texts(row) for _, row in sources] if isinstance(sources, list) else []:
        try:
            source = Source(id=row.get("id", ""), title="", text=row.get("text"), text_sha256=row.get("text_sha256"))
            found[source.id] = source
        except ModelError:  # the file is not valid: reading it says why
            continue
    return _texts(read.get("case")).get("id", ""), found


def sha256_beside(path: Path, source: Source) -> str | None:
    """Return the SHA-256 of the file beside a case file that holds a source's text; None where none can be read."""
    if source.text is None:
        return None
    try:
        return hashlib.sha256(read_beside(path.parent, source.text)).hexdigest()
    except ModelError:
        return None


def _ignore(line: int, field: str, reason: str) -> None:
    """Pass over a problem of a file: reading it says all of them."""


def _texts(row: Any) -> dict[str, str]:
    """Return the fields of a row that are texts."""
    fields = row.items() if isinstance(row, dict) else ()
    return {key: value for key, (_, value) in fields if isinstance(value, str)}
