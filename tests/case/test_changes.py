import pytest

from graph.case.changes import (
    consequences,
    merged,
    with_claim,
    with_entity,
    with_statement,
    without_claim,
    without_entity,
    without_statement,
)
from graph.case.diff import difference, to_json
from graph.case.file import from_yaml, to_yaml
from graph.case.model import Claim, Entity, Locator, Mention, Statement
from graph.errors import ModelError, NotFoundError
from tests.helpers import HARBOUR_FIRE

FIRE = from_yaml(HARBOUR_FIRE.read_text(encoding="utf-8"))
AT = Locator.parse("gazette#p1s1")


def denial(statement: str, by: str = "port-authority") -> Claim:
    return Claim(id=f"{statement}.new", by=by, stance="denies", at=AT)


def test_what_is_the_same_does_not_differ():
    assert not difference(FIRE, FIRE)
    assert not difference(FIRE, from_yaml(to_yaml(FIRE)))


def test_a_claim_changes_what_its_statement_is():
    after = with_claim(FIRE, "salo-gate-log", denial("salo-gate-log"))
    found = difference(FIRE, after)
    assert (found.claims.removed, found.claims.changed, len(found.claims.added)) == ((), (), 1)
    assert not found.statuses  # a finding stays a finding
    after = with_claim(FIRE, "salo-watchman", denial("salo-watchman"))
    found = difference(FIRE, after)
    assert consequences(found) == ["adds 1 claim", "the status of 1 statement changes from reported to disputed"]
    assert to_json(found)["statuses"] == [{"id": "salo-watchman", "before": "reported", "after": "disputed"}]
    [added] = found.claims.added
    assert not difference(FIRE, without_claim(after, "salo-watchman", added))


def test_a_numbered_claim_is_known_by_what_it_says():
    before = with_claim(FIRE, "salo-saw-nobody", denial("salo-saw-nobody", "gazette"))
    # one that sorts before both moves their numbers
    after = with_claim(before, "salo-saw-nobody", denial("salo-saw-nobody", "coast-mutual"))
    found = difference(before, after)
    assert (len(found.claims.added), found.claims.removed, found.claims.changed) == (1, (), ())


def test_with_its_last_claim_a_statement_goes():
    [claim] = next(s for s in FIRE.statements if s.id == "salo-saw-nobody").claims
    after = without_claim(FIRE, "salo-saw-nobody", claim.id)
    assert consequences(difference(FIRE, after)) == ["removes 1 statement, 1 claim"]
    assert after == without_statement(FIRE, "salo-saw-nobody")


def test_with_an_entity_goes_what_is_said_of_it_and_by_it():
    after = without_entity(FIRE, "harbour-court")
    found = difference(FIRE, after)
    assert found.entities.removed == ("harbour-court",)
    assert "raghunathan-cleared-by" in found.statements.removed
    assert {"id": "salo-gate-log", "before": "found", "after": "alleged"} in to_json(found)["statuses"]
    names = {s.subject for s in after.statements} | {s.object for s in after.statements}
    assert "harbour-court" not in names | {claim.by for s in after.statements for claim in s.claims}
    assert from_yaml(to_yaml(after))


def test_two_entities_become_one_with_all_that_is_said():
    case = with_entity(FIRE, Entity(id="t-leal", type="Person", name="T. Leal", mentions=(Mention("T. Leal", AT),)))
    works = next(s for s in FIRE.statements if s.predicate == "WORKS_WITH")
    twin = Statement(
        id="works-too",
        subject=works.subject,
        predicate="WORKS_WITH",
        object="t-leal",
        claims=(Claim(id="works-too.1", by="t-leal", stance="asserts", at=AT),),
    )
    case = with_statement(case, twin)
    after = merged(case, "tomas-leal", "t-leal")
    leal = next(entity for entity in after.entities if entity.id == "tomas-leal")
    assert "T. Leal" in leal.aliases
    assert Mention("T. Leal", AT) in leal.mentions
    assert "t-leal" not in {entity.id for entity in after.entities}
    joined = next(s for s in after.statements if s.id == works.id)
    assert len(joined.claims) == len(works.claims) + 1
    assert "tomas-leal" in {claim.by for claim in joined.claims}
    assert len({claim.id for claim in joined.claims}) == len(joined.claims)
    assert from_yaml(to_yaml(after))


def test_what_cannot_be_done_is_said():
    with pytest.raises(ModelError, match=r"of one type can be merged; these are Tomás Leal \(Person\) and Pier nine"):
        merged(FIRE, "tomas-leal", "pier-nine")
    with pytest.raises(ModelError, match="are related to each other"):
        merged(FIRE, "cornelis-vey", "oskar-vey")
    with pytest.raises(NotFoundError, match="nothing with the id 'nobody'"):
        without_entity(FIRE, "nobody")
