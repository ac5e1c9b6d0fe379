import csv
import io
import json

from graph.case.captions import edge_caption
from graph.case.schema import load_schema
from graph.elements import Node, Path, Relationship
from graph.formats.results import result_file
from graph.formats.tables import MAX_CELL, cell_text, to_markdown, to_table
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


def test_graph_values_are_written_as_cypher_draws_them():
    assert cell_text(A) == "(a)"
    assert cell_text(R) == "(b)-[KNOWS alleged]->(a)"
    assert cell_text(Path((A, B), (R,))) == "(a)<-[KNOWS]-(b)"
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
