"""The app on a Neo4j that takes connections and stays silent: a sentence in time for everybody, and back by itself."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from graph.errors import StoreUnavailableError
from graph.settings import Settings
from graph.stores import Store
from graph.stores.connections import Connection
from graph.ui.open_stores import OpenStores
from tests.helpers import browser as chrome
from tests.helpers.explorer import APP, CASE, FIRE, SERVER, Explorer, explorer
from tests.helpers.pages import Page, own_settings
from tests.helpers.proxy import Proxy
from tests.helpers.stores import NEO4J

SAID = "did not answer within 2 s"
BACK = "The page comes back by itself when the store answers."


@pytest.fixture
def proxy(neo4j_uri: str) -> Iterator[Proxy]:
    with Proxy(neo4j_uri) as proxy:
        yield proxy


@pytest.mark.parametrize("where", [pytest.param("neo4j", marks=NEO4J)])
def test_a_page_says_in_time_that_a_server_is_silent_and_follows_it_back(
    where: str, proxy: Proxy, loaded_neo4j: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEGRAPH_STORE", proxy.uri)
    monkeypatch.setenv("CASEGRAPH_NEO4J_CONNECT_TIMEOUT_S", "2")
    with own_settings():
        with proxy.trouble("silence"):
            page = Page({"case": CASE})
            assert SAID in page.text
            assert BACK in page.text
            page.turn_to("analysis")
            assert SAID in page.text
        page.turn_to("explore")
        comes_back(page)
        with proxy.trouble("silence"):  # which the store finds out by connections that it has
            page.run()
            assert SAID in page.text
        comes_back(page)


def comes_back(page: Page) -> None:
    """Draw the page until its graph is there: a busy server may take more than two seconds."""
    for _ in range(30):
        page.run()
        if page.control and FIRE in page.places:
            break
    assert FIRE in page.places
    assert BACK not in page.text


@pytest.mark.parametrize("where", [pytest.param("neo4j", marks=SERVER)])
def test_two_visitors_are_told_and_come_back_without_a_hand(
    where: str, proxy: Proxy, loaded_neo4j: Store, chromium: Browser
) -> None:
    env = {"CASEGRAPH_STORE": proxy.uri, "CASEGRAPH_NEO4J_CONNECT_TIMEOUT_S": "2"}
    with (
        chrome.served(APP, env=env) as app,
        explorer(chromium, app) as one,
        explorer(chromium, app) as two,
    ):
        visitors: tuple[Explorer, ...] = (one, two)
        with proxy.trouble("silence"):
            for visitor in visitors:
                visitor.page.goto(f"{app}/?case={CASE}")
            for visitor in visitors:
                expect(visitor.page.get_by_text(SAID)).to_be_visible()
        for visitor in visitors:
            visitor.tab.until(lambda visitor=visitor: FIRE in visitor.state["nodes"], "the graph")
            expect(visitor.page.get_by_text(SAID)).to_have_count(0)


def test_all_who_come_while_a_store_is_opened_wait_for_the_same_end(tmp_path: Path) -> None:
    tries: list[str] = []
    let = threading.Event()

    class Slow(Connection):
        def open(self) -> Store:
            tries.append(self.name)
            let.wait()
            if len(tries) == 1:
                raise StoreUnavailableError("It is away.")
            return Connection("slow", self.settings).open()

    stores = OpenStores(lambda name: Slow(name, Settings(store=str(tmp_path / "cases.grafeo"))))
    waiting: list[Future[Store]] = [stores.opening("slow") for _ in range(5)]
    assert len(tries) <= 1
    let.set()
    assert {str(opening.exception()) for opening in waiting} == {"It is away."}
    again = stores.opening("slow")
    assert again.result() is stores.opening("slow").result()
    assert len(tries) == 2
    again.result().close()
