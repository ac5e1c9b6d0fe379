"""What falls if something falls is what a case is without it, once that is loaded: of everything in both seeds."""

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings

from graph.case.file import from_yaml, read, to_yaml
from graph.case.load import load
from graph.case.model import Case, Claim
from graph.case.schema import load_schema
from graph.cli import main
from graph.errors import AmbiguousIdError, NotFoundError
from graph.questions.case_graph import CaseGraph
from graph.questions.claims import claims_of
from graph.questions.explain import find_statement
from graph.questions.rests_on import RestsOn, find, rests_on, rests_on_in, single_supports, to_json, to_lines
from graph.stores import Store
from tests.helpers import HARBOUR_FIRE, PETITIONS
from tests.helpers.generated import cases
from tests.helpers.shares import SEED, share
from tests.helpers.stores import BOTH

SEEDS = {"fire": HARBOUR_FIRE, "petitions": PETITIONS}
seeds = pytest.mark.parametrize("path", SEEDS.values(), ids=SEEDS)

WIRE = """\
case: {id: wire, title: The wire, as_of: 2019}
sources:
  - {id: echo, title: The Echo}
  - {id: gazette, title: The Gazette}
  - {id: ledger, title: The Ledger}
entities:
  - {id: agency, type: Organization, name: The agency}
  - {id: ada, type: Person, name: Ada Quill}
  - {id: court, type: Agency, name: The court, decides: true}
  - {id: fire, type: Event, name: The fire}
statements:
  - id: blamed
    subject: ada
    predicate: ACCUSED_OF
    object: fire
    claims:
      - {by: agency, via: [echo], stance: asserts, at: "echo#p1s1"}
      - {by: agency, via: [gazette], stance: asserts, at: "gazette#p1s1"}
      - {by: agency, via: [ledger], stance: asserts, at: ["ledger#p1s1", "ledger#p1s2"]}
  - id: cleared
    subject: ada
    predicate: CLEARED_OF
    object: fire
    claims:
      - {by: court, kind: finding, stance: asserts, at: "gazette#p2s1"}
      - {by: echo, stance: asserts, at: "echo#p2s1"}
      - {by: agency, stance: denies, at: "ledger#p2s1"}
"""


def ids(case: Case) -> dict[str, list[str]]:
    """The ids of all that can fall, by kind."""
    claims = [claim for statement in case.statements for claim in statement.claims]
    return {
        "source": [source.id for source in case.sources],
        "speaker": [entity.id for entity in case.entities],
        "passage": sorted({str(at) for claim in claims for at in claim.places}),
        "claim": [claim.id for claim in claims],
    }


def without(case: Case, kind: str, id: str) -> Case:
    """A case from which something is taken out, as somebody does who takes it out of the file by hand."""

    def stays(claim: Claim) -> bool:
        if kind == "claim":
            return claim.id != id
        if kind == "passage":
            return id not in map(str, claim.places)
        carried = id == claim.by or id in claim.via
        return not carried and not (kind == "source" and any(at.source == id for at in claim.places))

    statements = [
        replace(statement, claims=left)
        for statement in case.statements
        if (left := tuple(filter(stays, statement.claims)))
    ]
    entities = case.entities
    if kind == "source":
        entities = tuple(
            replace(entity, mentions=tuple(m for m in entity.mentions if m.at.source != id)) for entity in entities
        )
    return replace(
        case,
        sources=tuple(source for source in case.sources if source.id != id),
        entities=entities,
        statements=tuple(statements),
        questions=(),
    )


def statuses(case: Case) -> dict[str, str]:
    """The status of each statement."""
    return {statement.id: case.status(statement) for statement in case.statements}


def statuses_in(store: Store, case: str) -> dict[str, str]:
    query = "MATCH (:Entity)-[r]->() WHERE r.case_id = $case AND r.status IS NOT NULL RETURN r.id AS id, r.status AS s"
    return dict(store.query(query, {"case": case}).rows)


