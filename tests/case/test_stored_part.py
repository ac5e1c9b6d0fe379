"""A part of a stored case is that part of the whole, on every store."""

import random

from graph.case.load import load
from graph.case.stored import stored_case, stored_part
from graph.stores import Store
from tests.review.test_second_read import FIRE


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
