"""What stands behind a statement: claims, chains, passages, contradictions and the query, on every store."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from graph.case.file import read
from graph.case.load import load
from graph.case.model import Case, Locator
from graph.case.schema import load_schema
from graph.case.statuses import STATUSES
from graph.case.texts import Texts
from graph.elements import Node, Relationship
from graph.errors import AmbiguousIdError, NotFoundError
from graph.formats.results import plan_lines
from graph.questions.explain import chain_in_words, explain, explanation, query_behind
from graph.settings import Settings
from graph.stores import Store
from tests.helpers import HARBOUR_FIRE

SCHEMA = load_schema()


@pytest.fixture(scope="module")
def harbour() -> Case:
    return read(HARBOUR_FIRE, settings=Settings())


def test_every_statement_is_explained_as_its_case_file_has_it(loaded_embedded: Store, harbour: Case) -> None:
    for statement in harbour.statements:
        found = explain(loaded_embedded, statement.id, schema=SCHEMA)
        status = harbour.status(statement)
        assert (found["status"], found["why"]) == (status, STATUSES[status].rule)
        told = [(c["id"], c["by"], c["stance"], c["via"], c["at"], c["context"]) for c in found["claims"]]
        assert told == [
            (c.id, c.by, c.stance, list(c.via), str(c.at), [str(at) for at in c.context])
            for c in sorted(statement.claims, key=lambda claim: claim.order)
        ]
        json.dumps(found, allow_nan=False)


def test_the_query_behind_it_gives_the_same(loaded: Store) -> None:
    for id in ("coat-at-gate", "raghunathan-set-fire", "crowd", "fire-date"):
        found = explanation(loaded, id, schema=SCHEMA)
        rows = loaded.query(found.cypher, timeout=60).dicts()  # as the console runs it
        asked = sorted(found.claims, key=lambda claim: claim.id)
        assert [row["passage"].id for row in rows] == [at for c in asked for at in (c.at, *c.context)]
        carrying = {row["claim"].id: row for row in rows}
        assert list(carrying) == [claim.id for claim in asked]
        for claim in asked:
            row = carrying[claim.id]
            assert row["status"] == found.status
            assert (row["speaker"].id if row["speaker"] else "") == claim.by
            assert (row["stance"], row["verb"] or "", row["says"] or "") == (claim.stance, claim.verb, claim.says)
            assert {through.id for through in row["by_way_of"]} == set(claim.via)
            assert (row["statement"].id, row["subject"].id) == (id, found.relationship.start)
            assert isinstance(row["source"], Node)


def test_a_claim_and_what_ties_it_are_explained_by_their_statement(loaded: Store) -> None:
    whole = explain(loaded, "coat-at-gate", schema=SCHEMA)
    assert whole["asked"] is None
    claim = "coat-at-gate.guard"
    for id in (claim, f"made:{claim}", f"about:{claim}:subject", f"via:{claim}:1", f"cites:{claim}:1"):
        assert explain(loaded, id, schema=SCHEMA) == {**whole, "asked": claim}, id
    with pytest.raises(NotFoundError, match=r"No statement has the id 'cites:coat-at-gate.guard'"):
        explain(loaded, f"cites:{claim}", schema=SCHEMA)


def test_the_chain_is_told_in_words(loaded: Store) -> None:
    guard, retold = explain(loaded, "coat-at-gate", schema=SCHEMA)["claims"]
    assert guard["chain"] == "told to Port Authority, reported by Fire at pier nine (Harbour Gazette)"
    assert retold["chain"] == (
        "told to Unnamed winchman, told to Hollis Tranter, reported by Court clears pier engineer (Quay Ledger)"
    )
    [own] = [c for c in explain(loaded, "fire-date", schema=SCHEMA)["claims"] if c["by"] == "gazette"]
    assert own["chain"] == "in its own voice: Fire at pier nine (Harbour Gazette)"


def test_a_document_is_told_nothing(loaded_embedded: Store) -> None:
    """What goes through a book or a list is written there."""
    [claim, *_] = explanation(loaded_embedded, "coat-at-gate", schema=SCHEMA).claims
    book = Node("harbour-fire/port-authority", "port-authority", ("Entity", "Evidence"), {"name": "Alarm book"})
    assert chain_in_words(claim, {"port-authority": book}).startswith("written in Port Authority, reported by")
    assert chain_in_words(claim, {}).startswith("written in Port Authority")


def test_what_an_inference_rests_on_is_said_and_no_chain(loaded: Store, harbour: Case) -> None:
    inferred = next(s for s in harbour.statements if harbour.status(s) == "inferred")
    found = explain(loaded, inferred.id, schema=SCHEMA)
    [claim] = found["claims"]
    assert (claim["by"], claim["chain"], claim["inferred"]) == (None, "", True)
    assert claim["because"]
    assert found["who"] == "inferred by the case's editor"


def test_passages_come_where_their_text_is_at_hand(loaded: Store, harbour: Case) -> None:
    texts = Texts([HARBOUR_FIRE.parent])
    hashes = {source.id: source.text_sha256 or "" for source in harbour.sources}
    asked: list[tuple[str, str]] = []

    def quote(case: str, at: Locator) -> str | None:
        asked.append((case, at.source))
        return texts.quote(at, hashes[at.source]) if at.source == "gazette" else None

    guard, retold = explain(loaded, "coat-at-gate", schema=SCHEMA, quote=quote)["claims"]
    assert "a figure in a yellow coat" in guard["passage"]
    assert retold["passage"] is None
    assert set(asked) == {("harbour-fire", "gazette"), ("harbour-fire", "ledger")}
    assert all(c["passage"] is None for c in explain(loaded, "coat-at-gate", schema=SCHEMA)["claims"])


def test_what_contradicts_a_claim_is_named_on_both_sides(loaded: Store) -> None:
    found = explanation(loaded, "coat-at-gate", schema=SCHEMA)
    guard, retold = found.claims
    [against] = found.contradicting(guard)
    [back] = found.contradicting(retold)
    assert (against.other.id, back.other.id) == (retold.id, guard.id)
    assert against.id == back.id
    assert against.rule == back.rule == "asserted-and-denied"
    assert against.text.startswith("Unnamed guard denies that Yellow coat was seen at Pier nine")
    whole = found.to_json()
    assert whole["contradicts"] == [against.id]
    assert [each["other"] for each in whole["contradictions"]] == [retold.id, guard.id]
    assert explain(loaded, "fire-at-warehouse", schema=SCHEMA)["contradicts"] == []


def test_an_id_that_nothing_has_is_answered_with_what_is_near(loaded: Store) -> None:
    with pytest.raises(NotFoundError, match=r"No statement has the id 'coat-at-gat'\. Did you mean coat-at-gate"):
        explain(loaded, "coat-at-gat", schema=SCHEMA)
    with pytest.raises(NotFoundError, match=r"The case 'other' is not in this store\. Cases here: "):
        explain(loaded, "coat-at-gate", case="other", schema=SCHEMA)


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("priya-raghunathan", """It is an entity: casegraph ledger --case harbour-fire --text '"Priya Raghunathan"'"""),
        ("gazette", "It is a source: casegraph ledger --case harbour-fire --source gazette lists the claims."),
    ],
)
def test_the_id_of_something_else_leads_on_to_its_claims(loaded: Store, id: str, said: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        explain(loaded, id, schema=SCHEMA)
    assert said in str(caught.value)


def test_a_claim_that_two_cases_have_is_refused(loaded_embedded: Store, harbour: Case) -> None:
    load(loaded_embedded, replace(harbour, id="copied-fire"))
    with pytest.raises(AmbiguousIdError, match="is in 2 cases: copied-fire, harbour-fire"):
        explain(loaded_embedded, "coat-at-gate.guard", schema=SCHEMA)
    found = explanation(loaded_embedded, "coat-at-gate.guard", case="copied-fire", schema=SCHEMA)
    assert found.relationship.key.case == "copied-fire"
    assert "'copied-fire'" in query_behind(found.relationship)


def test_a_name_that_would_end_the_query_stays_a_text(loaded_embedded: Store) -> None:
    r = explanation(loaded_embedded, "coat-at-gate", schema=SCHEMA).relationship
    hostile = "x'}) RETURN 1 //"
    moved = Relationship(r.key, r.id, r.type, r.start_node, r.end_node, {**r.properties, "case_id": hostile})
    cypher = query_behind(moved)
    assert loaded_embedded.query(cypher, timeout=60).rows == ()


def test_a_statement_is_found_by_an_index(loaded: Store) -> None:
    """Else whoever explains one of a hundred thousand waits until all claims are gone through."""
    asked = "EXPLAIN MATCH (c:Claim) WHERE c.case_id = 'harbour-fire' AND c.statement = 'crowd' RETURN c.id AS id"
    plan = loaded.query(asked, timeout=60).plan
    assert plan is not None
    steps = " ".join(plan_lines(plan))
    assert "RANGE INDEX c:Claim(case_id, statement)" in steps or "[index: statement]" in steps, steps
