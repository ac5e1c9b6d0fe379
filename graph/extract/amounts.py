"""Counts and measures as they are printed, with what is counted and the bounds that their words give."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from graph.case.quantities import Quantity
from graph.extract.found import Amount, DateSpan, Span
from graph.extract.parsing import Paragraph, plain
from graph.extract.words import one_of, table

if TYPE_CHECKING:
    from spacy.tokens import Token

_PIECE = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|[^\W\d_]+(?:'[^\W\d_]+)*|\S")
_MAX_DIGITS = 15
_MAX_NUMBER = 12
"""Words of a number; a longer one is none that anybody prints."""
_MAX_WORDS = 4
"""Words of what is counted, as of a quantity's unit."""


@cache
def _phrases(row: str) -> dict[str, list[list[str]]]:
    """Return a row's phrases by their first word, the longest first."""
    found: dict[str, list[list[str]]] = {}
    for phrase in sorted(table("amounts")[row], key=lambda phrase: (-len(phrase), phrase)):
        words = phrase.split()
        found.setdefault(words[0], []).append(words)
    return found


@cache
def _openings() -> frozenset[str]:
    """Return the words with which an amount can begin, but for digits."""
    rows = table("amounts")
    words = {"a", "an", "one", "half", "both", "twice", "between", "from", "aged", "age", "ages", "us"}
    words |= {*_phrases("before"), *_phrases("plain before")}
    return frozenset(words).union(*(rows[row] for row in ("small", "magnitudes", "signs", "vague")))


@cache
def _glued_measure() -> re.Pattern[str]:
    return re.compile(rf"(?<=[0-9]) ?({one_of(table('amounts')['short measures'])})(?![^\W_])")


def find_amounts(paragraph: Paragraph, dates: Sequence[DateSpan]) -> list[Amount]:
    """Find the counts and measures in a paragraph.

    Not ordinals, clock times, years, decades of age and numbers that are names; nor *one* and *a* where they do not
    count.

    Parameters
    ----------
    paragraph : Paragraph
    dates : sequence of DateSpan
        Those of the whole text, in its order: their numbers are not counted again.

    Returns
    -------
    list of Amount
        In the order of the text; they do not overlap.
    """
    first = bisect_left(dates, paragraph.start, key=lambda found: found.span[1])
    last = bisect_left(dates, paragraph.end, key=lambda found: found.span[0])
    within = [(a - paragraph.start, b - paragraph.start) for a, b in (found.span for found in dates[first:last])]
    reader = _Reader(paragraph, within)
    found = []
    for start, end, unit in reader.read():
        words = paragraph.text[start:end]
        quantity = replace(Quantity.parse(_as_quantity(words), unit=unit), text=words)
        found.append(Amount((paragraph.start + start, paragraph.start + end), quantity))
    return found


def _as_quantity(words: str) -> str:
    """Return printed words as a quantity is written: with plain blanks, and one between 5 and kg."""
    shown = " ".join(plain(words).split())
    money = any(sign in shown for sign in table("amounts")["signs"])
    return shown if money else _glued_measure().sub(r" \1", shown)


