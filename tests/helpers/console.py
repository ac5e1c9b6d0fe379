"""The Query page in a tab, as a person meets it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from playwright.sync_api import Browser, Locator, expect

from tests.helpers import browser as chrome
from tests.helpers.explorer import Explorer

SLOW = "UNWIND range(1, 3000) AS a UNWIND range(1, 3000) AS b UNWIND range(1, 3000) AS c RETURN count(*) AS many"
"""Takes minutes on both stores, and no memory."""


class Console(Explorer):
    """The page of one session."""

    def __init__(self, tab: chrome.Tab, address: str) -> None:
        super().__init__(tab, address)
        self.box = self.page.get_by_role("textbox", name="Cypher query")
        self.run_button = self.page.get_by_role("button", name="Run", exact=True)
        self.cancel = self.page.get_by_role("button", name="Cancel", exact=True)
        self.alert = self.page.get_by_role("alert")

    def open(self, query: str = "", **parameters: str) -> None:
        asked = urlencode({**({"q": query} if query else {}), **parameters})
        self.page.goto(f"{self.address}/query{'?' if asked else ''}{asked}")
        self.box.wait_for()
        self.rest()

    @property
    def editor(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate("() => globalThis.__casegraphEditorState?.() ?? null")
        return found

    @property
    def asked(self) -> dict[str, str]:
        """The parameters of the address."""
        return dict(parse_qsl(urlsplit(self.page.url).query))

    @property
    def drawn(self) -> dict[str, Any]:
        """What the canvas of the result shows."""
        return self.page.evaluate("() => globalThis.__casegraph?.('result') ?? null") or {"nodes": {}, "edges": {}}

    def write(self, query: str, *, slowly: bool = False, rest: bool = True) -> None:
        """Put a query in the place of what is there; slowly: key by key."""
        self.press(self.box, rest=rest)
        self.keyboard.press("Control+a")
        self.keyboard.press("Delete")
        self.keyboard.type(query) if slowly else self.keyboard.insert_text(query)

    def run(self, query: str, *, wait: bool = True) -> None:
        self.write(query)
        self.keyboard.press("Control+Enter")
        if wait:
            self.tab.until(lambda: self.asked.get("q") == query or "saved" in self.asked, "the query in the address")
            self.rest()

    def show(self, form: str) -> None:
        """Choose one of the forms of the result."""
        self.press(self.page.get_by_role("radio", name=form))
        self.rest()

    def form(self) -> str:
        """The form of the result that is shown."""
        return self.page.get_by_role("radio", checked=True).first.inner_text()

    def table(self) -> list[list[str]]:
        table = self.page.get_by_test_id("stDataFrame").first
        table.wait_for()
        self.tab.until(lambda: table.locator("tbody tr").count(), "rows")
        return self.rows(table)

    def pick(self, row: int, column: int, columns: Sequence[str]) -> None:
        """Pick a cell of the table: one of ``columns``, whose names are those of all columns."""
        cell = self.page.get_by_test_id("stDataFrame").locator(f"tbody tr:nth-of-type({row + 1}) td").nth(column)
        cell.evaluate("cell => cell.focus()")
        box = self.page.get_by_test_id("stDataFrame").bounding_box()
        assert box
        self.mouse.click(box["x"] + box["width"] * (column + 0.5) / len(columns), box["y"] + 31 * (row + 1.5))
        self.rest()

    def listed(self, name: str, *, rest: bool = True) -> Locator:
        """Open one of the lists beside the editor and return its lines."""
        self.press(self.page.get_by_role("tab", name=name), rest=rest)
        return self.page.get_by_role("tabpanel").first.get_by_role("listitem")

    def value(self, name: str) -> Locator:
        return self.page.get_by_label(f"Value of ${name}")

    def sort(self, name: str, sort: str) -> None:
        """Choose what sort of value a parameter takes."""
        self.press(self.page.get_by_label(f"Sort of ${name}"))
        self.press(self.page.get_by_role("option", name=sort))
        self.rest()

    def saved(self, label: str) -> bytes:
        """Download the result."""
        if not self.page.get_by_role("button", name=label, exact=True).is_visible():
            self.press(self.page.get_by_role("button", name="Download"))
        return self.download(self.page.get_by_role("button", name=label, exact=True))

    def says(self, sentence: str) -> None:
        expect(self.page.get_by_text(sentence).first).to_be_visible()


@contextmanager
def console(browser: Browser, address: str, **options: Any) -> Iterator[Console]:
    """A session of its own."""
    with chrome.tab(browser, **options) as tab:
        yield Console(tab, address)


Ask = Callable[..., Console]
