from graph.elements import Node, Path, Relationship
from graph.formats.tables import MAX_CELL, cell_text, to_markdown, to_table

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