class _Reader:
    """Reads the amounts of a paragraph, a piece of text at a time."""

    def __init__(self, paragraph: Paragraph, dates: Sequence[Span]) -> None:
        pieces = list(_PIECE.finditer(paragraph.doc.text))
        self.raw = [piece.group() for piece in pieces]
        self.words = [piece.lower() for piece in self.raw]
        self.spans = [piece.span() for piece in pieces]
        self.tokens: dict[int, Token] = {token.idx: token for token in paragraph.doc}
        self.dated = [False] * len(pieces)
        at = 0
        for place, (start, end) in enumerate(self.spans):
            while at < len(dates) and dates[at][1] <= start:
                at += 1
            self.dated[place] = at < len(dates) and dates[at][0] < end

    def read(self) -> Iterator[tuple[int, int, str | None]]:
        """Yield the offsets of each amount, and its unit where the words leave it out."""
        openings, at = _openings(), 0
        while at < len(self.words):
            word = self.words[at]
            if self.dated[at] or not (word in openings or word[0] in "0123456789"):
                at += 1
                continue
            found = self._amounts(at)
            for start, end, unit in found:
                yield self.spans[start][0], self.spans[end - 1][1], unit
            at = found[-1][1] if found else self._past_number(at)

    # ── pieces ──

    def word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) and not self.dated[at] else ""

    def any_word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""

    def has(self, at: int, row: str) -> bool:
        return self.word(at) in table("amounts")[row]

    def glued(self, at: int) -> bool:
        return 0 < at < len(self.words) and self.spans[at - 1][1] == self.spans[at][0]

    def digits(self, at: int) -> bool:
        return self.word(at)[:1] in tuple("0123456789")

    def phrase(self, at: int, row: str) -> int:
        """Return the place after a phrase of a row, or the same place."""
        for words in _phrases(row).get(self.word(at), ()):
            if self.words[at : at + len(words)] == words and not any(self.dated[at : at + len(words)]):
                return at + len(words)
        return at

    def _past_number(self, at: int) -> int:
        """Return the place after something that begins with a number and is no amount, such as 10:30 or 0161-496."""
        at += 1
        while self.digits(at - 1) and self.glued(at) and at + 1 < len(self.words) and self.glued(at + 1):
            if not (self.words[at] in ":/-." and self.digits(at + 1)):
                break
            at += 2
        return at

    # ── amounts ──

    def _amounts(self, at: int) -> list[tuple[int, int, str | None]]:
        """Return the amount that begins at a place, or the two of a vote or a change; none where there is none."""
        unit = None
        begin = lead = at + (self.word(at) in ("aged", "age", "ages"))
        said = False
        for _ in range(3):  # "at least another two"
            near = self.phrase(lead, "before")
            if near > lead and said:  # of "over at least two years" only the latter is read
                return []
            said |= near > lead
            lead = near if near > lead else self.phrase(lead, "plain before")
        opening = self.word(lead) if self.word(lead) in ("between", "from") else ""
        start = lead + bool(opening)
        end = self._number(start) or self._measure(start, led=lead > begin)
        if not end:
            return []
        joint = {"between": ("and",), "from": ("to",)}.get(opening, ("to", "-", "or"))
        second = self._number(end + 1) if self.word(end) in joint and self._open_range(end) else 0
        if second:
            return self._pair(at, start, end, second, opening)
        if opening:
            at = lead = begin = start
        if not self._counts(at, start, end, lead > begin or begin > at):
            return []
        last = self._with_noun(start, end)
        if self.word(at) == "over" and last > end and self._lasts(at, last - 1):
            at = start  # £5 over ten years
        after = self.phrase(last, "after")
        if after > last == end:  # three or more boats
            after = self._noun(after)
        if (last == after == end and self._is_age(at, start, end)) or self.word(last - 1) == "olds":
            unit = "years old"
        return [(at, after, unit)]

    def _lasts(self, at: int, noun: int) -> bool:
        """Whether "over" says during what: it does before a time, but for "for over ten years"."""
        return self.has(noun, "times") and not self.has(at - 1, "length after")

    def _open_range(self, at: int) -> bool:
        """Whether a hyphen may join two numbers: with blanks on both sides or on none."""
        return self.word(at) != "-" or self.glued(at) == self.glued(at + 1)

    def _pair(self, at: int, start: int, end: int, second: int, opening: str) -> list[tuple[int, int, str | None]]:
        hyphen = self.word(end) == "-"
        long = all(len(self.word(place).replace(",", "")) > 2 for place in (start, end + 1))
        if not (self._closes(second - 1) and self._opens(start)) or self._is_clock(second) or self._is_reference(start):
            return []
        if (
            hyphen
            and self.digits(start)
            and self.digits(end + 1)
            and self.glued(end)
            and ((long and "," not in self.word(start)) or (self.glued(second) and self.word(second) == "-"))
        ):
            return []  # a telephone number, a date
        score = hyphen and self.glued(end) and self._value(start) >= self._value(end + 1)
        if score:
            return [(start, end, None), (end + 1, second, None)]
        last = self._with_noun(end + 1, second)
        changed = any(self.has(place, "changes") for place in range(start - 4, start))
        vote = not hyphen and self.digits(start) and self.digits(end + 1) and self.has(start - 1, "votes")
        quantity = Quantity.parse(" ".join(self.words[at:second]))
        if quantity.comparator == "unknown" or vote or (opening == "from" and changed):
            return [] if self._is_clock(end) else [(start, end, None), (end + 1, last, None)]
        return [(at, self.phrase(last, "after"), None)]

    def _number(self, at: int) -> int:
        """Return the place after a number in digits or words, or 0."""
        word = self.word(at)
        sign = at
        if word == "us" and self.word(at + 1) == "$" and self.glued(at + 1):
            sign = at + 1
        if self.has(sign, "signs"):
            return self._digits(sign + 1, money=True) if self.digits(sign + 1) else 0
        if self.digits(at):
            return self._digits(at, money=False)
        return self._in_words(at)

    def _digits(self, at: int, *, money: bool) -> int:
        word = self.word(at)
        plain_digits = word.replace(",", "").replace(".", "")
        if len(plain_digits) > _MAX_DIGITS or (len(word) > 1 and word[0] == "0" and not word.startswith("0.")):
            return 0
        if not money and not self._opens(at):
            return 0
        end = at + 1
        if self.glued(end) and self.word(end)[:1].isalpha():
            short = self.has(end, "short scales" if money else "short measures") or self.word(end) in ("bn", "tn")
            return end + 1 if short else 0
        if money and self.has(end, "short scales"):
            return end + 1
        if self.word(end) == "and" and self.word(end + 1) == "a" and self.word(end + 2) == "half":
            end += 3
        while self.has(end, "scales") and end < at + _MAX_NUMBER:
            end += 1
        return end

    def _in_words(self, at: int) -> int:
        word, following = self.word(at), self.word(at + 1)
        if not word or (self.glued(at) and self.any_word(at - 1) in "-'"):
            return 0
        if word in ("both", "twice"):
            return at + 1
        if self.has(at, "magnitudes"):
            more = following == "of" and self.has(at + 2, "magnitudes")
            return at + 3 if more else 0 if word in ("tens", "scores") and following != "of" else at + 1
        if word == "half" or (word in ("a", "an", "one") and self.has(at + 1, "parts")):
            return self._fraction(at)
        if word in ("a", "an") and following in ("few", "couple"):
            at, word, following = at + 1, following, self.word(at + 2)
        if word in ("a", "an") or self.has(at, "vague"):
            scaled = self.has(at + 1, "scales") or self.has(at + 1, "dozen")
            return self._rest(at + 2) if scaled else 0
        return self._rest(at + 1) if word == "one" or self.has(at, "small") else 0

    def _rest(self, at: int) -> int:
        """Return the place after the words of a number."""
        end = at + _MAX_NUMBER
        while at < end:
            word, number = self.word(at), self._plain_number(at)
            if word == "and" and self.word(at + 1) == "a" and self.word(at + 2) == "half":
                return at + 3
            if word == "-" and self.has(at + 1, "parts"):
                return at + 2
            tens = word == "-" and self.has(at - 1, "tens") and self.has(at + 1, "ones")
            if tens or (word == "and" and self.has(at - 1, "scales") and self._plain_number(at + 1)):
                at += 2
            elif (
                self.has(at, "scales")
                or self.has(at, "dozen")
                or (number and (self.has(at - 1, "scales") or not self._plain_number(at - 1)))
            ):
                at += 1
            else:
                break
        return at + (self.word(at) in ("thirds", "quarters"))

    def _plain_number(self, at: int) -> bool:
        return self.has(at, "small") or self.word(at) == "one"

    def _fraction(self, at: int) -> int:
        """Return the place after half, a third, half a dozen, half a century, a quarter of a century."""
        half = self.word(at) == "half"
        end = at + 1 if half else at + 2
        if not half and self.word(at + 1) == "half" and self.word(at) in ("a", "an"):
            return 0
        of = end + (self.word(end) == "of")
        if self.word(of) in ("a", "an"):
            if self.word(of + 1) in ("century", "decade"):
                return of + 2
            if half and (self.has(of + 1, "scales") or self.has(of + 1, "dozen")):
                return of + 2
            return of + 2 if half and of == end and self.has(of + 1, "measures") else 0
        led = at > 0 and self._led(at)
        share = self.word(end) in ("of", "the", "all", "its", "his", "her", "their", "our", "my")
        return end if share or led or (not half and self.word(at) == "one") else 0

    def _led(self, at: int) -> bool:
        """Whether a phrase that says how near a number is ends before a place."""
        return any(self.phrase(place, "before") == at for place in range(max(at - 4, 0), at))

    def _measure(self, at: int, *, led: bool) -> int:
        """Return the place after the article of "about an hour"."""
        return at + 1 if led and self.word(at) in ("a", "an") and self.has(at + 1, "measures") else 0

    # ── what a number is ──

    def _opens(self, at: int) -> bool:
        before = self.any_word(at - 1)
        if not self.glued(at):
            return True
        blank = not self.glued(at - 1)
        if before in "\"'":  # not 6'3"
            return blank or self.any_word(at - 2) == "("
        return before in "(;" or (before in "~+<>=" and blank) or (before == "-" and (blank or self.digits(at - 2)))

    def _closes(self, at: int) -> bool:
        """Whether a number ends with a piece: not 10:30, 9/11, 1.2.3."""
        if not self.glued(at + 1):
            return True
        after = self.any_word(at + 1)
        return not (after in ":/.,'\"°_" and self.glued(at + 2) and self.any_word(at + 2)[0].isdigit())

    def _is_clock(self, end: int) -> bool:
        after = self.any_word(end)
        dotted = after in ("a", "p") and self.any_word(end + 1) == "." and self.any_word(end + 2) == "m"
        past = after in ("past", "to") and self.any_word(end + 1) in ("midnight", "noon", "midday")
        return (after in table("amounts")["clock"] and after != "hours") or dotted or past

    def _is_reference(self, at: int) -> bool:
        before = at - 1 - (self.any_word(at - 1) in ("#", ".") and self.any_word(at - 2) in ("no", "nos", "vol"))
        return self.any_word(at - 1) == "#" or self.any_word(before) in table("amounts")["references"]

    def _counts(self, at: int, start: int, end: int, led: bool) -> bool:
        """Whether a number counts or measures, and is not a time, an ordinal or part of a name."""
        word = self.word(start)
        money = word in table("amounts")["signs"] or word == "us"
        if self._is_clock(end) or not self._closes(end - 1):
            return False
        if money:
            return True
        noun = self._with_noun(start, end)
        if word == "twice":
            return self.word(end) not in ("as", "the", "that", "over", "his", "her", "its", "their", "more")
        if word == "both":
            return noun > end and self.raw[end].islower() and self._is_plural(noun - 1)
        if self.has(end, "parts") and word != "one" and not self.digits(start):
            return False
        if self._is_reference(start) and not led:
            named = self.any_word(start - 1) in ("no", "number", ".", "#", "incident", "call")
            return noun > end and not named and self._is_plural(noun - 1)  # not "pier nine burned"
        if self.glued(end) and self.word(end) == "-" and noun == end:
            return False
        if word == "one" and end == start + 1:
            return self._one_counts(end, noun, led)
        if noun > end or led:
            return True
        return not (self._is_time(start, end) or self._is_name(start) or self._in_a_row(start, end))

    def _one_counts(self, end: int, noun: int, led: bool) -> bool:
        if noun == end or self.has(noun - 1, "one of many"):
            return False
        return (
            led or self.has(noun - 1, "measures") or (self.raw[end - 1] == "One" and self.any_word(noun) in (".", "!"))
        )

    def _is_plural(self, at: int) -> bool:
        token = self.tokens.get(self.spans[at][0])
        return token is not None and token.tag_ in ("NNS", "NNPS")

    def _is_time(self, start: int, end: int) -> bool:
        before = self.any_word(start - 1)
        small = end == start + 1 and (self.has(start, "small") or (self.digits(start) and self._value(start) < 13))
        late = self.digits(start) and re.fullmatch(r"[0-2]?[0-9]\.[0-5][0-9]", self.word(start))
        return before in table("amounts")["times before"] and bool(small or late)

    def _value(self, at: int) -> float:
        """Return a number in digits; -1 for what is none."""
        return float(self.word(at).replace(",", "")) if self.digits(at) else -1

    def _is_name(self, start: int) -> bool:
        """Whether a number is part of a name or of a list: Boeing 737, [12], 1. at the start."""
        before = self.any_word(start - 1)
        after = self.any_word(start + 1)
        if start == 0:
            return after in (".", ")", ":")
        if before == "[" and after == "]":
            return True
        sentence = start < 2 or self.any_word(start - 2) in (".", "!", "?", ":", '"', "(")
        return self.raw[start - 1][0].isupper() and not sentence

    def _in_a_row(self, start: int, end: int) -> bool:
        """Whether a number is part of another, as that of a telephone, or too long for a count without commas."""
        if self.any_word(start - 1) in ("in", "of") and self.any_word(start - 2) == "one":
            return True  # one in five
        long = len(self.word(start)) > 6 or self.digits(start - 1) or self.digits(end)
        return self.digits(start) and long and "," not in self.word(start)

    def _is_age(self, at: int, start: int, end: int) -> bool:
        """Whether a bare number is somebody's age: "Ann Lee, 52,", "she was six when"."""
        before, after = self.any_word(start - 1), self.any_word(end)
        if at != start or (self.digits(start) and not re.fullmatch(r"[0-9]{1,3}", self.word(start))):
            return False
        if before == "," and after in (",", ")", "."):
            return self.raw[start - 2][0].isupper() if start > 1 else False
        if before in ("was", "is", "turned", "am", "were", "'s") and after in (".", ",", "when", "and", "at", ";", ""):
            subject = self.any_word(start - 2)
            return subject in table("amounts")["people"] or (start > 1 and self.raw[start - 2][0].isupper())
        return False

    # ── what is counted ──

    def _with_noun(self, start: int, end: int) -> int:
        """Return the place after what is counted, or the end of the number."""
        if self.word(end) == "%" and self.glued(end):
            return end + 1
        if self.word(end) == "+" and self.glued(end):
            return self._with_noun(start, end + 1)
        if self.word(start) in table("amounts")["signs"] or self.word(start) == "us":
            return end
        if self.word(end) == "-" and self.glued(end) and self.glued(end + 1):
            return self._hyphened(end)
        if self.has(start, "magnitudes") and self.word(end) == "of":
            after = self._noun(end + 1)
            return after if after > end + 1 else end
        whole = self.word(end - 2) == "a" and self.word(end - 3) == "and"  # two and a half years
        if self.word(start) == "twice" or self.word(end - 1) in ("century", "decade"):
            return end
        if self.has(end - 1, "parts") and not whole:
            return end
        after = self._noun(end)
        return after + (after > end and self.has(after, "old") and self.has(after - 1, "measures"))

    def _hyphened(self, end: int) -> int:
        """Return the place after 26-year-old, two-week, 10-episode."""
        if not self.word(end + 1).isalpha() or not self.raw[end + 1].islower():
            return end
        if (
            self.word(end + 2) == "-"
            and self.word(end + 3) in ("old", "olds")
            and self.glued(end + 2)
            and self.glued(end + 3)
        ):
            return end + 4
        token = self.tokens.get(self.spans[end + 1][0])
        return end + 2 if self.has(end + 1, "measures") or (token is not None and token.pos_ == "NOUN") else end

    def _noun(self, at: int) -> int:
        """Return the place after a noun and what stands before it, or the same place."""
        best = at
        for place in range(at, min(at + _MAX_WORDS, len(self.words))):
            token = self.tokens.get(self.spans[place][0])
            if (
                token is None
                or self.dated[place]
                or (place > at and self.glued(place))
                or len(token) != len(self.raw[place])
            ):
                break
            if self.word(place) in ("percent", "per") and place == at:
                return place + 1 + (self.word(place) == "per" and self.word(place + 1) == "cent")
            if not self.raw[place][0].isalpha() or (self.word(place + 1) == "-" and self.glued(place + 1)):
                break  # "battalion-sized" is no noun
            if token.pos_ == "NOUN" or token.tag_ == "NNPS":
                best = place + 1
                following = self.tokens.get(self.spans[place + 1][0]) if place + 1 < len(self.words) else None
                if token.dep_ != "compound" or following is None or following.pos_ not in ("NOUN", "ADJ", "PROPN"):
                    break
            elif not (token.pos_ in ("ADJ", "PROPN") or token.tag_ in ("VBN", "VBG", "JJ")) or token.is_punct:
                break
        return best
