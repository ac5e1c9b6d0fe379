"""What contradicts what in a store's case: in its graph, in words, and where another program wrote in it."""

from collections.abc import Iterator

import pytest

from graph.case.contradictions import find
from graph.case.file import read, source_texts
from graph.case.load import load
from graph.case.model import Locator, Stance
from graph.case.rows import ModelRows
from graph.case.schema import load_schema
from graph.errors import NotFoundError, StoreError
from graph.formats.contradictions import to_markdown, to_text
from graph.questions.contradictions import Contradictions, contradictions, to_json
from graph.questions.explain import explain, explanation
from graph.settings import Settings
from graph.stores import Store, open_store
from tests.helpers import HARBOUR_FIRE
from tests.helpers.contradicting import case_of, entity, said

CASE = "harbour-fire"
EDGES = (
    "MATCH (a:Claim)-[r:CONTRADICTS]->(b:Claim) WHERE r.case_id = $case "
    "RETURN a.id AS a, b.id AS b, r.rule AS rule, r.finding AS finding, r.basis AS basis ORDER BY a, b, finding"
)


@pytest.fixture
def small(tmp_path) -> Iterator[Store]:
    with open_store(str(tmp_path / "x.grafeo"), Settings()) as store:
        yield store


def test_a_store_says_what_its_case_file_says(loaded: Store) -> None:
    case = read(HARBOUR_FIRE, settings=Settings())
    assert contradictions(loaded, CASE).found == find(case)


def test_the_graph_holds_conflicts_and_nothing_else(loaded: Store) -> None:
    conflicts = find(read(HARBOUR_FIRE, settings=Settings())).conflicts
    wanted = {
        (a, b, f.rule, f.id, f.reason) for f in conflicts for a in f.sides[0].claims for b in f.sides[1].claims
    }  # fmt: skip
    assert set(loaded.query(EDGES, {"case": CASE}).rows) == wanted


def test_explain_names_what_contradicts_a_statement(loaded: Store) -> None:
    told = explain(loaded, "fire-date")
    assert told["contradicts"] == ["dates-of-one-event:fire-date+fire-date-alarm-book"]
    [other] = explanation(loaded, "fire-date-alarm-book").contradictions
    assert (other.rule, other.claim, other.other.id) == ("dates-of-one-event", "fire-date-alarm-book.1", "fire-date.1")
    assert explain(loaded, "fire-date-inquiry")["contradicts"] == []


def test_it_is_told_in_guarded_words_with_both_places(loaded: Store) -> None:
    told = contradictions(loaded, CASE)
    [finding] = [f for f in told.found.conflicts if f.id == "asserted-and-denied:raghunathan-set-fire"]
    assert told.text(finding).startswith(
        "Conflict (one asserts, another denies it). On one side: Port Authority asserts that Priya "
        "Raghunathan is accused of Warehouse fire, saying: It holds her responsible for the fire"
    )
    one, other = told.sides(finding)
    assert [each.at for each in one.told] == ["gazette#p3s2@521-698", "ledger#p5s3@953-1075"]
    assert all("that Priya Raghunathan is rightly accused of" in each.text for each in other.told)
    assert sum("finds it not so" in each.text for each in other.told) == 2
    assert one.told[0].place == "Fire at pier nine (Harbour Gazette), paragraph 3, sentence 2"
    assert (one.more, other.more) == (0, 0)


def test_a_name_is_told_with_its_places(loaded: Store) -> None:
    told = contradictions(loaded, CASE)
    [finding] = [f for f in told.found.findings if f.id.startswith("name-spelt-two-ways:marta")]
    assert told.text(finding) == (
        "The same (“Lindquist” and “Lindqvist” are printed of one). On one side: “Lindquist” is printed in "
        "Pier nine inquiry: summary of findings (Pier Inquiry), paragraph 6, sentence 1. On the other: “Marta "
        "Lindqvist” is printed in Fire at pier nine (Harbour Gazette), paragraph 6, sentence 2; “Marta Lindqvist” is "
        "printed in Court clears pier engineer (Quay Ledger), paragraph 6, sentence 2."
    )


