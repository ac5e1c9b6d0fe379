"""The Cases page in the browser: from dropped files to a case in the store; by keyboard alone; for everybody."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import FilePayload, Locator, expect

from tests.helpers.explorer import BOTH, EMBEDDED, Explorer
from tests.reading.documents import pdf
from tests.review.test_cases import FERRY

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HTML = """<!DOCTYPE html><html><head><title>The bridge reopens</title>
<meta property="article:published_time" content="2021-06-01T08:00:00Z"></head>
<body><article><h1>The bridge reopens</h1><p>The harbour board denied that the bridge had been unsafe.</p>
<p>Ada Quill said that nearly 40 lorries a day had crossed it.</p></article></body></html>"""
DOCUMENTS: list[FilePayload] = [
    {"name": "ferry.txt", "mimeType": "text/plain", "buffer": FERRY.encode()},
    {"name": "bridge.html", "mimeType": "text/html", "buffer": HTML.encode()},
    {
        "name": "crane.pdf",
        "mimeType": "application/pdf",
        "buffer": pdf("= The crane\n\nThe crane fell on 5 May 2021. Ida Hale said it was old."),
    },
]


@pytest.fixture
def page(shown: Explorer) -> Explorer:
    return shown


def card(page: Explorer, name: str) -> Locator:
    return page.page.locator(f".st-key-case-{name}")


def drop(page: Explorer, *files: FilePayload) -> None:
    page.rest()
    page.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(files)
    page.rest()


def come_back(page: Explorer) -> None:
    """Leave the page for another window, and come back to it."""
    page.page.evaluate("for (const kind of ['blur', 'focus']) dispatchEvent(new Event(kind))")
    page.rest()


def begin(page: Explorer) -> None:
    page.press(page.page.get_by_role("button", name="New case"))


@pytest.mark.parametrize("address", BOTH, indirect=True)
def test_dropped_files_become_a_case_that_an_editor_may_change(page: Explorer, own: Path) -> None:
    begin(page)
    drop(page, *DOCUMENTS)
    titles = page.page.get_by_label("Title", exact=True)
    expect(titles).to_have_count(3)
    assert [title.input_value() for title in titles.all()] == [
        "Fire on the ferry Marrow",
        "The bridge reopens",
        "The crane",
    ]
    assert [day.input_value() for day in page.page.get_by_role("textbox", name="Published").all()] == [
        "",
        "2021-06-01",
        "",
    ]
    page.page.get_by_label("Title of the case").fill("The harbour board")
    page.press(page.page.get_by_role("button", name="Make the case"))
    expect(page.page.get_by_text(re.compile(r"^Proposed: \d+ names, .*\d+ claims"))).to_be_visible()
    ours = card(page, "the-harbour-board")
    expect(ours.get_by_role("heading", name="The harbour board")).to_be_visible()
    expect(ours).to_contain_text("in the store")
    expect(ours.get_by_role("row")).to_have_count(4)
    # another program writes to the file while the page is open
    file = own / "the-harbour-board" / "the-harbour-board.yaml"
    text = file.read_text()
    file.write_text(text.replace("entities: []", "entities:\n  - {id: ada-quill, type: Person, name: Ada Quill}"))
    come_back(page)
    expect(ours).to_contain_text("changed since it was loaded")
    page.press(ours.get_by_role("button", name="Load again"))
    expect(ours).to_contain_text("Loaded: 1 entity, 0 statements, 0 claims.")
    expect(ours).to_contain_text("1 person")
    page.press(ours.get_by_role("button", name="Explore"))
    page.until(lambda state: "the-harbour-board/ada-quill" in state["nodes"], "the person of the case")
    page.rest()
    page.tab.turn_to("Cases")
    downloaded = page.download(ours.get_by_role("button", name="Download"))
    assert page.file_name == "the-harbour-board.zip"
    with zipfile.ZipFile(io.BytesIO(downloaded)) as archive:
        names = {name.removeprefix("the-harbour-board/") for name in archive.namelist()}
    assert {"the-harbour-board.yaml", "the-harbour-board.review/proposals.json"} <= names
    assert len([name for name in names if name.startswith("sources/")]) == 3
    page.press(ours.get_by_role("button", name="Remove from the store"))
    page.press(ours.get_by_role("button", name="Remove", exact=True))
    expect(ours).to_contain_text("is out of the store; its file stays")
    assert file.exists()


@EMBEDDED
def test_a_case_begins_by_keyboard_alone(page: Explorer, own: Path) -> None:
    def tab_to(name: str) -> None:
        page.rest()
        target = page.page.get_by_role("button", name=name).or_(page.page.get_by_role("textbox", name=name))
        for _ in range(40):
            page.keyboard.press("Tab")
            if target.first.evaluate("(element) => element === document.activeElement"):
                return
        raise AssertionError(f"Tab does not lead to {name}.")

    tab_to("New case")
    page.keyboard.press("Enter")
    expect(page.page.get_by_role("heading", name="New case")).to_be_visible()
    tab_to("Title of the case")
    page.keyboard.type("The ferry")
    page.rest()
    page.keyboard.press("Tab")
    # the ways to begin are one stop, with the arrows between them
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.rest()
    tab_to("Text")
    page.page.keyboard.insert_text(FERRY)
    tab_to("Published")
    page.keyboard.type("2021-05-04")
    tab_to("Make the case")
    page.keyboard.press("Enter")
    expect(page.page.get_by_text(re.compile(r"^Proposed: "))).to_be_visible()
    assert (own / "the-ferry" / "the-ferry.yaml").exists()
    tab_to("Review them")
    page.keyboard.press("Enter")
    expect(page.page.get_by_role("heading", level=1)).to_have_text("Case Graph: Review")
    page.page.wait_for_url(re.compile(r"/review\?.*case=the-ferry"))


@EMBEDDED
def test_it_fits_a_phone_and_axe_finds_nothing(page: Explorer, own: Path) -> None:
    broken = own / "broken" / "broken.yaml"
    broken.parent.mkdir(parents=True)
    broken.write_text("case: {id: broken}\n")
    page.press(page.page.get_by_role("button", name="Make it mine").first)
    begin(page)
    drop(page, DOCUMENTS[0], {"name": "x.txt", "mimeType": "text/plain", "buffer": b"caf\xe9"})
    expect(page.page.get_by_label("Encoding")).to_be_visible()
    expect(card(page, "broken")).to_contain_text("broken.yaml:1: case.title")
    for scheme, width in (("light", 1200), ("dark", 390)):
        page.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.page.set_viewport_size({"width": width, "height": 900})
        page.rest()
        assert page.page.evaluate("document.querySelector('.stMain').scrollWidth <= innerWidth")
        found = Axe().run(page.page).response["violations"]
        assert [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found] == [], scheme
