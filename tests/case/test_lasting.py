"""A case file lasts: whatever is changed, in whatever order, by whom, and whenever a writer is killed."""

import errno
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from graph.case.changes import (
    merged,
    with_claim,
    with_entity,
    with_question,
    with_source,
    with_statement,
    without_claim,
    without_entity,
    without_question,
    without_statement,
)
from graph.case.dates import EdtfDate
from graph.case.diff import difference, to_json
from graph.case.file import from_yaml, read, to_yaml, write
from graph.case.file.case_file import CaseFile
from graph.case.load import load
from graph.case.model import Case, Claim, Entity, Locator, Mention, Question, Statement, Text
from graph.case.stored import as_stored, stored_case
from graph.errors import CaseGraphError, FileError
from graph.settings import Settings
from graph.stores import open_store
from tests.helpers import HARBOUR_FIRE, ROOT
from tests.helpers.generated import cases, texts
from tests.helpers.processes import start

AT = Locator("g", 1, 1)
Change = Callable[[Case], Case]


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """A change as the app makes it; some of them do not fit the case that they meet, and are refused."""
    people, statements = st.sampled_from(["p0", "p1", "p2", "e"]), st.sampled_from(["s0", "s1", "s2", "new"])
    id, other, about, text = draw(people), draw(people), draw(statements), draw(texts)
    claim = Claim(id=f"{about}.new", by=id, stance=draw(st.sampled_from(["asserts", "denies"])), at=AT, says=text)

    def renamed(case: Case) -> Case:
        entity = next(entity for entity in case.entities if entity.id == "p0")
        return with_entity(case, replace(entity, name=text, aliases=(*entity.aliases, "Another name"), about=None))

    def mentioned(case: Case) -> Case:
        entity = next(entity for entity in case.entities if entity.id == "p1")
        return with_entity(case, replace(entity, mentions=(*entity.mentions, Mention(text, Locator("h.1", 2, 1)))))

    def described(case: Case) -> Case:
        said = replace(claim, id="new.1")
        row = Statement(id="new", subject="p0", predicate="DESCRIBED_AS", value=Text(text), claims=(said,))
        return with_statement(case, row)

    def published(case: Case) -> Case:
        return with_source(case, replace(case.sources[0], title=text, published=EdtfDate.parse("2019-03", text=text)))

    def without_first_claim(case: Case) -> Case:
        statement = case.statements[0]
        return without_claim(case, statement.id, statement.claims[0].id)

    def asked(case: Case) -> Case:
        ids = tuple(statement.id for statement in case.statements)
        return with_question(
            case, Question(id="q0", text=text, open=ids[1:], against=ids[:1], conclusion=text, by=text)
        )

    found: list[Change] = [
        renamed,
        mentioned,
        described,
        published,
        without_first_claim,
        asked,
        lambda case: without_question(case, "q0"),
        lambda case: with_entity(case, Entity(id="p9", type="Person", name=text)),
        lambda case: with_claim(case, about, claim),
        lambda case: without_statement(case, about),
        lambda case: without_entity(case, id),
        lambda case: merged(case, id, other),
        lambda case: replace(case, title=text, about=text),
    ]
    return draw(st.sampled_from(found))


def plain(case: Case) -> Case:
    """A case without texts beside it."""
    return replace(case, sources=tuple(replace(source, text=None) for source in case.sources))


@hypothesis_settings(max_examples=30)
@given(cases(), st.lists(changes(), min_size=1, max_size=6))
def test_whatever_is_changed_the_file_is_valid_and_says_what_was_meant(case: Case, steps: list[Change]) -> None:
    first = plain(case)
    with tempfile.TemporaryDirectory() as folder:
        file = CaseFile(Path(folder) / "case.yaml", Settings())
        write(first, file.path)
        made = 0
        for step in steps:
            before, text = file.read(), file.path.read_bytes()
            try:
                file.change("Changed", step)
            except (CaseGraphError, IndexError, StopIteration):
                assert file.path.read_bytes() == text
                continue
            after = file.read()
            assert not difference(after, step(before))
            assert from_yaml(to_yaml(after)) == after
            assert not difference(as_stored(after), as_stored(step(before)))
            made += file.path.read_bytes() != text
        assert len(file.changes()) == made
        # every step can be taken back, and each earlier state can be looked at
        for change in file.changes():
            earlier = file.before(change.id)
            file.undo(change.id)
            assert not difference(file.read(), earlier)
        assert not difference(file.read(), first)
        assert file.changes() == []


