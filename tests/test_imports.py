"""Imports point one way: down the table of rooms, which CONTRIBUTING.md explains."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Each room of graph/, and the rooms it may import; what these may import, it may import too.
ROOMS = {
    "errors": (),
    "settings": ("errors",),
    "dates": ("errors",),
    "quantities": ("dates",),
    "passages": ("errors",),
    "texts": ("passages",),
    "model": ("errors", "dates", "quantities", "passages"),
    "schema": ("model",),
    "casefile": ("model", "schema", "settings", "texts", "files"),
    "cypher": ("errors", "settings"),
    "stores": ("settings", "cypher", "stopping"),
    "load": ("casefile", "stores"),
    "connections": ("settings", "stores"),
    "fetch": ("stores",),
    "nx": ("fetch",),
    "stats": ("stores",),
    "questions": ("fetch", "schema", "captions"),
    "search": ("stores", "schema", "captions"),
    "examples": ("stores",),
    "tables": ("stores", "schema"),
    "output": ("tables",),
    "shell": ("output", "saved"),
    "formats": ("stores", "model"),
    "parameters": (),
    "queries": ("files", "parameters"),
    "view": ("errors", "parameters"),
    "files": ("errors",),
    "stopping": ("errors",),
    "saved": ("files", "view"),
    "placing": ("explore",),
    "filtering": ("view", "fetch", "captions"),
    "chosen": ("saved", "schema"),
    "indexes": ("stores",),
    "survey": ("indexes", "scene"),
    "finding": ("indexes", "search"),
    "addresses": ("fetch", "indexes", "view"),
    "recipe": ("addresses",),
    "explore": ("addresses", "view", "saved", "scene", "nx", "questions", "finding", "filtering"),
}
# From a subgraph to a picture is one piece of work in several files: these may use each other.
PICTURE = ("captions", "spans", "scene", "layout", "render")
ROOMS |= dict.fromkeys(PICTURE, ("stores", "schema", "files", "formats", "stopping", *PICTURE))
ROOMS["ui"] = tuple(ROOMS)
ROOMS["commands"] = tuple(ROOMS)
ROOMS["cli"] = tuple(ROOMS)
ROOMS["__main__"] = ("cli",)

# Packages that only some modules may import: the others stay independent of them, and quick to import.
ONLY_IN = {
    "streamlit": ("app", "graph.ui"),
    "grafeo": ("graph.stores.embedded", "graph.stores._embedded", "graph.stores.worker"),
    "neo4j": ("graph.stores.neo4j", "graph.stores._neo4j"),
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
                # `from graph import nx` names a module, `from graph.nx import degree` does not
                yield f"{source}.{alias.name}" if f"{source}.{alias.name}" in MODULES else source


IMPORTS = {name: sorted(set(imports(name, path))) for name, path in MODULES.items()}


def room(name: str) -> str:
    return name.removeprefix("graph").lstrip(".").split(".")[0]


def below(name: str) -> set[str]:
    """Every room that a room may import."""
    rooms: set[str] = set()
    todo = [name]
    while todo:
        lower = set(ROOMS[todo.pop()]) - rooms
        rooms |= lower
        todo += lower
    return rooms


def inside(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith((f"{package}.", f"{package}_")) for package in packages)


def test_every_module_has_a_room() -> None:
    rooms = {room(name) for name in MODULES if inside(name, ("graph",))} - {""}
    assert rooms <= set(ROOMS), "a new room: give it a line in this table and in CONTRIBUTING.md"


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_point_down_the_table(name: str) -> None:
    own = [imported for imported in IMPORTS[name] if inside(imported, ("graph",))]
    missing = [imported for imported in own if imported not in MODULES]
    assert not missing, f"{name} imports what is not there"
    if name == "app":
        allowed = {"ui"}
    elif name == "graph":
        allowed = set()
    else:
        allowed = {room(name), ""} | below(room(name))
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
                if imported in MODULES:
                    visit(imported, (*trail, name))
            done.add(name)

    for name in MODULES:
        visit(name, ())


@pytest.mark.parametrize("statement", ["import graph", "import graph.cli", "from graph import casefile, load, stores"])
def test_start_is_light(statement: str) -> None:
    script = f"import sys; {statement}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not HEAVY & set(loaded.stdout.split())


def test_no_folder_that_streamlit_would_discover() -> None:
    assert not [path for path in (ROOT / "pages", *(ROOT / "graph" / "ui").glob("**/pages")) if path.is_dir()]
