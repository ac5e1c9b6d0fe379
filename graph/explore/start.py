"""What a view starts from: a query's result, some nodes, or the whole of a case or of a store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from graph.case.captions import status_of
from graph.elements import Key, Subgraph
from graph.explore.filter import narrowed_to
from graph.explore.view import View
from graph.questions.parts import name_from_key, nodes_by_key, relationships_among
from graph.settings import Settings
from graph.stores import Store

_OR_TWICE = ", or more than one node is called so"
_RANKED = 300_000
"""Nodes that are looked at for the most connected ones."""


def read_start(store: Store, view: View, settings: Settings, labels: Collection[str]) -> tuple[Subgraph, list[str]]:
    """Read what a view starts from: its query, its nodes, or its whole case, up to what a picture takes.

    Returns
    -------
    graph : Subgraph
    notes : list of str
        Sentences a person must read: what was cut, what is gone.
    """
    limit = settings.max_nodes_drawn
    if view.query:
        result = store.query(view.query, view.parameters, limit=settings.max_rows, timeout=settings.query_timeout_s)
        graph, notes = cut_to_most_connected(result.subgraph(), limit, "the query")
        if result.cut == "bytes":
            notes.append(f"The query's result was cut at {settings.query_result_mb} MB (setting query_result_mb).")
        return graph, notes
    if view.start:
        nodes = nodes_by_key(store, view.start)
        missing = [key for key in view.start if key not in {node.key for node in nodes}]
        notes = [f"{name_from_key(key)} is no longer in the store{_OR_TWICE * Key(key).is_name}." for key in missing]
        return Subgraph.of([*nodes, *relationships_among(store, nodes)]), notes
    return _whole(store, view.case, limit, entities="Entity" in labels)


def _whole(store: Store, case: str, limit: int, *, entities: bool) -> tuple[Subgraph, list[str]]:
    entities = entities and (bool(case) or bool(store.cases()))
    label = ":Entity" if entities and case else ""
    # Of the cases their entities; beside them all that belongs to none.
    scope = "WHERE n.case_id = $case" if case else "WHERE n:Entity OR n.case_id IS NULL" if entities else ""
    count = store.query(f"MATCH (n{label}) {scope} RETURN count(n)", {"case": case}).rows[0][0]
    if count <= limit:
        nodes = store.query(f"MATCH (n{label}) {scope} RETURN n", {"case": case}).subgraph()
        ties = store.query(f"MATCH (n{label})-[r]->(m) {scope} RETURN n, r, m", {"case": case}).subgraph()
        if entities:
            # The records behind the statements (who made which claim) come in when asked for.
            statements = [
                r
                for r in ties.relationships
                if status_of(r) or (not case and any(node.key.startswith("~") for node in (r.start_node, r.end_node)))
            ]
            return Subgraph.of([*nodes.nodes, *statements]), []
        return Subgraph.of([*nodes.nodes, *ties.relationships]), []
    page = f"ORDER BY degree DESC, n.id, elementId(n) LIMIT {limit}"
    looked_at = "these are the most connected"
    if count > _RANKED:
        # To rank all would take minutes, and memory: the first ones stand for the rest.
        looked_at = f"these are the most connected of the first {_RANKED:,}"
        first = f"MATCH (n{label}) {scope} WITH n LIMIT {_RANKED} MATCH (n)-[r]-(m)"
    else:
        first = f"MATCH (n{label})-[r]-(m{label}) {scope}"
    most = store.query(f"{first} WITH n, count(r) AS degree {page} RETURN n", {"case": case})
    nodes_drawn = [row[0] for row in most.rows]
    if len(nodes_drawn) < limit:
        # the rest is related to nothing
        drawn = {node.key for node in nodes_drawn}
        some = store.query(
            f"MATCH (n{label}) {scope} WITH n LIMIT {_RANKED} RETURN n ORDER BY n.id, elementId(n) LIMIT {limit}",
            {"case": case},
        ).rows
        nodes_drawn += [row[0] for row in some if row[0].key not in drawn][: limit - len(nodes_drawn)]
    note = (
        f"{count - len(nodes_drawn):,} of {count:,} nodes are not drawn (setting max_nodes_drawn: {limit:,}); "
        f"{looked_at}. Search for a name and start from it, or filter."
    )
    return Subgraph.of([*nodes_drawn, *relationships_among(store, nodes_drawn)]), [note]


def cut_to_most_connected(graph: Subgraph, limit: int, what: str) -> tuple[Subgraph, list[str]]:
    """Return a graph with only its ``limit`` most connected nodes, and a sentence that says so, where it has more."""
    if len(graph.nodes) <= limit:
        return graph, []
    degree = Counter(key for r in graph.relationships for key in (r.start_node.key, r.end_node.key))
    most_connected = sorted(graph.nodes, key=lambda node: (-degree[node.key], node.key))[:limit]
    note = (
        f"{len(graph.nodes) - limit:,} of {len(graph.nodes):,} nodes of {what} are not drawn (setting "
        f"max_nodes_drawn: {limit:,}); these are the most connected. Narrow the MATCH or add LIMIT."
    )
    return narrowed_to(graph, most_connected), [note]
