"""Every command at paths where nothing can be read or written: one line, and what was there is as it was."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import ROOT
from tests.helpers.places import bad_places, be_refused

# one process runs many commands, since most of the time goes into beginning one
MANY = """
import contextlib, io, json, sys
from graph.cli import main
for words in json.load(sys.stdin):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(words)
        except SystemExit as stop:
            status = stop.code
        except BaseException as error:
            status = f"{type(error).__name__}: {error}"
    print(json.dumps([words, status, out.getvalue(), err.getvalue()]), flush=True)
"""


def run_all(commands: list[list[str]], store: Path) -> Iterator[tuple[list[str], object, str, str]]:
    done = subprocess.run(
        [sys.executable, "-c", MANY],
        input=json.dumps(commands),
        capture_output=True,
        text=True,
        cwd=store.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CASEGRAPH_STORE": str(store)},
        preexec_fn=be_refused,
    )
    lines = done.stdout.splitlines()
    assert len(lines) == len(commands), done.stderr
    yield from (json.loads(line) for line in lines)


def assert_one_line(words: list[str], status: object, out: str, err: str) -> None:
    assert status == 1, (words, status)
    assert out == ""
    assert err.endswith("\n")
    assert err.count("\n") == 1, (words, err)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "case").mkdir()
    shutil.copytree(ROOT / "seeds/harbour-fire/sources", tmp_path / "case" / "sources")
    return Path(shutil.copy(ROOT / "seeds/harbour-fire/case.yaml", tmp_path / "case"))


@pytest.fixture
def store(harbour_fire: Path, tmp_path: Path) -> Path:
    (tmp_path / "store").mkdir()
    return Path(shutil.copy(harbour_fire, tmp_path / "store" / "s.grafeo"))


def test_stores(case: Path, store: Path, tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    with bad_places(tmp_path / "bad", store) as places:
        commands = [
            [*words, "--store", str(place)]
            for place in places.values()
            for words in (
                ["load", str(case)],
                ["stats"],
                ["query", "CREATE (:N)", "--write"],
                ["render", "MATCH (n) RETURN n", "-o", str(tmp_path / "x.svg")],
            )
        ]
        for words, status, out, err in run_all(commands, store):
            assert_one_line(words, status, out, err)


def test_case_files(case: Path, store: Path, tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    document = str(case.parent / "sources" / "gazette.txt")
    with bad_places(tmp_path / "bad", case) as places:
        read = [
            words
            for place in map(str, places.values())
            for words in (["load", place], ["validate", place], ["locate", place], ["diff", place, str(case)])
        ]
        written = [["extract", document, "-o", str(place), "--propose-with", "rules"] for place in places.values()]
        for words, status, out, err in run_all([*read, *written, ["query", "--file", str(tmp_path)]], store):
            assert_one_line(words, status, out, err)


def test_outputs(store: Path, tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    good = tmp_path / "good.json"
    good.write_text("old")
    with bad_places(tmp_path / "bad", good) as places:
        # of a circle of links the link is replaced, whatever it names; the rest goes the same way as these
        bad = [place for what, place in places.items() if "links" not in what and "no folder" not in what]
        commands = [["render", "MATCH (n) RETURN n LIMIT 3", "-o", str(place)] for place in bad]
        good.chmod(0o444)
        for words, status, out, err in run_all([*commands, [*commands[0][:-1], str(good)]], store):
            assert_one_line(words, status, out, err)
            assert "cannot be written" in err
    assert good.read_text() == "old"


def test_a_store_that_is_read_only_is_not_replaced(case: Path, store: Path, tmp_path: Path) -> None:
    case.write_text(case.read_text().replace("title: ", "title: Anew, ", 1))
    before = store.read_bytes()
    store.chmod(0o444)
    commands = [["load", str(case)], ["query", "CREATE (:N)", "--write"]]
    for words, status, out, err in run_all(commands, store):
        assert_one_line(words, status, out.partition("harbour-fire: ")[0], err)
        assert err.startswith("s.grafeo is read-only, and is not replaced.")
    assert store.read_bytes() == before
    assert not store.with_name("s.grafeo.lock").exists()


def test_a_folder_in_the_way_of_the_new_file_is_named_and_stays(case: Path, store: Path) -> None:
    way = store.with_name("s.grafeo.next")
    (way / "mine").mkdir(parents=True)
    [(_, status, _, err)] = run_all([["query", "CREATE (:N)", "--write"]], store)
    assert (status, err.count("\n")) == (1, 1)
    assert err.startswith("s.grafeo cannot be written: what is called s.grafeo.next beside it cannot be removed")
    assert (way / "mine").is_dir()
