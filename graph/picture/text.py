"""Text in pictures: measured with the fonts that draw it, and broken into lines."""

from __future__ import annotations

from functools import lru_cache

from graph.picture.fonts import REGULAR, SEMIBOLD, WIDE, advances, fallback_advance, shipped_fonts_have
from graph.settings import from_environment


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line of text at font size ``size``, in the unit of ``size``.

    Characters that neither the shipped fonts nor those of setting ``fonts`` have count as one em.
    """
    return _em_width(text, bold, _folder_for(text)) * size


@lru_cache(maxsize=50_000)
def _em_width(text: str, bold: bool, folder: str) -> float:
    narrow, wide = advances(SEMIBOLD if bold else REGULAR), advances(WIDE)
    # a character that the narrow font lacks may take its whole line to the wide one: make room for that
    mixed = not text.isascii() and any(ord(char) not in narrow for char in text)
    total = 0.0
    for char in text:
        point = ord(char)
        advance = narrow.get(point)
        if advance is None or mixed:
            advance = max(advance or 0.0, wide.get(point, 0.0))
            if not shipped_fonts_have(char):
                advance = fallback_advance(char)
        total += advance
    return total


def _folder_for(text: str) -> str:
    """Return the folder of fonts where a text needs them."""
    return "" if text.isascii() or all(map(shipped_fonts_have, text)) else from_environment().fonts


def wrap(text: str, size: float, limit: float, lines: int) -> tuple[str, ...]:
    """Break ``text`` into at most ``lines`` lines no wider than ``limit``; what is left out becomes "…".

    Parameters
    ----------
    text : str
        One line, as :func:`graph.case.words.clean` gives it.
    size, limit : float
        Font size and width, in one unit.
    lines : int
    """
    return _wrap(text, size, limit, lines, _folder_for(text))


@lru_cache(maxsize=20_000)
def _wrap(text: str, size: float, limit: float, lines: int, folder: str) -> tuple[str, ...]:
    if not text:
        return ()
    if text_width(text, size) <= limit:
        return (text,)
    broken_lines: list[str] = []
    words = text.split(" ")
    while words and len(broken_lines) < lines:
        line = words.pop(0)
        while words and text_width(f"{line} {words[0]}", size) <= limit:
            line = f"{line} {words.pop(0)}"
        if text_width(line, size) > limit:
            fits = _characters_that_fit(line, size, limit)
            words.insert(0, line[fits:])
            line = line[:fits]
        broken_lines.append(line)
    if words:
        rest = " ".join([broken_lines[-1], *words])
        while rest and text_width(rest + "…", size) > limit:
            rest = (
                rest[: _characters_that_fit(rest, size, limit - text_width("…", size))]
                if len(rest) > 200
                else rest[:-1]
            )
        broken_lines[-1] = rest.rstrip(" ,;:.–—-") + "…"
    return tuple(broken_lines)


def _characters_that_fit(word: str, size: float, limit: float) -> int:
    total = 0.0
    for count, char in enumerate(word):
        total += text_width(char, size)
        if total > limit:
            return max(1, count)
    return len(word)
