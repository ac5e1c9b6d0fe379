from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from graph.case.words import clean, shorten
from graph.picture.fonts import REGULAR, SEMIBOLD
from graph.picture.text import text_width, wrap


@pytest.mark.parametrize(("path", "bold"), [(REGULAR, False), (SEMIBOLD, True)], ids=["regular", "semibold"])
def test_widths_are_the_fonts_own(path: Path, bold: bool) -> None:
    font = TTFont(path)
    glyphs, metrics, units = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    for text in ("Priya Raghunathan", "Łódź Ђорђе Ωμέγα", "WAVE fi ffl 0123"):
        own = sum(metrics[glyphs[ord(char)]][0] for char in text) / units
        assert text_width(text, 10, bold=bold) == pytest.approx(own * 10)


def test_writing_the_face_lacks_is_measured_too() -> None:
    assert text_width("مرحبا", 10) > 10
    assert text_width("日本", 10) == 20


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  a \t b\r\nc ", "a b c"),
        ("a\u2028b\u2029c\x85d", "a b c d"),
        ("\x00\x1b[31mred\x7f", "[31mred"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("lone \ud800", "lone \ufffd"),
        ("\ufffe\uffff", ""),
    ],
)
def test_clean_text_is_one_line_of_what_can_be_read(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_long_text_is_cut_between_words() -> None:
    assert shorten("one two three", 20) == "one two three"
    assert shorten("one two three four", 15) == "one two three…"
    assert shorten("x" * 30, 10) == "x" * 9 + "…"


@pytest.mark.parametrize("text", ["a few words that go on and on and on", "x" * 10_000, "xx " * 4_000, "i", ""])
def test_lines_are_no_wider_than_asked(text: str) -> None:
    lines = wrap(clean(text), 12.5, 100, 3)
    assert len(lines) <= 3
    assert all(text_width(line, 12.5) <= 100 for line in lines)
    kept = "".join(lines).replace(" ", "")
    assert clean(text).replace(" ", "").startswith(kept.removesuffix("…"))
    assert kept.endswith("…") or kept == clean(text).replace(" ", "")
