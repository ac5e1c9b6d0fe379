"""Nothing that is decided is lost, or done twice, whatever is killed; two people see each other's decisions."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, WebSocketRoute

from tests.helpers import browser as chrome
from tests.helpers.explorer import EMBEDDED
from tests.helpers.reviewing import Opened, Reviewer, case_of, decisions

pytestmark = [pytest.mark.browser, EMBEDDED]


class Line:
    """The web sockets of pages, which can be cut in one direction."""

    def __init__(self) -> None:
        self.up = self.down = True

    def hold(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda message: server.send(message) if self.up else None)
        server.on_message(lambda message: socket.send(message) if self.down else None)


@pytest.mark.parametrize("lost", ["what was sent", "the answer"])
def test_a_killed_tab_loses_nothing_and_nothing_comes_twice(path: Path, chromium: Browser, review_app: str, lost: str):
    line = Line()
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    context.route_web_socket(re.compile("stream"), line.hold)
    page = Reviewer(chrome.Tab(context.new_page()), review_app)
    page.page.goto(f"{review_app}/review?case={path.stem}")
    page.tab.until(lambda: page.page.evaluate("() => Boolean(globalThis.__casegraphReview?.())"), "the screen")
    line.up, line.down = lost != "what was sent", lost != "the answer"
    page.keys("A", "A")
    if lost == "the answer":
        page.tab.until(lambda: decisions(path), "the first decision is written")
    assert page.state["waiting"] == 2
    page.page.close()
    line.up = line.down = True
    again = Reviewer(chrome.Tab(context.new_page()), review_app)
    again.page.goto(f"{review_app}/review?case={path.stem}")
    heard = "() => globalThis.__casegraphReview?.()?.waiting === 0"
    again.tab.until(lambda: again.page.evaluate(heard), "all is acknowledged")
    again.tab.until(lambda: len(decisions(path)) >= 2, "all is written")
    keys = [each["value"]["sent"] for each in decisions(path)]
    assert len(keys) == len(set(keys)) == 2
    assert len(case_of(path).entities) == 2
    assert again.page.evaluate("() => Object.keys(localStorage).filter((name) => name.includes('review.'))") == []
    context.close()


def test_two_people_see_each_others_decisions(path: Path, review: Opened):
    one, other = review(path.stem), review(path.stem)
    one.go("entity", "Velm")
    one.keys("A")
    one.rest()
    other.go("entity", "Canal Board")
    other.keys("A")
    other.rest()
    assert other.item("entity", "Velm")["state"] == "accepted"
    one.go("entity", "Ada Brant")
    one.keys("A")
    one.rest()
    assert one.item("entity", "Canal Board")["state"] == "accepted"
    assert {each.name for each in case_of(path).entities} == {"Velm", "Canal Board", "Ada Brant"}
