"""Small fonts for tests: triangles in place of letters."""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

NOBODY_HAS = "\U0010fffd"
"""A character for private use, which no machine's font is likely to have."""


def make_font(path: Path, characters: str, *, width: int = 1_200, family: str = "Triangles") -> None:
    """Write a font of 1,000 units an em that has just these characters, each so many units wide."""
    names = {char: f"u{ord(char):04X}" for char in characters}
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((0, 700))
    pen.lineTo((900, 0))
    pen.closePath()
    triangle = pen.glyph()
    glyphs = [".notdef", *names.values()]
    builder = FontBuilder(1_000, isTTF=True)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap({ord(char): name for char, name in names.items()})
    builder.setupGlyf(dict.fromkeys(glyphs, triangle))
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (width, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": f"{family}-Regular"})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.save(path)


def make_collection(path: Path, *fonts: Path) -> None:
    """Write a collection of fonts."""
    collection = TTCollection()
    collection.fonts = [TTFont(font) for font in fonts]
    collection.save(path)
