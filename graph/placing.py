"""Any subgraph, placed as a view would be: the result of a query, to draw."""

from __future__ import annotations

from collections.abc import Iterable

from graph import scene
from graph.explore import Gathered, cut
from graph.fetch import claims_of, dates_of
from graph.schema import Schema
from graph.settings import Settings
from graph.stores.base import Store, Subgraph


def place(
    store: Store,
    graph: Subgraph,
    *,
    schema: Schema,
    settings: Settings,
    labels: Iterable[str],
    layout: str = "organic",
    focus: str = "",
) -> Gathered:
    """Place a subgraph, the most connected part of it where it is too large to draw.

    Parameters
    ----------
    store : Store
        Where it came from: the claims behind its relationships are read there.
    graph : Subgraph
    schema : Schema
    settings : Settings
    labels : iterable of str
        All labels of the store: a foreign graph's have their colours by them.
    layout : str
        One of :data:`graph.view.LAYOUTS`.
    focus : str
        Key of the node in the middle of a radial layout; empty: the most connected.
    """
    kept, notes = cut(graph, settings.max_nodes_drawn, "the result")
    known = tuple(labels)
    types = scene.node_types(kept, schema, known)
    picture = scene.build(kept, schema=schema, layout=layout, focus=(focus,) if focus else (), types=types)
    return Gathered(
        kept,
        types,
        {node.key: (node.x, node.y) for node in picture.nodes},
        picture.axis,
        claims_of(store, kept.relationships),
        dates_of(store, kept),
        tuple(notes),
        known,
    )
