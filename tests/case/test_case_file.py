import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from graph.case.changes import merged, with_entity, without_entity, without_statement
from graph.case.diff import difference
from graph.case.file.case_file import CaseFile
from graph.case.journal import obstacles, undone
from graph.case.model import Case, Entity
from graph.errors import CaseFileError, FileChangedError, ModelError, NotFoundError
from graph.settings import Settings
from tests.helpers import HARBOUR_FIRE


@pytest.fixture
def file(tmp_path: Path) -> CaseFile:
    shutil.copytree(HARBOUR_FIRE.parent, tmp_path / "case")
    return CaseFile(tmp_path / "case/case.yaml", Settings())


def renamed(id: str, name: str):
    def change(case: Case) -> Case:
        entity = next(entity for entity in case.entities if entity.id == id)
        return with_entity(case, replace(entity, name=name))

    return change


def test_a_change_is_written_and_undone(file):
    text = file.path.read_text()
    found = file.change("Renamed Pier nine", renamed("pier-nine", "Pier 9"))
    assert [row.id for row in found.entities.changed] == ["pier-nine"]
    assert [change.what for change in file.changes()] == ["Renamed Pier nine"]
    file.undo()
    assert file.path.read_text() == text
    assert file.changes() == []
    with pytest.raises(NotFoundError, match="nothing to undo"):
        file.undo()


def test_an_earlier_change_is_undone_and_the_later_ones_stay(file):
    before = file.read()
    file.change("Merged", lambda case: merged(case, "tomas-leal", "nadia-brandt"))
    file.change("Renamed Pier nine", renamed("pier-nine", "Pier 9"))
    file.undo(file.changes()[-1].id)
    after = file.read()
    assert [row.id for row in difference(before, after).entities.changed] == ["pier-nine"]
    assert not difference(before, after).statements
    assert [entity.id for entity in after.entities] == [entity.id for entity in before.entities]


def test_what_changed_again_is_not_undone(file):
    file.change("Renamed once", renamed("pier-nine", "Pier 9"))
    first = file.changes()[0].id
    file.change("Renamed twice", renamed("pier-nine", "Pier IX"))
    with pytest.raises(ModelError, match=r"pier-nine changed again since\. Undo that first"):
        file.undo(first)
    file.undo()
    file.undo(first)
    assert file.changes() == []


def test_what_another_row_needs_is_not_undone(file):
    file.change("Added Oon", lambda case: with_entity(case, Entity(id="oon", type="Person", name="Oon")))
    added = file.changes()[0].id
    works = next(s for s in file.read().statements if s.predicate == "WORKS_WITH")
    other = replace(
        works, id="works-oon", object="oon", claims=tuple(replace(c, id="works-oon.1") for c in works.claims[:1])
    )
    file.change("Added a statement", lambda case: replace(case, statements=(*case.statements, other)))
    text = file.path.read_text()
    with pytest.raises(CaseFileError, match="oon"):
        file.undo(added)
    assert file.path.read_text() == text


def test_what_is_not_valid_is_not_written(file):
    text = file.path.read_text()
    with pytest.raises(CaseFileError, match="Persn"):
        file.change("Mistyped", lambda case: with_entity(case, Entity(id="oon", type="Persn", name="Oon")))
    assert file.path.read_text() == text
    assert file.changes() == []


def test_a_preview_writes_nothing(file):
    text = file.path.read_text()
    before, after, found = file.preview(lambda case: without_entity(case, "harbour-court"))
    assert before == text == file.path.read_text()
    assert "id: harbour-court" not in after
    assert found.entities.removed == ("harbour-court",)


def test_what_an_editor_writes_in_between_stays(file):
    file.change("Renamed Pier nine", renamed("pier-nine", "Pier 9"))
    text = file.path.read_text()
    file.path.write_text(text.replace("name: Gannet Rock", "name: Gannet Rocks"))
    file.change("Removed", lambda case: without_statement(case, "salo-saw-nobody"))
    names = {entity.id: entity.name for entity in file.read().entities}
    assert (names["pier-nine"], names["gannet-rock"]) == ("Pier 9", "Gannet Rocks")


