"""The layer of speakers: who says something of what a view shows, and which speakers agree, as lines of their own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from graph.case.captions import end_of
from graph.case.model import STANCES
from graph.case.schema import Schema
from graph.elements import Key, Node, Relationship, Subgraph
from graph.picture.speakers import says_of, speaker_line
from graph.questions.agreement import Conflict, agreements, stances_of
from graph.questions.claims import Claim, telling
from graph.questions.stances import Row

Claims = Mapping[str, tuple[Claim, ...]]
"""By the key of the relationship they are about."""
Conflicts = Mapping[str, list[Conflict]]
"""By case, what contradicts what of different statements."""
MOST_LINES = 24
"""The most lines from speakers to what they speak of that are drawn at once: of more, those of what is selected."""


def add_lines(
    graph: Subgraph,
    chosen: frozenset[str],
    whole: Subgraph,
    claims: Claims,
    schema: Schema,
    hidden: frozenset[str] = frozenset(),
    conflicts: Conflicts = MappingProxyType({}),
) -> Subgraph:
    """Return a graph with the lines of speakers that are chosen.

    A line leads from a speaker to the subject of what is said, or where that is the speaker, to its object or value.
    How speakers stand to each other goes by all statements of the whole.

    Parameters
    ----------
    graph : Subgraph
        What filters leave.
    chosen : frozenset of str
        Of :data:`graph.picture.looks.SPEAKER_WORDS`.
    whole : Subgraph
        What there is before filters.
    claims : mapping of str to tuple of Claim
    schema : Schema
    hidden : frozenset of str
        Keys of lines that are left away.
    conflicts : mapping of str to list of Conflict
        By case; those of statements that are in the whole count.
    """
    nodes: dict[str, Node] = {node.key: node for node in graph.nodes}
    lines = [
        *_about(graph.relationships, chosen, nodes, claims, schema),
        *_between(whole.relationships, chosen, nodes, claims, schema, conflicts),
    ]
    shown = [line for line in lines if line.key not in hidden]
    return _with_lines(graph, shown) if shown else graph


def with_lines_of(graph: Subgraph, other: Subgraph) -> Subgraph:
    """Return a graph with the lines of speakers of another one, whose nodes it has."""
    lines = [r for r in other.relationships if says_of(r)]
    return _with_lines(graph, lines) if lines else graph


def lines_of_selection(graph: Subgraph, selection: Collection[str], claims: Claims) -> Subgraph:
    """Return a graph with the lines from speakers that have to do with a selection, where all are too many to be read.

    They end at a node that is selected, stand for a claim on a relationship that is, or are selected themselves. Lines
    between speakers stay.

    Parameters
    ----------
    graph : Subgraph
    selection : collection of str
        Keys.
    claims : mapping of str to tuple of Claim
    """
    lines = [r for r in graph.relationships if says_of(r) in STANCES]
    if len(lines) <= MOST_LINES:
        return graph
    chosen = set(selection)
    claimed = {(claim.case, claim.id) for key in chosen for claim in claims.get(key, ())}
    left_out = {
        r.key
        for r in lines
        if chosen.isdisjoint((r.key, r.start_node.key, r.end_node.key))
        and not any((r.key.case, id) in claimed for id in r.properties["claims"])
    }
    return Subgraph(graph.nodes, tuple(r for r in graph.relationships if r.key not in left_out))


def without_lines(graph: Subgraph) -> Subgraph:
    """Return a graph with its relationships alone."""
    return Subgraph(graph.nodes, tuple(r for r in graph.relationships if not says_of(r)))


def _with_lines(graph: Subgraph, lines: Iterable[Relationship]) -> Subgraph:
    return Subgraph(graph.nodes, tuple(sorted((*graph.relationships, *lines), key=lambda r: r.key)))


def speakers_needed(
    chosen: frozenset[str], relationships: Iterable[Relationship], claims: Claims, conflicts: Conflicts
) -> Counter[str]:
    """Return the keys of all that speak in lines that are chosen, with how often each does."""
    found: Counter[str] = Counter()
    for r in relationships:
        said = [claim for claim in claims.get(r.key, ()) if claim.by]
        found.update(Key.of(claim.case, claim.by) for claim in said if claim.stance in chosen)
        if not chosen.issubset(STANCES) and len(by := {claim.by for claim in said}) > 1:
            found.update(Key.of(said[0].case, id) for id in by)
    found.update(Key.of(case, id) for case, each in conflicts.items() for one in each for id in one.speakers)
    return found


def lines_by_kind(graph: Subgraph, claims: Claims) -> Counter[str]:
    """Return how many lines of each stance there are of a graph, whether they are chosen or not."""
    ends = {
        (claim.stance, claim.finding and claim.stance == "asserts", claim.by, _target(r, claim).key)
        for r in graph.relationships
        for claim in claims.get(r.key, ())
        if claim.by
    }
    return Counter(stance for stance, *_ in ends)


def lines_note(lines: Counter[str], chosen: Iterable[str], selection: Collection[str]) -> list[str]:
    """Return a sentence that says which lines from speakers are drawn; none where all are.

    Parameters
    ----------
    lines : Counter of str
        As :func:`lines_by_kind` gives them.
    chosen : iterable of str
        Of :data:`graph.picture.looks.SPEAKER_WORDS`.
    selection : collection of str
    """
    count = sum(lines[says] for says in chosen)
    if count <= MOST_LINES:
        return []
    if selection:
        return [f"Of {count:,} lines of speakers, those of what is selected are drawn."]
    return [f"{count:,} lines of speakers are too many to be read at once: select something, and its own are drawn."]


def line_claims(graph: Subgraph, claims: Claims) -> dict[str, tuple[Claim, ...]]:
    """Return the claims that each line of speakers stands for, by its key."""
    lines = [r for r in graph.relationships if says_of(r)]
    if not lines:
        return {}
    by_id = {(claim.case, claim.id): claim for rows in claims.values() for claim in rows}
    return {r.key: tuple(by_id[r.key.case, id] for id in r.properties["claims"]) for r in lines}


def _about(
    relationships: Iterable[Relationship],
    chosen: frozenset[str],
    nodes: Mapping[str, Node],
    claims: Claims,
    schema: Schema,
) -> list[Relationship]:
    said: dict[tuple[str, bool, str, str], list[tuple[Claim, Relationship]]] = defaultdict(list)
    for r in relationships:
        for claim in claims.get(r.key, ()):
            if claim.by_key in nodes and claim.stance in chosen and (target := _target(r, claim)).key in nodes:
                found = claim.finding and claim.stance == "asserts"
                said[claim.stance, found, str(claim.by_key), target.key].append((claim, r))
    return [
        _line(says, nodes[speaker], nodes[target], rows, schema, found)
        for (says, found, speaker, target), rows in said.items()
    ]


def _between(
    relationships: Iterable[Relationship],
    chosen: frozenset[str],
    nodes: Mapping[str, Node],
    claims: Claims,
    schema: Schema,
    conflicts: Conflicts,
) -> list[Relationship]:
    if chosen.issubset(STANCES):
        return []
    by_case: dict[str, dict[str, Row]] = defaultdict(dict)
    for r in relationships:
        if r.key in claims:
            by_case[r.key.case][r.id] = Row(r, claims[r.key])
    lines = []
    for case, rows in by_case.items():
        among = [each for each in conflicts.get(case, ()) if rows.keys() >= set(each.statements)]
        for pair in agreements(stances_of(rows.values()), among):
            ends = [nodes.get(Key.of(case, id)) for id in (pair.first, pair.second)]
            both = {pair.first, pair.second}
            for says, ids in pair.statements.items():
                if says in chosen and ids and ends[0] and ends[1]:
                    on = [rows[id] for id in ids]
                    told = [(claim, row.statement) for row in on for claim in row.claims if claim.by in both]
                    count = pair.contradictions if says == "contradict" else len(ids)
                    lines.append(_line(says, ends[0], ends[1], told, schema, count=count))
    return lines


def _target(relationship: Relationship, claim: Claim) -> Node:
    """Return what a claim is about, as a line shows it: its subject; where that speaks itself, the other end."""
    start = relationship.start_node
    return relationship.end_node if start.key == claim.by_key else start


def _line(
    says: str,
    start: Node,
    end: Node,
    told: Sequence[tuple[Claim, Relationship]],
    schema: Schema,
    found: bool = False,
    count: int = 0,
) -> Relationship:
    return speaker_line(
        says,
        start,
        end,
        count=count or len({r.key for _, r in told}),
        claims=[claim.id for claim, _ in told],
        sentences=[telling(claim, r.start_node, end_of(r), schema) for claim, r in told],
        found=found,
    )
