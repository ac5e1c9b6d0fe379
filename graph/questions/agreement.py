"""Who agrees with whom: on one statement, or by two that cannot both be true; and two speakers beside each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, combinations
from typing import Any, Literal

from graph.case.captions import name_of
from graph.case.schema import Schema, load_schema
from graph.elements import Key, Node
from graph.errors import NotFoundError, SettingsError
from graph.questions.case_graph import CaseGraph
from graph.questions.claims import SPEAKERS, Claim, read_claims
from graph.questions.near import hint, near_ids
from graph.questions.parts import check_case, index_label, nodes_by_key
from graph.questions.stances import Cell, CellStance, Row, read_rows, rows_of, stance_of
from graph.stores import Store

Relation = Literal["agree", "one_origin", "contradict", "differ", "first", "second"]
"""How two speakers stand to one statement; ``first`` and ``second``: only that one says something."""

RELATIONS: Mapping[Relation, str] = {
    "contradict": "one asserts what the other denies, or what they say cannot all be true",
    "differ": "one questions it, or says both",
    "agree": "both say the same of it",
    "one_origin": "both say the same of it, and it comes from one of them, or by way of the same: one origin",
    "first": "only the first one says something of it",
    "second": "only the second one says something of it",
}
"""What each means, most apart first."""
MOST_LISTED = 200
"""Statements that are listed of one relation of two speakers."""
MOST_CLAIMS = 50_000
"""Claims of a case by which speakers' agreement is counted."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often two speakers stand alike, and apart, on the same statements.

    Parameters
    ----------
    first, second : str
        Their ids, in order.
    agree, contradict, differ : tuple of str
        Ids of the statements.
    one_origin : tuple of str
        Ids of those of which they say the same, one by way of the other, or both by way of a third: no two agree here.
    conflicts : tuple of (str, str)
        Ids of two statements each, one of either, that contradict each other.
    """

    first: str
    second: str
    agree: tuple[str, ...] = ()
    contradict: tuple[str, ...] = ()
    differ: tuple[str, ...] = ()
    one_origin: tuple[str, ...] = ()
    conflicts: tuple[tuple[str, str], ...] = ()

    @property
    def contradictions(self) -> int:
        """How often they contradict each other: on one statement, or by two."""
        return len(self.contradict) + len(self.conflicts)

    @property
    def statements(self) -> dict[Literal["agree", "contradict", "differ"], tuple[str, ...]]:
        """The ids of the statements on which two speakers agree, contradict each other, or differ."""
        across = (id for pair in self.conflicts for id in pair)
        return {
            "agree": self.agree,
            "contradict": tuple(dict.fromkeys((*self.contradict, *across))),
            "differ": self.differ,
        }

    @property
    def sign(self) -> int:
        """Statements on which they agree less those on which they contradict each other."""
        return len(self.agree) - self.contradictions

    def to_dict(self) -> dict[str, Any]:
        """Return it as lists and texts: fit for JSON."""
        return {
            "speakers": [self.first, self.second],
            "agree": list(self.agree),
            "contradict": list(self.contradict),
            "differ": list(self.differ),
            "one_origin": list(self.one_origin),
            "conflicts": [list(pair) for pair in self.conflicts],
        }


@dataclass(frozen=True, slots=True, order=True)
class Conflict:
    """What two speakers say of two statements that cannot both be true."""

    finding: str
    speakers: tuple[str, str]
    statements: tuple[str, str]

    @classmethod
    def of(cls, finding: str, *said: tuple[str, str]) -> Conflict:
        """Return it of two pairs of a speaker and a statement, in either order."""
        (a, s), (b, t) = sorted(said)
        return cls(finding, (a, b), (s, t))


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
                            {"id": c.id, "by": c.by, "stance": c.stance, "at": c.at, "text": text}
                            for c, text in row.tells_all(Cell(row.claims, row.opposed), schema)
                        ],
                    }
                    for row in rows
                ]
                for relation, rows in self.rows.items()
            },
        }


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
    return "contradict" if {first, second} in ({"asserts", "denies"}, {"asserts", "conflicts"}) else "differ"


@dataclass(frozen=True, slots=True)
class Said:
    """What one speaker says of one statement, and whose word each claim takes for it: the speaker's, and others'."""

    stance: CellStance
    origins: frozenset[frozenset[str]]

    def repeats(self, other: Said) -> bool:
        """Whether no claim of the one stands without a claim of the other, or both without a third one."""
        return all(one & another for one in self.origins for another in other.origins)


Stances = Mapping[str, Said]
"""What the speakers of one statement say of it, by their ids."""


def stances_of(rows: Iterable[Row]) -> dict[str, Stances]:
    """Return what each speaker says of statements, by their ids; what contradicts them elsewhere is not among it."""
    return {
        row.statement.id: {
            by: Said(stance_of(claim.stance for claim in cell.claims), frozenset(c.origins for c in cell.claims))
            for by, cell in row.cells.items()
            if cell.claims
        }
        for row in rows
    }


def stances_in(store: Store, case: str, schema: Schema) -> tuple[dict[str, Stances], bool]:
    """Return what each speaker says of all statements of a case, and whether some were left out, as there are many."""
    result = store.query(
        "MATCH (s)-[:MADE]->(c:Claim {case_id: $case}) RETURN c.statement AS statement, s.id AS speaker, "
        "c.stance AS stance, c.id AS claim ORDER BY statement, speaker, stance, claim",
        {"case": case},
        limit=MOST_CLAIMS,
    )
    rows = [tuple(map(str, row)) for row in result.rows]
    return _said(
        rows, _origins(store, case, "(c:Claim)", "c.case_id = $case", {"case": case}, schema)
    ), result.truncated


ClaimRow = tuple[str, ...]
"""Statement, speaker, stance and id of a claim."""


def _said(rows: Iterable[ClaimRow], origins: Mapping[str, frozenset[str]]) -> dict[str, Stances]:
    """Return who says what of each statement, by claims and by whose word those are that somebody passed on."""
    made: dict[str, dict[str, list[tuple[str, frozenset[str]]]]] = defaultdict(lambda: defaultdict(list))
    for statement, speaker, stance, claim in rows:
        made[statement][speaker].append((stance, origins.get(claim, frozenset({speaker}))))
    return {
        id: {by: Said(stance_of(stance for stance, _ in of), frozenset(o for _, o in of)) for by, of in each.items()}
        for id, each in made.items()
    }


def _origins(
    store: Store, case: str, pattern: str, condition: str, parameters: Mapping[str, Any], schema: Schema
) -> dict[str, frozenset[str]]:
    """Return whose word the claims are that somebody passed on, among those that a pattern and a condition leave."""
    ids = store.query(
        f"MATCH {pattern}-[:VIA]->() WHERE {condition} RETURN DISTINCT c.id AS id ORDER BY id",
        parameters,
        limit=MOST_CLAIMS,
    ).rows
    if not ids:
        return {}
    where, given = "c.case_id = $case AND c.id IN $ids", {"case": case, "ids": [row[0] for row in ids]}
    return {claim.id: claim.origins for claim in read_claims(store, case, "(c:Claim)", where, given, schema)}


def conflicts_of(rows: Iterable[Row]) -> list[Conflict]:
    """Return what contradicts what of different statements among some rows, in order."""
    found = []
    for row in rows:
        by = {claim.id: claim.by for claim in row.claims}
        for each in row.opposed:
            there = each.claim.by, each.claim.statement
            found += [Conflict.of(each.finding, (by[own], row.statement.id), there) for own in each.against]
    return _of_two(found)


def _of_two(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Return those of two speakers, once each and in order: some contradict themselves."""
    return sorted({each for each in conflicts if each.speakers[0] != each.speakers[1]})


