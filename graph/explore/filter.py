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


def of_nodes(graph: Subgraph, nodes: Iterable[Node]) -> Subgraph:
    """Return these nodes of a graph and what relates them; the graph itself where they are all of its nodes."""
    kept = tuple(nodes)
    if len(kept) == len(graph.nodes):
        return graph
    keys = {node.key for node in kept}
    ties = (r for r in graph.relationships if r.start_node.key in keys and r.end_node.key in keys)
    return Subgraph(tuple(sorted(kept, key=lambda node: node.key)), tuple(ties))


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
        As in :class:`graph.explore.gather.Gathered`.
    """

    def in_time(node: Node) -> bool:
        start, end = dates.get(node.key, ("", ""))
        return not ((view.since and end and end < view.since) or (view.until and start and start > view.until))

    def said(r: Relationship) -> bool:
        rows = claims.get(r.key, ())
        by_speaker = not view.speaker or any(claim.by == view.speaker for claim in rows)
        return by_speaker and (not view.source or any(claim.source == view.source for claim in rows))

    # a graph of thousands is not asked what no filter asks
    nodes: Iterable[Node] = graph.nodes
    if view.off:
        nodes = [n for n in nodes if types[n.key].name not in view.off]
    if view.since or view.until:
        nodes = [n for n in nodes if in_time(n)]
    kept = of_nodes(graph, nodes)
    ties: Iterable[Relationship] = kept.relationships
    if any(entry.startswith(("~", ":")) for entry in view.off):
        ties = [r for r in ties if f"~{status_of(r)}" not in view.off and f":{r.type}" not in view.off]
    if view.speaker or view.source:
        ties = [r for r in ties if said(r)]
    kept = Subgraph(kept.nodes, tuple(ties))
    least = max(view.degree, 1 if view.speaker or view.source else 0)
    if not least:
        return kept
    degree = Counter(key for r in kept.relationships for key in {r.start_node.key, r.end_node.key})
    return of_nodes(kept, (node for node in kept.nodes if degree[node.key] >= least))
