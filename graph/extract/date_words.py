"""The words in which dates are printed, from ``tables/dates.yaml``, and a block of text taken apart into its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from graph.extract.days import Calendar, Published, Side, Tense
from graph.extract.words import table

_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+|\S")
REACH = 30
"""Words on either side of a date that may say whether it is still to come."""
SIDES: dict[str, Side] = {"last": "last", "this": "this", "next": "next"}
STEPS = {"last": -1, "this": 0, "next": 1}
OFF = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_OPENINGS = "the between from on in at since before after by around about circa c ca that same ' pre post earlier later"


@cache
def numbered(name: str) -> dict[str, int]:
    """Return the words of the table's rows ``name N``, each with its N."""
    found: dict[str, int] = {}
    for key, words in table("dates").items():
        row, _, number = key.rpartition(" ")
        if row == name:
            found |= dict.fromkeys(words, int(number))
    return found


@cache
def holidays() -> dict[str, list[tuple[list[str], str, int]]]:
    """Return the named days by their first word: all their words, and how and from where they are reckoned."""
    found: dict[str, list[tuple[list[str], str, int]]] = {}
    for key, names in table("dates").items():
        if key.startswith("holiday "):
            _, how, number = key.split()
            for name in names:
                words = _TOKEN.findall(name)
                found.setdefault(words[0], []).append((words, how, int(number)))
    return {word: sorted(rows, key=lambda row: -len(row[0])) for word, rows in found.items()}


@cache
def openings() -> frozenset[str]:
    """Return the words with which a date can begin, but for digits."""
    rows = [numbered(row) for row in ("month", "weekday", "season", "part", "number", "ordinal")]
    return frozenset(_OPENINGS.split()).union(*rows, SIDES, OFF, holidays())


@dataclass(frozen=True, slots=True)
class Value:
    """A date that ends before a word.

    Parameters
    ----------
    end : int
    edtf : str or None
    basis : str
        Empty where the words alone give the value.
    calendar : Calendar or None
        What is printed, where that is a day or a month.
    part : int
        1, 2 or 3: the early, middle or late part of that month.
    days : int
        Not 0: so many days from one that only the whole text can tell.
    """

    end: int
    edtf: str | None
    basis: str = ""
    calendar: Calendar | None = None
    part: int = 0
    days: int = 0


class Words:
    """The words of a block of text, and what can be told of each without reading a date.

    Parameters
    ----------
    text : str
    start, end : int
        Where the block is.
    when : Published
    """

    def __init__(self, text: str, start: int, end: int, when: Published) -> None:
        tokens = list(_TOKEN.finditer(text, start, end))
        self.raw = [token.group() for token in tokens]
        self.words = [word.lower() for word in self.raw]
        self.spans = [token.span() for token in tokens]
        self.when = when
        self.last: tuple[int, str] | None = None
        """The word after the date before, and that date, if it is a plain day, month or year."""

    # ── words ──

    def word(self, at: int) -> str:
        """Return the word at a place, in small letters; "" outside the block."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def glued(self, at: int) -> bool:
        """Whether nothing stands between a word and the one before it."""
        return 0 < at < len(self.words) and self.spans[at - 1][1] == self.spans[at][0]

    def capital(self, at: int) -> bool:
        """Whether a word begins with a capital."""
        return 0 <= at < len(self.raw) and self.raw[at][0].isupper()

    def has(self, at: int, key: str) -> bool:
        """Whether a word is in a row of the table."""
        return self.word(at) in table("dates")[key]

    def digits(self, at: int) -> int | None:
        """Return a number of one to four digits."""
        word = self.word(at)
        return int(word) if len(word) <= 4 and word.isascii() and word.isdigit() else None

    def opens(self, at: int) -> bool:
        """Whether a number stands for itself to the left: not 1.5, £5, F-16, 9/11."""
        before = self.word(at - 1)
        prefix = before == "-" and self.word(at - 2) in ("mid", "pre", "post", "early", "late")
        return not self.glued(at) or prefix or before in "(\"'[;…"

    def closes(self, at: int) -> bool:
        """Whether a number stands for itself to the right of its last word: not 10pm, 2,000, 16:20, 5%."""
        if not self.glued(at + 1):
            return True
        after, digit = self.word(at + 1), self.glued(at + 2) and self.digits(at + 2) is not None
        return not (after[0].isalnum() or after in "%°/_@" or (after in ".,:" and digit))

    def ends_sentence(self, at: int) -> bool:
        """Whether a word is a mark that ends a sentence."""
        if self.words[at] != ".":
            return self.words[at] in ("!", "?")
        return not self.has(at - 1, "abbreviated") and not (self.has(at - 1, "short") and self.capital(at - 1))

    def tense(self, start: int, end: int) -> Tense:
        """Return whether what stands around a date has happened; "" where nothing says it."""
        words = table("dates")
        before, after = range(start - 1, max(start - REACH, 0) - 1, -1), range(end, min(end + REACH, len(self.words)))
        for places in (before, after):
            for at in places:
                word = self.words[at]
                if self.ends_sentence(at):
                    break
                if word in words["future"]:
                    return "" if self.word(at - 1) in ("was", "were", "had", "been") else "future"
                ends_past = len(word) > 4 and word.endswith("ed") and word not in words["not past"]
                if word in words["past"] or (ends_past and self.word(at - 1) != "be"):
                    return "past"
        # "by Friday", "before the summer" set a term.
        return "future" if self.word(start - 1 - (self.word(start - 1) == "the")) in ("by", "before") else ""
