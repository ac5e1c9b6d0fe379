import logging
import os
import threading

import pytest

from graph.errors import FileError
from graph.files import locked, write_whole


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
