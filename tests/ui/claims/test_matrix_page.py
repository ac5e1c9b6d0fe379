"""What Python draws of who stands where, on both stores, without a browser: hostile names, nobody, one speaker."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from graph.case.dates import EdtfDate
from graph.case.model import Case, Claim, Entity, Locator, Source, Statement
from graph.case.rows import ModelRows
from graph.questions.stances import stance_matrix
from graph.stores import Store
from graph.ui.pages import CLAIMS
from tests.helpers.explorer import CASE
from tests.helpers.pages import Page, own_settings
from tests.helpers.stores import BOTH

EACH = pytest.mark.parametrize("loaded", BOTH, indirect=True)
HERE = pytest.mark.parametrize("loaded", ["embedded"], indirect=True)
HERE_EMPTY = pytest.mark.parametrize("store", ["embedded"], indirect=True)
BAD = (
    "<img src=x onerror=alert(7)>**bold7** [link7](http://elsewhere.example/) $x$ :red[red7] \u202e=1+1 " + "long " * 60
)


class Stances(Page):
    """A session on the tab Matrix of the page Claims."""

    def __init__(self, **query: str) -> None:
        super().__init__({})
        for name, value in {"tab": "matrix", **query}.items():
            self.app.query_params[name] = value
        self.turn_to(CLAIMS.name)

    @property
    def matrix(self) -> dict[str, Any]:
        """What the matrix is told."""
        [part] = self._parts("casegraph_stances")
        told: dict[str, Any] = json.loads(part.json)
        return told

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of the table that is shown."""
        found: list[dict[str, Any]] = self.app.dataframe[0].value.to_dict("records")
        return found


@pytest.fixture
def seeded(loaded: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("CASEGRAPH_STORE", loaded.name if loaded.kind == "neo4j" else str(loaded._path))  # type: ignore[attr-defined]
    with own_settings():
        yield loaded


@pytest.fixture
def bare(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("CASEGRAPH_STORE", store.name if store.kind == "neo4j" else str(store._path))  # type: ignore[attr-defined]
    with own_settings():
        yield store


def made(name: str, *claims: Claim) -> Case:
    """Return a case of two people who are called so, and one statement with these claims."""
    people = tuple(Entity(id=id, type="Person", name=name) for id in ("a", "b"))
    said = (Statement(id="s", subject="a", predicate="PARTNER_OF", object="b", claims=claims),) if claims else ()
    source = Source(id="g", title=name)
    return Case(id="c", title=name, as_of=EdtfDate.parse("2019"), sources=(source,), entities=people, statements=said)


@EACH
def test_the_page_shows_the_matrix_that_the_store_gives(seeded: Store) -> None:
    page = Stances(case=CASE, most="15", statement="raghunathan-set-fire")
    found = stance_matrix(seeded, CASE, limit=15)
    assert [row["id"] for row in page.matrix["rows"]] == [row.statement.id for row in found.rows]
    assert [speaker["id"] for speaker in page.matrix["speakers"]] == list(found.speakers)
    assert page.matrix["chosen"] == "raghunathan-set-fire"
    cells = page.matrix["rows"][0]["cells"]
    assert {cell["stance"] for cell in cells if cell} == {"asserts", "denies"}
    assert all(claim["quote"] for cell in cells if cell for claim in cell["claims"])  # its text ships
    assert all("accused of" in claim["text"] for cell in cells if cell for claim in cell["claims"])
    assert {row["Id"] if "Id" in row else row["Statement"] for row in page.rows} == {
        row["name"] for row in page.matrix["rows"]
    }


@HERE
def test_accusations_are_a_table_with_who_denies_them(seeded: Store) -> None:
    page = Stances(case=CASE, show="accusations")
    fire = next(row for row in page.rows if row["Of what"] == "accused of Warehouse fire")
    assert fire["Status"] == "disputed"
    assert "Harbour court" in fire["Found not so by"]
    assert "None is a fact by being listed." in page.text
    assert all(row["Status"] for row in page.rows)


@HERE
def test_pairs_of_speakers_are_counted_and_an_unknown_one_is_left_out(seeded: Store) -> None:
    page = Stances(case=CASE, show="speakers", first="nobody", second="gazette")
    assert {row["And"] for row in page.rows} | {row["Speaker"] for row in page.rows} >= {
        "Port Authority",
        "Pier Inquiry",
    }
    first = page.rows[0]
    assert {first["Speaker"], first["And"]} == {
        "Fire at pier nine (Harbour Gazette)",
        "Court clears pier engineer (Quay Ledger)",
    }
    assert (first["Contradict"], first["Agree"], first["Agreements less contradictions"]) == (3, 5, 2)


@HERE_EMPTY
def test_hostile_names_are_told_as_texts(bare: Store) -> None:
    at = Locator("g", 1, 1)
    claims = (
        Claim(id="s.1", by="a", stance="asserts", at=at),
        Claim(id="s.2", by="b", stance="denies", says=BAD, at=at),
    )
    bare.replace_case(ModelRows(made(BAD, *claims)))
    page = Stances(case="c")
    [row] = page.matrix["rows"]
    assert len(row["cells"]) == 2
    assert "\u202e" not in row["name"]
    for show in ("speakers", "accusations"):
        assert Stances(case="c", show=show).text
    assert "contradict each other on 1 statement" in Stances(case="c", show="speakers", first="a", second="b").text


@HERE_EMPTY
def test_where_nobody_says_anything_that_is_said(bare: Store) -> None:
    inferred = Claim(id="s.1", by=None, stance="asserts", at=Locator("g", 1, 1), because="It follows.")
    bare.replace_case(ModelRows(made("Ada", inferred)))
    assert "Nobody says anything in this case yet" in Stances(case="c").text
    assert "Fewer than two speakers" in Stances(case="c", show="speakers").text
    assert "Nobody is accused of anything" in Stances(case="c", show="accusations").text