def test_only_words_that_a_passage_prints_stand_in_quotation_marks(loaded: Store) -> None:
    case = read(HARBOUR_FIRE, settings=Settings())
    texts = source_texts(case, HARBOUR_FIRE, settings=Settings())
    told, seen = contradictions(loaded, CASE), 0
    for finding in told.found.findings:
        for side in told.sides(finding):
            for each in side.told if not finding.claims else ():
                words = each.text.partition("“")[2].partition("” is printed in ")[0]
                at = Locator.parse(each.at)
                assert words == texts[at.source][at.start : at.end], each
                seen += 1
    assert seen > 5


def test_json_is_of_the_promised_shape(loaded: Store) -> None:
    told = to_json([contradictions(loaded, CASE)])
    assert set(told) == {"findings", "undecided"}
    assert len(told["findings"]) == 35
    first = told["findings"][0]
    assert set(first) == {
        "id", "case", "rule", "verdict", "reason", "statements", "claims", "passages", "sides", "text"
    }  # fmt: skip
    verdicts = [finding["verdict"] for finding in told["findings"]]
    assert verdicts == sorted(verdicts, key=["conflict", "compatible", "same"].index)
    same = to_json([contradictions(loaded, CASE)], ["same"], ["sum-of-parts"])
    assert [f["rule"] for f in same["findings"]] == ["sum-of-parts"] * 2
    assert to_json([contradictions(loaded, CASE)], ["undecided"]) == {"findings": [], "undecided": []}


def test_a_status_that_another_program_wrote_is_found(small: Store) -> None:
    load(small, HARBOUR_FIRE)
    small.execute("MATCH (a)-[r]->(b) WHERE r.id = 'raghunathan-set-fire' SET r.status = 'found'")
    told = contradictions(small, CASE)
    [finding] = [f for f in told.found.conflicts if f.rule == "status-unsupported"]
    assert finding.statements == ("raghunathan-set-fire",)
    assert finding.reason == "status: it is kept as found, and its claims make it disputed"
    assert "asserts that Priya Raghunathan is accused of" in told.text(finding)


def test_what_cannot_be_read_back_is_an_error_that_says_what_to_do(small: Store) -> None:
    load(small, HARBOUR_FIRE)
    with pytest.raises(NotFoundError, match=r"The case 'nope' is not in this store\. Cases here: harbour-fire\."):
        contradictions(small, "nope")
    small.execute("MATCH (c:Claim) WHERE c.id = 'crowd.1' DETACH DELETE c")
    with pytest.raises(StoreError, match=r"cannot be read back from this store: .* load it again"):
        contradictions(small, CASE)


def test_many_claims_are_told_by_their_number() -> None:
    speakers = [f"paper-{'ab'[n % 2]}" for n in range(30)]
    case = case_of(said("s", "ana", "WAS_AT", "quay", *speakers, ("ben", "denies")))
    told = Contradictions(case, load_schema())
    [finding] = told.found.findings
    one, other = told.sides(finding)
    assert (len(one.told), one.more, other.more) == (8, 22, 0)
    assert "; and 22 more. On the other: Ben denies that" in told.text(finding)
    assert "and 22 more" in to_text([told])


def test_of_very_many_claims_each_is_tied_to_the_first_of_the_other_side() -> None:
    asserts: tuple[str, Stance] = ("paper-a", "asserts")
    denies: tuple[str, Stance] = ("ben", "denies")
    many = [*[asserts] * 60, *[denies] * 60]
    rows = ModelRows(case_of(said("s", "ana", "WAS_AT", "quay", *many)))
    ties = [(r.start, r.end) for r in rows.relationships() if r.type == "CONTRADICTS"]
    assert len(ties) == len(set(ties)) == 119
    assert len({end for tie in ties for end in tie}) == 120
    assert rows.relationship_count == sum(1 for _ in rows.relationships())


def test_hostile_names_are_no_markup() -> None:
    name = "*Ana* <b>_x_</b> [a](http://b) `c` | # \u202e"
    case = case_of(
        said("s", "ana", "WAS_AT", "quay", "paper-a", ("ben", "denies")), entities=[entity("ana", name=name)]
    )
    written = to_markdown([Contradictions(case, load_schema())])
    assert "\n- Paper A asserts that \\*Ana\\* " in written
    assert "<b>" not in written
    assert "[a](" not in written


def test_a_case_in_which_nothing_is_said_two_ways() -> None:
    told = Contradictions(case_of(said("s", "ana", "WAS_AT", "quay")), load_schema())
    assert to_text([told]) == "c: Nothing of that is found.\n"
    assert to_json([told]) == {"findings": [], "undecided": []}
