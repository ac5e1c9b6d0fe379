"""What Python draws of the page Sources, on both stores, without a browser; texts that come in, and that do not."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from graph.case.dates import EdtfDate
from graph.case.file import read, to_yaml
from graph.case.load import load
from graph.case.model import Case, Claim, Entity, Locator, Mention, Source, Statement
from graph.files import write_whole
from graph.settings import Settings
from graph.stores import Store
from tests.helpers import HARBOUR_FIRE
from tests.helpers.explorer import CASE
from tests.helpers.pages import Page, own_settings
from tests.helpers.stores import BOTH

EACH = pytest.mark.parametrize("loaded", BOTH, indirect=True)
EACH_EMPTY = pytest.mark.parametrize("store", BOTH, indirect=True)
TEXT = "A quay at night 🌊\n\nAda said that Bo was there.\nBo denied it.\n"
OTHER = "Another day\n\nNothing happened.\n"


class Reader(Page):
    """A session on the page Sources."""

    def __init__(self, **query: str) -> None:
        super().__init__({})
        for name, value in query.items():
            self.app.query_params[name] = value
        self.turn_to("sources")

    @property
    def told(self) -> dict[str, Any]:
        """What the reader is told in this run."""
        [part] = self._parts("casegraph_reader")
        told: dict[str, Any] = json.loads(part.json)
        return told

    @property
    def body(self) -> dict[str, Any]:
        """What it shows."""
        [part] = self._parts("casegraph_reader_content")
        sent: dict[str, Any] = json.loads(part.bytes)
        assert sent["mark"] == self.told["content"]
        body: dict[str, Any] = sent["body"]
        return body

    @property
    def inspector(self) -> dict[str, Any]:
        """What the inspector shows."""
        [part] = self._parts("casegraph_inspector")
        content: dict[str, Any] = json.loads(part.json)
        return content

    @property
    def rows(self) -> dict[str, list[str]]:
        """The rows of the inspector as texts, by heading."""
        return {
            section["heading"]: [
                "".join(word if isinstance(word, str) else word["text"] for word in row["words"])
                for row in section["rows"]
            ]
            for section in self.inspector["sections"]
        }

    def drop(self, *files: tuple[str, bytes]) -> None:
        self.app.file_uploader[0].set_value([(name, content, "") for name, content in files])
        self.run()


Open = Callable[..., Reader]


@cache
def harbour_fire() -> Case:
    return read(HARBOUR_FIRE, settings=Settings())


def in_text(source: str, entity: str) -> tuple[int, int]:
    """How often an entity is named in a source, and in how many of its passages it speaks."""
    case = harbour_fire()
    named = sum(m.at.source == source for e in case.entities if e.id == entity for m in e.mentions)
    claims = [claim for statement in case.statements for claim in statement.claims if claim.by == entity]
    return named, len({claim.at for claim in claims if claim.at.source == source})


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """The folder of texts."""
    return tmp_path / "texts"


@pytest.fixture
def at(texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens the page at an address, on a store."""
    monkeypatch.setenv("CASEGRAPH_TEXTS", str(texts))
    monkeypatch.setenv("CASEGRAPH_CASES", str(tmp_path / "own"))
    with own_settings():

        def open_(store: Store, **query: str) -> Reader:
            address = store.name if "://" in store.name else str(tmp_path / store.name)
            monkeypatch.setenv("CASEGRAPH_STORE", address)
            return Reader(**query)

        yield open_


@EACH
def test_a_source_is_shown_with_who_speaks_in_it(loaded: Store, at: Open) -> None:
    page = at(loaded, case=CASE, source="ledger")
    assert "published 23 May 2019" in page.text
    assert page.body["title"] == "Court clears pier engineer"
    assert page.body["text"].startswith("Court clears pier engineer\n\nPriya Raghunathan and Tomás Leal")
    assert page.told["selecting"]["detail"]["source"] == "ledger"
    assert page.inspector["link"] == "https://ledger.example/court-clears-pier-engineer"
    assert any(row.startswith("Harbour court · ") and " found" in row for row in page.rows["Who speaks in it"])
    assert "Claimed here" not in page.rows
    # without a source in the address it is the first one; from a choice of another one on, that
    page = at(loaded, case=CASE)
    assert page.body["title"] == "Fire at pier nine"


@EACH
def test_a_place_says_who_is_named_and_what_is_claimed_there_and_never_states_an_allegation(
    loaded: Store, at: Open
) -> None:
    page = at(loaded, case=CASE, source="gazette", at="p3s2")
    start, end = page.told["here"]
    assert page.body["text"][start:end].startswith("Oskar Vey, who speaks for the Port Authority, said")
    assert page.inspector["title"] == "Paragraph 3, sentence 2"
    assert "Priya Raghunathan · Person" in page.rows["Named here"]
    accused = [row for row in page.rows["Claimed here"] if "accused" in row]
    assert accused
    assert all(row.startswith("Port Authority asserts that Priya Raghunathan is accused of") for row in accused)
    section = next(s for s in page.inspector["sections"] if s["heading"] == "Claimed here")
    assert all(row["status"] in ("alleged", "disputed", "reported") for row in section["rows"])
    assert {passage["read"]["case"] for row in section["rows"] for passage in row["passages"]} == {CASE}


