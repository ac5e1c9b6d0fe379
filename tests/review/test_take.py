import pytest

from graph.case.dates import EdtfDate
from graph.case.file import from_yaml, to_yaml
from graph.case.model import Case, Locator, Source
from graph.errors import ModelError
from graph.review.places import Places
from graph.review.take import drop_mentions, new_id, take_claim, take_entity, take_value

TEXT = """Fire at pier nine

Ada Quill saw the fire on Saturday. Two boats came. “It began at the gate,” Beatrix Oon said. “Nobody was hurt.”

Ms Quill denies it."""
PLACES = Places("paper", TEXT)


def span(words: str, nth: int = 0) -> tuple[int, int]:
    at = -1
    for _ in range(nth + 1):
        at = TEXT.index(words, at + 1)
    return at, at + len(words)


@pytest.fixture
def case() -> Case:
    empty = Case(
        id="pier", title="The pier", as_of=EdtfDate.parse("2019"), sources=(Source(id="paper", title="The Paper"),)
    )
    one = take_entity(
        empty, PLACES, TEXT, id="ada-quill", type="Person", name="Ada Quill", mentions=[span("Ada Quill")]
    )
    return take_entity(
        one, PLACES, TEXT, id="beatrix-oon", type="Person", name="Beatrix Oon", mentions=[span("Beatrix Oon")]
    )


def test_a_span_is_told_by_paragraph_and_sentence():
    assert PLACES.locator(span("Quill", 1)) == Locator("paper", 3, 1, *span("Quill", 1))
    whole = (span("“It")[0], span("hurt.”")[1])
    assert [(place.paragraph, place.sentence) for place in PLACES.locators([whole])] == [(2, 3), (2, 4)]
    assert all(TEXT[p.start : p.end].strip() for p in PLACES.locators([whole]))


def test_ids_are_made_of_names():
    assert new_id("Ada Quill’s boat", set()) == "ada-quills-boat"
    assert new_id("Żółć & Søn", set()) == "zoc-sn"
    assert new_id("東京", {"unnamed"}) == "unnamed-2"
    assert new_id("Ada", {"ada", "ada-2"}) == "ada-3"
    assert len(new_id("a" * 300, set())) <= 80


def test_what_is_taken_is_a_valid_case(case):
    case = take_entity(case, PLACES, TEXT, id="ada-quill", type="Person", name="Ms Quill", mentions=[span("Quill", 1)])
    ada = case.entities[0]
    assert ada.aliases == ("Ms Quill",)
    assert [mention.text for mention in ada.mentions] == ["Ada Quill", "Quill"]
    said = [span("It began at the gate,"), span("Nobody was hurt.")]
    case = take_claim(case, PLACES, spans=said, value={"speaker": "beatrix-oon", "verb": "said"})
    [claim] = case.statements[0].claims
    assert (case.statements[0].predicate, claim.by, claim.says) == ("STATES", "beatrix-oon", None)
    assert [str(place).split("@")[0] for place in claim.places] == ["paper#p2s3", "paper#p2s4"]
    case = take_value(
        case, PLACES, TEXT, span=span("Saturday"), subject="ada-quill",
        value={"edtf": "2019-03-02", "inferred": True, "basis": "The paper is of the Sunday after."},
    )  # fmt: skip
    case = take_value(case, PLACES, TEXT, span=span("Two boats"), subject="ada-quill", value={"low": 2, "high": 2})
    assert [statement.predicate for statement in case.statements] == ["STATES", "NAMED_WITH", "NAMED_WITH"]
    assert from_yaml(to_yaml(case)) == case


def test_a_claim_on_what_is_stated_already_joins_it(case):
    value = {"speaker": "beatrix-oon", "predicate": "KNOWS", "subject": "ada-quill", "object": "beatrix-oon"}
    case = take_claim(case, PLACES, spans=[span("Nobody was hurt.")], value=value)
    case = take_claim(
        case,
        PLACES,
        spans=[span("denies it")],
        value={**value, "speaker": "ada-quill", "stance": "denies", "verb": "denies"},
    )
    [statement] = case.statements
    assert {claim.stance for claim in statement.claims} == {"asserts", "denies"}
    assert case.status(statement) == "disputed"


def test_a_mention_is_taken_back(case):
    fewer = drop_mentions(case, PLACES, "ada-quill", [span("Ada Quill")])
    assert fewer.entities[0].mentions == ()


def test_what_is_missing_is_said(case):
    with pytest.raises(ModelError, match="needs a speaker"):
        take_claim(case, PLACES, spans=[span("Nobody was hurt.")], value={})
    with pytest.raises(ModelError, match="'Saturday' is not known: give the day of publication"):
        take_value(case, PLACES, TEXT, span=span("Saturday"), subject="ada-quill", value={"edtf": None})


def test_what_somebody_is_accused_of_in_other_words_is_another_statement(case):
    value = {"speaker": "beatrix-oon", "subject": "ada-quill", "predicate": "ACCUSED_OF", "text": "lighting the fire"}
    case = take_claim(case, PLACES, spans=[span("It began at the gate")], value=value)
    case = take_claim(case, PLACES, spans=[span("Nobody was hurt")], value={**value, "text": "leaving the gate open"})
    case = take_claim(case, PLACES, spans=[span("Two boats came")], value=value)
    found = [(statement.value.text, len(statement.claims)) for statement in case.statements]
    assert found == [("lighting the fire", 2), ("leaving the gate open", 1)]
