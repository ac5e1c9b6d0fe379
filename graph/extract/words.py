"""Tables of words, read from ``tables/*.yaml``: verbs of saying, titles, words for places and for bodies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml


@cache
def table(name: str) -> Mapping[str, frozenset[str]]:
    """Return the sets of words in a table, by their names.

    Each is a text with blanks between the words, or a list where words have blanks. What chief officers are called in
    short is among the roles, and among what is no name.
    """
    text = files("graph.extract").joinpath("tables", f"{name}.yaml").read_text(encoding="utf-8")
    rows = yaml.safe_load(text)
    found = {key: frozenset(value.split() if isinstance(value, str) else value) for key, value in rows.items()}
    in_short = frozenset(f"c{word[0]}o" for word in found.get("chief officers", ()))
    return MappingProxyType(found | {key: found[key] | in_short for key in ("roles", "no names") if key in found})


def one_of(words: Iterable[str]) -> str:
    """Return a regular expression for any of some words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) + ")"
