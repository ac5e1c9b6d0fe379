import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.case.dates import EdtfDate
from graph.case.quantities import Quantity
from graph.errors import ModelError

WORDS = [
    *("nearly", "about", "a", "the", "just", "12", "1,000", "%", "-", "or", "and"),
    *("half", "two", "dozen", "of", "hundreds", "million", "+", "$"),
]


@pytest.mark.parametrize(
    ("text", "low", "high", "comparator", "unit"),
    [
        ("nearly 200", 180, 200, "<", None),
        ("Nearly 4,500", 4_050, 4_500, "<", None),
        ("almost half", 0.45, 0.5, "<", None),
        ("just under 40 boats", 36, 40, "<", "boats"),
        ("just over 40", 40, 44, ">", None),
        ("about 40 people", 36, 44, "~", "people"),
        ("40 or so", 36, 44, "~", None),
        ("more than 1,000", 1_000, None, ">", None),
        ("at least 3", 3, None, ">=", None),
        ("3 or more", 3, None, ">=", None),
        ("100+ people", 100, None, ">=", "people"),
        ("fewer than 5", None, 5, "<", None),
        ("as much as 30 percent of the cargo", None, 30, "<=", "percent"),
        ("up to 40 people", None, 40, "<=", "people"),
        ("no more than twelve", None, 12, "<=", None),
        ("30%", 30, 30, "=", "percent"),
        ("just three weeks", 3, 3, "=", "weeks"),
        ("an additional 1,250", 1_250, 1_250, "=", None),
        ("8-part", 8, 8, "=", "parts"),
        ("two-week", 2, 2, "=", "weeks"),
        ("19-year-old", 19, 19, "=", "years old"),
        ("600 hours of film", 600, 600, "=", "hours"),
        ("1.5 million", 1_500_000, 1_500_000, "=", None),
        ("two and a half million", 2_500_000, 2_500_000, "=", None),
        ("one hundred twenty-three thousand four hundred and five", 123_405, 123_405, "=", None),
        ("a hundred and five", 105, 105, "=", None),
        ("half a dozen", 6, 6, "=", None),
        ("three-quarters of the crew", 0.75, 0.75, "=", "crew"),
        ("half", 0.5, 0.5, "=", None),
        ("a", 1, 1, "=", None),
        ("an hour", 1, 1, "=", "hour"),
        ("one", 1, 1, "=", None),
        ("none", 0, 0, "=", None),
        ("$5 million", 5_000_000, 5_000_000, "=", "$"),
        ("between 5 and 7 people", 5, 7, "between", "people"),
        ("from 5 to 7", 5, 7, "between", None),
        ("5–7", 5, 7, "between", None),
        ("two or three", 2, 3, "between", None),
        ("5 to 7 million", 5_000_000, 7_000_000, "between", None),
        ("dozens", 12, 99, "between", None),
        ("thousands of letters", 1_000, 9_999, "between", "letters"),
        ("tens of thousands", 10_000, 99_999, "between", None),
        ("hundreds of thousands", 100_000, 999_999, "between", None),
        ("between ten and fifteen years", 10, 15, "between", "years"),
        ("between twenty and thirty-five boats", 20, 35, "between", "boats"),
        ("between two hundred and five and three hundred", 205, 300, "between", None),
        ("between £6,000 and £7,500", 6_000, 7_500, "between", "£"),
        ("a thousand and one", 1_001, 1_001, "=", None),
        ("aged 31", 31, 31, "=", "years old"),
        ("aged about 30", 27, 33, "~", "years old"),
        ("aged between 16 and 18", 16, 18, "between", "years old"),
        ("ages 55 to 65", 55, 65, "between", "years old"),
        ("twice", 2, 2, "=", "times"),
        ("more than twice", 2, None, ">", "times"),
        ("twice a week", 2, 2, "=", "times a week"),
        ("both", 2, 2, "=", None),
        ("both drums", 2, 2, "=", "drums"),
        ("half a century", 50, 50, "=", "years"),
        ("about half a century", 45, 55, "~", "years"),
        ("half a decade", 5, 5, "=", "years"),
        ("a quarter of a century", 25, 25, "=", "years"),
        ("three quarters of a century", 75, 75, "=", "years"),
        ("two centuries", 2, 2, "=", "centuries"),
        ("half an hour", 0.5, 0.5, "=", "hour"),
        ("a third of", 1 / 3, 1 / 3, "=", None),
        ("about a third of the crew", 0.3, 11 / 30, "~", "crew"),
        ("one-third", 1 / 3, 1 / 3, "=", None),
        ("at least £38,000", 38_000, None, ">=", "£"),
        ("£1.5m", 1_500_000, 1_500_000, "=", "£"),
        ("nearly £3 million", 2_700_000, 3_000_000, "<", "£"),
        ("$10k", 10_000, 10_000, "=", "$"),
        ("$2bn", 2_000_000_000, 2_000_000_000, "=", "$"),
        ("US$5m", 5_000_000, 5_000_000, "=", "$"),
        ("£1.5m–£2m", 1_500_000, 2_000_000, "between", "£"),
        ("5bn", 5_000_000_000, 5_000_000_000, "=", None),
        ("2.5m people", 2_500_000, 2_500_000, "=", "people"),
        ("as few as 12 boats", 12, None, ">=", "boats"),
    ],
)
def test_words_give_bounds(text: str, low: float | None, high: float | None, comparator: str, unit: str | None) -> None:
    found = Quantity.parse(text)
    assert (found.low, found.high, found.comparator, found.unit) == (low, high, comparator, unit)
    assert [type(found.low), type(found.high)] == [type(low), type(high)]


