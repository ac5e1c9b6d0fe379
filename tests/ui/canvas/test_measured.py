"""What an analysis marks, on the canvas."""

from collections.abc import Callable

import pytest

from graph.picture.looks import THEMES
from tests.helpers.canvas import Canvas

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Show = Callable[..., Canvas]

SEEN = """(canvas, [x, y]) => {
  const box = canvas.getBoundingClientRect(), k = canvas.width / box.width;
  return [...canvas.getContext("2d").getImageData((x - box.x) * k, (y - box.y) * k, 1, 1).data].slice(0, 3);
}"""
"""The colour of a point of the page."""
PEN = """(canvas, [x, y, hex]) => {
  const box = canvas.getBoundingClientRect(), k = canvas.width / box.width, reach = 30 * k;
  const left = (x - box.x) * k - reach, top = (y - box.y) * k - reach;
  const { data } = canvas.getContext("2d").getImageData(left, top, 2 * reach, 2 * reach);
  const want = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  for (let i = 0; i < data.length; i += 4) if (want.every((c, j) => Math.abs(data[i + j] - c) < 4)) return true;
  return false;
}"""
"""Whether a colour is near a point of the page."""


def between(canvas: Canvas, one: str, other: str, part: float = 0.5) -> tuple[float, float]:
    (x, y), (x2, y2) = canvas.place(one), canvas.place(other)
    return x + (x2 - x) * part, y + (y2 - y) * part


@pytest.mark.parametrize("dark", [False, True])
def test_groups_have_a_line_around_and_bridges_a_pen(show: Show, dark: bool) -> None:
    canvas = show("measured", color_scheme="dark" if dark else "light")
    picture = canvas.stage.locator("canvas")
    x, y = between(canvas, "t/d", "t/e", 0.4)

    def tinted() -> bool:
        inside, outside = (picture.evaluate(SEEN, [x, y + off]) for off in (9, 90))
        return bool(inside != outside)

    assert tinted()
    pen = THEMES["dark" if dark else "light"].changes["bridge"]
    assert {key: picture.evaluate(PEN, [*canvas.place(f"t/{key}"), pen]) for key in "bd"} == {"b": False, "d": True}
    chips = canvas.page.locator(".chip.still")
    assert [" ".join(chip.inner_text().split()) for chip in chips.all()] == [
        "Size: PageRank 5 of 7 · from 0.1 to 0.4",
        "Colour: PageRank 5 · from 0.1 to 0.4",
        "around Ada Quill 3",
        "around Warehouse fire 2",
        "bridge 2 · without it, what it joins falls apart",
    ]
    # they say what is drawn and filter nothing: no stop of the Tab key, no button
    assert chips.evaluate_all("chips => chips.every((c) => c.tagName === 'SPAN' && c.tabIndex < 0)")
    canvas.press(canvas.page.locator(".chip[data-id='type:Event']"))
    canvas.until(lambda s: not s["nodes"]["t/d"]["shown"], "the event is hidden")
    canvas.rest()
    assert not tinted(), "the line is drawn anew around those that are left"
