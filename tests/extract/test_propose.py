"""A whole text proposed: places, order, the same bytes again."""

import hashlib
import random
import threading

import pytest

from graph.errors import StoppedError
from graph.extract.proposals import KINDS, to_json
from graph.extract.propose import propose, take_apart
from graph.stopping import stoppable

TEXT = """Fire at pier nine

Ada Quill, 31, an engineer of the Harbour Board, saw the fire on Saturday. “It began at the gate,” she told the Gazette.

Beatrix Oon denied that anybody was at the gate. Her clerk, Ida Hale, said that Oon had heard of it from Quill. About
two hundred people watched from the quay between 2 March and 4 March 2019.
"""
PIECES = [
    "Ada Quill said that the gate was open.",
    "“Nobody was hurt,” said the Harbour Board.",
    "She denied it.",
    "On 2 March 2019, about 200 people came.",
    "According to Ida Hale, it was late.",
    "Mr. Oon’s boat — the Low Water — sank in 1986.",
    "“Unclosed, and",
    "6'3\" tall",
    "‘single’",
    "«Oui», dit-il.",
    "قال إنه بريء.",
    "👩‍👩‍👧‍👦🔥",
    "e\u0301te\u0301",
    "\u00a0\u202e",
    "NAME: yes.",
    "Bram Oster, a clerk, was accused of theft.",
    "Ida Hale said Bram Oster stole the ledger.",
    "Q. Who?\nA. Me.",
    "\n\n",
    "\r\n",
    "\ufeff",
    "…",
    "1,000,000,000",
    "THE PORT AUTHORITY DENIED EVERYTHING",
]


def proposals(text: str, published: str = "2019-03-04"):
    return propose(text, source="paper", sha256=hashlib.sha256(text.encode()).hexdigest(), published=published)


def test_a_text_is_proposed_with_speakers_stances_and_chains():
    found = proposals(TEXT)
    entities = {row.id: row.value["name"] for row in found.rows if row.kind == "entity"}
    assert {"Ada Quill", "Beatrix Oon", "Ida Hale", "Harbour Board"} <= set(entities.values())
    claims = {row.exact: row for row in found.rows if row.kind == "claim"}
    told = next(row for words, row in claims.items() if words.startswith("It began"))
    assert entities[told.value["speaker"]] == "Ada Quill"
    denied = next(row for words, row in claims.items() if words.startswith("anybody was"))
    assert (entities[denied.value["speaker"]], denied.value["stance"]) == ("Beatrix Oon", "denies")
    dates = {row.exact: row.value["edtf"] for row in found.rows if row.kind == "date"}
    assert dates["Saturday"] == "2019-03-02"
    [people] = [row.value for row in found.rows if row.kind == "quantity" and "people" in row.exact]
    assert (people["low"], people["high"], people["unit"]) == (180, 220, "people")


@pytest.mark.parametrize(
    ("text", "named", "speaker"),
    [
        ("According to a neighbour, Colm Deverell was seen behind the church.", "a neighbour", None),
        ("According to the police, Colm Deverell had left.", "the police", None),
        ("According to the vicar, Hugh Penrose, the roof had been whole.", "the vicar", "Hugh Penrose"),
        ("According to Hugh Penrose, Colm Deverell had left.", "Hugh Penrose", "Hugh Penrose"),
    ],
)
def test_who_is_told_of_is_not_who_tells(text: str, named: str, speaker: str | None):
    rows = proposals(text).rows
    names = {row.id: row.value["name"] for row in rows if row.kind == "entity"}
    [claim] = [row for row in rows if row.kind == "claim" and row.rule == "according to"]
    assert [text[start:end] for start, end in claim.value["named"]] == [named]
    assert names.get(claim.value["speaker"]) == speaker
    assert claim.value["verb"] == "", "“according” is no verb"


def test_the_same_text_gives_the_same_bytes():
    assert to_json([proposals(TEXT)]) == to_json([proposals(TEXT)])


def test_without_a_day_of_publication_no_year_is_invented():
    dates = {row.exact: row.value for row in proposals(TEXT, "").rows if row.kind == "date"}
    assert dates["Saturday"]["edtf"] is None


@pytest.mark.parametrize("seed", range(4))
def test_every_place_holds_its_words(seed: int):
    chance = random.Random(seed)
    for _ in range(60):
        text = "".join(
            chance.choice(PIECES) + chance.choice([" ", " ", "\n", "\n\n", ""]) for _ in range(chance.randrange(12))
        )
        found = proposals(text)
        ids = {row.id for row in found.rows}
        assert len(ids) == len(found.rows)
        for row in found.rows:
            assert row.kind in KINDS
            assert all(0 <= start < end <= len(text) for start, end in (*row.spans, *row.evidence))
            assert row.exact == " … ".join(text[start:end] for start, end in row.spans)
            assert text[: row.start].endswith(row.prefix)
            if row.kind == "claim":
                assert row.value["speaker"] is None or row.value["speaker"] in ids
                assert set(row.value["via"]) <= ids


@pytest.mark.parametrize(
    "text", ["", " \n ", "👩‍👩‍👧‍👦" * 50, "قال " * 200, "“" * 5_000, "A" * 30_000], ids=lambda text: ascii(text[:4])
)
def test_texts_that_hold_nothing_or_nonsense_are_read(text: str):
    assert all(text[row.start :] for row in proposals(text).rows)


def test_it_can_be_watched_and_stopped():
    seen: list[tuple[int, int]] = []
    take_apart(TEXT, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1][0] <= seen[-1][1] == len(TEXT)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    event = threading.Event()
    event.set()
    with stoppable(event), pytest.raises(StoppedError):
        take_apart(TEXT)