@pytest.mark.parametrize(
    "text",
    ["5m", "5m tall", "twice as many", "once upon a time", "ten and fifteen", "aged", "aged wine", "half a century 5",
     "about 1,000 trillion", "between ten", "between 15 and 10",
     "a great many", "a few", "several hundred", "a couple of weeks", "life", "3 of 5", "one of the two boats", "1980s",
     "16th", "10k", "7-5", "2015-12-18", "1,23", "9" * 40, "", "many " * 60, "at least about 5 or fewer"],
)  # fmt: skip
def test_what_is_not_understood_is_unknown(text: str) -> None:
    found = Quantity.parse(text)
    assert (found.text, found.low, found.high, found.comparator) == (text, None, None, "unknown")


def test_a_given_bound_replaces_the_one_that_is_read() -> None:
    found = Quantity.parse("nearly 200", low=190)
    assert (found.low, found.high, found.explicit) == (190, 200, {"low"})
    assert Quantity.parse("nearly 200", low=180, high=200) == Quantity.parse("nearly 200")


@pytest.mark.parametrize(
    ("low", "high", "comparator"), [(3, None, ">="), (None, 9, "<="), (4, 4, "="), (3, 9, "between")]
)
def test_bounds_of_unread_words_say_how_to_compare(low: int | None, high: int | None, comparator: str) -> None:
    assert Quantity.parse("a few", low, high).comparator == comparator


def test_unit_scope_and_date_are_kept() -> None:
    as_of = EdtfDate.parse("2019-03-02")
    found = Quantity.parse("nearly 200 people", unit="spectators", scope="on the quay", as_of=as_of)
    assert (found.unit, found.scope, found.as_of, found.explicit) == ("spectators", "on the quay", as_of, {"unit"})


@pytest.mark.parametrize(
    ("low", "high", "message"),
    [
        (9, 3, "a quantity's low bound is above its high bound (9 > 3)"),
        (math.nan, None, "a bound is a number between -10^15 and 10^15 (nan)"),
        (None, math.inf, "a bound is a number between -10^15 and 10^15 (inf)"),
        (10**16, None, "a bound is a number between -10^15 and 10^15 (10000000000000000)"),
    ],
)
def test_impossible_bounds_are_refused(low: float | None, high: float | None, message: str) -> None:
    with pytest.raises(ModelError) as error:
        Quantity.parse("some", low, high)
    assert str(error.value) == message


@given(st.integers(0, 10**12))
def test_a_number_is_read_as_it_is_written(n: int) -> None:
    assert Quantity.parse(f"{n:,} boats").low == Quantity.parse(str(n)).high == n


@given(st.lists(st.sampled_from(WORDS)))
def test_any_words_give_bounds_in_order_or_none(words: list[str]) -> None:
    found = Quantity.parse(" ".join(words))
    assert found.low is None or found.high is None or found.low <= found.high
    assert (found.comparator == "unknown") == (found.low is None and found.high is None)
