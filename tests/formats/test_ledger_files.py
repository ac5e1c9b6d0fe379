"""The ledger as files, and as Web Annotations that keep to the Recommendation."""

import csv
import dataclasses
import hashlib
import html
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from graph.case.file import read
from graph.case.model import Locator
from graph.case.schema import load_schema
from graph.case.texts import Texts, words_at
from graph.errors import RenderError
from graph.formats import LEDGER_FILES
from graph.formats.graph_tables import CLAIM_COLUMNS
from graph.formats.ledger import Ledger, ledger_ending, ledger_file, quotable_texts
from graph.questions.claims import Claim
from graph.questions.ledger import GROUPINGS, Grouping, every_row
from graph.questions.ledger_filter import LedgerFilter
from graph.review.second_read import Mark, Reading
from graph.settings import Settings
from graph.stores import Store
from tests.helpers import HARBOUR_FIRE

SCHEMA = load_schema()
TEXTS = Texts([HARBOUR_FIRE.parent])


def ledger_of(store: Store, by: Grouping = "statement", **wanted: str) -> Ledger:
    [case] = store.cases()
    rows = list(every_row(store, case.id, LedgerFilter(**wanted), schema=SCHEMA, by=by, limit=10_000))
    return Ledger(case, rows, by, "What this is.")


def saved(ledger: Ledger, ending: str, store: Store, quotable: Any = TEXTS.get) -> bytes:
    return ledger_file(ledger, ending, store, SCHEMA, quotable)


def test_a_table_has_each_claim_with_its_status_in_a_column_of_its_own(loaded_embedded: Store) -> None:
    ledger = ledger_of(loaded_embedded)
    header, *rows = csv.reader(io.StringIO(saved(ledger, ".csv", loaded_embedded).decode("utf-8-sig")))
    assert tuple(header) == (*CLAIM_COLUMNS, "Second reader")
    assert [row[0] for row in rows] == [row.claim.id for row in ledger.rows]
    assert [row[header.index("Status")] for row in rows] == [row.status for row in ledger.rows]
    book = load_workbook(io.BytesIO(saved(ledger, ".xlsx", loaded_embedded)))
    assert book.sheetnames == ["Claims", "About"]
    cells = [[value or "" for value in row] for row in book["Claims"].values]
    assert cells == [header, *rows]
    assert book["About"]["A2"].value == "What this is."


def test_what_second_readers_say_stands_with_its_claim_in_every_file(loaded_embedded: Store) -> None:
    ledger = ledger_of(loaded_embedded)
    claim = ledger.rows[3].claim.id
    line = Reading(time="2021-05-04", reader="Ines", claim=claim, verdict="overstated", reason="=1+1 <b>*")
    ledger = dataclasses.replace(ledger, marks={claim: [Mark(line), Mark(line, changed=True)]})
    told = "overstated, by Ines: =1+1 <b>*"
    again = f"{told} (the claim was changed since: to be read again)"
    _, *rows = csv.reader(io.StringIO(saved(ledger, ".csv", loaded_embedded).decode("utf-8-sig")))
    assert {row[0]: row[-1] for row in rows if row[-1]} == {claim: f"{told}; {again}"}
    tokens = MarkdownIt("commonmark").parse(saved(ledger, ".md", loaded_embedded).decode())
    lines = [token.content for token in tokens if token.type == "inline" and "Second reader" in token.content]
    assert [html.unescape(line).replace("\\", "") for line in lines] == [
        f"Second reader: {told}",
        f"Second reader: {again}",
    ]
    items = json.loads(saved(ledger, ".jsonld", loaded_embedded))["first"]["items"]
    assessed = {
        item["id"]: [body["value"] for body in item["body"] if body["purpose"] == "assessing"] for item in items
    }
    assert {id: values for id, values in assessed.items() if values} == {
        f"urn:casegraph:harbour-fire:claim:{claim}": [f"second reader: {told}", f"second reader: {again}"]
    }


