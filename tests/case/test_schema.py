import re

import pytest

from graph.case.schema import VALUE_TYPES, Predicate, load_schema
from graph.picture.looks import SHAPES

SCHEMA = load_schema()


def test_entity_types() -> None:
    assert list(SCHEMA.entity_types) == [
        "Person", "Agency", "Organization", "Place", "Evidence", "Event", "Work", "Petition"
    ]  # fmt: skip
    assert SCHEMA.entity_types["Person"].labels == ("Entity", "Person")
    assert SCHEMA.entity_types["Agency"].labels == ("Agency", "Entity", "Organization")
    assert SCHEMA.other_types["Date"].labels == ("Date", "Value")
    assert SCHEMA.other_types["Claim"].labels == ("Claim",)


def test_each_entity_type_can_be_told_by_colour_and_by_shape() -> None:
    types = SCHEMA.entity_types.values()
    assert len({type_.colour for type_ in types}) == len({type_.shape for type_ in types}) == len(types)


@pytest.mark.parametrize("type_", [*SCHEMA.entity_types.values(), *SCHEMA.other_types.values()], ids=lambda t: t.name)
def test_a_type_can_be_drawn(type_) -> None:
    assert re.fullmatch("#[0-9A-F]{6}", type_.colour)
    assert type_.shape in SHAPES
    assert SCHEMA.node_type(type_.labels) == type_


@pytest.mark.parametrize("predicate", SCHEMA.predicates.values(), ids=lambda p: p.name)
def test_a_predicate_stands_between_types_that_exist(predicate: Predicate) -> None:
    assert re.fullmatch("[A-Z]+(?:_[A-Z]+)*", predicate.name)
    assert predicate.domain
    assert predicate.range
    assert predicate.domain <= set(SCHEMA.entity_types)
    assert predicate.range <= {*SCHEMA.entity_types, *VALUE_TYPES}
    assert ("Agency" in predicate.domain) >= ("Organization" in predicate.domain)


@pytest.mark.parametrize("predicate", SCHEMA.predicates.values(), ids=lambda p: p.name)
def test_a_name_that_accuses_is_accusatory(predicate: Predicate) -> None:
    accuses = re.search(r"ACCUSED|ALLEGED|SUSPECTED|CONVICT|SENTENCE|GUILT|CRIME|COERCED|DEFENDANT", predicate.name)
    assert predicate.accusatory or not accuses


def test_nothing_is_between_the_names_of_the_graph_and_of_predicates() -> None:
    ours = {"MADE", "ABOUT", "VIA", "CITES", "REFERS_TO", "PRINTED_IN", "CONTRADICTS", "IN"}
    assert not ours & set(SCHEMA.predicates)


def test_labels_of_a_foreign_graph_have_no_type() -> None:
    assert SCHEMA.node_type(("Movie",)) is None
