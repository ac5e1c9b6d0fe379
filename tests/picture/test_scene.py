import json
from itertools import combinations

import pytest

from graph.case.captions import edge_caption
from graph.case.schema import load_schema
from graph.elements import Node, Relationship, Subgraph
from graph.picture import scene
from graph.picture.looks import STATUS_STYLES, THEMES, node_types
from graph.picture.parts import SceneEdge, SceneNode
from graph.picture.scene import build
from tests.helpers import pictures

ENTITY = ("Entity", "Person")


def related(type_: str, status: str | None, labels: tuple[str, ...] = ENTITY) -> Relationship:
    a, b = (Node(f"c/{id_}", id_, labels, {"id": id_, "name": id_.upper()}) for id_ in "ab")
    return Relationship("c/r", "r", type_, a, b, {} if status is None else {"status": status, "claims": ["r.1"]})


def graph_of(*relationships: Relationship) -> Subgraph:
    return Subgraph.of(relationships)


@pytest.mark.parametrize(
    ("type_", "status", "words"),
    [
        ("OCCURRED_ON", "reported", "occurred on"),
        ("OCCURRED_ON", "found", "occurred on"),
        ("OCCURRED_ON", "alleged", "occurred on (alleged)"),
        ("OCCURRED_ON", "disputed", "occurred on (disputed)"),
        ("OCCURRED_ON", "denied", "occurred on (denied)"),
        ("ACCUSED_OF", "found", "accused of (found)"),
        ("ACCUSED_OF", "reported", "accused of (reported)"),
        ("ACCUSED_OF", "disputed", "accused of (disputed)"),
        ("ACCUSED_OF", None, "accused of (status unknown)"),
        ("ACTED_IN", None, "acted in"),
        ("isPartOf", None, "isPartOf"),
    ],
)
def test_a_relationship_says_its_status_unless_it_is_plain(type_: str, status: str | None, words: str) -> None:
    assert edge_caption(related(type_, status), load_schema()) == words


def test_a_foreign_status_is_not_ours() -> None:
    relationship = related("ORDERED", "disputed", ("Customer",))
    assert build(graph_of(relationship)).edges[0].status is None


@pytest.mark.parametrize(
    ("properties", "caption"),
    [
        ({"name": "N", "title": "T"}, "N"),
        ({"title": "T", "label": "L"}, "T"),
        ({"label": "L", "id": 7}, "L"),
        ({"id": 7, "code": "C"}, "7"),
        ({"zeta": "Z", "code": "C", "n": 3}, "C"),
        ({"n": 3}, "n: 3"),
        ({"name": " \x00 ", "title": "T"}, "T"),
        ({"name": "a\u2028b\n\u202ec"}, "a b c"),
    ],
)
def test_a_foreign_node_is_called_by_its_best_property(properties: dict[str, object], caption: str) -> None:
    node = Node("~1", "#1", ("Thing",), properties)
    assert build(Subgraph((node,), ())).nodes[0].caption == caption


def test_values_are_called_by_their_text_and_claims_are_shortened() -> None:
    date = Node("c/d", "d", ("Date", "Value"), {"id": "d", "text": "early March", "edtf": "2019-03"})
    claim = Node("c/k", "k", ("Claim",), {"id": "k", "says": "She was seen leaving the pier " * 9})
    drawn = {node.key: node for node in build(Subgraph((date, claim), ())).nodes}
    assert drawn["c/d"].caption == "early March"
    assert len(drawn["c/k"].caption) <= 60
    assert drawn["c/k"].caption.endswith("…")


def test_parallel_relationships_bend_apart_and_loops_get_numbers() -> None:
    a, b = (Node(f"c/{id_}", id_, ENTITY, {"id": id_}) for id_ in "ab")

    def tie(key: str, start: Node, end: Node) -> Relationship:
        return Relationship(f"c/{key}", key, "T", start, end, {})

    three = build(graph_of(tie("1", a, b), tie("2", a, b), tie("3", b, a)))
    two = build(graph_of(tie("1", a, b), tie("2", b, a)))
    loops = build(graph_of(tie("1", a, a), tie("2", a, a)))
    assert [edge.bend for edge in three.edges] == [0, 1, 1]  # the third runs the other way: its own left side
    assert [edge.bend for edge in two.edges] == [1, 1]
    assert [edge.bend for edge in loops.edges] == [1, 2]


