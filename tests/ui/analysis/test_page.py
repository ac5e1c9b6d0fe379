"""What Python draws of the page Analysis, on both stores, without a browser."""

import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from graph.case.schema import load_schema
from graph.elements import Node
from graph.errors import StoppedError
from graph.explore.analysis import Analysis, Outcome, analyse
from graph.nx.measures import Ranked, moved, rank
from graph.nx.tables import MEASURES
from graph.questions.paths import Walk
from graph.stopping import check_stop
from graph.stores import Store
from graph.ui import data
from graph.ui.analysis import results, runs
from tests.helpers import foreign
from tests.helpers.explorer import CASE
from tests.helpers.pages import Page, own_settings
from tests.helpers.stores import BOTH

EACH = pytest.mark.parametrize("loaded", BOTH, indirect=True)
Open = Callable[..., Page]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens the page at an address, on the store of an address."""
    with own_settings():

        def open_(store: str, /, **query: str) -> Page:
            monkeypatch.setenv("CASEGRAPH_STORE", store)
            page = Page({})
            for name, value in query.items():
                page.app.query_params[name] = value
            page.turn_to("analysis")
            return settled(page)

        yield open_


@pytest.fixture
def opened(loaded: Store, at: Open, tmp_path: Path) -> Open:
    """Opens the page on a store that holds the harbour fire."""
    store = loaded.name if "://" in loaded.name else str(tmp_path / loaded.name)
    return lambda **query: at(store, **query)


def settled(page: Page) -> Page:
    """Draw the page until what it measures is there."""
    while any(button.label == "Stop" for button in page.app.button):
        page.run()
    return page


def follow(page: Page, label: str, to: str) -> None:
    """Press a button that leads to another page: the helper stays where it was sent, so it is sent there too."""
    next(button for button in page.app.button if button.label == label).click()
    page.app.run()
    page.turn_to(to)
    settled(page)


def choose(page: Page, label: str, value: object) -> None:
    boxes = (*page.app.selectbox, *page.app.multiselect, *page.app.get("button_group"))
    [box] = [box for box in boxes if getattr(box, "label", "") == label or box.proto.label == label]
    box.set_value(value)
    page.run()
    settled(page)


def table(page: Page) -> list[list[object]]:
    """The first table, by rows, without what is empty."""
    return page.app.dataframe[0].value.to_numpy().tolist()


@EACH
def test_it_opens_with_and_without_allegations_side_by_side(opened: Open, loaded: Store) -> None:
    page = opened()
    walk = Walk(statuses=["found", "reported"])
    rows = moved(rank(loaded, by="pagerank", case=CASE), rank(loaded, by="pagerank", case=CASE, walk=walk))
    shown = page.app.dataframe[0].value
    assert shown["place0"].tolist() == [row.before for row in rows]
    assert shown["place1"].tolist() == [row.after for row in rows]
    assert shown["score1"].tolist() == pytest.approx([row.score_after for row in rows])
    assert shown["name"].tolist() == [row.node.properties["name"] for row in rows]
    assert "Without allegations:" in page.text
    assert MEASURES["pagerank"].page in page.text
    assert page.app.query_params["measure"] == "pagerank"


@EACH
def test_what_is_chosen_is_in_the_address_and_comes_back(opened: Open) -> None:
    page = opened()
    choose(page, "Compared with", "Nothing: do not compare")
    assert "place1" not in page.app.dataframe[0].value
    choose(page, "Which statements count", "Without allegations")
    address = dict(page.app.query_params)
    assert address["second"] == "none"
    again = opened(**address)
    assert table(again) == table(page)
    assert [box.value for box in again.app.selectbox if box.label != "Case"] == [
        "Without allegations",
        "Nothing: do not compare",
    ]


@pytest.mark.parametrize("loaded", ["embedded"], indirect=True)
@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("degree", "keep"),
        ("betweenness", "first"),
        ("closeness", "first"),
        ("k-core", "first place"),
        ("louvain", "groups, the largest of"),
        ("label-propagation", "groups, the largest of"),
        ("components", "alone"),
        ("bridges", "are bridges"),
    ],
)
def test_every_measure_is_drawn(opened: Open, measure: str, words: str) -> None:
    page = opened(measure=measure)
    assert words in page.text
    assert page.app.query_params["second"] != "none"
    labels = [button.label for button in page.app.button]
    assert "Show on the canvas: everything" in labels
    assert "Show on the canvas: without allegations" in labels


@pytest.mark.parametrize("loaded", ["embedded"], indirect=True)
def test_bridges_keep_their_status_words(opened: Open) -> None:
    rows = opened(measure="bridges").app.dataframe[0].value
    contested = rows[~rows["Status"].isin(["found", "reported"])]
    assert len(contested)
    assert all(f"({row.Status})" in row.Relationship for row in contested.itertuples())
    assert not contested["in1"].any()  # without allegations they are not there


@pytest.mark.parametrize("loaded", ["embedded"], indirect=True)
def test_one_speakers_world(opened: Open, loaded: Store) -> None:
    page = opened(measure="degree")
    choose(page, "Compared with", "What Port Authority asserts")
    walk = Walk(speaker="port-authority", stance="asserts")
    scores = {row.node.properties["name"]: row.score for row in rank(loaded, by="degree", case=CASE, walk=walk)}
    shown = page.app.dataframe[0].value
    assert dict(zip(shown["name"], shown["score1"], strict=True)) == scores


def test_another_case_begins_anew_and_an_address_names_its_own(at: Open, both_cases: Path) -> None:
    page = at(str(both_cases), case=CASE, measure="degree")
    assert len(page.app.dataframe[0].value) == 53
    choose(page, "Case", "making-a-murderer")
    assert page.app.query_params["case"] == "making-a-murderer"
    assert page.app.query_params["measure"] == "degree"
    assert len(page.app.dataframe[0].value) == 62
    page.app.query_params["case"] = CASE  # as where somebody goes back
    page.run()
    assert len(settled(page).app.dataframe[0].value) == 53


@pytest.mark.parametrize("loaded", ["embedded"], indirect=True)
def test_an_address_that_was_edited_gets_a_sentence(opened: Open) -> None:
    page = opened(measure="fame", first="off=~nope", case="nowhere")
    assert "measure in the address was left out" in page.text
    assert "a status is one of" in page.text
    assert len(page.app.dataframe[0].value) == 53


@pytest.mark.parametrize("loaded", ["embedded"], indirect=True)
def test_where_nothing_is_left_it_says_what_to_do(opened: Open) -> None:
    everything = ",".join(["~found", "~reported", "~alleged", "~disputed", "~denied", "~questioned", "~inferred"])
    assert "choose others above" in opened(measure="degree", first=f"off={everything}", second="none").text
    page = opened(measure="bridges", first=f"off={everything}", second="none")
    assert "There is no bridge" in page.text
    assert not any(button.label.startswith("Show on") for button in page.app.button)


def test_an_empty_store_says_what_to_do(at: Open, embedded_store: Store, tmp_path: Path) -> None:
    page = at(str(tmp_path / embedded_store.name))
    assert "This store is empty, so there is nothing to measure." in page.text
    assert [button.label for button in page.app.button][-1] == "Go to Cases"


def test_without_a_store_it_says_what_to_do(at: Open, tmp_path: Path) -> None:
    assert "There is no store" in at(str(tmp_path / "nothing.grafeo")).text


def test_another_graph_has_no_filters_by_status_and_speaker(at: Open, embedded_store: Store, tmp_path: Path) -> None:
    foreign.write(embedded_store)
    page = at(str(tmp_path / embedded_store.name), measure="degree")
    assert len(page.app.dataframe[0].value) == len(foreign.THINGS)
    options = {option for box in page.app.selectbox for option in box.options}
    assert options == {"Everything", "Nothing: do not compare"}
    assert foreign.SCRIPT not in page.text


@EACH
def test_the_canvas_shows_it_by_size_then_by_colour_then_without(opened: Open) -> None:
    page = opened(measure="degree")
    follow(page, "Show on the canvas: without allegations", "explore")
    assert page.view.measure == "degree"
    assert {"~alleged", "~disputed"} <= page.view.off
    sizes = {node[0]: node[6] for node in page.scene["nodes"]}
    assert page.scene["legend"][0]["name"] == "Size: Degree"
    assert "Size: Degree of what the filters leave" in page.text
    page.app.session_state["below"] = "Table"
    choose(page, "What to list", "Nodes")
    listed = page.app.dataframe[0].value
    assert listed["Degree"].max() > listed["Degree"].min() == 0
    page.press("Show it by colour")
    assert page.scene["legend"][0]["name"] == "Colour: Degree"
    assert {node[0]: node[6] for node in page.scene["nodes"]} != sizes
    page.press("Without the measure")
    assert page.view.measure == ""
    assert page.scene["legend"][0]["kind"] == "type"
    # every step can be undone
    assert len(page.app.session_state["past"]) == 3


@pytest.mark.parametrize("loaded", ["embedded"], indirect=True)
def test_as_a_table_asks_the_page_what_the_canvas_shows(opened: Open) -> None:
    page = opened(measure="louvain")
    follow(page, "Show on the canvas: without allegations", "explore")
    assert {node[15] for node in page.scene["nodes"]} > {0, 1, 2}
    follow(page, "As a table", "analysis")
    boxes = [box.value for box in page.app.selectbox if box.label != "Case"]
    assert boxes == ["Without allegations", "Nothing: do not compare"]
    assert page.app.query_params["measure"] == "louvain"


@pytest.mark.parametrize("what", ["degree", "components", "bridges"])
def test_the_file_has_a_row_for_each(loaded_embedded: Store, what: str) -> None:
    outcomes = [analyse(loaded_embedded, Analysis(what, CASE, off)) for off in (frozenset(), frozenset({"~alleged"}))]
    rows = results.table(outcomes, ("Everything", "Without alleged"), load_schema())
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(
        {key.partition(":")[2] for key in row if ":" in key} == {" Everything", " Without alleged"} for row in rows
    )
    if what == "bridges":
        assert any(row.get("status") == "disputed" for row in rows)


def test_a_name_that_a_spreadsheet_would_compute_gets_an_apostrophe() -> None:
    node = Node("c/x", "x", ("Entity", "Person"), {"name": "=1+1"})
    outcome = Outcome(Analysis("degree"), ranked=(Ranked(node, 2),))
    made = results.as_csv([outcome], ("Everything",), load_schema())
    assert made.decode("utf-8-sig") == "id,name,type,place,score\r\nx,'=1+1,Person,1,2\r\n"
    made = results.as_xlsx([outcome], ("Everything",), load_schema())
    [[*names], [*cells]] = load_workbook(io.BytesIO(made))["Analysis"].values
    assert (names, cells) == (["id", "name", "type", "place", "score"], ["x", "=1+1", "Person", 1, 2])


def test_a_run_says_how_far_it_is_and_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    half, go = threading.Event(), threading.Event()

    def slow(store: object, analysis: Analysis, *, types: object, progress: Callable[[int, int], None]) -> Outcome:
        progress(1, 2)
        half.set()
        while not go.wait(0.01):
            check_stop()
        return Outcome(analysis)

    monkeypatch.setattr(runs, "analyse", slow)
    monkeypatch.setattr(data, "store_schema", lambda _: type("S", (), {"relationship_types": ()}))
    monkeypatch.setattr(data, "store_at", lambda _: None)
    run = runs.Run("v", Analysis("degree"))
    assert half.wait(30)
    assert (run.part, run.ready()) == (0.5, False)
    run.stop()
    with pytest.raises(StoppedError):
        run.outcome()
    go.set()
    again = runs.Run("v", Analysis("degree"))
    assert again.ready(30)
    assert again.outcome() == Outcome(Analysis("degree"))
