"""What an analysis marks in a picture: sizes, colours, groups and bridges, and what the legend says of them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.picture.looks import BRIDGE, CHANGE_DASHES, FALLS, PEN_DASHES, SHAKEN, THEMES
from graph.picture.marks import GROUP_COLOURS, HIGH, LOW, QUIET, Marks, marked, mixed
from graph.picture.parts import MARK_KINDS, Scene
from graph.picture.scene import build
from tests.helpers import pictures

SCENE = build(pictures.case(40))
KEYS = [node.key for node in SCENE.nodes]
SCORES = {key: float(number) for number, key in enumerate(KEYS[:-1])}
RANKED = Marks("PageRank", scores=SCORES, ends=("0", "38"), told={KEYS[3]: "PageRank: 3, place 36 of 39"})


def test_the_highest_score_is_the_largest_and_what_has_none_the_smallest() -> None:
    drawn = marked(SCENE, RANKED)
    sizes = [node.size for node in drawn.nodes]
    assert sizes[:-1] == sorted(sizes[:-1])
    assert sizes[-1] == min(sizes)
    assert [node.colour for node in drawn.nodes] == [node.colour for node in SCENE.nodes]
    assert drawn.nodes[3].tooltip == f"{SCENE.nodes[3].tooltip}\nPageRank: 3, place 36 of 39"
    entry = drawn.legend[0]
    assert (entry.kind, entry.name, entry.plural, entry.count) == ("sizes", "Size: PageRank", "from 0 to 38", 39)
    assert drawn.legend[1:] == SCENE.legend


def test_by_colour_sizes_stay_and_the_types_of_the_legend_lose_theirs() -> None:
    drawn = marked(SCENE, replace(RANKED, shown_by="colour"))
    assert [node.size for node in drawn.nodes] == [node.size for node in SCENE.nodes]
    assert drawn.nodes[0].colour == LOW.lower()
    assert drawn.nodes[-2].colour == HIGH.lower()
    assert drawn.nodes[-1].colour == QUIET
    assert {entry.colour for entry in drawn.legend if entry.kind == "type"} == {QUIET}
    assert drawn.legend[0].colour == f"{LOW} {HIGH}"


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=8))
def test_any_scores_give_sizes_between_the_smallest_and_the_largest(scores: list[float]) -> None:
    marks = Marks("m", scores=dict(zip(KEYS, scores, strict=False)))
    assert all(7 <= node.size <= 27 for node in marked(SCENE, marks).nodes)


def test_groups_have_a_colour_each_and_the_small_ones_beyond_none() -> None:
    groups = {key: number // 3 + 1 for number, key in enumerate(KEYS[:36])}
    names = tuple(f"around {n}" for n in range(1, 16))
    told = dict.fromkeys(KEYS[:39], "Louvain: around somebody")
    drawn = marked(SCENE, Marks("Louvain", groups=groups, names=names, told=told))
    by_group = {node.group: node.colour for node in drawn.nodes}
    assert by_group == {0: QUIET, **dict(enumerate(GROUP_COLOURS, 1))}
    entries = [entry for entry in drawn.legend if entry.kind == "group"]
    assert [(entry.name, entry.count) for entry in entries[:2]] == [("around 1", 3), ("around 2", 3)]
    assert (entries[-1].name, entries[-1].count) == ("in a smaller group, or alone", 9)
    assert len(entries) == len(GROUP_COLOURS) + 1


def test_what_a_filter_draws_faintly_does_not_count() -> None:
    faint = replace(SCENE, nodes=tuple(replace(n, faint=n.key in KEYS[:2]) for n in SCENE.nodes))
    entry = marked(faint, Marks("m", groups=dict.fromkeys(KEYS[:4], 1), names=("around x",))).legend[0]
    assert (entry.count, entry.total, entry.counts) == (2, 4, "2 of 4")


@pytest.mark.parametrize("shown_by", ["size", "colour"])
@pytest.mark.parametrize("what", ["scores", "groups", "bridges"])
def test_lines_keep_the_style_of_their_status(what: str, shown_by: str) -> None:
    marks = {
        "scores": replace(RANKED, shown_by=shown_by),
        "groups": Marks("m", groups=dict.fromkeys(KEYS, 1), names=("around x",)),
        "bridges": Marks("m", bridges={SCENE.edges[0].key, KEYS[0]}),
    }[what]
    drawn = marked(SCENE, marks)
    assert [replace(edge, change="") for edge in drawn.edges] == list(SCENE.edges)
    assert [entry for entry in drawn.legend if entry.kind == "status"] == [
        entry for entry in SCENE.legend if entry.kind == "status"
    ]
    assert drawn.legend[0].kind in MARK_KINDS


def test_bridges_are_marked_by_a_pen_of_their_own() -> None:
    drawn: Scene = marked(SCENE, Marks("Bridges", bridges={SCENE.edges[0].key, KEYS[0]}))
    assert [node.key for node in drawn.nodes if node.change == BRIDGE] == [KEYS[0]]
    assert [edge.key for edge in drawn.edges if edge.change == BRIDGE] == [SCENE.edges[0].key]
    assert (drawn.legend[0].kind, drawn.legend[0].count, drawn.legend[0].total) == ("bridge", 2, 2)
    assert BRIDGE not in CHANGE_DASHES
    assert BRIDGE in PEN_DASHES
    for theme in THEMES.values():
        assert theme.changes.keys() == PEN_DASHES.keys()
        # what may be in one picture is told apart: two versions, or bridges beside what falls
        for pens in ((*CHANGE_DASHES, BRIDGE), (FALLS, SHAKEN, BRIDGE)):
            assert len({theme.changes[pen] for pen in pens}) == len(pens)


def test_a_colour_between_two() -> None:
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"
