"""Writing that the shipped fonts lack: drawn with others where they are there, and said where they are not."""

from pathlib import Path

import pytest

from graph.picture import fonts
from graph.picture.fonts import SHIPPED, advances, fallbacks, lacking_in_words
from graph.picture.text import text_width, wrap
from tests.helpers.fonts import NOBODY_HAS, make_collection, make_font


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is named for fonts, on a machine that has none."""
    (tmp_path / "fonts").mkdir()
    monkeypatch.setenv("CASEGRAPH_FONTS", str(tmp_path / "fonts"))
    monkeypatch.setattr(fonts, "MACHINE", (str(tmp_path / "machine"),))
    return tmp_path / "fonts"


@pytest.mark.parametrize("text", ["Łódź Ђорђе Ωμέγα", "مرحبا", "\U0001f600", "a\u200db", "\u2764\ufe0f", ""])
def test_the_shipped_fonts_need_no_other(folder: Path, text: str) -> None:
    assert fallbacks(text).files == fallbacks(text).lacking == ()
    assert lacking_in_words(text) == ""


def test_a_font_in_the_folder_is_used_where_it_has_what_is_lacking(folder: Path) -> None:
    make_font(folder / "below" / "two.TTF", "日本")
    assert fallbacks("a 日本").files == (folder / "below" / "two.TTF",)
    assert lacking_in_words("a 日本") == ""
    assert fallbacks("Łódź").files == ()


def test_the_font_that_has_most_of_a_text_comes_first(folder: Path) -> None:
    make_font(folder / "a.ttf", "日")
    make_font(folder / "b.otf", "日本")
    make_font(folder / "c.ttf", "語")
    assert [path.name for path in fallbacks("日本語").files] == ["b.otf", "c.ttf"]


def test_all_fonts_of_a_collection_are_read(folder: Path, tmp_path: Path) -> None:
    make_font(tmp_path / "one.ttf", "日")
    make_font(tmp_path / "other.ttf", "本")
    make_collection(folder / "both.ttc", tmp_path / "one.ttf", tmp_path / "other.ttf")
    assert fallbacks("日本").lacking == ()


def test_the_machines_own_fonts_come_after_the_folder(folder: Path, tmp_path: Path) -> None:
    make_font(folder / "one.ttf", "日")
    make_font(tmp_path / "machine" / "deep" / "b-Bold.ttf", "日本")
    make_font(tmp_path / "machine" / "deep" / "b-Regular.ttf", "日本")
    assert [path.name for path in fallbacks("日本").files] == ["one.ttf", "b-Regular.ttf"]


def test_what_no_font_has_is_said_with_the_way_out(folder: Path) -> None:
    make_font(folder / "one.ttf", "日")
    said = lacking_in_words(f"日本{NOBODY_HAS}ไ")
    assert said.startswith("No font here has ไ (U+0E44), 本 (U+672C) and \U0010fffd (U+10FFFD): a box stands in place")
    assert "CASEGRAPH_FONTS" in said
    assert "SVG or HTML" in said
    assert "and 4 more:" in lacking_in_words("เมืองไทยอ้อ")


def test_what_is_no_font_is_named(folder: Path) -> None:
    (folder / "letter.ttf").write_text("Dear Sir")
    (folder / "empty.ttc").touch()
    make_font(folder / "nameless.ttf", "日", family="")
    cut = (SHIPPED[0]).read_bytes()[:5_000]
    (folder / "cut.otf").write_bytes(cut)
    assert fallbacks("日").files == ()
    assert "No font: cut.otf, empty.ttc, letter.ttf" in lacking_in_words("日")


def test_a_folder_that_is_not_there_is_said(folder: Path) -> None:
    folder.rmdir()
    assert "The folder that CASEGRAPH_FONTS names cannot be read." in lacking_in_words("日")
    assert text_width("日", 10) == 10


def test_the_fonts_of_the_folder_measure_what_they_draw(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_font(folder / "wide.ttf", "日", width=3_000)
    assert text_width("日本", 10) == 40
    assert wrap("日日 日日", 10, 60, 2) == ("日日", "日日")
    monkeypatch.setenv("CASEGRAPH_FONTS", "")
    assert text_width("日本", 10) == 20
    assert wrap("日日 日日", 10, 60, 2) == ("日日 日日",)


def test_all_that_is_written_in_the_shipped_fonts_has_a_width() -> None:
    assert all(len(advances(path)) > 1_000 for path in SHIPPED)
