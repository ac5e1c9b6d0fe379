"""Scenes for the canvas, made by hand: each node where a test expects it."""

import math
from collections import Counter
from dataclasses import replace

from graph.case.statuses import STATUSES
from graph.picture.looks import CHANGE_WORDS, STATUS_STYLES
from graph.picture.parts import LegendEntry, Scene, SceneEdge, SceneNode

TYPES = {
    "Person": ("People", "#0072B2", "dot"),
    "Agency": ("Agencies", "#D55E00", "square"),
    "Event": ("Events", "#56B4E9", "hexagon"),
    "Place": ("Places", "#009E73", "triangle"),
}
HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "<b onmouseover=alert(1) href=x>bold</b>",
    "line\u2028separator \u202eright to left\u202c שלום",
    "👩‍👩‍👧‍👦 family " * 4,
    "x" * 10_000,
    "lone \ud800 surrogate",
    "${alert(1)} {{7*7}} %s",
    "\n\t ",
)


def node(key: str, caption: str, type_: str, x: float, y: float, size: float = 15) -> SceneNode:
    _, colour, shape = TYPES[type_]
    return SceneNode(
        f"t/{key}", key, caption, type_, colour, shape, size, x, y, f"{caption}\n{type_}", lines=(caption[:24],)
    )


def scene(nodes: list[SceneNode], edges: list[SceneEdge]) -> Scene:
    types, statuses = Counter(n.type for n in nodes), Counter(e.status for e in edges)
    legend = [
        LegendEntry("type", name, plural, types[name], colour, shape)
        for name, (plural, colour, shape) in TYPES.items()
        if types[name]
    ]
    legend += [LegendEntry("status", s, STATUSES[s].words, statuses[s]) for s in STATUS_STYLES if statuses[s]]
    return Scene("Test", "", tuple(nodes), tuple(edges), tuple(legend))


def few() -> Scene:
    """Five nodes: ``a`` in the middle with ``b`` left, ``c`` right, ``d`` below; ``e`` beside ``d``."""
    return scene(
        [
            node("a", "Ada Quill", "Person", 0, 0),
            node("b", "Beatrix Oon", "Person", -260, -10),
            node("c", "Harbour court", "Agency", 260, 10),
            node("d", "Warehouse fire", "Event", 0, 200),
            node("e", "Pier nine", "Place", 260, 190),
        ],
        [
            SceneEdge("t/ab", "KNOWS", "knows", "t/a", "t/b", "reported", 0, "Ada Quill — knows → Beatrix Oon"),
            SceneEdge("t/ac1", "CLEARED_BY", "cleared by", "t/a", "t/c", "found", 1),
            SceneEdge("t/ac2", "NAMED_BY", "named by (alleged)", "t/a", "t/c", "alleged", -1),
            SceneEdge("t/ad", "ACCUSED_OF", "accused of (disputed)", "t/a", "t/d", "disputed", 0, accusatory=True),
            SceneEdge("t/de", "AT", "at (denied)", "t/d", "t/e", "denied"),
            SceneEdge("t/aa", "CITES", "cites", "t/a", "t/a", None, 1),
        ],
    )


def ring(count: int) -> Scene:
    """Nodes in a spiral, each joined to the one before and to one of the first ten."""
    nodes, edges = [], []
    for i in range(count):
        a, r = i * 2.399963, 95 * math.sqrt(i)
        nodes.append(node(f"n{i}", f"Name of {i}", list(TYPES)[i % 4], r * math.cos(a) * 1.4, r * math.sin(a), 12))
        if i:
            edges.append(SceneEdge(f"t/s{i}", "NEXT", "next", f"t/n{i - 1}", f"t/n{i}", "reported"))
            edges.append(SceneEdge(f"t/h{i}", "NEAR", "near", f"t/n{i}", f"t/n{i % 10}", "found", int(i < 20)))
    return scene(nodes, edges)


def long() -> Scene:
    """Two nodes and an accusation of many words."""
    words = "accused of having known of the letter for two years (alleged)"
    ends = [node("a", "Ada Quill", "Person", 0, 0), node("b", "Warehouse fire", "Event", 500, 0)]
    return scene(ends, [SceneEdge("t/ab", "KNEW", words, "t/a", "t/b", "alleged", accusatory=True)])