@hypothesis_settings(max_examples=15)
@given(cases())
def test_a_store_gives_back_what_was_loaded(case: Case) -> None:
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "x.grafeo") as store:
        load(store, case)
        found = stored_case(store, case.id)
        assert found is not None
        assert not difference(found, as_stored(case))


def test_what_a_store_holds_of_another_version_is_told(store):
    case = read(HARBOUR_FIRE)
    assert stored_case(store, case.id) is None
    load(store, case)
    after = without_entity(case, "harbour-court")
    found = stored_case(store, case.id)
    assert found is not None
    assert not difference(found, as_stored(case))
    told = to_json(difference(found, as_stored(after)))
    meant = to_json(difference(case, after))
    for kind in ("entities", "statements", "claims"):
        assert {name: sorted(map(str, rows)) for name, rows in told[kind].items()} == {
            name: sorted(map(str, rows)) for name, rows in meant[kind].items()
        }
    assert sorted(told["statuses"], key=str) == sorted(meant["statuses"], key=str)


WRITER = """
import sys
from pathlib import Path
from graph.case.changes import with_entity
from graph.case.file.case_file import CaseFile
from graph.case.model import Entity
from graph.settings import Settings
file, who = CaseFile(Path(sys.argv[1]), Settings()), sys.argv[2]
print("ready", flush=True)
for number in range(int(sys.argv[3])):
    new = Entity(id=f"{who}-{number}", type="Person", name="Büşra “the Pen” Oon")
    file.change(f"Added {who}-{number}", lambda case: with_entity(case, new))
    print(number, flush=True)
"""
SMALL = Case(
    id="small",
    title="Small",
    as_of=EdtfDate.parse("2019"),
    entities=(Entity(id="pier", type="Place", name="The pier"),),
)


@pytest.fixture
def small(tmp_path: Path) -> CaseFile:
    file = CaseFile(tmp_path / "small.yaml", Settings())
    write(SMALL, file.path)
    return file


