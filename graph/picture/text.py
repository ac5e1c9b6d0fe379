"""Text in pictures: measured with the fonts that ship with the package, and broken into lines."""

from __future__ import annotations

import struct
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
REGULAR, SEMIBOLD, WIDE = "SourceSans3-Regular.ttf", "SourceSans3-Semibold.ttf", "DejaVuSans.ttf"
FAMILY = "Source Sans 3"
FAMILIES = ("Source Sans 3", "Source Sans Pro", "DejaVu Sans", "Helvetica Neue", "Arial")
"""The shipped fonts, then what other machines are likely to have."""


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line of text at font size ``size``, in the unit of ``size``.

    Characters the shipped fonts lack count as one em.
    """
    return _em_width(text, bold) * size


@lru_cache(maxsize=50_000)
def _em_width(text: str, bold: bool) -> float:
    narrow, wide = _advances(SEMIBOLD if bold else REGULAR), _advances(WIDE)
    # a character that the narrow font lacks may take its whole line to the wide one: make room for that
    mixed = not text.isascii() and any(ord(char) not in narrow for char in text)
    total = 0.0
    for char in text:
        point = ord(char)
        advance = narrow.get(point)
        if advance is None or mixed:
            advance = max(advance or 0.0, wide.get(point, 0.0))
            if not advance and unicodedata.category(char) not in ("Mn", "Me", "Cf"):
                advance = 1.0
        total += advance
    return total


def fonts_cover(text: str) -> bool:
    """Return whether the shipped fonts hold every character of ``text``."""
    return text.isascii() or all(
        ord(c) in _advances(REGULAR) or ord(c) in _advances(WIDE) or unicodedata.category(c) == "Cf" for c in text
    )


@lru_cache(maxsize=20_000)
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


@cache
def _advances(name: str) -> dict[int, float]:
    """Read advance widths, in em by code point, from a TrueType file (tables head, hhea, hmtx, cmap)."""
    data = (FONTS / name).read_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    tables = {}
    for i in range(count):
        tag, _, offset, _length = struct.unpack_from(">4sLLL", data, 12 + 16 * i)
        tables[tag.decode("ascii")] = offset
    (units,) = struct.unpack_from(">H", data, tables["head"] + 18)
    (metrics,) = struct.unpack_from(">H", data, tables["hhea"] + 34)
    widths = struct.unpack_from(f">{2 * metrics}H", data, tables["hmtx"])
    return {
        point: widths[2 * min(glyph, metrics - 1)] / units for point, glyph in _glyphs(data, tables["cmap"]) if glyph
    }


def _glyphs(data: bytes, cmap: int) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    for i in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", data, cmap + 4 + 8 * i)
        table = cmap + offset
        # format 12 (Windows, full Unicode) holds all that format 4 does
        if (platform, encoding) == (3, 10) and struct.unpack_from(">H", data, table)[0] == 12:
            (groups,) = struct.unpack_from(">L", data, table + 12)
            return [
                (point, glyph + point - start)
                for start, end, glyph in struct.iter_unpack(">LLL", data[table + 16 : table + 16 + 12 * groups])
                for point in range(start, end + 1)
            ]
    raise ValueError("The font has no character map of format 12.")  # pragma: no cover - shipped fonts have one