def conflicts_in(store: Store, case: str) -> tuple[list[Conflict], bool]:
    """Return the same of a case in a store, and whether some were left out, as there are many."""
    result = store.query(
        "MATCH (a)-[:MADE]->(c:Claim {case_id: $case})-[r:CONTRADICTS]->(d:Claim)<-[:MADE]-(b) "
        "WHERE c.statement <> d.statement RETURN DISTINCT r.finding AS finding, "
        "a.id AS first, c.statement AS one, b.id AS second, d.statement AS other "
        "ORDER BY finding, first, one, second, other",
        {"case": case},
        limit=MOST_CLAIMS,
    )
    found = (Conflict.of(str(finding), (a, s), (b, t)) for finding, a, s, b, t in result.rows)
    return _of_two(found), result.truncated


def conflicts_among(store: Store, claims: Iterable[Iterable[Claim]]) -> dict[str, list[Conflict]]:
    """Return what contradicts what of different statements among some claims, by case."""
    by_case: dict[str, dict[str, Claim]] = defaultdict(dict)
    for claim in chain.from_iterable(claims):
        if not claim.inferred:
            by_case[claim.case][claim.id] = claim
    return {
        case: _of_two(
            Conflict.of(finding, *((there[id].by, there[id].statement) for id in (one, other)))
            for one, other, finding in _ties(store, case, there, there)
        )
        for case, there in by_case.items()
    }


