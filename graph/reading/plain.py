"""Plain text: bytes → characters, each as it is in the file."""

from __future__ import annotations

import codecs
import re

from graph.errors import EncodingError
from graph.reading import html
from graph.reading.document import one_line, refused

MAX_CONTROL = 0.05
"""The part of a text that may be control characters; with more it is no text."""
_CONTROL = "\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_CONTROLS = re.compile(f"[{_CONTROL}]")
_CONTROL_BYTES = re.compile(rb"[\x01-\x08\x0e-\x1f\x7f]")
_LOOKED_AT = 100_000
"""Bytes by which an encoding is guessed."""
# What decodes to something other than the characters of a text, or in more than linear time.
_NO_ENCODINGS = {"idna", "punycode", "unicode_escape", "raw-unicode-escape", "unicode-escape", "undefined", "utf-7"}
_NO_TEXT = "Give text in UTF-8, Markdown, HTML, a PDF with text, or .docx."


def decode(data: bytes, name: str, encoding: str | None) -> str:
    """Return the text in some bytes; line ends and a byte order mark of UTF-8 stay.

    Parameters
    ----------
    data : bytes
    name : str
        The file's name, for errors.
    encoding : str, optional
        By default UTF-8; for a page of the web that is not UTF-8, what the page itself declares.

    Raises
    ------
    ExtractError
        They are no text, or not in this encoding.
    """
    codec = _codec(encoding, name) if encoding else "utf-8"
    try:
        text = data.decode(codec)
    except UnicodeError as error:
        if encoding:
            raise _not_in(data, name, encoding, error) from error
        text = _as_declared(data, name, error)
    controls = sum(1 for _ in _CONTROLS.finditer(text))
    if "\0" in text or controls > MAX_CONTROL * len(text):
        raise _binary(name, "\0" in text, controls / len(text))
    return text


def _codec(encoding: str, name: str) -> str:
    try:
        codec = codecs.lookup(encoding).name
        "".encode(codec)  # raises where it is one from bytes to bytes
    except (LookupError, ValueError, TypeError):
        codec = "undefined"
    if codec in _NO_ENCODINGS:
        raise refused(
            name,
            f"cannot be read in the encoding {one_line(encoding)[:40]!r}, which is not known",
            "Give one such as --encoding cp1252.",
        )
    return codec


def _as_declared(data: bytes, name: str, error: UnicodeError) -> str:
    """Return the text of a page of the web in the encoding it declares."""
    declared = html.declared_encoding(data)
    if declared and (text := _decoded(data, declared)) is not None:
        return text
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        controls = sum(1 for _ in _CONTROL_BYTES.finditer(data))
        if b"\0" in data or controls > MAX_CONTROL * len(data):
            raise _binary(name, b"\0" in data, controls / len(data)) from error
    guess = _guess(data)
    next_step = (
        f"It looks like {guess}: give --encoding {guess}."
        if guess
        else "Give its encoding by --encoding, or save it as UTF-8."
    )
    raise _other_encoding(name, f"is not UTF-8{_place(error)}", next_step, guess) from error


def _other_encoding(name: str, reason: str, next_step: str, guess: str = "") -> EncodingError:
    return EncodingError(str(refused(name, reason, next_step)), reason=reason, guess=guess)


def _guess(data: bytes) -> str:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return encoding
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return ""
    beginning = data[:_LOOKED_AT]
    beginning = beginning[: beginning.rfind(b"\n") + 1] or beginning
    best = from_bytes(beginning).best()
    guess = best.encoding if best else ""
    if guess in ("", "utf_8", "ascii"):
        return ""
    # of several that give the same characters, the one that is meant most often
    return "cp1252" if _decoded(beginning, "cp1252") == _decoded(beginning, guess) else guess


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _not_in(data: bytes, name: str, encoding: str, error: UnicodeError) -> Exception:
    if b"\0" in data and "16" not in encoding and "32" not in encoding:
        return _binary(name, True, 0)
    reason = f"is not in the encoding {one_line(encoding)[:40]}{_place(error)}"
    return _other_encoding(name, reason, "Give another by --encoding, or save it as UTF-8.")


def _place(error: UnicodeError) -> str:
    if not isinstance(error, UnicodeDecodeError):
        return ""
    return f" (byte 0x{error.object[error.start]:02x} at {error.start:,})"


def _binary(name: str, nul: bool, part: float) -> Exception:
    why = (
        "it has a NUL" if nul else f"{part:.0%} of it are control characters, {MAX_CONTROL:.0%} at the most are allowed"
    )
    return refused(name, f"is binary and no text ({why})", _NO_TEXT)
