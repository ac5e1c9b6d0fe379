"""Neighbours, shortest paths, degrees and subgraphs of a graph in a store, by the names that NetworkX has for them.

In a case these functions follow relationships between entities, in either direction unless told otherwise; in a
foreign graph they follow all. Only what is needed is read from the store: no graph is copied.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations, islice, pairwise
from typing import Any

from graph.elements import Key, Node, Path, Relationship, Subgraph
from graph.errors import AmbiguousIdError, NotFoundError
from graph.questions.parts import ARROWS, Direction, condition_on, nodes_by_key, relationships_among
from graph.stores import Store

_MAX_TIES = 1_000
"""Paths that are looked at for the first ones in the order of their ids."""


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A node beside another, with the relationships between the two, sorted by key."""

    node: Node
    relationships: tuple[Relationship, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Which relationships and nodes a path may take.

    Parameters
    ----------
    statuses : collection of str
        Only statements of these statuses; empty: every relationship.
    types : collection of str
        Only relationships of these types; empty: of all.
    speaker : str
        Only statements on which the speaker of this id makes a claim; empty: whoever does.
    stance : {"", "asserts", "denies", "questions"}
        Of that speaker; empty: any.
    avoid : collection of str
        Keys of nodes that it does not pass, and of relationships that it does not take.
    """

    statuses: Collection[str] = ()
    types: Collection[str] = ()
    speaker: str = ""
    stance: str = ""
    avoid: Collection[str] = ()

    @property
    def anywhere(self) -> bool:
        """Whether it may take everything."""
        return not (self.statuses or self.types or self.speaker or self.avoid)

    def condition(self, store: Store, case: str) -> tuple[str, dict[str, Any]]:
        """Return a condition on a relationship ``r``, to be added to others, with its parameters."""
        conditions, parameters = "", {}
        if self.statuses:
            conditions += " AND r.status IN $statuses"
            parameters["statuses"] = sorted(self.statuses)
        if self.types:
            conditions += " AND type(r) IN $types"
            parameters["types"] = sorted(self.types)
        if self.speaker:
            stance = "AND c.stance = $stance" if self.stance else ""
            said = store.query(
                "MATCH (s)-[:MADE]->(c:Claim) WHERE s.case_id = $case AND s.id = $speaker AND c.case_id = $case "
                f"{stance} RETURN DISTINCT c.statement",
                {"case": case, "speaker": self.speaker, "stance": self.stance},
            )
            conditions += " AND r.id IN $said"
            parameters["said"] = sorted(row[0] for row in said.rows)
        if unwanted := sorted(Key(key).local_id for key in self.avoid if Key(key).case == case and case):
            conditions += " AND NOT r.id IN $unwanted"
            parameters["unwanted"] = unwanted
        return conditions, parameters


def find_node(store: Store, id: str, *, case: str | None = None) -> Node:
    """Return the one node that has an id.

    Parameters
    ----------
    store : Store
    id : str
        An entity's id; where no entity has it, any other node's.
    case : str, optional
        The case to look in.

    Raises
    ------
    NotFoundError
        No node has it.
    AmbiguousIdError
        Two cases use it and no case was named.
    """
    scope = "AND n.case_id = $case" if case else ""
    for label in (":Entity", ""):
        result = store.query(
            f"MATCH (n{label}) WHERE n.id = $id {scope} RETURN n ORDER BY n.case_id LIMIT 20", {"id": id, "case": case}
        )
        nodes = [row[0] for row in result.rows]
        if len(nodes) == 1:
            return nodes[0]  # type: ignore[no-any-return]
        if nodes:
            cases = [str(node.properties.get("case_id")) for node in nodes]
            if len(set(cases)) < len(cases):
                raise AmbiguousIdError(f"{len(nodes)} nodes have the id {id}: name one by a query.")
            raise AmbiguousIdError(f"{id} is in {len(cases)} cases: {', '.join(cases)}. Name one with --case.")
    where = f"in the case {case}" if case else "in the store"
    raise NotFoundError(f"Nothing {where} has the id {id!r}. MATCH (n:Entity) RETURN n.id, n.name lists the entities.")


def neighbors(
    store: Store,
    id: str,
    *,
    case: str | None = None,
    direction: Direction = "both",
    types: Collection[str] | None = None,
) -> list[Neighbor]:
    """Return the nodes beside a node, sorted by id, as ``networkx.Graph.neighbors`` does.

    Parameters
    ----------
    store : Store
    id : str
    case : str, optional
    direction : {"both", "out", "in"}
        Of the relationships, seen from the node.
    types : collection of str, optional
        Only over relationships of these types.

    Returns
    -------
    list of Neighbor

    Raises
    ------
    NotFoundError, AmbiguousIdError
        As :func:`find_node`.
    """
    node = find_node(store, id, case=case)
    beside: dict[str, tuple[Node, dict[str, Relationship]]] = {}
    for relationship in _around(store, node, direction):
        if types is not None and relationship.type not in types:
            continue
        outward = relationship.start_node.key == node.key
        other = relationship.end_node if outward else relationship.start_node
        beside.setdefault(other.key, (other, {}))[1][relationship.key] = relationship
    found_neighbors = [Neighbor(other, tuple(ties[key] for key in sorted(ties))) for other, ties in beside.values()]
    return sorted(found_neighbors, key=lambda neighbor: (neighbor.node.id, neighbor.node.key))


def degree(store: Store, id: str, *, case: str | None = None) -> int:
    """Return how many relationships a node has; a loop counts twice, as in NetworkX."""
    node = find_node(store, id, case=case)
    return sum(1 + (r.start_node.key == r.end_node.key) for r in _around(store, node, "both"))


def subgraph(store: Store, ids: Iterable[str], *, case: str | None = None) -> Subgraph:
    """Return the nodes with these ids and every relationship among them, as ``networkx.Graph.subgraph`` does."""
    nodes = [find_node(store, id, case=case) for id in ids]
    return Subgraph.of([*nodes, *relationships_among(store, nodes)])


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
    read = _pairs(store, start, None, *walk.condition(store, start.key.case))
    pairs = nx.Graph(pair for pair in read if not set(pair) & set(walk.avoid))
    walks: list[list[str]] = []
    for keys in nx.shortest_simple_paths(pairs, start.key, end.key):
        if len(keys) > cutoff + 1 or (len(walks) >= count and len(keys) > len(walks[-1])) or len(walks) > _MAX_TIES:
            break
        walks.append(keys)
    return _paths(store, sorted(walks, key=lambda keys: (len(keys), keys))[:count], start, walk)


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
        Paths at the most; parallel relationships count as one, the first by key.
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
    avoided = set(walk.avoid)
    if named := sorted(avoided & {start.key, end.key}):
        raise NotFoundError(f"A path between {start.id} and {end.id} cannot avoid {', '.join(named)}.")
    also = walk.condition(store, start.key.case)
    frontiers: list[set[str]] = [{start.key}, {end.key}]
    seen: list[set[str]] = [{start.key}, {end.key}]
    ties: dict[str, set[str]] = {}
    length = 0
    while not seen[0] & seen[1]:
        side = 0 if len(frontiers[0]) <= len(frontiers[1]) else 1
        if not frontiers[side] or length == cutoff:
            within = "" if walk.anywhere else " that takes only what was asked for"
            raise NotFoundError(f"No path between {start.id} and {end.id}{within}.")
        reached = set()
        for near, far in _pairs(store, start, frontiers[side], *also):
            if near in avoided or far in avoided:
                continue
            ties.setdefault(near, set()).add(far)
            ties.setdefault(far, set()).add(near)
            reached.add(far)
        frontiers[side] = reached - seen[side]
        seen[side] |= reached
        length += 1
    return _paths(store, list(islice(_in_order(ties, start.key, end.key, length), limit)), start, walk)


def connect(store: Store, nodes: Sequence[Node], *, cutoff: int = 15) -> Subgraph:
    """Return what connects some nodes: shortest paths that join them all with few relationships.

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
            paths.append(all_shortest_paths(store, start, end, cutoff=cutoff, limit=1)[0])
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
        apart = sorted(min(part) for part in {id(part): part for part in group.values()}.values())
        raise NotFoundError(f"No path connects all of these: {', '.join(apart)} stay apart.")
    return Subgraph.of([*nodes, *connecting])


def _around(store: Store, node: Node, direction: Direction) -> list[Relationship]:
    left, right = ARROWS[direction]
    label, (condition, parameters) = _walked(node), condition_on([node])
    result = store.query(
        f"MATCH (n{label}){left}[r]{right}(m{label}) WHERE {condition} RETURN DISTINCT n, r, m", parameters
    )
    return [row[1] for row in result.rows]


def _pairs(
    store: Store, like: Node, frontier: Iterable[str] | None, also: str, given: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Return the keys of nodes and their neighbours; of all nodes where there is no frontier."""
    label, prefix, value = _walked(like), _prefix(like), "elementId({0})" if like.key.is_foreign else "{0}.id"
    condition, parameters = condition_on([like])
    if frontier is None:
        condition = "true" if like.key.is_foreign else "n.case_id = $case"
        parameters = {} if like.key.is_foreign else {"case": like.key.case}
    else:
        parameters["ids"] = sorted(key.removeprefix(prefix) for key in frontier)
    result = store.query(
        f"MATCH (n{label})-[r]-(m{label}) WHERE {condition}{also} "
        f"RETURN DISTINCT {value.format('n')} AS near, {value.format('m')} AS far",
        {**parameters, **given},
    )
    return [(prefix + near, prefix + far) for near, far in result.rows]


def _walked(node: Node) -> str:
    # Between entities the walk stays on statements; from anything else it takes every relationship.
    return ":Entity" if "Entity" in node.labels and not node.key.is_foreign else ""


def _prefix(node: Node) -> str:
    return "~" if node.key.is_foreign else f"{node.key.case}/"


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


def _paths(store: Store, walks: list[list[str]], start: Node, walk: Walk) -> list[Path]:
    walked = dict.fromkeys(key for keys in walks for key in keys)
    nodes: dict[str, Node] = {node.key: node for node in nodes_by_key(store, walked)}
    said = set(walk.condition(store, start.key.case)[1].get("said", ()))
    ties: dict[frozenset[str], Relationship] = {}
    for r in relationships_among(store, nodes.values()):
        if (
            (not walk.statuses or r.properties.get("status") in walk.statuses)
            and (not walk.types or r.type in walk.types)
            and (not walk.speaker or r.id in said)
            and r.key not in walk.avoid
        ):
            ties.setdefault(frozenset((r.start_node.key, r.end_node.key)), r)
    return [
        Path(tuple(nodes[key] for key in keys), tuple(ties[frozenset(step)] for step in pairwise(keys)))
        for keys in walks
    ]
