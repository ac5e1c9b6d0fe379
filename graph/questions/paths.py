"""Shortest paths of a graph in a store, by the names that NetworkX has for them.

In a case these functions follow relationships between entities, in either direction unless told otherwise; in a
foreign graph they follow all. Only what is needed is read from the store: no graph is copied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations, islice, pairwise
from typing import Any

from graph.case.captions import status_of
from graph.case.statuses import STATUSES, UNASSERTED
from graph.elements import Key, Node, Path, Relationship, Subgraph
from graph.errors import NotFoundError
from graph.questions.neighbors import find_node, walked_label
from graph.questions.parts import is_one_of, nodes_by_key, relationships_among
from graph.stores import Store

_MAX_TIES = 1_000
"""Paths that are looked at for the first ones in the order of their ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Which relationships and nodes a path may take.

    Parameters
    ----------
    statuses : collection of str, optional
        Only statements of these statuses; None: every relationship.
    types : collection of str, optional
        Only relationships of these types; None: of all.
    speaker : str
        Only statements on which the speaker of this id makes a claim; empty: whoever does.
    stance : {"", "asserts", "denies", "questions"}
        Of that speaker; empty: any.
    source : str
        Only statements on which a claim is carried by a passage of the source of this id; empty: of whichever.
    avoid : collection of str
        Keys of nodes that it does not pass, and of relationships that it does not take.
    passes : callable, optional
        Called with nodes between the ends, returns the keys of those that it may pass; all where it is not given.
    """

    statuses: Collection[str] | None = None
    types: Collection[str] | None = None
    speaker: str = ""
    stance: str = ""
    source: str = ""
    avoid: Collection[str] = ()
    passes: Callable[[Sequence[Node]], Collection[str]] | None = None

    @property
    def anywhere(self) -> bool:
        """Whether it may take everything."""
        chosen = self.speaker or self.source or self.avoid or self.passes
        return self.statuses is None and self.types is None and not chosen

    def blocked(self, store: Store, keys: Iterable[str]) -> set[str]:
        """Return the keys of those nodes that it may not pass."""
        looked_at = set(keys)
        passed = looked_at if self.passes is None else set(self.passes(nodes_by_key(store, sorted(looked_at))))
        return (looked_at & set(self.avoid)) | (looked_at - passed)

    def condition(self, store: Store, case: str) -> tuple[str, dict[str, Any]]:
        """Return a condition on a relationship ``r``, to be added to others, with its parameters."""
        conditions, parameters = "", dict[str, Any]()
        if self.statuses is not None:
            conditions += " AND r.status IN $statuses"
            parameters["statuses"] = sorted(self.statuses)
        if self.types is not None:
            conditions += " AND type(r) IN $types"
            parameters["types"] = sorted(self.types)
        if self.speaker or self.source:
            conditions += " AND r.id IN $said"
            parameters["said"] = sorted(self._statements(store, case))
        avoided = [Key(key) for key in self.avoid]
        # what has no id is none of these, and a comparison with null is neither
        if unwanted := sorted(key.local_id for key in avoided if case and key.case == case):
            conditions += " AND NOT coalesce(r.id IN $unwanted, false)"
            parameters["unwanted"] = unwanted
        if foreign := sorted(key.local_id for key in avoided if key.is_foreign):
            conditions += " AND NOT elementId(r) IN $unwanted_foreign"
            parameters["unwanted_foreign"] = foreign
        return conditions, parameters

    def _statements(self, store: Store, case: str) -> set[str]:
        """Return the ids of the statements that the speaker speaks of, and that the source is cited for."""
        scope = {"case": case, "speaker": self.speaker, "stance": self.stance, "source": self.source}
        found = []
        if self.speaker:
            stance = "AND c.stance = $stance" if self.stance else ""
            found.append(f"MATCH (s)-[:MADE]->(c:Claim) WHERE c.case_id = $case AND s.id = $speaker {stance}")
        if self.source:
            carried = "coalesce(r.order, 1) = 1"  # as a filter by source counts: what stands beside it carries nothing
            found.append(
                f"MATCH (c:Claim)-[r:CITES]->(p:Passage) WHERE c.case_id = $case AND p.source = $source AND {carried}"
            )
        rows = [store.query(f"{match} RETURN DISTINCT c.statement", scope).rows for match in found]
        return set.intersection(*({row[0] for row in some} for some in rows))


def statuses_in_words(relationships: Iterable[Relationship]) -> str:
    """Return how many relationships have which status: "1 found, 1 denied (asserted by nobody), 3 reported"."""
    return counts_in_words(Counter(filter(None, map(status_of, relationships))))


def counts_in_words(counts: Mapping[str, int]) -> str:
    """Return how many of which status there are, in the order of the rules: "1 found, 3 reported"."""
    nobody = dict.fromkeys(UNASSERTED, " (asserted by nobody)")
    return ", ".join(f"{counts[status]} {status}{nobody.get(status, '')}" for status in STATUSES if counts.get(status))


def shortest_path(
    store: Store, source: str, target: str, *, case: str | None = None, cutoff: int = 15, walk: Walk | None = None
) -> Path:
    """Return a shortest path between two nodes; among equals the one whose nodes' ids come first in order.

    Parameters
    ----------
    store : Store
    source, target : str
        Ids.
    case : str, optional
    cutoff : int
        Relationships the path may have at the most.
    walk : Walk, optional
        What it may take; everything where it is not given.

    Returns
    -------
    Path

    Raises
    ------
    NotFoundError
        There is no such node, or no path ("No path between a and b.").
    AmbiguousIdError
        As :func:`find_node`.
    """
    start, end = find_node(store, source, case=case), find_node(store, target, case=case)
    return all_shortest_paths(store, start, end, cutoff=cutoff, limit=1, walk=walk)[0]


def shortest_simple_paths(
    store: Store, start: Node, end: Node, *, count: int, cutoff: int = 15, walk: Walk | None = None
) -> list[Path]:
    """Return the first paths between two nodes that pass no node twice, the shortest first, then by their nodes' ids.

    Parameters
    ----------
    store : Store
    start, end : Node
    count : int
        Paths at the most.
    cutoff : int
        Relationships a path may have at the most.
    walk : Walk, optional

    Raises
    ------
    NotFoundError
        There is no path.

    Notes
    -----
    Yen's algorithm as NetworkX has it, on pairs of ids: all that the walk may take is read once.
    """
    import networkx as nx

    walk = walk or Walk()
    nearest = all_shortest_paths(store, start, end, cutoff=cutoff, limit=count, walk=walk)
    if len(nearest) >= count or start.key == end.key:
        return nearest
    also = walk.condition(store, start.key.case)
    read = _pairs(store, start, None, *also)
    blocked = walk.blocked(store, {key for pair in read for key in pair} - {start.key, end.key})
    pairs = nx.Graph(sorted(pair for pair in read if blocked.isdisjoint(pair)))
    walks: list[list[str]] = []
    for keys in nx.shortest_simple_paths(pairs, start.key, end.key):
        if len(keys) > cutoff + 1 or (len(walks) >= count and len(keys) > len(walks[-1])) or len(walks) > _MAX_TIES:
            break
        walks.append(keys)
    return _paths(store, sorted(walks, key=lambda keys: (len(keys), keys))[:count], walk, also[1])


def all_shortest_paths(
    store: Store, start: Node, end: Node, *, cutoff: int = 15, limit: int = 50, walk: Walk | None = None
) -> list[Path]:
    """Return the shortest paths between two nodes, in the order of their nodes' ids.

    Parameters
    ----------
    store : Store
    start, end : Node
    cutoff : int
        Relationships a path may have at the most.
    limit : int
        Paths at the most; parallel relationships count as one, what nobody contests first, then by key.
    walk : Walk, optional
        What they may take; everything where it is not given.

    Raises
    ------
    NotFoundError
        There is no path.

    Notes
    -----
    A search from both ends, one query a level, always from the side whose frontier is smaller.
    """
    walk = walk or Walk()
    if start.key == end.key:
        return [Path((start,), ())]
    if named := sorted({start.key, end.key}.intersection(walk.avoid)):
        raise NotFoundError(f"A path between {start.id} and {end.id} cannot avoid {', '.join(named)}.")
    also = walk.condition(store, start.key.case)
    frontiers: list[set[str]] = [{start.key}, {end.key}]
    seen: list[set[str]] = [{start.key}, {end.key}]
    ties: dict[str, set[str]] = {}
    blocked: set[str] = set()
    length = 0
    while not seen[0] & seen[1]:
        side = 0 if len(frontiers[0]) <= len(frontiers[1]) else 1
        if not frontiers[side] or length == cutoff:
            within = "" if walk.anywhere else " that takes only what was asked for"
            apart = start.key.case and end.key.case and start.key.case != end.key.case
            cases = f" They are in two cases, {start.key.case} and {end.key.case}." if apart else ""
            raise NotFoundError(f"No path between {start.id} and {end.id}{within}.{cases}")
        reached = set()
        pairs = _pairs(store, start, frontiers[side], *also)
        blocked |= walk.blocked(store, {far for _, far in pairs} - seen[0] - seen[1] - blocked)
        for near, far in pairs:
            if far in blocked:
                continue
            ties.setdefault(near, set()).add(far)
            ties.setdefault(far, set()).add(near)
            reached.add(far)
        frontiers[side] = reached - seen[side]
        seen[side] |= reached
        length += 1
    return _paths(store, list(islice(_in_order(ties, start.key, end.key, length), limit)), walk, also[1])


def connect(store: Store, nodes: Sequence[Node], *, cutoff: int = 15, walk: Walk | None = None) -> Subgraph:
    """Return what connects some nodes: shortest paths that join them all with few relationships.

    Parameters
    ----------
    store : Store
    nodes : sequence of Node
    cutoff : int
        Relationships a path between two of them may have at the most.
    walk : Walk, optional
        What these paths may take; everything where it is not given.

    Raises
    ------
    NotFoundError
        Some of them no path joins to the others.

    Notes
    -----
    A minimum spanning tree over the shortest paths between every two of them, at most twice as long as
    the best: L. Kou, G. Markowsky, L. Berman, "A fast algorithm for Steiner trees", 1981.
    """
    paths = []
    for start, end in combinations(sorted(nodes, key=lambda node: node.key), 2):
        with suppress(NotFoundError):
            paths.append(all_shortest_paths(store, start, end, cutoff=cutoff, limit=1, walk=walk)[0])
    paths.sort(key=lambda path: (len(path.relationships), [node.key for node in path.nodes]))
    group = {node.key: {node.key} for node in nodes}
    connecting: list[Path] = []
    for path in paths:
        one, other = group[path.nodes[0].key], group[path.nodes[-1].key]
        if one is not other:
            one |= other
            group.update(dict.fromkeys(one, one))
            connecting.append(path)
    if len(connecting) < len(group) - 1:
        names = {node.key: str(node.properties.get("name", node.id)) for node in nodes}
        apart = sorted(names[min(part)] for part in {id(part): part for part in group.values()}.values())
        raise NotFoundError(f"No path connects all of these: {', '.join(apart)} stay apart.")
    return Subgraph.of([*nodes, *connecting])


def _pairs(
    store: Store, like: Node, frontier: Iterable[str] | None, also: str, given: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Return the keys of nodes and their neighbours; of all nodes where there is no frontier."""
    label = walked_label(like)
    if frontier is None:
        condition = "true" if like.key.is_foreign else "n.case_id = $case0"
        parameters: dict[str, Any] = {} if like.key.is_foreign else {"case0": like.key.case}
    else:
        condition, parameters = is_one_of(sorted(frontier), "n")
    # between entities all have ids of their own; elsewhere what has none is known by the database's
    element = "null" if label else "elementId({0})"
    ends = ", ".join(f"{v}.case_id AS {v}_case, {v}.id AS {v}_id, {element.format(v)} AS {v}_at" for v in ("n", "m"))
    result = store.query(
        f"MATCH (n{label})-[r]-(m{label}) WHERE ({condition}){also} RETURN DISTINCT {ends}", {**parameters, **given}
    )
    return [(_key(*row[:3]), _key(*row[3:])) for row in result.rows]


