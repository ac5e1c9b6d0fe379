"""Finds nodes by what is written about them, typing errors forgiven; the same on both stores.

The names are read once for each version of a store and kept in memory: a search is then a matter of
milliseconds, wherever the graph is kept.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from graph.case.captions import node_caption
from graph.case.schema import Schema
from graph.elements import Key, Node
from graph.stores import Store

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST = 300
"""Characters of a text property that are searched."""

RECORDS = frozenset({"Mention", "Passage", "CaseFile"})
"""Labels of a case's nodes that nobody looks for."""
_UNSEARCHED = frozenset(
    {
        "case_id",
        "type",
        "status",
        "statement",
        "predicate",
        "stance",
        "verb",
        "edtf",
        "text_sha256",
        "language",
        "inferred",
    }
)
_NAMES = ("name", "aliases", "title", "publisher", "label")
"""Properties that hold what something is called."""
_ALIAS, _TEXT, _CLAIM = 0.05, 0.3, 0.2
"""What a hit loses where it is not by the name itself: another name, any other text, and the words of a claim."""
_CLOSE = 0.72
"""Least similarity of two words (1: the same) that counts as a typing error."""
_LINE_END, _SPACE = b"\n "
_GAPS = re.compile(r"[\W_]+")
_NOT_ALPHANUMERIC = {code: " " for code in range(128) if not chr(code).isalnum()}


@dataclass(frozen=True, slots=True)
class Hit:
    """A node that a search found.

    Parameters
    ----------
    key, id : str
    name : str
    type : str
        What it is drawn as.
    labels : tuple of str
    matched : str
        The name, alias, mention or text that fits.
    score : float
        1 is best.
    guess : bool
        Nothing is written so; what is found is only spelt alike.
    """

    key: str
    id: str
    name: str
    type: str
    labels: tuple[str, ...]
    matched: str
    score: float
    guess: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A node as it can be found: ``texts`` are its name, ``names - 1`` other names, and all else that is written."""

    key: str
    id: str
    name: str
    type: str
    labels: tuple[str, ...]
    texts: tuple[str, ...]
    names: int = 1


class SearchIndex:
    """The names and texts of a store.

    Parameters
    ----------
    entries : iterable of Entry
        Each with one text at least.

    Notes
    -----
    The folded texts stand in one array of bytes, and a search is a few passes of numpy over it: what it
    takes hardly depends on how many of them fit, so that the first letter typed is as quick as the tenth.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        import numpy as np

        self.entries = tuple(entries)
        folded = [fold(text) for entry in self.entries for text in entry.texts]
        sizes = np.array([len(entry.texts) for entry in self.entries], dtype=np.int64)
        # of each entry, the number of its name among all texts
        self._names: NDArray[np.int64] = np.cumsum(sizes) - sizes
        self._lower = np.array([less for entry in self.entries for less in _lower(entry)], dtype=np.float64)
        codes: dict[str, int] = {}
        of_entry = [codes.setdefault(Key(entry.key).case, len(codes)) for entry in self.entries]
        self._codes, self._case_of = codes, np.repeat(np.array(of_entry, dtype=np.int32), sizes)
        ranked = sorted(range(len(sizes)), key=lambda n: (len(self.entries[n].name), self.entries[n].key))
        self._rank = np.empty(len(sizes), dtype=np.int64)
        self._rank[ranked] = np.arange(len(sizes))
        self._texts = _Texts(folded)
        self._words = _Words(folded)

    def search(self, text: str, *, case: str = "", first: str = "", limit: int = 12) -> list[Hit]:
        """Return the best hits for what was typed so far; only where nothing is written so, what is spelt alike.

        Parameters
        ----------
        text : str
        case : str
            Only nodes of this case; empty: all.
        first : str
            A case whose hits come before all others.
        limit : int

        Returns
        -------
        list of Hit
            Best first; ties by the length of the name, then by key.
        """
        import numpy as np

        wanted = fold(text[:LONGEST])
        if not wanted or (case and case not in self._codes) or not self.entries:
            return []
        allowed = self._case_of == self._codes[case] if case else np.True_
        scores = self._texts.scores(wanted) * allowed
        if " " in wanted or not scores.any():  # words in another order
            scores = np.maximum(scores, self._words.scores(wanted.split()) * allowed)
        guess = not scores.any()
        if guess:  # typing errors
            scores = self._words.scores(wanted.split(), alike=True) * allowed
        scores = np.maximum(scores - self._lower, 0.01) * (scores > 0)
        best = np.maximum.reduceat(scores, self._names)
        if first and first in self._codes:
            best += (self._case_of[self._names] == self._codes[first]) * (best > 0)
        numbers = np.flatnonzero(best)
        order = np.rint((2 - best[numbers]) * 1e6).astype(np.int64) * len(best) + self._rank[numbers]
        if len(numbers) > limit:
            nearest = np.argpartition(order, limit)[:limit]
            numbers, order = numbers[nearest], order[nearest]
        return [self._hit(number, scores, guess) for number in numbers[np.argsort(order)].tolist()]

    def _hit(self, number: int, scores: NDArray[np.float64], guess: bool) -> Hit:
        entry = self.entries[number]
        start = int(self._names[number])
        of_texts = scores[start : start + len(entry.texts)]
        which = int(of_texts.argmax())
        score = round(float(of_texts[which]), 3)
        return Hit(entry.key, entry.id, entry.name, entry.type, entry.labels, entry.texts[which], score, guess)


