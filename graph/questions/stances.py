"""Who stands where: what each speaker says of the most disputed statements of a case."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from graph.case.captions import end_of
from graph.case.model import STANCES
from graph.case.schema import Schema, load_schema
from graph.elements import Relationship
from graph.questions.case_graph import CaseGraph
from graph.questions.claims import Claim, claims_of, guarded, telling
from graph.questions.opposed import Opposed, opposed, opposed_of
from graph.questions.parts import check_case
from graph.stores import Store

CellStance = Literal["asserts", "denies", "questions", "conflicts", "mixed"]
"""What a speaker's claims on a statement come to; ``mixed`` where they do not agree with one another.

``conflicts``: what they say of something else, and the statement, cannot both be true.
"""
MOST_STATEMENTS = 50
"""Statements of a matrix, where no other number is asked for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one speaker says of one statement, by claims on it, and by claims on others that contradict it."""

    claims: tuple[Claim, ...]
    opposed: tuple[Opposed, ...] = ()

    @property
    def said(self) -> tuple[Claim, ...]:
        """All of these claims."""
        return (*self.claims, *(each.claim for each in self.opposed))

    @property
    def stance(self) -> CellStance:
        """What these come to."""
        return stance_of([*(claim.stance for claim in self.claims), *(each.stance for each in self.opposed)])

    @property
    def elsewhere(self) -> bool:
        """Whether the speaker says nothing of the statement itself."""
        return not self.claims

    @property
    def found(self) -> bool:
        """Whether a deciding body decides here, so that it is more than what somebody says."""
        return any(claim.finding for claim in self.said)

    @property
    def hearsay(self) -> bool:
        """Whether the sources have all of it at second hand."""
        return all(claim.hearsay for claim in self.said)


@dataclass(frozen=True, slots=True)
class Row:
    """A statement, the claims on it, what the case itself infers among them, and those on others against it."""

    statement: Relationship
    claims: tuple[Claim, ...]
    opposed: tuple[Opposed, ...] = ()

    @property
    def cells(self) -> dict[str, Cell]:
        """What each speaker says, by the speaker's id."""
        own: dict[str, list[Claim]] = defaultdict(list)
        others: dict[str, list[Opposed]] = defaultdict(list)
        for claim in self.claims:
            if not claim.inferred:
                own[claim.by].append(claim)
        for each in self.opposed:
            others[each.claim.by].append(each)
        return {by: Cell(tuple(own[by]), tuple(others[by])) for by in dict.fromkeys([*own, *others])}

    @property
    def status(self) -> str:
        """The statement's status."""
        return str(self.statement.properties["status"])

    @property
    def order(self) -> tuple[int, int, int, str]:
        """What rows are sorted by: what most claims assert and as many contest comes first."""
        said = [claim for claim in self.claims if not claim.inferred]
        against = Counter(id for each in self.opposed for id in each.against)
        behind, contested = ([claim for claim in said if claim.contested is so] for so in (False, True))
        pro = len(behind) + max((against[claim.id] for claim in contested), default=0)
        con = len(contested) + max((against[claim.id] for claim in behind), default=0)
        return (-min(con, pro), -con, -(pro + con), self.statement.id)

    @property
    def sides(self) -> tuple[int, int]:
        """How many speakers assert it, and how many contest it; who does both is on both sides."""
        stances = Counter(cell.stance for cell in self.cells.values())
        both = stances["mixed"]
        return stances["asserts"] + both, stances.total() - stances["asserts"]

    @property
    def contested(self) -> bool:
        """Whether somebody denies or questions it, or says what conflicts with it."""
        return any(claim.contested for claim in self.claims) or any(each.stance != "asserts" for each in self.opposed)

    def text(self, schema: Schema) -> str:
        """Return it as a sentence that says first who stands behind it."""
        return guarded(self.statement, self.claims, schema)

    def tells(self, claim: Claim, schema: Schema) -> str:
        """Return one of its claims as a sentence."""
        return telling(claim, self.statement.start_node, end_of(self.statement), schema)

    def tells_all(self, cell: Cell, schema: Schema) -> list[tuple[Claim, str]]:
        """Return the claims of one of its cells, each as a sentence; of one on another statement that says so first."""
        own = [(claim, self.tells(claim, schema)) for claim in cell.claims]
        return [*own, *((each.claim, each.text(schema)) for each in cell.opposed)]


