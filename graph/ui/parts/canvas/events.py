"""Read the events that the canvas sends, each once and in order."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = (
    "select",  # nodes, edges: the selection as it is now
    "open",  # nodes: a search result that is not in the view
    "filter",  # hidden: "<kind>:<name>" of legend entries; value: "remove" or "dim"
    "menu",  # nodes: whose menu is open and wants its choices
    "search",  # value: the text to search for
    "layout",  # value: the id of the layout
    "export",  # value: the id of the export
    "undo",
    "redo",
    "address",  # value: the query of the address that a person went back or forward to
    "stop",  # what `progress` shows shall end
)
"""Kinds of events, and what each carries.

Beside these there is one for each action that the page offers, by its name: it carries ``nodes``; ``value``, the id of
a way to expand; and where a person put the nodes, ``moved``.
"""

_MAX_KEYS = 20_000
"""The most keys of one event that are read; no scene has more nodes."""


@dataclass(frozen=True, slots=True)
class Viewport:
    """What part of a scene is seen: its centre in scene units, and pixels of the screen per scene unit."""

    x: float
    y: float
    scale: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person put a node, in scene units."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class CanvasEvent:
    """One thing a person did.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS`, where each says which of the fields it fills, or the name of an action.
    nodes, edges, hidden : tuple of str
        As the browser sent them: they may name what is no longer in the scene.
    value : str
    moved : mapping of str to Place
    """

    kind: str
    nodes: tuple[str, ...] = ()
    edges: tuple[str, ...] = ()
    value: str = ""
    hidden: tuple[str, ...] = ()
    moved: Mapping[str, Place] = field(default_factory=dict)

    @property
    def node(self) -> str:
        """The first of ``nodes``, or an empty text."""
        return self.nodes[0] if self.nodes else ""


@dataclass(frozen=True, slots=True)
class CanvasEvents:
    """What happened on a canvas since it was last asked.

    Parameters
    ----------
    events : tuple of CanvasEvent
        In order; each is given once.
    viewport : Viewport or None
        What was seen when the last event was sent.
    """

    events: tuple[CanvasEvent, ...] = ()
    viewport: Viewport | None = None

    def last(self, kind: str) -> CanvasEvent | None:
        """Return the last event of a kind, or None."""
        return next((event for event in reversed(self.events) if event.kind == kind), None)


@dataclass(slots=True)
class Inbox:
    """The events that one session has received from one canvas."""

    epoch: str = ""
    seq: int = 0
    actions: frozenset[str] = frozenset()
    """Names of the actions with nodes that the page offers."""
    unreturned: list[CanvasEvent] = field(default_factory=list)
    """Read from the browser and not yet returned by :func:`graph.ui.parts.canvas.canvas`."""
    viewport: Viewport | None = None
    handler: Callable[[CanvasEvents], None] | None = None

    def read(self, sent: object) -> tuple[CanvasEvent, ...]:
        """Read what the browser sent, and return what is new in it.

        The browser repeats each event until it is acknowledged; the number of an event says whether it was read
        before. Anything that the canvas would not send is ignored.
        """
        if not isinstance(sent, Mapping):
            return ()
        epoch, rows = sent.get("epoch"), sent.get("events")
        if not isinstance(epoch, str) or not isinstance(rows, list):
            return ()
        if epoch != self.epoch:
            self.epoch, self.seq = epoch, 0
        new = []
        for row in rows:
            seq = row.get("seq") if isinstance(row, Mapping) else None
            if isinstance(seq, int) and seq > self.seq:
                self.seq = seq
                if (event := _event(row, self.actions)) is not None:
                    new.append(event)
        if (viewport := _viewport(sent.get("view"))) is not None:
            self.viewport = viewport
        self.unreturned += new
        return tuple(new)


def _event(row: Mapping[str, Any], actions: frozenset[str]) -> CanvasEvent | None:
    kind, value, moved = row.get("kind"), row.get("value"), row.get("moved")
    if not isinstance(kind, str) or (kind not in KINDS and kind not in actions):
        return None
    places = {}
    for key, place in moved.items() if isinstance(moved, Mapping) else ():
        match place:
            case [x, y] if _finite(x, y):
                places[key] = Place(float(x), float(y))
    return CanvasEvent(
        kind,
        _texts(row.get("nodes")),
        _texts(row.get("edges")),
        value if isinstance(value, str) else "",
        _texts(row.get("hidden")),
        places,
    )


def _texts(values: object) -> tuple[str, ...]:
    return tuple(v for v in values[:_MAX_KEYS] if isinstance(v, str)) if isinstance(values, list) else ()


def _viewport(view: object) -> Viewport | None:
    match view:
        case {"x": x, "y": y, "scale": scale} if _finite(x, y, scale) and scale > 0:
            return Viewport(float(x), float(y), float(scale))
    return None


def _finite(*values: object) -> bool:
    return all(isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v) for v in values)
