"""Who stands where: statements by speakers, who agrees with whom, and two speakers beside each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Literal

from graph.case.captions import name_of
from graph.case.model import STANCES
from graph.case.schema import Schema, load_schema
from graph.elements import Key, Node, Relationship
from graph.errors import NotFoundError, SettingsError
from graph.questions.case_graph import CaseGraph
from graph.questions.claims import Claim, claims_of, guarded, telling
from graph.questions.parts import check_case, nodes_by_key
from graph.stores import Store

CellStance = Literal["asserts", "denies", "questions", "mixed"]
"""What a speaker's claims on a statement come to; ``mixed`` where they do not agree with one another."""
Relation = Literal["agree", "contradict", "differ", "first", "second"]
"""How two speakers stand to one statement; ``first`` and ``second``: only that one says something."""

RELATIONS: Mapping[Relation, str] = {
    "contradict": "one asserts and the other denies it",
    "differ": "one questions it, or says both",
    "agree": "both say the same of it",
    "first": "only the first one says something of it",
    "second": "only the second one says something of it",
}
"""What each means, most apart first."""
MOST_STATEMENTS = 50
"""Statements of a matrix, where no other number is asked for."""
MOST_LISTED = 200
"""Statements that are listed of one relation of two speakers."""
MOST_CLAIMS = 50_000
"""Claims of a case by which speakers' agreement is counted."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one speaker says of one statement, by one claim or several."""

    claims: tuple[Claim, ...]

    @property
    def stance(self) -> CellStance:
        """What these come to."""
        return stance_of(claim.stance for claim in self.claims)

    @property
    def found(self) -> bool:
        """Whether a deciding body decides here, so that it is more than what somebody says."""
        return any(claim.finding for claim in self.claims)

    @property
    def hearsay(self) -> bool:
        """Whether all of it came by way of somebody else."""
        return all(claim.via for claim in self.claims)


