"""Draws a view of a store: reads what it holds, places it, applies its filters.

``read_view`` reads the store and places every node. That depends on what a view starts from and expands, never on
its filters, so that a filter and its removal leave every node where it was. ``draw_view`` applies filters, pins and
what is hidden, and gives the scene.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from operator import attrgetter
from os import PathLike

from graph.case.captions import status_of
from graph.case.schema import NodeType, Schema, load_schema
from graph.elements import Subgraph
from graph.explore.analysis import Outcome, analyse, marks, with_outcome
from graph.explore.falls import falling_of, marked_as_falling, with_falling
from graph.explore.filter import filtered, is_value, narrowed_to
from graph.explore.headings import headings
from graph.explore.left_out import filtered_words, left_out, values_left_out
from graph.explore.speakers import line_claims, lines_by_kind, lines_note, speakers_needed, with_lines_of, without_lines
from graph.explore.start import cut_to_most_connected, read_start
from graph.explore.view import Expand, View
from graph.formats import save
from graph.formats.notebook import picture_html
from graph.picture import scene
from graph.picture.looks import node_types
from graph.picture.marks import marked
from graph.picture.parts import Lane, Scene, Tick
from graph.questions.addresses import Addresses
from graph.questions.agreement import Conflict, conflicts_among
from graph.questions.claims import Claim, claims_of
from graph.questions.parts import check_case, dates_of, name_from_key, neighborhood, nodes_by_key, relationships_between
from graph.questions.rests_on import RestsOn
from graph.settings import Settings, from_environment
from graph.stores import Store

_KEY = attrgetter("key")
NEIGHBOR_PAGE = 50
"""Neighbours that one expand brings in."""
_PAGES_BY_ONE = 8
"""Pages of one expand that are read one by one."""
_STEPS_BY_ONE = 16
"""Pages of a view after which it is read in one go, not beside what was read before its last page."""


@dataclass(frozen=True, slots=True)
class PlacedGraph:
    """The nodes and relationships of a view before its filters, with a place for each node.

    Parameters
    ----------
    graph : Subgraph
    types : mapping of str to NodeType
        What each node is drawn as.
    positions : mapping of str to (float, float)
        Of every node, in scene units.
    axis : tuple of Tick
        Dates along x, in a layout by time.
    lanes : tuple of Lane
        What stands below the dated, in a layout by time.
    claims : mapping of str to tuple of Claim
        By the key of the relationship they are about.
    dates : mapping of str to (str, str)
        By node: its earliest and latest day, ISO; either may be empty.
    notes : tuple of str
        Sentences a person must read: what was cut, what is gone.
    labels : tuple of str
        All labels of the store: a foreign graph's have their colours by them.
    conflicts : mapping of str to list of Conflict
        By case, what contradicts what of different statements; read where lines between speakers are asked for.
    """

    graph: Subgraph
    types: Mapping[str, NodeType]
    positions: Mapping[str, tuple[float, float]]
    axis: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    claims: Mapping[str, tuple[Claim, ...]]
    dates: Mapping[str, tuple[str, str]]
    notes: tuple[str, ...]
    labels: tuple[str, ...]
    conflicts: Mapping[str, list[Conflict]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DrawnView:
    """A view with its filters applied, as a graph and as a scene.

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
    claims : mapping of str to tuple of Claim
        By the key of the relationship they are about.
    left_out : tuple of str
        What its filters, and a person's hand, leave out, a phrase each.
    values_left_out : str
        The values that nobody asked for, as a phrase.
    outcome : Outcome or None
        What is measured, and marked in the scene.
    falling : RestsOn or None
        What falls, marked in the scene too.
    """

    graph: Subgraph
    scene: Scene
    whole: Subgraph
    kinds: Mapping[str, NodeType]
    notes: tuple[str, ...]
    claims: Mapping[str, tuple[Claim, ...]]
    left_out: tuple[str, ...]
    values_left_out: str
    outcome: Outcome | None = None
    falling: RestsOn | None = None

    @property
    def saved(self) -> Subgraph:
        """What is drawn as a file has it: with what was measured, or falls, as a property of nodes or relationships."""
        graph = with_outcome(self.graph, self.outcome) if self.outcome else self.graph
        return with_falling(graph, self.falling) if self.falling else graph

    @property
    def filtered(self) -> str:
        """All that is left out, as one sentence; empty where nothing is."""
        return filtered_words(self.left_out, self.values_left_out)

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

    def save(self, path: str | PathLike[str], *, theme: str = "light") -> None:
        """Write it as the picture or data that the file's ending names; as :meth:`graph.elements.Subgraph.save`.

        The nodes stand where the view has them, and tables name who says so and where.
        """
        save(self.saved, path, scene=self.scene, theme=theme, claims=self.claims)

    def __repr__(self) -> str:
        return f"<DrawnView: {len(self.graph.nodes):,} nodes, {len(self.graph.relationships):,} relationships>"

    def _repr_html_(self) -> str:
        return picture_html(self.scene, self.notes)


def read_view(
    store: Store,
    view: View,
    *,
    schema: Schema,
    settings: Settings,
    before: PlacedGraph | None = None,
    labels: Iterable[str] | None = None,
) -> PlacedGraph:
    """Read what a view holds and place it.

    Parameters
    ----------
    store : Store
    view : View
    schema : Schema
    settings : Settings
    before : PlacedGraph, optional
        What was read for :func:`without_last_expand` of this view, from the same store: only what the view's last
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
    if view.speakers:
        silent = replace(view, speakers=frozenset())
        placed = before or read_view(store, silent, schema=schema, settings=settings, labels=labels)
        return _add_speakers(store, placed, view, schema, settings)
    if before is None or without_last_expand(view) is None:
        all_labels = tuple(store.schema().labels if labels is None else labels)
        placed, expands = _placed_start(store, view, schema, settings, all_labels), view.expands
    else:
        last, base = view.expands[-1], without_last_expand(view)
        there = base.expands[-1].pages if base and len(base.expands) == len(view.expands) else 0
        placed, expands = before, (replace(last, pages=last.pages - there),)
    # page by page, so that each finds its place beside what was there when it was asked for
    for expand in _pages(expands):
        centre = [n for n in placed.graph.nodes if n.key == expand.key] or nodes_by_key(store, [expand.key])
        if not centre:
            note = f"{name_from_key(expand.key)} is no longer there, so it was not expanded."
            placed = replace(placed, notes=(*placed.notes, note))
            continue
        more = neighborhood(
            store,
            centre[0],
            type=expand.type,
            direction=expand.direction,
            relationship=expand.relationship,
            without=placed.positions,
            limit=NEIGHBOR_PAGE,
        )
        placed = _add(store, placed, more, schema)
    added = [key for key in view.added if key not in placed.positions]
    return _add(store, placed, Subgraph.of(nodes_by_key(store, added)), schema) if added else placed


