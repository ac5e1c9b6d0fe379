"""A case with one source of which something is proposed, and the page Review in a tab."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator

from graph.case.dates import EdtfDate
from graph.case.file import read
from graph.case.file.write import write
from graph.case.model import Case, Entity, Source
from graph.extract.proposals import Proposal, Proposals, Proposer, to_json
from graph.review.beside import review_folder
from graph.settings import Settings
from tests.helpers import browser as chrome

SOURCE = "velm"
LONG = " ".join(["Long"] * 60)
"""A name of 299 characters."""
TEXT = f"""🚧 The gate of Velm

Keeper Ada Brant said that the gate was shut at nine. “I heard it fall,” Brant told us on 4 March 2021.

The Canal Board denied that the gate was old. Nearly 40 boats waited 🚤 for it. Nobody was hurt.

It was said that the lock would open soon. The Canal Board met again.

عمر الوليد owns the Blue Heron; <b>Lou</b> & Sons built it for Ze\u0301 {LONG}.
"""


def span_of(text: str, words: str, nth: int = 0) -> tuple[int, int]:
    """Where words stand in a text for the nth time."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return at, at + len(words)


def proposals(text: str = TEXT, source: str = SOURCE, *, known: str = "") -> Proposals:
    """What is proposed of the text: names, a merge, claims, a date, a quantity and an event.

    With ``known`` also that the Canal Board is that entity of the case.
    """
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    scores = {"merge": 0.17, "mention/title": 0.93, "mention": 0.8, "entity": 0.8, "claim/frame": 0.96, "claim": 0.7}
    make = Proposer(text, sha256, scores).make
    rows: list[Proposal] = []

    def named(name: str, type: str, *places: tuple[int, int], rule: str = "model") -> str:
        mentions = [make("mention", [place], rule, {"type": type}) for place in places]
        value = {"type": type, "name": name, "mentions": [each.id for each in mentions]}
        rows.extend([*mentions, make("entity", places, rule, value)])
        return rows[-1].id

    at = lambda words, nth=0: span_of(text, words, nth)  # noqa: E731
    ada = named("Ada Brant", "Person", at("Ada Brant"), rule="title")
    brant = named("Brant", "Person", at("Brant", 1), rule="surname")
    board = named("Canal Board", "Agency", at("Canal Board"), at("Canal Board", 1))
    named("Velm", "Place", at("Velm"))
    named("عمر الوليد", "Person", at("عمر الوليد"))
    named("<b>Lou</b> & Sons", "Organization", at("<b>Lou</b> & Sons"))
    named(LONG, "Work", at(LONG))
    rows.append(make("merge", [at("Brant", 1)], "part of the name", {"entities": [ada, brant]}))
    if known:
        rows.append(make("merge", [at("Canal Board")], "same name", {"entities": [board], "known": known}))

    def said(words: str, rule: str, speaker: str | None, verb: str, stance: str, *evidence: tuple[int, int]) -> None:
        value = {"speaker": speaker, "named": [list(span) for span in evidence[:1]], "said": "indirect", "verb": verb,
                 "stance": stance, "negated": False, "via": []}  # fmt: skip
        rows.append(make("claim", [at(words)], rule, value, evidence))

    said("the gate was shut at nine", "that-clause", ada, "said", "asserts", at("Ada Brant"), at("said"))
    said("I heard it fall,", "frame", brant, "told", "asserts", at("Brant", 1), at("told"))
    said("the gate was old", "that-clause", board, "denied", "denies", at("The Canal Board"), at("denied"))
    said("the lock would open soon", "that-clause", None, "said", "asserts", at("It"), at("said", 1))
    date = {"edtf": "2021-03-04", "inferred": False, "basis": ""}
    rows.append(make("date", [at("4 March 2021")], "printed", date))
    amount = {"low": 36, "high": 40, "unit": "boats"}
    rows.append(make("quantity", [at("Nearly 40 boats")], "~", amount))
    rows.append(make("event", [at("fall")], "fall", {"type": "Event", "name": "Fall of the gate", "kind": "accident"}))
    ordered = tuple(sorted(rows, key=lambda row: (row.spans, row.kind, row.id)))
    return Proposals(source=source, sha256=sha256, published="2021-03-05", rows=ordered)


def write_case(
    folder: Path,
    id: str,
    *,
    title: str = "",
    text: str = TEXT,
    proposed: Proposals | None = None,
    entities: Sequence[Entity] = (),
) -> Path:
    """Write a case of one's own into the folder of cases, with what is proposed of its source; return its file."""
    path = folder / id / f"{id}.yaml"
    (path.parent / "sources").mkdir(parents=True)
    (path.parent / "sources" / f"{SOURCE}.txt").write_bytes(text.encode())
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    source = Source(
        id=SOURCE,
        title="The Velm Chronicle",
        published=EdtfDate.parse("2021-03-05"),
        text=f"sources/{SOURCE}.txt",
        text_sha256=sha256,
    )
    case = Case(
        id=id, title=title or f"Case {id}", as_of=EdtfDate.parse("2021"), sources=(source,), entities=tuple(entities)
    )
    write(case, path)
    rows = proposals() if proposed is None else proposed
    if rows.rows:
        review_folder(path).mkdir()
        (review_folder(path) / "proposals.json").write_text(to_json([rows]))
    return path


