import io
import math
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from graph.case.schema import load_schema
from graph.elements import Node, Relationship, Subgraph
from graph.errors import RenderError
from graph.formats import to_bytes
from graph.formats.graph_tables import Table
from graph.formats.results import result_file
from graph.formats.xlsx import MAX_COLUMNS, MAX_TEXT, to_xlsx
from graph.stores import Result, Store
from tests.formats.test_read_again import unescaped
from tests.helpers import pictures

TYPED = {
    "n": 5, "minus": -5, "half": -1500.5, "yes": True, "day": date(2019, 3, 2), "leap": date(2020, 2, 29),
    "moment": datetime(2020, 2, 29, 23, 59, 59, 999_000), "most": 10**15 - 1,
}  # fmt: skip
TEXTS = {
    "007": "007", "-5": "-5", "=1+1": "=1+1", "+cmd": "+cmd", "@x": "@x", "true": "true", "http://a.example": "http://a.example",
    "{=1}": "{=1}", "<r><t>b</t></r>": "<r><t>b</t></r>", "<r>&": "<r>&", " x ": " x ", "2019-03-02": "2019-03-02",
    10**15: "1000000000000000", 2**80: str(2**80), math.inf: "Infinity", -math.inf: "-Infinity", 5e-324: "5e-324",
    date(1900, 2, 28): "1900-02-28", date(1, 1, 1): "0001-01-01", b"ab": "YWI=", (1, None): "[1, null]",
    datetime(2020, 1, 1, tzinfo=UTC): "2020-01-01T00:00:00+00:00",
    datetime(2020, 1, 1, 0, 0, 0, 1): "2020-01-01T00:00:00.000001",
    "می\u200cخواهم 👨\u200d👩\u200d👧": "می\u200cخواهم 👨\u200d👩\u200d👧", "a\ud800": "a\ufffd",
}  # fmt: skip


def opened(data: bytes, sheet: str = "Result") -> Any:
    return load_workbook(io.BytesIO(data))[sheet]


def workbook(columns: list[str], *rows: list[Any]) -> Any:
    return opened(to_xlsx({"Result": Table(columns, rows)}))


def test_numbers_truth_values_and_dates_are_such() -> None:
    sheet = workbook(list(TYPED), [None] * len(TYPED), list(TYPED.values()))
    names, nulls, _ = sheet.values
    assert names == tuple(TYPED)
    assert nulls == (None,) * len(TYPED)
    for cell, value in zip(sheet[3], TYPED.values(), strict=True):
        expected = datetime(value.year, value.month, value.day) if type(value) is date else value
        assert (cell.value, type(cell.value)) == (expected, type(expected))
    assert [cell.is_date for cell in sheet[3]] == [isinstance(value, date) for value in TYPED.values()]
    assert next(cell.number_format for cell in sheet[3] if cell.is_date) == "yyyy-mm-dd"


def test_all_else_is_a_text_as_it_is() -> None:
    sheet = workbook(["text"], *([value] for value in TEXTS))
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == list(TEXTS.values())
    assert {cell.data_type for cell in cells} == {"s"}
    # and stays one when somebody edits the cell
    quoted = [cell.value for cell in cells if cell.style_id and cell.quotePrefix]
    assert quoted == ["=1+1", "+cmd", "@x"]


def test_the_header_stays_in_sight_and_filters_and_columns_have_room() -> None:
    sheet = workbook(["name", "about"], ["Ines", "x" * 500], ["Ada Quill of the harbour", None])
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B3"
    assert [cell.font.bold for cell in sheet[1]] == [True, True]
    assert [round(sheet.column_dimensions[column].width) for column in "AB"] == [26, 61]


