"""The recipes of CONTRIBUTING, followed: a row in its table, a file of its own, and everything has it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest
from streamlit.testing.v1 import AppTest

from docs.build.pages import commands_page, settings_page
from graph import formats, nx
from graph.case.schema import load_schema
from graph.case.statuses import Status
from graph.cli.parser import documented_commands
from graph.elements import Node, Subgraph
from graph.explore.view import View
from graph.formats import FORMATS, Export, Format, save, to_bytes
from graph.nx.measures import rank
from graph.nx.tables import MEASURES, Measure
from graph.picture import layout
from graph.picture.layout import LAYOUTS, Layout
from graph.picture.scene import build, captions_of
from graph.stores import Store
from graph.ui import data, frame, pages
from graph.ui.explore.actions import ACTIONS, perform
from graph.ui.parts.actions import Action, OfferedFor, buttons, menu
from graph.ui.parts.inspector.content import of_several_nodes
from tests.helpers import ROOT, pictures

RECIPES = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Recipes")[2].partition("\n## ")[0]


def module(monkeypatch: pytest.MonkeyPatch, folder: Path, package: ModuleType, name: str, code: str) -> None:
    """Put a file beside those of a room."""
    (folder / f"{name}.py").write_text(code, encoding="utf-8")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])


def drawn(page: Callable[[], None]) -> AppTest:
    """Draw a page, whose function may use nothing from outside itself."""
    app = AppTest.from_function(page, default_timeout=120).run()
    assert not app.exception
    return app


# -- a format ----------------------------------------------------------------------------------


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A format that lists names."""
    code = (
        "def write(export):\n"
        '    return "\\n".join(export.captions[node.key] for node in export.subgraph.nodes).encode()\n'
    )
    module(monkeypatch, tmp_path, formats, "names_only", code)
    monkeypatch.setitem(FORMATS, ".txt", Format(".txt", "Names", "text/plain", "A list of names", "names_only:write"))


@pytest.mark.usefixtures("names")
def test_a_format_is_a_row_and_a_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = pictures.case(3)
    save(graph, tmp_path / "people.TXT")
    captions = {node.key: node.caption for node in build(graph).nodes}
    assert (tmp_path / "people.TXT").read_text() == "\n".join(captions[node.key] for node in graph.nodes)
    assert to_bytes(graph, ".txt", scene=build(graph)) == (tmp_path / "people.TXT").read_bytes()
    assert documented_commands()["render"].format_help().split() >= [".dot", ".txt"]
    assert ".dot .txt" in commands_page()


@pytest.mark.usefixtures("names")
def test_a_format_has_a_button() -> None:
    def page() -> None:
        from types import SimpleNamespace

        from graph.explore.view import View
        from graph.picture.scene import build
        from graph.ui.explore import export
        from tests.helpers import pictures

        graph = pictures.foreign(3)
        scene = build(graph)
        placed, drawn = SimpleNamespace(claims={}), SimpleNamespace(graph=graph, scene=scene, left_out=(), filtered="")
        export.panel(View(off=frozenset()), drawn, placed, "case")  # type: ignore[arg-type]

    app = drawn(page)
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == [row.label for row in FORMATS.values()]
    assert labels[-1] == "Names"


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_has_all_that_a_row_says(ending: str) -> None:
    row = FORMATS[ending]
    assert row.ending == ending
    assert row.label
    assert row.use
    assert "/" in row.mime
    graph = pictures.case(3)
    assert row.encode(Export(subgraph=graph, captions=captions_of(graph), scene=build(graph)))


# -- a layout ----------------------------------------------------------------------------------


def test_a_layout_is_a_row_and_a_function(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = (
        "from graph.picture.layout.graph import Placement\n\n\n"
        "def line(graph):\n"
        "    return Placement({key: (200.0 * i, 0.0) for i, key in enumerate(graph.keys)})\n"
    )
    module(monkeypatch, tmp_path, layout, "line", code)
    monkeypatch.setitem(LAYOUTS, "line", Layout("line", "In line", "One after the other", "line:line"))
    assert {node.y for node in build(pictures.case(5), layout="line").nodes} == {0.0}
    view, notes = View.from_parameters({"case": "c", "layout": "line"})
    assert (view.layout, notes) == ("line", [])
    assert view.to_parameters()["layout"] == "line"
    _, notes = View.from_parameters({"case": "c", "layout": "none"})
    assert "organic, layered, radial, time, grouped, line" in notes[0]


def test_a_layout_is_in_the_menu_of_the_canvas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LAYOUTS, "line", Layout("line", "In line", "One after the other", "line:line"))

    def page() -> None:
        from graph.ui.parts.canvas import canvas
        from tests.helpers import scenes

        canvas(scenes.few(), graph_id="g", key="k", layout="line")

    assert sent_to_canvas(page)["layouts"][-1] == {"id": "line", "label": "In line", "title": "One after the other"}


# -- an action ---------------------------------------------------------------------------------


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch) -> Action:
    """An action that starts from one node, and asks of it at least two relationships."""
    row = Action(
        name="double",
        label="Start doubly",
        does=lambda view, keys, _: replace(view, start=tuple(keys), degree=2),
        menu=OfferedFor.ANY,
        buttons=OfferedFor.ANY,
        key="d",
        hint="Why not",
    )
    monkeypatch.setitem(ACTIONS, "double", row)
    return row


