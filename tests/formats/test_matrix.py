"""A stance matrix and accusations as files: complete, guarded, the same bytes each time, hostile names inert."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from graph.case.file import read
from graph.case.model import Case
from graph.case.schema import load_schema
from graph.errors import RenderError
from graph.formats import accusations as accusation_files
from graph.formats.matrix import MATRIX_FILES, check_ending, draw, write
from graph.questions.accusations import accusations_of
from graph.questions.case_graph import CaseGraph
from graph.questions.stances import StanceMatrix, matrix_of
from graph.settings import Settings
from tests.helpers import HARBOUR_FIRE

SCHEMA = load_schema()
SVG = "{http://www.w3.org/2000/svg}"
HEAD = {"title": "The harbour fire: who stands where", "source_line": "As of May 2019"}


@pytest.fixture(scope="module")
def harbour() -> Case:
    return read(HARBOUR_FIRE, settings=Settings())


@pytest.fixture(scope="module")
def matrix(harbour: Case) -> StanceMatrix:
    return matrix_of(CaseGraph(harbour), limit=12)


@pytest.mark.parametrize("ending", MATRIX_FILES)
def test_a_matrix_is_the_same_file_each_time(matrix: StanceMatrix, ending: str) -> None:
    few = StanceMatrix(matrix.case, matrix.rows[:3], matrix.total)
    assert write(few, ending, SCHEMA, **HEAD) == write(few, ending, SCHEMA, **HEAD)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_has_a_sign_for_each_cell_and_a_status_for_each_row(matrix: StanceMatrix, theme: str) -> None:
    svg, wide, high = draw(matrix, SCHEMA, theme=theme, **HEAD)
    root = ElementTree.fromstring(svg)
    assert (float(root.attrib["width"]), float(root.attrib["height"])) == (
        pytest.approx(wide, 1),
        pytest.approx(high, 1),
    )
    texts = ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]
    stances: list[str] = [cell.stance for row in matrix.rows for cell in row.cells.values()]
    signs = {"asserts": "+", "denies": "−", "questions": "?", "mixed": "±"}
    for stance, sign in signs.items():
        assert texts.count(sign) == stances.count(stance) + (stance in stances)  # and one in the legend
    for row in matrix.rows:
        assert row.status in texts
    for name in matrix.speakers.values():
        words = "".join(name.split())
        assert any(words == "".join(text.split()) for text in texts), name
    titles = [element.text or "" for element in root.iter(f"{SVG}title")]
    assert any("denies that Priya Raghunathan is rightly accused of Warehouse fire" in title for title in titles)


def test_hostile_names_stay_text(harbour: Case) -> None:
    name = '</svg><script>alert(1)</script>\u202e&"'
    entities = tuple(replace(entity, name=name) for entity in harbour.entities)
    found = matrix_of(CaseGraph(replace(harbour, entities=entities)), limit=6)
    svg, _, _ = draw(found, SCHEMA, title=name, source_line=name)
    root = ElementTree.fromstring(svg)
    assert not list(root.iter(f"{SVG}script"))
    assert "\u202e" not in "".join(element.text or "" for element in root.iter(f"{SVG}tspan"))


def test_a_table_says_in_words_what_the_picture_shows(matrix: StanceMatrix) -> None:
    made = write(matrix, ".csv", SCHEMA, **HEAD).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(made)))
    assert [row["Id"] for row in rows] == [row.statement.id for row in matrix.rows]
    fire = rows[0]
    assert fire["Status"] == "disputed"
    assert fire["In words"].startswith("Disputed, found not so by Pier Inquiry and Harbour court, asserted by Port ")
    assert (fire["Port Authority"], fire["Harbour court"], fire["Ines Okafor"]) == ("asserts (2)", "finds not so", "")
    assert next(row for row in rows if row["Id"] == "authority-blamed")["Pier Inquiry"] == "finds"


def test_speakers_who_are_called_alike_are_told_apart_and_no_cell_is_a_formula(harbour: Case) -> None:
    entities = tuple(replace(entity, name="=1+1") for entity in harbour.entities)
    found = matrix_of(CaseGraph(replace(harbour, entities=entities)), limit=4)
    head = write(found, ".csv", SCHEMA, **HEAD).decode("utf-8-sig").splitlines()[0]
    names = next(csv.reader([head]))
    assert len(set(names)) == len(names)
    assert not any(name.startswith("=") for name in names)


def test_what_cannot_be_saved_is_refused_with_what_can(matrix: StanceMatrix) -> None:
    with pytest.raises(RenderError, match=r"saved as \.svg, \.png.*, not '\.gif'"):
        check_ending(".gif")
    with pytest.raises(RenderError, match="nothing to draw"):
        draw(StanceMatrix("c", (), 0), SCHEMA, **HEAD)
    with pytest.raises(RenderError, match="cells"):
        draw(StanceMatrix("c", matrix.rows * 600, 0), SCHEMA, **HEAD)


def test_accusations_as_a_table_have_accuser_accused_and_who_denies(harbour: Case) -> None:
    found = accusations_of(CaseGraph(harbour))
    made = accusation_files.write(found, ".csv", SCHEMA).decode("utf-8-sig")
    rows = {row["Id"]: row for row in csv.DictReader(io.StringIO(made))}
    fire = rows["raghunathan-set-fire"]
    assert fire["Accused"] == "Priya Raghunathan"
    assert fire["Of what"] == "accused of Warehouse fire"
    assert fire["Who says so"] == "Port Authority (by way of Oskar Vey)"
    assert fire["Found not so by"] == "Pier Inquiry; Harbour court"
    assert "Harbour court" not in fire["Denied by"]
    assert next(iter(fire)) == "Status"
    assert fire["Status"] == "disputed"
    assert re.search(r"Fuel can: said to be linked to \(disputed\) Warehouse fire", fire["Evidence"])
    for row in rows.values():
        assert row["Status"] in row["In words"].lower() or row["Status"] == "disputed" or "by" in row["In words"]
    assert accusation_files.write(found, ".xlsx", SCHEMA)[:2] == b"PK"
    with pytest.raises(RenderError, match=r"\.csv or \.xlsx, not '\.svg'"):
        accusation_files.write(found, ".svg", SCHEMA)
