"""The ledger of a case: all its claims, filtered, in the order of their statements or speakers, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, get_args

from graph.case.captions import name_of
from graph.case.dates import EdtfDate
from graph.case.schema import Schema
from graph.elements import Key, Relationship
from graph.errors import NotFoundError
from graph.questions.claims import SPEAKERS, Claim, read_claims
from graph.questions.ledger_filter import INFERS, LedgerFilter
from graph.questions.parts import nodes_by_key
from graph.questions.phrases import expression, phrases
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

    Raises
    ------
    QueryError
        A part of the filter cannot be.
    NotFoundError
        There is no claim that the page would begin after, or end before.
    """
    wanted = (wanted or LedgerFilter()).checked()
    backwards = bool(before)
    at = _place_of(store, case, after or before) if after or before else None
    found = list(islice(_keys(store, case, wanted, by, at, backwards=backwards, limit=limit + 1), limit + 1))
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
) -> Iterator[Row]:
    """Yield the first ``limit`` claims of a ledger, for a file; ``each`` are read at once. See :func:`ledger`."""
    after = ""
    while limit > 0:
        page = ledger(store, case, wanted, schema=schema, by=by, after=after, limit=min(each, limit))
        yield from page.rows
        limit, after = limit - len(page.rows), page.after
        if not after:
            return


def count_claims(store: Store, case: str, wanted: LedgerFilter | None = None) -> int:
    """Return how many claims of a case fit."""
    wanted = (wanted or LedgerFilter()).checked()
    labels = _labels_of_speakers(store, case, wanted)
    if not labels:
        return 0
    match, parameters = _matching(store, case, wanted, speaker=labels[0] if wanted.speaker else "")
    if not wanted.status:
        return int(store.query(f"{match} RETURN count(c) AS n", parameters).rows[0][0])
    if wanted == LedgerFilter(status=wanted.status):
        rows = store.query(
            f"{_OF_STATUS} RETURN sum(size(r.claims)) AS n", {"case": case, "status": wanted.status}
        ).rows
        return int(rows[0][0] or 0)
    statements = _of_status(store, case, wanted.status)
    rows = store.query(f"{match} RETURN c.statement AS statement, count(c) AS n", parameters).rows
    return sum(n for statement, n in rows if statement in statements)


def statement_ids(store: Store, case: str, wanted: LedgerFilter | None = None) -> list[str]:
    """Return the ids of the statements that the claims of a case that fit are on, in order."""
    wanted = (wanted or LedgerFilter()).checked()
    labels = _labels_of_speakers(store, case, wanted)
    if not labels:
        return []
    match, parameters = _matching(store, case, wanted, speaker=labels[0] if wanted.speaker else "")
    rows = store.query(f"{match} RETURN DISTINCT c.statement AS statement ORDER BY statement", parameters).rows
    of_status = _of_status(store, case, wanted.status) if wanted.status else None
    return [row[0] for row in rows if of_status is None or row[0] in of_status]


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
class _Key:
    """What claims are sorted by."""

    by: str
    statement: str
    claim: str


def _place_of(store: Store, case: str, claim: str) -> _Key:
    rows = store.query(
        "MATCH (c:Claim) WHERE c.case_id = $case AND c.id = $id RETURN c.statement AS statement, "
        "[(s)-[:MADE]->(c) | s.id] AS by",
        {"case": case, "id": claim},
    ).rows
    if not rows:
        raise NotFoundError(
            f"The case {case} has no claim {claim!r} to begin or end a page at. Begin at the first page."
        )
    return _Key("".join(rows[0][1]), rows[0][0], claim)


def _keys(
    store: Store, case: str, wanted: LedgerFilter, by: Grouping, at: _Key | None, *, backwards: bool, limit: int
) -> Iterator[_Key]:
    """Yield the keys of claims that fit, in order from a place on; ``limit`` of them are likely to be taken."""

    def ordered(at: _Key | None, limit: int, among: Iterable[str] | None = None) -> list[_Key]:
        return _ordered(store, case, wanted, by, at, backwards=backwards, limit=limit, among=among)

    if not wanted.status:
        yield from ordered(at, limit)
        return
    # A claim does not hold the status of its statement. Those of the first claims are looked up; where too few of them
    # fit, all statements of the status are read.
    look = max(_FIRST_LOOK, limit)
    found = ordered(at, look)
    fit = {statement for statement, status in _statuses(store, case, found) if status == wanted.status}
    yield from (key for key in found if key.statement in fit)
    if len(found) < look:
        return
    fit = _of_status(store, case, wanted.status)
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