def crowd() -> Scene:
    """Twenty nodes so close that not every name stands beside its own."""
    return scene([node(f"n{i}", f"Name of {i}", "Person", i % 5 * 34, i // 5 * 26, 12) for i in range(20)], [])


def hostile() -> Scene:
    nodes = [node(f"h{i}", text, "Person", 260 * (i % 4), 170 * (i // 4)) for i, text in enumerate(HOSTILE)]
    edges = [SceneEdge(f"t/x{i}", "X", text, "t/h0", f"t/h{i}", None, 0, text) for i, text in enumerate(HOSTILE) if i]
    return scene(nodes, edges)


def compared() -> Scene:
    """The five nodes between two versions: ``b`` is gone, ``e`` is new, ``d`` and one line are not the same."""
    changes = {"t/b": "removed", "t/ab": "removed", "t/e": "added", "t/d": "changed", "t/ac2": "changed"}
    base = few()
    legend_ = [
        LegendEntry("change", mark, CHANGE_WORDS[mark], list(changes.values()).count(mark))
        for mark in ("added", "removed", "changed")
    ]
    return replace(
        base,
        nodes=tuple(replace(node, change=changes.get(node.key, "")) for node in base.nodes),
        edges=tuple(replace(edge, change=changes.get(edge.key, "")) for edge in base.edges),
        legend=(*legend_, *base.legend),
    )


def measured() -> Scene:
    """The five nodes in two groups, ``a`` and ``b`` as large as their scores, ``d`` and the line to it bridges."""
    base, colours = few(), {1: "#0072B2", 2: "#D98E04"}
    groups = {"t/a": 1, "t/b": 1, "t/c": 1, "t/e": 2, "t/d": 2}
    nodes = [replace(n, group=groups[n.key], colour=colours[groups[n.key]]) for n in base.nodes]
    nodes = [replace(n, change="bridge") if n.key == "t/d" else n for n in nodes]
    marks = (
        LegendEntry("sizes", "Size: PageRank", "from 0.1 to 0.4", 5, "#9AA5B1 #C2187A", total=7),
        LegendEntry("colours", "Colour: PageRank", "from 0.1 to 0.4", 5, "#9AA5B1 #C2187A"),
        LegendEntry("group", "around Ada Quill", "", 3, colours[1]),
        LegendEntry("group", "around Warehouse fire", "", 2, colours[2]),
        LegendEntry("bridge", "bridge", "without it, what it joins falls apart", 2),
    )
    edges = [replace(edge, change="bridge") if edge.key == "t/ad" else edge for edge in base.edges]
    return replace(base, nodes=tuple(nodes), edges=tuple(edges), legend=(*marks, *base.legend))


def expanded(old: Scene, key: str) -> Scene:
    """The scene with two more neighbours of a node; all that was there stays."""
    at = next(n for n in old.nodes if n.key == key)
    name = f"{at.id}{len(old.nodes)}"
    new = [
        node(f"{name}x", "New one", "Person", at.x + 120, at.y - 130),
        node(f"{name}y", "New two", "Place", at.x - 120, at.y - 130),
    ]
    edges = [SceneEdge(f"{n.key}-{at.id}", "NEW", "new", key, n.key, "alleged") for n in new]
    return scene([*old.nodes, *new], [*old.edges, *edges])


def without(old: Scene, keys: tuple[str, ...]) -> Scene:
    nodes = [n for n in old.nodes if n.key not in keys]
    return scene(nodes, [e for e in old.edges if e.source not in keys and e.target not in keys])


def moved(old: Scene, places: dict[str, tuple[float, float, bool]]) -> Scene:
    at = {n.key: places.get(n.key, (n.x, n.y, n.pinned)) for n in old.nodes}
    nodes = tuple(replace(n, x=at[n.key][0], y=at[n.key][1], pinned=at[n.key][2]) for n in old.nodes)
    return replace(old, nodes=nodes)


SCENES = {
    "few": few,
    "compared": compared,
    "measured": measured,
    "sixty": lambda: ring(60),
    "many": lambda: ring(2_000),
    "crowd": crowd,
    "hostile": hostile,
    "long": long,
    "remote": few,
    "none": lambda: scene([], []),
    "one": lambda: scene([node("a", "Ada Quill", "Person", 7, 9)], []),
}
