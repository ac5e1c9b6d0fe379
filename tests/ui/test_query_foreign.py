"""The Query page on a graph that is not ours, on both stores: hostile names, and things without an id."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from graph.stores import Store
from tests.helpers import browser as chrome
from tests.helpers.console import Ask
from tests.helpers.explorer import APP, EACH

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HOSTILE = "<img src=x onerror=globalThis.__ran=1> [a](javascript:globalThis.__ran=1) **b** $x$ {{c}}"


def fill(store: Store) -> None:
    store.execute(
        "CREATE (a:Film:`Old film` {id: 7, title: 'Émile', shot: date('1931-05-01')})"
        "-[:`SHOWN AT` {seats: 12}]->(b:Cinema {name: $text})"
        "<-[:`SHOWN AT`]-(c:Film {title: 'Zed', shot: date('1969-02-26')}), (:Film {title: 'Alone'}), (:`a b` {n: 1})",
        {"text": HOSTILE},
    )


@pytest.fixture(params=EACH)
def foreign(request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path) -> Iterator[str]:
    """The address of an app on a store of each kind that holds the foreign graph."""
    fill(request.getfixturevalue(f"{request.param}_store"))
    embedded = request.param == "embedded"
    name = str(tmp_path / "cases.grafeo") if embedded else request.getfixturevalue(f"{request.param}_uri")
    with chrome.served(APP, env={"CASEGRAPH_STORE": name}) as address:
        yield address


def test_a_foreign_graph_has_examples_results_and_ways_into_explore(foreign: str, ask: Ask) -> None:
    page = ask(foreign)
    examples = page.listed("Examples")
    expect(examples.first).to_be_visible()
    titles = examples.locator("b").all_inner_texts()
    assert {"Film to Cinema by SHOWN AT", "What is around one Film", "Film by shot, between two dates"} <= set(titles)
    for title in titles:
        before = page.page.url
        page.press(examples.filter(has=page.page.get_by_text(title, exact=True)).get_by_role("button"))
        page.tab.until(lambda before=before: page.page.url != before, title)
        page.rest()
        expect(page.alert).to_have_count(0)
        expect(page.page.get_by_text("found nothing")).to_have_count(0)
    # names are words here, whatever they hold
    page.run("MATCH (f:Film)-[r]->(c) RETURN f, r, c, c.name AS name ORDER BY f.title")
    assert len(page.drawn["nodes"]) == 3
    page.show("Table")
    texts = page.table()
    assert texts[0][3] == HOSTILE
    assert texts[1][1] == f"Émile — shown at → {HOSTILE}"
    page.pick(1, 3, ["f", "r", "c", "name"])
    expect(page.page.locator(".st-key-cell")).to_contain_text(HOSTILE)
    page.show("JSON")
    assert page.page.evaluate("() => globalThis.__ran") is None
    # a node that an id tells apart has an address
    page.run("MATCH (f:Film {id: 7}) RETURN f")
    page.show("Table")
    [[link]] = page.table()
    assert "start=%21%40Film.id%3A7" in link
    other = ask(foreign)
    other.page.goto(f"{foreign}/{link[2:]}")
    other.tab.until(lambda: len(other.shown) == 1, "Explore's graph")
    assert [node["caption"] for node in other.state["nodes"].values()] == ["Émile"]
    # one that nothing tells apart opens in this session
    page.run("MATCH (f:Film {title: 'Alone'}) RETURN [f] AS alone")
    page.press(page.page.get_by_role("button", name="Open in Explore").first)
    page.tab.until(lambda: len(page.shown) == 1, "Explore's graph")
