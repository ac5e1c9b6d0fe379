"""How much of what texts say is proposed, and how much of what is proposed they say.

**Names**: by the types that a case has; Agency and Organization are one, a body. A name is found where a proposed one
of its type overlaps it. **Claims**: letters and digits alone count. A proposed claim belongs to the right one with
which it shares most letters, if that is at least half of its own, and of two that share as many to the smaller one. A
right claim is found where its proposals hold at least half of its letters; its speaker is right where most of those
letters come from proposals whose speaker's words overlap the right ones, or name the same entity. **Dates and
quantities** are found by overlap; their value is right, or not, bounds within a hundredth.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.extraction.answers import Answers, Claimed, Counted, Dated, Document, Named
from graph.extract.found import Span

GROUPS = {"Person": "persons", "Agency": "bodies", "Organization": "bodies", "Place": "places", "Work": "works"}
"""By type, how names are counted; others (a ship, a law) are not."""


def share(part: float, whole: float) -> float:
    """Return a share; 0 of nothing."""
    return part / whole if whole else 0.0


def f_score(precision: float, recall: float) -> float:
    """Return the harmonic mean of both."""
    return share(2 * precision * recall, precision + recall)


def overlap(one: Span, other: Span) -> bool:
    """Tell whether two spans share a code point."""
    return one[0] < other[1] and other[0] < one[1]


def _shared(one: Span, other: Span) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])


class Score:
    """What came of the texts so far."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._same = [0.0, 0.0]

    def add(self, document: Document, found: Answers) -> None:
        """Compare what was found in a text with what is right."""
        right = document.answers
        entities = self._names(right.names, found.names)
        self._claims(document.text, right.claims, found.claims, entities)
        self._values("dates", right.dates, found.dates)
        self._values("quantities", right.quantities, found.quantities)
        self.counts["words"] += len(document.text.split())

    def figures(self) -> dict[str, float]:
        """Return every share by its name, of what there was to find; those of nothing are left out."""
        counts, found = self.counts, {}
        for group in ("any name", *dict.fromkeys(GROUPS.values())):
            if counts[group]:
                precision = share(counts[f"{group}, proposed hit"], counts[f"{group}, proposed"])
                found[group] = f_score(precision, share(counts[f"{group}, hit"], counts[group]))
        if named := counts["names of found entities"]:
            found["entities"] = f_score(self._same[0] / named, self._same[1] / named)
        for kind in ("direct", "mixed", "indirect", "claims"):
            if counts[kind]:
                found[kind] = share(counts[f"{kind}, right"], counts[f"{kind} with speaker"])
        if counts["claims"]:
            found["precision"] = share(counts["proposed claims, right"], counts["proposed claims"])
            found["claims F"] = f_score(found["precision"], found["claims"])
        if counts["claims, found"]:
            found["stance"] = share(counts["stances, right"], counts["claims, found"])
        if counts["nested"]:
            found["via"] = share(counts["nested, via"], counts["nested"])
        for kind in ("dates", "quantities"):
            if counts[f"{kind} with value"]:
                found[kind] = share(counts[f"{kind}, right"], counts[f"{kind} with value"])
        return found

    def _names(self, right: Sequence[Named], found: Sequence[Named]) -> dict[str, str]:
        """Count names; return by entity of what was found the right one, that most of its names belong to."""
        others = [name.span for name in right if name.type not in GROUPS]
        right = [name for name in right if name.type in GROUPS]
        found = [
            name for name in found if name.type in GROUPS and not any(overlap(name.span, other) for other in others)
        ]
        for group in ("any name", *dict.fromkeys(GROUPS.values())):
            wanted = [name.span for name in right if group in ("any name", GROUPS[name.type])]
            given = [name.span for name in found if group in ("any name", GROUPS[name.type])]
            self.counts[group] += len(wanted)
            self.counts[f"{group}, proposed"] += len(given)
            self.counts[f"{group}, hit"] += _hit(wanted, given)
            self.counts[f"{group}, proposed hit"] += _hit(given, wanted)
        pairs: dict[Span, tuple[str, str]] = {}
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for name in right:
            hits = [other for other in found if overlap(name.span, other.span)]
            if hits:
                best = max(hits, key=lambda other: _shared(other.span, name.span))
                pairs[name.span] = name.entity, best.entity
                votes[best.entity][name.entity] += 1
        self._count_entities(pairs.values())
        return {entity: names.most_common(1)[0][0] for entity, names in votes.items()}

    def _count_entities(self, pairs: Collection[tuple[str, str]]) -> None:
        """Count B-cubed: of each name, how far its entity holds the right names, and all of them."""
        both, of_right, of_found = Counter(pairs), Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
        for pair in pairs:
            self._same[0] += both[pair] / of_found[pair[1]]
            self._same[1] += both[pair] / of_right[pair[0]]
        self.counts["names of found entities"] += len(pairs)

    def _claims(
        self, text: str, right: Sequence[Claimed], found: Sequence[Claimed], entities: Mapping[str, str]
    ) -> None:
        wanted = [letters(text, claim.spans) for claim in right]
        of: list[list[_Found]] = [[] for _ in right]
        for claim in found:
            own = letters(text, claim.spans)
            if not own:
                continue
            self.counts["proposed claims"] += 1
            shared = [(len(own & each), -len(each)) for each in wanted]
            best = max(range(len(right)), key=shared.__getitem__, default=None)
            if best is None or 2 * shared[best][0] < len(own):
                continue
            speaker_right = _speaker_right(right[best], claim, entities)
            self.counts["proposed claims, right"] += speaker_right
            of[best].append(_Found(claim, own, shared[best][0], speaker_right))
        for claim, own, mine in zip(right, wanted, of, strict=True):
            held = set().union(*(each.letters for each in mine))
            is_found = bool(mine) and 2 * len(own & held) >= len(own)
            most = 2 * sum(each.shared for each in mine if each.speaker_right) > sum(each.shared for each in mine)
            for kind in ("claims", claim.kind):
                self.counts[kind] += 1
                self.counts[f"{kind} with speaker"] += bool(claim.speaker)
                self.counts[f"{kind}, found"] += is_found
                self.counts[f"{kind}, right"] += is_found and bool(claim.speaker) and most
            if is_found:
                best_found = max(mine, key=lambda each: each.shared).claim
                self.counts["stances, right"] += best_found.stance == claim.stance
                self.counts["nested"] += claim.via
                self.counts["nested, via"] += claim.via and best_found.via

    def _values(
        self, kind: str, right: Sequence[Dated] | Sequence[Counted], found: Sequence[Dated] | Sequence[Counted]
    ) -> None:
        self.counts[f"{kind}, proposed"] += len(found)
        self.counts[f"{kind}, proposed hit"] += _hit([each.span for each in found], [each.span for each in right])
        for each in right:
            hits = [other for other in found if overlap(each.span, other.span)]
            best = max(hits, key=lambda other: _shared(other.span, each.span), default=None)
            self.counts[kind] += 1
            self.counts[f"{kind}, hit"] += best is not None
            if has_value(each):
                self.counts[f"{kind} with value"] += 1
                self.counts[f"{kind}, right"] += best is not None and same_value(each, best)