@EACH
def test_a_thing_of_the_graph_is_looked_for_in_the_text(loaded: Store, at: Open) -> None:
    page = at(loaded, case=CASE, source="gazette", of="priya-raghunathan")
    lit = [page.body["marks"][number] for number in page.told["lit"]]
    assert {mark["kind"] for mark in lit} == {"name", "passage"}
    assert all(mark["label"].endswith("Priya Raghunathan, Person.") for mark in lit if mark["kind"] == "name")
    named, speaks = in_text("gazette", "priya-raghunathan")
    assert f"In this text: named {named} times and speaking in {speaks} passages." in page.inspector["about"]
    assert len(lit) == named + speaks
    statement = at(loaded, case=CASE, source="gazette", of="raghunathan-set-fire")
    assert statement.inspector["tag"] == "Statement · disputed"
    assert [statement.body["marks"][number]["place"] for number in statement.told["lit"]]
    absent = next(e.id for e in harbour_fire().entities if in_text("inquiry", e.id) == (0, 0))
    nowhere = at(loaded, case=CASE, source="inquiry", of=absent)
    assert "Neither named nor speaking in this text." in str(nowhere.inspector["about"])
    assert nowhere.told["lit"] == []


@EACH
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"source": "nonsense<b>"}, "The case has no source of the id &#x27;nonsense&lt;b&gt;&#x27;"),
        ({"source": "gazette", "at": "p99s1"}, "This text has no place &#x27;p99s1&#x27;."),
        ({"source": "gazette", "at": "p1s1@0-999999"}, "This text has no place"),
        ({"source": "gazette", "at": "<i>"}, "This text has no place &#x27;&lt;i&gt;&#x27;."),
        ({"source": "gazette", "of": "nobody-of-that-id"}, "has the id &#x27;nobody-of-that-id&#x27;"),
        ({"case": "nonsense"}, "The case &#x27;nonsense&#x27; is not in this store."),
    ],
    ids=str,
)
def test_an_address_that_was_edited_gets_a_sentence_and_a_text(
    loaded: Store, at: Open, query: dict[str, str], sentence: str
) -> None:
    page = at(loaded, **{"case": CASE, **query})
    assert sentence in page.text
    assert page.body["text"]
    assert "<i>" not in page.text


def claim(id: str, at: str, by: str = "paper", **others: Any) -> Claim:
    return Claim(id=id, by=by, stance="asserts", at=Locator.parse(at), **others)


def two_sources(text: str | None = TEXT) -> Case:
    """A case of two sources whose texts are not at hand."""
    ada = Entity(
        id="ada", type="Person", name="Ada Hale", mentions=(Mention("Ada", Locator.parse("paper#p2s1@19-22")),)
    )
    met = claim("met.1", "paper#p2s1@19-46", "ada", says="He was there.", via=("paper",))
    spoke = claim("spoke.1", "radio#p2s1@13-30", "radio")
    return Case(
        id="quay",
        title="The quay",
        as_of=EdtfDate.parse("2021"),
        sources=tuple(
            Source(id=id, title=title, text_sha256=text and hashlib.sha256(text.encode()).hexdigest())
            for id, title, text in (("paper", "A quay at night", text), ("radio", "Another day", OTHER))
        ),
        entities=(ada, Entity(id="bo", type="Person", name="Bo")),
        statements=(
            Statement(id="met", subject="ada", predicate="PARTNER_OF", object="bo", claims=(met,)),
            Statement(id="spoke", subject="bo", predicate="PARTNER_OF", object="ada", claims=(spoke,)),
        ),
    )


