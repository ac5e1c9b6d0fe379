import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.elements import Node, Path, Relationship, to_json
from graph.errors import QueryError
from graph.stores import Selection, Store
from graph.stores._durations import duration_text

A = Node("c/a", "a", ("Entity", "Person"), {"id": "a", "when": date(2019, 3, 2)})
B = Node("~n:1", "#1", (), {})
R = Relationship("c/r", "r", "KNOWS", A, B, {"n": float("nan")})


def test_node_relationship_and_path_as_json() -> None:
    node = {"id": "a", "labels": ["Entity", "Person"], "properties": {"id": "a", "when": "2019-03-02"}}
    tie = {"id": "r", "type": "KNOWS", "start": "a", "end": "#1", "properties": {"n": "NaN"}}
    other = {"id": "#1", "labels": [], "properties": {}}
    assert to_json(A) == node
    assert to_json(R) == tie
    assert to_json(Path((A, B), (R,))) == {"nodes": [node, other], "relationships": [tie]}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2019, 3, 2, 10, 0, 0, 120000), "2019-03-02T10:00:00.120000"),
        (datetime(2019, 3, 2, 10, tzinfo=UTC), "2019-03-02T10:00:00+00:00"),
        (datetime(2019, 3, 2, 10, tzinfo=timezone(timedelta(hours=-3))), "2019-03-02T10:00:00-03:00"),
        (time(10, 30), "10:30:00"),
        (b"\x00\xff", "AP8="),
        (float("-inf"), "-Infinity"),
        (2**62 + 1, 2**62 + 1),
        (True, True),
    ],
)
def test_single_values_as_json(value: Any, text: Any) -> None:
    assert to_json(value) == text
    assert type(to_json(value)) is type(text)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(values)
def test_any_value_is_strict_json(value: Any) -> None:
    json.dumps(to_json(value), allow_nan=False)


@given(st.integers(-500, 500), st.integers(-500, 500), st.integers(-(10**6), 10**6), st.integers(0, 999_999_999))
def test_duration_text_names_each_part_once(months: int, days: int, seconds: int, nanoseconds: int) -> None:
    text = duration_text(months, days, seconds, nanoseconds)
    before, _, after = text.partition("T")
    found = {"months": 0, "days": 0, "seconds": 0.0}
    for part, unit, of, times in (
        (before, "Y", "months", 12),
        (before, "M", "months", 1),
        (before, "D", "days", 1),
        (after, "H", "seconds", 3600),
        (after, "M", "seconds", 60),
        (after, "S", "seconds", 1),
    ):
        head, found_unit, _ = part.partition(unit)
        if found_unit:
            number = "".join(c if c in "-.0123456789" else " " for c in head).split()[-1]
            found[of] += float(number) * times
    assert (found["months"], found["days"]) == (months, days)
    assert found["seconds"] == pytest.approx(seconds + nanoseconds / 1e9)


TEMPORAL = """RETURN date('2019-03-02') AS d, time('10:00:00.123456+02:00') AS t, localtime('10:00') AS lt,
datetime('2019-03-02T10:00:00.5Z') AS dt, datetime('2019-03-02T10:00:00-03:00') AS odt,
localdatetime('2019-03-02T10:00:00.123456') AS ldt, duration('P14M3DT4H5.5S') AS du, duration('PT-90S') AS minus"""


def test_temporal_values_are_plain_python(store: Store) -> None:
    assert store.query(TEMPORAL).rows == (
        (
            date(2019, 3, 2),
            time(10, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2))),
            time(10),
            datetime(2019, 3, 2, 10, 0, 0, 500000, tzinfo=UTC),
            datetime(2019, 3, 2, 10, tzinfo=timezone(timedelta(hours=-3))),
            datetime(2019, 3, 2, 10, 0, 0, 123456),
            "P1Y2M3DT4H5.5S",
            "PT-1M-30S",
        ),
    )


def test_temporal_values_come_from_a_process_too(store: Store) -> None:
    assert store.query(TEMPORAL, timeout=30).rows == store.query(TEMPORAL).rows


