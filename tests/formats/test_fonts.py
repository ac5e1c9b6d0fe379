"""Pictures of writing that the shipped fonts lack: by the library, by the command line and in the app."""

import io
import warnings
from pathlib import Path

import pytest
from pypdf import PdfReader

from graph.cli import main
from graph.elements import Node, Subgraph
from graph.errors import FontWarning
from graph.formats import FORMATS, to_bytes
from graph.picture import fonts
from graph.settings import Settings
from graph.stores import open_store
from tests.helpers.fonts import NOBODY_HAS, make_font
from tests.helpers.pages import Page, own_settings

WITH_FONTS = [row.ending for row in FORMATS.values() if row.with_fonts]
TOKYO = Subgraph((Node("a", "a", ("City",), {"name": "Tokyo 日本"}),), ())


@pytest.fixture(autouse=True)
def no_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without fonts."""
    monkeypatch.delenv("CASEGRAPH_FONTS", raising=False)
    monkeypatch.setattr(fonts, "MACHINE", ())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a font of two characters."""
    make_font(tmp_path / "fonts" / "two.ttf", "日本")
    monkeypatch.setenv("CASEGRAPH_FONTS", str(tmp_path / "fonts"))
    return tmp_path / "fonts"


@pytest.mark.parametrize("ending", WITH_FONTS)
def test_what_no_font_has_is_warned_of_where_it_is_drawn(ending: str) -> None:
    with pytest.warns(FontWarning, match=r"No font here has 日 \(U\+65E5\) and 本 \(U\+672C\): a box stands in place"):
        assert to_bytes(TOKYO, ending)


@pytest.mark.parametrize("ending", FORMATS)
def test_nobody_is_warned_where_others_draw_it_or_a_font_has_it(folder: Path, ending: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert to_bytes(TOKYO, ending)


def test_a_png_is_drawn_with_the_font_of_the_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_font = to_bytes(TOKYO, ".png")
    assert to_bytes(TOKYO, ".png") == with_font
    make_font(folder.with_name("other") / "two.ttf", "日本", width=600)
    monkeypatch.setenv("CASEGRAPH_FONTS", str(folder.with_name("other")))
    assert to_bytes(TOKYO, ".png") != with_font
    monkeypatch.delenv("CASEGRAPH_FONTS")
    with pytest.warns(FontWarning):
        assert to_bytes(TOKYO, ".png") != with_font


def test_the_text_of_a_pdf_is_set_in_the_font_of_the_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = to_bytes(TOKYO, ".pdf")
    [page] = PdfReader(io.BytesIO(made)).pages
    assert "Tokyo 日本" in page.extract_text()
    assert b"Triangles-Regular" in made
    assert to_bytes(TOKYO, ".pdf") == made


def test_a_line_whose_letters_join_and_that_needs_two_fonts_is_warned_of(folder: Path) -> None:
    make_font(folder / "hindi.ttf", "नमस्ते", family="Hindi")
    greeting = Subgraph((Node("a", "a", ("City",), {"name": "नमस्ते"}),), ())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert to_bytes(greeting, ".png")
    with pytest.warns(FontWarning, match="“नमस्ते 日” needs two fonts in one line"):
        assert to_bytes(greeting, ".png", title="नमस्ते 日")


def test_other_writing_gives_the_same_bytes_with_and_without_the_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Subgraph((Node("a", "a", ("City",), {"name": "Łódź"}),), ())
    with_folder = [to_bytes(town, ending) for ending in WITH_FONTS]
    monkeypatch.delenv("CASEGRAPH_FONTS")
    assert [to_bytes(town, ending) for ending in WITH_FONTS] == with_folder


@pytest.mark.parametrize("ending", WITH_FONTS)
def test_the_command_line_says_it_in_one_line_and_writes_the_file(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    address = str(tmp_path / "x.grafeo")
    with open_store(address, Settings()) as store:
        store.execute(f"CREATE (:City {{name: 'Tokyo 日本 {NOBODY_HAS}'}})")
    file = tmp_path / f"city{ending}"
    assert main(["render", "MATCH (n) RETURN n", "--store", address, "-o", str(file)]) == 0
    assert file.stat().st_size > 1_000
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert err.startswith(f"No font here has {NOBODY_HAS} (U+10FFFD): a box stands in place of each.")
    assert main(["render", "MATCH (n) RETURN n.name, n", "--store", address, "-o", str(file.with_suffix(".svg"))]) == 0
    assert capsys.readouterr().err == ""


def test_the_app_says_it_beside_the_buttons(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = str(tmp_path / "x.grafeo")
    with open_store(address, Settings()) as store:
        store.execute("CREATE (:City {name: 'Tokyo 日本'})-[:NEAR]->(:City {name: '京都'})")
    monkeypatch.setenv("CASEGRAPH_STORE", address)
    with own_settings():
        page = Page({})
        page.show("Export")
        assert "In PNG and PDF: No font here has 京 (U+4EAC) and 都 (U+90FD): a box stands" in page.text
