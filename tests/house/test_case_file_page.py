"""The page on the case file keeps its word: its example is read, its problems are printed as it says."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from graph.case import file
from graph.case.changes import with_claim, with_entity
from graph.case.dates import EdtfDate
from graph.case.file import coverage, read
from graph.case.model import Claim, Locator
from graph.case.quantities import Quantity
from graph.case.statuses import STATUSES
from graph.cli import main
from graph.errors import CaseFileError
from graph.questions.differences import Comparison, to_lines
from tests.helpers import HARBOUR_FIRE, ROOT

PAGE = (ROOT / "docs" / "case-file.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def _table(head: str) -> list[tuple[str, ...]]:
    """Return the rows of the table whose head is given, as their cells."""
    lines = PAGE[PAGE.index(f"| {head} |") :].split("\n\n")[0].splitlines()[2:]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]


@pytest.fixture
def example(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "gazette.txt").write_bytes(_blocks("text")[0].encode())
    path = tmp_path / "case.yaml"
    path.write_bytes(_blocks("yaml")[0].encode())
    return path


def test_the_first_case_is_valid_and_cites_all_but_its_headline(example: Path) -> None:
    case = read(example)
    assert {s.id: case.status(s) for s in case.statements} == {
        "fire-date": "reported",
        "crowd": "reported",
        "raghunathan-set-fire": "disputed",
    }
    lines = list(coverage(case, example))
    assert [line for line in lines if "no mention" not in line] == ["gazette#p1s1@0-17: Fire at pier nine"]
    assert "gazette#p3s1@137-151: no mention: Port Authority" in lines


def test_positions_are_written_as_shown(example: Path) -> None:
    assert main(["locate", str(example)]) == 0
    [mention] = read(example).entities[0].mentions
    assert str(mention.at) in PAGE


def test_the_problems_are_those_on_the_page(
    example: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    slips = {
        "{text: Priya Ragunathan": "{text: Priya Raghunathan",
        "type: Event": "type: Evnt",
        "OCCURRED_ON": "OCCURED_ON",
        "date: 2019-03-02": "date: 2019-02-30",
        ', at: "gazette#p2s2"': "",
    }
    text = example.read_text(encoding="utf-8")
    for right, wrong in slips.items():
        assert right in text
        text = text.replace(right, wrong)
    example.write_text(text, encoding="utf-8")
    monkeypatch.chdir(example.parent)
    with pytest.raises(CaseFileError) as caught:
        read(Path("case.yaml"))
    assert "\n".join(caught.value.problems) + "\n" == _blocks("text")[1]
    assert main(["validate", "case.yaml"]) == 1
    assert capsys.readouterr().err == _blocks("text")[1]


def test_the_counts_are_those_of_the_seed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    command, printed = _blocks("text")[2].split("\n", 1)
    assert main(command.split()[4:]) == 0
    assert capsys.readouterr().out == printed


def test_no_field_that_is_read_is_left_out() -> None:
    code = (Path(file.__file__).parent / "_sections.py").read_text(encoding="utf-8")
    names = re.findall(r"""fields\.(?:text|texts|date|read|choice|flag|number|locator|items|inner)\(\s*"(\w+)""", code)
    assert {"by", "via", "decides", "text_sha256", "as_of", "scope"} <= set(names)
    assert sorted({name for name in names if f"`{name}`" not in PAGE}) == []


def test_statuses_stand_in_the_order_of_their_rules() -> None:
    rows = [row[0].strip("`") for row in _table("status | rule")]
    assert rows == ["found", "disputed", "denied", "questioned", "inferred", "reported", "alleged"]
    assert rows == list(STATUSES)


@pytest.mark.parametrize("row", _table("printed | EDTF | can stand for"), ids=lambda row: row[1])
def test_every_date_is_edtf(row: tuple[str, ...]) -> None:
    date = EdtfDate.parse(row[1].strip("`"))
    assert date.earliest or date.latest


@pytest.mark.parametrize("row", _table("words | bounds"), ids=lambda row: row[0])
def test_quantities_have_the_bounds_that_are_listed(row: tuple[str, ...]) -> None:
    for words, bounds in zip(row[0].split(", "), row[1].split(", "), strict=True):
        quantity = Quantity.parse(words)
        low, _, high = bounds.replace(",", "").partition(" to ")
        if high:
            assert (quantity.low, quantity.high) == (int(low), int(high))
        elif low.endswith("and up"):
            assert (quantity.low, quantity.high) == (int(low.split()[0]), None)
        else:
            assert (quantity.low, quantity.high) == (None, int(low.split()[0]))


def test_a_difference_is_told_as_on_the_page() -> None:
    before = read(HARBOUR_FIRE)
    pier = next(entity for entity in before.entities if entity.id == "pier-nine")
    at = Locator.parse("gazette#p1s1")
    denial = Claim(id="salo-watchman.new", by="port-authority", stance="denies", at=at)
    after = with_claim(with_entity(before, replace(pier, name="Pier 9")), "salo-watchman", denial)
    comparison = Comparison(before, after)
    told = "\n".join([comparison.summary, *to_lines(comparison.told())])
    assert f"$ python -m graph diff old.yaml case.yaml\n{told}\n```" in PAGE
