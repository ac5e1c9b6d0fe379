from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.explore.parameters import KINDS, from_url, read, to_url, typed

NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)  # fmt: skip
VALUES = JSON | st.dates() | st.datetimes()


@given(VALUES)
def test_what_a_person_would_type_gives_the_value_again(value):
    kind, text = typed(value)
    assert kind in KINDS
    again = read(kind, text)
    assert again == value
    assert type(again) is type(value)


@given(st.dictionaries(st.text(min_size=1), VALUES))
def test_parameters_come_back_from_an_address(parameters):
    again = from_url({"q": "RETURN 1", **to_url(parameters)})
    assert again == parameters
    assert {name: type(value) for name, value in again.items()} == {n: type(v) for n, v in parameters.items()}


def test_an_address_that_somebody_wrote_by_hand_makes_sense_too():
    assert from_url({"p_a": "Ines", "p_b": "[1", "d_c": "soon", "p_": "x", "d_d": "2019-03-02", "p_e": "NaN"}) == {
        "a": "Ines",
        "b": "[1",
        "c": "soon",
        "d": date(2019, 3, 2),
        "e": "NaN",
    }


def test_a_moment_is_a_date_too():
    assert read("date", "2019-03-02T10:30") == datetime(2019, 3, 2, 10, 30)


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("number", "twelve", "Type a number such as 12 or 0.5, not 'twelve'."),
        ("number", "", "Type a number such as 12 or 0.5, not ''."),
        ("number", "nan", "Type a number such as 12 or 0.5, not 'nan'."),
        ("number", "1e999", "Type a number such as 12 or 0.5, not '1e999'."),
        ("number", "9223372036854775808", "'9223372036854775808' has more than 64 bits; pass it as text."),
        ("boolean", "yes", "Type true or false, not 'yes'."),
        ("date", "2 March", "Type a date as YYYY-MM-DD, or a moment as YYYY-MM-DDThh:mm, not '2 March'."),
        ("date", "2019-02-30", "Type a date as YYYY-MM-DD, or a moment as YYYY-MM-DDThh:mm, not '2019-02-30'."),
        ("json", "[1,", 'Type JSON, such as ["a", "b"] or {"a": 1}, not \'[1,\'.'),
        ("json", "NaN", 'Type JSON, such as ["a", "b"] or {"a": 1}, not \'NaN\'.'),
        ("json", "[" * 100_000, 'Type JSON, such as ["a", "b"] or {"a": 1}, not \'' + "[" * 39 + "…'."),
    ],
)
def test_a_value_of_another_sort_gets_a_sentence(kind, text, said):
    with pytest.raises(ValueError, match=r"^") as raised:
        read(kind, text)
    assert str(raised.value) == said
