"""Reads parts of a graph from a store: nodes by their keys, what is around a node, what relates nodes, their dates.

A node of a case is looked up by its case and its id under an indexed label; a foreign one by the database's own
identity, which never leaves the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from graph.case.statuses import UNASSERTED
from graph.elements import NO_LABEL, Key, Node, Relationship, Subgraph
from graph.errors import AmbiguousIdError, NotFoundError
from graph.stores import PART_LABELS, ROOT_LABELS, LoadedCase, Store

Direction = Literal["both", "out", "in"]
ARROWS = {"both": ("-", "-"), "out": ("-", "->"), "in": ("<-", "-")}
"""What stands left and right of ``[r]`` in a pattern."""


def neighborhood(
    store: Store,
    centre: Node,
    *,
    type: str = "",
    direction: Direction = "both",
    relationship: str = "",
    without: Iterable[str] = (),
    limit: int,
) -> Subgraph:
    """Return a node with its first ``limit`` neighbours by id, and what relates it to them.

    Parameters
    ----------
    store : Store
    centre : Node
    type : str
        Only neighbours with this label; empty: all.
    direction : {"both", "out", "in"}
    relationship : str
        Only by relationships of this type; empty: by all.
    without : iterable of str
        Keys of nodes that are not wanted.
    limit : int
        Neighbours at the most.
    """
    left, right = ARROWS[direction]
    condition, parameters = condition_on([centre])
    label_condition = ""
    if type == NO_LABEL:
        label_condition = "AND size(labels(m)) = 0"
    elif type:
        parameters["type"] = type
        label_condition = "AND $type IN labels(m)"
    if relationship:
        parameters["relationship"] = relationship
        label_condition += " AND type(r) = $relationship"
    others, given = other_than(without)
    label_condition += others
    parameters |= given
    match = f"MATCH (n{index_label(centre)}){left}[r]{right}(m) WHERE {condition} {label_condition}"
    page = f"WITH DISTINCT n, m ORDER BY m.id, elementId(m) LIMIT {limit}"
    result = store.query(f"{match} {page} MATCH (n){left}[r]{right}(m) RETURN n, r, m", parameters)
    return Subgraph.of([centre, *result.rows])


def is_one_of(keys: Iterable[str], variable: str) -> tuple[str, dict[str, object]]:
    """Return a condition that a variable is one of the nodes with these keys, and its parameters."""
    by_case: dict[str, list[str]] = {}
    foreign = []
    for key in map(Key, keys):
        if key.is_foreign:
            foreign.append(key.local_id)
        elif key.case:
            by_case.setdefault(key.case, []).append(key.local_id)
    conditions, parameters = [], dict[str, object]()
    for number, (case, ids) in enumerate(sorted(by_case.items())):
        conditions.append(f"{variable}.case_id = $case{number} AND {variable}.id IN $ids{number}")
        parameters |= {f"case{number}": case, f"ids{number}": ids}
    if foreign:
        conditions.append(f"elementId({variable}) IN $foreign")
        parameters["foreign"] = foreign
    return " OR ".join(conditions) or "false", parameters


def other_than(keys: Iterable[str]) -> tuple[str, dict[str, object]]:
    """Return a condition, to follow another one, that ``m`` is none of the nodes with these keys; with parameters."""
    condition, parameters = is_one_of(keys, "m")
    # a node without a case or an id is none of them, and a comparison with null is neither
    return f" AND NOT coalesce({condition}, false)" if parameters else "", parameters


def relationships_of(store: Store, node: Node, *, limit: int) -> list[Relationship]:
    """Return the first ``limit`` relationships of a node in either direction, by type and the other end's id."""
    condition, parameters = condition_on([node])
    rows = store.query(
        f"MATCH (n{index_label(node)})-[r]-(m) WHERE {condition} "
        f"RETURN DISTINCT n, r, m ORDER BY type(r), m.id, elementId(m) LIMIT {limit}",
        parameters,
    ).rows
    return list(dict.fromkeys(row[1] for row in rows))


def check_id(id: object) -> None:
    """Refuse what cannot be an id, such as a list out of JSON.

    Raises
    ------
    NotFoundError
    """
    if not isinstance(id, str | int | float):
        raise NotFoundError(f"An id is one text, not {str(id)[:60]} ({type(id).__name__}).")


def check_case(store: Store, case: str | None) -> None:
    """Refuse the id of a case that a store does not hold.

    Raises
    ------
    NotFoundError
    """
    if case and case not in (cases := [loaded.id for loaded in store.cases()]):
        raise NotFoundError(f"The case {case!r} is not in this store. Cases here: {', '.join(cases) or 'none'}.")


def named_or_only_case(store: Store, case: str | None) -> LoadedCase:
    """Return the case that is named, or the only one of a store.

    Raises
    ------
    NotFoundError, AmbiguousIdError
    """
    check_case(store, case)
    cases = {loaded.id: loaded for loaded in store.cases()}
    if case:
        return cases[case]
    if not cases:
        raise NotFoundError("This store holds no case. Load one first.")
    if len(cases) > 1:
        raise AmbiguousIdError(f"The store holds {len(cases)} cases: {', '.join(cases)}. Name one with --case.")
    return next(iter(cases.values()))