def add_source(path: Path, id: str, *, title: str, known: str = "") -> None:
    """Add a second source of the same text to a case, of which the same is proposed."""
    case = case_of(path)
    (path.parent / "sources" / f"{id}.txt").write_bytes(TEXT.encode())
    source = replace(case.sources[0], id=id, title=title, text=f"sources/{id}.txt")
    write(replace(case, sources=(*case.sources, source)), path)
    both = [proposals(), proposals(source=id, known=known)]
    (review_folder(path) / "proposals.json").write_text(to_json(both))


def decisions(path: Path) -> list[dict[str, Any]]:
    """The decisions that are written beside a case file."""
    file = review_folder(path) / "decisions.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def case_of(path: Path) -> Case:
    return read(path, settings=Settings())


def has(path: Path, name: str) -> bool:
    return any(each.name == name for each in case_of(path).entities)


def entity(path: Path, name: str) -> Entity:
    return next(each for each in case_of(path).entities if each.name == name)


def claims(path: Path) -> list[tuple[str | None, str, str]]:
    """Speaker, stance and place of each claim."""
    return [(claim.by, claim.stance, str(claim.at)) for s in case_of(path).statements for claim in s.claims]


class Reviewer:
    """The page Review in a tab."""

    def __init__(self, tab: chrome.Tab, address: str) -> None:
        self.tab, self.page, self.address = tab, tab.page, address
        self.keyboard = tab.page.keyboard
        self.screen = tab.page.locator(".casegraph-review")
        self.text = self.screen.get_by_role("region", name="Text")
        self.queue = self.screen.get_by_role("region", name="Queue")
        self.card = self.screen.get_by_role("region", name="Proposal")
        self.said = self.screen.locator("[aria-live]")

    def open(self, query: str) -> None:
        self.page.goto(f"{self.address}/review{query}")
        self.tab.until(lambda: self.page.evaluate("() => Boolean(globalThis.__casegraphReview?.())"), "the screen")
        self.rest()

    def rest(self) -> None:
        self.tab.rest()

    @property
    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.page.evaluate("() => globalThis.__casegraphReview()")
        return state

    @property
    def items(self) -> dict[str, dict[str, Any]]:
        items: dict[str, dict[str, Any]] = self.state["items"]
        return items

    @property
    def current(self) -> dict[str, Any]:
        state = self.state
        current: dict[str, Any] = state["items"][state["current"]]
        return current

    def item(self, kind: str, words: str) -> dict[str, Any]:
        """The one proposal of a kind whose words, or whose name, hold these."""
        found = [
            {"id": id, **each}
            for id, each in self.items.items()
            if each["kind"] == kind and (words in each["words"] or words in str(each["value"].get("name", "")))
        ]
        assert len(found) == 1, (kind, words, found)
        return found[0]

    def keys(self, *keys: str) -> None:
        """Press keys one after the other, as fast as can be."""
        for key in keys:
            self.keyboard.press(key)

    def go(self, kind: str, words: str) -> None:
        """Make a proposal the current one, by its row."""
        item = self.item(kind, words)
        self.queue.locator(f"tr[data-id='{item['id']}'] button").click()
        assert self.state["current"] == item["id"]

    def row(self, words: str) -> Locator:
        return self.queue.locator("tr").filter(has_text=words)

    def select(self, start: int, end: int) -> None:
        """Select code points of the text, as a pointer does."""
        self.page.evaluate(SELECT, [start, end])


SELECT = """([start, end]) => {
  const place = (at) => {
    let left = at;
    const walker = document.createTreeWalker(document.querySelector(".casegraph-review .text"), NodeFilter.SHOW_TEXT);
    // the texts of paragraphs follow each other without the blank lines between them
    for (let node; (node = walker.nextNode());) {
      const from = node.parentElement.segment.start;
      const units = [...__casegraphReview.text()].slice(0, left).join("").length;
      if (units >= from && units <= from + node.data.length) return [node, units - from];
    }
  };
  const [from, at] = place(start), [to, until] = place(end);
  const range = document.createRange();
  range.setStart(from, at);
  range.setEnd(to, until);
  document.getSelection().removeAllRanges();
  document.getSelection().addRange(range);
}"""


@contextmanager
def reviewer(browser: Browser, address: str, **options: Any) -> Iterator[Reviewer]:
    """A session of its own."""
    with chrome.tab(browser, **options) as tab:
        yield Reviewer(tab, address)


Opened = Callable[..., Reviewer]
