"""The canvas as people use it: every gesture, by the state it leaves and by what Python heard of it."""

import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Dialog, expect

from tests.helpers import scenes
from tests.helpers.canvas import Canvas

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Show = Callable[..., Canvas]


def positions(canvas: Canvas) -> dict[str, tuple[float, float]]:
    return {key: (node["page"]["x"], node["page"]["y"]) for key, node in canvas.state["nodes"].items()}


def test_a_click_selects_and_a_double_click_expands(show: Show) -> None:
    canvas = show()
    canvas.mouse.click(*canvas.place("t/b"))
    canvas.until(lambda s: s["selection"] == ["t/b"], "the selection")
    assert canvas.heard("select")["nodes"] == ["t/b"]
    canvas.mouse.click(*canvas.place("t/ab"))
    canvas.until(lambda s: s["selectedEdges"] == ["t/ab"] and s["selection"] == [], "the relationship")
    assert canvas.heard("select", 2)["edges"] == ["t/ab"]
    before = positions(canvas)
    canvas.double_click(*canvas.place("t/c"))
    assert canvas.heard("expand")["nodes"] == ["t/c"]
    canvas.until(lambda s: len(s["nodes"]) == 7, "two more nodes")
    canvas.rest()
    after = positions(canvas)
    assert {key: after[key] for key in before} == before
    # a double click is no click as well: one selection, with the expand
    assert [event["nodes"] for event in canvas.log("select")] == [["t/b"], [], ["t/c"]]
    told = canvas.told()
    assert told["returned"] == [event["kind"] for event in told["log"]]


def test_what_was_selected_and_stressed_leaves_again(show: Show) -> None:
    canvas = show()
    canvas.mouse.click(*canvas.place("t/b"))
    canvas.heard("select")
    canvas.mouse.click(*canvas.place("t/d"))
    canvas.heard("select", 2)
    canvas.keyboard.press("Escape")
    assert canvas.heard("select", 3)["nodes"] == []
    assert canvas.state["selection"] == []


def test_additive_clicks_and_the_box_select_several(show: Show) -> None:
    canvas = show()
    canvas.mouse.click(*canvas.place("t/b"))
    canvas.heard("select")
    canvas.page.keyboard.down("Shift")
    canvas.mouse.click(*canvas.place("t/c"))
    canvas.page.keyboard.up("Shift")
    assert sorted(canvas.heard("select", 2)["nodes"]) == ["t/b", "t/c"]
    (x1, y1), (x2, y2) = canvas.place("t/d"), canvas.place("t/e")
    canvas.page.keyboard.down("Shift")
    canvas.mouse.move(x1 - 60, y1 - 40)
    canvas.mouse.down()
    canvas.mouse.move(x2 + 40, y2 + 40, steps=4)
    canvas.mouse.up()
    canvas.page.keyboard.up("Shift")
    assert sorted(canvas.heard("select", 3)["nodes"]) == ["t/d", "t/e"]


def test_a_dragged_node_is_pinned_and_stays_to_the_pixel(show: Show) -> None:
    canvas = show()
    x, y = canvas.place("t/e")
    canvas.mouse.move(x, y)
    canvas.mouse.down()
    canvas.mouse.move(x - 73, y - 41, steps=5)
    canvas.mouse.up()
    moved = canvas.heard("pin")["moved"]["t/e"]
    assert canvas.state["nodes"]["t/e"]["pinned"]
    assert canvas.place("t/e") == pytest.approx((x - 73, y - 41), abs=0.6)
    assert (canvas.state["nodes"]["t/e"]["x"], canvas.state["nodes"]["t/e"]["y"]) == pytest.approx(
        (moved["x"], moved["y"]), abs=0.01
    )
    before = positions(canvas)
    canvas.push("Run again")
    canvas.push("Go away and come back")
    canvas.push("Go away and come back")
    canvas.until(lambda s: len(s["nodes"]) == 5, "the canvas back")
    canvas.rest()
    after = positions(canvas)
    assert all(after[key] == pytest.approx(before[key], abs=0.02) for key in before)
    assert canvas.state["nodes"]["t/e"]["pinned"]


