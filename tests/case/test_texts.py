import hashlib
import os
from pathlib import Path

from graph.case.model import Locator
from graph.case.texts import Texts

ONE, OTHER = "It burned. Nobody was hurt.\n", "It flooded. Nobody was hurt.\n"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_text_is_found_by_what_is_in_it_wherever_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "case" / "sources" / "any name.txt"
    path.parent.mkdir(parents=True)
    path.write_text(ONE)
    texts = Texts(["", tmp_path / "nowhere", tmp_path])
    assert texts.get(sha256(ONE)) == ONE
    assert texts.quote(Locator("s", 1, 2), sha256(ONE)) == "Nobody was hurt."
    assert texts.quote(Locator("s", 1, 1, 3, 9), sha256(ONE)) == "burned"
    assert texts.get(sha256(OTHER)) is None
    assert texts.quote(Locator("s", 1, 1), sha256(OTHER)) is None


def test_words_of_a_text_that_changed_are_never_given_for_those_before(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(ONE)
    texts = Texts([tmp_path])
    path.write_text(OTHER)
    assert texts.get(sha256(ONE)) is None
    assert Texts([tmp_path]).get(sha256(OTHER)) == OTHER


def test_a_text_that_was_looked_at_is_found_again_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(ONE)
    assert Texts([tmp_path]).get(sha256(ONE)) == ONE
    path.write_text("It closed. Nobody was hurt.\n"[: len(ONE)])  # as long
    os.utime(path, ns=(1, 1))
    assert Texts([tmp_path]).get(sha256(ONE)) is None
    path.unlink()
    assert Texts([tmp_path]).get(sha256(ONE)) is None
