"""The ledger of a case: all its claims, filtered, in the order of their statements or speakers, a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, get_args

from graph.case.captions import name_of
from graph.case.schema import Schema
from graph.elements import Relationship
from graph.errors import NotFoundError
from graph.questions.claims import Claim, read_claims
from graph.questions.ledger_filter import LedgerFilter
from graph.questions.ledger_match import ClaimKey, labels_of_speakers, matching
from graph.questions.ledger_words import TextOf, by_name_or_passage
from graph.stores import Store

Grouping = Literal["statement", "speaker"]
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)
PAGE = 50
"""Claims of a page where nothing else is asked for."""
_FEW = 5_000
"""Statements of a status whose claims are looked up by an index; where there are more, claims are gone through."""
_FIRST_LOOK = 1_000
"""Claims that are looked through at first for those of a status; sixteen times as many each time that does not do."""


@dataclass(frozen=True, slots=True)
class Row:
    """A claim with the statement that it is about."""

    claim: Claim
    statement: Relationship

    @property
    def status(self) -> str:
        """The status of the statement."""
        return str(self.statement.properties["status"])


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Some claims of a ledger, with where the pages around begin.

    Parameters
    ----------
    rows : tuple of Row
    before, after : str
        The id of a claim: what comes before it, or after it, is the page before or after; empty where there is none.
    """

    rows: tuple[Row, ...]
    before: str
    after: str


def ledger(
    store: Store,
    case: str,
    wanted: LedgerFilter | None = None,
    *,
    schema: Schema,
    by: Grouping = "statement",
    after: str = "",
    before: str = "",
    limit: int = PAGE,
    texts: TextOf | None = None,
) -> LedgerPage:
    """Return a page of the claims of a case.

    Parameters
    ----------
    store : Store
    case : str
    wanted : LedgerFilter, optional
        All claims where it is not given.
    schema : Schema
    by : {"statement", "speaker"}
        What they are in order of; those on one statement, or of one speaker, stand together. What the case itself
        infers has no speaker and comes last.
    after, before : str
        The id of a claim: only what comes after it, or before it, whether it fits itself or not.
    limit : int
        Claims at the most.
    texts : callable, optional
        Gives the text of a source by its SHA-256, where it is at hand: words are looked for in its passages too.

    Raises
    ------
    QueryError
        A part of the filter cannot be.
    NotFoundError
        There is no claim that the page would begin after, or end before.
    """
    backwards = bool(before)
    at = _place_of(store, case, after or before) if after or before else None
    asked = _Asked.of(store, case, wanted, by, texts=texts)
    found = list(islice(_keys(asked, at, backwards=backwards, limit=limit + 1), limit + 1))
    more, found = len(found) > limit, found[:limit]
    if backwards:
        found.reverse()
    rows = read_rows(store, case, [key.claim for key in found], schema)
    first, last = (found[0].claim, found[-1].claim) if found else ("", "")
    if backwards:
        return LedgerPage(rows, first if more else "", last)
    return LedgerPage(rows, first if after else "", last if more else "")


def every_row(
    store: Store,
    case: str,
    wanted: LedgerFilter | None = None,
    *,
    schema: Schema,
    by: Grouping = "statement",
    limit: int,
    each: int = 5_000,
    texts: TextOf | None = None,
) -> Iterator[Row]:
    """Yield the first ``limit`` claims of a ledger, for a file; ``each`` are read at once. See :func:`ledger`."""
    after = ""
    while limit > 0:
        page = ledger(store, case, wanted, schema=schema, by=by, after=after, limit=min(each, limit), texts=texts)
        yield from page.rows
        limit, after = limit - len(page.rows), page.after
        if not after:
            return


