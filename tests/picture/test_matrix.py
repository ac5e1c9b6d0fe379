"""Where a stance matrix's names and cells stand: nothing is cut off, and nothing stands on another."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from graph.case.file import read
from graph.case.model import Case, Claim, Entity, Locator, Source, Statement
from graph.case.schema import load_schema
from graph.picture.matrix import FONT_SIZE, LINE, STANCE_LOOKS, TILT, described, legend, place, statement_words
from graph.picture.text import text_width
from graph.questions.case_graph import CaseGraph
from graph.questions.stances import StanceMatrix, matrix_of
from graph.settings import Settings
from tests.helpers import HARBOUR_FIRE

SCHEMA = load_schema()
LONG = "Commission of inquiry into the storage of solvents on the piers of the harbour, second sitting, " * 4


@pytest.fixture(scope="module")
def harbour() -> Case:
    return read(HARBOUR_FIRE, settings=Settings())


def named(case: Case, name: str) -> StanceMatrix:
    """Return the matrix of a case in which everybody is called so."""
    entities = tuple(replace(entity, name=name) for entity in case.entities)
    return matrix_of(CaseGraph(replace(case, entities=entities)))


@pytest.mark.parametrize("name", ["Ines Okafor", LONG, "W" * 300, "消防署長", "<b>&\u202e*x*</b>"])
def test_every_name_stands_within_the_picture_and_apart_from_the_next(harbour: Case, name: str) -> None:
    placed = place(named(harbour, name), SCHEMA)
    for row, following in zip(placed.rows, placed.rows[1:], strict=False):
        assert row.y + row.height == following.y
        assert max(text_width(line, FONT_SIZE) for line in row.lines) <= placed.left
        assert LINE * len(row.lines) < row.height
    assert placed.rows[-1].y + placed.rows[-1].height == placed.height
    rise, run = math.sin(TILT), math.cos(TILT)
    for _, x, lines in placed.heads:
        wide = max(text_width(line, FONT_SIZE) for line in lines)
        assert wide * rise <= placed.top
        assert x + wide * run <= placed.width
        # the lines of one name take less room across than its column has
        assert len(lines) * LINE <= placed.column * rise + 1


def test_a_row_is_never_called_without_its_status_beside_it(harbour: Case) -> None:
    for row in place(matrix_of(CaseGraph(harbour), limit=1_000), SCHEMA).rows:
        assert row.status == row.row.statement.properties["status"]
        assert f"({row.status})" not in statement_words(row.row, SCHEMA)  # it stands below


def test_looks_are_told_apart_without_colours() -> None:
    assert len({(look.sign, look.shape) for look in STANCE_LOOKS.values()}) == len(STANCE_LOOKS)
    assert len({look.sign for look in STANCE_LOOKS.values()}) == len(STANCE_LOOKS)


def test_it_is_told_how_many_of_what_is_shown_somebody_contests(harbour: Case) -> None:
    graph = CaseGraph(harbour)
    every = matrix_of(graph, limit=1_000)
    total, contested = len(every.rows), every.contested
    assert 1 < contested < total - 1
    assert described(every).endswith(f"; {contested:,} contested by somebody")
    some = matrix_of(graph, limit=contested + 1)
    assert f"{contested + 1} of {total} statements, " in described(some)
    assert f": first the {contested} that somebody contests, then those of which most is said" in described(some)
    assert described(matrix_of(graph, limit=contested)).startswith(f"The {contested} most disputed of {total}")
    none = replace(some, rows=some.rows[-1:])
    assert described(none).endswith(": nobody contests any; those of which most is said")


@pytest.mark.parametrize("look", STANCE_LOOKS.values(), ids=STANCE_LOOKS)
def test_a_sign_stands_out_from_its_colour(look) -> None:
    def light(colour: str) -> float:
        channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, bright = sorted((light(look.colour), light(look.ink)))
    assert (bright + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


def test_the_legend_holds_what_is_there_and_nothing_else(harbour: Case) -> None:
    at = Locator("g", 1, 1)
    claim = Claim(id="s.1", by="p", stance="asserts", at=at)
    case = Case(
        id="c",
        title="C",
        as_of=harbour.as_of,
        sources=(Source(id="g", title="G"),),
        entities=(Entity(id="p", type="Person", name="P"), Entity(id="q", type="Person", name="Q")),
        statements=(Statement(id="s", subject="p", predicate="PARTNER_OF", object="q", claims=(claim,)),),
    )
    assert legend(matrix_of(CaseGraph(case))) == [("asserts", "asserts it")]
    whole = {kind for kind, _ in legend(matrix_of(CaseGraph(harbour)))}
    assert whole == {
        *STANCE_LOOKS,
        "found",
        "hearsay",
        "elsewhere",
        "count",
        "silent",
    }
