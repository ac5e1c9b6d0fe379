"""A view over a store: what it holds, where it stands, what its filters leave.

``gather`` reads the store and places every node: it depends on what a view starts from and expands,
never on its filters, so that a filter and its removal leave every node where it was. ``show``
applies filters, pins and what is hidden, and gives the scene.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter

from graph.case.captions import status_of
from graph.case.dates import EdtfDate
from graph.case.schema import NodeType, Schema
from graph.elements import Node, Subgraph
from graph.errors import NotFoundError
from graph.explore.filter import filtered, is_value, of_nodes
from graph.explore.start import cut, start_of
from graph.explore.view import View
from graph.picture import scene
from graph.picture.scene import Scene, Tick
from graph.questions.addresses import Addresses
from graph.questions.claims import Claim, claims_of
from graph.questions.parts import (
    condition_on,
    dates_of,
    index_label,
    name_from_key,
    neighborhood,
    nodes_by_key,
    relationships_between,
)
from graph.settings import Settings
from graph.stores import LoadedCase, Store

_KEY = attrgetter("key")
NEIGHBOR_PAGE = 50
"""Neighbours that one expand brings in."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a view starts from and expands, placed.

    Parameters
    ----------
    graph : Subgraph
    types : mapping of str to NodeType
        What each node is drawn as.
    positions : mapping of str to (float, float)
        Of every node, in scene units.
    axis : tuple of Tick
        Dates along x, in a layout by time.
    claims : mapping of str to tuple of Claim
        By the key of the relationship they are about.
    dates : mapping of str to (str, str)
        By node: its earliest and latest day, ISO; either may be empty.
    notes : tuple of str
        Sentences a person must read: what was cut, what is gone.
    labels : tuple of str
        All labels of the store: a foreign graph's have their colours by them.
    """

    graph: Subgraph
    types: Mapping[str, NodeType]
    positions: Mapping[str, tuple[float, float]]
    axis: tuple[Tick, ...]
    claims: Mapping[str, tuple[Claim, ...]]
    dates: Mapping[str, tuple[str, str]]
    notes: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a view shows.

    Parameters
    ----------
    graph : Subgraph
        What is drawn, without what is only drawn faintly.
    scene : Scene
    whole : Subgraph
        What there is before the filters.
    kinds : mapping of str to NodeType
        What each node is drawn as.
    notes : tuple of str
    """

    graph: Subgraph
    scene: Scene
    whole: Subgraph
    kinds: Mapping[str, NodeType]
    notes: tuple[str, ...]

    @property
    def types(self) -> Counter[str]:
        """How many nodes there are of each type before the filters."""
        return Counter(self.kinds[node.key].name for node in self.whole.nodes)

    @property
    def statuses(self) -> Counter[str]:
        """How many statements there are of each status before the filters."""
        return Counter(status for r in self.whole.relationships if (status := status_of(r)))

    @property
    def relationship_types(self) -> Counter[str]:
        """How many relationships there are of each type before the filters."""
        return Counter(r.type for r in self.whole.relationships)


def gather(
    store: Store,
    view: View,
    *,
    schema: Schema,
    settings: Settings,
    before: Gathered | None = None,
    labels: Iterable[str] | None = None,
) -> Gathered:
    """Read what a view holds and place it.

    Parameters
    ----------
    store : Store
    view : View
    schema : Schema
    settings : Settings
    before : Gathered, optional
        What was gathered for :func:`earlier` of this view, from the same store: only what the view's last
        expand, and what was added, bring in is then read and placed. The outcome is the same without it.
    labels : iterable of str, optional
        All labels of the store, where they are known: counting them anew takes a second in a large one.

    Raises
    ------
    QueryError
        The view's own query is refused, or takes too long.
    StoreError
        The store does not answer.
    """
    if before is None or earlier(view) is None:
        known = tuple(store.schema().labels if labels is None else labels)
        found, expands = _first(store, view, schema, settings, known), view.expands
    else:
        found, expands = before, view.expands[-1:]
    for expand in expands:
        centre = [n for n in found.graph.nodes if n.key == expand.key] or nodes_by_key(store, [expand.key])
        if not centre:
            note = f"{name_from_key(expand.key)} is no longer there, so it was not expanded."
            found = replace(found, notes=(*found.notes, note))
            continue
        more = neighborhood(
            store, centre[0], type=expand.type, direction=expand.direction, limit=expand.pages * NEIGHBOR_PAGE
        )
        found = _with(store, found, more, schema)
    added = [key for key in view.added if key not in found.positions]
    return _with(store, found, Subgraph.of(nodes_by_key(store, added)), schema) if added else found


def earlier(view: View) -> View | None:
    """Return a view as it was before its last expand, of which nothing was added yet; None without an expand."""
    return replace(view, expands=view.expands[:-1], added=()) if view.expands else None


def _first(store: Store, view: View, schema: Schema, settings: Settings, labels: tuple[str, ...]) -> Gathered:
    """Read and place what a view starts from."""
    graph, notes = start_of(store, view, settings, labels)
    if not view.query and not view.start:
        # Values come in later, beside what they are said of; but by time it is the dates that place the rest.
        dates = view.layout == "time"
        first = of_nodes(graph, (n for n in graph.nodes if not is_value(n) or (dates and "Date" in n.labels)))
    else:
        first = graph
    types = scene.node_types(graph, schema, labels)
    focus = (view.focus,) if view.focus else ()
    picture = scene.build(first, schema=schema, layout=view.layout, focus=focus, types=types)
    positions = _place_new({node.key: (node.x, node.y) for node in picture.nodes}, graph, types)
    return Gathered(
        graph,
        types,
        positions,
        picture.axis,
        claims_of(store, graph.relationships, schema),
        dates_of(store, graph),
        tuple(notes),
        labels,
    )


