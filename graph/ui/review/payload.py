"""What the screen is told of a review: the text with all that is proposed of it, once, and what changed since."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.case.model import Case
from graph.case.schema import load_schema
from graph.extract.found import Span
from graph.extract.proposals import measured_scores
from graph.review.decisions import in_force, read
from graph.review.reviewing import CoveredSentence, Item, Review
from graph.ui.review.rules import in_words, score_in_words

PART = 100_000
"""Characters of a text from which on it is shown in parts: a browser would draw a longer one slowly."""
_COVER = {"cited": "c", "proposed": "p", "untouched": "u"}
KEY = "sent"
"""In the value of a decision: the key that the browser gave it, by which one that is sent twice is known."""

Row = dict[str, Any]


def parts(text: str, items: Iterable[Item]) -> list[Span]:
    """Return the parts in which a text is shown: whole paragraphs, at most about :data:`PART` characters.

    No proposal but those of names lies in two of them.
    """
    within = sorted((each.spans[0][0], each.spans[-1][1]) for each in items if each.kind not in ("entity", "merge"))
    found: list[Span] = []
    start = reached = 0
    for match in re.finditer(r"\n[^\S\n]*\n+", text):
        end = match.end()
        while within and within[0][0] < end:
            reached = max(reached, within.pop(0)[1])
        if end - start >= PART and reached <= end:
            found.append((start, end))
            start = end
    if start < len(text) or not found:
        found.append((start, len(text)))
    return found


def row(item: Item, part: Span) -> Row:
    """Return a proposal as the browser has it, as far as it lies in a part of the text; positions count code points."""

    def inside(spans: Iterable[Sequence[int]]) -> list[list[int]]:
        return [list(span) for span in spans if part[0] <= span[0] and span[1] <= part[1]]

    value = {name: each for name, each in item.value.items() if name not in (KEY, "spans", "id", "with")}
    if "named" in value:
        value["named"] = inside(value["named"])
    return {
        "id": item.id,
        "kind": item.kind,
        "spans": inside(item.spans),
        "rule": item.rule,
        "score": round(item.score, 3),
        "evidence": inside(item.evidence),
        "value": value,
        "state": item.state,
        "row": item.row,
    }


def rules_of(items: Iterable[Item]) -> dict[str, dict[str, str]]:
    """Return the rules of proposals in words, by kind and rule.

    What has the score of its kind, because its rule was not measured, is told as not measured.
    """
    measured = measured_scores()
    scores = {(item.kind, item.rule): item.score if f"{item.kind}/{item.rule}" in measured else 0.0 for item in items}
    return {
        f"{kind}/{rule}": {"words": in_words(kind, rule), "said": score_in_words(score)}
        for (kind, rule), score in scores.items()
    }


def predicates() -> list[dict[str, Any]]:
    """Return what can relate two ends, with the types that it takes."""
    return [
        {
            "name": each.name,
            "caption": each.caption,
            "clause": each.clause,
            "from": sorted(each.domain),
            "to": sorted(each.range),
            "accusatory": each.accusatory,
        }
        for each in load_schema().predicates.values()
    ]


def types() -> list[dict[str, str]]:
    """Return the types of entities, with their colours."""
    return [{"name": each.name, "colour": each.colour} for each in load_schema().entity_types.values()]


def cover(sentences: Iterable[CoveredSentence]) -> str:
    """Return for each sentence a letter: c (cited), p (proposed), u (untouched)."""
    return "".join(_COVER[sentence.cover] for sentence in sentences)


@dataclass(frozen=True, slots=True)
class Entities:
    """The entities of a case that no proposal of the source under review stands for."""

    rows: tuple[tuple[str, str, str, tuple[str, ...]], ...]

    def as_rows(self) -> list[Row]:
        """Return them as the browser has them."""
        return [{"id": id, "name": name, "type": type, "aliases": aliases} for id, name, type, aliases in self.rows]


class Told:
    """What the browser was told of a review, a version for each time that something changed.

    The browser says which version it has. It is told every row that changed since, as the row is now: so it does not
    matter which of the messages between were lost.

    Parameters
    ----------
    review : Review
    case : str
        Id of the case, which with the source names what the browser keeps.
    part : int
        Which part of a long text is shown, from 0.
    """

    def __init__(self, review: Review, case: str, part: int = 0) -> None:
        self.review = review
        items = review.items
        self.parts = parts(review.text, items)
        self.part = part if 0 <= part < len(self.parts) else 0
        self._span = self.parts[self.part]
        self._items = self._rows(items)
        self._entities = _entities(review.case, items)
        self._entities_at = 0
        self._changed: list[frozenset[str]] = []
        sentences = self._sentences()
        self._cover = cover(sentences)
        self.content: Row = {
            "case": case,
            "source": {"id": review.source_id, "title": review.source.title},
            "text": review.text[slice(*self._span)],
            "offset": self._span[0],
            "sentences": [[each.start, each.end] for each in sentences],
            "items": list(self._items.values()),
            "entities": self._entities.as_rows(),
            "rules": rules_of(items),
            "types": types(),
            "predicates": predicates(),
        }

    @property
    def version(self) -> int:
        """The number of times that something changed."""
        return len(self._changed)

    def _sentences(self) -> list[CoveredSentence]:
        start, end = self._span
        return [each for each in self.review.coverage() if start <= each.start < end]

    def _rows(self, items: Iterable[Item]) -> dict[str, Row]:
        """Return what lies in the part that is shown, and all names: who speaks here may be named elsewhere."""
        start, end = self._span
        return {
            item.id: row(item, self._span) for item in items if item.kind == "entity" or start <= item.spans[0][0] < end
        }

    def look_again(self) -> None:
        """Take note of what changed in the review."""
        items = self.review.items
        now = self._rows(items)
        changed = {id for id, each in now.items() if self._items.get(id) != each} | (self._items.keys() - now.keys())
        entities, covered = _entities(self.review.case, items), cover(self._sentences())
        if not changed and entities == self._entities and covered == self._cover:
            return
        self._changed.append(frozenset(changed))
        self._items, self._cover = now, covered
        if entities != self._entities:
            self._entities, self._entities_at = entities, self.version

    def since(self, version: int) -> Row:
        """Return what changed since a version that the browser has."""
        version = version if 0 <= version <= self.version else 0
        ids = frozenset[str]().union(*self._changed[version:])
        return {
            "since": version,
            "version": self.version,
            "items": [self._items[id] for id in sorted(ids) if id in self._items],
            "gone": sorted(ids - self._items.keys()),
            "cover": self._cover,
            "entities": self._entities.as_rows() if self._entities_at > version else None,
            "decides": [entity.id for entity in self.review.case.entities if entity.decides],
            "done": decided(self.review),
        }


def _entities(case: Case, items: Iterable[Item]) -> Entities:
    # what is one with an entity of the case is chosen as that entity, not as what the text calls it
    named = {
        item.row
        for item in items
        if (item.kind in ("entity", "event") and not item.value.get("into"))
        or (item.kind == "mention" and item.rule == "added" and not item.value.get("entity"))
    }
    return Entities(
        tuple(
            (entity.id, entity.name, entity.type, entity.aliases) for entity in case.entities if entity.id not in named
        )
    )


def decided(review: Review) -> list[str]:
    """Return what of this source was decided and holds, the last decision last: what undo goes back along."""
    rows = [each for each in read(review.decisions_path) if each.source == review.source_id]
    last = {proposal: held[-1].time for proposal, held in in_force(rows).items()}
    return sorted(last, key=lambda proposal: last[proposal])


def keys_in(decisions_path: Path) -> set[str]:
    """Return the keys of all decisions that were written, which a browser may send again after a crash."""
    return {str(key) for each in read(decisions_path) if (key := each.value.get(KEY))}


def progress(states: Mapping[str, int]) -> str:
    """Return how far a review is, in words.

    Examples
    --------
    >>> progress({"open": 4, "accepted": 10, "rejected": 2})
    '12 of 16 decided'
    >>> progress({"open": 0, "accepted": 0, "rejected": 0})
    'nothing is proposed'
    """
    total = sum(states.values())
    if not total:
        return "nothing is proposed"
    left = states.get("open", 0)
    return f"{total - left:,} of {total:,} decided" if left else f"all {total:,} decided"
