"""The fonts that draw pictures: those that ship with the package, and others for the writing that these lack.

Others are looked for in the folder of setting ``fonts``, then among the machine's own. Only those that are needed are
used, so that all other pictures are the same on every machine.
"""

from __future__ import annotations

import io
import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from graph.case.words import clean, joined_with_and
from graph.settings import from_environment

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
REGULAR, SEMIBOLD, WIDE = (
    FONTS / name for name in ("SourceSans3-Regular.ttf", "SourceSans3-Semibold.ttf", "DejaVuSans.ttf")
)
SHIPPED = (REGULAR, SEMIBOLD, WIDE)
FAMILY = "Source Sans 3"
FAMILIES = (FAMILY, "Source Sans Pro", "DejaVu Sans", "Helvetica Neue", "Arial")
"""The shipped fonts, then what other machines are likely to have."""
MACHINE = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
)
"""Where machines keep their fonts."""
_COLLECTIONS = (".ttc", ".otc")
_ENDINGS = (".ttf", ".otf", *_COLLECTIONS)
_NAMED = 5
"""Characters that a sentence names."""


@dataclass(frozen=True, slots=True)
class Fallbacks:
    """What draws characters that the shipped fonts lack.

    Parameters
    ----------
    files : tuple of Path
        The fonts.
    lacking : tuple of str
        Characters that no font has: a box stands in place of each.
    broken : tuple of str
        Names of files in the folder of setting ``fonts`` that are no fonts.
    """

    files: tuple[Path, ...] = ()
    lacking: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()


def fallbacks(text: str) -> Fallbacks:
    """Return what draws the characters of a text that the shipped fonts lack."""
    foreign = frozenset(char for char in set(text) if not shipped_fonts_have(char) and not _is_invisible(char))
    return _fallbacks(foreign, from_environment().fonts) if foreign else Fallbacks()


def lacking_in_words(text: str) -> str:
    """Return which characters of a picture's lines no font has, and what to do; empty where none is lacking.

    Examples
    --------
    >>> lacking_in_words("Łódź")
    ''
    """
    lines = [clean(line) for line in text.split("\n")]
    found = fallbacks("".join(lines))
    way_out = "save as SVG or HTML, which its reader's own fonts draw."
    if not found.lacking:
        mixed = next((line for line in lines if _may_fall_apart(line, found)), "")
        return (
            f"“{mixed}” needs two fonts in one line, where boxes may stand in place of letters: {way_out}"
            if mixed
            else ""
        )
    named = [f"{char} (U+{ord(char):04X})" for char in found.lacking[:_NAMED]]
    if more := len(found.lacking) - len(named):
        named.append(f"{more:,} more")
    folder = from_environment().fonts
    broken = f" No font: {', '.join(found.broken[:_NAMED])}." if found.broken else ""
    if folder and not os.path.isdir(folder):
        broken = " The folder that CASEGRAPH_FONTS names cannot be read."
    return (
        f"No font here has {joined_with_and(named)}: a box stands in place of each.{broken} Put a font that has them, "
        f"such as one of the Noto fonts ({', '.join(_ENDINGS)}), into a folder and name it in CASEGRAPH_FONTS, or "
        f"{way_out}"
    )


def _may_fall_apart(line: str, found: Fallbacks) -> bool:
    """Return whether a line needs two fonts while its letters join, which what draws pictures cannot do."""
    if all(map(shipped_fonts_have, line)):
        return False
    joins = any(unicodedata.category(char) in ("Mn", "Mc") or char == "\u200d" for char in line)
    points = {ord(char) for char in line if not _is_invisible(char)}
    return joins and not any(points <= advances(path).keys() for path in found.files)


