"""Text where Streamlit reads Markdown: its sentences, labels and tooltips."""

from __future__ import annotations

import re

# Addresses, icons and arrows are sought in a text after its Markdown was read, so that no escape keeps them from being
# found. An empty span inside parts them; nothing is seen of it, and nothing is copied with it.
_APART = ":small[]"
_PARTED = re.compile(
    r"(?<=http)(?=s?://)|(?<=www)(?=\.)|(?<=@)(?=\w)|(?<=:)(?=[\w+-]+:)|(?<=:material)(?=/)|(?<=[-<>~])(?=[->=])",
    re.IGNORECASE,
)
_BEGIN = re.compile(r"^([ \t]?)([ \t]*)(?:([#+=-])|(\d+)([.)]))?", re.MULTILINE)
_SIGN = re.compile(r"[\\`*_~\[\]<>&${|]|:(?=[\0\w:+/-])")


def plain(text: object) -> str:
    r"""Return a text as Streamlit takes it where it reads Markdown, so that it is shown as it is.

    Every sentence and label that is not written in the program goes through this: a name, a title or an address may
    hold any sign. What stands between blank lines stays a paragraph.

    Parameters
    ----------
    text : object
        Taken as ``str()`` has it.

    Examples
    --------
    >>> print(plain("Ines said: 5 of 7 (see p. 3)"))
    Ines said: 5 of 7 (see p. 3)
    >>> print(plain("*a* [b](http://c.example)"))
    \*a\* \[b\](http:small[]\://c.example)
    """
    parted = _PARTED.sub("\0", str(text).replace("\0", "\ufffd"))
    escaped = _SIGN.sub(lambda found: f"\\{found[0]}", parted)
    return _BEGIN.sub(_begin, escaped).replace("\0", _APART)


def _begin(found: re.Match[str]) -> str:
    """Return the beginning of a line so that no code, list, heading or rule begins there."""
    first, space, sign, number, end = found.groups("")
    indent = f"&#{ord(first)};" if first else ""
    return f"{indent}{space}{f'\\{sign}' if sign else ''}{number}{f'\\{end}' if end else ''}"
