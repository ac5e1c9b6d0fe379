"""The canvas by keyboard alone, and what it reads out."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.helpers.canvas import Canvas

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Show = Callable[..., Canvas]


def test_everything_by_keyboard(show: Show) -> None:
    canvas = show()
    canvas.stage.focus()
    canvas.until(lambda s: s["focus"] == "t/a", "the most connected node first")
    canvas.keyboard.press("ArrowLeft")
    assert canvas.state["focus"] == "t/b"
    expect(canvas.page.locator("[aria-live]").filter(has_text="Beatrix Oon, Person, 1 relationship")).to_have_count(1)
    canvas.keyboard.press("ArrowLeft")
    assert canvas.state["focus"] == "t/b"
    expect(canvas.page.locator("[aria-live]").filter(has_text="No neighbour lies that way.")).to_have_count(1)
    canvas.keyboard.press("ArrowRight")
    canvas.keyboard.press("ArrowDown")
    assert canvas.state["focus"] == "t/d"
    canvas.keyboard.press("Enter")
    assert canvas.heard("select")["nodes"] == ["t/d"]
    canvas.keyboard.press("Enter")
    assert canvas.heard("expand")["nodes"] == ["t/d"]
    canvas.keyboard.press("Control+z")
    canvas.heard("undo")
    canvas.keyboard.press("Control+Shift+z")  # nothing to redo: nothing is heard
    canvas.keyboard.press("?")
    expect(canvas.page.get_by_role("dialog", name="Keys")).to_be_visible()
    canvas.keyboard.press("Escape")
    expect(canvas.page.get_by_role("dialog")).to_have_count(0)
    canvas.page.evaluate("() => document.activeElement.blur()")
    canvas.keyboard.press("?")
    expect(canvas.page.get_by_role("dialog", name="Keys")).to_be_visible()
    canvas.keyboard.press("Escape")
    expect(canvas.page.get_by_role("dialog")).to_have_count(0)
    canvas.stage.focus()
    canvas.keyboard.press("Shift+F10")
    expect(canvas.page.get_by_role("menu", name="Warehouse fire")).to_be_visible()
    canvas.keyboard.press("Escape")
    canvas.keyboard.press("Delete")
    assert canvas.heard("hide")["nodes"] == ["t/d"]
    canvas.until(lambda s: "t/d" not in s["nodes"], "the node gone")
    assert canvas.log("redo") == []
    # keys of the canvas are none of the page's: "r" would run it again, "c" clear its caches
    runs = canvas.told()["runs"]
    canvas.keyboard.press("r")
    canvas.keyboard.press("/")
    canvas.keyboard.type("rc")
    canvas.rest()
    assert canvas.told()["runs"] == runs
    expect(canvas.page.get_by_role("dialog")).to_have_count(0)


def test_relationships_and_lone_nodes_are_reached_by_keyboard(show: Show) -> None:
    canvas = show()
    spoken = canvas.page.locator("[aria-live]")
    canvas.stage.focus()
    canvas.until(lambda s: s["focus"] == "t/a", "the most connected node first")
    reached = [canvas.state["focus"]]
    while True:
        canvas.keyboard.press("PageDown")
        if canvas.state["focus"] == reached[0]:
            break
        reached.append(canvas.state["focus"])
    assert set(reached) == set(canvas.state["nodes"])
    canvas.keyboard.press("PageUp")
    assert canvas.state["focus"] == reached[-1]
    canvas.keyboard.press("Home")
    canvas.keyboard.press("r")
    first = canvas.until(lambda s: s["focusEdge"], "a relationship")["focusEdge"]
    caption = canvas.state["edges"][first]["told"]
    expect(spoken.filter(has_text=caption)).to_have_count(1)
    canvas.keyboard.press("r")
    assert canvas.state["focusEdge"] != first
    canvas.keyboard.press("Shift+R")
    assert canvas.state["focusEdge"] == first
    canvas.keyboard.press("Enter")
    event = canvas.heard("select")
    assert (event["nodes"], event["edges"]) == ([], [first])
    # an arrow tells by what it came, with the status first
    canvas.keyboard.press("Home")
    canvas.keyboard.press("ArrowLeft")
    assert canvas.state["focusEdge"] is None
    expect(spoken.filter(has_text="Beatrix Oon, Person, 1 relationship")).to_have_text(re.compile(r"^\w+: Ada Quill "))


def test_a_relationship_that_the_keyboard_has_come_to_is_left_again(show: Show) -> None:
    canvas = show()
    canvas.stage.focus()
    canvas.keyboard.press("Home")
    canvas.keyboard.press("r")
    at = canvas.until(lambda s: s["focusEdge"], "a relationship")["focusEdge"]
    canvas.keyboard.press("Space")
    assert canvas.heard("select")["edges"] == [at]
    canvas.keyboard.press("Shift+F10")
    expect(canvas.page.get_by_role("menu", name="Relationship")).to_be_visible()
    canvas.keyboard.press("Escape")
    canvas.keyboard.press("r")
    canvas.keyboard.press("Escape")
    assert canvas.state["focusEdge"] is None
    assert canvas.state["selectedEdges"] == [at]


def test_tab_stops_have_names(show: Show) -> None:
    canvas = show()
    canvas.page.get_by_role("combobox", name="Search").focus()
    names = []
    for _ in range(20):
        canvas.keyboard.press("Tab")
        names.append(
            canvas.page.evaluate(
                """() => {
                  let at = document.activeElement;
                  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
                  const words = /^(BUTTON|A)$/.test(at.tagName) ? at.textContent.trim() : "";
                  return at === document.body ? "" : at.getAttribute("aria-label") || words || `nameless ${at.tagName}`;
                }"""
            )
        )
    assert not [name for name in names if name.startswith("nameless")]
