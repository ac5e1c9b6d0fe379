"""The page Timeline in a browser, on both stores: from the drawing to who says so, to days, to the canvas, and back."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, expect

from tests.helpers.explorer import BOTH, CASE, EMBEDDED, Explorer, Open

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def opened(session: Open, app: str, query: str = "", **options: Any) -> Explorer:
    page = session(app, **options)
    go_to(page, app, query)
    return page


def go_to(page: Explorer, app: str, query: str) -> None:
    page.page.goto(f"{app}/timeline?case={CASE}&{query}")
    # before it is there nothing tells that it is drawn anew for the room that it has
    expect(page.page.locator(".drawing g.event").first).to_be_visible()
    page.rest()


def asked(page: Explorer) -> dict[str, str]:
    """What the address says."""
    return {name: texts[0] for name, texts in parse_qs(urlsplit(page.page.url).query).items()}


def event(page: Explorer, id: str) -> Locator:
    return page.page.locator(f'.drawing g.event[data-ids="{id}"]')


def drag(page: Explorer, start: str, end: str) -> None:
    """Drag across the drawing from the mark of one event to that of another, half of each included."""
    boxes = [event(page, id).locator("circle, path").last.bounding_box() for id in (start, end)]
    (x0, y0), (x1, y1) = ((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes if box)
    page.mouse.move(x0 - 1, y0)
    page.mouse.down()
    page.mouse.move((x0 + x1) / 2, y1)
    page.mouse.move(x1 + 1, y1)
    page.mouse.up()
    page.rest()


@pytest.mark.parametrize("app", BOTH, indirect=True)
def test_from_the_drawing_to_who_says_so_to_days_to_the_canvas(app: str, session: Open) -> None:
    page = opened(session, app)
    drawing = page.page.get_by_role("region", name="The harbour fire: what happened.")
    chronology = page.page.get_by_role("region", name="Chronology")
    expect(chronology.get_by_role("button")).to_have_count(26)
    expect(chronology.get_by_role("button", name="Saturday, 2 March 2019").first).to_contain_text("≠ “Sunday 3 March”")
    # a click says who says so
    page.press(event(page, "fire-date-alarm-book").locator("text").last)
    assert asked(page)["at"] == "fire-date-alarm-book"
    expect(page.heading).to_contain_text("Warehouse fire — occurred on (alleged)")
    page.press(page.page.get_by_role("button", name="All events"))
    page.press(chronology.get_by_role("button", name="Net loft fire").first)
    expect(page.heading).to_contain_text("Net loft fire")
    expect(page.page.locator(".drawing g.event.chosen")).to_have_count(1)
    # by keys: the next event, and nearer
    drawing.focus()
    page.keyboard.press("ArrowRight")
    page.tab.until(lambda: asked(page).get("at") not in (None, "loft-fire-1980s"), "the next event")
    page.rest()
    page.page.go_back()
    page.rest()
    page.press(page.page.get_by_role("button", name="All events"))
    # days that are dragged across: the list has what may be of them
    go_to(page, app, "from=2019-02-20&to=2019-03-10")
    drag(page, "fire-date", "fire-date-alarm-book")
    assert (asked(page)["since"], asked(page)["until"]) == ("2019-03-02", "2019-03-03")
    expect(chronology.get_by_role("button", name="Warehouse fire")).to_have_count(3)
    expect(chronology.get_by_role("button", name="Net loft fire")).to_have_count(0)
    expect(event(page, "loft-fire-1980s")).to_have_count(0)
    page.press(page.page.get_by_role("button", name="Zoom in"))
    assert (asked(page)["from"], asked(page)["to"]) == ("2019-03-02", "2019-03-03")
    expect(event(page, "fire-date")).to_have_count(1)
    page.press(page.page.get_by_role("button", name="Show all", exact=True))
    expect(event(page, "loft-fire-1980s")).to_have_count(1)
    # to the canvas, and from there
    page.press(page.page.get_by_role("button", name="Show these days on the canvas"))
    page.until(lambda s: s["nodes"], "the graph")
    page.rest()
    assert (page.view.since, page.view.until) == ("2019-03-02", "2019-03-03")
    panel = page.tab_named("Timeline")
    expect(event(page, "letter-date")).to_be_visible()
    page.rest()
    page.press(panel.get_by_role("button", name="Clear dates"))
    assert page.view.since == ""
    drag(page, "raghunathan-arrived", "letter-date")
    assert page.view.since[:4] == "2009"
    assert page.view.until == "2019-02-11"
    page.press(event(page, "letter-date").locator("text").last)
    expect(page.heading).to_contain_text("Letter about the cabinet")
    page.tab.check()


@pytest.mark.parametrize(
    "options", [{"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}}], ids=["dark", "narrow"]
)
@EMBEDDED
def test_when_it_was_said_and_timelines_by_filter(embedded_app: str, session: Open, options: dict[str, Any]) -> None:
    page = opened(session, embedded_app, "about=ines-okafor", **options)
    expect(page.page.get_by_text("Only with Ines Okafor.")).to_be_visible()
    page.press(page.page.get_by_text("When it was published"))
    expect(page.page.locator(".drawing g.event")).to_have_count(2)
    assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    pane = page.page.locator(".drawing .pane")
    assert pane.evaluate("pane => pane.scrollWidth >= pane.clientWidth")
    page.page.go_back()
    page.rest()
    assert asked(page) == {"case": CASE, "about": "ines-okafor"}
    page.tab.check()
