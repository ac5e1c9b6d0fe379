from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.errors import CaseGraphError, FileError
from graph.explore.beside import JsonFile, path_for
from graph.explore.saved_captions import SavedCaptions
from graph.explore.saved_queries import SavedQueries
from graph.explore.saved_views import SavedViews
from graph.explore.view import View

WRITERS = {
    "captions": lambda path: SavedCaptions(path).choose("Film", "year"),
    "queries": lambda path: SavedQueries(path).record("RETURN 1", {}),
    "views": lambda path: SavedViews(path).save(View(), name="All"),
}
Write = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Numbers:
    numbers: Mapping[str, int]


def numbers(path: Path) -> JsonFile[int, Numbers]:
    return JsonFile(
        path,
        "numbers",
        content=Numbers,
        from_content=lambda content: dict(content.numbers),
        to_json=lambda items: {"numbers": dict(items)},
    )


def test_no_password_gets_into_a_file_name() -> None:
    assert "/" not in path_for("neo4j+s://h:1/../x", what="views.json").name


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_a_file_in_place_of_the_folder_is_said(tmp_path: Path, write: Write) -> None:
    (tmp_path / "data").write_text("no folder")
    with pytest.raises(FileError, match=r"^x cannot be written: .*\. Name a file in a folder you may write to\."):
        write(tmp_path / "data" / "x")


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path, write: Write) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(CaseGraphError, match=r"x does not hold .*\. Move it away to go on without them\."):
        write(tmp_path / "x")


def test_a_change_that_fails_or_changes_nothing_leaves_the_file_alone(tmp_path: Path) -> None:
    file = numbers(tmp_path / "x")
    with file.change():
        pass
    assert not file.path.exists()
    with file.change() as items:
        items["one"] = 1

    def fail(items: dict[str, int]) -> None:
        items["two"] = 2
        raise KeyError

    with pytest.raises(KeyError), file.change() as items:
        fail(items)
    assert file.read() == {"one": 1}
