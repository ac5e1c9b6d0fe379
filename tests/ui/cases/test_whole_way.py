"""From a dropped file to a loaded case in Explore, by keys that are counted, with no network, on both stores."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from graph.case.file import read
from graph.settings import Settings
from tests.helpers import ROOT
from tests.helpers.explorer import BOTH, Explorer
from tests.helpers.reviewing import Reviewer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TEXT = ROOT / "benchmarks/extraction/texts/03-feature-hearsay.txt"
MOST_KEYS = 90


@pytest.fixture
def page(shown: Explorer) -> Explorer:
    return shown


@pytest.mark.parametrize("address", BOTH, indirect=True)
def test_a_dropped_file_is_a_case_in_explore_after_few_keys(page: Explorer, own: Path) -> None:
    pytest.importorskip("spacy")
    pressed = 0

    def press(name: str) -> None:
        nonlocal pressed
        pressed += 1
        page.press(page.page.get_by_role("button", name=name))

    press("New case")
    file: FilePayload = {"name": "ledger.txt", "mimeType": "text/plain", "buffer": TEXT.read_bytes()}
    page.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files([file])
    page.rest()
    page.page.get_by_label("Published", exact=True).fill("2022-05-08")
    pressed += len("2022-05-08")
    press("Make the case")
    expect(page.page.get_by_text(re.compile(r"^Proposed: "))).to_be_visible()
    press("Review them")
    review = Reviewer(page.tab, page.address)
    review.tab.until(lambda: page.page.evaluate("() => Boolean(globalThis.__casegraphReview?.())"), "the screen")
    review.rest()
    named = 0
    while (now := review.current)["state"] == "open":
        value = now["value"]
        can = value.get("speaker") if now["kind"] == "claim" else value.get("subject") and value.get("edtf", True)
        key = "A" if now["kind"] == "entity" else "a" if can else "r"
        if now["kind"] == "claim" and not can and not named:
            # the bookkeeper, whom the text names later
            key, named = "a", 1
        review.keys(key)
        pressed += 1
        if named == 1 and key == "a":
            review.keys(*"leo", "Enter")
            pressed += 4
            named += 1
    review.rest()
    items = review.items.values()
    assert {each["state"] for each in items if each["kind"] in ("entity", "mention", "claim", "date", "quantity")} <= {
        "accepted",
        "rejected",
    }
    [path] = own.glob("*/*.yaml")
    case = read(path, settings=Settings())
    people = [entity for entity in case.entities if entity.type == "Person"]
    claims = [claim for statement in case.statements for claim in statement.claims]
    status = page.page.get_by_text(re.compile(r"^In the graph: "))
    expect(status).to_contain_text(f"{len(people)} people")
    expect(status).to_contain_text(f"{len(claims)} claims")
    press("Open in Explore")
    page.rest()
    page.until(lambda state: {f"{case.id}/{entity.id}" for entity in case.entities} <= set(state["nodes"]), "the case")
    assert len(people) >= 6
    assert len(claims) >= 15
    assert pressed <= MOST_KEYS, pressed
    print(f"{pressed} keys: {len(case.entities)} entities, {len(claims)} claims")
