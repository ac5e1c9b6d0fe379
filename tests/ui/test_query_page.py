"""The Query page of the real app, in Chromium, on both stores: type, run, read what it came to, refuse, cancel."""

import re

import pytest
from playwright.sync_api import expect

from graph.case.statuses import STATUSES
from graph.settings import Settings
from graph.stores import open_store
from tests.helpers.console import SLOW, Ask
from tests.helpers.explorer import EACH, EMBEDDED, STORES

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EVERY = pytest.mark.parametrize("app", EACH, indirect=True)
ACCUSED = "MATCH (a:Person {case_id: 'harbour-fire'})-[r:ACCUSED_OF]->(b:Event)\nRETURN a, r, b ORDER BY a.name"


def contents(address: str) -> tuple[object, ...]:
    """Return what a store holds, in numbers, and its version."""
    with open_store(STORES[address], Settings()) as store:
        schema = store.schema()
        return schema.nodes, schema.relationships, schema.labels, schema.label_properties, store.version()


def test_a_newcomer_is_told_what_to_do_and_runs_an_example(app: str, ask: Ask) -> None:
    page = ask(app)
    page.says("The result comes here. Type a query and press Run, or press an example.")
    examples = page.listed("Examples")
    expect(examples.first).to_contain_text("How many nodes have each label")
    contested = re.compile("What is (disputed|denied|questioned|inferred|alleged)")
    page.press(examples.filter(has_text=contested).first.get_by_role("button").first)
    page.tab.until(lambda: page.asked.get("p_status") in STATUSES, "the example in the address")
    page.rest()
    assert page.form() == "Graph"
    # of the case that is looked at, and of no other
    assert {key.partition("/")[0] for key in page.drawn["nodes"]} == {page.asked["p_case"]}
    assert page.editor["text"].startswith("MATCH (a:Entity {case_id: $case})")


def test_a_query_is_typed_completed_and_run_by_the_keyboard(app: str, ask: Ask) -> None:
    page = ask(app)
    page.write("MATCH (p:Pers", slowly=True)
    page.tab.until(lambda: "Person" in page.editor["completions"], "the label")
    page.page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.type(" WHERE p.case_id = 'harbour-fire' RETURN count(p) AS people, p.nam")
    page.tab.until(lambda: page.editor["completions"][:1] == ["name"], "the property")
    page.page.wait_for_timeout(200)
    page.keyboard.press("Tab")
    page.keyboard.press("Control+Enter")
    page.tab.until(lambda: "q" in page.asked, "the query in the address")
    page.rest()
    assert page.form() == "Table"
    assert ["1", "Priya Raghunathan"] in page.table()


@EVERY
def test_what_would_change_the_graph_is_refused_where_it_stands(app: str, ask: Ask) -> None:
    before = contents(app)
    page = ask(app)
    for query, word, said in (
        ("MATCH (n)\nDETACH DELETE n", "DETACH", "DETACH at line 2, column 1 would change the graph"),
        ("RETURN 1; CREATE (n)", "CREATE", "begins another statement; run one statement at a time"),
        ("MATCH (n) RETURN n,, n", ",", "column 20"),
        ("PROFILE CREATE (n)", "CREATE", "CREATE at line 1, column 9 would change the graph"),
        ("LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row", "LOAD", "LOAD CSV at line 1, column 1"),
        ("", "", "There is no query yet."),
    ):
        page.write(query)
        page.keyboard.press("Control+Enter")
        page.says(said)
        page.rest()
        assert [fault["text"] for fault in page.editor["faults"]] == ([word] if word else [])
    assert contents(app) == before


@EVERY
def test_a_query_that_takes_its_time_can_be_cancelled_and_the_next_answers(app: str, ask: Ask) -> None:
    page = ask(app)
    page.run(SLOW, wait=False)
    expect(page.cancel).to_be_visible()
    expect(page.page.get_by_text("Running …").first).to_be_visible()
    # the page is alive meanwhile
    page.listed("History", rest=False)
    page.press(page.cancel, rest=False)
    page.says("Cancelled after")
    expect(page.run_button).to_be_visible()
    page.run("RETURN 1 + 1 AS two")
    assert page.table() == [["2"]]


@EVERY
def test_each_form_of_a_result(app: str, ask: Ask) -> None:
    page = ask(app, ACCUSED)
    assert page.form() == "Graph"
    page.says("row")
    assert {"harbour-fire/priya-raghunathan", "harbour-fire/warehouse-fire"} <= set(page.drawn["nodes"])
    page.show("Table")
    texts = [text for row in page.table() for text in row]
    assert any("Priya Raghunathan — accused of (disputed) → Warehouse fire" in text for text in texts)
    page.show("JSON")
    expect(page.page.get_by_test_id("stCode").first).to_contain_text('"id": "priya-raghunathan"')
    page.show("Plan")
    page.says("This query was not asked for its plan.")
    page.press(page.page.get_by_role("button", name="Explain this query"))
    page.tab.until(lambda: page.asked.get("q", "").startswith("EXPLAIN"), "the plan's query in the address")
    page.rest()
    assert page.form() == "Plan"
    expect(page.page.get_by_role("columnheader", name="Step")).to_be_visible()
    assert page.page.locator(".plan tbody tr").count() > 1
    page.run("RETURN 1 AS one, 'x' AS text, null AS nothing")
    assert page.form() == "Table"
    page.show("Graph")
    page.says("There is no graph in this result: its rows hold values alone.")
    page.run("MATCH (n:Person {name: 'Nobody'}) RETURN n.name AS name")
    page.says("The query ran and found nothing.")


