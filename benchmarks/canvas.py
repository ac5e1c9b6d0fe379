"""The canvas in Chromium without a window, against pyvis in an iframe and a plain page of vis-network."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Frame, Page
from playwright.sync_api import Error as PlaywrightError

from benchmarks.canvas_page import NEW, placed, plain_page, wider
from benchmarks.chromium import launched
from benchmarks.measure import Figure, Sizes, sized
from benchmarks.stores import Stores
from tests.helpers import browser as chrome

_SCRIPT = Path(__file__).with_name("canvas_page.py")
_APP = chrome.ROOT / "app.py"
_CASE = "generated-0"
_PANNED = 1.5
"""Seconds that a picture is dragged about."""
_STILL = 0.8
"""Seconds without a frame after which a picture is stable."""
_PYVIS, _PLAIN = "pyvis in an iframe, positions given", "a page of vis-network alone, positions given"
_FRAME_BOUNDS = {5_000: 1 / 30, 10_000: 1 / 15}

_OURS = "() => { const s = globalThis.__casegraph?.('canvas'); return s?.captions.length ? s.frames.at(-1) : 0; }"
_THEIRS = "() => globalThis.__frames?.at(-1) ?? 0"
_ORIGIN = "() => performance.timeOrigin"
_NOW = "() => performance.timeOrigin + performance.now()"
_WATCH = """(count) => { globalThis.__drawn = (async () => {
  const state = () => globalThis.__casegraph("canvas");
  let clicked = 0, before = 0;
  addEventListener("pointerup", (event) => { clicked = event.timeStamp; }, true);
  while (Object.keys(state().nodes).length !== count) {
    before = performance.now();
    await new Promise((done) => setTimeout(done, 10));
  }
  let frame;
  while ((frame = state().frames.find((time) => time > before)) === undefined) {
    await new Promise((done) => setTimeout(done, 5));
  }
  return frame - clicked;
})(); }"""
_COUNT_FRAMES = """() => {
  globalThis.__ticks = [];
  const tick = (now) => { globalThis.__ticks.push(now); requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}"""


def figures(sizes: Sizes, stores: Stores) -> Iterator[Figure]:
    people = sizes.views[0]
    # so that as many people as are wanted have statements about them
    store = stores.of_case(5 * people, 15 * people)
    with ExitStack() as stack:
        browser = stack.enter_context(launched())
        address = stack.enter_context(chrome.served(_SCRIPT))
        app = stack.enter_context(chrome.served(_APP, env={"CASEGRAPH_STORE": str(stores.path(store))}))
        most = max(sizes.layouts)
        counts = [nodes for nodes in (1_000, 5_000, 10_000) if nodes <= most] or [most]
        for nodes in counts:
            yield from _pictures(browser, address, nodes, sizes.repeats, stores.folder)
        yield from _expands(browser, app, address, counts[0], sizes.repeats, stores.folder)


def _pictures(browser: Browser, address: str, nodes: int, runs: int, folder: Path) -> Iterator[Figure]:
    """Measure how long a picture of what is placed takes to be there, and a frame while it is dragged about."""
    drawing = placed(nodes)
    size = sized(nodes, len(drawing.edges))
    plain = folder / f"plain-{nodes}.html"
    plain.write_text(plain_page(drawing), encoding="utf-8")
    ways = {
        "ours": f"{address}/?way=canvas&nodes={nodes}",
        "pyvis": f"{address}/?way=pyvis&nodes={nodes}",
        "plain": plain.as_uri(),
    }
    with _opened(browser) as page:
        # the server places it once for all
        _stable(page, ways["ours"])
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    frames: dict[str, list[float]] = {way: [] for way in ways}
    for run in range(runs):
        for way in sorted(ways, reverse=bool(run % 2)):
            with _opened(browser) as page:
                took, frame = _stable(page, ways[way])
                seconds[way].append(took)
                frames[way].append(_panned(page, frame))
    if nodes == 1_000:
        fresh = [_fresh(browser, f"{ways['ours']}&fresh=1") for _ in range(runs)]
        yield Figure("From nothing to a stable, labelled picture, placing and all", size, fresh, bound=3)
    for way, than in (("pyvis", _PYVIS), ("plain", _PLAIN)):
        yield Figure("A stable, labelled picture of what is placed", size, seconds["ours"], seconds[way], than)
    bound = _FRAME_BOUNDS.get(nodes)
    what = "A frame while it is dragged about"
    if bound:
        yield Figure(f"{what}: {1 / bound:.0f} a second are wanted", size, frames["ours"], bound=round(bound, 4))
    for way, than in (("pyvis", _PYVIS), ("plain", _PLAIN)):
        yield Figure(what, size, frames["ours"], frames[way], than)


def _expands(browser: Browser, app: str, address: str, nodes: int, runs: int, folder: Path) -> Iterator[Figure]:
    """Measure an expand in the app, from the double click to the frame that shows it."""
    drawing = placed(nodes)
    plain = folder / "plain-expand.html"
    plain.write_text(plain_page(drawing), encoding="utf-8")
    ours, pyvis, bare, size = [], [], [], ""
    for _ in range(runs):
        with _opened(browser) as page:
            _stable(page, f"{app}/?case={_CASE}")
            took, size = _expanded(page)
            ours.append(took)
        with _opened(browser) as page:
            _stable(page, f"{address}/?way=pyvis&nodes={nodes}")
            began = page.evaluate(_NOW)
            page.get_by_role("button", name="Expand").click()
            pyvis.append((_last_frame(page, after=began) - began) / 1000)
        with _opened(browser) as page:
            _stable(page, plain.as_uri())
            new = wider(drawing).nodes[-NEW:]
            rows = [{"id": n.key, "label": n.caption, "x": n.x, "y": n.y} for n in new]
            ties = [{"from": drawing.nodes[0].key, "to": n.key} for n in new]
            began = page.evaluate(_NOW)
            page.evaluate("([rows, ties]) => { nodes.add(rows); edges.add(ties); }", [rows, ties])
            bare.append((_last_frame(page, after=began) - began) / 1000)
    what = f"Expanding {NEW} neighbours, from the double click to the frame that shows them"
    yield Figure(what, size, ours, bound=0.5)
    yield Figure(what, size, ours, pyvis, f"a button and {_PYVIS}, {sized(nodes, len(drawing.edges))}")
    yield Figure(what, size, ours, bare, f"adding them in {_PLAIN}, without Python")


@contextmanager
def _opened(browser: Browser) -> Iterator[Page]:
    """A fresh tab, which reaches nothing outside: pyvis asks for Bootstrap whatever one does."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    try:
        yield chrome.Tab(context.new_page()).page
    finally:
        context.close()


def _stable(page: Page, url: str) -> tuple[float, Frame]:
    """Open a page; return the seconds from there to the last frame of its picture, and the frame that holds it."""
    page.goto(url)
    began = page.evaluate(_ORIGIN)
    return (_last_frame(page, after=0) - began) / 1000, _drawn(page)[0]


def _drawn(page: Page) -> tuple[Frame, float]:
    """Return where the picture is, and when it was drawn last, in milliseconds since 1970; 0: not yet."""
    if page.url.startswith("http") and (last := page.evaluate(_OURS)):
        return page.main_frame, page.evaluate(_ORIGIN) + last
    for frame in page.frames:
        # an iframe may be replaced while it is asked
        with suppress(PlaywrightError):
            if last := frame.evaluate(_THEIRS):
                return frame, frame.evaluate(_ORIGIN) + last
    return page.main_frame, 0.0


def _last_frame(page: Page, after: float) -> float:
    """Wait until nothing is drawn any more; return when the last frame was, in milliseconds since 1970."""
    deadline = time.monotonic() + chrome.PATIENCE / 1000
    last, since = 0.0, time.monotonic()
    while time.monotonic() < deadline:
        _, now = _drawn(page)
        if now != last:
            last, since = now, time.monotonic()
        elif last > after and time.monotonic() - since > _STILL:
            return last
        page.wait_for_timeout(100)
    raise AssertionError(f"Nothing stable to see at {page.url}")


def _fresh(browser: Browser, url: str) -> float:
    with _opened(browser) as page:
        return _stable(page, url)[0]


def _panned(page: Page, frame: Frame) -> float:
    """Drag the picture in circles; return the seconds from frame to frame meanwhile."""
    x, y = _empty(page)
    page.mouse.move(x, y)
    page.mouse.down()
    frame.evaluate(_COUNT_FRAMES)
    began = time.monotonic()
    while (passed := time.monotonic() - began) < _PANNED:
        turn = 4 * passed
        page.mouse.move(x + 90 * math.sin(turn), y + 90 * (1 - math.cos(turn)))
    ticks: list[float] = frame.evaluate("() => globalThis.__ticks")
    page.mouse.up()
    return (ticks[-1] - ticks[0]) / 1000 / max(1, len(ticks) - 1)


def _empty(page: Page) -> tuple[float, float]:
    """Return a place that is far from every node, so that a drag moves the view."""
    nodes: list[list[float]] = page.evaluate(
        "() => Object.values(globalThis.__casegraph?.('canvas')?.nodes ?? {}).map((n) => [n.page.x, n.page.y])"
    )
    if not nodes:
        return 600.0, 300.0
    box = page.locator(".stage").bounding_box()
    assert box
    spots = [
        (box["x"] + box["width"] * i / 16, box["y"] + box["height"] * j / 12) for i in range(3, 14) for j in range(3, 9)
    ]
    return max(spots, key=lambda spot: min(math.dist(spot, node) for node in nodes))


def _expanded(page: Page) -> tuple[float, str]:
    """Double click a node; return the seconds from there until its neighbours are drawn, and the graph's size."""
    state: dict[str, Any] = page.evaluate("() => globalThis.__casegraph('canvas')")
    count, at = len(state["nodes"]), state["nodes"][f"{_CASE}/person-0"]["page"]
    page.evaluate(_WATCH, count + NEW)
    page.mouse.dblclick(at["x"], at["y"])
    return page.evaluate("() => globalThis.__drawn") / 1000, sized(count, len(state["edges"]))