def _pages(expands: Iterable[Expand]) -> Iterator[Expand]:
    """Yield an expand for each page."""
    for expand in expands:
        for _ in range(expand.pages):
            yield replace(expand, pages=1)


def without_last_expand(view: View) -> View | None:
    """Return a view as it was before it showed who speaks, or else before its last page of neighbours.

    Before that page nothing was added yet. None without one, and at every sixteenth page: such a view is read whole, so
    that an address with many pages is read in few steps that wait for one another.
    """
    if view.speakers:
        return replace(view, speakers=frozenset())
    steps = sum(expand.pages if expand.pages <= _PAGES_BY_ONE else 1 for expand in view.expands)
    if steps % _STEPS_BY_ONE == 0:
        return None
    *others, last = view.expands
    fewer = [replace(last, pages=last.pages - 1)] if 1 < last.pages <= _PAGES_BY_ONE else []
    return replace(view, expands=(*others, *fewer), added=())


def _add_speakers(store: Store, placed: PlacedGraph, view: View, schema: Schema, settings: Settings) -> PlacedGraph:
    """Add those who say something of what is there, who make most claims first where there are too many."""
    if "contradict" in view.speakers:
        placed = replace(placed, conflicts=conflicts_among(store, placed.claims.values()))
    needed = speakers_needed(view.speakers, placed.graph.relationships, placed.claims, placed.conflicts)
    missing = sorted(needed.keys() - placed.positions.keys(), key=lambda key: (-needed[key], key))
    room = max(0, settings.max_nodes_drawn - len(placed.graph.nodes))
    more = _add(store, placed, Subgraph.of(nodes_by_key(store, missing[:room])), schema) if missing else placed
    if len(missing) <= room:
        return more
    note = f"{len(missing) - room:,} speakers are left out: a picture has at most {settings.max_nodes_drawn:,} nodes."
    return replace(more, notes=(*more.notes, note))


