"""Timelines as they are drawn: nothing overlaps, every end is what it is, and no label loses its status."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.case.dates import EdtfDate
from graph.case.days import Range, day_number
from graph.formats.timeline import draw
from graph.picture.looks import THEMES
from graph.picture.text import text_width
from graph.picture.timeline import ARROW, BAR, FADE, FONT_SIZE, MOST_DRAWN, Mark, Placed, ends_of, place, x_of
from graph.questions.timeline import Event, Lane, Timeline

EDTF = [
    "2015-12-18", "2015-12", "2015", "2015-12~", "2016-01-04?", "2005/2007", "198X", "2004-22", "2005/..", "../2007",
    "/2007", "2005/", "[1667,1668]", "-0044-03-15", "Y12000", "2019-03-02T10:20:30Z", "2004-06-XX/2004-07-03",
]  # fmt: skip
STATUSES = ["found", "reported", "alleged", "disputed", "denied", "questioned", "inferred"]


def event(
    n: int,
    edtf: str,
    name: str = "The fire",
    status: str = "reported",
    *,
    text: str | None = None,
    inferred: bool = False,
    lane: Lane = "happened",
    disputed_by: tuple[str, ...] = (),
) -> Event:
    plain = status in ("found", "reported")
    return Event(
        id=f"e{n}",
        lane=lane,
        name=name if plain else f"{name} ({status})",
        date=EdtfDate.parse(edtf, text=text, inferred=inferred),
        status=status,
        text=f"{status} by somebody: {name}.",
        subject="fire",
        statement=f"e{n}",
        passages=(("echo#p1s1", "The Echo, paragraph 1, sentence 1"),),
        about=frozenset(["fire"]),
        sources=frozenset(["echo"]),
        disputed_by=disputed_by,
    )


def line(events: Sequence[Event], name: str = "") -> Timeline:
    return Timeline(name, "happened", tuple(events))


def box(mark: Mark) -> tuple[float, float, float, float]:
    """Where a mark and its label are, their soft ends included."""
    size = text_width(f"{mark.when} {mark.label}", FONT_SIZE)
    soft_left, soft_right = (FADE if end == "soft" else 0 for end in (mark.left_end, mark.right_end))
    left, right = min(mark.left - soft_left, mark.label_x), max(mark.right + soft_right, mark.label_x + size)
    return left, mark.y - BAR / 2, right, mark.y + BAR / 2


def nothing_overlaps(placed: Placed) -> None:
    rows: dict[float, list[tuple[float, float]]] = {}
    for mark in placed.marks:
        left, top, right, bottom = box(mark)
        assert 0 <= top <= bottom <= placed.height
        rows.setdefault(mark.y, []).append((left, right))
    for spans in rows.values():
        for (_, end), (begin, _) in pairwise(sorted(spans)):
            assert end <= begin
    ys = sorted(rows)
    assert all(lower - upper >= BAR for upper, lower in pairwise(ys))


@st.composite
def many(draw: st.DrawFn, most: int = 300) -> list[Event]:
    days = st.dates().map(str)
    return [
        event(
            n,
            draw(st.sampled_from(EDTF) | days),
            draw(
                st.sampled_from(["The fire", "A name of some length that says what happened", "x" * 300, "消防", "–"])
            ),
            draw(st.sampled_from(STATUSES)),
            text=draw(st.none() | st.sampled_from(["late December", "in or about 2005", "t" * 200])),
            inferred=draw(st.booleans()),
        )
        for n in range(draw(st.integers(1, most)))
    ]


@given(many(40), st.sampled_from([640.0, 1_100.0, 1_800.0]))
@settings(max_examples=25)
def test_nothing_overlaps_at_any_width(events: list[Event], width: float) -> None:
    placed = place([line(events)], width=width)
    nothing_overlaps(placed)
    assert {id for mark in placed.marks for id in mark.ids} == {one.id for one in events}
    assert all(mark.left <= mark.right for mark in placed.marks)
    assert list(placed.scale) == sorted(placed.scale)


def test_nothing_overlaps_with_300_events_of_one_year() -> None:
    start = day_number(2019, 1, 1)
    days = [EdtfDate.parse(f"2019-{1 + n % 12:02d}-{1 + n % 28:02d}") for n in range(300)]
    events = [event(n, day.edtf, f"What happened the {n}th time", STATUSES[n % 7]) for n, day in enumerate(days)]
    placed = place([line(sorted(events, key=lambda e: (e.date and e.date.edtf) or ""))])
    nothing_overlaps(placed)
    assert len(placed.marks) == 300
    assert placed.scale[0][1] == start


@given(many(30))
@settings(max_examples=25)
def test_no_label_loses_its_status(events: list[Event]) -> None:
    statuses = {one.id: one.status for one in events}
    for mark in place([line(events)], width=640).marks:
        status = statuses[mark.id]
        assert mark.status == status
        if status not in ("found", "reported"):
            assert mark.label.endswith(f"({status})")


@pytest.mark.parametrize(
    ("edtf", "text", "inferred", "ends"),
    [
        ("2015-12-18", None, False, ("sharp", "sharp")),
        ("2015", "that year", False, ("sharp", "sharp")),
        ("198X", None, False, ("sharp", "sharp")),
        ("2015-12~", None, False, ("soft", "soft")),
        ("2015-12-18?", None, False, ("soft", "soft")),
        ("2004-22", "the summer", False, ("soft", "soft")),
        ("2005/2007", None, False, ("sharp", "sharp")),
        ("2005/2007", None, True, ("soft", "soft")),
        ("2015-12-21/2015-12-31", "late December", True, ("soft", "soft")),
        ("2019-04-01/2019-04-10", "early April 2019", False, ("soft", "soft")),
        ("2019-05-06/2019-05-17", "between 6 and 17 May 2019", False, ("sharp", "sharp")),
        ("2019-02-21~/2019-03-02", "from late February until 2 March 2019", False, ("soft", "sharp")),
        ("1996/1999", "the late 1990s", False, ("soft", "soft")),
        ("2019-03/2019-05", "from March to May", False, ("sharp", "sharp")),
        ("2004-21/2004-23", "from spring to autumn", False, ("soft", "soft")),
        ("2005/..", None, False, ("sharp", "open")),
        ("../2007", "until 2007", False, ("open", "sharp")),
        ("/2007", None, False, ("unknown", "sharp")),
        ("2005/", None, False, ("sharp", "unknown")),
        ("[..1984]", None, False, ("open", "sharp")),
        ("[1760-12..]", None, False, ("sharp", "open")),
        ("-0044/0014", None, False, ("sharp", "sharp")),
    ],
)
def test_an_end_is_drawn_as_what_is_known_of_it(edtf: str, text: str | None, inferred: bool, ends) -> None:
    assert ends_of(event(0, edtf, text=text, inferred=inferred)) == ends


def test_a_year_is_as_wide_as_a_year_and_a_day_a_dot() -> None:
    placed = place([line([event(0, "2004"), event(1, "2004-06-11")])])
    year, day = placed.marks
    assert (year.left, year.right) == (
        x_of(placed.scale, day_number(2004, 1, 1)),
        x_of(placed.scale, day_number(2005, 1, 1)),
    )
    assert day.single
    assert not year.single
    assert year.left < day.left < day.right < year.right


def test_an_open_end_is_an_arrow_and_reaches_over_no_years_that_others_bring() -> None:
    placed = place([line([event(0, "../2007"), event(1, "2005/.."), event(2, "1980/2030")])])
    until, since, _ = placed.marks
    assert (until.left_end, until.right_end) == ("open", "sharp")
    assert (until.right, until.left) == (x_of(placed.scale, day_number(2008, 1, 1)), until.right - ARROW)
    assert (since.left, since.right) == (x_of(placed.scale, day_number(2005, 1, 1)), since.left + ARROW)


def test_days_that_an_open_end_holds_are_drawn_as_such() -> None:
    within = Range(day_number(2010, 1, 1), day_number(2010, 12, 31))
    placed = place([line([event(0, "../2020"), event(1, "2005/.."), event(2, "../..")])], window=within)
    assert {(mark.left, mark.right) for mark in placed.marks} == {(0, placed.width)}


def test_a_day_before_which_something_began_is_not_drawn_as_its_day() -> None:
    [mark] = place([line([event(0, "/2019-04-20")])]).marks
    assert (mark.left_end, mark.right_end, mark.single) == ("unknown", "sharp", True)
    svg, _, _ = draw(place([line([event(0, "/2019-04-20"), event(1, "2019-04-22")])]), theme=THEMES["light"])
    before, exactly = svg.split('<g class="event"')[1:3]
    assert (before.count('r="1.8"'), exactly.split("</g>")[0].count('r="1.8"')) == (3, 0)


def test_dates_that_exclude_each_other_are_joined_in_rows_that_follow() -> None:
    events = [
        event(0, "2019-03-02", disputed_by=("e3",)),
        *(event(n, "2019-03-02", f"Something else {n}") for n in (1, 2)),
        event(3, "2019-03-05", disputed_by=("e0",)),
    ]
    placed = place([line(events)])
    marks = {mark.id: mark for mark in placed.marks}
    [(x0, y0, x1, y1)] = placed.joins
    assert (x0, y0, x1, y1) == (marks["e0"].middle, marks["e0"].y, marks["e3"].middle, marks["e3"].y)
    between = [mark for mark in placed.marks if y0 < mark.y < y1]
    assert between == []


def test_a_window_shows_its_days_alone_and_gives_them_all_the_room() -> None:
    events = [event(0, "1990"), event(1, "2004-06-11"), event(2, "2004-06-13"), event(3, "2000/2010")]
    window = Range(day_number(2004, 6, 1), day_number(2004, 6, 30))
    placed = place([line(events)], window=window)
    marks = {mark.id: mark for mark in placed.marks}
    assert marks.keys() == {"e1", "e2", "e3"}
    assert [day for _, day in placed.scale] == [
        window.first,
        *(day_number(2004, 6, d) for d in (11, 12, 13, 14)),
        day_number(2004, 7, 1),
    ]
    assert (marks["e3"].left_end, marks["e3"].right_end) == ("cut", "cut")
    assert (marks["e3"].left, marks["e3"].right) == (0, placed.width)


def test_ticks_are_apart_and_in_order() -> None:
    events = [
        event(n, edtf) for n, edtf in enumerate(["-0044-03-15", "1066-10-14", "2019-03-02", "2019-03-03", "Y12000"])
    ]
    ticks = place([line(events)]).ticks
    assert all(b[0] - a[0] >= 64 for a, b in pairwise(ticks))
    assert ticks[0][1].startswith("−") or ticks[0][1] == "0"
    assert all(a[0] < b[0] for a, b in pairwise(ticks))
    assert place([line([event(0, "Y-17E7"), event(1, "2019")])]).ticks


def test_what_a_source_says_is_one_mark() -> None:
    said = [event(n, "2019-04-03", lane="said") for n in range(5)]
    [mark] = place([Timeline("", "said", tuple(said))]).marks
    assert mark.label == "The Echo: 5 claims"
    assert len(mark.ids) == 5
    assert mark.status == ""


def test_no_more_is_drawn_than_can_be_looked_at() -> None:
    events = [event(n, "2019") for n in range(MOST_DRAWN + 7)]
    placed = place([line(events)])
    assert (len(placed.marks), placed.left_out) == (MOST_DRAWN, 7)


def test_several_timelines_share_an_axis_and_have_names() -> None:
    placed = place([line([event(0, "2001")], "Ada"), line([event(1, "2002")], "Bo")])
    assert [name for _, name in placed.heads] == ["Ada", "Bo"]
    (first, _), (second, _) = placed.heads
    assert first < placed.marks[0].y < second < placed.marks[1].y


def test_nothing_is_nothing() -> None:
    placed = place([line([])])
    assert (placed.marks, placed.ticks, placed.scale) == ((), (), ())
