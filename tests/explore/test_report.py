"""The report of what a store holds: the same on every store, and as wide as what was asked for."""

from dataclasses import replace
from pathlib import Path

import pytest

from graph.case.file import read, source_texts
from graph.case.file.write import write
from graph.case.load import load
from graph.case.model import Question
from graph.case.schema import load_schema
from graph.case.stored import as_stored
from graph.case.texts import words_at
from graph.errors import NotFoundError, RenderError
from graph.explore.drawing import open_view
from graph.explore.report import report_of, report_of_view
from graph.explore.view import View
from graph.formats.report import Line, Report
from graph.formats.report.compose import compose
from graph.review.second_read import give, record
from graph.settings import Settings
from graph.stores import Store
from tests.helpers import HARBOUR_FIRE, PETITIONS
from tests.helpers.explorer import CASE, FIRE, PRIYA

SETTINGS = Settings(cases="nowhere")


def of_view(store: Store, view: View) -> Report:
    placed, drawn = open_view(store, view, schema=load_schema(), settings=SETTINGS)
    return report_of_view(store, view, placed, drawn, settings=SETTINGS, schema=load_schema())


def statements(report: Report) -> list[Line]:
    [section] = [section for section in report.sections if section.heading == "Who says what"]
    return [line for group in section.groups for line in group.lines]


def test_a_report_of_a_stored_case_is_that_of_its_file(loaded: Store) -> None:
    case = read(HARBOUR_FIRE, settings=Settings())
    texts = source_texts(case, HARBOUR_FIRE, settings=Settings())
    of_file = compose(as_stored(case), quote=lambda at: words_at(texts[at.source], at))
    assert report_of(loaded, CASE, settings=SETTINGS) == of_file
    chosen = report_of(loaded, "", settings=SETTINGS, statements=["fire-date"])
    assert chosen.source_line == "As of May 2019. A part of it: the statements that were chosen."
    assert [line.status for line in statements(chosen)] == ["reported"]
    with pytest.raises(NotFoundError, match="The case 'nobody' is not in this store"):
        report_of(loaded, "nobody", settings=SETTINGS)


def test_a_report_of_a_view_holds_what_it_shows_and_the_values_of_that(loaded: Store) -> None:
    whole = of_view(loaded, View(case=CASE))
    assert len(statements(whole)) == len(read(HARBOUR_FIRE, settings=Settings()).statements)
    assert whole.scene is not None
    assert whole.source_line == "As of May 2019. A part of it: what the view shows, and what is said of that."
    accused = of_view(
        loaded, View(case=CASE, off=View().off | {"~reported", "~found", "~alleged"}, only=frozenset({PRIYA, FIRE}))
    )
    assert {line.status for line in statements(accused)} <= {"disputed", "denied", "questioned", "inferred"}
    assert "Left out of it: " in accused.source_line
    dates_away = of_view(loaded, View(case=CASE, off=frozenset({"Date"})))
    assert not any(line.when for section in dates_away.sections[:1] for group in section.groups for line in group.lines)
    with pytest.raises(RenderError, match="the view shows no statement"):
        of_view(loaded, View(case=CASE, query="MATCH (p:Passage) RETURN p LIMIT 3"))


def test_a_report_is_of_one_case(store: Store) -> None:
    with pytest.raises(NotFoundError, match="the store holds none: load one"):
        report_of(store, "", settings=SETTINGS)
    load(store, *[read(file, settings=Settings()) for file in (HARBOUR_FIRE, PETITIONS)])
    with pytest.raises(NotFoundError, match=r"harbour-fire.*: name one with --case"):
        report_of(store, "", settings=SETTINGS)
    with pytest.raises(RenderError, match="statements of 2 cases: harbour-fire, making-a-murderer"):
        of_view(store, View(case=""))


@pytest.fixture
def own(embedded_store: Store, tmp_path: Path) -> Settings:
    """The settings of one's own harbour fire, with a question and an open verdict; it is in the store."""
    path = tmp_path / "cases" / CASE / f"{CASE}.yaml"
    case = read(HARBOUR_FIRE, settings=Settings())
    first = case.statements[0]
    asked = Question(id="who", text="Who set it?", against=(first.id,))
    path.parent.mkdir(parents=True)
    case = replace(case, sources=tuple(replace(s, text=None) for s in case.sources), questions=(asked,))
    write(case, path)
    load(embedded_store, case)
    record(
        path, [give(first, first.claims[0], "unsupported", reader="Ines", reason="No.", time="2021-05-04T10:00:00Z")]
    )
    return Settings(cases=str(tmp_path / "cases"))


def test_questions_and_open_verdicts_come_from_beside_the_store(embedded_store: Store, own: Settings) -> None:
    report = report_of(embedded_store, CASE, settings=own, question="who")
    assert report.title == "Who set it?"
    assert [group.heading for group in report.sections[0].groups] == ["Speaks against it"]
    assert report.sections[-1].heading == "What a second reader does not accept"
    assert "Second reader: unsupported, by Ines: No." in str(report)
    with pytest.raises(NotFoundError, match="has no question 'why'"):
        report_of(embedded_store, CASE, settings=own, question="why")
