"""The language of a text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_ENOUGH = 60
"""Letters below which a text says too little of its language."""
_LOOKED_AT = 8_000
"""Characters at the beginning of a text by which its language is told."""
_SURE = 0.8


def language_of(text: str) -> str:
    """Return the language of a text, as in ``en``; empty where the text is too short or not clear.

    Without the library for it every text's language is unknown, and can be read all the same.
    """
    beginning = text[:_LOOKED_AT]
    if sum(map(str.isalpha, beginning)) < _ENOUGH:
        return ""
    try:
        language, sure = _identifier().classify(beginning)
    except (ImportError, OSError):  # it unpacks its model into a file: the disk may be full
        return ""
    return str(language) if sure >= _SURE else ""


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
