"""What runs ends when nobody looks at it any more, and a session runs no more queries than it may; on both stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from graph.settings import Settings
from graph.stores import open_store
from tests.helpers import browser as chrome
from tests.helpers.console import SLOW, Ask, console
from tests.helpers.explorer import APP, BOTH
from tests.helpers.stores import on_the_server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Far longer than any test waits: nothing here ends by itself.
PATIENT = {"CASEGRAPH_QUERY_TIMEOUT_S": "600", "CASEGRAPH_MAX_QUERIES_PER_SESSION": "1"}


@pytest.fixture(scope="module")
def patient_embedded(chromium: Browser, both_cases: Path) -> Iterator[tuple[str, str]]:
    with chrome.served(APP, env={"CASEGRAPH_STORE": str(both_cases), **PATIENT}) as address:
        yield address, str(both_cases)


@pytest.fixture(scope="module")
def patient_neo4j(chromium: Browser, neo4j_uri: str) -> Iterator[tuple[str, str]]:
    with chrome.served(APP, env={"CASEGRAPH_STORE": neo4j_uri, **PATIENT}) as address:
        yield address, neo4j_uri


@pytest.fixture(params=BOTH)
def patient(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The address of an app without a deadline worth the name, and of its store."""
    if request.param == "neo4j":
        request.getfixturevalue("loaded_neo4j")
    found: tuple[str, str] = request.getfixturevalue(f"patient_{request.param}")
    return found


def at_work(store: str) -> bool:
    """Whether the engine of a store works on a slow query now."""
    if "://" in store:
        with open_store(store, Settings()) as opened:
            return on_the_server(opened, "range(1, 3000)") > 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command, state = (
                (process / "cmdline").read_bytes(),
                (process / "stat").read_text().rpartition(")")[2].split()[0],
            )
        except OSError:
            continue  # it has just ended
        if store.encode() in command and b"graph.stores" in command and state == "R":
            return True
    return False


def test_leaving_the_page_ends_what_runs(patient: tuple[str, str], ask: Ask) -> None:
    address, store = patient
    page = ask(address)
    page.run(SLOW, wait=False)
    page.tab.until(lambda: at_work(store), "the engine at work")
    page.tab.turn_to("Explore", rest=False)
    page.tab.until(lambda: not at_work(store), "the engine at rest")
    page.tab.turn_to("Query")
    page.says("Cancelled after")
    page.tab.until(lambda: page.editor and page.editor["text"] == SLOW, "the query in the editor")
    page.run("RETURN 2 AS two")
    assert page.table() == [["2"]]


def test_closing_the_tab_ends_what_runs(patient: tuple[str, str], chromium: Browser, ask: Ask) -> None:
    address, store = patient
    with console(chromium, address) as page:
        page.open()
        page.run(SLOW, wait=False)
        page.tab.until(lambda: at_work(store), "the engine at work")
    other = ask(address)
    other.tab.until(lambda: not at_work(store), "the engine at rest")


def test_a_session_runs_no_more_queries_than_it_may(patient: tuple[str, str], ask: Ask) -> None:
    address, store = patient
    page = ask(address)
    page.run(SLOW, wait=False)
    page.tab.until(lambda: at_work(store), "the engine at work")
    page.write("RETURN 3 AS three", rest=False)
    page.keyboard.press("Control+Enter")
    page.says("A query of this session is still running (setting max_queries_per_session: 1).")
    expect(page.cancel).to_be_visible()
    page.press(page.cancel, rest=False)
    page.says("Cancelled after")
    page.run("RETURN 3 AS three")
    assert page.table() == [["3"]]
    page.tab.until(lambda: not at_work(store), "the engine at rest")
