"""What the filters of a view leave of a graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from graph.case.captions import status_of
from graph.case.schema import NodeType
from graph.elements import Node, Relationship, Subgraph
from graph.explore.view import View
from graph.questions.claims import Claim


def is_value(node: Node) -> bool:
    """Whether a node is a date, a quantity or a text."""
    return "Value" in node.labels


def narrowed_to(graph: Subgraph, nodes: Iterable[Node]) -> Subgraph:
    """Return a graph with only these of its nodes, and what relates them; the graph itself where they are all."""
    remaining = tuple(nodes)
    if len(remaining) == len(graph.nodes):
        return graph
    keys = {node.key for node in remaining}
    ties = (r for r in graph.relationships if r.start_node.key in keys and r.end_node.key in keys)
    return Subgraph(tuple(sorted(remaining, key=lambda node: node.key)), tuple(ties))


def filtered(
    graph: Subgraph,
    view: View,
    types: Mapping[str, NodeType],
    claims: Mapping[str, tuple[Claim, ...]],
    dates: Mapping[str, tuple[str, str]],
) -> Subgraph:
    """Return what the filters of a view leave of a graph.

    Parameters
    ----------
    graph : Subgraph
    view : View
    types, claims, dates : mapping
        As in :class:`graph.explore.drawing.PlacedGraph`.
    """

    def in_time(node: Node) -> bool:
        start, end = dates.get(node.key, ("", ""))
        if view.dated and not (start or end):
            return False
        return not ((view.since and end and end < view.since) or (view.until and start and start > view.until))

    def is_claimed(r: Relationship) -> bool:
        rows = claims.get(r.key, ())
        by_speaker = not view.speaker or any(
            claim.by == view.speaker and view.stance in ("", claim.stance) for claim in rows
        )
        return by_speaker and (not view.source or any(claim.source == view.source for claim in rows))

    # no pass over a graph of thousands for a filter that is not set
    nodes: Iterable[Node] = graph.nodes
    if view.off:
        nodes = [n for n in nodes if types[n.key].name not in view.off]
    if view.since or view.until:
        nodes = [n for n in nodes if in_time(n)]
    remaining = narrowed_to(graph, nodes)
    ties: Iterable[Relationship] = remaining.relationships
    if any(entry.startswith(("~", ":")) for entry in view.off):
        ties = [r for r in ties if f"~{status_of(r)}" not in view.off and f":{r.type}" not in view.off]
    if view.speaker or view.source:
        ties = [r for r in ties if is_claimed(r)]
    remaining = Subgraph(remaining.nodes, tuple(ties))
    least = max(view.degree, 1 if view.speaker or view.source else 0)
    if not least:
        return remaining
    degree = Counter(key for r in remaining.relationships for key in {r.start_node.key, r.end_node.key})
    return narrowed_to(remaining, (node for node in remaining.nodes if degree[node.key] >= least))
