"""A stored case is what was loaded, and a part of it is that part of the whole, on every store."""

import random

import pytest

from graph.case.file import read
from graph.case.load import load
from graph.case.stored import as_stored, stored_case, stored_part
from graph.stores import Store
from tests.helpers import HARBOUR_FIRE
from tests.review.test_second_read import FIRE


def test_a_case_is_read_back_as_it_was_loaded(loaded: Store) -> None:
    assert stored_case(loaded, "harbour-fire") == as_stored(read(HARBOUR_FIRE))


@pytest.mark.parametrize(
    "written",
    [
        "MATCH (c:Claim)-[r:CITES {`order`: 1}]->() WITH r LIMIT 1 DELETE r",
        "MATCH (c:Claim)-[:CITES]->(p:Passage) WITH c, p LIMIT 1 CREATE (c)-[:CITES {`order`: 1}]->(p)",
        "MATCH (x)-[:MADE]->(c:Claim), (y:Entity) WHERE y.id <> x.id WITH c, y LIMIT 1 CREATE (y)-[:MADE]->(c)",
        "MATCH (c:Claim) WITH c LIMIT 1 REMOVE c.statement",
        "MATCH (c:Claim) WITH c LIMIT 1 SET c.stance = 'shrugs'",
        "MATCH (e:Entity) WITH e LIMIT 1 REMOVE e.name",
        "MATCH (s:Source) WITH s LIMIT 1 REMOVE s.title",
    ],
)
def test_a_claim_that_was_meddled_with_is_not_guessed_at(store: Store, written: str) -> None:
    load(store, FIRE)
    assert stored_case(store, "small-fire") == as_stored(FIRE)
    store.execute(written)
    assert stored_case(store, "small-fire") is None


def test_a_part_is_that_part_of_the_whole(loaded: Store) -> None:
    whole = stored_case(loaded, "harbour-fire")
    assert whole is not None
    dice = random.Random(3)
    for size in (1, 7, 60):
        chosen = {statement.id for statement in dice.sample(whole.statements, size)}
        part = stored_part(loaded, "harbour-fire", chosen)
        assert part is not None
        assert part.statements == tuple(s for s in whole.statements if s.id in chosen)
        assert part.sources == whole.sources
        named = {id for s in part.statements for id in (s.subject, s.object)}
        named |= {id for s in part.statements for claim in s.claims for id in (claim.by, *claim.via)}
        assert part.entities == tuple(entity for entity in whole.entities if entity.id in named)


def test_a_part_of_nothing_is_nothing_and_what_is_not_there_is_left_out(store: Store) -> None:
    assert stored_part(store, "small-fire", ["crowd"]) is None
    load(store, FIRE)
    part = stored_part(store, "small-fire", ["crowd", "nobody"])
    assert part is not None
    assert [statement.id for statement in part.statements] == ["crowd"]
    nothing = stored_part(store, "small-fire", [])
    assert nothing is not None
    assert (nothing.statements, nothing.entities) == ((), ())
