"""A date in a sentence is named as the source of its statement prints it, and not only as it is read."""

import pytest

from graph.case.captions import clause_words, end_of, name_of
from graph.case.file import from_yaml, read
from graph.case.schema import load_schema
from graph.elements import Key
from graph.questions.case_graph import CaseGraph
from graph.questions.claims import claims_by, find_claim
from graph.questions.explain import explain
from graph.questions.parts import nodes_by_key
from graph.stores import Store
from tests.helpers import HARBOUR_FIRE

SCHEMA = load_schema()


@pytest.fixture(scope="module")
def fire() -> CaseGraph:
    return CaseGraph(read(HARBOUR_FIRE))


@pytest.mark.parametrize(
    ("statement", "guarded", "telling"),
    [
        (
            "firm-insured-on",
            "early March 2018 (between 1 March 2018 and 10 March 2018)",
            "gave insurance in early March 2018 (between 1 March 2018 and 10 March 2018)",
        ),
        ("fire-date", "Saturday, 2 March 2019", "occurred on Saturday, 2 March 2019"),
        ("fire-date-alarm-book", "Sunday 3 March (3 March 2019)", "occurred on Sunday 3 March (3 March 2019)"),
        ("leal-sent-home", "two days later (4 March 2019)", "was sent home two days later (4 March 2019)"),
        ("pier-closed", "the same day (3 March 2019)", "closed on the same day (3 March 2019)"),
        ("loft-fire-1980s", "some time in the 1980s", "occurred some time in the 1980s"),
        ("loft-fire-1986", "the winter of 1986", "occurred in the winter of 1986"),
        ("firm-sold-on", "in or about 2010", "was sold in or about 2010"),
        ("cornelis-vey-died", "1991", "died in 1991"),
        (
            "firm-paid-on",
            "before Easter (no later than 20 April 2019)",
            "paid before Easter (no later than 20 April 2019)",
        ),
    ],
)
def test_printed_words_come_first_and_how_they_are_read_where_that_says_more(
    fire: CaseGraph, statement: str, guarded: str, telling: str
) -> None:
    assert fire.guarded(statement).endswith(f" — {guarded}.")
    assert f" {telling}" in fire.telling(fire.claims(statement)[0])


def test_every_printed_date_is_in_its_sentences(fire: CaseGraph) -> None:
    dated = [s for s in fire.case.statements if "Date" in fire.statements[s.id].end_node.labels]
    assert len(dated) == 26
    for statement in dated:
        printed = getattr(statement.value, "text", "")
        assert printed in fire.guarded(statement.id)
        assert all(printed in fire.telling(claim) for claim in fire.claims(statement.id))


def test_two_sources_print_one_date_each_in_its_own_words() -> None:
    made = from_yaml("""\
case: {id: two, title: Two, as_of: 2020}
sources: [{id: echo, title: The Echo}]
entities: [{id: a, type: Event, name: The fair}, {id: b, type: Event, name: The dance}]
statements:
  - {id: one, subject: a, predicate: OCCURRED_ON, value: {date: 2019-04-20, text: the Saturday},
     claims: [{by: echo, stance: asserts, at: "echo#p1s1"}]}
  - {id: other, subject: b, predicate: OCCURRED_ON, value: {date: 2019-04-20},
     claims: [{by: echo, stance: denies, at: "echo#p1s2"}]}
""")
    graph = CaseGraph(made)
    assert graph.guarded("one") == "Reported by The Echo: The fair — occurred on — the Saturday (20 April 2019)."
    assert graph.guarded("other") == "Denied by The Echo: The dance — occurred on — 20 April 2019."


def test_a_node_keeps_the_name_that_all_its_statements_share(fire: CaseGraph) -> None:
    statement = fire.statements["leal-sent-home"]
    assert name_of(statement.end_node, SCHEMA) == "4 March 2019"
    assert end_of(statement).key == statement.end_node.key
    assert end_of(fire.statements["crowd"]) is fire.statements["crowd"].end_node


def test_a_store_tells_a_claim_as_the_file_does(loaded: Store, fire: CaseGraph) -> None:
    for speaker in ("gazette", "insurer-insider", "older-hands"):
        [node] = nodes_by_key(loaded, [Key.of("harbour-fire", speaker)])
        for claim, _, end in claims_by(loaded, node, SCHEMA):
            assert name_of(end, SCHEMA) == name_of(end_of(fire.statements[claim.statement]), SCHEMA)
    [node] = nodes_by_key(loaded, [Key.of("harbour-fire", "firm-paid-on.1")])
    found = find_claim(loaded, node, SCHEMA)
    assert found
    assert clause_words(found[1], found[0].predicate, found[2], SCHEMA) == "paid"
    assert explain(loaded, "firm-paid-on", schema=SCHEMA)["text"] == fire.guarded("firm-paid-on")
