"""The fields of one row of a case file: each is taken once and checked; problems are reported with their line."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches
from typing import TypeVar

from graph.case.dates import EdtfDate
from graph.case.file._yaml import NOT_ALLOWED, Tree, short
from graph.case.model import Locator, check_id
from graph.case.words import is_blank
from graph.errors import ModelError

T = TypeVar("T")
_NUMBER = re.compile(r"[+-]?[0-9]{1,16}(?:\.[0-9]{1,16})?")


_MOST_LISTED = 200
"""Problems of a file that are listed; of more, how many there are."""


class Problems:
    """What is wrong with one file, in the order it was found; the first are listed, and all are counted.

    Parameters
    ----------
    file : str
        The name of the file in every line.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._problems_found: list[tuple[int, str]] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def full(self) -> bool:
        """Whether no other problem will be listed, so that its reason need not be worked out."""
        return self._count >= _MOST_LISTED

    def count(self, more: int) -> None:
        """Count problems that will not be listed."""
        self._count += more

    def add(self, line: int, field: str, reason: str, *, last: bool = False) -> None:
        """Add a problem; its reason ends with the value, in parentheses, where there is one. The last is listed."""
        if last or not self.full:
            self._problems_found.append((line, f"{self._file}:{line}: {field}: {one_line(reason)}"))
        self._count += 1

    def lines(self) -> list[str]:
        """Return the problems as one line each, by the lines of the file, and how many more there are."""
        listed = sorted(self._problems_found, key=lambda problem: problem[0])
        texts = [text for _, text in listed]
        if more := self._count - len(texts):
            texts.append(f"{self._file}:{listed[-1][0]}: file: has {more:,} more problems; mend these first")
        return texts


