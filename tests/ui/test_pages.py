"""What Python draws of the pages, on both stores, without a browser."""

import datetime
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from graph.case.file import read
from graph.case.load import load
from graph.questions.examples import Example
from graph.settings import Settings
from graph.stores import GraphSchema, Store, open_store
from graph.ui import data
from graph.ui.query import page as query_page
from tests.helpers import HARBOUR_FIRE, PETITIONS
from tests.helpers.door import Door
from tests.helpers.explorer import CASE, FIRE, GUARD, PRIYA
from tests.helpers.pages import Page, own_settings
from tests.helpers.stores import BOTH, NEO4J
from tests.stores.cases import Rows, node

Open = Callable[..., Page]
EACH = pytest.mark.parametrize("loaded", BOTH, indirect=True)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Page]]:
    """Opens a page at the address of a view, on the store of an address."""
    with own_settings():

        def open_(store: str, /, **query: str) -> Page:
            monkeypatch.setenv("CASEGRAPH_STORE", store)
            return Page(query)

        yield open_


@pytest.fixture
def opened(loaded: Store, at: Open, tmp_path: Path) -> Open:
    """Opens a page on a store that holds the harbour fire."""
    store = loaded.name if "://" in loaded.name else str(tmp_path / loaded.name)
    return lambda **query: at(store, **query)


@EACH
def test_a_newcomer_sees_the_case(opened: Open) -> None:
    page = opened()
    assert {PRIYA, FIRE} <= page.shown
    assert len(page.shown) == 53
    assert "53 nodes, " in page.text
    assert page.control["selection"] == []


@pytest.mark.parametrize("loaded", ["embedded"], indirect=True)
def test_of_many_lines_of_speakers_those_of_the_selection_are_on_the_canvas(opened: Open) -> None:
    page = opened(case=CASE, speakers="asserts,denies")

    def spoken() -> list[tuple[str, ...]]:
        return [tuple(edge[3:5]) for edge in page.scene["edges"] if edge[11]]

    assert spoken() == []
    assert "lines of speakers are too many to be read at once: select something, and its own are drawn." in page.text
    assert page.control["counts"]["speakers:denies"].startswith("0 of ")
    at, places = page.control["graph_id"], page.places
    page = opened(case=CASE, speakers="asserts,denies", selection=PRIYA.partition("/")[2])
    assert spoken()
    assert all(PRIYA in ends for ends in spoken())
    assert "lines of speakers, those of what is selected are drawn." in page.text
    assert (page.control["graph_id"], page.places) == (at, places)  # nothing is fitted or placed anew


@pytest.mark.parametrize("loaded", ["embedded"], indirect=True)
def test_each_file_that_can_be_saved_has_a_name_of_its_own(opened: Open) -> None:
    page = opened(case=CASE)
    page.show("Export")
    labels = [button.proto.label for button in page.app.get("download_button")]
    assert {"PDF", "HTML", "Report as PDF", "Report as HTML", "Report as Markdown"} <= {*labels}
    assert len(labels) == len({*labels})


@EACH
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"case": "nonsense", "selection": "x"}, "The case 'nonsense' is not in this store."),
        ({"case": CASE, "layout": "spiral", "degree": "-1"}, "layout in the address was left out"),
        ({"case": CASE, "pins": "a*b", "since": "yesterday"}, "since in the address was left out"),
        ({"case": CASE, "expands": "nobody-of-that-id"}, "is no longer there"),
        ({"case": CASE, "selection": "nobody,<img src=x onerror=alert(1)>"}, "is not in this view"),
        ({"case": CASE, "version": "00000000", "selection": "warehouse-fire"}, "The case has changed since"),
        ({"case": CASE, "query": "CREATE (n)"}, "The query of this view gave nothing, so the whole case is shown."),
        ({"view": "000000000000"}, "No saved view has the id"),
        ({"case": CASE, "nonsense": "\x00\xff", "off": "none", "dim": "maybe"}, ""),
    ],
    ids=lambda value: str(value)[:50],
)
def test_an_address_that_was_edited_gets_a_sentence_and_a_view(
    opened: Open, query: dict[str, str], sentence: str
) -> None:
    page = opened(**query)
    assert FIRE in page.shown
    assert sentence.replace("'", "&#x27;") in page.text
    assert "<img" not in page.text


