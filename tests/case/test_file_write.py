"""Model → YAML → model: nothing is lost, and the order stays."""

import io
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.case.dates import EdtfDate
from graph.case.file import from_yaml, read, to_yaml, write
from graph.case.model import Case, Entity
from graph.errors import FileError, ModelError
from tests.helpers import ROOT
from tests.helpers.casefiles import CASE
from tests.helpers.generated import cases, texts


@settings(max_examples=40)
@given(cases())
def test_a_case_is_read_as_it_was_written(case: Case) -> None:
    text = to_yaml(case)
    assert from_yaml(text) == case
    assert to_yaml(from_yaml(text)) == text


@given(st.lists(texts, min_size=1))
def test_any_reader_of_yaml_reads_the_same_texts(values: list[str]) -> None:
    entity = Entity(id="e", type="Event", name="E", aliases=tuple(values))
    case = Case(id="c", title="C", as_of=EdtfDate.parse("2019"), entities=(entity,))
    assert yaml.safe_load(to_yaml(case))["entities"][0]["aliases"] == values


@pytest.mark.parametrize("path", sorted(ROOT.glob("seeds/*/case.yaml")), ids=lambda path: path.parent.name)
def test_a_seed_loses_nothing(path: Path) -> None:
    text = to_yaml(read(path))
    assert yaml.safe_load(text) == yaml.safe_load(path.read_text(encoding="utf-8"))
    assert [list(row) for row in yaml.safe_load(text)["entities"]] != []


def test_rows_are_compact() -> None:
    case = from_yaml(CASE)
    lines = to_yaml(case).splitlines()
    assert lines[0] == "case: {id: small-fire, title: The small fire, as_of: 2019-05}"
    assert lines[4] == (
        "  - {id: ida-brandt, type: Person, name: Ida Brandt, aliases: [Brandt], "
        'mentions: [{text: Brandt, at: "gazette#p2s1@23-29"}]}'
    )
    start = lines.index("  - id: crowd")
    assert lines[start : start + 6] == [
        "  - id: crowd",
        "    subject: fire",
        "    predicate: WITNESSED_BY_COUNT",
        "    value: {quantity: nearly 200, unit: people, as_of: 2019-03-02}",
        '    claims: [{by: ida-brandt, stance: asserts, verb: said, via: [gazette], at: "gazette#p2s2@41-72"}]',
        "  - id: hale-accused",
    ]


@pytest.mark.parametrize("text", ["", "a\x00b", "\x7f", "\ud800"])
def test_a_text_that_could_not_be_read_back_is_refused(text: str) -> None:
    case = Case(id="c", title=text, as_of=EdtfDate.parse("2019"))
    with pytest.raises(ModelError, match="a text is empty or holds a character that no case file may hold"):
        to_yaml(case)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    case, path = from_yaml(CASE.replace("text: gazette.txt, ", "")), tmp_path / "case.yaml"
    write(case, path)
    assert read(path) == case
    before = path.read_bytes()
    with pytest.raises(ModelError):
        write(Case(id="c", title="\x00", as_of=case.as_of), path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["case.yaml"]
    with pytest.raises(FileError):
        write(case, path / "inside-a-file.yaml")


def test_a_stream_is_written_to() -> None:
    case, stream = from_yaml(CASE), io.StringIO()
    write(case, stream)
    assert stream.getvalue() == to_yaml(case)
