"""Reads the parts of a graph that a view or a helper needs, a query each, the same on both stores.

A node of a case is told by (case, id) under an indexed label; a foreign one by the database's own
identity, which never leaves the process.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from graph.elements import NO_LABEL, Node, Relationship, Subgraph
from graph.stores import PART_LABELS, ROOT_LABELS, Store

Direction = Literal["both", "out", "in"]
ARROWS = {"both": ("-", "-"), "out": ("-", "->"), "in": ("<-", "-")}
"""What stands left and right of ``[r]`` in a pattern."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """Who claims a statement, and where: one row of a table or a filter."""

    id: str
    statement: str
    stance: str
    by: str
    by_name: str
    at: str
    source: str


def neighborhood(store: Store, centre: Node, *, type: str = "", direction: Direction = "both", limit: int) -> Subgraph:
    """Return a node with its first ``limit`` neighbours by id, and what relates it to them.

    Parameters
    ----------
    store : Store
    centre : Node
    type : str
        Only neighbours with this label, in a foreign graph as the first of their labels; empty: all.
    direction : {"both", "out", "in"}
    limit : int
        Neighbours at the most.
    """
    left, right = ARROWS[direction]
    condition, parameters = identify([centre])
    wanted = ""
    if type == NO_LABEL:
        wanted = "AND size(labels(m)) = 0"
    elif type:
        parameters["type"] = type
        wanted = "AND $type IN labels(m)"
        if centre.key.startswith("~") and type not in ROOT_LABELS:
            wanted += " AND all(label IN labels(m) WHERE label >= $type)"
    match = f"MATCH (n{index_label(centre)}){left}[r]{right}(m) WHERE {condition} {wanted}"
    page = f"WITH DISTINCT n, m ORDER BY m.id, elementId(m) LIMIT {limit}"
    found = store.query(f"{match} {page} MATCH (n){left}[r]{right}(m) RETURN n, r, m", parameters)
    return Subgraph.of([centre, *found.rows])


def claims_of(store: Store, relationships: Iterable[Relationship]) -> dict[str, tuple[ClaimRow, ...]]:
    """Return who claims each statement and where, by the relationship's key, in the order of the sources."""
    rows: dict[str, list[ClaimRow]] = {}
    for case, (keys, claims) in claim_ids(relationships).items():
        found = store.query(
            "MATCH (s)-[:MADE]->(c:Claim)-[:CITES]->(p:Passage) WHERE c.case_id = $case AND c.id IN $ids "
            "RETURN c.id AS id, c.statement AS statement, c.stance AS stance, s.id AS by, s.name AS name, "
            "s.publisher AS publisher, s.title AS title, p.id AS at, p.source AS source ORDER BY source, at, id",
            {"case": case, "ids": claims},
        )
        for id, statement, stance, by, name, publisher, title, at, source in found.rows:
            row = ClaimRow(id, statement, stance, by, name or publisher or title or by, at, source)
            rows.setdefault(keys[statement], []).append(row)
    return {key: tuple(claims) for key, claims in rows.items()}


def claim_ids(relationships: Iterable[Relationship]) -> dict[str, tuple[dict[str, str], list[str]]]:
    """Return, by case, the key of each statement's relationship by its id, and the ids of all their claims.

    A claim is looked up by its own id, which has an index; by its statement it would take a walk over all claims.
    """
    found: dict[str, tuple[dict[str, str], list[str]]] = {}
    for r in relationships:
        # a foreign relationship may have a status, or a case_id, of its own
        if "status" in r.properties and "case_id" in r.properties and isinstance(r.properties.get("claims"), list):
            keys, claims = found.setdefault(str(r.properties["case_id"]), ({}, []))
            keys[r.id] = r.key
            claims += r.properties["claims"]
    return dict(sorted(found.items()))


def nodes_by_key(store: Store, keys: Iterable[str]) -> list[Node]:
    """Return the nodes with these keys, those that are there, in order."""
    wanted = tuple(keys)
    by_case: dict[str, list[str]] = {}
    for key in wanted:
        if not key.startswith(("~", "@")):
            case, _, id = key.partition("/")
            by_case.setdefault(case, []).append(id)
    found: dict[str, Node] = {}
    for case, ids in by_case.items():
        for label in (*PART_LABELS, "CaseFile"):
            left = [id for id in ids if f"{case}/{id}" not in found]
            if not left:
                break
            rows = store.query(
                f"MATCH (n:{label}) WHERE n.case_id = $case AND n.id IN $ids RETURN n", {"case": case, "ids": left}
            ).rows
            found.update((row[0].key, row[0]) for row in rows)
    foreign = [key[1:] for key in wanted if key.startswith("~")]
    if foreign:
        rows = store.query("MATCH (n) WHERE elementId(n) IN $ids RETURN n", {"ids": foreign}).rows
        found.update((row[0].key, row[0]) for row in rows)
    return [found[key] for key in wanted if key in found]