def _lower(entry: Entry) -> Iterator[float]:
    """Yield what a hit by each text of an entry counts less than one by its name."""
    of_claim = _CLAIM if entry.type == "Claim" else 0.0
    for number in range(len(entry.texts)):
        yield of_claim + (0.0 if number == 0 else _ALIAS if number < entry.names else _TEXT)


class _Texts:
    """Finds texts by any part of them, as it is typed."""

    def __init__(self, folded: list[str]) -> None:
        import numpy as np

        # Between line ends, which no folded text holds.
        joined = ("\n" + "".join(f"{text}\n" for text in folded)).encode()
        self._bytes = np.frombuffer(joined, dtype=np.uint8)
        self._counts = np.bincount(self._bytes, minlength=256)
        self._ends = np.flatnonzero(self._bytes == _LINE_END)[1:]

    def scores(self, wanted: str) -> NDArray[np.float64]:
        """Return of each text how well it fits: 1 the whole of it, 0.95 its start, 0.9 a word's start, 0.7 inside."""
        import numpy as np

        scores = np.zeros(len(self._ends))
        at, size = self._places(wanted.encode()), len(wanted.encode())
        texts = np.searchsorted(self._ends, at)
        before, after = self._bytes[at - 1], self._bytes[at + size]
        scores[texts] = 0.7
        scores[texts[before == _SPACE]] = 0.9
        scores[texts[before == _LINE_END]] = 0.95
        scores[texts[(before == _LINE_END) & (after == _LINE_END)]] = 1
        return scores

    def _places(self, wanted: bytes) -> NDArray[np.int64]:
        import numpy as np

        rarest = min(range(len(wanted)), key=lambda n: self._counts[wanted[n]])
        at = np.flatnonzero(self._bytes == wanted[rarest]) - rarest
        at = at[(at > 0) & (at + len(wanted) < len(self._bytes))]
        for n, byte in enumerate(wanted):
            at = at[self._bytes[at + n] == byte]
        return at


