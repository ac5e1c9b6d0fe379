"""From the lines of pages to running text: paragraphs, whole words, and no running heads."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter
from statistics import median

from graph.reading.document import word_set


@dataclass(frozen=True, slots=True)
class Line:
    """A line on a page, with its place in points from the lower left corner.

    Parameters
    ----------
    words : str
        Without a hyphen at its end where ``hyphen`` says there is one.
    left, right, base : float
        Its ends, and the line that the letters stand on.
    size : float
        The height of its letters, from the lowest to the highest that the font has.
    first_word : float
        The width of its first word.
    hyphen : bool
        It ends in a hyphen.
    """

    words: str
    left: float
    right: float
    base: float
    size: float
    first_word: float
    hyphen: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number in the file from 1, its height in points, and its lines in the order of the file."""

    number: int
    height: float
    lines: tuple[Line, ...]


def page_texts(pages: Sequence[Page]) -> list[str]:
    """Return the text of each page: paragraphs with blank lines between, without running heads and page numbers."""
    running = _running(pages)
    kept = [[line for line in page.lines if id(line) not in running] for page in pages]
    usual = _usual_pitch(kept)
    words = _vocabulary(kept)
    _mend(kept, words)
    return ["\n\n".join(_paragraphs(lines, usual, words)) for lines in kept]


# -- running heads -----------------------------------------------------------------------------

_EDGE = 0.18
"""The part of a page, at its top and at its bottom, where running heads and page numbers stand."""
_RUNNING_LINES = 3
_NEAR = 6
"""How many pages before and after one are looked at for the same line; left and right pages may differ."""
_NUMBER = re.compile(r"\d{1,5}")
_ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_Key = tuple[object, ...]
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


def _running(pages: Sequence[Page]) -> set[int]:
    """Return the ids of the lines at the edge of a page that its neighbours have too, at the same height.

    The same words, or words with a number that counts up with the pages, and such a number alone at any height. A line
    is left out only where those between it and the edge are: what is said once stays.
    """
    seen: defaultdict[_Key, list[tuple[int, float]]] = defaultdict(list)
    edges = [(page, lines) for page in pages for lines in _at_edges(page)]
    for page, lines in edges:
        for line in lines:
            for key in _keys(line.words, page.number):
                seen[key].append((page.number, line.base))
                if key[0] in ("first", "last"):  # tells what number a page has, where it stands alone
                    seen["alone", key[1]].append((page.number, line.base))
    sizes = [line.size for page in pages for line in page.lines]
    largest = 1.15 * median(sizes) if sizes else 0.0
    enough = min(3, sum(bool(page.lines) for page in pages))

    found: set[int] = set()
    for page, lines in edges:
        for line in lines:
            repeated = any(
                _repeats(seen[key], key, page.number, line.base, enough) for key in _keys(line.words, page.number)
            )
            if not repeated or line.size > largest:
                break
            found.add(id(line))
    return found


def _at_edges(page: Page) -> tuple[list[Line], list[Line]]:
    """Return the lines at the top and at the bottom of a page, each the outermost first."""
    by_height = sorted(page.lines, key=lambda line: -line.base)
    top = [line for line in by_height[:_RUNNING_LINES] if line.base > (1 - _EDGE) * page.height]
    bottom = [line for line in by_height[: -_RUNNING_LINES - 1 : -1] if line.base < _EDGE * page.height]
    return top, bottom


def _keys(words: str, number: int) -> Iterator[_Key]:
    """Yield by what a line may repeat: its words, or how far a number in it is from that of the page."""
    yield "words", words
    for found in _NUMBER.finditer(words):
        ahead = int(found[0]) - number
        yield "among", words[: found.start()], words[found.end() :], ahead
        if found.end() == len(words):
            yield "last", ahead
        if found.start() == 0 and words[found.end() :][:1] not in (".", ")"):  # those number paragraphs
            yield "first", ahead
    bare = words.strip(" -–—.[]()").lower()
    if bare.isdecimal() and len(bare) <= 5:
        yield "alone", int(bare) - number
    elif bare and _ROMAN.fullmatch(bare):
        yield "roman", _roman(bare) - number


def _roman(word: str) -> int:
    values = [_ROMAN_DIGITS[letter] for letter in word]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _repeats(places: Sequence[tuple[int, float]], key: _Key, number: int, base: float, enough: int) -> bool:
    """Return whether a line is on enough pages around one, at the same height."""
    if enough < 2:
        return False
    if key[0] == "alone" and len({page for page, _ in places[:100]}) >= 3:
        return True
    # the pages come in order
    first = bisect_left(places, number - _NEAR, key=itemgetter(0))
    last = bisect_right(places, number + _NEAR, key=itemgetter(0))
    return len({page for page, height in places[first:last] if abs(height - base) <= 3}) >= enough


# -- paragraphs --------------------------------------------------------------------------------