def test_the_view_is_kept_when_the_page_runs_and_when_the_canvas_comes_back(show: Show) -> None:
    canvas = show()
    stage = canvas.stage.bounding_box()
    assert stage
    canvas.mouse.move(stage["x"] + 300, stage["y"] + 420)
    canvas.mouse.down()
    canvas.mouse.move(stage["x"] + 340, stage["y"] + 400, steps=3)
    canvas.mouse.up()
    canvas.mouse.wheel(0, -200)
    canvas.rest()
    before, view = positions(canvas), canvas.state["viewport"]
    canvas.push("Run again")
    assert positions(canvas) == before
    canvas.push("Go away and come back")
    canvas.push("Go away and come back")
    canvas.until(lambda s: len(s["nodes"]) == 5, "the canvas back")
    canvas.rest()
    assert canvas.state["viewport"] == pytest.approx(view)
    canvas.push("Fit again")
    canvas.until(lambda s: s["viewport"]["scale"] != pytest.approx(view["scale"]), "a fit")


def test_a_canvas_that_goes_leaves_the_others_as_they_are(show: Show) -> None:
    canvas = show(query="&second")
    canvas.push("Go away and come back")
    canvas.until(lambda s: not s["nodes"], "the first canvas gone")
    canvas.rest()
    second = "globalThis.__casegraph('second')"
    drawn = canvas.page.evaluate(f"() => {second}.frames.at(-1)")
    canvas.push("Select c")
    canvas.tab.until(lambda: canvas.page.evaluate(f"() => {second}.selection.length"), "c selected")
    canvas.tab.until(lambda: canvas.page.evaluate(f"() => {second}.frames.at(-1)") > drawn, "a frame that shows it")


# While `globalThis.__late` is true, what a script asks for later comes when the canvas is gone. Else a frame comes at
# once, so that none is under way when the canvas goes: that one would stand in the way of others.
LATE = """
const later = globalThis.setTimeout, held = new Map();
let frames = 0;
globalThis.setTimeout = (act, wait = 0, ...rest) => later(act, wait + (globalThis.__late ? 1000 : 0), ...rest);
globalThis.requestAnimationFrame = (act) => {
  const id = ++frames, now = () => { if (held.delete(id)) act(performance.now()); };
  held.set(id, globalThis.__late ? later(now, 1000) : queueMicrotask(now));
  return id;
};
globalThis.cancelAnimationFrame = (id) => { held.delete(id); };
"""


def test_nothing_that_was_to_happen_later_happens_to_a_canvas_that_is_gone(show: Show) -> None:
    canvas = show("remote", script=LATE)
    page, free, node = canvas.page, canvas.empty(), canvas.place("t/b")
    leave = page.get_by_role("button", name="Go away and come back")

    def point() -> None:
        canvas.mouse.click(*node)  # a ring, a tooltip, and a selection that waits for a second click
        canvas.mouse.dblclick(*free)  # a fit that glides
        canvas.mouse.wheel(0, -120)

    def drag() -> None:
        canvas.mouse.move(*free)
        canvas.mouse.down()
        canvas.mouse.move(free[0] + 9, free[1] + 9)

    def write() -> None:
        page.get_by_role("combobox", name="Search").fill("ada")  # a question to Python
        canvas.stage.focus()  # the canvas goes with the focus on it

    for gesture in (point, drag, write):
        page.evaluate("() => { globalThis.__late = true }")
        gesture()
        leave.evaluate("(button) => { globalThis.__late = false; button.click() }")
        canvas.until(lambda s: not s["nodes"], "the canvas gone")
        page.wait_for_timeout(1200)
        canvas.mouse.up()
        leave.evaluate("(button) => button.click()")
        canvas.until(lambda s: s["nodes"], "the canvas back")
        canvas.rest()
    assert canvas.tab.errors == []


def test_the_menu_names_ways_to_expand_with_their_counts(show: Show) -> None:
    canvas = show()
    canvas.mouse.click(*canvas.place("t/a"), button="right")
    menu = canvas.page.get_by_role("menu", name="Ada Quill")
    way = menu.get_by_role("menuitem", name="Claims")
    expect(way).to_contain_text("4")
    canvas.press(way)
    event = canvas.heard("expand")
    assert (event["nodes"], event["value"]) == (["t/a"], "Claim")
    canvas.mouse.click(*canvas.place("t/b"), button="right")
    canvas.press(canvas.page.get_by_role("menuitem", name="Path to"))
    expect(canvas.page.get_by_text("Path from Beatrix Oon")).to_be_visible()
    canvas.mouse.click(*canvas.place("t/e"))
    assert canvas.heard("path")["nodes"] == ["t/b", "t/e"]
    canvas.mouse.click(*canvas.place("t/b"), button="right")
    canvas.press(canvas.page.get_by_role("menuitem", name="Show only", exact=True))
    assert canvas.heard("show_only")["nodes"] == ["t/b"]
    canvas.mouse.click(*canvas.place("t/b"), button="right")
    canvas.press(canvas.page.get_by_role("menuitem", name="Pin"))
    event = canvas.heard("pin")
    assert (event["nodes"], list(event["moved"])) == (["t/b"], ["t/b"])


