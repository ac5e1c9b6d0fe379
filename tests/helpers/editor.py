"""An editor in a tab."""

import json
from typing import Any

from playwright.sync_api import Locator

from tests.helpers import browser as chrome


class Editor:
    """An editor in a tab: what it shows as it tells it, and what Python heard."""

    def __init__(self, tab: chrome.Tab) -> None:
        self.tab, self.page, self.keyboard = tab, tab.page, tab.page.keyboard
        self.box = tab.page.get_by_role("textbox", name="Cypher query")
        self.options = tab.page.get_by_role("option")

    @property
    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate("() => globalThis.__casegraphEditorState?.() ?? {}")
        return found

    def told(self) -> dict[str, Any]:
        return json.loads(self.page.get_by_test_id("stText").inner_text())

    def write(self, text: str, *, slowly: bool = False) -> None:
        """Put a text in the place of what is there; slowly: key by key."""
        self.box.click()
        self.keyboard.press("Control+a")
        self.keyboard.press("Delete")
        self.keyboard.type(text) if slowly else self.keyboard.insert_text(text)

    def completions(self) -> list[str]:
        """Wait for completions and return them, best first."""
        found: list[str] = self.tab.until(lambda: self.state["completions"], "completions")
        return found

    def press(self, target: Locator, *, rest: bool = True) -> None:
        """Click something, as :meth:`Tab.press` does."""
        self.tab.press(target, rest=rest)
