"""A view as a query: what to paste into a console to get the same nodes and relationships."""

from __future__ import annotations

from collections.abc import Mapping

from graph.cypher import Dialect, literal
from graph.elements import Key, Subgraph
from graph.explore.view import View
from graph.questions import addresses


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
    if view.query:
        return view.query
    foreign = [node.key for node in graph.nodes if node.key.is_foreign]
    if foreign:
        return _foreign_cypher(graph, foreign, names or {}, dialect)
    ids = sorted({node.key.local_id for node in graph.nodes})
    cases = sorted({node.key.case for node in graph.nodes})
    types = sorted({r.type for r in graph.relationships})
    listed = ", ".join(map(literal, ids))
    return (
        f"MATCH (n) WHERE n.case_id IN [{', '.join(map(literal, cases))}] AND n.id IN [{listed}]\n"
        f"OPTIONAL MATCH (n)-[r]->(m) WHERE m.id IN [{listed}] AND type(r) IN [{', '.join(map(literal, types))}]\n"
        "RETURN n, r, m"
    )


def _foreign_cypher(graph: Subgraph, foreign: list[Key], names: Mapping[str, str], dialect: Dialect) -> str:
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
    types = ", ".join(map(literal, sorted({r.type for r in graph.relationships})))
    return (
        f"{note}MATCH (n) WHERE {condition('n')}\n"
        f"OPTIONAL MATCH (n)-[r]->(m) WHERE ({condition('m')}) AND type(r) IN [{types}]\nRETURN n, r, m"
    )
