"""Dates, times and durations: reckoned as Neo4j does, and as the embedded engine takes them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import QueryError
from graph.stores import Store
from graph.stores.embedded.dialect import for_engine
from graph.stores.embedded.dialect.temporal import fold
from graph.stores.temporal import DAY, SECOND, Duration, Temporal, at_moment, date_of, days_of, temporal_of, week_of
from graph.stores.temporal_text import parse

YEARS = st.integers(-999_999_999, 999_999_999)
CLOCKS = st.integers(0, DAY - 1)
OFFSETS = st.integers(-18 * 60, 18 * 60).map(lambda minutes: 60 * minutes)


@st.composite
def temporals(draw: st.DrawFn) -> Temporal:
    day = days_of(draw(YEARS), draw(st.integers(1, 12)), draw(st.integers(1, 28)))
    clock, offset = draw(CLOCKS), draw(OFFSETS)
    return draw(
        st.sampled_from(
            [
                Temporal("date", day),
                Temporal("localtime", 0, clock),
                Temporal("time", 0, clock, offset),
                Temporal("localdatetime", day, clock),
                Temporal("datetime", day, clock, offset),
            ]
        )
    )


@given(temporals())
def test_text_is_read_as_what_it_was_written_of(value: Temporal) -> None:
    assert parse(value.kind, value.text()) == parse(value.kind, str(value)) == value


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6), st.integers(-(10**18), 10**18))
def test_the_text_of_a_duration_is_read_as_it(months: int, days: int, nanoseconds: int) -> None:
    duration = Duration(months, days, nanoseconds)
    assert parse("duration", str(duration)) == duration


@given(st.dates())
def test_the_calendar_is_that_of_python(day: date) -> None:
    number = day.toordinal() - date(1970, 1, 1).toordinal()
    assert days_of(day.year, day.month, day.day) == number
    assert date_of(number) == (day.year, day.month, day.day)
    assert week_of(number) == tuple(day.isocalendar())
    assert temporal_of(day).python() == day


@given(YEARS, st.integers(1, 12), st.integers(1, 28))
def test_the_calendar_of_any_year_is_that_of_400_years_later(year: int, month: int, day: int) -> None:
    number = days_of(year, month, day)
    assert date_of(number) == (year, month, day)
    assert date_of(number + 146_097) == (year + 400, month, day)


@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2500, 1, 1)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_moments_in_zones_are_those_of_python(moment: datetime, zone: str) -> None:
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    nanoseconds = (moment - datetime(1970, 1, 1)) // timedelta(microseconds=1) * 1_000
    found = at_moment(nanoseconds, zone=zone)
    assert (found.ymd, timedelta(seconds=found.offset or 0)) == (
        (local.year, local.month, local.day),
        local.utcoffset(),
    )
    assert (found.moment, temporal_of(local)) == (nanoseconds, found)
    assert parse("datetime", found.text()) == found


@given(temporals(), st.integers(-5000, 5000), st.integers(-5000, 5000), st.integers(-(10**15), 10**15))
def test_what_is_added_in_nanoseconds_and_days_can_be_taken_away(
    value: Temporal, months: int, days: int, nanoseconds: int
) -> None:
    duration = Duration(0, days, nanoseconds // SECOND * SECOND if value.kind == "date" else nanoseconds)
    if not value.has_date or abs(value.ymd[0]) < 999_000_000:
        assert value.plus(duration).plus(duration, -1) == value
        later = value.plus(Duration(months))
        assert not value.has_date or (later.ymd[0] * 12 + later.ymd[1]) - (value.ymd[0] * 12 + value.ymd[1]) == months


FOLDED = [
    ("RETURN date('2019-W10-6') AS d", "RETURN date('2019-03-09') AS d"),
    ("RETURN date('2019-W10-6').week + n.x AS w", "RETURN 10 + n.x AS w"),
    ("RETURN -duration('PT1H').minutes AS m", "RETURN -60 AS m"),
    ("RETURN 1 - date('-0044-03-15').year AS y", "RETURN 45 AS y"),
    ("RETURN toString(duration('P0.5M') * 2) AS t", "RETURN 'P30DT10H29M6S' AS t"),
    ("RETURN [date('2019'), null] AS l", "RETURN [date('2019-01-01'), null] AS l"),
    ("RETURN {a: date('2019')} AS m", "RETURN {a: date('2019-01-01')} AS m"),
    ("MATCH (n) WHERE n.d < date('2019') + duration('P1M')", "MATCH (n) WHERE n.d < date('2019-02-01')"),
    ("WITH date('2019') AS d RETURN d.year AS y, d", "WITH date('2019-01-01') AS d RETURN 2019 AS y, d"),
    ("RETURN date.realtime() AS d", "RETURN date() AS d"),
    # two columns of one text are two columns
    ("RETURN date('2019').year", "RETURN 2019 AS `date('2019').year`"),
    # what only looks like a function of dates
    ("MATCH (n:date) RETURN n.date, n.time", "MATCH (n:date) RETURN n.date, n.time"),
    ("RETURN '(date(x))' AS x", "RETURN '(date(x))' AS x"),
    # names that are something else where they are used
    (
        "MATCH (d) WHERE d.year = 5 WITH date('2019') AS d RETURN d.year AS y",
        "MATCH (d) WHERE d.year = 5 WITH date('2019-01-01') AS d RETURN d.year AS y",
    ),
    (
        "WITH date('2019') AS d RETURN [d IN l | d.year] AS y",
        "WITH date('2019-01-01') AS d RETURN [d IN l | d.year] AS y",
    ),
    (
        "CALL { WITH date('2019') AS d RETURN 1 AS x } RETURN d.year AS y",
        "CALL { WITH date('2019-01-01') AS d RETURN 1 AS x } RETURN d.year AS y",
    ),
    (
        "UNWIND [date('2019')] AS d RETURN d.year AS y",
        "UNWIND [date('2019-01-01')] AS d RETURN d.year AS y",
    ),
    # a chain of comparisons is one
    (
        "RETURN date('2019') < date('2020') < x AS c",
        "RETURN date('2019-01-01') < date('2020-01-01') < x AS c",
    ),
    ("RETURN date('2019-13", "RETURN date('2019-13"),
]


@pytest.mark.parametrize(("typed", "sent"), FOLDED)
def test_what_is_constant_is_reckoned(typed: str, sent: str) -> None:
    assert fold(typed).query == sent
    assert fold(sent).query == sent


def test_parameters_are_constant_where_they_are_known() -> None:
    given = {"t": "2019-W10", "day": date(2019, 3, 2), "at": datetime(2019, 3, 2, 10, tzinfo=UTC), "n": 5}
    assert fold("RETURN date($t) AS a, $day AS b, $at AS c, $n AS d", given).query == (
        "RETURN date('2019-03-04') AS a, date('2019-03-02') AS b, datetime('2019-03-02T10:00:00Z') AS c, $n AS d"
    )
    assert fold("RETURN $n AS d", given).query == "RETURN $n AS d"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("RETURN date('2019-02-30')", "date('2019-02-30'): there is no day 2019-02-30 (line 1, column 8)."),
        ("RETURN\n date('soon') AS d", "date('soon'): 'soon' is no date (line 2, column 2)."),
        ("RETURN time('25:00') AS t", "time('25:00'): there is no hour 25 (line 1, column 8)."),
        ("RETURN date({year: 2019, day: 3})", "day cannot be specified without month"),
        ("RETURN date({year: null})", "year is null"),
        ("RETURN date('0000-01-01') AS d", "the embedded store holds the years 1 to 9999, not 0000-01-01"),
        ("RETURN duration({days: 9223372036854775808}) AS d", "holds no duration as long as"),
        ("RETURN datetime('1850-01-01T10:00[Europe/Berlin]') AS t", "holds offsets of whole minutes, not 1850"),
        ("RETURN datetime('2019T10:00[Mars/Base]') AS t", "there is no time zone 'Mars/Base'"),
        ("RETURN date('2019') + 1 AS d", "only a duration can be added to a date or a time"),
        ("RETURN date('2019').hour AS h", "a date has no hour"),
        ("RETURN duration('P1D') / 0 AS h", "cannot be divided by zero"),
        ("RETURN date.realtime('Europe/Berlin') AS d", "reads the clock in UTC"),
        ("MATCH (n) RETURN date.truncate('month', n.d) AS d", "reckons date.truncate() where all that it is given"),
        ("MATCH (n) RETURN date({year: n.y, week: 3}) AS d", "takes week in date() where all parts are constant"),
        ("MATCH (n) RETURN date({year: n.y, day: 3}) AS d", "date() of a map needs month"),
        ("MATCH (n) RETURN time({hour: n.h, timezone: n.z}) AS d", "takes a timezone such as '+01:00'"),
        (f"RETURN date('{'9' * 1000}') AS d", "is no date"),
    ],
)
def test_what_neo4j_refuses_or_the_engine_cannot_hold_is_refused(query: str, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        fold(query)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("value", ["'2019-W10-6'", "'2019'", "'tomorrow'", "''", "'2019-02-30'", "5", "time('10:00Z')"])
def test_a_form_that_the_engine_reads_otherwise_ends_the_query(embedded_store: Store, value: str) -> None:
    embedded_store.execute("CREATE (n:T) DELETE n")
    for timeout in (None, 30):
        with pytest.raises(QueryError, match=r"A value given to date\(\) has a form .* Write it as '2019-03-02'"):
            embedded_store.query(f"UNWIND ['2019-03-02', {value}] AS t RETURN date(t)", timeout=timeout)
    assert embedded_store.query("UNWIND ['2019-03-02', null] AS t RETURN date(t) AS d").rows == (
        (date(2019, 3, 2),),
        (None,),
    )


def test_a_query_process_reads_as_many_zones_as_are_named(embedded_store: Store) -> None:
    embedded_store.execute("CREATE (n:T) DELETE n")
    zones = [
        "Berlin",
        "Paris",
        "Rome",
        "Madrid",
        "Vienna",
        "Prague",
        "Warsaw",
        "Oslo",
        "Athens",
        "Kyiv",
        "Lisbon",
        "Riga",
    ]
    query = ", ".join(f"datetime('2019-07-01T10:00[Europe/{zone}]').offset AS {zone}" for zone in zones)
    (row,) = embedded_store.query(f"RETURN {query}", timeout=30).rows
    assert set(row) == {"+01:00", "+02:00", "+03:00"}


REFUSED = [
    "CREATE (:T {t: time('25:00')})",
    "CREATE (:T {d: date('2019-02-30')})",
    "CREATE (:T {d: date('-0044-03-15')})",
    "CREATE (:T {t: datetime('2019-07-01T10:00[Europe/Berlin]')})",
    "CREATE (:T {t: localdatetime('2019-07-01T10:00:00.000000001')})",
    "CREATE (:T {t: localtime('10:00:00.000000001')})",
    "UNWIND ['2019-03-02', '2019-W10'] AS d CREATE (:T {d: date(d)})",
    "UNWIND [1.5] AS h CREATE (:T {d: duration({hours: h})})",
    "UNWIND ['2019-W10'] AS d WITH max(d) AS d CREATE (:T {d: date(d)})",
    "MATCH (n:Kept) SET n.d = date(n.d)",
    "MERGE (:T {d: date('soon')})",
]


@pytest.mark.parametrize("query", REFUSED)
def test_no_write_stores_another_value_than_neo4j(embedded_store: Store, query: str) -> None:
    embedded_store.execute("CREATE (:Kept {d: '2019-W10'})")
    before = embedded_store.version()
    with pytest.raises(QueryError):
        embedded_store.execute(query)
    assert embedded_store.version() == before
    assert embedded_store.query("MATCH (n) RETURN n.d").rows == (("2019-W10",),)


def test_both_stores_store_the_same(store: Store) -> None:
    store.execute(
        r"CREATE (:T {a: date('2019-W10-6'), b: duration('P0.5M'), c: [date({year: 2019, quarter: 2})], "
        r"d: localdatetime('20190302T0410'), e: 'a\fb\bc', f: duration('PT-0.5S'), g: time('10:00-0330')})"
    )
    store.execute("UNWIND ['2019-03-02'] AS d MATCH (t:T) SET t.h = date(d), t.i = duration({days: size(d)})")
    (row,) = store.query("MATCH (t:T) RETURN properties(t), toString(t.d), toString(t.g)").rows
    assert {name: str(value) for name, value in row[0].items()} == {
        "a": "2019-03-09",
        "b": "P15DT5H14M33S",
        "c": "[datetime.date(2019, 4, 1)]",
        "d": "2019-03-02 04:10:00",
        "e": "a\fb\bc",
        "f": "PT-0.5S",
        "g": "10:00:00-03:30",
        "h": "2019-03-02",
        "i": "P10D",
    }
    assert row[1:] == ("2019-03-02T04:10:00", "10:00:00-03:30")


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        (r"RETURN 'a\fb'", "RETURN 'a\fb'"),
        (r'RETURN "\b\"\t"', 'RETURN "\b\\"\t"'),
        (r"RETURN '\uD83D\uDE00'", "RETURN '😀'"),
        (r"RETURN '\U0001F600'", r"RETURN '\\U0001F600'"),
        (r"RETURN '\t\n\\ \x'", r"RETURN '\t\n\\ \x'"),
    ],
)
def test_strings_are_spelled_as_the_engine_reads_them(typed: str, sent: str) -> None:
    assert for_engine(typed) == sent


def test_a_quote_by_its_number_is_refused() -> None:
    with pytest.raises(QueryError, match=r"\\u0027 in a string"):
        for_engine(r"RETURN 'a\u0027b'")
