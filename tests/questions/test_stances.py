"""Stances, agreement and accusations: by the store's queries as by the case itself, and both by a plain count."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, given, settings

from graph.case.contradictions import find
from graph.case.file import read
from graph.case.model import Case
from graph.case.rows import ModelRows
from graph.case.schema import load_schema
from graph.errors import AmbiguousIdError, NotFoundError, SettingsError
from graph.questions.accusations import accusations, accusations_of
from graph.questions.agreement import (
    agreements,
    beside,
    beside_of,
    conflicts_in,
    conflicts_of,
    relation_of,
    speaker_names,
    stances_in,
    stances_of,
)
from graph.questions.case_graph import CaseGraph
from graph.questions.parts import named_or_only_case
from graph.questions.stances import CellStance, matrix_of, rows_of, stance_matrix, stance_of
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
        "hearsay": False,  # a spokesman speaks for it
        "elsewhere": [],
    }
    assert (by["harbour-court"]["stance"], by["harbour-court"]["found"]) == ("denies", True)
    assert by["marta-lindqvist"] is None if "marta-lindqvist" in by else None in found["cells"][0]
    contested = [row for row in stance_matrix(loaded, CASE, limit=6).rows if row.contested]
    assert len(contested) == 6


def test_a_denial_of_another_statement_is_no_silence(loaded: Store, harbour: CaseGraph) -> None:
    """Who was not there at all was not seen there: it is told of both statements, as what it is."""
    rows = {row.statement.id: row for row in stance_matrix(loaded, CASE).rows}
    seen, there = rows["raghunathan-seen-on-pier"], rows["raghunathan-on-pier"]
    denying = seen.cells["priya-raghunathan"]
    assert (denying.stance, denying.elsewhere, denying.claims) == ("denies", True, ())
    [(claim, text)] = seen.tells_all(denying, SCHEMA)
    assert (claim.statement, claim.source) == ("raghunathan-on-pier", "gazette")
    assert text.startswith("Denies it by another statement: Priya Raghunathan denies that ")
    assert (there.cells["port-authority"].stance, there.cells["port-authority"].elsewhere) == ("asserts", True)
    assert (seen.sides, there.sides) == ((2, 1), (2, 1))
    assert seen.contested
    assert [row.statement.id for row in matrix_of(harbour).rows][:10] == list(rows)[:10]


def test_counts_and_ages_that_conflict_are_told_beside_each_other(loaded: Store) -> None:
    rows = {row.statement.id: row for row in stance_matrix(loaded, CASE).rows}
    assert rows["salo-age"].cells["inquiry"].stance == "conflicts"
    assert rows["salo-age-inquiry"].cells["ledger"].stance == "conflicts"
    assert rows["crowd"].cells["ledger"].opposed[0].text(SCHEMA).startswith("Conflicts with it by another statement: ")
    pairs = agreements(stances_in(loaded, CASE, SCHEMA)[0], conflicts_in(loaded, CASE)[0])
    by = {frozenset((pair.first, pair.second)): pair for pair in pairs}
    assert set(by[frozenset(("gazette", "ledger"))].conflicts) >= {("crowd", "crowd-ledger")}
    assert ("salo-age-inquiry", "salo-age") in by[frozenset(("inquiry", "ledger"))].conflicts


def test_one_origin_is_no_agreement_of_two(loaded: Store) -> None:
    """What the authority says, and what it says that the guard told it, is one word."""
    pairs = agreements(stances_in(loaded, CASE, SCHEMA)[0])
    pair = next(each for each in pairs if (each.first, each.second) == ("port-authority", "unnamed-guard"))
    assert (pair.agree, pair.one_origin) == ((), ("raghunathan-seen-on-pier",))
    court = next(each for each in pairs if (each.first, each.second) == ("harbour-court", "priya-raghunathan"))
    assert "raghunathan-at-home" in court.agree
    found = beside(loaded, CASE, "port-authority", "unnamed-guard")
    assert (found.counts["agree"], found.counts["one_origin"]) == (0, 1)


def test_what_a_spokesman_says_and_what_the_source_is_told_is_no_hearsay(loaded: Store) -> None:
    rows = {row.statement.id: row for row in stance_matrix(loaded, CASE, limit=500).rows}
    fire = rows["raghunathan-set-fire"].cells
    assert not fire["port-authority"].hearsay
    assert not fire["priya-raghunathan"].hearsay
    assert rows["raghunathan-seen-on-pier"].cells["unnamed-guard"].hearsay
    assert rows["coat-at-gate"].cells["unnamed-guard"].hearsay
    # the fire service counted, and the inquiry that publishes the source had it from them
    assert not rows["crowd-fire-service"].cells["fire-service"].hearsay


def test_who_says_both_is_on_both_sides(loaded: Store) -> None:
    row = next(row for row in stance_matrix(loaded, CASE).rows if row.statement.id == "coat-at-gate")
    assert row.cells["unnamed-guard"].stance == "mixed"
    assert row.sides == (1, 1)


def test_agreement_is_the_same_of_store_and_case(loaded: Store, harbour: CaseGraph) -> None:
    said, cut = stances_in(loaded, CASE, SCHEMA)
    conflicts, more = conflicts_in(loaded, CASE)
    assert not cut
    assert not more
    rows = rows_of(harbour)
    assert said == {id: of for id, of in stances_of(rows).items() if of}
    assert conflicts == conflicts_of(rows)
    pairs = agreements(said, conflicts)
    assert pairs == agreements(stances_of(rows), conflicts_of(rows))
    first = next(pair for pair in pairs if (pair.first, pair.second) == ("pier-inquiry", "port-authority"))
    assert set(first.contradict) == {"authority-blamed", "cabinet-disrepair", "raghunathan-set-fire"}
    assert first.sign == len(first.agree) - 3
    names = speaker_names(loaded, CASE, {first.first, first.second}, SCHEMA)
    assert names == {"pier-inquiry": "Pier Inquiry", "port-authority": "Port Authority"}


def test_two_speakers_are_beside_each_other_the_same_from_store_and_case(loaded: Store, harbour: CaseGraph) -> None:
    found = beside(loaded, CASE, "port-authority", "priya-raghunathan")
    assert found.to_dict(SCHEMA) == beside_of(harbour, "port-authority", "priya-raghunathan").to_dict(SCHEMA)
    assert [row.statement.id for row in found.rows["contradict"]] == [
        "raghunathan-set-fire",
        "raghunathan-seen-on-pier",
    ]
    [denied] = found.rows["contradict"][1].opposed
    assert denied.text(SCHEMA).startswith("Denies it by another statement: Priya Raghunathan denies that ")
    assert denied.claim.at.startswith("gazette#p5s2@")
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
    assert set(fire.by("denied")) == {"priya-raghunathan"}
    assert set(fire.by("found not so")) == {"harbour-court", "pier-inquiry"}
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


def _against(case: Case) -> dict[str, set[tuple[str, str]]]:
    """Return, by a statement's id, its claims with those on others that conflict with them, read off the findings."""
    claims = {claim.id: (claim, s.id) for s in case.statements for claim in s.claims if not claim.inferred}
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for finding in find(case).conflicts:
        one, other = ([id for id in side.claims if id in claims] for side in finding.sides)
        for a, b in (*product(one, other), *product(other, one)):
            if claims[a][1] != claims[b][1]:
                found[claims[a][1]].add((a, b))
    return found


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
    found = {
        row.statement.id: {
            by: stance_of(c.stance for c in cell.claims) for by, cell in row.cells.items() if cell.claims
        }
        for row in matrix.rows
    }
    assert found == {id: {by: stance_of(each) for by, each in of.items()} for id, of in said.items()}
    against = _against(case)
    told = {
        row.statement.id: {(id, each.claim.id) for each in row.opposed for id in each.against} for row in matrix.rows
    }
    assert told == {id: against[id] for id in said}

    def apart(id: str) -> int:
        stances = [stance for each in said[id].values() for stance in each]
        asserting = {claim.id for s in case.statements for claim in s.claims if claim.stance == "asserts"}
        con = len({other for own, other in against[id] if own in asserting})
        pro = len({other for own, other in against[id] if own not in asserting})
        return min(stances.count("asserts") + pro, len(stances) - stances.count("asserts") + con)

    ranks = [apart(row.statement.id) for row in matrix.rows]
    assert ranks == sorted(ranks, reverse=True)
    contradicting: Counter[tuple[str, str]] = Counter()
    for of in found.values():
        for pair in combinations(sorted(of), 2):
            contradicting[pair] += {of[pair[0]], of[pair[1]]} == {"asserts", "denies"}
    counted = {(a.first, a.second): len(a.contradict) for a in agreements(stances_in(embedded, case.id, SCHEMA)[0])}
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