def _key(case: object, id: object, element: object) -> str:
    return Key.of(case, id) if isinstance(case, str) and isinstance(id, str) else f"~{element}"


def _in_order(ties: Mapping[str, set[str]], start: str, end: str, length: int) -> Iterator[list[str]]:
    steps_left = {end: 0}  # steps from a node to the end
    frontier = {end}
    for steps in range(1, length + 1):
        frontier = {far for near in frontier for far in ties.get(near, ())} - steps_left.keys()
        steps_left.update(dict.fromkeys(frontier, steps))
    stack = [[start]]
    while stack:
        keys = stack.pop()
        if keys[-1] == end:
            yield keys
            continue
        nearer = steps_left[keys[-1]] - 1
        # Every node one step nearer to the end lies on a shortest path; the last pushed is the next taken.
        stack += ([*keys, far] for far in sorted(ties[keys[-1]], reverse=True) if steps_left.get(far) == nearer)


def _paths(store: Store, walks: list[list[str]], walk: Walk, given: Mapping[str, Any]) -> list[Path]:
    """Return paths by the keys of their nodes; ``given`` are the parameters of the walk's condition."""
    walked = dict.fromkeys(key for keys in walks for key in keys)
    nodes: dict[str, Node] = {node.key: node for node in nodes_by_key(store, walked)}
    ties: dict[frozenset[str], Relationship] = {}
    for r in allowed(relationships_among(store, nodes.values()), walk, given.get("said")):
        step = frozenset((r.start_node.key, r.end_node.key))
        ties[step] = min(ties.get(step, r), r, key=_firmness)
    return [
        Path(tuple(nodes[key] for key in keys), tuple(ties[frozenset(step)] for step in pairwise(keys)))
        for keys in walks
    ]


