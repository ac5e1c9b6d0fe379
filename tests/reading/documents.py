"""Documents of each format, made for a test."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

import docx
import typst
from pypdf import PdfReader, PdfWriter

from graph.errors import ExtractError
from graph.reading import Document, read_document
from graph.settings import Settings

SETTINGS = Settings()


def read(data: bytes | str, **options: Any) -> Document:
    """Read what is in a file; a text is UTF-8."""
    data = data.encode() if isinstance(data, str) else data
    given: dict[str, Any] = {"settings": SETTINGS, "name": "given"}
    return read_document(data, **given | options)


def pdf(content: str, setup: str = "") -> bytes:
    """A PDF whose pages are small, of Typst's markup."""
    source = f'#set page(width: 12cm, height: 9cm, margin: 2cm)\n#set text(size: 10pt, lang: "en")\n{setup}\n{content}'
    made: bytes = typst.compile(source.encode(), format="pdf")
    return made


def encrypted(data: bytes, password: str, owner: str | None = None) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, owner)
    return saved(writer)


def saved(writer: Any) -> bytes:
    """The bytes of what pypdf or python-docx writes."""
    made = io.BytesIO()
    (writer.write if isinstance(writer, PdfWriter) else writer.save)(made)
    return made.getvalue()


def refusal(data: bytes | str, **options: Any) -> str:
    """What is said of a file that is refused, without its name; empty where it is read."""
    try:
        read(data, **options)
    except ExtractError as error:
        message = str(error)
    else:
        return ""
    assert "\n" not in message
    assert message.startswith("given ")
    return message.removeprefix("given ")


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def zipped(files: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items() if isinstance(files, Mapping) else files:
            archive.writestr(name, content)
    return made.getvalue()


def with_part(data: bytes, name: str, change: Any) -> bytes:
    """A zip with one of its files changed by a function from its bytes to others; empty where it is not there."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {entry: archive.read(entry) for entry in archive.namelist()}
    files[name] = change(files.get(name, b""))
    return zipped(files)
