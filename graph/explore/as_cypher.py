"""A view as a query: what to paste into a console to get the same nodes and relationships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graph.cypher import Dialect, literal
from graph.elements import Key, Subgraph
from graph.explore.speakers import without_lines
from graph.explore.view import View
from graph.questions import addresses

_OF_SPEAKERS = (
    "// lines of speakers stand for claims: MATCH (s)-[:MADE]->(c:Claim)-[:ABOUT]->(n) RETURN s, c.stance, n\n"
)


def as_cypher(graph: Subgraph, view: View, names: Mapping[str, str] | None = None, *, dialect: Dialect) -> str:
    """Return a query that gives the nodes and relationships a view shows.

    Parameters
    ----------
    graph : Subgraph
    view : View
    names : mapping of str to str, optional
        Names of foreign nodes by their key (:mod:`graph.questions.addresses`); a node without one is left out, and the
        query says so.
    dialect : Dialect
        Of the store that the view is of.
    """
    if view.query and _is_all_of_query(view):
        return view.query
    if view.speakers:
        graph, note = without_lines(graph), _OF_SPEAKERS
    else:
        note = ""
    foreign = [node.key for node in graph.nodes if node.key.is_foreign]
    if foreign:
        return note + _foreign_cypher(graph, foreign, names or {}, dialect, view)
    ids = sorted({node.key.local_id for node in graph.nodes})
    cases = sorted({node.key.case for node in graph.nodes})
    # by their ids, not their types: what a filter by status leaves out, or a hand hid, is not to come back
    ties = ", ".join(map(literal, sorted({r.id for r in graph.relationships if not r.key.is_foreign})))
    without_id = ", ".join(map(literal, sorted({r.type for r in graph.relationships if r.key.is_foreign})))
    also = f" OR (r.case_id IS NULL AND type(r) IN [{without_id}])" if without_id else ""
    listed = ", ".join(map(literal, ids))
    return (
        f"{note}MATCH (n) WHERE n.case_id IN [{', '.join(map(literal, cases))}] AND n.id IN [{listed}]\n"
        f"OPTIONAL MATCH (n)-[r]->(m) WHERE (r.id IN [{ties}]{also}) AND m.id IN [{listed}]\n"
        "RETURN n, r, m"
    )


def _is_all_of_query(view: View) -> bool:
    """Whether a view adds nothing to its query, and leaves nothing out by a filter or by hand."""
    looks = View(case=view.case, query=view.query, parameters=view.parameters, off=frozenset())
    return replace(view, layout=looks.layout, focus="", pins={}, falls="", selection=(), version="") == looks


def _foreign_cypher(graph: Subgraph, foreign: list[Key], names: Mapping[str, str], dialect: Dialect, view: View) -> str:
    ours = [node for node in graph.nodes if not node.key.is_foreign]

    def condition(variable: str) -> str:
        named = (names[key] for key in foreign if key in names)
        conditions = [addresses.condition(named, variable, dialect=dialect)]
        if ours:
            cases = ", ".join(map(literal, sorted({node.key.case for node in ours})))
            ids = ", ".join(map(literal, sorted({node.id for node in ours})))
            conditions.append(f"({variable}.case_id IN [{cases}] AND {variable}.id IN [{ids}])")
        return " OR ".join(filter(None, conditions)) or "false"

    nameless = sum(key not in names for key in foreign)
    note = f"// {nameless:,} nodes are left out: no label and property tell each from the others\n" if nameless else ""
    if view.hidden or any(entry.startswith("~") for entry in view.off):
        note += "// a relationship without an id of its own that is hidden in the picture may come back\n"
    types = ", ".join(map(literal, sorted({r.type for r in graph.relationships})))
    return (
        f"{note}MATCH (n) WHERE {condition('n')}\n"
        f"OPTIONAL MATCH (n)-[r]->(m) WHERE ({condition('m')}) AND type(r) IN [{types}]\nRETURN n, r, m"
    )
