"""YAML read row by row, with line numbers; every scalar is its text, so that nothing can surprise.

Only maps, lists and scalars are read. A scalar is its text whatever it looks like, so that ``no``,
``2019-03-02``, ``1:30`` and ``0755`` are no booleans, dates or numbers. Anchors, aliases, tags and
deep nesting are refused at the place where they stand, before anything is built from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

MAX_DEPTH = 12
"""Levels of maps and lists; a case file has seven."""

MAX_KEYS = 1_000
"""Keys of a map; a case file has a dozen."""

Tree = tuple[int, Any]
"""A line, and a str, a list of trees or a dict of trees. In a dict it is the line of the key."""
Report = Callable[[int, str, str], None]
"""Called with a problem's line, field and reason."""

NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters, lone surrogates and what else YAML and XML refuse."""

LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Reads all texts as they are; every part of a file is read by it, since readers differ in what they refuse."""


class YamlError(Exception):
    """A problem that ends the reading of a file, with its line and reason."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


class Document:
    """The one document of a file, read forward.

    Parameters
    ----------
    text : str
    report : callable
        Called for each duplicate key and each key that is not a name; reading continues after it.

    Raises
    ------
    YamlError
        The text holds a character that YAML does not allow.
    """

    def __init__(self, text: str, report: Report) -> None:
        if match := NOT_ALLOWED.search(text):
            line = text.count("\n", 0, match.start()) + 1
            raise YamlError(line, f"a character that no text may hold (U+{ord(match[0]):04X})")
        self._report = report
        self._depth = 0
        self._text = text
        self._parser = LOADER(text)

    def sections(self) -> Iterator[tuple[int, str]]:
        """Yield line and name of every key of the outermost map; take its value before the next one.

        Raises
        ------
        YamlError
            The file is not YAML, holds what a case file may not hold, or is empty.
        """
        self._next()
        event = self._next()
        if isinstance(event, StreamEndEvent):
            raise YamlError(1, "the file is empty: a case file begins with case: {id: …, title: …, as_of: …}")
        event = self._next()
        if not isinstance(event, MappingStartEvent):
            empty = isinstance(event, ScalarEvent) and not event.value
            reason = "is empty" if empty else "is not a map"
            raise YamlError(
                _line(event), f"the file {reason}: a case file begins with case: {{id: …, title: …, as_of: …}}"
            )
        self._enter(event)
        yield from self._keys()
        self._depth -= 1
        self._next()
        if isinstance(event := self._next(), DocumentStartEvent):
            raise YamlError(_line(event), "a case file is one document (---)")

    def rows(self, name: str, line: int) -> Iterator[Tree]:
        """Yield the items of the section that was yielded last, a list; each is forgotten when it is used."""
        event = self._next()
        if isinstance(event, SequenceStartEvent):
            self._enter(event)
            while not isinstance(event := self._next(), SequenceEndEvent):
                yield self._tree(event)
            self._depth -= 1
        elif self._tree(event)[1] != "":
            self._report(line, name, "a list is needed")

    def value(self, line: int) -> Tree:
        """Return the value of the section that was yielded last."""
        return line, self._tree(self._next())[1]

    def _keys(self) -> Iterator[tuple[int, str]]:
        seen: dict[str, int] = {}
        number = 0
        while not isinstance(event := self._next(), MappingEndEvent):
            line, number = _line(event), number + 1
            if number > MAX_KEYS:
                raise YamlError(line, f"a map has more than {MAX_KEYS:,} keys; a row of a case file has a dozen")
            key = self._tree(event)[1]
            if isinstance(key, str) and key not in seen:
                seen[key] = line
                yield line, key
                continue
            value = self._tree(self._next())[1]
            if isinstance(key, str):
                self._report(line, key, f"this field is given twice, first on line {seen[key]} ({short(value)})")
            else:
                self._report(line, "yaml", "a key is a name, not a list or a map")

    def _tree(self, event: Any) -> Tree:
        kind = event.__class__
        if kind is AliasEvent:
            raise YamlError(_line(event), f"a case file has no anchors and aliases: write it out (*{event.anchor})")
        if event.anchor is not None:
            raise YamlError(_line(event), f"a case file has no anchors and aliases: write it out (&{event.anchor})")
        if event.tag is not None:
            raise YamlError(_line(event), f"a case file has no tags ({event.tag})")
        line = event.start_mark.line + 1
        if kind is ScalarEvent:
            return line, event.value
        self._enter(event)
        if kind is MappingStartEvent:
            tree: Any = {key: (at, self._tree(self._next())[1]) for at, key in self._keys()}
        else:
            tree = []
            while (item := self._next()).__class__ is not SequenceEndEvent:
                tree.append(self._tree(item))
        self._depth -= 1
        return line, tree

    def _enter(self, event: Any) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise YamlError(_line(event), f"maps and lists are nested more than {MAX_DEPTH} deep")

    def _next(self) -> Any:
        try:
            return self._parser.get_event()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            if self._indented_by_tab(line):
                raise YamlError(line, "a line begins with a tab: YAML is indented with spaces, not tabs") from error
            context = f"{error.context}: " if error.context else ""
            raise YamlError(line, f"not YAML: {context}{error.problem}") from error

    def _indented_by_tab(self, line: int) -> bool:
        """Tell whether a tab stands in what a line is indented with, where the parser says only what it cannot read."""
        found = next(islice(self._text.splitlines(), line - 1, None), "")
        return "\t" in found[: len(found) - len(found.lstrip())]


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def short(value: Any) -> str:
    """Return a value as it is shown in a problem, at most 60 characters."""
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list):
        return "a list"
    return value if len(value) <= 60 else f"{value[:59]}…"