@lru_cache(maxsize=8)
def part_for(characters: frozenset[str]) -> bytes:
    """Return the part of the shipped face that draws some characters, as a WOFF: for a picture to carry with it."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    made = io.BytesIO()
    with TTFont(REGULAR, recalcTimestamp=False) as font:
        part = Subsetter(Options(layout_features=["kern"], notdef_outline=True))
        part.populate(unicodes=sorted(map(ord, characters)))
        part.subset(font)
        font.flavor = "woff"
        font.save(made)
    return made.getvalue()


def shipped_fonts_have(char: str) -> bool:
    """Return whether the shipped fonts hold a character."""
    return char.isascii() or ord(char) in advances(REGULAR) or ord(char) in advances(WIDE)


def fallback_advance(char: str) -> float:
    """Return how wide a character is, in em, that the shipped fonts lack; 1 where the folder of fonts lacks it too."""
    return 0.0 if _is_invisible(char) else _fallback_advance(char, from_environment().fonts)


@cache
def advances(path: Path) -> Mapping[int, float]:
    """Return how wide the characters of a font are, in em by code point; nothing where a file is no font."""
    return _read(path, _widths)


@lru_cache(maxsize=64)
def _fallbacks(foreign: frozenset[str], folder: str) -> Fallbacks:
    left = set(map(ord, foreign))
    files: list[Path] = []
    own = list(_font_files([folder])) if folder else []
    # the font that has most of a text comes first: its writing looks as of one piece
    for path in sorted(own, key=lambda path: -len(left & advances(path).keys())):
        if found := left & advances(path).keys():
            files.append(path)
            left -= found
    # what is no character yet is in no font: not worth reading them all
    wanted = {point for point in left if unicodedata.category(chr(point)) != "Cn"}
    for path in _font_files(MACHINE) if wanted else ():
        if found := wanted & _characters(path):
            files.append(path)
            wanted -= found
            left -= found
        if not wanted:
            break
    broken = tuple(path.name for path in own if not advances(path))
    return Fallbacks(tuple(files), tuple(map(chr, sorted(left))), broken)


@lru_cache(maxsize=20_000)
def _fallback_advance(char: str, folder: str) -> float:
    for path in _font_files([folder]) if folder else ():
        if advance := advances(path).get(ord(char)):
            return advance
    return 0.0 if unicodedata.category(char) in ("Mn", "Me") else 1.0


def _is_invisible(char: str) -> bool:
    """Return whether a character is drawn by nothing: joiners, and what chooses a variant of the one before."""
    return unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _font_files(folders: Iterable[str]) -> Iterator[Path]:
    """Yield the fonts in folders and below them, in each the regular ones first."""
    for folder in folders:
        files = [
            path
            for path in Path(folder).expanduser().rglob("*")
            # Apple's last resort draws a box for every character there is
            if path.suffix.lower() in _ENDINGS and path.is_file() and path.stem != "LastResort"
        ]
        yield from sorted(files, key=lambda path: ("regular" not in path.stem.lower(), path))


def _characters(path: Path) -> set[int]:
    return set(_read(path, lambda font: font.getBestCmap()))


def _widths(font: TTFont) -> dict[int, float]:
    metrics, units = font["hmtx"].metrics, font["head"].unitsPerEm
    return {point: metrics[glyph][0] / units for point, glyph in font.getBestCmap().items()}


def _read[Value](path: Path, read: Callable[[TTFont], dict[int, Value]]) -> dict[int, Value]:
    """Return what is read of the fonts in a file, by code point; nothing where it is broken."""
    from fontTools.ttLib import TTCollection, TTFont

    found: dict[int, Value] = {}
    try:
        is_collection = path.suffix.lower() in _COLLECTIONS
        with TTCollection(path, lazy=True) if is_collection else TTFont(path, lazy=True) as opened:
            for font in opened.fonts if is_collection else [opened]:
                # what draws pictures passes over a font without these names
                if font["name"].getDebugName(1) and font["name"].getDebugName(6):
                    found |= read(font)
    except Exception:  # a broken font ends its reader in any of a dozen ways
        return {}
    return found
