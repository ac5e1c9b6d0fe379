import io
import json
import os
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph.case.file import read, to_yaml
from graph.case.file.case_file import CaseFile
from graph.case.load import load
from graph.case.model import Case
from graph.case.rows import ModelRows
from graph.errors import CaseFileError, ExtractError, FileError, ModelError, NotFoundError
from graph.reading import read_document
from graph.review import extraction
from graph.review.beside import read_proposals, review_folder
from graph.review.cases import KeptCases
from graph.review.extraction import Extracted, extract_documents, new_case, write_extracted
from graph.settings import Settings
from graph.stores import open_store
from tests.helpers import HARBOUR_FIRE, ROOT

FERRY = """Fire on the ferry Marrow

The ferry burned for three hours on 3 May 2021. "The cables were never checked," Ada Quill told the harbour board.

Ida Hale, 41, said nearly 200 people stood on the quay."""
BRIDGE = "The bridge was shut on 4 May 2021. Ada Quill said it was safe.\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(cases=str(tmp_path / "cases"))


@pytest.fixture
def cases(settings: Settings) -> KeptCases:
    return KeptCases(settings)


def found(text: str, name: str, case: Case | None = None, **said: Any) -> list[Extracted]:
    """What is proposed of one document, for an empty case or one that is there."""
    document = read_document(text.encode(), settings=Settings(), name=name)
    return extract_documents(case or new_case("New", id="new"), [(name, replace(document, **said))])


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"}


# -- what is listed ------------------------------------------------------------------------------


def test_at_first_there_are_the_seeds_and_nothing_is_written(cases: KeptCases) -> None:
    assert [(kept.id, kept.seed) for kept in cases.all()] == [("harbour-fire", True), ("making-a-murderer", True)]
    assert not cases.folder.exists()
    assert cases.find("nobody") is None


