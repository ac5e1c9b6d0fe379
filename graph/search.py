"""Finds nodes by what is written about them, typing errors forgiven; the same on both stores.

The names are read once for each version of a store and kept in memory: a search is then a matter of
milliseconds, wherever the graph is kept.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest

from graph.captions import node_caption
from graph.schema import NodeType, Schema
from graph.stores.base import Node, Store

LONGEST = 300
"""Characters of a text property that are searched."""

_RECORDS = frozenset({"Mention", "Passage", "CaseFile"})
_UNSEARCHED = frozenset(
    {"id", "case_id", "type", "status", "statement", "predicate", "stance", "verb", "edtf", "text_sha256"}
)
_CLOSE = 0.72
"""Least similarity of two words (1: the same) that counts as a typing error."""


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
    """

    key: str
    id: str
    name: str
    type: str
    labels: tuple[str, ...]
    matched: str
    score: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A node as it can be found: its name first, then all else that is printed of it."""

    key: str
    id: str
    name: str
    type: str
    labels: tuple[str, ...]
    texts: tuple[str, ...]


class SearchIndex:
    """The names and texts of a store.

    Parameters
    ----------
    entries : iterable of Entry
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._texts: list[tuple[str, int, int]] = []  # folded text, entry, which of its texts
        self._words: dict[str, list[int]] = {}  # folded word -> places in _texts
        for number, entry in enumerate(self.entries):
            for which, text in enumerate(entry.texts):
                folded = fold(text)
                place = len(self._texts)
                self._texts.append((folded, number, which))
                for word in set(folded.split()):
                    self._words.setdefault(word, []).append(place)

    def search(self, text: str, *, case: str = "", limit: int = 12) -> list[Hit]:
        """Return the best hits for what was typed so far.

        Parameters
        ----------
        text : str
        case : str
            Only nodes of this case; empty: all.
        limit : int

        Returns
        -------
        list of Hit
            Best first; ties by key.
        """
        wanted = fold(text[:LONGEST])
        if not wanted:
            return []
        best: dict[int, tuple[float, int]] = {}
        for place, score in self._scores(wanted):
            _, number, which = self._texts[place]
            entry = self.entries[number]
            if case and not entry.key.startswith(f"{case}/"):
                continue
            # A name counts a little more than an alias or a text.
            score -= 0.05 * min(which, 1)
            if number not in best or score > best[number][0]:
                best[number] = (score, which)
        order = nsmallest(
            limit,
            best.items(),
            key=lambda item: (-item[1][0], len(self.entries[item[0]].name), self.entries[item[0]].key),
        )
        return [self._hit(number, score, which) for number, (score, which) in order]

    def _hit(self, number: int, score: float, which: int) -> Hit:
        entry = self.entries[number]
        return Hit(entry.key, entry.id, entry.name, entry.type, entry.labels, entry.texts[which], round(score, 3))

    def _scores(self, wanted: str) -> Iterator[tuple[int, float]]:
        inside = False
        for place, (folded, _, _) in enumerate(self._texts):
            at = folded.find(wanted)
            if at < 0:
                continue
            inside = True
            word_start = at == 0 or folded[at - 1] == " "
            whole = len(folded) == len(wanted)
            yield place, 1.0 if whole else 0.95 if at == 0 else 0.9 if word_start else 0.7
        # Words in another order, and typing errors: only where there is a word that long.
        if not inside or " " in wanted:
            yield from self._close(wanted.split())

    def _close(self, wanted: list[str]) -> Iterator[tuple[int, float]]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        totals: dict[int, float] = {}
        for number, word in enumerate(wanted):
            scores = {w: 0.95 for w in self._words if w.startswith(word)}
            if len(word) >= 3:
                close = process.extract(
                    word, self._words.keys(), scorer=OSA.normalized_similarity, score_cutoff=_CLOSE, limit=50
                )
                for w, score, _ in close:
                    scores[w] = max(scores.get(w, 0.0), score)
            places: dict[int, float] = {}
            for w, score in scores.items():
                for place in self._words[w]:
                    places[place] = max(places.get(place, 0.0), score)
            # Every word must be there.
            totals = places if number == 0 else {p: totals[p] + s for p, s in places.items() if p in totals}
        for place, total in totals.items():
            yield place, 0.85 * total / len(wanted)


def read_index(store: Store, schema: Schema) -> SearchIndex:
    """Read every node that has something to be found by."""
    labels = store.schema().labels
    printed: dict[str, list[str]] = {}
    if "Mention" in labels:
        rows = store.query(
            "MATCH (m:Mention)-[:REFERS_TO]->(n:Entity) "
            "RETURN DISTINCT n.case_id AS case_id, n.id AS id, m.text AS text"
        ).rows
        for case, id, text in rows:
            printed.setdefault(f"{case}/{id}", []).append(text)
    nodes = (row[0] for row in store.query("MATCH (n) RETURN n").rows)
    return SearchIndex(_entry(node, printed.get(node.key, []), schema) for node in nodes if not _record(node))


def fold(text: str) -> str:
    """Return a text as it is compared: no case, no accents, single spaces.

    Examples
    --------
    >>> fold("Tomás  LEAL")
    'tomas leal'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def _record(node: Node) -> bool:
    ours = "case_id" in node.properties
    # A claim is found by what it says; without words of its own there is nothing to find.
    return ours and (not _RECORDS.isdisjoint(node.labels) or ("Claim" in node.labels and "says" not in node.properties))


def _entry(node: Node, printed: list[str], schema: Schema) -> Entry:
    type_ = schema.node_type(node.labels) or NodeType(min(node.labels, default=""), "", "", "", (), "")
    name = node_caption(node, type_)
    texts = [name, *sorted(printed)]
    for key, value in sorted(node.properties.items()):
        if key not in _UNSEARCHED:
            texts += [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
    unique = tuple(dict.fromkeys(text[:LONGEST] for text in texts))
    return Entry(node.key, node.id, name, type_.name, node.labels, unique)
