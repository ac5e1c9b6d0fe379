"""Around the Explore page: filters, layouts, edited addresses, and stores that are not there, change or go away."""

import shutil
import socket
import threading
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from graph.case.file import read
from graph.case.load import load
from graph.settings import Settings
from graph.stores import Store, open_store
from tests.helpers import HARBOUR_FIRE
from tests.helpers import browser as chrome
from tests.helpers.explorer import APP, CASE, COURT, EMBEDDED, FIRE, GUARD, PRIYA, SERVER, Open, explorer

pytestmark = [pytest.mark.browser, pytest.mark.slow]


# -- on the embedded store alone ---------------------------------------------------------------


@EMBEDDED
def test_the_other_case_is_chosen_and_its_text_is_not_at_hand(embedded_app: str, session: Open) -> None:
    page = session(embedded_app, "")
    page.press(page.page.get_by_role("combobox", name="Case"))
    page.press(page.page.get_by_role("option", name="The petitions for Steven Avery and Brendan Dassey"))
    page.until(lambda s: "making-a-murderer/steven-avery" in s["nodes"], "the other case")
    page.rest()
    assert page.view.case == "making-a-murderer"
    page.search.fill("Averey")
    page.search.press("Enter")
    expect(page.heading).to_have_text("Steven Avery")
    expect(page.inspector).to_contain_text("convicted of")
    expect(page.inspector.get_by_role("blockquote")).to_have_count(0)
    expect(page.inspector).to_contain_text("The text of this source is not at hand")


@EMBEDDED
def test_filters_count_and_leave_what_they_say(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    before, shown = page.places, page.shown
    panel = page.tab_named("Filters")
    page.choose(panel, "Claimed by", "Port Authority")
    page.until_view(lambda view: view.speaker == "port-authority", "the speaker")
    page.until(lambda s: len(s["nodes"]) < 48 and PRIYA in s["nodes"], "fewer nodes")
    expect(page.page.get_by_text("Filtered: claimed by Port Authority.").first).to_be_visible()
    page.rest()
    page.choose(panel, "Cited to", "ledger")
    page.until_view(lambda view: view.source == "ledger", "the source")
    page.rest()
    page.press(page.page.get_by_role("button", name="Show all again"))
    page.until_view(lambda view: not view.speaker and not view.source, "no filter")
    page.rest()
    assert page.places == before
    page.press(panel.get_by_role("group", name="Dated from").get_by_role("spinbutton").first)
    page.keyboard.type("20190301")
    page.keyboard.press("Escape")
    page.until_view(lambda view: view.since == "2019-03-01", "the date")
    page.rest()
    degree = panel.get_by_label("Least relationships of a node")
    degree.fill("3")
    degree.press("Enter")
    page.until_view(lambda view: view.degree == 3, "the degree")
    page.rest()
    assert GUARD not in page.shown
    page.choose(panel, "Leave out relationships", "works with")
    page.until_view(lambda view: ":WORKS_WITH" in view.off, "the relationship type")
    page.keyboard.press("Escape")
    page.rest()
    page.press(panel.get_by_text("Draw what is filtered out faintly"))
    page.until_view(lambda view: view.dim, "faintly")
    page.until(lambda s: {PRIYA, GUARD} <= set(s["nodes"]), "what was filtered out")
    page.rest()
    # faintly: what was filtered out, but not the dates and quantities that nobody asked for
    assert set(page.places) == shown
    assert page.places == {key: before[key] for key in shown}


@EMBEDDED
def test_layouts_arrange_anew_and_undo_brings_the_old_one_back(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    before = page.places
    seen = [before]
    for now, layout, name in [
        ("Organic", "layered", "Layered"),
        ("Layered", "time", "By time"),
        ("By time", "grouped", "By type"),
    ]:
        page.press(page.page.get_by_role("button", name=f"Layout: {now}"))
        page.press(page.page.get_by_role("menuitemradio", name=name))
        page.until_view(lambda view, layout=layout: view.layout == layout, layout)
        page.until(
            lambda s, last=seen[-1]: {k: (n["x"], n["y"]) for k, n in s["nodes"].items()} != last, "other places"
        )
        page.rest()
        seen.append(page.places)
    page.select(COURT)
    page.press(page.page.get_by_role("button", name="Layout: By type"))
    page.press(page.page.get_by_role("menuitemradio", name="Radial"))
    page.until_view(lambda view: view.layout == "radial" and view.focus == COURT, "around what is selected")
    page.rest()
    for _ in range(4):
        page.press(page.page.get_by_role("button", name="Undo"))
        page.rest()
    assert page.view.layout == "organic"
    assert page.places == before


@EMBEDDED
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?case=nonsense&selection=x", "The case 'nonsense' is not in this store."),
        ("?case=harbour-fire&layout=spiral&degree=-1", "layout in the address was left out"),
        ("?case=harbour-fire&pins=a*b&since=yesterday", "since in the address was left out"),
        ("?case=harbour-fire&expands=nobody-of-that-id", "is no longer there"),
        ("?case=harbour-fire&selection=nobody,%3Cimg%20src=x%20onerror=alert(1)%3E", "is not in this view"),
        ("?case=harbour-fire&version=00000000&selection=warehouse-fire", "The case has changed since"),
        ("?case=harbour-fire&query=CREATE%20(n)", "The query of this view gave nothing, so the whole case is shown."),
        ("?view=000000000000", "No saved view has the id"),
        ("?case=harbour-fire&nonsense=%00%FF&off=none&dim=maybe", ""),
    ],
)
def test_an_address_that_was_edited_gets_a_sentence_and_a_view(
    embedded_app: str, session: Open, query: str, sentence: str
) -> None:
    page = session(embedded_app, query)
    assert FIRE in page.shown
    expect(page.page.get_by_text(sentence).first).to_be_visible()