@dataclass(frozen=True, slots=True)
class Row:
    """A statement, and the claims on it, what the case itself infers among them."""

    statement: Relationship
    claims: tuple[Claim, ...]

    @property
    def cells(self) -> dict[str, Cell]:
        """What each speaker says, by the speaker's id."""
        return {by: Cell(tuple(claims)) for by, claims in _by_speaker(self.claims).items()}

    @property
    def status(self) -> str:
        """The statement's status."""
        return str(self.statement.properties["status"])

    @property
    def order(self) -> tuple[int, int, int, str]:
        """What rows are sorted by: what most claims assert and as many contest comes first."""
        said = [claim for claim in self.claims if not claim.inferred]
        contested = sum(claim.contested for claim in said)
        return (-min(contested, len(said) - contested), -contested, -len(said), self.statement.id)

    @property
    def sides(self) -> tuple[int, int]:
        """How many speakers assert it, and how many deny or question it; who does both is on both sides."""
        stances = [cell.stance for cell in self.cells.values()]
        both = stances.count("mixed")
        return stances.count("asserts") + both, stances.count("denies") + stances.count("questions") + both

    def text(self, schema: Schema) -> str:
        """Return it as a sentence that says first who stands behind it."""
        return guarded(self.statement, self.claims, schema)

    def tells(self, claim: Claim, schema: Schema) -> str:
        """Return one of its claims as a sentence."""
        return telling(claim, self.statement.start_node, self.statement.end_node, schema)


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
            names |= {by: cell.claims[0].by_name for by, cell in cells.items()}
            said.update(list(cells))
            stances = Counter(cell.stance for cell in cells.values())
            apart.update({by: len(cells) - stances[cell.stance] for by, cell in cells.items()})
        return {by: names[by] for by in sorted(names, key=lambda by: (-apart[by], -said[by], names[by], by))}

    @property
    def contested(self) -> int:
        """How many of its statements somebody denies or questions."""
        return sum(any(claim.contested for claim in row.claims) for row in self.rows)

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


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often two speakers stand alike, and apart, on the same statements.

    Parameters
    ----------
    first, second : str
        Their ids, in order.
    agree, contradict, differ : tuple of str
        Ids of the statements.
    """

    first: str
    second: str
    agree: tuple[str, ...] = ()
    contradict: tuple[str, ...] = ()
    differ: tuple[str, ...] = ()

    @property
    def sign(self) -> int:
        """Statements on which they agree less those on which they contradict each other."""
        return len(self.agree) - len(self.contradict)

    def on(self, relation: Relation) -> tuple[str, ...]:
        """Return the ids of the statements to which they stand so."""
        return {"agree": self.agree, "contradict": self.contradict, "differ": self.differ}.get(relation, ())


@dataclass(frozen=True, slots=True)
class Beside:
    """Two speakers beside each other.

    Parameters
    ----------
    case : str
    first, second : Node
    rows : mapping of relation to tuple of Row
        Each with the claims of these two alone; all of :data:`RELATIONS`, in that order.
    counts : mapping of relation to int
        How many statements there are of each, those that are not listed among them.
    """

    case: str
    first: Node
    second: Node
    rows: Mapping[Relation, tuple[Row, ...]] = field(hash=False)
    counts: Mapping[Relation, int] = field(hash=False)

    def to_dict(self, schema: Schema) -> dict[str, Any]:
        """Return it as lists, texts and numbers: fit for JSON."""
        return {
            "case": self.case,
            "speakers": [self.first.id, self.second.id],
            "names": [name_of(self.first, schema), name_of(self.second, schema)],
            "counts": dict(self.counts),
            **{
                relation: [
                    {
                        "statement": row.statement.id,
                        "status": row.status,
                        "claims": [
                            {"id": c.id, "by": c.by, "stance": c.stance, "at": c.at, "text": row.tells(c, schema)}
                            for c in row.claims
                        ],
                    }
                    for row in rows
                ]
                for relation, rows in self.rows.items()
            },
        }


def stance_of(stances: Iterable[str]) -> CellStance:
    """Return what several claims of one speaker on one statement come to.

    Examples
    --------
    >>> stance_of(["denies", "denies"]), stance_of(["asserts", "denies"])
    ('denies', 'mixed')
    """
    found = set(stances)
    return next((stance for stance in STANCES if found == {stance}), "mixed")


def relation_of(first: CellStance | None, second: CellStance | None) -> Relation | None:
    """Return how two speakers stand to one statement; None of a stance: silent on it. None where both are.

    Who denies and who questions a thing differ: both contest it, and only one of them says that it is not so.

    Examples
    --------
    >>> relation_of("asserts", "denies"), relation_of("denies", "questions"), relation_of("asserts", None)
    ('contradict', 'differ', 'first')
    """
    if first is None or second is None:
        return "first" if first else "second" if second else None
    if first == second and first != "mixed":
        return "agree"
    return "contradict" if {first, second} == {"asserts", "denies"} else "differ"


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
    # The embedded engine takes half the time by a pattern's properties and counted cases as by conditions and sums.
    chosen = store.query(
        "MATCH (c:Claim {case_id: $case}) WITH c.statement AS id, min(c.id) AS claim, "
        "count(CASE WHEN c.stance = 'asserts' AND c.because IS NULL THEN 1 END) AS pro, "
        "count(CASE WHEN c.stance <> 'asserts' THEN 1 END) AS con WITH id, claim, con, pro + con AS n, "
        "CASE WHEN pro < con THEN pro ELSE con END AS apart WHERE n > 0 "
        f"RETURN id, claim, apart, con, n ORDER BY apart DESC, con DESC, n DESC, id LIMIT {limit:d}",
        {"case": case},
    ).rows
    total = len(chosen)
    if total == limit:  # what nobody says is inferred
        total = store.query(
            "MATCH (s:Entity {case_id: $case})-[r]->() WHERE r.status <> 'inferred' AND r.claims IS NOT NULL "
            "RETURN count(r) AS n",
            {"case": case},
        ).rows[0][0]
    rows = _rows(store, case, {row[0]: row[1] for row in chosen}, schema or load_schema())
    return StanceMatrix(case, tuple(rows), total)


def matrix_of(graph: CaseGraph, *, limit: int = MOST_STATEMENTS) -> StanceMatrix:
    """Return the matrix of a case that is in no store."""
    rows = [row for row in rows_of(graph) if row.cells]
    return StanceMatrix(graph.case.id, tuple(sorted(rows, key=lambda row: row.order)[:limit]), len(rows))


def rows_of(graph: CaseGraph) -> list[Row]:
    """Return all statements of a case that is in no store, by id."""
    return [Row(statement, graph.claims(id)) for id, statement in sorted(graph.statements.items())]


def _rows(store: Store, case: str, claims: Mapping[str, str], schema: Schema) -> list[Row]:
    """Return statements by their ids, in this order, each found by the id of one of its claims."""
    found = store.query(
        "MATCH (c:Claim)-[a:ABOUT]->(s) WHERE c.case_id = $case AND c.id IN $claims AND a.role = 'subject' "
        "MATCH (c)-[b:ABOUT]->(o) WHERE b.role = 'object' MATCH (s)-[r]->(o) WHERE r.id = c.statement RETURN r, s, o",
        {"case": case, "claims": list(claims.values())},
    ).rows
    statements: dict[str, Relationship] = {row[0].id: row[0] for row in found}
    said = claims_of(store, statements.values(), schema)
    return [Row(statements[id], said[statements[id].key]) for id in claims if id in statements]


Stances = Mapping[str, CellStance]
"""What the speakers of one statement say of it, by their ids."""


def stances_of(rows: Iterable[Row]) -> dict[str, Stances]:
    """Return what each speaker says of statements, by their ids."""
    return {row.statement.id: {by: cell.stance for by, cell in row.cells.items()} for row in rows}


def stances_in(store: Store, case: str) -> tuple[dict[str, Stances], bool]:
    """Return what each speaker says of all statements of a case, and whether some were left out, as there are many."""
    result = store.query(
        "MATCH (s)-[:MADE]->(c:Claim {case_id: $case}) "
        "RETURN c.statement AS statement, s.id AS speaker, c.stance AS stance ORDER BY statement, speaker, stance",
        {"case": case},
        limit=MOST_CLAIMS,
    )
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for statement, speaker, stance in result.rows:
        said[statement][speaker].add(stance)
    return {id: {by: stance_of(each) for by, each in of.items()} for id, of in said.items()}, result.truncated


def agreements(stances: Mapping[str, Stances]) -> list[Agreement]:
    """Return which speakers agree and contradict each other; pairs that contradict each other most come first."""
    found: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for statement, of in sorted(stances.items()):
        for first, second in combinations(sorted(of), 2):
            found[first, second][str(relation_of(of[first], of[second]))].append(statement)
    pairs = [
        Agreement(*pair, tuple(by["agree"]), tuple(by["contradict"]), tuple(by["differ"])) for pair, by in found.items()
    ]
    return sorted(pairs, key=lambda a: (-len(a.contradict), -len(a.differ), -len(a.agree), a.first, a.second))


def speaker_names(store: Store, case: str, ids: Iterable[str], schema: Schema) -> dict[str, str]:
    """Return what speakers are called, by their ids."""
    nodes = nodes_by_key(store, [Key.of(case, id) for id in sorted(ids)])
    return {node.id: name_of(node, schema) for node in nodes}


def beside(
    store: Store, case: str, first: str, second: str, *, limit: int = MOST_LISTED, schema: Schema | None = None
) -> Beside:
    """Return where two speakers agree, where they contradict each other, and where one is silent.

    Parameters
    ----------
    store : Store
    case : str
    first, second : str
        Their ids.
    limit : int
        Statements at the most that are listed of each relation; the counts are of all.
    schema : Schema, optional
        The schema that ships with the package where it is not given.

    Raises
    ------
    NotFoundError
        One of them makes no claim in the case.
    SettingsError
        Both are the same.
    """
    check_case(store, case)
    stances: list[dict[str, CellStance]] = []
    claims: dict[str, str] = {}
    for id in _two(first, second):
        made = store.query(
            "MATCH (s)-[:MADE]->(c:Claim) WHERE s.case_id = $case AND s.id = $id "
            "RETURN c.statement AS statement, c.stance AS stance, min(c.id) AS claim ORDER BY statement, stance",
            {"case": case, "id": id},
        ).rows
        if not made:
            raise NotFoundError(f"Nobody with the id {id!r} makes a claim in the case {case}.")
        said: dict[str, set[str]] = defaultdict(set)
        for statement, stance, claim in made:
            said[statement].add(stance)
            claims.setdefault(statement, claim)
        stances.append({statement: stance_of(each) for statement, each in said.items()})
    by = _by_relation(stances[0], stances[1])
    listed = {id: claims[id] for ids in by.values() for id in ids[:limit]}
    rows = {row.statement.id: row for row in _rows(store, case, listed, schema or load_schema())}
    nodes = nodes_by_key(store, [Key.of(case, first), Key.of(case, second)])
    return _beside(case, nodes, by, rows)


def beside_of(graph: CaseGraph, first: str, second: str) -> Beside:
    """Return the same of a case that is in no store, with every statement."""
    rows = {row.statement.id: row for row in rows_of(graph)}
    stances = stances_of(rows.values())
    of = [{id: by[speaker] for id, by in stances.items() if speaker in by} for speaker in _two(first, second)]
    nodes = [graph.nodes[first], graph.nodes[second]]
    return _beside(graph.case.id, nodes, _by_relation(*of), rows)


def _two(first: str, second: str) -> tuple[str, str]:
    if first == second:
        raise SettingsError(f"Two speakers are set beside each other, not {first!r} and itself.")
    return first, second


def _by_relation(first: Mapping[str, CellStance], second: Mapping[str, CellStance]) -> dict[Relation, list[str]]:
    by: dict[Relation, list[str]] = {relation: [] for relation in RELATIONS}
    for id in sorted(first.keys() | second.keys()):
        if relation := relation_of(first.get(id), second.get(id)):
            by[relation].append(id)
    return by


def _beside(case: str, nodes: Sequence[Node], by: Mapping[Relation, Sequence[str]], rows: Mapping[str, Row]) -> Beside:
    ids = {node.id for node in nodes}
    kept = {id: Row(row.statement, tuple(c for c in row.claims if c.by in ids)) for id, row in rows.items()}
    listed = {relation: tuple(kept[id] for id in of if id in kept) for relation, of in by.items()}
    return Beside(case, nodes[0], nodes[1], listed, {relation: len(of) for relation, of in by.items()})


def _by_speaker(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    by: dict[str, list[Claim]] = {}
    for claim in claims:
        if not claim.inferred:
            by.setdefault(claim.by, []).append(claim)
    return by


def _cell_dict(cell: Cell | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    told = {"stance": cell.stance, "claims": len(cell.claims), "at": [claim.at for claim in cell.claims]}
    return {**told, "found": cell.found, "hearsay": cell.hearsay}
