"""What cannot be read is one line with the file, the reason, the limit and the next step; nothing is written."""

import os
import random
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from graph.errors import ExtractError
from graph.settings import Settings
from tests.house.test_imports import loaded_by
from tests.reading.documents import (
    SETTINGS,
    encrypted,
    pdf,
    read,
    read_document,
    refusal,
    saved,
    with_part,
    word,
    zipped,
)
from tests.reading.test_pdf import PICTURE

OCR = "Recognise its text with a program for that (OCR), check it, and give the PDF with text."
IMAGE_OCR = OCR.replace("the PDF", "the text or the PDF")
NO_TEXT = "Give text in UTF-8, Markdown, HTML, a PDF with text, or .docx."
AS_DOCX = "Open it, save it as .docx or PDF, and give that."
ANOTHER_DOCX = "Open it in a word processor, save it as .docx anew, and give that."
AS_PDF = "If it is a document, save it as PDF, and give that."
AS_TEXT = "Save what it says as text, PDF or .docx, and give that."
ANOTHER_PDF = "Open it in a browser, print it as PDF anew, and give that."
SMALL = Settings(max_document_mb=1, max_text_mb=1, max_pages=2, max_unpacked_mb=1)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


REFUSED = [
    (b"", "is empty. Give a file with text in it."),
    (b"\xef\xbb\xbf", "is empty: there are only blanks in it. Give a file with text in it."),
    (b" \r\n\t", "is empty: there are only blanks in it. Give a file with text in it."),
    (b"It\0burned", f"is binary and no text (it has a NUL). {NO_TEXT}"),
    (
        b"a" * 94 + b"\x01" * 6,
        f"is binary and no text (6% of it are control characters, 5% at the most are allowed). {NO_TEXT}",
    ),
    (
        b"\xff" * 90 + b"\x1b" * 10,
        f"is binary and no text (10% of it are control characters, 5% at the most are allowed). {NO_TEXT}",
    ),
    (
        "Café “Nine” burned.".encode("cp1252"),
        "is not UTF-8 (byte 0xe9 at 3). It looks like cp1252: give --encoding cp1252.",
    ),
    ("Fire".encode("utf-16"), "is not UTF-8 (byte 0xff at 0). It looks like utf-16: give --encoding utf-16."),
    (rb"{\rtf1\ansi It burned.}", f"is a rich text (RTF). {AS_DOCX}"),
    (OLE + "WordDocument".encode("utf-16-le"), f"is an old Word file (.doc). {AS_DOCX}"),
    (OLE + "Workbook".encode("utf-16-le"), f"is an old spreadsheet (.xls). {AS_TEXT}"),
    (OLE, f"is a file of an old office program. {AS_DOCX}"),
    (
        OLE + "EncryptedPackage".encode("utf-16-le"),  # a .docx with a password
        "is encrypted with a password. Open it, save it without the password, and give that.",
    ),
    (b"\x89PNG\r\n\x1a\n" + bytes(20), f"is an image (PNG). {IMAGE_OCR}"),
    (b"\xff\xd8\xff\xe0\0\x10JFIF", f"is an image (JPEG). {IMAGE_OCR}"),
    (b"GIF89a\x01\0\x01\0", f"is an image (GIF). {IMAGE_OCR}"),
    (b"II*\0\x08\0", f"is an image (TIFF). {IMAGE_OCR}"),
    (b"RIFF\x24\0\0\0WEBPVP8 ", f"is an image (WebP). {IMAGE_OCR}"),
    (b"\0\0\0\x18ftypheic\0", f"is an image (HEIF or AVIF). {IMAGE_OCR}"),
    (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', f"is an image (SVG). {AS_TEXT}"),
    (b"ID3\x04\0", "is a sound recording. Write down what is said in it, and give that text."),
    (b"\0\0\0\x18ftypisom", "is a sound or film recording. Write down what is said in it, and give that text."),
    (b"\x1f\x8b\x08\0", "is a packed archive. Unpack it, and give the documents in it."),
    (b"%!PS-Adobe-3.0\n", "is PostScript. Save it as PDF, and give that."),
    (b"From: <Saved by Blink>\r\n", "is a web archive (MHTML). Save the page as HTML or PDF, and give that."),
    (
        zipped({"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<x/>"}),
        "is an e-book (EPUB). Convert it to .docx, PDF or text, and give that.",
    ),
    (
        zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}),
        "is an OpenDocument text (.odt). Save it as .docx, and give that.",
    ),
    (zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b""}), f"is a spreadsheet (.xlsx). {AS_TEXT}"),
    (
        zipped({"fire.txt": b"It burned."}),
        "is a zip archive and no .docx. Unpack it, and give the documents in it.",
    ),
    (zipped({}), "is a zip archive and no .docx. Unpack it, and give the documents in it."),
    (b"PK\x03\x04 and no more", f"is a broken zip or .docx. {ANOTHER_DOCX}"),
    (b"%PDF-1.7\nand no more", f"is a broken PDF. {ANOTHER_PDF}"),
    (
        b"<html><body><div id=root></div><script>fetch('/text')</script></body></html>",
        "is a page without text: perhaps a program in it fetches the text. "
        "Open it in a browser, print it as PDF, and give that.",
    ),
    (b"# \n\n[ ](/a)\n", "is empty: there are only blanks in it. Give a file with text in it."),
]


