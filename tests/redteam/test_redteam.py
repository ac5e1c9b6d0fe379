"""Small case files with a fault in each, and the same without: what is said of the one, and not of the other."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.redteam.files import FOLDER, VERDICTS, Row, is_told, rows, said_of, written

KINDS = sorted(path.stem for path in FOLDER.glob("*.yaml"))
LEAST_FILES, LEAST_OF_A_KIND, LEAST_SHARE = 200, 15, 0.95
Look = Callable[[Row, bool], list[str]]


@pytest.fixture(scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> Look:
    """What is said of a row, as it is right or with its fault."""
    folder: Path = tmp_path_factory.mktemp("redteam")

    @cache
    def of_text(text: str, texts: tuple[tuple[str, str], ...], planted: bool) -> list[str]:
        # what can both be true, or only looks different, is told of sound files too
        return said_of(text, dict(texts), folder, VERDICTS if planted else ("conflict", "undecided"))

    def said(row: Row, planted: bool) -> list[str]:
        text, texts = written({**row.sound, **row.planted} if planted else row.sound)
        return of_text(text, tuple(texts.items()), planted)

    return said


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_said_of_what_is_right(kind: str, look: Look) -> None:
    told = {row.name: lines for row in rows(kind) if (lines := look(row, False))}
    assert told == {}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "right"])
def test_a_fault_is_told_with_its_place(kind: str, look: Look) -> None:
    planted = rows(kind)
    missed = {row.name: look(row, True) for row in planted if not row.missed and not is_told(row.said, look(row, True))}
    assert missed == {}
    assert len(planted) >= LEAST_OF_A_KIND


def test_of_all_faults_that_were_planted_nearly_all_are_told(look: Look) -> None:
    planted = [row for kind in KINDS for row in rows(kind) if row.planted]
    told = [row for row in planted if is_told(row.said, look(row, True))]
    assert len({written({**row.sound, **row.planted})[0] for row in planted}) >= LEAST_FILES
    assert len(told) / len(planted) >= LEAST_SHARE
    # what is known to be missed is a fault still, and no line of the table is left behind when it is told
    assert not [row.name for row in told if row.missed]


def test_as_many_files_are_right() -> None:
    assert len({str(written(row.sound)) for kind in KINDS for row in rows(kind)}) >= LEAST_FILES
