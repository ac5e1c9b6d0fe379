"""The page that :mod:`benchmarks.canvas` measures: a graph on the canvas, or by pyvis in an iframe.

In the address: ``way`` (canvas or pyvis) and ``nodes``; ``fresh`` places the graph anew for this visit.
"""

from __future__ import annotations

import html
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import streamlit as st

from graph.case.schema import load_schema
from graph.elements import Node, Relationship, Subgraph
from graph.picture import scene
from graph.picture.parts import Scene
from graph.ui.parts.canvas import canvas

HEIGHT = 620
NEW = 50
_MADE = "new vis.Network(container, data, options);"
_HOOK = "globalThis.__frames = []; network.on('afterDrawing', () => __frames.push(performance.now()));"


def build(nodes: int) -> Scene:
    """Return a graph that hangs together, some of its nodes hubs, placed."""
    random = Random(0)
    people = [
        Node(f"g/p{n}", f"p{n}", ("Entity", "Person"), {"id": f"p{n}", "name": f"Person {n}"}) for n in range(nodes)
    ]
    pairs = [(n, int(n * random.random() ** 2)) for n in range(1, nodes)]
    pairs += [(random.randrange(nodes), random.randrange(nodes)) for _ in range(nodes // 2)]
    ties = [
        Relationship(f"g/r{n}", f"r{n}", "PARTNER_OF", people[start], people[end], {"status": "reported"})
        for n, (start, end) in enumerate(pairs)
    ]
    return scene.build(Subgraph(tuple(people), tuple(ties)), schema=load_schema(), layout="organic")


placed = cache(build)


def pyvis_page(drawing: Scene) -> str:
    """Return what pyvis makes of a placed graph: one file, physics off."""
    from pyvis.network import Network

    network = Network(height=f"{HEIGHT - 20}px", cdn_resources="in_line")
    # add_node looks through all nodes each time
    network.nodes, network.edges = _nodes(drawing), _edges(drawing)
    network.options = _OPTIONS
    return network.generate_html().replace(_MADE, f"{_MADE} {_HOOK}")


def plain_page(drawing: Scene) -> str:
    """Return a page with vis-network on a placed graph and nothing else."""
    import pyvis

    library = Path(pyvis.__file__).parent / "templates/lib/vis-9.1.2/vis-network.min.js"
    given = json.dumps({"nodes": _nodes(drawing), "edges": _edges(drawing)}).replace("<", "\\u003c")
    return (
        f'<!doctype html><meta charset="utf-8"><title>{html.escape(drawing.title)}</title>'
        f'<body style="margin:0"><div id="stage" style="height:{HEIGHT}px"></div>'
        f"<script>{library.read_text(encoding='utf-8')}</script><script>"
        f"const given = {given}, nodes = new vis.DataSet(given.nodes), edges = new vis.DataSet(given.edges);"
        f"const network = new vis.Network(document.getElementById('stage'), {{nodes, edges}}, {json.dumps(_OPTIONS)});"
        f"{_HOOK}</script></body>"
    )


_OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"dragNodes": False},
}


def _nodes(drawing: Scene) -> list[dict[str, Any]]:
    return [
        {"id": n.key, "label": n.caption, "x": n.x, "y": n.y, "size": n.size, "shape": n.shape, "color": n.colour}
        for n in drawing.nodes
    ]


def _edges(drawing: Scene) -> list[dict[str, Any]]:
    return [{"from": e.source, "to": e.target, "arrows": "to"} for e in drawing.edges]


def wider(drawing: Scene) -> Scene:
    """Return a graph with so many new nodes around its first one."""
    first = drawing.nodes[0]
    new = [
        replace(first, key=f"g/new{n}", id=f"new{n}", caption=f"New {n}", x=first.x + 30 * n, y=first.y + 100)
        for n in range(NEW)
    ]
    ties = [replace(drawing.edges[0], key=f"g/tie{n.id}", source=first.key, target=n.key) for n in new]
    return replace(drawing, nodes=(*drawing.nodes, *new), edges=(*drawing.edges, *ties))


def page() -> None:
    st.set_page_config(layout="wide")
    way, nodes = st.query_params.get("way", "canvas"), int(st.query_params.get("nodes", 1_000))
    if way == "pyvis":
        more = st.button("Expand")
        st.iframe(pyvis_page(wider(placed(nodes)) if more else placed(nodes)), height=HEIGHT)
        return
    if "drawing" not in st.session_state:
        st.session_state.drawing = build(nodes) if "fresh" in st.query_params else placed(nodes)
    canvas(st.session_state.drawing, graph_id="bench", key="canvas", height=HEIGHT)


if __name__ == "__main__":
    page()
