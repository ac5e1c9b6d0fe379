"""Words and phrases that are looked for in texts by an expression which both engines take, with accents or without."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from graph.questions.search import fold

_TERM = re.compile(r'"([^"]*)"|(\S+)')
_NO_WORD = r"[^\p{L}\p{N}]"


def phrases(text: str) -> list[list[str]]:
    """Return the words of each word or quoted phrase that is looked for; what holds no letter or digit is none."""
    return [words for phrase, word in _TERM.findall(text) if (words := fold(phrase or word).split())]


def expression(words: list[str]) -> str:
    """Return an expression, the same on both engines, for words that follow each other."""
    before = ".*" if _begins_anywhere(words) else f"(?:.*{_NO_WORD})?"
    return f"(?is){before}{f'{_NO_WORD}+'.join(map(_letters, words))}.*"


def hold(text: str, words: list[str]) -> bool:
    """Return whether a text holds words that follow each other, as their :func:`expression` finds them.

    Examples
    --------
    >>> hold("A fuel-can was found.", ["fuel", "ca"]), hold("Refuel cans.", ["fuel"])
    (True, False)
    """
    before = "" if _begins_anywhere(words) else " "
    return f"{before}{' '.join(words)}" in f" {fold(text)}"


def _begins_anywhere(words: list[str]) -> bool:
    """Return whether words are written in a script without spaces, in which one may begin anywhere."""
    return unicodedata.category(words[0][0]) == "Lo"


def _letters(word: str) -> str:
    """Return an expression for a folded word with any accents."""
    return "".join(_with_accents().get(char, re.escape(char)) + r"\p{M}*" for char in word)


@cache
def _with_accents() -> dict[str, str]:
    """Return, by a letter without accents, a class of all letters that it stands for."""
    letters: dict[str, list[str]] = {}
    for code in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000)):
        char = chr(code)
        bare = unicodedata.normalize("NFD", char)
        if len(bare) > 1 and char.lower() == char and char.isalpha():
            letters.setdefault(bare[0], []).append(char)
    return {bare: f"[{bare}{''.join(found)}]" for bare, found in letters.items()}