def _statuses(store: Store, case: str, keys: Iterable[_Key]) -> list[tuple[str, str]]:
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
    store: Store,
    case: str,
    wanted: LedgerFilter,
    by: Grouping,
    at: _Key | None,
    *,
    backwards: bool,
    limit: int,
    among: Iterable[str] | None = None,
) -> list[_Key]:
    """Return the first ``limit`` keys after a place, of statements of any status.

    What they are sorted by begins with what an index is on, and a condition names that: a server then reads the first
    ones alone, where it would else sort all.
    """
    sign, order = ("<=", " DESC") if backwards else (">=", "")
    labels = _labels_of_speakers(store, case, wanted)
    if not labels:
        return []
    place = at or _Key("", "", "")
    given: dict[str, Any] = {"statement": place.statement, "claim": place.claim, "by": place.by}
    chosen = [] if among is None else ["c.statement IN $among"]
    given |= {} if among is None else {"among": sorted(among)}
    of_statement = [*chosen, f"c.statement {sign} $statement"]
    past = f"c.statement = $statement AND c.id {'>=' if backwards else '<='} $claim"
    if at:
        of_statement.append(f"NOT ({past})")

    def read(conditions: list[str], speaker: str, *, by_speaker: bool = False) -> list[_Key]:
        match, parameters = _matching(store, case, wanted, conditions, speaker=speaker)
        of, who, first = ("speaker", "speaker.id", f"by{order}, ") if by_speaker else ("c", "''", "")
        rows = store.query(
            f"{match} RETURN {who} AS by, c.statement AS statement, c.id AS id, {of}.case_id AS case_id "
            f"ORDER BY case_id{order}, {first}statement{order}, id{order} LIMIT {limit}",
            {**parameters, **given},
        ).rows
        return [_Key(*row[:3]) for row in rows]

    if by == "statement":
        return read(of_statement, labels[0] if wanted.speaker else "")
    found: list[_Key] = []
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
            keys = [key for label in labels for key in read([*chosen, *beyond], label, by_speaker=True)]
            found += sorted(keys, key=_by_speaker, reverse=backwards)[: limit - len(found)]
        elif not wanted.speaker:
            found += read([*(of_statement if is_here else chosen), "c.inferred = true"], "")
        if len(found) >= limit:
            break
    return found[:limit]


def _by_speaker(key: _Key) -> tuple[str, str, str]:
    return key.by, key.statement, key.claim


def _matching(
    store: Store, case: str, wanted: LedgerFilter, conditions: Iterable[str] = (), *, speaker: str = ""
) -> tuple[str, dict[str, Any]]:
    """Return the clauses that claims ``c`` fit, and their parameters; the status is left to others.

    One step a clause, and what fewest fit first: the embedded engine joins whatever else it is given. ``speaker`` is
    the label of who makes them; empty where it may be anybody.
    """
    clauses, parameters = list[str](), dict[str, Any](case=case)
    if speaker:
        is_wanted = " AND speaker.id = $speaker" if wanted.speaker else ""
        clauses.append(f"MATCH (speaker:{speaker})-[:MADE]->(c:Claim) WHERE speaker.case_id = $case{is_wanted}")
        parameters["speaker"] = wanted.speaker
    if wanted.subject:
        subject = "MATCH (subject:Entity)<-[about:ABOUT]-(c:Claim)"
        clauses.append(f"{subject} WHERE subject.case_id = $case AND subject.id = $subject AND about.role = 'subject'")
        parameters["subject"] = wanted.subject
    of_claim = ["c.case_id = $case", *conditions]
    if wanted.stance == INFERS:
        of_claim.append("c.inferred = true")
    elif wanted.stance:
        of_claim.append("c.stance = $stance AND c.inferred IS NULL")
        parameters["stance"] = wanted.stance
    if wanted.predicate:
        of_claim.append("c.predicate = $predicate")
        parameters["predicate"] = wanted.predicate
    for n, words in enumerate(phrases(wanted.text)):
        word = words[0]
        # most texts hold neither the word nor accents, and to see that is far quicker than the whole expression
        is_near = (
            rf"(toLower(c.says) CONTAINS $word{n} OR NOT c.says =~ '[\\x00-\\x7F]*') AND " if word.isascii() else ""
        )
        # by CASE: for an OR a server reads all that each side gives, before it looks at the order
        of_claim.append(f"CASE WHEN c.because =~ $text{n} THEN true ELSE {is_near}c.says =~ $text{n} END")
        parameters |= {f"word{n}": word, f"text{n}": expression(words)}
    together = " AND ".join(of_claim)
    if clauses:
        clauses[-1] += f" AND {together}"
    else:
        clauses.append(f"MATCH (c:Claim) WHERE {together}")
    if (sources := _sources(store, case, wanted)) is not None:
        cites = "MATCH (c)-[cites:CITES]->(passage:Passage)"
        clauses.append(f"{cites} WHERE cites.`order` = 1 AND passage.source IN $sources")
        parameters["sources"] = sources
    return " ".join(clauses), parameters


def _labels_of_speakers(store: Store, case: str, wanted: LedgerFilter) -> tuple[str, ...]:
    """Return the labels of those who may make the claims; none where nobody is called so."""
    if not wanted.speaker:
        return SPEAKERS
    found = nodes_by_key(store, [Key.of(case, wanted.speaker)], labels=SPEAKERS)
    return tuple(label for label in SPEAKERS if any(label in node.labels for node in found))


def _sources(store: Store, case: str, wanted: LedgerFilter) -> list[str] | None:
    """Return the ids of the sources that are wanted; None where every source is."""
    if not (wanted.source or wanted.since or wanted.until):
        return None
    rows = store.query(
        "MATCH (s:Source) WHERE s.case_id = $case RETURN s.id AS id, s.published AS published", {"case": case}
    ).rows
    fit = [
        id
        for id, published in rows
        if (not wanted.source or id == wanted.source) and _is_within(published, wanted.since, wanted.until)
    ]
    return fit if len(fit) < len(rows) else None


def _is_within(published: str | None, since: str, until: str) -> bool:
    if not since and not until:
        return True
    if not published:
        return False
    date = EdtfDate.parse(published)
    first, last = (day.isoformat() if day else "" for day in (date.earliest, date.latest))
    return (not last or not since or last >= since) and (not first or not until or first <= until)


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
