"""A scene and a search index as the bytes that go to the browser; each names itself by its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from graph.case.diff import MARKS
from graph.picture.looks import (
    CHANGE_RING,
    CHANGE_WIDTH,
    NO_STATUS,
    PEN_DASHES,
    SPEAKER_STYLES,
    STATUS_STYLES,
    THEMES,
    StatusStyle,
)
from graph.picture.parts import Scene, SceneEdge, SceneNode

_MAX_CHANGED = 0.4
"""The largest part of a scene that is sent as a change; if more differs, all of it is sent."""
_MIN_BYTES = 10_240
"""The fewest bytes of a payload: Streamlit sends anything below 10 kB again each time the page runs."""


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """Something that the search box of the canvas can find.

    Parameters
    ----------
    key : str
        Of a node; where it is not in the scene, picking it sends an event ``open``.
    caption, type : str
    also : tuple of str
        Other names it is found by: aliases, printed mentions.
    texts : tuple of str
        What else is written of it; such hits come after those by a name.
    group : str
        What it belongs to, where that is not what is looked at: the title of another case. Its hits come last.
    weight : float
        What its hits count, 1 or less: of two that fit alike the one that counts more comes first.
    guess : bool
        Of an answer of Python's: it is only spelt alike.
    """

    key: str
    caption: str
    type: str
    also: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    group: str = ""
    weight: float = 1.0
    guess: bool = False


@dataclass(frozen=True, slots=True)
class Payload:
    """Bytes for the browser and the hash of what is in them."""

    hash: str
    data: bytes

    @classmethod
    def of(cls, body: Any) -> Payload:
        """Make the payload of anything that JSON holds."""
        # ASCII: a name may hold a lone surrogate, which no other encoding takes
        text = json.dumps(body, separators=(",", ":"), allow_nan=False).encode()
        hash_ = hashlib.blake2b(text, digest_size=12).hexdigest()
        data = b'{"hash":"%s","body":%s}' % (hash_.encode(), text)
        return cls(hash_, data.ljust(_MIN_BYTES))


def scene_payload(scene: Scene) -> Payload:
    """Return a scene as the canvas takes it: rows in place of objects, for half the bytes."""
    return Payload.of(
        {
            **_surroundings(scene),
            "nodes": [_node(node) for node in scene.nodes],
            "edges": [_edge(edge) for edge in scene.edges],
            "styles": {name: _style(style) for name, style in (*STATUS_STYLES.items(), *SPEAKER_STYLES.items())},
            "plain": _style(NO_STATUS),
            "palettes": {
                name: {"background": theme.background, "roles": dict(theme.roles), "changes": dict(theme.changes)}
                for name, theme in THEMES.items()
            },
            "pens": {
                mark: {"sign": MARKS.get(mark, ""), "dash": dash, "width": CHANGE_WIDTH, "ring": CHANGE_RING}
                for mark, dash in PEN_DASHES.items()
            },
        }
    )


def change_payload(base: Scene, scene: Scene) -> Payload | None:
    """Return the changes from ``base`` to ``scene``; None where they are so many that sending the scene is better."""
    nodes, gone_nodes = _changed_and_gone(base.nodes, scene.nodes)
    edges, gone_edges = _changed_and_gone(base.edges, scene.edges)
    if len(nodes) + len(edges) > _MAX_CHANGED * (len(scene.nodes) + len(scene.edges)):
        return None
    return Payload.of(
        {
            **_surroundings(scene),
            "nodes": [_node(node) for node in nodes],
            "edges": [_edge(edge) for edge in edges],
            "gone_nodes": gone_nodes,
            "gone_edges": gone_edges,
        }
    )


def _changed_and_gone[T: (SceneNode, SceneEdge)](base: Sequence[T], now: Sequence[T]) -> tuple[list[T], list[str]]:
    before = {item.key: item for item in base}
    # unchanged items are usually the same object, which is quick to compare
    changed = [item for item in now if (old := before.pop(item.key, None)) is not item and old != item]
    return changed, list(before)


def _surroundings(scene: Scene) -> dict[str, Any]:
    return {
        "title": scene.title,
        "legend": [asdict(entry) for entry in scene.legend],
        "axis": [(tick.x, tick.text) for tick in scene.axis],
        "lanes": [(lane.y, lane.text) for lane in scene.lanes],
    }


def _node(n: SceneNode) -> tuple[Any, ...]:
    lines = n.lines or (n.caption[:200],)
    x, y = round(n.x, 2), round(n.y, 2)
    look = (n.type, n.colour, n.shape, n.size)
    return (n.key, n.id, n.caption, *look, x, y, n.tooltip, n.pinned, lines, n.faint, n.also, n.change, n.group)


def _edge(e: SceneEdge) -> tuple[Any, ...]:
    ends = (e.source, e.target)
    return (e.key, e.type, e.caption, *ends, e.status, e.bend, e.tooltip, e.accusatory, e.faint, e.change, e.says)


def index_payload(entries: Iterable[SearchEntry]) -> Payload:
    """Return a search index as the canvas takes it."""
    return Payload.of([asdict(entry) for entry in entries])


def _style(style: StatusStyle) -> Mapping[str, Any]:
    return {"width": style.width, "dash": style.dash, "role": style.role, "arrow": style.arrow}