def test_a_picture_at_rest_is_what_a_fresh_drawing_would_be(show: Show) -> None:
    canvas = show()

    def pixels() -> str:
        picture: str = canvas.stage.locator("canvas").evaluate("(c) => c.toDataURL()")
        return picture

    def drawn_anew() -> str:
        canvas.stage.evaluate("(stage) => stage.dispatchEvent(new Event('blur'))")
        canvas.rest()
        return pixels()

    def wheel(by: float) -> None:
        canvas.mouse.move(*canvas.place("t/a"))
        for _ in range(5):
            canvas.mouse.wheel(0, by)

    def drag_free() -> None:
        x, y = canvas.empty()
        canvas.mouse.move(x, y)
        canvas.mouse.down()
        canvas.mouse.move(x + 60, y + 40, steps=6)
        canvas.mouse.up()

    gestures = {
        "closer": lambda: wheel(-120),
        "farther": lambda: wheel(200),
        "moved": drag_free,
        "selected": lambda: canvas.mouse.click(*canvas.place("t/b")),
        "filtered": lambda: canvas.press(canvas.page.get_by_role("button", name="People 2")),
        "back": lambda: canvas.press(canvas.page.get_by_role("button", name="People 2")),
        "fitted": lambda: canvas.press(canvas.page.get_by_role("button", name="Fit", exact=True)),
    }
    for name, gesture in gestures.items():
        gesture()
        canvas.rest()
        assert pixels() == drawn_anew(), name


def test_search_finds_names_and_aliases_in_spite_of_slips(show: Show) -> None:
    canvas = show()
    box = canvas.page.get_by_role("combobox", name="Search")
    options = canvas.page.get_by_role("option")
    box.fill("wharehose")
    expect(options).to_have_count(1)
    expect(options.first).to_contain_text("Warehouse fire")
    box.fill("baatrix")
    expect(options.first).to_contain_text("Beatrix Oon")
    expect(options.first).to_contain_text("“Bäatrix”")
    box.press("ArrowDown")
    box.press("Enter")
    assert canvas.heard("select")["nodes"] == ["t/b"]
    box.fill("far away")
    expect(options.first).to_contain_text("in Elsewhere")
    box.press("Enter")
    assert canvas.heard("open")["nodes"] == ["t/away"]
    box.fill("nobody of that name")
    expect(canvas.page.get_by_text("Nothing found")).to_be_visible()


def test_search_may_ask_python(show: Show) -> None:
    canvas = show("remote")
    box = canvas.page.get_by_role("combobox", name="Search")
    box.fill("ada")
    expect(canvas.page.get_by_role("option")).to_contain_text("Remote ada")
    box.press("Enter")
    assert canvas.heard("open")["nodes"] == ["t/r"]


def test_the_legend_filters_at_once_and_python_hears_of_it(show: Show) -> None:
    canvas = show()
    before = positions(canvas)
    chip = canvas.page.get_by_role("button", name="People 2")
    canvas.press(chip)
    canvas.until(lambda s: not s["nodes"]["t/a"]["shown"] and s["nodes"]["t/c"]["shown"], "people gone")
    assert canvas.heard("filter")["hidden"] == ["type:Person"]
    assert chip.get_attribute("aria-pressed") == "false"
    canvas.press(canvas.page.get_by_role("button", name="Show faintly what is filtered out"))
    assert canvas.heard("filter", 2)["value"] == "dim"
    assert canvas.state["nodes"]["t/a"]["shown"]
    canvas.press(chip)
    canvas.press(canvas.page.get_by_role("button", name="disputed 1"))
    assert canvas.heard("filter", 4)["hidden"] == ["status:disputed"]
    canvas.press(canvas.page.get_by_role("button", name="disputed 1"))
    canvas.heard("filter", 5)
    canvas.rest()
    assert positions(canvas) == before


def test_python_selects_too(show: Show) -> None:
    canvas = show()
    canvas.mouse.click(*canvas.place("t/b"))
    canvas.heard("select")
    canvas.push("Select c")
    canvas.until(lambda s: s["selection"] == ["t/c"], "Python's selection")
    assert len(canvas.log("select")) == 1