def count_claims(store: Store, case: str, wanted: LedgerFilter | None = None, *, texts: TextOf | None = None) -> int:
    """Return how many claims of a case fit. See :func:`ledger`."""
    asked = _Asked.of(store, case, wanted, texts=texts)
    if not asked.labels:
        return 0
    if asked.wanted.status and asked.wanted == LedgerFilter(status=asked.wanted.status):
        scope = {"case": case, "status": asked.wanted.status}
        return int(store.query(f"{_OF_STATUS} RETURN sum(size(r.claims)) AS n", scope).rows[0][0] or 0)
    if asked.wanted.status or asked.named:
        return sum(_by_statement(asked).values())
    match, parameters = asked.matching()
    return int(store.query(f"{match} RETURN count(c) AS n", parameters).rows[0][0])


def statement_ids(
    store: Store, case: str, wanted: LedgerFilter | None = None, *, texts: TextOf | None = None
) -> list[str]:
    """Return the ids of the statements that the claims of a case that fit are on, in order. See :func:`ledger`."""
    asked = _Asked.of(store, case, wanted, texts=texts)
    return sorted(_by_statement(asked)) if asked.labels else []


def _by_statement(asked: _Asked) -> Mapping[str, int]:
    """Return how many claims on each statement fit."""
    match, parameters = asked.matching()
    counts: Mapping[str, int]
    if asked.named:
        rows = asked.store.query(f"{match} RETURN c.statement AS statement, c.id AS id", parameters).rows
        counts = Counter(statement for statement, _ in {*rows, *((key.statement, key.claim) for key in asked.named)})
    else:
        rows = asked.store.query(f"{match} RETURN c.statement AS statement, count(c) AS n", parameters).rows
        counts = dict(rows)
    if not asked.wanted.status:
        return counts
    fit = _of_status(asked.store, asked.case, asked.wanted.status)
    return {statement: n for statement, n in counts.items() if statement in fit}


# -- what there is to choose from ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choices:
    """What the claims of a case can be filtered by: names by id, those of most claims first.

    Of speakers and subjects no more than asked for are here.
    """

    speakers: Mapping[str, str]
    subjects: Mapping[str, str]
    sources: Mapping[str, str]
    predicates: tuple[str, ...]


def choices(store: Store, case: str, schema: Schema, *, limit: int) -> Choices:
    """Return what the claims of a case can be filtered by."""
    scope = {"case": case}
    speakers = store.query(
        "MATCH (s)-[:MADE]->(c:Claim) WHERE c.case_id = $case "
        f"WITH s, count(c) AS n ORDER BY n DESC, s.id LIMIT {limit} RETURN s",
        scope,
    ).rows
    subjects = store.query(
        "MATCH (c:Claim)-[a:ABOUT]->(s:Entity) WHERE c.case_id = $case AND a.role = 'subject' "
        f"WITH s, count(c) AS n ORDER BY n DESC, s.id LIMIT {limit} RETURN s",
        scope,
    ).rows
    sources = store.query("MATCH (s:Source) WHERE s.case_id = $case RETURN s ORDER BY s.id", scope).rows
    predicates = store.query(
        "MATCH (c:Claim) WHERE c.case_id = $case RETURN c.predicate AS name, count(c) AS n ORDER BY n DESC, name", scope
    ).rows

    def named(rows: tuple[tuple[Any, ...], ...]) -> dict[str, str]:
        return {row[0].id: name_of(row[0], schema) for row in rows}

    return Choices(named(speakers), named(subjects), named(sources), tuple(row[0] for row in predicates))