def test_an_action_is_a_row_and_a_function(double: Action, monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[View] = []
    monkeypatch.setattr("graph.ui.state.change_view", went.append)
    perform("double", View(case="c"), ["c/a"], {})
    perform("no such action", View(case="c"), ["c/a"], {})
    assert went == [View(case="c", start=("c/a",), degree=2)]
    line = {"name": "double", "label": "Start doubly", "note": "d", "key": "d", "when": "", "one": True}
    assert menu(ACTIONS.values())[-1] == {**line, "several": True, "edges": False}
    button = {"label": "Start doubly", "kind": "double", "title": "Why not", "primary": False}
    assert buttons(ACTIONS.values())[-1] == button
    assert of_several_nodes([], [], ACTIONS.values())["actions"][-1] == button


def test_an_action_is_sent_to_the_canvas_and_heard_from_it(double: Action) -> None:
    def page() -> None:
        import streamlit as st

        from graph.ui.explore.actions import ACTIONS
        from graph.ui.parts.canvas import canvas
        from tests.helpers import scenes

        canvas(scenes.few(), graph_id="g", key="k", actions=ACTIONS.values())
        inbox = st.session_state["_canvas_inbox_k"]
        event = {"seq": 1, "kind": "double", "nodes": ["t/a"]}
        st.text(str([heard.kind for heard in inbox.read({"epoch": "e", "events": [event]})]))

    assert sent_to_canvas(page)["actions"][-1]["name"] == double.name
    app = drawn(page)
    assert app.text[0].value == "['double']"


def test_every_action_has_one_word_for_the_browser_and_for_python() -> None:
    assert [row.name for row in ACTIONS.values()] == list(ACTIONS)
    labels = [row.label for row in ACTIONS.values()]
    assert len(set(labels)) == len(labels)
    keys = [row.key for row in ACTIONS.values() if row.key]
    assert len(set(keys)) == len(keys)
    # what one of several cannot be: a node that is pinned and is not
    for pinned in (True, False):
        drawn = [button["label"] for button in buttons(ACTIONS.values(), pinned=pinned)]
        assert ("Pin" in drawn, "Unpin" in drawn) == (not pinned, pinned)


def sent_to_canvas(page: Callable[[], None]) -> dict[str, list[dict[str, object]]]:
    """What the browser is told of the canvas on a page."""
    app = drawn(page)
    sent = [
        json.loads(part.proto.json) for part in app.get("bidi_component") if part.proto.WhichOneof("data") == "json"
    ]
    return next(data for data in sent if "graph_id" in data)


# -- a measure ---------------------------------------------------------------------------------


def test_a_measure_is_a_row_and_a_function(
    loaded_embedded: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module(monkeypatch, tmp_path, nx, "letters", "def count(graph, _):\n    return {n: len(n) for n in graph}\n")
    row = Measure("letters", "Letters", "How long its id is.", "networkx.Graph.nodes", "letters:count")
    monkeypatch.setitem(MEASURES, "letters", row)
    ranked = rank(loaded_embedded, by="letters")
    assert [row.score for row in ranked] == sorted((len(row.node.id) for row in ranked), reverse=True)
    assert ", letters; default: degree" in " ".join(documented_commands()["rank"].format_help().split())
    assert ", letters; default: degree" in commands_page()


# -- the rest ----------------------------------------------------------------------------------


def test_a_page_is_a_row_and_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folders = {path.parent.name for path in (ROOT / "graph" / "ui").glob("*/page.py")}
    assert folders == {page.name for page in pages.PAGES}
    assert len(pages.HEADER) <= 7  # in one line at 1,280 px; the others are behind the menu
    for name in (*folders, "weather"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.py").touch()
    monkeypatch.setattr(pages, "__file__", str(tmp_path / "pages.py"))
    monkeypatch.setattr(frame, "PAGES", (*pages.PAGES, pages.Page("weather", "Weather")))

    def page() -> None:
        import streamlit as st

        from graph.ui import frame

        for each in frame.streamlit_pages():
            st.text(f"{each.title} {each.url_path}")

    app = drawn(page)
    assert app.text[-1].value == "Weather weather"


def test_an_entity_type_is_a_line_of_the_schema(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = (ROOT / "graph" / "case" / "schema.yaml").read_text(encoding="utf-8")
    line = '  Vehicle: {plural: Vehicles, colour: "#123456", shape: box}\n'
    (tmp_path / "schema.yaml").write_text(text.replace("entity_types:\n", f"entity_types:\n{line}"), encoding="utf-8")
    monkeypatch.setattr("graph.case.schema.files", lambda _: tmp_path)
    schema = load_schema.__wrapped__()
    assert schema.entity_types["Vehicle"].labels == ("Entity", "Vehicle")
    assert "Vehicle" in schema.predicates["CONCERNS"].range
    car = Node("c/car", "car", ("Entity", "Vehicle"), {"id": "car", "case_id": "c", "name": "The car"})
    scene = build(Subgraph((car,), ()), schema=schema)
    assert (scene.nodes[0].colour, scene.legend[0].plural) == ("#123456", "Vehicles")


def test_a_filter_of_a_view_reads_nothing_anew() -> None:
    changed = View(speaker="a", source="b", since="2019-01-01", until="2020-01-01", degree=2, dim=True)
    assert data.placement_key(changed) == data.placement_key(View())


def test_what_the_recipes_name_is_there() -> None:
    for what in (
        "export format",
        "layout",
        "page",
        "entity type",
        "status",
        "setting",
        "command",
        "measure",
        "filter of a view",
    ):
        assert f"**{what}**" in RECIPES, what
    for name in {word for line in RECIPES.splitlines() for word in line.split("`")[1::2] if "/" in word}:
        assert list(ROOT.glob(name)), f"CONTRIBUTING names {name}"


def test_statuses_settings_and_commands_are_documented() -> None:
    case_file = (ROOT / "docs" / "case-file.md").read_text(encoding="utf-8")
    assert all(f"`{status}`" in case_file for status in get_args(Status))
    assert "CASEGRAPH_QUERY_ROWS" in settings_page()
    assert all(f"`python -m graph {name}`" in commands_page() for name in documented_commands())
