"""The editor in Chromium: colours, completion, faults, running, and the keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.helpers.editor import Editor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
Show = Callable[..., Editor]


def test_every_token_has_its_role(show: Show) -> None:
    editor = show()
    editor.write(
        "MATCH (p:Person {name: $who})-[r:ACCUSED_OF|`two words`]->(e)  // all\n"
        "WHERE p.match = 'it''s' AND e:Event&Place RETURN {key: count(e), other: 1.5e3}, /* so */ date('x')"
    )
    roles: dict[str, list[str]] = {}
    for role, text in editor.state["tokens"]:
        roles.setdefault(role, []).append(text)
    assert roles["keyword"] == ["MATCH", "WHERE", "AND", "RETURN"]
    assert roles["label"] == ["Person", "Event", "Place"]
    assert roles["type"] == ["ACCUSED_OF", "`two words`"]
    assert roles["property"] == ["name", "match", "key", "other"]
    assert roles["parameter"] == ["$who"]
    assert roles["variable"] == ["p", "r", "e", "p", "e", "e"]
    assert roles["function"] == ["count", "date"]
    assert roles["comment"] == ["// all", "/* so */"]
    assert roles["string"] == ["'it'", "'s'", "'x'"]
    assert roles["number"] == ["1.5e3"]
    assert editor.page.locator(".c-keyword").all_inner_texts() == roles["keyword"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("MATCH (p:", ["Person", "Event", "Place", "Old film"]),
        ("MATCH (p:Ev", ["Event"]),
        ("MATCH (p)-[:", ["ACCUSED_OF", "WORKS_WITH", "two words"]),
        ("MATCH (p:Person) WHERE p.", ["born", "name"]),
        ("MATCH (p:Person)-[r:ACCUSED_OF]->(:Event) RETURN r.", ["claims", "status"]),
        ("MATCH (p:Place {", ["lat", "lon"]),
        ("MATCH (p:Place {lat: 1, lo", ["lon"]),
        ("MATCH (p) WHERE p:Pl", ["Place"]),
        ("RETURN toUp", ["toUpper()"]),
        ("MATCH (person) RETURN pers", ["person"]),
        ("MATCH (n) RETURN n ORD", ["ORDER BY"]),
        ("CALL db.lab", ["labels"]),
        ("RETURN $giv", ["$given"]),
        ("RETURN $mine, $m", ["$mine"]),
    ],
)
def test_what_may_follow_comes_first(show: Show, typed: str, first: list[str]) -> None:
    editor = show()
    editor.write(typed, slowly=True)
    assert editor.completions()[: len(first)] == first


def test_nothing_is_completed_in_texts_and_comments(show: Show) -> None:
    editor = show()
    for typed in ("RETURN 'MATCH (p:Per", "// MATCH (p:Per", "/* MATCH (p:Per"):
        editor.write(typed, slowly=True)
        editor.tab.rest()
        assert editor.state["completions"] == []


def test_a_name_that_needs_backticks_gets_them(show: Show) -> None:
    editor = show()
    editor.write("MATCH (n:Old", slowly=True)
    assert editor.completions() == ["Old film"]
    editor.page.wait_for_timeout(200)  # what has only just come up is not taken, for nobody can have meant it
    editor.keyboard.press("Enter")
    assert editor.state["text"] == "MATCH (n:`Old film`)"


def test_five_thousand_names_are_completed(show: Show) -> None:
    editor = show("?many=1")
    editor.write("MATCH (n:Label49", slowly=True)
    assert editor.completions()[0] == "Label4999"
    expect(editor.options.first).to_contain_text("Label4999")


@pytest.mark.parametrize("keys", ["Control+Enter", "Meta+Enter"])
def test_a_key_runs_what_is_typed_at_once_and_once(show: Show, keys: str) -> None:
    editor = show()
    if keys.startswith("Meta"):
        editor.page.add_init_script("Object.defineProperty(navigator, 'platform', {get: () => 'MacIntel'})")
        editor.page.reload()
        editor.box.wait_for()
    editor.write("RETURN $a + 1")
    editor.keyboard.press(keys)
    editor.tab.until(lambda: editor.told()["runs"], "a run")
    assert editor.told() == {"text": "RETURN $a + 1", "runs": 1, "stops": 0, "parameters": ["a"]}
    editor.press(editor.page.get_by_role("button", name="Put another text"))
    editor.tab.until(lambda: editor.state["text"] == "RETURN 'put'", "the text that was put")
    assert editor.told()["runs"] == 1
    editor.press(editor.page.get_by_role("button", name="Run", exact=True))
    editor.tab.until(lambda: editor.told()["runs"] == 2, "another run")


def test_what_is_typed_is_told_after_a_pause(show: Show) -> None:
    editor = show()
    editor.write("RETURN $name", slowly=True)
    editor.tab.until(lambda: editor.told()["parameters"] == ["name"], "the parameter")
    assert editor.state["text"] == "RETURN $name"


def test_what_runs_shows_its_seconds_and_can_be_cancelled(show: Show) -> None:
    editor = show("?wait=1")
    editor.write("RETURN 1")
    editor.keyboard.press("Control+Enter")
    expect(editor.page.get_by_text("Running …")).to_be_visible()
    expect(editor.page.get_by_role("button", name="Run", exact=True)).to_be_hidden()
    expect(editor.page.get_by_text(re.compile(r"^[3-9]\.\d s$"))).to_be_visible()
    editor.press(editor.page.get_by_role("button", name="Cancel"))
    expect(editor.page.get_by_role("button", name="Run", exact=True)).to_be_visible()
    editor.tab.until(lambda: editor.told()["stops"] == 1, "one stop told")


def test_a_fault_is_underlined_where_it_is(show: Show) -> None:
    editor = show()
    editor.write("MATCH (n)\n'𝒙'SOT n RETURN n")
    editor.tab.until(lambda: editor.told()["text"], "the text")
    editor.press(editor.page.get_by_role("button", name="Find a fault"))
    editor.tab.until(lambda: editor.state["faults"], "a fault")
    # column 4 in code points, behind a letter of two UTF-16 units
    assert editor.state["faults"] == [{"text": "SOT", "message": "Here it is wrong."}]
    expect(editor.box).to_have_attribute("aria-invalid", "true")


def test_the_keyboard_gets_in_and_out(show: Show) -> None:
    editor = show()
    editor.box.focus()
    editor.keyboard.type("RETURN r")
    editor.completions()
    editor.keyboard.press("Escape")
    editor.tab.until(lambda: not editor.state["completions"], "no completions")
    editor.keyboard.press("Tab")
    assert editor.state["text"] == "RETURN r  "
    editor.keyboard.press("Escape")
    editor.keyboard.press("Tab")
    expect(editor.page.get_by_role("button", name="Run", exact=True)).to_be_focused()
    # no letter was a shortcut of the page
    expect(editor.page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_readable_at_390_pixels(show: Show, scheme: str) -> None:
    editor = show(color_scheme=scheme, viewport={"width": 390, "height": 700})
    editor.write("MATCH (p:Person {name: $who}) RETURN p.name AS name, 'text' AS text, 12 AS n // remark")
    width = editor.page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= 390
    assert _contrasts(editor) == {}


def _contrasts(editor: Editor) -> dict[str, float]:
    """The classes of tokens whose contrast to the paper is below 4.5."""
    return editor.page.evaluate(
        """() => {
          const pen = document.createElement('canvas').getContext('2d');
          const rgb = (colour) => {
            pen.fillStyle = colour;
            pen.fillRect(0, 0, 1, 1);
            return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
          };
          const linear = (c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
          const weights = [0.2126, 0.7152, 0.0722];
          const light = (colour) => rgb(colour).reduce((sum, c, i) => sum + linear(c / 255) * weights[i], 0);
          const roots = [...document.querySelectorAll('*')].map((e) => e.shadowRoot);
          const root = roots.find((s) => s?.querySelector('.ed'));
          const paper = light(getComputedStyle(root.querySelector('.ed')).backgroundColor);
          const low = {};
          for (const e of root.querySelectorAll('[class^=c-]')) {
            const ink = light(getComputedStyle(e).color), [a, b] = ink > paper ? [ink, paper] : [paper, ink];
            if ((a + 0.05) / (b + 0.05) < 4.5) low[e.className] = (a + 0.05) / (b + 0.05);
          }
          return low;
        }"""
    )
