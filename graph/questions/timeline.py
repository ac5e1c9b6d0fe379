"""What happened in a case, in the order of its dates, and when each thing was said; several timelines by filter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any, Literal

from graph.case.captions import edge_caption
from graph.case.dates import EdtfDate
from graph.case.days import Range
from graph.case.model import Entity, Statement
from graph.case.schema import Schema
from graph.case.spans import could_agree, sort_key, span
from graph.case.statuses import CONTESTED, STATUSES, UNASSERTED
from graph.case.stored import stored_case
from graph.case.words import joined_with_and
from graph.elements import Relationship
from graph.errors import ModelError, NotFoundError, StoreError
from graph.questions.case_graph import CaseGraph
from graph.questions.claims import Claim, place_of
from graph.questions.near import hint, near
from graph.questions.parts import check_case
from graph.stores import Store

Lane = Literal["happened", "said"]
LANES: dict[Lane, str] = {"happened": "What happened", "said": "When it was published"}
"""What a timeline can show, and what each is called."""
GROUPINGS = ("person", "place", "type", "source", "status")
"""Of each of what there can be a timeline."""
_HAPPENED = "OCCURRED_ON"
"""The predicate by which an event has its date: it goes without saying."""
_BEFORE_A_DATE = re.compile(r" (?:on|in)(?=$| \()")
_MOST_NAMED = 8
"""Ids that a refusal names of those that there are."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something with a date, or without one.

    Parameters
    ----------
    id : str
        Of the statement that gives the date; in the lane of what was said, of the claim; of what has no date at all,
        its own.
    lane : {"happened", "said"}
    name : str
        What it is called, with its status where somebody contests it.
    date : EdtfDate or None
    status : str
        Of the statement; empty for what no statement dates.
    text : str
        A sentence that says first who stands behind it; empty where no statement dates it.
    subject : str
        Id of what it is about.
    statement : str
        Id of the statement; empty where there is none.
    passages : tuple of (str, str)
        Locator of each passage, and the passage in words.
    about : frozenset of str
        Ids of the entities that it has to do with: its subject, who says it, and what statements relate to its subject.
        No statement counts that is denied, questioned or disputed, unless it accuses: what somebody is accused of
        has to do with them.
    sources : frozenset of str
        Ids of the sources of its passages.
    disputed_by : tuple of str
        Ids of the events that give another date to the same: one that excludes this one.
    """

    id: str
    lane: Lane
    name: str
    date: EdtfDate | None
    status: str
    text: str
    subject: str
    statement: str
    passages: tuple[tuple[str, str], ...]
    about: frozenset[str]
    sources: frozenset[str]
    disputed_by: tuple[str, ...] = ()

    @property
    def printed(self) -> str:
        """Its date as it is printed, else in words; empty where it has none."""
        return "" if self.date is None else self.date.text or str(self.date)

    @property
    def when(self) -> str:
        """Its date as it is printed, and in words where these say more; empty where it has none."""
        if self.date is None:
            return ""
        if self.date.text in (None, str(self.date)):
            return str(self.date)
        return f"“{self.date.text}”{f', {self.date.reading}' if self.date.reading else ''}"

    @property
    def inferred(self) -> bool:
        """Whether no source prints its date."""
        return self.date is not None and self.date.inferred

    @property
    def days(self) -> Range | None:
        """Its first and last day; None where it is not known when it was."""
        return None if self.date is None else span(self.date)

    @property
    def possible_days(self) -> Range | None:
        """As :attr:`days`, but without an end where that is not known: ``/2007`` may have begun on any day before."""
        if self.date is None or self.days is None:
            return None
        start, slash, end = self.date.edtf.partition("/")
        return Range(None if slash and not start else self.days.first, None if slash and not end else self.days.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a timeline keeps; all of it where nothing is named.

    Parameters
    ----------
    about : tuple of str
        Ids of entities: only what has to do with every one of them.
    types : frozenset of str
        Types of what it is about.
    sources, statuses : frozenset of str
        Ids of sources, of which one is cited; and statuses.
    since, until : EdtfDate or None
        Only what may be of a day between them; what has no date is left out then.
    """

    about: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    since: EdtfDate | None = None
    until: EdtfDate | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events in the order of their dates, and those without one in the order of their names."""

    name: str
    lane: Lane
    events: tuple[Event, ...]
    undated: tuple[Event, ...] = ()

    @property
    def disputes(self) -> tuple[tuple[Event, Event], ...]:
        """Pairs of events that give one thing two dates that exclude each other."""
        by_id = {event.id: event for event in self.events}
        return tuple(
            (event, by_id[other])
            for event in self.events
            for other in event.disputed_by
            if other in by_id and event.id < other
        )


@dataclass(frozen=True)
class CaseTimeline:
    """Every timeline of a case.

    Parameters
    ----------
    graph : CaseGraph
    """

    graph: CaseGraph

    @cached_property
    def _types(self) -> dict[str, str]:
        return {entity.id: entity.type for entity in self.graph.case.entities}

    @cached_property
    def _names(self) -> dict[str, str]:
        return {id: self.graph.name(id) for id in (*self._types, *self.graph.case.source_ids)}

    def timeline(self, lane: Lane = "happened", kept: Kept | None = None) -> Timeline:
        """Return what happened, or when each thing was said, as far as it is kept.

        Raises
        ------
        NotFoundError
            The filter names what the case does not hold.
        ModelError
            No day is between the dates of the filter.
        """
        kept = kept or Kept()
        self._check(kept)
        events = [event for event in (self._happened if lane == "happened" else self._said) if self._keeps(kept, event)]
        dated = sorted((event for event in events if event.days is not None), key=order)
        undated = sorted((event for event in events if event.days is None), key=lambda event: (event.name, event.id))
        return Timeline(self._name(kept), lane, tuple(dated), tuple(undated))

    def timelines(self, lane: Lane, by: str, kept: Kept | None = None) -> list[Timeline]:
        """Return a timeline of each person, place, type, source or status that has one; those with most first.

        Parameters
        ----------
        lane : {"happened", "said"}
        by : str
            One of :data:`GROUPINGS`.
        kept : Kept, optional
        """
        whole = self.timeline(lane, kept)
        members: dict[str, list[Event]] = {}
        for event in (*whole.events, *whole.undated):
            for key in self._groups(event, by):
                members.setdefault(key, []).append(event)
        found = []
        for key, events in members.items():
            ids = {event.id for event in events}
            name = key if by in ("type", "status") else self.graph.name(key)
            found.append(
                Timeline(
                    name,
                    lane,
                    tuple(event for event in whole.events if event.id in ids),
                    tuple(event for event in whole.undated if event.id in ids),
                )
            )
        return sorted(found, key=lambda line: (-len(line.events), -len(line.undated), line.name))

    def entities(self, lane: Lane, *types: str) -> dict[str, str]:
        """Return the names of the entities of some types that any event has to do with, by id in the order of names."""
        about = frozenset().union(*(event.about for event in (self._happened if lane == "happened" else self._said)))
        names = {id: self.graph.name(id) for id in about if self._types.get(id) in types}
        return dict(sorted(names.items(), key=lambda item: (item[1].casefold(), item[0])))

    def type_of(self, event: Event) -> str:
        """Return the type of what an event is about."""
        return self._types.get(event.subject, "")

    def _groups(self, event: Event, by: str) -> Iterable[str]:
        match by:
            case "person" | "place":
                return (id for id in event.about if self._types.get(id) == by.capitalize())
            case "type":
                return [self.type_of(event)]
            case "source":
                return event.sources
            case _:
                return [event.status] if event.status else []

    def _keeps(self, kept: Kept, event: Event) -> bool:
        return (
            event.about.issuperset(kept.about)
            and (not kept.types or self.type_of(event) in kept.types)
            and (not kept.sources or not kept.sources.isdisjoint(event.sources))
            and (not kept.statuses or event.status in kept.statuses)
            and _is_between(event.possible_days, kept.since, kept.until)
        )

    def _check(self, kept: Kept) -> None:
        case = self.graph.case
        for ids, known, what in (
            (kept.about, self._types.keys(), "entity"),
            (sorted(kept.types), set(self._types.values()), "type"),
            (sorted(kept.sources), case.source_ids, "source"),
            (sorted(kept.statuses), STATUSES.keys(), "status"),
        ):
            for id in ids:
                if id not in known:
                    there = {name: key for key in known for name in (self._names.get(key, key), key)}
                    raise NotFoundError(f"The case {case.id} has no {what} {id!r}.{_what_there_is(id, there)}")
        check_days(kept.since, kept.until)

    def _name(self, kept: Kept) -> str:
        """Return what a filter leaves, in words: "with Ines Okafor, of type Event, alleged"."""
        names = sorted(map(self.graph.name, kept.about)), sorted(map(self.graph.name, kept.sources))
        return ", ".join(
            filter(
                None,
                [
                    f"with {joined_with_and(names[0])}" if names[0] else "",
                    f"of type {' or '.join(sorted(kept.types))}" if kept.types else "",
                    f"by {' or '.join(names[1])}" if names[1] else "",
                    " or ".join(status for status in STATUSES if status in kept.statuses),
                    f"since {kept.since}" if kept.since else "",
                    f"until {kept.until}" if kept.until else "",
                ],
            )
        )

    @cached_property
    def _happened(self) -> tuple[Event, ...]:
        dated = [
            self._dated(statement.id, statement.value)
            for statement in self.graph.case.statements
            if isinstance(statement.value, EdtfDate)
        ]
        with_date = {event.subject for event in dated if event.status not in UNASSERTED and event.days is not None}
        # one that is dated by something else than when it occurred is not left out of what has no date
        undated = [
            self._without_date(entity)
            for entity in self.graph.case.entities
            if entity.type == "Event" and entity.id not in with_date
        ]
        return (*_joined(dated, self.graph), *undated)

    def _dated(self, statement: str, date: EdtfDate) -> Event:
        relationship, claims = self.graph.statements[statement], self.graph.claims(statement)
        return Event(
            id=statement,
            lane="happened",
            name=self._caption(relationship),
            date=date,
            status=str(relationship.properties["status"]),
            text=self.graph.guarded(statement),
            subject=relationship.start,
            statement=statement,
            passages=_passages(claims),
            about=self._beside[relationship.start] | {relationship.start},
            sources=frozenset(claim.source for claim in claims),
        )

    def _without_date(self, entity: Entity) -> Event:
        places = {str(m.at): place_of(m.at, self.graph.name(m.at.source)) for m in entity.mentions}
        return Event(
            id=entity.id,
            lane="happened",
            name=self.graph.name(entity.id),
            date=None,
            status="",
            text="",
            subject=entity.id,
            statement="",
            passages=tuple(places.items()),
            about=self._beside[entity.id] | {entity.id},
            sources=frozenset(mention.at.source for mention in entity.mentions),
        )

    def _caption(self, relationship: Relationship) -> str:
        name = self.graph.name(relationship.start)
        plain = STATUSES[relationship.properties["status"]].plain
        if relationship.type == _HAPPENED and plain:
            return name
        # the date stands in front: "closed", and not "closed on"
        return f"{name} — {_BEFORE_A_DATE.sub('', edge_caption(relationship, self.graph.schema))}"

    @cached_property
    def _said(self) -> tuple[Event, ...]:
        published = {source.id: source.published for source in self.graph.case.sources}
        return tuple(
            self._saying(claim, published[claim.source])
            for statement in self.graph.case.statements
            for claim in self.graph.claims(statement.id)
            if not claim.inferred  # nobody said it
        )

    def _saying(self, claim: Claim, date: EdtfDate | None) -> Event:
        relationship = self.graph.statements[claim.statement]
        entities = {relationship.start, relationship.end, claim.by, *claim.via} & self._types.keys()
        status = str(relationship.properties["status"])
        return Event(
            id=claim.id,
            lane="said",
            name=self.graph.telling(claim),
            date=date,
            status=status,
            text=self.graph.guarded(claim.statement),
            subject=relationship.start,
            statement=claim.statement,
            passages=_passages([claim]),
            about=frozenset(entities),
            sources=frozenset([claim.source]),
        )

    @cached_property
    def _beside(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {entity.id: set() for entity in self.graph.case.entities}
        for statement in self.graph.case.statements:
            if statement.object in found and statement.subject in found and self._ties(statement):
                found[statement.subject].add(statement.object)
                found[statement.object].add(statement.subject)
        return {id: frozenset(others) for id, others in found.items()}

    def _ties(self, statement: Statement) -> bool:
        """Whether its object has to do with its subject; see :class:`Event`."""
        status = self.graph.case.status(statement)
        predicate = self.graph.schema.predicates.get(statement.predicate)
        accuses = predicate is not None and predicate.accusatory
        return status not in CONTESTED or (accuses and status not in UNASSERTED)


def check_days(since: EdtfDate | None, until: EdtfDate | None, *, names: Sequence[str] = ("since", "until")) -> None:
    """Refuse dates of a filter that say of no day when, or between which no day is.

    Parameters
    ----------
    since, until : EdtfDate or None
    names : pair of str, optional
        What the two are called where they were given.

    Raises
    ------
    ModelError
    """
    for name, date in zip(names, (since, until), strict=True):
        if date is not None and span(date) is None:
            raise ModelError(f"{name} says of no day when it is: name a year ({date.edtf!r})")
    first, last = since and span(since), until and span(until)
    if since and until and first and last and Range(first.first, last.last).is_reversed:
        raise ModelError(
            f"no day is between {names[0]} {since.edtf!r} and {names[1]} {until.edtf!r}: turn the two around"
        )


def _what_there_is(text: str, known: Mapping[str, str]) -> str:
    """Return what could be named instead, by ids and names: all where there are few, else what is spelt nearly so."""
    ids = sorted(set(known.values()))
    if len(ids) <= _MOST_NAMED:
        return f" It has {joined_with_and(ids)}." if ids else " It has none."
    return hint(list(dict.fromkeys(known[name] for name in near(text, known)))) or " Look for its name in the search."


def _passages(claims: Iterable[Claim]) -> tuple[tuple[str, str], ...]:
    return tuple({claim.at: claim.place for claim in claims}.items())


def order(event: Event) -> tuple[Any, ...]:
    """Return what events with a date are sorted by."""
    assert event.date is not None
    return *sort_key(event.date), event.name, event.id


def _joined(events: Sequence[Event], graph: CaseGraph) -> list[Event]:
    """Say of each event which others give the same another date that excludes its own."""
    of: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        type_ = graph.statements[event.statement].type
        # what nobody asserts gives nothing its date
        if type_ in graph.schema.logic.once and event.status not in UNASSERTED:
            of.setdefault((event.subject, type_), []).append(event)
    others: dict[str, list[str]] = {}
    for same in of.values():
        for a, b in combinations(same, 2):
            if a.date and b.date and could_agree(a.date, b.date) is False:
                others.setdefault(a.id, []).append(b.id)
                others.setdefault(b.id, []).append(a.id)
    return [replace(event, disputed_by=tuple(sorted(others.get(event.id, ())))) for event in events]


def _is_between(days: Range | None, since: EdtfDate | None, until: EdtfDate | None) -> bool:
    if since is None and until is None:
        return True
    if days is None:
        return False
    first, last = since and span(since), until and span(until)
    too_early = first and first.first is not None and days.last is not None and days.last < first.first
    too_late = last and last.last is not None and days.first is not None and days.first > last.last
    return not (too_early or too_late)


def titled(title: str, lane: Lane) -> str:
    """Return what a timeline of a case is called: "The harbour fire: what happened"."""
    return f"{title}: {LANES[lane][:1].lower()}{LANES[lane][1:]}"


def case_timeline(store: Store, case: str = "", schema: Schema | None = None) -> CaseTimeline:
    """Return the timelines of a case as a store holds it.

    Parameters
    ----------
    store : Store
    case : str
        Its id; empty: the only one.
    schema : Schema, optional
        The schema that ships with the package where it is not given.

    Raises
    ------
    NotFoundError
        The store holds no such case; or several, and none is named.
    StoreError
        It holds a part of it only, or somebody else wrote in it so that it cannot be read back.
    """
    ids = [loaded.id for loaded in store.cases()]
    if not case and len(ids) != 1:
        held = f"holds {', '.join(ids)}: name one with --case" if ids else "holds none: load one"
        raise NotFoundError(f"A timeline is of one case, and the store {held}.")
    check_case(store, case)
    held_case = stored_case(store, case or ids[0])
    if held_case is None:
        raise StoreError(
            f"The case {case or ids[0]!r} cannot be read back from this store: a load broke off, or another program "
            "wrote in it. Load it again: casegraph load CASE.yaml"
        )
    return CaseTimeline(CaseGraph(held_case, schema))
