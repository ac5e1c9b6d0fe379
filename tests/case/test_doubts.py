"""Claims that a person is to look at again: quotations that are cut, and those that are not."""

import pytest

from graph.case.dates import EdtfDate
from graph.case.file import doubts
from graph.case.model import Case, Claim, Entity, Locator, Source, Statement
from graph.case.passages import split_sentences

PIECES = "“The gate was open,” said Beatrix Oon. “The Trust knew of it.”"
STRAIGHT = 'Beatrix Oon said, "We saw it. He ran to the gate in 2019," and left.'


def told(text: str, *spans: str, verb: str | None = None) -> list[str]:
    """What is to be looked at of a claim by Beatrix Oon that these words of a text carry."""
    places = []
    for span in spans:
        start = text.index(span)
        at = next(s for s in split_sentences(text) if s.start <= start < s.end)
        places.append(Locator("note", at.paragraph, at.sentence, start, start + len(span)))
    claim = Claim(id="gate.1", by="oon", stance="asserts", at=places[0], verb=verb, context=tuple(places[1:]))
    oon = Entity(id="oon", type="Person", name="Beatrix Oon")
    day = EdtfDate.parse("2019", text="2019")
    case = Case(
        id="gate",
        title="The gate",
        as_of=day,
        sources=(Source(id="note", title="Note"),),
        entities=(oon,),
        statements=(Statement(id="gate", subject="oon", predicate="DATED", value=day, claims=(claim,)),),
    )
    return list(doubts(case, {"note": text}))


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        (PIECES, ["The gate was open"]),
        (PIECES, ["The gate was open,"]),
        (PIECES, ["“The gate was open,”"]),
        (PIECES, ["The gate was open", "The Trust knew of it."]),
        (PIECES, ["The gate was open,” said Beatrix Oon."]),
        (STRAIGHT, ["We saw it.", "He ran to the gate in 2019"]),
        (STRAIGHT, ["Beatrix Oon said"]),
        (STRAIGHT, ["2019"]),
    ],
)
def test_what_stands_between_the_marks_is_right(text: str, spans: list[str]) -> None:
    assert not [line for line in told(text, *spans) if "quotation" in line]


@pytest.mark.parametrize(
    ("text", "span", "said"),
    [
        (PIECES, "gate was open", "begins in the middle of a quotation ('gate was open')"),
        (PIECES, "The gate", "ends in the middle of a quotation ('The gate')"),
        (PIECES, "knew of it", "begins in the middle of a quotation ('knew of it')"),
        (STRAIGHT, "to the gate in 2019", "begins in the middle of a quotation ('to the gate in 2019')"),
    ],
)
def test_a_quotation_that_is_cut_is_told(text: str, span: str, said: str) -> None:
    assert [line for line in told(text, span) if "quotation" in line] == [f"gate.1: the span {said}"]


@pytest.mark.parametrize(("verb", "wrong"), [("said", False), ("knew", True), ("stated", True)])
def test_a_verb_stands_in_the_sentence_of_what_is_said(verb: str, wrong: bool) -> None:
    lines = [line for line in told(PIECES, "The gate was open,", verb=verb) if "its verb is not" in line]
    assert lines == wrong * [f"gate.1: its verb is not in the sentences of its passages ('{verb}')"]
