"""Words that are spelt nearly alike, found without comparing each with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

MOST_EDITS = 1
LEAST_LIKENESS = 0.92
"""Jaro–Winkler similarity: one letter in a short word is another word."""
SHORTEST, LONGEST = 6, 40
"""Characters of the words that are compared: one letter makes another name of a short one."""


class Near:
    """Words by what is left of them without one letter: two that are one edit apart have such a rest in common."""

    def __init__(self, words: Iterable[str]) -> None:
        self._rests: dict[str, list[str]] = defaultdict(list)
        for word in sorted(set(words)):
            if SHORTEST <= len(word) <= LONGEST:
                for rest in _rests(word):
                    self._rests[rest].append(word)

    def find(self, word: str) -> list[tuple[str, float]]:
        """Return the other words at most one edit away, each with its likeness, the likest first."""
        if not SHORTEST <= len(word) <= LONGEST:
            return []
        candidates = {other for rest in _rests(word) for other in self._rests.get(rest, ()) if other != word}
        found = []
        for other in candidates:
            if DamerauLevenshtein.distance(word, other, score_cutoff=MOST_EDITS) <= MOST_EDITS:
                likeness = JaroWinkler.similarity(word, other)
                if likeness >= LEAST_LIKENESS:
                    found.append((other, likeness))
        return sorted(found, key=lambda each: (-each[1], each[0]))


def _rests(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
