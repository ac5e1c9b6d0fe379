import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.case.captions import edge_caption
from graph.case.schema import load_schema
from graph.elements import Node, Path, Relationship
from graph.formats.results import result_file, result_text
from graph.formats.tables import MAX_CELL, cell_text, is_formula, spreadsheet_cell, to_csv, to_markdown, to_table
from graph.stores import Result

A = Node("c/a", "a", ("Entity",), {})
B = Node("c/b", "b", ("Entity",), {})
R = Relationship("c/r", "r", "KNOWS", B, A, {"status": "alleged"})


def test_columns_are_aligned_by_their_width_on_a_terminal():
    lines = to_table(["name", "n"], [["日本", 1], ["Ines", None]]).splitlines()
    assert lines == ["name  n", "----  -", "日本  1", "Ines"]


def test_a_cell_is_one_line_without_control_characters_and_has_an_end():
    cell = to_table(["x"], [["a\n\x1b[31mb" + "c" * 100]]).splitlines()[2]
    assert cell.startswith("a [31mb")
    assert len(cell) == MAX_CELL
    assert cell.endswith("…")


def test_what_joins_emoji_and_letters_stays_and_what_turns_a_line_does_not():
    text = "👨\u200d👩\u200d👧 می\u200cخواهم ❤\ufe0f a\u200bb \u202eevil\u2066"
    shown = "👨\u200d👩\u200d👧 می\u200cخواهم ❤\ufe0f a b evil"
    assert to_table(["x"], [[text]]).splitlines()[2] == shown
    assert to_markdown(["x"], [[text]]).splitlines()[2] == f"| {shown} |"
    # and takes no column of its own
    assert to_table(["a", "b"], [["می\u200cخ", 1]]).splitlines()[2] == "می\u200cخ  1"
    cut = to_table(["x"], [["x" * 58 + "👨\u200d👩"]]).splitlines()[2]
    assert cut.endswith("x…")


@pytest.mark.parametrize(
    "text", ["-5", "+1", "-1.5e3", "-.5", "+1.", "-Infinity", "+Infinity", "5-3", "x=1", "", "'", "'-5", "a\tb", "(-5)"]
)
def test_a_plain_number_and_a_plain_text_have_no_apostrophe(text):
    assert spreadsheet_cell(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+cmd|' /C calc'!A0", "-cmd", "@SUM(1)", "\t=1", "\r=1", "\n=1", "-5+cmd", "-5,3", "--5", "-٥", "＝1",
        "－5", "'=1", "''=1", "-", "+1 ", "-Infinity()",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_may_compute_has_an_apostrophe(text):
    assert spreadsheet_cell(text) == f"'{text}"


@given(st.text("=+-@'5e.٥\tx", max_size=6))
def test_a_guarded_text_is_known_from_one_that_was_so_before(text):
    cell = spreadsheet_cell(text)
    assert spreadsheet_cell(cell[1:]) == cell if cell != text else not is_formula(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")) or float(cell)


def test_csv_has_values_as_json_writes_them_and_a_mark_for_excel():
    values = [None, True, float("nan"), float("-inf"), 2**70, 0.1, date(2019, 3, 2), [1, None], {"k": True}, b"ab", A]
    made = to_csv([f"c{n}" for n in range(len(values))], [values])
    assert made[:3] == b"\xef\xbb\xbf"
    _, row = csv.reader(io.StringIO(made.decode("utf-8-sig")))
    node = '{"id": "a", "labels": ["Entity"], "properties": {}}'
    expected = [
        "",
        "true",
        "NaN",
        "-Infinity",
        str(2**70),
        "0.1",
        "2019-03-02",
        "[1, null]",
        '{"k": true}',
        "YWI=",
        node,
    ]
    assert row == expected


def test_nan_and_truth_values_have_one_name_in_every_table():
    row = (float("nan"), float("-inf"), True)
    result = Result(("a", "b", "c"), (row,), False, 0.0)
    for form in ("table", "csv"):
        assert result_text(result, form).splitlines()[-1].replace(",", " ").split() == ["NaN", "-Infinity", "true"]
    assert result_text(result, "csv")[0] == "a"  # no mark: what is printed goes into pipes
    assert "| NaN | -Infinity | true |" in result_file(result, "md", load_schema()).decode()


def test_half_a_character_is_what_json_escapes():
    result = Result(("a",), (("x\ud800",),), False, 0.0)
    for ending in ("json", "jsonl"):
        assert r"x\ud800" in result_file(result, ending, load_schema()).decode()


def test_graph_values_are_written_as_cypher_draws_them():
    assert cell_text(A) == "(a)"
    assert cell_text(R) == "(b)-[KNOWS alleged]->(a)"
    assert cell_text(Path((A, B), (R,))) == "(a)<-[KNOWS alleged]-(b)"
    assert cell_text([True, None, {"k": A}]) == "true, , k: (a)"


def test_markdown_is_a_table_whatever_the_texts_hold():
    text = to_markdown(["a|b", "c"], [["x|y\nz", "<b>*_`[1]"], ["c" * 200, A]])
    assert text.splitlines() == [
        r"| a\|b | c |",
        "| --- | --- |",
        r"| x\|y z | &lt;b>\*\_\`\[1] |",
        f"| {'c' * 200} | (a) |",
    ]


def test_a_file_for_people_has_names_and_one_for_programs_has_objects():
    start = Node("c/a", "a", ("Entity", "Person"), {"name": "Ada Quill", "id": "a"})
    end = Node("c/b", "b", ("Entity", "Person"), {"name": "=Bo", "id": "b"})
    knows = Relationship("c/r", "r", "PARTNER_OF", start, end, {"status": "alleged"})
    result = Result(
        ("n", "r", "p", "list", "x"), ((start, knows, Path((start, end), (knows,)), [end, 1], 2),), False, 0.0
    )
    schema = load_schema()
    rows = list(csv.reader(io.StringIO(result_file(result, "csv", schema).decode("utf-8-sig"))))
    words = edge_caption(knows, schema)
    assert rows[1] == ["Ada Quill", f"Ada Quill — {words} → =Bo", f"Ada Quill — {words} → =Bo", "'=Bo, 1", "2"]
    assert "(alleged)" in words
    assert "| Ada Quill |" in result_file(result, "md", schema).decode()
    assert json.loads(result_file(result, "jsonl", schema))["n"]["properties"]["name"] == "Ada Quill"


def test_a_moment_is_iso_text_in_every_table():
    moments = (datetime(2019, 3, 2, 10, 0, 0, 5, tzinfo=UTC), "2019-07-01T10:00:00+02:00[Europe/Berlin]", "-0044-03-15")
    texts = ["2019-03-02T10:00:00.000005+00:00", *moments[1:]]
    result = Result(("a", "b", "c"), (moments,), False, 0.0)
    assert result_text(result, "table").splitlines()[-1].split() == texts
    assert result_text(result, "csv").splitlines()[-1].split(",") == texts
    assert json.loads(result_text(result, "json"))["rows"] == [dict(zip("abc", texts, strict=True))]
    assert f"| {' | '.join(texts)} |" in result_file(result, "md", load_schema()).decode().replace("\\", "")