@pytest.mark.parametrize("n", range(len(REFUSED)), ids=lambda n: f"{n}: {REFUSED[n][1][:30]}")
def test_what_is_refused_is_named_as_what_it_is(n):
    data, message = REFUSED[n]
    assert refusal(data) == message


def test_as_many_control_characters_as_are_allowed_are_text():
    assert read(b"a" * 95 + b"\x01" * 5).text == "a" * 95 + "\x01" * 5


# -- encodings ---------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["klingon", "", "rot13", "hex", "idna", "unicode_escape", "utf-7", "a\nb"])
def test_an_encoding_that_is_none(encoding):
    if not encoding:
        assert read("It burned.", encoding=encoding).text == "It burned."
        return
    message = refusal("It burned.", encoding=encoding)
    assert message.startswith("cannot be read in the encoding '")
    assert message.endswith("', which is not known. Give one such as --encoding cp1252.")


def test_a_text_that_is_not_in_the_encoding_given():
    message = "is not in the encoding ascii (byte 0xc3 at 3). Give another by --encoding, or save it as UTF-8."
    assert refusal("Café", encoding="ascii") == message
    assert refusal(b"\xff\0\x01", encoding="ascii") == f"is binary and no text (it has a NUL). {NO_TEXT}"
    assert refusal(b"a\0b", encoding="cp1252") == f"is binary and no text (it has a NUL). {NO_TEXT}"


@pytest.mark.parametrize(
    ("codec", "text"), [("cp1251", "Огонь на девятом пирсе, сказал мистер Хейл. " * 5), ("cp1250", "Žluťoučký kůň")]
)
def test_the_guess_is_only_named(codec, text):
    data = text.encode(codec)
    message = refusal(data)
    guess = re.fullmatch(r"is not UTF-8 \(byte .*\)\. It looks like (\w+): give --encoding \1\.", message)
    assert guess is None or data.decode(guess[1])
    assert guess or message.endswith("Give its encoding by --encoding, or save it as UTF-8.")


# -- sizes -------------------------------------------------------------------------------------


def test_a_text_is_too_large():
    assert read("a" * 1_000_000, settings=SMALL).text
    assert refusal("a" * 1_000_001, settings=Settings(max_text_mb=1)) == (
        "has 1.1 MB of text, 1 MB at the most are allowed (CASEGRAPH_MAX_TEXT_MB). Give it in parts, a file each."
    )


