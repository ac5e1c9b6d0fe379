"""What people do on the canvas, in the inspector or in a table: each action turns one view into another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.case.captions import name_of, node_caption
from graph.case.statuses import STATUSES
from graph.case.words import number_of
from graph.elements import Key, Node, Subgraph
from graph.errors import NotFoundError
from graph.explore.drawing import NEIGHBOR_PAGE
from graph.explore.expansions import expansions
from graph.explore.filter import filtered, in_time, lift_filters
from graph.explore.view import VALUES_OFF, View
from graph.picture.layout import LAYOUTS
from graph.questions.parts import ARROWS, dates_of, nodes_by_key
from graph.questions.paths import Walk, all_shortest_paths, parallel, statuses_in_words
from graph.questions.paths import connect as find_connections
from graph.ui import data, state
from graph.ui.parts.actions import Action, Detail, OfferedFor


def perform(name: str, view: View, keys: Sequence[str], detail: Detail) -> None:
    """Perform one of :data:`ACTIONS` with nodes; do nothing where there is none of this name."""
    if name in ACTIONS and keys:
        changed = ACTIONS[name].does(view, keys, detail)
        state.change_view(changed)
        if ACTIONS[name].fits and changed != view:
            state.fit_again(picture_name(changed))


def picture_name(view: View) -> str:
    """Return the name of a view's picture: with another one the canvas begins with all of it in sight."""
    start = ",".join(view.start)
    return f"{data.connection().name}:{view.case}:{view.query}:{start}:{view.layout}:{view.focus}"


# -- with nodes --------------------------------------------------------------------------------


