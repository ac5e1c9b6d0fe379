"""Timelines as files: pictures that others read, tables without formulas, and nothing that becomes markup."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from graph.case.file import read
from graph.case.model import Case
from graph.errors import RenderError
from graph.formats.timeline import ENDINGS, describe, draw, write
from graph.formats.timeline_tables import COLUMNS
from graph.picture.timeline import place
from graph.questions.case_graph import CaseGraph
from graph.questions.timeline import CaseTimeline, Kept
from tests.helpers import HARBOUR_FIRE

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '=1+1 <script>alert("1")</script> [a](http://b) \u202e| `x` *y*'


@pytest.fixture(scope="module")
def fire() -> Case:
    return read(HARBOUR_FIRE)


def timelines(case: Case) -> CaseTimeline:
    return CaseTimeline(CaseGraph(case))


@pytest.fixture(scope="module")
def written(fire: Case) -> Callable[[str], bytes]:
    line = timelines(fire).timeline()
    return lambda ending: write([line], ending, case=fire.id, title=fire.title)


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_format_is_the_same_bytes_each_time(written: Callable[[str], bytes], ending: str) -> None:
    begins = {".png": b"\x89PNG", ".pdf": b"%PDF", ".svg": b"<svg", ".json": b"{", ".md": b"# The harbour fire"}
    content = written(ending)
    assert content.startswith(begins.get(ending, b""))
    assert content == written(ending)


def test_each_event_of_a_drawing_says_who_stands_behind_it(fire: Case, written: Callable[[str], bytes]) -> None:
    root = ElementTree.fromstring(written(".svg"))
    drawn = {group.get("data-ids"): group for group in root.iter(f"{SVG}g") if group.get("class") == "event"}
    line = timelines(fire).timeline()
    assert drawn.keys() == {event.id for event in line.events}
    for event in line.events:
        title = drawn[event.id].find(f"{SVG}title")
        assert title is not None
        assert event.text in (title.text or "")
        words = "".join(text.text or "" for text in drawn[event.id].iter(f"{SVG}text"))
        if event.status == "alleged":
            assert "(alleged)" in words
            assert "stroke-dasharray" in ElementTree.tostring(drawn[event.id], "unicode")
    joins = [group for group in root.iter(f"{SVG}g") if group.get("class") == "join"]
    assert len(joins) == 2, "the one of the fire, and the one of the legend"


def test_a_legend_explains_all_that_is_drawn_and_nothing_else(fire: Case) -> None:
    whole = timelines(fire)
    words = draw(place([whole.timeline()]))[0]
    for explained in (
        "alleged: only named speakers say so",
        "soft ends",
        "dots: beginning or end not known",
        "hollow",
        "exclude each other",
    ):
        assert explained in words
    found = draw(place([whole.timeline(kept=Kept(statuses=frozenset(["found"])))]))[0]
    assert "found: a deciding body found it" in found
    for other in ("alleged", "dots: beginning or end not known", "hollow", "exclude each other"):
        assert other not in found


def test_a_drawing_is_told_in_words(fire: Case) -> None:
    words = describe(place([timelines(fire).timeline()]))
    assert words.startswith("26 marks along an axis of dates (")
    assert "1 pair of dates that exclude each other." in words


def test_tables_hold_what_the_drawing_shows(fire: Case, written: Callable[[str], bytes]) -> None:
    rows = list(csv.DictReader(io.StringIO(written(".csv").decode("utf-8-sig"))))
    line = timelines(fire).timeline()
    assert list(rows[0]) == list(COLUMNS)
    assert [row["id"] for row in rows] == [event.id for event in line.events]
    alarm = next(row for row in rows if row["id"] == "fire-date-alarm-book")
    assert (alarm["status"], alarm["inferred"], alarm["excluded by"]) == ("alleged", "true", "fire-date")
    assert alarm["statement"].startswith("Alleged by Fire service (by way of Alarm book): ")
    assert json.loads(written(".json"))["events"][0].keys() >= {"id", "name", "edtf", "lane"}
    markdown = written(".md").decode()
    assert "| Date | What | Status | Who says so | Where |" in markdown
    assert "Alleged by Fire service" in markdown


def test_hostile_names_are_text(fire: Case) -> None:
    entities = tuple(replace(e, name=HOSTILE) if e.id == "warehouse-fire" else e for e in fire.entities)
    case = replace(fire, title=HOSTILE, entities=entities)
    line = timelines(case).timeline()
    for ending in ENDINGS:
        written = write([line], ending, case=case.id, title=case.title)
        if ending == ".svg":
            root = ElementTree.fromstring(written)
            assert not list(root.iter(f"{SVG}script"))
            assert b"\xe2\x80\xae" not in written
        if ending == ".csv":
            cells = [cell for row in csv.reader(io.StringIO(written.decode("utf-8-sig"))) for cell in row]
            assert not any(cell.startswith("=") for cell in cells)
        if ending == ".md":
            assert b"<script" not in written


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_has_the_colours_of_its_theme(fire: Case, theme: str) -> None:
    background = {"light": "#fcfcfd", "dark": "#0e1217"}[theme]
    assert background in write([timelines(fire).timeline()], ".svg", case=fire.id, theme=theme).decode()


def test_what_cannot_be_written_is_named(fire: Case) -> None:
    of_case = timelines(fire)
    with pytest.raises(RenderError, match=r"A timeline is written to a file that ends in \.svg, .*, not '\.doc'\."):
        write([of_case.timeline()], ".doc", case=fire.id)
    with pytest.raises(RenderError, match="nothing here has a date"):
        write(
            [of_case.timeline(kept=Kept(types=frozenset(["Work"]), statuses=frozenset(["denied"])))], ".png", case="x"
        )
