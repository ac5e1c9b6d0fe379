"""The Connections page: stores are seen and chosen, each session for itself, and no password is anywhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from graph.settings import Settings
from graph.stores import Store, open_store
from graph.stores.connections import Connection
from tests.helpers import browser as chrome
from tests.helpers import foreign
from tests.helpers.explorer import APP, EMBEDDED, FIRE, SERVER, explorer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "hush-hush-4711"


@pytest.fixture
def app_of_three(chromium: Browser, both_cases: Path, tmp_path: Path) -> Iterator[str]:
    """An app with the seed cases, a foreign graph, and a server that is not there."""
    films = tmp_path / "films.grafeo"
    with open_store(str(films), Settings()) as store:
        store.execute("CREATE (n:Nothing) DELETE n")
        foreign.write(store)
    env = {
        "CASEGRAPH_STORE": str(both_cases),
        "CASEGRAPH_CONNECTIONS": f"films={films} away=neo4j://127.0.0.1:9",
        "CASEGRAPH_NEO4J_USER": "me",
        "CASEGRAPH_NEO4J_PASSWORD": PASSWORD,
        "CASEGRAPH_NEO4J_CONNECT_TIMEOUT_S": "1",
    }
    with chrome.served(APP, env=env) as address:
        yield address


@EMBEDDED
def test_stores_are_seen_and_chosen_and_sessions_do_not_mix(app_of_three: str, chromium: Browser) -> None:
    address = app_of_three
    with explorer(chromium, address) as one, explorer(chromium, address) as two:
        two.open("?case=harbour-fire")
        one.page.goto(f"{address}/connections")
        here, films, away = (one.page.locator(f".st-key-connection-{name}") for name in ("default", "films", "away"))
        expect(here).to_contain_text("From the settings")
        expect(here).to_contain_text("Open now")
        expect(here).to_contain_text("The harbour fire")
        expect(films).to_contain_text("films.grafeo")
        expect(films).to_contain_text("16 nodes, 15 relationships")
        expect(films).to_contain_text("grafeo")
        for each in (here, films, away):
            expect(each).to_contain_text("queries only read")
        expect(away).to_contain_text("cannot be opened")
        expect(away).to_contain_text("Start it, or check the address")
        expect(away.get_by_role("button", name="Open")).to_be_disabled()
        expect(away.get_by_role("button", name="Try again")).to_be_enabled()
        assert PASSWORD not in one.page.content()
        one.press(films.get_by_role("button", name="Open"))
        one.until(lambda s: len(s["nodes"]) == 16, "the films")
        one.rest()
        assert "store=films" in one.page.url
        # the other session still looks at its own
        two.press(two.page.get_by_role("button", name="Fit").first)
        assert FIRE in two.shown
        assert "store=" not in two.page.url
        assert PASSWORD not in one.page.content() + two.page.content()
        for data in (*one.tab.received, *two.tab.received):
            assert PASSWORD.encode() not in data


@EMBEDDED
def test_an_address_names_the_store_and_an_unknown_one_is_said(app_of_three: str, chromium: Browser) -> None:
    with explorer(chromium, app_of_three) as page:
        page.open("?store=films")
        assert len(page.shown) == 16
        page.tab.turn_to("Connections")
        expect(page.page.locator(".st-key-connection-films")).to_contain_text("Open now")
        assert "store=films" in page.page.url
    with explorer(chromium, app_of_three) as page:
        page.page.goto(f"{app_of_three}/?store=nowhere")
        expect(page.page.get_by_text("There is no connection 'nowhere'").first).to_be_visible()


@pytest.mark.parametrize("where", [pytest.param("neo4j", marks=SERVER)])
def test_a_database_of_a_server_is_opened_by_its_name(
    where: str, loaded_neo4j: Store, neo4j_uri: str, chromium: Browser
) -> None:
    assert loaded_neo4j.databases() == ["neo4j"]
    found = Connection("lab", Settings(store=neo4j_uri)).with_database("neo4j")
    with found.open() as store:
        assert store.schema() == loaded_neo4j.schema()
    with (
        chrome.served(APP, env={"CASEGRAPH_STORE": neo4j_uri}) as address,
        explorer(chromium, address) as page,
    ):
        page.open("?case=harbour-fire&store=default/neo4j")
        assert FIRE in page.shown
        page.page.goto(f"{address}/connections?store=default/neo4j")
        expect(page.page.locator(".st-key-connection-default-neo4j")).to_contain_text("database neo4j")
        expect(page.page.locator(".st-key-connection-default-neo4j")).to_contain_text("Open now")
