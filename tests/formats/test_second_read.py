"""The sheet of a second reader: what it shows, and what comes back of it, whatever a spreadsheet made of it."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graph.case.model import Case, Locator
from graph.case.texts import words_at
from graph.errors import FileError
from graph.formats.second_read import rows_of, take, told, write_csv, write_html
from graph.questions.case_graph import CaseGraph
from graph.review.second_read import SecondRead
from tests.helpers.casefiles import TEXT
from tests.review.test_second_read import COUNT, FIRE, changed, verdict

NOW = datetime(2021, 5, 4, 10, tzinfo=UTC)


def quote(at: Locator) -> str | None:
    return words_at(TEXT, at)


def filled_in(sheet: bytes, *rows: Mapping[str, str], delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """Return a sheet with cells of its rows changed, as a spreadsheet saves it."""
    table = list(csv.reader(io.StringIO(sheet.decode("utf-8-sig"), newline="")))
    names = [name.partition(":")[0] for name in table[0]]
    for row, cells in zip(table[1:], rows, strict=False):
        for name, text in cells.items():
            row[names.index(name)] = text
    saved = io.StringIO()
    csv.writer(saved, delimiter=delimiter).writerows(table)
    return saved.getvalue().encode(encoding)


def sheet(case: Case = FIRE) -> bytes:
    return write_csv(case, rows_of(case, quote)[0])


def test_a_sheet_shows_each_claim_with_the_words_that_it_cites_and_no_verdict():
    lines = [verdict(FIRE, COUNT, "overstated", 1, reason="Never.")]
    rows, left = rows_of(FIRE, quote, readings=lines)
    assert left == 0
    assert [row.claim for row in rows] == ["fire-date.1", COUNT, "hale-accused.1", "hale-accused.2"]
    assert [each.words for each in rows[1].passages] == ["“Nearly 200 watched,” she said."]
    assert rows[1].text.startswith("Ida Brandt asserts that Fire had a crowd of nearly 200")
    for content in (write_csv(FIRE, rows).decode(), write_html(FIRE, rows).decode()):
        assert "Never." not in content
        assert "Ines" not in content
        assert "disputed" not in content
        assert "Nearly 200 watched" in content
    assert [row.claim for row in rows_of(FIRE, quote, readings=lines, reader=" Ines ")[0]] == [
        "fire-date.1",
        "hale-accused.1",
        "hale-accused.2",
    ]


def test_claims_whose_words_are_not_at_hand_are_left_out_and_counted():
    assert rows_of(FIRE, lambda at: None) == ([], 4)
    rows, left = rows_of(FIRE, lambda at: quote(at) if at.paragraph == 2 else None)
    assert ([row.claim for row in rows], left) == ([COUNT], 3)


@pytest.mark.parametrize("delimiter", ",;\t")
def test_what_is_filled_in_comes_back_as_it_was_meant(delimiter: str):
    rows: Sequence[Mapping[str, str]] = (
        {},
        {"verdict": " Needs  Context", "reason": "=1+1", "reader": "Ines"},
        {"verdict": "supported"},
    )
    taken = take(filled_in(sheet(), *rows, delimiter=delimiter), FIRE, name="a.csv", reader="Ada", now=NOW)
    assert [(line.reader, line.claim, line.verdict, line.reason) for line in taken.readings] == [
        ("Ines", COUNT, "needs context", "=1+1"),
        ("Ada", "hale-accused.1", "supported", ""),
    ]
    assert (taken.empty, taken.known, taken.gone) == (2, 0, ())
    assert len({line.time for line in taken.readings}) == 2
    assert SecondRead(FIRE, taken.readings).open == {COUNT: (taken.readings[0],)}
    assert taken.readings[0].text == told(CaseGraph(FIRE), COUNT)
    # what is there already is taken once, whoever sends it again
    again = take(filled_in(sheet(), *rows), FIRE, name="a.csv", readings=taken.readings, reader="Ada", now=NOW)
    assert (again.readings, again.known) == ((), 2)


def test_two_verdicts_of_one_reader_on_one_claim_are_refused_by_their_lines_and_those_of_two_readers_are_not():
    [head, *rows] = list(csv.reader(io.StringIO(sheet().decode("utf-8-sig"), newline="")))
    names = [name.partition(":")[0] for name in head]

    def with_rows(*given: tuple[int, str, str]) -> bytes:
        lines = [
            [
                {"verdict": said, "reason": "No.", "reader": reader}.get(name) or cell
                for name, cell in zip(names, rows[n], strict=True)
            ]
            for n, said, reader in given
        ]
        saved = io.StringIO()
        csv.writer(saved).writerows([head, *lines])
        return saved.getvalue().encode()

    twice = with_rows(
        (0, "supported", "Ines"), (2, "overstated", "Ines"), (0, "unsupported", " Ines "), (0, "supported", "")
    )
    with pytest.raises(FileError) as refused:
        take(twice, FIRE, name="a.csv", reader="Ines", now=NOW)
    said = "gives two verdicts on one claim, the other in line 2: leave one (fire-date.1)"
    assert str(refused.value).splitlines() == [f"a.csv:{n}: verdict: Ines {said}" for n in (4, 5)]
    taken = take(with_rows((0, "supported", "Ines"), (0, "unsupported", "Mo")), FIRE, name="a.csv", now=NOW)
    assert [line.reader for line in taken.readings] == ["Ines", "Mo"]


def test_an_apostrophe_before_a_formula_is_taken_away_again():
    rows = [{"verdict": "overstated", "reason": "'=1+1", "reader": "'-x"}]
    [line] = take(filled_in(sheet(), *rows), FIRE, name="a.csv", now=NOW).readings
    assert (line.reason, line.reader) == ("=1+1", "-x")


def test_a_verdict_on_what_was_changed_since_is_not_open_and_the_claim_is_to_be_read_again():
    given = filled_in(sheet(), {}, {"verdict": "wrong speaker", "reason": "It was Hale.", "reader": "Ines"})
    mended = changed(FIRE, COUNT, by="hale")
    found = SecondRead(mended, take(given, mended, name="a.csv", now=NOW).readings)
    assert (found.open, found.counts.changed, found.counts.mended) == ({}, 1, 0)
    without = replace(FIRE, statements=FIRE.statements[:1])
    taken = take(given, without, name="a.csv", now=NOW)
    assert (taken.readings, taken.gone) == ((), (COUNT,))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"verdict": "fine", "reader": "Ines"}], "a.csv:2: verdict: is one of supported, needs context"),
        ([{"verdict": "overstated", "reader": "Ines"}], "a.csv:2: a short reason is needed"),
        ([{"verdict": "supported"}], "a.csv:2: a verdict has a reader"),
        ([{"reason": "No."}], "a.csv:2: verdict: is missing beside a reason"),
        ([{"case": "other", "verdict": "supported"}], "a.csv:2: case: the sheet is of another case"),
    ],
)
def test_what_is_no_verdict_is_named_by_its_line_and_nothing_is_taken(rows: list[dict[str, str]], said: str):
    good = {"verdict": "supported", "reader": "Ines"}
    with pytest.raises(FileError) as refused:
        take(filled_in(sheet(), *rows, good), FIRE, name="a.csv", now=NOW)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "a.csv:1: it is no sheet: the column case is missing"),
        (b"case,claim\r\n", "a.csv:1: it is no sheet: the column reads is missing"),
        ("case;ä".encode("cp1252"), "a.csv is not UTF-8, from byte 5 on"),
        (b"<!doctype html>", "a.csv is the page: press"),
        (b'case,"' + b"x" * 200_000, "a.csv:1: it is no CSV"),
        (b"\xff\xfe\x00", "a.csv is not UTF-8, from byte 0 on"),
    ],
)
def test_what_is_no_sheet_is_refused(data: bytes, said: str):
    with pytest.raises(FileError) as refused:
        take(data, FIRE, name="a.csv", now=NOW)
    assert str(refused.value).startswith(said)


def test_nothing_in_a_case_is_markup_or_a_formula_in_a_sheet():
    hostile = "=1+1</script><img src=x onerror=alert(1)>@data@\u202e"
    entities = tuple(replace(each, name=hostile) if each.id == "hale" else each for each in FIRE.entities)
    case = replace(changed(FIRE, COUNT, by="hale", says=hostile), title=hostile, entities=entities)
    rows, _ = rows_of(case, lambda at: f"{hostile} {at}")
    page = write_html(case, rows, hostile).decode()
    assert "<img" not in page
    assert page.count("</script>") == 2
    assert "@data@" in page.replace("\\u003e@data@", "@data@")
    table = list(csv.reader(io.StringIO(write_csv(case, rows).decode("utf-8-sig"), newline="")))
    assert not [cell for row in table for cell in row if cell.startswith("=")]
    assert "\u202e" not in page + str(table)
