"""No exit tells what is alleged, contested or inferred without its status, or without who says so.

Every exit that stands in a table of the program is walked: formats, commands with all their formats and endings, pages.
One that is in a table and is not walked fails here, until somebody says how.
"""

import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]

import graph
from graph.case.captions import edge_caption
from graph.case.file import read
from graph.case.load import load
from graph.case.model import Case
from graph.case.schema import load_schema
from graph.case.statuses import STATUSES
from graph.cli import main
from graph.cli.parser import documented_commands
from graph.explore.drawing import DrawnView, PlacedGraph, open_view
from graph.explore.view import View
from graph.formats import FORMATS, to_bytes
from graph.formats.notebook import to_notebook_html
from graph.formats.readable import readable
from graph.formats.results import RESULT_FILES, result_file
from graph.picture.layout import LAYOUTS
from graph.picture.looks import SPEAKER_WORDS
from graph.questions.ask import questions
from graph.settings import Settings
from graph.stores import Store, open_store
from graph.ui.claims.page import TABS
from graph.ui.pages import PAGES
from graph.ui.parts.canvas.payload import scene_payload
from graph.ui.parts.inspector import content
from tests.helpers.inspector import inspected
from tests.helpers.pages import Page, own_settings
from tests.helpers.stores import BOTH
from tests.innocence import units
from tests.innocence.contested import CASE, Told, of_case, read_case, written

