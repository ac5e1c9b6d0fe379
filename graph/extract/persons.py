"""The parts of a person's name, and whether words tell a man from a woman: hints, which a person may overrule."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from graph.extract.words import one_of, table

Sex = Literal["man", "woman", ""]
_BEFORE = 40


def name_parts(name: str) -> list[str]:
    """Return the words of a person's name without a suffix: ``Jr``, ``III``."""
    parts = name.split()
    while len(parts) > 1 and parts[-1].rstrip(".,") in table("names")["suffixes"]:
        parts.pop()
    return [part.rstrip(",") for part in parts]


def surname_of(name: str) -> str:
    """Return the last word of a person's name that is no suffix; empty where that is no capitalised word."""
    parts = name_parts(name)
    last = parts[-1] if parts else ""
    return last if last[:1].isupper() and last[-1:].isalnum() else ""


def fits(short: list[str], full: list[str]) -> bool:
    """Return whether a name can be a shorter or abbreviated form of another with the same surname.

    Parameters
    ----------
    short, full : list of str
        Words in lower case, the surname last, two or more each: ``j smith`` and ``j a smith`` are forms of
        ``john adam smith``, ``jane smith`` is not.
    """
    if short[-1] != full[-1] or not _alike(short[0], full[0]):
        return False
    rest = iter(full[1:-1])
    return all(any(_alike(part, other) for other in rest) for part in short[1:-1])


def _alike(one: str, other: str) -> bool:
    return one == other or (1 in (len(one), len(other)) and one[:1] == other[:1])


def sex_of_given(name: str) -> Sex:
    """Return what the first word of a full name tells: nothing where men and women bear it."""
    words = table("names")
    first = name.split()[0] if " " in name else ""
    man, woman = first in words["given names of men"], first in words["given names of women"]
    return "" if man == woman else "man" if man else "woman"


def sex_before(text: str, start: int) -> Sex:
    """Return what a title or a word of kin right before a name tells: *Ms* Hale, his *daughter*, Ida Hale."""
    found = _told().search(text, max(0, start - _BEFORE), start)
    if not found:
        return ""
    return "man" if found[1].rstrip(".").lower() in _men() else "woman"


@cache
def _men() -> frozenset[str]:
    return table("names")["titles of men"] | table("names")["roles of men"]


@cache
def _told() -> re.Pattern[str]:
    women = table("names")["titles of women"] | table("names")["roles of women"]
    several = _men() | women
    either = one_of(several | {word.capitalize() for word in several})
    return re.compile(rf"(?<![\w'’-])({either}\.?),?[ ](?:(?:Dr|Prof|Professor)\.?[ ])?\Z")
