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
from graph.explore.report import report_of, report_of_file, report_of_view
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
    of_file = compose(
        replace(as_stored(case), questions=case.questions), quote=lambda at: words_at(texts[at.source], at)
    )
    assert report_of(loaded, CASE, settings=SETTINGS) == of_file
    chosen = report_of(loaded, "", settings=SETTINGS, statements=["fire-date"])
    assert chosen.source_line == "As of May 2019. A part of it: the statements that were chosen."
    assert [line.status for line in statements(chosen)] == ["reported"]
    with pytest.raises(NotFoundError, match="The case 'nobody' is not in this store"):
        report_of(loaded, "nobody", settings=SETTINGS)


def test_what_contradicts_a_part_of_a_stored_case_is_told_as_of_its_file(loaded: Store) -> None:
    case = read(HARBOUR_FIRE, settings=Settings())
    for id in ("fire-date", "raghunathan-on-pier", "crowd"):
        of_store = report_of(loaded, CASE, settings=SETTINGS, statements=[id])
        of_file = report_of_file(HARBOUR_FIRE, settings=Settings(), statements=[id])
        assert (of_store.sections, of_store.passages) == (of_file.sections, of_file.passages)
    assert any(case.questions)


def test_a_case_that_is_not_kept_has_no_questions_that_are_known_and_a_file_has_its_own(
    embedded_store: Store, tmp_path: Path
) -> None:
    case = replace(read(HARBOUR_FIRE, settings=Settings()), id="other", questions=())
    load(embedded_store, case)
    whole = report_of(embedded_store, "other", settings=SETTINGS)
    why = (
        "The case file of other is not in the folder of cases (setting cases), so the questions of the case, and what "
        "second readers say of it, are not known."
    )
    assert whole.notes[1] == f"{why} They are not in this report."
    with pytest.raises(NotFoundError) as caught:
        report_of(embedded_store, "other", settings=SETTINGS, question="who")
    assert str(caught.value) == f"{why} Name the file: casegraph report CASE.yaml --question who."

    path = tmp_path / "cases" / "other" / "other.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("case: {id: other}\n", encoding="utf-8")
    kept = Settings(cases=str(tmp_path / "cases"))
    with pytest.raises(
        NotFoundError, match=r"other cannot be read \(other.yaml:1: case.title: is missing.* Mend the file\."
    ):
        report_of(embedded_store, "other", settings=kept, question="who")

    asked = Question(id="who", text="Who?", open=("fire-date",), conclusion="Nobody.", by="Ada")
    sources = tuple(replace(source, text=None) for source in case.sources)
    write(replace(case, sources=sources, questions=(asked,)), path)
    for made in (
        report_of_file(path, settings=SETTINGS, question="who"),
        report_of(embedded_store, "other", settings=kept, question="who"),
    ):
        assert [group.heading for group in made.sections[0].groups] == [
            "Still open", "What Ada concludes, in words of their own; it is no claim of any source"
        ]  # fmt: skip
    assert "Questions of the case" in str(report_of(embedded_store, "other", settings=kept))


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
