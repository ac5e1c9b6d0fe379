"""Nothing happens to a canvas that is gone, and nothing is left that would."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.helpers import browser as chrome
from tests.helpers.explorer import CASE, EMBEDDED, FIRE, PRIYA, Explorer

pytestmark = [pytest.mark.browser, pytest.mark.slow, EMBEDDED]
WATCHED = """(() => {
  const left = globalThis.__left = new Map();
  for (const [set, clear] of [["setTimeout", "clearTimeout"], ["setInterval", "clearInterval"],
                              ["requestAnimationFrame", "cancelAnimationFrame"]]) {
    const later = window[set], never = window[clear];
    window[set] = (act, ...rest) => {
      const id = later((...given) => { if (set !== "setInterval") left.delete(id); act(...given); }, ...rest);
      left.set(id, new Error(`${set} ${rest}`).stack);
      return id;
    };
    window[clear] = (id) => { left.delete(id); never(id); };
  }
})()"""
"""Keeps where every timer and frame that is still to come was asked for."""


ASK = """(stage) => {
  stage.focus();
  stage.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
}"""
GONE = """(link) => {
  const gone = globalThis.__casegraph() === null;
  if (!gone) link.click();
  return gone;
}"""
"""A page that is being drawn loses a click: it is clicked until the page is another one."""


@pytest.fixture
def page(chromium: Browser, embedded_app: str) -> Iterator[Explorer]:
    with chrome.tab(chromium) as tab:
        tab.page.add_init_script(WATCHED)
        yield Explorer(tab, embedded_app)


@pytest.mark.parametrize("doing", ["hover", "wheel", "drag", "menu", "search", "key"])
def test_a_canvas_leaves_nothing_behind(page: Explorer, doing: str) -> None:
    page.open(f"?case={CASE}&selection={PRIYA.partition('/')[2]}")
    x, y = page.place(FIRE)
    page.mouse.move(x, y)
    match doing:
        case "hover":
            page.mouse.move(x + 2, y + 2)
        case "wheel":
            page.mouse.wheel(0, 300)
        case "drag":
            page.mouse.down()
            page.mouse.move(x + 40, y + 40, steps=3)
        case "menu":
            page.mouse.click(x, y, button="right")
        case "search":
            page.search.press_sequentially("fire")
        case "key":
            page.stage.focus()
            page.keyboard.press("ArrowRight")
    link = page.page.get_by_role("link", name="Query").element_handle()
    # with the last key goes an event that is sent until it is answered, and nobody is there to hear the answer
    page.stage.evaluate(ASK)
    page.page.wait_for_function(GONE, arg=link, polling=1_000)
    of_canvas = "() => [...__left.values()].filter((stack) => stack.includes('casegraph_canvas'))"
    assert page.page.evaluate(of_canvas) == []
    if doing == "drag":
        page.mouse.up()
    page.rest()
