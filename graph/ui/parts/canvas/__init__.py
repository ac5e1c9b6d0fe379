"""The canvas: a scene that people touch, as a Streamlit component around vis-network.

``canvas.js`` is built from ``src/`` by ``make canvas`` and committed, so that nobody has to build it to use it.

How Python and the browser talk: a canvas is five elements, namely the program, a scene, the changes since that scene,
the search index, and the canvas itself with all that is small. Streamlit sends an element again only when it changed:
a click sends no graph, a changed graph no program, and an expand only what it adds. The browser collects events in an
outbox, which is the component's state, and repeats them until Python has acknowledged them; each event has a number,
so that it is handled once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import streamlit as st

from graph.picture.layout import LAYOUTS
from graph.picture.parts import Scene
from graph.ui.parts.actions import Action
from graph.ui.parts.actions import menu as action_menu
from graph.ui.parts.canvas.events import KINDS, CanvasEvent, CanvasEvents, Inbox, Place, Viewport
from graph.ui.parts.canvas.payload import Payload, SearchEntry, change_payload, index_payload, scene_payload
from graph.ui.parts.sent import sent_by

__all__ = [
    "KINDS",
    "CanvasEvent",
    "CanvasEvents",
    "Choice",
    "Place",
    "Progress",
    "SearchEntry",
    "Viewport",
    "canvas",
    "scene_payload",
]

MAX_INDEX = 20_000
"""The most entries of a search index that the browser searches; with more, Python searches."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of a menu: what the event names, what a person reads, and how many things it concerns."""

    id: str
    label: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Something that takes time: words, and its part done from 0 to 1 where that is known."""

    text: str
    fraction: float | None = None


def canvas(
    scene: Scene,
    *,
    graph_id: str,
    key: str,
    height: int = 600,
    selection: Sequence[str] = (),
    hidden: Sequence[str] = (),
    filter_mode: str = "remove",
    away: Iterable[str] = (),
    counts: Mapping[str, str] | None = None,
    viewport: Viewport | None = None,
    fit: int = 1,
    around: Sequence[str] = (),
    can_undo: bool | None = None,
    can_redo: bool | None = None,
    shareable: bool = True,
    layout: str = "",
    actions: Iterable[Action] = (),
    exports: Sequence[Choice] = (),
    menu: Mapping[str, Sequence[Choice]] | None = None,
    collapsible: Sequence[str] = (),
    index: Sequence[SearchEntry] | None = None,
    remote_search: bool = False,
    search_label: str = "Search names, aliases, places",
    search_text: str = "",
    search_results: Sequence[SearchEntry] | None = None,
    progress: Progress | None = None,
    empty: str = "Nothing to draw. Search for a name, or clear a filter.",
    on_events: Callable[[CanvasEvents], None] | None = None,
) -> CanvasEvents:
    """Draw a scene and return what was done on it.

    Parameters
    ----------
    scene : Scene
        Pass the same object again while it has not changed: it is then not even encoded anew.
    graph_id : str
        Names the picture whose view is kept: its part seen, and where nodes were put. The first time a
        ``graph_id`` is shown it is fitted.
    key : str
        The element's key, unique on the page.
    height : int
        Pixels.
    selection : sequence of str
        Keys of selected nodes and relationships. The canvas selects by itself too; what is given here
        counts when it differs from what was given in the last run.
    hidden : sequence of str
        What the legend filters out, each ``<kind>:<name>`` of an entry; counts as ``selection`` does.
    filter_mode : {"remove", "dim"}
        Whether what is filtered out is gone or faint.
    away : iterable of str
        Keys of nodes of which filters leave nothing although the legend shows their type.
    counts : mapping of str to str, optional
        What the legend says of how many are drawn, by ``<kind>:<name>`` of an entry: "7 of 25".
    viewport : Viewport, optional
        What is seen when ``graph_id`` is shown for the first time, instead of all.
    fit : int
        Another number than in the last run fits the picture again.
    around : sequence of str
        Keys of the nodes that it is fitted to then, and when it is first shown; all where there are none.
    can_undo, can_redo : bool, optional
        Whether there is a step; without an answer there is no button.
    shareable : bool
        Whether the page's address says all of what is shown.
    layout : str
        The name of the layout in use; without one there is no menu of :data:`graph.picture.layout.LAYOUTS`.
    actions : iterable of Action
        What can be done with nodes, by the menu, keys and gestures; each is an event of its name.
    exports : sequence of Choice
        Menu of the toolbar; without choices there is none.
    menu : mapping of str to sequence of Choice, optional
        Ways to expand a node, with counts, by its key: the answer to the event ``menu``.
    collapsible : sequence of str
        Keys of nodes that were expanded.
    index : sequence of SearchEntry, optional
        What the search box finds without asking; at most :data:`MAX_INDEX` entries. Pass the same object
        again while it has not changed.
    remote_search : bool
        Whether the search box asks by the event ``search``, and takes the answer from ``search_results``.
    search_label : str
        What the search box says that it finds.
    search_text : str
        The text that ``search_results`` answers.
    search_results : sequence of SearchEntry, optional
    progress : Progress, optional
        What takes time now; shown with a button that sends the event ``stop``.
    empty : str
        What the canvas says where the scene has no nodes.
    on_events : callable, optional
        Called with what is new before the page runs again, as callbacks of widgets are: what it changes in
        the session's state is there when the page is drawn.

    Returns
    -------
    CanvasEvents
        What is new since the last call, also where ``on_events`` was given it already.

    Raises
    ------
    ValueError
        ``filter_mode`` is neither "remove" nor "dim", or ``index`` has more than :data:`MAX_INDEX` entries.
    """
    if filter_mode not in ("remove", "dim"):
        raise ValueError(f"filter_mode is 'remove' or 'dim', not {filter_mode!r}.")
    if index is not None and len(index) > MAX_INDEX:
        raise ValueError(
            f"A search index of {len(index):,} entries is more than the browser searches ({MAX_INDEX:,}); "
            "leave it out and set remote_search."
        )
    inbox = _inbox(key)
    inbox.handler = on_events
    actions = tuple(actions)
    inbox.actions = frozenset(action.name for action in actions)
    inbox.read(sent_by(key, "outbox"))
    whole, change = _scene_payloads(key, scene)
    index_sent = None if index is None else _cached_payload(key, "index", index, index_payload)
    control: dict[str, Any] = {
        "name": key,
        "graph_id": graph_id,
        "height": height,
        "scene": whole.hash,
        "change": change.hash if change else None,
        "index": index_sent.hash if index_sent else None,
        "remote_search": remote_search,
        "search_label": search_label,
        "search_results": None
        if search_results is None
        else {"text": search_text, "results": [asdict(entry) for entry in search_results]},
        "selection": list(selection),
        "hidden": sorted(hidden),
        "filter_mode": filter_mode,
        "away": sorted(away),
        "counts": dict(counts or {}),
        "viewport": asdict(viewport) if viewport else None,
        "fit": fit,
        "around": sorted(around),
        "can_undo": can_undo,
        "can_redo": can_redo,
        "shareable": shareable,
        "layouts": [{"id": row.name, "label": row.label, "title": row.use} for row in LAYOUTS.values()]
        if layout
        else [],
        "layout": layout,
        "actions": action_menu(actions),
        "exports": [asdict(choice) for choice in exports],
        "menu": {node: [asdict(choice) for choice in choices] for node, choices in (menu or {}).items()},
        "collapsible": list(collapsible),
        "progress": asdict(progress) if progress else None,
        "empty": empty,
        "ack": {"epoch": inbox.epoch, "seq": inbox.seq},
    }
    bundle, part, view = _components()
    with st.container(gap=None):
        bundle(key=f"{key}-code")
        part(key=f"{key}-scene", data=whole.data)
        part(key=f"{key}-change", data=change.data if change else b"")
        if index_sent:
            part(key=f"{key}-index", data=index_sent.data)
        view(key=key, data=control, on_outbox_change=lambda: _on_outbox(key))
    events, inbox.unreturned = tuple(inbox.unreturned), []
    return CanvasEvents(events, inbox.viewport)


def _on_outbox(key: str) -> None:
    """Pass new events to the handler before the page runs, so that a run that is cut short loses none."""
    inbox = _inbox(key)
    new = inbox.read(sent_by(key, "outbox"))
    if new and inbox.handler is not None:
        inbox.handler(CanvasEvents(new, inbox.viewport))


def _inbox(key: str) -> Inbox:
    inbox: Inbox = st.session_state.setdefault(f"_canvas_inbox_{key}", Inbox())
    return inbox


@dataclass(frozen=True, slots=True)
class _SentScene:
    """The scene of the last run as it was sent: a whole scene and, where there are any, the changes since."""

    scene: Scene
    base: Scene
    whole: Payload
    change: Payload | None


def _scene_payloads(key: str, scene: Scene) -> tuple[Payload, Payload | None]:
    """Encode a scene as a whole scene and the changes since; the same object is not encoded twice."""
    name = f"_canvas_scene_{key}"
    sent: _SentScene | None = st.session_state.get(name)
    if sent is None or sent.scene is not scene:
        change = change_payload(sent.base, scene) if sent and sent.base is not scene else None
        if sent and (change or sent.base is scene):
            sent = _SentScene(scene, sent.base, sent.whole, change)
        else:
            sent = _SentScene(scene, scene, scene_payload(scene), None)
        st.session_state[name] = sent
    return sent.whole, sent.change


def _cached_payload(key: str, part: str, value: Any, encode: Callable[[Any], Payload]) -> Payload:
    """Encode a value, or return what was encoded in the last run if it is the same object."""
    name = f"_canvas_{part}_{key}"
    sent: tuple[Any, Payload] | None = st.session_state.get(name)
    if sent is None or sent[0] is not value:
        sent = st.session_state[name] = (value, encode(value))
    return sent[1]


# A promise that the program resolves and its users await. A component's script needs a line break: without one
# Streamlit takes it for the name of a file.
_WAIT = """
const shared = globalThis.__casegraphCanvas ??= (() => {
  let open;
  const ready = new Promise((done) => { open = done; });
  return { ready, open };
})();
"""


@cache
def _components() -> tuple[Any, Any, Any]:
    """Register the bundle, the part that carries data and the canvas itself; once a process."""
    source = files("graph.ui.parts.canvas").joinpath("canvas.js").read_text(encoding="utf-8")
    component = st.components.v2.component
    return (
        component("casegraph_canvas_code", js=f"{_WAIT}\n{source}"),
        component("casegraph_canvas_part", js=f"{_WAIT}export default async (c) => (await shared.ready).carry(c);\n"),
        component("casegraph_canvas", js=f"{_WAIT}export default async (c) => (await shared.ready).show(c);\n"),
    )
