import math
import random
import time
from itertools import combinations

import pytest

from graph.case.captions import status_of
from graph.case.statuses import UNASSERTED
from graph.elements import Node, Relationship, Subgraph
from graph.picture.layout import LAYOUTS
from graph.picture.layout.by_time import LENT, UNDATED
from graph.picture.layout.spacing import pack
from graph.picture.looks import CAPTION_GAP, CAPTION_SIZE, LINE_HEIGHT
from graph.picture.parts import Scene, SceneNode
from graph.picture.scene import build
from graph.picture.text import text_width
from tests.helpers import pictures

Rect = tuple[float, float, float, float]


def room(node: SceneNode) -> list[Rect]:
    """A node's shape and its caption below, as they are drawn."""
    shape = (node.x - node.size, node.y - node.size, node.x + node.size, node.y + node.size)
    half = max((text_width(line, CAPTION_SIZE) for line in node.lines), default=0) / 2
    top = node.y + node.size + CAPTION_GAP
    return [shape, (node.x - half, top, node.x + half, top + LINE_HEIGHT * len(node.lines))]


def overlapping(scene: Scene) -> list[tuple[str, str]]:
    return [
        (a.caption, b.caption)
        for a, b in combinations(scene.nodes, 2)
        for p in room(a)
        for q in room(b)
        if p[0] < q[2] and q[0] < p[2] and p[1] < q[3] and q[1] < p[3]
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "graph", [pictures.case(60), pictures.foreign(45), pictures.hostile()], ids=["case", "foreign", "hostile"]
)
def test_no_caption_lies_on_another_or_on_a_node(layout: str, graph: Subgraph) -> None:
    assert overlapping(build(graph, layout=layout)) == []


def test_no_caption_lies_on_another_at_300_nodes() -> None:
    assert overlapping(build(pictures.case(300))) == []


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("nodes", [1, 2, 3])
def test_the_smallest_graphs_are_placed(layout: str, nodes: int) -> None:
    found = tuple(Node(f"c/{i}", f"{i}", ("Entity", "Event"), {"id": f"{i}", "name": f"E {i}"}) for i in range(nodes))
    scene = build(Subgraph(found, ()), layout=layout)
    assert len({(node.x, node.y) for node in scene.nodes}) == nodes
    assert overlapping(scene) == []


def test_an_empty_graph_has_no_positions() -> None:
    assert build(Subgraph((), ())).nodes == ()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_graph_has_the_same_positions_whatever_order_it_came_in(layout: str) -> None:
    graph = pictures.case(80)
    assert build(pictures.shuffled(graph), layout=layout).nodes == build(graph, layout=layout).nodes


def test_pythons_own_random_numbers_are_left_alone() -> None:
    random.seed(3)
    expected = random.random()
    random.seed(3)
    build(pictures.case(900))
    assert random.random() == expected


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(ValueError, match="no layout 'round'; the layouts are organic, layered"):
        build(pictures.case(3), layout="round")


def test_organic_pictures_are_wider_than_high() -> None:
    scene = build(pictures.case(60))
    wide = max(n.x for n in scene.nodes) - min(n.x for n in scene.nodes)
    high = max(n.y for n in scene.nodes) - min(n.y for n in scene.nodes)
    assert 1.1 < wide / high < 2.6


def chain(*types: str) -> Subgraph:
    nodes = [
        Node(f"c/{i}", f"{i}", ("Entity", "Event"), {"id": f"{i}", "name": f"E {i}"}) for i in range(len(types) + 1)
    ]
    return Subgraph(
        tuple(nodes),
        tuple(Relationship(f"c/r{i}", f"r{i}", t, nodes[i], nodes[i + 1], {}) for i, t in enumerate(types)),
    )


def test_layers_follow_the_direction_of_relationships() -> None:
    places = {n.key: n.x for n in build(chain("A", "B", "C"), layout="layered").nodes}
    assert places["c/0"] < places["c/1"] < places["c/2"] < places["c/3"]


def test_rings_grow_with_the_steps_from_the_middle() -> None:
    scene = build(chain("A", "B", "C", "D"), layout="radial", focus=["c/2"])
    at = {n.key: (n.x, n.y) for n in scene.nodes}

    def away(key: str) -> float:
        return ((at[key][0] - at["c/2"][0]) ** 2 + (at[key][1] - at["c/2"][1]) ** 2) ** 0.5

    assert away("c/1") < away("c/0")
    assert away("c/3") < away("c/4")


def test_time_runs_from_left_to_right_with_years_on_the_axis() -> None:
    graph = pictures.case(60)
    scene = build(graph, layout="time")
    dated: dict[str, str] = {n.key: n.properties["start"] for n in graph.nodes if "Date" in n.labels}
    days = sorted((dated[n.key], n.x) for n in scene.nodes if n.key in dated)
    assert [x for _, x in days] == sorted(x for _, x in days)
    assert len({x for _, x in days}) == len({day for day, _ in days})
    assert [tick.x for tick in scene.axis] == sorted(tick.x for tick in scene.axis)
    assert {"2005", "2010"} & {tick.text for tick in scene.axis}
    # what a statement dates stands among the dates, and the rest in lanes below that say what they are
    own = {
        *dated,
        *(
            r.start_node.key
            for r in graph.relationships
            if r.end_node.key in dated and status_of(r) not in (None, *UNASSERTED)
        ),
    }
    tops = {lane.text: lane.y for lane in scene.lanes}
    assert set(tops) <= {LENT, UNDATED}
    assert max(n.y for n in scene.nodes if n.key in own) < min(tops.values())
    beside = {key for r in graph.relationships for key in (r.start_node.key, r.end_node.key)
              if own & {r.start_node.key, r.end_node.key}} - own  # fmt: skip
    for node in scene.nodes:
        if node.key not in own:
            assert node.y > tops[LENT]
            assert (node.y > tops.get(UNDATED, math.inf)) == (node.key not in beside), node


def test_groups_keep_each_type_together() -> None:
    scene = build(pictures.case(60), layout="grouped")
    boxes: dict[str, list[SceneNode]] = {}
    for node in scene.nodes:
        boxes.setdefault(node.type, []).append(node)
    rects = [
        (min(n.x for n in ns), min(n.y for n in ns), max(n.x for n in ns), max(n.y for n in ns))
        for ns in boxes.values()
    ]
    assert not [1 for p, q in combinations(rects, 2) if p[0] <= q[2] and q[0] <= p[2] and p[1] <= q[3] and q[1] <= p[3]]


def test_packed_boxes_do_not_overlap() -> None:
    dice = random.Random(4)
    sizes = sorted(((dice.uniform(20, 300), dice.uniform(20, 200)) for _ in range(60)), key=lambda s: -s[0] * s[1])
    corners = pack(sizes, gap=5)
    rects = [(x, y, x + w, y + h) for (x, y), (w, h) in zip(corners, sizes, strict=True)]
    assert not [1 for p, q in combinations(rects, 2) if p[0] < q[2] and q[0] < p[2] and p[1] < q[3] and q[1] < p[3]]


@pytest.mark.slow
def test_ten_thousand_nodes_are_placed_in_seconds() -> None:
    graph = pictures.case(10_000)
    started = time.process_time()
    build(graph)
    assert time.process_time() - started < 16  # twice what it takes, for slow machines