_AROUND = 60
"""Lines before and after one by which the edge of its column is told."""
_BULLET = re.compile(r"[•◦▪‣∙·●○■–—*-]\s")
_LISTED = re.compile(r"(?:\(?\d{1,3}[.)]|\(?[a-z][.)]|\([ivx]+\)|§)\s", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*\Z")


def _usual_pitch(pages: Sequence[Sequence[Line]]) -> float:
    """Return how far the next line of a paragraph stands below, in sizes of its letters: what is most frequent."""
    pitches: Counter[float] = Counter()
    for lines in pages:
        for above, below in pairwise(lines):
            size = max(above.size, 0.1)
            if _as_large(above, below) and 0.5 < (pitch := (above.base - below.base) / size) < 3.5:
                pitches[round(pitch * 20) / 20] += 1
    return max(pitches, key=lambda pitch: (pitches[pitch], -pitch)) if pitches else 1.2


def _as_large(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= 0.12 * max(one.size, other.size)


def _paragraphs(lines: Sequence[Line], usual: float, words: Mapping[str, int]) -> Iterator[str]:
    current: list[Line] = []
    for n, line in enumerate(lines):
        following = lines[n + 1] if n + 1 < len(lines) else None
        if current and _begins(current, line, following, _right_edge(lines, n - 1), usual):
            yield _joined(current, words)
            current = []
        current.append(line)
    if current:
        yield _joined(current, words)


def _begins(current: Sequence[Line], line: Line, following: Line | None, edge: float, usual: float) -> bool:
    """Return whether a line begins a paragraph after the lines of the current one."""
    above = current[-1]
    size = line.size
    drop = above.base - line.base
    if _hyphen(above):
        return False
    if not _as_large(above, line):
        return True
    if drop < 0.3 * size:  # a new column, or what stands beside
        return bool(_SENTENCE_END.search(above.words)) or not line.words[:1].islower()
    if drop > 1.25 * usual * size or _BULLET.match(line.words):
        return True
    if _LISTED.match(line.words) and _SENTENCE_END.search(above.words):
        return True
    if above.right + 0.3 * size + line.first_word < edge - 0.3 * size:
        return True  # its first word would have had room in the line above
    indent = 0.8 * size
    if line.left > above.left + indent:  # an indented first line, unless all that follows is
        return following is not None and following.left < line.left - indent
    return line.left < above.left - indent and len(current) > 1


def _right_edge(lines: Sequence[Line], n: int) -> float:
    """Return where the lines of a column end, around one: a few that reach beyond do not count.

    Of lines that are indented together it is where the longest of them ends, but at least half as far as in the text
    around: items of a list are short, lines of a quotation are not.
    """
    line, around = lines[n], lines[max(0, n - _AROUND) : n + _AROUND]

    def edge(to_the_left: float) -> float:
        low, high = line.left - to_the_left * line.size, line.left + 2 * line.size
        rights = sorted(other.right for other in around if low <= other.left <= high)
        return rights[int(0.9 * (len(rights) - 1))] if len(rights) >= 10 else rights[-1]

    return max(edge(2), (line.left + edge(6)) / 2)


# -- words -------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST_PIECE = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*\Z")
_TO_COME = word_set("and or nor to und oder bis et ou y o e")
"""A word that follows a hyphen which stands for what comes later: *pre- and post-war*."""
_WITH_HYPHEN = word_set(
    "self ex half well ill quarter mid cross all great vice attorney twenty thirty forty fifty sixty seventy eighty "
    "ninety one two three four five six seven eight nine ten"
)
"""First parts whose words are spelled with a hyphen, where the document itself does not show how."""
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")


def _vocabulary(pages: Sequence[Sequence[Line]]) -> Counter[str]:
    return Counter(word.lower() for lines in pages for line in lines for word in _WORD.findall(line.words))


def _hyphen(line: Line) -> bool:
    return line.hyphen or bool(re.search(r"[^\W_][-\u2010]\Z", line.words))


def _mend(pages: Sequence[list[Line]], words: Mapping[str, int]) -> None:
    """Take the rest of a word that the end of a page cuts to where it begins."""
    for lines, following in pairwise([lines for lines in pages if lines]):
        above, below = lines[-1], following[0]
        if not _hyphen(above) or not below.words[0].islower():
            continue
        rest, _, others = below.words.partition(" ")
        beginning = above.words.rstrip("-\u2010")
        lines[-1] = replace(above, words=f"{beginning}{_hyphenated(beginning, rest, words)}{rest}", hyphen=False)
        if others:
            following[0] = replace(below, words=others)
        elif len(following) > 1:
            del following[0]


def _joined(lines: Sequence[Line], words: Mapping[str, int]) -> str:
    parts = [lines[0].words]
    for above, line in pairwise(lines):
        if _hyphen(above):
            parts[-1] = parts[-1].rstrip("-\u2010")
            parts.append(_hyphenated(parts[-1], line.words, words))
        elif not (_CJK.match(above.words[-1]) and _CJK.match(line.words)):
            parts.append(" ")
        parts.append(line.words)
    if _hyphen(lines[-1]):
        parts[-1] = parts[-1].rstrip("-\u2010") + "-"
    return "".join(parts)


def _hyphenated(above: str, below: str, words: Mapping[str, int]) -> str:
    """Return what stands between the two parts of a word that the end of a line cuts."""
    first, second = _LAST_PIECE.search(above[-100:]), _WORD.match(below)
    if not first or not second or not below[0].islower():
        return "-"
    if second[0] in _TO_COME:
        return "- "
    whole, cut = words.get(f"{first[0]}{second[0]}".lower(), 0), words.get(f"{first[0]}-{second[0]}".lower(), 0)
    if whole != cut:
        return "" if whole > cut else "-"
    return "-" if "-" in first[0] or first[0].lower() in _WITH_HYPHEN else ""