@EACH
def test_filters_count_and_leave_what_they_say(opened: Open) -> None:
    page = opened(case=CASE)
    before, shown = page.places, page.shown
    page.show("Filters")

    def choose(label: str, value: object) -> None:
        boxes = (*page.app.selectbox, *page.app.date_input, *page.app.number_input, *page.app.toggle)
        [box] = [box for box in boxes if box.label.startswith(label)]
        box.set_value(value)
        page.run()

    choose("Who says so", ("port-authority", ""))
    assert page.view.speaker == "port-authority"
    assert PRIYA in page.shown
    assert len(page.places) < 53
    assert "only what Port Authority asserts, denies or questions" in page.text
    choose("Cited to", "ledger")
    assert page.view.source == "ledger"
    page.press("Show all again")
    assert not page.view.speaker
    assert not page.view.source
    assert page.places == before
    choose("Dated from", datetime.date(2019, 3, 1))
    assert page.view.since == "2019-03-01"
    choose("Least relationships of a node", 3)
    assert page.view.degree == 3
    assert GUARD not in page.shown
    [types] = [box for box in page.app.multiselect if box.label == "Leave out relationships"]
    assert any(option.startswith("works with (") for option in types.options)
    types.select("WORKS_WITH")
    page.run()
    assert ":WORKS_WITH" in page.view.off
    choose("Draw what is filtered out faintly", True)
    assert page.view.dim
    # faintly: what was filtered out, but not the dates and quantities that nobody asked for
    assert set(page.places) == shown
    assert page.places == {key: before[key] for key in shown}


@EACH
def test_a_view_is_saved_opened_and_removed(opened: Open) -> None:
    page = opened(case=CASE, selection="warehouse-fire", off="Person")
    page.show("Saved views")
    assert "None yet." in page.text
    page.press("Save view")
    assert "A view is saved under a name: type one first." in page.text
    name, note = page.app.text_input
    name.set_value("<b>Mine</b>")
    note.set_value("with a note")
    page.press("Save view")
    page.run()
    assert "<b>Mine</b> · with a note · The harbour fire" in [text.value for text in page.app.text]
    other = opened(case=CASE)
    assert other.view.off != page.view.off
    other.show("Saved views")
    other.press("Open")
    assert (other.view.off, other.view.selection) == (page.view.off, (FIRE,))
    other.press("Remove")
    assert "None yet." in other.text


@EACH
def test_a_query_gives_what_is_shown_and_another_one_is_started_from(opened: Open) -> None:
    page = opened(case=CASE, start="warehouse-fire", off="none")
    page.show("Cypher")
    [shown] = page.app.code
    assert shown.value.startswith("MATCH")
    for query, said in (
        ("", "This gives no node to start from"),
        ("RETURN 1 AS x", "This gives no node to start from"),
        ("CREATE (n)", "would change the graph"),
    ):
        page.app.text_area[0].set_value(query)
        page.press("Start from this query")
        assert said in page.text
    page.app.text_area[0].set_value("MATCH (p {id: 'priya-raghunathan'}) RETURN p")
    page.press("Start from this query")
    assert set(page.places) == {PRIYA}
    assert page.view.query == "MATCH (p {id: 'priya-raghunathan'}) RETURN p"


def test_the_other_case_is_chosen(at: Open, tmp_path: Path) -> None:
    path = str(tmp_path / "cases.grafeo")
    with open_store(path, Settings()) as store:
        load(store, *[read(file, settings=Settings()) for file in (HARBOUR_FIRE, PETITIONS)])
    page = at(path)
    [cases] = page.app.selectbox
    assert cases.value == "making-a-murderer"  # the case files say which comes first
    assert "making-a-murderer/steven-avery" in page.places
    cases.select(CASE)
    page.run()
    assert PRIYA in page.places
    assert page.view.case == CASE
    assert page.app.query_params["case"] == CASE