def test_a_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    fits, wide, long = "x" * MAX_TEXT, "😀" * (MAX_TEXT // 2), "😀" * 20_000
    rich = "<r>" + "<" * MAX_TEXT + "</r>", "<r>" + "<" * 20_000 + "</r>"
    sheet = workbook(["text"], *([text] for text in (fits, wide, long, *rich)))
    values = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert values[:2] == [fits, wide]
    assert values[2].endswith(
        "… [cut: 20,000 characters, of which a cell of Excel holds 32,767; JSON and CSV have all]"
    )
    assert set(values[2].partition("…")[0]) == {"😀"}
    assert MAX_TEXT - 2 < len(values[2].encode("utf-16-le")) // 2 <= MAX_TEXT
    assert "[cut: 32,774 characters" in values[3]
    assert values[4].rstrip() == rich[1]


def test_more_than_a_sheet_holds_is_refused_with_the_limit_and_a_way_out() -> None:
    many = Subgraph((Node("c/a", "a", ("T",), {f"p{n}": n for n in range(MAX_COLUMNS)}),), ())
    with pytest.raises(RenderError, match=r"holds 16,384 columns; Nodes have 16,387 .* JSON"):
        to_bytes(many, ".xlsx")
    with pytest.raises(RenderError, match=r"holds 1,048,575 rows and a header; Result are 1,048,576\. .* CSV"):
        to_xlsx({"Result": Table(["n"], [[1]] * 1_048_576)})


def test_a_file_of_a_graph_has_its_relationships_nodes_and_claims() -> None:
    graph = pictures.case(12)
    book = load_workbook(io.BytesIO(to_bytes(graph, ".xlsx", title="=Pier nine", source_line="As of May 2019")))
    assert book.sheetnames == ["Relationships", "Nodes", "About"]
    head, *rows = book["Relationships"].values
    assert head == (
        "From",
        "Relationship",
        "To",
        "Status",
        "Who says so",
        "Where",
        "id",
        "type",
        "start",
        "end",
        "case_id",
        "claims",
    )
    statuses = {row[6]: row[3] for row in rows}
    assert statuses == {r.id: r.properties["status"] for r in graph.relationships}
    assert all(row[1].endswith(f"({row[3]})") for row in rows if row[3] in ("disputed", "denied", "alleged"))
    assert next(book["Nodes"].values)[:3] == ("id", "labels", "caption")
    assert [row[0] for row in book["About"].values] == ["What this is", "=Pier nine. As of May 2019"]


def test_claims_are_a_sheet_with_who_says_what_and_where(loaded_embedded: Store) -> None:
    from graph.questions.claims import claims_of

    query = "MATCH (a:Person)-[r:ACCUSED_OF]->(b) RETURN a, r, b"
    graph = loaded_embedded.query(query).subgraph()
    claims = claims_of(loaded_embedded, graph.relationships, load_schema())
    head, *rows = opened(to_bytes(graph, ".xlsx", claims=claims), "Claims").values
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert len(found) == sum(map(len, claims.values())) > 5
    assert {row["Stance"] for row in found} >= {"asserted", "denied"}
    statements: Mapping[str, Relationship] = {r.id: r for r in graph.relationships}
    for row in found:
        assert row["Status"] == statements[row["Statement"]].properties["status"]
        assert row["By"]
        assert "paragraph" in row["Where"]


def test_the_same_graph_gives_the_same_bytes() -> None:
    graph = pictures.clashing()
    assert to_bytes(graph, ".xlsx") == to_bytes(pictures.clashing(), ".xlsx")


def test_a_result_is_a_workbook_with_typed_columns() -> None:
    node = Node("c/a", "a", ("Entity", "Person"), {"name": "=Ada", "id": "a"})
    result = Result(("n", "day", "list", "nan"), ((node, date(2020, 1, 2), [True, 1], math.nan),), False, 0.0)
    rows = list(opened(result_file(result, "xlsx", load_schema())).values)
    assert rows == [("n", "day", "list", "nan"), ("=Ada", datetime(2020, 1, 2), "[true, 1]", "NaN")]
    empty = Result((), (), False, 0.0)
    assert list(opened(result_file(empty, "xlsx", load_schema())).values) in ([], [()])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.booleans(),
                st.integers(-(2**70), 2**70),
                st.floats(),
                st.text(max_size=20),
                st.sampled_from(["<r>", "</r>", "_x0000_", "=", "'", "\x00", "]]>", "\r\n"]),
                st.dates(),
                st.datetimes(),
            ),
            min_size=2,
            max_size=2,
        ),
        max_size=5,
    )
)
def test_whatever_a_store_gives_the_file_opens_with_all_of_it(rows: list[list[Any]]) -> None:
    data = to_xlsx({"Result": Table(["a", "b"], rows)})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
    found = list(opened(data).iter_rows(min_row=2, max_col=2, values_only=True))
    for row, cells in zip(rows, found, strict=False):
        for value, cell in zip(row, cells, strict=True):
            match value:
                case str():
                    assert unescaped(cell or "") == unescaped(
                        "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)
                    )
                case bool() | None:
                    assert cell is value
                case int() if abs(value) < 10**15:
                    assert cell == value
                case int():
                    assert cell == str(value)
                case float() if isinstance(cell, str):
                    assert cell in ("NaN", "Infinity", "-Infinity") or float(cell) == value
                case float():
                    assert cell == pytest.approx(value, rel=1e-15, abs=0)
                case _ if isinstance(cell, str):
                    assert cell == value.isoformat()
                case _:
                    assert cell == (
                        value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
                    )
    assert len(found) >= len([row for row in rows if any(value not in (None, "") for value in row)]) or not rows
