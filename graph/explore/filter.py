"""What the filters of a view leave of a graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from graph.case.captions import status_of
from graph.case.schema import NodeType, Schema, load_schema
from graph.elements import Node, Relationship, Subgraph
from graph.explore.speakers import Conflicts, add_lines, lines_of_selection
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


def in_time(view: View, days: tuple[str, str] | None) -> bool:
    """Whether a view's filter by date leaves a node with these earliest and latest days; None: it has no date."""
    start, end = days or ("", "")
    if view.dated and not (start or end):
        return False
    return not ((view.since and end and end < view.since) or (view.until and start and start > view.until))


def is_claimed(view: View, claims: Iterable[Claim]) -> bool:
    """Whether a view's filters by speaker and source leave a statement with these claims."""
    rows = tuple(claims)
    by_speaker = not view.speaker or any(c.by == view.speaker and view.stance in ("", c.stance) for c in rows)
    return by_speaker and (not view.source or any(c.source == view.source for c in rows))


def filtered(
    graph: Subgraph,
    view: View,
    types: Mapping[str, NodeType],
    claims: Mapping[str, tuple[Claim, ...]],
    dates: Mapping[str, tuple[str, str]],
    schema: Schema | None = None,
    conflicts: Conflicts = MappingProxyType({}),
) -> Subgraph:
    """Return what the filters of a view leave of a graph, with the lines of speakers that it asks for.

    Where these are many, they are those of what is selected.

    Parameters
    ----------
    graph : Subgraph
    view : View
    types, claims, dates : mapping
        As in :class:`graph.explore.drawing.PlacedGraph`.
    schema : Schema, optional
        By which lines of speakers tell what is said; the schema that ships with the package where it is not given.
    conflicts : mapping
        As in :class:`graph.explore.drawing.PlacedGraph`.
    """
    # no pass over a graph of thousands for a filter that is not set
    nodes: Iterable[Node] = graph.nodes
    if view.off:
        nodes = [n for n in nodes if view.off.isdisjoint(types[n.key].names)]
    if view.since or view.until:
        nodes = [n for n in nodes if in_time(view, dates.get(n.key))]
    remaining = narrowed_to(graph, nodes)
    ties: Iterable[Relationship] = remaining.relationships
    if any(entry.startswith(("~", ":")) for entry in view.off):
        ties = [r for r in ties if f"~{status_of(r)}" not in view.off and f":{r.type}" not in view.off]
    if view.speaker or view.source:
        ties = [r for r in ties if is_claimed(view, claims.get(r.key, ()))]
    remaining = Subgraph(remaining.nodes, tuple(ties))
    if view.speakers:
        remaining = add_lines(
            remaining, view.speakers, graph, claims, schema or load_schema(), hidden=view.hidden, conflicts=conflicts
        )
    least = max(view.degree, 1 if view.speaker or view.source else 0)
    if least:
        degree = Counter(key for r in remaining.relationships for key in {r.start_node.key, r.end_node.key})
        remaining = narrowed_to(remaining, (node for node in remaining.nodes if degree[node.key] >= least))
    return lines_of_selection(remaining, view.selection, claims) if view.speakers else remaining


def lift_filters(
    view: View,
    graph: Subgraph,
    keys: Collection[str],
    types: Mapping[str, NodeType],
    claims: Mapping[str, tuple[Claim, ...]],
    dates: Mapping[str, tuple[str, str]],
) -> tuple[View, list[str]]:
    """Return a view without the filters that leave out some nodes and relationships, and what these filters are called.

    Parameters
    ----------
    view : View
    graph : Subgraph
        What there is before the filters.
    keys : collection of str
        Of what is to be shown; what the graph lacks does not count.
    types, claims, dates : mapping
        As for :func:`filtered`.
    """
    wanted = set(keys) & ({node.key for node in graph.nodes} | {r.key for r in graph.relationships})
    ties = [r for r in graph.relationships if r.key in wanted]
    ends = {node.key for r in ties for node in (r.start_node, r.end_node)}
    shapes = {name for key in wanted | ends if key in types for name in types[key].names}
    entries = {
        **{name: name for name in shapes},
        **{f"~{status}": str(status) for r in ties if (status := status_of(r))},
        **{f":{r.type}": r.type for r in ties},
    }
    without: dict[str, dict[str, Any]] = {
        entries[entry]: {"off": view.off - {entry}} for entry in sorted(entries.keys() & view.off)
    }
    plain = View()
    without |= {
        name: {field: getattr(plain, field) for field in fields}
        for name, fields in _PANEL.items()
        if any(getattr(view, field) != getattr(plain, field) for field in fields)
    }

    def shows(changed: View) -> bool:
        remaining = filtered(graph, changed, types, claims, dates)
        return wanted <= {node.key for node in remaining.nodes} | {r.key for r in remaining.relationships}

    def lifted(names: Iterable[str]) -> View:
        changed = view
        for name in names:
            change = without[name]
            changed = replace(changed, **(change if "off" not in change else {"off": changed.off & change["off"]}))
        return changed

    names = list(without)
    if shows(view) or not shows(lifted(names)):
        return view, []
    for name in list(names):  # each that is not in the way stays
        fewer = [other for other in names if other != name]
        if shows(lifted(fewer)):
            names = fewer
    return lifted(names), names


_PANEL = {
    "who says so": ("speaker", "stance"),
    "the source": ("source",),
    "the dates": ("since", "until", "dated"),
    "the least number of relationships": ("degree",),
}
"""Filters by what a person reads of them, with their fields of a view."""