def test_no_cell_is_a_formula(loaded_embedded: Store) -> None:
    ledger = ledger_of(loaded_embedded)
    row = ledger.rows[0]
    claim = dataclasses.replace(row.claim, says="=HYPERLINK(1)", by_name="@SUM(A1)")
    made = saved(dataclasses.replace(ledger, rows=[dataclasses.replace(row, claim=claim)]), ".csv", loaded_embedded)
    assert "'=HYPERLINK(1)" in made.decode("utf-8-sig")
    assert "'@SUM(A1)" in made.decode("utf-8-sig")


@pytest.mark.parametrize("by", GROUPINGS)
def test_markdown_tells_each_claim_guarded_under_its_statement_or_speaker(loaded_embedded: Store, by: Grouping) -> None:
    ledger = ledger_of(loaded_embedded, by)
    made = MarkdownIt("commonmark").parse(saved(ledger, ".md", loaded_embedded).decode())
    levels = [(made[n + 1].content, token.tag) for n, token in enumerate(made) if token.type == "heading_open"]
    headings = [content for content, tag in levels if tag == "h2"]
    told = [token for n, token in enumerate(made) if token.type == "inline" and made[n - 2].type == "list_item_open"]
    assert len(told) == len(ledger.rows)
    groups = {row.statement.id if by == "statement" else row.claim.by for row in ledger.rows}
    assert len(headings) == len(groups)
    text = saved(ledger, ".md", loaded_embedded).decode()
    if by == "speaker":  # under a speaker nothing else tells what became of the statement
        assert text.count("The statement is disputed.") == sum(row.status == "disputed" for row in ledger.rows)
    else:
        assert text.count("Status: disputed") == len({r.statement.id for r in ledger.rows if r.status == "disputed"})


def test_a_hostile_name_is_no_markup(loaded_embedded: Store) -> None:
    ledger = ledger_of(loaded_embedded)
    row = ledger.rows[0]
    claim = dataclasses.replace(row.claim, by_name="**A** <b>b</b> [c](https://d.example)\n# e", says="\u202e`f`")
    bad = dataclasses.replace(ledger, rows=[dataclasses.replace(row, claim=claim)])
    made = MarkdownIt("commonmark").parse(saved(bad, ".md", loaded_embedded).decode())
    assert {child.type for token in made for child in token.children or ()} <= {"text", "softbreak"}
    assert sum(token.type == "heading_open" for token in made) == 2


def test_another_ending_is_refused() -> None:
    with pytest.raises(RenderError, match=r"A ledger is written as \.csv, \.xlsx, \.md, \.jsonld, not as 'x\.pdf'"):
        ledger_ending(Path("x.pdf"))
    assert [ledger_ending(Path(f"x{ending.upper()}")) for ending in LEDGER_FILES] == list(LEDGER_FILES)


def test_only_texts_that_lie_beside_their_cases_are_quoted(tmp_path: Path) -> None:
    case = read(HARBOUR_FIRE, settings=Settings())
    [gazette] = [source for source in case.sources if source.id == "gazette"]
    assert quotable_texts(Settings())(str(gazette.text_sha256))
    text = tmp_path / "texts" / "secret.txt"
    text.parent.mkdir()
    text.write_text("not ours to hand on", encoding="utf-8")
    of_others = hashlib.sha256(text.read_bytes()).hexdigest()
    settings = Settings(texts=str(text.parent), cases=str(tmp_path / "cases"))
    assert Texts([settings.texts]).get(of_others)
    assert quotable_texts(settings)(of_others) is None


# -- Web Annotations: the rules of the W3C Recommendation of 23 February 2017 ----------------------