def test_tools_and_the_stop_button(show: Show) -> None:
    canvas = show(query="&progress=1")
    page = canvas.page
    canvas.press(page.get_by_role("button", name="Layout: Organic"))
    canvas.press(page.get_by_role("menuitemradio", name="Layered"))
    assert canvas.heard("layout")["value"] == "layered"
    canvas.press(page.get_by_role("button", name="Export"))
    canvas.press(page.get_by_role("menuitem", name="SVG"))
    assert canvas.heard("export")["value"] == "svg"
    canvas.press(page.get_by_role("button", name="Undo"))
    canvas.heard("undo")
    assert page.get_by_role("button", name="Redo").is_disabled()
    expect(page.get_by_text("Placing 300 nodes")).to_be_visible()
    canvas.press(page.get_by_role("button", name="Stop"))
    canvas.heard("stop")


def test_a_run_without_a_change_sends_no_graph(show: Show) -> None:
    canvas = show()
    received = canvas.tab.received
    first = sum(map(len, received))
    assert first > 300_000  # the program, once
    received.clear()
    for _ in range(3):
        canvas.push("Run again")
    canvas.rest()
    assert b"Beatrix Oon" not in b"".join(received)
    assert sum(map(len, received)) < 60_000
    received.clear()
    canvas.double_click(*canvas.place("t/c"))
    canvas.until(lambda s: len(s["nodes"]) == 7, "two more nodes")
    canvas.rest()
    # a change sends the changed scene, once, and not the program
    assert sum(b"New one" in frame for frame in received) == 1
    assert sum(map(len, received)) < 60_000


def test_an_expand_sends_what_it_brings_in_and_no_more(show: Show) -> None:
    canvas = show("sixty")
    before = canvas.state["nodes"]
    one, two, far = (min(before), max(before), sorted(before)[30])
    canvas.tab.received.clear()
    for count, key in enumerate((one, two), start=1):
        canvas.double_click(*canvas.place(key))
        canvas.until(lambda s, count=count: len(s["nodes"]) == 60 + 2 * count, "two more nodes")
        canvas.rest()
    canvas.mouse.click(*canvas.place(far), button="right")
    canvas.press(canvas.page.get_by_role("menuitem", name="Hide"))
    state = canvas.until(lambda s: far not in s["nodes"], "one less")
    assert {key: state["nodes"][key]["x"] for key in before if key != far} == {
        key: node["x"] for key, node in before.items() if key != far
    }
    assert not any(far in s for s in state["edges"])
    received = b"".join(canvas.tab.received)
    assert b"New one" in received
    assert before[sorted(before)[15]]["caption"].encode() not in received
    # what came as changes is there as a whole after all else
    canvas.push("Go away and come back")
    canvas.push("Go away and come back")
    canvas.until(lambda s: set(s["nodes"]) == set(state["nodes"]), "the same nodes")