@dataclass(frozen=True, slots=True)
class _Found:
    """A proposed claim that belongs to a right one."""

    claim: Claimed
    letters: set[int]
    shared: int
    speaker_right: bool


def letters(text: str, spans: Iterable[Span]) -> set[int]:
    """Return the places of letters and digits in some spans: marks never decide a score."""
    return {place for start, end in spans for place in range(start, end) if text[place].isalnum()}


def _speaker_right(right: Claimed, found: Claimed, entities: Mapping[str, str]) -> bool:
    if not right.speaker:
        return False
    named = any(overlap(one, other) for one in found.speaker for other in right.speaker)
    return named or (right.entity is not None and entities.get(found.entity or "") == right.entity)


def _hit(spans: Sequence[Span], others: Sequence[Span]) -> int:
    return sum(any(overlap(span, other) for other in others) for span in spans)


def has_value(each: Dated | Counted) -> bool:
    """Tell whether a right answer tells more than the place."""
    return bool(each.edtf) if isinstance(each, Dated) else (each.low, each.high) != (None, None)


def same_value(right: Dated | Counted, found: Dated | Counted) -> bool:
    """Tell whether a date or a quantity is right."""
    if isinstance(right, Dated) and isinstance(found, Dated):
        return found.edtf[:1] != () and found.edtf[0] in right.edtf
    if isinstance(right, Counted) and isinstance(found, Counted):
        return _near(right.low, found.low) and _near(right.high, found.high)
    return False


def _near(right: float | None, found: float | None) -> bool:
    if right is None or found is None:
        return right is found
    return abs(right - found) <= 0.01 * abs(right)
