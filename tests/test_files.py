import logging
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest

from graph.errors import FileError
from graph.files import AnyText, Moment, _temporary, locked, parse_json, typed, write_whole
from tests.helpers import ROOT
from tests.helpers.nonsense import TOO_DEEP


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path):
    path = tmp_path / "new" / "a.svg"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert os.listdir(path.parent) == ["a.svg"]


def test_what_cannot_be_written_is_said_and_what_was_there_stays(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileError, match=r"cannot be written: .* Name a file in a folder you may write to"):
        write_whole(tmp_path / "file" / "a.svg", b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileError, match="Is a directory"):
        write_whole(tmp_path / "folder", b"")
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


def test_a_locked_file_is_waited_for_and_said_to_be(tmp_path, monkeypatch, caplog):
    path = tmp_path / "case.yaml"
    seen = []

    def wait():
        with locked(path):
            seen.append("taken")

    caplog.set_level(logging.WARNING, "graph.files")
    with locked(path):
        monkeypatch.setenv("CASEGRAPH_LOCK_WAIT_S", "1.1")
        with (
            pytest.raises(FileError, match=r"case\.yaml is being written by another .* within 1\.1 s"),
            locked(path),
        ):
            pass
        assert [record.getMessage() for record in caplog.records] == [
            "Waiting for case.yaml, which another program writes, for 1.1 s at the most."
        ]
        monkeypatch.setenv("CASEGRAPH_LOCK_WAIT_S", "600")
        waiting = threading.Thread(target=wait)
        waiting.start()
        seen.append("let go")
    waiting.join()
    assert seen == ["let go", "taken"]


def test_what_killed_writers_left_is_swept_and_what_is_being_written_is_not(tmp_path: Path) -> None:
    path = tmp_path / "views"
    left, other, ours = (tmp_path / name for name in (".views.abcd1234", ".views.json.abcd1234", ".views.toolong12"))
    for file in (left, other, ours):
        file.write_text("half")
    with _temporary(path) as (being_written, running):
        write_whole(path, b"new")
        assert not left.exists()
        assert running.exists()
        being_written.write(b"newer")
        running.replace(path)
    assert path.read_bytes() == b"newer"
    # of other files, and of no writer of ours
    assert sorted(os.listdir(tmp_path)) == [".views.json.abcd1234", ".views.toolong12", "views"]


@pytest.mark.parametrize("name", ["a[1]*?", "x" * 240])
def test_any_name_is_swept(tmp_path: Path, name: str) -> None:
    (tmp_path / f".{name}.abcd1234").write_text("half")
    write_whole(tmp_path / name, b"new")
    assert os.listdir(tmp_path) == [name]


def test_a_file_that_is_read_only_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_text("old")
    path.chmod(0o444)
    with pytest.raises(FileError, match=r"a\.svg cannot be written: it is read-only\. It is as it was\. Name a file"):
        write_whole(path, b"new")
    assert path.read_text() == "old"


def test_a_link_stays_one_and_a_device_is_no_file(tmp_path: Path) -> None:
    path, link, device = (tmp_path / name for name in ("a.svg", "link.svg", "device.svg"))
    path.write_text("old")
    link.symlink_to(path)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert path.read_text() == "new"
    os.mkfifo(device)
    with pytest.raises(FileError, match=r"device\.svg cannot be written: it is a device, and no file\."):
        write_whole(device, b"new")
    assert sorted(os.listdir(tmp_path)) == ["a.svg", "device.svg", "link.svg"]


FULL = """
import resource, signal, sys
from pathlib import Path
from graph.errors import FileError
from graph.files import append_lines, write_whole
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))
path = Path(sys.argv[1])
for write in (lambda: write_whole(path, [b"n" * 600] * 4), lambda: append_lines(path, ["n" * 2_000])):
    try:
        write()
    except FileError as error:
        print(str(error).replace(str(path), path.name))
"""


def test_where_the_system_takes_no_more_the_file_is_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_text("old\n")
    done = subprocess.run([sys.executable, "-c", FULL, str(path)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "a.svg cannot be written: File too large. It is as it was. Make room on the disk.\n" * 2
    assert path.read_text() == "old\n"
    assert os.listdir(tmp_path) == ["a.svg"]


@dataclass(frozen=True)
class Row:
    id: str
    kind: Literal["a", "b"] = "a"
    at: tuple[tuple[int, int], ...] = ()
    score: float = 0.0
    when: Moment = ""
    said: AnyText = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    note: str | None = None


RIGHT = [
    ({"id": "x"}, Row("x")),
    ({"id": "x", "kind": "b", "at": [[1, 2], [3, 4]], "score": 1}, Row("x", "b", ((1, 2), (3, 4)), 1.0)),
    (
        {"id": "x", "when": "2021-03-04T05:06:07Z", "said": "\ud800"},
        Row("x", when="2021-03-04T05:06:07Z", said="\ud800"),
    ),
    ({"id": "x", "more": {"any": [None, {"thing": 1}]}, "note": None}, Row("x", more={"any": [None, {"thing": 1}]})),
]


@pytest.mark.parametrize(("value", "row"), RIGHT)
def test_what_is_of_a_type_is_read_as_it(value: Any, row: Row) -> None:
    assert typed(Row, value) == row


@pytest.mark.parametrize(
    "change",
    [
        {"id": 5}, {"id": None}, {"id": "\ud800"}, {"kind": "c"}, {"kind": []}, {"at": 5}, {"at": [[1]]},
        {"at": [[1, 2, 3]]},
        {"at": [[1, True]]}, {"at": [[1, 2.0]]}, {"at": {}}, {"score": "1"}, {"score": True}, {"score": float("nan")},
        {"score": float("inf")}, {"score": 10**400}, {"when": "yesterday"}, {"when": "0001-01-01T00:00:00+14:00"},
        {"when": 5}, {"more": []}, {"more": {"\ud800": 1}}, {"note": 5}, {"other": 1}, {"said": 5},
    ],
)  # fmt: skip
def test_what_is_of_no_such_type_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        typed(Row, {"id": "x", **change})


@pytest.mark.parametrize("value", [{}, [], "x", None, 5, {"kind": "a"}])
def test_what_is_no_row_at_all_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        typed(Row, value)


@pytest.mark.parametrize("text", ["", "{", TOO_DEEP, '{"a":' * 100_000, "9" * 5_000], ids=range(5))
def test_what_is_no_json_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_json(text)


def test_a_byte_order_mark_before_json_is_passed_over() -> None:
    assert parse_json('\ufeff{"a": [1]}') == {"a": [1]}