@pytest.mark.parametrize(
    ("title", "id"),
    [
        ("The ferry", "the-ferry"),
        ("حريق في الميناء", "unnamed"),
        ("🔥🔥", "unnamed"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\x00b\u202e\nc", "ab-c"),
        ("The harbour fire: harbour-fire", "the-harbour-fire-harbour-fire"),
        ("Harbour fire", "harbour-fire-2"),  # the id is a seed's
        ("x" * 200, "x" * 74),
        ("{a: [b", "a-b"),
    ],
)
def test_any_title_begins_a_case(cases: KeptCases, title: str, id: str) -> None:
    kept, _ = cases.new(title)
    assert kept.id == id
    assert kept.path == cases.folder / id / f"{id}.yaml"
    assert kept == cases.find(id)
    assert cases.read(kept).title == kept.title
    assert kept.title.isprintable()
    again, _ = cases.new(title)
    assert again.id != id
    assert {path.name for path in cases.folder.iterdir()} == {id, again.id, ".new.lock"}


@pytest.mark.parametrize(
    ("title", "reason"), [(" \u202e\n", "needs a title"), ("x" * 201, "200 characters at the most")]
)
def test_a_title_that_is_none(cases: KeptCases, title: str, reason: str) -> None:
    with pytest.raises(ModelError, match=reason):
        cases.new(title)
    assert [kept for kept in cases.all() if not kept.seed] == []


def test_an_id_of_a_case_that_is_kept_elsewhere_is_avoided(cases: KeptCases) -> None:
    assert cases.new("The ferry", avoid={"the-ferry"})[0].id == "the-ferry-2"


def test_a_file_with_errors_is_listed_with_them_and_without_a_path(cases: KeptCases, settings: Settings) -> None:
    kept, _ = cases.new("The ferry")
    kept.path.write_text(kept.path.read_text() + "entitties: []\nstatements: 7\n")
    [listed] = [each for each in cases.all() if not each.seed]
    assert (listed.id, listed.title, listed.path) == ("the-ferry", "the-ferry", kept.path)
    assert listed.problem.startswith("the-ferry.yaml:5: ")
    assert settings.cases not in listed.problem
    with pytest.raises(CaseFileError):
        cases.summary(listed)
    kept.path.write_text("case: {id: the-ferry, title: Mended, as_of: 2021}\nsources: []\n")
    assert [each.title for each in cases.all() if not each.seed] == ["Mended"]


def test_a_second_case_of_the_same_id_is_told_so(cases: KeptCases) -> None:
    kept, _ = cases.new("The ferry")
    other = cases.folder / "copy" / "copy.yaml"
    other.parent.mkdir()
    other.write_bytes(kept.path.read_bytes())
    problems = {each.path.name: each.problem for each in cases.all() if not each.seed}
    assert sorted(map(bool, problems.values())) == [False, True]
    assert "another case has this id" in "".join(problems.values())


def test_folders_without_a_case_file_are_none(cases: KeptCases) -> None:
    (cases.folder / "empty").mkdir(parents=True)
    (cases.folder / "a-file").write_text("case: {}")
    (cases.folder / ".hidden").mkdir()
    (cases.folder / ".hidden" / ".hidden.yaml").write_text("case: {}")
    assert all(kept.seed for kept in cases.all())
    assert cases.new("Empty")[0].id == "empty-2"


# -- a seed of one's own -------------------------------------------------------------------------


def test_a_seed_made_ones_own_hides_it_and_says_the_same(cases: KeptCases, settings: Settings) -> None:
    kept = cases.make_mine("harbour-fire")
    assert (kept.id, kept.seed, kept.path) == (
        "harbour-fire",
        False,
        cases.folder / "harbour-fire" / "harbour-fire.yaml",
    )
    assert kept.path.read_bytes() == HARBOUR_FIRE.read_bytes()
    assert [(each.id, each.seed) for each in cases.all()] == [("harbour-fire", False), ("making-a-murderer", True)]
    # its texts came along, so that its locators are checked against them
    assert {"sources/gazette.txt", "sources/ledger.txt"} <= files(kept.path.parent)
    assert cases.summary(kept).sha256 == ModelRows(read(HARBOUR_FIRE, settings=Settings())).case.sha256
    CaseFile(kept.path, settings).change("Renamed", lambda case: replace(case, title="Mine"))
    assert next(each.title for each in cases.all()) == "Mine"
    with pytest.raises(NotFoundError):
        cases.make_mine("harbour-fire")
    with pytest.raises(NotFoundError):
        cases.make_mine("nobody")


def test_a_folder_in_the_way_of_a_copy_is_not_touched(cases: KeptCases) -> None:
    (cases.folder / "harbour-fire").mkdir(parents=True)
    (cases.folder / "harbour-fire" / "notes.txt").write_text("mine")
    with pytest.raises(FileError, match="Move it away first"):
        cases.make_mine("harbour-fire")
    assert files(cases.folder) == {"harbour-fire/notes.txt"}


# -- documents -----------------------------------------------------------------------------------


def test_a_case_begins_with_a_document(cases: KeptCases, settings: Settings) -> None:
    kept, written = cases.new("", found(FERRY, "ferry.txt", title="Fire on the ferry", published="2021-05-04"))
    assert (kept.id, kept.title) == ("fire-on-the-ferry", "Fire on the ferry")
    # an id is used once in a case: its own is the case's
    assert [each.source.id for each in written] == ["ferry"]
    assert files(kept.path.parent) == {
        "fire-on-the-ferry.yaml",
        "fire-on-the-ferry.review/proposals.json",
        "sources/ferry.txt",
    }
    assert (kept.path.parent / "sources/ferry.txt").read_text() == FERRY
    summary = cases.summary(kept)
    assert (summary.entities, summary.statements, summary.claims) == ({}, 0, 0)
    [source] = summary.sources
    assert source.source.published is not None
    assert source.source.published.edtf == "2021-05-04"
    assert source.open["entity"] >= 2
    assert source.open["claim"] >= 2
    assert source.decided == 0
    assert (source.problem, summary.last) == ("", None)


def test_a_source_is_added_and_what_an_editor_wrote_stays(cases: KeptCases, settings: Settings) -> None:
    kept, _ = cases.new("The ferry", found(FERRY, "ferry.txt"))
    proposed = found(BRIDGE, "bridge.txt", cases.read(kept))
    # an editor writes while the document is read
    kept.path.write_text("# for the desk\n" + kept.path.read_text().replace("title: The ferry", "title: Two fires"))
    write_extracted(kept.path, proposed, settings=settings)
    case = cases.read(kept)
    assert kept.path.read_text().startswith("# for the desk\n")
    assert case.title == "Two fires"
    assert [source.id for source in case.sources] == ["ferry", "bridge"]
    assert [each.source for each in read_proposals(kept.path)] == ["ferry", "bridge"]
    summary = cases.summary(kept)
    assert summary.changes == 1
    assert summary.last is not None
    assert summary.last.what == "Added “bridge”"


def test_a_document_that_is_there_is_proposed_anew_with_the_day_it_lacked(cases: KeptCases, settings: Settings) -> None:
    kept, _ = cases.new("The ferry", found(FERRY, "ferry.txt"))
    again = found(FERRY, "ferry again.txt", cases.read(kept), published="2021-05-04", publisher="Quay Ledger")
    write_extracted(kept.path, again, settings=settings)
    [source] = cases.read(kept).sources
    assert (source.id, source.publisher, str(source.published and source.published.edtf)) == (
        "ferry",
        "Quay Ledger",
        "2021-05-04",
    )
    assert [each.published for each in read_proposals(kept.path)] == ["2021-05-04"]


def test_two_at_once_lose_nothing(cases: KeptCases, settings: Settings) -> None:
    kept, _ = cases.new("The ferry")
    # made for the case as it was: each document wants the same id
    both = [found(f"{BRIDGE}{n}.\n", "bridge.txt", cases.read(kept)) for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda each: write_extracted(kept.path, each, settings=settings), both))
        begun = list(pool.map(lambda each: cases.new("The bridge", each)[0].id, both))
    case = cases.read(kept)
    assert sorted(source.id for source in case.sources) == ["bridge", "bridge-2", "bridge-3", "bridge-4"]
    texts = {(kept.path.parent / str(source.text)).read_text() for source in case.sources}
    assert texts == {f"{BRIDGE}{n}.\n" for n in range(4)}
    assert {each.source: each.sha256 for each in read_proposals(kept.path)} == {
        source.id: source.text_sha256 for source in case.sources
    }
    assert sorted(begun) == ["the-bridge", "the-bridge-2", "the-bridge-3", "the-bridge-4"]


