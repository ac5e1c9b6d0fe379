"""Stances, agreement and accusations: by the store's queries as by the case itself, and both by a plain count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, given, settings

from graph.case.file import read
from graph.case.model import Case
from graph.case.rows import ModelRows
from graph.case.schema import load_schema
from graph.errors import AmbiguousIdError, NotFoundError, SettingsError
from graph.questions.accusations import accusations, accusations_of
from graph.questions.case_graph import CaseGraph
from graph.questions.parts import named_or_only_case
from graph.questions.stances import (
    CellStance,
    agreements,
    beside,
    beside_of,
    matrix_of,
    relation_of,
    rows_of,
    speaker_names,
    stance_matrix,
    stance_of,
    stances_in,
    stances_of,
)
from graph.settings import Settings
from graph.stores import Store, open_store
from tests.helpers import HARBOUR_FIRE
from tests.helpers.generated import cases

SCHEMA = load_schema()
CASE = "harbour-fire"
STANCES: tuple[CellStance | None, ...] = ("asserts", "denies", "questions", "mixed", None)


@pytest.fixture(scope="module")
def harbour() -> CaseGraph:
    return CaseGraph(read(HARBOUR_FIRE, settings=Settings()))


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(str(tmp_path_factory.mktemp("stances") / "cases.grafeo"), Settings()) as store:
        yield store


def test_how_two_stances_stand_to_each_other_does_not_depend_on_who_is_named_first() -> None:
    turned = {"first": "second", "second": "first"}
    for first, second in product(STANCES, repeat=2):
        relation = relation_of(first, second)
        assert relation_of(second, first) == turned.get(str(relation), relation)


def test_only_who_denies_what_another_asserts_contradicts_them() -> None:
    contradicting = {frozenset(pair) for pair in product(STANCES, repeat=2) if relation_of(*pair) == "contradict"}
    assert contradicting == {frozenset({"asserts", "denies"})}
    assert [relation_of(stance, stance) for stance in STANCES] == ["agree", "agree", "agree", "differ", None]


def test_the_matrix_of_a_store_is_that_of_the_case(loaded: Store, harbour: CaseGraph) -> None:
    for limit in (5, 50, 1_000):
        of_store, of_case = stance_matrix(loaded, CASE, limit=limit), matrix_of(harbour, limit=limit)
        assert of_store.to_dict(SCHEMA) == of_case.to_dict(SCHEMA)
    assert of_store.total == len(of_store.rows)


def test_what_is_most_disputed_comes_first_and_who_is_contradicted_most(loaded: Store) -> None:
    found = stance_matrix(loaded, CASE, limit=6).to_dict(SCHEMA)
    assert found["statements"][0] == "raghunathan-set-fire"
    assert found["speakers"][0] == "port-authority"
    by = dict(zip(found["speakers"], found["cells"][0], strict=True))
    assert by["port-authority"] == {
        "stance": "asserts",
        "claims": 2,
        "at": ["gazette#p3s2@521-698", *[at for at in by["port-authority"]["at"] if at.startswith("ledger#p5s3")]],
        "found": False,
        "hearsay": True,
    }
    assert (by["harbour-court"]["stance"], by["harbour-court"]["found"]) == ("denies", True)
    assert by["ines-okafor"] is None
    assert all(
        "disputed" in text.lower()
        or "found" in text.lower()
        or "questioned" in text.lower()
        or "denied" in text.lower()
        for text in found["texts"]
    )


def test_who_says_both_is_on_both_sides(loaded: Store) -> None:
    row = next(row for row in stance_matrix(loaded, CASE).rows if row.statement.id == "coat-at-gate")
    assert row.cells["unnamed-guard"].stance == "mixed"
    assert row.sides == (1, 1)


def test_agreement_is_the_same_of_store_and_case(loaded: Store, harbour: CaseGraph) -> None:
    said, cut = stances_in(loaded, CASE)
    assert not cut
    assert said == stances_of(row for row in rows_of(harbour) if row.cells)
    pairs = agreements(said)
    assert pairs == agreements(stances_of(rows_of(harbour)))
    first = pairs[0]
    assert {first.first, first.second} == {"pier-inquiry", "port-authority"}
    assert set(first.contradict) == {"authority-blamed", "raghunathan-set-fire"}
    assert first.sign == len(first.agree) - 2
    names = speaker_names(loaded, CASE, {first.first, first.second}, SCHEMA)
    assert names == {"pier-inquiry": "Pier Inquiry", "port-authority": "Port Authority"}


def test_two_speakers_are_beside_each_other_the_same_from_store_and_case(loaded: Store, harbour: CaseGraph) -> None:
    found = beside(loaded, CASE, "port-authority", "priya-raghunathan")
    assert found.to_dict(SCHEMA) == beside_of(harbour, "port-authority", "priya-raghunathan").to_dict(SCHEMA)
    assert [row.statement.id for row in found.rows["contradict"]] == ["raghunathan-set-fire"]
    assert all({claim.by for claim in row.claims} == {"port-authority"} for row in found.rows["first"])
    assert all({claim.by for claim in row.claims} == {"priya-raghunathan"} for row in found.rows["second"])
    few = beside(loaded, CASE, "port-authority", "priya-raghunathan", limit=1)
    assert few.counts == found.counts
    assert len(few.rows["first"]) == 1


def test_who_cannot_be_set_beside_another_is_named(loaded: Store) -> None:
    with pytest.raises(NotFoundError, match="'nobody' makes a claim"):
        beside(loaded, CASE, "port-authority", "nobody")
    with pytest.raises(SettingsError, match="and itself"):
        beside(loaded, CASE, "port-authority", "port-authority")
    with pytest.raises(NotFoundError, match="'other' is not in this store"):
        stance_matrix(loaded, "other")


def test_accusations_are_the_same_of_store_and_case(loaded: Store, harbour: CaseGraph) -> None:
    found = accusations(loaded, CASE)
    assert [row.to_dict(SCHEMA) for row in found.rows] == [row.to_dict(SCHEMA) for row in accusations_of(harbour).rows]
    assert not found.cut
    assert accusations(loaded, CASE, limit=2).cut
    rows = {row.statement.id: row for row in found.rows}
    fire = rows["raghunathan-set-fire"]
    assert fire.accused
    assert fire.accused.id == "priya-raghunathan"
    assert fire.of_what(SCHEMA) == "accused of Warehouse fire"
    assert list(fire.by("asserted")) == ["port-authority"]
    assert set(fire.by("denied")) == {"priya-raghunathan", "harbour-court", "pier-inquiry"}
    assert not fire.by("found")


def test_evidence_has_its_status_wherever_it_is_named(loaded: Store) -> None:
    for row in accusations(loaded, CASE).rows:
        for words, statement in zip(row.evidence_in_words(SCHEMA), row.evidence, strict=True):
            assert f"({statement.properties['status']})" in words


def test_an_accusation_that_names_nobody_accuses_nobody() -> None:
    for name, predicate in SCHEMA.predicates.items():
        if not predicate.accusatory:
            assert predicate.accused == "subject", name
        if predicate.accused == "object":
            assert predicate.range & {"Person", "Organization"}, name


@given(case=cases())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_case_is_counted_as_by_hand(embedded: Store, case: Case) -> None:
    """Stances, their order and agreement, against a plain count over the claims of the model."""
    said: dict[str, dict[str, list[str]]] = {}
    for statement in case.statements:
        for claim in statement.claims:
            if claim.by is not None:
                said.setdefault(statement.id, {}).setdefault(claim.by, []).append(claim.stance)
    embedded.replace_case(ModelRows(case))
    matrix = stance_matrix(embedded, case.id, limit=1_000)
    assert matrix.to_dict(SCHEMA) == matrix_of(CaseGraph(case), limit=1_000).to_dict(SCHEMA)
    found = {row.statement.id: {by: cell.stance for by, cell in row.cells.items()} for row in matrix.rows}
    assert found == {id: {by: stance_of(each) for by, each in of.items()} for id, of in said.items()}

    def apart(id: str) -> tuple[int, int]:
        stances = [stance for each in said[id].values() for stance in each]
        return min(stances.count("asserts"), len(stances) - stances.count("asserts")), len(stances)

    ranks = [apart(row.statement.id)[0] for row in matrix.rows]
    assert ranks == sorted(ranks, reverse=True)
    contradicting: Counter[tuple[str, str]] = Counter()
    for of in found.values():
        for pair in combinations(sorted(of), 2):
            contradicting[pair] += {of[pair[0]], of[pair[1]]} == {"asserts", "denies"}
    counted = {(a.first, a.second): len(a.contradict) for a in agreements(stances_in(embedded, case.id)[0])}
    assert counted == dict(contradicting)
    embedded.remove_case(case.id)


def test_the_only_case_is_meant_where_none_is_named(embedded: Store, harbour: CaseGraph) -> None:
    embedded.replace_case(ModelRows(harbour.case))
    assert named_or_only_case(embedded, None).id == CASE
    assert named_or_only_case(embedded, CASE).title == harbour.case.title
    other = Case(id="other", title="Other", as_of=harbour.case.as_of)
    embedded.replace_case(ModelRows(other))
    with pytest.raises(AmbiguousIdError, match="holds 2 cases"):
        named_or_only_case(embedded, None)
    assert stance_matrix(embedded, "other").rows == ()
    assert accusations(embedded, "other").rows == ()
    for id in ("other", CASE):
        embedded.remove_case(id)
