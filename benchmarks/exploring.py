"""What Python does for the Explore page: reading and placing a view, expanding a node, layouts and pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from benchmarks.measure import Figure, Sizes, repeated, sized
from benchmarks.stores import Stores
from graph.case.schema import load_schema
from graph.explore import drawing
from graph.explore.view import Expand, View
from graph.formats.svg import to_svg
from graph.picture.layout.arrange import arrange
from graph.picture.layout.graph import Box, LayoutGraph
from graph.settings import Settings
from graph.ui.parts.canvas.payload import change_payload, scene_payload

_CPU = "CPU s"


def figures(sizes: Sizes, stores: Stores) -> Iterator[Figure]:
    for people in sizes.views:
        yield from _view(people, sizes, stores)
    for nodes in sizes.layouts:
        graph = _random_graph(nodes)
        times = repeated(lambda graph=graph: arrange(graph), sizes.repeats, "cpu")
        yield Figure("The layout organic", sized(nodes, len(graph.links)), times, unit=_CPU)
    view, settings = View(case="generated-0"), Settings()
    store = stores.of_case(5 * (sizes.picture + 1), 15 * (sizes.picture + 1))
    placed = drawing.read_view(store, view, schema=load_schema(), settings=settings)
    drawn = drawing.draw_view(placed, view, schema=load_schema(), title="Picture", source_line="")
    size = sized(len(drawn.scene.nodes), len(drawn.scene.edges))
    yield Figure(
        "An SVG of what is placed",
        size,
        repeated(lambda: to_svg(drawn.scene), sizes.repeats, "cpu"),
        unit=_CPU,
        bound=1,
    )


def _view(people: int, sizes: Sizes, stores: Stores) -> Iterator[Figure]:
    store = stores.of_case(5 * people, 15 * people)
    view, settings, schema = View(case="generated-0"), Settings(), load_schema()

    def read() -> drawing.PlacedGraph:
        return drawing.read_view(store, view, schema=schema, settings=settings)

    placed = read()

    def draw() -> drawing.DrawnView:
        return drawing.draw_view(placed, view, schema=schema, title="Case", source_line="")

    wider = replace(view, expands=(Expand(key="generated-0/person-0"),))
    drawn_scene = draw().scene

    def expand() -> drawing.PlacedGraph:
        more = drawing.read_view(store, wider, schema=schema, settings=settings, before=placed)
        drawn = drawing.draw_view(more, wider, schema=schema, title="Case", source_line="", like=drawn_scene)
        assert change_payload(drawn_scene, drawn.scene) or scene_payload(drawn.scene)
        return more

    def draw_whole() -> None:
        whole = drawing.read_view(store, wider, schema=schema, settings=settings)
        scene_payload(drawing.draw_view(whole, wider, schema=schema, title="Case", source_line="").scene)

    assert len(expand().graph.nodes) == len(placed.graph.nodes) + drawing.NEIGHBOR_PAGE
    size = sized(len(placed.graph.nodes), len(placed.graph.relationships))
    yield Figure("Reading and placing a view", size, repeated(read, sizes.repeats, "cpu"), unit=_CPU)
    yield Figure("Filtering it and making its picture", size, repeated(draw, sizes.often, "cpu"), unit=_CPU)
    what = f"Expanding {drawing.NEIGHBOR_PAGE} neighbours in it, up to what is sent to the browser"
    times = repeated(expand, sizes.often, "cpu")
    yield Figure(what, size, times, unit=_CPU, bound=0.1)
    yield Figure(
        what, size, times[: sizes.repeats], repeated(draw_whole, sizes.repeats, "cpu"), "the whole view anew", _CPU
    )


def _random_graph(nodes: int) -> LayoutGraph:
    """Return a graph that hangs together, some of its nodes hubs, to lay out."""
    random = Random(0)
    links = [(n, int(n * random.random() ** 2)) for n in range(1, nodes)]
    links += [tuple(random.sample(range(nodes), 2)) for _ in range(nodes // 2)]
    return LayoutGraph(
        keys=tuple(f"{n:06}" for n in range(nodes)),
        boxes=(Box(12.0, 80.0, 17.0),) * nodes,
        links=tuple(links),
        caption_widths=(60.0,) * len(links),
        types=("Person",) * nodes,
        date_ranges=(None,) * nodes,
    )