def parallel(store: Store, paths: Sequence[Path], *, walk: Walk | None = None) -> list[Relationship]:
    """Return the relationships that join two neighbours on paths beside those that the paths take.

    Of parallel relationships a path takes the one that nobody contests: without the others a finding would hide that
    it is disputed.

    Parameters
    ----------
    store : Store
    paths : sequence of Path
    walk : Walk, optional
        What the paths might take; everything where it is not given.

    Returns
    -------
    list of Relationship
        What nobody contests first.
    """
    walk = walk or Walk()
    nodes = {node.key: node for path in paths for node in path.nodes}
    taken = {r.key for path in paths for r in path.relationships}
    steps = {frozenset(pair) for path in paths for pair in pairwise(node.key for node in path.nodes)}
    said = walk.condition(store, paths[0].nodes[0].key.case)[1].get("said")
    found = (r for r in allowed(relationships_among(store, nodes.values()), walk, said) if r.key not in taken)
    return sorted((r for r in found if frozenset((r.start_node.key, r.end_node.key)) in steps), key=_firmness)


def allowed(relationships: Iterable[Relationship], walk: Walk, said: Collection[str] | None) -> Iterator[Relationship]:
    """Yield those that a walk may take.

    ``said`` is the parameter of that name of :meth:`Walk.condition`: ids, where it asks for a speaker or a source.
    """
    for r in relationships:
        if (
            (walk.statuses is None or r.properties.get("status") in walk.statuses)
            and (walk.types is None or r.type in walk.types)
            and (said is None or r.id in said)
            and r.key not in walk.avoid
        ):
            yield r


def _firmness(r: Relationship) -> tuple[int, str]:
    """Order parallel relationships: what nobody contests first, what nobody asserts last."""
    status = status_of(r)
    contested = status is not None and not STATUSES[status].plain
    return contested + (status in UNASSERTED), r.key