# -- sizes -------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sizes(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store's file with cases of no node, of one, and of one more than is drawn."""
    path = str(tmp_path_factory.mktemp("sizes") / "cases.grafeo")
    with open_store(path, Settings()) as store:
        for rows in (
            Rows("none", []),
            Rows("one", [node("one", "a", name="Ada Quill")]),
            Rows("some", [node("some", f"p{n:04}", name=f"Person {n}") for n in range(2_001)]),
        ):
            store.replace_case(rows)
    return path


@pytest.mark.parametrize(
    ("query", "drawn", "sentence"),
    [
        ({"case": "none"}, 0, "Nothing to show here."),
        ({"case": "one"}, 1, "1 node, 0 relationships"),
        ({"case": "some"}, 2_000, "1 of 2,001 nodes are not drawn (setting max_nodes_drawn: 2,000)"),
        ({"case": "none", "query": "MATCH (n:Nobody) RETURN n"}, 0, "Nothing to show here."),
        ({"case": "some", "query": "MATCH (n:Person {id: 'p0007'}) RETURN n"}, 1, "1 node, 0 relationships"),
        (
            {"case": "some", "query": "MATCH (n:Person) WHERE n.case_id = 'some' RETURN n"},
            2_000,
            "1 of 2,001 nodes of the query are not drawn (setting max_nodes_drawn: 2,000)",
        ),
    ],
    ids=lambda value: str(value)[:50],
)
def test_any_size_is_a_picture_and_a_sentence(
    sizes: str, at: Open, query: dict[str, str], drawn: int, sentence: str
) -> None:
    page = at(sizes, **query)
    assert len(page.places) == drawn
    assert sentence in page.text


# -- a store that is not there, or goes away ---------------------------------------------------


def test_without_a_store_the_page_says_what_to_do_and_follows_what_is_loaded(at: Open, tmp_path: Path) -> None:
    path = tmp_path / "none.grafeo"
    page = at(str(path))
    assert "casegraph load" in page.text
    assert not path.exists()
    with open_store(str(path), Settings()) as store:
        load(store, read(HARBOUR_FIRE, settings=Settings()))
    page.press("Try again")
    assert FIRE in page.places
    # another load while the page is open: the next action works on what is there now
    with open_store(str(path), Settings()) as store:
        load(store, read(PETITIONS, settings=Settings()))
    page.run()
    page.app.selectbox[0].select("making-a-murderer")
    page.run()
    assert "making-a-murderer/steven-avery" in page.places


@pytest.mark.parametrize("where", [pytest.param("neo4j", marks=NEO4J)])
def test_a_server_that_goes_away_gets_a_sentence_and_is_found_again(
    where: str, at: Open, loaded_neo4j: Store, neo4j_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Door(neo4j_uri)
    monkeypatch.setenv("CASEGRAPH_NEO4J_CONNECT_TIMEOUT_S", "2")
    page = at(door.uri)
    assert "does not answer" in page.text
    door.open()
    page.press("Try again")
    assert FIRE in page.places
    door.close()
    page.run()
    assert "does not answer" in page.text
    door.open()
    page.press("Try again")
    assert FIRE in page.places
    assert "does not answer" not in page.text
    door.close()


@pytest.mark.parametrize(
    ("nodes", "done", "sentence"),
    [
        (3, False, "Looking into the store for examples …"),
        (0, True, "This store is empty, so there is nothing to begin with: load a case first."),
        (3, True, "No example could be made: the store did not answer in time."),
    ],
)
def test_a_list_without_examples_says_why(
    monkeypatch: pytest.MonkeyPatch, nodes: int, done: bool, sentence: str
) -> None:
    monkeypatch.setattr(data, "store_schema", lambda _: GraphSchema({}, {}, nodes, 0, {}, {}))
    preparation: Future[list[Example]] = Future()
    if done:
        preparation.set_result([])
    assert query_page._why_no_examples("v", "", preparation) == sentence
