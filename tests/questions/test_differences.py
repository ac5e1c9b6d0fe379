from dataclasses import replace

import pytest

from graph.case.captions import end_of
from graph.case.changes import merged, with_claim, with_entity, with_source, with_statement, without_entity
from graph.case.dates import EdtfDate
from graph.case.file import read
from graph.case.model import Case, Claim, Entity, Locator
from graph.case.schema import load_schema
from graph.questions.case_graph import CaseGraph
from graph.questions.claims import claims_of, guarded, telling
from graph.questions.differences import Comparison, to_lines
from tests.helpers import HARBOUR_FIRE

FIRE = read(HARBOUR_FIRE)
AT = Locator.parse("gazette#p1s1")


def lines(after: Case, before: Case = FIRE) -> list[str]:
    return to_lines(Comparison(before, after).told())


def statement(id: str):
    return next(row for row in FIRE.statements if row.id == id)


def test_a_case_in_no_store_is_told_as_one_in_a_store(fire_store):
    schema, of_case = load_schema(), CaseGraph(FIRE)
    found = fire_store.query("MATCH (n:Entity)-[r]->(m) WHERE r.status IS NOT NULL RETURN r").rows
    relationships = [row[0] for row in found]
    claims = claims_of(fire_store, relationships, schema)
    assert len(relationships) == len(of_case.statements)
    for r in relationships:
        assert of_case.statements[r.id].properties == r.properties
        assert of_case.claims(r.id) == claims[r.key]
        assert of_case.guarded(r.id) == guarded(r, claims[r.key], schema)
        told = [telling(claim, r.start_node, end_of(r), schema) for claim in claims[r.key]]
        assert list(map(of_case.telling, of_case.claims(r.id))) == told


def test_nothing():
    same = Comparison(FIRE, FIRE)
    assert (bool(same), same.summary, same.told()) == (False, "Nothing changed in meaning.", [])


def test_a_claim_that_is_added_changes_a_status_and_stays_a_claim():
    denial = Claim(
        id="salo-watchman.new", by="port-authority", stance="denies", at=AT, says="He kept no watch that night."
    )
    after = with_claim(FIRE, "salo-watchman", denial)
    assert Comparison(FIRE, after).summary == (
        "Adds 1 claim; the status of 1 statement changes from reported to disputed."
    )
    assert lines(after) == [
        "",
        "Statements",
        "  ~ Disputed, asserted by Pier nine inquiry: summary of findings (Pier Inquiry) and Court clears pier "
        "engineer (Quay Ledger), denied by Port Authority: "
        "Viktor Salo — has the role — night watchman. [salo-watchman]",
        "      ~ status: reported → disputed",
        "      + Port Authority denies that Viktor Salo has the role of night watchman, saying: He kept no watch that "
        "night. (Fire at pier nine (Harbour Gazette), paragraph 1, sentence 1)",
    ]
    back = lines(FIRE, after)
    assert "      ~ status: disputed → reported" in back
    assert any(line.startswith("      − Port Authority denies that") for line in back)


def test_an_entity_is_told_field_by_field():
    pier = next(entity for entity in FIRE.entities if entity.id == "pier-nine")
    after = with_entity(FIRE, replace(pier, name="Pier 9", aliases=("Nine",), about=None, mentions=pier.mentions[1:]))
    gone = pier.mentions[0]
    assert lines(after) == [
        "",
        "Entities",
        "  ~ Pier 9 (Place) [pier-nine]",
        "      ~ name: Pier nine → Pier 9",
        "      + alias: Nine",
        *([f"      − about: {pier.about}"] if pier.about else []),
        f"      − mention: “{gone.text}” in gazette, paragraph 1, sentence 1",
    ]


def test_what_is_merged_is_told_with_what_follows():
    told = lines(merged(FIRE, "tomas-leal", "nadia-brandt"))
    assert "  − Nadia Brandt (Person) [nadia-brandt]" in told
    assert "      + alias: Nadia Brandt" in told
    # the statement is told anew with what it was before; its claim, which itself is the same, is not
    at = next(place for place, line in enumerate(told) if "[ruling-judge]" in line)
    assert "Tomás Leal — presided over" in told[at]
    assert told[at + 1].startswith("      ~ before: Reported by")
    assert "Nadia Brandt — presided over" in told[at + 1]
    assert len(told) == at + 2 or not told[at + 2].startswith("      ")


def test_a_value_is_told_part_by_part():
    row, date = next((s, s.value) for s in FIRE.statements if isinstance(s.value, EdtfDate))
    after = with_statement(FIRE, replace(row, value=EdtfDate.parse("2018-12", text="last December")))
    told = lines(after)
    assert f"      ~ value, edtf: {date.edtf} → 2018-12" in told
    assert any("value, text: " in line and line.endswith("last December") for line in told)
    source = FIRE.sources[0]
    told = lines(with_source(FIRE, replace(source, title="Fire at the pier", publisher=None)))
    assert "  ~ Fire at the pier [gazette]" in told
    assert "      − publisher: Harbour Gazette" in told
    told = lines(replace(FIRE, title="The fire", about="One line."))
    assert told[:3] == ["", "The case", "  ~ The fire [harbour-fire]"]
    assert "      ~ title: The harbour fire → The fire" in told


def test_no_allegation_is_told_as_a_fact():
    schema = load_schema()
    after = without_entity(FIRE, "harbour-court")
    comparison = Comparison(FIRE, after)
    accusations = {s.id for s in FIRE.statements if schema.predicates[s.predicate].accusatory}
    told = [row for row in comparison.told() if row.id in accusations]
    assert told
    for row in told:
        assert row.text.split()[0].rstrip(",") in ("Alleged", "Disputed", "Denied", "Found", "Questioned", "Reported")
    assert any(mark == "changed" and text == "status: found → denied" for row in told for mark, text in row.details)


@pytest.fixture(scope="module")
def fire_store(tmp_path_factory):
    from graph.case.load import load
    from graph.stores import open_store

    with open_store(tmp_path_factory.mktemp("store") / "x.grafeo") as store:
        load(store, FIRE)
        yield store


def test_what_is_new_and_what_is_gone_stand_before_what_changed():
    after = with_entity(without_entity(FIRE, "harbour-court"), Entity(id="oon", type="Person", name="B. Oon"))
    told = [line for line in lines(after) if line.startswith("  ") and not line.startswith("   ")]
    assert told[:2] == ["  + B. Oon (Person) [oon]", "  − Harbour court (Agency) [harbour-court]"]
    marks = [line[2] for line in told[2:]]
    assert marks == sorted(marks, key="+−~".index)
