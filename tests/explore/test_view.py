import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.explore.analysis import ANALYSES, SHOWN_BY
from graph.explore.view import VALUES_OFF, Expand, View
from graph.picture.layout import LAYOUTS

keys = st.one_of(
    st.from_regex(r"harbour-fire/[a-z]{1,8}(-[a-z]{1,8})?", fullmatch=True),
    st.from_regex(r"other/[a-z]{1,8}", fullmatch=True),
    st.text(min_size=1, max_size=12).map(lambda text: f"harbour-fire/mention:{text}"),
)
places = st.integers(-9_999, 9_999).map(lambda n: n / 10)
views = st.builds(
    View,
    case=st.just("harbour-fire"),
    query=st.text(max_size=30),
    parameters=st.dictionaries(
        st.text(min_size=1, max_size=5), st.text(max_size=9) | st.integers(-9, 9) | st.dates() | st.lists(st.booleans())
    ),
    start=st.lists(keys, max_size=3).map(tuple),
    expands=st.lists(
        st.builds(
            Expand,
            key=keys,
            type=st.sampled_from(["", "Date", "Person"]),
            direction=st.sampled_from(["both", "out", "in"]),
            pages=st.integers(1, 9),
        ),
        max_size=3,
    ).map(tuple),
    hidden=st.frozensets(keys, max_size=3),
    only=st.frozensets(keys, max_size=3),
    pins=st.dictionaries(keys, st.tuples(places, places), max_size=3),
    layout=st.sampled_from(list(LAYOUTS)),
    focus=st.one_of(st.just(""), keys),
    off=st.frozensets(st.sampled_from(["Date", "Person", "~alleged", ":ACCUSED_OF", "A, b*"]), max_size=4),
    dim=st.booleans(),
    speaker=st.sampled_from(["", "ines-okafor"]),
    since=st.sampled_from(["", "2019-03-02"]),
    degree=st.integers(0, 99),
    measure=st.sampled_from(["", *ANALYSES]),
    shown_by=st.sampled_from(SHOWN_BY),
    falls=st.one_of(st.just(""), keys),
    selection=st.lists(keys, max_size=3).map(tuple),
)


@given(views)
def test_a_view_is_the_same_after_a_trip_through_its_url(view):
    again, notes = View.from_parameters(view.to_parameters())
    assert notes == []
    assert again == view


def test_a_plain_view_has_a_short_url():
    assert View(case="harbour-fire").to_parameters() == {"case": "harbour-fire"}


@pytest.mark.parametrize(
    ("parameters", "note"),
    [
        ({"layout": "spiral"}, "a layout is one of organic, layered, radial, time, grouped, not 'spiral'"),
        ({"pins": "a*1*nan"}, "a place is two numbers up to a million, not '1*nan'"),
        ({"pins": "a*1"}, "a place is two numbers, not '1'"),
        (
            {"measure": "fame"},
            "a measure is one of degree, pagerank, betweenness, closeness, k-core, louvain, label-propagation, "
            "components, bridges, not 'fame'",
        ),
        ({"shown_by": "smell"}, "a score is shown by size or colour, not 'smell'"),
        ({"degree": "-1"}, "a degree is a whole number, not '-1'"),
        ({"degree": "²"}, "a degree is a whole number, not '²'"),
        ({"degree": "٣"}, "a degree is a whole number, not '٣'"),
        ({"degree": "9" * 12}, "a degree is a whole number, not '999999999999'"),
        ({"expands": "a***²"}, "pages are 1 to 1,000, not '²'"),
        ({"pins": "a*٣*1"}, "a place is two numbers up to a million, not '٣*1'"),
        ({"since": "2019-02-30"}, "a date is YYYY-MM-DD, not '2019-02-30'"),
        ({"expands": "a*Date*up"}, "a direction is out or in, not 'up'"),
        ({"expands": "a***0"}, "pages are 1 to 1,000, not '0'"),
        ({"start": "!"}, "an id is missing"),
    ],
)
def test_what_makes_no_sense_in_a_url_is_left_out_and_said(parameters, note):
    view, notes = View.from_parameters({"case": "harbour-fire", **parameters, "utm": "x"})
    assert view == View(case="harbour-fire")
    assert notes == [f"{next(iter(parameters))} in the address was left out: {note}."]


def test_expanding_again_brings_the_next_page_and_shows_the_type():
    view = View(case="c").expand("c/a", type="Date")
    assert view.expands == (Expand("c/a", "Date"),)
    assert view.off == VALUES_OFF - {"Date"}
    assert view.expand("c/a", type="Date").expands == (Expand("c/a", "Date", "both", 2),)
    assert view.expand("c/b").collapse("c/a").expands == (Expand("c/b"),)


def test_hiding_drops_the_selection_and_can_be_taken_back():
    view = View(case="c", selection=("c/a", "c/b")).hide(["c/a"])
    assert (view.hidden, view.selection) == ({"c/a"}, ("c/b",))
    assert view.show_only(["c/b"]).show_all().hidden == frozenset()


def test_pins_move_and_go():
    view = View().pin({"c/a": (1, 2)}).pin({"c/a": (3, 4), "c/b": (0, 0)})
    assert view.pins == {"c/a": (3, 4), "c/b": (0, 0)}
    assert view.unpin(["c/a"]).pins == {"c/b": (0, 0)}


def test_a_legend_entry_toggles():
    view = View().toggle("Person")
    assert "Person" in view.off
    assert view.toggle("Person").off == VALUES_OFF


def test_what_only_one_database_knows_stays_out_of_the_url():
    view = View(start=("~4:x:1", "c/a"), hidden=frozenset({"~4:x:2"}), focus="~4:x:1").pin({"~4:x:1": (0, 0)})
    assert view.expand("~4:x:1").to_parameters() == {"case": "", "start": "!c/a"}
    assert not view.shareable
    assert View(start=("c/a",), selection=("~4:x:1",)).shareable