def relationships_by_key(store: Store, keys: Iterable[str]) -> list[Relationship]:
    """Return the foreign relationships with these keys, those that are there, in order."""
    wanted = [key for key in keys if key.startswith("~")]
    if not wanted:
        return []
    ids = [key[1:] for key in wanted]
    rows = store.query("MATCH (n)-[r]->(m) WHERE elementId(r) IN $ids RETURN n, r, m", {"ids": ids}).rows
    found = {row[1].key: row[1] for row in rows}
    return [found[key] for key in wanted if key in found]


def shown_name(key: str) -> str:
    """Return what to call something of which only the key is left: its id; of a foreign one what identified it.

    Examples
    --------
    >>> shown_name("harbour-fire/pier-nine"), shown_name("@Movie.title=Alien"), shown_name("~4:x:1")
    ('pier-nine', 'Alien', 'A node of this graph')
    """
    if key.startswith("~"):
        return "A node of this graph"
    if key.startswith("@"):
        # after the mark, which neither a label nor a property holds bare
        return key[min((at for at in (key.find("="), key.find(":")) if at > 0), default=0) + 1 :]
    return key.partition("/")[2] or key


def among(store: Store, nodes: Iterable[Node]) -> list[Relationship]:
    """Return every relationship that starts and ends at these nodes, sorted by key."""
    nodes = tuple(nodes)
    return _related(store, nodes, nodes, "out")


def between(store: Store, some: Iterable[Node], others: Iterable[Node]) -> list[Relationship]:
    """Return every relationship, in either direction, that relates some nodes to others, sorted by key."""
    return _related(store, tuple(some), tuple(others), "both")


def _related(store: Store, nodes: tuple[Node, ...], far: tuple[Node, ...], direction: Direction) -> list[Relationship]:
    left, right = ARROWS[direction]
    groups: dict[tuple[object, str], list[Node]] = {}
    for node in nodes:
        case = None if node.key.startswith("~") else node.properties["case_id"]
        groups.setdefault((case, index_label(node)), []).append(node)
    found: dict[str, Relationship] = {}
    for (case, label), group in groups.items():
        condition, parameters = identify(group)
        end = "elementId(m)" if case is None else "m.id"
        parameters["ends"] = [local_id(node) for node in far if node.key.startswith("~") == (case is None)]
        rows = store.query(
            f"MATCH (n{label}){left}[r]{right}(m) WHERE {condition} AND {end} IN $ends RETURN n, r, m", parameters
        ).rows
        found.update((row[1].key, row[1]) for row in rows)
    return [found[key] for key in sorted(found)]


def local_id(node: Node) -> str:
    """Return what tells a node within its case, or within a foreign database."""
    return node.key[1:] if node.key.startswith("~") else str(node.properties["id"])


def index_label(node: Node) -> str:
    """Return ``:Label`` by which the store has an index on the node's id; empty for a foreign node."""
    return next((f":{label}" for label in ROOT_LABELS if label in node.labels and not node.key.startswith("~")), "")


def identify(nodes: list[Node]) -> tuple[str, dict[str, object]]:
    """Return a condition on ``n`` that holds for these nodes, all of one case or all foreign, and its parameters."""
    ids: list[str] = [local_id(node) for node in nodes]
    if nodes[0].key.startswith("~"):
        return "elementId(n) IN $ids", {"ids": ids}
    return "n.case_id = $case AND n.id IN $ids", {"case": nodes[0].properties["case_id"], "ids": ids}


def dates_of(store: Store, graph: Subgraph) -> dict[str, tuple[str, str]]:
    """Return the earliest and latest day, ISO, of every node that has a date; an open bound is empty."""
    dates: dict[str, tuple[str, str]] = {}

    def widen(key: str, date: Node) -> None:
        start, end = str(date.properties.get("start", "")), str(date.properties.get("end", ""))
        if key in dates:
            # An empty bound is an open one: it stays open.
            start, end = min(start, dates[key][0]), "" if "" in (end, dates[key][1]) else max(end, dates[key][1])
        dates[key] = (start, end)

    for node in graph.nodes:
        if "Date" in node.labels and "Value" in node.labels:
            widen(node.key, node)
    by_case: dict[str, list[str]] = {}
    for node in graph.nodes:
        if "Entity" in node.labels and not node.key.startswith("~"):
            by_case.setdefault(str(node.properties["case_id"]), []).append(node.id)
    for case, ids in by_case.items():
        found = store.query(
            "MATCH (n:Entity)-[r]->(d:Date) WHERE n.case_id = $case AND n.id IN $ids RETURN n.id AS id, d",
            {"case": case, "ids": ids},
        )
        for id, date in found.rows:
            widen(f"{case}/{id}", date)
    return dates
