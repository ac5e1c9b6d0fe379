"""Quotation marks paired: “ ”, " ", '' '', ‘ ’, « », „ “, and what stays open over several paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.extract.found import Span

_MARK = re.compile(r"\r\n|[\r\n]|``|''|[“”„«»\"‘’']")
_CLOSERS = {
    "“": ("”", '"'),
    "”": ("”",),
    "„": ("“", "”"),
    "«": ("»",),
    "»": ("«",),
    '"': ('"', "”"),
    "''": ("''",),
    "``": ("''",),
    "‘": ("’",),
    "'": ("'",),
}
"""What closes what: a text may mix straight and curly marks."""
_SINGLE = "‘'"
_BEFORE_OPENING = frozenset("([{-–—―/“„«‘\"'…:")
_FEET = re.compile(r"\d['’]\s?\d{1,2}")
"""Six feet three: the mark for inches after it quotes nothing."""
_NOT_QUOTING = re.compile(r"(?:\d\ds?|em|tis|twas|til|till|cause|cos|n|round|bout)\b", re.IGNORECASE)
"""Words that begin with an apostrophe."""
_ENDS = frozenset(".,?!…—–-")


@dataclass(slots=True)
class _Open:
    start: int
    mark: str
    soft: int | None = None  # an apostrophe after an s, which may be the closing mark


def quotation_spans(text: str) -> list[tuple[Span, ...]]:
    """Return the insides of the quotation marks in a text, in order.

    A quotation that stays open at the end of a paragraph goes on where the next begins with a mark: it is one group
    with a span a paragraph. Marks inside other marks pair nothing of their own, and neither do apostrophes,
    or the marks for feet and inches.
    """
    groups: list[list[Span]] = []
    pairing = _Paragraph(text, 0)
    carried: list[Span] | None = None
    for found in _MARK.finditer(text):
        mark = found.group()
        if mark[0] not in "\r\n":
            pairing.take(mark, found.start(), found.end())
            continue
        carried = pairing.close(found.start(), groups, carried)
        pairing = _Paragraph(text, found.end())
    pairing.close(len(text), groups, carried)
    return [group for group in (tuple(span for span in group if span[0] < span[1]) for group in groups) if group]


class _Paragraph:
    """The marks of one paragraph."""

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._start = start
        self._open: _Open | None = None
        self._spans: list[Span] = []
        self._leading = False
        self._inner: list[Span] = []
        self._inner_start: int | None = None

    def take(self, mark: str, start: int, end: int) -> None:
        """Take the next mark: it opens, closes, or is neither."""
        before = self._text[start - 1 : start] if start > self._start else ""
        after = self._text[end : end + 1]
        opens = (not before or before.isspace() or before in _BEFORE_OPENING) and bool(after) and not after.isspace()
        closes = bool(before) and not before.isspace() and not after.isalnum()
        if self._open and self._open.mark in _SINGLE:
            if mark in "’'" and mark in _CLOSERS[self._open.mark]:
                self._end_single(start, before, closes)
                return
            if not opens:
                return
            # another mark opens: the apostrophe was the end, or there was no quotation
            self._give_up_single()
        if self._open is None:
            self._begin(mark, start, end, opens, before)
        elif self._inner_start is None and mark in _CLOSERS[self._open.mark] and not self._inches(start, before):
            if mark == '"' and opens and not closes:
                self._open = _Open(end, mark)  # one that only opens: the one before it was astray
            else:
                self._end(start)
        elif mark == "“" == self._open.mark and closes and not opens:
            self._end(start)  # a wrong mark where one closes
        elif mark == "“" and opens:
            self._inner_start = end
        elif mark == "”" and self._inner_start is not None:
            self._inner.append((self._inner_start, start))
            self._inner_start = None

    def _begin(self, mark: str, start: int, end: int, opens: bool, before: str) -> None:
        first = not self._text[self._start : start].strip() if start - self._start < 8 else False
        if mark in _SINGLE:
            word = self._text[end : end + 1].isalnum() or self._text[end : end + 1] in _BEFORE_OPENING
            if not (opens and word) or (_NOT_QUOTING.match(self._text, end) and not first):
                return
        elif mark in "’”" and not (first and opens and mark == "”"):
            return
        elif (mark == '"' or mark == "''") and before and not opens and not before.isspace():
            return  # it can only close
        elif mark == "»" and not opens:
            return
        self._open = _Open(end, mark)
        if first:
            self._leading = True

    def _end(self, at: int) -> None:
        assert self._open
        self._spans.append((self._open.start, at))
        self._open = None
        self._inner.clear()

    def _end_single(self, at: int, before: str, closes: bool) -> None:
        assert self._open
        if not closes or at == self._open.start:
            return
        if before in _ENDS or (before.isalnum() and before != "s"):
            self._end(at)
        elif self._open.soft is None:
            self._open.soft = at

    def _give_up_single(self) -> None:
        assert self._open
        if self._open.soft is not None:
            self._spans.append((self._open.start, self._open.soft))
        self._open = None

    def _inches(self, at: int, before: str) -> bool:
        return (before.isdigit() and bool(_FEET.fullmatch(self._text, max(self._start, at - 5), at))) or (
            before.isdigit() and any(_FEET.fullmatch(self._text, at - width, at) for width in (3, 4) if width <= at)
        )

    def close(self, end: int, groups: list[list[Span]], carried: list[Span] | None) -> list[Span] | None:
        """End the paragraph: its quotations go into the groups; the one that stays open is returned."""
        if self._open and self._open.mark in _SINGLE:
            self._give_up_single()
        if self._open and self._open.mark == '"' and self._inner:
            # a straight mark that never closes leads a paragraph of somebody else's text: what it quotes counts
            self._spans += self._inner
            self._open = None
            self._leading = False
        still = self._open is not None and bool(self._text[self._open.start : end].strip())
        if still and self._open:
            self._spans.append((self._open.start, end))
        if not self._spans:
            # nothing but a line break between two paragraphs keeps what is open
            return carried if not self._text[self._start : end].strip() else None
        spans = self._spans
        if carried is not None and self._leading:
            carried.append(spans[0])
            spans = spans[1:]
        else:
            carried = None
        groups += ([span] for span in spans)
        if not still:
            return None
        return groups[-1] if spans else carried