@dataclass(frozen=True, slots=True)
class StanceMatrix:
    """Statements by speakers, sorted so that disagreement stands out.

    Parameters
    ----------
    case : str
    rows : tuple of Row
        The most disputed statement first.
    total : int
        Statements of the case on which somebody says something.
    """

    case: str
    rows: tuple[Row, ...]
    total: int

    @property
    def speakers(self) -> dict[str, str]:
        """What the speakers are called, by their ids: who is contradicted most comes first, then who says most."""
        names: dict[str, str] = {}
        apart: Counter[str] = Counter()
        said: Counter[str] = Counter()
        for row in self.rows:
            cells = row.cells
            names |= {by: cell.said[0].by_name for by, cell in cells.items()}
            said.update(list(cells))
            stances = Counter(cell.stance for cell in cells.values())
            apart.update({by: len(cells) - stances[cell.stance] for by, cell in cells.items()})
        return {by: names[by] for by in sorted(names, key=lambda by: (-apart[by], -said[by], names[by], by))}

    @property
    def contested(self) -> int:
        """How many of its statements somebody denies, questions or says what conflicts with."""
        return sum(row.contested for row in self.rows)

    def to_dict(self, schema: Schema) -> dict[str, Any]:
        """Return it as lists, texts and numbers: fit for JSON."""
        speakers = self.speakers
        return {
            "case": self.case,
            "speakers": list(speakers),
            "statements": [row.statement.id for row in self.rows],
            "cells": [[_cell_dict(row.cells.get(by)) for by in speakers] for row in self.rows],
            "names": list(speakers.values()),
            "texts": [row.text(schema) for row in self.rows],
            "statuses": [row.status for row in self.rows],
            "total": self.total,
        }


_ONE: tuple[CellStance, ...] = (*STANCES, "conflicts")


def stance_of(stances: Iterable[str]) -> CellStance:
    """Return what several claims of one speaker on one statement come to.

    Examples
    --------
    >>> stance_of(["denies", "denies"]), stance_of(["asserts", "denies"])
    ('denies', 'mixed')
    """
    found = set(stances)
    if found & {"denies", "questions"}:  # who denies a thing says nothing more by what conflicts with it
        found.discard("conflicts")
    return next((stance for stance in _ONE if found == {stance}), "mixed")


def stance_matrix(
    store: Store, case: str, *, limit: int = MOST_STATEMENTS, schema: Schema | None = None
) -> StanceMatrix:
    """Return the most disputed statements of a case, and what each speaker says of them.

    Parameters
    ----------
    store : Store
    case : str
    limit : int
        Statements at the most.
    schema : Schema, optional
        The schema that ships with the package where it is not given.

    Raises
    ------
    NotFoundError
        The store does not hold the case.
    """
    check_case(store, case)
    # counted when the case was loaded, and kept with the first claim of each statement that somebody speaks of
    counted = "MATCH (c:Claim {case_id: $case}) WHERE c.claims_for IS NOT NULL "
    chosen = store.query(
        f"{counted}WITH c, c.claims_against AS con, c.claims_for AS pro "
        "WITH c, con, pro + con AS n, CASE WHEN pro < con THEN pro ELSE con END AS apart "
        f"ORDER BY apart DESC, con DESC, n DESC, c.statement LIMIT {limit:d} RETURN c.statement AS id, c.id AS claim",
        {"case": case},
    ).rows
    total = len(chosen)
    if total == limit:
        [(total,)] = store.query(f"{counted}RETURN count(c) AS n", {"case": case}).rows
    rows = read_rows(store, case, dict(chosen), schema or load_schema())
    return StanceMatrix(case, tuple(rows), total)


def matrix_of(graph: CaseGraph, *, limit: int = MOST_STATEMENTS) -> StanceMatrix:
    """Return the matrix of a case that is in no store."""
    rows = [row for row in rows_of(graph) if any(not claim.inferred for claim in row.claims)]
    return StanceMatrix(graph.case.id, tuple(sorted(rows, key=lambda row: row.order)[:limit]), len(rows))


def rows_of(graph: CaseGraph) -> list[Row]:
    """Return all statements of a case that is in no store, by id."""
    against = opposed_of(graph)
    return [Row(r, graph.claims(id), against.get(id, ())) for id, r in sorted(graph.statements.items())]


def read_rows(store: Store, case: str, claims: Mapping[str, str], schema: Schema) -> list[Row]:
    """Return statements by their ids, in this order, each found by the id of one of its claims."""
    found = store.query(
        "MATCH (c:Claim)-[a:ABOUT]->(s) WHERE c.case_id = $case AND c.id IN $claims AND a.role = 'subject' "
        "MATCH (c)-[b:ABOUT]->(o) WHERE b.role = 'object' MATCH (s)-[r]->(o) WHERE r.id = c.statement RETURN r, s, o",
        {"case": case, "claims": list(claims.values())},
    ).rows
    statements: dict[str, Relationship] = {row[0].id: row[0] for row in found}
    said = claims_of(store, statements.values(), schema)
    against = opposed(store, (claim for of in said.values() for claim in of), schema)
    return [Row(statements[id], said[statements[id].key], against.get(id, ())) for id in claims if id in statements]


def _cell_dict(cell: Cell | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    told = {"stance": cell.stance, "claims": len(cell.claims), "at": [claim.at for claim in cell.claims]}
    elsewhere = [
        {"statement": each.claim.statement, "claim": each.claim.id, "stance": each.stance, "at": each.claim.at}
        for each in cell.opposed
    ]
    return {**told, "found": cell.found, "hearsay": cell.hearsay, "elsewhere": elsewhere}
