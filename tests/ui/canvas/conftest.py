"""The canvas on its page, in Chromium."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.helpers import browser as chrome
from tests.helpers.canvas import Canvas


@pytest.fixture(scope="session")
def address(chromium: Browser) -> Iterator[str]:
    with chrome.served(Path(__file__).with_name("page.py")) as url:
        yield url


@pytest.fixture
def show(chromium: Browser, address: str) -> Iterator[Callable[..., Canvas]]:
    """Open a scene in a tab of its own and wait until it is drawn."""
    opened = []

    def open_(name: str = "few", query: str = "", *, script: str = "", **options: Any) -> Canvas:
        manager = chrome.tab(chromium, **options)
        tab = manager.__enter__()
        opened.append(manager)
        if script:
            tab.page.add_init_script(script)
        tab.page.goto(f"{address}/?scene={name}{query}")
        canvas = Canvas(tab)
        tab.until(lambda: canvas.state["frames"] and (canvas.state["nodes"] or name == "none"), "the first picture")
        canvas.rest()
        return canvas

    yield open_
    for manager in opened:
        manager.__exit__(None, None, None)
