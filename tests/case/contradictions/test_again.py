"""What is found anew in a case that changed is what is found in it from the beginning."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.case.contradictions import find
from graph.case.contradictions.again import changed_entities, find_again, update
from graph.case.model import STANCES, Entity, Mention, Statement, Text
from tests.helpers.contradicting import case_of, day, entity, number, said

PEOPLE, SPEAKERS = ("ana", "ben", "cleo"), ("paper-a", "paper-b", "ana", "ben")
stances = st.lists(st.tuples(st.sampled_from(SPEAKERS), st.sampled_from(STANCES)), min_size=1, max_size=3)


@st.composite
def statements(draw: st.DrawFn) -> list[Statement]:
    made = []
    for n in range(draw(st.integers(0, 8))):
        subject, predicate, what = draw(
            st.tuples(
                st.sampled_from(PEOPLE), st.sampled_from(["PARENT_OF", "PARTNER_OF", "OWNS"]), st.sampled_from(PEOPLE)
            )
            | st.tuples(
                st.sampled_from(PEOPLE), st.sampled_from(["SEEN_AT", "WAS_AT"]), st.sampled_from(["quay", "town"])
            )
            | st.tuples(st.sampled_from(["fire", "trial"]), st.just("OCCURRED_ON"), _days)
            | st.tuples(st.sampled_from(["list-a", "list-b"]), st.just("SIGNATURES"), _counts)
            | st.tuples(st.just("signers"), st.just("COUNTED_AT"), _counts)
            | st.tuples(st.just("signers"), st.just("SIGNED"), st.sampled_from(["list-a", "list-b"]))
            | st.tuples(st.just("list-a"), st.just("TOTAL_OF"), st.sampled_from(["list-b", "letter"]))
            | st.tuples(st.just("letter"), st.just("COUNTED_AT"), _counts)
            | st.tuples(st.sampled_from(PEOPLE), st.just("AGE"), _ages)
            | st.tuples(st.sampled_from(PEOPLE), st.just("CONVICTED_OF"), st.just("fire"))
            | st.tuples(st.just("court"), st.just("ACCUSED_OF_FAILING"), st.sampled_from(PEOPLE))
            | st.tuples(st.just("letter"), st.just("SAID_TO_LINK_TO_CRIME"), st.sampled_from(PEOPLE))
            | st.tuples(st.just("letter"), st.just("AUTHENTICITY"), st.just(Text("real")))
            | st.tuples(st.just("letter"), st.just("GIVEN_BY"), st.sampled_from(PEOPLE))
            | st.tuples(st.sampled_from(["film", "crew"]), st.just("ACCUSED_OF_LEAVING_OUT"), st.just("letter"))
            | st.tuples(st.just("film"), st.just("CONTAINS"), st.just("letter"))
            | st.tuples(st.just("ana"), st.just("MEMBER_OF"), st.just("crew"))
            | st.tuples(st.just("ana"), st.just("PRODUCED"), st.just("film"))
        )
        made.append(said(f"s-{n}", subject, predicate, what, *draw(stances)))
    return made


_days = st.sampled_from(["2019-03-02", "2019-03-03", "2019", "2018~"]).map(day)
_counts = st.builds(
    number,
    st.sampled_from(["12 names", "19 names", "31 names", "about 30 names", "100 people"]),
    st.sampled_from(["", "2019-04-01"]),
    st.sampled_from([None, "by women", "by men"]),
)
_ages = st.builds(number, st.sampled_from(["30", "31", "40"]), st.sampled_from(["", "2019-04-01", "2019-05-01"]))


@settings(max_examples=40)  # each makes two cases and looks through them three times
@given(statements(), st.data())
def test_only_what_changed_is_looked_at_and_all_is_found(before: list[Statement], data: st.DataObject) -> None:
    kept = [statement for statement in before if data.draw(st.booleans())]
    others = {statement.id: statement for statement in data.draw(statements())}
    after = [*(s for s in kept if s.id not in others), *others.values()]
    old, new = case_of(*before), case_of(*after)
    found = find(new)
    assert update(old, find(old), new) == found
    ids = [finding.id for finding in (*found.findings, *found.undecided)]
    assert len(ids) == len(set(ids))


def test_a_change_of_one_entity_leaves_the_findings_of_others() -> None:
    fire = [said("s", "fire", "OCCURRED_ON", day("2018")), said("t", "fire", "OCCURRED_ON", day("2019"))]
    before = case_of(*fire, said("u", "ana", "WAS_AT", "quay"))
    after = case_of(*fire, said("u", "ana", "WAS_AT", "quay", "paper-a", ("ben", "denies")))
    assert changed_entities(before, after) == {"ana", "quay"}
    [finding] = find(after, only=["ana"]).findings
    assert finding.rule == "asserted-and-denied"
    kept = find(before)
    assert next(f for f in update(before, kept, after).findings if f.rule != finding.rule) is kept.findings[0]


def test_the_order_of_claims_and_mentions_is_no_change() -> None:
    before = case_of(said("u", "ana", "WAS_AT", "quay", "paper-a", "ben"), entities=[entity("ana", "A", "B")])
    turned = replace(before.statements[0], claims=before.statements[0].claims[::-1])
    people = [replace(e, mentions=e.mentions[::-1]) for e in before.entities]
    assert changed_entities(before, replace(before, statements=(turned,), entities=tuple(people))) == frozenset()


def test_names_and_mentions_count() -> None:
    before = case_of()
    entities = {e.id: e for e in before.entities}
    ana = entities["ana"]

    def changed(other: Entity | None) -> frozenset[str] | None:
        rows = {**entities, "ana": other}
        return changed_entities(before, replace(before, entities=tuple(row for row in rows.values() if row)))

    assert changed(replace(ana, name="Anna")) is None
    assert changed(replace(ana, aliases=("A.",))) is None
    assert changed(None) is None
    assert changed(replace(ana, about="a driver", kind="driver")) == frozenset()
    assert changed(replace(ana, mentions=(Mention("Ana", said("s", "ana", "OWNS", "firm").claims[0].at),))) == {"ana"}


def test_the_last_findings_of_a_case_are_kept() -> None:
    case = case_of(said("s", "fire", "OCCURRED_ON", day("2018")), said("t", "fire", "OCCURRED_ON", day("2019")))
    one = find_again(replace(case, id="kept"))
    assert find_again(replace(case, id="kept")) is one
    for n in range(9):
        find_again(replace(case, id=f"other-{n}"))
    assert find_again(replace(case, id="kept")) == one


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    find(case_of(), progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == list(range(len(told)))
    assert told[-1][0] == told[-1][1]
