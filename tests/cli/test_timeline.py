"""The command timeline, on a store of each kind."""

import json
from pathlib import Path

import pytest

from graph.cli import main


@pytest.fixture
def timeline(capsys, address):
    def run(*words: object) -> tuple[object, str, str]:
        try:
            status: object = main(["timeline", "--store", address, *map(str, words)])
        except SystemExit as stop:
            status = stop.code
        return status, *capsys.readouterr()

    return run


def test_what_happened(timeline) -> None:
    status, out, err = timeline("--since", "2019-03-02", "--until", "2019-03-03")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "Since 2 March 2019, until 3 March 2019"
    assert "“Saturday, 2 March 2019”: Warehouse fire [reported]" in lines
    assert "    Excluded by fire-date-alarm-book, which gives it another date." in lines
    assert "“Sunday 3 March”, 3 March 2019: Warehouse fire — occurred (alleged)" in lines
    status, out, _ = timeline("--format", "json", "--status", "found")
    assert [event["id"] for event in json.loads(out)["events"]] == ["fire-date-inquiry"]
    assert timeline("--format", "csv", "--about", "ines-okafor")[1].startswith("timeline,date,edtf,")
    assert "## Pier nine" in timeline("--format", "markdown", "--by", "place")[1]
    assert timeline("--format", "svg", "--lane", "said")[1].startswith("<svg ")


def test_a_file_is_written_whole_or_not_at_all(timeline, tmp_path: Path) -> None:
    path = tmp_path / "fire.pdf"
    status, out, err = timeline("-o", path, "--by", "person")
    assert (status, err) == (0, "")
    assert out == f"{path}: {out.rpartition(': ')[2]}"
    assert path.read_bytes().startswith(b"%PDF")
    path.write_text("before", encoding="utf-8")
    assert timeline("-o", path, "--about", "oskar-vey", "--status", "denied")[0] == 1
    assert path.read_text(encoding="utf-8") == "before"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--since", "2004-13"], "--since: there is no such day or month ('2004-13')"),
        (["--until", "12000"], "--until: a year has four digits, or more behind a Y: write Y12000 ('12000')"),
        (
            ["--since", "2019-03", "--until", "2018"],
            "no day is between --since '2019-03' and --until '2018': turn the two around",
        ),
        (["--source", "gazett"], "The case harbour-fire has no source 'gazett'. It has gazette, inquiry and ledger."),
        (["--case", "mill"], "The case 'mill' is not in this store. Cases here: harbour-fire."),
        (
            ["-o", "x.doc"],
            "A timeline is written to a file that ends in .svg, .png, .pdf, .csv, .md, .json, .txt, not '.doc'.",
        ),
    ],
)
def test_what_is_refused_is_one_line(timeline, words: list[str], message: str) -> None:
    status, out, err = timeline(*words)
    assert (status, out) == (1, "")
    assert err == f"{message}\n"
