"""The Cypher by which claims fit a ledger's filter, all but the status of their statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from graph.case.dates import EdtfDate
from graph.elements import Key
from graph.questions.claims import SPEAKERS
from graph.questions.ledger_filter import INFERS, LedgerFilter
from graph.questions.parts import nodes_by_key
from graph.questions.phrases import expression, phrases
from graph.stores import Store


@dataclass(frozen=True, slots=True)
class ClaimKey:
    """What claims are sorted by; ``by`` is empty where that is no matter of who makes them, and where nobody does."""

    by: str
    statement: str
    claim: str


def matching(
    store: Store,
    case: str,
    wanted: LedgerFilter,
    conditions: Iterable[str] = (),
    *,
    speaker: str = "",
    start: str = "",
    words: Iterable[int] | None = None,
) -> tuple[str, dict[str, Any]]:
    """Return the clauses that claims ``c`` fit, and their parameters.

    One step a clause, and what fewest fit first: the embedded engine joins whatever else it is given.

    Parameters
    ----------
    store : Store
    case : str
    wanted : LedgerFilter
    conditions : iterable of str
        More that has to be true of ``c``.
    speaker : str
        The label of who makes them; empty where it may be anybody.
    start : str
        A clause by which they are found, with a condition.
    words : iterable of int, optional
        Which of the words that are looked for have to be in what is said; all, where it is not given.
    """
    clauses, parameters = [start] if start else [], dict[str, Any](case=case)
    if speaker:
        is_wanted = " AND speaker.id = $speaker" if wanted.speaker else ""
        clauses.append(f"MATCH (speaker:{speaker})-[:MADE]->(c:Claim) WHERE speaker.case_id = $case{is_wanted}")
        parameters["speaker"] = wanted.speaker
    if wanted.subject:
        subject = "MATCH (subject:Entity)<-[about:ABOUT]-(c:Claim)"
        clauses.append(f"{subject} WHERE subject.case_id = $case AND subject.id = $subject AND about.role = 'subject'")
        parameters["subject"] = wanted.subject
    # Of what leads to them, they are of its case: to say so again has a server go through all claims by their index.
    of_claim = [*(() if clauses else ("c.case_id = $case",)), *conditions]
    if wanted.stance == INFERS:
        of_claim.append("c.inferred = true")
    elif wanted.stance:
        of_claim.append("c.stance = $stance AND c.inferred IS NULL")
        parameters["stance"] = wanted.stance
    if wanted.predicate:
        of_claim.append("c.predicate = $predicate")
        parameters["predicate"] = wanted.predicate
    every = phrases(wanted.text)
    for n in range(len(every)) if words is None else words:
        of_claim.append(says(n, every[n]))
        parameters |= {f"word{n}": every[n][0], f"text{n}": expression(every[n])}
    if clauses:
        clauses[-1] = " AND ".join([clauses[-1], *of_claim])
    else:
        clauses.append(f"MATCH (c:Claim) WHERE {' AND '.join(of_claim)}")
    if (sources := _sources(store, case, wanted)) is not None:
        cites = "MATCH (c)-[cites:CITES]->(passage:Passage)"
        clauses.append(f"{cites} WHERE cites.`order` = 1 AND passage.source IN $sources")
        parameters["sources"] = sources
    return " ".join(clauses), parameters


def says(n: int, words: list[str]) -> str:
    """Return the condition that a claim says, or gives as its reason, what ``$word{n}`` and ``$text{n}`` look for."""
    # most texts hold neither the word nor accents, and to see that is far quicker than the whole expression
    is_near = (
        rf"(toLower(c.says) CONTAINS $word{n} OR NOT c.says =~ '[\\x00-\\x7F]*') AND " if words[0].isascii() else ""
    )
    # by CASE: for an OR a server reads all that each side gives, before it looks at the order
    return f"CASE WHEN c.because =~ $text{n} THEN true ELSE {is_near}c.says =~ $text{n} END"


def labels_of_speakers(store: Store, case: str, wanted: LedgerFilter) -> tuple[str, ...]:
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