def foretold(case: Case, found: RestsOn) -> dict[str, str]:
    """The statuses of a case once what was said has come to pass."""
    before = statuses(case)
    for row in to_json(found)["statements"]:
        assert row["status"] == before[row["id"]]
        assert row["status"] != row["without"]
        before[row["id"]] = row["without"]
    return {id: status for id, status in before.items() if status is not None}


@seeds
def test_what_falls_is_what_is_gone_without_it(path: Path):
    case = read(path)
    graph = CaseGraph(case)
    for kind, of_kind in ids(case).items():
        for id in of_kind:
            found = rests_on_in(graph, id)
            assert found.falling.kind == kind
            assert foretold(case, found) == statuses(without(case, kind, id)), (kind, id)


@settings(max_examples=30)
@given(cases())
def test_what_falls_is_what_is_gone_from_any_case(case: Case):
    graph = CaseGraph(case)
    for kind, of_kind in ids(case).items():
        for id in of_kind:
            assert foretold(case, rests_on_in(graph, id)) == statuses(without(case, kind, id)), (kind, id)


def some(case: Case, *, part: float) -> Iterator[tuple[str, str]]:
    """Some of all that can fall, each kind among it; by ``make fuzz`` this part of it whole."""
    random = Random(SEED)
    for kind, of_kind in ids(case).items():
        for id in random.sample(of_kind, share(math.ceil(part * len(of_kind)))):
            yield kind, id


@pytest.mark.fuzz
@pytest.mark.parametrize("store", BOTH, indirect=True)
@seeds
def test_loaded_again_without_it_a_store_holds_what_was_said(store: Store, path: Path):
    case = read(path)
    load(store, case)
    graph, told = CaseGraph(case), {}
    for kind, id in some(case, part=1 if store.kind == "embedded" else 0.1):
        told[kind, id] = rests_on(store, id)
        assert to_json(told[kind, id]) == to_json(rests_on_in(graph, id)), (kind, id)
    for (kind, id), found in told.items():
        # through a file, as it is written
        load(store, from_yaml(to_yaml(without(case, kind, id))))
        assert statuses_in(store, case.id) == foretold(case, found), (kind, id)


def test_three_papers_have_one_origin():
    graph = CaseGraph(from_yaml(WIRE))
    found = rests_on_in(graph, "agency")
    assert [row.statement.id for row in found.alone] == ["blamed"]
    assert [(row.statement.id, row.status, row.without) for row in found.weakened] == [("cleared", "found", "found")]
    assert found.alone[0].origins == "3 sources, one origin"
    assert rests_on_in(graph, "echo").causes == {"blamed.1": "passed on", "cleared.1": "made"}
    assert rests_on_in(graph, "ledger").causes == {"blamed.3": "passed on", "cleared.3": "cited"}
    # what it takes to read a claim falls with it
    assert rests_on_in(graph, "ledger#p1s2").causes == {"blamed.3": "cited"}
    assert single_supports(graph.claims("blamed")) == [("speaker", "agency", "The agency")]
    assert single_supports(graph.claims("cleared")) == []


def test_what_follows_is_told_in_guarded_words():
    found = rests_on_in(CaseGraph(from_yaml(WIRE)), "court")
    assert to_lines(found) == [
        "Without what The court says or passes on, 1 claim of theirs falls: the status changes of 1 statement.",
        "",
        "The status changes of",
        "  Found by The court, denied by The agency: Ada Quill — cleared of — The fire. [cleared]",
        "      found → disputed: "
        "Disputed, asserted by The Echo, denied by The agency: Ada Quill — cleared of — The fire.",
    ]
    assert rests_on_in(CaseGraph(from_yaml(WIRE)), "ada").summary == (
        "Without what Ada Quill says or passes on, nothing changes: no claim is made or passed on by Ada Quill."
    )


def test_a_sentence_is_all_passages_in_it():
    text = WIRE.replace('"echo#p1s1"', '"echo#p1s1@5-20"').replace('"echo#p2s1"', '"echo#p1s1@8-12"')
    graph = CaseGraph(from_yaml(text))
    both = {"blamed.1": "cited", "cleared.1": "cited"}
    assert rests_on_in(graph, "echo#p1s1").causes == both
    assert rests_on_in(graph, "echo#p1s1@5-20").causes == both
    assert rests_on_in(graph, "echo#p1s1@8-12").causes == {"cleared.1": "cited"}