KILLED = """
import os, sys
from graph.review import extraction
from graph.case.file import case_file
from tests.review.test_cases import BRIDGE, FERRY, KeptCases, Settings, found
kill = lambda *arguments, **options: os._exit(9)
extraction.write = extraction.CaseFile.change = kill
settings = Settings(cases=sys.argv[1])
cases = KeptCases(settings)
if sys.argv[2] == "new":
    cases.new("The ferry", found(FERRY, "ferry.txt"))
else:
    kept = cases.find("the-ferry")
    extraction.write_extracted(kept.path, found(BRIDGE, "bridge.txt", cases.read(kept)), settings=settings)
"""


def killed(cases: KeptCases, what: str) -> None:
    """Do something in a process that dies after the texts and the proposals are written, before the case file is."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(cases.folder), what],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 9


def test_a_kill_between_the_texts_and_the_case_file_leaves_what_was_there(cases: KeptCases, settings: Settings) -> None:
    killed(cases, "new")
    assert all(kept.seed for kept in cases.all())
    kept, _ = cases.new("The ferry", found(FERRY, "ferry.txt"))
    assert kept.id == "the-ferry"
    assert {path.name for path in cases.folder.iterdir()} == {"the-ferry", ".new.lock"}, "what it left is swept"
    before = kept.path.read_bytes()
    killed(cases, "add")
    assert kept.path.read_bytes() == before
    assert [source.left > 0 for source in cases.summary(kept).sources] == [True]
    assert "sources/bridge.txt" in files(kept.path.parent)
    # another document of the same name: what the dead one left does not stand in its way
    write_extracted(kept.path, found(f"{BRIDGE}More.\n", "bridge.txt", cases.read(kept)), settings=settings)
    assert [source.id for source in cases.read(kept).sources] == ["ferry", "bridge"]
    assert (kept.path.parent / "sources/bridge.txt").read_text() == f"{BRIDGE}More.\n"


def test_a_folder_that_cannot_be_written_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    cases = KeptCases(Settings(cases=str(tmp_path / "file" / "cases")))
    assert all(kept.seed for kept in cases.all())
    for action in (lambda: cases.new("The ferry"), lambda: cases.make_mine("harbour-fire")):
        with pytest.raises(FileError, match="cannot be written") as refused:
            action()
        assert str(tmp_path) not in str(refused.value)
    assert files(tmp_path) == {"file"}


def test_a_disk_that_is_full_leaves_no_half_of_a_case(
    cases: KeptCases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed = found(FERRY, "ferry.txt")

    def full(path: Path, data: bytes) -> None:
        raise FileError(f"{path} cannot be written: No space left on device.")

    monkeypatch.setattr(extraction, "_write_text", full)
    with pytest.raises(FileError) as refused:
        cases.new("The ferry", proposed)
    assert str(refused.value) == "sources/ferry.txt cannot be written: No space left on device."
    assert files(tmp_path) == set()
    assert all(kept.seed for kept in cases.all())


def test_a_folder_that_cannot_be_written_is_said(cases: KeptCases) -> None:
    cases.folder.write_text("no folder")
    with pytest.raises(FileError, match="cannot be written"):
        cases.new("The ferry")
    assert cases.folder.read_text() == "no folder"


@pytest.mark.parametrize(
    "damage", [b"{", b"[]", b'{"version": 1, "sources": {"ferry": 7}}', b"\xff\xfe", b'{"version": 9}']
)
def test_damaged_proposals_are_told_and_not_written_over(cases: KeptCases, settings: Settings, damage: bytes) -> None:
    kept, _ = cases.new("The ferry", found(FERRY, "ferry.txt"))
    proposals = review_folder(kept.path) / "proposals.json"
    proposals.write_bytes(damage)
    before = files(kept.path.parent)
    [source] = cases.summary(kept).sources
    assert "the-ferry.review/proposals.json" in source.problem
    assert settings.cases not in source.problem
    with pytest.raises(ExtractError, match="xtract anew"):
        write_extracted(kept.path, found(BRIDGE, "bridge.txt", cases.read(kept)), settings=settings)
    assert proposals.read_bytes() == damage
    assert files(kept.path.parent) == before
    # as it says: without the file all is well again
    proposals.unlink()
    write_extracted(kept.path, found(FERRY, "ferry.txt", cases.read(kept)), settings=settings)
    assert cases.summary(kept).sources[0].left


# -- in numbers ----------------------------------------------------------------------------------


def test_a_case_in_numbers_is_as_the_store_says(cases: KeptCases, tmp_path: Path) -> None:
    kept = cases.find("harbour-fire")
    assert kept is not None
    summary = cases.summary(kept)
    assert summary.entities["Person"] == 17
    assert (summary.statements, summary.claims, len(summary.sources)) == (142, 169, 3)
    assert [source.left + source.decided for source in summary.sources] == [0, 0, 0]
    with open_store(str(tmp_path / "cases.grafeo"), Settings()) as store:
        [report] = load(store, cases.read(kept))
        assert (report.statements, report.claims) == (summary.statements, summary.claims)
        assert [case.sha256 for case in store.cases()] == [summary.sha256]


def test_numbers_follow_the_file_and_the_decisions(cases: KeptCases) -> None:
    kept, written = cases.new("The ferry", found(FERRY, "ferry.txt"))
    before = cases.summary(kept)
    date = next(row for row in written[0].proposals.rows if row.kind == "date")
    row = {"time": "2021-05-05T10:00:00.000+00:00", "proposal": date.id, "decision": "reject"}
    row |= {"exact": date.exact, "prefix": date.prefix, "suffix": date.suffix}
    (review_folder(kept.path) / "decisions.jsonl").write_text(f"{json.dumps(row)}\nno line\n")
    after = cases.summary(kept)
    assert after.sources[0].left == before.sources[0].left - 1
    assert after.sources[0].decided == 1
    kept.path.write_text(kept.path.read_text().replace("title: The ferry", "title: The ferries"))
    assert cases.summary(kept).sha256 != after.sha256
    kept.path.write_text(
        f"# Draft: 3 proposals were taken that nobody has looked at; review them first.\n{kept.path.read_text()}"
    )
    assert cases.summary(kept).unreviewed
    # a text that somebody changed beside it: its locators may be wrong
    (kept.path.parent / "sources/ferry.txt").write_text("other")
    [listed] = [each for each in cases.all() if not each.seed]
    assert "the text has changed" in listed.problem


def test_a_case_is_read_again_only_where_it_changed(cases: KeptCases) -> None:
    kept, _ = cases.new("The ferry")
    assert cases.read(kept) is cases.read(kept)
    assert cases.summary(kept) is cases.summary(kept)


# -- download ------------------------------------------------------------------------------------


def test_a_case_is_downloaded_as_its_folder(cases: KeptCases, tmp_path: Path) -> None:
    kept, _ = cases.new("The ferry", found(FERRY, "ferry.txt"))
    (kept.path.parent / "link.txt").symlink_to(tmp_path / "outside.txt")
    (tmp_path / "outside.txt").write_text("not the case's")
    with zipfile.ZipFile(io.BytesIO(cases.as_zip(kept))) as archive:
        assert set(archive.namelist()) == {
            "the-ferry/the-ferry.yaml",
            "the-ferry/the-ferry.review/proposals.json",
            "the-ferry/sources/ferry.txt",
        }
        archive.extractall(tmp_path / "elsewhere")
    elsewhere = KeptCases(Settings(cases=str(tmp_path / "elsewhere")))
    [listed] = [each for each in elsewhere.all() if not each.seed]
    assert to_yaml(elsewhere.read(listed)) == to_yaml(cases.read(kept))
