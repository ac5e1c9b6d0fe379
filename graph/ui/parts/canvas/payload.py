"""A scene and a search index as the bytes that go to the browser; each names itself by its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from graph.picture.looks import NO_STATUS, STATUS_STYLES, THEMES, StatusStyle
from graph.picture.scene import Scene, SceneEdge, SceneNode

_MOST = 0.4
"""Part of a scene that may differ from another: with more, the whole is sent."""
_LEAST = 10_240
"""Bytes of a payload at least: what is smaller than 10 kB, Streamlit sends again with every run of the page."""


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """Something that can be found on the canvas's search box.

    Parameters
    ----------
    key : str
        Of a node; where it is not in the scene, picking it sends an event ``open``.
    caption, type : str
    also : tuple of str
        Other names it is found by: aliases, printed mentions, other texts.
    in_view : bool
    """

    key: str
    caption: str
    type: str
    also: tuple[str, ...] = ()
    in_view: bool = True


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
        return cls(hash_, data.ljust(_LEAST))


def scene_payload(scene: Scene) -> Payload:
    """Return a scene as the canvas takes it: rows in place of objects, for half the bytes."""
    return Payload.of(
        {
            **_around(scene),
            "nodes": [_node(node) for node in scene.nodes],
            "edges": [_edge(edge) for edge in scene.edges],
            "styles": {status: _style(style) for status, style in STATUS_STYLES.items()},
            "plain": _style(NO_STATUS),
            "palettes": {
                name: {"background": theme.background, "roles": dict(theme.roles)} for name, theme in THEMES.items()
            },
        }
    )


def change_payload(base: Scene, scene: Scene) -> Payload | None:
    """Return what makes one scene of another; None where they differ so much that the whole is no longer."""
    nodes, gone_nodes = _differing(base.nodes, scene.nodes)
    edges, gone_edges = _differing(base.edges, scene.edges)
    if len(nodes) + len(edges) > _MOST * (len(scene.nodes) + len(scene.edges)):
        return None
    return Payload.of(
        {
            **_around(scene),
            "nodes": [_node(node) for node in nodes],
            "edges": [_edge(edge) for edge in edges],
            "gone_nodes": gone_nodes,
            "gone_edges": gone_edges,
        }
    )


def _differing[T: (SceneNode, SceneEdge)](base: Sequence[T], now: Sequence[T]) -> tuple[list[T], list[str]]:
    before = {item.key: item for item in base}
    # what did not change is mostly the very same object, which is quickly seen
    changed = [item for item in now if (old := before.pop(item.key, None)) is not item and old != item]
    return changed, list(before)


def _around(scene: Scene) -> dict[str, Any]:
    return {
        "title": scene.title,
        "legend": [asdict(entry) for entry in scene.legend],
        "axis": [(tick.x, tick.text) for tick in scene.axis],
    }


def _node(n: SceneNode) -> tuple[Any, ...]:
    lines = n.lines or (n.caption[:200],)
    x, y = round(n.x, 2), round(n.y, 2)
    return (n.key, n.id, n.caption, n.type, n.colour, n.shape, n.size, x, y, n.tooltip, n.pinned, lines, n.faint)


def _edge(e: SceneEdge) -> tuple[Any, ...]:
    return (e.key, e.type, e.caption, e.source, e.target, e.status, e.bend, e.tooltip, e.accusatory, e.faint)


def index_payload(entries: Iterable[SearchEntry]) -> Payload:
    """Return a search index as the canvas takes it."""
    return Payload.of([asdict(entry) for entry in entries])


def _style(style: StatusStyle) -> Mapping[str, Any]:
    return {"width": style.width, "dash": style.dash, "role": style.role}