def test_a_status_is_told_before_and_after(loaded: Store):
    found = to_json(rests_on(loaded, "port-authority"))
    assert {key: found[key] for key in ("id", "kind", "name", "case")} == {
        "id": "port-authority",
        "kind": "speaker",
        "name": "Port Authority",
        "case": "harbour-fire",
    }
    changes = {row["id"]: (row["status"], row["without"]) for row in found["statements"]}
    assert changes["raghunathan-set-fire"] == ("disputed", "denied")
    assert changes["reopen-signatures-verified"] == ("alleged", None)
    accusation = next(row for row in found["statements"] if row["id"] == "raghunathan-set-fire")
    assert accusation["text"].startswith("Disputed, found not so by Pier Inquiry and Harbour court, asserted by ")
    assert accusation["text_without"].startswith("Found not so by Pier Inquiry and Harbour court, denied by ")
    assert to_json(rests_on(loaded, "port-authority", case="harbour-fire")) == found
    graph = CaseGraph(read(HARBOUR_FIRE))
    [accusation] = (statement for statement in graph.case.statements if statement.id == "raghunathan-set-fire")
    passage = str(accusation.claims[0].at)
    for id in ("ledger", "unnamed-guard", "pier-nine", accusation.claims[0].id, passage, passage.partition("@")[0]):
        assert to_json(rests_on(loaded, id)) == to_json(rests_on_in(graph, id)), id


def test_what_all_claims_need_is_told(loaded: Store):
    schema = load_schema()
    statement = find_statement(loaded, "coat-at-gate")
    claims = claims_of(loaded, [statement], schema)[statement.key]
    assert single_supports(claims) == [("speaker", "unnamed-guard", "Unnamed guard")]


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("nobody", "No source, speaker or claim has the id 'nobody'. `casegraph search 'nobody'` may find it"),
        ("coat-at-gate", "coat-at-gate is a statement. What it rests on are its claims: coat-at-gate.guard, "),
        ("gazette#p1s99", "No claim cites a passage 'gazette#p1s99'. A locator is source#p1s1, with @start-end"),
        ("gazette#third", "'gazette#third' names no passage: a locator is source#p<paragraph>s<sentence>"),
        ("nowhere#p1s1", "No claim cites a passage 'nowhere#p1s1'"),
    ],
)
def test_what_cannot_fall_is_refused(loaded_embedded: Store, id: str, said: str):
    with pytest.raises(NotFoundError) as caught:
        rests_on(loaded_embedded, id)
    assert str(caught.value).startswith(said)
    with pytest.raises(NotFoundError):
        rests_on_in(CaseGraph(read(HARBOUR_FIRE)), id)


def test_an_id_of_two_cases_asks_which(loaded_embedded: Store):
    load(loaded_embedded, replace(read(HARBOUR_FIRE), id="other"))
    for id in ("ledger", "gazette#p3s3"):
        with pytest.raises(AmbiguousIdError, match=r"is in 2 cases: harbour-fire, other\. Name one with --case"):
            find(loaded_embedded, id)
        assert find(loaded_embedded, id, case="other").case == "other"
    with pytest.raises(NotFoundError, match=r"The case 'third' is not in this store"):
        find(loaded_embedded, "ledger", case="third")


def test_the_command_prints_it(harbour_fire: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["rests-on", "unnamed-guard", "--store", str(harbour_fire)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Without what Unnamed guard says or passes on, ")
    assert "\n      2 sources, one origin\n" in out
    assert main(["rests-on", "unnamed-guard", "--store", str(harbour_fire), "--format", "json"]) == 0
    assert '"without": null' in capsys.readouterr().out
    assert main(["rests-on", "nobody", "--store", str(harbour_fire)]) == 1
    assert capsys.readouterr().err.startswith("No source, speaker or claim has the id 'nobody'.")
