"""What a file is, told by its content and not by its name; what is not read is refused by what it is."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from graph.reading.document import refused

Kind = Literal["pdf", "zip", "text"]

_OCR = "Recognise its text with a program for that (OCR), check it, and give the text or the PDF with text."
_AS_TEXT = "Save what it says as text, PDF or .docx, and give that."
_AS_DOCX = "Open it, save it as .docx or PDF, and give that."
_UNPACK = "Unpack it, and give the documents in it."
_WRITE_DOWN = "Write down what is said in it, and give that text."


class _Refused(NamedTuple):
    """A format that is not read: how it begins, what it is, and what to do with it."""

    begins: re.Pattern[bytes]
    what: str
    next_step: str


def _refused(begins: bytes, what: str, next_step: str) -> _Refused:
    return _Refused(re.compile(begins, re.DOTALL), what, next_step)


_FTYP = rb".{4}ftyp"
# No text begins with one of these: each has a byte that no text has, or is the frame of a format that is text itself.
_REFUSED = (
    _refused(rb"\s*\{\\rtf", "is a rich text (RTF)", _AS_DOCX),
    _refused(rb"%!PS", "is PostScript", "Save it as PDF, and give that."),
    _refused(rb"\x89PNG\r\n", "is an image (PNG)", _OCR),
    _refused(rb"\xff\xd8\xff", "is an image (JPEG)", _OCR),
    _refused(rb"GIF8[79]a.{0,10}\x00", "is an image (GIF)", _OCR),
    _refused(rb"II\*\x00|MM\x00\*", "is an image (TIFF)", _OCR),
    _refused(rb"BM.{4}\x00\x00\x00\x00", "is an image (BMP)", _OCR),
    _refused(rb"RIFF.{4}WEBPVP8", "is an image (WebP)", _OCR),
    _refused(_FTYP + rb"(?:hei|hev|mif1|avif)", "is an image (HEIF or AVIF)", _OCR),
    _refused(rb"AT&TFORM.{4}DJV", "is a scan (DjVu)", _OCR),
    _refused(rb"(?:<\?xml[^>]{0,200}>\s*)?(?:<!DOCTYPE svg[^>]{0,300}>\s*)?<svg[\s>]", "is an image (SVG)", _AS_TEXT),
    _refused(
        rb"ID3[\x02-\x04]|\xff[\xf2\xf3\xfb]|fLaC\x00|OggS\x00|RIFF.{4}WAVEfmt", "is a sound recording", _WRITE_DOWN
    ),
    _refused(_FTYP + rb"|\x1aE\xdf\xa3|RIFF.{4}AVI LIST", "is a sound or film recording", _WRITE_DOWN),
    _refused(rb"\x1f\x8b|7z\xbc\xaf|Rar!\x1a|\xfd7zXZ\x00|BZh[1-9]1AY&SY", "is a packed archive", _UNPACK),
    _refused(rb"bplist00", "is a web archive or another binary property list", "Save the page as HTML or PDF."),
    _refused(rb"From: <Saved by ", "is a web archive (MHTML)", "Save the page as HTML or PDF, and give that."),
    _refused(rb".{60}BOOKMOBI", "is an e-book (MOBI)", _AS_TEXT),
    _refused(rb"SQLite format 3\x00", "is a database (SQLite)", _AS_TEXT),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_OLD_OFFICE = (
    ("EncryptedPackage", "is encrypted with a password", "Open it, save it without the password, and give that."),
    ("WordDocument", "is an old Word file (.doc)", _AS_DOCX),
    ("Workbook", "is an old spreadsheet (.xls)", _AS_TEXT),
    ("PowerPoint Document", "is an old presentation (.ppt)", _AS_TEXT),
    ("__substg1.0_", "is a message of Outlook (.msg)", _AS_TEXT),
)


def kind_of(data: bytes, name: str) -> Kind:
    """Return what a file's bytes are: a PDF, a zip (as every .docx is), or what may be text.

    Raises
    ------
    ExtractError
        They are of a format that is not read; it names the format and what to do.
    """
    start = data[:1024]
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-") or (b"%PDF-" in start and b"%%EOF" in data[-2048:]):
        return "pdf"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if start.startswith(_OLD_OFFICE):
        for stream, what, next_step in _IN_OLD_OFFICE:
            if stream.encode("utf-16-le") in data:
                raise refused(name, what, next_step)
        raise refused(name, "is a file of an old office program", _AS_DOCX)
    beginning = start.removeprefix(b"\xef\xbb\xbf")
    for row in _REFUSED:
        if row.begins.match(beginning):
            raise refused(name, row.what, row.next_step)
    return "text"
