"""The page Sources in a browser, on both stores: from the text to who says so, to the graph, and back."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, expect

from graph.case.file import read
from graph.settings import Settings
from tests.helpers import HARBOUR_FIRE
from tests.helpers.explorer import BOTH, CASE, EMBEDDED, PRIYA, Explorer, Open

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SELECT = """(words) => {
  const texts = document.createTreeWalker(document.querySelector(".casegraph-reader .pane"), NodeFilter.SHOW_TEXT);
  const nodes = [];
  for (let node = texts.nextNode(); node; node = texts.nextNode()) nodes.push(node);
  const whole = nodes.map((node) => node.data).join(""), from = whole.indexOf(words), to = from + words.length;
  const range = document.createRange();
  let at = 0;
  for (const node of nodes) {
    if (at <= from && from < at + node.length) range.setStart(node, from - at);
    if (at < to && to <= at + node.length) range.setEnd(node, to - at);
    at += node.length;
  }
  document.getSelection().removeAllRanges();
  document.getSelection().addRange(range);
}"""
"""Select words of the text, which may begin and end in any of its pieces."""
PIECES = """() => {
  const [body] = globalThis.__casegraphReader.contents.values();
  const statuses = (number) => body.marks[number].kind === "passage" ? body.marks[number].statuses : [];
  const pieces = [...document.querySelectorAll(".casegraph-reader .pane span")].filter((span) => span.piece);
  return pieces.map((span) => [span.piece.marks.flatMap(statuses), [...span.classList]]);
}"""
"""Of each piece of the text the statuses that it carries, and how it is drawn."""
BESIDE = "() => globalThis.__casegraph?.('source-graph') ?? null"
"""What the graph beside the text draws."""


def opened(session: Open, app: str, query: str, **options: Any) -> Explorer:
    page = session(app, **options)
    page.page.goto(f"{app}/sources?case={CASE}&{query}")
    page.rest()
    return page


def asked(page: Explorer) -> dict[str, str]:
    """What the address says."""
    return {name: texts[0] for name, texts in parse_qs(urlsplit(page.page.url).query).items()}


def marked(page: Explorer, kind: str, words: str) -> Locator:
    return page.page.locator(f".casegraph-reader span.{kind}", has_text=words).first


@pytest.mark.parametrize("app", BOTH, indirect=True)
def test_from_the_text_to_who_says_so_to_the_graph_and_back(app: str, session: Open) -> None:
    page = opened(session, app, "source=gazette")
    text = page.page.get_by_role("region", name="Text of Fire at pier nine")
    expect(page.heading).to_have_text("Fire at pier nine (Harbour Gazette)")
    # the smallest mark that was clicked is the place, here a name in a passage behind an emoji
    page.press(marked(page, "name", "يوسف حداد"))
    place = asked(page)["at"]
    [haddad] = [e for e in read(HARBOUR_FIRE, settings=Settings()).entities if e.id == "yusuf-haddad"]
    [at] = [str(mention.at) for mention in haddad.mentions if mention.text == "يوسف حداد"]
    assert at == f"gazette#{place}"
    expect(page.inspector).to_contain_text("“يوسف حداد”")
    expect(text.locator("span.here")).to_have_text("يوسف حداد")
    page.press(page.inspector.get_by_role("button", name="Yusuf Haddad").first)
    expect(page.heading).to_have_text("Yusuf Haddad")
    expect(text.locator("span.lit").first).to_be_in_viewport()
    page.page.go_back()
    page.rest()
    assert asked(page)["at"] == place
    # by keys: the next place is told, and Enter chooses it
    page.page.goto(f"{app}/sources?case={CASE}&source=gazette&of=priya-raghunathan")
    page.rest()
    expect(page.heading).to_have_text("Priya Raghunathan")
    text.focus()
    for _ in range(3):
        page.keyboard.press("j")
    told = page.page.locator(".casegraph-reader [aria-live]")
    expect(told).to_have_text("Ragunathan: Priya Raghunathan, Person.")
    expect(page.page.locator(".casegraph-reader .steps")).to_contain_text("3 of ")
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.tab.until(lambda: asked(page).get("at") == "p3s2@580-590", "the place of the third name")
    page.rest()
    text.focus()
    page.keyboard.press("i")
    expect(page.heading).to_be_focused()
    page.keyboard.press("Escape")
    expect(text).to_be_focused()
    # what is not to be seen is not marked; the words stay
    disputed = page.page.get_by_role("button", name="disputed")
    expect(text.locator("span.is-disputed").first).to_be_attached()
    page.press(disputed)
    expect(text.locator("span.is-disputed")).to_have_count(0)
    page.press(page.page.get_by_role("button", name="Names"))
    expect(text.locator("span.name")).to_have_count(0)
    # the graph beside it shows what is chosen, and chooses in the text
    page.press(page.page.get_by_text("Graph beside it"))
    page.tab.until(lambda: (page.page.evaluate(BESIDE) or {}).get("nodes"), "the graph beside the text")
    page.rest()
    assert asked(page)["beside"] == "graph"
    vey = page.page.evaluate(BESIDE)["nodes"][f"{CASE}/oskar-vey"]["page"]
    page.mouse.click(vey["x"], vey["y"])
    page.tab.until(lambda: asked(page).get("of") == "oskar-vey", "the person who was clicked")
    page.rest()
    expect(page.heading).to_have_text("Oskar Vey")
    expect(text.locator("span.lit").first).to_be_in_viewport()
    page.page.go_back()
    page.rest()
    # to the graph, with all that is said there selected; and from a passage of it back into the text
    page.press(page.inspector.get_by_role("button", name="Show in the graph"))
    page.until(lambda s: s["nodes"], "the graph")
    page.rest()
    assert "raghunathan-set-fire" in " ".join(page.view.selection)
    page.select(PRIYA)
    page.press(page.inspector.get_by_role("button", name="Read it there").first)
    expect(text.or_(page.page.get_by_role("region", name="Text of")).first).to_be_visible()
    assert asked(page)["case"] == CASE
    expect(page.page.locator(".casegraph-reader span.here").first).to_be_in_viewport()
    # the choice of marks lasts from one text to the next
    expect(page.page.get_by_role("button", name="Names")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("app", [pytest.param("embedded", marks=EMBEDDED)], indirect=True)
def test_words_that_carry_more_than_a_finding_never_look_found(app: str, session: Open) -> None:
    page = opened(session, app, "source=ledger")

    def looks(*statuses: str) -> set[str]:
        """How the words are drawn that carry all of these."""
        pieces = page.page.evaluate(PIECES)
        assert all(set(of) == {"found"} for of, drawn in pieces if "is-found" in drawn)
        assert all(set(of) <= {"found", "reported"} for of, drawn in pieces if "is-reported" in drawn)
        return {each for of, drawn in pieces if {*statuses} <= {*of} for each in drawn if each.startswith("is-")}

    assert looks("found", "disputed") == {"is-disputed"}
    assert looks("found", "alleged") == {"is-alleged"}
    assert looks("found", "reported") == {"is-reported", "is-alleged", "is-disputed"}
    expect(page.page.locator(".casegraph-reader .hint")).to_have_text(
        "Words that carry several are drawn as the least certain of them."
    )
    for status in ("disputed", "alleged"):
        page.press(page.page.locator(f".casegraph-reader .chip:has(.sign.{status})"))
        assert looks("found", status) == set(), "without the line of what is alleged, no line tells what is found"


@pytest.mark.parametrize("app", [pytest.param("embedded", marks=EMBEDDED)], indirect=True)
def test_selected_words_are_told_in_code_points_and_a_page_prints_its_text(app: str, session: Open) -> None:
    page = opened(session, app, "source=gazette&at=p7s1", viewport={"width": 390, "height": 844}, color_scheme="dark")
    button = page.page.get_by_role("button", name="State what the selected words say")
    expect(button).to_be_disabled()
    words = "The first to sign was her cook, Yusuf"  # behind an emoji, over several pieces
    page.page.evaluate(SELECT, f" {words} ")
    expect(button).to_be_enabled()
    page.press(button)
    dialog = page.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.press(dialog.get_by_role("button", name="Close", exact=True))
    wide = page.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert wide, "nothing of a narrow page is off its side"
    page.page.emulate_media(media="print")
    expect(page.page.get_by_role("heading", name="Who says what here")).to_be_visible()
    expect(page.page.locator(".casegraph-reader .print-notes li").first).to_contain_text("The statement is")
    expect(page.page.locator(".st-key-header")).to_be_hidden()
    expect(page.inspector).to_be_hidden()
    expect(page.page.locator(".casegraph-reader .chip").first).to_be_hidden()
    last = page.page.locator(".casegraph-reader .pane p").last
    assert (
        last.evaluate("(p) => p.getBoundingClientRect().height > 0 && getComputedStyle(p).contentVisibility")
        == "visible"
    )
