"""What Python draws of the page Timeline and of the tab below the canvas, on both stores, without a browser."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.case.days import Range, day_number
from graph.case.file import from_yaml
from graph.case.load import load
from graph.explore.view import View
from graph.stores import Store
from graph.ui.timeline import component
from graph.ui.timeline.asked import Asked, edtf_of
from graph.ui.timeline.drawn import days_of_event, since_and_until
from tests.helpers.explorer import CASE
from tests.helpers.pages import Page, own_settings
from tests.helpers.stores import BOTH

EACH = pytest.mark.parametrize("loaded", BOTH, indirect=True)
EMBEDDED = pytest.mark.parametrize("loaded", BOTH[:1], indirect=True)
"""For what is the same on every store."""
HOSTILE = """\
case: {id: hostile, title: "*Hostile* <b>", as_of: 2020}
sources: [{id: echo, title: "[The](http://echo) `Echo`"}]
entities:
  - {id: a, type: Event, name: "# <script>alert(1)</script> :material/home: [x](y)"}
  - {id: b, type: Event, name: "%s"}
statements:
  - {id: a-on, subject: a, predicate: OCCURRED_ON, value: {date: "2019", text: "**when** <i>"},
     claims: [{by: echo, stance: asserts, at: "echo#p1s1"}]}
