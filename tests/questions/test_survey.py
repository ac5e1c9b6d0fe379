"""What a database is made of, looked at on both stores."""

from datetime import UTC, date, datetime, time

import pytest

from graph.picture.schema import schema_picture
from graph.questions.survey import Kind, Pattern, example_queries, survey, type_name
from graph.stores import Store
from tests.helpers import foreign


def kinds(found: tuple[Kind, ...]) -> dict[str, int]:
    return {kind.name: kind.count for kind in found}


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (True, "true or false"),
        (1, "whole number"),
        (1.5, "number"),
        ("P", "text"),
        ("PT", "text"),
        ("P1Y2M3DT4H5.5S", "duration"),
        (b"", "bytes"),
        (date(2020, 1, 1), "date"),
        (datetime(2020, 1, 1), "date and time"),
        (datetime(2020, 1, 1, tzinfo=UTC), "date and time with zone"),
        (time(1), "time"),
        ([], "empty list"),
        (["a", 1], "list of text or whole number"),
        ({"a": 1}, "map"),
    ],
)
def test_the_type_of_a_value_in_words(value: object, name: str) -> None:
    assert type_name(value) == name


def test_labels_types_and_properties_are_counted(store: Store) -> None:
    foreign.write(store)
    found = survey(store)
    assert kinds(found.labels) == {
        "Actor": 2, "Cinema": 2, "Date": 1, "Empty": 1, "Entity": 1, "Film": 3, "Old film": 1, "Person": 3,
        "Poster": 1, "Prop": 2, "we`ird label": 1,
    }  # fmt: skip
    assert kinds(found.types) == {
        "MADE": 1, "NEAR": 3, "OF": 1, "PLAYED_IN": 4, "SHOWN_AT": 4, "USED IN": 2
    }  # fmt: skip
    film = next(kind for kind in found.labels if kind.name == "Film")
    assert film.looked_at == 3
    held = {p.name: (p.count, p.types) for p in film.properties}
    assert held["title"] == (3, ("text",))
    assert held["tags"] == (1, ("list of text",))
    assert held["runs"] == (1, ("duration",))
    assert held["released"] == (1, ("date and time with zone",))
    assert held["year"] == (1, ("whole number",))
    assert "bytes" in held["poster"][1][0]
    weird = next(kind for kind in found.labels if kind.name == "we`ird label")
    assert [p.name for p in weird.properties] == ["na`me"]
    played = next(kind for kind in found.types if kind.name == "PLAYED_IN")
    assert [(p.name, p.count) for p in played.properties] == [("role", 3)]
    assert [c.labels for c in found.constraints if c.labels == ("Film",)] == [("Film",)]


def test_what_relates_what_counts_each_node_under_the_label_it_is_drawn_as(store: Store) -> None:
    foreign.write(store)
    found = survey(store)
    assert found.exact
    assert found.patterns[0] == Pattern("Actor", "PLAYED_IN", "Film", 4)
    assert Pattern("Empty", "NEAR", "(no label)", 1) in found.patterns
    assert sum(pattern.count for pattern in found.patterns) == len(foreign.TIES)


def test_a_large_database_is_sampled_by_type(store: Store) -> None:
    foreign.write(store, people=60)
    found = survey(store, counted=10)
    assert not found.exact
    assert Pattern("Person", "KNOWS", "Person", 59) in found.patterns
    scene = schema_picture(found).scene
    assert "KNOWS about 59" in {edge.caption for edge in scene.edges}


def test_examples_run_on_the_store(store: Store) -> None:
    foreign.write(store)
    found = survey(store)
    for of_nodes, some in ((True, found.labels), (False, found.types)):
        for kind in some:
            for _, query in example_queries(kind, of_nodes=of_nodes, dialect=store.dialect):
                store.query(query, limit=10, timeout=10)
    assert example_queries(Kind("a`b", 1, 1, ()), of_nodes=True, dialect="embedded") == []


def test_an_empty_store_has_an_empty_schema(store: Store) -> None:
    found = survey(store)
    assert (kinds(found.labels), found.patterns) == ({}, ())
    assert schema_picture(found).scene.nodes == ()
