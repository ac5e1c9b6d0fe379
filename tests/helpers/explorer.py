"""The Explore page in a tab, as a person meets it: what is on the canvas, in the inspector and in the address."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, expect

from graph.explore.view import View
from tests.helpers import ROOT
from tests.helpers import browser as chrome
from tests.helpers.canvas import Canvas
from tests.helpers.stores import CURRENT

CASE = "harbour-fire"
PRIYA, FIRE, COURT, GUARD = (
    f"{CASE}/priya-raghunathan",
    f"{CASE}/warehouse-fire",
    f"{CASE}/harbour-court",
    f"{CASE}/unnamed-guard",
)
Place = tuple[float, float]
EMBEDDED = pytest.mark.xdist_group("browser")
SERVER = [pytest.mark.neo4j, pytest.mark.xdist_group("browser-neo4j")]
"""Marks of a test in the browser on Neo4j: a worker apart runs them, with a server of its own."""
BOTH = [pytest.param("embedded", marks=EMBEDDED), pytest.param("neo4j", marks=SERVER)]
EACH = [*BOTH, pytest.param("neo4j_current", marks=CURRENT)]
"""On Neo4j's current release too: what a newer language or server may change."""
APP = ROOT / "app.py"

STORES: dict[str, str] = {}
"""The store of each app, by its address."""


class Explorer(Canvas):
    """The page of one session."""

    def __init__(self, tab: chrome.Tab, address: str) -> None:
        super().__init__(tab)
        self.address = address
        self.inspector = self.page.get_by_role("region", name="Inspector")
        self.heading = self.inspector.get_by_role("heading", level=2)
        self.file_name = ""
        self.search = self.page.get_by_role("combobox", name="Search")

    def open(self, query: str = f"?case={CASE}") -> None:
        self.page.goto(f"{self.address}/{query}")
        self.tab.until(lambda: self.state["nodes"] and self.state["frames"], "the graph")
        self.rest()

    # -- what there is ---------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """The view that the address names."""
        return View.from_parameters(dict(parse_qsl(urlsplit(self.page.url).query)))[0]

    @property
    def shown(self) -> set[str]:
        """The keys of the nodes that are drawn."""
        return {key for key, node in self.state["nodes"].items() if node["shown"]}

    @property
    def places(self) -> dict[str, Place]:
        """Where the nodes are, in the scene's units."""
        return {key: (node["x"], node["y"]) for key, node in self.state["nodes"].items()}

    def place(self, key: str) -> Place:
        """Where something is in the window, which is scrolled to the canvas: a panel below it may be a long one."""
        self.stage.scroll_into_view_if_needed()
        return super().place(key)

    def on_stage(self, key: str) -> Place:
        """Where something is on the canvas, however far the page is scrolled."""
        x, y = super().place(key)
        box = self.stage.bounding_box()
        assert box
        return x - box["x"], y - box["y"]

    def until_view(self, true: Callable[[View], Any], what: str) -> View:
        self.tab.until(lambda: true(self.view), what)
        return self.view

    # -- what is done ----------------------------------------------------------------------------

    def click(self, key: str, **options: Any) -> None:
        self.rest()
        self.mouse.click(*self.place(key), **options)

    def select(self, *keys: str) -> None:
        """Click nodes, all but the first with Shift, and wait until the inspector follows."""
        self.click(keys[0])
        for key in keys[1:]:
            self.keyboard.down("Shift")
            self.click(key)
            self.keyboard.up("Shift")
        self.until_view(lambda view: set(view.selection) == set(keys), f"{keys} selected")
        self.rest()

    def menu(self, key: str, item: str) -> None:
        self.click(key, button="right")
        self.press(self.page.get_by_role("menuitem", name=item).first)

    def act(self, name: str, choice: str | None = None) -> None:
        """Press a button of the inspector, and choose from its menu."""
        self.press(self.inspector.get_by_role("button", name=name).first)
        if choice:
            self.press(self.inspector.get_by_role("menuitem", name=choice).first)

    def drag(self, key: str, right: float, down: float) -> None:
        x, y = self.place(key)
        self.mouse.move(x, y)
        self.mouse.down()
        self.mouse.move(x + right, y + down, steps=5)
        self.mouse.up()

    def tab_named(self, name: str) -> Locator:
        """Open one of the tabs below the canvas, and return what it holds."""
        self.press(self.page.get_by_role("tab", name=name))
        panel = self.page.get_by_role("tabpanel", name=name)
        expect(panel).to_be_visible()
        return panel

    def choose(self, panel: Locator, label: str, option: str) -> None:
        """Choose an option of a list by the beginning of its text."""
        self.press(panel.get_by_label(label))
        self.keyboard.type(option)  # a long list is only built as far as it is seen
        self.press(self.page.get_by_role("option", name=option).first)

    # Streamlit paints its tables, with a table of the same beneath for those who cannot see it.

    def select_row(self, table: Locator, number: int) -> None:
        """Click the box before a row, and wait for what comes of it: Streamlit tells its server some time later."""
        frame = table.get_by_test_id("stDataFrame")
        expect(frame.locator("canvas").first).to_be_visible()
        self.rest()
        box = frame.bounding_box()
        assert box
        asked = self.tab.traffic.asked
        self.mouse.click(box["x"] + 18, box["y"] + 31 * (number + 1.5))
        self.tab.until(lambda: self.tab.traffic.asked > asked, "the server to hear of a row")
        self.rest()

    def rows(self, table: Locator) -> list[list[str]]:
        """The texts of a table's cells, as far as it is scrolled into view."""
        texts: list[list[str]] = table.locator("tbody").evaluate(
            "body => [...body.rows].map((row) => [...row.cells].map((cell) => cell.textContent))"
        )
        return texts

    def selected_rows(self, table: Locator) -> list[str]:
        return table.locator("tr[aria-selected=true] td:first-child").all_inner_texts()

    def download(self, button: Locator) -> bytes:
        with self.page.expect_download() as waiting:
            self.press(button)
        self.file_name = waiting.value.suggested_filename
        return waiting.value.path().read_bytes()


@contextmanager
def explorer(browser: Browser, address: str, **options: Any) -> Iterator[Explorer]:
    """A session of its own."""
    with chrome.tab(browser, **options) as tab:
        yield Explorer(tab, address)


Open = Callable[..., Explorer]
