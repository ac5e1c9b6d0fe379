"""Every gesture of mouse, keyboard and touch on a seed case, on both stores, and what the address says of it."""

import pytest
from playwright.sync_api import expect

from tests.helpers.explorer import EMBEDDED, FIRE, GUARD, PRIYA, Open

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@EMBEDDED
def test_gestures_of_the_mouse(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    scale = page.state["viewport"]["scale"]
    page.mouse.move(*page.place(FIRE))
    page.mouse.wheel(0, -240)
    page.until(lambda s: s["viewport"]["scale"] > scale, "closer")
    page.rest()
    # the view goes along with what is empty
    (x, y), before = page.place(FIRE), page.state["viewport"]
    free = page.empty()
    page.mouse.move(*free)
    page.mouse.down()
    page.mouse.move(free[0] + 35, free[1] - 25, steps=4)
    page.mouse.up()
    page.until(lambda s: s["viewport"] != before, "another part")
    page.rest()
    assert page.place(FIRE) == pytest.approx((x + 35, y - 25), abs=1)
    page.click(PRIYA)
    page.until_view(lambda view: view.selection == (PRIYA,), "a click")
    page.keyboard.down("Shift")
    page.click(FIRE)
    page.until_view(lambda view: set(view.selection) == {PRIYA, FIRE}, "one more")
    page.press(page.page.get_by_role("button", name="Fit"))
    ends = zip(page.place(PRIYA), page.place(FIRE), strict=True)
    (left, right), (top, bottom) = ((min(both) - 18, max(both) + 18) for both in ends)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom, steps=5)
    page.mouse.up()
    page.keyboard.up("Shift")
    places = {key: page.place(key) for key in page.shown}
    inside = {key for key, (x, y) in places.items() if left < x < right and top < y < bottom}
    page.until_view(lambda view: {key for key in view.selection if key in page.state["nodes"]} == inside, "the box")
    page.menu(GUARD, "Hide")
    page.until(lambda s: GUARD not in s["nodes"], "hidden by the menu")


@EMBEDDED
def test_gestures_of_the_keyboard(embedded_app: str, session: Open) -> None:
    page = session(embedded_app)
    page.stage.focus()
    first = page.until(lambda s: s["focus"], "a node to begin with")["focus"]
    for arrow in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        page.keyboard.press(arrow)
        if page.state["focus"] != first:
            break
    reached = page.state["focus"]
    assert reached != first
    page.keyboard.press("Enter")
    page.until_view(lambda view: view.selection == (reached,), "selected")
    expect(page.inspector).to_contain_text(page.state["nodes"][first]["caption"])  # they are related
    page.rest()
    page.stage.focus()
    page.keyboard.press("Enter")
    page.until_view(lambda view: [expand.key for expand in view.expands] == [reached], "expanded")
    page.rest()
    page.keyboard.press("Control+z")
    page.until_view(lambda view: view.expands == (), "undone")
    page.rest()
    page.keyboard.press("Control+Shift+Z")
    page.until_view(lambda view: view.expands, "done again")
    page.rest()
    page.keyboard.press("?")
    expect(page.page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Escape")
    page.until_view(lambda view: view.selection == (), "nothing selected")
    page.rest()
    page.keyboard.press("/")
    page.keyboard.type("unnamed")
    page.keyboard.press("Enter")
    page.until_view(lambda view: view.selection == (GUARD,), "found")
    page.rest()
    page.stage.focus()
    page.keyboard.press("Delete")
    page.until(lambda s: GUARD not in s["nodes"], "hidden")


@EMBEDDED
def test_gestures_of_touch(embedded_app: str, session: Open) -> None:
    page = session(embedded_app, has_touch=True)
    touch = page.page.context.new_cdp_session(page.page)

    def points(kind: str, *at: tuple[float, float]) -> None:
        fingers = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(at)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    scale = page.state["viewport"]["scale"]
    x, y = page.empty()
    for kind, apart in (("touchStart", 40), ("touchMove", 60), ("touchMove", 80)):
        points(kind, (x - apart, y), (x + apart, y))
    points("touchEnd")
    page.until(lambda s: s["viewport"]["scale"] == pytest.approx(scale * 2, rel=0.05), "twice the size")
    page.page.get_by_role("button", name="Fit").tap()
    page.rest()
    page.page.touchscreen.tap(*page.place(PRIYA))
    page.until_view(lambda view: view.selection == (PRIYA,), "a tap")
    page.rest()
    points("touchStart", page.place(GUARD))
    expect(page.page.get_by_role("menu")).to_be_visible()
    points("touchEnd")
    page.page.get_by_role("menuitem", name="Hide").tap()
    page.until(lambda s: GUARD not in s["nodes"], "hidden by the menu")


@EMBEDDED
def test_on_a_phone_one_finger_scrolls_and_two_move_the_picture(embedded_app: str, session: Open) -> None:
    page = session(embedded_app, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    touch = page.page.context.new_cdp_session(page.page)
    scrolled = "() => document.querySelector('.stMain').scrollTop"

    def swipe(*fingers: tuple[float, float]) -> None:
        for kind, by in (("touchStart", 0), *(("touchMove", 12 * step) for step in range(1, 12)), ("touchEnd", None)):
            at = [] if by is None else [{"x": x, "y": y - by, "id": n} for n, (x, y) in enumerate(fingers)]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    before, (x, y) = page.state["viewport"], page.empty()
    swipe((x, y))
    page.tab.until(lambda: page.page.evaluate(scrolled) > 40, "the page has scrolled")
    page.rest()
    assert page.state["viewport"] == before
    hint = page.page.locator("[aria-live]").filter(has_text="One finger scrolls the page; two move the picture.")
    expect(hint).to_have_count(1)
    at = page.page.evaluate(scrolled)
    x, y = page.empty()
    swipe((x - 30, y), (x + 30, y))
    page.until(lambda s: s["viewport"]["y"] != before["y"], "the picture has moved")
    page.rest()
    assert page.page.evaluate(scrolled) == at
    # what is selected is read without a search for it
    page.page.touchscreen.tap(*page.place(PRIYA))
    page.until_view(lambda view: view.selection == (PRIYA,), "a tap")
    page.rest()
    expect(page.heading).to_be_in_viewport()


@EMBEDDED
def test_buttons_of_the_canvas_do_not_cover_each_other(embedded_app: str, session: Open) -> None:
    # as wide as a window of 1,280 at 200 %
    page = session(embedded_app, viewport={"width": 640, "height": 450})
    boxes = [page.page.locator(name).bounding_box() for name in (".search", ".tools")]
    assert all(boxes)
    search, tools = boxes
    assert search
    assert tools
    assert search["y"] + search["height"] <= tools["y"] or search["x"] + search["width"] <= tools["x"]
    for button in page.page.locator(".tools button, .chip").all():
        box = button.bounding_box()
        assert not box or min(box["width"], box["height"]) >= 24
