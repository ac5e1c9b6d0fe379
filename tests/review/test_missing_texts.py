"""Why the text of a source is not read: absent, changed since, and what is found without a SHA-256 in the case file."""

import hashlib
from pathlib import Path

import pytest

from graph.case.file import from_yaml, read
from graph.case.load import load
from graph.case.texts import Texts
from graph.cli import main
from graph.review.missing_texts import told_missing
from graph.settings import Settings
from graph.stores import open_store
from tests.helpers.casefiles import CASE, TEXT

HASH = hashlib.sha256(TEXT.encode()).hexdigest()
BARE = CASE.replace(f", text_sha256: {HASH}", "")
"""A case whose source gives no SHA-256 of the text that lies beside it."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "cases" / "small-fire"
    folder.mkdir(parents=True)
    (folder / "gazette.txt").write_bytes(TEXT.encode())
    assert "text_sha256" not in BARE
    (folder / "small-fire.yaml").write_text(BARE, encoding="utf-8")
    return Settings(cases=str(tmp_path / "cases"), store=str(tmp_path / "store.grafeo"))


def case_file(settings: Settings) -> Path:
    return Path(settings.cases) / "small-fire" / "small-fire.yaml"


def why(settings: Settings, sha256: str | None = HASH) -> list[str]:
    return told_missing("small-fire", {"gazette": ("Fire at pier nine", sha256)}, settings)


def test_a_text_beside_the_case_file_is_found_by_the_hash_that_it_had_when_it_was_read(settings: Settings) -> None:
    case = read(case_file(settings), settings=settings)
    assert (case.sources[0].text_sha256, case.sources[0].sha256) == (None, HASH)
    assert case == from_yaml(BARE), "what is found is no part of what the file says"
    with open_store(settings.store, settings) as store:
        load(store, case)
        [[kept]] = store.query("MATCH (s:Source) RETURN s.text_sha256 AS sha256").rows
    assert kept == HASH
    assert Texts([settings.cases]).get(kept) == TEXT


def test_explain_quotes_a_text_without_a_hash_and_says_that_it_changed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CASEGRAPH_CASES", str(settings.cases))
    monkeypatch.setenv("CASEGRAPH_STORE", str(settings.store))
    statement = read(case_file(settings), settings=settings).statements[0].id
    assert main(["load", str(case_file(settings))]) == 0
    assert main(["explain", statement]) == 0
    assert "not at hand" not in (told := capsys.readouterr().out)
    assert "     “" in told
    (case_file(settings).parent / "gazette.txt").write_bytes(TEXT.replace("smoke", "steam").encode())
    assert main(["explain", statement]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "has changed since the case was made from it: the SHA-256 of gazette.txt begins with" in told
    assert "not at hand" not in told
    case_file(settings).unlink()
    assert main(["explain", statement]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "is not at hand. Put the file into a folder, and name that in the setting CASEGRAPH_TEXTS." in told


def test_each_way_in_which_a_text_is_missing_is_told_with_what_to_do(settings: Settings) -> None:
    text = case_file(settings).parent / "gazette.txt"
    [told] = why(settings, None)
    assert (
        told == "The text of Fire at pier nine was not beside the case file when that was loaded: load the case again."
    )
    text.write_bytes(b"Another text.")
    now = hashlib.sha256(b"Another text.").hexdigest()
    [told] = why(settings)
    assert f"the SHA-256 of gazette.txt begins with {now[:12]} now, and did with {HASH[:12]}." in told
    assert "check every place that is cited of it, change text_sha256 in the case file" in told
    case_file(settings).write_text(BARE.replace("gazette.txt", f"gazette.txt, text_sha256: {now}"), encoding="utf-8")
    [told] = why(settings)
    assert told == "The text of Fire at pier nine has changed, and the case file with it: load the case again."
    case_file(settings).write_text(BARE.replace("gazette.txt", "gazette.md"), encoding="utf-8")
    text.rename(text.with_suffix(".md")).write_bytes(TEXT.encode())
    assert why(settings) == [
        "The text of Fire at pier nine is in gazette.md: give that a name that ends in .txt, by which texts are found."
    ]
    text.with_suffix(".md").unlink()
    both = {"gazette": ("Fire at pier nine", HASH), "b": ("B", None)}
    assert told_missing("small-fire", both, settings) == [
        "The texts of Fire at pier nine and B are not at hand. Put the files into a folder, and name that in "
        "the setting CASEGRAPH_TEXTS."
    ]


@pytest.mark.parametrize(
    "text", ["", "case: [", "case: {id: small-fire}\nsources: 1", "sources: [{id: A B}, 1]", "\x00"]
)
def test_of_a_case_file_that_cannot_be_read_nothing_is_told(settings: Settings, text: str) -> None:
    case_file(settings).write_text(text, encoding="utf-8")
    assert why(settings)[0].startswith("The text of Fire at pier nine is not at hand.")
