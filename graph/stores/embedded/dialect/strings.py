"""Strings of a query, which the embedded engine reads otherwise than Neo4j where some escapes stand in them."""

from __future__ import annotations

import re

from graph.errors import QueryError

_ESCAPE = re.compile(r"\\u+([0-9A-Fa-f]{4})|\\(.)", re.DOTALL)
_PLAIN = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'", '"': '"'}


def unescaped(text: str) -> str:
    r"""Return what a string in its quotes stands for, as Neo4j reads it.

    Examples
    --------
    >>> unescaped(r"'a\tb'")
    'a\tb'
    """
    found = _ESCAPE.sub(_undone, text[1:-1])
    return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _undone(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return _PLAIN.get(match[2], match[0])


def respelled(text: str) -> str:
    r"""Return a string in its quotes as the engine reads it, for what Neo4j reads.

    Raises
    ------
    QueryError
        It escapes a quote or a backslash by its number, which ends the string on Neo4j.

    Examples
    --------
    >>> respelled(r"'a\fb'") == "'a" + chr(12) + "b'"
    True
    """
    if not any(escape in text for escape in ("\\b", "\\f", "\\u", "\\U")):
        return text
    for match in _ESCAPE.finditer(text):
        if match[1] and chr(int(match[1], 16)) in "'\"\\":
            raise QueryError(f"{match[0]} in a string is read as the character itself: write \\' or \\\\ instead.")
    value = unescaped(text)
    escaped = value.replace("\\", "\\\\").replace(text[0], f"\\{text[0]}")
    return f"{text[0]}{escaped}{text[0]}"