def test_named_zone_and_points_of_neo4j(neo4j_store: Store) -> None:
    row = neo4j_store.query(
        "RETURN datetime('2019-07-01T10:00:00[Europe/Berlin]') AS z, point({x: 1, y: 2}) AS p, "
        "point({longitude: 11.5, latitude: 48.1, height: 500}) AS w"
    ).rows[0]
    assert row[0] == "2019-07-01T10:00:00+02:00[Europe/Berlin]"
    assert row[1:] == ({"srid": 7203, "x": 1.0, "y": 2.0}, {"srid": 4979, "x": 11.5, "y": 48.1, "z": 500.0})


BEYOND = {
    "date('-0044-03-15')": "-0044-03-15",
    "date('+12345-06-07')": "+12345-06-07",
    "localdatetime('-0044-03-15T10:00')": "-0044-03-15T10:00:00",
    "datetime('+12345-03-15T10:00+02:00')": "+12345-03-15T10:00:00+02:00",
    "datetime('-0044-03-15T10:00Z')": "-0044-03-15T10:00:00+00:00",
    "datetime('2019-03-02T10:00[UT]')": "2019-03-02T10:00:00+00:00[UT]",
    # a zone that is known on the server alone: the moment, in UTC
    "datetime('2019-03-02T10:00[SystemV/EST5]')": "2019-03-02T15:00:00+00:00[SystemV/EST5]",
    "datetime('2500-07-01T10:00[America/New_York]')": "2500-07-01T10:00:00-04:00[America/New_York]",
    "datetime('2019-10-27T02:30+01:00[Europe/Berlin]')": "2019-10-27T02:30:00+01:00[Europe/Berlin]",
    "localtime('10:00:00.123456789')": "10:00:00.123456789",
    "time('10:00:00.000000001+02:00')": "10:00:00.000000001+02:00",
    "localdatetime('2019-03-02T10:00:00.123456789')": "2019-03-02T10:00:00.123456789",
}
"""What Python's own values cannot hold, and the text that stands for it; a day is no text."""


def test_what_python_cannot_hold_is_exact_text_wherever_it_stands(neo4j_store: Store) -> None:
    shapes = ("{0}", "[{0}, 1]", "{{a: {{b: [{0}]}}}}")
    for shape in shapes:
        given = ", ".join(f"{shape.format(value)} AS c{n}" for n, value in enumerate(BEYOND))
        (row,) = neo4j_store.query(f"RETURN {given}").rows
        wanted = {"{0}": "{}", "[{0}, 1]": "['{}', 1]"}.get(shape, "{{'a': {{'b': ['{}']}}}}")
        assert [str(value) for value in row] == [wanted.format(text) for text in BEYOND.values()]


def test_stored_values_that_python_cannot_hold_are_text_in_every_reading(neo4j_store: Store) -> None:
    neo4j_store.execute(
        "CREATE (a:T {id: 'a', d: date('-0044-03-15'), l: [date('2019-01-01'), date('+12345-01-01')]})"
        "-[:R {z: datetime('2019-07-01T10:00:00.000000001[Europe/Berlin]')}]->(:T {id: 'b'})"
    )
    properties = {"d": "-0044-03-15", "id": "a", "l": [date(2019, 1, 1), "+12345-01-01"]}
    tie = {"z": "2019-07-01T10:00:00.000000001+02:00[Europe/Berlin]"}
    (row,) = neo4j_store.query("MATCH p = (a:T)-[r]->() RETURN a, r, p, properties(a), collect(a)").rows
    assert row[0].properties == row[3] == row[2].nodes[0].properties == row[4][0].properties == properties
    assert row[1].properties == row[2].relationships[0].properties == tie
    reader = neo4j_store.reader(Selection())
    ids = list(reader.node_ids())
    assert [node.properties for node in reader.nodes(ids) if node.properties["id"] == "a"] == [properties]
    assert "-0044-03-15" in reader.values(ids, "d")
    assert [edge.properties for edges in reader.all_edges() for edge in edges] == [tie]


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2019, 10, 27, 2, 30, tzinfo=BERLIN), "2019-10-27T02:30:00+02:00[Europe/Berlin]"),
        (datetime(2019, 10, 27, 2, 30, tzinfo=BERLIN, fold=1), "2019-10-27T02:30:00+01:00[Europe/Berlin]"),
        (datetime(2019, 3, 31, 2, 30, tzinfo=BERLIN), "2019-03-31T03:30:00+02:00[Europe/Berlin]"),
        (datetime(2019, 7, 1, 10, tzinfo=BERLIN), "2019-07-01T10:00:00+02:00[Europe/Berlin]"),
        (datetime(2019, 7, 1, 10, tzinfo=timezone(timedelta(hours=-3))), "2019-07-01T10:00:00-03:00"),
        (time(10, 30, tzinfo=timezone(timedelta(hours=2))), "10:30:00+02:00"),
        (datetime(2019, 7, 1, 10, 0, 0, 5), "2019-07-01T10:00:00.000005"),
    ],
)
def test_moments_as_parameters_are_those_moments(store: Store, moment: datetime | time, text: str) -> None:
    query = "RETURN toString($p) AS text, $p = $p AS same"
    assert store.query(query, {"p": moment}).rows == ((text, True),)
    assert store.query(query, {"p": moment}, timeout=30).rows == ((text, True),)


