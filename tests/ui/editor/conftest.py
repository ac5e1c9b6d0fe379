"""The editor on its page, in Chromium."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

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


@pytest.fixture(scope="session")
def address(chromium: Browser) -> Iterator[str]:
    with chrome.served(Path(__file__).with_name("page.py")) as url:
        yield url


@pytest.fixture
def show(chromium: Browser, address: str) -> Iterator[Callable[..., Editor]]:
    """Open the editor in a tab of its own."""
    opened = []

    def open_(query: str = "", **options: Any) -> Editor:
        manager = chrome.tab(chromium, **options)
        tab = manager.__enter__()
        opened.append(manager)
        tab.page.goto(f"{address}/{query}")
        editor = Editor(tab)
        editor.box.wait_for()
        tab.until(lambda: editor.state, "the editor")
        return editor

    yield open_
    for manager in opened:
        manager.__exit__(None, None, None)
