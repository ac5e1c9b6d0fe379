"""The editor on its page, in Chromium."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.helpers import browser as chrome
from tests.helpers.editor import Editor


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