def _with(store: Store, found: Gathered, more: Subgraph, schema: Schema) -> Gathered:
    """Add nodes and relationships, all that relates the new nodes to the rest, and their places."""
    new = [node for node in more.nodes if node.key not in found.positions]
    ties = relationships_between(store, new, [*found.graph.nodes, *new])
    known = {r.key for r in found.graph.relationships}
    fresh = {r.key: r for r in (*more.relationships, *ties) if r.key not in known}
    # what was there stays the very same, so that its picture is not made anew
    graph = Subgraph(
        tuple(sorted((*found.graph.nodes, *new), key=_KEY)),
        tuple(sorted((*found.graph.relationships, *fresh.values()), key=_KEY)),
    )
    added = Subgraph(tuple(new), ())
    types = {**found.types, **scene.node_types(added, schema, found.labels)}
    return replace(
        found,
        graph=graph,
        types=types,
        positions=_place_new(found.positions, graph, types),
        claims={**found.claims, **claims_of(store, fresh.values(), schema)},
        dates={**found.dates, **dates_of(store, added)},
    )


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
        One of :data:`graph.picture.layout.LAYOUTS`.
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
        claims_of(store, kept.relationships, schema),
        dates_of(store, kept),
        tuple(notes),
        known,
    )


def show(
    gathered: Gathered, view: View, *, schema: Schema, title: str, source_line: str, like: Scene | None = None
) -> Shown:
    """Apply a view's filters, pins and hidden nodes to what was gathered.

    Parameters
    ----------
    gathered : Gathered
    view : View
    schema : Schema
    title, source_line : str
    like : Scene, optional
        A scene of the same store at the same version, as for :func:`graph.picture.scene.build`.
    """
    graph = gathered.graph
    there = [node for node in graph.nodes if node.key not in view.hidden and (not view.only or node.key in view.only)]
    whole = of_nodes(graph, there)
    kept = filtered(whole, view, gathered.types, gathered.claims, gathered.dates)
    drawn = whole if view.dim else kept
    if view.dim:
        # Values that nobody asked for are left away even here: a faint crowd of dates helps nobody.
        drawn = of_nodes(
            whole, (n for n in whole.nodes if not is_value(n) or gathered.types[n.key].name not in view.off)
        )
    positions = {**gathered.positions, **view.pins}
    picture = scene.build(
        drawn,
        schema=schema,
        title=title,
        source_line=source_line,
        positions=positions,
        pinned=view.pins.keys(),
        types=gathered.types,
        like=like,
    )
    picture = replace(picture, axis=gathered.axis)
    if view.dim:
        bright = {node.key for node in kept.nodes} | {r.key for r in kept.relationships}
        picture = replace(
            picture,
            nodes=tuple(n if n.key in bright else replace(n, faint=True) for n in picture.nodes),
            edges=tuple(e if e.key in bright else replace(e, faint=True) for e in picture.edges),
        )
    missing = list(view.selection)
    if missing:
        present = {node.key for node in whole.nodes} | {r.key for r in whole.relationships}
        missing = [key for key in missing if key not in present]
    notes = [f"{name_from_key(key)} is not in this view." for key in missing[:3]]
    return Shown(
        kept,
        picture,
        whole,
        gathered.types,
        (*gathered.notes, *notes),
    )


def headings(case: LoadedCase | None, store: Store) -> tuple[str, str]:
    """Return the title of a view's picture, and its source line: the case and its date, never the store."""
    if case is None:
        return store.name, ""
    return case.title, f"{case.title}, as of {EdtfDate.parse(case.as_of)}"


def open_view(store: Store, view: View, *, schema: Schema, settings: Settings) -> tuple[Gathered, Shown]:
    """Read a view and apply it: what the app shows, for who has only the view.

    Raises
    ------
    NotFoundError
        The view's case is not in the store.
    QueryError, StoreError
        As :func:`gather`.
    """
    cases = {case.id: case for case in store.cases()}
    if view.case and view.case not in cases:
        raise NotFoundError(f"The case {view.case!r} is not in this store. Cases here: {', '.join(cases) or 'none'}.")
    title, source_line = headings(cases.get(view.case), store)
    view = view.renamed(Addresses(store).keys(view.keys()))
    gathered = gather(store, view, schema=schema, settings=settings)
    return gathered, show(gathered, view, schema=schema, title=title, source_line=source_line)


def expansions(store: Store, node: Node, schema: Schema) -> dict[str, int]:
    """Count a node's neighbours by the type they are drawn as, most first: what an expand would bring."""
    condition, parameters = condition_on([node])
    found = store.query(
        f"MATCH (n{index_label(node)})-[r]-(m) WHERE {condition} RETURN labels(m) AS labels, count(DISTINCT m) AS n",
        parameters,
    )
    counts: Counter[str] = Counter()
    for labels, n in found.rows:
        counts[schema.type_of(tuple(sorted(labels))).name] += n
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _place_new(
    positions: Mapping[str, tuple[float, float]], graph: Subgraph, types: Mapping[str, NodeType]
) -> dict[str, tuple[float, float]]:
    return scene.place_new(positions, graph, [node.key for node in graph.nodes if node.key not in positions], types)
