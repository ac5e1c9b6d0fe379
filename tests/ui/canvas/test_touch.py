"""The canvas by fingers, and lines that are drawn around nodes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.helpers.canvas import Canvas

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Show = Callable[..., Canvas]


def touch(canvas: Canvas) -> Callable[..., None]:
    """Return what puts fingers on the page, moves and lifts them, as the browser's driver knows it."""
    session = canvas.page.context.new_cdp_session(canvas.page)

    def points(kind: str, *at: tuple[float, float]) -> None:
        fingers = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(at)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    return points


def test_a_long_press_opens_the_menu_beside_the_finger_and_lifting_it_presses_nothing(show: Show) -> None:
    canvas = show(has_touch=True)
    x, y = canvas.place("t/a")
    points = touch(canvas)
    points("touchStart", (x, y))
    menu = canvas.page.get_by_role("menu", name="Ada Quill")
    expect(menu).to_be_visible()
    box = menu.bounding_box()
    assert box
    assert box["x"] >= x + 10 or box["x"] + box["width"] <= x - 10
    points("touchEnd")
    canvas.rest()
    expect(canvas.page.get_by_role("menuitem", name="Hide")).to_be_visible()
    assert {event["kind"] for event in canvas.told()["log"]} <= {"menu"}


def test_several_nodes_are_selected_by_touch(show: Show) -> None:
    canvas = show(has_touch=True)
    points = touch(canvas)
    canvas.page.touchscreen.tap(*canvas.place("t/a"))
    assert canvas.heard("select")["nodes"] == ["t/a"]
    points("touchStart", canvas.place("t/b"))
    canvas.page.get_by_role("menuitem", name="Add to the selection").wait_for()
    points("touchEnd")
    canvas.rest()
    canvas.page.get_by_role("menuitem", name="Add to the selection").tap()
    assert set(canvas.heard("select", 2)["nodes"]) == {"t/a", "t/b"}
    points("touchStart", canvas.place("t/a"))
    canvas.page.get_by_role("menuitem", name="Take out of the selection").wait_for()
    points("touchEnd")
    canvas.rest()
    canvas.page.get_by_role("menuitem", name="Take out of the selection").tap()
    assert canvas.heard("select", 3)["nodes"] == ["t/b"]


@pytest.mark.parametrize("by", ["mouse", "finger"])
def test_a_line_around_nodes_selects_them(show: Show, by: str) -> None:
    canvas = show(has_touch=by == "finger")
    (ax, ay), (bx, by_) = canvas.place("t/a"), canvas.place("t/b")
    left, right, top, bottom = min(ax, bx) - 25, max(ax, bx) + 25, min(ay, by_) - 25, max(ay, by_) + 25
    line = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top + 3)]
    inside = {
        key
        for key, node in canvas.state["nodes"].items()
        if left < node["page"]["x"] < right and top < node["page"]["y"] < bottom
    }
    assert {"t/a", "t/b"} <= inside
    canvas.stage.focus()
    canvas.keyboard.press("l")
    expect(canvas.page.get_by_text("Draw a line around what to select")).to_be_visible()
    if by == "mouse":
        canvas.mouse.move(*line[0])
        canvas.mouse.down()
        for spot in line[1:]:
            canvas.mouse.move(*spot, steps=3)
        canvas.mouse.up()
    else:
        points = touch(canvas)
        points("touchStart", line[0])
        for spot in line[1:]:
            points("touchMove", spot)
        points("touchEnd")
    assert set(canvas.heard("select")["nodes"]) == inside
    expect(canvas.page.get_by_text("Draw a line around what to select")).to_be_hidden()
    expect(canvas.page.locator(".lasso")).to_have_count(0)


def test_a_line_that_is_given_up_selects_nothing(show: Show) -> None:
    canvas = show()
    canvas.mouse.click(*canvas.place("t/c"))
    canvas.heard("select")
    canvas.keyboard.press("l")
    x, y = canvas.place("t/a")
    canvas.mouse.move(x - 30, y - 30)
    canvas.mouse.down()
    canvas.mouse.move(x + 30, y - 30, steps=3)
    canvas.mouse.move(x, y + 30, steps=3)
    canvas.keyboard.press("Escape")
    canvas.mouse.up()
    canvas.rest()
    assert canvas.state["selection"] == ["t/c"]
    expect(canvas.page.locator(".lasso")).to_have_count(0)
    # a press that trembles is a press, and the next one goes on
    canvas.keyboard.press("l")
    for key, tremble in (("t/a", 6), ("t/b", 0)):
        canvas.mouse.move(*canvas.place(key))
        canvas.mouse.down()
        canvas.mouse.move(canvas.place(key)[0] + tremble, canvas.place(key)[1], steps=2)
        canvas.mouse.up()
    canvas.until(lambda s: set(s["selection"]) == {"t/a", "t/b", "t/c"}, "all three")
    canvas.keyboard.press("Escape")


def test_two_fingers_zoom(show: Show) -> None:
    canvas = show(has_touch=True)
    before = canvas.state["viewport"]["scale"]
    box = canvas.stage.bounding_box()
    assert box
    x, y = box["x"] + 400, box["y"] + 330
    session = canvas.page.context.new_cdp_session(canvas.page)
    for kind, apart in (("touchStart", 60), ("touchMove", 90), ("touchMove", 120), ("touchEnd", 0)):
        points = [{"x": x - apart, "y": y, "id": 1}, {"x": x + apart, "y": y, "id": 2}] if apart else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    canvas.until(lambda s: s["viewport"]["scale"] == pytest.approx(before * 2, rel=0.05), "twice the size")
    assert canvas.told()["log"] == []
