"""Imports point one way: up the list of rooms, which CONTRIBUTING.md shows."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import ROOT

ROOMS = {
    "errors": "one tree of errors under `CaseGraphError`",
    "settings": "every limit and connection: name, default, range, help",
    "files": "files written whole or not at all, by one writer at a time",
    "stopping": "long work that can be stopped",
    "elements": "Node, Relationship, Path, Subgraph and their JSON: what every room hands the next",
    "cypher": "what a query is: tokens, reading or writing, quoting, completion",
    "stores": "where a graph is kept: the contract, `embedded/` (with its `dialect/`), `neo4j/`, connections",
    "case": "a case: model, schema, words, its file, its rows for a store",
    "reading": "a document → plain text, a file each format",
    "extract": "plain text → proposals: names, dates, quantities, claims, a file each",
    "review": "proposals and decisions → rows of a case",
    "questions": "what a store can be asked, a function each: parts, paths, claims, search, survey",
    "nx": "NetworkX over a store: a lazy graph, a dispatch backend, and measures",
    "picture": "subgraph → scene: looks, captions, layouts",
    "formats": "scene, subgraph or result → file or text, by one table of formats",
    "explore": "a view as one value and one URL; view → subgraph and scene; what is kept beside a store",
    "cli": "the command line and the shell",
    "ui": "the app: a folder a page, what pages are made of in `parts/`",
}
"""The rooms of graph/ and what each holds. A room imports only rooms written before it."""
APART = ("cli", "ui")
"""Neither of these imports the other."""

# Packages that only some modules may import: the others stay independent of them, and quick to import.
ONLY_IN = {
    "streamlit": ("app", "graph.ui"),
    "grafeo": ("graph.stores.embedded", "graph.stores._embedded", "graph.stores.embedded.worker"),
    "neo4j": ("graph.stores.neo4j",),
    "spacy": ("graph.extract",),
}
HEAVY = {
    "grafeo",
    "neo4j",
    "networkx",
    "numpy",
    "pandas",
    "prompt_toolkit",
    "pyvis",
    "resvg_py",
    "scipy",
    "spacy",
    "streamlit",
    "typst",
}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = [path for path in (ROOT / "graph").rglob("*.py") if "node_modules" not in path.parts]
MODULES = {module_name(path): path for path in [*FILES, *ROOT.glob("app.py")]}


def imports(name: str, path: Path) -> Iterator[str]:
    """Yield the module of every import in a file, those inside functions among them."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                # `from graph import nx` names a module, `from graph.questions.paths import degree` does not
                yield f"{source}.{alias.name}" if f"{source}.{alias.name}" in MODULES else source


IMPORTS = {name: sorted(set(imports(name, path))) for name, path in MODULES.items()}


def room(name: str) -> str:
    return name.removeprefix("graph").lstrip(".").split(".")[0]


def inside(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def before(name: str) -> set[str]:
    """Return the rooms that a room may import."""
    rooms = list(ROOMS)
    earlier = set(rooms[: rooms.index(name)])
    return earlier - set(APART) if name in APART else earlier


def test_every_module_has_a_room() -> None:
    rooms = {room(name) for name in MODULES if inside(name, ("graph",))} - {"", "__main__"}
    assert rooms == set(ROOMS), "a new room: give it a line in this table, and run: make docs"


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_room_imports_only_rooms_written_before_it(name: str) -> None:
    own = [imported for imported in IMPORTS[name] if inside(imported, ("graph",))]
    missing = [imported for imported in own if imported not in MODULES]
    assert not missing, f"{name} imports what is not there"
    match name:
        case "app":
            allowed = {"ui"}
        case "graph":  # the door
            allowed = set(ROOMS) - set(APART)
        case "graph.__main__":
            allowed = {"cli"}
        case _:
            allowed = {room(name), ""} | before(room(name))
    wrong = [imported for imported in own if room(imported) not in allowed]
    assert not wrong, f"{name} may import {', '.join(sorted(allowed - {''})) or 'nothing of graph'}"


@pytest.mark.parametrize("package", ONLY_IN)
def test_a_package_stays_in_its_room(package: str) -> None:
    users = [name for name in MODULES if any(inside(imported, (package,)) for imported in IMPORTS[name])]
    strangers = [name for name in users if not inside(name, ONLY_IN[package])]
    assert not strangers, f"only {' and '.join(ONLY_IN[package])} may import {package}"


def test_no_circle() -> None:
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"a circle: {' -> '.join([*trail[trail.index(name) :], name])}"
        if name not in done:
            for imported in IMPORTS[name]:
                if imported in MODULES and imported != "graph":  # the door is no room: see the next test
                    visit(imported, (*trail, name))
            done.add(name)

    for name in MODULES:
        visit(name, ())


@pytest.mark.parametrize("name", sorted(set(MODULES) - {"graph"}))
def test_a_room_goes_through_the_door_only_at_the_moment_of_a_call(name: str) -> None:
    # a value's method asks the door for what later rooms can do; a module that did so would need them to be imported
    for node in ast.parse(MODULES[name].read_bytes()).body:
        asked = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        if isinstance(node, ast.ImportFrom):
            asked = [alias for alias in asked if node.module == "graph" and f"graph.{alias}" not in MODULES]
            assert set(asked) <= {"__version__"}
        assert "graph" not in asked


STARTS = [
    "import graph",
    "import graph.cli",
    "from graph import case, stores",
    "from graph import CaseGraphError, Node, Path, Relationship, Settings, Subgraph",
    "from graph import Result, Store, View; import graph; dir(graph), graph.open, graph.errors",
]


def loaded_by(statement: str) -> list[str]:
    """Return the modules that a Python of its own has loaded after a statement."""
    command = [sys.executable, "-c", f"import sys; {statement}; print(*sys.modules)"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize("statement", STARTS)
def test_start_is_light(statement: str) -> None:
    assert not HEAVY & set(loaded_by(statement))


def test_the_command_line_opens_no_room_for_its_help() -> None:
    loaded = loaded_by("from graph.cli.parser import parser; parser().format_help()")
    opened = ("graph.cypher", "graph.stores", "graph.case", "graph.questions", "graph.picture", "graph.explore", "yaml")
    assert not [name for name in loaded if inside(name, opened)]


def test_the_door_imports_no_room() -> None:
    loaded = loaded_by("import graph; dir(graph)")
    assert [name for name in loaded if inside(name, ("graph",))] == ["graph"]


def test_no_folder_that_streamlit_would_discover() -> None:
    assert not [path for path in (ROOT / "pages", *(ROOT / "graph" / "ui").glob("**/pages")) if path.is_dir()]
