"""The difference of a case file as a person reads it before it is saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from html import escape

_CONTEXT = 2
"""Lines that are shown before and after a change."""
_MOST_LINES = 400
_PIECE = re.compile(r"\s+|\w+|[^\w\s]")


def difference_html(before: str, after: str) -> str:
    """Return the places where two texts differ, line by line, as HTML; empty where they are the same."""
    lines = list(_lines(before.splitlines(), after.splitlines()))
    if not lines:
        return ""
    more = len(lines) - _MOST_LINES
    if more > 0:
        lines = [*lines[:_MOST_LINES], f'<span class="place">… {more:,} more lines</span>']
    # a block for each line, without line breaks between them: they would be drawn as empty lines
    return (
        f'<pre class="difference" tabindex="0" role="region" aria-label="Difference of the case file">'
        f"{''.join(lines)}</pre>"
    )


def _lines(old: list[str], new: list[str]) -> Iterator[str]:
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_CONTEXT):
        yield f'<span class="place">line {group[0][1] + 1:,}</span>'
        for kind, i1, i2, j1, j2 in group:
            if kind == "equal":
                yield from (_line("same", " ", escape(line)) for line in old[i1:i2])
                continue
            gone, come = old[i1:i2], new[j1:j2]
            pairs = [_words(a, b) for a, b in zip(gone, come, strict=False)] if kind == "replace" else []
            for place, line in enumerate(gone):
                yield _line("gone", "−", pairs[place][0] if place < len(pairs) else escape(line))
            for place, line in enumerate(come):
                yield _line("come", "+", pairs[place][1] if place < len(pairs) else escape(line))


def _line(kind: str, mark: str, html: str) -> str:
    tag = {"gone": "del", "come": "ins"}.get(kind, "span")
    return f'<{tag} class="{kind}">{mark} {html}</{tag}>'


def _words(old: str, new: str) -> tuple[str, str]:
    """Return two lines with the words marked that differ, unmarked where they have little in common."""
    one, other = _PIECE.findall(old), _PIECE.findall(new)
    match = SequenceMatcher(None, one, other, autojunk=False)
    if match.ratio() < 0.5:
        return escape(old), escape(new)
    left, right = "", ""
    for kind, i1, i2, j1, j2 in match.get_opcodes():
        a, b = escape("".join(one[i1:i2])), escape("".join(other[j1:j2]))
        left += a if kind == "equal" or not a else f"<mark>{a}</mark>"
        right += b if kind == "equal" or not b else f"<mark>{b}</mark>"
    return left, right
