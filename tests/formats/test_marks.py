"""What an analysis marks, in files: lines around groups, sizes, pens and legends, and scores as properties."""

import math
import re
from collections import Counter
from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.explore.analysis import Analysis, Outcome, with_outcome
from graph.formats import to_bytes
from graph.formats.geometry import hull
from graph.formats.html import to_html
from graph.formats.svg import describe_scene, groups, to_svg
from graph.nx.measures import Ranked
from graph.picture.looks import STATUS_STYLES, THEMES
from graph.picture.marks import Marks, marked
from graph.picture.parts import Scene
from graph.picture.scene import build
from tests.helpers import pictures, scenes

circles = st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4), st.floats(1, 50))
MEASURED = scenes.measured()


@given(st.lists(circles, min_size=1, max_size=12))
def test_a_line_around_circles_turns_one_way_and_leaves_no_middle_outside(
    around: list[tuple[float, float, float]],
) -> None:
    line = hull(around)
    assert len(line) >= 3
    for place, (ax, ay) in enumerate(line):
        bx, by = line[(place + 1) % len(line)]
        length = math.hypot(bx - ax, by - ay)
        for x, y, _ in around:
            assert (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= -1e-6 * max(1.0, length)


def test_a_picture_has_a_line_around_each_group_in_its_colour() -> None:
    svg = to_svg(MEASURED)
    lines = re.findall(r'<polygon points="[^"]+" fill="(#\w+)" fill-opacity="0.09"', svg)
    assert lines == ["#0072B2", "#D98E04"]
    assert svg.index("fill-opacity") < svg.index("<title>")  # behind all else
    faint = replace(MEASURED, nodes=tuple(replace(node, faint=True) for node in MEASURED.nodes))
    assert groups(faint.nodes) == {}


@pytest.mark.parametrize("theme", THEMES)
def test_a_bridge_is_marked_behind_its_line_and_the_legend_says_so(theme: str) -> None:
    svg = to_svg(MEASURED, theme=theme)
    pen = THEMES[theme].changes["bridge"]
    assert svg.count(f'stroke="{pen}"') == 3  # a line, a node, and the legend's sample
    for words in (
        "Size: PageRank",
        "from 0.1 to 0.4",
        "around Warehouse fire",
        "without it, what it joins falls apart",
    ):
        assert words in svg


def test_an_allegation_stays_dashed() -> None:
    plain = build(pictures.case(30))
    keys = [node.key for node in plain.nodes]
    of_status = {
        f'stroke-width="{style.width:g}" stroke-dasharray="{" ".join(f"{d:g}" for d in style.dash)}"'
        for style in STATUS_STYLES.values()
        if style.dash
    }

    def lines(scene: Scene) -> Counter[str]:
        return Counter(re.findall(r'stroke-width="[\d.]+" stroke-dasharray="[^"]+"', to_svg(scene)))

    before = {look: number for look, number in lines(plain).items() if look in of_status}
    assert sum(before.values()) > 5
    for marks in (
        Marks("m", scores={key: float(n) for n, key in enumerate(keys)}, ends=("0", "9")),
        Marks("m", groups=dict.fromkeys(keys, 1), names=("around x",)),
        Marks("m", bridges={edge.key for edge in plain.edges}),
    ):
        after = lines(marked(plain, marks))
        assert {look: after[look] for look in before} == before


def test_it_is_told_in_words_and_on_a_page() -> None:
    words = describe_scene(MEASURED)
    assert "Marked: 5 of 7 Size: PageRank (from 0.1 to 0.4);" in words
    assert "3 around Ada Quill" in words
    page = to_html(MEASURED)
    assert '<ul class="legend" aria-label="What is marked">' in page
    assert "around Ada Quill <i>3</i>" in page
    assert '"group_number":1' in page
    assert 'aria-label="What is marked"' not in to_html(scenes.few())


@pytest.mark.parametrize("ending", [".png", ".pdf"])
def test_pixels_and_paper_have_it_too(ending: str) -> None:
    graph = pictures.case(20)
    plain = build(graph)
    marks = Marks("m", groups={node.key: 1 for node in plain.nodes[:9]}, names=("around x",))
    assert to_bytes(graph, ending, scene=marked(plain, marks)) != to_bytes(graph, ending, scene=plain)


def test_scores_are_a_property_of_the_exported_graph() -> None:
    graph = pictures.case(12)
    ranked = tuple(Ranked(node, 1.5 * number) for number, node in enumerate(graph.nodes))
    saved = with_outcome(graph, Outcome(Analysis("k-core"), ranked=ranked))
    read = nx.parse_graphml(to_bytes(saved, ".graphml").decode())
    assert {name: data["k_core"] for name, data in read.nodes(data=True)} == {row.node.id: row.score for row in ranked}
    assert b'"k_core"' in to_bytes(saved, ".json")