def test_a_named_zone_is_kept_or_it_is_said(embedded_store: Store, neo4j_store: Store) -> None:
    moment = datetime(2019, 10, 27, 2, 30, tzinfo=BERLIN, fold=1)
    query, given = "RETURN $p AS p", {"p": moment}
    assert neo4j_store.query(query, given).rows == (("2019-10-27T02:30:00+01:00[Europe/Berlin]",),)
    found = embedded_store.query(query, given)
    assert found.rows == ((datetime(2019, 10, 27, 2, 30, tzinfo=timezone(timedelta(hours=1))),),)
    assert [notice for notice in found.notices if "named zone" in notice]
    with pytest.raises(QueryError, match="named zone"):
        embedded_store.execute("CREATE (:T {t: $p})", given)
    assert embedded_store.query("MATCH (t:T) RETURN count(*)").rows == ((0,),)


def test_a_time_of_a_named_zone_has_no_offset(store: Store) -> None:
    with pytest.raises(QueryError, match="give it a fixed offset"):
        store.query("RETURN $p", {"p": time(10, tzinfo=BERLIN)})


def test_parameters_come_back_as_they_were(store: Store) -> None:
    given = {
        "text": "a'b\"c\\u0041 `é` 🜁 \u2028",
        "bytes": b"\x00\xff",
        "big": 2**63 - 1,
        "list": [1, 2.5, None, "x", [True]],
        "map": {"case": 1, "b": {"c": []}},
        "day": date(2019, 3, 2),
        "moment": datetime(2019, 3, 2, 10, 0, 0, 1),
    }
    query = "RETURN " + ", ".join(f"${name} AS {name}" for name in given)
    assert store.query(query, given).dicts() == [given]
    assert store.query(query, given, timeout=30).dicts() == [given]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (2**63, "Parameter $p: 9223372036854775808 has more than 64 bits; pass it as text."),
        ("\ud800", "Parameter $p: '\\ud800' is not valid Unicode text."),
        ({"a": [object]}, "Parameter $p: a type is no value of a query. Pass text, a number, a list or a map."),
    ],
)
def test_parameter_that_no_store_takes(store: Store, value: Any, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        store.query("RETURN $p AS p", {"p": value})
    assert str(caught.value) == said


def test_parameters_the_embedded_engine_would_change(embedded_store: Store) -> None:
    with pytest.raises(QueryError, match=r"rounds a list of floats; write \[0.1, 0.2\] in the query"):
        embedded_store.query("RETURN $p AS p", {"p": {"x": [0.1, 0.2]}})
    with pytest.raises(QueryError, match="drops the time zone of 2019-03-02T10:00:00"):
        embedded_store.query("RETURN $p AS p", {"p": [datetime(2019, 3, 2, 10, tzinfo=UTC)]})


def test_a_map_that_looks_like_a_node_stays_a_map(store: Store) -> None:
    store.execute("CREATE (:A {id: 'a'})-[:T]->(:B)")
    maps = {
        "node": {"_id": 0, "_labels": ["Z"], "id": "a"},
        "edge": {"_id": 0, "_source": 5, "_target": 6, "_type": "T"},
        "path": {"nodes": [], "edges": []},
        "duration": {"months": 1, "days": 2, "nanos": 3},
    }
    assert store.query("RETURN $m AS m", {"m": maps}).rows == ((maps,),)
    assert store.query("RETURN {months: 1, nanos: 3, days: 2} AS m").rows == ((maps["duration"],),)