def test_a_file_is_too_large(tmp_path):
    path = tmp_path / "fire.pdf"
    path.write_bytes(b"%PDF-1.7\n" + bytes(1_250_000))
    message = (
        "has 1.3 MB, a file may have 1 MB at the most (CASEGRAPH_MAX_DOCUMENT_MB). Give the part of it that matters."
    )
    assert refusal(path.read_bytes(), settings=SMALL) == message
    with pytest.raises(ExtractError, match=re.escape(message)):
        read_document(path, settings=SMALL)


def test_a_pdf_has_too_many_pages():
    three = pdf("a\n#pagebreak()\nb\n#pagebreak()\nc")
    assert refusal(three, settings=SMALL) == (
        "has 3 pages, 2 at the most are allowed (CASEGRAPH_MAX_PAGES). "
        "Give the pages that matter as a PDF of their own."
    )


def test_the_limits_of_the_settings_are_those_of_the_design():
    assert (SETTINGS.max_text_mb, SETTINGS.max_document_mb, SETTINGS.max_pages) == (10, 50, 2_000)


# -- PDF ---------------------------------------------------------------------------------------


def test_a_pdf_with_a_password():
    assert refusal(encrypted(pdf("It burned."), "secret")) == (
        "is encrypted with a password. Open it, print it as PDF or save it without the password, and give that."
    )


def test_a_pdf_that_is_a_scan():
    message = f"has no text: its pages are pictures, as those of a scan. {OCR}"
    assert refusal(pdf(PICTURE)) == message
    assert refusal(pdf("#rect(width: 3cm)")) == message


def test_a_pdf_that_is_cut_off():
    assert refusal(pdf("It burned.")[:300]) == f"is a broken PDF. {ANOTHER_PDF}"


# -- .docx -------------------------------------------------------------------------------------


def test_a_zip_bomb_is_not_unpacked(monkeypatch):
    bomb = with_part(word("It burned."), "word/document.xml", lambda _: bytes(30_000_000))
    many = zipped([(f"word/media/{n}.png", b"") for n in range(6_000)])
    assert len(bomb) < 100_000
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    ratio = "holds a file that unpacks to more than 200 times its size, as no document does"
    assert refusal(bomb) == f"{ratio}. {AS_PDF}"
    assert refusal(bomb, settings=SMALL) == (
        f"unpacks to 30.9 MB, 1 MB at the most are allowed (CASEGRAPH_MAX_UNPACKED_MB). {AS_PDF}"
    )
    assert refusal(many) == f"holds 6,000 files, 5,000 at the most are allowed. {AS_PDF}"


