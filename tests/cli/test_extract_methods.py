"""`extract --propose-with`: what is proposed by what, and where a text is sent is said first."""

import json
import re
from pathlib import Path

import pytest

from graph.cli import main
from graph.extract.propose import METHODS
from tests.extract.answering import answering

TEXT = "Ada Quill said that the gate was open.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def rules(folder: Path) -> set[str]:
    [source] = json.loads((folder / "case.review" / "proposals.json").read_text(encoding="utf-8"))["sources"].values()
    return {row["rule"] for row in source["proposals"]}


def test_the_choices_are_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["extract", "a.txt", "-o", "case.yaml", "--propose-with", "guessing"])
    # the parser has a list of its own, so that it starts quickly
    told = capsys.readouterr().err.partition("choose from ")[2]
    assert re.findall(r"\w+", told) == list(METHODS)


def test_rules_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", "a.txt", "-o", "case.yaml", "--propose-with", "rules"]) == 0
    assert rules(folder) == {"capitals"}
    assert "a.txt: Proposed are only quotations, dates and numbers in digits" in capsys.readouterr().err


def test_an_endpoint_is_named_before_it_gets_the_text(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering() as server:
        server.says({"names": [{"words": "Ada Quill", "type": "Person"}, {"words": "Ida Hale", "type": "Person"}]})
        monkeypatch.setenv("CASEGRAPH_PROPOSER_URL", server.url)
        monkeypatch.setenv("CASEGRAPH_PROPOSER_MODEL", "small")
        monkeypatch.setenv("CASEGRAPH_PROPOSER_KEY", "sk-not-to-be-seen")
        assert main(["extract", "a.txt", "-o", "case.yaml", "--propose-with", "endpoint", "--draft"]) == 0
    assert rules(folder) == {"endpoint:small"}
    printed = capsys.readouterr()
    first, *others = printed.err.splitlines()
    assert first.startswith("The text is sent, paragraph by paragraph, to http://127.0.0.1:")
    assert any("1 thing that small proposed was left out" in line for line in others)
    written = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.*") if path.is_file())
    assert "sk-not-to-be-seen" not in written + printed.out + printed.err
    assert "Ada Quill" not in (folder / "case.yaml").read_text(encoding="utf-8")


def test_an_endpoint_that_is_not_set_is_refused_and_nothing_written(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CASEGRAPH_PROPOSER_URL", raising=False)
    assert main(["extract", "a.txt", "-o", "case.yaml", "--propose-with", "endpoint"]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert "No address of a proposer is set. Set CASEGRAPH_PROPOSER_URL" in line
    assert [path.name for path in folder.iterdir()] == ["a.txt"]


def test_an_endpoint_that_refuses_leaves_nothing_behind(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering() as server:
        server.status = 401
        monkeypatch.setenv("CASEGRAPH_PROPOSER_URL", server.url)
        monkeypatch.setenv("CASEGRAPH_PROPOSER_MODEL", "small")
        assert main(["extract", "a.txt", "-o", "case.yaml", "--propose-with", "endpoint"]) == 1
    assert "refuses with 401 Unauthorized. Look at CASEGRAPH_PROPOSER_KEY." in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["a.txt"]
