"""A second reader in the browser: by the keyboard alone in the app, and on the page that is sent elsewhere."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, expect

from graph.case.file import read, source_texts
from graph.case.texts import words_at
from graph.formats.second_read import rows_of, take, write_html
from graph.review.second_read import read_counting
from graph.settings import Settings
from tests.helpers import HARBOUR_FIRE
from tests.helpers.explorer import Explorer

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def path(own: Path) -> Path:
    """The file of the harbour fire as one's own case."""
    folder = own / "harbour-fire"
    shutil.copytree(HARBOUR_FIRE.parent, folder)
    return (folder / HARBOUR_FIRE.name).rename(folder / "harbour-fire.yaml")


def verdicts(path: Path) -> list[tuple[str, str]]:
    return [(line.verdict, line.reason) for line in read_counting(path)[0]]


def test_one_key_gives_a_verdict_and_the_next_ones_its_reason(shown: Explorer, path: Path) -> None:
    page, keyboard = shown.page, shown.page.keyboard
    page.reload()
    shown.press(page.get_by_role("button", name="Second reader"))
    page.get_by_label("Who reads").fill("Ines 1")
    keyboard.press("Enter")
    shown.rest()
    expect(page.get_by_text(re.compile(r"Claim 1 of \d+, 0 read by you"))).to_be_visible()
    keyboard.press("1")
    shown.rest()
    expect(page.get_by_text(re.compile(r"Claim 2 of \d+, 1 read by you"))).to_be_visible()
    keyboard.press("3")
    shown.rest()
    expect(page.get_by_label("Why “overstated”, in a few words")).to_be_focused()
    keyboard.type("1 of 2")
    keyboard.press("Enter")
    shown.rest()
    expect(page.get_by_text(re.compile(r"Claim 3 of \d+, 2 read by you"))).to_be_visible()
    assert verdicts(path) == [("supported", ""), ("overstated", "1 of 2")]
    found = Axe().run(page, context=".st-key-second-page")
    assert found.violations_count == 0, found.generate_report()
    # a key is a verdict only where the claim is seen
    shown.press(page.get_by_role("tab", name="Mend or overrule"))
    expect(page.get_by_text("overstated, by Ines 1: 1 of 2")).to_be_visible()
    keyboard.press("7")
    shown.rest()
    assert len(verdicts(path)) == 2
    page.set_viewport_size({"width": 390, "height": 844})
    shown.rest()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_key_that_is_held_or_pressed_twice_gives_no_verdict_on_what_nobody_saw(shown: Explorer, path: Path) -> None:
    page, keyboard = shown.page, shown.page.keyboard
    page.reload()
    shown.press(page.get_by_role("button", name="Second reader"))
    page.get_by_label("Who reads").fill("Ines")
    keyboard.press("Enter")
    shown.rest()
    keyboard.down("1")
    for _ in range(3):  # what a key that is held down sends until it is let go
        shown.rest()
        keyboard.down("1")
    keyboard.up("1")
    shown.rest()
    assert len(verdicts(path)) == 1
    # who goes by Tab stays on the button that was pressed, and it stays where it is
    button = page.get_by_role("button", name="supported").first
    button.focus()
    place = button.bounding_box()
    keyboard.press("Enter")
    shown.rest()
    assert len(verdicts(path)) == 2
    expect(button).to_be_focused()
    assert button.bounding_box() == place


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """The page for somebody elsewhere, of three claims."""
    case = read(HARBOUR_FIRE, settings=Settings())
    texts = source_texts(case, HARBOUR_FIRE, settings=Settings())
    rows, _ = rows_of(case, lambda at: words_at(texts[at.source], at))
    path = tmp_path / "sheet.html"
    path.write_bytes(write_html(case, rows[:3]))
    return path


def test_a_sheet_takes_verdicts_by_keys_keeps_them_and_saves_those_that_have_a_reason(
    chromium: Browser, sheet: Path, tmp_path: Path
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    try:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url) if request.url.startswith("http") else None)
        page.goto(sheet.as_uri())
        expect(page.get_by_text("Claim 1 of 3, 0 read")).to_be_visible()
        page.keyboard.press("1")
        expect(page.get_by_text("Claim 2 of 3, 1 read")).to_be_visible()
        page.keyboard.press("4")
        expect(page.get_by_label("A short reason")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text("A short reason is needed: those who mend the claim read it.")
        page.keyboard.type('=1 "of" 2, by Ada')
        page.keyboard.press("Enter")
        expect(page.get_by_text("Claim 3 of 3, 2 read")).to_be_visible()
        page.keyboard.press("7")
        page.reload()
        expect(page.get_by_text("Claim 3 of 3, 2 read")).to_be_visible()
        expect(page.get_by_role("button", name="unsupported")).to_have_attribute("aria-pressed", "true")
        page.get_by_role("button", name="Save the verdicts").click()
        expect(page.get_by_role("status")).to_have_text("Give your name first: a verdict has a reader.")
        page.keyboard.type("Ines")
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save the verdicts").click()
        saved.value.save_as(tmp_path / "back.csv")
        expect(page.get_by_role("status")).to_contain_text("2 saved in harbour-fire-second-read.csv: send it back. 1 ")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert said == []
    finally:
        context.close()
    case = read(HARBOUR_FIRE, settings=Settings())
    taken = take((tmp_path / "back.csv").read_bytes(), case, name="back.csv", now=datetime(2021, 5, 4, tzinfo=UTC))
    assert [(line.reader, line.verdict, line.reason) for line in taken.readings] == [
        ("Ines", "supported", ""),
        ("Ines", "wrong speaker", '=1 "of" 2, by Ada'),
    ]
