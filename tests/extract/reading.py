"""Texts parsed for the tests of what is found in them."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from graph.extract.names import NameFinder
from graph.extract.parsing import Paragraph, paragraph_spans, parse, plain


@cache
def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Parsed by the model; the test is skipped where none is installed."""
    pytest.importorskip("spacy")
    return tuple(parse(text, paragraph_spans(text)))


@cache
def tokenizer():
    """English words, without a model."""
    return pytest.importorskip("spacy").blank("en")


def by_rules(text: str, entities=()) -> list[Paragraph]:
    """As a model gives them that marks `entities` alone: triples of start, end and label, in the text."""
    spacy = pytest.importorskip("spacy")
    blank = tokenizer()
    found = []
    for start, end in paragraph_spans(text):
        doc = blank(plain(text[start:end]))
        spans = [
            doc.char_span(a - start, b - start, label, alignment_mode="expand")
            for a, b, label in entities
            if start <= a < b <= end
        ]
        doc.ents = spacy.util.filter_spans([span for span in spans if span is not None])
        found.append(Paragraph(start, text[start:end], doc))
    return found


def names_of(text: str, parsed=None):
    finder = NameFinder()
    for paragraph in paragraphs(text) if parsed is None else parsed:
        finder.add(paragraph)
    return finder.names(text)


def typed(text: str, parsed=None) -> list[tuple[str, str]]:
    """The words of the names, with their types."""
    return [(text[slice(*name.span)], name.type) for name in names_of(text, parsed)]


def looked_at[Found](reader: Any, find: Callable[[], Found], monkeypatch: pytest.MonkeyPatch) -> tuple[int, Found]:
    """Return how often a reader's words are looked at, some of them again and again perhaps, and what is found."""
    calls = 0
    look = reader.word

    def counted(self: object, at: int) -> str:
        nonlocal calls
        calls += 1
        return str(look(self, at))

    with monkeypatch.context() as patched:
        patched.setattr(reader, "word", counted)
        found = find()
    return calls, found
