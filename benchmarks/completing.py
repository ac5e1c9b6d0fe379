"""Completion in the editor for Cypher, in Chromium, from a key to the frame that shows what it may become."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from benchmarks.chromium import launched
from benchmarks.measure import Figure, Sizes
from tests.helpers import browser as chrome

_PAGE = chrome.ROOT / "tests/ui/editor/page.py"
_NAMES = "5,000 labels, 5,000 types, 25,000 properties"
_BEFORE, _TYPED = "MATCH (n", ":Label49"
_WATCH = """() => {
  globalThis.__took = [];
  addEventListener("keydown", (event) => {
    const before = globalThis.__casegraphEditorState().text;
    const look = () => {
      const { text, completions } = globalThis.__casegraphEditorState();
      const there = text === before + event.key && completions.length;
      if (there) globalThis.__took.push(performance.now() - event.timeStamp);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, true);
}"""


def figures(sizes: Sizes) -> Iterator[Figure]:
    with ExitStack() as stack:
        browser = stack.enter_context(launched())
        address = stack.enter_context(chrome.served(_PAGE))
        tab = stack.enter_context(chrome.tab(browser))
        page = tab.page
        page.goto(f"{address}/?many=1")
        box = page.get_by_role("textbox", name="Cypher query")
        box.wait_for()
        took: list[float] = []
        for run in range(sizes.repeats):
            box.click()
            page.keyboard.press("Control+a")
            page.keyboard.insert_text(_BEFORE)
            if not run:
                page.evaluate(_WATCH)
            page.evaluate("() => { globalThis.__took.length = 0; }")
            for number, key in enumerate(_TYPED, 1):
                page.keyboard.press(key)
                tab.until(lambda number=number: page.evaluate("() => globalThis.__took.length") == number, "a list")
            took += page.evaluate("() => globalThis.__took")
    yield Figure("Completion, the slowest of all keys", _NAMES, [max(took) / 1000], bound=0.05)
    yield Figure("Completion, all keys", _NAMES, [each / 1000 for each in took])