# -- which claims ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    """A filter, with what is known of it before claims are read.

    Parameters
    ----------
    store : Store
    case : str
    wanted : LedgerFilter
    by : {"statement", "speaker"}
    labels : tuple of str
        Of those who may make the claims; none where nobody is called so.
    named : frozenset of ClaimKey
        Claims that hold a word that is looked for elsewhere than in what is said.
    """

    store: Store
    case: str
    wanted: LedgerFilter
    by: Grouping
    labels: tuple[str, ...]
    named: frozenset[ClaimKey]

    @classmethod
    def of(
        cls, store: Store, case: str, wanted: LedgerFilter | None, by: Grouping = "statement", *, texts: TextOf | None
    ) -> _Asked:
        wanted = (wanted or LedgerFilter()).checked()
        labels = labels_of_speakers(store, case, wanted)
        named = frozenset[ClaimKey]()
        if wanted.text and labels:
            label = labels[0] if wanted.speaker else ""
            named = by_name_or_passage(store, case, wanted, label=label, by_speaker=by == "speaker", texts=texts)
        return cls(store, case, wanted, by, labels, named)

    def matching(self, conditions: Iterable[str] = ()) -> tuple[str, dict[str, Any]]:
        """Return the clauses by which claims fit that hold all words in what is said."""
        speaker = self.labels[0] if self.wanted.speaker else ""
        return matching(self.store, self.case, self.wanted, conditions, speaker=speaker)

    def place(self, key: ClaimKey) -> tuple[object, ...]:
        """Return what a claim is sorted by; what nobody says comes last."""
        speaker = (not key.by, key.by) if self.by == "speaker" else ()
        return *speaker, key.statement, key.claim


def _place_of(store: Store, case: str, claim: str) -> ClaimKey:
    rows = store.query(
        "MATCH (c:Claim) WHERE c.case_id = $case AND c.id = $id RETURN c.statement AS statement, "
        "[(s)-[:MADE]->(c) | s.id] AS by",
        {"case": case, "id": claim},
    ).rows
    if not rows:
        raise NotFoundError(
            f"The case {case} has no claim {claim!r} to begin or end a page at. Begin at the first page."
        )
    return ClaimKey("".join(rows[0][1]), rows[0][0], claim)


def _keys(asked: _Asked, at: ClaimKey | None, *, backwards: bool, limit: int) -> Iterator[ClaimKey]:
    """Yield the keys of claims that fit, in order from a place on; ``limit`` of them are likely to be taken."""

    def ordered(at: ClaimKey | None, limit: int, among: Collection[str] | None = None) -> list[ClaimKey]:
        return _ordered(asked, at, backwards=backwards, limit=limit, among=among)

    store, case, status = asked.store, asked.case, asked.wanted.status
    if not status:
        yield from ordered(at, limit)
        return
    # A claim does not hold the status of its statement. Those of the first claims are looked up; where too few of them
    # fit, all statements of the status are read.
    look = max(_FIRST_LOOK, limit)
    found = ordered(at, look)
    fit = {statement for statement, its in _statuses(store, case, found) if its == status}
    yield from (key for key in found if key.statement in fit)
    if len(found) < look:
        return
    fit = _of_status(store, case, status)
    if len(fit) <= _FEW:
        yield from ordered(found[-1], limit, fit)
        return
    while len(found) == look:
        look *= 16
        found = ordered(found[-1], look)
        yield from (key for key in found if key.statement in fit)


_OF_STATUS = "MATCH (n:Entity)-[r]->() WHERE n.case_id = $case AND r.status = $status"


def _of_status(store: Store, case: str, status: str) -> set[str]:
    """Return the ids of the statements of a status."""
    rows = store.query(f"{_OF_STATUS} RETURN r.id AS id", {"case": case, "status": status}).rows
    return {row[0] for row in rows}


def _statuses(store: Store, case: str, keys: Iterable[ClaimKey]) -> list[tuple[str, str]]:
    """Return id and status of the statements of some claims."""
    one_of_each = {key.statement: key.claim for key in keys}
    rows = store.query(
        f"{_STATEMENT_OF_CLAIM} RETURN c.statement AS id, r.status AS status",
        {"case": case, "ids": list(one_of_each.values())},
    ).rows
    return [(row[0], row[1]) for row in rows]


_STATEMENT_OF_CLAIM = (
    "MATCH (c:Claim)-[a:ABOUT]->(s:Entity) WHERE c.case_id = $case AND c.id IN $ids AND a.role = 'subject' "
    "MATCH (c)-[b:ABOUT]->(o) WHERE b.role = 'object' "
    "MATCH (s)-[r]->(o) WHERE r.id = c.statement AND r.status IS NOT NULL"
)


def _ordered(
    asked: _Asked, at: ClaimKey | None, *, backwards: bool, limit: int, among: Collection[str] | None
) -> list[ClaimKey]:
    """Return the first ``limit`` keys after a place, of statements of any status; ``among`` are ids of statements."""
    if not asked.labels:
        return []
    found = set(_said(asked, at, backwards=backwards, limit=limit, among=among))
    for key in asked.named:
        is_past = not at or (asked.place(key) < asked.place(at) if backwards else asked.place(key) > asked.place(at))
        if is_past and (among is None or key.statement in among):
            found.add(key)
    return sorted(found, key=asked.place, reverse=backwards)[:limit]


def _said(
    asked: _Asked, at: ClaimKey | None, *, backwards: bool, limit: int, among: Collection[str] | None
) -> list[ClaimKey]:
    """Return the first ``limit`` keys after a place of claims that hold all words in what is said.

    What they are sorted by begins with what an index is on, and a condition names that: a server then reads the first
    ones alone, where it would else sort all.
    """
    sign, order = ("<=", " DESC") if backwards else (">=", "")
    place = at or ClaimKey("", "", "")
    given: dict[str, Any] = {"statement": place.statement, "claim": place.claim, "by": place.by}
    chosen = [] if among is None else ["c.statement IN $among"]
    given |= {} if among is None else {"among": sorted(among)}
    of_statement = [*chosen, f"c.statement {sign} $statement"]
    past = f"c.statement = $statement AND c.id {'>=' if backwards else '<='} $claim"
    if at:
        of_statement.append(f"NOT ({past})")

    def read(conditions: list[str], speaker: str = "") -> list[ClaimKey]:
        """Read those that speakers of a label make, in the order of these; without a label, of all statements."""
        of, who, first = ("speaker", "speaker.id", f"by{order}, ") if speaker else ("c", "''", "")
        match, parameters = (
            matching(asked.store, asked.case, asked.wanted, conditions, speaker=speaker)
            if speaker
            else asked.matching(conditions)
        )
        rows = asked.store.query(
            f"{match} RETURN {who} AS by, c.statement AS statement, c.id AS id, {of}.case_id AS case_id "
            f"ORDER BY case_id{order}, {first}statement{order}, id{order} LIMIT {limit}",
            {**parameters, **given},
        ).rows
        return [ClaimKey(*row[:3]) for row in rows]

    if asked.by == "statement":
        return read(of_statement)
    found: list[ClaimKey] = []
    # what somebody says, by its speaker; what nobody says comes last, or, backwards, first
    for said in (False, True) if backwards else (True, False):
        is_here = at is None or bool(at.by) == said
        if not is_here and (not backwards) == said:
            continue  # the place is beyond all of it
        if said:
            beyond = [f"speaker.id {sign} $by"] if is_here else []
            if at and is_here:
                behind = f"c.statement {'>' if backwards else '<'} $statement"
                beyond.append(f"NOT (speaker.id = $by AND ({behind} OR ({past})))")
            keys = [key for label in asked.labels for key in read([*chosen, *beyond], label)]
            found += sorted(keys, key=asked.place, reverse=backwards)[: limit - len(found)]
        elif not asked.wanted.speaker:
            found += read([*(of_statement if is_here else chosen), "c.inferred = true"])
        if len(found) >= limit:
            break
    return found[:limit]


# -- what they say ---------------------------------------------------------------------------------


def read_rows(store: Store, case: str, ids: list[str], schema: Schema) -> tuple[Row, ...]:
    """Return claims by their ids, in this order, each with its statement; none where that is gone."""
    if not ids:
        return ()
    scope = {"case": case, "ids": ids}
    statements = store.query(f"{_STATEMENT_OF_CLAIM} RETURN DISTINCT c.id AS id, s, r, o", scope).rows
    relationships = {row[0]: row[2] for row in statements}
    claims = {
        claim.id: claim
        for claim in read_claims(store, case, "(c:Claim)", "c.case_id = $case AND c.id IN $ids", scope, schema)
    }
    return tuple(Row(claims[id], relationships[id]) for id in ids if id in claims and id in relationships)
