from graph.stores.base import Node, Path, Relationship
from graph.tables import MAX_CELL, cell_text, csv_lines, json_lines, to_json_text, to_markdown, to_table

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


def test_graph_values_are_written_as_cypher_draws_them():
    assert cell_text(A) == "(a)"
    assert cell_text(R) == "(b)-[KNOWS alleged]->(a)"
    assert cell_text(Path((A, B), (R,))) == "(a)<-[KNOWS]-(b)"
    assert cell_text([True, None, {"k": A}]) == "true, , k: (a)"


ROWS = [[A, 'a "b", c', 2**60], [R, None, float("nan")], [[1, {"k": B}], "=1+1", b"ab"]]


def test_csv_has_one_record_a_row_and_json_where_a_cell_is_no_plain_value():
    import csv

    columns = ["x", "=y", "z"]
    read = list(csv.reader(csv_lines(columns, ROWS)))
    assert read[0] == columns
    assert read[1][1:] == ['a "b", c', str(2**60)]
    assert read[2][1:] == ["", "NaN"]
    assert read[3][1:] == ["=1+1", "YWI="]
    assert '"id": "b"' in read[3][0]
    safe = list(csv.reader(csv_lines(columns, ROWS, spreadsheet=True)))
    assert safe[0] == ["x", "'=y", "z"]
    assert safe[3][1] == "'=1+1"


def test_json_lines_and_json_hold_the_same_rows():
    import json

    lines = [json.loads(line) for line in json_lines(["x", "y", "z"], ROWS)]
    whole = json.loads(to_json_text(["x", "y", "z"], ROWS, truncated=True, elapsed=0.0123456))
    assert whole == {"columns": ["x", "y", "z"], "rows": lines, "truncated": True, "elapsed_ms": 12.346}
    assert lines[1]["x"] == {"id": "r", "type": "KNOWS", "start": "b", "end": "a", "properties": {"status": "alleged"}}


def test_markdown_is_a_table_whatever_the_texts_hold():
    text = to_markdown(["a|b", "c"], [["x|y\nz", "<b>*_`[1]"], ["c" * 200, A]])
    assert text.splitlines() == [
        r"| a\|b | c |",
        "| --- | --- |",
        r"| x\|y z | &lt;b>\*\_\`\[1] |",
        f"| {'c' * 200} | (a) |",
    ]