def test_names_are_text_whatever_they_hold(show: Show) -> None:
    canvas = show("hostile")
    dialogs: list[str] = []

    def heard(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    canvas.page.on("dialog", heard)
    for key in ("t/h0", "t/h1", "t/h4", "t/h5"):
        canvas.mouse.move(*canvas.place(key))
        expect(canvas.page.get_by_role("tooltip")).to_be_visible()
    canvas.mouse.click(*canvas.place("t/h0"), button="right")
    expect(canvas.page.get_by_role("menu")).to_contain_text("</script><img src=x onerror=alert(1)>")
    canvas.keyboard.press("Escape")
    canvas.page.get_by_role("combobox", name="Search").fill("onerror")
    expect(canvas.page.get_by_role("option").first).to_contain_text("<img src=x")
    canvas.keyboard.press("Enter")
    assert canvas.heard("select")["nodes"] == ["t/h0"]
    assert canvas.page.locator(".cg img, .cg b, .cg script").count() == 0
    widths = [c["right"] - c["left"] for c in canvas.state["captions"]]
    assert widths
    assert max(widths) < 400
    assert dialogs == []


@pytest.mark.parametrize(("width", "dark"), [(1200, False), (1200, True), (390, False)])
def test_captions_of_sixty_nodes_all_show_and_none_overlaps(show: Show, width: int, dark: bool) -> None:
    canvas = show("sixty", viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light")
    captions = canvas.state["captions"]
    if width > 1000:
        assert sum(c["node"] for c in captions) == 60
    for i, a in enumerate(captions):
        for b in captions[:i]:
            assert not _overlap(a, b), (a["text"], b["text"])
    assert canvas.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_caption_is_nearest_to_its_own_shape_or_joined_to_it(show: Show) -> None:
    canvas = show("crowd", viewport={"width": 700, "height": 600})
    box = canvas.stage.bounding_box()
    assert box
    nodes = canvas.state["nodes"]
    captions = [c for c in canvas.state["captions"] if c["node"]]

    def gap(caption: dict[str, Any], node: dict[str, Any]) -> float:
        x, y = node["page"]["x"] - box["x"], node["page"]["y"] - box["y"]
        across = max(caption["left"] - x, x - caption["right"], 0)
        along = max(caption["top"] - y, y - caption["bottom"], 0)
        return float(math.hypot(across, along) - node["radius"])

    for caption in captions:
        others = [gap(caption, nodes[key]) for key in nodes if key != caption["key"]]
        # shapes are looked up by their boxes, of which the corners are a little further off
        own = gap(caption, nodes[caption["key"]])
        assert min(others) >= own - 1 or (caption["led"] and min(others) > 10), caption["text"]
    assert any(caption["led"] for caption in captions)
    assert not all(caption["led"] for caption in captions)


def test_captions_of_what_is_selected_do_not_stand_on_others(show: Show) -> None:
    canvas = show("sixty")
    canvas.keyboard.down("Shift")
    for key in ("t/n0", "t/n1", "t/n2", "t/n3"):
        canvas.mouse.click(*canvas.place(key))
    for key in ("t/h11", "t/h12", "t/h13", "t/h14"):
        place = canvas.state["edges"][key]["page"]
        canvas.mouse.click(place["x"], place["y"])
    canvas.keyboard.up("Shift")
    canvas.mouse.move(5, 5)
    canvas.until(lambda s: len(s["selection"]) + len(s["selectedEdges"]) > 4, "several selected")
    canvas.rest()
    captions = canvas.state["captions"]
    for i, a in enumerate(captions):
        for b in captions[:i]:
            assert not _overlap(a, b), (a["text"], b["text"])


def _overlap(a: dict[str, Any], b: dict[str, Any]) -> bool:
    across = a["left"] < b["right"] and b["left"] < a["right"]
    return bool(across and a["top"] < b["bottom"] and b["top"] < a["bottom"])


def test_a_long_caption_of_a_relationship_keeps_its_status(show: Show) -> None:
    texts = [c["text"] for c in show("long").state["captions"] if not c["node"]]
    assert texts == [scenes.long().edges[0].caption]


def test_on_a_phone_the_statuses_stand_below_the_types(show: Show) -> None:
    canvas = show("few", viewport={"width": 390, "height": 844})
    first = {
        kind: canvas.page.locator(f".chip[data-id^='{kind}:']").first.bounding_box() for kind in ("type", "status")
    }
    assert first["type"]
    assert first["status"]
    assert first["type"]["x"] == first["status"]["x"] < 60
    assert first["type"]["y"] < first["status"]["y"]
    assert "Ada Quill" in {c["text"] for c in canvas.state["captions"]}


def test_a_large_graph_moves_as_a_picture_and_is_drawn_at_rest(show: Show) -> None:
    canvas = show("many")
    box = canvas.stage.bounding_box()
    assert box
    x, y = box["x"] + 40, box["y"] + 300
    before = canvas.place("t/n0")
    canvas.mouse.move(x, y)
    canvas.mouse.down()
    canvas.mouse.move(x + 90, y + 30, steps=6)
    expect(canvas.page.locator(".stage canvas")).to_have_attribute("style", re.compile(r"translate\(90px, 30px\)"))
    canvas.mouse.up()
    canvas.rest()
    assert canvas.place("t/n0") == pytest.approx((before[0] + 90, before[1] + 30), abs=0.6)
    assert "translate" not in (canvas.page.locator(".stage canvas").get_attribute("style") or "")
    assert 0 < sum(c["node"] for c in canvas.state["captions"]) <= 60


@pytest.mark.parametrize("name", ["none", "one"])
def test_scenes_with_next_to_nothing(show: Show, name: str) -> None:
    canvas = show(name)
    if name == "none":
        expect(canvas.page.get_by_text("Nothing to draw")).to_be_visible()
    else:
        x, y = canvas.place("t/a")
        box = canvas.stage.bounding_box()
        assert box
        assert box["x"] < x < box["x"] + box["width"]
        assert box["y"] < y < box["y"] + box["height"]


def test_two_sessions_do_not_mix(show: Show) -> None:
    one, two = show(), show()
    one.mouse.click(*one.place("t/b"))
    one.heard("select")
    two.push("Run again")
    assert two.state["selection"] == []
    assert two.told()["log"] == []