def test_foreign_labels_look_distinct_and_the_same_whichever_are_shown() -> None:
    graph = pictures.foreign()
    labels = {node.labels[0] for node in graph.nodes}
    whole = {entry.name: (entry.colour, entry.shape) for entry in build(graph).legend}
    some = Subgraph(graph.nodes[3:4], ())
    part = build(some, types=node_types(some, load_schema(), labels)).legend[0]
    assert len(set(whole.values())) == len(labels)
    assert whole[part.name] == (part.colour, part.shape)


def test_the_legend_counts_types_and_statuses_in_the_schemas_order() -> None:
    drawn = build(pictures.case(40))
    types = [entry.name for entry in drawn.legend if entry.kind == "type"]
    schema = load_schema()
    assert types == [name for name in (*schema.entity_types, *schema.other_types) if name in types]
    statuses = [entry for entry in drawn.legend if entry.kind == "status"]
    assert [entry.name for entry in statuses] == [s for s in STATUS_STYLES if any(e.status == s for e in drawn.edges)]
    assert sum(entry.count for entry in statuses) == len(drawn.edges)


def test_a_scene_is_the_same_whatever_order_the_graph_came_in() -> None:
    graph = pictures.case(50)
    assert build(pictures.shuffled(graph)) == build(graph)


def test_to_dict_is_strict_json() -> None:
    data = build(pictures.hostile(), title="t").to_dict()
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert data["nodes"][0]["key"] == "c/n00"


def test_a_tooltip_is_plain_lines_without_bookkeeping() -> None:
    node = Node("c/a", "a", ENTITY, {"id": "a", "name": "A", "case_id": "c", "aliases": ["B", "C"], "about": "x\x00y"})
    tooltip = build(Subgraph((node,), ())).nodes[0].tooltip
    assert tooltip == "A\nPerson · a\nabout: xy\naliases: B, C"


def test_what_is_drawn_the_same_is_taken_from_an_earlier_scene() -> None:
    graph = pictures.case(30)
    places: dict[str, tuple[float, float]] = {node.key: (float(i), 2.0 * i) for i, node in enumerate(graph.nodes)}
    kept = graph.nodes[:-3]
    keys = {node.key for node in kept}
    part = Subgraph(kept, tuple(r for r in graph.relationships if r.start_node.key in keys and r.end_node.key in keys))
    like = build(part, positions=places, pinned=[kept[0].key])
    again = build(graph, positions=places, like=like)
    assert again == build(graph, positions=places)
    old = {id(item) for item in (*like.nodes, *like.edges)}
    drawn: list[SceneNode | SceneEdge] = [*again.nodes, *again.edges]
    taken = [item.key for item in drawn if id(item) in old]
    assert len(taken) > len(part.nodes) // 2
    assert kept[0].key not in taken
    assert build(part, positions=places, pinned=[kept[0].key], like=again) == like


def test_known_positions_stay_and_new_nodes_come_near_their_neighbours() -> None:
    graph = pictures.case(30)
    before = {node.key: (node.x, node.y) for node in build(graph).nodes}
    new = {graph.relationships[4].end_node.key, graph.relationships[9].end_node.key} - {"c/n0"}
    after = scene.place_new_nodes(before, graph, new)
    assert {key: at for key, at in after.items() if key not in new} == {k: v for k, v in before.items() if k not in new}
    for key in new:
        near = [
            after[r.start_node.key if r.end_node.key == key else r.end_node.key]
            for r in graph.relationships
            if key in (r.start_node.key, r.end_node.key)
        ]
        assert min(abs(x - after[key][0]) + abs(y - after[key][1]) for x, y in near) < 400


def test_a_pinned_node_stays_in_every_layout() -> None:
    graph = pictures.case(20)
    for layout in ("organic", "layered", "radial", "time", "grouped"):
        drawn = build(graph, positions={"c/n3": (512.5, -77.0)}, pinned=["c/n3"], layout=layout)
        node = next(node for node in drawn.nodes if node.key == "c/n3")
        assert (node.x, node.y, node.pinned) == (512.5, -77.0, True)


def contrast(a: str, b: str) -> float:
    def light(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_text_and_lines_have_aa_contrast(theme: str) -> None:
    look = THEMES[theme]
    assert min(contrast(text, look.background) for text in (look.ink, look.soft)) >= 4.5
    assert min(contrast(line, look.background) for line in look.roles.values()) >= 3


def test_every_status_has_a_line_of_its_own_beside_its_colour() -> None:
    lines = [(style.dash, style.width) for style in STATUS_STYLES.values()]
    assert all(a != b for a, b in combinations(lines, 2))