def _expand(view: View, keys: Sequence[str], detail: Detail) -> View:
    """Bring in a page of the neighbours that are not there yet; say so where there are none."""
    nodes = nodes_by_key(data.store(), keys)
    if len(keys) > 1:  # to count for each of many would take long
        for node in nodes:
            view = view.expand(node.key)
        return view
    if not nodes:
        return view
    node = nodes[0]
    direction, every = detail.get("direction"), detail.get("all") is True
    type_, relationship = (str(detail.get(name, "")) for name in ("type", "relationship"))
    present = data.placed_graph(data.version(), view).positions
    # a page also holds what was added one by one: it is placed after the pages
    without = [key for key in present if key not in view.added] if every else present
    there = expansions(data.store(), node, data.schema(), without)
    if type_:
        wanted = there.by_type.get(type_, 0)
    elif relationship:
        wanted = sum(n for way, n in there.by_relationship.items() if way == (relationship, direction))
    else:
        wanted = there.left
    if not wanted:
        off = any(entry[:1] not in "~:" for entry in view.off) or view.hidden
        hint = ", but for what filters leave out or is hidden" if off else ""
        name = node_caption(node, data.schema().type_of(node.labels))
        state.add_note(f"All there is around {name} is in the picture already{hint}.")
        return view
    return view.expand(
        node.key,
        type=type_,
        direction=direction if direction in ARROWS else "both",
        relationship=relationship,
        pages=-(-wanted // NEIGHBOR_PAGE) if every else 1,
    )


def _collapse(view: View, keys: Sequence[str], _: Detail) -> View:
    for key in keys:
        view = view.collapse(key)
    return view


def _path(view: View, keys: Sequence[str], _: Detail) -> View:
    """Add and select the shortest paths between two nodes; with one node, wait for the other end to be selected."""
    if len(keys) == 1:
        state.set_path_start(keys[0])
        return view
    ends = nodes_by_key(data.store(), keys[:2])
    if len(ends) < 2:
        state.add_note("A path joins two nodes: select a shape, not a line.")
        return view
    walk, cutoff = _walk(view), data.settings().max_path_length
    try:
        paths = all_shortest_paths(data.store(), *ends, cutoff=cutoff, walk=walk)
    except NotFoundError:
        state.add_note(_no_path(ends, cutoff))
        return view
    # in the order of the steps, in which the inspector lists them
    nodes = list(dict.fromkeys(node.key for path in paths for node in path.nodes))
    others = parallel(data.store(), paths, walk=walk)
    relationships = {r.key: r for r in [*(r for path in paths for r in path.relationships), *others]}
    length = len(paths[0].relationships)
    many = number_of(length, "relationship")
    which = f"{len(paths)} shortest paths of {many} each" if len(paths) > 1 else f"One shortest path of {many}"
    within = "" if walk.anywhere else " within the filters"
    besides = f" with {len(others)} more beside it" if others else ""
    statuses = statuses_in_words(relationships.values())
    state.add_note(f"{which}{within}, selected in the picture{besides}{f': {statuses}' if statuses else ''}.")
    return _including(view, nodes, [*nodes, *relationships])


def _walk(view: View) -> Walk:
    """Return what a path may take: what filters by status, type, speaker, source and date leave, and nothing hidden."""
    statuses = [status for status in STATUSES if f"~{status}" not in view.off]
    types = [type_ for type_ in data.store_schema(data.version()).relationship_types if f":{type_}" not in view.off]

    schema = data.schema()

    def passes(nodes: Sequence[Node]) -> list[str]:
        dates = dates_of(data.store(), Subgraph.of(nodes)) if view.since or view.until else {}
        return [
            node.key
            for node in nodes
            if view.off.isdisjoint(schema.type_of(node.labels).names) and in_time(view, dates.get(node.key))
        ]

    some_nodes = view.since or view.until or any(entry[:1] not in "~:" for entry in view.off - VALUES_OFF)
    return Walk(
        statuses=statuses if len(statuses) < len(STATUSES) else None,
        types=types if any(entry.startswith(":") for entry in view.off) else None,
        speaker=view.speaker,
        stance=view.stance,
        source=view.source,
        avoid=view.hidden,
        passes=passes if some_nodes else None,
    )


def _no_path(ends: Sequence[Node], cutoff: int) -> str:
    start, end = (name_of(node, data.schema()) for node in ends)
    try:
        length = len(all_shortest_paths(data.store(), *ends, cutoff=cutoff, limit=1)[0].relationships)
    except NotFoundError:
        cases = {Key(node.key).case for node in ends}
        apart = " They are in two cases." if len(cases) > 1 else ""
        return f"No path of up to {cutoff} relationships joins {start} and {end}.{apart}"
    return (
        f"The filters leave no path between {start} and {end}; "
        f"without them there is one of {number_of(length, 'relationship')}."
    )


def _connect(view: View, keys: Sequence[str], detail: Detail) -> View:
    """Add and select what connects some nodes; for two nodes, every shortest path."""
    if len(keys) < 3:
        return _path(view, keys, detail) if len(keys) == 2 else view
    walk = _walk(view)
    within = "" if walk.anywhere else " by what the filters allow"
    try:
        ends, cutoff = nodes_by_key(data.store(), keys), data.settings().max_path_length
        graph = find_connections(data.store(), ends, cutoff=cutoff, walk=walk)
    except NotFoundError as error:
        state.add_note(f"{error}{' The filters of the view hold for it too.' if within else ''}")
        return view
    nodes = [node.key for node in graph.nodes]
    state.add_note(f"{len(nodes)} nodes connect the {len(keys)} that were selected{within}.")
    return _including(view, nodes, [*nodes, *(r.key for r in graph.relationships)])


def _pin(view: View, keys: Sequence[str], detail: Detail) -> View:
    """Fix nodes where a person put them, or else where they are now."""
    places = detail.get("places") or data.placed_graph(data.version(), view).positions
    present = {key: places[key] for key in keys if key in places}
    return view.pin({key: (round(x, 1), round(y, 1)) for key, (x, y) in present.items()})


def _show_around(view: View, keys: Sequence[str], _: Detail) -> View:
    """Leave away all but some nodes and what is related to them in the picture."""
    placed = data.placed_graph(data.version(), view)
    graph = filtered(placed.graph, view, placed.types, placed.claims, placed.dates)
    ends = [(r.start_node.key, r.end_node.key) for r in graph.relationships]
    around = {key for pair in ends if not set(keys).isdisjoint(pair) for key in pair}
    return view.show_only({*keys, *around})


def _falls(view: View, keys: Sequence[str], _: Detail) -> View:
    """Mark what falls if a node does; where that is marked, mark it no more."""
    if view.falls == keys[0]:
        return replace(view, falls="")
    try:
        data.falling(data.version(), keys[0])
    except NotFoundError:
        state.add_note("Nothing rests on this: what falls is a source, a passage, a claim, or who says something.")
        return view
    return replace(view, falls=keys[0])


def _start(view: View, keys: Sequence[str], _: Detail) -> View:
    return View(case=view.case, start=tuple(keys), off=frozenset(), selection=tuple(keys[:1]))


ACTIONS: dict[str, Action] = {
    row.name: row
    for row in (
        Action(
            name="expand", label="Expand", does=_expand,
            menu=OfferedFor.ANY, buttons=OfferedFor.ANY, gesture="double click", primary=True,
        ),
        Action(
            name="collapse", label="Collapse", does=_collapse,
            menu=OfferedFor.ONE, buttons=OfferedFor.ONE, when="expanded",
        ),
        Action(
            name="path", label="Path to …", does=_path,
            menu=OfferedFor.ONE, buttons=OfferedFor.ONE, hint="Then select the other end",
        ),
        Action(
            name="connect", label="Connect", does=_connect,
            menu=OfferedFor.SEVERAL, buttons=OfferedFor.SEVERAL, hint="Bring in what connects these", primary=True,
        ),
        Action(
            name="falls", label="What falls without it", does=_falls, fits=True,
            menu=OfferedFor.ONE, buttons=OfferedFor.ONE, hint="Mark what rests on it alone, and which statuses change",
        ),
        Action(name="pin", label="Pin", does=_pin, menu=OfferedFor.ANY, buttons=OfferedFor.ONE, when="loose"),
        Action(
            name="unpin", label="Unpin", does=lambda view, keys, _: view.unpin(keys),
            menu=OfferedFor.ANY, buttons=OfferedFor.ONE, when="pinned",
        ),
        Action(
            name="show_around", label="Show only, with neighbours", does=_show_around,
            menu=OfferedFor.ANY, buttons=OfferedFor.SEVERAL, fits=True,
        ),
        Action(
            name="show_only", label="Show only", does=lambda view, keys, _: view.show_only(keys),
            menu=OfferedFor.ANY, buttons=OfferedFor.SEVERAL, fits=True,
        ),
        Action(
            name="hide", label="Hide", does=lambda view, keys, _: view.hide(keys),
            menu=OfferedFor.ANY, buttons=OfferedFor.ANY, key="Delete", edges=True,
        ),
        Action(
            name="start", label="Start here", does=_start,
            menu=OfferedFor.ONE, buttons=OfferedFor.ANY, hint="A new view with nothing else",
        ),
    )
}  # fmt: skip
"""By name, in the order of the menu and the buttons."""


# -- with the view -----------------------------------------------------------------------------


def select(view: View, keys: Sequence[str]) -> None:
    """Select nodes or relationships; where a path waits for its other end, draw the path."""
    path_start = state.path_start()
    if path_start and keys and keys[0] != path_start:
        state.set_path_start(None)
        perform("path", view, [path_start, keys[0]], {})
    else:
        state.select(tuple(keys))


def add_and_select(view: View, keys: Sequence[str]) -> None:
    """Add nodes that a search found to the view, and select them; what is of another case is opened there."""
    others = {Key(key).case for key in keys} - {""}
    there = data.placed_graph(data.version(), view).positions
    if view.case and len(others) == 1 and view.case not in others and not all(key in there for key in keys):
        state.add_note("This is in another case, which is opened here. Undo goes back.")
        view = View(case=others.pop())
    state.change_view(_including(view, keys, keys))


def select_linked(view: View, key: str) -> None:
    """Select the node or relationship that a link names; a node is added where the view lacks it."""
    if nodes_by_key(data.store(), [key]):
        add_and_select(view, [key])
    else:
        state.select((key,))


def lay_out(view: View, layout: str) -> None:
    """Place all nodes but the pinned ones anew, around the selected one where there is one."""
    if layout in LAYOUTS:
        state.change_view(replace(view, layout=layout, focus=next(iter(view.selection), "")))


def _including(view: View, keys: Sequence[str], selection: Sequence[str]) -> View:
    """Add what the view lacks, show what is hidden, and lift the filters that would leave it out, saying which."""
    present = {node.key for node in data.placed_graph(data.version(), view).graph.nodes}
    brought_in = frozenset(keys)
    shown = replace(
        view,
        added=tuple(dict.fromkeys((*view.added, *(key for key in keys if key not in present)))),
        hidden=view.hidden - brought_in - frozenset(selection),
        only=view.only | brought_in if view.only else view.only,
        selection=tuple(selection),
    )
    placed = data.placed_graph(data.version(), shown)
    wanted = {*keys, *selection}
    changed, lifted = lift_filters(shown, placed.graph, wanted, placed.types, placed.claims, placed.dates)
    if lifted:
        state.add_note(f"To show it, these filters were lifted: {', '.join(lifted)}. Undo sets them again.")
    return changed
