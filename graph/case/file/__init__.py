"""The case file: read it, write it, compute its locators, and list the sentences of sources that it does not cite.

Every problem of a file comes as one line, ``file:line: field: reason (value)``; items of lists are
counted from ``#1`` where they have no id.
"""

from __future__ import annotations

from graph.case.file.coverage import coverage, source_texts, uncited_sentences
from graph.case.file.doubts import doubts
from graph.case.file.locate import LocateReport, locate_file
from graph.case.file.read import from_yaml, read
from graph.case.file.write import to_yaml, write

__all__ = [
    "LocateReport",
    "coverage",
    "doubts",
    "from_yaml",
    "locate_file",
    "read",
    "source_texts",
    "to_yaml",
    "uncited_sentences",
    "write",
]
