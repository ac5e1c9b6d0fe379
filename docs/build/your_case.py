"""Follow docs/your-case.md in the app, for its pictures."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.helpers.explorer import Explorer
from tests.helpers.reviewing import Reviewer

DOCUMENT = Path(__file__).parents[2] / "seeds/harbour-fire/sources/gazette.txt"


def follow(page: Explorer, keep: Callable[[Explorer, str], None]) -> None:
    """Make a case of the document, decide, and correct a claim.

    Parameters
    ----------
    page : Explorer
        Of an app without a case.
    keep : callable
        Keeps a picture of the page under a name.
    """
    tab = page.page
    tab.goto(f"{page.address}/cases")
    page.rest()
    page.press(tab.get_by_role("button", name="New case"))
    tab.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(DOCUMENT)
    page.rest()
    tab.get_by_label("Published", exact=True).fill("2019-04-18")
    page.keyboard.press("Tab")
    keep(page, "your-case-new")
    page.press(tab.get_by_role("button", name="Make the case"))
    expect(tab.get_by_text(re.compile("^Proposed: "))).to_be_visible()
    page.press(tab.get_by_role("button", name="Review them"))
    review = Reviewer(page.tab, page.address)
    review.tab.until(lambda: tab.evaluate("() => Boolean(globalThis.__casegraphReview?.())"), "the screen")
    review.keys("A", "t")
    review.card.get_by_role("button", name=re.compile("Place")).click()
    while review.current["kind"] == "entity" and review.current["state"] == "open":
        if review.current["value"]["name"] == "Raghunathan":
            review.keys("m", *"Priya", "Enter")
        review.keys("A")
    keep(page, "your-case-review")
    review.keys("c")
    form = review.screen.locator("form, .form").last
    form.get_by_label("In your own words").fill("The authority holds the engineer responsible for the fire.")
    form.get_by_text("What it says of the case").click()
    form.get_by_role("combobox", name="Subject").fill("Priya")
    page.keyboard.press("Enter")
    form.get_by_label("Predicate").select_option(label="accused of (an accusation)")
    form.get_by_role("button", name="Save and accept").click()
    while review.current["state"] == "open":
        kind, value = review.current["kind"], review.current["value"]
        is_clear = value.get("speaker") if kind == "claim" else value.get("subject") and value.get("edtf", True)
        review.keys("a" if is_clear else "r")
    review.rest()
    page.press(tab.get_by_role("button", name="Open in Explore"))
    page.rest()
    [accused] = [key for key, edge in page.state["edges"].items() if "accused of" in str(edge)]
    page.select(accused)
    keep(page, "your-case-explore")
    page.act("Edit", "Add a claim")
    dialog = tab.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for label, option in (("Speaker", "Priya"), ("Source", "Fire at pier nine"), ("Sentence", "¶5, sentence 1")):
        page.press(dialog.get_by_role("combobox", name=label))
        page.keyboard.type(option)
        page.press(tab.get_by_role("option", name=option).first)
    page.press(dialog.get_by_text("denies", exact=True))
    difference = dialog.get_by_role("region", name="Difference of the case file")
    expect(difference).to_be_visible()
    difference.scroll_into_view_if_needed()
    keep(page, "your-case-edit")