def test_two_people_lose_nothing(file):
    def add(number: int) -> None:
        new = Entity(id=f"new-{number}", type="Person", name=f"New {number}")
        CaseFile(file.path, Settings()).change(f"Added {number}", lambda case: with_entity(case, new))

    with ThreadPoolExecutor(4) as people:
        list(people.map(add, range(12)))
    assert {f"new-{number}" for number in range(12)} <= {entity.id for entity in file.read().entities}
    assert len(file.changes()) == 12


def test_a_line_that_a_crash_cut_off_is_left_out(file):
    file.change("Renamed Pier nine", renamed("pier-nine", "Pier 9"))
    with file.changes_path.open("a") as lines:
        lines.write('{"time": "2026-')
    assert file.damaged_changes() == 1
    assert [change.what for change in file.changes()] == ["Renamed Pier nine"]
    file.change("Renamed it again", renamed("pier-nine", "Pier IX"))
    assert [change.what for change in file.changes()] == ["Renamed it again", "Renamed Pier nine"]
    file.undo()
    assert file.undo().entities.changed


def test_what_is_taken_back_stands_as_it_was_typed(file):
    text = file.path.read_text().replace("  - id: pier-nine\n", "  - id: pier-nine  # where it burned\n")
    file.path.write_text(text)
    file.change("Removed Pier nine", lambda case: without_entity(case, "pier-nine"))
    file.change("Removed a statement", lambda case: without_statement(case, "salo-watchman"))
    file.change("Renamed", renamed("gannet-rock", "The rock"))
    removed = file.history()[2].change
    before, after, _ = file.preview(lambda case: undone(case, removed.rows), undoes=removed.id)
    assert "# where it burned" not in before
    assert "  - id: pier-nine  # where it burned\n" in after
    for change in file.changes():
        file.undo(change.id)
    assert file.path.read_text() == text


def test_what_is_undone_is_done_again(file):
    text = file.path.read_text()
    file.change("Merged", lambda case: merged(case, "tomas-leal", "nadia-brandt"))
    together = file.path.read_text()
    file.undo()
    assert file.path.read_text() == text
    [entry] = file.history()
    assert entry.undo is not None
    file.change("Again", lambda case: undone(case, entry.next.rows), undoes=entry.next.id)
    assert file.path.read_text() == together
    [entry] = file.history()
    assert entry.undo is None
    file.undo()
    assert file.path.read_text() == text
    assert file.history()[0].undo is not None


def test_why_a_change_cannot_be_taken_back(file):
    file.change("Renamed once", renamed("pier-nine", "Pier 9"))
    file.change("Renamed another", renamed("gannet-rock", "The rock"))
    file.change("Renamed twice", renamed("pier-nine", "Pier IX"))
    entries = file.history()
    assert obstacles(file.read(), entries) == {
        entries[2].change.id: "pier-nine changed again since by “Renamed twice”: undo that first."
    }
    file.path.write_text(file.path.read_text().replace("name: The rock", "name: A rock"))
    entries = file.history()
    assert (
        obstacles(file.read(), entries)[entries[1].change.id] == "gannet-rock changed again since in the file itself."
    )


def test_a_change_that_somebody_looked_at_is_only_written_into_what_they_saw(file):
    before, after, _ = file.preview(renamed("pier-nine", "Pier 9"))
    file.path.write_text(f"# a comment\n{before}")
    with pytest.raises(FileChangedError, match="changed by somebody else"):
        file.change("Renamed", renamed("pier-nine", "Pier 9"), seen=before)
    assert file.path.read_text() == f"# a comment\n{before}"
    file.change("Renamed", renamed("pier-nine", "Pier 9"), seen=f"# a comment\n{before}")
    assert file.path.read_text() == f"# a comment\n{after}"


def test_the_text_of_a_source(file):
    [gazette, *_] = file.read().sources
    assert file.text_of(gazette) == (file.path.parent / gazette.text).read_text()
    assert file.text_of(replace(gazette, text=None)) is None
    with pytest.raises(ModelError, match="no such file"):
        file.text_of(replace(gazette, text="sources/none.txt"))
