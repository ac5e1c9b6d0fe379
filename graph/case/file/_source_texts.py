"""The texts of a case's sources, where they are at hand, and what locators must fit."""

from __future__ import annotations

import hashlib
from pathlib import Path

from graph.case.model import Locator, Source
from graph.case.passages import split_sentences
from graph.case.texts import MAX_TEXT, Texts
from graph.case.words import unlike_in_form
from graph.errors import ModelError
from graph.files import real_path


class TextChangedError(ModelError):
    """The text of a source is another one than its locators were made for."""


class SourceText:
    """A source's text and its sentences.

    Parameters
    ----------
    text : str
        As its bytes have it: line ends are not changed.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences = {(s.paragraph, s.sentence): s for s in split_sentences(text)}

    def check(self, at: Locator, printed: str | None = None) -> None:
        """Check that a locator is a place in the text and that ``printed`` stands there.

        Raises
        ------
        ModelError
        """
        sentence = self.sentences.get((at.paragraph, at.sentence))
        if sentence is None:
            raise ModelError(f"{self._count_around(at)} ({at})")
        start, end = sentence.start, sentence.end
        if at.start is not None and at.end is not None:
            if not start <= at.start < at.end <= end:
                raise ModelError(f"is outside its sentence, which is {start}-{end} ({at})")
            start, end = at.start, at.end
        if printed is None:
            return
        if at.start is None and printed not in self.text[start:end]:
            raise ModelError(f"{printed!r} is not in this sentence{_why(printed, self.text[start:end])} ({at})")
        if at.start is not None and printed != self.text[start:end]:
            there = self.text[start:end]
            raise ModelError(f"{there[:60]!r} is printed there, not {printed!r}{_why(printed, there)} ({at})")

    def passage(self, at: Locator) -> str:
        """Return the words at a locator that :meth:`check` found to be right."""
        return self.sentence(at) if at.start is None else self.text[at.start : at.end]

    def sentence(self, at: Locator) -> str:
        """Return the whole sentence of such a locator."""
        sentence = self.sentences[at.paragraph, at.sentence]
        return self.text[sentence.start : sentence.end]

    def _count_around(self, at: Locator) -> str:
        in_paragraph = sum(1 for paragraph, _ in self.sentences if paragraph == at.paragraph)
        if in_paragraph:
            return f"paragraph {at.paragraph} has {_count(in_paragraph, 'sentence')}"
        return f"the text has {_count(max((p for p, _ in self.sentences), default=0), 'paragraph')}"


class Library:
    """Finds the text of a source.

    Parameters
    ----------
    folder : Path or None
        Where the case file is; None where it is in no folder (an upload).
    texts : str
        The folder of setting ``texts``; empty for none.
    """

    def __init__(self, folder: Path | None, texts: str) -> None:
        self._folder = folder
        self._texts_folder = texts
        self._texts: Texts | None = None

    def find(self, source: Source) -> SourceText | None:
        """Return a source's text, None where it is not at hand.

        Raises
        ------
        ModelError
            The path leaves the folder or names no text.
        TextChangedError
            The text's SHA-256 is another than the source's.
        """
        if source.text is not None and self._folder is not None:
            data = read_beside(self._folder, source.text)
            sha256 = hashlib.sha256(data).hexdigest()
            if source.text_sha256 not in (None, sha256):
                raise TextChangedError(
                    f"the text has changed: its SHA-256 is {sha256}, the case file says {source.text_sha256}; "
                    f"check every locator, then change text_sha256 ({source.text})"
                )
            try:
                return SourceText(data.decode("utf-8"))
            except UnicodeDecodeError as error:
                raise ModelError(f"the text is not UTF-8, from byte {error.start} on ({source.text})") from error
        if source.text_sha256 is None or not self._texts_folder:
            return None
        if self._texts is None:
            self._texts = Texts([self._texts_folder])
        text = self._texts.get(source.text_sha256)
        return None if text is None else SourceText(text)


def read_beside(folder: Path, name: str) -> bytes:
    """Return what is in a text beside a case file.

    Raises
    ------
    ModelError
        The path leaves the folder, or names no text that can be read.
    """
    # An absolute path, a drive, `..` or a link must not reach what is not the case's.
    outside = ModelError(f"a text stands beside the case file or in a folder there, and nowhere else ({name})")
    if "\\" in name or ":" in name or Path(name).is_absolute() or ".." in Path(name).parts:
        raise outside
    try:
        path = real_path(folder / name)
        if not path.is_relative_to(real_path(folder)):
            raise outside
        if not path.is_file():
            raise ModelError(f"there is no such file beside the case file ({name})")
        if path.stat().st_size > MAX_TEXT:
            raise ModelError(f"a text has at most {MAX_TEXT // 1_000_000} MB ({name})")
        return path.read_bytes()
    except (OSError, ValueError) as error:  # a ValueError: no path holds a null
        raise ModelError(f"the text cannot be read: {getattr(error, 'strerror', None) or error} ({name})") from error


def _why(printed: str, text: str) -> str:
    reason = unlike_in_form(printed, text)
    return f": {reason}" if reason else ""


def _count(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
