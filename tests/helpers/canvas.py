"""A canvas in a tab."""

import json
import math
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator

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

    def rest(self) -> dict[str, Any]:
        """Wait until neither Python nor the canvas is at work."""
        self.tab.rest()
        return self.state

    def press(self, target: Locator, *, rest: bool = True) -> None:
        """Click something outside the canvas, as :meth:`Tab.press` does."""
        self.tab.press(target, rest=rest)

    def double_click(self, x: float, y: float) -> None:
        """Click twice, so shortly after each other that it is a double click on a busy machine too."""
        self.rest()
        self.mouse.move(x, y)
        session, now = self.page.context.new_cdp_session(self.page), time.time()
        for count in (1, 2):
            for kind in ("mousePressed", "mouseReleased"):
                event = {"type": kind, "x": x, "y": y, "button": "left", "clickCount": count}
                session.send("Input.dispatchMouseEvent", {**event, "timestamp": now + count * 0.05})
        session.detach()

    def push(self, name: str) -> None:
        """Press a button of the page, by its name."""
        self.press(self.page.get_by_role("button", name=name))