def _ties(store: Store, case: str, ours: Collection[str], theirs: Collection[str]) -> list[tuple[str, str, str]]:
    """Return the ids of claims on different statements that contradict each other, and of what a rule found."""
    rows = store.query(
        "MATCH (c:Claim)-[r:CONTRADICTS]-(d:Claim) WHERE c.case_id = $case AND c.id IN $ours "
        "AND c.statement <> d.statement RETURN c.id AS one, d.id AS other, r.finding AS finding "
        "ORDER BY finding, one, other",
        {"case": case, "ours": list(ours)},
        limit=MOST_CLAIMS,
    ).rows
    # here, for a store would look through the whole list at each tie
    among = frozenset(theirs)
    return [(one, other, finding) for one, other, finding in rows if other in among]


def _once(conflicts: Iterable[Conflict], contradict: Collection[str]) -> list[tuple[str, str]]:
    """Return the statements of what rules find of two speakers, once each, without what they contradict already."""
    found: dict[str, tuple[str, str]] = {}
    for conflict in sorted(conflicts, key=lambda each: (each.finding, each.statements)):
        if not set(conflict.statements) & set(contradict):
            found.setdefault(conflict.finding, conflict.statements)
    return sorted(set(found.values()))


def _relation(first: Said | None, second: Said | None) -> Relation | None:
    relation = relation_of(first.stance if first else None, second.stance if second else None)
    return "one_origin" if relation == "agree" and first and second and first.repeats(second) else relation


def agreements(stances: Mapping[str, Stances], conflicts: Iterable[Conflict] = ()) -> list[Agreement]:
    """Return which speakers agree and contradict each other; pairs that contradict each other most come first.

    Parameters
    ----------
    stances : mapping of str to Stances
    conflicts : iterable of Conflict
        What they say of different statements that cannot both be true. What a rule finds counts once for a pair, and
        not at all where the two contradict each other on one of these statements already.
    """
    found: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for statement, of in sorted(stances.items()):
        for first, second in combinations(sorted(of), 2):
            relation = str(_relation(of[first], of[second]))
            found[first, second][relation].append(statement)
    across: dict[tuple[str, str], list[Conflict]] = defaultdict(list)
    for conflict in conflicts:
        across[conflict.speakers].append(conflict)
    pairs = [
        Agreement(
            *pair,
            agree=tuple(by["agree"]),
            contradict=tuple(by["contradict"]),
            differ=tuple(by["differ"]),
            one_origin=tuple(by["one_origin"]),
            conflicts=tuple(_once(across[pair], by["contradict"])),
        )
        for pair in (found | across)
        for by in [found[pair]]
    ]
    return sorted(pairs, key=lambda a: (-a.contradictions, -len(a.differ), -len(a.agree), a.first, a.second))


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
    schema = schema or load_schema()
    made: dict[str, list[ClaimRow]] = {}
    origins: dict[str, frozenset[str]] = {}
    nodes = nodes_by_key(store, [Key.of(case, id) for id in _two(first, second)], labels=SPEAKERS)
    labels = {node.id: index_label(node) for node in nodes}
    condition = "s.case_id = $case AND s.id = $id"
    for id in (first, second):
        pattern, given = f"(s{labels.get(id, '')})-[:MADE]->(c:Claim)", {"case": case, "id": id}
        rows = store.query(
            f"MATCH {pattern} WHERE {condition} "
            "RETURN c.statement AS statement, s.id AS by, c.stance AS stance, c.id AS claim ORDER BY claim",
            given,
        ).rows
        if not rows:
            meant = hint(near_ids(store, case, id, SPEAKERS))
            raise NotFoundError(f"Nobody with the id {id!r} makes a claim in the case {case}.{meant}")
        made[id] = [tuple(map(str, row)) for row in rows]
        origins |= _origins(store, case, pattern, condition, given, schema)
    claims = {row[3]: row for rows in made.values() for row in rows}
    ties = _ties(store, case, *([row[3] for row in made[id]] for id in (first, second)))
    conflicts = [Conflict(finding, (first, second), (claims[a][0], claims[b][0])) for a, b, finding in ties]
    by, across = _by_relation(_said(claims.values(), origins), conflicts, first, second)
    one_of_each = {row[0]: row[3] for row in claims.values()}
    listed = [*(id for ids in by.values() for id in ids[:limit]), *(id for pair in across[:limit] for id in pair)]
    rows_by_id = {
        row.statement.id: row for row in read_rows(store, case, {id: one_of_each[id] for id in listed}, schema)
    }
    return _beside(case, nodes, by, across, rows_by_id, limit)


