"""docs/networkx.md: its examples run, and every function of NetworkX that a backend can answer is on it."""

import re
from pathlib import Path

import pytest

import graph
from docs.build.networkx import CHANGING, FUNCTIONS, GRAPHLESS, NETWORKX, ON_A_COPY, WITHOUT_COPY
from tests.helpers import HARBOUR_FIRE

TEXT = NETWORKX.read_text(encoding="utf-8")
ASKED_MOST = {
    "all_shortest_paths",
    "ancestors",
    "articulation_points",
    "betweenness_centrality",
    "bfs_edges",
    "bidirectional_shortest_path",
    "bridges",
    "closeness_centrality",
    "clustering",
    "connected_components",
    "core_number",
    "degree_centrality",
    "density",
    "descendants",
    "dijkstra_path",
    "dijkstra_path_length",
    "ego_graph",
    "has_path",
    "in_degree_centrality",
    "isolates",
    "jaccard_coefficient",
    "k_core",
    "label_propagation_communities",
    "louvain_communities",
    "node_connected_component",
    "out_degree_centrality",
    "pagerank",
    "shortest_path",
    "shortest_path_length",
    "single_source_shortest_path",
    "single_source_shortest_path_length",
    "strongly_connected_components",
    "triangles",
    "weakly_connected_components",
}


def test_every_function_is_told_of_once() -> None:
    table = TEXT.partition("## Every function")[2]
    told = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    listed = [name for line in re.findall(r"^- \*\*.*$", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", line)]
    assert sorted([*told, *listed]) == sorted(FUNCTIONS)
    assert set(told) == WITHOUT_COPY
    assert f"**{len(told)}** are" in TEXT
    assert len(WITHOUT_COPY) + len(GRAPHLESS) + len(CHANGING) + len(ON_A_COPY) == len(FUNCTIONS)


def test_what_is_asked_most_is_answered_without_a_copy() -> None:
    assert len(WITHOUT_COPY) >= 100
    assert ASKED_MOST <= WITHOUT_COPY


def test_the_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    with graph.open("data/cases.grafeo") as store:
        graph.load(store, HARBOUR_FIRE)
    blocks = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 2
    exec("\n".join(blocks), {})
    assert re.search(r"^shortest_path +in the store ", capsys.readouterr().out, re.MULTILINE)


def test_its_links_lead_somewhere() -> None:
    for target, anchor in re.findall(r"\]\((?!http)([^)#]*)#?([^)]*)\)", TEXT):
        page = (NETWORKX.parent / target) if target else NETWORKX
        heads = [head.lower() for head in re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)]
        assert not anchor or anchor in [re.sub(r"[^\w -]", "", head).replace(" ", "-") for head in heads], anchor