@EACH_EMPTY
def test_without_its_text_a_source_has_an_outline_and_takes_the_file_by_its_hash(
    store: Store, at: Open, texts: Path
) -> None:
    load(store, two_sources())
    page = at(store, case="quay", source="paper")
    assert "The text of this source is not here" in page.text
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    assert f"begins with {sha256[:12]}." in page.text
    assert page.body["text"] is None
    [row] = page.body["outline"]
    assert (row["at"], [text for text, _ in row["names"]]) == ("p2s1", ["Ada"])
    [(says, status)] = row["says"]
    assert says == (
        "Ada Hale asserts that Ada Hale is a partner of Bo, saying: He was there (by way of A quay at night). "
        "The statement is alleged."
    )
    assert status == "alleged"
    assert page.told["selecting"] is None

    wrong = b"A quay by day\n"
    page.drop(("wrong *name*.txt", wrong))
    [error] = page.app.error
    assert "wrong \\*name\\*.txt is not this text" in error.value
    assert hashlib.sha256(wrong).hexdigest()[:12] in error.value
    assert sha256[:12] in error.value
    assert not texts.exists()

    # both at once, one as another program saved it; what is kept is the text itself
    saved = TEXT.replace("\n", "\r\n").encode("utf-16")
    page.drop(("b.txt", OTHER.encode()), ("notes.TXT", saved))
    assert page.body["text"] == TEXT
    assert "The text of “Another day” and “A quay at night” is here now, and kept for the next time." in page.text
    assert sorted(file.read_bytes() for file in texts.iterdir()) == sorted([TEXT.encode(), OTHER.encode()])
    [mark] = [mark for mark in page.body["marks"] if mark["kind"] == "name"]
    start, end = mark["span"]
    assert TEXT.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le") == "Ada"
    again = at(store, case="quay", source="radio")
    assert again.body["text"] == OTHER
    assert again.told["selecting"]


def test_a_text_that_comes_to_the_folder_is_there_at_the_next_look(
    embedded_store: Store, at: Open, texts: Path
) -> None:
    load(embedded_store, two_sources())
    texts.mkdir()
    page = at(embedded_store, case="quay", source="paper")
    assert page.body["text"] is None
    (texts / "any name.txt").write_bytes(TEXT.encode())
    page.run()
    assert page.body["text"] == TEXT


def test_what_cannot_be_kept_is_said_without_the_place_of_the_folder(
    embedded_store: Store, at: Open, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(embedded_store, two_sources())
    texts.write_text("a file is where the folder should be")
    page = at(embedded_store, case="quay", source="paper")
    page.drop(("paper.txt", TEXT.encode()))
    [error] = page.app.error
    assert "paper.txt is the text, but it cannot be kept." in error.value
    assert str(texts.parent) not in error.value
    monkeypatch.setenv("CASEGRAPH_TEXTS", "")
    with own_settings():
        page = Reader(case="quay", source="paper")
        assert "a folder that you name in the setting CASEGRAPH_TEXTS" in page.text
        page.drop(("paper.txt", TEXT.encode()))
        [error] = page.app.error
        assert "no folder is named that could keep it" in error.value


def test_a_source_without_a_hash_and_a_case_without_sources_say_what_to_do(embedded_store: Store, at: Open) -> None:
    load(
        embedded_store,
        two_sources(text=None),
        replace(two_sources(), id="empty", sources=(), entities=(), statements=()),
    )
    page = at(embedded_store, case="quay", source="paper")
    assert "no file can be told to be it" in page.text
    assert not page.app.file_uploader
    empty = at(embedded_store, case="empty")
    assert "This case has no source yet." in empty.text
    assert [button.label for button in empty.app.button] == ["Go to Cases"]


def test_a_text_that_changed_beside_its_case_file_is_said_to_have_changed(
    embedded_store: Store, at: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = two_sources()
    load(embedded_store, case)
    folder = tmp_path / "own" / "quay"
    folder.mkdir(parents=True)
    beside = replace(case, sources=(replace(case.sources[0], text="paper.txt"), case.sources[1]))
    (folder / "quay.yaml").write_text(to_yaml(beside), encoding="utf-8")
    (folder / "paper.txt").write_bytes(b"A quay by day\n")
    monkeypatch.setenv("CASEGRAPH_CASES", str(folder.parent))
    page = at(embedded_store, case="quay", source="paper")
    with own_settings():
        page.run()
        assert "The text of this source is another one now" in page.text
        assert (
            "The text of “A quay at night” has changed since the case was made from it: the SHA-256 of paper.txt"
            in page.text
        )
        write_whole(folder / "paper.txt", TEXT.encode())
        page.run()
        assert page.body["text"] == TEXT


def test_what_a_long_source_leaves_out_is_said(
    embedded_store: Store, at: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(embedded_store, two_sources())
    page = at(embedded_store, case="quay", source="paper")
    assert page.inspector["note"] is None
    monkeypatch.setattr("graph.ui.sources.opened.MAX_CLAIMS", 0)
    monkeypatch.setattr("graph.ui.sources.opened.MAX_NAMES", 0)
    with own_settings():
        page = Reader(case="quay", source="paper")
        assert page.inspector["note"] == (
            "Only the first 0 claims and the first 0 names are marked; the ledger on the page Claims has all."
        )
        assert page.body["marks"] == []


@EACH
def test_a_case_is_read_from_its_card_where_it_was_left(loaded: Store, at: Open) -> None:
    page = at(loaded, case=CASE, source="ledger", at="p2s1")
    page.turn_to("cases")
    page.press("Read")
    assert page.body["title"] == "Court clears pier engineer"
    assert page.told["at"] == "p2s1"
