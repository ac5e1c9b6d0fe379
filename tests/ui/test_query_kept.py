"""What the Query page keeps, on both stores: parameters, addresses, history, favourites and files."""

import csv
import io
import json
import uuid

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.helpers.console import Ask
from tests.helpers.explorer import EMBEDDED

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_parameters_have_sorts_and_values_and_bad_ones_a_sentence(app: str, ask: Ask) -> None:
    page = ask(app)
    page.write("RETURN $a AS a, $b AS b, $c AS c, $d AS d, $e AS e, '$f' AS f")
    expect(page.value("e")).to_be_visible()
    expect(page.value("f")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    page.says("Type a value for $a.")
    page.value("a").fill("Ines")
    page.sort("b", "Number")
    page.value("b").fill("twelve")
    page.value("b").press("Enter")
    page.says("Type a number such as 12 or 0.5, not 'twelve'.")
    page.value("b").fill("12")
    page.sort("c", "True or false")
    page.sort("d", "Date")
    page.value("d").fill("2019-03-02")
    page.sort("e", "List or map")
    page.value("e").fill('["x", {"y": 1.5}]')
    page.press(page.run_button)
    page.tab.until(lambda: "q" in page.asked, "the query in the address")
    page.rest()
    assert page.table() == [["Ines", "12", "true", "2019-03-02", "x, y: 1.5", "$f"]]
    # kept while the query is edited, and when it is another one for a while
    page.run("RETURN 1 AS x")
    page.run("RETURN $b + 1 AS more, $a AS a")
    assert page.table() == [["13", "Ines"]]


def test_an_address_shows_and_runs_its_query_in_any_session(app: str, ask: Ask) -> None:
    page = ask(app)
    page.write("MATCH (n {id: $id}) RETURN n.name AS name, $n AS n, $since AS since")
    page.value("id").fill("priya-raghunathan")
    page.sort("n", "Number")
    page.value("n").fill("2")
    page.sort("since", "Date")
    page.value("since").fill("2019-03-02")
    page.press(page.run_button)
    page.tab.until(lambda: "q" in page.asked, "the query in the address")
    assert {**page.asked, "q": ""} == {"q": "", "p_id": "priya-raghunathan", "p_n": "2", "d_since": "2019-03-02"}
    other = ask(app, **page.asked)
    assert other.table() == [["Priya Raghunathan", "2", "2019-03-02"]]
    assert other.value("id").input_value() == "priya-raghunathan"


@EMBEDDED
def test_a_query_without_values_waits_for_them(embedded_app: str, ask: Ask) -> None:
    page = ask(embedded_app, "RETURN $x AS x")
    page.says("Type a value for $x.")
    assert page.editor["running"] is None


@EMBEDDED
def test_a_long_query_has_a_short_address(embedded_app: str, ask: Ask) -> None:
    text = "x" * 3_000
    page = ask(embedded_app)
    page.run(f"RETURN size('{text}') AS size")
    assert page.table() == [["3000"]]
    assert set(page.asked) == {"saved"}
    other = ask(embedded_app, **page.asked)
    assert other.table() == [["3000"]]
    assert text in other.editor["text"]
    ask(embedded_app, saved="nothing").says("No query has the id 'nothing'")


@EMBEDDED
def test_what_was_run_is_listed_for_every_session_and_can_be_kept(embedded_app: str, ask: Ask) -> None:
    one, other = ask(embedded_app), ask(embedded_app)
    first, second, name = (f"RETURN '{uuid.uuid4()}' AS x" for _ in range(3))
    one.run(first)
    other.run(second)
    one.run("RETURN 1 AS x")
    lines = one.listed("History")
    expect(lines.filter(has_text=first)).to_have_count(1)
    expect(lines.filter(has_text=second)).to_have_count(1)
    # the other's query, run again
    one.press(lines.filter(has_text=second).get_by_role("button", name=second).first)
    one.tab.until(lambda: one.asked.get("q") == second, "the other's query")
    one.rest()
    # kept under a name that would rather be code
    name = f"<img src=x onerror=alert(1)> {name}"
    one.listed("History").filter(has_text=second).hover()
    one.press(one.page.get_by_role("button", name=f"Keep {second}"))
    one.page.get_by_label("Name").fill(name)
    one.page.get_by_label("Note").fill("a note")
    one.press(one.page.get_by_role("button", name="Keep", exact=True))
    kept = one.listed("Favourites").filter(has_text=name)
    expect(kept).to_contain_text("a note")
    other.run(first)
    there = other.listed("Favourites").filter(has_text=name)
    expect(there).to_have_count(1)
    there.hover()
    other.press(there.get_by_role("button", name=f"Delete {name}"))
    expect(there).to_have_count(0)
    # it is still in the history, until it is deleted there
    line = other.listed("History").filter(has_text=second)
    expect(line).to_have_count(1)
    line.hover()
    other.press(line.get_by_role("button", name=f"Delete {second}"))
    expect(line).to_have_count(0)


@EMBEDDED
def test_the_query_in_the_editor_is_kept_under_a_name(embedded_app: str, ask: Ask) -> None:
    page = ask(embedded_app)
    query, name = f"RETURN '{uuid.uuid4()}' AS x", f"Mine {uuid.uuid4()}"
    page.run(query)
    page.listed("Favourites")
    page.press(page.page.get_by_role("button", name="Keep the query in the editor"))
    page.page.get_by_label("Name").fill(name)
    page.page.get_by_label("Name").press("Enter")
    line = page.listed("Favourites").filter(has_text=name)
    expect(line).to_contain_text(query)
    page.run("RETURN 2 AS x")
    page.press(line.get_by_role("button", name=name).first)
    page.tab.until(lambda: page.asked.get("q") == query, "the favourite")
    page.rest()
    line.hover()
    page.press(line.get_by_role("button", name=f"Delete {name}"))
    expect(line).to_have_count(0)


@EMBEDDED
def test_results_are_saved_as_csv_xlsx_json_json_lines_and_markdown(embedded_app: str, ask: Ask) -> None:
    page = ask(
        embedded_app,
        "MATCH (n {id: 'priya-raghunathan'}) RETURN n.name AS name, n, 2 AS two, '=1+1' AS sum, [1, null] AS l",
    )
    table = list(csv.reader(io.StringIO(page.saved("CSV").decode("utf-8-sig"))))
    assert page.file_name == "result.csv"
    assert table[0] == ["name", "n", "two", "sum", "l"]
    assert [*table[1][:1], *table[1][2:]] == ["Priya Raghunathan", "2", "'=1+1", "[1, null]"]
    sheet = load_workbook(io.BytesIO(page.saved("XLSX")))["Result"]
    assert [cell.value for cell in sheet[2]] == ["Priya Raghunathan", "Priya Raghunathan", 2, "=1+1", "[1, null]"]
    whole = json.loads(page.saved("JSON"))
    assert whole["columns"] == table[0]
    assert whole["rows"][0]["n"]["id"] == "priya-raghunathan"
    assert (whole["truncated"], whole["rows"][0]["sum"]) == (False, "=1+1")
    assert [json.loads(line) for line in page.saved("JSON lines").splitlines()] == whole["rows"]
    lines = page.saved("Markdown").decode().splitlines()
    assert page.file_name == "result.md"
    assert lines[0] == "| name | n | two | sum | l |"
    assert lines[2] == "| Priya Raghunathan | Priya Raghunathan | 2 | =1+1 | 1, |"


SOCKETS = """globalThis.sockets = [];
globalThis.WebSocket = class extends WebSocket {
  constructor(...given) { super(...given); sockets.push(this); }
};"""


def test_a_page_that_lost_its_server_for_a_moment_goes_on_where_it_was(app: str, ask: Ask) -> None:
    page = ask(app)
    page.page.add_init_script(SOCKETS)
    page.page.reload()
    page.run("RETURN 1 AS one")
    page.write("RETURN 1 + 1 AS two")
    page.rest()
    before = page.page.evaluate("sockets.length")
    page.page.evaluate("sockets.at(-1).close()")
    page.tab.until(lambda: page.page.evaluate("sockets.length") > before, "another socket")
    page.rest()
    assert page.table() == [["1"]]
    page.keyboard.press("Control+Enter")
    page.tab.until(lambda: "two" in page.asked["q"], "the query in the address")
    page.rest()
    assert page.table() == [["2"]]
