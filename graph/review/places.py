"""Spans of a source's text as locators, which say paragraph and sentence too."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from graph.case.model import Locator
from graph.case.passages import Sentence, split_sentences
from graph.extract.found import Span


class Places:
    """The sentences of a source's text.

    Parameters
    ----------
    source : str
        Id of the source.
    text : str
    """

    def __init__(self, source: str, text: str) -> None:
        self._source = source
        self._text = text
        self.sentences: list[Sentence] = list(split_sentences(text))
        self._starts = [sentence.start for sentence in self.sentences]

    def sentence_at(self, position: int) -> Sentence | None:
        """Return the sentence that a code point is in; between two the one before, None before all."""
        at = bisect_right(self._starts, position) - 1
        return self.sentences[at] if at >= 0 else None

    def locator(self, span: Span) -> Locator:
        """Return the locator of a span, as far as it lies in the sentence where it begins."""
        return next(self._pieces(span))

    def locators(self, spans: Iterable[Span]) -> tuple[Locator, ...]:
        """Return the locators of spans, one for each sentence that they reach into: no locator crosses sentences."""
        return tuple(place for span in spans for place in self._pieces(span))

    def sentences_of(self, span: Span) -> Iterator[Sentence]:
        """Yield the sentences that a span reaches into."""
        start, end = span
        for at in range(max(0, bisect_right(self._starts, start) - 1), len(self.sentences)):
            sentence = self.sentences[at]
            if sentence.start >= end:
                return
            if max(start, sentence.start) < min(end, sentence.end):
                yield sentence

    def _pieces(self, span: Span) -> Iterator[Locator]:
        start, end = span
        for s in self.sentences_of(span):
            yield Locator(self._source, s.paragraph, s.sentence, max(start, s.start), min(end, s.end))
