"""One HTML file of a scene: interactive and complete, so that it needs no network.

The graph is a pyvis network drawn by the copy of vis-network that pyvis brings; the page around it is
ours, because pyvis's own asks a server for style sheets and lets a name become markup.
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from graph.case.diff import MARKS
from graph.case.statuses import STATUSES
from graph.case.words import clean
from graph.formats import Export
from graph.formats.captions import PlacedCaptions, place_captions
from graph.formats.geometry import HULL_ROOM, bend_offset
from graph.formats.svg import (
    change_icon,
    describe_scene,
    legend_name,
    line_icon,
    mark_entries,
    mark_icon,
    shade,
    type_icon,
)
from graph.picture.fonts import FAMILIES, FAMILY, FONTS
from graph.picture.looks import (
    CAPTION_SIZE,
    CHANGE_RING,
    CHANGE_WIDTH,
    EDGE_CAPTION_SIZE,
    LINE_HEIGHT,
    PEN_DASHES,
    THEMES,
    line_style,
)
from graph.picture.parts import LegendEntry, Scene, SceneEdge, SceneNode
from graph.questions.claims import Claim, speakers

if TYPE_CHECKING:
    from pyvis.network import Network

_LIBRARY = "templates/lib/vis-9.1.2/vis-network.min.js"


def write(export: Export) -> bytes:
    """Write the picture as an HTML page, which is light or dark as its reader prefers."""
    return to_html(export.drawn_scene, export.claims).encode()


def to_html(scene: Scene, claims: Mapping[str, Sequence[Claim]] = MappingProxyType({})) -> str:
    """Return a scene as one HTML page: zoom, drag, tooltips, a legend that filters, and the same as a table.

    It holds what the scene holds and nothing else, follows the reader's light or dark preference, and
    any text in it stays text.
    """
    captions = place_captions(scene)
    network = to_network(scene, captions)
    data = {
        "nodes": network.nodes,
        "edges": network.edges,
        "options": network.options,
        "font": {
            "face": FAMILY,
            "size": CAPTION_SIZE,
            "small": EDGE_CAPTION_SIZE,
            "line": LINE_HEIGHT,
        },
        "axis": [(round(tick.x * captions.scale, 1), tick.text) for tick in scene.axis],
        "lanes": [(round(lane.y * captions.scale, 1), lane.text) for lane in scene.lanes],
        "themes": {name: _theme(scene, name) for name in THEMES},
        "pens": {mark: list(dash) for mark, dash in PEN_DASHES.items()},
        "pen": {"width": CHANGE_WIDTH, "ring": CHANGE_RING},
        "room": HULL_ROOM,
    }
    changes, types, statuses, voices = (
        "".join(_button(entry) for entry in scene.legend if entry.kind == kind and (entry.count or kind != "speakers"))
        for kind in ("change", "type", "status", "speakers")
    )
    marks = "".join(
        f"<li>{mark_icon(entry)}<span>{escape(clean(entry.name))} <i>{entry.counts}"
        f"{f' · {escape(entry.plural)}' if entry.plural else ''}</i></span></li>"
        for entry in mark_entries(scene)
    )
    return _fill_page(
        {
            "title": escape(clean(scene.title) or "Graph"),
            "source": escape(clean(scene.source_line)),
            "words": escape(describe_scene(scene)),
            "families": ",".join((*(f'"{name}"' for name in FAMILIES), "sans-serif")),
            "font": base64.b64encode((FONTS / "SourceSans3-Regular.woff2").read_bytes()).decode("ascii"),
            "light": _variables("light"),
            "dark": _variables("dark"),
            "changes": f'<ul class="legend" aria-label="What changed">{changes}</ul>' if changes else "",
            "marks": f'<ul class="legend" aria-label="What is marked">{marks}</ul>' if marks else "",
            "types": types,
            "statuses": statuses,
            "voices": f'<ul class="legend" aria-label="Lines of speakers">{voices}</ul>' if voices else "",
            "rows": _rows(scene, claims),
            "who": '<th scope="col">Who says so</th>' if claims else "",
            "library": _library(),
            "data": json_for_script(data),
        }
    )


def to_network(scene: Scene, captions: PlacedCaptions | None = None) -> Network:
    """Return a scene as a pyvis network: positions fixed, physics off, titles plain text."""
    from pyvis.network import Network

    captions = captions or place_captions(scene)
    network = Network(directed=True, cdn_resources="in_line")
    # add_node looks through all nodes each time: the lists it fills are filled directly
    # numbers for keys: the address of a foreign node stays inside its database
    numbers = {node.key: number for number, node in enumerate(scene.nodes)}
    network.nodes = [{"id": numbers[node.key], **_node(node, captions)} for node in scene.nodes]
    network.edges = [
        {
            "id": number,
            "from": numbers[edge.source],
            "to": numbers[edge.target],
            **_edge(edge, captions, scene.nodes[numbers[edge.source]], scene.nodes[numbers[edge.target]]),
        }
        for number, edge in enumerate(scene.edges)
    ]
    network.options = {
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False},
        "interaction": {
            "hover": True,
            "tooltipDelay": 150,
            "keyboard": {"enabled": True, "bindToWindow": False},
            "multiselect": True,
            "hideEdgesOnDrag": len(scene.edges) > 1500,
        },
        "edges": {"arrows": {"to": {"enabled": True, "scaleFactor": 0.5}}, "selectionWidth": 1, "hoverWidth": 0.5},
        "nodes": {"borderWidth": 1.2, "borderWidthSelected": 3},
    }
    return network


def _node(node: SceneNode, captions: PlacedCaptions) -> dict[str, Any]:
    x, y = round(node.x * captions.scale, 1), round(node.y * captions.scale, 1)
    drawn: dict[str, Any] = {
        "title": node.tooltip or node.caption,
        "shape": node.shape,
        "size": node.size,
        "x": x,
        "y": y,
        "fill": node.colour,
        "types": [node.type, *node.also],
        "change": node.change,
        "group_number": 0 if node.faint else node.group,
    }
    if spot := captions.nodes.get(node.key):
        drawn["caption"] = {"lines": node.lines, "x": round(spot.x - x, 1), "y": round(spot.y - y, 1)}
    return drawn


def _edge(edge: SceneEdge, captions: PlacedCaptions, source: SceneNode, target: SceneNode) -> dict[str, Any]:
    style = line_style(edge.status, edge.says)
    ends = (source, target)
    drawn: dict[str, Any] = {
        "title": edge.tooltip or edge.caption,
        "width": style.width,
        "dashes": [max(1.0, length) for length in style.dash] or False,
        "role": style.role,
        "status": edge.says or edge.status or "",
        **({} if style.arrow else {"arrows": ""}),
        "change": edge.change,
        "smooth": False,
    }
    if edge.source == edge.target:
        drawn["selfReference"] = {"size": 14 + 8 * abs(edge.bend), "angle": 0.8}
    elif edge.bend:
        length = max(1.0, math.dist((ends[0].x, ends[0].y), (ends[1].x, ends[1].y)) * captions.scale)
        turn = "curvedCCW" if edge.bend > 0 else "curvedCW"
        # vis-network turns its control point by a quarter circle at 1: so much stands as far off as in the SVG
        roundness = round(min(0.9, 2.1 * abs(edge.bend) * bend_offset(length) / length), 3)
        drawn["smooth"] = {"enabled": True, "type": turn, "roundness": roundness}
    if spot := captions.edges.get(edge.key):
        middle = (sum(n.x for n in ends) / 2 * captions.scale, sum(n.y for n in ends) / 2 * captions.scale)
        drawn["caption"] = {
            "text": edge.caption,
            "x": round(spot.x - middle[0], 1),
            "y": round(spot.y - middle[1], 1),
        }
        if spot.leader:
            drawn["caption"]["leader"] = [(round(x - middle[0], 1), round(y - middle[1], 1)) for x, y in spot.leader]
    return drawn


def _theme(scene: Scene, name: str) -> dict[str, Any]:
    colours_of_theme = THEMES[name]
    colours = sorted({node.colour for node in scene.nodes})
    return {
        "background": colours_of_theme.background,
        "ink": colours_of_theme.ink,
        "soft": colours_of_theme.soft,
        "line": colours_of_theme.line,
        "accent": colours_of_theme.accent,
        "roles": dict(colours_of_theme.roles),
        "changes": dict(colours_of_theme.changes),
        "rims": {colour: shade(colour, -0.28 if name == "light" else 0.25) for colour in colours},
    }


def _variables(name: str) -> str:
    colours_of_theme = THEMES[name]
    colours = {
        "background": colours_of_theme.background,
        "ink": colours_of_theme.ink,
        "soft": colours_of_theme.soft,
        "line": colours_of_theme.line,
        "accent": colours_of_theme.accent,
        **colours_of_theme.roles,
        **colours_of_theme.changes,
    }
    return ";".join(f"--{role}:{colour}" for role, colour in colours.items())


def _button(entry: LegendEntry) -> str:
    if entry.kind == "type":
        mark, words = type_icon(entry), f"{escape(legend_name(entry))} <i>{entry.counts}</i>"
    else:
        mark = change_icon(entry.name) if entry.kind == "change" else line_icon(entry.name)
        sign = f"{MARKS[entry.name]} " if entry.kind == "change" else ""
        words = f"{sign}{escape(legend_name(entry))} <i>{entry.counts} · {escape(entry.plural)}</i>"
    # an edge is filtered by its status, or by what speakers do
    what = escape(f"{'status' if entry.kind == 'speakers' else entry.kind}:{entry.name}")
    return f'<li><button type="button" aria-pressed="true" data-what="{what}">{mark}<span>{words}</span></button></li>'


def _rows(scene: Scene, claims: Mapping[str, Sequence[Claim]]) -> str:
    captions = {node.key: escape(clean(node.caption)) for node in scene.nodes}
    order = {status: i for i, status in enumerate(STATUSES)}
    edges = sorted(scene.edges, key=lambda e: (captions[e.source], order.get(e.status or "", len(order)), e.key))
    return "".join(
        f"<tr><td>{captions[edge.source]}</td><td>{escape(edge.caption)}</td>"
        f"<td>{captions[edge.target]}</td><td>{escape(edge.status or '')}</td>"
        f"{f'<td>{escape(speakers(claims.get(edge.key, ())))}</td>' if claims else ''}</tr>"
        for edge in edges
    )


def json_for_script(data: dict[str, Any]) -> str:
    """Return JSON that no HTML reader takes for markup, whatever its texts hold."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


@cache
def _library() -> str:
    return files("pyvis").joinpath(_LIBRARY).read_text(encoding="utf-8").replace("</script", "<\\/script")


def _fill_page(parts: dict[str, str]) -> str:
    page = files("graph.formats").joinpath("page.html").read_text(encoding="utf-8")
    # in one pass, so that no text in a part is taken for a placeholder
    return re.sub("@(" + "|".join(parts) + ")@", lambda match: parts[match[1]], page)
