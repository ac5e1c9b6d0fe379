"""The README's commands give the output it shows."""

import doctest
import re
import shlex

import pytest

from graph.case.file import read
from graph.case.load import load
from graph.cli import main
from graph.settings import Settings
from graph.stores import open_store
from tests.helpers import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ python -m graph (.*?)\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    path = tmp_path_factory.mktemp("readme") / "cases.grafeo"
    with open_store(str(path), Settings()) as store:
        load(store, *[read(file) for file in sorted((ROOT / "seeds").glob("*/case.yaml"))])
    return path


@pytest.mark.parametrize(("words", "output"), SHOWN, ids=[words[:40] for words, _ in SHOWN])
def test_a_command_prints_what_the_readme_shows(seeds, capsys, words, output):
    assert main([*shlex.split(words), "--store", str(seeds)]) == 0
    assert "".join(capsys.readouterr()) == output


def test_the_library_gives_what_the_readme_shows(seeds, tmp_path, monkeypatch):
    monkeypatch.setenv("CASEGRAPH_STORE", str(seeds))
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"```pycon\n(.*?)```", README, re.DOTALL)
    test = doctest.DocTestParser().get_doctest(block, {}, "README.md", "README.md", 0)
    said = []
    doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert not said, "".join(said)
    assert "Priya Raghunathan" in (tmp_path / "accused.svg").read_text(encoding="utf-8")


def test_the_readme_shows_commands_and_its_links_lead_somewhere():
    assert len(SHOWN) >= 4
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
