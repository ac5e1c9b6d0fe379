"""Counts against a reading number by number."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.case.contradictions.counting import Kind, bounds_of, compare, likeness, times
from graph.case.contradictions.units import Relation, both, relate_units, turned
from graph.case.quantities import Quantity
from tests.helpers.contradicting import day, number

WORDS = ["{}", "about {}", "nearly {}", "more than {}", "at least {}", "up to {}", "fewer than {}", "just over {}"]
MOST = 90
"""Numbers are below it, so that none is round: what rounding adds is tested by itself."""
numbers = st.integers(0, MOST - 1)
days = st.sampled_from(["", "2019-04-01", "2019-04-02", "2019-04", "2019-05-01", "2019~", "2019/2020"])


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    if draw(st.booleans()):
        low, high = sorted((draw(numbers), draw(numbers)))
        return number(f"between {low} and {high} people", draw(days))
    return number(draw(st.sampled_from(WORDS)).format(draw(numbers)) + " people", draw(days))


kinds = st.sampled_from(["once", "at a time", "growing"])


def fitting(quantity: Quantity) -> set[int]:
    """Return the numbers that a quantity can be, one by one."""
    return {
        n for n in range(3 * MOST)
        if (quantity.low is None or n >= quantity.low) and (quantity.high is None or n <= quantity.high)
    }  # fmt: skip


@given(quantities(), quantities(), kinds, st.sampled_from(["same", "narrower", "wider", None]))
def test_it_is_the_same_whichever_comes_first(a: Quantity, b: Quantity, kind: Kind, relation: Relation | None) -> None:
    one, other = compare(a, b, kind, relation), compare(b, a, kind, turned(relation))
    assert (one and one[0]) == (other and other[0])


@given(quantities(), quantities(), kinds)
def test_no_conflict_where_one_number_fits_both(a: Quantity, b: Quantity, kind: Kind) -> None:
    found = compare(a, b, kind, "same")
    assert found
    one_fits = bool(fitting(a) & fitting(b))
    # a number with a fraction may fit where no whole one does
    meet = max(bounds_of(a)[0], bounds_of(b)[0]) <= min(bounds_of(a)[1], bounds_of(b)[1])
    assert meet or not one_fits
    if one_fits:
        assert found[0] in ("same", "compatible")
    elif not meet and kind == "once":
        assert found[0] == "conflict"


@given(quantities(), quantities(), kinds)
def test_a_conflict_is_of_one_time(a: Quantity, b: Quantity, kind: Kind) -> None:
    found = compare(a, b, kind, "same")
    if found and found[0] == "conflict" and kind != "once":
        assert times(a.as_of, b.as_of) in ("same", "untold")


@given(quantities(), quantities(), kinds)
def test_a_part_is_in_conflict_only_where_it_is_more_than_the_whole(a: Quantity, b: Quantity, kind: Kind) -> None:
    found = compare(a, b, kind, "narrower")
    assert found
    some_fit = any(part <= whole for part in fitting(a) for whole in fitting(b))
    assert not (some_fit and found[0] == "conflict")


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_round_number_is_one_that_the_other_is_rounded_to(a: int, b: int) -> None:
    places = [10**power for power in range(1, 8)]
    rounded = any(
        big % place == 0 and small % place != 0 and abs(big - small) <= place / 2 and abs(big - small) <= big / 10
        for big, small in ((a, b), (b, a)) if big >= 100
        for place in places if big % place == 0
    )  # fmt: skip
    wanted = "same" if a == b else "rounding" if rounded else None
    assert likeness((a, a), (b, b)) == wanted


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        ((100, 100), (97, 97), "rounding"),
        ((200_000, 200_000), (183_000, 183_000), "rounding"),
        ((90, 90), (89, 89), None),  # of so few nobody rounds without a word
        ((200_000, 200_000), (160_000, 160_000), None),
        ((1_890, 1_890), (1_914, 1_914), None),
        ((-math.inf, 5), (7, math.inf), None),
        ((-math.inf, 5), (5, math.inf), "vagueness"),
    ],
)
def test_likeness(a: tuple[float, float], b: tuple[float, float], wanted: str | None) -> None:
    assert likeness(a, b) == likeness(b, a) == wanted


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        ("", "", "untold"),
        ("2019-04-01", "", "half told"),
        ("2019-04-01", "2019-04-01", "same"),
        ("2019-04-01", "2019-04-02", "different"),
        ("2019-04", "2019-04", "open"),
        ("2019-04-01~", "2019-04-02", "open"),
    ],
)
def test_times(a: str, b: str, wanted: str) -> None:
    assert times(day(a) if a else None, day(b) if b else None) == wanted


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        ("people", "Persons", "same"),
        ("names", "signatures", "same"),
        ("firefighters", "people", "narrower"),
        ("people", "signatures", "wider"),
        ("drums", "drum", "same"),
        ("weeks", "days", "same"),
        ("months", "days", None),  # a month has so many days, or so many
        ("crowns", "dollars", None),
        ("people", None, None),
        (None, None, "same"),
    ],
)
def test_units(a: str | None, b: str | None, wanted: Relation | None) -> None:
    assert (relate_units(a, b), relate_units(b, a)) == (wanted, turned(wanted))


def test_unit_and_scope_have_to_point_the_same_way() -> None:
    assert [both("same", "narrower"), both("narrower", "same"), both("narrower", "narrower")] == ["narrower"] * 3
    assert [both("narrower", "wider"), both("same", None), both("narrower", None)] == [None] * 3
