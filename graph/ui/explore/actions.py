"""What a person does on the canvas, in the inspector or in a table, as steps from view to view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.errors import NotFoundError
from graph.explore.view import View
from graph.picture.layout import LAYOUTS
from graph.questions.parts import ARROWS, nodes_by_key
from graph.questions.paths import all_shortest_paths
from graph.questions.paths import connect as what_connects
from graph.ui import data, state
from graph.ui.parts.actions import Action, Chosen, Detail


def act(name: str, view: View, keys: Sequence[str], detail: Detail) -> None:
    """Do one of :data:`ACTIONS` with nodes; what is none of these does nothing."""
    if name in ACTIONS and keys:
        state.go(ACTIONS[name].does(view, keys, detail))


# -- with nodes --------------------------------------------------------------------------------


def _expand(view: View, keys: Sequence[str], detail: Detail) -> View:
    direction = detail.get("direction")
    for key in keys:
        view = view.expand(
            key, type=str(detail.get("type", "")), direction=direction if direction in ARROWS else "both"
        )
    return view


def _collapse(view: View, keys: Sequence[str], _: Detail) -> View:
    for key in keys:
        view = view.collapse(key)
    return view


def _path(view: View, keys: Sequence[str], _: Detail) -> View:
    """Bring in and select the shortest paths between two nodes; of one alone, wait for the other end."""
    if len(keys) == 1:
        state.await_path(keys[0])
        return view
    ends = nodes_by_key(data.store(), keys[:2])
    if len(ends) < 2:
        state.say("A path joins two nodes: select a shape, not a line.")
        return view
    try:
        paths = all_shortest_paths(data.store(), *ends, cutoff=data.settings().max_path_length)
    except NotFoundError as error:
        state.say(str(error))
        return view
    nodes = sorted({node.key for path in paths for node in path.nodes})
    ties = sorted({r.key for path in paths for r in path.relationships})
    length = len(paths[0].relationships)
    many = f"{len(paths)} shortest paths" if len(paths) > 1 else "One shortest path"
    state.say(f"{many} of {length} relationship{'s' if length != 1 else ''}, selected in the picture.")
    return _with(view, nodes, [*nodes, *ties])


def _connect(view: View, keys: Sequence[str], detail: Detail) -> View:
    """Bring in and select what connects some nodes: of two, every shortest path."""
    if len(keys) < 3:
        return _path(view, keys, detail) if len(keys) == 2 else view
    try:
        graph = what_connects(data.store(), nodes_by_key(data.store(), keys), cutoff=data.settings().max_path_length)
    except NotFoundError as error:
        state.say(str(error))
        return view
    nodes = [node.key for node in graph.nodes]
    state.say(f"{len(nodes)} nodes connect the {len(keys)} that were selected.")
    return _with(view, nodes, [*nodes, *(r.key for r in graph.relationships)])


def _pin(view: View, keys: Sequence[str], detail: Detail) -> View:
    """Keep nodes where a person put them, or else where they are."""
    places = detail.get("places") or data.gathered(data.version(), view).positions
    there = {key: places[key] for key in keys if key in places}
    return view.pin({key: (round(x, 1), round(y, 1)) for key, (x, y) in there.items()})


def _start(view: View, keys: Sequence[str], _: Detail) -> View:
    return View(case=view.case, start=tuple(keys), off=frozenset(), selection=tuple(keys[:1]))


ACTIONS: dict[str, Action] = {
    row.name: row
    for row in (
        Action(
            name="expand", label="Expand", does=_expand,
            menu=Chosen.ANY, buttons=Chosen.ONE, gesture="double click", primary=True,
        ),
        Action(name="collapse", label="Collapse", does=_collapse, menu=Chosen.ONE, buttons=Chosen.ONE, when="expanded"),
        Action(
            name="path", label="Path to …", does=_path,
            menu=Chosen.ONE, buttons=Chosen.ONE, hint="Then select the other end",
        ),
        Action(
            name="connect", label="Connect", does=_connect,
            menu=Chosen.SEVERAL, buttons=Chosen.SEVERAL, hint="Bring in what connects these", primary=True,
        ),
        Action(name="pin", label="Pin", does=_pin, menu=Chosen.ANY, buttons=Chosen.ONE, when="loose"),
        Action(
            name="unpin", label="Unpin", does=lambda view, keys, _: view.unpin(keys),
            menu=Chosen.ANY, buttons=Chosen.ONE, when="pinned",
        ),
        Action(
            name="show_only", label="Show only", does=lambda view, keys, _: view.show_only(keys),
            menu=Chosen.ANY, buttons=Chosen.SEVERAL,
        ),
        Action(
            name="hide", label="Hide", does=lambda view, keys, _: view.hide(keys),
            menu=Chosen.ANY, buttons=Chosen.ANY, key="Delete",
        ),
        Action(
            name="start", label="Start here", does=_start,
            menu=Chosen.ONE, buttons=Chosen.ANY, hint="A new view with nothing else",
        ),
    )
}  # fmt: skip
"""By name, in the order of the menu and the buttons."""


# -- with the view -----------------------------------------------------------------------------


def select(view: View, keys: Sequence[str]) -> None:
    """Select; where the other end of a path was awaited, draw the path."""
    waiting = state.path_from()
    if waiting and keys and keys[0] != waiting:
        state.await_path(None)
        act("path", view, [waiting, keys[0]], {})
    else:
        state.select(tuple(keys))


def open_nodes(view: View, keys: Sequence[str]) -> None:
    """Bring in nodes that a search found, and select them."""
    state.go(_with(view, keys, keys))


def open_things(view: View, key: str) -> None:
    """Select what a link names: a relationship where it is one of the view's, else a node, brought in where needed."""
    if nodes_by_key(data.store(), [key]):
        open_nodes(view, [key])
    else:
        state.select((key,))


def filter_by(view: View, off: frozenset[str], *, dim: bool) -> None:
    """Leave out, or draw faintly, what the legend switches off."""
    state.go(replace(view, off=off, dim=dim))


def lay_out(view: View, layout: str) -> None:
    """Place all nodes anew, around the selected one where there is one."""
    if layout in LAYOUTS:
        state.go(replace(view, layout=layout, focus=next(iter(view.selection), ""), pins={}))


def _with(view: View, keys: Sequence[str], selection: Sequence[str]) -> View:
    # What the view lacks is added to it; what it hides, or its legend leaves out, is shown again.
    there = {node.key for node in data.gathered(data.version(), view).graph.nodes}
    types = {data.schema().type_of(node.labels).name for node in nodes_by_key(data.store(), keys)}
    wanted = frozenset(keys)
    return replace(
        view,
        added=tuple(dict.fromkeys((*view.added, *(key for key in keys if key not in there)))),
        hidden=view.hidden - wanted,
        only=view.only | wanted if view.only else view.only,
        off=view.off - types,
        selection=tuple(selection),
    )