class Fields:
    """A row's fields.

    Parameters
    ----------
    tree : Tree
        The row; one that is not a map is reported and has no fields.
    path : str
        What the row is called, in front of a field's name.
    """

    __slots__ = ("_path", "_problems", "_rows", "line")

    def __init__(self, tree: Tree, path: str, problems: Problems) -> None:
        self.line, value = tree
        self._path = path
        self._problems = problems
        self._rows: dict[str, Tree] = {}
        if isinstance(value, dict):
            self._rows = value
        else:
            self.problem("", f"a map is needed: {{…}} ({short(value)})")

    def __contains__(self, name: str) -> bool:
        return name in self._rows

    def rename(self, path: str) -> None:
        """Set what the row is called in problems from now on."""
        self._path = path

    def path(self, name: str) -> str:
        """Return a field's name with the row's in front of it."""
        return f"{self._path}.{name}" if self._path and name else self._path or name

    def problem(self, name: str, reason: str, line: int | None = None) -> None:
        """Report a problem of a field, or of the row where ``name`` is empty."""
        self._problems.add(self.line if line is None else line, self.path(name), reason)

    def text(self, name: str, *, required: str = "") -> str | None:
        """Take a text; ``required`` says what it is for, where it must be there."""
        tree = self._take(name, required)
        return None if tree is None else self._text(tree, name)

    def texts(self, name: str) -> tuple[str, ...]:
        """Take a list of texts; () where it is not there."""
        items = (self._text(item, f"{name}[#{n}]") for n, item in enumerate(self._list(name), 1))
        return tuple(item for item in items if item is not None)

    def read(self, name: str, read: Callable[[str], T], *, required: str = "") -> T | None:
        """Take a text and return ``read(text)``; a ModelError becomes a problem."""
        tree = self._take(name, required)
        text = None if tree is None else self._text(tree, name)
        if tree is None or text is None:
            return None
        try:
            return read(text)
        except ModelError as error:
            self.problem(name, str(error), tree[0])
            return None

    def id(self, name: str = "id") -> str | None:
        """Take an id."""
        return self.read(name, check_id)

    def choice(self, name: str, choices: Collection[str], *, required: str = "") -> str | None:
        """Take one of some words."""

        def read(text: str) -> str:
            if text not in choices:
                raise ModelError(f"is one of {', '.join(choices)}{did_you_mean(text, choices)} ({text})")
            return text

        return self.read(name, read, required=required)

    def flag(self, name: str) -> bool:
        """Take ``true`` or ``false``; False where it is not there."""
        return self.choice(name, ("true", "false")) == "true"

    def number(self, name: str) -> int | float | None:
        """Take a number in plain digits."""

        def read(text: str) -> int | float:
            if not _NUMBER.fullmatch(text):
                raise ModelError(f"a number in plain digits is needed: 180, 1.5 ({text})")
            return float(text) if "." in text else int(text)

        return self.read(name, read)

    def locator(self, name: str, *, required: str = "") -> Locator | None:
        """Take a place in a source."""
        return self.read(name, Locator.parse, required=required)

    def locators(self, name: str, *, required: str = "") -> tuple[Locator, ...]:
        """Take a place in a source, or a list of them; () where there is a problem."""
        tree = self._rows.get(name)
        if tree is None or isinstance(tree[1], str):
            place = self.locator(name, required=required)
            return () if place is None else (place,)
        line, before = tree[0], len(self._problems)
        places = []
        for text in self.texts(name):
            try:
                places.append(Locator.parse(text))
            except ModelError as error:
                self.problem(name, str(error), line)
        if not places and len(self._problems) == before:
            self.problem(name, f"is empty: {required}", line)
        return tuple(places) if len(self._problems) == before else ()

    def date(self, name: str, *, required: str = "") -> EdtfDate | None:
        """Take a date: EDTF, or ``{date, text, inferred, basis}``."""
        tree = self._rows.get(name)
        if tree is None or isinstance(tree[1], str):
            return self.read(name, EdtfDate.parse, required=required)
        fields = self.mapping(name)
        date = fields.as_date()
        fields.finish()
        return date

    def as_date(self) -> EdtfDate | None:
        """Read this row itself as a date."""
        text, inferred, basis = self.text("text"), self.flag("inferred"), self.text("basis")
        return self.read(
            "date",
            lambda edtf: EdtfDate.parse(edtf, text=text, inferred=inferred, basis=basis),
            required="the date in EDTF",
        )

    def mapping(self, name: str) -> Fields:
        """Take a map; one without fields where it is not there."""
        return Fields(self._rows.pop(name, (self.line, {})), self.path(name), self._problems)

    def items(self, name: str) -> Iterator[Fields]:
        """Take a list of maps."""
        for n, item in enumerate(self._list(name), 1):
            yield Fields(item, self.path(f"{name}[#{n}]"), self._problems)

    def line_of(self, name: str) -> int:
        """Return the line of a field that is still to be taken; the row's where it is not there."""
        return self._rows[name][0] if name in self._rows else self.line

    def finish(self, *allowed: str) -> None:
        """Report every field that was not taken; ``allowed`` are the names that may be there."""
        rows = iter(self._rows.items())
        for name, (line, _) in rows:
            if self._problems.full:
                self._problems.count(1 + sum(1 for _ in rows))
                break
            self.problem(name, f"no such field{did_you_mean(name, allowed)}", line)

    def _take(self, name: str, required: str) -> Tree | None:
        tree = self._rows.pop(name, None)
        if tree is None and required:
            self.problem(name, f"is missing: {required}")
        return tree

    def _list(self, name: str) -> list[Tree]:
        line, items = self._rows.pop(name, (self.line, []))
        if isinstance(items, list):
            return items
        if items != "":
            self.problem(name, f"a list is needed: […] ({short(items)})", line)
        return []

    def _text(self, tree: Tree, name: str) -> str | None:
        line, text = tree
        if not isinstance(text, str):
            self.problem(name, f"a text is needed, not a {'list' if isinstance(text, list) else 'map'}", line)
        elif is_blank(text):
            self.problem(name, "is empty: leave the field out, or fill it", line)
        elif match := NOT_ALLOWED.search(text):
            self.problem(name, f"a character that no text may hold (U+{ord(match[0]):04X})", line)
        else:
            return text
        return None


def did_you_mean(word: str, words: Collection[str]) -> str:
    """Return "; did you mean …?" where a word is close to one that exists."""
    matches = get_close_matches(word, words, n=1, cutoff=0.7) or get_close_matches(word.upper(), words, n=1, cutoff=0.7)
    return f"; did you mean {matches[0]}?" if matches else ""


def one_line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())
