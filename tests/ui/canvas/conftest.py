"""The canvas on its page, in Chromium."""

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.helpers import browser as chrome


class Canvas:
    """A canvas in a tab: its state as it tells it, gestures by the keys of nodes, and what Python heard."""

    def __init__(self, tab: chrome.Tab) -> None:
        self.tab, self.page = tab, tab.page
        self.mouse, self.keyboard = tab.page.mouse, tab.page.keyboard
        self.stage = tab.page.locator(".stage")

    @property
    def state(self) -> dict[str, Any]:
        return self.page.evaluate("() => globalThis.__casegraph?.('canvas') ?? null") or {"nodes": {}, "frames": []}

    def place(self, key: str) -> tuple[float, float]:
        state = self.state
        at = (state["nodes"].get(key) or state["edges"][key])["page"]
        return at["x"], at["y"]

    def empty(self) -> tuple[float, float]:
        """Return a place of the page, within the canvas, that is far from every node."""
        box = self.stage.bounding_box()
        assert box
        nodes = [(node["page"]["x"], node["page"]["y"]) for node in self.state["nodes"].values()]
        spots = [
            (box["x"] + box["width"] * x / 16, box["y"] + box["height"] * y / 12)
            for x in range(4, 13)
            for y in range(3, 9)
        ]
        return max(spots, key=lambda spot: min(math.dist(spot, node) for node in nodes))

    def told(self) -> dict[str, Any]:
        return json.loads(self.page.get_by_test_id("stText").inner_text())

    def log(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.told()["log"] if event["kind"] == kind]

    def heard(self, kind: str, count: int = 1) -> dict[str, Any]:
        """Wait for the last of so many events of a kind."""
        return self.tab.until(lambda: len(self.log(kind)) >= count and self.log(kind), f"{count} {kind}")[-1]

    def until(self, true: Callable[[dict[str, Any]], Any], what: str) -> dict[str, Any]:
        self.tab.until(lambda: true(self.state), what)
        return self.state

    def still(self) -> dict[str, Any]:
        """Wait until nothing is drawn any more."""
        seen: list[float] = []

        def same() -> bool:
            # the whole state of a large graph takes long to cross
            seen.append(self.page.evaluate("() => globalThis.__casegraph('canvas')?.frames.at(-1) ?? 0"))
            return len(seen) > 3 and seen[-4] == seen[-1] > 0

        self.tab.until(same, "a still picture")
        return self.state

    def press(self, name: str) -> None:
        """Press a button of the page, outside the canvas, and wait for the run it makes."""
        runs = self.told()["runs"]
        self.page.get_by_role("button", name=name).click()
        self.tab.until(lambda: self.told()["runs"] > runs, f"a run after {name}")


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
        canvas.still()
        return canvas

    yield open_
    for manager in opened:
        manager.__exit__(None, None, None)