TERMS = {
    "id", "type", "label", "total", "first", "partOf", "startIndex", "items", "generator", "name", "motivation", "body",
    "target", "purpose", "format", "language", "value", "source", "selector", "start", "end", "exact", "prefix",
    "suffix",
}  # fmt: skip
"""Those of its JSON-LD context that are used here: any other key would be dropped by whoever reads JSON-LD."""
MOTIVATIONS = {
    "assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting", "identifying",
    "linking", "moderating", "questioning", "replying", "tagging",
}  # fmt: skip
IRI = re.compile(r"(?:urn:casegraph(?::[a-z0-9][a-z0-9.-]*)+|ni:///sha-256;[\w-]{43}|https?://[^\s<>\"{}|\\^`]+)")


def faults(collection: Mapping[str, Any]) -> list[str]:
    """Return what of an annotation collection breaks a rule (sections 3 to 5 of the model)."""
    found = []
    if collection.get("@context") != "http://www.w3.org/ns/anno.jsonld":
        found.append("the context is the first that a reader needs")
    page = collection.get("first", {})
    if collection.get("type") != "AnnotationCollection" or page.get("type") != "AnnotationPage":
        found.append("a collection has pages")
    if page.get("partOf") != collection.get("id") or page.get("startIndex") != 0:
        found.append("a page names its collection")
    if collection.get("total") != len(page.get("items", ())):
        found.append("the total is that of all pages")
    found += [f"{key} is no term" for key in _keys({**collection, "@context": None}) - {"@context"} - TERMS]
    ids = [item["id"] for item in page.get("items", ())]
    found += ["ids are unique"] if len(set(ids)) != len(ids) else []
    found += [f"{id} is no IRI" for id in (collection.get("id"), page.get("id"), *ids) if not IRI.fullmatch(str(id))]
    for item in page.get("items", ()):
        found += [f"{item['id']}: {fault}" for fault in _faults_of_annotation(item)]
    return found


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(_keys, value.values()))
    return set().union(*map(_keys, value)) if isinstance(value, list) else set()


def _faults_of_annotation(item: Mapping[str, Any]) -> list[str]:
    found = [] if item.get("type") == "Annotation" else ["it is an Annotation"]
    found += [] if item.get("motivation") in MOTIVATIONS else ["its motivation is of the vocabulary"]
    found += [] if item.get("target") else ["it has a target"]
    for part in (*item.get("body", ()), *item.get("target", ())):
        if "purpose" in part and part["purpose"] not in MOTIVATIONS:
            found.append("a purpose is a motivation")
        if part.get("type") == "TextualBody":
            found += [] if isinstance(part.get("value"), str) and part["value"] else ["a textual body has one value"]
        elif part.get("type") == "SpecificResource":
            source = part.get("source")
            found += [] if IRI.fullmatch(source["id"] if isinstance(source, dict) else str(source)) else ["no source"]
            selectors = part.get("selector", [])
            for selector in selectors if isinstance(selectors, list) else [selectors]:
                found += _faults_of_selector(selector)
        else:
            found.append(f"{part.get('type')} is no kind of body or target")
    return found


def _faults_of_selector(selector: Mapping[str, Any]) -> list[str]:
    match selector:
        case {"type": "TextPositionSelector", "start": int(start), "end": int(end)} if 0 <= start < end:
            return []
        case {"type": "TextQuoteSelector", "exact": str(exact)} if exact:
            return []
        case {"type": "FragmentSelector", "value": str(value)} if value:
            return []
    return [f"{selector} selects nothing"]


def annotations(ledger: Ledger, store: Store, quotable: Any = TEXTS.get) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(saved(ledger, ".jsonld", store, quotable))
    return made