def _placed_start(store: Store, view: View, schema: Schema, settings: Settings, labels: tuple[str, ...]) -> PlacedGraph:
    """Read and place what a view starts from."""
    graph, notes = read_start(store, view, settings, labels)
    if not view.query and not view.start:
        # Values come in later, beside what they are said of; but by time it is the dates that place the rest.
        dates = view.layout == "time"
        first = narrowed_to(graph, (n for n in graph.nodes if not is_value(n) or (dates and "Date" in n.labels)))
    else:
        first = graph
    types = node_types(graph, schema, labels)
    focus = (view.focus,) if view.focus else ()
    picture = scene.build(first, schema=schema, layout=view.layout, focus=focus, types=types)
    positions = _place_new({node.key: (node.x, node.y) for node in picture.nodes}, graph, types)
    if view.layout == "time" and not picture.axis and graph.nodes:
        notes.append("Nothing here has a date, so the layout by time is the organic one.")
    return PlacedGraph(
        graph,
        types,
        positions,
        picture.axis,
        picture.lanes,
        claims_of(store, graph.relationships, schema),
        dates_of(store, graph),
        tuple(notes),
        labels,
    )


def _add(store: Store, placed: PlacedGraph, more: Subgraph, schema: Schema) -> PlacedGraph:
    """Add nodes and relationships, all that relates the new nodes to the rest, and their places."""
    new = [node for node in more.nodes if node.key not in placed.positions]
    ties = relationships_between(store, new, [*placed.graph.nodes, *new])
    keys = {r.key for r in placed.graph.relationships}
    fresh = {r.key: r for r in (*more.relationships, *ties) if r.key not in keys}
    # what was there stays the very same, so that its picture is not made anew
    graph = Subgraph(
        tuple(sorted((*placed.graph.nodes, *new), key=_KEY)),
        tuple(sorted((*placed.graph.relationships, *fresh.values()), key=_KEY)),
    )
    added = Subgraph(tuple(new), ())
    types = {**placed.types, **node_types(added, schema, placed.labels)}
    return replace(
        placed,
        graph=graph,
        types=types,
        positions=_place_new(placed.positions, graph, types),
        claims={**placed.claims, **claims_of(store, fresh.values(), schema)},
        dates={**placed.dates, **dates_of(store, added)},
    )


def place_graph(
    store: Store,
    graph: Subgraph,
    *,
    schema: Schema,
    settings: Settings,
    labels: Iterable[str],
    layout: str = "organic",
    focus: str = "",
) -> PlacedGraph:
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
    drawn, notes = cut_to_most_connected(graph, settings.max_nodes_drawn, "the result")
    all_labels = tuple(labels)
    types = node_types(drawn, schema, all_labels)
    picture = scene.build(drawn, schema=schema, layout=layout, focus=(focus,) if focus else (), types=types)
    return PlacedGraph(
        drawn,
        types,
        {node.key: (node.x, node.y) for node in picture.nodes},
        picture.axis,
        picture.lanes,
        claims_of(store, drawn.relationships, schema),
        dates_of(store, drawn),
        tuple(notes),
        all_labels,
    )


