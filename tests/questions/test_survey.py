"""What a database is made of, looked at on both stores."""

from datetime import UTC, date, datetime, time

import pytest

from graph.case.schema import load_schema
from graph.explore.drawing import open_view
from graph.explore.view import View
from graph.picture.schema import label_from_key, schema_picture
from graph.questions.survey import Kind, Pattern, Survey, example_queries, survey, type_name
from graph.settings import Settings
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


def test_the_picture_has_labels_as_nodes_and_types_as_lines_and_is_always_the_same(store: Store) -> None:
    foreign.write(store)
    found = survey(store)
    drawn = schema_picture(found)
    scene = drawn.scene
    assert drawn.note == ""
    assert {label_from_key(node.key) for node in scene.nodes} >= {
        "Film",
        "Old film",
        "Person",
        "(no label)",
        "we`ird label",
    }
    assert {node.caption for node in scene.nodes} >= {"Film · 3", "(no label)"}
    assert {edge.caption for edge in scene.edges} >= {"PLAYED_IN 4", "USED IN 2"}
    assert {pattern.type for line in drawn.lines.values() for pattern in line} == set(kinds(found.types))
    assert set(drawn.lines) == {edge.key for edge in scene.edges}
    assert schema_picture(found) == drawn
    # the looks that its nodes have in Explore
    whole = open_view(store, View(off=frozenset()), schema=load_schema(), settings=Settings())[1].scene
    assert {(n.type, n.colour, n.shape) for n in scene.nodes} >= {(n.type, n.colour, n.shape) for n in whole.nodes}


def test_a_case_is_drawn_by_its_types(loaded: Store) -> None:
    scene = schema_picture(survey(loaded)).scene
    assert {"Person", "Claim", "Passage"} <= {node.type for node in scene.nodes}
    assert not any("status unknown" in edge.caption for edge in scene.edges)


def test_more_labels_than_a_picture_takes_are_said() -> None:
    labels = tuple(Kind(f"L{n:03}", 1, 1, ()) for n in range(150))
    found = Survey(labels, (), (), {}, True, (), ())
    drawn = schema_picture(found)
    assert len(drawn.scene.nodes) == 120
    assert drawn.note == "30 of 150 labels are not drawn; filter to see them."


def test_of_a_filtered_schema_only_what_is_wanted_is_drawn() -> None:
    labels = tuple(Kind(name, 1, 1, ()) for name in ("A", "B", "C", "Urn"))
    patterns = (Pattern("A", "T", "B", 2), Pattern("B", "U", "C", 1))
    scene = schema_picture(Survey(labels, (), patterns, {}, True, (), ()), "u").scene
    assert [node.id for node in scene.nodes] == ["B", "C", "Urn"]


def test_many_types_between_two_labels_are_one_line() -> None:
    labels = tuple(Kind(name, 1, 1, ()) for name in "AB")
    there = tuple(Pattern("A", f"T{n:02}", "B", 20 - n) for n in range(15))
    back = (Pattern("B", "U", "A", 1), Pattern("B", "V", "A", 1))
    drawn = schema_picture(Survey(labels, (), (*there, *back), {}, True, (), ()))
    assert sorted(map(len, drawn.lines.values())) == [1, 1, 15]
    [line] = [edge for edge in drawn.scene.edges if len(drawn.lines[edge.key]) == 15]
    assert line.caption == "15 types, 195"
    assert line.tooltip.splitlines() == ["A → B", *(f"T{n:02} {20 - n}" for n in range(12)), "and 3 more types"]


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
