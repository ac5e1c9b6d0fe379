"""The commands report and second-read."""

import csv
import io
import shutil
from pathlib import Path

import pytest

from graph.case.file import read
from graph.settings import Settings
from tests.formats.test_second_read import filled_in
from tests.helpers import HARBOUR_FIRE


@pytest.fixture
def report(run, address):
    return lambda *words: run("report", "--store", address, *words)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case file of one's own, with its texts."""
    shutil.copytree(HARBOUR_FIRE.parent, tmp_path / "own")
    return tmp_path / "own" / HARBOUR_FIRE.name


def test_a_report_is_written_whole_or_not_at_all(report, run, tmp_path: Path) -> None:
    for ending in (".pdf", ".html", ".md"):
        path = tmp_path / f"memo{ending}"
        status, out, err = report("--statement", "fire-date", "--statement", "fire-date-inquiry", "-o", path)
        assert (status, err) == (0, "")
        assert out == f"{path}: 4 passages of 3 sources\n"
    assert "“Saturday, 2 March 2019”" in (tmp_path / "memo.md").read_text(encoding="utf-8")
    before = path.read_bytes()
    for words, message in (
        (["--statement", "nothing"], "has no statement nothing"),
        (["--question", "why"], "has no question 'why'. Questions of it: who-set-the-fire"),
        (["--case", "nobody"], "The case 'nobody' is not in this store"),
        (["--view", "0123456789ab"], "No saved view has the id"),
    ):
        status, out, err = report(*words, "-o", path)
        assert (status, out) == (1, "")
        assert message in err
        assert err.count("\n") == 1
        assert path.read_bytes() == before
    assert report("--question", "who-set-the-fire", "-o", path)[0] == 0
    assert "## The question" in path.read_text(encoding="utf-8")
    status, _, err = report("-o", tmp_path / "memo.doc")
    assert (status, err) == (1, "A report's file ends in .pdf, .html, .md, not '.doc'.\n")
    assert report("--view", "case=harbour-fire", "--case", "harbour-fire", "-o", path)[0] == 2
    for words in (["--store", "x.grafeo"], ["--case", "harbour-fire"], ["--view", "case=harbour-fire"]):
        assert run("report", HARBOUR_FIRE, *words, "-o", path)[0] == 2
    assert run("report", HARBOUR_FIRE, "--question", "who-set-the-fire", "-o", path)[0] == 0
    assert "## The question" in path.read_text(encoding="utf-8")
    status, out, err = run("report", tmp_path / "none.yaml", "-o", path)
    assert (status, out, err) == (1, "", f"{tmp_path / 'none.yaml'}:1: file: there is no such file\n")
    assert report("--view", "case=harbour-fire", "--question", "why", "-o", path)[0] == 2


def test_a_report_of_a_view_says_what_the_view_leaves_out(report, tmp_path: Path) -> None:
    path = tmp_path / "memo.md"
    assert report("--view", "case=harbour-fire&off=Date,Quantity,Text,~reported", "-o", path)[0] == 0
    text = path.read_text(encoding="utf-8")
    assert "Left out of it: " in text
    assert "**disputed**" in text
    assert "**reported**" not in text


def test_claims_go_out_to_be_read_and_their_verdicts_come_back(run, case: Path, tmp_path: Path) -> None:
    assert run("second-read", case) == (0, "harbour-fire: nobody has read a claim of it a second time\n", "")
    sheet = tmp_path / "sheet.csv"
    status, out, err = run("second-read", case, "-o", sheet)
    assert (status, err) == (0, "")
    total = sum(len(statement.claims) for statement in read(case, settings=Settings()).statements)
    assert out.startswith(f"{sheet}: {total} claims to read\n")
    assert run("second-read", case, "-o", tmp_path / "sheet.html", "--reader", "Ines")[0] == 0
    assert (tmp_path / "sheet.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    back = tmp_path / "back.csv"
    rows = {"verdict": "overstated", "reason": "It is less.", "reader": "Ines"}, {"verdict": "supported"}
    back.write_bytes(filled_in(sheet.read_bytes(), *rows))
    status, out, err = run("second-read", case, "--take", back)
    assert (status, out) == (1, "")
    assert err.startswith("back.csv:3: a verdict has a reader")
    status, out, err = run("second-read", case, "--take", back, "--reader", "Ada")
    assert (status, err) == (0, "")
    first = next(csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8-sig"), newline="")))["claim"]
    assert out.splitlines() == [
        f"{back}: 2 verdicts taken, {total - 2} rows without one",
        "harbour-fire: second reader: of 2 claims read, 1 refuted (50.0 %), 1 open, "
        f"{total - 2} not read as they stand",
        f"{first}: overstated, by Ines: It is less.",
    ]
    assert "0 verdicts taken, 2 there already" in run("second-read", case, "--take", back, "--reader", "Ada")[1]
    # what one has read is not read by the same one again
    assert f"{total - 1} claims to read" in run("second-read", case, "-o", sheet, "--reader", "Ada")[1]
    status, _, err = run("second-read", case, "--overrule", first, "--reader", "Ada")
    assert (status, err) == (
        1,
        "a short reason is needed to overrule a verdict: those who gave it read it (--reader NAME, --reason TEXT)\n",
    )
    status, out, _ = run("second-read", case, "--overrule", first, "--reader", "Ada", "--reason", "It is not.")
    assert (status, out) == (0, f"{first}: overruled by Ada: It is not.\n")
    assert run("second-read", case)[1].startswith(
        "harbour-fire: second reader: of 2 claims read, 0 refuted, 1 overruled"
    )
    status, _, err = run("second-read", case, "--overrule", first, "--reader", "Ada", "--reason", "It is not.")
    assert (status, err.startswith(f"No verdict is open on a claim '{first}'.")) == (1, True)


def test_what_cannot_be_read_or_written_is_said_in_a_line(run, case: Path, tmp_path: Path) -> None:
    assert (
        run("second-read", case, "-o", tmp_path / "sheet.doc")[2]
        == "A sheet's file ends in .html or .csv, not '.doc'.\n"
    )
    assert run("second-read", case, "--take", tmp_path / "none.csv")[2].startswith("none.csv cannot be read: ")
    assert run("second-read", case, "--reason", "No.")[0] == 2
    total = sum(len(statement.claims) for statement in read(case, settings=Settings()).statements)
    for text in (case.parent / "sources").iterdir():
        text.unlink()
    content = case.read_text(encoding="utf-8")
    case.write_text("\n".join(line for line in content.split("\n") if "text: sources/" not in line), encoding="utf-8")
    status, _, err = run("second-read", case, "-o", tmp_path / "sheet.csv")
    assert status == 1
    assert err.splitlines() == [
        f"{total} claims not in it: the text of a source is not at hand. Name its folder with --texts.",
        "There is no claim to read in case.yaml.",
    ]
    assert run("second-read", case, "-o", tmp_path / "sheet.csv", "--texts", HARBOUR_FIRE.parent)[0] == 0
    (case.parent / "case.review").mkdir(exist_ok=True)
    (case.parent / "case.review" / "second-read.jsonl").write_text("{cut\n", encoding="utf-8")
    assert run("second-read", case)[2] == "1 line of second-read.jsonl cannot be read and counts for nothing here.\n"
