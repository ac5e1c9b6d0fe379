"""What is said twice, by a place, or before it happened: slips of whoever wrote the case."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from graph.case.dates import EdtfDate
from graph.case.file._source_texts import SourceText
from graph.case.model import Case, Claim, Entity
from graph.case.schema import load_schema

_AHEAD = frozenset(("PLANS_FOR", "NAMED_WITH", "HAS_DEADLINE"))
"""Predicates that tell of a day to come, or of any day."""
# in small letters: May is no "may"
_TO_COME = re.compile(
    r"\b(?:will|shall|must|would|may|might|is to|are to|due|deadline|until|till|plan(?:s|ned|ning)?|intends?|next|"
    r"announce[sd]?|scheduled|expect(?:s|ed)?|hopes?|before|by \d|by the end)\b"
)
_PLANNED = re.compile(r"\b(?:deadline|hearing|trial|election|vote|meeting|anniversary|plan(?:ned)?)\b", re.IGNORECASE)


def said_twice(case: Case) -> Iterator[str]:
    """Yield what stands twice in a case: one statement under two ids, and one claim with two."""
    first: dict[object, str] = {}
    for statement in case.statements:
        states = statement.subject, statement.predicate, statement.object, statement.value
        other = first.setdefault(states, statement.id)
        if other != statement.id:
            yield f"{statement.id}: states the same as {other}: put the claims of both under one of them"
        claims: dict[object, Claim] = {}
        for claim in statement.claims:
            place = claim.at.source, claim.at.paragraph, claim.at.sentence
            one = claims.setdefault((claim.by, claim.stance, claim.kind, claim.via, place), claim)
            if one is not claim and _overlap(one, claim):
                yield f"{claim.id}: is the same claim as {one.id}: {claim.by} {claim.stance} it in one sentence twice"


def _overlap(one: Claim, other: Claim) -> bool:
    if one.at.start is None or one.at.end is None or other.at.start is None or other.at.end is None:
        return True
    return one.at.start < other.at.end and other.at.start < one.at.end


def said_by_places(case: Case) -> Iterator[str]:
    """Yield claims that a place makes, or passes on."""
    places = {entity.id: entity.name for entity in case.entities if entity.type == "Place"}
    for statement in case.statements:
        for claim in statement.claims:
            if place := next((id for id in (claim.by, *claim.via) if id in places), None):
                yield (
                    f"{claim.id}: {places[place]} is a Place, which says nothing: name who speaks there, or make it an "
                    f"Organization ({place})"
                )


def told_before(case: Case, texts: Mapping[str, SourceText]) -> Iterator[str]:
    """Yield claims of sources that were published before the day of which, or of whose event, they tell as past.

    Parameters
    ----------
    case : Case
    texts : mapping of str to SourceText
        Where a span speaks of what is to come, nothing is wrong.
    """
    until = {source.id: last for source in case.sources if (last := _end(source.published)) is not None}
    planned = {s.object for s in case.statements if s.predicate in _AHEAD}
    planned |= {entity.id for entity in case.entities if _is_planned(entity)}
    events, predicates = _days_of_events(case), load_schema().predicates
    told: set[tuple[str, str]] = set()
    for statement in case.statements:
        if statement.predicate in _AHEAD or statement.subject in planned:
            continue
        what, day, value = statement.subject, None, statement.value
        if isinstance(value, EdtfDate):
            what, day = str(value), _begin(value)
        else:
            predicate = predicates.get(statement.predicate)
            if what not in events and predicate and (predicate.accusatory or predicate.implicating):
                what = statement.object or ""
            day = events.get(what) if what not in planned else None
        for claim in statement.claims:
            source, before = claim.at.source, until.get(claim.at.source)
            if day is None or before is None or before >= day or claim.inferred or (source, what) in told:
                continue
            text = texts.get(source)
            if text is None or not _TO_COME.search(text.passage(claim.at)):
                told.add((source, what))
                yield (
                    f"{claim.id}: {source} was published before {what}, of which it tells as past: one of the dates "
                    "is wrong, or it speaks of what was to come"
                )


def _days_of_events(case: Case) -> dict[str, date]:
    """Return the first day on which events can have been, of those that nobody dates vaguely."""
    days: dict[str, list[date | None]] = defaultdict(list)
    for statement in case.statements:
        if statement.predicate == "OCCURRED_ON" and isinstance(statement.value, EdtfDate):
            days[statement.subject].append(_begin(statement.value))
    return {event: min(filter(None, found)) for event, found in days.items() if None not in found}


def _is_planned(entity: Entity) -> bool:
    return any(_PLANNED.search(text) for text in (entity.name, entity.kind or ""))


def _begin(value: EdtfDate) -> date | None:
    return None if value.approximate or value.uncertain else value.earliest


def _end(value: EdtfDate | None) -> date | None:
    return None if value is None or value.approximate or value.uncertain else value.latest