@EMBEDDED
def test_a_view_of_what_is_gone_says_so_and_offers_the_search(embedded_app: str, chromium: Browser) -> None:
    with explorer(chromium, embedded_app) as page:
        page.page.goto(f"{embedded_app}/?case={CASE}&start=gone")
        expect(page.page.get_by_text("gone is no longer in the store.").first).to_be_visible()
        expect(page.page.get_by_text("Nothing to show here. Search for a name").first).to_be_visible()
        page.search.fill("warehouse fire")
        page.search.press("Enter")
        page.until(lambda s: set(s["nodes"]) == {FIRE}, "what was found")
        expect(page.heading).to_have_text("Warehouse fire")


# -- a store that is not there, changes, or goes away ------------------------------------------


@EMBEDDED
def test_without_a_store_the_page_says_what_to_do_and_follows_what_is_loaded(
    chromium: Browser, both_cases: Path, tmp_path: Path
) -> None:
    path = tmp_path / "none.grafeo"
    with (
        chrome.served(APP, env={"CASEGRAPH_STORE": str(path)}) as address,
        explorer(chromium, address) as page,
    ):
        page.page.goto(address)
        expect(page.page.get_by_text("casegraph load").first).to_be_visible()
        assert not path.exists()
        with open_store(str(path), Settings()) as store:
            load(store, read(HARBOUR_FIRE, settings=Settings()))
        page.press(page.page.get_by_role("button", name="Try again"))
        page.until(lambda s: FIRE in s["nodes"], "the graph")
        page.rest()
        # another load while the page is open: the next action works on what is there now
        shutil.copy(both_cases, tmp_path / "next")
        (tmp_path / "next").rename(path)
        page.select(PRIYA)
        page.press(page.page.get_by_role("combobox", name="Case"))
        page.press(page.page.get_by_role("option", name="The petitions for Steven Avery and Brendan Dassey"))
        page.until(lambda s: "making-a-murderer/steven-avery" in s["nodes"], "the case that came in")


@pytest.mark.parametrize("where", [pytest.param("neo4j", marks=SERVER)])
def test_a_server_that_goes_away_gets_a_sentence_and_is_found_again(
    where: str, chromium: Browser, loaded_neo4j: Store, neo4j_uri: str
) -> None:
    door = Door(neo4j_uri)
    env = {"CASEGRAPH_STORE": door.uri, "CASEGRAPH_NEO4J_CONNECT_TIMEOUT_S": "2"}
    with chrome.served(APP, env=env) as address, explorer(chromium, address) as page:
        page.page.goto(address)
        expect(page.page.get_by_text("does not answer").first).to_be_visible()
        door.open()
        page.press(page.page.get_by_role("button", name="Try again"))
        page.until(lambda s: FIRE in s["nodes"], "the graph")
        page.rest()
        door.close()
        page.click(PRIYA)
        expect(page.page.get_by_text("does not answer").first).to_be_visible()
        door.open()
        page.press(page.page.get_by_role("button", name="Try again"))
        page.until(lambda s: FIRE in s["nodes"], "the graph again")
        expect(page.page.get_by_text("does not answer")).to_have_count(0)
        door.close()


class Door:
    """An address of its own for a server, which can be shut: bolt alone, so that nobody is told another one."""

    def __init__(self, uri: str) -> None:
        parts = urlsplit(uri)
        self._to = (parts.hostname or "", parts.port or 7687)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.uri = f"bolt://127.0.0.1:{self._port}"
        self._sockets: list[socket.socket] = []

    def open(self) -> None:
        listener = socket.create_server(("127.0.0.1", self._port), reuse_port=False)
        self._sockets = [listener]
        threading.Thread(target=self._listen, args=(listener,), daemon=True).start()

    def close(self) -> None:
        for each in self._sockets:
            # a thread that waits on it is woken by this alone
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _listen(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, far = listener.accept()[0], socket.create_connection(self._to)
                self._sockets += [near, far]
                for a, b in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(a, b), daemon=True).start()

    @staticmethod
    def _pass_on(a: socket.socket, b: socket.socket) -> None:
        with suppress(OSError):
            while data := a.recv(65_536):
                b.sendall(data)
            b.shutdown(socket.SHUT_WR)
