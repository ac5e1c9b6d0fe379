"""Columns: links run to the right, circles are broken, few lines cross."""

from itertools import combinations

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.picture.layout.columns import Link, assign_columns, order_columns
from graph.picture.layout.columns import _inversions as inversions

NODES = 12
LINKS = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=40)


def crossings(columns: list[list[int]], steps: list[Link]) -> int:
    seat = {item: (i, place) for i, items in enumerate(columns) for place, item in enumerate(items)}
    count = 0
    for (a, b), (c, d) in combinations(steps, 2):
        if seat[a][0] == seat[c][0]:
            count += (seat[a][1] - seat[c][1]) * (seat[b][1] - seat[d][1]) < 0
    return count


@given(LINKS, st.randoms(use_true_random=False))
def test_what_is_in_no_circle_runs_to_the_right(links: list[Link], dice) -> None:
    column = assign_columns(NODES, links)
    graph = nx.DiGraph(links)
    circle = {node: i for i, nodes in enumerate(nx.strongly_connected_components(graph)) for node in nodes}
    assert all(column[a] < column[b] for a, b in links if circle[a] != circle[b])
    assert set(column) == set(range(max(column) + 1))
    shuffled = list(links)
    dice.shuffle(shuffled)
    assert assign_columns(NODES, shuffled) == column


@given(LINKS)
def test_every_node_and_every_step_has_its_place(links: list[Link]) -> None:
    column = assign_columns(NODES, links)
    columns, steps = order_columns(column, links)
    assert sorted(item for items in columns for item in items if item < NODES) == list(range(NODES))
    assert all(column[item] == i for i, items in enumerate(columns) for item in items if item < NODES)
    where = {item: i for i, items in enumerate(columns) for item in items}
    assert all(where[b] == where[a] + 1 for a, b in steps)
    assert len(steps) == sum(abs(column[a] - column[b]) for a, b in {tuple(sorted(link)) for link in links})


def test_a_circle_is_broken_at_one_link() -> None:
    links = [(i, (i + 1) % 9) for i in range(9)]
    column = assign_columns(9, links)
    assert sum(column[a] > column[b] for a, b in links) == 1


def test_a_source_stands_beside_what_it_points_at() -> None:
    assert assign_columns(5, [(0, 1), (1, 2), (2, 3), (4, 3)]) == [0, 1, 2, 3, 2]


def test_a_tree_has_no_crossing() -> None:
    links = [((i * 7919) % i if i > 1 else 0, i) for i in range(1, 80)]
    columns, steps = order_columns(assign_columns(80, links), links)
    assert crossings(columns, steps) == 0


def test_a_ring_on_two_lines_crosses_itself_little() -> None:
    links = [(a, 6 + (5 * a + k) % 6) for a in range(6) for k in (0, 1)]
    columns, steps = order_columns([0] * 6 + [1] * 6, links)
    # five is the least there is
    assert crossings(columns, steps) <= 7


@given(st.lists(st.integers(0, 40), max_size=30))
def test_inversions_are_counted(numbers: list[int]) -> None:
    assert inversions(np.array(numbers, dtype=np.intp)) == sum(a > b for a, b in combinations(numbers, 2))