def test_a_zip_that_lies_about_its_size_is_broken():
    bomb = bytearray(with_part(word("It burned."), "word/document.xml", lambda _: bytes(3_000_000)))
    for at in (found.start() for found in re.finditer(b"PK\x01\x02", bomb)):
        bomb[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert refusal(bytes(bomb)) in (f"is a broken zip or .docx. {ANOTHER_DOCX}", f"is a broken .docx. {ANOTHER_DOCX}")


@pytest.mark.parametrize(
    "change",
    [
        lambda _: b"",
        lambda part: part[:200],
        lambda part: part.replace(b"<w:body>", b"<w:body>" + b"<w:p>" * 1000),
        lambda part: b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">]>' + part.replace(b"<w:body>", b"<w:body>&b;"),
    ],
    ids=["empty", "cut off", "not closed", "without an entity"],
)
def test_a_docx_whose_text_is_broken(change):
    assert refusal(with_part(word("It burned."), "word/document.xml", change)) == f"is a broken .docx. {ANOTHER_DOCX}"


def test_no_file_of_this_machine_comes_into_a_text(tmp_path):
    (tmp_path / "secret").write_text("secret")
    entity = f'<!DOCTYPE w [<!ENTITY a SYSTEM "{tmp_path / "secret"}">]>'.encode()

    def change(part: bytes) -> bytes:
        head, _, rest = part.partition(b"?>")
        return head + b"?>" + entity + rest.replace(b"burned", b"&a; burned")

    assert "secret" not in read(with_part(word("It burned."), "word/document.xml", change)).text


def test_a_template_and_a_file_with_macros():
    kind = b"wordprocessingml.document.main+xml"
    for other in (b"wordprocessingml.template.main+xml", b"ms-word.document.macroEnabled.main+xml"):
        data = with_part(word("It burned."), "[Content_Types].xml", lambda part, other=other: part.replace(kind, other))
        assert refusal(data) == f"is a template of Word, has macros, or is damaged. {ANOTHER_DOCX}"


def test_a_docx_without_a_word():
    assert refusal(saved(docx.Document())) == "is empty: there are only blanks in it. Give a file with text in it."


@pytest.mark.parametrize("seed", range(60))
def test_any_damage_to_a_docx_or_pdf_is_one_line_or_a_text(seed):
    chance = random.Random(seed)
    made = bytearray(word("It burned.", "It ended.") if seed % 2 else pdf("It burned."))
    for _ in range(chance.randint(1, 30)):
        made[chance.randrange(5, len(made))] = chance.randrange(256)
    assert re.fullmatch(r"|.*\. .*\.", refusal(bytes(made)))


# -- files -------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def nothing_is_written(tmp_path: Path) -> Iterator[None]:
    before = sorted(os.listdir(os.curdir))
    yield
    assert sorted(os.listdir(os.curdir)) == before


def test_files_that_cannot_be_read(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    for path, message in (
        (folder, f"{folder} is a folder. Name the files in it."),
        (fifo, f"{fifo} is no file. Name a file with text in it."),
        (
            tmp_path / "no.txt",
            f"{tmp_path / 'no.txt'} cannot be read: there is no such file. Look at its name, and the folder.",
        ),
        (folder / "\0", f"{folder}/ cannot be read: it is no name of a file. Name a file that you may read."),
        (tmp_path / ("a" * 300), "File name too long"),
    ):
        with pytest.raises(ExtractError) as caught:
            read_document(path, settings=SETTINGS)
        assert message in str(caught.value)


def test_a_name_with_line_breaks_stays_one_line():
    with pytest.raises(ExtractError) as caught:
        read(b"", name="a\nb\x1b[31m.txt")
    assert str(caught.value) == "a b [31m.txt is empty. Give a file with text in it."
    with pytest.raises(ExtractError, match="The document is empty"):
        read_document(b"", settings=SETTINGS)


@pytest.mark.parametrize(
    ("library", "make", "named"),
    [
        ("trafilatura", lambda: b"<p>It burned.</p>", "trafilatura with lxml-html-clean"),
        ("docx", lambda: word("It burned."), "python-docx"),
        ("pypdfium2", lambda: pdf("It burned."), "pypdfium2"),
        ("markdown_it", lambda: b"# Fire\n\nIt burned.", "markdown-it-py"),
    ],
)
def test_a_library_that_is_missing(monkeypatch, library, make, named):
    data = make()
    monkeypatch.setitem(sys.modules, library, None)
    assert refusal(data) == (
        f"needs {named} to be read, which is not installed. Install the extra: pip install 'casegraph[extract]'."
    )


def test_plain_text_needs_no_library(monkeypatch):
    from graph.reading import language

    language._identifier.cache_clear()
    for library in ("py3langid.langid", "charset_normalizer"):
        monkeypatch.setitem(sys.modules, library, None)
    text = "The ferry burned on Friday night, and nobody knew of it until the morning came over the town."
    assert (read(text).text, read(text).language) == (text, "")
    assert refusal("Café".encode("cp1252")) == (
        "is not UTF-8 (byte 0xe9 at 3). Give its encoding by --encoding, or save it as UTF-8."
    )


def test_libraries_are_imported_when_a_document_needs_them():
    loaded = set(loaded_by("from graph.reading import read_document"))
    assert "graph.reading.pdf" in loaded
    assert not loaded & {"charset_normalizer", "docx", "lxml", "markdown_it", "py3langid", "pypdfium2", "trafilatura"}
