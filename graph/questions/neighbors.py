"""Nodes by their ids, their neighbours, degrees and subgraphs, by the names that NetworkX has for them.

In a case these functions follow relationships between entities, in either direction unless told otherwise; in a
foreign graph they follow all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from graph.elements import Node, Relationship, Subgraph
from graph.errors import AmbiguousIdError, NotFoundError
from graph.questions.parts import ARROWS, Direction, check_case, check_id, condition_on, relationships_among
from graph.stores import Store


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A node beside another, with the relationships between the two, sorted by key."""

    node: Node
    relationships: tuple[Relationship, ...]


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
    check_id(id)
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
    check_case(store, case)
    where = f"in the case {case}" if case else "in the store"
    called = store.query(
        f"MATCH (n:Entity) WHERE n.name = $id {scope} RETURN n.id AS id ORDER BY id LIMIT 3", {"id": id, "case": case}
    ).rows
    ids = ", ".join(str(row[0]) for row in called)
    hint = f"There is {ids}." if ids else f"`casegraph search {id!r}` may find it by its name."
    raise NotFoundError(f"Nothing {where} has the id {id!r}. {hint}")


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


def walked_label(node: Node) -> str:
    """Return the label of what is walked from a node: between entities only statements, else every relationship."""
    return ":Entity" if "Entity" in node.labels and not node.key.is_foreign else ""


def _around(store: Store, node: Node, direction: Direction) -> list[Relationship]:
    left, right = ARROWS[direction]
    label, (condition, parameters) = walked_label(node), condition_on([node])
    result = store.query(
        f"MATCH (n{label}){left}[r]{right}(m{label}) WHERE {condition} RETURN DISTINCT n, r, m", parameters
    )
    return [row[1] for row in result.rows]
