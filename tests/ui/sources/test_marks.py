"""What is marked in a text, by code points and by the browser's units, however marks overlap."""

import json
from functools import cache
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.case.file import read
from graph.case.model import Locator
from graph.case.schema import load_schema
from graph.elements import Node
from graph.errors import ModelError
from graph.questions.sources import claims_in, mentions_in, sources_of
from graph.settings import Settings
from graph.stores import Store
from graph.ui.sources.component import content_of
from graph.ui.sources.marks import Marked, Name, Said, Span, Units, cut
from tests.helpers import HARBOUR_FIRE

TEXT = "The fire 🌊\n\nAda saw it. “It was Bo”, she said. Bo 🌊 denies it.\n"
SPANS = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda ends: (min(ends), max(ends)))


def person(id: str) -> Node:
    return Node(f"case/{id}", id, ("Entity", "Person"), {"id": id, "case_id": "case", "name": id.capitalize()})


def name(text: str, at: str, id: str = "ada") -> Name:
    return Name(text, Locator.parse(at), person(id))


def said(at: str, *context: str, by: str = "ada", statement: str = "s") -> Said:
    """A claim by its places, as a store tells it."""
    claim: Any = SimpleNamespace(
        id=f"{statement}.{at}", case="case", by=by, by_key=f"case/{by}", at=at, context=context
    )
    relationship: Any = SimpleNamespace(key=f"case/{statement}", properties={"status": "alleged"})
    return Said(claim, relationship)


@given(st.lists(SPANS, max_size=8), st.lists(st.integers(0, 30), max_size=8))
def test_pieces_are_what_every_position_says(spans: list[Span], edges: list[int]) -> None:
    within = [(a, b) for a, b in pairwise(sorted(set(edges)))][::2]
    pieces = list(cut(enumerate(spans), within))
    assert all(start < end for start, end, _ in pieces)
    assert all(before[1] <= after[0] for before, after in pairwise(pieces))
    found = {at: numbers for start, end, numbers in pieces for at in range(start, end)}
    for at in range(31):
        covering = tuple(n for n, (start, end) in enumerate(spans) if start <= at < end)
        inside = any(start <= at < end for start, end in within)
        assert found.get(at, ()) == (covering if inside else ())


@given(st.text(st.sampled_from("a🌊é\U0010ffff"), max_size=12))
def test_code_points_and_units_are_the_same_places(text: str) -> None:
    units = Units(text)
    for point in range(len(text) + 1):
        unit = units.of(point)
        assert unit == len(text[:point].encode("utf-16-le")) // 2
        assert units.points(unit) == point


def test_a_place_without_positions_is_its_sentence_and_a_name_where_it_stands_in_it() -> None:
    marked = Marked("paper", TEXT, [said("paper#p2s1"), said("paper#p2s3@49-54")], [name("Bo", "paper#p2s3", "bo")])
    words = {mark.kind: TEXT[slice(*mark.span)] for mark in marked.marks if mark.span and mark.at.sentence != 3}
    assert words == {"passage": "Ada saw it.", "quotation": "It was Bo"}
    [bo] = [mark for mark in marked.marks if mark.kind == "name"]
    assert bo.span == (TEXT.index("Bo 🌊"), TEXT.index("Bo 🌊") + 2)
    assert marked.outside == []


def test_what_the_text_does_not_hold_is_told_and_not_drawn() -> None:
    every = [said("paper#p9s1"), said("paper#p1s1@0-900"), said("other#p1s1", "paper#p2s1")]
    marked = Marked("paper", TEXT, every, [name("Cy", "paper#p2s1")])
    assert [str(at) for at in marked.outside] == ["paper#p9s1", "paper#p1s1@0-900", "paper#p2s1"]
    assert [mark.kind for mark in marked.marks] == ["context", "quotation"]
    assert marked.at("p9s1") is None
    assert marked.at("p1s1@0-900") is None
    for nonsense in ("", "p1", "p0s1", "p1s1@5-5", "#p1s1", "p1s1@9-3"):
        with pytest.raises(ModelError):
            marked.at(nonsense)


def test_a_place_meets_what_shares_words_with_it() -> None:
    sentence = (TEXT.index("Ada"), TEXT.index("Ada") + 11)
    marked = Marked("paper", TEXT, [said("paper#p2s1"), said("paper#p2s3", by="bo")], [name("Ada", "paper#p2s1@12-15")])
    at = marked.at("p2s1")
    assert at is not None
    assert at.span == sentence
    assert {mark.kind for mark in marked.meeting(at)} == {"passage", "name"}
    unmarked = marked.at("p1s1")
    assert unmarked is not None
    assert TEXT[slice(*unmarked.span or ())] == "The fire 🌊"
    assert list(marked.meeting(unmarked)) == []
    assert [marked.marks[n].kind for n in marked.of("case/ada")] == ["passage", "name"]
    assert [marked.marks[n].at.sentence for n in marked.of("case/bo")] == [3]
    assert len(marked.of("case/s")) == 2
    assert marked.of("case/nobody") == []


def test_without_a_text_places_are_known_by_their_locators() -> None:
    marked = Marked("paper", None, [said("paper#p2s1"), said("paper#p2s1@12-23")], [name("Ada", "paper#p1s2")])
    assert [(mark.kind, str(mark.at), mark.span) for mark in sorted(marked.marks, key=lambda mark: mark.at.order)] == [
        ("name", "paper#p1s2", None),
        ("passage", "paper#p2s1", None),
        ("passage", "paper#p2s1@12-23", (12, 23)),
    ]
    at = marked.at("p2s1")
    assert at is not None
    assert len(list(marked.meeting(at))) == 2
    assert list(marked.segments()) == []


@cache
def texts() -> dict[str, str]:
    case = read(HARBOUR_FIRE, settings=Settings())
    return {s.id: (HARBOUR_FIRE.parent / str(s.text)).read_bytes().decode() for s in case.sources}


def test_what_the_browser_gets_of_a_source_are_the_words_that_the_case_names(loaded: Store) -> None:
    schema = load_schema()
    for source in sources_of(loaded, "harbour-fire"):
        every = [Said(*found) for found in claims_in(loaded, source, schema, limit=1_000)]
        names = [Name(text, Locator.parse(at), n) for text, at, n in mentions_in(loaded, source, limit=1_000)]
        marked = Marked(source.id, texts()[source.id], every, names)
        assert marked.outside == []
        mark, content = content_of(marked, schema, title="t", about="a", language="en")
        sent = json.loads(content)
        assert sent["mark"] == mark
        body = sent["body"]
        units = texts()[source.id].encode("utf-16-le")

        def words(start: int, end: int, units: bytes = units) -> str:
            return units[2 * start : 2 * end].decode("utf-16-le")

        printed = [words(*each["span"]) for each in body["marks"] if each["kind"] == "name"]
        assert sorted(printed) == sorted(name.text for name in names)
        passages = [each for each in body["marks"] if each["kind"] == "passage"]
        assert sum(len(each["says"]) for each in passages) == sum(each.claim.source == source.id for each in every)
        # an allegation is told with its status wherever it is told
        for each in passages:
            assert all(any(f"The statement is {status}." in s for status in each["statuses"]) for s in each["says"])
        pieces: dict[int, str] = {}
        for start, end, numbers in body["segments"]:
            for number in numbers:
                pieces[number] = pieces.get(number, "") + words(start, end)
        assert pieces == {number: words(*each["span"]) for number, each in enumerate(body["marks"])}
        [first, *_] = body["paragraphs"]
        assert first[0] == 1
        assert len(body["paragraphs"]) == body["paragraphs"][-1][0]