class _Words:
    """Finds texts by their words, in any order and with typing errors."""

    def __init__(self, folded: list[str]) -> None:
        import numpy as np

        texts: dict[str, list[int]] = {}
        for number, text in enumerate(folded):
            for word in set(text.split()):
                texts.setdefault(word, []).append(number)
        self._size = len(folded)
        self._words = sorted(texts)
        self._bounds = np.cumsum([0, *(len(texts[word]) for word in self._words)]).tolist()
        self._texts = np.fromiter((n for word in self._words for n in texts[word]), dtype=np.int64)
        self._of_length: dict[int, list[int]] = {}
        for number, word in enumerate(self._words):
            self._of_length.setdefault(len(word), []).append(number)

    def scores(self, wanted: list[str], *, alike: bool = False) -> NDArray[np.float64]:
        """Return of each text how well its words fit those wanted, every one of which must be there: up to 0.85.

        Where ``alike``, a word that is only spelt like one that is wanted fits too.
        """
        import numpy as np

        total = np.zeros(self._size)
        for n, word in enumerate(wanted):
            scores = self._close(word, alike)
            total = scores if n == 0 else np.where((total > 0) & (scores > 0), total + scores, 0)
            if not total.any():
                break
        return 0.85 * total / len(wanted)

    def _close(self, wanted: str, alike: bool) -> NDArray[np.float64]:
        import numpy as np

        scores = np.zeros(self._size)
        if alike and len(wanted) >= 3:
            # The best come last, and stay.
            for score, word in sorted(self._similar(wanted)):
                scores[self._texts[self._bounds[word] : self._bounds[word + 1]]] = score
        start, end = bisect_left(self._words, wanted), bisect_left(self._words, wanted + "\U0010ffff")
        begins = self._texts[self._bounds[start] : self._bounds[end]]
        scores[begins] = np.maximum(scores[begins], 0.95)
        return scores

    def _similar(self, wanted: str) -> Iterator[tuple[float, int]]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        # Words of other lengths differ by more than is allowed.
        for length in range(ceil(_CLOSE * len(wanted)), int(len(wanted) / _CLOSE) + 1):
            numbers = self._of_length.get(length, [])
            words = [self._words[number] for number in numbers]
            matches = process.extract(wanted, words, scorer=OSA.normalized_similarity, score_cutoff=_CLOSE, limit=None)
            yield from ((score, numbers[place]) for _, score, place in matches)


def read_index(store: Store, schema: Schema, *, limit: int | None = None) -> SearchIndex:
    """Read every node that has something to be found by; of a larger store only the first ``limit`` nodes."""
    labels = store.schema().labels
    printed: dict[str, list[str]] = {}
    if "Mention" in labels:
        rows = store.query(
            "MATCH (m:Mention)-[:REFERS_TO]->(n:Entity) "
            "RETURN DISTINCT n.case_id AS case_id, n.id AS id, m.text AS text"
        ).rows
        for case, id, text in rows:
            printed.setdefault(Key.of(case, id), []).append(text)
    records = [label for label in sorted(RECORDS) if label in labels]
    others = " AND ".join(f"NOT n:{label}" for label in records)
    scope = f"WHERE n.case_id IS NULL OR ({others})" if records else ""
    first = "" if limit is None else f"LIMIT {limit}"
    # Row by row: all nodes at once, with all of their properties, may be more than memory holds.
    with store.stream(f"MATCH (n) {scope} RETURN n {first}") as stream:
        return SearchIndex(entry_of(row[0], printed.get(row[0].key, []), schema) for row in stream)


def fold(text: str) -> str:
    """Return a text as it is compared: no case, no accents, single spaces.

    Examples
    --------
    >>> fold("Tomás  LEAL")
    'tomas leal'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        if not text.isascii():
            bare = "".join(char for char in text if not unicodedata.combining(char))
            return " ".join(_GAPS.sub(" ", bare.casefold()).split())
    return " ".join(text.lower().translate(_NOT_ALPHANUMERIC).split())


def entry_of(node: Node, printed: list[str], schema: Schema) -> Entry:
    """Return a node as it can be found; ``printed`` are its mentions."""
    type_ = schema.type_of(node.labels)
    name = node_caption(node, type_)
    names, texts = [name, *sorted(printed)], list[str]()
    for key, value in sorted(node.properties.items()):
        if key not in _UNSEARCHED and not (key == "id" and type_.name == "Claim"):  # nobody looks for these
            (names if key in _NAMES else texts).extend(_texts_in(value))
    names = list(dict.fromkeys(text[:LONGEST] for text in names))
    unique = tuple(dict.fromkeys([*names, *(text[:LONGEST] for text in texts)]))
    return Entry(node.key, node.id, name, type_.name, node.labels, unique, len(names))


def _texts_in(value: object) -> Iterator[str]:
    """Yield the texts, and the numbers as texts, of a property."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str | int | float) and not isinstance(item, bool):
            yield str(item)