""" % ("x" * 300)


class TimelinePage(Page):
    """A session on the page Timeline."""

    def __init__(self, **query: str) -> None:
        super().__init__({})
        for name, value in query.items():
            self.app.query_params[name] = value
        self.turn_to("timeline")

    def _told(self, name: str) -> dict[str, Any]:
        [part] = self._parts(name)
        told: dict[str, Any] = json.loads(part.json)
        return told

    @property
    def drawing(self) -> dict[str, Any]:
        """What the drawing is told."""
        return self._told("casegraph_timeline")

    @property
    def listed(self) -> dict[str, list[str]]:
        """The ids in the list, by the name of their timeline."""
        sections = self._told("casegraph_chronology")["sections"]
        return {
            section["name"]: [event["id"] for event in (*section["events"], *section["undated"])]
            for section in sections
        }

    @property
    def inspector(self) -> dict[str, Any]:
        """What the inspector shows."""
        return self._told("casegraph_inspector")


Open = Callable[..., TimelinePage]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., TimelinePage]]:
    """Opens the page on the store of an address."""
    with own_settings():

        def open_(store: str, /, **query: str) -> TimelinePage:
            monkeypatch.setenv("CASEGRAPH_STORE", store)
            return TimelinePage(**query)

        yield open_


def address_of(store: Store, tmp_path: Path) -> str:
    return store.name if "://" in store.name else str(tmp_path / store.name)


@pytest.fixture
def opened(loaded: Store, at: Open, tmp_path: Path) -> Open:
    """Opens the page on a store that holds the harbour fire."""
    return lambda **query: at(address_of(loaded, tmp_path), **query)


@EACH
def test_what_happened_is_drawn_and_listed(opened: Open) -> None:
    page = opened(case=CASE)
    [events] = page.listed.values()
    assert len(events) == 26
    assert events.index("loft-fire-1980s") < events.index("fire-date") < events.index("fire-date-inquiry")
    assert page.drawing["svg"].count('class="event"') == 26
    assert not page.drawing["zoomed"]
    assert "26 events with a date" in page.text


@EACH
def test_an_address_says_what_is_shown(opened: Open) -> None:
    asked = {"at": "fire-date-alarm-book", "from": "2019-03-01", "to": "2019-03-31", "statuses": "found,alleged"}
    page = opened(case=CASE, since="2019-03-02", until="2019-03-03", **asked)
    assert page.drawing["chosen"] == "fire-date-alarm-book"
    assert page.drawing["brush"] == [day_number(2019, 3, 2), day_number(2019, 3, 3)]
    assert page.drawing["zoomed"]
    assert page.drawing["scale"][0][1] == day_number(2019, 3, 1)
    assert page.inspector["tag"] == "Statement · alleged"
    assert "Only found or alleged, since 2 March 2019, until 3 March 2019." in page.text
    page.press("Show all again")
    assert len(next(iter(page.listed.values()))) == 26
    assert "Only " not in page.text


@EMBEDDED
def test_each_person_has_a_timeline(opened: Open) -> None:
    page = opened(case=CASE, by="person", lane="said")
    assert {"Priya Raghunathan", "Ines Okafor"} <= page.listed.keys()


@EMBEDDED
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"since": "2004-13"}, "since in the address was left out: there is no such day or month"),
        ({"until": "12000"}, "write Y12000"),
        ({"since": "XXXX-12-18"}, "since in the address was left out: since says of no day when it is"),
        ({"since": "2019-03", "until": "2018"}, "The days in the address were left out: no day is between since"),
        ({"lane": "future"}, "A timeline is of happened or said, not"),
        ({"by": "colour"}, "There can be a timeline for each person, place, type, source, status, not"),
        ({"about": "nobody,<img src=x>"}, "has no entity"),
        ({"statuses": "true"}, "has no status"),
        ({"at": "gone"}, ""),
    ],
    ids=str,
)
def test_an_address_that_was_edited_gets_a_sentence(opened: Open, query: dict[str, str], sentence: str) -> None:
    page = opened(case=CASE, **query)
    assert sentence in page.text
    assert "<img" not in page.text
    assert len(next(iter(page.listed.values()))) > 20


@EMBEDDED
def test_a_date_that_is_none_is_named_beside_the_others(opened: Open) -> None:
    page = opened(case=CASE)

    def enter(label: str, text: str) -> None:
        next(field for field in page.app.text_input if field.label == label).set_value(text)
        page.run()

    enter("Since", "2004-13")
    assert "Not taken, no day counts as since: there is no such day or month" in page.text
    enter("Since", "2019-04")
    assert "Only since April 2019." in page.text
    assert "Not taken" not in page.text
    enter("Until", "2018")
    assert "Not taken, no day counts as until: no day is between since" in page.text
    enter("Since", "someday")
    assert "Not taken, since 2019-04 still counts: not a date" in page.text
    assert "Only since April 2019." in page.text


@EACH
def test_days_that_are_chosen_filter_the_canvas(opened: Open) -> None:
    page = opened(case=CASE, since="2019-03-02", until="2019-03-03")
    next(button for button in page.app.button if button.label == "Show these days on the canvas").click()
    page.app.run()
    assert (page.view.since, page.view.until) == ("2019-03-02", "2019-03-03")


@EACH
def test_the_tab_below_the_canvas_draws_what_the_view_holds(
    loaded: Store, at: Open, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("CASEGRAPH_STORE", address_of(loaded, tmp_path))
    page = Page({"case": CASE, "since": "2019-03-02", "until": "2019-03-03", "selection": "warehouse-fire"})
    page.show("Timeline")
    [part] = page._parts("casegraph_timeline")
    told = json.loads(part.json)
    assert told["brush"] == [day_number(2019, 3, 2), day_number(2019, 3, 3)]
    assert told["chosen"] == "fire-date"
    assert told["svg"].count('class="event"') == 26


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_hostile_names_are_shown_as_they_are(store: Store, at: Open, tmp_path: Path) -> None:
    load(store, from_yaml(HOSTILE))
    page = at(address_of(store, tmp_path), case="hostile")
    assert list(page.listed.values()) == [["a-on", "b"]]
    assert "<script" not in page.drawing["svg"]
    assert "<script>alert" not in page.text
    page = at(address_of(store, tmp_path), case="hostile", about="a")
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("store", BOTH[:1], indirect=True)
def test_an_empty_store_says_what_to_do(store: Store, at: Open, tmp_path: Path) -> None:
    store.execute("CREATE (:Thing {name: 'x'})")
    page = at(address_of(store, tmp_path))
    assert "This store holds no case" in page.text


@EMBEDDED
def test_a_long_list_says_what_it_lacks(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(component, "MOST_LISTED", 20)
    page = opened(case=CASE)
    assert len(next(iter(page.listed.values()))) == 20
    assert "6 more are not listed." in page.text


def test_an_address_and_what_it_asks_for_are_one() -> None:
    asked = Asked(
        lane="said", by="place", about=("a", "b"), types=("Event",), sources=("echo",), statuses=("found",),
        since="2019-04~", until="2020", window=Range(day_number(2019, 1, 1), day_number(2019, 12, 31)), at="x",
    )  # fmt: skip
    assert Asked.of(asked.to_parameters()) == asked
    assert Asked.of({}) == Asked()
    assert Asked().to_parameters() == {}
    far = Asked(window=Range(day_number(-44, 3, 15), day_number(12_000, 12, 31)))
    assert Asked.of(far.to_parameters()) == far


def test_days_of_a_browser_are_taken_where_they_are_days() -> None:
    assert days_of_event({"first": 5, "last": 7}) == (5, 7)
    assert days_of_event({"first": "5", "last": 10**20}) == (None, None)
    assert days_of_event({}) == (None, None)


def test_a_view_has_days_of_years_that_it_knows() -> None:
    days = Range(day_number(-44, 3, 15), day_number(2019, 3, 2))
    assert since_and_until(days) == ("", "2019-03-02")
    assert since_and_until(None) == ("", "")
    assert View.from_parameters({"until": edtf_of(days.last)})[0].until == "2019-03-02"


@EMBEDDED
def test_every_kind_of_file_can_be_saved(opened: Open) -> None:
    page = opened(case=CASE)
    page.app.session_state[f"export-of-{CASE}"] = True
    page.run()
    labels = {button.proto.label for button in page.app.get("download_button")}
    assert labels == {"SVG", "PNG", "PDF", "CSV", "Markdown", "JSON", "Text"}
