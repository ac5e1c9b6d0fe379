"""Counts and measures as they are printed, with the bounds their words give."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, Self, get_args

from graph.case.dates import EdtfDate
from graph.errors import ModelError

Number = int | float
Comparator = Literal["=", "~", "<", "<=", ">", ">=", "between", "unknown"]

COMPARATORS: tuple[Comparator, ...] = get_args(Comparator)
MAX_NUMBER = 10**15
"""No bound is further from zero: beyond it a store's numbers lose their last digits."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count or measure; build it with :meth:`parse`.

    Parameters
    ----------
    text : str
        As it is printed.
    low, high : int, float or None
        Bounds, both included; None where the words give none on that side.
    comparator : str
        What the words say of the number: ``=``, ``~`` (about), ``<``, ``<=``, ``>``, ``>=``,
        ``between``, or ``unknown`` where there are no bounds.
    unit : str or None
        What is counted or measured ("people", "percent", "weeks").
    scope : str or None
        Where or of what ("on the quay").
    as_of : EdtfDate or None
        When it held.
    explicit : frozenset of str
        Which of ``low``, ``high`` and ``unit`` were passed to :meth:`parse` and not read from the text; it does
        not matter for equality.
    """

    text: str
    low: Number | None = None
    high: Number | None = None
    comparator: Comparator = "unknown"
    unit: str | None = None
    scope: str | None = None
    as_of: EdtfDate | None = None
    explicit: frozenset[str] = field(default=frozenset(), compare=False, repr=False)

    def __post_init__(self) -> None:
        for bound in (self.low, self.high):
            if bound is not None and not (math.isfinite(bound) and abs(bound) <= MAX_NUMBER):
                raise ModelError(f"a bound is a number between -10^15 and 10^15 ({bound})")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ModelError(f"a quantity's low bound is above its high bound ({self.low} > {self.high})")
        if self.comparator not in COMPARATORS:
            raise ModelError(f"a comparator is one of {' '.join(COMPARATORS)} ({self.comparator!r})")

    @classmethod
    def parse(
        cls,
        text: str,
        low: Number | None = None,
        high: Number | None = None,
        *,
        unit: str | None = None,
        scope: str | None = None,
        as_of: EdtfDate | None = None,
    ) -> Self:
        """Read a quantity's bounds, and its unit, from its words.

        ========================================  ==========  ==================================
        words                                     comparator  bounds
        ========================================  ==========  ==================================
        n, just n, exactly n, an additional n     ``=``       n to n
        nearly n, almost n, just under n          ``<``       0.9 n to n
        just over n, slightly more than n         ``>``       n to 1.1 n
        about n, around n, roughly n, n or so     ``~``       0.9 n to 1.1 n
        more than n, over n                       ``>``       n and up
        at least n, n or more, n+                 ``>=``      n and up
        less than n, under n, fewer than n        ``<``       n and down
        as much as n, up to n, at most n          ``<=``      n and down
        between n and m, n to m, n-m              ``between`` n to m
        aged n                                    as n        and years old as the unit
        twice, both                               ``=``       2 to 2
        half a century, a quarter of a century    ``=``       50 to 50, 25 to 25 years
        dozens, thousands, tens of thousands      ``between`` from one of them to the last number
                                                              before the next magnitude: 12 to 99,
                                                              1,000 to 9,999, 10,000 to 99,999
        ========================================  ==========  ==================================

        n is written in digits (``183,000``, ``1.5 million``, ``90%``) or in words up to trillions
        (``two``, ``a dozen``, ``half``, ``two hundred and five``); money with its sign (``£1.5m``,
        ``$2bn``). Words after the number are the
        unit, as far as the first preposition. A text that is not understood as a whole gives no
        bounds.

        Parameters
        ----------
        text : str
        low, high : int or float, optional
            Each replaces the bound that the words give.
        unit, scope, as_of : optional
            As in the class; a unit replaces the one that is read.

        Raises
        ------
        ModelError
            ``low`` is above ``high``, or a bound is not a number.

        Examples
        --------
        >>> q = Quantity.parse("nearly 200")
        >>> q.low, q.high, q.comparator
        (180, 200, '<')
        >>> q = Quantity.parse("just two weeks")
        >>> q.low, q.high, q.unit
        (2, 2, 'weeks')
        >>> Quantity.parse("a great many").comparator
        'unknown'
        """
        read_low, read_high, comparator, read_unit = _read(text)
        parts = {"low": low, "high": high, "unit": unit}
        explicit = frozenset(name for name, value in parts.items() if value is not None)
        low = read_low if low is None else low
        high = read_high if high is None else high
        if comparator == "unknown" and not (low is None and high is None):
            comparator = "<=" if low is None else ">=" if high is None else "=" if low == high else "between"
        return cls(text, low, high, comparator, unit or read_unit, scope, as_of, explicit)


Reading = tuple[Number | None, Number | None, Comparator, str | None]

_NOT_UNDERSTOOD: Reading = (None, None, "unknown", None)
_MAX_TEXT = 200
_TOLERANCE = Fraction(1, 10)

_PHRASES: dict[str, tuple[str, ...]] = {
    "near below": ("nearly", "near", "almost", "just under", "just short of", "close to", "approaching", "not quite",
                   "slightly less than", "slightly fewer than", "slightly under"),
    "near above": ("just over", "slightly more than", "slightly over", "a little over", "a little more than"),
    "~": ("about", "around", "approximately", "roughly", "some", "circa", "~"),
    ">": ("more than", "over", "above", "upwards of", "in excess of", "exceeding", "well over", ">"),
    ">=": ("at least", "no fewer than", "no less than", "not less than", "a minimum of", "as few as", "as little as",
           ">=", "≥"),
    "<": ("less than", "fewer than", "under", "below", "well under", "<"),
    "<=": ("as much as", "as many as", "up to", "at most", "no more than", "not more than", "a maximum of", "<=", "≤"),
    "=": ("exactly", "precisely", "="),
    "": ("just", "only", "an additional", "additional", "another", "a further", "a total of", "the", "all", "a full"),
}  # fmt: skip
_FOLLOWING_PHRASES = {
    ("or", "so"): "~",
    ("or", "more"): ">=",
    ("at", "least"): ">=",
    ("+",): ">=",
    ("plus",): ">=",
    ("-", "plus"): ">=",
    ("or", "fewer"): "<=",
    ("or", "less"): "<=",
    ("at", "most"): "<=",
    ("at", "the", "least"): ">=",
    ("at", "the", "most"): "<=",
}


def _words(text: str) -> list[str]:
    return text.split()


_STOPS = frozenset(
    _words(
        "of in on at by for from per to with during over under across since until that who which them those , ; : . ( )"
    )
)
_VAGUE = frozenset(
    _words("few lot lots number couple handful great good large small majority minority host many several")
)
_ONES = _words("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen")
_ONES += _words("sixteen seventeen eighteen nineteen")
_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety")
_SMALL = {word: n for n, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_FRACTIONS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4}
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_LONG_TIMES = {"decade": 10, "century": 100}
_MONEY = "$€£¥"
_SHORT_SCALES = {"k": "thousand", "m": "million", "bn": "billion", "tn": "trillion"}
_MAGNITUDES = {"tens": 10, "dozens": 12, "scores": 20} | {f"{w}s": n for w, n in _SCALES.items() if n >= 100}
_PLURALS = {"percent": "percent", "foot": "feet", "person": "people", "man": "men", "woman": "women"}

_TOKEN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[^\W\d_]+(?:['’][^\W\d_]+)*|[<>]=|\S", re.ASCII)
# Money is counted in letters; elsewhere m is metres, but for what is counted: 2m people.
_SHORT_MONEY = re.compile(rf"(?<=[{_MONEY}])( ?[0-9][0-9,.]*) ?(k|m|bn|tn)(?![^\W_])")
_SHORT_COUNT = re.compile(r"(?<=[0-9]) ?(bn|tn|m(?= (?:people|men|women|children|[a-z]+s)\b))(?![^\W_])")
_DIGITS = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,9})?", re.ASCII)
_LEADING_PHRASES = sorted(
    ((tuple(phrase.split()), meaning) for meaning, phrases in _PHRASES.items() for phrase in phrases),
    key=lambda lead: -len(lead[0]),
)


def _read(text: str) -> Reading:
    if len(text) > _MAX_TEXT:
        return _NOT_UNDERSTOOD
    text = text.lower().replace("per cent", "percent").replace("–", "-").replace("us$", "$")
    text = _SHORT_MONEY.sub(lambda found: f"{found[1]} {_SHORT_SCALES[found[2]]}", text)
    text = _SHORT_COUNT.sub(lambda found: f" {_SHORT_SCALES[found[1]]}", text)
    # A letter right after a digit makes it another thing: 16th, 1980s, 10k.
    if re.search(r"\d[^\W\d_]", text):
        return _NOT_UNDERSTOOD
    tokens = ["percent" if token == "%" else token for token in _TOKEN.findall(text)]
    if tokens[:1] in (["aged"], ["age"], ["ages"]):
        low, high, comparator, unit = _read_tokens(tokens[1:])
        return (low, high, comparator, "years old") if unit in (None, "years", "years old") else _NOT_UNDERSTOOD
    return _read_tokens(tokens)


def _read_tokens(tokens: list[str]) -> Reading:
    meaning, start = _leading_words(tokens)
    for reading in (_magnitude, _between, _times, _single):
        result = reading(tokens, start, meaning)
        if result is not None:
            return result
    return _NOT_UNDERSTOOD


def _leading_words(tokens: list[str]) -> tuple[str, int]:
    meaning, start = "", 0
    while True:
        for phrase, phrase_meaning in _LEADING_PHRASES:
            # "the", "just" and their like may stand before another lead; two meanings at once are not understood.
            if tuple(tokens[start : start + len(phrase)]) == phrase and not (phrase_meaning and meaning):
                meaning, start = phrase_meaning or meaning, start + len(phrase)
                break
        else:
            return meaning, start


def _magnitude(tokens: list[str], start: int, meaning: str) -> Reading | None:
    if meaning or start >= len(tokens) or tokens[start] not in _MAGNITUDES:
        return None
    low, at = _MAGNITUDES[tokens[start]], start + 1
    if len(tokens) > at + 1 and tokens[at] == "of" and tokens[at + 1] in _MAGNITUDES:
        low, at = low * _MAGNITUDES[tokens[at + 1]], at + 2
    rest = _unit(tokens, at + 1 if tokens[at : at + 1] == ["of"] else at)
    if rest is None or low > MAX_NUMBER // 10:
        return None
    return low, 10 * 10 ** (len(str(low)) - 1) - 1, "between", rest[0]


def _between(tokens: list[str], start: int, meaning: str) -> Reading | None:
    opening = tokens[start] if start < len(tokens) else ""
    begin = start + 1 if opening in ("between", "from") else start
    if meaning:
        return None
    if opening == "between":
        # Of "between two hundred and five and three hundred" only one "and" stands between the numbers.
        ands = [place for place in range(begin + 1, len(tokens)) if tokens[place] == "and"]
        firsts = [first for place in ands if (first := _number(tokens[:place], begin)) and first[1] == place]
    else:
        first = _number(tokens, begin)
        joints = ("to",) if opening == "from" else ("to", "-", "or")
        firsts = [first] if first and first[1] < len(tokens) and tokens[first[1]] in joints else []
    for first in firsts:
        second = _number(tokens, first[1] + 1)
        reading = _span(tokens, first, second, tokens[begin] if tokens[begin] in _MONEY else None) if second else None
        if reading is not None:
            return reading
    return None


def _span(
    tokens: list[str], first: tuple[Fraction, int], second: tuple[Fraction, int], currency: str | None
) -> Reading | None:
    low, high, at = first[0], second[0], second[1]
    scale = _SCALES.get(tokens[at - 1])
    if scale and tokens[first[1] - 1] not in _SCALES and low < scale:
        low *= scale  # 5 to 7 million
    rest = _unit(tokens, at)
    if rest is None or rest[1] or low > high:
        return None
    if max(low, high) > MAX_NUMBER:
        return None
    return _to_number(low), _to_number(high), "between", rest[0] or currency


def _times(tokens: list[str], start: int, meaning: str) -> Reading | None:
    n = _TIMES.get(tokens[start]) if start < len(tokens) else None
    rest = tokens[start + 1 :]
    # Not "twice as many", "once upon a time".
    if n is None or len(rest) > 4 or rest[:1] not in ([], ["a"], ["per"], ["each"], ["every"]):
        return None
    return _bounds(Fraction(n), meaning, " ".join(["times", *rest]))


def _single(tokens: list[str], start: int, meaning: str) -> Reading | None:
    number = _number(tokens, start)
    if number is None:
        return None
    n, at = number
    whole = n.denominator == 1
    if not whole and (long_time := _long_time(tokens, at)):
        years, at = long_time
        rest = _unit(tokens, at)
        return _bounds(n * years, meaning or rest[1], "years") if rest and not (meaning and rest[1]) else None
    rest = _unit(tokens, at + 1 if not whole and tokens[at : at + 1] == ["of"] else at)
    if rest is None or (meaning and rest[1]):
        return None
    unit, after = rest
    currency = tokens[start] if tokens[start] in _MONEY else None
    return _bounds(n, meaning or after, unit or currency)


def _long_time(tokens: list[str], at: int) -> tuple[int, int] | None:
    """Read what a fraction is of: half a century, a quarter of a century."""
    at += tokens[at : at + 1] == ["of"]
    at += tokens[at : at + 1] == ["a"]
    years = _LONG_TIMES.get(tokens[at]) if at < len(tokens) else None
    return (years, at + 1) if years else None


def _bounds(n: Fraction, meaning: str, unit: str | None) -> Reading | None:
    if n * (1 + _TOLERANCE if meaning in ("~", "near above") else 1) > MAX_NUMBER:
        return None
    exact, lower, upper = _to_number(n), _to_number(n * (1 - _TOLERANCE)), _to_number(n * (1 + _TOLERANCE))
    match meaning or "=":
        case "near below":
            return lower, exact, "<", unit
        case "near above":
            return exact, upper, ">", unit
        case "~":
            return lower, upper, "~", unit
        case ">" | ">=" as comparator:
            return exact, None, comparator, unit
        case "<" | "<=" as comparator:
            return None, exact, comparator, unit
        case _:
            return exact, exact, "=", unit


def _number(tokens: list[str], at: int) -> tuple[Fraction, int] | None:
    """Read a number from a token on; return it and the place after it."""
    if at < len(tokens) and tokens[at] in _MONEY:
        at += 1
    if at >= len(tokens):
        return None
    if _DIGITS.fullmatch(tokens[at]):
        n, at = Fraction(tokens[at].replace(",", "")), at + 1
    else:
        words = _in_words(tokens, at)
        if words is None:
            return None
        n, at = words
    if tokens[at : at + 3] == ["and", "a", "half"]:
        n, at = n + Fraction(1, 2), at + 3
    while at < len(tokens) and tokens[at] in _SCALES:
        n, at = n * _SCALES[tokens[at]], at + 1
    return n, at


def _in_words(tokens: list[str], at: int) -> tuple[Fraction, int] | None:
    first, second = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else ""
    if first in ("a", "an"):
        if second in _FRACTIONS:
            return Fraction(1, _FRACTIONS[second]), at + 2
        if second not in _SCALES or second == "dozen":
            return None if second in _VAGUE else (Fraction(1), at + 1)
        tokens = [*tokens[:at], "one", *tokens[at + 1 :]]
    if first in ("half", "third", "quarter"):
        n = Fraction(1, _FRACTIONS[first])
        return n, at + (2 if second in ("a", "an") else 1)
    if first in ("no", "none"):
        return Fraction(0), at + 1
    if first == "both":
        return Fraction(2), at + 1
    total, group, start = 0, 0, at
    while at < len(tokens):
        word, following = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else ""
        if word in _SMALL:
            if group % 10 or (group % 100 and _SMALL[word] >= 10):
                break
            group += _SMALL[word]
        elif word == "hundred" and group:
            group *= 100
        elif word in ("thousand", "million", "billion", "trillion") and group:
            total, group = total + group * _SCALES[word], 0
        elif not (at > start and following in _SMALL and _joins(word, total, group)):
            break
        at += 1
    if at == start:
        return None
    n = Fraction(total + group)
    # two thirds, three-quarters, one-third
    parts = at + 1 if tokens[at : at + 1] == ["-"] else at
    if parts < len(tokens) and tokens[parts] in (("third", "quarter", "half") if n == 1 else ("thirds", "quarters")):
        return n / _FRACTIONS[tokens[parts]], parts + 1
    return n, at


def _joins(word: str, total: int, group: int) -> bool:
    """Whether a word stands inside a number: twenty-five, two hundred and five; not between ten and fifteen."""
    if word == "-":
        return group % 100 >= 20 and group % 10 == 0
    return word == "and" and group % 100 == 0 and bool(total or group)


def _unit(tokens: list[str], at: int) -> tuple[str | None, str] | None:
    """Read the words after a number: the unit and a comparator that follows it, or None where they hold a number."""
    rest, after, joined = tokens[at:], "", False
    if any(token in _SMALL or token in _SCALES or token in _MAGNITUDES or token[0].isdigit() for token in rest):
        return None
    for words, comparator in _FOLLOWING_PHRASES.items():
        for place in range(len(rest) - len(words) + 1):
            if not after and tuple(rest[place : place + len(words)]) == words:
                rest, after = rest[:place] + rest[place + len(words) :], comparator
    if rest and rest[0] == "-":
        rest, joined = rest[1:], True
    end = next((n for n, token in enumerate(rest) if token in _STOPS), len(rest))
    words_ = [word for word in rest[:end] if word != "-"]
    if words_[:1] == ["the"]:
        words_ = words_[1:]
    if not words_ or len(words_) > 4:
        return None, after
    if joined:  # 10-episode, two-week
        words_[0] = _PLURALS.get(words_[0], words_[0] + "s")
    elif words_[0] == "percent":
        words_ = words_[:1]
    return " ".join(words_), after


def _to_number(n: Fraction) -> Number:
    return n.numerator if n.denominator == 1 else float(n)
