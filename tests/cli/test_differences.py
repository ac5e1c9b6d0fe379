import json
import shutil
import subprocess
from pathlib import Path

import pytest

from graph.case.diff import difference, to_json
from graph.case.file import read
from tests.helpers import HARBOUR_FIRE

EMPTY: dict[str, list[str]] = {"added": [], "removed": [], "changed": []}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the harbour fire, ``case.yaml``, and of a version of it in which a name differs, ``new.yaml``."""
    shutil.copytree(HARBOUR_FIRE.parent, tmp_path / "fire")
    folder = tmp_path / "fire"
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    assert "name: Gannet Rock" in text
    (folder / "new.yaml").write_text(text.replace("name: Gannet Rock", "name: Gannet Rocks"), encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("CASEGRAPH_STORE", str(tmp_path / "x.grafeo"))
    return folder


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, check=True)


def test_two_files(folder, run):
    status, out, err = run("diff", "case.yaml", "new.yaml")
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "Changes 1 entity.",
        "",
        "Entities",
        "  ~ Gannet Rocks (Place) [gannet-rock]",
        "      ~ name: Gannet Rock → Gannet Rocks",
    ]
    assert run("diff", "case.yaml", "case.yaml") == (0, "Nothing changed in meaning.\n", "")


def test_json_is_of_the_promised_shape(folder, run):
    status, out, _ = run("diff", "case.yaml", "new.yaml", "--format", "json")
    found = json.loads(out)
    assert status == 0
    assert found["entities"] == {**EMPTY, "changed": [{"id": "gannet-rock", "fields": ["name"]}]}
    assert (found["statements"], found["claims"], found["statuses"]) == (EMPTY, EMPTY, [])
    assert found == to_json(difference(read("case.yaml"), read("new.yaml")))


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed (apt install git)")
def test_versions_that_git_keeps(folder, run):
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "case.yaml", "sources")
    git(folder, "commit", "-qm", "begun")
    shutil.copy("new.yaml", "case.yaml")
    assert run("diff", "HEAD:case.yaml", "case.yaml")[1].startswith("Changes 1 entity.\n")
    git(folder, "commit", "-qam", "renamed")
    expected = run("diff", "HEAD~1:case.yaml", "HEAD:case.yaml")
    assert expected[1].startswith("Changes 1 entity.\n")
    # a staged version has no revision; a path may be told from anywhere, and of a file that is gone
    assert run("diff", ":case.yaml", "HEAD:case.yaml")[1] == "Nothing changed in meaning.\n"
    assert run("diff", f"HEAD~1:{folder}/case.yaml", f"main:{folder}/sources/../case.yaml") == expected
    Path("case.yaml").unlink()
    assert run("diff", "HEAD~1:case.yaml", "HEAD:case.yaml") == expected


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed (apt install git)")
def test_what_git_cannot_give_is_one_line(folder, run, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    status, out, err = run("diff", "HEAD:case.yaml", "new.yaml")
    assert (status, out) == (1, "")
    assert err == f"HEAD:case.yaml: {folder} is in no git repository. Name two files, or a file that git keeps.\n"
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "case.yaml")
    git(folder, "commit", "-qm", "begun")
    assert run("diff", "nowhere:case.yaml", "new.yaml") == (
        1,
        "",
        "nowhere:case.yaml: git knows no revision 'nowhere'. Take one that `git log --oneline` lists.\n",
    )
    assert run("diff", "case.yaml", "HEAD:new.yaml") == (
        1,
        "",
        "HEAD:new.yaml: new.yaml is not in revision HEAD. `git log --oneline -- new.yaml` lists those that have it.\n",
    )
    assert run("diff", "case.yaml", "HEAD:sub/gone.yaml")[2].startswith("HEAD:sub/gone.yaml: sub/gone.yaml is not in")
    assert run("diff", "case.yaml", ":gone.yaml")[2].startswith(":gone.yaml: gone.yaml is not in what is staged.")
    Path("case.yaml").write_text("case: {id: X}\n")
    git(folder, "commit", "-qam", "broken")
    status, _, err = run("diff", "HEAD:case.yaml", "new.yaml")
    assert status == 1
    assert all(line.startswith("HEAD:case.yaml:1: case.") for line in err.splitlines())
    # no revision is taken for an option of git
    assert run("diff", "--", "--output=x:case.yaml", "new.yaml")[2].startswith("--output=x:case.yaml: a revision")
    assert not Path("x").exists()


def test_a_file_that_is_not_there(folder, run):
    assert run("diff", "case.yaml", "none.yaml") == (1, "", "none.yaml:1: file: there is no such file\n")
    assert run("diff", "case.yaml")[0] == 2


@pytest.mark.parametrize("ending", [".svg", ".png", ".pdf", ".html"])
def test_a_difference_is_drawn(folder, run, ending):
    status, out, err = run("diff", "case.yaml", "new.yaml", "-o", f"d{ending}")
    assert (status, out, err) == (0, f"d{ending}: 1 node, 0 relationships\n", "")
    assert Path(f"d{ending}").stat().st_size > 1_000


def test_a_picture_names_no_folder_of_this_machine(folder, run):
    assert run("diff", folder / "case.yaml", folder / "new.yaml", "-o", "d.svg", "--theme", "dark")[0] == 0
    text = Path("d.svg").read_text(encoding="utf-8")
    assert "From case.yaml to new.yaml, as of May 2019." in text
    assert str(folder) not in text


def test_what_cannot_be_drawn_leaves_an_older_file(folder, run):
    Path("d.svg").write_text("older")
    nothing = "Nothing changed in meaning, so there is nothing to draw.\n"
    assert run("diff", "case.yaml", "case.yaml", "-o", "d.svg") == (1, "", nothing)
    text = Path("case.yaml").read_text(encoding="utf-8").replace("title: The harbour fire", "title: The fire", 1)
    Path("titled.yaml").write_text(text, encoding="utf-8")
    status, _, err = run("diff", "case.yaml", "titled.yaml", "-o", "d.svg")
    assert (status, err) == (
        1,
        "What changed is of the case itself or of its questions, which no picture shows: leave out --output.\n",
    )
    assert run("diff", "case.yaml", "new.yaml", "-o", "d.xyz")[0] == 1
    assert Path("d.svg").read_text() == "older"


def test_a_dry_run_says_what_would_change_and_writes_nothing(folder, run, tmp_path):
    store = tmp_path / "x.grafeo"
    status, out, _ = run("load", "--dry-run", "case.yaml")
    assert status == 0
    assert out.splitlines() == [
        "harbour-fire: new in the store. Adds 3 sources, 53 entities, 142 statements, 169 claims.",
        "Nothing was written.",
    ]
    assert not store.exists()
    run("load", "case.yaml")
    before = store.stat()
    assert run("load", "--dry-run", "case.yaml")[1] == (
        "harbour-fire: Nothing changed in meaning.\nNothing was written.\n"
    )
    assert run("load", "--dry-run", "new.yaml")[1].splitlines() == [
        "harbour-fire: Changes 1 entity.",
        "",
        "Entities",
        "  ~ Gannet Rocks (Place) [gannet-rock]",
        "      ~ name: Gannet Rock → Gannet Rocks",
        "Nothing was written.",
    ]
    found = json.loads(run("load", "--dry-run", "new.yaml", "--format", "json")[1])
    assert found == {"cases": {"harbour-fire": json.loads(run("diff", "case.yaml", "new.yaml", "--format", "json")[1])}}
    assert (store.stat().st_ino, store.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_load_says_first_what_it_changes(folder, run):
    assert len(run("load", "case.yaml")[1].splitlines()) == 1
    status, out, _ = run("load", "new.yaml")
    assert status == 0
    assert out.splitlines()[0] == "harbour-fire: Changes 1 entity."
    assert out.splitlines()[1].startswith("harbour-fire: 53 entities")
    assert len(run("load", "new.yaml")[1].splitlines()) == 1


def test_a_format_is_of_a_dry_run(folder, run):
    status, _, err = run("load", "case.yaml", "--format", "json")
    assert status == 2
    assert "--format is of a --dry-run" in err


def test_both_stores_say_the_same(folder, run, neo4j_uri, neo4j_store):
    for version in ("case.yaml", "new.yaml"):
        neo4j_store.remove_case("harbour-fire")
        answers = []
        for address in (neo4j_uri, folder / "y.grafeo"):
            first = run("load", "--dry-run", version, "--store", address, "--format", "json")
            run("load", "case.yaml", "--store", address)
            second = run("load", "--dry-run", version, "--store", address, "--format", "json")
            answers.append((first, second))
            if "://" not in str(address):
                Path(address).unlink()
        assert answers[0] == answers[1]
        assert answers[0][0][0] == 0