def test_annotations_keep_the_rules(loaded_embedded: Store) -> None:
    ledger = ledger_of(loaded_embedded)
    for quotable in (TEXTS.get, lambda _: None):
        collection = annotations(ledger, loaded_embedded, quotable)
        assert faults(collection) == []
        assert collection["total"] == len(ledger.rows)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda c: c["first"]["items"][0].pop("target"), "it has a target"),
        (lambda c: c["first"]["items"][0].update(motivation="accusing"), "its motivation is of the vocabulary"),
        (lambda c: c["first"]["items"][0].update(status="found"), "status is no term"),
        (lambda c: c["first"]["items"][0]["target"][0]["selector"][0].update(start=900_000), "selects nothing"),
        (lambda c: c["first"]["items"][0]["body"][0].update(value=""), "a textual body has one value"),
        (lambda c: c["first"]["items"][0]["target"][0].update(source="Gazette, page 3"), "no source"),
        (lambda c: c["first"]["items"].pop(), "the total is that of all pages"),
        (lambda c: c.pop("@context"), "the context is the first"),
    ],
)
def test_the_rules_of_this_test_find_what_breaks_them(loaded_embedded: Store, damage: Any, said: str) -> None:
    collection = annotations(ledger_of(loaded_embedded), loaded_embedded)
    damage(collection)
    assert any(said in fault for fault in faults(collection))


def test_positions_and_words_point_at_the_passage(loaded_embedded: Store) -> None:
    ledger = ledger_of(loaded_embedded)
    hashes = {source.id: str(source.text_sha256) for source in read(HARBOUR_FIRE, settings=Settings()).sources}
    for row, item in zip(ledger.rows, annotations(ledger, loaded_embedded)["first"]["items"], strict=True):
        text = TEXTS.get(hashes[row.claim.source])
        assert text is not None
        words = words_at(text, row.claim.locator)
        position, quote = item["target"][0]["selector"]
        assert text[position["start"] : position["end"]] == quote["exact"] == words
        around = quote.get("prefix", "") + quote["exact"] + quote.get("suffix", "")
        assert around in text
        read_with = [part for part in item["body"] if "selector" in part]
        assert len(read_with) == len(row.claim.context)


def test_a_page_is_a_target_too_where_its_words_may_be_quoted(loaded_embedded: Store) -> None:
    ledger = ledger_of(loaded_embedded, source="ledger")
    for item in annotations(ledger, loaded_embedded)["first"]["items"]:
        text, page = item["target"]
        assert page["source"] == "https://ledger.example/court-clears-pier-engineer"
        assert page["selector"] == text["selector"][1]
    for item in annotations(ledger, loaded_embedded, lambda _: None)["first"]["items"]:
        [text] = item["target"]
        assert [selector["type"] for selector in text["selector"]] == ["TextPositionSelector"]


def test_what_is_alleged_is_told_as_such_in_an_annotation(loaded_embedded: Store) -> None:
    ledger = ledger_of(loaded_embedded, predicate="ACCUSED_OF")
    for row, item in zip(ledger.rows, annotations(ledger, loaded_embedded)["first"]["items"], strict=True):
        told, stance, status, *_ = [part.get("value", "") for part in item["body"]]
        assert told.startswith(row.claim.by_name)
        assert stance == f"stance: {row.claim.past}"
        assert status == f"status of the statement: {row.status}"


def test_a_passage_without_positions_or_text_is_named_by_paragraph_and_sentence(loaded_embedded: Store) -> None:
    ledger = ledger_of(loaded_embedded)
    row = ledger.rows[0]
    at = Locator(row.claim.source, row.claim.locator.paragraph, row.claim.locator.sentence)
    bare: Claim = dataclasses.replace(row.claim, at=str(at))
    one = dataclasses.replace(ledger, rows=[dataclasses.replace(row, claim=bare)])
    [item] = annotations(one, loaded_embedded, lambda _: None)["first"]["items"]
    assert item["target"][0]["selector"] == [{"type": "FragmentSelector", "value": f"p{at.paragraph}s{at.sentence}"}]
    [item] = annotations(one, loaded_embedded)["first"]["items"]
    assert [selector["type"] for selector in item["target"][0]["selector"]] == [
        "TextPositionSelector",
        "TextQuoteSelector",
    ]