SCHEMA = load_schema()
Run = Callable[..., tuple[object, str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("innocence")


@pytest.fixture(scope="module")
def case(folder: Path) -> Case:
    return read_case(folder)


@pytest.fixture(scope="module")
def told(case: Case) -> tuple[Told, ...]:
    statements = of_case(case)
    assert {each.status for each in statements} == {"alleged", "disputed", "denied", "questioned", "inferred"}
    return statements


@pytest.fixture(scope="module")
def kept(folder: Path, case: Case) -> Path:
    """The file of a store that holds the case."""
    path = folder / "contested.grafeo"
    with open_store(str(path), Settings()) as store:
        load(store, case)
    return path


def unguarded(found: list[units.Unit], statements: tuple[Told, ...]) -> list[str]:
    """Return what tells a statement without a word for it.

    Of two versions of a case the word of one is enough, and so it is of two dates of one event, told beside each other.
    """
    return [
        f"{each.id} {each.status}: {text[:400]}"
        for unit in found
        for each in statements
        for text in units.told_in(unit, each.is_told_by)
        if not any(other.is_guarded_by(text) for other in statements if other.is_of(each))
    ]


def unmarked(found: list[units.Unit], statements: tuple[Told, ...]) -> list[str]:
    """Return captions of lines in a picture that lack their status."""
    lacking = []
    for caption in {each.caption for each in statements}:
        here = [each for each in statements if caption in each.caption]  # the shorter is in the longer one
        pattern = re.compile(rf"(?<!\w){re.escape(caption)}(?!\w)")
        for unit in found:
            for text in units.told_in(unit, partial(_has, pattern)):
                if not any(each.is_guarded_by(text) for each in here):
                    lacking.append(f"{caption}: {text[:400]}")
    return lacking


def _has(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.search(text) is not None


# -- formats -------------------------------------------------------------------------------------------------


@pytest.fixture(params=BOTH)
def store(request: pytest.FixtureRequest, case: Case) -> Store:
    held: Store = request.getfixturevalue(f"{request.param}_store")
    load(held, case)
    return held


@pytest.fixture
def drawn(store: Store) -> tuple[PlacedGraph, DrawnView]:
    view = View(case=CASE, off=frozenset(), speakers=frozenset(SPEAKER_WORDS))
    return open_view(store, view, schema=SCHEMA, settings=Settings())


def test_files_of_every_format(
    store: Store, drawn: tuple[PlacedGraph, DrawnView], told: tuple[Told, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    placed, view = drawn
    assert len(view.scene.edges) >= len(told)
    svg = to_bytes(view.saved, ".svg", scene=view.scene)
    of_pixels: list[str] = []

    def kept_svg(svg_string: str, **_: object) -> bytes:
        of_pixels.append(svg_string)
        return b""

    monkeypatch.setattr("resvg_py.svg_to_bytes", kept_svg)
    for ending in FORMATS:
        for claims in (placed.claims, None) if not FORMATS[ending].picture else (placed.claims,):
            data = to_bytes(view.saved, ending, scene=view.scene, claims=claims)
            found = units.of_xml(of_pixels[-1]) if ending == ".png" else units.of_file(ending, data)
            if ending == ".pdf":
                # its words stand in no order, but each caption is whole
                found = [phrase for phrase in re.split(r"(?<=\))", " ".join(found)) if phrase]
            else:
                assert unguarded(found, told) == [], ending
            if FORMATS[ending].picture:
                assert unmarked(found, told) == [], ending
            # a file in which nothing was found to look at would pass too
            bare = units.without(found, [word for each in told for word in (each.status, *each.speakers)])
            assert unmarked(bare, told) if FORMATS[ending].picture else unguarded(bare, told), ending
    assert of_pixels
    assert svg.decode() in of_pixels


def test_canvas_tooltips_and_tables(drawn: tuple[PlacedGraph, DrawnView], told: tuple[Told, ...]) -> None:
    from graph.ui.explore.tables import node_rows, relationship_rows

    placed, view = drawn
    scene = units.of_file(".json", scene_payload(view.scene).data)
    assert unguarded(scene, told) == []
    assert unmarked(scene[0]["body"]["edges"], told) == []
    for rows in (relationship_rows, node_rows):
        assert unguarded(list(rows(view, placed)[1]), told) == []
    assert {each.id for each in told if any(each.is_told_by(str(row)) for row in relationship_rows(view, placed)[1])}


CHOICES: list[dict[str, Any]] = [
    *({"layout": layout} for layout in LAYOUTS),
    *({"off": frozenset({f"~{status}"}), "dim": dim} for status in STATUSES for dim in (False, True)),
    {"speaker": "morbofen", "stance": "denies", "speakers": frozenset(SPEAKER_WORDS)},
    {"measure": "degree", "shown_by": "colour"},
    {"falls": "contested/gazette"},
    {"degree": 2, "dim": True},
]


@pytest.mark.parametrize("choice", CHOICES, ids=range(len(CHOICES)))
def test_no_choice_of_a_view_hides_that_something_is_alleged(
    choice: dict[str, Any], kept: Path, told: tuple[Told, ...]
) -> None:
    """Statuses and speakers can be left away, and then so is what they are of; what is drawn has its status."""
    with open_store(str(kept), Settings()) as held:
        view = View(**({"case": CASE, "off": frozenset()} | choice))
        _, drawn = open_view(held, view, schema=SCHEMA, settings=Settings())
    lines = [edge for edge in drawn.scene.edges if edge.status]
    if choice.get("degree") != 2:
        assert lines
    by_predicate = {each.predicate: each for each in told if each.predicate != "OCCURRED_ON"}
    for edge in lines:
        if edge.type in by_predicate:
            assert edge.status == by_predicate[edge.type].status
            # where something falls, "(disputed → denied)"
            assert f"({edge.status}" in edge.caption
            assert f"({edge.status}" in edge.tooltip.splitlines()[0]
        assert edge.status in {entry.name for entry in drawn.scene.legend if entry.kind == "status"}
        assert f"~{edge.status}" not in view.off or edge.faint


def test_notebooks(store: Store, case: Case, told: tuple[Told, ...]) -> None:
    result = store.query("MATCH (a:Entity)-[r]->(b) WHERE r.status IS NOT NULL RETURN a, r, b", limit=100)
    paths = store.query(PATHS, limit=100)
    graph_ = graph.Subgraph.of(result.rows)
    for value in (result, paths, graph_, store, case, store.graph()):
        assert unguarded(units.of_html(to_notebook_html(value)), told) == [], type(value)
    assert unmarked(units.of_html(to_notebook_html(graph_)), told) == []


def test_files_of_results(store: Store, told: tuple[Told, ...]) -> None:
    for cypher in (EDGES + "a, r, b", EDGES + "r", PATHS):
        result = store.query(cypher, limit=100)
        for ending in RESULT_FILES:
            found = units.of_file(f"result.{ending}", result_file(result, ending, SCHEMA))
            assert any(each.is_told_by(str(unit)) for unit in found for each in told), ending
            assert unguarded(found, told) == [], (cypher, ending)


def test_every_table_of_files_is_one_that_is_walked() -> None:
    """What maps endings to files, anywhere among the formats, is named by a command's help, or walked here."""
    named = {ending for name in documented_commands() for ending in _choices(name, "--output")}
    tables = {}
    for module in walk_packages(graph.formats.__path__, "graph.formats."):
        for name, value in vars(import_module(module.name)).items():
            if isinstance(value, dict) and value and all(str(key).startswith(".") for key in value):
                tables[name] = set(value)
    assert {"FORMATS", "LEDGER_FILES", "MATRIX_FILES", "REPORT_FORMATS"} <= tables.keys()
    assert {name: endings - named for name, endings in tables.items() if endings - named} == {}


# -- commands ------------------------------------------------------------------------------------------------

EDGES = "MATCH (a:Entity)-[r]->(b) WHERE r.status IS NOT NULL RETURN "
PATHS = "MATCH p = (a:Entity)-[r]->(b) WHERE r.status IS NOT NULL RETURN p"
COMMANDS: dict[str, Callable[[Path, Case], list[list[str]]]] = {
    "load": lambda folder, case: [["--dry-run", str(folder / "changed.yaml")], [str(folder / "contested.yaml")]],
    "validate": lambda folder, case: [[str(folder / "contested.yaml")], ["--coverage", str(folder / "changed.yaml")]],
    "locate": lambda folder, case: [[str(folder / "changed.yaml")]],
    "extract": lambda folder, case: [
        ["--propose-with", "rules", "-o", str(folder / "new.yaml"), str(folder / "paper.txt")]
    ],
    "diff": lambda folder, case: [[str(folder / "contested.yaml"), str(folder / "changed.yaml")]],
    "query": lambda folder, case: [
        [EDGES + "a, r, b"],
        [f"{EDGES}{{of: a, by: r, to: b}} AS map"],
        [EDGES + "r"],
        [PATHS],
    ],
    "shell": lambda folder, case: [[]],
    "stats": lambda folder, case: [[]],
    "schema": lambda folder, case: [[]],
    "search": lambda folder, case: [["Tarbobon"], ["asserts"], ["ploughwright"]],
    "neighbors": lambda folder, case: [[each.subject] for each in case.statements[::4]],
    "path": lambda folder, case: [[each.subject, each.object] for each in case.statements[::4] if each.object],
    "rank": lambda folder, case: [[], ["--compare"], ["--by", "betweenness"]],
    "communities": lambda folder, case: [[]],
    "bridges": lambda folder, case: [[]],
    "similar": lambda folder, case: [["tarbobon"]],
    "ego": lambda folder, case: [["tarbobon"], ["tarbofen", "--radius", "2"]],
    "connect": lambda folder, case: [["tarbobon", "tarbodan"]],
    "explain": lambda folder, case: [[id] for id in ("s1", "s9", "s11", "s13", "s9.2")],
    "ledger": lambda folder, case: [["--limit", "99"], ["--by", "speaker", "--limit", "99"]],
    "contradictions": lambda folder, case: [[]],
    "rests-on": lambda folder, case: [["gazette"], ["morbobon"], ["s9.1"], ["gazette#p1s1"]],
    "ask": lambda folder, case: [[], *_asked()],
    "stances": lambda folder, case: [[]],
    "accusations": lambda folder, case: [[]],
    "speakers": lambda folder, case: [[], ["morbodan", "morbofen"]],
    "render": lambda folder, case: [[EDGES + "a, r, b"], ["--view", f"?case={CASE}&off=none"]],
    "timeline": lambda folder, case: [[], ["--lane", "said"]],
    "report": lambda folder, case: [[], ["--statement", "s9"]],
    "second-read": lambda folder, case: [[str(folder / "contested.yaml")]],
}
"""How each command is called, without its format and its file, of which each is tried."""
NOT_WALKED = {"app": "it serves the pages, which are walked below"}
UNTOLD = ("stats", "schema", "communities")
"""They list types of relationships, or names in a group, and tell no relationship."""


def _asked() -> Iterator[list[str]]:
    """Yield each question that comes with the program, with what it asks for."""
    given = {"statement": "s9", "earlier": "gazette", "later": "herald"}
    for asked in questions().values():
        words = [word for name in asked.to_give for word in ("-p", f"{name}={given[name]}")]
        yield [asked.name, *words]


@pytest.fixture
def run(
    folder: Path, kept: Path, case: Case, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Run a command; what it prints, and what it says beside that."""
    written(folder)
    written(folder, "changed", changed=True)
    (folder / "paper.txt").write_text("Tarbobon said that Tarbodan burned.\n")

    def run(*words: str) -> tuple[object, str, str]:
        queries = f"{EDGES}a, r, b;\n{EDGES}r;\n{PATHS};\n"
        monkeypatch.setattr(sys, "stdin", io.StringIO(queries))
        status: object
        try:
            status = main([words[0], "--store", str(kept), *words[1:]])
        except SystemExit as stop:
            status = stop.code
        return status, *capsys.readouterr()

    return run


def _choices(name: str, option: str) -> list[str]:
    """Return the formats, or the endings of files, that a command's help names."""
    actions = {flag: action for action in documented_commands()[name]._actions for flag in action.option_strings}
    if option not in actions:
        return []
    if option == "--format":
        return list(actions[option].choices or ())
    return re.findall(r"(?<=[ ,])\.[a-z][a-z.]*[a-z]", f" {actions[option].help}")


@pytest.mark.parametrize("name", sorted({*documented_commands(), *COMMANDS}))
def test_what_a_command_prints_and_writes(
    name: str, run: Run, folder: Path, case: Case, told: tuple[Told, ...]
) -> None:
    if name in NOT_WALKED:
        return
    assert name in COMMANDS, f"say how {name} is called, so that what it tells is looked at"
    if name in ("load", "diff"):
        told = (*told, *of_case(read(folder / "changed.yaml", settings=Settings())))
    formats, endings = _choices(name, "--format"), _choices(name, "--output")
    if set(endings) == set(FORMATS):
        endings = [".svg", ".csv"]  # each is walked above, from the same graph
    shown = 0
    for n, words in enumerate(COMMANDS[name](folder, case)):
        plain = (name, bool(words)) == ("ask", False) or (name, words[:1] != ["--dry-run"]) == ("load", True)
        printed = [["--format", each] for each in formats if not plain] or [[]]
        printed = printed if name not in ("render", "report") else []
        # the first is tried in every format and as every file, the others in turns
        printed = printed if n == 0 else printed[n % len(printed) :][:1] if printed else []
        for more in printed:
            status, out, err = run(name, *words, *more)
            assert status == 0, (words, more, err)
            found = _printed(out, more[-1] if more else "")
            shown += sum(each.is_told_by(out) for each in told)
            if name not in UNTOLD:
                assert unguarded([*found, *units.of_text(err)], told) == [], (words, more)
        wanted = endings if n == 0 else endings[n % len(endings) :][:1] if endings else []
        for ending in wanted if name != "extract" else ():
            path = folder / f"out{ending}"
            status, _, err = run(name, *words, "-o", str(path))
            assert status == 0, (words, ending, err)
            # of a picture the SVG is read, and of its PDF nothing is left in order; in that of a report sentences are
            if ending == ".pdf" and name == "report":
                assert unmarked(units.of_pdf(path.read_bytes()), told) == [], (words, ending)
            elif ending not in (".pdf", ".png"):
                assert unguarded(units.of_file(path.name, path.read_bytes()), told) == [], (words, ending)
    assert shown or endings or name in SILENT, "nothing was told, so nothing was looked at"


SILENT = ("stats", "schema", "validate", "locate", "extract", "search", "rank", "communities", "similar", "second-read")
"""They tell of nodes, of files and of counts."""


def _printed(out: str, format_: str) -> list[units.Unit]:
    if format_ in ("json", "jsonl", "csv"):
        return units.of_file(f"out.{format_}", out.encode())
    return units.of_text(out)


# -- pages ---------------------------------------------------------------------------------------------------
Visit = tuple[dict[str, str], Callable[[Page], None]]


def _stay(page: Page) -> None:
    """Look at a page as it is when it is opened."""


def _below(panel: str) -> Callable[[Page], None]:
    return lambda page: page.show(panel)


VISITS: dict[str, list[Visit]] = {
    "explore": [
        ({}, _stay),
        *(({"selection": id}, _stay) for id in ("s1", "s9.1", "tarbofen")),
        *(({"off": "none", "speakers": "asserts,denies"}, _below(tab)) for tab in ("Table", "Timeline")),
    ],
    "timeline": [({}, _stay), ({"lane": "said"}, _stay)],
    "claims": [({"tab": tab.lower()}, _stay) for tab in TABS],
    "sources": [({"source": "gazette"}, _stay)],
    "cases": [({}, _stay)],
    "review": [({}, _stay)],
    "query": [({}, _stay)],
    "analysis": [({}, _stay), ({"what": "bridges"}, _stay)],
    "schema": [({}, _stay)],
    "connections": [({}, _stay)],
}
"""How each page is looked at: the parameters of its address, and what is done there."""


def _shown(block: Any) -> Iterator[units.Unit]:
    """Yield what the elements of a page hold: their words, the rows of tables, what components are given."""
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from _shown(child)
        elif child.type == "arrow_data_frame":
            yield from child.value.astype(str).to_dict("records")
        elif child.type == "bidi_component":
            for text in filter(str.strip, (child.proto.json, child.proto.bytes.decode())):
                yield json.loads(text)
        elif child.type == "html":
            yield from units.of_html(child.proto.body)
        elif hasattr(child, "proto"):
            said = MessageToDict(child.proto)
            yield from said.pop("options", ())  # each is chosen alone
            # a query finds, and tells nothing
            yield {} if said.get("language") == "cypher" else said


@pytest.mark.parametrize("name", sorted({*(page.name for page in PAGES), *VISITS}))
def test_what_a_page_shows(name: str, kept: Path, told: tuple[Told, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    assert name in VISITS, f"say how the page {name} is looked at"
    [title] = [page.title for page in PAGES if page.name == name]
    assert unguarded([title], told) == []
    seen: set[str] = set()
    with own_settings():
        monkeypatch.setenv("CASEGRAPH_STORE", str(kept))
        for parameters, act in VISITS[name]:
            page = Page({"case": CASE, **parameters} if name == "explore" else {})
            if name != "explore":
                for parameter, value in {"case": CASE, **parameters}.items():
                    page.app.query_params[parameter] = value
                page.turn_to(name)
            act(page)
            found = list(_shown(page.app.main))
            assert unguarded(found, told) == [], parameters
            seen |= {each.id for each in told for unit in found if each.is_told_by(str(unit))}
    assert seen or name in UNTOLD_PAGES, "nothing was told, so nothing was looked at"


UNTOLD_PAGES = ("cases", "review", "query", "schema", "connections", "analysis")
"""They tell of files, of stores and of types; a query's result is walked as a notebook's, an analysis's as a view."""


# -- graphs of others ----------------------------------------------------------------------------------------


def test_an_accusation_of_another_graph_says_that_its_status_is_unknown(embedded_store: Store) -> None:
    embedded_store.execute("CREATE (:Person {name: 'Tarbobon'})-[:ACCUSED_OF]->(:Event {name: 'Tarbodan'})")
    result = embedded_store.query("MATCH (a)-[r]->(b) RETURN a, r, b")
    [(node, relationship, _)] = result.rows
    graph_ = graph.Subgraph.of(result.rows)
    shown = [
        edge_caption(relationship, SCHEMA),
        readable(relationship, SCHEMA),
        to_notebook_html(graph_),
        to_bytes(graph_, ".svg").decode(),
        str(inspected(embedded_store, node)),
        str(content.of_relationship(embedded_store, relationship, SCHEMA, passages=lambda *_: None)),
    ]
    assert [text for text in shown if "accused of" in text and "status unknown" not in text] == []
