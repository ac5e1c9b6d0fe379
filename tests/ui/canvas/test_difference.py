"""What differs between two versions of a case, on the canvas."""

from collections.abc import Callable

import pytest

from graph.picture.looks import CHANGE_WORDS, THEMES
from tests.helpers.canvas import Canvas

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Show = Callable[..., Canvas]

PEN = """(canvas, [x, y, hex]) => {
  const box = canvas.getBoundingClientRect(), k = canvas.width / box.width, reach = 30 * k;
  const left = (x - box.x) * k - reach, top = (y - box.y) * k - reach;
  const { data } = canvas.getContext("2d").getImageData(left, top, 2 * reach, 2 * reach);
  const want = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  let count = 0;
  for (let i = 0; i < data.length; i += 4) if (want.every((c, j) => Math.abs(data[i + j] - c) < 4)) count++;
  return count;
}"""
"""How many pixels around a point of the page have a colour."""


@pytest.mark.parametrize("dark", [False, True])
def test_what_differs_between_two_versions_is_marked_as_with_a_pen(show: Show, dark: bool) -> None:
    canvas = show("compared", color_scheme="dark" if dark else "light")
    theme = THEMES["dark" if dark else "light"]
    # the pen has the same colours for what falls, which is in other pictures
    colours = {change: theme.changes[change] for change in CHANGE_WORDS}

    def marked(key: str) -> set[str]:
        picture = canvas.stage.locator("canvas")
        return {name for name, hex_ in colours.items() if picture.evaluate(PEN, [*canvas.place(key), hex_])}

    assert {key: marked(f"t/{key}") for key in "abcde"} == {
        # the lines that end at it are marked beside it
        "a": {"removed", "changed"},
        "b": {"removed"},
        "c": {"changed"},
        "d": {"changed"},
        "e": {"added"},
    }
    chips = canvas.page.locator(".chip[data-id^='change:']")
    assert [chip.inner_text().split() for chip in chips.all()] == [
        ["+", "added", "1"],
        ["−", "removed", "2"],
        ["~", "changed", "2"],
    ]
    assert "only in the earlier version" in str(chips.nth(1).get_attribute("title"))
    canvas.press(chips.nth(1))
    canvas.until(lambda s: not s["nodes"]["t/b"]["shown"] and s["nodes"]["t/a"]["shown"], "what is removed is hidden")
    assert canvas.heard("filter")["hidden"] == ["change:removed"]
    canvas.rest()
    assert marked("t/a") == {"changed"}