def draw_view(
    placed: PlacedGraph,
    view: View,
    *,
    schema: Schema,
    title: str,
    source_line: str,
    like: Scene | None = None,
    outcome: Outcome | None = None,
    falling: RestsOn | None = None,
) -> DrawnView:
    """Apply a view's filters, pins and hidden nodes to what was read and placed.

    Parameters
    ----------
    placed : PlacedGraph
    view : View
    schema : Schema
    title, source_line : str
    like : Scene, optional
        A scene of the same store at the same version, as for :func:`graph.picture.scene.build`; one without marks.
    outcome : Outcome, optional
        What the view's analysis came to: it is marked in the picture.
    falling : RestsOn, optional
        What falls with what the view takes to fall: it is marked too.
    """
    graph = placed.graph
    visible = [node for node in graph.nodes if node.key not in view.hidden and (not view.only or node.key in view.only)]
    whole = narrowed_to(graph, visible)
    if not view.hidden.isdisjoint(r.key for r in whole.relationships):
        whole = Subgraph(whole.nodes, tuple(r for r in whole.relationships if r.key not in view.hidden))
    remaining = filtered(whole, view, placed.types, placed.claims, placed.dates, schema, placed.conflicts)
    drawn = with_lines_of(whole, remaining) if view.dim else remaining
    if view.dim:
        # Values that nobody asked for are left away even here: a faint crowd of dates helps nobody.
        drawn = narrowed_to(
            drawn, (n for n in drawn.nodes if not is_value(n) or view.off.isdisjoint(placed.types[n.key].names))
        )
    positions = {**placed.positions, **view.pins}
    undated = 0
    if view.since or view.until:
        there = (node.key for node in whole.nodes if view.off.isdisjoint(placed.types[node.key].names))
        undated = sum(not any(placed.dates.get(key, ())) for key in there)
    left = left_out(view, graph, placed.types, placed.claims, undated, without_lines(remaining))
    values = values_left_out(view, graph, placed.types)
    picture = scene.build(
        drawn,
        schema=schema,
        title=title,
        source_line=". ".join(filter(None, [source_line, filtered_words(left, values)])),
        positions=positions,
        pinned=view.pins.keys(),
        types=placed.types,
        like=like,
    )
    picture = scene.with_axis(picture, placed.axis, placed.lanes)
    if view.dim:
        bright = {node.key for node in remaining.nodes} | {r.key for r in remaining.relationships}
        picture = replace(
            picture,
            nodes=tuple(n if n.key in bright else replace(n, faint=True) for n in picture.nodes),
            edges=tuple(e if e.key in bright else replace(e, faint=True) for e in picture.edges),
        )
    lines = lines_by_kind(without_lines(remaining), placed.claims)
    picture = replace(picture, legend=scene.legend(picture.nodes, picture.edges, placed.types, schema, graph, lines))
    if outcome:
        picture = marked(picture, marks(outcome, schema, shown_by=view.shown_by))
    if falling:
        picture = marked_as_falling(picture, falling, schema)
    missing = list(view.selection)
    if missing:
        present = {item.key for of in (whole, remaining) for items in (of.nodes, of.relationships) for item in items}
        missing = [key for key in missing if key not in present]
    notes = [f"{name_from_key(key)} is not in this view." for key in missing[:3]]
    return DrawnView(
        remaining,
        picture,
        whole,
        placed.types,
        (*placed.notes, *notes, *lines_note(lines, view.speakers, view.selection)),
        {**placed.claims, **line_claims(remaining, placed.claims)},
        tuple(left),
        values,
        outcome,
        falling,
    )


def open_view(
    store: Store, view: View, *, schema: Schema, settings: Settings, title: str = ""
) -> tuple[PlacedGraph, DrawnView]:
    """Read and draw a view in one go, for callers that have nothing of it yet; ``title`` is as in :func:`headings`.

    Raises
    ------
    NotFoundError
        The view's case is not in the store.
    QueryError, StoreError
        As :func:`read_view`.
    CaseGraphError
        As :func:`graph.explore.analysis.analyse`.
    """
    check_case(store, view.case)
    view = view.renamed(Addresses(store).keys(view.keys()))
    placed = read_view(store, view, schema=schema, settings=settings)
    title, source_line = headings(store, placed.graph, view.case, title=title)
    outcome = analyse(store, view.analysis) if view.analysis else None
    falling = falling_of(store, view.falls, schema) if view.falls else None
    drawn = draw_view(
        placed, view, schema=schema, title=title, source_line=source_line, outcome=outcome, falling=falling
    )
    return placed, drawn


def draw(store: Store, view: View, *, schema: Schema | None = None, settings: Settings | None = None) -> DrawnView:
    """Return what a view shows of a store, as the app does; a notebook shows it as a picture.

    Parameters
    ----------
    store : Store
    view : View
    schema : Schema, optional
        The schema that ships with the package where it is not given; captions that were chosen in the app are in the
        schema of :class:`graph.explore.saved_captions.SavedCaptions`.
    settings : Settings, optional
        Those of the environment where it is not given.

    Raises
    ------
    NotFoundError, QueryError, StoreError
        As :func:`open_view`.
    """
    return open_view(store, view, schema=schema or load_schema(), settings=settings or from_environment())[1]


def _place_new(
    positions: Mapping[str, tuple[float, float]], graph: Subgraph, types: Mapping[str, NodeType]
) -> dict[str, tuple[float, float]]:
    return scene.place_new_nodes(
        positions, graph, [node.key for node in graph.nodes if node.key not in positions], types
    )
