import pytest

from graph.case.changes import with_entity
from graph.case.choices import (
    case_labels,
    entity_labels,
    predicates_between,
    source_labels,
    speaker_labels,
    statement_in_words,
)
from graph.case.file import from_yaml
from graph.case.model import Entity
from graph.case.schema import load_schema
from tests.helpers import HARBOUR_FIRE

FIRE = from_yaml(HARBOUR_FIRE.read_text(encoding="utf-8"))
SCHEMA = load_schema()


@pytest.mark.parametrize("start", SCHEMA.entity_types)
@pytest.mark.parametrize("end", [*SCHEMA.entity_types, "Date", "Quantity", "Text"])
def test_what_is_offered_is_all_that_the_file_takes(start, end):
    offered = {predicate.name for predicate in predicates_between(start, end)}
    assert offered == {p.name for p in SCHEMA.predicates.values() if start in p.domain and end in p.range}


def test_what_a_person_may_have_done_to_an_event_is_only_an_accusation_or_what_a_court_says():
    offered = {predicate.name: predicate for predicate in predicates_between("Person", "Event")}
    assert offered["ACCUSED_OF"].accusatory
    assert not any("SET" in name or "COMMIT" in name for name in offered)
    captions = [predicate.caption for predicate in offered.values()]
    assert captions == sorted(captions)


def test_what_predicates_are_called_tells_them_apart():
    captions = [predicate.caption for predicate in SCHEMA.predicates.values()]
    assert len(captions) == len(set(captions))


def test_names_that_are_alike_are_told_apart():
    case = with_entity(FIRE, Entity(id="other-leal", type="Person", name="Tomás Leal"))
    labels = entity_labels(case)
    assert labels["tomas-leal"] == "Tomás Leal · Person (tomas-leal)"
    assert labels["other-leal"] == "Tomás Leal · Person (other-leal)"
    assert labels["pier-nine"] == "Pier nine · Place"
    assert list(labels.values()) == sorted(labels.values(), key=str.casefold)


def test_cases_of_one_long_title_are_told_apart_where_only_the_beginning_is_shown():
    title = "Judge orders new inquiry into Larkmoor Dam contract"
    ids = ("judge-orders-new-inquiry-into-larkmoor-dam", "judge-orders-new-inquiry-into-larkmoor-dam-2", "ferry")
    labels = case_labels(dict(zip(ids, (title, title, "The ferry"), strict=True)))
    assert labels["ferry"] == "The ferry"
    assert len({label[:44] for label in labels.values()}) == 3
    # ids that end alike are given whole
    alike = case_labels({f"{start}-inquiry-into-larkmoor-dam": title for start in ("old", "new")})
    assert len(set(alike.values())) == 2


def test_sources_speak_first():
    speakers = speaker_labels(FIRE)
    assert list(speakers)[: len(FIRE.sources)] == list(source_labels(FIRE))
    assert speakers["gazette"] == "Fire at pier nine (Harbour Gazette) · the source itself"


def test_a_statement_is_told_in_words():
    words = {statement.id: statement_in_words(FIRE, statement) for statement in FIRE.statements}
    assert words["raghunathan-set-fire"] == "Priya Raghunathan — accused of (disputed) → Warehouse fire"
    accusations = [words[s.id] for s in FIRE.statements if SCHEMA.predicates[s.predicate].accusatory]
    assert accusations
    assert all(") → " in text for text in accusations)
    assert all(" — " in text and not text.endswith("→ ") and "None" not in text for text in words.values())