def nodes_by_key(
    store: Store, keys: Iterable[str], *, labels: Sequence[str] = (*PART_LABELS, "CaseFile")
) -> list[Node]:
    """Return the nodes with these keys, those that are there, in order; of cases only those with one of some labels."""
    wanted = tuple(map(Key, keys))
    by_case: dict[str, list[str]] = {}
    for key in wanted:
        if key.case:
            by_case.setdefault(key.case, []).append(key.local_id)
    nodes: dict[str, Node] = {}
    for case, ids in by_case.items():
        for label in labels:
            missing = [id for id in ids if Key.of(case, id) not in nodes]
            if not missing:
                break
            rows = store.query(
                f"MATCH (n:{label}) WHERE n.case_id = $case AND n.id IN $ids RETURN n", {"case": case, "ids": missing}
            ).rows
            nodes.update((row[0].key, row[0]) for row in rows)
    foreign = [key.local_id for key in wanted if key.is_foreign]
    if foreign:
        rows = store.query("MATCH (n) WHERE elementId(n) IN $ids RETURN n", {"ids": foreign}).rows
        nodes.update((row[0].key, row[0]) for row in rows)
    return [nodes[key] for key in wanted if key in nodes]


def relationships_by_key(store: Store, keys: Iterable[str]) -> list[Relationship]:
    """Return the foreign relationships with these keys, those that are there, in order."""
    wanted = [key for key in map(Key, keys) if key.is_foreign]
    if not wanted:
        return []
    ids = [key.local_id for key in wanted]
    rows = store.query("MATCH (n)-[r]->(m) WHERE elementId(r) IN $ids RETURN n, r, m", {"ids": ids}).rows
    relationships = {row[1].key: row[1] for row in rows}
    return [relationships[key] for key in wanted if key in relationships]


def name_from_key(key: str) -> str:
    """Return what to call a node or a relationship that is gone, by its key: its id, or what identified a foreign one.

    Examples
    --------
    >>> name_from_key("harbour-fire/pier-nine"), name_from_key("@Movie.title=Alien"), name_from_key("~4:x:1")
    ('pier-nine', 'Alien', 'A node of this graph')
    """
    key = Key(key)
    if key.is_foreign:
        return "A node of this graph"
    if key.is_name:
        # after the mark, which neither a label nor a property holds bare
        return key[min((at for at in (key.find("="), key.find(":")) if at > 0), default=0) + 1 :]
    return key.local_id or key


def relationships_among(store: Store, nodes: Iterable[Node]) -> list[Relationship]:
    """Return every relationship that starts and ends at these nodes, sorted by key."""
    nodes = tuple(nodes)
    return _related(store, nodes, nodes, "out")


def relationships_between(store: Store, some: Iterable[Node], others: Iterable[Node]) -> list[Relationship]:
    """Return every relationship, in either direction, that relates some nodes to others, sorted by key."""
    return _related(store, tuple(some), tuple(others), "both")


def _related(store: Store, nodes: tuple[Node, ...], far: tuple[Node, ...], direction: Direction) -> list[Relationship]:
    left, right = ARROWS[direction]
    groups: dict[tuple[str, str], list[Node]] = {}
    for node in nodes:
        groups.setdefault((node.key.case, index_label(node)), []).append(node)
    ends, foreign = ([node.key.local_id for node in far if node.key.is_foreign is of] for of in (False, True))
    is_end = " OR ".join(["m.id IN $ends"] * bool(ends) + ["elementId(m) IN $foreign_ends"] * bool(foreign)) or "false"
    known = {node.key for node in (*nodes, *far)}
    relationships: dict[str, Relationship] = {}
    for (_, label), group in groups.items():
        condition, parameters = condition_on(group)
        rows = store.query(
            f"MATCH (n{label}){left}[r]{right}(m) WHERE {condition} AND ({is_end}) RETURN n, r, m",
            {**parameters, "ends": ends, "foreign_ends": foreign},
        ).rows
        # an id alone may be that of a node of another case, too
        relationships.update((r.key, r) for _, r, _ in rows if r.start_node.key in known and r.end_node.key in known)
    return [relationships[key] for key in sorted(relationships)]


def index_label(node: Node) -> str:
    """Return ``:Label`` by which the store has an index on the node's id; empty for a foreign node."""
    return next((f":{label}" for label in ROOT_LABELS if label in node.labels and not node.key.is_foreign), "")


def condition_on(nodes: list[Node]) -> tuple[str, dict[str, object]]:
    """Return a condition on ``n`` that holds for these nodes, all of one case or all foreign, and its parameters."""
    ids = [node.key.local_id for node in nodes]
    if nodes[0].key.is_foreign:
        return "elementId(n) IN $ids", {"ids": ids}
    return "n.case_id = $case AND n.id IN $ids", {"case": nodes[0].key.case, "ids": ids}


def dates_of(store: Store, graph: Subgraph) -> dict[str, tuple[str, str]]:
    """Return the earliest and latest day, ISO, of every node that has a date; an open bound is empty.

    A date that is only denied or questioned is none.
    """
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
        if "Entity" in node.labels and not node.key.is_foreign:
            by_case.setdefault(node.key.case, []).append(node.id)
    for case, ids in by_case.items():
        result = store.query(
            "MATCH (n:Entity)-[r]->(d:Date) WHERE n.case_id = $case AND n.id IN $ids "
            "AND NOT coalesce(r.status, '') IN $unasserted RETURN n.id AS id, d",
            {"case": case, "ids": ids, "unasserted": list(UNASSERTED)},
        )
        for id, date in result.rows:
            widen(Key.of(case, id), date)
    return dates