def writer(file: CaseFile, who: str, count: int) -> "subprocess.Popen[str]":
    return start(
        [sys.executable, "-c", WRITER, str(file.path), who, str(count)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_processes_lose_no_change(small: CaseFile):
    people = [writer(small, who, 15) for who in ("ada", "oon")]
    for person in people:
        person.communicate()
        assert person.returncode == 0
    expected = {f"{who}-{number}" for who in ("ada", "oon") for number in range(15)}
    assert {entity.id for entity in small.read().entities} == {"pier", *expected}
    assert {change.what for change in small.changes()} == {f"Added {id}" for id in expected}


def test_a_kill_at_any_moment_leaves_a_valid_file(small: CaseFile):
    chance = random.Random(3)
    said: set[str] = set()
    for run in range(10):
        process = writer(small, f"run{run}", 1_000_000)
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        numbers = [process.stdout.readline().strip() for _ in range(chance.randrange(1, 5))]
        process.kill()
        numbers += process.communicate()[0].split()
        said |= {f"run{run}-{number}" for number in numbers if number.isdigit()}
        there = {entity.id for entity in small.read().entities} - {"pier"}
        # what was told as written is there, and of the rest at most what was being written
        assert said <= there
        assert len(there - said) <= run + 1
        assert {f"Added {id}" for id in said} <= {change.what for change in small.changes()}
    small.change("Added one more", lambda case: with_entity(case, Entity(id="last", type="Person", name="Last")))
    small.undo()
    left = {path.name for path in small.path.parent.iterdir()}
    assert left == {"small.yaml", "small.yaml.lock", "small.changes.jsonl"}


def test_a_full_disk_is_a_sentence_and_the_file_stays(small: CaseFile, monkeypatch: pytest.MonkeyPatch):
    new = Entity(id="oon", type="Person", name="Oon")
    small.change("Added Ada", lambda case: with_entity(case, Entity(id="ada", type="Person", name="Ada")))
    before, listed = small.path.read_bytes(), small.changes_path.read_bytes()
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def refuse(*_: object) -> None:
        raise full

    calls: list[int] = []

    def refuse_second(descriptor: int) -> None:
        # the file itself is written, and then the list of changes has no room
        calls.append(descriptor)
        if len(calls) == 3:
            raise full

    for name, fails in (("replace", refuse), ("fsync", refuse), ("fsync", refuse_second)):
        with monkeypatch.context() as patched:
            patched.setattr(f"graph.files.os.{name}", fails)
            with pytest.raises(FileError, match=r"cannot be written: No space left on device\."):
                small.change("Added Oon", lambda case: with_entity(case, new))
        assert (small.path.read_bytes(), small.changes_path.read_bytes()) == (before, listed)
    small.change("Added Oon", lambda case: with_entity(case, new))
    assert [change.what for change in small.changes()] == ["Added Oon", "Added Ada"]


def test_a_folder_that_may_not_be_written_is_a_sentence(small: CaseFile, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        # as the system does; root, whom tests may run as, is never refused
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    before = small.path.read_bytes()
    for call in ("graph.files.tempfile.mkstemp", "graph.files.fcntl.flock"):
        with monkeypatch.context() as patched:
            patched.setattr(call, refuse)
            with pytest.raises(FileError, match="cannot be written: Permission denied"):
                small.change("Added Oon", lambda case: with_entity(case, Entity(id="oon", type="Person", name="Oon")))
        assert small.path.read_bytes() == before
    assert small.changes() == []


def test_a_list_of_changes_that_cannot_be_written_keeps_the_file_from_being_written(small: CaseFile):
    small.changes_path.mkdir()
    before = small.path.read_bytes()
    with pytest.raises(FileError, match=r"small\.changes\.jsonl cannot be written: Is a directory"):
        small.change("Added Oon", lambda case: with_entity(case, Entity(id="oon", type="Person", name="Oon")))
    assert small.path.read_bytes() == before


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, check=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed (apt install git)")
def test_git_merges_the_changes_of_two_people(small: CaseFile):
    folder = small.path.parent

    def add(id: str, place: int) -> None:
        new = Entity(id=id, type="Person", name=id.capitalize())
        small.change(
            f"Added {id}", lambda case: replace(case, entities=(*case.entities[:place], new, *case.entities[place:]))
        )

    for id in ("ada", "bea", "cem", "dov", "eli", "fay"):
        add(id, 9)
    git(folder, "init", "-q", "-b", "main")
    (folder / ".gitattributes").write_text("*.jsonl merge=union\n")
    git(folder, "add", "small.yaml", "small.changes.jsonl", ".gitattributes")
    git(folder, "commit", "-qm", "begun")
    git(folder, "switch", "-qc", "theirs")
    add("oon", 1)
    small.undo()
    add("una", 1)
    git(folder, "commit", "-qam", "theirs")
    git(folder, "switch", "-q", "main")
    add("zoe", 7)
    git(folder, "commit", "-qam", "ours")
    ours = small.changes()[0].id
    git(folder, "merge", "-q", "theirs")
    assert {"una", "zoe"} <= {entity.id for entity in small.read().entities}
    assert [change.what for change in small.changes()][:2] == ["Added zoe", "Added una"]
    # what a change is called did not change with its place in the list
    assert small.changes()[0].id == ours
    small.undo(next(change.id for change in small.changes() if change.what == "Added una"))
    assert "una" not in {entity.id for entity in small.read().entities}
    assert [change.what for change in small.changes()][:2] == ["Added zoe", "Added fay"]