def beside_of(graph: CaseGraph, first: str, second: str) -> Beside:
    """Return the same of a case that is in no store, with every statement."""
    rows = {row.statement.id: row for row in rows_of(graph)}
    ours, theirs = _two(first, second)
    turned = [
        Conflict(each.finding, (ours, theirs), each.statements if each.speakers[0] == ours else each.statements[::-1])
        for each in conflicts_of(rows.values())
        if set(each.speakers) == {ours, theirs}
    ]
    by, across = _by_relation(stances_of(rows.values()), turned, ours, theirs)
    nodes = [graph.nodes[first], graph.nodes[second]]
    return _beside(graph.case.id, nodes, by, across, rows, len(rows))


def _two(first: str, second: str) -> tuple[str, str]:
    if first == second:
        raise SettingsError(f"Two speakers are set beside each other, not {first!r} and itself.")
    return first, second


def _by_relation(
    stances: Mapping[str, Stances], conflicts: Sequence[Conflict], first: str, second: str
) -> tuple[dict[Relation, list[str]], list[tuple[str, str]]]:
    """Return the ids of statements by how the two stand to them; and apart what they say by two of them."""
    by: dict[Relation, list[str]] = {relation: [] for relation in RELATIONS}
    for id, of in sorted(stances.items()):
        if relation := _relation(of.get(first), of.get(second)):
            by[relation].append(id)
    across = _once(conflicts, by["contradict"])
    told = {id for pair in across for id in pair}
    silent: tuple[Relation, ...] = ("first", "second")
    return by | {relation: [id for id in by[relation] if id not in told] for relation in silent}, across


def _beside(
    case: str,
    nodes: Sequence[Node],
    by: Mapping[Relation, Sequence[str]],
    across: Sequence[tuple[str, str]],
    rows: Mapping[str, Row],
    limit: int,
) -> Beside:
    first, second = (node.id for node in nodes)

    def said(id: str, *speakers: str) -> Row:
        return Row(rows[id].statement, tuple(c for c in rows[id].claims if c.by in speakers))

    def against(one: str, other: str) -> Row:
        there = [each for each in rows[one].opposed if each.claim.statement == other and each.claim.by == second]
        return replace(said(one, first), opposed=tuple(there))

    listed = {relation: [said(id, first, second) for id in of[:limit] if id in rows] for relation, of in by.items()}
    listed["contradict"] += [against(*pair) for pair in across if pair[0] in rows]
    counts = {relation: len(of) + len(across) * (relation == "contradict") for relation, of in by.items()}
    return Beside(case, nodes[0], nodes[1], {of: tuple(found[:limit]) for of, found in listed.items()}, counts)
