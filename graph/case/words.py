"""Texts made fit to show: one line, no invisible characters, not too long; numbers with their nouns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

JOINERS = "\u200c\u200d"
"""What joins letters of Persian, and emoji; without them both fall apart."""
_SPACES = str.maketrans(dict.fromkeys("\t\n\v\f\r\x85\u2028\u2029", " "))


@lru_cache(maxsize=10_000)
def clean(text: str) -> str:
    """Return ``text`` as one line without control characters, bidirectional overrides and lone surrogates."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    characters = []
    for char in text.translate(_SPACES):
        category = unicodedata.category(char)
        if category == "Cs":
            characters.append("\ufffd")
        elif category in ("Cc", "Cn") or (category == "Cf" and char not in JOINERS):
            continue
        else:
            characters.append(char)
    return " ".join("".join(characters).split())


def is_blank(text: str) -> bool:
    r"""Return whether nobody would see anything of a text.

    Examples
    --------
    >>> [is_blank(text) for text in ("", " \t", "\u00a0\u200b", "\u200d", "-", "a ")]
    [True, True, True, True, False, False]
    """
    start = text.lstrip()[:1]
    # most texts begin with what is seen
    return not (start.isprintable() and start) and not clean(text).strip(JOINERS)


def unlike_in_form(words: str, text: str) -> str:
    r"""Return why words that look as if they stood in a text do not; empty where they do not look so.

    Examples
    --------
    >>> unlike_in_form("Zo\u00eb", "Zoe\u0308 Brandt")
    'it looks the same, but one has its accents as letters of their own (NFD), the other has not (NFC)'
    >>> unlike_in_form("Zoe", "Zo\u00eb")
    ''
    """
    if unicodedata.normalize("NFC", words) in unicodedata.normalize("NFC", text):
        return "it looks the same, but one has its accents as letters of their own (NFD), the other has not (NFC)"
    if _plain_form(words) in _plain_form(text):
        return "it looks the same, but for spaces of another kind, ligatures or characters that nobody sees"
    return ""


def _plain_form(text: str) -> str:
    text = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    return " ".join(text.split())


def number_of(n: int, what: str) -> str:
    """Return a number with its noun: ``1 node``, ``1,204 nodes``."""
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def joined_with_and(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: ``A, B and C``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


_PLURALS = {"children", "men", "people", "police", "women"}
_SINGULARS = {"news", "series"}
_PLURAL_FORMS = {"is": "are", "was": "were", "has": "have"}
_AFTER_THE_NOUN = re.compile(r" (?:\(|(?:at|from|in|of|on|that|to|which|who|with)\b)")


def names_several(name: str) -> bool:
    """Return whether a name is a plural: of proper names, which may end in an s, none is.

    Examples
    --------
    >>> [names_several(name) for name in ("The officers", "Signers of the petition", "Older hands (the pier)")]
    [True, True, True]
    >>> [names_several(name) for name in ("Ines", "Charles Jones of Maine", "Dockers’ Union", "Proof that he is of")]
    [False, False, False, False]
    """
    found = _AFTER_THE_NOUN.search(name)
    before = (name[: found.start()] if found else name).split()
    if not before:
        return False
    noun = before[-1]
    if noun.lower() in _PLURALS:
        return True
    # a word alone is written large though it is no name, as in "Signers of …"
    told = noun[0].islower() or (found is not None and len(before) == 1)
    return told and noun.endswith("s") and not noun.endswith(("ss", "us", "is", "ics")) and noun not in _SINGULARS


def agreeing(verb: str, name: str) -> str:
    """Return words that begin with a verb of the third person as they follow a name.

    Examples
    --------
    >>> agreeing("is accused of", "The officers"), agreeing("asserts that", "The officers"), agreeing("was", "Ines")
    ('are accused of', 'assert that', 'was')
    """
    if not names_several(name):
        return verb
    return re.sub(r"^\w+", lambda first: _plural_form(first[0]), verb)


def _plural_form(verb: str) -> str:
    if verb in _PLURAL_FORMS:
        return _PLURAL_FORMS[verb]
    return f"{verb.removesuffix('ies')}y" if verb.endswith("ies") else verb.removesuffix("s")


_FUNCTION_WORD = re.compile(
    r"(?:A|All|An|And|At|Because|Both|But|By|Each|Every|For|From|He|Her|His|If|In|Its?|Nobody|No|Nothing|Of|On|One|Only|She|"
    r"Several|Since|So|Some|That|The|Their|There|These|They|This|Those|Two|Three|What|When|Where|Who|With) "
)


def within_sentence(text: str) -> str:
    """Return a sentence as a part of another one: without its full stop, and begun small where that is no name.

    Examples
    --------
    >>> within_sentence("The article names one."), within_sentence("Ada Quill names one")
    ('the article names one', 'Ada Quill names one')
    """
    small = f"{text[0].lower()}{text[1:]}" if _FUNCTION_WORD.match(text) else text
    return small.removesuffix(".")


def shorten(text: str, length: int) -> str:
    """Return at most ``length`` characters of ``text``, cut between words where that loses little."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    space = cut.rfind(" ")
    if space > length * 0.6:
        cut = cut[:space]
    return cut.rstrip(" ,;:.–—-") + "…"


def moment(time: str) -> str:
    """Return a time of ISO 8601 to the minute, in UTC; what is no such time as it is.

    Examples
    --------
    >>> moment("2019-04-18T10:15:30+02:00"), moment("once")
    ('2019-04-18 08:15 UTC', 'once')
    """
    try:
        return f"{datetime.fromisoformat(time).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    except ValueError:
        return time
