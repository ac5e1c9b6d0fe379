"""Stances, accusations and speakers on the command line: what is printed, saved and refused."""

import csv
import io
import json
import shutil

import pytest

from graph.case.schema import load_schema
from graph.questions.agreement import agreements, beside, conflicts_in, stances_in
from graph.questions.stances import stance_matrix

SCHEMA = load_schema()


@pytest.fixture
def run(run, monkeypatch, harbour_fire, tmp_path):
    """Run a command on a store that holds the harbour fire."""
    monkeypatch.setenv("CASEGRAPH_STORE", str(shutil.copy(harbour_fire, tmp_path)))
    return run


def test_stances_are_printed_as_a_table_json_and_csv(run, loaded_embedded):
    status, out, err = run("stances", "--limit", 5)
    assert (status, err) == (0, "")
    assert "disputed" in out
    assert "Priya Raghunathan — accused of → Warehouse fire" in out
    assert "  1  Port Authority (port-authority)" in out
    told = json.loads(run("stances", "--limit", 5, "--format", "json")[1])
    assert told == stance_matrix(loaded_embedded, "harbour-fire", limit=5).to_dict(SCHEMA)
    # the shape that is promised
    assert len(told["cells"]) == len(told["statements"]) == 5
    assert all(len(row) == len(told["speakers"]) for row in told["cells"])
    assert {type(cell) for row in told["cells"] for cell in row} == {dict, type(None)}
    rows = list(csv.DictReader(io.StringIO(run("stances", "--limit", 5, "--format", "csv")[1])))
    assert [row["Id"] for row in rows] == told["statements"]


@pytest.mark.parametrize("ending", [".svg", ".pdf", ".csv", ".xlsx"])
def test_stances_are_saved_as_what_the_ending_says(run, tmp_path, ending):
    path = tmp_path / f"stances{ending}"
    assert run("stances", "--limit", 3, "-o", path)[:2] == (0, f"{path}: 3 statements\n")
    assert path.read_bytes()[:4] in (b"<svg", b"%PDF", "\ufeffS".encode(), b"PK\x03\x04")


def test_what_cannot_be_saved_is_refused_and_leaves_nothing(run, tmp_path):
    for command in ("stances", "accusations"):
        path = tmp_path / "stances.gif"
        status, out, err = run(command, "-o", path)
        assert (status, out) == (1, "")
        assert "'.gif'" in err
        assert not path.exists()
    assert run("stances", "--case", "other")[2].startswith("The case 'other' is not in this store")


def test_accusations_are_listed_with_who_denies_them(run, tmp_path):
    status, out, _ = run("accusations")
    assert status == 0
    told = " ".join(out.split())
    assert (
        "disputed: Priya Raghunathan, accused of Warehouse fire [raghunathan-set-fire] "
        "found not so by: Pier Inquiry; Harbour court who says so: Port Authority (by way of Oskar Vey) "
        "denied by: Priya Raghunathan (by way of Fire at pier nine (Harbour Gazette))"
    ) in told
    assert "…" not in out
    told = json.loads(run("accusations", "--format", "json")[1])
    rows = {row["statement"]: row for row in told["accusations"]}
    assert rows["raghunathan-set-fire"]["accused"] == "priya-raghunathan"
    assert rows["raghunathan-set-fire"]["said_by"] == ["port-authority"]
    assert set(rows["raghunathan-set-fire"]["found_not_so_by"]) == {"harbour-court", "pier-inquiry"}
    assert rows["raghunathan-set-fire"]["denied_by"] == ["priya-raghunathan"]
    assert all(row["text"] and row["status"] for row in told["accusations"])
    path = tmp_path / "accusations.csv"
    assert run("accusations", "-o", path)[:2] == (0, f"{path}: {len(rows)} accusations\n")
    saved = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    printed = list(csv.DictReader(io.StringIO(run("accusations", "--format", "csv")[1])))
    assert saved == printed
    assert {row["Id"] for row in saved} == rows.keys()


def test_two_speakers_are_set_beside_each_other(run, loaded_embedded):
    status, out, _ = run("speakers", "port-authority", "pier-inquiry")
    assert status == 0
    assert "contradict (3): one asserts what the other denies, or what they say cannot all be true" in out
    assert "Pier Inquiry finds it not so that Priya Raghunathan is rightly accused of Warehouse fire" in out
    told = json.loads(run("speakers", "port-authority", "pier-inquiry", "--format", "json")[1])
    assert told == beside(loaded_embedded, "harbour-fire", "port-authority", "pier-inquiry").to_dict(SCHEMA)


def test_all_pairs_are_listed_where_no_speaker_is_named(run, loaded_embedded):
    said, _ = stances_in(loaded_embedded, "harbour-fire", SCHEMA)
    conflicts, _ = conflicts_in(loaded_embedded, "harbour-fire")
    pairs = agreements(said, conflicts)
    told = json.loads(run("speakers", "--format", "json")[1])
    assert told["pairs"] == [pair.to_dict() for pair in pairs]
    lines = run("speakers")[1].splitlines()
    assert len(lines) == len(pairs) + 2
    assert lines[2].split()[-4:] == ["3", "0", "5", "0"]


def test_one_speaker_alone_and_one_who_says_nothing_are_refused(run):
    status, _, err = run("speakers", "port-authority")
    assert status == 2
    assert "two speakers are needed" in err
    status, _, err = run("speakers", "port-authority", "pier-nine")
    assert (status, len(err.splitlines())) == (1, 1)
    assert "'pier-nine' makes a claim" in err