@EMBEDDED
def test_things_are_found_at_any_depth_of_a_result(embedded_app: str, ask: Ask) -> None:
    page = ask(
        embedded_app,
        "MATCH p = (a:Person {id: 'priya-raghunathan'})-[r:ACCUSED_OF]->(b) RETURN {deep: [p, {ties: [r]}]} AS found",
    )
    assert page.form() == "Graph"
    assert set(page.drawn["nodes"]) == {"harbour-fire/priya-raghunathan", "harbour-fire/warehouse-fire"}


@EMBEDDED
def test_what_is_selected_in_the_graph_is_told_beside_it_and_filtered_by_its_legend(
    embedded_app: str, ask: Ask
) -> None:
    page = ask(embedded_app, ACCUSED)
    node = page.drawn["nodes"]["harbour-fire/priya-raghunathan"]["page"]
    page.mouse.click(node["x"], node["y"])
    expect(page.heading).to_have_text("Priya Raghunathan")
    page.rest()
    page.press(page.page.get_by_role("button", name="Layout"))
    page.press(page.page.get_by_role("menuitemradio", name="Layered"))
    chip = page.page.locator(".chip").filter(has_text="Event")
    page.press(chip)
    page.tab.until(lambda: not page.drawn["nodes"]["harbour-fire/warehouse-fire"]["shown"], "no events")


def test_a_result_that_was_cut_says_so_and_how_to_get_the_rest(app: str, ask: Ask) -> None:
    page = ask(app, "UNWIND range(1, $n) AS x RETURN x", p_n="2000")
    page.says("1,000 rows in")
    page.says("There are more rows than these: the result was cut at 1,000 rows (setting query_rows)")
    page.says("-p n=2000 --limit 1000000 --format jsonl")


def test_a_path_a_list_of_nodes_and_a_value_open_what_they_hold_in_explore(app: str, ask: Ask) -> None:
    page = ask(app, "MATCH (a {id: 'priya-raghunathan'})-[:ACCUSED_OF]->(b) RETURN [a, b] AS both, 1 AS n")
    page.show("Table")
    page.pick(0, 0, ["both", "n"])
    expect(page.page.locator(".st-key-cell")).to_contain_text("Priya Raghunathan, Warehouse fire")
    page.press(page.page.locator(".st-key-cell").get_by_role("button", name="Open in Explore"))
    page.tab.until(lambda: page.state["nodes"], "Explore's graph")
    assert page.shown == {"harbour-fire/priya-raghunathan", "harbour-fire/warehouse-fire"}
    page.tab.until(lambda: page.view.start, "the view in the address")
    assert page.view.case == "harbour-fire"


def test_the_whole_result_opens_in_explore_with_its_parameters_and_its_address(app: str, ask: Ask) -> None:
    page = ask(app, "MATCH (a {id: $id})-[r:ACCUSED_OF]->(b) RETURN a, r, b", p_id="priya-raghunathan")
    page.press(page.page.get_by_role("button", name="Open in Explore").first)
    page.tab.until(lambda: page.view.query, "the view in the address")
    page.rest()
    wanted = {"harbour-fire/priya-raghunathan", "harbour-fire/warehouse-fire"}
    assert page.shown == wanted
    assert dict(page.view.parameters) == {"id": "priya-raghunathan"}
    address = page.page.url
    page.page.goto("about:blank")
    page.page.goto(address)
    page.tab.until(lambda: page.state["nodes"], "Explore's graph")
    assert page.shown == wanted
    # back to the query, as it was left
    page.page.goto(f"{app}/query")


@EMBEDDED
def test_a_node_in_a_table_links_to_explore(embedded_app: str, ask: Ask) -> None:
    page = ask(embedded_app, "MATCH (a:Person {id: 'priya-raghunathan'}) RETURN a")
    page.show("Table")
    [[link]] = page.table()
    assert link.startswith("./?case=harbour-fire&start=priya-raghunathan&off=none")
    page.page.goto(f"{embedded_app}/{link[2:]}")
    page.tab.until(lambda: page.state["nodes"], "Explore's graph")
    assert page.shown == {"harbour-fire/priya-raghunathan"}


@EMBEDDED
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_usable_at_390_pixels(embedded_app: str, ask: Ask, scheme: str) -> None:
    page = ask(embedded_app, ACCUSED, options={"color_scheme": scheme, "viewport": {"width": 390, "height": 844}})
    for form in ("Graph", "Table", "JSON", "Plan"):
        page.show(form)
        assert page.page.evaluate("() => document.documentElement.scrollWidth") <= 390
    for name in ("History", "Favourites", "Examples"):
        page.listed(name)
    page.run("RETURN $x AS x", wait=False)
    page.says("Type a value for $x.")
    assert page.page.evaluate("() => document.documentElement.scrollWidth") <= 390
