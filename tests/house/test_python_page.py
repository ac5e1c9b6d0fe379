"""The examples of docs/python.md give the output it shows, on both stores; the notebook is the same page, run."""

import doctest
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import graph
from docs.build.notebook import NOTEBOOK, PAGE, SEEDS, cells
from tests.helpers import ROOT
from tests.helpers.stores import BOTH

TEXT = PAGE.read_text(encoding="utf-8")
ADDRESS, NAME = "data/fire.grafeo", "fire.grafeo"


@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store: a file that is not there yet, or a server."""
    return ADDRESS if request.param == "embedded" else request.getfixturevalue(f"{request.param}_store").name


@pytest.mark.parametrize("address", BOTH, indirect=True)
def test_the_examples_give_what_the_page_shows(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").symlink_to(SEEDS)
    (tmp_path / "data").mkdir()
    page = TEXT.replace(ADDRESS, address).replace(NAME, address if "://" in address else NAME)
    # one namespace from the top to the end; a fence would be read as the last line of an output
    page = re.sub(r"^```.*$", "", page, flags=re.MULTILINE)
    test = doctest.DocTestParser().get_doctest(page, {}, PAGE.name, PAGE.name, 0)
    assert len(test.examples) > 40
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert not said, "".join(said)
    assert {path.name for path in (tmp_path / "data").iterdir()} >= {
        "people.svg", "people.csv", "warehouse-fire.png", "warehouse-fire.csv", "entities.graphml",
    }  # fmt: skip


def test_the_page_shows_all_that_is_promised() -> None:
    words = {*re.findall(r"graph\.(\w+)", TEXT), *re.findall(r"<?\b([A-Z]\w+)[:(`]", TEXT)}
    values = {"Hit", "Neighbor", "Node", "Path", "Relationship", "__version__"}  # what functions of the page return
    assert set(graph.__all__) - words <= values
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", TEXT):
        assert (PAGE.parent / target).exists(), target


def test_the_notebook_is_the_page() -> None:
    made = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    shown = [(cell["cell_type"], "".join(cell["source"])) for cell in made["cells"]]
    assert shown == cells(TEXT), "run: python -m docs.build.notebook"


def test_the_notebook_runs_and_shows_what_is_kept(tmp_path: Path) -> None:
    new = tmp_path / "new.ipynb"
    command = [sys.executable, "-m", "docs.build.notebook", str(new)]
    env = {name: value for name, value in os.environ.items() if not name.startswith("CASEGRAPH_")}
    subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    assert words(new) == words(NOTEBOOK), "run: python -m docs.build.notebook"


def words(notebook: Path) -> list[list[str]]:
    """Return what each cell shows, of pictures only the words: the places differ by a hair between machines."""
    made = json.loads(notebook.read_text(encoding="utf-8"))
    shown = []
    for cell in made["cells"]:
        texts: list[str] = []
        for output in cell.get("outputs", ()):
            for text in (output.get("text", ()), *output.get("data", {}).values()):
                html = "".join(text)
                texts += re.findall(r">([^<]+)<", html) if "<svg" in html else [html]
        shown.append(texts)
    return shown
